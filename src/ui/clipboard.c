#include "config.h"

#include "ui/clipboard.h"

#include <stdlib.h>
#include <string.h>

#include "ui/terminal.h"

enum { SCREEN_PIECE = 240 }; /* screen drops longer strings */

static void
add_base64(struct buffer *out, struct text text)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				     "0123456789+/";

	for (size_t i = 0; i < text.length; i += 3) {
		uint32_t bits = 0;
		size_t have = text.length - i < 3 ? text.length - i : 3;

		for (size_t k = 0; k < 3; k++)
			bits = bits << 8 | (k < have ? (unsigned char)text.at[i + k] : 0);
		for (size_t k = 0; k < 4; k++)
			buffer_add_char(out, k > have ? '=' : digits[bits >> (18 - 6 * k) & 63]);
	}
}

enum multiplexer
clipboard_multiplexer(void)
{
	const char *term = getenv("TERM");

	if (getenv("TMUX") != NULL)
		return MULTIPLEXER_TMUX;
	if (getenv("STY") != NULL || (term != NULL && strncmp(term, "screen", 6) == 0))
		return MULTIPLEXER_SCREEN;
	return MULTIPLEXER_NONE;
}

/* tmux passes on what is wrapped only if it was told to (allow-passthrough), and takes what is
 * not wrapped only if it was told so (set-clipboard on): it gets both. */
static void
add_for_tmux(struct buffer *out, struct text sequence)
{
	buffer_add_text(out, sequence);
	buffer_add_text(out, TEXT("\033Ptmux;"));
	for (size_t i = 0; i < sequence.length; i++) {
		if (sequence.at[i] == '\033')
			buffer_add_char(out, '\033');
		buffer_add_char(out, sequence.at[i]);
	}
	buffer_add_text(out, TEXT("\033\\"));
}

static void
add_for_screen(struct buffer *out, struct text sequence)
{
	for (size_t i = 0; i < sequence.length; i += SCREEN_PIECE) {
		size_t length = sequence.length - i;

		buffer_add_text(out, TEXT("\033P"));
		buffer_add(out, sequence.at + i, length < SCREEN_PIECE ? length : SCREEN_PIECE);
		buffer_add_text(out, TEXT("\033\\"));
	}
}

bool
clipboard_sequence(struct buffer *out, struct text text, enum multiplexer multiplexer)
{
	struct buffer sequence = { 0 };

	if (text.length > CLIPBOARD_MAX)
		return false;
	buffer_add_text(&sequence, TEXT("\033]52;c;"));
	add_base64(&sequence, text);
	buffer_add_char(&sequence, '\a');
	switch (multiplexer) {
	case MULTIPLEXER_NONE:
		buffer_add_text(out, buffer_text(&sequence));
		break;
	case MULTIPLEXER_TMUX:
		add_for_tmux(out, buffer_text(&sequence));
		break;
	case MULTIPLEXER_SCREEN:
		add_for_screen(out, buffer_text(&sequence));
		break;
	}
	buffer_release(&sequence);
	return true;
}

/* These would print the sequence. */
static bool
terminal_is_simple(void)
{
	static const char *const simple[] = { "vt", "linux", "ansi", "cons" };
	const char *term = getenv("TERM");

	for (size_t i = 0; term != NULL && i < sizeof(simple) / sizeof(*simple); i++) {
		if (strncmp(term, simple[i], strlen(simple[i])) == 0)
			return true;
	}
	return false;
}

bool
clipboard_send(struct text text)
{
	struct buffer sequence = { 0 };
	bool sent = !terminal_is_simple()
		    && clipboard_sequence(&sequence, text, clipboard_multiplexer());

	if (sent)
		terminal_write(sequence.at, (unsigned)sequence.length);
	buffer_release(&sequence);
	return sent;
}
