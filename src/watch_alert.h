/*
 * What is done at an alert: the suspects named, a command of the user's run.
 */

#pragma once

#include "live/suspects_job.h"
#include "live/watch.h"

/* Begins to ask who leaks in the snapshots kept so far. */
bool alert_ask(struct suspects_job *job, const struct watch *watch, const char *format);
/* Prints rows of NDJSON as events of the log, "suspect". */
void alert_print_events(struct text rows);
/* Runs the command in a shell, without waiting for it.  What it may want to know is in its
 * environment: HEAPTUI_PID, HEAPTUI_GROWTH (0.25 is a quarter), HEAPTUI_BEFORE and
 * HEAPTUI_AFTER (the files, if there are any).  False if there can be no process for it. */
bool alert_run(const char *command, const struct watch *watch, struct error *error);
/* Takes notice of commands that have ended. */
void alert_reap(void);
