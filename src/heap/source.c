#include "config.h"

#include "heap/source.h"

#include <stdlib.h>

#include "base/memory.h"
#include "heap/heap.h"

static size_t
sources_slot(const struct sources *sources, uint32_t script_id)
{
	size_t slot = (script_id * UINT32_C(2654435769)) & (sources->slot_count - 1);

	while (sources->at[slot].node != NODE_NONE && sources->at[slot].script_id != script_id)
		slot = (slot + 1) & (sources->slot_count - 1);
	return slot;
}

/* The Script object of a script id, or NODE_NONE. */
static node_ix
sources_script(const struct sources *sources, uint32_t script_id)
{
	if (sources->slot_count == 0)
		return NODE_NONE;
	return sources->at[sources_slot(sources, script_id)].node;
}

static void
sources_add(struct sources *sources, uint32_t script_id, node_ix script)
{
	struct sources old = *sources;

	if (2 * (sources->count + 1) > sources->slot_count) {
		sources->slot_count = old.slot_count == 0 ? 64 : 2 * old.slot_count;
		sources->at = xmalloc(sources->slot_count * sizeof(*sources->at));
		for (size_t i = 0; i < sources->slot_count; i++)
			sources->at[i].node = NODE_NONE;
		for (size_t i = 0; i < old.slot_count; i++)
			if (old.at[i].node != NODE_NONE)
				sources->at[sources_slot(sources, old.at[i].script_id)] =
					old.at[i];
		free(old.at);
	}
	sources->at[sources_slot(sources, script_id)] =
		(struct source_script){ script_id, script };
	sources->count++;
}

/* Before V8 11 the edge has another name, as it may lead to debug information instead. */
node_ix
source_script_of_shared(const struct snapshot *snapshot, struct found_nodes *found,
			node_ix shared)
{
	node_ix script;

	if (shared == NODE_NONE)
		return NODE_NONE;
	script = found_nodes_internal(found, snapshot, shared, TEXT("script"));
	if (script == NODE_NONE)
		script = found_nodes_internal(found, snapshot, shared,
					      TEXT("script_or_debug_info"));
	if (script != NODE_NONE
	    && strings_equal(&snapshot->strings, snapshot->node_name[script],
			     TEXT("system / DebugInfo")))
		return NODE_NONE;
	return script;
}

bool
sources_build(struct sources *sources, const struct snapshot *snapshot,
	      struct found_nodes *found, struct progress *progress, struct error *error)
{
	*sources = (struct sources){ 0 };
	progress_begin(progress, "Finding sources", snapshot->location_count);
	for (size_t i = 0; i < snapshot->location_count; i++) {
		const struct location *location = &snapshot->locations[i];

		if (i % PROGRESS_STRIDE == 0 && !progress_advance(progress, i, error))
			return false;
		if (snapshot->node_type[location->node] != NODE_CLOSURE
		    || sources_script(sources, location->script_id) != NODE_NONE)
			continue;
		node_ix shared = found_nodes_internal(found, snapshot, location->node,
						      TEXT("shared"));
		node_ix script = source_script_of_shared(snapshot, found, shared);

		if (script != NODE_NONE)
			sources_add(sources, location->script_id, script);
	}
	return true;
}

void
sources_release(struct sources *sources)
{
	free(sources->at);
	*sources = (struct sources){ 0 };
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The byte that %41 at this place stands for; 0 if it stands for none, or ends a path. */
static int
escaped_byte(struct text url, size_t i)
{
	int high, low;

	if (url.at[i] != '%' || url.length - i < 3)
		return 0;
	high = hex_digit(url.at[i + 1]);
	low = hex_digit(url.at[i + 2]);
	return high < 0 || low < 0 ? 0 : high * 16 + low;
}

struct text
source_path_of_url(struct text url, struct arena *scratch)
{
	static const struct text scheme = { "file://", 7 };
	size_t length = 0;
	char *path;

	if (!text_starts_with(url, scheme))
		return url;
	url = text_from(url, scheme.length);
	path = arena_alloc(scratch, url.length + 1);
	for (size_t i = 0; i < url.length; i++) {
		int byte = escaped_byte(url, i);

		path[length++] = byte == 0 ? url.at[i] : (char)byte;
		i += byte == 0 ? 0 : 2;
	}
	return (struct text){ path, length };
}

struct text
source_path(const struct snapshot *snapshot, node_ix script, struct arena *scratch)
{
	static const struct text prefix = { "system / Script / ", 18 };
	struct text path = snapshot_node_name(snapshot, script, scratch);

	if (text_starts_with(path, prefix)) {
		path = text_from(path, prefix.length);
	}
	path = source_path_of_url(path, scratch);
	return text_equal(path, TEXT("system / Script")) ? TEXT("") : path;
}

struct text
heap_source(const struct heap *heap, node_ix node, struct arena *scratch)
{
	const struct location *location = snapshot_location(&heap->snapshot, node);
	node_ix script = location == NULL ? NODE_NONE
					  : sources_script(&heap->sources, location->script_id);
	struct text path = { NULL, 0 };

	if (script != NODE_NONE)
		path = source_path(&heap->snapshot, script, scratch);
	if (path.length == 0)
		return TEXT("");
	return arena_printf(scratch, "%.*s:%llu:%llu", (int)path.length, path.at,
			    location->line + 1ULL, location->column + 1ULL);
}
