#include "config.h"

#include "heap/snapshot_guess.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

#define SIGNATURE(literal, what) { literal, sizeof(literal) - 1, what }

static const struct signature {
	const char *bytes;
	size_t length;
	const char *what;
} signatures[] = {
	SIGNATURE("\xff\xd8\xff", "a JPEG image"),
	SIGNATURE("\x89PNG", "a PNG image"),
	SIGNATURE("GIF8", "a GIF image"),
	SIGNATURE("%PDF", "a PDF document"),
	SIGNATURE("PK\x03\x04", "a zip archive: unpack it first"),
	SIGNATURE("PK\x05\x06", "an empty zip archive"),
	SIGNATURE("\x1f\x8b", "gzip"),
	SIGNATURE("\x28\xb5\x2f\xfd", "zstd"),
	SIGNATURE("BZh", "bzip2: unpack it first"),
	SIGNATURE("\xfd" "7zXZ", "xz: unpack it first"),
	SIGNATURE("7z\xbc\xaf\x27\x1c", "a 7z archive: unpack it first"),
	SIGNATURE("\x7f" "ELF", "a program or a core dump"),
	SIGNATURE("\xfe\xed\xfa", "a program or a core dump"),
	SIGNATURE("MZ", "a program for Windows"),
	SIGNATURE("JAVA PROFILE", "a Java heap dump"),
	SIGNATURE("SQLite format 3", "a SQLite database"),
	SIGNATURE("\xff\xfe\0\0", "UTF-32 text: convert it to UTF-8"),
	SIGNATURE("\0\0\xfe\xff", "UTF-32 text: convert it to UTF-8"),
	SIGNATURE("\xff\xfe", "UTF-16 text: convert it to UTF-8"),
	SIGNATURE("\xfe\xff", "UTF-16 text: convert it to UTF-8"),
	SIGNATURE("\0\0\0\0", "zeros: a file that was never written"),
};

/* Objects by their first key, and what its value begins with. */
static const struct first_key {
	const char *key, *value, *what;
} first_keys[] = {
	{ "nodes", "[{", "a CPU profile" },
	{ "head", "{", "a sampling heap profile" },
	{ "traceEvents", "[", "a performance trace" },
	{ "log", "{", "an HTTP archive (HAR)" },
	{ "mappings", "\"", "a source map" },
	{ "sources", "[", "a source map" },
	{ "header", "{", "a Node.js report" },
	{ "result", "[", "a coverage report" },
	{ "error", "", "an error message in JSON" },
};

struct look {
	const char *at, *end;
};

static void
look_past_space(struct look *look)
{
	while (look->at < look->end && strchr(" \t\r\n", *look->at) != NULL && *look->at != '\0')
		look->at++;
}

static bool
look_take(struct look *look, const char *what)
{
	size_t length = strlen(what);

	look_past_space(look);
	if ((size_t)(look->end - look->at) < length || memcmp(look->at, what, length) != 0)
		return false;
	look->at += length;
	return true;
}

static bool
is_first_key(struct look look, const struct first_key *key)
{
	if (!look_take(&look, "{") || !look_take(&look, "\"") || !look_take(&look, key->key)
	    || !look_take(&look, "\"") || !look_take(&look, ":"))
		return false;
	for (const char *c = key->value; *c != '\0'; c++)
		if (!look_take(&look, (char[]){ *c, '\0' }))
			return false;
	return true;
}

static bool
is_html(struct look look)
{
	static const char *const begins[] = { "<!doctype", "<html", "<head", "<body" };

	look_past_space(&look);
	for (size_t i = 0; i < sizeof(begins) / sizeof(*begins); i++) {
		size_t length = strlen(begins[i]);

		if ((size_t)(look.end - look.at) >= length
		    && strncasecmp(look.at, begins[i], length) == 0)
			return true;
	}
	return false;
}

/* Of text without a mark: a brace, and each letter that follows in as many bytes.  A brace with
 * nothing but zeros behind it is what is left of a file of which no more was written. */
static const char *
wide_text(const char *bytes, size_t length)
{
	static const struct {
		const char *brace;
		size_t size;
		const char *what;
	} widths[] = {
		{ "{\0\0\0", 4, "UTF-32 text: convert it to UTF-8" },
		{ "\0\0\0{", 4, "UTF-32 text: convert it to UTF-8" },
		{ "{\0", 2, "UTF-16 text: convert it to UTF-8" },
		{ "\0{", 2, "UTF-16 text: convert it to UTF-8" },
	};

	for (size_t i = 0; i < sizeof(widths) / sizeof(*widths); i++) {
		size_t size = widths[i].size;

		if (length >= 2 * size && memcmp(bytes, widths[i].brace, size) == 0
		    && memcmp(bytes + size, (char[4]){ 0 }, size) != 0)
			return widths[i].what;
	}
	return NULL;
}

static bool
is_tar(const char *bytes, size_t length)
{
	enum { MAGIC_AT = 257 };

	return length >= MAGIC_AT + 5 && memcmp(bytes + MAGIC_AT, "ustar", 5) == 0;
}

static const char *
snapshot_guess(const char *bytes, size_t length)
{
	struct look look = { bytes, bytes + length };
	const char *wide = wide_text(bytes, length);
	size_t named = text_find((struct text){ bytes, length }, TEXT("\"snapshot\""), 0, false);

	for (size_t i = 0; i < sizeof(signatures) / sizeof(*signatures); i++)
		if (length >= signatures[i].length
		    && memcmp(bytes, signatures[i].bytes, signatures[i].length) == 0)
			return signatures[i].what;
	if (wide != NULL)
		return wide;
	if (is_tar(bytes, length))
		return "a tar archive: unpack it first";
	/* unless it is one that may stand before ours */
	for (size_t i = 0; i < sizeof(first_keys) / sizeof(*first_keys); i++)
		if (named >= length && is_first_key(look, &first_keys[i]))
			return first_keys[i].what;
	if (is_html(look))
		return "HTML";
	look_past_space(&look);
	if (look.at < look.end && *look.at == '<')
		return "XML";
	if (look.at < look.end && *look.at == '[')
		return "a JSON array";
	return NULL;
}

static bool
snapshot_not_ours(const struct json_reader *reader, const char *what, struct error *error)
{
	const char *packed = compression_name(input_compression(reader->input));

	return error_set(error, ERROR_FORMAT, "not a V8 heap snapshot (looks like %s%s%s)", packed,
			 *packed ? " of " : "", what);
}

bool
snapshot_begin(struct json_reader *reader, struct error *error)
{
	const char *guess;

	if (!json_fill(reader, error)) {
		if (error->kind == ERROR_NONE && reader->cut.kind != ERROR_NONE)
			return error_set(error, reader->cut.kind, "%s", reader->cut.message);
		return error_set(error, ERROR_FORMAT, "is empty");
	}
	if (reader->length >= 3 && memcmp(reader->window, "\xef\xbb\xbf", 3) == 0)
		reader->at = 3;
	guess = snapshot_guess(reader->window + reader->at, reader->length - reader->at);
	if (guess != NULL)
		return snapshot_not_ours(reader, guess, error);
	if (json_peek(reader, error) != '{') {
		if (reader->at == reader->length)
			return snapshot_not_ours(reader, "nothing but white space", error);
		return snapshot_not_ours(reader, (unsigned char)reader->window[reader->at] >= ' '
					 && (unsigned char)reader->window[reader->at] < 0x7f
					 ? "text, but not JSON" : "binary data", error);
	}
	return true;
}
