/*
 * A program on a pseudo-terminal, and what its user would see: the screen is libvterm's.
 *
 * A test waits for text to appear, or for the program to end, and fails when it has not within
 * the deadline; nothing sleeps but pty_pass().
 */

#pragma once

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct pty;

struct pty_options {
	const char *term;        /* null: xterm-256color */
	int columns, lines;      /* 0: 80x24 */
	const char *const *environment; /* "NAME=value" or, to take it away, "NAME"; ends with
					 * a null; may be null */
	const char *input;       /* a file as standard input instead of the terminal; or null */
	bool has_no_output;      /* standard output is /dev/null */
	bool is_never_waiting;   /* somebody set the terminal to O_NONBLOCK */
};

/* What is to be tested: the program, and the folder of the sources.  Without them the test ends. */
const char *pty_program(void);
const char *pty_top(void);
/*
 * Makes an empty folder for what the programs keep (index, marks, histories, settings) and has
 * them use it, in a UTF-8 locale: what a test finds is not what another, or its user, left.
 * It is removed when the test ends.  Returns its path.
 */
const char *pty_home_make(void);

/* Starts the program.  Never null: a failure ends the test. */
struct pty *pty_open(const char *const *arguments, const struct pty_options *options);
/* Ends what is left of it. */
void pty_close(struct pty *pty);
/* Types Q; whether the program ends then, with status 0. */
bool pty_quits(struct pty *pty);
/* The same, whatever comes of it, and pty_close(). */
void pty_quit(struct pty *pty);

/* Types keys by name, separated by blanks: "Down ^F j Enter 'some text'". */
void pty_type(struct pty *pty, const char *keys);
/* Writes to the terminal, as another program would, until it takes no more before it is read. */
void pty_fill(struct pty *pty);
void pty_resize(struct pty *pty, int columns, int lines);
void pty_signal(struct pty *pty, int number);
/* Waits until the text is on the screen (or no longer, pty_wait_gone).  False at the deadline, when
 * what is there instead has been printed. */
bool pty_wait(struct pty *pty, const char *text);
bool pty_wait_gone(struct pty *pty, const char *text);
/* Waits until it is so, which is asked again whenever something comes. */
bool pty_wait_until(struct pty *pty, bool (*is_so)(struct pty *pty, const char *text),
		    const char *text);
/* Waits until the screen is exactly this. */
bool pty_wait_screen(struct pty *pty, const char *screen);
/* Reads on until nothing has come for a while: for looking at, not for testing. */
void pty_settle(struct pty *pty);
/* The same, for so long a while. */
void pty_quiet(struct pty *pty, int milliseconds);
/* Lets so much time pass, in which the program can draw. */
void pty_pass(struct pty *pty, double milliseconds);
/* The program's process. */
pid_t pty_process(const struct pty *pty);
/* Waits until the program has stopped itself, as ^Z makes it. */
bool pty_wait_stopped(struct pty *pty);
/* Waits until the program has the terminal in modes of its own.  False at the deadline. */
bool pty_wait_taken(struct pty *pty);
/* Waits for the end; the status is wait()'s.  False at the deadline. */
bool pty_wait_end(struct pty *pty, int *status);
/* The terminal goes away, without a signal. */
void pty_hang_up(struct pty *pty);

/* The screen as lines of text without trailing blanks; valid until the next call. */
const char *pty_screen(struct pty *pty);
/* How its cells look (bold, underlined, reversed, coloured), a character each; as above. */
const char *pty_looks(struct pty *pty);
/* Everything the program wrote so far, and how much that was. */
const char *pty_bytes(const struct pty *pty, size_t *count);
/* Line of the cursor, from 0. */
int pty_cursor_line(const struct pty *pty);
/* Whether the terminal echoes, waits for whole lines, makes signals of keys and new lines of
 * returns, as a shell wants it. */
bool pty_is_sane(const struct pty *pty);
/* Milliseconds since some moment. */
double pty_clock(void);
