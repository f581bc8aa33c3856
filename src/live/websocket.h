/*
 * A WebSocket to a target, and the one HTTP request that finds it.
 *
 * Who answers may be hostile.  The framing is libwebsockets'; here is what bounds it: a
 * message is taken up to WEBSOCKET_MESSAGE_MAX and only as its bytes arrive, an answer of
 * HTTP up to the limit the caller gives, redirections and proxies are not followed, and
 * every wait has an end.  The only file that knows libwebsockets is websocket.c; without
 * it (configure --without-live) opening fails and says so.
 */

#pragma once

#include "base/buffer.h"
#include "base/error.h"
#include "base/progress.h"
#include "live/endpoint.h"

enum { WEBSOCKET_MESSAGE_MAX = 64 << 20, WEBSOCKET_FRAGMENTS_MAX = 1 << 17 };

/* How long to wait at most, and the progress that may end it sooner (or null). */
struct patience {
	double seconds;
	const struct progress *progress;
};

struct websocket;

/* Called with each whole message; false ends the connection. */
typedef bool websocket_handler(void *context, struct text message);

/* Null on failure.  The path begins with a slash. */
struct websocket *websocket_open(const struct endpoint *endpoint, const char *path,
				 websocket_handler *handler, void *context,
				 struct patience patience, struct error *error);
/* Returns when the bytes are with the system. */
bool websocket_send(struct websocket *socket, struct text message, struct patience patience,
		    struct error *error);
/* Waits a tenth of a second at most for something to happen; handlers are called from
 * here.  False when the connection is gone: the error says how. */
bool websocket_pump(struct websocket *socket, struct error *error);
bool websocket_is_open(const struct websocket *socket);
/* Says goodbye, waits two seconds at most for the answer.  Null is fine. */
void websocket_close(struct websocket *socket);

/* GET: the body of a 200, at most `limit` bytes of it or ERROR_LIMIT. */
bool websocket_fetch(const struct endpoint *endpoint, const char *path, size_t limit,
		     struct buffer *body, struct patience patience, struct error *error);

/* Whether this build can reach a target at all. */
bool websocket_is_available(void);
