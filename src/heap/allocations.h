/*
 * Who allocated what: the stacks a recording notes (spec 12.3).
 *
 * The file holds a tree of calls, from the root down; a node of it is a stack.  What one
 * wants to read is the reverse: a function, and under it who called it.  So a *frame* here is
 * a function at the end of one way of calling it; its children are the callers, and its
 * numbers those of all stacks that end so:
 *
 *	push                 stacks  main.add.push  main.load.push  load.push
 *	  add                        main.add.push
 *	  load                       main.load.push  load.push
 *	    main                     main.load.push
 */

#pragma once

#include "heap/heap.h"

struct allocation_frame {
	uint32_t function;  /* index into trace_functions, or their count: an unknown one */
	uint64_t count, size;           /* allocated while recording */
	uint64_t live_count, live_size; /* of them in the snapshot; may be more (spec 12.3) */

	/* The stacks, in preorder: position of the node the stack ends with, and of the node
	 * of this frame within it. */
	struct allocation_stack {
		uint32_t top, here;
	} *stacks;
	uint32_t stack_count;
	uint32_t first_child, child_count; /* once expanded */
	bool is_expanded;
	bool is_only_caller; /* of the frame it was made for */
};

struct allocations {
	const struct snapshot *snapshot;
	uint64_t *live_count, *live_size; /* columns: by position in trace_nodes */
	struct allocation_frame *frames;  /* column; the functions first */
	uint32_t function_count, frame_count;
	size_t frame_capacity;
	struct arena arena;
};

/* The functions that allocated anything are frames 0 ... function_count - 1, in the order of
 * the file's function table. */
bool allocations_build(struct allocations *allocations, const struct heap *heap,
		       struct progress *progress, struct error *error);
/* Makes the frame's callers, once: first_child and child_count are then set.  Frames move in
 * memory; their indices stay. */
bool allocations_expand(struct allocations *allocations, uint32_t frame, struct error *error);
bool allocation_has_callers(const struct allocations *allocations, uint32_t frame);
/* The words for node_filter_build() that accept what was allocated by these stacks. */
struct text allocation_filter(const struct allocations *allocations, uint32_t frame,
			      struct arena *scratch);
void allocations_release(struct allocations *allocations);

/* Name of a function: as it is recorded, empty if it has none; */
struct text allocation_recorded_name(const struct snapshot *snapshot, uint32_t function,
				     struct arena *scratch);
/* or "(anonymous)" then; and "file:line:column", or empty. */
struct text allocation_function_name(const struct snapshot *snapshot, uint32_t function,
				     struct arena *scratch);
struct text allocation_function_source(const struct snapshot *snapshot, uint32_t function,
				       struct arena *scratch);

/* The stack an object was allocated by: functions, innermost first, the root's last, in memory
 * of `scratch`.  Null with *count 0 if none was recorded for it. */
uint32_t *allocation_stack(const struct heap *heap, node_ix node, size_t *count,
			   struct arena *scratch);
