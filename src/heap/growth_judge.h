/*
 * What the series of growth's groups mean.
 */

#pragma once

#include "heap/growth.h"

/* Gives each group its trend; the series have to be whole. */
void growth_judge(struct growth *growth);
