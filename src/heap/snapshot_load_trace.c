/*
 * The tree of allocation stacks: nested arrays, into a preorder.
 *
 * A node is its fields in sequence, its children being an array of more nodes:
 *
 *	[1,0,0,0,[2,5,1,16,[],3,6,0,0,[4,7,1,8,[]]]]
 *
 * What is open is the chain of parents, so the table of nodes is all the stack there is.
 */

#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/memory.h"
#include "heap/snapshot_load_internal.h"

struct trace_load {
	struct loader *loader;
	struct trace_node *nodes; /* a column */
	size_t count, capacity;
	int id, function, occurrences, size, children; /* places in a node */
	unsigned field_count;
	uint64_t begin;    /* of the tree, in the file */
	uint32_t current;  /* whose fields are being read; UINT32_MAX: none, at the top */
	unsigned field;    /* the next of them */
};

#define NO_TRACE_NODE UINT32_MAX

/* Nodes that are too short for ids of their own, of which there are many, are none of a recording:
 * they are not worth more memory than we promise (SECURITY.md). */
static bool
trace_check_length(const struct trace_load *load, struct error *error)
{
	uint64_t offset = json_offset(load->loader->reader), length = offset - load->begin;
	/* its brackets may close far behind */
	uint64_t possible = load->count * 2 * (load->field_count - 1) + load_digits(load->count, 1);

	if (length >= possible
	    || load->count * sizeof(*load->nodes) <= 2 * offset + LOAD_MEMORY_FREE)
		return true;
	return error_set(error, ERROR_LIMIT, "no heap has %zu allocation stacks in %" PRIu64
			 " bytes: with ids of their own they take at least %" PRIu64, load->count,
			 length, possible);
}

static bool
trace_begin_node(struct trace_load *load, uint32_t parent, struct error *error)
{
	struct trace_node *node;

	if (load->count % PROGRESS_STRIDE == PROGRESS_STRIDE - 1
	    && !trace_check_length(load, error))
		return false;
	if (load->count >= NO_TRACE_NODE - 1)
		return error_set(error, ERROR_LIMIT, "'trace_tree' has more than %zu nodes",
				 load->count);
	if (!column_reserve(&load->nodes, &load->capacity, load->count + 1, sizeof(*load->nodes),
			    error))
		return false;
	load->current = (uint32_t)load->count++;
	load->field = 0;
	node = &load->nodes[load->current];
	*node = (struct trace_node){ .parent = parent == NO_TRACE_NODE ? load->current : parent };
	return true;
}

static bool
trace_field(struct trace_load *load, struct error *error)
{
	struct json_reader *reader = load->loader->reader;
	struct trace_node *node = &load->nodes[load->current];
	uint64_t offset = json_offset(reader), value = 0;
	int place = (int)load->field++;

	if (!json_read_number(reader, &value, error))
		return false;
	if ((place == load->id || place == load->function) && value > UINT32_MAX)
		return error_set(error, ERROR_FORMAT, "'trace_tree', byte %" PRIu64 ": expected at "
				 "most %" PRIu32 ", found %" PRIu64, offset, UINT32_MAX, value);
	if (place == load->id)
		node->id = (uint32_t)value;
	else if (place == load->function)
		node->function = (uint32_t)value;
	else if (place == load->occurrences)
		node->count = value;
	else if (place == load->size)
		node->size = value;
	return true;
}

/* Behind a list of children: back to the node they belong to. */
static void
trace_close_list(struct trace_load *load, uint32_t owner)
{
	load->current = owner;
	load->field = (unsigned)load->children + 1;
}

/*
 * One step: a field, the beginning of a list or its end.  `owner` is whose list we are in
 * (NO_TRACE_NODE: the top one); a node is open in it while load->field is not 0 or at its end.
 */
static bool
trace_step(struct trace_load *load, uint32_t *owner, bool *done, struct error *error)
{
	struct json_reader *reader = load->loader->reader;
	bool at_border = load->current == NO_TRACE_NODE || load->field == load->field_count;
	int byte = json_peek(reader, error);

	if (at_border && byte == ']') {
		reader->at++;
		if (*owner == NO_TRACE_NODE) {
			*done = true;
			return true;
		}
		trace_close_list(load, *owner);
		*owner = load->nodes[*owner].parent == *owner ? NO_TRACE_NODE
							      : load->nodes[*owner].parent;
		return true;
	}
	/* a comma before all but the first thing in a list */
	if (load->current != NO_TRACE_NODE) {
		if (!json_expect(reader, ',', error))
			return false;
		byte = json_peek(reader, error);
	}
	if (at_border && load->current != NO_TRACE_NODE && *owner == NO_TRACE_NODE)
		return error_set(error, ERROR_FORMAT, "'trace_tree', byte %" PRIu64 ": a second "
				 "root", json_offset(reader));
	if (at_border && !trace_begin_node(load, *owner, error))
		return false;
	if ((int)load->field != load->children)
		return trace_field(load, error);
	if (byte != '[')
		return json_unexpected(reader, "an array", error);
	reader->at++;
	*owner = load->current;
	load->current = NO_TRACE_NODE;
	return true;
}

/* after[] from parent[]: a node ends where the last of its descendants does. */
static void
trace_close_all(struct trace_load *load)
{
	for (size_t i = load->count; i-- > 0;) {
		struct trace_node *node = &load->nodes[i], *parent = &load->nodes[node->parent];

		if (node->after < i + 1)
			node->after = (uint32_t)i + 1;
		if (parent->after < node->after)
			parent->after = node->after;
	}
}

static bool
trace_read(struct trace_load *load, struct error *error)
{
	uint32_t owner = NO_TRACE_NODE;
	bool done = false;

	load->current = NO_TRACE_NODE;
	if (!json_expect(load->loader->reader, '[', error))
		return false;
	load->begin = json_offset(load->loader->reader);
	while (!done)
		if (!trace_step(load, &owner, &done, error))
			return false;
	trace_close_all(load);
	return true;
}

bool
load_trace_tree(struct loader *loader, struct error *error)
{
	const struct name_list *fields = &loader->meta.trace_node_fields;
	struct trace_load load = {
		.loader = loader,
		.id = name_list_find(fields, "id"),
		.function = name_list_find(fields, "function_info_index"),
		.occurrences = name_list_find(fields, "count"),
		.size = name_list_find(fields, "size"),
		.children = name_list_find(fields, "children"),
		.field_count = fields->count,
	};
	bool good;

	if (loader->meta.trace_function_count == 0 || load.id < 0 || load.function < 0
	    || load.occurrences < 0 || load.size < 0 || load.children < 0)
		return json_skip(loader->reader, error);
	good = trace_read(&load, error);
	loader->snapshot->trace_nodes = load.nodes;
	loader->snapshot->trace_node_count = good ? load.count : 0;
	return good;
}
