/*
 * The small tables beside the graph: locations, samples, trace functions, scopes.
 */

#include "config.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/bitset.h"
#include "base/memory.h"
#include "base/sort.h"
#include "heap/snapshot_load_internal.h"

enum { TABLE_FIELDS_MAX = 6 };

#define SAMPLES_MAX (UINT32_MAX - 1)

/* One row after the other goes to `add`, as 64-bit values of the fields that were asked for. */
struct table {
	struct loader *loader;
	struct number_array array;
	const char *wanted[TABLE_FIELDS_MAX + 1]; /* ends with a null */
	int places[TABLE_FIELDS_MAX];             /* in a row of the file */
	unsigned places_count;
	unsigned may_be_negative;                 /* bits: below 0 down to -2^31, as 32 bits */
	bool (*add)(struct table *table, const uint64_t *values, uint64_t row,
		    struct error *error);
	size_t row_size; /* bytes a row, for `rows` */
	void *rows;      /* a column */
	size_t count;
};

/* A value that has to fit 32 bits. */
static bool
table_check(const struct table *table, unsigned wanted, uint64_t row, uint64_t found, uint64_t max,
	    struct error *error)
{
	if (found <= max)
		return true;
	return number_array_fault(&table->array, row, (unsigned)table->places[wanted],
				  (struct number_wide){ .magnitude = found }, error,
				  "at most %" PRIu64, max);
}

static bool
table_value(const struct table *table, const struct number_batch *batch, size_t row,
	    unsigned wanted, uint64_t *value, struct error *error)
{
	unsigned place = (unsigned)table->places[wanted]; /* all are there: table_read() */
	struct number_wide number = {
		.magnitude = batch->numbers.value[row * table->array.field_count + place]
	};

	if (number.magnitude == NUMBER_WIDE)
		number = number_batch_wide(batch, row, table->array.field_count, place);
	*value = number.magnitude;
	if (number.negative && (table->may_be_negative >> wanted & 1)
	    && number.magnitude <= UINT32_C(1) << 31)
		*value = UINT32_MAX - (uint32_t)number.magnitude + 1;
	else if (number.negative)
		return number_array_fault(&table->array, batch->first_row + row, place, number,
					  error, "no negative number");
	return true;
}

static bool
table_take(void *context, const struct number_batch *batch, unsigned worker, struct error *error)
{
	struct table *table = context;

	(void)worker;
	if (!column_grow(&table->rows, table->count + batch->row_count, table->row_size, error))
		return false;
	for (size_t row = 0; row < batch->row_count; row++) {
		uint64_t values[TABLE_FIELDS_MAX] = { 0 };

		for (unsigned i = 0; i < table->places_count; i++)
			if (!table_value(table, batch, row, i, &values[i], error))
				return false;
		if (!table->add(table, values, batch->first_row + row, error))
			return false;
	}
	return true;
}

/* Reads the array if the file names the fields we want of it, and otherwise skips it.  On
 * return the rows are the caller's, failure or not. */
static bool
table_read(struct table *table, struct loader *loader, const struct name_list *fields,
	   const char *section, const char *row, struct error *error)
{
	bool complete = fields->count > 0;

	table->loader = loader;
	for (unsigned i = 0; table->wanted[i] != NULL; i++) {
		table->places[i] = name_list_find(fields, table->wanted[i]);
		table->places_count = i + 1;
		complete &= table->places[i] >= 0;
	}
	if (!complete)
		return json_skip(loader->reader, error);
	table->array = (struct number_array){
		.section = section,
		.row = row,
		.fields = fields->at,
		.field_count = fields->count,
		.threads = 1,
		.take = table_take,
		.context = table,
	};
	if (!number_array_read(&table->array, loader->reader, error))
		return false;
	loader->is_cut |= table->array.is_cut;
	if (table->rows == NULL) {
		table->rows = column_alloc(0, table->row_size, error);
		return table->rows != NULL;
	}
	column_shrink(table->rows, table->count, table->row_size);
	return true;
}

/* A node index -> an ordinal. */
static bool
table_node(const struct table *table, unsigned wanted, uint64_t row, uint64_t index, node_ix *node,
	   struct error *error)
{
	uint64_t fields = table->loader->meta.node_fields.count;
	uint64_t nodes = table->loader->snapshot->node_count;

	*node = (node_ix)(index / fields);
	if (index % fields == 0 && index / fields < nodes)
		return true;
	return number_array_fault(&table->array, row, (unsigned)table->places[wanted],
				  (struct number_wide){ .magnitude = index }, error,
				  "a multiple of %" PRIu64 " below %" PRIu64, fields,
				  fields * nodes);
}

static bool
location_add(struct table *table, const uint64_t *values, uint64_t row, struct error *error)
{
	struct location *locations = table->rows;
	struct location location = { .script_id = (uint32_t)values[1],
				     .line = (uint32_t)values[2],
				     .column = (uint32_t)values[3] };

	if (!table_node(table, 0, row, values[0], &location.node, error))
		return false;
	for (unsigned i = 1; i < 4; i++)
		if (!table_check(table, i, row, values[i], UINT32_MAX, error))
			return false;
	locations[table->count++] = location;
	return true;
}

/* Leaves the last row of each node, in the order of the file. */
static size_t
locations_drop(struct location *locations, size_t count, bitset_word *nodes)
{
	size_t at = count;

	for (size_t i = count; i-- > 0;) {
		if (bitset_has(nodes, locations[i].node))
			continue;
		bitset_add(nodes, locations[i].node);
		locations[--at] = locations[i];
	}
	memmove(locations, locations + at, (count - at) * sizeof(*locations));
	return count - at;
}

_Static_assert(offsetof(struct location, node) == 0 && sizeof(node_ix) == sizeof(uint32_t),
	       "sorted by their first number");

/* By node; of several rows for one node the last one counts.  The others go before rows are sorted,
 * which takes a second list: a hostile file has too few bytes a row for that. */
static bool
locations_order(struct location *locations, size_t *count, node_ix node_count,
		struct error *error)
{
	bool is_ordered = true;
	bitset_word *nodes;

	for (size_t i = 1; i < *count && is_ordered; i++)
		is_ordered = locations[i - 1].node < locations[i].node;
	if (is_ordered)
		return true;
	nodes = bitset_alloc(node_count, error);
	if (nodes == NULL)
		return false;
	*count = locations_drop(locations, *count, nodes);
	column_free(nodes);
	return sort_by_number(locations, *count, sizeof(*locations), error);
}

bool
load_locations(struct loader *loader, struct error *error)
{
	struct table table = {
		.wanted = { "object_index", "script_id", "line", "column" },
		.add = location_add,
		.row_size = sizeof(struct location),
	};
	bool good = table_read(&table, loader, &loader->meta.location_fields, "locations",
			       "location", error);

	good = good
	       && locations_order(table.rows, &table.count, loader->snapshot->node_count, error);
	loader->snapshot->locations = table.rows;
	loader->snapshot->location_count = good ? table.count : 0;
	return good;
}

/* The table's rows are the last ids; the timestamps have a column of their own. */
static bool
sample_add(struct table *table, const uint64_t *values, uint64_t row, struct error *error)
{
	struct sizes *times = &table->loader->snapshot->samples.timestamp_us;
	uint32_t *last_ids = table->rows;

	if (!column_grow(&times->at, table->count + 1, sizeof(*times->at), error))
		return false;
	if (row >= SAMPLES_MAX)
		return error_set(error, ERROR_LIMIT, "more than %" PRIu32 " samples", SAMPLES_MAX);
	sizes_set(times, (node_ix)row, values[0]);
	last_ids[table->count++] = values[1] < UINT32_MAX ? (uint32_t)values[1] : UINT32_MAX;
	return true;
}

bool
load_samples(struct loader *loader, struct error *error)
{
	struct samples *samples = &loader->snapshot->samples;
	struct table table = {
		.wanted = { "timestamp_us", "last_assigned_id" },
		.add = sample_add,
		.row_size = sizeof(*samples->last_id),
	};
	bool good = table_read(&table, loader, &loader->meta.sample_fields, "samples", "sample",
			       error);

	samples->last_id = table.rows;
	samples->count = good ? table.count : 0;
	return good;
}

static bool
trace_function_add(struct table *table, const uint64_t *values, uint64_t row, struct error *error)
{
	struct trace_function *functions = table->rows;

	for (unsigned i = 0; i < table->places_count; i++)
		if (!table_check(table, i, row, values[i], UINT32_MAX, error))
			return false;
	functions[table->count++] = (struct trace_function){
		.function_id = (uint32_t)values[0],
		.name = (string_ix)values[1],
		.script_name = (string_ix)values[2],
		.script_id = (uint32_t)values[3],
		.line = (uint32_t)values[4],
		.column = (uint32_t)values[5],
	};
	return true;
}

bool
load_trace_functions(struct loader *loader, struct error *error)
{
	struct table table = {
		.wanted = { "function_id", "name", "script_name", "script_id", "line", "column" },
		.add = trace_function_add,
		.row_size = sizeof(struct trace_function),
	};
	bool good;

	if (loader->meta.trace_function_count == 0)
		return json_skip(loader->reader, error);
	/* The table is as long as it is: a process that records itself runs functions while the
	 * file is being written, after they were counted. */
	good = table_read(&table, loader, &loader->meta.trace_function_fields,
			  "trace_function_infos", "function", error);
	loader->snapshot->trace_functions = table.rows;
	loader->snapshot->trace_function_count = good ? table.count : 0;
	return good;
}

static bool
scope_add(struct table *table, const uint64_t *values, uint64_t row, struct error *error)
{
	struct scope *scopes = table->rows;
	const struct scope *before = table->count > 0 ? &scopes[table->count - 1] : NULL;
	struct scope scope = {
		.scope_id = (uint32_t)values[1],
		.depth = (uint32_t)values[2],
		.first_variable = before ? before->first_variable + before->variable_count : 0,
		.variable_count = (uint32_t)values[3],
		.first_use = before ? before->first_use + before->use_count : 0,
		.use_count = (uint32_t)values[4],
	};

	if (!table_node(table, 0, row, values[0], &scope.script, error))
		return false;
	for (unsigned i = 1; i < 5; i++)
		if (!table_check(table, i, row, values[i],
				 i == 3 ? UINT32_MAX - scope.first_variable
				 : i == 4 ? UINT32_MAX - scope.first_use : UINT32_MAX, error))
			return false;
	scopes[table->count++] = scope;
	return true;
}

bool
load_scopes(struct loader *loader, struct error *error)
{
	struct table table = {
		.wanted = { "script_node_index", "scope_id", "depth", "scope_context_vars_count",
			    "scope_uses_count" },
		.may_be_negative = 1 << 1, /* scopes that have no functions: ids such as -2 */
		.add = scope_add,
		.row_size = sizeof(struct scope),
	};
	bool good =
		table_read(&table, loader, &loader->meta.scope_fields, "scopes", "scope", error);

	loader->snapshot->scopes = table.rows;
	loader->snapshot->scope_count = good ? table.count : 0;
	return good;
}

static bool
scope_variable_add(struct table *table, const uint64_t *values, uint64_t row,
		   struct error *error)
{
	string_ix *names = table->rows;

	if (!table_check(table, 0, row, values[0], UINT32_MAX, error))
		return false;
	names[table->count++] = (string_ix)values[0];
	return true;
}

bool
load_scope_variables(struct loader *loader, struct error *error)
{
	struct table table = {
		.wanted = { "name" },
		.add = scope_variable_add,
		.row_size = sizeof(string_ix),
	};
	bool good = table_read(&table, loader, &loader->meta.scope_variable_fields,
			       "scope_context_vars", "variable", error);

	loader->snapshot->scope_variables = table.rows;
	loader->snapshot->scope_variable_count = good ? table.count : 0;
	return good;
}

static bool
scope_use_add(struct table *table, const uint64_t *values, uint64_t row, struct error *error)
{
	struct scope_use *uses = table->rows;

	if (!table_check(table, 0, row, values[0], UINT32_MAX, error)
	    || !table_check(table, 1, row, values[1], UINT32_MAX, error))
		return false;
	uses[table->count++] = (struct scope_use){ (uint32_t)values[0], (uint32_t)values[1] };
	return true;
}

bool
load_scope_uses(struct loader *loader, struct error *error)
{
	struct table table = {
		.wanted = { "declaring_scope_id", "slot_index" },
		.may_be_negative = 1 << 0,
		.add = scope_use_add,
		.row_size = sizeof(struct scope_use),
	};
	bool good = table_read(&table, loader, &loader->meta.scope_use_fields, "scope_uses", "use",
			       error);

	loader->snapshot->scope_uses = table.rows;
	loader->snapshot->scope_use_count = good ? table.count : 0;
	return good;
}
