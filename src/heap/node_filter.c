/*
 * Most filters are of one kind: what can only be reached through certain nodes.  So: mark
 * those nodes as closed doors, walk from the root, and take what the walk did not come
 * to (spec 9.4).
 */

#include "config.h"

#include "heap/node_filter.h"

#include "base/memory.h"
#include "heap/duplicates.h"
#include "heap/native_contexts.h"
#include "heap/walk.h"

#define CONSOLE_ENDING " / DevTools console"

/* What the walk does not come to, of what is reached at all.  Takes `closed` and `names`. */
static bitset_word *
filter_unreached(const struct heap *heap, bitset_word *closed, bitset_word *names,
		 struct progress *progress, struct error *error)
{
	bitset_word *nodes = walk_around(heap, closed, names, progress, error);
	bool ok = nodes != NULL;

	column_free(closed);
	column_free(names);
	for (node_ix node = 0; ok && node < heap_node_count(heap); node++) {
		if (node % PROGRESS_STRIDE == 0)
			ok = progress_advance(progress, node, error);
		if (bitset_has(nodes, node) || heap->distance[node] == DISTANCE_NONE)
			bitset_remove(nodes, node);
		else
			bitset_add(nodes, node);
	}
	if (ok)
		return nodes;
	column_free(nodes);
	return NULL;
}

/* What can only be reached through nodes of a kind. */
static bitset_word *
filter_behind(const struct heap *heap, bool (*is_closed)(const struct heap *, node_ix),
	      struct progress *progress, struct error *error)
{
	bitset_word *closed = bitset_alloc(heap_node_count(heap), error);
	bool ok = closed != NULL;

	progress_begin(progress, "Finding what to walk around", heap_node_count(heap));
	for (node_ix node = 0; ok && node < heap_node_count(heap); node++) {
		if (node % PROGRESS_STRIDE == 0)
			ok = progress_advance(progress, node, error);
		if (is_closed(heap, node))
			bitset_add(closed, node);
	}
	if (ok)
		return filter_unreached(heap, closed, NULL, progress, error);
	column_free(closed);
	return NULL;
}

static bool
is_detached(const struct heap *heap, node_ix node)
{
	return heap_detachedness(heap, node) == 2;
}

static bitset_word *
filter_detached_dom(const struct heap *heap, struct text value, struct progress *progress,
		    struct error *error)
{
	(void)value;
	return filter_behind(heap, is_detached, progress, error);
}

static bitset_word *
filter_contexts(const struct heap *heap, struct text value, struct progress *progress,
		struct error *error)
{
	(void)value;
	return filter_behind(heap, heap_is_context, progress, error);
}

static bitset_word *
filter_console(const struct heap *heap, struct text value, struct progress *progress,
	       struct error *error)
{
	const struct strings *strings = &heap->snapshot.strings;
	const struct text ending = TEXT(CONSOLE_ENDING);
	bitset_word *names = bitset_alloc(strings->count, error);
	bitset_word *closed = bitset_alloc(heap_node_count(heap), error);
	struct arena scratch = { 0 };

	(void)value;
	if (names == NULL || closed == NULL) {
		column_free(names);
		column_free(closed);
		return NULL;
	}
	for (string_ix i = 0; i < strings->count; i++) {
		arena_reset(&scratch);
		struct text name = strings_text(strings, i, &scratch);
		if (name.length >= ending.length
		    && memcmp(name.at + name.length - ending.length, ending.at, ending.length)
			       == 0)
			bitset_add(names, i);
	}
	arena_release(&scratch);
	return filter_unreached(heap, closed, names, progress, error);
}

/* Target of the node's first edge, of whatever type, that is shown under this name. */
static node_ix
edge_named(const struct heap *heap, node_ix node, struct text name)
{
	const struct snapshot *snapshot = &heap->snapshot;
	struct arena scratch = { 0 };
	node_ix target = NODE_NONE;

	for (edge_ix e = snapshot->first_edge[node];
	     target == NODE_NONE && e < snapshot->first_edge[node + 1]; e++)
		if (text_equal(snapshot_edge_name(snapshot, e, &scratch), name))
			target = snapshot_edge_target(snapshot, e);
	arena_release(&scratch);
	return target;
}

/* The function behind a listener: the listener's "1" if that has code, or its first child
 * that has, or else itself.  NODE_NONE if the listener is empty. */
static node_ix
event_handler(const struct heap *heap, node_ix listener)
{
	const struct snapshot *snapshot = &heap->snapshot;
	node_ix callback = edge_named(heap, listener, TEXT("1"));

	if (callback == NODE_NONE || edge_named(heap, callback, TEXT("code")) != NODE_NONE)
		return callback;
	edge_ix end = snapshot->first_edge[callback + 1];
	for (edge_ix e = snapshot->first_edge[callback]; e < end; e++) {
		node_ix child = snapshot_edge_target(snapshot, e);

		if (edge_named(heap, child, TEXT("code")) != NODE_NONE)
			return child;
	}
	return callback;
}

static bitset_word *
filter_event_handlers(const struct heap *heap, struct text value, struct progress *progress,
		      struct error *error)
{
	const struct strings *strings = &heap->snapshot.strings;
	bitset_word *closed = bitset_alloc(heap_node_count(heap), error);
	bitset_word *names = bitset_alloc(strings->count, error);

	(void)value;
	if (closed == NULL || names == NULL) {
		column_free(closed);
		column_free(names);
		return NULL;
	}
	for (string_ix i = 0; i < strings->count; i++)
		if (strings_equal(strings, i, TEXT("V8EventListener")))
			bitset_add(names, i);
	for (node_ix node = 0; node < heap_node_count(heap); node++) {
		if (!bitset_has(names, heap->snapshot.node_name[node]))
			continue;
		node_ix handler = event_handler(heap, node);
		if (handler != NODE_NONE)
			bitset_add(closed, handler);
	}
	column_free(names);
	return filter_unreached(heap, closed, NULL, progress, error);
}

static bitset_word *
filter_duplicated_strings(const struct heap *heap, struct text value,
			  struct progress *progress, struct error *error)
{
	struct duplicates duplicates;
	bitset_word *accepted;

	(void)value;
	if (!duplicates_build(&duplicates, heap, progress, error))
		return NULL;
	accepted = bitset_alloc(heap_node_count(heap), error);
	for (size_t i = 0; accepted != NULL && i < duplicates.member_count; i++)
		bitset_add(accepted, duplicates.members[i]);
	duplicates_release(&duplicates);
	return accepted;
}

/* Objects whose attribution is `wanted`, or the context at node `context`. */
static bitset_word *
filter_attribution(const struct heap *heap, uint32_t wanted, node_ix context,
		   struct progress *progress, struct error *error)
{
	struct native_contexts contexts;
	bitset_word *accepted;

	if (!native_contexts_build(&contexts, heap, progress, error))
		return NULL;
	if (context != NODE_NONE) {
		wanted = contexts.of[context];
		if (wanted >= CONTEXT_OF_SEVERAL || contexts.at[wanted].node != context) {
			native_contexts_release(&contexts);
			error_set(error, ERROR_USAGE, "object @%u is not a native context",
				  heap_node_id(heap, context));
			return NULL;
		}
	}
	accepted = bitset_alloc(heap_node_count(heap), error);
	for (node_ix node = 0; accepted != NULL && node < heap_node_count(heap); node++)
		if (contexts.of[node] == wanted)
			bitset_add(accepted, node);
	native_contexts_release(&contexts);
	return accepted;
}

static bitset_word *
filter_shared(const struct heap *heap, struct text value, struct progress *progress,
	      struct error *error)
{
	(void)value;
	return filter_attribution(heap, CONTEXT_OF_SEVERAL, NODE_NONE, progress, error);
}

static bitset_word *
filter_no_native_context(const struct heap *heap, struct text value,
			 struct progress *progress, struct error *error)
{
	(void)value;
	return filter_attribution(heap, CONTEXT_OF_NONE, NODE_NONE, progress, error);
}

/* Takes a number off the front of the text. */
static bool
take_number(struct text *text, uint64_t *number)
{
	size_t i = 0;

	*number = 0;
	for (; i < text->length && text->at[i] >= '0' && text->at[i] <= '9'; i++) {
		if (*number > (UINT64_MAX - 9) / 10)
			return false;
		*number = 10 * *number + (uint64_t)(text->at[i] - '0');
	}
	*text = text_from(*text, i);
	return i > 0;
}

static bool
take(struct text *text, struct text what)
{
	if (!text_starts_with(*text, what))
		return false;
	*text = text_from(*text, what.length);
	return true;
}

static bitset_word *
filter_native_context(const struct heap *heap, struct text value, struct progress *progress,
		      struct error *error)
{
	uint64_t id;
	node_ix context;

	take(&value, TEXT("@"));
	if (!take_number(&value, &id) || value.length > 0) {
		error_set(error, ERROR_USAGE, "native-context needs an object's id, as in @123");
		return NULL;
	}
	context = snapshot_find_id(&heap->snapshot, id);
	if (context == NODE_NONE) {
		error_set(error, ERROR_ABSENT, "no object @%llu", (unsigned long long)id);
		return NULL;
	}
	return filter_attribution(heap, 0, context, progress, error);
}

/* MIN..MAX; either may be left out. */
static bitset_word *
filter_ids(const struct heap *heap, struct text value, struct progress *progress,
	   struct error *error)
{
	uint64_t min = 0, max = UINT64_MAX;
	bitset_word *accepted;

	(void)progress;
	take_number(&value, &min);
	if (!take(&value, TEXT("..")) || (value.length > 0 && !take_number(&value, &max))
	    || value.length > 0) {
		error_set(error, ERROR_USAGE, "ids needs a range, as in ids=100..200");
		return NULL;
	}
	accepted = bitset_alloc(heap_node_count(heap), error);
	for (node_ix node = 0; accepted != NULL && node < heap_node_count(heap); node++)
		if (heap_node_id(heap, node) > min && heap_node_id(heap, node) <= max)
			bitset_add(accepted, node);
	return accepted;
}

static bitset_word *
filter_allocation(const struct heap *heap, struct text value, struct progress *progress,
		  struct error *error)
{
	bitset_word *accepted = bitset_alloc(heap_node_count(heap), error);
	const uint32_t *traced = heap->snapshot.trace_node_id;
	uint32_t largest = 0;
	bitset_word *wanted;
	uint64_t id;

	(void)progress;
	for (node_ix node = 0; traced != NULL && node < heap_node_count(heap); node++)
		if (traced[node] > largest)
			largest = traced[node];
	wanted = accepted == NULL ? NULL : bitset_alloc((uint64_t)largest + 1, error);
	if (wanted == NULL)
		goto failed;
	do {
		if (!take_number(&value, &id)) {
			error_set(error, ERROR_USAGE,
				  "allocation needs numbers of stacks, as in allocation=12,15");
			goto failed;
		}
		if (id <= largest)
			bitset_add(wanted, (size_t)id);
	} while (take(&value, TEXT(",")));
	if (value.length > 0) {
		error_set(error, ERROR_USAGE,
			  "allocation: numbers of stacks, with commas between");
		goto failed;
	}
	for (node_ix node = 0; traced != NULL && node < heap_node_count(heap); node++)
		if (bitset_has(wanted, traced[node]))
			bitset_add(accepted, node);
	column_free(wanted);
	return accepted;
failed:
	column_free(wanted);
	column_free(accepted);
	return NULL;
}

const struct node_filter_kind node_filter_kinds[] = {
	{ "duplicated-strings", "Duplicated strings",
	  false, filter_duplicated_strings },
	{ "detached-dom", "Objects retained by detached DOM nodes",
	  false, filter_detached_dom },
	{ "contexts", "Objects retained by contexts",
	  false, filter_contexts },
	{ "console", "Objects retained by DevTools Console",
	  false, filter_console },
	{ "event-handlers", "Objects retained by event handlers",
	  false, filter_event_handlers },
	{ "shared-native-context", "Objects shared between native contexts",
	  false, filter_shared },
	{ "no-native-context", "Objects not attributed to a native context",
	  false, filter_no_native_context },
	{ "native-context", "Objects of a native context (@ID)",
	  true, filter_native_context },
	{ "ids", "Objects with MIN < id <= MAX (MIN..MAX)",
	  true, filter_ids },
	{ "allocation", "Objects allocated at stacks (ID,ID...)",
	  true, filter_allocation },
	{ NULL, NULL, false, NULL },
};

bitset_word *
node_filter_build(const struct heap *heap, struct text which, struct progress *progress,
		  struct error *error)
{
	for (size_t i = 0; node_filter_kinds[i].name != NULL; i++) {
		struct text rest = which;

		if (!take(&rest, text_of(node_filter_kinds[i].name)))
			continue;
		if (node_filter_kinds[i].takes_value ? take(&rest, TEXT("=")) : rest.length == 0)
			return node_filter_kinds[i].build(heap, rest, progress, error);
	}
	error_set(error, ERROR_USAGE, "no such selection of objects: %.*s",
		  (int)(which.length < 100 ? which.length : 100), which.at);
	return NULL;
}
