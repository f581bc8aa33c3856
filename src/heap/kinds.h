/*
 * Which objects are alike, in one snapshot and across several: a number, equal for objects of
 * one kind.
 *
 * Plainly, the constructor is the kind, all closures are one, all strings are one.
 * Closely, closures are alike if they are of one function, contexts if of one scope, plain
 * objects if their first properties have the same names: a service makes a thousand
 * closures of one function, a module that is loaded makes one of each.
 */

#pragma once

#include "heap/heap.h"

/* Reads the kinds of one heap. */
struct kinds_reader {
	const struct heap *heap;
	uint64_t *name;      /* column by string: hash of its text; 0 unknown yet */
	bool of_one_process; /* ids and script ids say the same in all snapshots */
	struct arena scratch;
};

enum { KIND_STRINGS = 1, KIND_NUMBERS = 2, KIND_STORAGE = 3, KIND_ENGINE = 4 };

bool kinds_reader_init(struct kinds_reader *reader, const struct heap *heap, bool of_one_process,
		       struct error *error);
void kinds_reader_release(struct kinds_reader *reader);

/* A hash of what was hashed so far and one thing more. */
static inline uint64_t
kind_mix(uint64_t hash, uint64_t value)
{
	hash = (hash ^ value) * UINT64_C(0x9e3779b97f4a7c15);
	return hash ^ hash >> 31;
}

uint64_t kind_plainly(struct kinds_reader *reader, node_ix node);
uint64_t kind_closely(struct kinds_reader *reader, node_ix node);
