/*
 * A snapshot with everything known about it.
 *
 * heap_load() runs the stages; each part is ready once heap_has() says so, in any order,
 * and never changes afterwards.  A report waits for all; the browser shows what there
 * is.  Everything below is for reading from any thread.
 */

#pragma once

#include <stdatomic.h>

#include "base/progress.h"
#include "heap/classes.h"
#include "heap/constructor_rows.h"
#include "heap/distances.h"
#include "heap/dominators.h"
#include "heap/first_look.h"
#include "heap/found_nodes.h"
#include "heap/input.h"
#include "heap/hub_edges.h"
#include "heap/kept_names.h"
#include "heap/retainers.h"
#include "heap/ropes.h"
#include "heap/snapshot.h"
#include "heap/source.h"

enum heap_part {
	HEAP_GRAPH = 1 << 0,     /* nodes, edges, names, shallow sizes */
	HEAP_CLASSES = 1 << 1,
	HEAP_RETAINERS = 1 << 2,
	HEAP_DISTANCES = 1 << 3,
	HEAP_DOMINATORS = 1 << 4, /* and retained sizes */
	HEAP_ALL = (1 << 5) - 1,
};

struct heap_stage { /* for --verbose */
	const char *title;
	double seconds;
	bool is_beside;  /* ran beside others, on the second thread if there were two */
};

enum { HEAP_STAGES_MAX = 16 };

struct heap {
	char *path;
	struct snapshot snapshot;
	uint8_t *name_kinds;       /* column, by string: enum name_kind */
	struct classes classes;
	struct retainers retainers;
	struct dominators dominators;
	int32_t *distance;         /* column */
	struct sources sources;    /* which file a script id is; ready with HEAP_GRAPH */
	struct ropes *ropes;       /* never null */
	struct kept_names *long_strings; /* decoded, by string; never null */
	struct kept_names *long_objects; /* names of plain objects (node_name.c); never null */
	struct found_nodes *found_targets, *found_retainers; /* by name; never null */
	struct hub_edges *hub_edges; /* never null */
	bool has_user_roots;       /* spec 1.13: otherwise everything counts from the root */
	struct constructors constructors; /* of all objects: there with HEAP_CLASSES, each column
				   * once HEAP_DISTANCES or HEAP_DOMINATORS is ready */
	uint64_t self_size;        /* of all nodes together */

	atomic_uint ready;         /* of enum heap_part */
	bool from_index;
	struct index_file *index;  /* what the columns are mapped from, or null */
	bool has_identity;         /* the snapshot is a file that an index can be kept for */
	struct input_identity identity;
	struct heap_stage stages[HEAP_STAGES_MAX];
	size_t stage_count;
};

struct heap_options {
	unsigned threads;       /* 0: as many as pay (2) */
	bool salvage;
	bool use_index;
	bool least_memory;      /* stage by stage, as if the snapshot were dense */
	/* Given, unless null, what there is to show before references are read, if that can be
	 * had; by the thread that loads.  The look is then the function's own. */
	void (*on_first_look)(void *context, struct first_look *look);
	/* Called, unless null, whenever more parts are ready; by a thread that loads. */
	void (*on_ready)(void *context);
	void *context;
	uint64_t index_limit;   /* bytes all index files together may take */
};

/* An empty heap for `path`; heap_load() fills it.  Never null. */
struct heap *heap_new(const char *path);
/* Runs all stages.  On failure the heap keeps what was ready and error says what happened;
 * it is freed as usual. */
bool heap_load(struct heap *heap, const struct heap_options *options, struct progress *progress,
	       struct error *error);
void heap_free(struct heap *heap);
/* Keeps an index for the next opening (index.h), if options ask for one and there is none yet; but
 * none of a dense snapshot whose retained sizes are sums.
 * After heap_load(); to be called once the user has what was asked for. */
bool heap_save_index(const struct heap *heap, const struct heap_options *options,
		     struct progress *progress, struct error *error);
/* Frees all that heap_load() made, for index.c. */
void heap_release_parts(struct heap *heap);

static inline bool
heap_has(const struct heap *heap, unsigned parts)
{
	return (atomic_load_explicit(&heap->ready, memory_order_acquire) & parts) == parts;
}

static inline node_ix
heap_node_count(const struct heap *heap)
{
	return heap->snapshot.node_count;
}

static inline enum node_type
heap_node_type(const struct heap *heap, node_ix node)
{
	return (enum node_type)heap->snapshot.node_type[node];
}

static inline uint32_t
heap_node_id(const struct heap *heap, node_ix node)
{
	return heap->snapshot.node_id[node];
}

/* Self size plus hidden parts charged to their only owner, in bytes (spec 6). */
static inline uint64_t
heap_shallow_size(const struct heap *heap, node_ix node)
{
	return sizes_get(&heap->snapshot.size, node);
}

/* What would be freed with it, in bytes (spec 7.4). */
static inline uint64_t
heap_retained_size(const struct heap *heap, node_ix node)
{
	return dominators_retained(&heap->dominators, heap->dominators.number[node]);
}

/* The immediate dominator; the root's own for the root. */
static inline node_ix
heap_dominator(const struct heap *heap, node_ix node)
{
	const struct dominators *d = &heap->dominators;

	return d->node[d->dominator[d->number[node]]];
}

static inline int32_t
heap_distance(const struct heap *heap, node_ix node)
{
	return heap->distance[node];
}

static inline class_ix
heap_class_of(const struct heap *heap, node_ix node)
{
	return heap->classes.of[node];
}

/* 0 unknown, 1 attached, 2 detached (spec 8). */
static inline unsigned
heap_detachedness(const struct heap *heap, node_ix node)
{
	return heap->snapshot.detachedness == NULL ? 0 : heap->snapshot.detachedness[node];
}

/* All sizes and what lies outside the heap (spec 7.4): what percentages are of. */
static inline uint64_t
heap_total_size(const struct heap *heap)
{
	return size_add(heap->self_size, heap->snapshot.extra_native_bytes);
}

/* Whether the file says sizes that no machine has: sums that end there are lower bounds
 * (sizes.h). */
static inline bool
heap_sizes_are_bounds(const struct heap *heap)
{
	return heap_total_size(heap) > (uint64_t)SIZE_MOST;
}

/* The constructor's name. */
static inline struct text
heap_class_name(const struct heap *heap, node_ix node)
{
	return classes_name(&heap->classes, heap->classes.of[node]);
}

/* The name DevTools shows (spec 3.2): a rope's text, a plain object's properties. */
struct text heap_node_name(const struct heap *heap, node_ix node, struct arena *scratch);
/* snapshot_edge_name(), but a long one is decoded once: thousands of references may have it. */
struct text heap_edge_name(const struct heap *heap, edge_ix edge, struct arena *scratch);
/* A string's text up to the end of the piece in which its name ends, which may be a megabyte and
 * the last one of thousands of ropes: so it stands behind the others, as one of the strings. */
struct whole_text {
	struct text begin, end;
	string_ix end_string; /* STRING_NONE: there is no more than the beginning */
};
struct whole_text heap_node_whole_text(const struct heap *heap, node_ix node,
				       struct arena *scratch);
/* The name with what DevTools prints around it (spec 3.3), without the id: "text", f(), /re/. */
struct text heap_node_title(const struct heap *heap, node_ix node, struct arena *scratch);

/* Objects that this one alone keeps alive: the children in the dominator tree, by decreasing
 * ordinal (spec 4.7).  A column of *count nodes, the caller's to free; null on failure. */
node_ix *heap_dominated(const struct heap *heap, node_ix node, size_t *count,
			struct error *error);
/* How many nodes the node dominates, itself included. */
static inline uint32_t
heap_dominated_count(const struct heap *heap, node_ix node)
{
	return heap->dominators.dominated[heap->dominators.number[node]];
}
/* Whether a dominates b; every node dominates itself. */
static inline bool
heap_dominates(const struct heap *heap, node_ix a, node_ix b)
{
	const struct dominators *d = &heap->dominators;
	uint32_t x = d->number[a], y = d->number[b];

	return y - x < d->dominated[x];
}

/* What is watched of this thread's waiting for names (ropes_watch()). */
static inline struct progress *
heap_watch_names(const struct heap *heap, struct progress *progress)
{
	return ropes_watch(heap->ropes, progress);
}

/* Target of the node's first internal edge with this name, which lives as long as the heap, or
 * NODE_NONE. */
node_ix heap_internal(const struct heap *heap, node_ix node, struct text name);
/* The first of that type whose first internal edge with this name leads to the node, or NODE_NONE.
 * Of one name only one type is asked for. */
node_ix heap_internal_retainer(const struct heap *heap, node_ix node, enum node_type type,
			       struct text name);
/* Whether the edge keeps its target alive (spec 4.2), for edges from `source`. */
bool heap_edge_is_essential(const struct heap *heap, node_ix source, edge_ix edge);
/* Whether the node is a V8 context object: system / Context (spec 9.4). */
bool heap_is_context(const struct heap *heap, node_ix node);

/* Where the object's function or its constructor's stands: "file:line:column", counted from
 * 1; empty text if unknown.  Found offline: closure -> shared -> script, joined with
 * the locations by script id. */
struct text heap_source(const struct heap *heap, node_ix node, struct arena *scratch);
