/*
 * The edges: target and type in one word, and the name.
 */

#include "config.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "heap/snapshot_load_internal.h"

/* What a type of the file is for us. */
struct edge_code {
	uint32_t bits; /* as they stand in the word */
	uint8_t odd_type; /* as in snapshot->edge_odd_type */
	bool is_numbered;
};

struct edge_load {
	struct loader *loader;
	struct number_array array;
	unsigned type, name, to_node; /* places in a row */
	uint64_t capacity;
	uint32_t *words, *names;
	uint8_t *odd_types;       /* null unless the header names such types */
	bool has_odd_types;
	struct edge_code codes[256];
	uint32_t name_max[2];     /* of each worker: of names that are strings */
	atomic_bool met_odd;      /* whichever did */
};

static void
map_types(struct edge_load *load)
{
	const struct name_list *types = &load->loader->meta.edge_types;

	for (unsigned i = 0; i < types->count; i++) {
		enum edge_type code = edge_type_of_name(types->at[i]);

		load->codes[i].is_numbered = code == EDGE_ELEMENT || code == EDGE_HIDDEN;
		if (code == EDGE_INVISIBLE) {
			load->codes[i].odd_type = (uint8_t)(i + 1);
			load->has_odd_types = true;
			code = EDGE_INTERNAL;
		}
		load->codes[i].bits = (uint32_t)code << EDGE_TYPE_SHIFT;
	}
	load->loader->snapshot->edge_types = types->at;
	load->loader->snapshot->edge_type_count = types->count;
}

static bool
edges_reserve(void *context, uint64_t rows, struct error *error)
{
	struct edge_load *load = context;
	uint64_t expected = load->loader->meta.edge_count;

	if (rows > expected)
		return error_set(error, ERROR_FORMAT, "'edges' holds more edges than 'edge_count' "
				 "says: expected %" PRIu64 ", found %" PRIu64 " or more", expected,
				 rows);
	if (rows <= load->capacity && load->words != NULL)
		return true;
	load->capacity = rows;
	return column_grow(&load->words, rows, 4, error)
	       && column_grow(&load->names, rows, 4, error)
	       && (!load->has_odd_types || column_grow(&load->odd_types, rows, 1, error));
}

/* The target of a row whose to_node is marked as wide: beyond 2^31 V8 may write the number as
 * if it were a signed one. */
static bool
target_of_wide(struct number_wide to_node, unsigned node_fields, node_ix *target)
{
	uint64_t index = to_node.magnitude;

	if (to_node.negative && index > UINT64_C(1) << 31)
		return false;
	if (to_node.negative)
		index = (UINT64_C(1) << 32) - index;
	*target = (node_ix)(index / node_fields);
	return index % node_fields == 0 && index / node_fields < SNAPSHOT_NODES_MAX;
}

/* One row, looked at closely, when something in its batch is out of the ordinary. */
static bool
edge_take(struct edge_load *load, const struct number_batch *batch, size_t row, struct error *error)
{
	const struct number_array *array = &load->array;
	const struct loader *loader = load->loader;
	const uint32_t *values = batch->numbers.value + row * array->field_count;
	uint64_t edge = batch->first_row + row;
	struct number_wide type = { .magnitude = values[load->type] };
	struct number_wide to_node = { .magnitude = values[load->to_node] };
	unsigned node_fields = loader->meta.node_fields.count;
	node_ix target;

	if (type.magnitude == NUMBER_WIDE)
		type = number_batch_wide(batch, row, array->field_count, load->type);
	if (type.negative || type.magnitude >= loader->meta.edge_types.count)
		return number_array_fault(array, edge, load->type, type, error,
					  "one of %u types", loader->meta.edge_types.count);
	if (to_node.magnitude == NUMBER_WIDE)
		to_node = number_batch_wide(batch, row, array->field_count, load->to_node);
	if (!target_of_wide(to_node, node_fields, &target)
	    || target >= loader->snapshot->node_count)
		return number_array_fault(array, edge, load->to_node, to_node, error,
					  "a multiple of %u below %" PRIu64, node_fields,
					  (uint64_t)node_fields * loader->snapshot->node_count);
	load->words[edge] = target | load->codes[type.magnitude].bits;
	if (load->codes[type.magnitude].odd_type != 0) {
		load->odd_types[edge] = load->codes[type.magnitude].odd_type;
		atomic_store_explicit(&load->met_odd, true, memory_order_relaxed);
	}
	return true;
}

static bool
take_words(struct edge_load *load, const struct number_batch *batch, struct error *error)
{
	const struct load_meta *meta = &load->loader->meta;
	uint32_t node_count = load->loader->snapshot->node_count,
		 type_count = meta->edge_types.count;
	uint32_t divisor = meta->node_fields.count, odd = 0;
	/* The quotient of 32-bit numbers, exactly, without a division each: the half keeps whole
	 * results clear of the rounding, which is far smaller than 1 / (2 * divisor). */
	double factor = 1.0 / divisor;
	unsigned stride = load->array.field_count;
	const uint32_t *types = batch->numbers.value + load->type;
	const uint32_t *targets = batch->numbers.value + load->to_node;
	uint32_t *words = load->words + batch->first_row;

	for (size_t i = 0; i < batch->row_count; i++) {
		uint32_t type = types[i * stride], index = targets[i * stride];
		const struct edge_code *code = &load->codes[type & 0xff];
		uint32_t target = (uint32_t)((index + 0.5) * factor);

		odd |= (uint32_t)(type >= type_count) | (uint32_t)(target >= node_count)
		       | (uint32_t)(target * divisor != index) | code->odd_type
		       | (uint32_t)(index == NUMBER_WIDE);
		words[i] = target | code->bits;
	}
	for (size_t i = 0; odd != 0 && i < batch->row_count; i++)
		if (!edge_take(load, batch, i, error))
			return false;
	return true;
}

static bool
take_names(struct edge_load *load, const struct number_batch *batch, unsigned worker,
	   struct error *error)
{
	unsigned stride = load->array.field_count;
	const uint32_t *types = batch->numbers.value + load->type;
	const uint32_t *from = batch->numbers.value + load->name;
	uint32_t *to = load->names + batch->first_row;
	uint32_t max = 0, string_max = load->name_max[worker];

	for (size_t i = 0; i < batch->row_count; i++) {
		uint32_t name = from[i * stride];
		uint32_t string = load->codes[types[i * stride] & 0xff].is_numbered ? 0 : name;

		max = name > max ? name : max;
		string_max = string > string_max ? string : string_max;
		to[i] = name;
	}
	load->name_max[worker] = string_max;
	return load_check(&load->array, batch, load->name, max, UINT32_MAX, error);
}

static bool
edges_take(void *context, const struct number_batch *batch, unsigned worker, struct error *error)
{
	return take_words(context, batch, error)
	       && take_names(context, batch, worker, error);
}

static bool
edges_complete(const struct edge_load *load, struct error *error)
{
	uint64_t expected = load->loader->meta.edge_count, found = load->array.row_count;

	if (found != expected && !load->array.is_cut)
		return error_set(error, ERROR_FORMAT,
				 "'edges' does not hold what 'edge_count' says: "
				 "expected %" PRIu64 " edges, found %" PRIu64,
				 expected, found);
	return true;
}

/* Hands over the columns; even after a failure, so that they are freed. */
static void
edges_publish(struct edge_load *load)
{
	struct loader *loader = load->loader;
	struct snapshot *snapshot = loader->snapshot;

	snapshot->edge_word = load->words;
	snapshot->edge_name = load->names;
	snapshot->edge_count = load->words != NULL ? (edge_ix)load->array.row_count : 0;
	if (load->met_odd)
		snapshot->edge_odd_type = load->odd_types;
	else
		column_free(load->odd_types);
	loader->edge_name_max = load->name_max[0] > load->name_max[1] ? load->name_max[0]
								      : load->name_max[1];
	loader->is_cut |= load->array.is_cut;
}

bool
load_edges(struct loader *loader, struct error *error)
{
	const struct name_list *fields = &loader->meta.edge_fields;
	struct edge_load load = {
		.loader = loader,
		.array = {
			.section = "edges",
			.row = "edge",
			.fields = fields->at,
			.field_count = fields->count,
			.threads = loader->options->threads,
			.take = edges_take,
			.reserve = edges_reserve,
			.context = &load,
			.expected_rows = loader->meta.edge_count,
		},
		.type = (unsigned)name_list_find(fields, "type"),
		.name = (unsigned)name_list_find(fields, "name_or_index"),
		.to_node = (unsigned)name_list_find(fields, "to_node"),
	};
	bool good;

	map_types(&load);
	good = edges_reserve(&load, 0, error)
	       && number_array_read(&load.array, loader->reader, error)
	       && edges_complete(&load, error);
	edges_publish(&load);
	return good;
}
