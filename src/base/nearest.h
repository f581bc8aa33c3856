/*
 * Which of some names a mistyped word may have meant.
 *
 * What counts is how many letters were left out, added, written for others or exchanged with the
 * next one: a third of the word's at most.  The beginning of a name is near, too.
 */

#pragma once

#include "base/text.h"

struct nearest {
	struct text word;
	const char *name;   /* the nearest so far; null: none is near */
	unsigned distance;
};

struct nearest nearest_of(struct text word);
void nearest_look(struct nearest *nearest, const char *name);
