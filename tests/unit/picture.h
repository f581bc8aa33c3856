/*
 * Graphs drawn as text, and what must come out of them.
 *
 *	# Nobody but the window keeps the cache alive.
 *	(root)     -> window
 *	window:10  -> cache.entries  buffer
 *	cache:20   -> window  ~listener
 *	buffer:70 native detached
 *	listener:5 closure @17
 *	---
 *	window    dominator (root)   retained 100   distance 1
 *
 * A node is a name, its size, then words in any order: a type of V8's ("_" for a blank;
 * object unless said), @ID, "attached" or "detached", name="..." where what is recorded is
 * another name (raw JSON), at=SCRIPT:LINE:COLUMN, trace=N.  The first node is the root,
 * and synthetic.  A line that begins with a blank goes on with the edges of the node before.
 *
 * An edge is a sigil, its target, and ".name" or ."raw JSON" (else it is called as its target):
 *
 *	a   property     $a  internal     ~a  weak        >a  shortcut
 *	%a  context      !a  hidden       ?a  invisible   a[3]  element 3 (!a[3]: hidden 3)
 *
 * The picture becomes a .heapsnapshot, so every test goes the way a file goes, and DevTools
 * can be asked about the same picture.  Below "---" stand a node and pairs of words
 * a line: check_graphs.c knows them.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"

struct heap;
struct heap_options;

struct picture_edge {
	unsigned type; /* index into V8's list of edge types */
	size_t target;
	struct text name; /* raw JSON */
	struct text label; /* of the target */
	uint32_t number; /* instead of a name, if the type is element or hidden */
};

struct picture_node {
	struct text label, name; /* name: raw JSON */
	unsigned type, detachedness;
	uint64_t id, size;
	uint32_t trace_node;
	bool has_location;
	uint32_t script_id, line, column;
	size_t first_edge, edge_count;
};

struct picture_expectation {
	size_t node;
	struct text key, value;
};

struct picture {
	struct picture_node *nodes;
	size_t node_count;
	struct picture_edge *edges;
	size_t edge_count;
	struct picture_expectation *expectations;
	size_t expectation_count;
	/* Sections that are not drawn, for a test to set: the numbers between the brackets, or
	 * names with a blank after each; empty: nothing in it. */
	struct text samples, trace_tree, scopes, scope_uses;
	struct text trace_functions, scope_variables; /* names */
	struct arena arena;
};

/* Reads a drawing; the picture is zeroed before.  On failure error names the line. */
bool picture_parse(struct picture *picture, struct text drawing, struct error *error);
void picture_release(struct picture *picture);
/* The node with this label; picture->node_count if there is none. */
size_t picture_node(const struct picture *picture, struct text label);

/* For graphs made by a program: nodes and edges in order, then picture_link(). */
struct picture_node *picture_add_node(struct picture *picture, struct text label);
struct picture_edge *picture_add_edge(struct picture *picture, unsigned type, struct text target);
bool picture_link(struct picture *picture, struct error *error);

/* Appends the picture as a .heapsnapshot. */
void picture_write(const struct picture *picture, struct buffer *out);
/* Appends the picture as it would be drawn, expectations left out: to be kept as a test. */
void picture_draw(const struct picture *picture, struct buffer *out);

/* The picture written to a temporary file and opened from there, everything computed.  Null
 * on failure; heap_free() frees it. */
struct heap *picture_heap(const struct picture *picture, unsigned threads, struct error *error);
/* The same, loaded in another way. */
struct heap *picture_heap_as(const struct picture *picture, const struct heap_options *options,
			     struct error *error);

/* The heap of a drawing, by one thread.  What is wrong with it fails the test. */
struct heap *drawn_heap(const char *drawing);

/* V8's names of node and edge types, in its order; null at the end. */
extern const char *const picture_node_types[];
extern const char *const picture_edge_types[];
enum {
	PICTURE_CONTEXT, PICTURE_ELEMENT, PICTURE_PROPERTY, PICTURE_INTERNAL, PICTURE_HIDDEN,
	PICTURE_SHORTCUT, PICTURE_WEAK, PICTURE_INVISIBLE,
};
