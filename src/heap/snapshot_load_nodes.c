/*
 * The nodes, into a column a field.
 */

#include "config.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "heap/snapshot_load_internal.h"

/* Sizes that do not fit four bytes, as one thread met them. */
struct wide_sizes {
	struct wide_size *at;
	size_t count, capacity;
};

struct node_load {
	struct loader *loader;
	struct number_array array;
	unsigned type, name, id, self_size, edge_count; /* places in a row */
	int trace_node_id, detachedness;                /* -1: not there */

	/* The columns, as long as `capacity` rows. */
	uint64_t capacity;
	uint8_t *types, *detached;
	uint32_t *names, *ids, *sizes, *edge_counts, *trace_ids;

	uint8_t type_codes[256];
	struct wide_sizes wide[2]; /* of each worker */
	atomic_bool has_trace_ids, has_detached; /* whichever worker met them */
};

/* The file's numbers for types -> ours; types we do not know are numbered behind. */
static void
map_types(struct node_load *load)
{
	const struct name_list *types = &load->loader->meta.node_types;
	struct snapshot *snapshot = load->loader->snapshot;
	const char **extra = arena_alloc(load->loader->arena, (types->count + 1) * sizeof(*extra));

	for (unsigned i = 0; i < types->count; i++) {
		unsigned code = node_type_of_name(types->at[i]);

		if (code == NODE_TYPES_KNOWN) {
			code += (unsigned)snapshot->extra_node_type_count;
			extra[snapshot->extra_node_type_count++] = types->at[i];
		}
		load->type_codes[i] = (uint8_t)code;
	}
	snapshot->extra_node_types = extra;
}

static bool
nodes_reserve(void *context, uint64_t rows, struct error *error)
{
	struct node_load *load = context;
	const struct load_meta *meta = &load->loader->meta;

	if (rows > meta->node_count)
		return error_set(error, ERROR_FORMAT, "'nodes' holds more nodes than 'node_count' "
				 "says: expected %" PRIu64 ", found %" PRIu64 " or more",
				 meta->node_count, rows);
	if (rows > SNAPSHOT_NODES_MAX)
		return error_set(error, ERROR_LIMIT, "more than %" PRIu32 " nodes",
				 SNAPSHOT_NODES_MAX);
	if (rows <= load->capacity)
		return true;
	load->capacity = rows;
	return column_grow(&load->types, rows, 1, error)
	       && column_grow(&load->names, rows, 4, error)
	       && column_grow(&load->ids, rows, 4, error)
	       && column_grow(&load->sizes, rows, 4, error)
	       && column_grow(&load->edge_counts, rows + 1, 4, error)
	       && (load->trace_node_id < 0 || column_grow(&load->trace_ids, rows, 4, error))
	       && (load->detachedness < 0 || column_grow(&load->detached, rows, 1, error));
}

/* Copies a field into its column; returns the largest value met. */
static uint32_t
copy_field(uint32_t *column, const struct number_batch *batch, unsigned field, unsigned stride)
{
	const uint32_t *from = batch->numbers.value + field;
	uint32_t *to = column + batch->first_row, max = 0;

	for (size_t i = 0; i < batch->row_count; i++) {
		uint32_t value = from[i * stride];

		max = value > max ? value : max;
		to[i] = value;
	}
	return max;
}

bool
load_check(const struct number_array *array, const struct number_batch *batch, unsigned field,
	   uint32_t seen, uint64_t max, struct error *error)
{
	if (seen <= max && seen != NUMBER_WIDE)
		return true;
	for (size_t i = 0; i < batch->row_count; i++) {
		struct number_wide value = {
			.magnitude = batch->numbers.value[i * array->field_count + field]
		};

		if (value.magnitude == NUMBER_WIDE)
			value = number_batch_wide(batch, i, array->field_count, field);
		if (value.negative || value.magnitude > max)
			return number_array_fault(array, batch->first_row + i, field, value, error,
						  "at most %" PRIu64, max);
	}
	return true;
}

static bool
take_types(struct node_load *load, const struct number_batch *batch, struct error *error)
{
	unsigned stride = load->array.field_count;
	uint32_t count = load->loader->meta.node_types.count, max = 0;
	const uint32_t *from = batch->numbers.value + load->type;
	uint8_t *to = load->types + batch->first_row;

	for (size_t i = 0; i < batch->row_count; i++) {
		uint32_t type = from[i * stride];

		max = type > max ? type : max;
		to[i] = load->type_codes[type & 0xff];
	}
	return max < count || load_check(&load->array, batch, load->type, max, count - 1, error);
}

static bool
take_sizes(struct node_load *load, const struct number_batch *batch, unsigned worker,
	   struct error *error)
{
	unsigned stride = load->array.field_count;
	struct wide_sizes *wide = &load->wide[worker];

	/* SIZE_IS_WIDE and NUMBER_WIDE are one number */
	if (copy_field(load->sizes, batch, load->self_size, stride) != NUMBER_WIDE)
		return true;
	for (size_t i = 0; i < batch->row_count; i++) {
		struct number_wide size;

		if (batch->numbers.value[i * stride + load->self_size] != NUMBER_WIDE)
			continue;
		size = number_batch_wide(batch, i, stride, load->self_size);
		if (size.negative)
			return number_array_fault(&load->array, batch->first_row + i,
						  load->self_size, size, error,
						  "a number of bytes");
		if (wide->count == wide->capacity) {
			wide->capacity = wide->count * 2 + 16;
			wide->at = xreallocarray(wide->at, wide->capacity, sizeof(*wide->at));
		}
		wide->at[wide->count++] = (struct wide_size){ (node_ix)(batch->first_row + i),
							      size.magnitude };
	}
	return true;
}

/* Whether a field has anything but zeros: most files have none, and then no memory is touched. */
static bool
any_set(const struct number_batch *batch, unsigned field, unsigned stride)
{
	const uint32_t *from = batch->numbers.value + field;
	uint32_t any = 0;

	for (size_t i = 0; i < batch->row_count; i++)
		any |= from[i * stride];
	return any != 0;
}

static bool
take_optional(struct node_load *load, const struct number_batch *batch, struct error *error)
{
	unsigned stride = load->array.field_count;

	if (load->trace_node_id >= 0 && any_set(batch, (unsigned)load->trace_node_id, stride)) {
		unsigned field = (unsigned)load->trace_node_id;

		atomic_store_explicit(&load->has_trace_ids, true, memory_order_relaxed);
		if (!load_check(&load->array, batch, field,
				copy_field(load->trace_ids, batch, field, stride), UINT32_MAX,
				error))
			return false;
	}
	if (load->detachedness >= 0 && any_set(batch, (unsigned)load->detachedness, stride)) {
		const uint32_t *from = batch->numbers.value + load->detachedness;
		uint8_t *to = load->detached + batch->first_row;

		atomic_store_explicit(&load->has_detached, true, memory_order_relaxed);
		if (!load_check(&load->array, batch, (unsigned)load->detachedness, NUMBER_WIDE,
				UINT32_MAX, error))
			return false;
		for (size_t i = 0; i < batch->row_count; i++)
			to[i] = from[i * stride] & 3;
	}
	return true;
}

static bool
nodes_take(void *context, const struct number_batch *batch, unsigned worker, struct error *error)
{
	struct node_load *load = context;
	const struct number_array *array = &load->array;
	unsigned stride = array->field_count;

	return take_types(load, batch, error)
	       && load_check(array, batch, load->name,
			     copy_field(load->names, batch, load->name, stride), UINT32_MAX - 1,
			     error)
	       && load_check(array, batch, load->id,
			     copy_field(load->ids, batch, load->id, stride), UINT32_MAX, error)
	       && take_sizes(load, batch, worker, error)
	       && load_check(array, batch, load->edge_count,
			     copy_field(load->edge_counts, batch, load->edge_count, stride),
			     SNAPSHOT_EDGES_MAX, error)
	       && take_optional(load, batch, error);
}

/* Turns the counts into the edges' beginnings. */
static bool
sum_edge_counts(struct node_load *load, struct error *error)
{
	const struct loader *loader = load->loader;
	uint64_t sum = 0;

	for (uint64_t i = 0; i < load->array.row_count; i++) {
		uint32_t count = load->edge_counts[i];

		load->edge_counts[i] = (uint32_t)sum;
		sum += count;
		if (sum > SNAPSHOT_EDGES_MAX)
			return error_set(error, ERROR_FORMAT, "the edges of nodes 0 to %" PRIu64
					 " together are %" PRIu64 ": 'edge_count' is %" PRIu64, i,
					 sum, loader->meta.edge_count);
		if (i % PROGRESS_STRIDE == 0 && progress_is_cancelled(loader->progress))
			return error_set(error, ERROR_CANCELLED, "cancelled");
	}
	load->edge_counts[load->array.row_count] = (uint32_t)sum;
	if (sum != loader->meta.edge_count && !load->array.is_cut)
		return error_set(error, ERROR_FORMAT, "the edges of all nodes together are %" PRIu64
				 ": 'edge_count' is %" PRIu64, sum, loader->meta.edge_count);
	return true;
}

static bool
nodes_complete(struct node_load *load, struct error *error)
{
	uint64_t expected = load->loader->meta.node_count, found = load->array.row_count;

	if (found != expected && !load->array.is_cut)
		return error_set(error, ERROR_FORMAT,
				 "'nodes' does not hold what 'node_count' says: "
				 "expected %" PRIu64 " nodes, found %" PRIu64,
				 expected, found);
	if (found == 0)
		return error_set(error, ERROR_FORMAT, "'nodes' is empty: there is no root");
	return sum_edge_counts(load, error);
}

static int
wide_size_compare(const void *a, const void *b)
{
	const struct wide_size *x = a, *y = b;

	return x->node < y->node ? -1 : x->node > y->node;
}

static void
join_wide_sizes(struct sizes *sizes, struct wide_sizes wide[2])
{
	size_t count = wide[0].count + wide[1].count;

	if (count > 0) {
		sizes->wide = xreallocarray(wide[0].at, count, sizeof(*sizes->wide));
		sizes->wide_count = sizes->wide_capacity = count;
		if (wide[1].count > 0)
			memcpy(sizes->wide + wide[0].count, wide[1].at,
			       wide[1].count * sizeof(*sizes->wide));
		qsort(sizes->wide, count, sizeof(*sizes->wide), wide_size_compare);
	}
	free(wide[1].at);
}

/* Hands over the columns, cut to size; even after a failure, so that they are freed. */
static void
nodes_publish(struct node_load *load)
{
	struct snapshot *snapshot = load->loader->snapshot;

	snapshot->node_count = (node_ix)load->array.row_count;
	snapshot->node_type = load->types;
	snapshot->node_name = load->names;
	snapshot->node_id = load->ids;
	snapshot->size.at = load->sizes;
	snapshot->first_edge = load->edge_counts;
	join_wide_sizes(&snapshot->size, load->wide);
	snapshot->has_detachedness = load->detachedness >= 0;
	if (load->has_trace_ids)
		snapshot->trace_node_id = load->trace_ids;
	else
		column_free(load->trace_ids);
	if (load->has_detached)
		snapshot->detachedness = load->detached;
	else
		column_free(load->detached);
	load->loader->is_cut |= load->array.is_cut;
}

bool
load_nodes(struct loader *loader, struct error *error)
{
	const struct name_list *fields = &loader->meta.node_fields;
	struct node_load load = {
		.loader = loader,
		.array = {
			.section = "nodes",
			.row = "node",
			.fields = fields->at,
			.field_count = fields->count,
			.threads = loader->options->threads,
			.take = nodes_take,
			.reserve = nodes_reserve,
			.context = &load,
		},
		.type = (unsigned)name_list_find(fields, "type"),
		.name = (unsigned)name_list_find(fields, "name"),
		.id = (unsigned)name_list_find(fields, "id"),
		.self_size = (unsigned)name_list_find(fields, "self_size"),
		.edge_count = (unsigned)name_list_find(fields, "edge_count"),
		.trace_node_id = name_list_find(fields, "trace_node_id"),
		.detachedness = name_list_find(fields, "detachedness"),
	};
	bool good;

	if (loader->meta.node_types.count == 0) /* and there is a node: the root */
		return error_set(error, ERROR_FORMAT, "'node_types' in 'snapshot' names no type");
	map_types(&load);
	load.array.expected_rows = loader->meta.node_count;
	good = number_array_read(&load.array, loader->reader, error)
	       && nodes_complete(&load, error);
	nodes_publish(&load);
	return good;
}
