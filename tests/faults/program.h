/*
 * The whole program, its main() and all, run in processes of its own in a folder of its own.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/text.h"

struct run_result {
	int status; /* wait()'s */
	struct buffer out, err;
};

/* Ends the test: there is nothing to be said. */
_Noreturn void die(const char *what);
void shell(const char *command);

/* Goes to an empty folder, which `make` fills, with $TOP as where the sources are.  What the
 * program caches goes there, too. */
void folder_enter(const char *make);
void folder_leave(void);
/* The indexes that it saved. */
void remove_indexes(void);

/* Nothing if there is no such file. */
struct buffer read_all(const char *path);

/* A command line, words without quotes.  `prepare` runs in its process, last before main(). */
struct run_result run_program(const char *command, void (*prepare)(void *context), void *context);
void run_release(struct run_result *result);

/* One line, behind what is always said (of a file that is salvaged). */
bool is_one_line(struct text text, struct text always);
