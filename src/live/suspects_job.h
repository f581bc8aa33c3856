/*
 * The program itself, asked in another process what leaks between some snapshots: what that
 * takes of memory is gone when it has ended, and who watches goes on watching.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

#include "base/buffer.h"

struct suspects_job {
	pid_t child; /* 0: none runs */
	FILE *out;       /* a temporary file: what it prints */
	bool has_failed; /* the last one that ended */
};

/* Begins, with `format` as after --format.  False if it cannot be begun. */
bool suspects_job_start(struct suspects_job *job, const char *const *paths, size_t count,
			const char *format);
/* Whether it has ended; with `waits` it will have.  Then what it printed is appended to
 * `text`, unless it failed. */
bool suspects_job_end(struct suspects_job *job, bool waits, struct buffer *text);
/* Ends it. */
void suspects_job_stop(struct suspects_job *job);
