/*
 * The steps of suspects_find(), a file each.
 */

#pragma once

#include "heap/suspects.h"

/* Of a group whose growth is explained without a suspect. */
#define SUSPECT_NOBODY UINT32_MAX

/* So many of one snapshot, which are quickly looked at, are candidates. */
enum { SUSPECTS_TABLES_MAX = 1000 };

struct suspects_work {
	struct suspects *suspects;
	const struct heap *heap; /* the last */
	const uint8_t *role;     /* of its nodes */
	struct suspect *at;      /* candidates */
	size_t count, capacity;
	uint32_t *suspect_of;    /* by group: index + 1, or 0; SUSPECT_NOBODY until ranked */
	uint32_t *stamp, last_stamp; /* for holders.h: a column by node */
	uint64_t steps;              /* of all paths so far */
	struct progress *progress;
};

struct suspect *suspects_add(struct suspects_work *work, const struct suspect *suspect);

/* Growth in many owners of one kind becomes one candidate at the object above them. */
bool suspects_add_spread(struct suspects_work *work, struct error *error);
/* Classes whose growth the candidates so far do not explain. */
bool suspects_add_classes(struct suspects_work *work, struct error *error);
/* What one snapshot shows. */
bool suspects_add_shapes(struct suspects_work *work, struct error *error);

/* Whether something else says why the owner's table grew. */
bool suspects_explain_table(const struct suspects_work *work,
			    const struct growth_group *storage);
/* Whether tables of the owner, of so many bytes, hold hardly a thing: then they hold numbers. */
bool suspects_is_table_of_numbers(const struct suspects_work *work, node_ix owner, uint64_t size);
/* Notes a table of numbers that grew once: too little for a suspect. */
void suspects_note_jump(struct suspects_work *work);

/* A few entries of every candidate. */
bool suspects_sample(struct suspects_work *work, struct error *error);
/* The object that grows, and who else holds the entries. */
bool suspects_resolve(struct suspects_work *work, struct suspect *suspect,
		      struct error *error);
/* Of candidates that grow together and hold each other only the first stays. */
void suspects_merge(struct suspects_work *work);
/* Of described candidates, those that are one defect in several objects become one. */
void suspects_fold(struct suspects_work *work);
/* Path, pattern and words; the steps of the path are not kept. */
bool suspects_describe(struct suspects_work *work, struct suspect *suspect,
		       struct error *error);

/* Finds the steps again, for those that are shown: a path may have a million. */
bool suspects_keep_path(struct suspects_work *work, struct suspect *suspect, struct error *error);

/* Title, explanation, fix and what would disprove it; the pattern and the names are known. */
void suspects_find_words(struct suspects_work *work, struct suspect *suspect);

/* The nearest permanent object above a permanent one; the root's own for the root. */
static inline uint32_t
suspects_owner_above(const struct suspects_work *work, uint32_t place)
{
	return work->suspects->growth.owners
		.owner[work->heap->dominators.dominator[place]];
}

/* The nearest thing above a place in the dominator tree that is no table; the root's own at
 * last. */
static inline uint32_t
suspects_thing_above(const struct suspects_work *work, uint32_t place)
{
	const struct dominators *dominators = &work->heap->dominators;
	const uint8_t *role = work->role;

	do
		place = dominators->dominator[place];
	while (place != ROOT_PLACE && (role[dominators->node[place]] == ROLE_STORAGE
				       || role[dominators->node[place]] == ROLE_ENGINE));
	return place;
}

/* Entries of the first snapshot that are not in the last; of texts and numbers nobody counts
 * those that stayed, so it would say nothing. */
static inline int64_t
suspects_gone(const struct growth_group *group)
{
	return group->sort == GROUP_ENTRIES ? group->entries[0] : 0;
}

/* Whether it is one thing that got larger. */
static inline bool
suspect_is_one_larger(const struct suspect *suspect)
{
	return suspect->sort == SUSPECT_GROUP && !suspect->is_storage
	       && suspect->trend.alike == 0 && suspect->trend.entries_per_step == 0;
}
