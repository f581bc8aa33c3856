#include "config.h"

#include "heap/suspects_internal.h"

#include "base/memory.h"
#include "heap/kinds.h"

/*
 * Trees and graphs grow a little in many places, each with an owner of its own.  Then only
 * the class as a whole shows it, and the object to name is the lowest that dominates nearly
 * all of the new ones.
 */

enum {
	CLASS_GAIN_MIN = 4,    /* objects a step */
	CLASSES_MAX = 4,       /* that are looked at */
	CLASS_BYTES_MIN = 2048, /* in all, of the objects alone */
	CLASS_COVERED = 80,    /* percent of the new objects below the one to name */
};

/* Names that say too little. */
static bool
is_common(const struct heap *heap, node_ix sample)
{
	struct arena scratch = { 0 };
	enum node_type type = heap_node_type(heap, sample);
	struct text name;
	bool common;

	if (type != NODE_OBJECT && type != NODE_NATIVE)
		return true;
	name = snapshot_node_name(&heap->snapshot, sample, &scratch);
	common = text_equal(name, TEXT("Array")) || text_equal(name, TEXT("Map"))
		 || text_equal(name, TEXT("Set")) || text_starts_with(name, TEXT("system / "));
	arena_release(&scratch);
	return common;
}

/* How much of the class's growth the candidates have already, from first to last. */
static int64_t
explained_gain(const struct suspects_work *work, uint64_t kind)
{
	const struct growth *growth = &work->suspects->growth;
	int64_t gain = 0;

	for (size_t i = 0; i < growth->class_count; i++) {
		const struct group_class *class = &growth->classes[i];

		if (class->kind == kind && work->suspect_of[class->group] != 0)
			gain += class->counts[growth->count - 1] - class->counts[0];
	}
	return gain;
}

static bool
class_trend(const struct suspects_work *work, const struct class_total *total,
	    struct trend *trend)
{
	const struct growth *growth = &work->suspects->growth;
	size_t n = growth->count;
	int64_t values[2][IDENTITIES_SNAPSHOTS_MAX];
	struct series series = {
		.count = n, .bytes = values[0], .entries = total->counts, .code = values[1],
		.classes = (const int64_t *const[]){ total->counts }, .class_count = 1,
		.survival = total->arrived > 0
				    ? (double)total->stayed / (double)total->arrived : 1,
	};
	uint64_t size = heap_shallow_size(work->heap, total->sample);

	for (size_t i = 0; i < n; i++) {
		values[0][i] = size_of_many(total->counts[i], size > 0 ? size : 1);
		values[1][i] = 0;
	}
	*trend = growth_trend(growth, &series);
	return (trend->verdict == VERDICT_LEAKS || trend->verdict == VERDICT_GREW)
	       && trend->total >= CLASS_BYTES_MIN && trend->alike >= CLASS_GAIN_MIN
	       && trend->regular >= 0.3;
}

/* What the class's objects take themselves, in each snapshot: what is below them may be
 * shared. */
static int64_t *
class_bytes(const struct suspects_work *work, const struct class_total *total)
{
	size_t n = work->suspects->snapshot_count;
	int64_t *bytes = arena_alloc(&work->suspects->arena, n * sizeof(*bytes));
	uint64_t size = heap_shallow_size(work->heap, total->sample);

	for (size_t i = 0; i < n; i++)
		bytes[i] = size_of_many(total->counts[i], size);
	return bytes;
}

/* Whether the object counts for a candidate: of small groups nobody counts the classes. */
static bool
is_explained(const struct suspects_work *work, uint32_t place)
{
	uint32_t group = work->suspects->growth.group_of[place];

	return group != GROUP_NONE && work->suspect_of[group] != 0;
}

/* New objects of the class below each place, summed up; the table is a column by place.  The
 * root if most of them are explained. */
static uint32_t
lowest_cover(const struct suspects_work *work, struct kinds_reader *kinds, uint64_t kind,
	     uint32_t *below)
{
	const struct heap *heap = work->heap;
	const struct owners *owners = &work->suspects->growth.owners;
	const struct dominators *dominators = &heap->dominators;
	uint32_t lowest = ROOT_PLACE, explained = 0;
	node_ix count = heap_node_count(heap);

	memset(below, 0, ((size_t)count + 1) * sizeof(*below));
	for (uint32_t place = ROOT_PLACE; place <= count; place++) {
		node_ix node = dominators->node[place];

		if (!owners_is_permanent(owners, place) && owners->role[node] == ROLE_USER
		    && kind_closely(kinds, node) == kind) {
			below[place] = 1;
			explained += is_explained(work, place);
		}
	}
	for (uint32_t place = count; place > ROOT_PLACE; place--)
		below[dominators->dominator[place]] += below[place];
	if ((uint64_t)explained * 2 > below[ROOT_PLACE])
		return ROOT_PLACE;
	/* Along the one branch that covers enough, the places rise. */
	for (uint32_t place = ROOT_PLACE + 1; place <= count; place++)
		if ((uint64_t)below[place] * 100 >= (uint64_t)below[ROOT_PLACE] * CLASS_COVERED
		    && owners_is_permanent(owners, place))
			lowest = place;
	return lowest;
}

static void
add_class(struct suspects_work *work, struct kinds_reader *kinds,
	  const struct class_total *total, const struct trend *trend, uint32_t *below)
{
	const struct growth *growth = &work->suspects->growth;
	uint32_t place = lowest_cover(work, kinds, total->kind, below);
	node_ix node = work->heap->dominators.node[place];

	if (growth->owners.role[node] != ROLE_USER)
		return;
	suspects_add(work, &(struct suspect){
		.sort = SUSPECT_CLASS,
		.trend = *trend,
		.owner = node,
		.holder = node,
		.group = GROUP_NONE,
		.kind = total->kind,
		.grown_bytes = class_bytes(work, total),
		.grown_entries = total->counts,
	});
}

bool
suspects_add_classes(struct suspects_work *work, struct error *error)
{
	const struct growth *growth = &work->suspects->growth;
	uint32_t *below = column_alloc((size_t)heap_node_count(work->heap) + 1,
				       sizeof(*below), error);
	struct kinds_reader kinds = { 0 };
	unsigned added = 0;
	bool ok = below != NULL
		  && kinds_reader_init(&kinds, work->heap, growth->of_one_process, error);

	/* Two snapshots show too little of a class for that. */
	for (size_t i = 0; ok && growth->count > 2 && i < growth->total_count
	     && added < CLASSES_MAX; i++) {
		const struct class_total *total = &growth->totals[i];
		int64_t gain = total->counts[growth->count - 1] - total->counts[0];
		struct trend trend;

		if (gain < CLASS_GAIN_MIN * (int64_t)(growth->count - 1)
		    || is_common(work->heap, total->sample)
		    || explained_gain(work, total->kind) * 2 > gain
		    || !class_trend(work, total, &trend))
			continue;
		add_class(work, &kinds, total, &trend, below);
		added++;
		ok = progress_advance(work->progress, i, error);
	}
	kinds_reader_release(&kinds);
	column_free(below);
	return ok;
}
