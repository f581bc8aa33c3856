/*
 * Readings that were written down, on the screen a watch has.
 */

#pragma once

#include <stdbool.h>

#include "base/error.h"
#include "live/history.h"

/* Until the user leaves. */
bool history_screen_run(const struct history *history, const char *title, bool ascii,
			struct error *error);
