/*
 * One line of input: editing, history, completion.
 *
 * A prompt knows no screen: keys go in, and the text, the cursor and what became of it
 * come out; who owns it draws it with prompt_draw().
 */

#pragma once

#include <curses.h>
#include <stdbool.h>

#include "base/buffer.h"
#include "ui/prompt_history.h"

enum prompt_state {
	PROMPT_OPEN,      /* nothing changed but the cursor */
	PROMPT_CHANGED,   /* the text changed */
	PROMPT_ACCEPTED,
	PROMPT_CANCELLED,
};

/* Puts the n-th way to complete `line` (up to its cursor) into `out`, whole line; false if
 * there are not so many. */
typedef bool prompt_complete(void *context, struct text line, size_t n, struct buffer *out);

struct prompt {
	struct text label; /* "/", ":" */
	struct buffer text;
	size_t cursor; /* byte in text */
	struct prompt_history *history; /* may be null */
	size_t history_at;
	struct buffer draft;  /* what was typed before one went into the history */
	prompt_complete *complete; /* may be null */
	void *context;
	size_t completion;    /* which of them is shown */
	struct buffer completed_from;
	bool is_completing;
};

void prompt_open(struct prompt *prompt, struct text label, struct text initial);
void prompt_close(struct prompt *prompt);
enum prompt_state prompt_key(struct prompt *prompt, int key);
/* Draws it into the line of the window and puts the cursor where one types. */
void prompt_draw(const struct prompt *prompt, WINDOW *window, int line, int width,
		 enum text_style style);
