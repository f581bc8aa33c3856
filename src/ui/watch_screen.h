/*
 * A watch on the screen.  The watching is done by a thread of its own, so that keys are
 * heard while a snapshot is taken.
 */

#pragma once

#include "live/watch.h"

struct watch_screen_options {
	bool ascii;
	/* Told of every event, on the watch's thread, before the screen is. */
	watch_listener *listener;
	void *context;
};

/* Until the user leaves or the watch ends.  False with the error set if nothing could be
 * shown or the watch failed. */
bool watch_screen_run(struct watch *watch, const struct watch_screen_options *options,
		      struct error *error);
