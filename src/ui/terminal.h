/*
 * The terminal: taken once, given back whatever happens.
 *
 * It is restored on terminal_close(), when memory runs out, on a deadly signal and on a
 * crash (then by writing strings prepared beforehand: nothing that is unsafe in a signal
 * handler).  While it is taken, what anybody writes to standard error is kept aside
 * and shown afterwards, so that it can neither spoil the screen nor be lost with it.
 *
 * There is one terminal, because signals are the process's; hence the one state.
 */

#pragma once

#include <stdbool.h>

#include "base/error.h"

struct terminal_options {
	bool mouse;       /* otherwise no mouse mode is ever set */
	bool show_cursor; /* the cursor always stands on the selected row; here it also shows */
};

/* False with ERROR_USAGE if this terminal cannot be drawn on. */
bool terminal_open(const struct terminal_options *options, struct error *error);
void terminal_close(void);

/* A key: a character's code point, or KEY_FUNCTION(n) of curses' numbers. */
enum { KEY_FUNCTION_BASE = 0x110000 };
#define KEY_FUNCTION(code) (KEY_FUNCTION_BASE + (code))

enum terminal_event {
	TERMINAL_NOTHING,   /* the time is over */
	TERMINAL_KEY,
	TERMINAL_RESIZED,   /* curses knows the new size already; draw everything */
	TERMINAL_WOKEN,     /* terminal_wake() was called */
	TERMINAL_INTERRUPT, /* ^C */
	TERMINAL_GONE,      /* the terminal went away, or a signal says end: close and return */
};

struct terminal_input {
	enum terminal_event event;
	int key;
	int x, y; /* of a mouse event, from 0 */
};

/* The next event; waits up to so many milliseconds (-1: for ever). */
struct terminal_input terminal_wait(int milliseconds);
/* From any thread: makes terminal_wait() return. */
void terminal_wake(void);
/* ^Z: gives the terminal back, stops, and takes it again when continued. */
void terminal_suspend(void);
/* Gives the terminal to another program and takes it back. */
void terminal_lend(void);
void terminal_take_back(void);
/* Whether the cursor may be seen: prompts need it. */
void terminal_show_cursor(bool shown);
/* Writes bytes past curses, for what it has no word for (OSC 52). */
void terminal_write(const char *bytes, unsigned length);
/* The signal that asked for the end, or 0.  terminal_die() ends the program by it. */
int terminal_deadly_signal(void);
void terminal_die(int signal_number);
