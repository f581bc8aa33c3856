/*
 * How far a computation has come, and whether it shall stop.
 *
 * The one thing two threads share while a job runs: the worker writes phase, done
 * and total, the reader draws them; the reader writes cancelled, the worker
 * looks at it every few ten thousand steps.  A null progress is fine everywhere.
 */

#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct progress {
	_Atomic(const char *) phase; /* a literal, for people: "Finding dominators" */
	atomic_uint_least64_t done, total; /* in units of the phase's own; total 0: unknown */
	atomic_bool cancelled;
	const struct progress *parent;     /* of a part that runs beside another one: cancelled
	                                    * with it, but not shown; or null */
};

/* How many steps of a loop pass between two looks at the progress. */
enum { PROGRESS_STRIDE = 1 << 15 };

static inline void
progress_begin(struct progress *progress, const char *phase, uint64_t total)
{
	if (progress == NULL)
		return;
	atomic_store_explicit(&progress->done, 0, memory_order_relaxed);
	atomic_store_explicit(&progress->total, total, memory_order_relaxed);
	atomic_store_explicit(&progress->phase, phase, memory_order_release);
}

static inline bool
progress_is_cancelled(const struct progress *progress)
{
	for (; progress != NULL; progress = progress->parent)
		if (atomic_load_explicit(&progress->cancelled, memory_order_relaxed))
			return true;
	return false;
}

static inline void
progress_cancel(struct progress *progress)
{
	atomic_store_explicit(&progress->cancelled, true, memory_order_relaxed);
}

/* Says that `done` units of the phase are done.  False, with the error set to
 * ERROR_CANCELLED, when the work shall stop. */
static inline bool
progress_advance(struct progress *progress, uint64_t done, struct error *error)
{
	if (progress == NULL)
		return true;
	atomic_store_explicit(&progress->done, done, memory_order_relaxed);
	if (progress_is_cancelled(progress))
		return error_set(error, ERROR_CANCELLED, "cancelled");
	return true;
}
