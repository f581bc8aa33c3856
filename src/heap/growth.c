#include "config.h"

#include "heap/growth.h"

#include <stdlib.h>

#include "base/memory.h"
#include "heap/growth_groups.h"
#include "heap/growth_judge.h"
#include "heap/kinds.h"

enum {
	GROWTH_GROUP_BYTES = 600, /* classes are counted in groups at least this large */
	GROWTH_OWN_STORAGE = 1024, /* a permanent object this large may hold a table of numbers */
};

/* One heap being taken in. */
struct digest {
	struct growth *growth;
	const struct heap *heap;
	struct owners *owners;
	struct kinds_reader kinds;
	const uint32_t *identity;
	uint32_t *group_of; /* column by place */
	size_t index;
	bool is_last;
};

/* The step in which a node came, by its id: V8 counts up, natives and others apart. */
static size_t
step_of(const struct growth *growth, uint32_t id)
{
	size_t step = 0;

	while (step + 1 < growth->count && id > growth->last_id[step][id % 2])
		step++;
	return step;
}

static uint32_t
digest_group(struct digest *digest, uint32_t owner_place, uint64_t kind, enum group_kind sort)
{
	node_ix owner = digest->heap->dominators.node[owner_place];
	uint32_t identity = digest->identity[owner], group;

	if (!digest->is_last)
		return growth_group_find(digest->growth, identity, kind);
	group = growth_group_at(digest->growth, identity, kind, sort);
	digest->growth->groups[group].owner_node = owner;
	digest->growth->groups[group].is_anonymous =
		digest->owners->role[owner] == ROLE_ROOTLIKE;
	return group;
}

/* A permanent object's own bytes: V8's store of its elements is counted with it. */
static void
digest_permanent(struct digest *digest, uint32_t place, node_ix node)
{
	uint64_t size = heap_shallow_size(digest->heap, node);
	uint32_t group;

	digest->group_of[place] = GROUP_NONE;
	if (digest->owners->role[node] != ROLE_USER
	    || (digest->is_last && size < GROWTH_OWN_STORAGE))
		return;
	group = digest_group(digest, place, KIND_STORAGE, GROUP_STORAGE);
	if (group != GROUP_NONE)
		size_delta_add_to(&digest->growth->groups[group].bytes[digest->index],
				  size_signed(size));
}

static uint32_t
digest_entry_group(struct digest *digest, uint32_t place, node_ix node)
{
	uint32_t owner = digest->owners->owner[place];
	node_ix owner_node = digest->heap->dominators.node[owner];
	bool anonymous = digest->owners->role[owner_node] == ROLE_ROOTLIKE;
	uint64_t kind = anonymous ? kind_closely(&digest->kinds, node)
				  : kind_plainly(&digest->kinds, node);

	return digest_group(digest, owner, kind,
			    kind == KIND_STRINGS || kind == KIND_NUMBERS ? GROUP_STRINGS
									 : GROUP_ENTRIES);
}

/* Code that has run keeps an object of each kind that it makes, to copy. */
static bool
is_template(const struct digest *digest, uint32_t place)
{
	const struct dominators *dominators = &digest->heap->dominators;
	const struct snapshot *snapshot = &digest->heap->snapshot;
	node_ix above = dominators->node[dominators->dominator[place]];

	return strings_equal(&snapshot->strings, snapshot->node_name[above],
			     TEXT("system / AllocationSite"));
}

static uint32_t
digest_group_of(struct digest *digest, uint32_t place, node_ix node, bool *is_entry)
{
	uint32_t entry = digest->owners->entry[place];

	*is_entry = entry == place && !is_template(digest, place);
	if (*is_entry)
		return digest_entry_group(digest, place, node);
	if (entry != PLACE_NONE && entry != place)
		return digest->group_of[entry];
	if (digest->owners->role[node] == ROLE_STORAGE)
		return digest_group(digest, digest->owners->owner[place], KIND_STORAGE,
				    GROUP_STORAGE);
	return digest_group(digest, digest->owners->owner[place], KIND_ENGINE, GROUP_ENGINE);
}

static void
digest_node(struct digest *digest, uint32_t place)
{
	node_ix node = digest->heap->dominators.node[place];
	enum role role = (enum role)digest->owners->role[node];
	uint64_t size = heap_shallow_size(digest->heap, node);
	struct growth_group *group;
	bool is_entry;
	uint32_t at;

	if (owners_is_permanent(digest->owners, place)) {
		digest_permanent(digest, place, node);
		return;
	}
	at = digest->group_of[place] = digest_group_of(digest, place, node, &is_entry);
	if (at == GROUP_NONE)
		return;
	group = &digest->growth->groups[at];
	size_delta_add_to(&group->bytes[digest->index], size_signed(size));
	group->entries[digest->index] += is_entry;
	if (digest->is_last && is_entry && group->sample == NODE_NONE)
		group->sample = node;
	if (heap_node_type(digest->heap, node) == NODE_CODE)
		size_delta_add_to(&group->code[digest->index], size_signed(size));
	if (role == ROLE_USER || role == ROLE_LEAF) {
		size_t step = step_of(digest->growth, heap_node_id(digest->heap, node));

		group->objects[digest->index]++;
		group->arrived[step] += step == digest->index;
		group->stayed[step] += digest->is_last;
	}
}

/* A permanent object is an entry, too, of what holds it; who that is may change. */
static void
digest_settled(struct digest *digest, uint32_t place, node_ix node)
{
	uint32_t above = digest->owners->owner[digest->heap->dominators.dominator[place]];
	node_ix owner = digest->heap->dominators.node[above];
	struct growth_group *group;
	uint32_t at;

	if (digest->owners->role[owner] != ROLE_USER)
		return;
	at = growth_group_find(digest->growth, digest->identity[owner],
			       kind_plainly(&digest->kinds, node));
	if (at == GROUP_NONE)
		return;
	group = &digest->growth->groups[at];
	group->settled_entries[digest->index]++;
	size_delta_add_to(&group->settled_bytes[digest->index],
			  size_signed(heap_retained_size(digest->heap, node)));
}

/* Strings count as a class only where nothing else does: they come with everything. */
static void
digest_classes(struct digest *digest, uint32_t place)
{
	node_ix node = digest->heap->dominators.node[place];
	uint32_t at = digest->group_of[place];
	enum role role = (enum role)digest->owners->role[node];
	uint64_t plainly, closely;
	bool may_add;

	if (owners_is_permanent(digest->owners, place)) {
		if (role == ROLE_USER && place != ROOT_PLACE)
			digest_settled(digest, place, node);
		return;
	}
	if (role != ROLE_USER && role != ROLE_LEAF)
		return;
	plainly = kind_plainly(&digest->kinds, node);
	closely = kind_closely(&digest->kinds, node);
	if (!is_template(digest, place))
		growth_count_total(digest->growth, closely, digest->index, node,
				   step_of(digest->growth, heap_node_id(digest->heap, node)),
				   digest->is_last);
	if (at == GROUP_NONE)
		return;
	may_add = digest->is_last
		  && digest->growth->groups[at].bytes[digest->index] >= GROWTH_GROUP_BYTES;
	growth_count_class(digest->growth, at, closely, digest->index, may_add);
	if (plainly != closely)
		growth_count_class(digest->growth, at, plainly, digest->index, may_add);
}

static bool
digest_run(struct digest *digest, struct progress *progress, struct error *error)
{
	node_ix count = heap_node_count(digest->heap);

	progress_begin(progress, "Measuring growth", (uint64_t)count * 2);
	for (uint32_t place = ROOT_PLACE; place <= count; place++) {
		if (place % PROGRESS_STRIDE == 0 && !progress_advance(progress, place, error))
			return false;
		digest_node(digest, place);
	}
	for (uint32_t place = ROOT_PLACE; place <= count; place++) {
		if (place % PROGRESS_STRIDE == 0
		    && !progress_advance(progress, (uint64_t)count + place, error))
			return false;
		digest_classes(digest, place);
	}
	return true;
}

/* What stands for the ids of a heap: its own, or those made of paths (*made, to be freed). */
static const uint32_t *
identities_of(const struct growth *growth, const struct heap *heap, uint32_t **made,
	      struct progress *progress, struct error *error)
{
	*made = NULL;
	if (growth->of_one_process)
		return heap->snapshot.node_id;
	return *made = identity_by_path(heap, progress, error);
}

/* Source files, each once however often it was loaded. */
static int64_t
count_files(const struct heap *heap, struct error *error)
{
	bitset_word *seen = bitset_alloc(heap->snapshot.strings.count, error);
	struct arena scratch = { 0 };
	int64_t files = 0;

	for (size_t slot = 0; seen != NULL && slot < heap->sources.slot_count; slot++) {
		node_ix script = heap->sources.at[slot].node;
		string_ix name;

		if (script == NODE_NONE)
			continue;
		name = heap->snapshot.node_name[script];
		if (bitset_has(seen, name))
			continue;
		bitset_add(seen, name);
		files += source_path(&heap->snapshot, script, &scratch).length > 0;
		arena_reset(&scratch);
	}
	arena_release(&scratch);
	column_free(seen);
	return seen != NULL ? files : -1;
}

static bool
growth_take(struct growth *growth, const struct heap *heap, size_t index,
	    struct progress *progress, struct error *error)
{
	struct owners owners = { 0 };
	uint32_t *made;
	struct digest digest = {
		.growth = growth,
		.heap = heap,
		.owners = &owners,
		.identity = identities_of(growth, heap, &made, progress, error),
		.index = index,
		.is_last = index + 1 == growth->count,
	};
	bool ok;

	growth->heap_bytes[index] = size_signed(heap_total_size(heap));
	growth->files[index] = count_files(heap, error);
	digest.group_of = column_alloc((size_t)heap_node_count(heap) + 1, sizeof(uint32_t),
				       error);
	ok = growth->files[index] >= 0 && digest.identity != NULL && digest.group_of != NULL
	     && owners_build(&owners, heap, &growth->identities, digest.identity, progress, error)
	     && kinds_reader_init(&digest.kinds, heap, growth->of_one_process, error)
	     && digest_run(&digest, progress, error);
	kinds_reader_release(&digest.kinds);
	column_free(made);
	if (ok && digest.is_last) {
		growth->owners = owners;
		growth->group_of = digest.group_of;
	} else {
		owners_release(&owners);
		column_free(digest.group_of);
	}
	return ok;
}

static void
meet_ids(struct growth *growth, const struct heap *heap, size_t index)
{
	for (node_ix node = 0; node < heap_node_count(heap); node++) {
		uint32_t id = heap_node_id(heap, node);

		if (id > growth->last_id[index][id % 2])
			growth->last_id[index][id % 2] = id;
	}
}

static bool
growth_meet(struct growth *growth, const struct growth_source *source, struct progress *progress,
	    struct error *error)
{
	for (size_t i = 0; i < growth->count; i++) {
		const struct heap *heap = source->heap(source->context, i, progress, error);
		const uint32_t *identity;
		uint32_t *made = NULL;
		bool ok;

		if (heap == NULL)
			return false;
		meet_ids(growth, heap, i);
		identity = identities_of(growth, heap, &made, progress, error);
		ok = identity != NULL
		     && identities_meet(&growth->identities, heap, identity, progress, error);
		column_free(made);
		if (!ok)
			return false;
	}
	return true;
}

bool
growth_build(struct growth *growth, const struct growth_source *source,
	     struct progress *progress, struct error *error)
{
	*growth = (struct growth){ .count = source->count, .of_one_process = true };
	growth->heap_bytes = xcalloc(source->count, sizeof(*growth->heap_bytes));
	growth->files = xcalloc(source->count, sizeof(*growth->files));
	growth->last_id = xcalloc(source->count, sizeof(*growth->last_id));
	if (!growth_meet(growth, source, progress, error))
		return false;
	if (!identities_are_of_one_process(&growth->identities)) {
		identities_release(&growth->identities);
		growth->of_one_process = false;
		if (!growth_meet(growth, source, progress, error))
			return false;
	}
	growth->is_backwards = growth->of_one_process && source->count > 1
			       && growth->last_id[0][1] > growth->last_id[source->count - 1][1];
	for (size_t i = source->count; i-- > 0;) {
		const struct heap *heap = source->heap(source->context, i, progress, error);

		if (heap == NULL || !growth_take(growth, heap, i, progress, error))
			return false;
	}
	growth_judge(growth);
	return true;
}

void
growth_release(struct growth *growth)
{
	free(growth->heap_bytes);
	free(growth->files);
	free(growth->last_id);
	free(growth->groups);
	free(growth->group_numbers.slots);
	free(growth->classes);
	free(growth->class_numbers.slots);
	free(growth->totals);
	free(growth->total_numbers.slots);
	owners_release(&growth->owners);
	column_free(growth->group_of);
	identities_release(&growth->identities);
	arena_release(&growth->arena);
	*growth = (struct growth){ 0 };
}

static const struct heap *
heap_in_memory(void *context, size_t index, struct progress *progress, struct error *error)
{
	const struct growth_heaps *heaps = context;

	(void)progress;
	(void)error;
	return heaps->heaps[index];
}

struct growth_source
growth_source_of(struct growth_heaps *heaps)
{
	return (struct growth_source){
		.count = heaps->count,
		.heap = heap_in_memory,
		.context = heaps,
	};
}
