/*
 * What a target may send, once libwebsockets has taken its frames apart: each line as a
 * message of the protocol, as a piece of a snapshot, as an address it names, as a
 * reading and as a line of a collection log.
 */

#include "config.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "live/endpoint.h"
#include "live/gc_log.h"
#include "live/history.h"
#include "live/json_end.h"
#include "live/message.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void
take_message(struct text line)
{
	struct error error = { .kind = ERROR_NONE };
	struct message message;

	json_t *whole = message_document(line, NULL);

	if (!message_parse(&message, line, &error)) {
		json_decref(whole);
		if (error.kind == ERROR_NONE || error.message[0] == '\0')
			abort();
		return;
	}
	/* a piece of a snapshot has a way of its own */
	if (!json_equal(message.root, whole))
		abort();
	json_decref(whole);
	if ((message.id == 0) != (message.method != NULL && message.method[0] != '\0'))
		abort();
	member_count(message.result, "usedSize");
	member_number(message.params, "done");
	member_text(message.params, "chunk");
	message_release(&message);
}

static void
take_address(const char *line)
{
	const struct endpoint asked = { "127.0.0.1", 9229 };
	char path[64];

	if (endpoint_path_of(&asked, line, path, sizeof(path))
	    && (path[0] != '/' || strlen(path) >= sizeof(path) || strpbrk(path, " \r\n") != NULL))
		abort();
}

/* What is read can be written, and then reads as the same. */
static void
take_reading(struct history *history, struct text line)
{
	struct reading reading, again;
	struct buffer out = { 0 };

	if (!reading_read(&reading, line, NULL) || reading.time > 1e10)
		return;
	reading_write(&reading, &out);
	if (!reading_read(&again, buffer_text(&out), NULL)
	    || memcmp(again.sizes, reading.sizes, sizeof(again.sizes)) != 0)
		abort();
	buffer_release(&out);
	history_add(history, &reading);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	const char *at = (const char *)bytes, *end = at + length;
	struct json_end whole = { 0 };
	struct gc_log log = { 0 };
	struct history history = { 0 };
	struct outlook outlook;
	struct buffer words = { 0 };

	json_end_feed(&whole, at, length);
	while (at < end) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		size_t size = stop == NULL ? (size_t)(end - at) : (size_t)(stop - at);
		char *line = malloc(size + 1);
		struct reading reading;

		memcpy(line, at, size);
		line[size] = '\0';
		take_message((struct text){ line, size });
		take_address(line);
		take_reading(&history, (struct text){ line, size });
		if (gc_log_read(&log, (struct text){ line, size }, &reading))
			history_add(&history, &reading);
		free(line);
		at += size + (stop != NULL);
	}
	outlook = history_outlook(&history);
	outlook_describe(&outlook, &history, &words);
	buffer_release(&words);
	history_release(&history);
	return 0;
}
