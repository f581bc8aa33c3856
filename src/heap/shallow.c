#include "config.h"

#include "heap/shallow.h"

#include "base/memory.h"
#include "heap/name_kinds.h"

/* An owner is a node's ordinal + 1, so that zeroed memory says unseen. */
enum { OWNER_UNSEEN = 0 };
#define OWNER_MANY UINT32_MAX

struct shallow {
	struct snapshot *snapshot;
	const struct retainers *retainers;
	bitset_word *ownable;
	uint32_t *owner; /* only looked at for ownable nodes */
	node_ix *work;   /* column: ownable nodes whose owner is to be passed on */
	size_t work_count;
};

static size_t
shallow_find_ownable(struct shallow *s, const uint8_t *name_kinds)
{
	const struct snapshot *snapshot = s->snapshot;
	size_t count = 0;

	for (node_ix node = 0; node < snapshot->node_count; node++) {
		unsigned type = snapshot->node_type[node];

		if (type == NODE_HIDDEN || type == NODE_ARRAY
		    || (type == NODE_NATIVE
			&& name_kinds[snapshot->node_name[node]] == NAME_EXTERNAL_STRING_DATA)) {
			bitset_add(s->ownable, node);
			count++;
		}
	}
	return count;
}

/* The one node outside that refers to an ownable node, if there are not many. */
static inline uint32_t
shallow_owner_outside(const struct shallow *s, node_ix node)
{
	const struct retainers *retainers = s->retainers;
	uint32_t owner = OWNER_UNSEEN;

	for (uint32_t i = retainers->first[node]; i < retainers->first[node + 1]; i++) {
		uint32_t word = retainers->words[i];
		node_ix source = edge_word_target(word);

		if (source + 1 == owner || edge_word_type(word) == EDGE_WEAK
		    || bitset_has(s->ownable, source))
			continue;
		if (owner != OWNER_UNSEEN)
			return OWNER_MANY;
		owner = source + 1;
	}
	return owner;
}

/* An owner arrives at the ownable nodes that an ownable node refers to. */
static inline void
shallow_pass_on(struct shallow *s, node_ix node, uint32_t owner)
{
	const struct snapshot *snapshot = s->snapshot;

	for (edge_ix edge = snapshot->first_edge[node]; edge < snapshot->first_edge[node + 1];
	     edge++) {
		uint32_t word = snapshot->edge_word[edge];
		node_ix target = edge_word_target(word);

		if (!bitset_has(s->ownable, target) || edge_word_type(word) == EDGE_WEAK)
			continue;
		if (s->owner[target] == owner || s->owner[target] == OWNER_MANY)
			continue;
		/* A node changes at most twice, so it is put down at most twice. */
		s->owner[target] = s->owner[target] == OWNER_UNSEEN ? owner : OWNER_MANY;
		s->work[s->work_count++] = target;
	}
}

/* Only ownable nodes need one, so their retainers are asked, not all edges: fewer, and they stand
 * together. */
static bool
shallow_find_owners(struct shallow *s, struct progress *progress, struct error *error)
{
	uint64_t steps = 0;

	for (node_ix node = 0; node < s->snapshot->node_count; node++) {
		if (node % PROGRESS_STRIDE == 0 && !progress_advance(progress, node, error))
			return false;
		if (!bitset_has(s->ownable, node))
			continue;
		s->owner[node] = shallow_owner_outside(s, node);
		if (s->owner[node] != OWNER_UNSEEN)
			s->work[s->work_count++] = node;
	}
	while (s->work_count > 0) {
		node_ix node = s->work[--s->work_count];

		shallow_pass_on(s, node, s->owner[node]);
		if (++steps % PROGRESS_STRIDE == 0 && progress_is_cancelled(progress))
			return error_set(error, ERROR_CANCELLED, "cancelled");
	}
	return true;
}

static void
shallow_move_sizes(struct shallow *s)
{
	struct snapshot *snapshot = s->snapshot;

	for (node_ix node = 0; node < snapshot->node_count; node++) {
		node_ix owner;
		uint64_t size;

		if (!bitset_has(s->ownable, node) || s->owner[node] == OWNER_UNSEEN
		    || s->owner[node] == OWNER_MANY)
			continue;
		owner = s->owner[node] - 1;
		if (owner == 0 || snapshot->node_type[owner] == NODE_SYNTHETIC)
			continue;
		size = sizes_get(&snapshot->size, node);
		if (size != 0) {
			sizes_set(&snapshot->size, owner,
				  size_add(sizes_get(&snapshot->size, owner), size));
			sizes_set(&snapshot->size, node, 0);
		}
	}
}

bool
shallow_build(struct snapshot *snapshot, const struct retainers *retainers,
	      const uint8_t *name_kinds, struct progress *progress, struct error *error)
{
	struct shallow s = { .snapshot = snapshot, .retainers = retainers };
	bool done;

	s.ownable = bitset_alloc(snapshot->node_count, error);
	if (s.ownable == NULL)
		return false;
	s.owner = column_alloc(snapshot->node_count, sizeof *s.owner, error);
	s.work = column_alloc(2 * shallow_find_ownable(&s, name_kinds), sizeof *s.work, error);
	done = s.owner != NULL && s.work != NULL && shallow_find_owners(&s, progress, error);
	if (done)
		shallow_move_sizes(&s);
	column_free(s.ownable);
	column_free(s.owner);
	column_free(s.work);
	return done;
}
