#include "config.h"

#include "heap/heap.h"

#include <unistd.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "base/spare_pages.h"
#include "base/stopwatch.h"
#include "heap/constructors.h"
#include "heap/detachedness.h"
#include "heap/index.h"
#include "heap/input.h"
#include "heap/name_kinds.h"
#include "heap/shallow.h"
#include "heap/snapshot_load.h"

/* Kept by what runs on with a loaded heap: room for the rows of five million objects. */
enum { SPARE_AFTER_LOAD = 128 << 20 };

/*
 * A heap being loaded.
 *
 *	read, detachedness
 *	   |
 *	   +-- retainers, names, shallow sizes, sources, classes, rows, distances   (graph)
 *	   |       \-> a             \-> b                     \-> c
 *	   +-- depth-first search, a?, semidominators, dominators, b?, sizes, c?   (dominators)
 *
 * The two branches run side by side; the letters are latches.  With one thread the first runs
 * before the second.  Each fills in rows what it has found.  A dense snapshot has one list of
 * stages instead: what is needed for a moment only is taken while little else is there, and what
 * stays behind it; and memory that is freed goes back to the system at once.
 */
struct loading {
	struct heap *heap;
	const struct heap_options *options;
	struct input *input;
	unsigned threads;
	struct latch retainers_ready, sizes_ready, rows_ready;
	struct progress *progress;
	struct error *error;
};

/* What one stage does; the list of them is the order of the computation. */
struct stage {
	const char *title;
	bool (*run)(struct loading *loading, struct progress *progress, struct error *error);
	unsigned publishes; /* enum heap_part that are ready afterwards */
};

/* With nodes and their names there. */
static void
look_first(void *context, const struct snapshot *snapshot)
{
	struct loading *loading = context;
	struct progress quiet = { .parent = loading->progress };

	struct first_look *look = first_look_new(snapshot, &quiet);

	if (look != NULL)
		loading->options->on_first_look(loading->options->context, look);
}

static bool
stage_read(struct loading *loading, struct progress *progress, struct error *error)
{
	struct load_options options = {
		.threads = loading->threads,
		.salvage = loading->options->salvage,
		.on_names = loading->options->on_first_look != NULL ? look_first : NULL,
		.context = loading,
	};

	return snapshot_load(&loading->heap->snapshot, loading->input, &options, progress, error);
}

static bool
stage_detachedness(struct loading *loading, struct progress *progress, struct error *error)
{
	return detachedness_build(&loading->heap->snapshot, progress, error);
}

static bool
stage_retainers(struct loading *loading, struct progress *progress, struct error *error)
{
	struct heap *heap = loading->heap;
	bool done = retainers_build(&heap->retainers, &heap->snapshot, progress, error);

	latch_open(&loading->retainers_ready, done);
	if (done)
		heap->name_kinds = name_kinds_build(&heap->snapshot.strings, progress, error);
	return heap->name_kinds != NULL;
}

static bool
stage_shallow(struct loading *loading, struct progress *progress, struct error *error)
{
	struct heap *heap = loading->heap;
	bool done = !heap->has_user_roots
		    || shallow_build(&heap->snapshot, &heap->retainers, heap->name_kinds, progress,
				     error);

	if (done)
		heap->self_size = sizes_sum(&heap->snapshot.size, heap_node_count(heap));
	latch_open(&loading->sizes_ready, done);
	return done;
}

static bool
stage_sources(struct loading *loading, struct progress *progress, struct error *error)
{
	struct heap *heap = loading->heap;

	return sources_build(&heap->sources, &heap->snapshot, heap->found_targets, progress, error);
}

static bool
stage_classes(struct loading *loading, struct progress *progress, struct error *error)
{
	struct heap *heap = loading->heap;

	return classes_build(&heap->classes, &heap->snapshot, heap->name_kinds, NULL, progress,
			     error);
}

static bool
stage_rows(struct loading *loading, struct progress *progress, struct error *error)
{
	struct heap *heap = loading->heap;
	bool done;

	done = constructors_begin(&heap->constructors, heap, NULL, progress, error);
	latch_open(&loading->rows_ready, done);
	return done;
}

static bool
stage_distances_alone(struct loading *loading, struct progress *progress, struct error *error)
{
	struct heap *heap = loading->heap;

	heap->distance = distances_build(&heap->snapshot, heap->name_kinds, NULL, progress, error);
	return heap->distance != NULL;
}

static bool
stage_distance_rows(struct loading *loading, struct progress *progress, struct error *error)
{
	struct heap *heap = loading->heap;

	return constructors_finish(&heap->constructors, heap, NULL, HEAP_DISTANCES, progress,
				   error);
}

static bool
stage_distances(struct loading *loading, struct progress *progress, struct error *error)
{
	return stage_distances_alone(loading, progress, error)
	       && stage_distance_rows(loading, progress, error);
}

static bool
stage_dominators(struct loading *loading, struct progress *progress, struct error *error)
{
	struct heap *heap = loading->heap;

	return dominators_build(&heap->dominators, &heap->snapshot, &heap->retainers,
				&loading->retainers_ready, &loading->sizes_ready, progress, error);
}

static bool
stage_retained_rows(struct loading *loading, struct progress *progress, struct error *error)
{
	struct heap *heap = loading->heap;

	if (!latch_wait(&loading->rows_ready))
		return false; /* who makes them has said why */
	return constructors_finish(&heap->constructors, heap, NULL, HEAP_DOMINATORS, progress,
				   error);
}

static const struct stage first_stages[] = {
	{ "Reading", stage_read, 0 },
	{ "Finding detached nodes", stage_detachedness, 0 },
	{ NULL, NULL, 0 },
};

static const struct stage graph_stages[] = {
	{ "Finding retainers", stage_retainers, HEAP_RETAINERS },
	{ "Moving sizes to owners", stage_shallow, 0 },
	{ "Finding sources", stage_sources, HEAP_GRAPH },
	{ "Finding constructors", stage_classes, 0 },
	{ "Counting objects", stage_rows, HEAP_CLASSES },
	{ "Finding distances", stage_distances, HEAP_DISTANCES },
	{ NULL, NULL, 0 },
};

static const struct stage dominator_stages[] = {
	{ "Finding dominators", stage_dominators, 0 },
	{ "Adding up rows", stage_retained_rows, HEAP_DOMINATORS },
	{ NULL, NULL, 0 },
};

static const struct stage dense_stages[] = {
	{ "Finding retainers", stage_retainers, HEAP_RETAINERS },
	{ "Moving sizes to owners", stage_shallow, 0 },
	{ "Finding dominators", stage_dominators, 0 },
	{ "Finding distances", stage_distances_alone, 0 },
	{ "Finding sources", stage_sources, HEAP_GRAPH },
	{ "Finding constructors", stage_classes, 0 },
	{ "Counting objects", stage_rows, HEAP_CLASSES },
	{ "Adding up distances", stage_distance_rows, HEAP_DISTANCES },
	{ "Adding up rows", stage_retained_rows, HEAP_DOMINATORS },
	{ NULL, NULL, 0 },
};

/* Where each list's timings stand in heap->stages, so that two threads never share a place. */
#define STAGE_COUNT(stages) (sizeof(stages) / sizeof *(stages) - 1)
#define FIRST_STAGES_AT 0
#define GRAPH_STAGES_AT (FIRST_STAGES_AT + STAGE_COUNT(first_stages))
#define DOMINATOR_STAGES_AT (GRAPH_STAGES_AT + STAGE_COUNT(graph_stages))
#define STAGES_END (DOMINATOR_STAGES_AT + STAGE_COUNT(dominator_stages))
#define DENSE_STAGES_AT (FIRST_STAGES_AT + STAGE_COUNT(first_stages))
#define DENSE_STAGES_END (DENSE_STAGES_AT + STAGE_COUNT(dense_stages))
_Static_assert(STAGES_END <= HEAP_STAGES_MAX && DENSE_STAGES_END <= HEAP_STAGES_MAX,
	       "room for all timings");

static void
loading_publish(struct loading *loading, unsigned parts)
{
	if (parts == 0)
		return;
	atomic_fetch_or_explicit(&loading->heap->ready, parts, memory_order_release);
	if (loading->options->on_ready != NULL)
		loading->options->on_ready(loading->options->context);
}

static bool
loading_run(struct loading *loading, const struct stage *stage, size_t at, bool is_beside,
	    struct progress *progress, struct error *error)
{
	for (; stage->title != NULL; stage++, at++) {
		double begun = stopwatch_now();
		bool done;

		progress_begin(progress, stage->title, 0);
		done = stage->run(loading, progress, error);
		loading->heap->stages[at] = (struct heap_stage){
			.title = stage->title,
			.seconds = stopwatch_now() - begun,
			.is_beside = is_beside,
		};
		if (!done)
			return false;
		loading_publish(loading, stage->publishes);
	}
	return true;
}

/* The two branches, each with an error of its own. */
struct branch {
	struct loading *loading;
	struct error error;
	bool done;
};

static void
branch_run_graph(void *argument)
{
	struct branch *branch = argument;
	struct progress quiet = { .parent = branch->loading->progress };

	branch->done = loading_run(branch->loading, graph_stages, GRAPH_STAGES_AT, true, &quiet,
				   &branch->error);
	latch_open(&branch->loading->retainers_ready, false);
	latch_open(&branch->loading->sizes_ready, false);
	latch_open(&branch->loading->rows_ready, false);
}

static void
branch_run_dominators(void *argument)
{
	struct branch *branch = argument;

	branch->done = loading_run(branch->loading, dominator_stages, DOMINATOR_STAGES_AT, false,
				   branch->loading->progress, &branch->error);
}

static bool
loading_run_branches(struct loading *loading)
{
	struct branch graph = { .loading = loading }, dominators = { .loading = loading };

	parallel_pair(loading->threads, (struct parallel_task){ branch_run_graph, &graph },
		      (struct parallel_task){ branch_run_dominators, &dominators });
	if (!graph.done)
		return error_set(loading->error, graph.error.kind, "%s", graph.error.message);
	if (!dominators.done)
		return error_set(loading->error, dominators.error.kind, "%s",
				 dominators.error.message);
	return true;
}

static bool
loading_run_graph(struct loading *loading)
{
	bool done;

	latch_init(&loading->retainers_ready);
	latch_init(&loading->sizes_ready);
	latch_init(&loading->rows_ready);
	if (loading->heap->snapshot.is_dense) {
		spare_pages_limit(0);
		done = loading_run(loading, dense_stages, DENSE_STAGES_AT, false, loading->progress,
				   loading->error);
	} else {
		done = loading_run_branches(loading);
	}
	latch_release(&loading->retainers_ready);
	latch_release(&loading->sizes_ready);
	latch_release(&loading->rows_ready);
	return done;
}

static unsigned
loading_threads(unsigned asked)
{
	long processors;

	if (asked > 0)
		return asked;
	processors = sysconf(_SC_NPROCESSORS_ONLN);
	return processors > 1 ? 2 : 1;
}

static bool
loading_run_all(struct loading *loading)
{
	struct heap *heap = loading->heap;

	if (!loading_run(loading, first_stages, FIRST_STAGES_AT, false, loading->progress,
			 loading->error))
		return false;
	heap->snapshot.is_dense |= loading->options->least_memory;
	for (edge_ix edge = 0; edge < heap->snapshot.first_edge[1]; edge++)
		heap->has_user_roots |= distances_is_user_root(
			&heap->snapshot, snapshot_edge_target(&heap->snapshot, edge));
	heap->stage_count = heap->snapshot.is_dense ? DENSE_STAGES_END : STAGES_END;
	return loading_run_graph(loading);
}

/* The index instead, if there is one: the only stage then. */
static bool
loading_open_index(struct loading *loading)
{
	struct heap *heap = loading->heap;
	struct input_identity identity;
	double begun = stopwatch_now();

	if (!input_has_identity(loading->input, &identity))
		return false;
	if (loading->options->use_index && !loading->options->salvage
	    && index_open(heap, &identity, loading->threads)) {
		heap->stages[0] = (struct heap_stage){
			.title = "Opening the index",
			.seconds = stopwatch_now() - begun,
		};
		heap->stage_count = 1;
		loading_publish(loading, HEAP_ALL);
	}
	heap->has_identity = !loading->options->salvage;
	heap->identity = identity;
	return heap->from_index;
}

bool
heap_load(struct heap *heap, const struct heap_options *options, struct progress *progress,
	  struct error *error)
{
	struct loading loading = {
		.heap = heap,
		.options = options,
		.threads = loading_threads(options->threads),
		.progress = progress,
		.error = error,
	};
	bool done;

	loading.input = input_open(heap->path, loading.threads, progress, error);
	if (loading.input == NULL)
		return false;
	spare_pages_limit(SIZE_MAX);
	done = loading_open_index(&loading) || loading_run_all(&loading);
	input_close(loading.input);
	spare_pages_limit(SPARE_AFTER_LOAD);
	return done;
}

bool
heap_save_index(const struct heap *heap, const struct heap_options *options,
		struct progress *progress, struct error *error)
{
	if (!options->use_index || heap->from_index || !heap->has_identity
	    || !heap_has(heap, HEAP_ALL) || heap->dominators.sums != NULL)
		return true;
	return index_save(heap, &heap->identity, options->index_limit, progress, error);
}
