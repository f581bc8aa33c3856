#include "config.h"

#include "heap/allocations.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "base/sort.h"
#include "heap/source.h"

/* Functions past the end of the table (spec 2) are one: the unknown. */
static uint32_t
trace_function(const struct snapshot *snapshot, uint32_t position)
{
	uint32_t function = snapshot->trace_nodes[position].function;

	return function < snapshot->trace_function_count
		       ? function
		       : (uint32_t)snapshot->trace_function_count;
}

/* Positions of the stacks, by id. */
struct trace_index {
	const struct snapshot *snapshot;
	uint32_t *positions; /* column; null: the stacks stand in the order of their ids */
};

static int
compare_trace_ids(const void *a, const void *b, void *context)
{
	const struct snapshot *snapshot = context;
	uint32_t x = snapshot->trace_nodes[*(const uint32_t *)a].id;
	uint32_t y = snapshot->trace_nodes[*(const uint32_t *)b].id;

	return (x > y) - (x < y);
}

static uint32_t
trace_index_position(const struct trace_index *index, size_t place)
{
	return index->positions == NULL ? (uint32_t)place : index->positions[place];
}

static bool
trace_index_build(struct trace_index *index, struct error *error)
{
	const struct snapshot *snapshot = index->snapshot;
	uint32_t count = (uint32_t)snapshot->trace_node_count, i = 1;

	while (i < count && snapshot->trace_nodes[i - 1].id <= snapshot->trace_nodes[i].id)
		i++;
	if (i >= count)
		return true;
	index->positions = column_alloc_unset(count, sizeof(*index->positions), error);
	if (index->positions == NULL)
		return false;
	for (i = 0; i < count; i++)
		index->positions[i] = i;
	return sort_column(index->positions, count, sizeof(*index->positions), compare_trace_ids,
			   (void *)(uintptr_t)snapshot, error);
}

/* V8 numbers the stacks 1, 2, 3 ..., so the first look is nearly always the last. */
static uint32_t
trace_index_find(const struct trace_index *index, uint32_t id)
{
	const struct snapshot *snapshot = index->snapshot;
	size_t low = 0, high = snapshot->trace_node_count;
	size_t middle = id - 1;

	if (id == 0)
		return UINT32_MAX;
	if (middle >= high)
		middle = high / 2;
	while (low < high) {
		uint32_t position = trace_index_position(index, middle);
		uint32_t found = snapshot->trace_nodes[position].id;

		if (found == id)
			return position;
		if (found < id)
			low = middle + 1;
		else
			high = middle;
		middle = low + (high - low) / 2;
	}
	return UINT32_MAX;
}

static bool
allocations_count_live(struct allocations *allocations, const struct heap *heap,
		       struct progress *progress, struct error *error)
{
	const struct snapshot *snapshot = &heap->snapshot;
	struct trace_index index = { .snapshot = snapshot };
	bool ok = trace_index_build(&index, error);

	progress_begin(progress, "Counting live objects", snapshot->node_count);
	node_ix end = snapshot->trace_node_id == NULL ? 0 : snapshot->node_count;
	for (node_ix node = 0; ok && node < end; node++) {
		if (node % PROGRESS_STRIDE == 0)
			ok = progress_advance(progress, node, error);
		uint32_t position = trace_index_find(&index, snapshot->trace_node_id[node]);
		if (position == UINT32_MAX)
			continue;
		allocations->live_count[position]++;
		allocations->live_size[position] += heap_shallow_size(heap, node);
	}
	column_free(index.positions);
	return ok;
}

static struct allocation_frame *
frames_add(struct allocations *allocations, uint32_t function, struct error *error)
{
	if (!column_reserve(&allocations->frames, &allocations->frame_capacity,
			    (size_t)allocations->frame_count + 1, sizeof(*allocations->frames),
			    error))
		return NULL;
	allocations->frames[allocations->frame_count] =
		(struct allocation_frame){ .function = function };
	return &allocations->frames[allocations->frame_count++];
}

static void
frame_count_stack(struct allocation_frame *frame, const struct allocations *allocations,
		  struct allocation_stack stack)
{
	const struct trace_node *top = &allocations->snapshot->trace_nodes[stack.top];

	frame->count += top->count;
	size_add_to(&frame->size, top->size);
	frame->live_count += allocations->live_count[stack.top];
	size_add_to(&frame->live_size, allocations->live_size[stack.top]);
	frame->stack_count++;
}

static void
frame_add_stack(struct allocation_frame *frame, struct allocation_stack stack)
{
	frame->stacks[frame->stack_count++] = stack;
}

/* Gives each of the frames from `first` on room for the stacks counted, and counts anew. */
static void
frames_reserve(struct allocations *allocations, uint32_t first)
{
	for (uint32_t i = first; i < allocations->frame_count; i++) {
		struct allocation_frame *frame = &allocations->frames[i];

		frame->stacks = arena_alloc(&allocations->arena,
					    frame->stack_count * sizeof(*frame->stacks));
		frame->stack_count = 0;
	}
}

/* The frame of the function a stack ends in. */
static struct allocation_frame *
frame_of_top(const struct allocations *allocations, const uint32_t *frame_of, uint32_t top)
{
	return &allocations->frames[frame_of[trace_function(allocations->snapshot, top)]];
}

/* One frame for each function that allocated, in the order of the function table. */
static bool
allocations_add_functions(struct allocations *allocations, struct error *error)
{
	const struct snapshot *snapshot = allocations->snapshot;
	uint32_t trace_count = (uint32_t)snapshot->trace_node_count;
	uint32_t functions = (uint32_t)snapshot->trace_function_count + 1;
	uint32_t *frame_of = column_alloc(functions, sizeof(*frame_of), error);

	if (frame_of == NULL)
		return false;
	for (uint32_t i = 0; i < trace_count; i++)
		if (snapshot->trace_nodes[i].count != 0)
			frame_of[trace_function(snapshot, i)] = 1;
	for (uint32_t function = 0; function < functions; function++) {
		if (frame_of[function] == 0)
			continue;
		frame_of[function] = allocations->frame_count;
		if (frames_add(allocations, function, error) == NULL) {
			column_free(frame_of);
			return false;
		}
	}
	for (uint32_t i = 0; i < trace_count; i++)
		if (snapshot->trace_nodes[i].count != 0)
			frame_count_stack(frame_of_top(allocations, frame_of, i), allocations,
					  (struct allocation_stack){ i, i });
	frames_reserve(allocations, 0);
	for (uint32_t i = 0; i < trace_count; i++)
		if (snapshot->trace_nodes[i].count != 0)
			frame_add_stack(frame_of_top(allocations, frame_of, i),
					(struct allocation_stack){ i, i });
	allocations->function_count = allocations->frame_count;
	column_free(frame_of);
	return true;
}

bool
allocations_build(struct allocations *allocations, const struct heap *heap,
		  struct progress *progress, struct error *error)
{
	size_t trace_count = heap->snapshot.trace_node_count;
	bool ok;

	*allocations = (struct allocations){ .snapshot = &heap->snapshot };
	allocations->live_count = column_alloc(trace_count, sizeof(uint64_t), error);
	allocations->live_size = column_alloc(trace_count, sizeof(uint64_t), error);
	ok = allocations->live_count != NULL && allocations->live_size != NULL
	     && allocations_count_live(allocations, heap, progress, error)
	     && allocations_add_functions(allocations, error);
	if (!ok)
		allocations_release(allocations);
	return ok;
}

bool
allocation_has_callers(const struct allocations *allocations, uint32_t frame)
{
	const struct allocation_frame *f = &allocations->frames[frame];

	for (uint32_t i = 0; i < f->stack_count; i++)
		if (f->stacks[i].here != 0) /* the root of the tree nobody calls */
			return true;
	return false;
}

/* A stack of the frame to expand, one step on: by caller, so that those of one caller stand
 * together. */
struct caller {
	uint32_t function, order;
	struct allocation_stack stack;
};

static int
compare_callers(const void *a, const void *b, void *context)
{
	const struct caller *x = a, *y = b;

	(void)context;
	return (x->function > y->function) - (x->function < y->function);
}

static int
compare_caller_order(const void *a, const void *b, void *context)
{
	const struct caller *x = a, *y = b;

	(void)context;
	return (x->order > y->order) - (x->order < y->order);
}

/* The callers' stacks grouped, the groups in order of appearance. */
static struct caller *
callers_collect(const struct allocations *allocations, uint32_t frame, uint32_t *count,
		struct error *error)
{
	const struct snapshot *snapshot = allocations->snapshot;
	const struct allocation_frame *f = &allocations->frames[frame];
	struct caller *callers = column_alloc(f->stack_count, sizeof(*callers), error);

	*count = 0;
	if (callers == NULL)
		return NULL;
	for (uint32_t i = 0; i < f->stack_count; i++) {
		struct allocation_stack stack = f->stacks[i];

		if (stack.here == 0)
			continue;
		stack.here = snapshot->trace_nodes[stack.here].parent;
		callers[(*count)++] = (struct caller){
			.function = trace_function(snapshot, stack.here),
			.order = i,
			.stack = stack,
		};
	}
	sort_stable(callers, *count, sizeof(*callers), compare_callers, NULL);
	for (uint32_t i = 1; i < *count; i++)
		if (callers[i].function == callers[i - 1].function)
			callers[i].order = callers[i - 1].order;
	sort_stable(callers, *count, sizeof(*callers), compare_caller_order, NULL);
	return callers;
}

bool
allocations_expand(struct allocations *allocations, uint32_t frame, struct error *error)
{
	uint32_t first = allocations->frame_count, count;
	struct caller *callers;
	bool ok = true;

	if (allocations->frames[frame].is_expanded)
		return true;
	callers = callers_collect(allocations, frame, &count, error);
	if (callers == NULL)
		return false;
	for (uint32_t i = 0; ok && i < count; i++) {
		if (i == 0 || callers[i].function != callers[i - 1].function)
			ok = frames_add(allocations, callers[i].function, error) != NULL;
		if (ok)
			frame_count_stack(&allocations->frames[allocations->frame_count - 1],
					  allocations, callers[i].stack);
	}
	if (ok && count > 0) {
		struct allocation_frame *f = &allocations->frames[frame];
		uint32_t child = first;

		f->is_expanded = true;
		f->first_child = first;
		f->child_count = allocations->frame_count - first;
		allocations->frames[first].is_only_caller = f->child_count == 1;
		frames_reserve(allocations, first);
		for (uint32_t i = 0; i < count; i++) {
			if (i > 0 && callers[i].function != callers[i - 1].function)
				child++;
			frame_add_stack(&allocations->frames[child], callers[i].stack);
		}
	} else {
		allocations->frame_count = first; /* as if nothing had happened */
	}
	column_free(callers);
	return ok;
}

struct text
allocation_filter(const struct allocations *allocations, uint32_t frame,
		  struct arena *scratch)
{
	const struct allocation_frame *f = &allocations->frames[frame];
	struct buffer words = { 0 };
	struct text copy;

	buffer_add_text(&words, TEXT("allocation="));
	for (uint32_t i = 0; i < f->stack_count; i++)
		buffer_printf(&words, i == 0 ? "%u" : ",%u",
			      allocations->snapshot->trace_nodes[f->stacks[i].top].id);
	copy = arena_text(scratch, buffer_text(&words));
	buffer_release(&words);
	return copy;
}

void
allocations_release(struct allocations *allocations)
{
	column_free(allocations->live_count);
	column_free(allocations->live_size);
	column_free(allocations->frames);
	arena_release(&allocations->arena);
	*allocations = (struct allocations){ 0 };
}

struct text
allocation_recorded_name(const struct snapshot *snapshot, uint32_t function,
			 struct arena *scratch)
{
	if (function >= snapshot->trace_function_count)
		return TEXT("(unknown)");
	return strings_text(&snapshot->strings, snapshot->trace_functions[function].name, scratch);
}

struct text
allocation_function_name(const struct snapshot *snapshot, uint32_t function,
			 struct arena *scratch)
{
	struct text name = allocation_recorded_name(snapshot, function, scratch);

	return name.length > 0 ? name : TEXT("(anonymous)");
}

struct text
allocation_function_source(const struct snapshot *snapshot, uint32_t function,
			   struct arena *scratch)
{
	const struct trace_function *f;
	struct text path;

	if (function >= snapshot->trace_function_count)
		return TEXT("");
	f = &snapshot->trace_functions[function];
	path = source_path_of_url(strings_text(&snapshot->strings, f->script_name, scratch),
				  scratch);
	if (path.length == 0 || f->line == 0)
		return path;
	return arena_printf(scratch, "%.*s:%u:%u", (int)path.length, path.at, f->line, f->column);
}

uint32_t *
allocation_stack(const struct heap *heap, node_ix node, size_t *count, struct arena *scratch)
{
	const struct snapshot *snapshot = &heap->snapshot;
	uint32_t id = snapshot->trace_node_id == NULL ? 0 : snapshot->trace_node_id[node];
	uint32_t position = 0, *functions;
	size_t depth = 1;

	*count = 0;
	while (position < snapshot->trace_node_count && snapshot->trace_nodes[position].id != id)
		position++;
	if (id == 0 || position == snapshot->trace_node_count)
		return NULL;
	for (uint32_t at = position; at != 0; at = snapshot->trace_nodes[at].parent)
		depth++;
	functions = arena_alloc(scratch, depth * sizeof(*functions));
	for (uint32_t at = position;; at = snapshot->trace_nodes[at].parent) {
		functions[(*count)++] = trace_function(snapshot, at);
		if (at == 0)
			return functions;
	}
}
