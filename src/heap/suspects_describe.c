#include "config.h"

#include "heap/suspects_internal.h"

#include <math.h>

#include "heap/expression.h"
#include "heap/scope.h"
#include "heap/suspect_beside.h"
#include "heap/suspect_facts.h"

enum {
	NAME_LENGTH_MAX = 72,
	LIST_RUN_MIN = 4,
};
static const double NODES_OWN = 0.02;
static const double BELOW_ROOT = 0.3;

/* Whether nobody but a root holds the entries. */
static bool
is_of_root(const struct suspects_work *work, const struct suspect *suspect)
{
	return suspect->is_anonymous
	       && heap_node_type(work->heap, suspect->holder) == NODE_SYNTHETIC;
}

/* The path, whose steps are borrowed.  Below a root it is that of an entry, without the entry: what
 * is between may have a name. */
static bool
find_path(struct suspects_work *work, struct suspect *suspect, struct paths *paths,
	  struct error *error)
{
	bool of_entry = is_of_root(work, suspect) && suspect->sample_count > 0;

	suspect->path_end = of_entry ? suspect->samples[suspect->sample_count / 2]
				     : suspect->holder;
	if (!paths_find(paths, work->heap, suspect->path_end, NULL, NULL, 1, work->progress, error))
		return false;
	if (paths->count > 0) {
		work->steps += paths->at[0].count;
		suspect->path = paths->at[0];
		suspect->path.count -= of_entry;
	}
	return true;
}

bool
suspects_keep_path(struct suspects_work *work, struct suspect *suspect, struct error *error)
{
	size_t size = suspect->path.count * sizeof(struct path_step);
	struct paths paths = { 0 };

	if (size == 0)
		return true;
	if (!paths_find(&paths, work->heap, suspect->path_end, NULL, NULL, 1, work->progress,
			error))
		return false;
	suspect->path.steps = arena_alloc(&work->suspects->arena, size);
	memcpy(suspect->path.steps, paths.at[0].steps, size);
	paths_release(&paths);
	return true;
}

/* Whether the program's author chose the edge's name. */
static bool
is_named(const struct heap *heap, edge_ix edge)
{
	enum edge_type type;

	if (edge == EDGE_NONE)
		return false;
	type = edge_word_type(heap->snapshot.edge_word[edge]);
	return type == EDGE_CONTEXT || type == EDGE_PROPERTY;
}

/* The expression without what it says of its first variable. */
static struct text
expression_alone(struct text expression)
{
	size_t at = SIZE_MAX, next;

	for (next = text_find(expression, TEXT(" ("), 0, false); next != SIZE_MAX;
	     next = text_find(expression, TEXT(" ("), next + 1, false))
		at = next;
	if (at != SIZE_MAX && expression.at[expression.length - 1] == ')')
		expression.length = at;
	return expression;
}

/* How the program calls the holder: an expression if it is short, else the last name on the
 * path that its author chose, else the constructor. */
static void
find_name(struct suspects_work *work, struct suspect *suspect)
{
	const struct path *path = &suspect->path;
	struct arena *arena = &work->suspects->arena;
	struct text expression = expression_alone(suspect->expression);

	if (is_of_root(work, suspect)) {
		suspect->holder_name = TEXT("the runtime itself");
		return;
	}
	if (expression.length > 0 && expression.length <= NAME_LENGTH_MAX) {
		suspect->holder_name = expression;
		return;
	}
	for (size_t i = path->count; i-- > 0;)
		if (is_named(work->heap, path->steps[i].edge)) {
			suspect->holder_name = snapshot_edge_name(
				&work->heap->snapshot, path->steps[i].edge, arena);
			return;
		}
	suspect->holder_name = heap_class_name(work->heap, suspect->holder);
}

/*
 * A list is held by what stands before its first piece, however long the way to the piece
 * that happened to be its end; if it grows at its head, by its first piece.
 */
static void
find_list_head(struct suspects_work *work, struct suspect *suspect)
{
	struct path *path = &suspect->path;

	for (size_t first = 1; first < path->count; first++) {
		size_t run = path_run(work->heap, path, first);

		if (run >= LIST_RUN_MIN && first + run >= path->count) {
			/* The first piece hangs on another name: "first", then "next" ... */
			if (first > 1 && heap_class_of(work->heap, path->steps[first - 1].node)
						 == heap_class_of(work->heap,
								  path->steps[first].node))
				first--;
			path->count = first;
			suspect->holder = path->steps[first - 1].node;
			return;
		}
		first += run - 1;
	}
}

/* Where to look: the function that each entry is or runs, such as a listener; otherwise where
 * the holder is held. */
static void
find_source(struct suspects_work *work, struct suspect *suspect)
{
	struct arena *arena = &work->suspects->arena;
	node_ix function = NODE_NONE;

	if (suspect->sample_count > 0)
		function = function_inside(work->heap,
					   suspect->samples[suspect->sample_count / 2]);
	suspect->source = function != NODE_NONE
				  ? heap_source(work->heap, function, arena)
				  : source_of_holder(work->heap, &suspect->path, arena);
}

/* Other holders the program has no name for are no help. */
static void
name_others(struct suspects_work *work, struct suspect *suspect)
{
	size_t kept = 0;

	for (size_t i = 0; i < suspect->also_count; i++) {
		struct text name = expression_alone(expression_of_node(
			work->heap, suspect->also[i].node, &work->suspects->arena));

		if (name.length == 0 || heap_is_context(work->heap, suspect->also[i].node))
			continue;
		if (name.length > NAME_LENGTH_MAX)
			name = heap_class_name(work->heap, suspect->also[i].node);
		suspect->also[kept] = suspect->also[i];
		suspect->also_names[kept++] = name;
	}
	suspect->also_count = kept;
}

/* How sure: the more snapshots, the more even, the more alike, the better named. */
static double
confidence(const struct suspects_work *work, const struct suspect *suspect)
{
	size_t n = work->suspects->snapshot_count - suspect->trend.since;
	double sure = n >= 5 ? 0.95 : n == 4 ? 0.85 : n == 3 ? 0.75 : n == 2 ? 0.4 : 0.25;

	if (suspect->sort == SUSPECT_SHAPE)
		return sure * fmin(suspect->pattern->strength, 1);
	sure *= 0.6 + 0.4 * fmin(suspect->trend.regular, 1);
	if ((double)suspect->trend.alike < 0.5 * suspect->trend.entries_per_step)
		sure *= 0.8;
	if (suspect->is_anonymous || suspect->holder_name.length == 0)
		sure *= 0.8;
	return sure;
}

/* A function that uses the context, or NODE_NONE. */
static node_ix
function_of_context(const struct heap *heap, node_ix context)
{
	for (uint32_t at = heap->retainers.first[context]; at < heap->retainers.first[context + 1];
	     at++) {
		node_ix source = edge_word_target(heap->retainers.words[at]);

		if (heap_node_type(heap, source) == NODE_CLOSURE)
			return source;
	}
	return NODE_NONE;
}

static bool
is_export(const struct heap *heap, const struct path *path, size_t at, struct arena *scratch)
{
	edge_ix edge = path->steps[at].edge;

	return edge != EDGE_NONE && at > 0
	       && text_equal(snapshot_edge_name(&heap->snapshot, edge, scratch), TEXT("exports"))
	       && text_equal(heap_class_name(heap, path->steps[at - 1].node), TEXT("Module"));
}

/* Whether the last function on the way belongs to Node's own libraries. */
static bool
is_nodes_own(const struct heap *heap, const struct suspect *suspect)
{
	struct arena scratch = { 0 };
	struct text source = TEXT("");
	bool is_own;

	for (size_t i = suspect->path.count; i-- > 0 && source.length == 0;) {
		node_ix node = suspect->path.steps[i].node;

		/* Node lists the modules of the program, but what they export is theirs. */
		if (is_export(heap, &suspect->path, i, &scratch)) {
			arena_release(&scratch);
			return false;
		}

		if (heap_is_context(heap, node))
			node = function_of_context(heap, node);
		if (node != NODE_NONE && heap_node_type(heap, node) == NODE_CLOSURE)
			source = heap_source(heap, node, &scratch);
	}
	is_own = source.length == 0 || text_starts_with(source, TEXT("node:"))
		 || text_starts_with(source, TEXT("internal/"));
	arena_release(&scratch);
	return is_own;
}

/* What the libraries of Node itself hold is there in every process, unless the shape says
 * that it was filled by somebody else. */
static void
weigh_shape(const struct suspects_work *work, struct suspect *suspect)
{
	if (work->suspects->snapshot_count > 2)
		return;
	if (suspect->sort == SUSPECT_SHAPE)
		suspect->score *= suspect->pattern->strength;
	else
		suspect->score *= fmax(suspect->pattern->strength, 1);
	if (suspect->pattern->strength < 2 && suspect->is_nodes_own)
		suspect->score *= NODES_OWN;
	/* V8 and Node keep much there that has no other holder. */
	if (suspect->is_below_root)
		suspect->score *= suspect->pattern->strength < 2 ? 0 : BELOW_ROOT;
}

/* What a class as a whole showed may be one table all the same. */
static bool
is_flat(const struct suspects_work *work, const struct suspect *suspect)
{
	size_t held = 0;

	for (size_t i = 0; suspect->sort == SUSPECT_CLASS && i < suspect->sample_count; i++)
		held += holders_edge(work->heap, work->role, suspect->holder, suspect->samples[i])
			!= EDGE_NONE;
	return held * 2 > suspect->sample_count;
}

bool
suspects_describe(struct suspects_work *work, struct suspect *suspect, struct error *error)
{
	struct arena scratch = { 0 };
	struct pattern_subject facts;
	struct paths paths = { 0 };

	if (!find_path(work, suspect, &paths, error))
		return false;
	if (suspect->sample_count > 0) {
		node_ix sample = suspect->samples[suspect->sample_count / 2];

		suspect->constructor = heap_class_name(work->heap, sample);
		suspect->inside_count = holders_inside(work->heap, work->role, sample,
						       suspect->inside, error);
	}
	if (!is_of_root(work, suspect))
		find_list_head(work, suspect);
	suspect->expression = expression_of_path(work->heap, &suspect->path,
						 &work->suspects->arena);
	find_name(work, suspect);
	find_source(work, suspect);
	name_others(work, suspect);
	suspect->is_flat = is_flat(work, suspect);
	suspect->beside = suspect_beside(work, suspect);
	if (suspect->beside != NODE_NONE)
		suspect->beside_name = expression_alone(expression_of_node(
			work->heap, suspect->beside, &work->suspects->arena));
	suspect_facts(&facts, work->heap, suspect, &scratch);
	suspect->pattern = pattern_of(&facts);
	suspect->is_nodes_own = is_nodes_own(work->heap, suspect);
	suspects_find_words(work, suspect);
	suspect->confidence = confidence(work, suspect);
	weigh_shape(work, suspect);
	suspect->path.steps = NULL;
	paths_release(&paths);
	arena_release(&scratch);
	return true;
}
