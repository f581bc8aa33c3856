#include "config.h"

#include "heap/suspect_facts.h"

#include "heap/suspects_internal.h"
#include "heap/weak_refs.h"

enum {
	PATH_WORDS_MAX = 16,     /* steps from the holder up that count */
	INSIDE_HOPS = 4,
	INSIDE_VISITS = 120,
	LARGE_CAPTURE = 4096,    /* bytes a function keeps, at least */
	OFF_HEAP_BYTES = 4096,
	SLICE_TIMES = 20,        /* a parent so many times as large as its slice */
	LIST_RUN = 2,
};

/* What is seen on a walk into one entry. */
struct inside {
	const struct heap *heap;
	unsigned facts;
	struct arena *scratch;
};

struct inside_visit {
	node_ix node;
	unsigned hops;
};

static bool
is_builtin_of_promise(const struct heap *heap, node_ix node, struct arena *scratch)
{
	return heap_node_type(heap, node) == NODE_CODE
	       && text_find(snapshot_node_name(&heap->snapshot, node, scratch),
			    TEXT("PromiseCapabilityDefaultRe"), 0, false) != SIZE_MAX;
}

static void
inside_edge(struct inside *inside, node_ix source, edge_ix edge, node_ix entry)
{
	const struct snapshot *snapshot = &inside->heap->snapshot;
	node_ix target = snapshot_edge_target(snapshot, edge);
	uint32_t word = snapshot->edge_word[edge];
	struct text name;

	if (is_builtin_of_promise(inside->heap, target, inside->scratch))
		inside->facts |= FACT_PROMISE;
	if (edge_word_is_numbered(word))
		return;
	name = snapshot_edge_name(snapshot, edge, inside->scratch);
	if (source == entry && text_equal(name, TEXT("parameters_and_registers")))
		inside->facts |= FACT_GENERATOR;
	/* A pair is seen from its key and from the table: here the key is the entry. */
	if (source == entry && text_find(name, TEXT(" pair in WeakMap"), 0, false) != SIZE_MAX)
		inside->facts |= FACT_WEAK_PAIR;
}

/* Node says of its own wrappers, too, that they are detached. */
static bool
is_removed_element(struct inside *inside, node_ix node)
{
	return heap_detachedness(inside->heap, node) == 2
	       && heap_node_type(inside->heap, node) == NODE_NATIVE
	       && text_find(snapshot_node_name(&inside->heap->snapshot, node, inside->scratch),
			    TEXT("Node / "), 0, false) == SIZE_MAX;
}

/* Walks what the entry keeps, nearest first. */
static void
inside_walk(struct inside *inside, node_ix entry)
{
	const struct snapshot *snapshot = &inside->heap->snapshot;
	struct inside_visit queue[INSIDE_VISITS];
	size_t head = 0, tail = 0;

	queue[tail++] = (struct inside_visit){ entry, 0 };
	while (head < tail) {
		struct inside_visit visit = queue[head++];

		if (is_removed_element(inside, visit.node))
			inside->facts |= FACT_DETACHED;
		for (edge_ix edge = snapshot->first_edge[visit.node];
		     edge < snapshot->first_edge[visit.node + 1]; edge++) {
			node_ix target = snapshot_edge_target(snapshot, edge);

			if (edge_word_type(snapshot->edge_word[edge]) >= EDGE_SHORTCUT)
				continue;
			inside_edge(inside, visit.node, edge, entry);
			if (tail < INSIDE_VISITS && visit.hops < INSIDE_HOPS
			    && heap_dominates(inside->heap, entry, target)
			    && heap_node_type(inside->heap, target) != NODE_CODE)
				queue[tail++] = (struct inside_visit){ target, visit.hops + 1 };
		}
	}
}

static struct text
class_or_type(const struct heap *heap, node_ix node)
{
	if (heap_node_type(heap, node) == NODE_CLOSURE)
		return TEXT("closure");
	if (heap_node_type(heap, node) == NODE_SYMBOL)
		return TEXT("symbol");
	return heap_class_name(heap, node);
}

/* The recorded name of an object: "Object" where the class is "{a, b}". */
static struct text
constructor_of(const struct heap *heap, node_ix node, struct arena *scratch)
{
	struct text name;

	if (heap_node_type(heap, node) != NODE_OBJECT && heap_node_type(heap, node) != NODE_NATIVE)
		return class_or_type(heap, node);
	name = snapshot_node_name(&heap->snapshot, node, scratch);
	/* Newer browsers give natives their C++ names. */
	if (text_starts_with(name, TEXT("blink::")))
		name = text_from(name, strlen("blink::"));
	return name;
}

static size_t
path_words(const struct heap *heap, const struct suspect *suspect, struct text *words,
	   struct arena *scratch)
{
	const struct path *path = &suspect->path;
	size_t first = path->count > PATH_WORDS_MAX ? path->count - PATH_WORDS_MAX : 0;
	size_t count = 0;

	for (size_t i = first; i < path->count; i++) {
		node_ix node = path->steps[i].node;
		edge_ix edge = path->steps[i].edge;
		struct text name;

		words[count++] = constructor_of(heap, node, scratch);
		if (edge == EDGE_NONE || edge_word_is_numbered(heap->snapshot.edge_word[edge]))
			continue;
		name = snapshot_edge_name(&heap->snapshot, edge, scratch);
		words[count++] = name;
		if (i > first) {
			struct text source = constructor_of(heap, path->steps[i - 1].node,
							    scratch);

			words[count++] = arena_printf(scratch, "%.*s.%.*s", (int)source.length,
						      source.at, (int)name.length, name.at);
		}
	}
	return count;
}

static size_t
inside_words(const struct heap *heap, const struct suspect *suspect, struct text *words,
	     struct arena *scratch)
{
	size_t count = 0;

	for (size_t i = 0; i < suspect->inside_count; i++) {
		edge_ix edge = suspect->inside[i].edge;

		words[count++] = constructor_of(heap, suspect->inside[i].node, scratch);
		if (edge != EDGE_NONE
		    && !edge_word_is_numbered(heap->snapshot.edge_word[edge]))
			words[count++] = snapshot_edge_name(&heap->snapshot, edge, scratch);
	}
	return count;
}

/* Bytes behind typed arrays and buffers: V8 has them as a node of their own, or counts them
 * with the buffer. */
static bool
is_off_heap(const struct heap *heap, const struct suspect *suspect, struct arena *scratch)
{
	node_ix node = suspect->samples[suspect->sample_count / 2];
	uint64_t retained = heap_retained_size(heap, node);

	for (size_t i = 0; i <= suspect->inside_count; i++) {
		struct text name;

		node = i == 0 ? node : suspect->inside[i - 1].node;
		name = constructor_of(heap, node, scratch);
		if (text_find(name, TEXT("ArrayBuffer"), 0, false) != SIZE_MAX
		    && heap_shallow_size(heap, node) >= OFF_HEAP_BYTES
		    && heap_shallow_size(heap, node) * 2 > retained)
			return true;
	}
	return false;
}

static bool
most_are_empty(const struct heap *heap, const struct suspect *suspect)
{
	size_t empty = 0;

	for (size_t i = 0; i < suspect->sample_count; i++)
		empty += weak_ref_is(heap, suspect->samples[i])
			 && weak_ref_is_empty(heap, suspect->samples[i]);
	return empty * 2 > suspect->sample_count;
}

/* One field of a promise has first who waits for it and then the result. */
static bool
is_settled(const struct heap *heap, node_ix promise, struct arena *scratch)
{
	node_ix result = heap_internal(heap, promise, TEXT("reactions_or_result"));

	return result != NODE_NONE
	       && !text_equal(snapshot_node_name(&heap->snapshot, result, scratch),
			      TEXT("system / PromiseReaction"));
}

static bool
is_slice(const struct heap *heap, node_ix node)
{
	node_ix parent;

	if (heap_node_type(heap, node) != NODE_SLICED_STRING)
		return false;
	parent = heap_internal(heap, node, TEXT("parent"));
	return parent != NODE_NONE && heap_shallow_size(heap, parent)
				      >= SLICE_TIMES * heap_shallow_size(heap, node);
}

/* Entries that hang on each other: the same reference to the same class, again. */
static bool
is_list(const struct heap *heap, const struct suspect *suspect, struct arena *scratch)
{
	node_ix entry = suspect->samples[suspect->sample_count / 2];
	struct text class = constructor_of(heap, entry, scratch);
	size_t same = 0;

	for (size_t i = 0; i < suspect->inside_count; i++)
		same += text_equal(constructor_of(heap, suspect->inside[i].node, scratch), class);
	return same >= LIST_RUN;
}

static bool
captures_much(const struct heap *heap, const struct suspect *suspect)
{
	node_ix entry = suspect->samples[suspect->sample_count / 2];
	uint64_t retained = heap_retained_size(heap, entry);

	return retained >= LARGE_CAPTURE && suspect->inside_count >= 2
	       && heap_is_context(heap, suspect->inside[0].node)
	       && heap_retained_size(heap, suspect->inside[1].node) * 10 >= retained * 6;
}

/* A Map beside a function in the scope of another function is that function's memory. */
static bool
is_memo(const struct heap *heap, const struct suspect *suspect)
{
	const struct snapshot *snapshot = &heap->snapshot;
	size_t count = suspect->path.count;
	unsigned variables = 0, functions = 0;
	node_ix context, outer;

	if (count < 2)
		return false;
	context = suspect->path.steps[count - 2].node;
	if (!heap_is_context(heap, context))
		return false;
	outer = heap_internal(heap, context, TEXT("previous"));
	if (outer == NODE_NONE
	    || heap_internal(heap, outer, TEXT("previous")) == NODE_NONE)
		return false;
	for (edge_ix edge = snapshot->first_edge[context];
	     edge < snapshot->first_edge[context + 1]; edge++) {
		if (edge_word_type(snapshot->edge_word[edge]) != EDGE_CONTEXT)
			continue;
		variables++;
		functions += heap_node_type(heap, snapshot_edge_target(snapshot, edge))
			     == NODE_CLOSURE;
	}
	return functions >= 1 && variables <= 4;
}

/* The holder is reached from a class by a property; classes have names like Widget. */
static bool
is_static(const struct heap *heap, const struct suspect *suspect, struct arena *scratch)
{
	size_t count = suspect->path.count;
	struct text name;

	if (count < 2 || heap_node_type(heap, suspect->path.steps[count - 2].node) != NODE_CLOSURE)
		return false;
	name = snapshot_node_name(&heap->snapshot, suspect->path.steps[count - 2].node, scratch);
	return name.length > 0 && name.at[0] >= 'A' && name.at[0] <= 'Z'
	       && edge_word_type(heap->snapshot.edge_word[suspect->path.steps[count - 1].edge])
			  == EDGE_PROPERTY;
}

static bool
has_own_code(const struct heap *heap, node_ix entry)
{
	node_ix shared = heap_internal(heap, entry, TEXT("shared"));

	return shared != NODE_NONE && heap_dominates(heap, entry, shared);
}

/* Timeouts that do not repeat carry null, which V8 calls an oddball, where an interval carries
 * its time. */
static bool
is_one_shot(const struct heap *heap, node_ix entry, struct arena *scratch)
{
	const struct snapshot *snapshot = &heap->snapshot;

	for (edge_ix edge = snapshot->first_edge[entry]; edge < snapshot->first_edge[entry + 1];
	     edge++)
		if (edge_word_type(snapshot->edge_word[edge]) == EDGE_PROPERTY
		    && strings_equal(&snapshot->strings, snapshot->edge_name[edge],
				     TEXT("_repeat")))
			return text_find(snapshot_node_name(snapshot,
							    snapshot_edge_target(snapshot, edge),
							    scratch),
					 TEXT("Oddball"), 0, false) != SIZE_MAX;
	return false;
}

/* What a FinalizationRegistry hands over when an object has died is held strongly by the cell
 * that refers to the object weakly. */
static bool
is_held_value(const struct heap *heap, node_ix entry, struct arena *scratch)
{
	const struct snapshot *snapshot = &heap->snapshot;

	for (uint32_t at = heap->retainers.first[entry]; at < heap->retainers.first[entry + 1];
	     at++) {
		node_ix cell = edge_word_target(heap->retainers.words[at]);

		if (!text_equal(snapshot_node_name(snapshot, cell, scratch),
				TEXT("system / WeakCell")))
			continue;
		for (edge_ix edge = snapshot->first_edge[cell];
		     edge < snapshot->first_edge[cell + 1]; edge++)
			if (edge_word_type(snapshot->edge_word[edge]) == EDGE_WEAK
			    && heap_node_type(heap, snapshot_edge_target(snapshot, edge))
				       == NODE_OBJECT
			    && heap_dominates(heap, entry, snapshot_edge_target(snapshot, edge)))
				return true;
	}
	return false;
}

/* Whether a function made elsewhere in the source uses the scope of this one. */
static bool
has_shared_scope(const struct heap *heap, node_ix entry)
{
	node_ix shared = heap_internal(heap, entry, TEXT("shared"));
	node_ix context = heap_internal(heap, entry, TEXT("context"));

	if (shared == NODE_NONE || context == NODE_NONE)
		return false;
	for (uint32_t at = heap->retainers.first[context];
	     at < heap->retainers.first[context + 1]; at++) {
		node_ix other = edge_word_target(heap->retainers.words[at]);

		if (heap_node_type(heap, other) == NODE_CLOSURE && other != entry
		    && heap_internal(heap, other, TEXT("context")) == context
		    && heap_internal(heap, other, TEXT("shared")) != shared)
			return true;
	}
	return false;
}

static unsigned
facts_of_sort(const struct suspect *suspect)
{
	unsigned facts = 0;

	facts |= suspect->sort == SUSPECT_SPREAD ? FACT_SPREAD : 0;
	facts |= suspect->sort == SUSPECT_CLASS && !suspect->is_flat ? FACT_CLASS : 0;
	facts |= suspect->is_storage ? FACT_STORAGE : 0;
	facts |= suspect_is_one_larger(suspect) ? FACT_LARGER : 0;
	facts |= suspect->beside != NODE_NONE ? FACT_BESIDE : 0;
	facts |= suspect->has_one_entry && suspect->holder != suspect->owner ? FACT_COPIED : 0;
	return facts;
}

static unsigned
facts_of_entry(const struct heap *heap, const struct suspect *suspect, struct arena *scratch)
{
	node_ix entry = suspect->samples[suspect->sample_count / 2];
	enum node_type type = heap_node_type(heap, entry);
	bool is_one = suspect->has_one_entry;
	unsigned facts = 0;

	if (type == NODE_CLOSURE) {
		facts |= FACT_CLOSURES;
		facts |= has_own_code(heap, entry) ? FACT_OWN_CODE : 0;
		facts |= captures_much(heap, suspect) ? FACT_LARGE_CAPTURE : 0;
		facts |= has_shared_scope(heap, entry) ? FACT_SHARED_SCOPE : 0;
	}
	facts |= type == NODE_OBJECT ? FACT_OBJECTS : 0;
	facts |= is_one && type == NODE_CONCATENATED_STRING ? FACT_ROPE : 0;
	facts |= most_are_empty(heap, suspect) ? FACT_DEAD_WEAKREFS : 0;
	facts |= is_settled(heap, entry, scratch) ? 0 : FACT_PENDING;
	facts |= is_slice(heap, entry) ? FACT_SLICES : 0;
	facts |= is_held_value(heap, entry, scratch) ? FACT_HELD_VALUE : 0;
	facts |= is_one_shot(heap, entry, scratch) ? FACT_ONE_SHOT : 0;
	if (is_list(heap, suspect, scratch)) {
		bool is_many = suspect->sort == SUSPECT_CLASS || suspect->sort == SUSPECT_SPREAD;

		facts |= is_many ? FACT_CLASS : is_one ? FACT_LIST : 0;
	}
	facts |= is_off_heap(heap, suspect, scratch) ? FACT_OFF_HEAP : 0;
	return facts;
}

void
suspect_facts(struct pattern_subject *facts, const struct heap *heap,
	      const struct suspect *suspect, struct arena *scratch)
{
	struct text *path = arena_alloc(scratch, 3 * PATH_WORDS_MAX * sizeof(*path));
	struct text *chain = arena_alloc(scratch, 2 * INSIDE_MAX * sizeof(*chain));
	struct inside inside = { .heap = heap, .scratch = scratch };
	size_t steps = suspect->path.count;

	*facts = (struct pattern_subject){
		.holder = constructor_of(heap, suspect->holder, scratch),
		.path = path,
		.path_count = path_words(heap, suspect, path, scratch),
		.inside = chain,
		.inside_count = inside_words(heap, suspect, chain, scratch),
		.facts = facts_of_sort(suspect),
	};
	if (steps > 1 && !edge_word_is_numbered(
				 heap->snapshot.edge_word[suspect->path.steps[steps - 1].edge]))
		facts->reference = snapshot_edge_name(&heap->snapshot,
						      suspect->path.steps[steps - 1].edge, scratch);
	facts->facts |= is_memo(heap, suspect) ? FACT_MEMO : 0;
	facts->facts |= is_static(heap, suspect, scratch) ? FACT_STATIC : 0;
	if (suspect->sample_count == 0)
		return;
	facts->entry = constructor_of(heap, suspect->samples[suspect->sample_count / 2], scratch);
	facts->facts |= facts_of_entry(heap, suspect, scratch);
	inside_walk(&inside, suspect->samples[suspect->sample_count / 2]);
	facts->facts |= inside.facts;
}
