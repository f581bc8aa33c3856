/*
 * Any bytes on their way to a terminal or a JSON text: what comes out is harmless and whole.
 */

#include "config.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/buffer.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* No control characters, no bytes that are not UTF-8, nothing that turns text round. */
static void
check_harmless(struct text text, bool ascii)
{
	while (text.length > 0) {
		size_t bytes;
		uint32_t c = text_next(text, &bytes);

		if (c < 0x20 || (c >= 0x7f && c < 0xa0) || (ascii && c >= 0x7f)
		    || (c == 0xfffd && bytes != 3) || (c >= 0x202a && c <= 0x202e)
		    || (c >= 0x2066 && c <= 0x2069) || c == 0x2028 || c == 0x2029)
			abort();
		text = text_from(text, bytes);
	}
}

/* Quotes and backslashes only as escapes. */
static void
check_json(struct text text)
{
	for (size_t i = 0; i < text.length; i++) {
		if (text.at[i] == '"')
			abort();
		if (text.at[i] == '\\' && ++i == text.length)
			abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct text text = { (const char *)bytes, length };
	struct buffer out = { .at = NULL };

	for (enum text_style style = TEXT_UTF8; style <= TEXT_ASCII; style++) {
		struct text escaped;

		buffer_clear(&out);
		text_escape(&out, text, style);
		escaped = buffer_text(&out);
		check_harmless(escaped, style == TEXT_ASCII);
		for (size_t cells = 0; cells < 20; cells++)
			if (text_width(text_clip(escaped, cells)) > cells)
				abort();
	}
	buffer_clear(&out);
	text_escape_json(&out, text);
	check_json(buffer_text(&out));
	buffer_release(&out);
	return 0;
}
