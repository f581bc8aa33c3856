/*
 * Which objects of several snapshots are the same one.
 *
 * Within one process V8's id says so.  Snapshots of two processes have nothing in common
 * but their shape: there an object is known by how it is reached, if only one is reached
 * so.  Either way an object has a number, its identity; 0 means that it has none.
 *
 * Snapshots are met one at a time, so no two need be in memory.
 */

#pragma once

#include "heap/heap.h"

struct identities {
	uint32_t *key;      /* column: open addressing by identity; 0 is free */
	uint8_t *check;     /* column: a few bits of type and name */
	uint8_t *met;       /* column: in how many snapshots from the first on without a gap */
	size_t mask, used;
	uint64_t multiplier; /* of the places of keys, which a file may choose */
	unsigned snapshot_count;   /* met so far */
	uint64_t common, changed;  /* of ids seen again: all, and those of another type or name */
};

/* At most this many snapshots. */
enum { IDENTITIES_SNAPSHOTS_MAX = 250 };

/* Meets the next snapshot; `identity` is a column of numbers for its nodes (its ids, or
 * what identity_by_path() made).  The first one met decides what can be permanent. */
bool identities_meet(struct identities *identities, const struct heap *heap,
		     const uint32_t *identity, struct progress *progress, struct error *error);
/* Whether the object was in every snapshot met. */
bool identities_has_all(const struct identities *identities, uint32_t identity);
/* Whether the snapshots met are of one process: ids seen again stand for the same things. */
bool identities_are_of_one_process(const struct identities *identities);
void identities_release(struct identities *identities);

/* Identities for snapshots of different processes: from the names of references and
 * constructors on the shortest way from the root.  A column, the caller's to free. */
uint32_t *identity_by_path(const struct heap *heap, struct progress *progress,
			   struct error *error);
