/*
 * How the name of a property is written in the name of an object (spec 3.2, formatProp).
 */

#pragma once

#include "base/buffer.h"

/* Appends the name; as a JSON string literal if it holds one of , ' " { }. */
void property_name_add(struct buffer *out, struct text name);
