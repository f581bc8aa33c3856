/*
 * Keys whose sequences a terminal's description does not know.
 *
 * vt100 has no PgDn and screen no Ctrl with an arrow, but the keyboards before them do.  Taken
 * letter by letter such a sequence would sort by the column before ("[") and open a view ("C").
 */

#pragma once

#include <curses.h>

#include "base/text.h"

enum key_sequence {
	KEY_SEQUENCE_NONE,  /* these are keys of their own */
	KEY_SEQUENCE_PART,  /* there has to come more */
	KEY_SEQUENCE_WHOLE, /* a key, KEY_UNHEARD_OF if it means nothing to us */
};

/* What the bytes behind an Esc are, and curses' number of the key. */
enum key_sequence key_sequence_read(struct text bytes, int *key);

/* After an Esc was read there: whether what came with it is one key that curses does not know. */
bool key_sequence_take(WINDOW *keys, int *key);

enum { KEY_UNHEARD_OF = 0 /* of no key of curses */ };
