/*
 * Copying through the terminal (OSC 52): it works over ssh, and the terminal decides whether
 * it lets us.  Nothing comes back, so one can only say what was sent.
 */

#pragma once

#include "base/buffer.h"

enum { CLIPBOARD_MAX = 100000 }; /* bytes; terminals drop what is longer */

enum multiplexer { MULTIPLEXER_NONE, MULTIPLEXER_TMUX, MULTIPLEXER_SCREEN };

/* What stands between us and the terminal, by the environment. */
enum multiplexer clipboard_multiplexer(void);
/* Appends the sequence that copies the text, wrapped so that the multiplexer passes it on.
 * False if the text is too long. */
bool clipboard_sequence(struct buffer *out, struct text text, enum multiplexer multiplexer);
/* Sends it.  False if it is too long or the terminal is none that could understand it. */
bool clipboard_send(struct text text);
