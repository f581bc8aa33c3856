/*
 * Words in names that come from the engine, not from a program or its users.
 */

#pragma once

#include <stdbool.h>

#include "base/text.h"

/* Case matters; no empty words. */
bool own_words_has(struct text word);

/* Whether it is the name of an element, as in <div>. */
bool own_words_has_tag(struct text word);
