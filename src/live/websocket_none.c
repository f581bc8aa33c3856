/*
 * A build without libwebsockets: every target is refused.
 */

#include "config.h"

#include "live/websocket.h"

#ifndef HAVE_LIBWEBSOCKETS

static bool
websocket_refuse(struct error *error)
{
	return error_set(error, ERROR_USAGE,
			 "built without live targets (configure --without-live)");
}

struct websocket *
websocket_open(const struct endpoint *endpoint, const char *path, websocket_handler *handler,
	       void *context, struct patience patience, struct error *error)
{
	(void)endpoint, (void)path, (void)handler, (void)context, (void)patience;
	websocket_refuse(error);
	return NULL;
}

bool
websocket_send(struct websocket *socket, struct text message, struct patience patience,
	       struct error *error)
{
	(void)socket, (void)message, (void)patience;
	return websocket_refuse(error);
}

bool
websocket_pump(struct websocket *socket, struct error *error)
{
	(void)socket;
	return websocket_refuse(error);
}

bool
websocket_is_open(const struct websocket *socket)
{
	(void)socket;
	return false;
}

void
websocket_close(struct websocket *socket)
{
	(void)socket;
}

bool
websocket_fetch(const struct endpoint *endpoint, const char *path, size_t limit,
		struct buffer *body, struct patience patience, struct error *error)
{
	(void)endpoint, (void)path, (void)limit, (void)body, (void)patience;
	return websocket_refuse(error);
}

bool
websocket_is_available(void)
{
	return false;
}

#endif
