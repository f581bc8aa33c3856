/*
 * Text: a pointer and a length.
 *
 * Strings of a snapshot are somebody else's: any byte, NULs, escape sequences, half
 * characters.  They travel as struct text, in WTF-8 (UTF-8 in which a lone surrogate
 * is its three bytes), and reach a terminal, a report or a message only through
 * text_escape().  Bytes that are not UTF-8 are kept and count as one U+FFFD each.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct text {
	const char *at;
	size_t length; /* bytes */
};

#define TEXT(literal) ((struct text){ "" literal, sizeof(literal) - 1 })

struct buffer;

static inline struct text
text_of(const char *string)
{
	return (struct text){ string, strlen(string) };
}

static inline bool
text_equal(struct text a, struct text b)
{
	return a.length == b.length && (a.length == 0 || memcmp(a.at, b.at, a.length) == 0);
}

static inline bool
text_starts_with(struct text text, struct text start)
{
	return text.length >= start.length
	       && (start.length == 0 || memcmp(text.at, start.at, start.length) == 0);
}

/* What stands behind the first `bytes`, which it has. */
static inline struct text
text_from(struct text text, size_t bytes)
{
	return (struct text){ text.at + bytes, text.length - bytes };
}

/* The same bytes with a NUL behind them, for who wants a string; xmalloc'd. */
char *text_copy(struct text text);

/* JavaScript's order: by UTF-16 code units.  Less than, equal to or greater than 0. */
int text_compare(struct text a, struct text b);
/* JavaScript's length: UTF-16 code units. */
size_t text_utf16_length(struct text text);
/* JavaScript's parseInt(text, 10): optional white space, sign, digits.  False if there is
 * no number; saturates at the ends of int64. */
bool text_parse_integer(struct text text, int64_t *number);
/* The same, as near as a double comes to it. */
bool text_parse_number(struct text text, double *number);
/* "@1234" or "1234", and nothing else. */
bool text_parse_id(struct text text, uint64_t *id);

/* The next character: its code point, and how many bytes it takes (at least 1).
 * U+FFFD for what is no character; text must not be empty. */
uint32_t text_next(struct text text, size_t *bytes);
/* Writes a code point below 0x110000; a surrogate gets its three bytes like any other.  Returns how
 * many bytes those are. */
size_t text_put(char out[4], uint32_t code_point);
/* Terminal cells of a code point, as we show it: 0, 1 or 2. */
unsigned text_cells(uint32_t code_point);
/* Terminal cells of text that went through text_escape(). */
size_t text_width(struct text escaped);
/* The longest beginning of escaped text that fits in `cells`; whole characters. */
struct text text_clip(struct text escaped, size_t cells);

/* Its first `longest` bytes, or up to three less: whole characters.  The text itself if it is no
 * longer. */
struct text text_cut(struct text text, size_t longest);

/* Takes what stands before the next separator off the beginning of a list that is not empty, and
 * the separator; all of it if there is none. */
struct text text_take(struct text *list, char separator);

/* Where `part` occurs in text at or after byte `from`; SIZE_MAX if nowhere.
 * With fold_case as JavaScript's /i without /u: one-to-one upper case per UTF-16 unit. */
size_t text_find(struct text text, struct text part, size_t from, bool fold_case);

/* How text leaves the program. */
enum text_style {
	TEXT_UTF8,  /* to a UTF-8 terminal or text report */
	TEXT_ASCII, /* the same where only ASCII is safe */
};

/* What a terminal of the locale is safe with: one that is not UTF-8 may take the second byte of a
 * letter for the beginning of a sequence. */
enum text_style text_style_of_locale(void);

/*
 * Appends `text` to `out` so that no terminal does anything but show it.  Control
 * characters (C0, DEL, C1 as bytes or code points) become ^X or \x9b, line separators, bidi
 * controls, zero-width and tag characters \u202e, what is not UTF-8 U+FFFD ("?" in
 * ASCII); at most four combining marks stay on one character; text longer than 4 KiB is
 * cut with an ellipsis.  The one way out for snapshot strings and file names.
 */
void text_escape(struct buffer *out, struct text text, enum text_style style);

/* The same as valid UTF-8 JSON string contents, without the quotes: nothing cut,
 * what is not text U+FFFD, what a terminal would act upon as \uNNNN. */
void text_escape_json(struct buffer *out, struct text text);
