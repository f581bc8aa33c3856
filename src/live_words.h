/*
 * What capture, watch and their like say alike.
 */

#pragma once

#include <stdbool.h>

#include "base/error.h"
#include "live/attach.h"
#include "live/capture.h"

/* How long a target may take over an ordinary answer, in seconds. */
extern const double live_patience;

void live_print_targets(const struct targets *targets);
/* The name to standard output, for scripts; the rest to standard error. */
void live_print_captured(const char *path, const struct captured *captured, bool quiet);
