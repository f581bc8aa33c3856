/*
 * The graph as recorded: nodes, edges, strings, and what else the file has.
 *
 * One array a field.  Positions are ordinals (0 ... count-1), not the file's indexes:
 * node_ix, edge_ix, string_ix.  The edges of a node stand together:
 *
 *	first_edge   0     2  3        5       node_count + 1 entries
 *	             |     |  |        |
 *	edge_target [a  b |c |d  e    |...]    in the order of the file
 *
 * The loader (snapshot_load.h) has checked every number: targets and names are in range,
 * the edge counts add up, types are known or named.  After that nothing changes, save
 * that heap_load() renames detached nodes (spec 8.2) and moves sizes to
 * owners (spec 6) before anybody else sees the snapshot.
 *
 * The root is node 0.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bitset.h"
#include "base/text.h"
#include "heap/ephemerons.h"
#include "heap/sizes.h"
#include "heap/strings.h"

typedef uint32_t edge_ix;

#define NODE_NONE ((node_ix)UINT32_MAX)
#define EDGE_NONE ((edge_ix)UINT32_MAX)

/* A target and a type share 32 bits, so there can be 2^29 nodes; of edges 2^32 - 16. */
#define SNAPSHOT_NODES_MAX (UINT32_C(1) << 29)
#define SNAPSHOT_EDGES_MAX (UINT32_MAX - 16)

/* V8's names, in the order of its own list.  Types it does not know yet get the numbers
 * behind, and their names from snapshot_node_type_name(). */
enum node_type {
	NODE_HIDDEN,
	NODE_ARRAY,
	NODE_STRING,
	NODE_OBJECT,
	NODE_CODE,
	NODE_CLOSURE,
	NODE_REGEXP,
	NODE_NUMBER,
	NODE_NATIVE,
	NODE_SYNTHETIC,
	NODE_CONCATENATED_STRING,
	NODE_SLICED_STRING,
	NODE_SYMBOL,
	NODE_BIGINT,
	NODE_OBJECT_SHAPE,
	NODE_WASM_OBJECT,
	NODE_TYPES_KNOWN,
};

/*
 * What the three type bits of an edge say.  The order is of use: up to EDGE_HIDDEN an edge
 * keeps its target alive whoever it starts from; EDGE_SHORTCUT only from the root;
 * EDGE_WEAK and EDGE_EPHEMERON never.
 *
 * EDGE_EPHEMERON is an internal edge from a WeakMap's table to a value: the half of the
 * pair that does not own (spec 4.3).  Edges of the type "invisible", and of types we do not
 * know, are EDGE_INTERNAL here; edge_odd_type says what they are.
 */
enum edge_type {
	EDGE_CONTEXT,
	EDGE_ELEMENT,
	EDGE_PROPERTY,
	EDGE_INTERNAL,
	EDGE_HIDDEN,
	EDGE_SHORTCUT,
	EDGE_WEAK,
	EDGE_EPHEMERON,
	EDGE_INVISIBLE, /* only from snapshot_edge_type() */
};

enum {
	EDGE_TYPE_SHIFT = 29,
	EDGE_TARGET_MASK = (1 << EDGE_TYPE_SHIFT) - 1,
};

/* Where a function, or the constructor of an object, stands in its script. */
struct location {
	node_ix node;
	uint32_t script_id;
	uint32_t line, column; /* from 0 */
};

struct samples { /* spec 12.1: a timeline's samples, in the order of the file */
	size_t count;
	struct sizes timestamp_us; /* by sample, not by node: few take more than four bytes */
	uint32_t *last_id;         /* a column; those that no node can have are UINT32_MAX */
};

struct trace_function { /* spec 1.9 */
	uint32_t function_id;
	string_ix name, script_name;
	uint32_t script_id;
	uint32_t line, column; /* from 1; 0: unknown */
};

/* The tree of allocation stacks, in preorder. */
struct trace_node {
	uint32_t id;       /* what trace_node_id() of a node refers to */
	uint32_t function; /* index into trace_functions; may be past its end (spec 2) */
	uint64_t count, size;
	uint32_t parent;   /* position in the preorder; the root's own for the root */
	uint32_t after;    /* position behind its last descendant */
};

struct scope { /* spec 11.9 */
	node_ix script;
	uint32_t scope_id; /* negative ones as two's complement */
	uint32_t depth;
	uint32_t first_variable, variable_count;
	uint32_t first_use, use_count;
};
struct scope_use {
	uint32_t declaring_scope_id, slot;
};

struct snapshot {
	node_ix node_count;
	edge_ix edge_count;

	const uint8_t *node_type;   /* enum node_type, or beyond */
	const string_ix *node_name;
	const uint32_t *node_id;
	struct sizes size;          /* as recorded; as shown after shallow_build() */
	const edge_ix *first_edge;
	const uint32_t *edge_word;  /* target | type << EDGE_TYPE_SHIFT */
	const uint32_t *edge_name;  /* a number for element and hidden, else a string_ix */
	/* 0, or 1 + the index into edge_types of a type that is not one of V8's seven; null: no
	 * edge has one. */
	const uint8_t *edge_odd_type;
	const uint8_t *detachedness;  /* 0 unknown, 1 attached, 2 detached; null: all 0 */
	const uint32_t *trace_node_id; /* null: none recorded */
	bool has_detachedness;      /* whether the file has the field (spec 8.1) */

	struct strings strings;
	struct ephemerons ephemerons; /* which strings name WeakMap pairs */

	const struct location *locations; /* by node, one a node */
	size_t location_count;

	struct samples samples;
	const struct trace_function *trace_functions;
	size_t trace_function_count;
	const struct trace_node *trace_nodes;
	size_t trace_node_count;

	bool has_scopes; /* the file describes scopes, even if there are none */
	const struct scope *scopes;
	size_t scope_count;
	const string_ix *scope_variables;
	size_t scope_variable_count;
	const struct scope_use *scope_uses;
	size_t scope_use_count;

	uint64_t extra_native_bytes;
	const char *const *extra_node_types; /* names of the types from NODE_TYPES_KNOWN on */
	size_t extra_node_type_count;
	const char *const *edge_types;       /* the file's list */
	size_t edge_type_count;

	/* What the loader had to put up with: opened with --salvage, node or edge sections cut.
	 * Empty if the file was whole. */
	char salvaged[160];
	uint64_t bytes_read; /* of the file, decompressed */
	bool is_dense; /* so short are the rows that memory is what matters, not time */

	void *storage; /* the loader's; snapshot_release frees it */
};

void snapshot_release(struct snapshot *snapshot);

static inline node_ix
edge_word_target(uint32_t word)
{
	return word & EDGE_TARGET_MASK;
}

static inline enum edge_type
edge_word_type(uint32_t word)
{
	return (enum edge_type)(word >> EDGE_TYPE_SHIFT);
}

static inline node_ix
snapshot_edge_target(const struct snapshot *snapshot, edge_ix edge)
{
	return edge_word_target(snapshot->edge_word[edge]);
}

/* The edge's type as DevTools has it, EDGE_INVISIBLE included.  An ephemeron half is
 * EDGE_EPHEMERON; say EDGE_INTERNAL to users. */
enum edge_type snapshot_edge_type(const struct snapshot *snapshot, edge_ix edge);
/* Whether the edge's type is not one of V8's seven. */
static inline bool
snapshot_edge_is_odd(const struct snapshot *snapshot, edge_ix edge)
{
	return snapshot->edge_odd_type != NULL && snapshot->edge_odd_type[edge] != 0;
}
/* The types by V8's names: NODE_TYPES_KNOWN, or EDGE_INVISIBLE, for a name that is none of them. */
unsigned node_type_of_name(const char *name);
enum edge_type edge_type_of_name(const char *name);
/* "property", "internal" ...: the word for users and scripts. */
const char *snapshot_edge_type_name(const struct snapshot *snapshot, edge_ix edge);
const char *snapshot_node_type_name(const struct snapshot *snapshot, node_ix node);
/* The edge's source, by binary search in first_edge. */
node_ix snapshot_edge_source(const struct snapshot *snapshot, edge_ix edge);

/* Whether the edge's name is a number (element and hidden edges): then edge_name is it. */
static inline bool
edge_word_is_numbered(uint32_t word)
{
	enum edge_type type = edge_word_type(word);

	return type == EDGE_ELEMENT || type == EDGE_HIDDEN;
}

/* The node's recorded name (spec 3.1), and the edge's name as DevTools shows it
 * (spec 4.1: a shortcut that starts with an integer is that integer). */
struct text snapshot_node_name(const struct snapshot *, node_ix node, struct arena *scratch);
struct text snapshot_edge_name(const struct snapshot *, edge_ix edge, struct arena *scratch);

/* Target of the node's first internal edge with this name, or NODE_NONE; *edge (may be
 * null) is the edge. */
node_ix snapshot_internal(const struct snapshot *, node_ix node, struct text name, edge_ix *edge);

/* The node's location, or null. */
const struct location *snapshot_location(const struct snapshot *, node_ix node);

/* The first node in file order with this id, or NODE_NONE.  Scans. */
node_ix snapshot_find_id(const struct snapshot *, uint64_t id);
