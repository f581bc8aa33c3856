#include "config.h"

#include "live/websocket.h"

#ifdef HAVE_LIBWEBSOCKETS

#include <libwebsockets.h>

#include "base/memory.h"
#include "base/stopwatch.h"

enum { RECEIVE_SIZE = 1 << 16, HEADER_MAX = 16 << 10, TICK_MICROSECONDS = 100 * 1000 };

enum websocket_state { CONNECTING, OPEN, CLOSED };

/* One connection, a WebSocket or a request, with a context of libwebsockets of its own. */
struct websocket {
	lws_sorted_usec_list_t tick; /* first: the callback gets its address */
	struct lws_context *context;
	struct lws *wsi;
	enum websocket_state state;
	struct error error; /* why it was closed, if it was not by us */

	struct buffer outgoing; /* LWS_PRE bytes of room, then the message */
	bool is_sending, is_leaving;

	struct buffer incoming; /* the message so far, or the body */
	size_t limit, fragments;
	unsigned status;        /* of HTTP */
	websocket_handler *handler;
	void *handler_context;
};

static void
websocket_tick(lws_sorted_usec_list_t *tick)
{
	struct websocket *socket = (struct websocket *)(void *)tick;

	lws_sul_schedule(socket->context, 0, tick, websocket_tick, TICK_MICROSECONDS);
}

static bool
websocket_take(struct websocket *socket, const void *bytes, size_t length)
{
	if (length > socket->limit - socket->incoming.length)
		return error_set(&socket->error, ERROR_LIMIT,
				 "an answer of more than %zu bytes", socket->limit);
	if (++socket->fragments > WEBSOCKET_FRAGMENTS_MAX)
		return error_set(&socket->error, ERROR_LIMIT,
				 "a message in more than %d pieces", WEBSOCKET_FRAGMENTS_MAX);
	buffer_add(&socket->incoming, bytes, length);
	return true;
}

static bool
websocket_receive(struct websocket *socket, struct lws *wsi, const void *bytes, size_t length)
{
	bool go_on;

	if (lws_frame_is_binary(wsi))
		return error_set(&socket->error, ERROR_FORMAT, "a binary message");
	if (!websocket_take(socket, bytes, length))
		return false;
	if (lws_remaining_packet_payload(wsi) > 0 || !lws_is_final_fragment(wsi))
		return true;
	lws_validity_confirmed(wsi);
	go_on = socket->handler(socket->handler_context, buffer_text(&socket->incoming));
	buffer_clear(&socket->incoming);
	socket->fragments = 0;
	return go_on;
}

/* Writes what is to be written, or says goodbye.  False when the connection shall end. */
static bool
websocket_write(struct websocket *socket, struct lws *wsi)
{
	size_t length = socket->outgoing.length;

	if (socket->is_leaving) {
		lws_close_reason(wsi, LWS_CLOSE_STATUS_NORMAL, NULL, 0);
		return false;
	}
	if (!socket->is_sending)
		return true;
	socket->is_sending = false;
	return lws_write(wsi, (unsigned char *)socket->outgoing.at + LWS_PRE, length - LWS_PRE,
			 LWS_WRITE_TEXT) >= 0;
}

static bool
websocket_read_body(struct lws *wsi)
{
	char room[LWS_PRE + 4096];
	char *at = room + LWS_PRE;
	int length = sizeof(room) - LWS_PRE;

	return lws_http_client_read(wsi, &at, &length) >= 0;
}

/* Why there is no connection, in libwebsockets' words; "HS" is its handshake. */
static void
websocket_complain(struct websocket *socket, struct text why)
{
	static const char handshake[] = "HS: ";
	size_t skipped = sizeof(handshake) - 1;

	if (why.length > skipped && memcmp(why.at, handshake, skipped) == 0)
		error_set(&socket->error, ERROR_FILE, "it opens no WebSocket: %.*s",
			  (int)(why.length - skipped), why.at + skipped);
	else
		error_set(&socket->error, ERROR_FILE, "%.*s", (int)why.length, why.at);
}

/* What libwebsockets says happened; not 0 ends the connection. */
static int
websocket_happened(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *bytes,
		   size_t length)
{
	struct websocket *socket = user;

	if (socket == NULL)
		return 0;
	switch (reason) {
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		socket->state = OPEN;
		return 0;
	case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
		socket->status = lws_http_client_http_response(wsi);
		return 0;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		websocket_complain(socket, bytes == NULL ? TEXT("could not connect")
							 : (struct text){ bytes, length });
		socket->state = CLOSED;
		return 0;
	case LWS_CALLBACK_CLIENT_RECEIVE:
		return websocket_receive(socket, wsi, bytes, length) ? 0 : -1;
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		return websocket_write(socket, wsi) ? 0 : -1;
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return websocket_read_body(wsi) ? 0 : -1;
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ:
		return websocket_take(socket, bytes, length) ? 0 : -1;
	case LWS_CALLBACK_COMPLETED_CLIENT_HTTP:
	case LWS_CALLBACK_CLIENT_CLOSED:
	case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
	case LWS_CALLBACK_WSI_DESTROY:
		socket->state = CLOSED;
		socket->wsi = NULL;
		return 0;
	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ "inspector", websocket_happened, 0, RECEIVE_SIZE, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 },
};

/* Without a policy libwebsockets sends a ping after five quiet minutes, and Node's inspector
 * hangs up on who pings.  What the target sends shows as well that it is there. */
static const lws_retry_bo_t no_pings = {
	.secs_since_valid_ping = UINT16_MAX,
	.secs_since_valid_hangup = UINT16_MAX,
};

static struct lws_context *
websocket_context_new(double seconds)
{
	struct lws_context_creation_info info;

	lws_set_log_level(0, NULL);
	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = protocols;
	info.gid = -1;
	info.uid = -1;
	info.max_http_header_data = HEADER_MAX;
	info.pt_serv_buf_size = RECEIVE_SIZE;
	/* else $http_proxy is believed, for the loopback too */
	info.http_proxy_address = "";
#ifdef LWS_WITH_SOCKS5
	info.socks_proxy_address = "";
#endif
	info.timeout_secs = seconds < 1 ? 1 : (unsigned)seconds;
	info.connect_timeout_secs = info.timeout_secs;
	return lws_create_context(&info);
}

/* A connection begun: a WebSocket, or, with a method, a request. */
static struct websocket *
websocket_begin(const struct endpoint *endpoint, const char *path, const char *method,
		struct patience patience, struct error *error)
{
	struct websocket *socket = xcalloc(1, sizeof(*socket));
	struct lws_client_connect_info to;
	char host[sizeof(endpoint->host) + 16];

	snprintf(host, sizeof(host), strchr(endpoint->host, ':') != NULL ? "[%s]:%u" : "%s:%u",
		 endpoint->host, endpoint->port);
	socket->limit = WEBSOCKET_MESSAGE_MAX;
	socket->context = websocket_context_new(patience.seconds);
	if (socket->context == NULL) {
		error_set(error, ERROR_MEMORY, "libwebsockets could not be started");
		free(socket);
		return NULL;
	}
	memset(&to, 0, sizeof(to));
	to.context = socket->context;
	to.address = endpoint->host;
	to.port = endpoint->port;
	to.path = path;
	to.host = host;
	to.method = method;
	to.ssl_connection = LCCSCF_HTTP_NO_FOLLOW_REDIRECT;
	to.local_protocol_name = protocols[0].name;
	to.alpn = "http/1.1";
	to.userdata = socket;
	to.retry_and_idle_policy = &no_pings;
	to.pwsi = &socket->wsi;
	lws_sul_schedule(socket->context, 0, &socket->tick, websocket_tick, TICK_MICROSECONDS);
	if (lws_client_connect_via_info(&to) == NULL) {
		/* some failures it keeps to itself, such as a name nobody has */
		error_set(&socket->error, ERROR_FILE, "could not connect: is there such a host?");
		socket->state = CLOSED;
	}
	return socket;
}

static void
websocket_free(struct websocket *socket)
{
	lws_sul_cancel(&socket->tick);
	lws_context_destroy(socket->context);
	buffer_release(&socket->incoming);
	buffer_release(&socket->outgoing);
	free(socket);
}

bool
websocket_pump(struct websocket *socket, struct error *error)
{
	if (socket->state != CLOSED)
		lws_service(socket->context, 0);
	if (socket->state != CLOSED)
		return true;
	return error_set(error, socket->error.kind == ERROR_NONE ? ERROR_FILE : socket->error.kind,
			 "%s", socket->error.kind == ERROR_NONE ? "the connection was cut off"
								: socket->error.message);
}

/* Pumps until the state is no longer `state`. */
static bool
websocket_outwait(struct websocket *socket, enum websocket_state state, struct patience patience,
		  struct error *error)
{
	double end = stopwatch_now() + patience.seconds;

	while (socket->state == state) {
		if (progress_is_cancelled(patience.progress))
			return error_set(error, ERROR_CANCELLED, "cancelled");
		if (stopwatch_now() > end)
			return error_set(error, ERROR_FILE, "no answer within %g s",
					 patience.seconds);
		if (!websocket_pump(socket, NULL))
			break;
	}
	return true;
}

struct websocket *
websocket_open(const struct endpoint *endpoint, const char *path, websocket_handler *handler,
	       void *context, struct patience patience, struct error *error)
{
	struct websocket *socket = websocket_begin(endpoint, path, NULL, patience, error);

	if (socket == NULL)
		return NULL;
	socket->handler = handler;
	socket->handler_context = context;
	if (websocket_outwait(socket, CONNECTING, patience, error) && socket->state == OPEN)
		return socket;
	websocket_pump(socket, socket->state == CLOSED ? error : NULL);
	websocket_free(socket);
	return NULL;
}

bool
websocket_send(struct websocket *socket, struct text message, struct patience patience,
	       struct error *error)
{
	static const char room[LWS_PRE];
	double end = stopwatch_now() + patience.seconds;

	if (socket->state != OPEN)
		return websocket_pump(socket, error);
	buffer_clear(&socket->outgoing);
	buffer_add(&socket->outgoing, room, sizeof(room));
	buffer_add_text(&socket->outgoing, message);
	socket->is_sending = true;
	lws_callback_on_writable(socket->wsi);
	while (socket->is_sending || (socket->state == OPEN && lws_partial_buffered(socket->wsi))) {
		if (!websocket_pump(socket, error))
			return false;
		if (stopwatch_now() > end)
			return error_set(error, ERROR_FILE, "the target takes nothing more");
	}
	return true;
}

bool
websocket_is_open(const struct websocket *socket)
{
	return socket->state == OPEN;
}

void
websocket_close(struct websocket *socket)
{
	if (socket == NULL)
		return;
	if (socket->state == OPEN) {
		socket->is_leaving = true;
		lws_callback_on_writable(socket->wsi);
		websocket_outwait(socket, OPEN, (struct patience){ 2, NULL }, NULL);
	}
	websocket_free(socket);
}

bool
websocket_fetch(const struct endpoint *endpoint, const char *path, size_t limit,
		struct buffer *body, struct patience patience, struct error *error)
{
	struct websocket *socket = websocket_begin(endpoint, path, "GET", patience, error);
	bool done;

	if (socket == NULL)
		return false;
	socket->limit = limit;
	done = websocket_outwait(socket, CONNECTING, patience, error);
	if (done && socket->error.kind != ERROR_NONE)
		done = error_set(error, socket->error.kind, "%s", socket->error.message);
	else if (done && socket->status == 0)
		done = error_set(error, ERROR_FILE, "asked for %s, and the connection was cut off",
				 path);
	else if (done && socket->status != 200)
		done = error_set(error, ERROR_FORMAT, "asked for %s, answered with HTTP status %u",
				 path, socket->status);
	if (done)
		buffer_add_text(body, buffer_text(&socket->incoming));
	websocket_free(socket);
	return done;
}

bool
websocket_is_available(void)
{
	return true;
}

#endif
