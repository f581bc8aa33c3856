/*
 * Lines that were entered at a prompt, oldest first; kept in a file from one time to the next.
 *
 * Each line goes to the end of the file when it is entered, so that two browsers at once keep
 * what was typed in both, and a killed one what was typed in it.
 */

#pragma once

#include <stddef.h>

#include "base/text.h"

struct prompt_history {
	char **lines;
	size_t count;
	const char *name; /* of its file among those of the state; null: it is not kept */
};

/* What was kept under the name, for the user alone.  A file that cannot be read or written is no
 * failure: then nothing is kept. */
void prompt_history_open(struct prompt_history *history, const char *name);
void prompt_history_add(struct prompt_history *history, struct text line);
void prompt_history_release(struct prompt_history *history);
