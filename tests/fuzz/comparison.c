/*
 * Three snapshots of one process, drawn from the bytes, compared: against the definition, and
 * in a view, printed.
 *
 *	view | format | sort | n | n changes: where, what | the first snapshot
 *
 * The bytes draw a first snapshot; half of the changes made to the bytes, and they draw the
 * second; all, and they draw the last.  So every input is three snapshots that have much in
 * common.
 */

#include "config.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "heap/comparison.h"
#include "report/report.h"
#include "same_heap.h"
#include "view/subject.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

enum {
	SNAPSHOTS = 3,
	NODES_MAX = 60,
	EDGES_MAX = 6, /* of a node */
	UNFOLDED_MAX = 12,
	READ_MAX = 80,
};

/* Types as V8 numbers them, the last one unknown. */
static const char meta[] =
	"{\"snapshot\":{\"meta\":{\"node_fields\":[\"type\",\"name\",\"id\",\"self_size\","
	"\"edge_count\",\"trace_node_id\",\"detachedness\"],\"node_types\":[[\"hidden\",\"array\","
	"\"string\",\"object\",\"code\",\"closure\",\"regexp\",\"number\",\"native\",\"synthetic\","
	"\"concatenated string\",\"sliced string\",\"symbol\",\"bigint\",\"object shape\",\"own\"],"
	"\"string\",\"number\",\"number\",\"number\",\"number\",\"number\"],"
	"\"edge_fields\":[\"type\","
	"\"name_or_index\",\"to_node\"],\"edge_types\":[[\"context\",\"element\",\"property\","
	"\"internal\",\"hidden\",\"shortcut\",\"weak\",\"strange\"],\"string_or_number\",\"node\"],"
	"\"location_fields\":[\"object_index\",\"script_id\",\"line\",\"column\"]},";
enum { NODE_TYPES = 16, EDGE_TYPES = 8, NODE_FIELDS = 7 };

static const char *const names[] = {
	"", "Object", "Array", "Map", "Set", "WeakMap", "system / Context", "(map)", "Foo", "Bar",
	"Detached HTMLDivElement", "<div class=\\\"a\\\">", "Window / http://a", "global",
	"(GC roots)", "(Global handles)", "table", "elements", "map", "context", "shared", "script",
	"__proto__", "this", "native_context", "first", "second", "next", "entries", "listeners",
	"1 / part of key (Foo @5) -> value (Bar @7) pair in WeakMap (table @9)",
	"system / PropertyCell",
	"\\u001b[31m", "\\ud800", "\\u202e=1+1", "a\\nb,\\\"c\\\"|`", "buffer", "cache",
	"properties",
	"code",
};
enum { NAMES = sizeof names / sizeof *names };

/* The bytes of one snapshot: those of the first, some of them changed; at the end zeros. */
struct recipe {
	const uint8_t *bytes, *changes;
	size_t length, change_count;
	size_t next;
};

static unsigned
recipe_take(struct recipe *recipe)
{
	size_t at = recipe->next++;
	unsigned byte = at < recipe->length ? recipe->bytes[at] : 0;

	for (size_t i = 0; i < recipe->change_count; i++)
		if (recipe->changes[2 * i] == at % 256)
			byte ^= recipe->changes[2 * i + 1];
	return byte;
}

static void
draw_node(struct recipe *recipe, unsigned index, unsigned edge_count, struct buffer *out)
{
	unsigned type = recipe_take(recipe) % NODE_TYPES, name = recipe_take(recipe) % NAMES;
	unsigned identity = recipe_take(recipe), size = recipe_take(recipe);

	if (index == 0) {
		type = 9;
		name = 0;
	}
	/* now and then another object's id */
	if (identity % 16 == 15)
		index += identity / 16;
	buffer_printf(out, "%u,%u,%u,%u,%u,0,%u,", type, name, 2 * index + 1, size, edge_count,
		      identity / 64 % 3);
}

static void
draw_edge(struct recipe *recipe, unsigned node_count, struct buffer *out)
{
	unsigned type = recipe_take(recipe) % EDGE_TYPES, name = recipe_take(recipe) % NAMES;

	buffer_printf(out, "%u,%u,%u,", type, name,
		      recipe_take(recipe) % node_count * NODE_FIELDS);
}

/* Numbers and a comma behind the last one: that goes. */
static void
draw_list(const char *title, struct buffer *list, struct buffer *out)
{
	if (list->length > 0)
		list->length--;
	buffer_printf(out, "\"%s\":[%.*s],", title, (int)list->length, list->at);
	buffer_release(list);
}

static struct heap *
draw(struct recipe recipe)
{
	unsigned node_count = 2 + recipe_take(&recipe) % (NODES_MAX - 1), edge_count = 0;
	struct buffer nodes = { 0 }, edges = { 0 }, locations = { 0 }, out = { 0 };
	struct heap *heap;

	for (unsigned i = 0; i < node_count; i++) {
		unsigned word = recipe_take(&recipe), count = word % (EDGES_MAX + 1);

		draw_node(&recipe, i, count, &nodes);
		for (unsigned j = 0; j < count; j++)
			draw_edge(&recipe, node_count, &edges);
		if (word >= 128)
			buffer_printf(&locations, "%u,%u,%u,%u,", i * NODE_FIELDS, word % 4,
				      word % 8, word % 16);
		edge_count += count;
	}
	buffer_printf(&out, "%s\"node_count\":%u,\"edge_count\":%u},", meta, node_count,
		      edge_count);
	draw_list("nodes", &nodes, &out);
	draw_list("edges", &edges, &out);
	draw_list("locations", &locations, &out);
	buffer_add_text(&out, TEXT("\"strings\":["));
	for (size_t i = 0; i < NAMES; i++)
		buffer_printf(&out, "%s\"%s\"", i == 0 ? "" : ",", names[i]);
	buffer_add_text(&out, TEXT("]}"));
	heap = load_bytes(out.at, out.length, 1);
	buffer_release(&out);
	if (heap == NULL)
		abort();
	return heap;
}

/* ---- the definition ---- */

/* The pairs that there are: objects of both sides with one id and one constructor. */
static uint32_t
count_pairs(const struct comparison *comparison, const struct heap *base, const struct heap *heap)
{
	bool met[NODES_MAX + 1] = { false };
	uint32_t count = 0;

	for (node_ix node = 0; node < heap_node_count(heap); node++) {
		class_ix class = heap_class_of(heap, node);
		node_ix other = 0;

		while (other < heap_node_count(base)
		       && (met[other] || heap_shallow_size(base, other) == 0
			   || heap_shallow_size(heap, node) == 0
			   || heap_node_id(base, other) != heap_node_id(heap, node)
			   || classes_compare(&heap->classes, class, &comparison->classes,
					      comparison->classes.of[other]) != 0))
			other++;
		if (other < heap_node_count(base)) {
			met[other] = true;
			count++;
		}
	}
	return count;
}

static uint32_t
count_sized(const struct heap *heap)
{
	uint32_t count = 0;

	for (node_ix node = 0; node < heap_node_count(heap); node++)
		count += heap_shallow_size(heap, node) != 0;
	return count;
}

static void
check_rows(const struct comparison *comparison, const struct heap *base, const struct heap *heap)
{
	uint64_t added = 0, removed = 0, added_size = 0, removed_size = 0;

	for (uint32_t i = 0; i < comparison->count; i++) {
		const struct comparison_row *row = &comparison->rows[i];

		for (uint32_t j = 0; j < row->added_count; j++)
			added_size +=
				heap_shallow_size(heap, comparison->added[row->first_added + j]);
		for (uint32_t j = 0; j < row->removed_count; j++)
			removed_size += heap_shallow_size(
				base, comparison->removed[row->first_removed + j]);
		added += row->added_count;
		removed += row->removed_count;
	}
	if (added != comparison->added_count || removed != comparison->removed_count
	    || added_size != comparison->added_size || removed_size != comparison->removed_size)
		abort();
}

static void
check_comparison(const struct heap *base, const struct heap *heap)
{
	struct comparison comparison = { 0 };
	struct error error = { .kind = ERROR_NONE };
	uint32_t pairs;

	if (!comparison_build(&comparison, base, heap, NULL, &error))
		abort();
	check_rows(&comparison, base, heap);
	pairs = count_pairs(&comparison, base, heap);
	if (comparison.of_one_process
	    && (comparison.added_count != count_sized(heap) - pairs
		|| comparison.removed_count != count_sized(base) - pairs))
		abort();
	if (comparison.of_one_process && base == heap && comparison.count != 0)
		abort();
	comparison_release(&comparison);
}

/* ---- views ---- */

/* Nothing that is printed may drive a terminal. */
static bool
take_printed(void *to, const void *bytes, size_t length, struct error *error)
{
	const uint8_t *at = bytes;

	(void)to;
	(void)error;
	for (size_t i = 0; i < length; i++)
		if ((at[i] < ' ' && at[i] != '\n' && at[i] != '\r' && at[i] != '\t')
		    || at[i] == 0x7f)
			abort();
	return true;
}

static void
print(struct outline *outline, unsigned format, bool as_shown)
{
	struct report_options options = {
		.format = report_format_find(text_of(report_format_name(format))),
		.has_limit = true,
		.limit = READ_MAX,
		.depth = as_shown ? 0 : 3,
		.as_shown = as_shown,
		.snapshots = (const char *const[]){ "a", "b", "c" },
		.snapshot_count = SNAPSHOTS,
	};
	struct report_sink sink = { take_printed, NULL };
	struct error error = { .kind = ERROR_NONE };

	if (!report_print(outline, &options, &sink, NULL, &error))
		abort();
}

static void
unfold(struct outline *outline)
{
	struct error error = { .kind = ERROR_NONE };
	unsigned unfolded = 0;

	for (size_t i = 0; i < outline_count(outline) && unfolded < UNFOLDED_MAX; i++) {
		if (!outline_row(outline, i).can_unfold)
			continue;
		unfolded++;
		if (!outline_unfold_chain(outline, i, 3, NULL, &error))
			abort();
	}
}

static void
look(const struct view *view, const struct heap *const *heaps, const uint8_t *how)
{
	const struct heap *heap = heaps[SNAPSHOTS - 1];
	struct subject subject = {
		.heaps = heaps,
		.heap_count = SNAPSHOTS,
		.heap = heap,
		.base = heaps[0],
		.node = how[2] % heap_node_count(heap),
		.text = text_of(how[2] % 2 ? "o" : "/a|[e-g]/"),
		.hide_internals = how[1] >= 128,
	};
	struct error error = { .kind = ERROR_NONE };
	struct outline *outline = outline_open(view, &subject, NULL, &error);
	unsigned formats = 0;

	if (outline == NULL) {
		if (*error.message == '\0')
			abort();
		return;
	}
	while (report_format_name(formats) != NULL)
		formats++;
	unfold(outline);
	if (!outline_sort(outline, how[2] % view_column_count(view), how[2] >= 128, NULL, &error))
		abort();
	print(outline, how[1] % formats, true);
	print(outline, how[1] % formats, false);
	outline_close(outline);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	const struct heap *heaps[SNAPSHOTS];
	struct recipe recipe;
	unsigned view_count = 0;

	if (length < 4 || length < 4 + 2u * (bytes[3] % 16))
		return 0;
	while (views[view_count] != NULL)
		view_count++;
	recipe.changes = bytes + 4;
	recipe.bytes = recipe.changes + 2u * (bytes[3] % 16);
	recipe.length = (size_t)(bytes + length - recipe.bytes);
	recipe.next = 0;
	for (unsigned i = 0; i < SNAPSHOTS; i++) {
		recipe.change_count = bytes[3] % 16 * i / (SNAPSHOTS - 1);
		heaps[i] = draw(recipe);
	}
	check_comparison(heaps[0], heaps[SNAPSHOTS - 1]);
	check_comparison(heaps[1], heaps[1]);
	look(views[bytes[0] % view_count], heaps, bytes);
	for (unsigned i = 0; i < SNAPSHOTS; i++)
		heap_free((struct heap *)(uintptr_t)heaps[i]);
	return 0;
}
