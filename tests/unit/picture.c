#include "config.h"

#include "unit/picture.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/memory.h"

const char *const picture_node_types[] = {
	"hidden", "array", "string", "object", "code", "closure", "regexp", "number", "native",
	"synthetic", "concatenated string", "sliced string", "symbol", "bigint", "object shape",
	"wasm object", NULL,
};
const char *const picture_edge_types[] = {
	"context", "element", "property", "internal", "hidden", "shortcut", "weak", "invisible",
	NULL,
};

static const char sigils[] = "%  $!>~?"; /* by edge type; a blank: none */

enum { TYPE_OBJECT = 3, TYPE_SYNTHETIC = 9 };

/* What is left of a line, and where that is. */
struct cursor {
	struct text rest;
	unsigned line;
	struct error *error;
};

static bool
cursor_fail(const struct cursor *cursor, const char *what, struct text word)
{
	return error_set(cursor->error, ERROR_FORMAT, "line %u: %s: %.*s", cursor->line, what,
	                 (int)word.length, word.at);
}

static struct text
text_after(struct text text, size_t bytes)
{
	return text_from(text, bytes);
}

/* A word: up to the next blank outside quotes.  Empty at the end of the line. */
static struct text
next_word(struct cursor *cursor)
{
	struct text rest = cursor->rest, word;
	bool quoted = false;
	size_t end = 0;

	while (rest.length > 0 && isspace((unsigned char)rest.at[0]))
		rest = text_after(rest, 1);
	for (; end < rest.length; end++) {
		char c = rest.at[end];

		if (quoted && c == '\\')
			end++;
		else if (c == '"')
			quoted = !quoted;
		else if (!quoted && isspace((unsigned char)c))
			break;
	}
	if (end > rest.length)
		end = rest.length;
	word = (struct text){ rest.at, end };
	cursor->rest = text_after(rest, end);
	/* a comment reaches to the end of the line */
	if (text_equal(word, TEXT("#")))
		cursor->rest = word = (struct text){ rest.at, 0 };
	return word;
}

/* What stands in quotes, or the word as it is. */
static struct text
unquoted(struct text word)
{
	if (word.length >= 2 && word.at[0] == '"' && word.at[word.length - 1] == '"')
		return (struct text){ word.at + 1, word.length - 2 };
	return word;
}

/* Splits `word` at the first `c`: what is before stays in it; false if there is none. */
static bool
split_at(struct text *word, char c, struct text *after)
{
	const char *found = memchr(word->at, c, word->length);

	if (found == NULL)
		return false;
	*after = text_after(*word, (size_t)(found - word->at) + 1);
	word->length = (size_t)(found - word->at);
	return true;
}

static bool
number_of(struct text text, uint64_t *number)
{
	*number = 0;
	for (size_t i = 0; i < text.length; i++) {
		if (!isdigit((unsigned char)text.at[i]))
			return false;
		*number = *number * 10 + (uint64_t)(text.at[i] - '0');
	}
	return text.length > 0;
}

/* Place of `word`, "_" standing for a blank, in a list; false if it is not in it. */
static bool
type_of(const char *const *types, struct text word, unsigned *type)
{
	for (*type = 0; types[*type] != NULL; ++*type) {
		const char *name = types[*type];
		size_t i = 0;

		while (i < word.length && name[i] == (word.at[i] == '_' ? ' ' : word.at[i]))
			i++;
		if (i == word.length && name[i] == '\0')
			return true;
	}
	return false;
}

struct picture_node *
picture_add_node(struct picture *picture, struct text label)
{
	size_t count = picture->node_count;
	struct picture_node *node;

	if ((count & (count - 1)) == 0)
		picture->nodes = xreallocarray(picture->nodes, count ? count * 2 : 1,
		                               sizeof(*picture->nodes));
	node = &picture->nodes[picture->node_count++];
	*node = (struct picture_node){
		.label = label,
		.name = count == 0 ? TEXT("") : label,
		.type = count == 0 ? TYPE_SYNTHETIC : TYPE_OBJECT,
		.id = 2 * count + 1,
		.first_edge = picture->edge_count,
	};
	return node;
}

struct picture_edge *
picture_add_edge(struct picture *picture, unsigned type, struct text target)
{
	size_t count = picture->edge_count;

	if ((count & (count - 1)) == 0)
		picture->edges = xreallocarray(picture->edges, count ? count * 2 : 1,
		                               sizeof(*picture->edges));
	picture->edges[count] =
		(struct picture_edge){ .type = type, .label = target, .name = target };
	picture->edge_count++;
	picture->nodes[picture->node_count - 1].edge_count++;
	return &picture->edges[count];
}

/* NAME, ~NAME, NAME.edge, NAME."edge", NAME[3] */
static bool
parse_edge(struct picture *picture, struct cursor *cursor, struct text word)
{
	const char *sigil = word.at[0] != ' ' ? strchr(sigils, word.at[0]) : NULL;
	unsigned type = sigil != NULL ? (unsigned)(sigil - sigils) : PICTURE_PROPERTY;
	struct text name = { 0 }, number_text = { 0 };
	struct picture_edge *edge;
	uint64_t number = 0;
	bool is_named, is_numbered;

	if (sigil != NULL)
		word = text_after(word, 1);
	is_named = split_at(&word, '.', &name);
	is_numbered = !is_named && split_at(&word, '[', &number_text);
	if (is_numbered) {
		if (number_text.length < 2 || number_text.at[number_text.length - 1] != ']')
			return cursor_fail(cursor, "no ] after the number", number_text);
		number_text.length--;
		if (!number_of(number_text, &number) || number > UINT32_MAX)
			return cursor_fail(cursor, "not a number", number_text);
		if (type == PICTURE_PROPERTY)
			type = PICTURE_ELEMENT;
	}
	edge = picture_add_edge(picture, type, word);
	edge->number = (uint32_t)number;
	if (is_named)
		edge->name = unquoted(name);
	return true;
}

static bool
parse_edges(struct picture *picture, struct cursor *cursor)
{
	struct text word;

	while ((word = next_word(cursor)).length > 0)
		if (!parse_edge(picture, cursor, word))
			return false;
	return true;
}

/* at=SCRIPT:LINE:COLUMN */
static bool
parse_location(struct picture_node *node, struct text where)
{
	uint32_t *const parts[] = { &node->script_id, &node->line, &node->column };
	struct text after = { 0 };

	for (int i = 0; i < 3; i++) {
		uint64_t number;

		if (split_at(&where, ':', &after) != (i < 2) || !number_of(where, &number))
			return false;
		*parts[i] = (uint32_t)number;
		where = after;
	}
	node->has_location = true;
	return true;
}

static bool
parse_property(struct picture_node *node, struct text word)
{
	uint64_t number;
	unsigned type;

	if (type_of(picture_node_types, word, &type)) {
		node->type = type;
		return true;
	}
	if (word.at[0] == '@')
		return number_of(text_after(word, 1), &node->id);
	if (text_equal(word, TEXT("attached")) || text_equal(word, TEXT("detached"))) {
		node->detachedness = word.at[0] == 'a' ? 1 : 2;
		return true;
	}
	if (text_starts_with(word, TEXT("name="))) {
		node->name = unquoted(text_after(word, 5));
		return true;
	}
	if (text_starts_with(word, TEXT("at=")))
		return parse_location(node, text_after(word, 3));
	if (text_starts_with(word, TEXT("trace=")) && number_of(text_after(word, 6), &number)) {
		node->trace_node = (uint32_t)number;
		return true;
	}
	return false;
}

static bool
parse_node(struct picture *picture, struct cursor *cursor, struct text label)
{
	struct text size = { 0 }, word;
	struct picture_node *node;
	bool has_size = split_at(&label, ':', &size);

	if (picture_node(picture, label) < picture->node_count)
		return cursor_fail(cursor, "drawn twice", label);
	node = picture_add_node(picture, label);
	if (has_size && !number_of(size, &node->size))
		return cursor_fail(cursor, "not a size", size);
	while ((word = next_word(cursor)).length > 0) {
		if (text_equal(word, TEXT("->")))
			break;
		if (!parse_property(node, word))
			return cursor_fail(cursor, "not a word about a node", word);
	}
	return parse_edges(picture, cursor);
}

static bool
parse_expectation(struct picture *picture, struct cursor *cursor, struct text label)
{
	size_t node = picture_node(picture, label);
	struct text key, value;

	if (node == picture->node_count)
		return cursor_fail(cursor, "expected of a node that is not drawn", label);
	while ((key = next_word(cursor)).length > 0) {
		size_t count = picture->expectation_count;

		value = next_word(cursor);
		if (value.length == 0)
			return cursor_fail(cursor, "nothing expected of", key);
		if ((count & (count - 1)) == 0)
			picture->expectations = xreallocarray(picture->expectations,
			                                      count ? count * 2 : 1,
			                                      sizeof(*picture->expectations));
		picture->expectations[count] =
			(struct picture_expectation){ node, key, unquoted(value) };
		picture->expectation_count++;
	}
	return true;
}

static bool
parse_line(struct picture *picture, struct cursor *cursor, bool *is_expecting)
{
	bool goes_on = cursor->rest.length > 0 && isspace((unsigned char)cursor->rest.at[0]);
	struct text word = next_word(cursor);

	if (word.length == 0)
		return true;
	if (text_equal(word, TEXT("---"))) {
		*is_expecting = true;
		return picture_link(picture, cursor->error);
	}
	if (*is_expecting)
		return parse_expectation(picture, cursor, word);
	if (!goes_on)
		return parse_node(picture, cursor, word);
	if (picture->node_count == 0)
		return cursor_fail(cursor, "no node before", word);
	return (text_equal(word, TEXT("->")) || parse_edge(picture, cursor, word))
	       && parse_edges(picture, cursor);
}

bool
picture_parse(struct picture *picture, struct text drawing, struct error *error)
{
	struct cursor cursor = { .error = error };
	bool is_expecting = false;

	drawing = arena_text(&picture->arena, drawing);
	while (drawing.length > 0) {
		struct text line = drawing, after = { 0 };

		split_at(&line, '\n', &after);
		drawing = after;
		cursor.rest = line;
		cursor.line++;
		if (!parse_line(picture, &cursor, &is_expecting))
			return false;
	}
	return is_expecting || picture_link(picture, error);
}

bool
picture_link(struct picture *picture, struct error *error)
{
	for (size_t i = 0; i < picture->edge_count; i++) {
		struct picture_edge *edge = &picture->edges[i];

		edge->target = picture_node(picture, edge->label);
		if (edge->target == picture->node_count)
			return error_set(error, ERROR_FORMAT,
					 "an edge leads to %.*s, which is not drawn",
					 (int)edge->label.length, edge->label.at);
	}
	return true;
}

size_t
picture_node(const struct picture *picture, struct text label)
{
	size_t node = 0;

	while (node < picture->node_count && !text_equal(picture->nodes[node].label, label))
		node++;
	return node;
}

void
picture_release(struct picture *picture)
{
	free(picture->nodes);
	free(picture->edges);
	free(picture->expectations);
	arena_release(&picture->arena);
	*picture = (struct picture){ 0 };
}
