/*
 * A line on standard error that says how far a long job is, if that is a terminal; and
 * ^C, which asks the job to stop.
 */

#pragma once

#include "base/progress.h"

struct progress_line;

/* From now on SIGINT, SIGTERM and SIGHUP cancel the progress; with `quiet` nothing is
 * drawn.  One at a time. */
struct progress_line *progress_line_open(struct progress *progress, bool quiet);
/* Takes the line away and gives the signals back.  Null is fine. */
void progress_line_close(struct progress_line *line);
