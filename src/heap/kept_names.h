/*
 * Names that take long to read, kept: sorting asks for each of them a dozen times.
 *
 * By a number of the caller's.  As long as there is room: what does not fit is
 * read again.  Any thread may ask.
 */

#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "heap/strings.h"

enum { KEPT_NAME_LONG = 2048 }; /* bytes of a string in the file that is worth to be kept */

struct kept_names;

struct kept_names *kept_names_new(void);
void kept_names_free(struct kept_names *kept);
/* Whether it is there; it lives as long as all of them. */
bool kept_names_find(struct kept_names *kept, uint32_t number, struct text *name);
/* Keeps a copy, or not. */
void kept_names_add(struct kept_names *kept, uint32_t number, struct text name);
/* strings_text(), but what is long is looked through for escapes, and decoded, once. */
struct text kept_names_string(struct kept_names *kept, const struct strings *strings,
			      string_ix index, struct arena *scratch);
