/*
 * The program itself, as a browser of snapshots that were just taken: in a process of its own,
 * since what they take of memory is gone with it.
 */

#pragma once

#include <stddef.h>
#include <stdint.h>

struct browsed {
	char **paths;  /* oldest first */
	size_t count;
	uint64_t id;   /* of the object to begin at; 0: none */
};

void browsed_add(struct browsed *browsed, const char *path);
/* Until the user leaves; the exit status.  The terminal must be free. */
int browsed_run(const struct browsed *browsed);
void browsed_release(struct browsed *browsed);
