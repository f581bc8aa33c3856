/*
 * What grew from snapshot to snapshot, and who holds it.
 *
 * What came and went is charged to owners (owners.h) and put into groups: entries of one
 * kind below one owner.  A group has a series of values, one a snapshot; trend.h judges
 * them.
 *
 * Snapshots are read one at a time, so growth_build() takes a source instead of heaps: in
 * a first round all of them for their ids, in a second, from the last to the first, for
 * their groups, and then the last once more.
 */

#pragma once

#include "heap/identity.h"
#include "heap/owners.h"
#include "heap/trend.h"

struct growth_source {
	size_t count;
	/* The heap of snapshot `index`, whole; good until the next call.  Null on failure. */
	const struct heap *(*heap)(void *context, size_t index, struct progress *progress,
				   struct error *error);
	void *context;
};

enum group_kind {
	GROUP_ENTRIES, /* objects of one constructor, closures, elements */
	GROUP_STRINGS,
	GROUP_STORAGE, /* tables and element stores without entries, and the owner's own */
	GROUP_ENGINE,  /* V8's bookkeeping */
};

#define GROUP_NONE UINT32_MAX

struct growth_group {
	uint32_t owner;    /* identity */
	uint64_t kind;     /* kinds.h */
	enum group_kind sort;
	node_ix owner_node; /* in the last heap */
	node_ix sample;     /* an entry in the last heap, or NODE_NONE */
	bool is_anonymous;  /* the owner is a root or the like */

	/* Series, one value a snapshot. */
	int64_t *bytes, *entries, *objects, *code;
	/* Permanent objects of the kind, held by the owner then; with all that they keep.  They
	 * are part of the growth only if they were made elsewhere and came to the owner later. */
	int64_t *settled_bytes, *settled_entries;
	bool has_settlers; /* they did: `bytes` and `entries` have them, too */
	/* Objects that came in step k: how many there were at its end, and how many of them are
	 * in the last snapshot. */
	int64_t *arrived, *stayed;
	uint32_t first_class; /* index into classes, or GROUP_NONE */
	size_t class_count;

	struct trend trend;
};

/* How many objects of one kind there are below a group, in each snapshot. */
struct group_class {
	uint64_t kind;
	uint32_t group;
	uint32_t next; /* class of the same group, or GROUP_NONE */
	int64_t *counts;
};

/* The same over the whole heap. */
struct class_total {
	uint64_t kind;
	node_ix sample; /* one of them in the last heap */
	int64_t *counts;
	int64_t arrived, stayed; /* in the middle steps; and of those, in the last snapshot */
};

/* Which number a pair of keys has: a hash table. */
struct pair_slot {
	uint64_t kind;
	uint32_t of, number; /* number + 1; 0: free */
};

struct pair_map {
	struct pair_slot *slots;
	size_t mask;
	uint64_t multiplier; /* of their places */
};

struct growth {
	size_t count;           /* snapshots */
	bool of_one_process;
	bool is_backwards;      /* the first snapshot was taken after the last */
	int64_t *heap_bytes;    /* of each snapshot */
	int64_t *files;         /* of each snapshot: source files with functions in use */

	struct growth_group *groups;
	size_t group_count, group_capacity;
	struct pair_map group_numbers; /* by owner and kind */

	struct group_class *classes;
	size_t class_count, class_capacity;
	struct pair_map class_numbers; /* by group and kind: a group's list may be long */

	struct class_total *totals;
	size_t total_count, total_capacity;
	struct pair_map total_numbers; /* by kind */

	/* Of the last heap. */
	struct owners owners;
	uint32_t *group_of;     /* column by place: the group it counts in, or GROUP_NONE */

	struct identities identities;
	uint64_t (*last_id)[2]; /* largest id in each snapshot: of natives, of V8's objects */
	struct arena arena;
};

/* Groups of at least two snapshots, judged.  On failure *growth is to be released, too. */
bool growth_build(struct growth *growth, const struct growth_source *source,
		  struct progress *progress, struct error *error);
void growth_release(struct growth *growth);

/* A source of heaps that are all in memory. */
struct growth_heaps {
	const struct heap *const *heaps;
	size_t count;
};
struct growth_source growth_source_of(struct growth_heaps *heaps);

/* Judges again; groups of snapshots of two processes grew at most. */
struct trend growth_trend(const struct growth *growth, const struct series *series);

/* Of what came in the middle steps, how much is in the last snapshot: 0 ... 1. */
double growth_survival(const struct growth *growth, const struct growth_group *group);

/* Whether new files came in every step, and no more than a few entries for each: then what
 * belongs to the runtime's own loader is no leak. */
bool growth_may_be_loading(const struct growth *growth, const int64_t *entries, size_t since);
