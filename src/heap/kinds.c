#include "config.h"

#include "heap/kinds.h"

#include <string.h>

#include "base/memory.h"
#include "heap/name_kinds.h"
#include "heap/roles.h"

/* Of so many properties the names make the shape of a plain object. */
enum { SHAPE_PROPERTIES = 6 };

bool
kinds_reader_init(struct kinds_reader *reader, const struct heap *heap, bool of_one_process,
		  struct error *error)
{
	*reader = (struct kinds_reader){ .heap = heap, .of_one_process = of_one_process };
	reader->name = column_alloc(heap->snapshot.strings.count, sizeof(uint64_t), error);
	return reader->name != NULL;
}

void
kinds_reader_release(struct kinds_reader *reader)
{
	column_free(reader->name);
	arena_release(&reader->scratch);
}

/* Elements are alike whatever their attributes: <li id="a"> and <li> are "<li". */
static struct text
element_kind(const struct heap *heap, string_ix string, struct text name)
{
	enum name_kind kind = (enum name_kind)heap->name_kinds[string];
	size_t at = kind == NAME_DETACHED_TAG ? strlen("Detached <") : 0;

	if (kind != NAME_TAG && kind != NAME_DETACHED_TAG)
		return name;
	while (at < name.length && name.at[at] != ' ' && name.at[at] != '>')
		at++;
	name.length = at;
	return name;
}

static uint64_t
name_hash(struct kinds_reader *reader, string_ix string)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);
	struct text text;

	if (reader->name[string] != 0)
		return reader->name[string];
	text = element_kind(
		reader->heap, string,
		strings_text(&reader->heap->snapshot.strings, string, &reader->scratch));
	for (size_t i = 0; i < text.length; i++)
		hash = (hash ^ (unsigned char)text.at[i]) * UINT64_C(0x100000001b3);
	arena_reset(&reader->scratch);
	return reader->name[string] = hash | 1;
}

static uint64_t
shape_hash(struct kinds_reader *reader, node_ix node, uint64_t hash)
{
	const struct snapshot *snapshot = &reader->heap->snapshot;
	edge_ix end = snapshot->first_edge[node + 1];
	unsigned properties = 0;

	for (edge_ix edge = snapshot->first_edge[node];
	     edge < end && properties < SHAPE_PROPERTIES; edge++) {
		if (edge_word_type(snapshot->edge_word[edge]) != EDGE_PROPERTY)
			continue;
		hash = kind_mix(hash, name_hash(reader, snapshot->edge_name[edge]));
		properties++;
	}
	return hash;
}

static uint64_t
closure_hash(struct kinds_reader *reader, node_ix node, uint64_t hash)
{
	const struct location *location = snapshot_location(&reader->heap->snapshot, node);

	hash = kind_mix(hash, name_hash(reader, reader->heap->snapshot.node_name[node]));
	if (location == NULL)
		return hash;
	if (reader->of_one_process)
		hash = kind_mix(hash, location->script_id);
	return kind_mix(kind_mix(hash, location->line), location->column);
}

static uint64_t
context_hash(struct kinds_reader *reader, node_ix node, uint64_t hash)
{
	node_ix scope = heap_internal(reader->heap, node, TEXT("scope_info"));

	if (scope == NODE_NONE || !reader->of_one_process)
		return hash;
	return kind_mix(hash, heap_node_id(reader->heap, scope));
}

uint64_t
kind_plainly(struct kinds_reader *reader, node_ix node)
{
	enum node_type type = heap_node_type(reader->heap, node);

	if (node_type_is_string(type))
		return KIND_STRINGS;
	if (type == NODE_NUMBER || type == NODE_BIGINT)
		return KIND_NUMBERS;
	if (type == NODE_CLOSURE || type == NODE_REGEXP)
		return kind_mix(16, type);
	return kind_mix(name_hash(reader, reader->heap->snapshot.node_name[node]), type);
}

uint64_t
kind_closely(struct kinds_reader *reader, node_ix node)
{
	enum node_type type = heap_node_type(reader->heap, node);
	uint64_t kind = kind_plainly(reader, node);
	string_ix name = reader->heap->snapshot.node_name[node];

	if (type == NODE_CLOSURE)
		return closure_hash(reader, node, kind);
	if (type != NODE_OBJECT)
		return kind;
	if (heap_is_context(reader->heap, node))
		return context_hash(reader, node, kind);
	if (strings_equal(&reader->heap->snapshot.strings, name, TEXT("Object")))
		return shape_hash(reader, node, kind);
	return kind;
}
