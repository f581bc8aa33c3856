/* Between naive.c and naive_classes.c. */

#pragma once

#include "unit/naive.h"

bool naive_is_type(const struct naive *naive, size_t node, const char *type);
bool naive_edge_is_called(const struct naive *naive, size_t edge, const char *name);
