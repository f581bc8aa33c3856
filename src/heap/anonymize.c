#include "config.h"

#include "heap/anonymize.h"

#include <string.h>

#include "base/buffer.h"
#include "heap/json_read.h"
#include "heap/json_text.h"
#include "heap/new_words.h"
#include "heap/snapshot_guess.h"

enum { OUT_PIECE = 1 << 20 };

/*
 * It does not ask whether the text is good JSON, nor where a string stands: where a bracket or a
 * quote is missing, what seems to be a key of the header is anybody's string.
 */
struct anonymizer {
	struct json_reader reader;
	struct packed_file *file;
	struct buffer out;
	struct new_words words;
	struct buffer string; /* what is between its quotes, later what that means */
};

static bool
anonymizer_flush(struct anonymizer *a, struct error *error)
{
	bool good = packed_file_write(a->file, a->out.at, a->out.length, error);

	buffer_clear(&a->out);
	return good;
}

/* The next byte, consumed; JSON_END at the end. */
static int
take_byte(struct anonymizer *a, struct error *error)
{
	struct json_reader *reader = &a->reader;

	if (reader->at == reader->length && !json_fill(reader, error))
		return JSON_END;
	return (unsigned char)reader->window[reader->at++];
}

/* The contents of a string up to its quote, or to the end of a file that is cut, as far as
 * they are good; the rest of a bad string is read as a new one. */
static bool
take_string(struct anonymizer *a, struct error *error)
{
	struct json_string_state state = { 0, 0 };
	struct json_reader *reader = &a->reader;
	enum json_string_end end = JSON_STRING_OPEN;

	buffer_clear(&a->string);
	while (end == JSON_STRING_OPEN) {
		size_t from = reader->at;

		reader->at = json_string_scan(&state, reader->window, from, reader->length, &end);
		buffer_add(&a->string, reader->window + from, reader->at - from);
		if (end == JSON_STRING_OPEN && !json_fill(reader, error))
			break;
	}
	/* an escape that was begun, and is not whole, says nothing */
	if (state.in_escape || state.hex_digits > 0)
		a->string.length -= state.hex_digits > 0 ? 6u - state.hex_digits : 1;
	if (end == JSON_STRING_CLOSED)
		reader->at++;
	return end != JSON_STRING_OPEN;
}

static void
put_string(struct anonymizer *a, struct text text)
{
	buffer_add_char(&a->out, '"');
	text_escape_json(&a->out, text);
	buffer_add_char(&a->out, '"');
}

static bool
rewrite_string(struct anonymizer *a, struct error *error)
{
	struct buffer replaced = { .at = NULL };
	bool whole = take_string(a, error);

	a->string.length = json_string_decode(a->string.at, buffer_text(&a->string));
	new_words_add(&a->words, &replaced, buffer_text(&a->string));
	if (a->string.length > OUT_PIECE)
		buffer_release(&a->string);
	put_string(a, buffer_text(&replaced));
	buffer_release(&replaced);
	if (!whole)
		a->out.length--; /* no quote where there was none */
	return error->kind == ERROR_NONE;
}

/* A word outside of strings: JSON's own stay, what else there is may be anything. */
static void
rewrite_word(struct anonymizer *a, int first, struct error *error)
{
	static const struct text own[] = { { "true", 4 }, { "false", 5 }, { "null", 4 } };
	struct json_reader *reader = &a->reader;
	char word[8] = { (char)first };
	size_t length = 1;
	bool stays = first == 'e' || first == 'E';
	int c;

	while ((c = take_byte(a, error)) != JSON_END
	       && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) {
		if (length < sizeof(word))
			word[length] = (char)c;
		length++;
	}
	if (c != JSON_END)
		reader->at--;
	stays &= length == 1;
	for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++)
		stays |= length == own[i].length && memcmp(word, own[i].at, length) == 0;
	for (size_t i = 0; i < length; i++)
		buffer_add_char(&a->out, stays ? word[i] : 'x');
}

/* A byte that is part of no string, and no NUL. */
static void
rewrite_byte(struct anonymizer *a, int c, struct error *error)
{
	if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
		rewrite_word(a, c, error);
		return;
	}
	if (strchr("{}[],: \t\r\n-+.0123456789", c) == NULL)
		c = '?';
	buffer_add_char(&a->out, (char)c);
}

/* Up to the end, or to a NUL: no snapshot has one, and what stands behind it was never written,
 * which may be gigabytes of zeros where a disk was full. */
static bool
rewrite_all(struct anonymizer *a, struct error *error)
{
	int c;

	while ((c = take_byte(a, error)) != JSON_END) {
		if (c == '\0') {
			buffer_add_char(&a->out, '?');
			break;
		}
		if (c == '"') {
			if (!rewrite_string(a, error))
				return false;
		} else {
			rewrite_byte(a, c, error);
		}
		if (a->out.length >= OUT_PIECE && !anonymizer_flush(a, error))
			return false;
	}
	return error->kind == ERROR_NONE && anonymizer_flush(a, error);
}

bool
anonymize(struct input *input, struct packed_file *out, uint64_t seed,
	  struct progress *progress, struct error *error)
{
	struct anonymizer a = { .file = out, .words = { .seed = seed } };
	bool good;

	progress_begin(progress, "Replacing words", input_disk_size(input));
	good = json_reader_init(&a.reader, input, progress, error);
	a.reader.salvage = true; /* what is there of a cut file is worth sending too */
	/* what is no snapshot has no structure that could stay */
	good = good && snapshot_begin(&a.reader, error) && rewrite_all(&a, error)
	       && input_unchanged(input, error);
	json_reader_release(&a.reader);
	buffer_release(&a.out);
	buffer_release(&a.string);
	new_words_release(&a.words);
	return good;
}
