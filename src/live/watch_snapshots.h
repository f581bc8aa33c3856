/*
 * The snapshots a watch takes and keeps.
 */

#pragma once

#include "live/watch.h"

/* Takes one and adds it to watch->snapshots; the oldest file goes when there are more than
 * are to be kept.  If the target refuses or cannot afford it, true, and watch->error says
 * why; false when the conversation is over. */
bool watch_take_snapshot(struct watch *watch, struct error *error);
/* Forgets them; the files stay. */
void watch_forget_snapshots(struct watch *watch);

/* HOST-PID-TIME and the end, to be freed. */
char *snapshot_name(const struct attachment *attachment, const char *end);
