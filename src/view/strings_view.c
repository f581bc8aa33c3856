/*
 * The same text held more than once; under it, each string that is so.
 */

#include "config.h"

#include "heap/boxed.h"
#include "heap/duplicates.h"
#include "view/view.h"

enum { WRITTEN_MOST = 1024 /* characters of a text, as V8 writes it */ };

enum row_kind { ROW_TEXT, ROW_STRING };

static const struct duplicate_group *
strings_group(const void *state, struct row row)
{
	const struct duplicates *duplicates = state;

	return &duplicates->at[row.item];
}

/* The string a row stands for, or the first of several. */
static node_ix
strings_node(const void *state, struct row row)
{
	const struct duplicates *duplicates = state;

	return row.kind == ROW_STRING ? row.item
				      : duplicates->members[strings_group(state, row)->first];
}

static struct cell
strings_value(const struct subject *on, const void *state, struct row row,
	      struct arena *scratch)
{
	return cell_of_text(heap_node_name(on->heap, strings_node(state, row), scratch));
}

/* The text stands above its strings, once. */
static struct cell
strings_row(const struct subject *on, const void *state, struct row row, struct arena *scratch)
{
	if (row.kind == ROW_TEXT)
		return strings_value(on, state, row, scratch);
	return cell_of_text(arena_printf(scratch, "@%u", heap_node_id(on->heap, row.item)));
}

static struct cell
strings_id(const struct subject *on, const void *state, struct row row, struct arena *scratch)
{
	(void)state;
	(void)scratch;
	if (row.kind == ROW_TEXT)
		return cell_of_nothing();
	return cell_of_id(heap_node_id(on->heap, row.item));
}

static struct cell
strings_count(const struct subject *on, const void *state, struct row row,
	      struct arena *scratch)
{
	(void)on;
	(void)scratch;
	return cell_of_count(row.kind == ROW_STRING ? 1 : strings_group(state, row)->count);
}

static struct cell
strings_distance(const struct subject *on, const void *state, struct row row,
		 struct arena *scratch)
{
	(void)state;
	(void)scratch;
	if (row.kind == ROW_TEXT)
		return cell_of_nothing();
	return cell_of_distance(heap_distance(on->heap, row.item));
}

static struct cell
strings_shallow(const struct subject *on, const void *state, struct row row,
		struct arena *scratch)
{
	(void)scratch;
	return cell_of_bytes(row.kind == ROW_STRING ? heap_shallow_size(on->heap, row.item)
						    : strings_group(state, row)->shallow_size);
}

static struct cell
strings_retained(const struct subject *on, const void *state, struct row row,
		 struct arena *scratch)
{
	(void)scratch;
	return cell_of_bytes(row.kind == ROW_STRING ? heap_retained_size(on->heap, row.item)
						    : strings_group(state, row)->retained_size);
}

enum { COLUMN_RETAINED = 6 };

static const struct column strings_columns[] = {
	{ .name = "row", .title = "Value", .key = 'c',
	  .flags = COLUMN_PEOPLE | COLUMN_TREE | COLUMN_ASCENDING, .value = strings_row },
	{ .name = "value", .title = "Value", .flags = COLUMN_SCRIPT | COLUMN_ASCENDING,
	  .value = strings_value },
	{ .name = "id", .title = "Id", .width = 10, .flags = COLUMN_SCRIPT | COLUMN_RIGHT,
	  .value = strings_id },
	{ .name = "count", .title = "Count", .width = 9, .key = 't', .flags = COLUMN_RIGHT,
	  .value = strings_count },
	{ .name = "distance", .title = "Distance", .width = 8, .rank = 2, .key = 'd',
	  .flags = COLUMN_SCRIPT | COLUMN_RIGHT | COLUMN_ASCENDING, .value = strings_distance },
	{ .name = "shallow_size", .title = "Shallow size", .width = 12, .rank = 1, .key = 's',
	  .flags = COLUMN_RIGHT | COLUMN_SHARE, .value = strings_shallow },
	[COLUMN_RETAINED] = { .name = "retained_size", .title = "Retained size", .width = 13,
			      .key = 'r', .flags = COLUMN_RIGHT | COLUMN_SHARE,
			      .value = strings_retained },
	{ .name = NULL },
};

static bool
strings_open(const struct subject *on, void *state, struct progress *progress,
	     struct error *error)
{
	return duplicates_build(state, on->heap, progress, error);
}

static void
strings_close(void *state)
{
	duplicates_release(state);
}

static bool
strings_roots(const struct subject *on, const void *state, struct rows *rows,
	      struct progress *progress, struct error *error)
{
	const struct duplicates *duplicates = state;

	(void)on;
	(void)progress;
	(void)error;
	for (uint32_t i = 0; i < duplicates->count; i++)
		rows_add(rows, (struct row){ i, EDGE_NONE, ROW_TEXT });
	return true;
}

static bool
strings_has_children(const struct subject *on, const void *state, struct row row)
{
	(void)on;
	(void)state;
	return row.kind == ROW_TEXT;
}

static bool
strings_children(const struct subject *on, const void *state, struct row row,
		 struct rows *rows, struct progress *progress, struct error *error)
{
	const struct duplicates *duplicates = state;
	const struct duplicate_group *group = strings_group(state, row);

	(void)on;
	(void)progress;
	(void)error;
	for (uint32_t i = 0; i < group->count; i++)
		rows_add(rows, (struct row){ duplicates->members[group->first + i], EDGE_NONE,
					     ROW_STRING });
	return true;
}

static struct object
strings_object(const struct subject *on, const void *state, struct row row)
{
	(void)state;
	return (struct object){ on->heap, row.kind == ROW_STRING ? row.item : NODE_NONE };
}

/* Whether the snapshot has but the beginning of the text, and nothing to tell the rest by. */
static bool
strings_may_differ(const struct subject *on, node_ix node, struct arena *scratch)
{
	struct text text = heap_node_name(on->heap, node, scratch);

	return text_utf16_length(text) >= WRITTEN_MOST
	       && !boxed_is_true(on->heap, node, TEXT("truncated"));
}

static struct text
strings_words(const struct subject *on, const void *state, struct row row, struct arena *scratch)
{
	node_ix node = strings_node(state, row);

	if (strings_may_differ(on, node, scratch))
		return TEXT("Texts that begin with the same 1,024 characters. A snapshot has no "
			    "more of them: behind those they may differ, and do where their sizes "
			    "do.");
	return TEXT("One text that the heap holds several times.");
}

static struct text
strings_caption(const struct subject *on, const void *state, struct arena *scratch)
{
	const struct duplicates *duplicates = state;
	uint64_t wasted = 0;
	char texts[UNITS_LENGTH], count[UNITS_LENGTH], size[UNITS_LENGTH];

	for (size_t i = 0; i < duplicates->count; i++)
		wasted += duplicates->at[i].shallow_size
			  - duplicates->at[i].shallow_size / duplicates->at[i].count;
	/* Of long texts only the beginning is known. */
	return arena_printf(scratch, "%s text%s in %s strings; one of each would save up to %s",
			    units_count(texts, duplicates->count),
			    duplicates->count == 1 ? "" : "s",
			    units_count(count, duplicates->member_count),
			    units_bytes(size, wasted, on->units));
}

const struct view strings_view = {
	.name = "strings",
	.title = "Duplicate strings",
	.summary = "the same text held more than once",
	.key = 'T',
	.needs = NEEDS_HEAP,
	.parts = HEAP_ALL,
	.columns = strings_columns,
	.first_sort = COLUMN_RETAINED,
	.report_limit = 100,
	.state_size = sizeof(struct duplicates),
	.open = strings_open,
	.close = strings_close,
	.roots = strings_roots,
	.has_children = strings_has_children,
	.children = strings_children,
	.object = strings_object,
	.words = strings_words,
	.caption = strings_caption,
};
