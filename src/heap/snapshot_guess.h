/*
 * What a file that is no snapshot may be, so that the message helps.
 */

#pragma once

#include <stddef.h>

/* By the first bytes: "HTML", "a CPU profile"; null if they may begin a snapshot or say
 * nothing. */
const char *snapshot_guess(const char *bytes, size_t length);
