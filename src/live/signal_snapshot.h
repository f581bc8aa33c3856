/*
 * A snapshot that the process itself writes, on the signal it was started with
 * (--heapsnapshot-signal): no inspector, no port.
 */

#pragma once

#include <sys/types.h>

#include "base/buffer.h"
#include "base/error.h"
#include "live/output.h"
#include "live/websocket.h"

/* Sends the signal and waits until the file is there, whole and let go of; its path, in
 * the directory of the process, is appended. */
bool signal_snapshot_take(pid_t pid, struct buffer *path, struct patience patience,
			  struct error *error);
/* Moves it to a file that is open, and finishes that.  It stays where it is on failure. */
bool signal_snapshot_move(const char *from, struct output *to, struct progress *progress,
			  struct error *error);
