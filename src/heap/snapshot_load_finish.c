/*
 * After the last byte: what could not be checked before everything was there.
 */

#include "config.h"

#include <inttypes.h>

#include "base/memory.h"
#include "heap/snapshot_load_internal.h"

/* Bytes of memory at the peak of loading (HACKING), and of a dense snapshot, whose constructors are
 * found last. */
struct memory_each {
	uint64_t node, edge, constructor;
};
static const struct memory_each memory_each = { 61, 16, 48 }, memory_each_dense = { 50, 12, 36 };
enum { MEMORY_STRING = 5 }; /* and its text */

uint64_t
load_digits(uint64_t count, uint64_t step)
{
	uint64_t digits = count;

	for (uint64_t power = 10; power < count * step; power *= 10) {
		uint64_t shorter = (power + step - 1) / step;

		digits += count > shorter ? count - shorter : 0;
	}
	return digits;
}

static bool
name_fault(const char *section, const char *row, uint64_t at, const char *field, uint32_t found,
	   uint32_t count, struct error *error)
{
	return error_set(error, ERROR_FORMAT, "'%s', %s %" PRIu64 ", field '%s': expected one of "
			 "%" PRIu32 " strings, found %" PRIu32, section, row, at, field, count,
			 found);
}

static uint32_t
column_max(const uint32_t *column, size_t count)
{
	uint32_t max = 0;

	for (size_t i = 0; i < count; i++)
		max = column[i] > max ? column[i] : max;
	return max;
}

/* Names that point behind the last string: an error, or where the file was cut the name
 * `lost`. */
static bool
check_node_names(struct snapshot *snapshot, string_ix lost, struct error *error)
{
	string_ix *names = load_writable(snapshot->node_name);

	if (column_max(names, snapshot->node_count) < snapshot->strings.recorded)
		return true;
	for (node_ix i = 0; i < snapshot->node_count; i++) {
		if (names[i] < snapshot->strings.recorded)
			continue;
		if (lost == STRING_NONE)
			return name_fault("nodes", "node", i, "name", names[i],
					  snapshot->strings.recorded, error);
		names[i] = lost;
	}
	return true;
}

static bool
check_edge_names(struct snapshot *snapshot, uint32_t max, string_ix lost, struct error *error)
{
	uint32_t *names = load_writable(snapshot->edge_name);

	if (max < snapshot->strings.recorded)
		return true;
	for (edge_ix i = 0; i < snapshot->edge_count; i++) {
		if (edge_word_is_numbered(snapshot->edge_word[i])
		    || names[i] < snapshot->strings.recorded)
			continue;
		if (lost == STRING_NONE)
			return name_fault("edges", "edge", i, "name_or_index", names[i],
					  snapshot->strings.recorded, error);
		names[i] = lost;
	}
	return true;
}

static bool
check_trace_names(struct snapshot *snapshot, string_ix lost, struct error *error)
{
	struct trace_function *functions =
		(struct trace_function *)(uintptr_t)snapshot->trace_functions;
	string_ix count = snapshot->strings.recorded;

	for (size_t i = 0; i < snapshot->trace_function_count; i++) {
		struct trace_function *function = &functions[i];

		if (lost != STRING_NONE) {
			function->name = function->name < count ? function->name : lost;
			function->script_name = function->script_name < count
							? function->script_name : lost;
		} else if (function->name >= count) {
			return name_fault("trace_function_infos", "function", i, "name",
					  function->name, count, error);
		} else if (function->script_name >= count) {
			return name_fault("trace_function_infos", "function", i, "script_name",
					  function->script_name, count, error);
		}
	}
	return true;
}

/* Scopes take their variables and uses from two other arrays, in order. */
static bool
check_scopes(struct snapshot *snapshot, bool is_cut, struct error *error)
{
	uint64_t variables = 0, uses = 0;

	for (size_t i = 0; i < snapshot->scope_count; i++) {
		variables += snapshot->scopes[i].variable_count;
		uses += snapshot->scopes[i].use_count;
	}
	if (variables <= snapshot->scope_variable_count && uses <= snapshot->scope_use_count)
		return true;
	if (is_cut) {
		snapshot->scope_count = 0;
		return true;
	}
	if (variables > snapshot->scope_variable_count)
		return error_set(error, ERROR_FORMAT, "the scopes have %" PRIu64 " variables: "
				 "'scope_context_vars' holds %zu", variables,
				 snapshot->scope_variable_count);
	return error_set(error, ERROR_FORMAT, "the scopes have %" PRIu64 " uses: 'scope_uses' "
			 "holds %zu", uses, snapshot->scope_use_count);
}

static bool
check_scope_names(struct snapshot *snapshot, string_ix lost, struct error *error)
{
	string_ix *names = load_writable(snapshot->scope_variables);

	for (size_t i = 0; i < snapshot->scope_variable_count; i++) {
		if (names[i] < snapshot->strings.recorded)
			continue;
		if (lost == STRING_NONE)
			return name_fault("scope_context_vars", "variable", i, "name", names[i],
					  snapshot->strings.recorded, error);
		names[i] = lost;
	}
	return true;
}

enum { TABLE_BITS = 1 << 16 };

/* Of the two edges of a WeakMap pair, the one from the table gets a type of its own. */
struct marking {
	struct snapshot *snapshot;
	const bitset_word *tables; /* the last bits of the tables' ids: few nodes have such ones */
	node_ix from, to;
	struct progress *progress;
	struct error error;
	bool good;
};

static void
mark_ephemerons(void *argument)
{
	struct marking *marking = argument;
	const struct snapshot *snapshot = marking->snapshot;
	uint32_t *words = load_writable(snapshot->edge_word);

	for (node_ix node = marking->from; node < marking->to; node++) {
		if (node % PROGRESS_STRIDE == 0
		    && !progress_advance(marking->progress, node, &marking->error))
			return;
		if (!bitset_has(marking->tables, snapshot->node_id[node] % TABLE_BITS))
			continue;
		for (edge_ix edge = snapshot->first_edge[node];
		     edge < snapshot->first_edge[node + 1]; edge++) {
			if (edge_word_type(words[edge]) != EDGE_INTERNAL
			    || snapshot->edge_name[edge] >= snapshot->strings.recorded
			    || !ephemerons_is_table_half(&snapshot->ephemerons,
							 snapshot->edge_name[edge],
							 snapshot->node_id[node])
			    || snapshot_edge_is_odd(snapshot, edge))
				continue;
			words[edge] = edge_word_target(words[edge])
				      | (uint32_t)EDGE_EPHEMERON << EDGE_TYPE_SHIFT;
		}
	}
	marking->good = true;
}

static bool
mark_all_ephemerons(struct loader *loader, struct error *error)
{
	struct snapshot *snapshot = loader->snapshot;
	bitset_word tables[TABLE_BITS / 64] = { 0 };
	struct marking lower = { .snapshot = snapshot, .tables = tables,
				 .progress = loader->progress };
	struct marking upper = lower;
	struct progress quiet = { .parent = loader->progress }; /* half as many: one is shown */
	const struct error *failure;

	progress_begin(loader->progress, "Finding WeakMap pairs", snapshot->strings.count);
	if (!loader->has_pairs && !ephemerons_build(&snapshot->ephemerons, &snapshot->strings,
						    loader->progress, error))
		return false;
	if (snapshot->ephemerons.pair_count == 0)
		return true;
	for (uint32_t pair = 0; pair < snapshot->ephemerons.pair_count; pair++)
		bitset_add(tables, snapshot->ephemerons.table_id[pair] % TABLE_BITS);
	progress_begin(loader->progress, "Finding WeakMap pairs", snapshot->node_count / 2);
	upper.progress = &quiet;
	lower.to = upper.from = snapshot->node_count / 2;
	upper.to = snapshot->node_count;
	parallel_pair(loader->options->threads, (struct parallel_task){ mark_ephemerons, &lower },
		      (struct parallel_task){ mark_ephemerons, &upper });
	if (lower.good && upper.good)
		return true;
	failure = lower.good ? &upper.error : &lower.error;
	return error_set(error, failure->kind, "%s", failure->message);
}

static uint64_t
memory_promised(const struct snapshot *snapshot)
{
	return 2 * snapshot->bytes_read + LOAD_MEMORY_FREE;
}

/* Not more constructors than that are told apart, by names or by places. */
static uint64_t
constructors_most(const struct snapshot *snapshot)
{
	uint64_t most = (uint64_t)snapshot->strings.recorded + snapshot->location_count;

	return most < snapshot->node_count ? most : snapshot->node_count;
}

/* Of all but the nodes. */
static uint64_t
memory_beside(const struct snapshot *snapshot, struct memory_each each)
{
	return (uint64_t)snapshot->edge_count * each.edge
	       + constructors_most(snapshot) * each.constructor
	       + snapshot->strings.length + (uint64_t)snapshot->strings.recorded * MEMORY_STRING
	       + snapshot->location_count * sizeof(struct location)
	       + snapshot->size.wide_count * 2 * sizeof(struct wide_size);
}

static bool
memory_is_promised(const struct snapshot *snapshot, struct memory_each each)
{
	return snapshot->node_count * each.node + memory_beside(snapshot, each)
	       <= memory_promised(snapshot);
}

/* How many nodes the promised memory is enough for. */
static uint64_t
nodes_promised(const struct snapshot *snapshot)
{
	uint64_t promised = memory_promised(snapshot);
	uint64_t beside = memory_beside(snapshot, memory_each_dense);

	return promised > beside ? (promised - beside) / memory_each_dense.node : 0;
}

/* The fewest bytes in which nodes can have ids of their own and, but for the root and where the
 * file was cut, somebody who refers to them.  Counts are below 2^32: nothing overflows. */
static uint64_t
bytes_possible(const struct loader *loader)
{
	uint64_t nodes = loader->snapshot->node_count, edges = loader->snapshot->edge_count;
	uint64_t node_fields = loader->meta.node_fields.count;
	uint64_t edge_fields = loader->meta.edge_fields.count;
	uint64_t needed = loader->is_cut ? 0 : nodes - 1;
	uint64_t bytes = nodes * (2 * node_fields - 1) + load_digits(nodes, 1);

	if (needed > 0)
		bytes += needed * (2 * edge_fields - 1) + load_digits(nodes, node_fields) - 1;
	return bytes + (edges > needed ? (edges - needed) * 2 * edge_fields : 0);
}

/*
 * What is made of a node and an edge takes the same however short their numbers are.  A file
 * that cannot be a heap, since its rows are too short for ids of their own, is not worth more
 * memory than we promise (SECURITY.md).
 */
static bool
check_length(const struct loader *loader, struct error *error)
{
	const struct snapshot *snapshot = loader->snapshot;
	uint64_t length = snapshot->bytes_read, possible = bytes_possible(loader);

	if (length >= possible || memory_is_promised(snapshot, memory_each_dense))
		return true;
	return error_set(error, ERROR_LIMIT,
			 "no heap has %" PRIu32 " nodes and %" PRIu32 " edges "
			 "in %" PRIu64
			 " bytes: with ids of their own%s they take at least %" PRIu64,
			 snapshot->node_count, snapshot->edge_count, length,
			 loader->is_cut ? "" : " and a reference to each", possible);
}

bool
load_finish(struct loader *loader, struct error *error)
{
	struct snapshot *snapshot = loader->snapshot;
	string_ix lost = STRING_NONE;

	snapshot->has_scopes = loader->meta.scope_fields.count > 0;
	snapshot->extra_native_bytes = loader->meta.extra_native_bytes;
	if ((loader->is_cut && !load_salvage(loader, &lost, error)) || !check_length(loader, error))
		return false;
	if (loader->is_cut)
		load_salvage_nodes(loader, nodes_promised(snapshot));
	snapshot->is_dense = !memory_is_promised(snapshot, memory_each);
	return check_node_names(snapshot, lost, error)
	       && check_edge_names(snapshot, loader->edge_name_max, lost, error)
	       && check_trace_names(snapshot, lost, error)
	       && check_scopes(snapshot, loader->is_cut, error)
	       && check_scope_names(snapshot, lost, error)
	       && mark_all_ephemerons(loader, error);
}
