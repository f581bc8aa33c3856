#include "config.h"

#include "heap/expression.h"

#include "base/buffer.h"
#include "heap/ephemerons.h"
#include "heap/scope.h"

/* An expression while it grows, and the variable it starts from, if it starts from one. */
struct expression {
	const struct heap *heap;
	struct buffer text;
	node_ix context;      /* NODE_NONE: starts at the global object */
	struct text variable;
	bool is_open;         /* has started, and can be written so far */
	struct arena *scratch;
};

enum {
	KEY_MAX = 60, /* bytes of a key that are written out */
	EXPRESSION_STEPS_MAX = 1000, /* of a list that long nobody reads the end */
};

static bool
is_identifier(struct text name)
{
	if (name.length == 0 || (name.at[0] >= '0' && name.at[0] <= '9'))
		return false;
	for (size_t i = 0; i < name.length; i++) {
		unsigned char c = (unsigned char)name.at[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z')
		    && !(c >= '0' && c <= '9') && c != '_' && c != '$' && c < 0x80
		    && !(c == '#' && i == 0))
			return false;
	}
	return true;
}

static bool
is_index(struct text name)
{
	for (size_t i = 0; i < name.length; i++)
		if (name.at[i] < '0' || name.at[i] > '9')
			return false;
	return name.length > 0;
}

static bool
has_text_name(const struct heap *heap, node_ix node)
{
	return heap_node_type(heap, node) == NODE_STRING
	       || heap_node_type(heap, node) == NODE_CONCATENATED_STRING;
}

static void
expression_add_string(struct expression *expression, struct text text)
{
	bool is_cut = text.length > KEY_MAX;

	text = text_cut(text, KEY_MAX);
	buffer_add_char(&expression->text, '"');
	for (size_t i = 0; i < text.length; i++) {
		if (text.at[i] == '"' || text.at[i] == '\\')
			buffer_add_char(&expression->text, '\\');
		buffer_add_char(&expression->text, text.at[i]);
	}
	if (is_cut)
		buffer_add_text(&expression->text, TEXT("\xe2\x80\xa6"));
	buffer_add_char(&expression->text, '"');
}

static void
expression_add_member(struct expression *expression, struct text name)
{
	if (is_identifier(name)) {
		buffer_add_char(&expression->text, '.');
		buffer_add_text(&expression->text, name);
		return;
	}
	buffer_add_char(&expression->text, '[');
	if (is_index(name)) {
		buffer_add_text(&expression->text, name);
	} else if (text_starts_with(name, TEXT("<symbol")) && name.at[name.length - 1] == '>') {
		size_t skip = name.length > 8 ? 8 : 7; /* "<symbol " or "<symbol" */
		buffer_add_text(&expression->text, TEXT("Symbol("));
		buffer_add(&expression->text, name.at + skip, name.length - skip - 1);
		buffer_add_char(&expression->text, ')');
	} else {
		expression_add_string(expression, name);
	}
	buffer_add_char(&expression->text, ']');
}

/* The node beside an entry's in its table: V8 keeps key, value and a number that has no
 * reference for each entry of a Map, and key and number for each of a Set. */
static node_ix
table_neighbour(const struct heap *heap, node_ix table, int64_t index)
{
	const struct snapshot *snapshot = &heap->snapshot;

	for (edge_ix e = snapshot->first_edge[table]; e < snapshot->first_edge[table + 1]; e++) {
		struct arena scratch = { 0 };
		int64_t number;
		bool is_it = text_parse_integer(snapshot_edge_name(snapshot, e, &scratch), &number)
			     && number == index
			     && edge_word_type(snapshot->edge_word[e]) != EDGE_WEAK;

		arena_release(&scratch);
		if (is_it)
			return snapshot_edge_target(snapshot, e);
	}
	return NODE_NONE;
}

/* map -> table -> value: .get(key), if the key can be told. */
static bool
expression_add_entry(struct expression *expression, node_ix collection, node_ix table,
		     const struct path_step *step)
{
	const struct heap *heap = expression->heap;
	const struct snapshot *snapshot = &heap->snapshot;
	struct text name = snapshot_edge_name(snapshot, step->edge, expression->scratch);
	struct text class = heap_class_name(heap, collection);
	int64_t index;
	node_ix key;

	if (!text_parse_integer(name, &index))
		return false;
	if (text_equal(class, TEXT("Set"))) {
		buffer_add_text(&expression->text, TEXT(".values()"));
		return true;
	}
	if (!text_equal(class, TEXT("Map")))
		return false;
	key = table_neighbour(heap, table, index - 1);
	if (key == NODE_NONE && table_neighbour(heap, table, index + 1) != NODE_NONE) {
		buffer_add_text(&expression->text, TEXT(".keys()"));
		return true;
	}
	buffer_add_text(&expression->text, TEXT(".get("));
	if (key != NODE_NONE && has_text_name(heap, key))
		expression_add_string(expression, heap_node_name(heap, key, expression->scratch));
	else if (key != NODE_NONE)
		buffer_add_text(&expression->text,
				heap_node_title(heap, key, expression->scratch));
	else
		buffer_add_text(&expression->text, TEXT("\xe2\x80\xa6"));
	buffer_add_char(&expression->text, ')');
	return true;
}

static bool
is_global(const struct heap *heap, node_ix node)
{
	const struct snapshot *snapshot = &heap->snapshot;
	string_ix name = snapshot->node_name[node];

	return heap_node_type(heap, node) == NODE_OBJECT
	       && (strings_equal(&snapshot->strings, name, TEXT("global"))
		   || strings_start_with(&snapshot->strings, name, TEXT("global ("))
		   || strings_start_with(&snapshot->strings, name, TEXT("global / "))
		   || strings_start_with(&snapshot->strings, name, TEXT("global [JSGlobal"))
		   || strings_equal(&snapshot->strings, name, TEXT("Window"))
		   || strings_start_with(&snapshot->strings, name, TEXT("Window / "))
		   || strings_start_with(&snapshot->strings, name, TEXT("Window [JSGlobal")));
}

static bool
is_proxy(const struct heap *heap, node_ix node)
{
	return strings_equal(&heap->snapshot.strings, heap->snapshot.node_name[node],
			     TEXT("system / JSProxy"));
}

/* V8 has no name for it, only that it is the first of a proxy's fields. */
static bool
is_proxy_target(struct text name)
{
	return text_equal(name, TEXT("1")) || text_equal(name, TEXT("target"));
}

/* The WeakMap whose table has this value. */
static node_ix
weak_map_of(const struct heap *heap, node_ix value)
{
	const struct retainers *retainers = &heap->retainers;
	node_ix table = NODE_NONE;

	for (uint32_t i = retainers->first[value]; i < retainers->first[value + 1]; i++)
		if (edge_word_type(retainers->words[i]) == EDGE_EPHEMERON)
			table = edge_word_target(retainers->words[i]);
	if (table == NODE_NONE)
		return NODE_NONE;
	for (uint32_t i = retainers->first[table]; i < retainers->first[table + 1]; i++) {
		node_ix map = edge_word_target(retainers->words[i]);

		if (text_equal(heap_class_name(heap, map), TEXT("WeakMap")))
			return map;
	}
	return NODE_NONE;
}

/* What the program calls the object, or empty. */
static struct text
variable_of(const struct heap *heap, node_ix node, struct arena *scratch)
{
	const struct snapshot *snapshot = &heap->snapshot;
	uint32_t count = retainers_count(&heap->retainers, node);
	edge_ix *edges = arena_alloc(scratch, (count + 1) * sizeof(*edges));

	retainers_edges(&heap->retainers, snapshot, heap->hub_edges, node, edges);
	for (uint32_t i = 0; i < count; i++) {
		enum edge_type type = edge_word_type(snapshot->edge_word[edges[i]]);

		if (type == EDGE_CONTEXT || type == EDGE_PROPERTY)
			return snapshot_edge_name(snapshot, edges[i], scratch);
	}
	return TEXT("");
}

/* key -> value: weakMap.get(key) */
static bool
expression_add_weak_value(struct expression *expression, struct text name, node_ix value)
{
	struct text pair, map = TEXT(""), key;
	uint32_t table_id;
	node_ix weak_map = ephemeron_parse(name, &pair, &table_id)
				   ? weak_map_of(expression->heap, value) : NODE_NONE;

	if (weak_map != NODE_NONE)
		map = variable_of(expression->heap, weak_map, expression->scratch);
	if (!is_identifier(map))
		return false;
	key = arena_text(expression->scratch, buffer_text(&expression->text));
	buffer_clear(&expression->text);
	buffer_add_text(&expression->text, map);
	buffer_add_text(&expression->text, TEXT(".get("));
	buffer_add_text(&expression->text, key);
	buffer_add_char(&expression->text, ')');
	return true;
}

static void
expression_start(struct expression *expression, node_ix context, struct text variable)
{
	buffer_clear(&expression->text);
	buffer_add_text(&expression->text, variable);
	expression->context = context;
	expression->variable = variable;
	expression->is_open = true;
}

/* One step from `source`.  Returns how many steps it took, as a collection's table goes with
 * the entry. */
static size_t
expression_add_step(struct expression *expression, const struct path *path, size_t at)
{
	const struct heap *heap = expression->heap;
	const struct snapshot *snapshot = &heap->snapshot;
	const struct path_step *step = &path->steps[at];
	node_ix source = path->steps[at - 1].node;
	enum edge_type type = edge_word_type(snapshot->edge_word[step->edge]);
	struct text name = snapshot_edge_name(snapshot, step->edge, expression->scratch);

	if (is_global(heap, step->node)) {
		expression_start(expression, NODE_NONE, TEXT("globalThis"));
	} else if (type == EDGE_CONTEXT && heap_is_context(heap, source)) {
		expression_start(expression, source, name);
	} else if (!expression->is_open) {
		/* waits for a start */
	} else if (type == EDGE_PROPERTY
		   || (type == EDGE_ELEMENT && heap_node_type(heap, source) != NODE_NATIVE)) {
		expression_add_member(expression, name);
	} else if (type == EDGE_INTERNAL && text_equal(name, TEXT("table"))
		   && at + 1 < path->count) {
		expression->is_open = expression_add_entry(expression, source, step->node,
							   &path->steps[at + 1]);
		return 2;
	} else if ((type == EDGE_HIDDEN || type == EDGE_INTERNAL) && is_proxy(heap, source)
		   && is_proxy_target(name)) {
		/* is written like what it stands for */
	} else if (!expression_add_weak_value(expression, name, step->node)) {
		expression->is_open = false;
	}
	return 1;
}

/* Steps that are in the expression, the root included: all, or as far as it could be
 * written; 0 if it never started. */
static size_t
expression_read(struct expression *expression, const struct path *path)
{
	size_t end = 0;

	for (size_t at = 1; at < path->count;) {
		size_t next = at + expression_add_step(expression, path, at);

		if (expression->is_open)
			end = next;
		at = next;
	}
	return end;
}

/* The expression, and where its variable is if it starts from one. */
static struct text
expression_finish(struct expression *expression)
{
	struct buffer *text = &expression->text;
	struct text variable = expression->variable, scope = TEXT("");

	if (expression->context != NODE_NONE)
		scope = scope_name(expression->heap, expression->context,
					 expression->scratch);
	if (scope.length > 0 && text->length == variable.length)
		buffer_printf(text, " (in %.*s)", (int)scope.length, scope.at);
	else if (scope.length > 0)
		buffer_printf(text, " (%.*s in %.*s)", (int)variable.length, variable.at,
			      (int)scope.length, scope.at);
	return arena_text(expression->scratch, buffer_text(text));
}

struct text
expression_of_beginning(const struct heap *heap, const struct path *path, size_t *count,
			struct arena *scratch)
{
	struct expression expression = {
		.heap = heap,
		.context = NODE_NONE,
		.scratch = scratch,
	};
	struct text result = TEXT("");

	*count = 0;
	if (path->count < EXPRESSION_STEPS_MAX && !path->is_weak)
		*count = expression_read(&expression, path);
	if (*count > 0)
		result = expression_finish(&expression);
	buffer_release(&expression.text);
	return result;
}

struct text
expression_of_path(const struct heap *heap, const struct path *path, struct arena *scratch)
{
	size_t count;
	struct text text = expression_of_beginning(heap, path, &count, scratch);

	return count == path->count ? text : TEXT("");
}

struct text
expression_of_node(const struct heap *heap, node_ix node, struct arena *scratch)
{
	struct paths paths;
	struct text result = TEXT("");

	if (!paths_find(&paths, heap, node, NULL, NULL, 1, NULL, NULL))
		return result;
	if (paths.count > 0)
		result = expression_of_path(heap, &paths.at[0], scratch);
	paths_release(&paths);
	return result;
}
