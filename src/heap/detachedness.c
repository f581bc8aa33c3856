#include "config.h"

#include "heap/detachedness.h"

#include "base/memory.h"
#include "heap/name_kinds.h"

enum { STATE_ATTACHED = 1, STATE_DETACHED = 2 };

struct detachedness {
	struct snapshot *snapshot;
	uint8_t *state;
	string_ix *name;
	bitset_word *visited;
	string_ix *renamed;  /* for each string the one with the prefix, or 0 */
	node_ix *attached, *detached; /* columns: still to be spread from */
	size_t attached_count, detached_count;
};

static string_ix
detachedness_rename(struct detachedness *d, string_ix name)
{
	struct strings *strings = &d->snapshot->strings;
	struct arena scratch = { 0 };
	struct text old;

	if (d->renamed[name] == 0) {
		old = strings_text(strings, name, &scratch);
		d->renamed[name] =
			strings_add(strings, ARENA_JOIN(&scratch, TEXT("Detached "), old));
		arena_release(&scratch);
	}
	return d->renamed[name];
}

static void
detachedness_visit(struct detachedness *d, node_ix node, unsigned state)
{
	if (bitset_has(d->visited, node))
		return;
	bitset_add(d->visited, node);
	if (d->snapshot->node_type[node] != NODE_NATIVE)
		return;
	d->state[node] = (uint8_t)state;
	if (state == STATE_ATTACHED) {
		d->attached[d->attached_count++] = node;
	} else if (state == STATE_DETACHED) {
		d->name[node] = detachedness_rename(d, d->name[node]);
		d->detached[d->detached_count++] = node;
	}
}

static void
detachedness_visit_targets(struct detachedness *d, node_ix node, unsigned state)
{
	const struct snapshot *snapshot = d->snapshot;

	for (edge_ix edge = snapshot->first_edge[node]; edge < snapshot->first_edge[node + 1];
	     edge++) {
		enum edge_type type = snapshot_edge_type(snapshot, edge);

		if (type != EDGE_HIDDEN && type != EDGE_INVISIBLE && type != EDGE_WEAK)
			detachedness_visit(d, snapshot_edge_target(snapshot, edge), state);
	}
}

static bool
detachedness_spread(struct detachedness *d, struct progress *progress, struct error *error)
{
	const uint8_t *recorded = d->snapshot->detachedness;
	uint64_t steps = 0;

	for (node_ix node = 0; node < d->snapshot->node_count; node++)
		if (recorded[node] != 0)
			detachedness_visit(d, node, recorded[node]);
	while (d->attached_count > 0) {
		detachedness_visit_targets(d, d->attached[--d->attached_count], STATE_ATTACHED);
		if (++steps % PROGRESS_STRIDE == 0 && !progress_advance(progress, steps, error))
			return false;
	}
	while (d->detached_count > 0) {
		node_ix node = d->detached[--d->detached_count];

		if (d->state[node] != STATE_ATTACHED)
			detachedness_visit_targets(d, node, STATE_DETACHED);
		if (++steps % PROGRESS_STRIDE == 0 && !progress_advance(progress, steps, error))
			return false;
	}
	return true;
}

static bool
detachedness_propagate(struct snapshot *snapshot, struct progress *progress, struct error *error)
{
	struct detachedness d = {
		.snapshot = snapshot,
		/* The snapshot is const to everybody else; nobody else has it yet. */
		.state = (uint8_t *)snapshot->detachedness,
		.name = (string_ix *)snapshot->node_name,
	};
	bool done;

	d.visited = bitset_alloc(snapshot->node_count, error);
	d.attached = column_alloc(snapshot->node_count, sizeof *d.attached, error);
	d.detached = column_alloc(snapshot->node_count, sizeof *d.detached, error);
	d.renamed = column_alloc(snapshot->strings.count, sizeof *d.renamed, error);
	done = d.visited != NULL && d.attached != NULL && d.detached != NULL && d.renamed != NULL
	       && detachedness_spread(&d, progress, error);
	column_free(d.visited);
	column_free(d.attached);
	column_free(d.detached);
	column_free(d.renamed);
	return done;
}

/* A file without the field says it in the names of native nodes. */
static bool
detachedness_from_names(struct snapshot *snapshot, struct progress *progress,
			struct error *error)
{
	uint8_t *kinds = name_kinds_build(&snapshot->strings, progress, error);
	uint8_t *state = column_alloc(snapshot->node_count, sizeof *state, error);

	for (node_ix node = 0; kinds != NULL && state != NULL && node < snapshot->node_count;
	     node++) {
		enum name_kind kind = (enum name_kind)kinds[snapshot->node_name[node]];

		if (snapshot->node_type[node] == NODE_NATIVE
		    && (kind == NAME_DETACHED || kind == NAME_DETACHED_TAG))
			state[node] = STATE_DETACHED;
	}
	column_free(kinds);
	snapshot->detachedness = state;
	return kinds != NULL && state != NULL;
}

bool
detachedness_build(struct snapshot *snapshot, struct progress *progress, struct error *error)
{
	if (!snapshot->has_detachedness)
		return detachedness_from_names(snapshot, progress, error);
	return snapshot->detachedness == NULL /* nothing but "unknown" was recorded */
	       || detachedness_propagate(snapshot, progress, error);
}
