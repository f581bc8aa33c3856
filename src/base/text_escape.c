#include "config.h"

#include "base/text.h"

#include <langinfo.h>

#include "base/buffer.h"
#include "base/text_internal.h"

enum {
	ESCAPE_LONGEST = 4096, /* bytes of the original that are looked at */
	ESCAPE_MARKS = 4,      /* combining marks on one character */
	NO_BASE,               /* no character yet for a mark to sit on */
};

/* U+FDD0 to U+FDEF and the last two of every plane never are characters. */
static bool
is_noncharacter(uint32_t c)
{
	return (c >= 0xfdd0 && c <= 0xfdef) || (c & 0xfffe) == 0xfffe;
}

static bool
is_surrogate(uint32_t c)
{
	return c >= 0xd800 && c <= 0xdfff;
}

/* Eighteen million characters may be nothing but these: printf is too slow. */
static void
escape_digits(struct buffer *out, char letter, uint32_t c, unsigned count)
{
	char escape[6] = { '\\', letter };

	for (unsigned i = count; i > 0; i--, c >>= 4)
		escape[1 + i] = "0123456789abcdef"[c & 0xf];
	buffer_add(out, escape, 2 + count);
}

static void
escape_number(struct buffer *out, uint32_t c)
{
	if (c > 0xffff)
		buffer_printf(out, "\\u{%x}", c);
	else
		escape_digits(out, 'u', c, 4);
}

static void
escape_control(struct buffer *out, uint32_t c)
{
	if (c >= 0x80) {
		escape_digits(out, 'x', c, 2);
	} else {
		buffer_add_char(out, '^');
		buffer_add_char(out, (char)(c ^ 0x40));
	}
}

static bool
is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0);
}

/*
 * What can be shown.  Marks count those of no width since the last character that has
 * some; at the very beginning they would sit on whatever stands before the text.
 */
static void
escape_character(struct buffer *out, struct text character, uint32_t c, enum text_style style,
                 unsigned *marks)
{
	if (text_cells(c) > 0)
		*marks = 0;
	else if (*marks < ESCAPE_MARKS)
		++*marks;
	else if (*marks == ESCAPE_MARKS)
		return;
	if (*marks == NO_BASE)
		escape_number(out, c);
	else if (c < 0x80 || style == TEXT_UTF8)
		buffer_add_text(out, character);
	else
		escape_number(out, c);
}

/* How much of the beginning is printable ASCII. */
static size_t
plain_length(struct text text)
{
	size_t length = 0;

	while (length < text.length && text.at[length] >= 0x20 && text.at[length] < 0x7f)
		length++;
	return length;
}

void
text_escape(struct buffer *out, struct text text, enum text_style style)
{
	struct text rest = text_cut(text, ESCAPE_LONGEST);
	bool is_cut = rest.length < text.length;
	unsigned marks = NO_BASE;

	while (rest.length > 0) {
		size_t bytes = plain_length(rest);
		unsigned char byte = (unsigned char)rest.at[0];
		uint32_t c;

		if (bytes > 0) {
			buffer_add(out, rest.at, bytes);
			rest = text_from(rest, bytes);
			marks = 0;
			continue;
		}
		c = text_next(rest, &bytes);
		/* a byte that begins no character; U+FFFD itself begins with another one */
		if (c == 0xfffd && byte < 0xa0)
			c = byte;
		if (is_control(c))
			escape_control(out, c);
		else if (is_surrogate(c) || text_is_invisible(c))
			escape_number(out, c);
		else if (c == 0xfffd || is_noncharacter(c))
			buffer_add_text(out,
					style == TEXT_ASCII ? TEXT("?") : TEXT("\xef\xbf\xbd"));
		else
			escape_character(out, (struct text){ rest.at, bytes }, c, style, &marks);
		rest = text_from(rest, bytes);
	}
	if (is_cut)
		buffer_add_text(out, style == TEXT_ASCII ? TEXT("...") : TEXT("\xe2\x80\xa6"));
}

static const char *
json_short_escape(uint32_t c)
{
	switch (c) {
	case '"':
		return "\\\"";
	case '\\':
		return "\\\\";
	case '\b':
		return "\\b";
	case '\f':
		return "\\f";
	case '\n':
		return "\\n";
	case '\r':
		return "\\r";
	case '\t':
		return "\\t";
	default:
		return NULL;
	}
}

static void
json_escape_number(struct buffer *out, uint32_t c)
{
	if (c > 0xffff) {
		escape_digits(out, 'u', 0xd800 + ((c - 0x10000) >> 10), 4);
		c = 0xdc00 + (c & 0x3ff);
	}
	escape_digits(out, 'u', c, 4);
}

#define EACH_BYTE(byte) (UINT64_C(0x0101010101010101) * (byte))

/* Some bit of 0x80 in each byte where `bytes` holds this one; behind the first, perhaps, more. */
static uint64_t
bytes_equal(uint64_t bytes, unsigned char byte)
{
	bytes ^= EACH_BYTE(byte);
	return (bytes - EACH_BYTE(1)) & ~bytes & EACH_BYTE(0x80);
}

/* Whether JSON takes each of eight bytes as it is. */
static bool
json_are_plain(const char *at)
{
	uint64_t bytes, odd;

	memcpy(&bytes, at, sizeof bytes);
	odd = (bytes & EACH_BYTE(0x80)) | ((bytes - EACH_BYTE(0x20)) & ~bytes & EACH_BYTE(0x80));
	return (odd | bytes_equal(bytes, '"') | bytes_equal(bytes, '\\')
		| bytes_equal(bytes, 0x7f)) == 0;
}

static bool
json_is_plain(char c)
{
	return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

/* How much of the beginning can be copied: eight bytes at a time, since a name may be half a
 * megabyte and ten thousand objects may have it. */
static size_t
json_plain_length(struct text text)
{
	size_t length = 0;

	while (text.length - length >= sizeof(uint64_t) && json_are_plain(text.at + length))
		length += sizeof(uint64_t);
	while (length < text.length && json_is_plain(text.at[length]))
		length++;
	return length;
}

void
text_escape_json(struct buffer *out, struct text text)
{
	while (text.length > 0) {
		size_t bytes = json_plain_length(text);
		const char *escape;
		uint32_t c;

		buffer_add(out, text.at, bytes);
		text = text_from(text, bytes);
		if (text.length == 0)
			break;
		c = text_next(text, &bytes);
		escape = json_short_escape(c);
		if (escape != NULL)
			buffer_add_text(out, text_of(escape));
		else if (is_surrogate(c))
			buffer_add_text(out, TEXT("\xef\xbf\xbd"));
		else if (is_control(c) || text_is_invisible(c))
			json_escape_number(out, c);
		else
			buffer_add_code_point(out, c);
		text = text_from(text, bytes);
	}
}

enum text_style
text_style_of_locale(void)
{
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0 ? TEXT_UTF8 : TEXT_ASCII;
}
