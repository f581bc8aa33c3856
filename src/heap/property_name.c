#include "config.h"

#include "heap/property_name.h"

static bool
property_name_is_plain(struct text name)
{
	for (size_t i = 0; i < name.length; i++)
		if (memchr(",'\"{}", name.at[i], 5) != NULL)
			return false;
	return true;
}

/* The two-character escape JSON.stringify has for a control character, or 0. */
static char
property_name_short_escape(uint32_t character)
{
	switch (character) {
	case '\b': return 'b';
	case '\f': return 'f';
	case '\n': return 'n';
	case '\r': return 'r';
	case '\t': return 't';
	case '"': return '"';
	case '\\': return '\\';
	default: return 0;
	}
}

void
property_name_add(struct buffer *out, struct text name)
{
	if (property_name_is_plain(name)) {
		buffer_add_text(out, name);
		return;
	}
	buffer_add_char(out, '"');
	while (name.length > 0) {
		unsigned char byte = (unsigned char)name.at[0];
		size_t bytes = 1;

		/* A lone surrogate is the only thing beyond ASCII that is escaped: in WTF-8 it is
		 * ED A0..BF xx. */
		if (byte == 0xed && name.length >= 3 && (unsigned char)name.at[1] >= 0xa0) {
			bytes = 3;
			buffer_printf(out, "\\ud%x%02x",
				      8 + (((unsigned char)name.at[1] - 0xa0u) >> 2),
				      (((unsigned char)name.at[1] & 3u) << 6)
					      | ((unsigned char)name.at[2] & 0x3fu));
		} else if (property_name_short_escape(byte) != 0) {
			buffer_add_char(out, '\\');
			buffer_add_char(out, property_name_short_escape(byte));
		} else if (byte < 0x20) {
			buffer_printf(out, "\\u%04x", byte);
		} else {
			buffer_add_char(out, name.at[0]);
		}
		name = text_from(name, bytes);
	}
	buffer_add_char(out, '"');
}
