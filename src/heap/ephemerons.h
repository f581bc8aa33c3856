/*
 * WeakMap pairs.  V8 gives the value of a pair two internal edges, one from the key and one from
 * the table, whose names tell the same pair (spec 4.3):
 *
 *	7 / part of key (Session @91) -> value (Object @95) pair in WeakMap (table @33)
 *
 * The key's half keeps the value alive; the table's half, told by the table's id, does not
 * (EDGE_EPHEMERON).  A distance needs both halves.
 */

#pragma once

#include "base/progress.h"
#include "heap/strings.h"

#define EPHEMERON_NO_PAIR UINT32_MAX

struct ephemerons {
	uint32_t pair_count; /* different pairs; 0: there are no such names */
	uint32_t *pair;      /* column, by string: pair + 1, or 0; null if there are none */
	uint32_t *table_id;  /* by pair: the id of the WeakMap's table, 0 if it is no id */
};

/* Recognises such names among the strings.  False when out of memory or cancelled. */
bool ephemerons_build(struct ephemerons *ephemerons, const struct strings *strings,
		      struct progress *progress, struct error *error);
void ephemerons_release(struct ephemerons *ephemerons);

/* The number of the pair a string names, from 0, or EPHEMERON_NO_PAIR. */
static inline uint32_t
ephemerons_pair(const struct ephemerons *ephemerons, string_ix name)
{
	/* 0 - 1 is EPHEMERON_NO_PAIR. */
	return ephemerons->pair == NULL ? EPHEMERON_NO_PAIR : ephemerons->pair[name] - 1;
}

/* Whether `name` is one of an edge from a table with this id to a value. */
static inline bool
ephemerons_is_table_half(const struct ephemerons *ephemerons, string_ix name, uint32_t source_id)
{
	uint32_t pair = ephemerons_pair(ephemerons, name);

	return pair != EPHEMERON_NO_PAIR && ephemerons->table_id[pair] == source_id;
}

/* Whether the text is such a name; *pair is then what follows the leading number, *table_id the
 * table's id (0 if it is larger than ids are). */
bool ephemeron_parse(struct text name, struct text *pair, uint32_t *table_id);
