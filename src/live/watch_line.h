/*
 * What happened in a watch, as a line.
 */

#pragma once

#include <stdbool.h>

#include "live/watch.h"

/* For people, without an end; false if there is nothing to say of it. */
bool watch_line_text(enum watch_event event, const struct watch *watch, struct buffer *line);
/* As NDJSON. */
void watch_line_json(enum watch_event event, const struct watch *watch, struct buffer *line);
