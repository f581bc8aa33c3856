/*
 * Objects by constructor; below each constructor its objects, below those their references.
 */

#include "config.h"

#include "heap/constructors.h"
#include "view/only_join.h"
#include "view/references.h"

enum { OBJECT_BLOCK = 1024 };

enum summary_kind {
	SUMMARY_CONSTRUCTOR, /* item: position in constructors.at */
	SUMMARY_OBJECT,      /* item: a node */
	SUMMARY_REFERENCE,   /* item: a node, via: the edge to it from an object */
	SUMMARY_DEEPER,      /* the same from a node further down */
};

enum summary_column {
	SUMMARY_ROW,
	SUMMARY_NAME,
	SUMMARY_COUNT,
	SUMMARY_DISTANCE,
	SUMMARY_SHALLOW,
	SUMMARY_RETAINED,
	SUMMARY_ID,
	SUMMARY_EDGE,
	SUMMARY_EDGE_TYPE,
};

static bool
summary_is_reference(struct row row)
{
	return row.kind == SUMMARY_REFERENCE || row.kind == SUMMARY_DEEPER;
}

struct summary_state {
	const struct constructors *constructors; /* the heap's, or: */
	struct constructors accepted;            /* those of the accepted objects */
};

static const struct constructor *
summary_constructor(const void *state, struct row row)
{
	const struct summary_state *summary = state;

	return &summary->constructors->at[row.item];
}

static uint64_t
summary_shallow_size(const void *state, struct row row)
{
	const struct summary_state *summary = state;

	return constructors_shallow_size(summary->constructors, row.item);
}

static uint64_t
summary_retained_size(const void *state, struct row row)
{
	const struct summary_state *summary = state;

	return constructors_retained_size(summary->constructors, row.item);
}

static struct text
summary_constructor_name(const struct subject *on, const void *state, struct row row)
{
	return classes_name(&on->heap->classes, summary_constructor(state, row)->class);
}

/* What people read in the first column. */
static struct cell
summary_row_value(const struct subject *on, const void *state, struct row row,
		  struct arena *scratch)
{
	if (row.kind == SUMMARY_CONSTRUCTOR)
		return cell_of_text(summary_constructor_name(on, state, row));
	return reference_cell((struct object){ on->heap, row.item }, row.via, scratch);
}

static struct cell
summary_name_value(const struct subject *on, const void *state, struct row row,
		   struct arena *scratch)
{
	if (row.kind != SUMMARY_CONSTRUCTOR)
		return node_cell_name((struct object){ on->heap, row.item }, scratch);
	return cell_of_text(summary_constructor_name(on, state, row));
}

static struct cell
summary_count_value(const struct subject *on, const void *state, struct row row,
		    struct arena *scratch)
{
	(void)on;
	(void)scratch;
	if (row.kind != SUMMARY_CONSTRUCTOR)
		return cell_of_nothing();
	return cell_of_count(summary_constructor(state, row)->count);
}

static struct cell
summary_distance_value(const struct subject *on, const void *state, struct row row,
		       struct arena *scratch)
{
	if (row.kind != SUMMARY_CONSTRUCTOR)
		return node_distance(on, state, row, scratch);
	if (!heap_has(on->heap, HEAP_DISTANCES))
		return cell_of_pending();
	return cell_of_distance(summary_constructor(state, row)->distance);
}

static struct cell
summary_shallow_value(const struct subject *on, const void *state, struct row row,
		      struct arena *scratch)
{
	if (row.kind != SUMMARY_CONSTRUCTOR)
		return node_shallow(on, state, row, scratch);
	return cell_of_bytes(summary_shallow_size(state, row));
}

static struct cell
summary_retained_value(const struct subject *on, const void *state, struct row row,
		       struct arena *scratch)
{
	if (row.kind != SUMMARY_CONSTRUCTOR)
		return node_retained(on, state, row, scratch);
	if (!heap_has(on->heap, HEAP_DOMINATORS))
		return cell_of_pending();
	return cell_of_bytes(summary_retained_size(state, row));
}

static struct cell
summary_id_value(const struct subject *on, const void *state, struct row row,
		 struct arena *scratch)
{
	if (row.kind == SUMMARY_CONSTRUCTOR)
		return cell_of_nothing();
	return node_id(on, state, row, scratch);
}

/* By name: of the constructor or the object, or of the reference as DevTools orders it. */
static int
summary_compare(const struct subject *on, const void *state, struct row a, struct row b,
		bool descending)
{
	int order;

	if (summary_is_reference(a))
		return reference_compare_names(on->heap, a.via, b.via, descending);
	if (a.kind == SUMMARY_CONSTRUCTOR)
		order = text_compare(summary_constructor_name(on, state, a),
				     summary_constructor_name(on, state, b));
	else
		order = reference_compare_targets(on->heap, a.item, b.item);
	return descending ? -order : order;
}

/* Siblings are of one kind: constructors are few, objects may be millions. */
#define SUMMARY_KEYS(name) \
	static void \
	summary_##name##_keys(const struct subject *on, const void *state, \
			      const struct row *rows, size_t count, uint64_t *keys) \
	{ \
		if (count > 0 && rows[0].kind != SUMMARY_CONSTRUCTOR) { \
			node_keys_##name(on->heap, rows, count, keys); \
			return; \
		} \
		for (size_t i = 0; i < count; i++) { \
			struct cell cell = summary_##name##_value(on, state, rows[i], NULL); \
\
			cell_sort_key(&cell, &keys[i]); \
		} \
	}
SUMMARY_KEYS(distance)
SUMMARY_KEYS(shallow)
SUMMARY_KEYS(retained)

static const struct column summary_columns[] = {
	[SUMMARY_ROW] = { .name = "row", .title = "Constructor", .key = 'c',
			  .flags = COLUMN_PEOPLE | COLUMN_TREE | COLUMN_ASCENDING,
			  .value = summary_row_value, .compare = summary_compare },
	[SUMMARY_NAME] = { .name = "constructor", .title = "Constructor", .width = 40,
			   .flags = COLUMN_SCRIPT | COLUMN_ASCENDING,
			   .value = summary_name_value, .compare = summary_compare },
	[SUMMARY_COUNT] = { .name = "count", .title = "Count", .width = 10, .rank = 2,
			    .key = 't', .flags = COLUMN_RIGHT, .value = summary_count_value },
	[SUMMARY_DISTANCE] = { .name = "distance", .title = "Distance", .width = 8, .rank = 4,
			       .key = 'd', .flags = COLUMN_RIGHT | COLUMN_ASCENDING,
			       .value = summary_distance_value,
			       .keys = summary_distance_keys },
	[SUMMARY_SHALLOW] = { .name = "shallow_size", .title = "Shallow size", .width = 12,
			      .rank = 3, .key = 's', .flags = COLUMN_RIGHT | COLUMN_SHARE,
			      .value = summary_shallow_value, .keys = summary_shallow_keys },
	[SUMMARY_RETAINED] = { .name = "retained_size", .title = "Retained size", .width = 13,
			       .rank = 1, .key = 'r', .flags = COLUMN_RIGHT | COLUMN_SHARE,
			       .value = summary_retained_value, .keys = summary_retained_keys },
	[SUMMARY_ID] = { .name = "id", .title = "Id", .width = 10, .value = summary_id_value,
			 .flags = COLUMN_RIGHT | COLUMN_SCRIPT | COLUMN_DEEP | COLUMN_ASCENDING },
	[SUMMARY_EDGE] = { .name = "edge", .title = "Reference", .width = 20,
			   .value = reference_edge,
			   .flags = COLUMN_SCRIPT | COLUMN_DEEP | COLUMN_ASCENDING },
	[SUMMARY_EDGE_TYPE] = { .name = "edge_type", .title = "Kind", .width = 10,
				.value = reference_type,
				.flags = COLUMN_SCRIPT | COLUMN_DEEP | COLUMN_ASCENDING },
	{ .name = NULL },
};

static bool
summary_open(const struct subject *on, void *state, struct progress *progress,
	     struct error *error)
{
	struct summary_state *summary = state;

	summary->constructors = &on->heap->constructors;
	if (on->accepted == NULL)
		return true;
	summary->constructors = &summary->accepted;
	return constructors_build(&summary->accepted, on->heap, on->accepted, progress, error);
}

static void
summary_close(void *state)
{
	struct summary_state *summary = state;

	constructors_release(&summary->accepted);
}

static enum tone
summary_tone(const struct subject *on, const void *state, struct row row)
{
	if (row.kind == SUMMARY_CONSTRUCTOR)
		row.item = summary_constructor(state, row)->first;
	return reference_tone((struct object){ on->heap, row.item }, row.via);
}

static struct row
summary_root(uint32_t constructor)
{
	return (struct row){ constructor, EDGE_NONE, SUMMARY_CONSTRUCTOR };
}

static bool
summary_shows(const struct subject *on, const void *state, uint32_t constructor)
{
	return !on->hide_internals
	       || summary_tone(on, state, summary_root(constructor)) != TONE_DIM;
}

/* As there may be millions they are counted first: a list that grows has room that it does not
 * need. */
static bool
summary_roots(const struct subject *on, const void *state, struct rows *rows,
	      struct progress *progress, struct error *error)
{
	const struct summary_state *summary = state;
	size_t shown = 0;
	struct row *at;

	(void)progress;
	(void)error;
	for (uint32_t i = 0; i < summary->constructors->count; i++)
		shown += summary_shows(on, state, i);
	at = rows_extend(rows, shown);
	for (uint32_t i = 0; at != NULL && i < summary->constructors->count; i++)
		if (summary_shows(on, state, i))
			*at++ = summary_root(i);
	return at != NULL;
}

static bool
summary_has_children(const struct subject *on, const void *state, struct row row)
{
	(void)state;
	return row.kind == SUMMARY_CONSTRUCTOR
	       || references_any(on->heap, row.item, on->hide_internals);
}

/* A row of millions is made in blocks that stay in the cache. */
static bool
summary_objects(const struct subject *on, const struct constructor *constructor,
		struct rows *rows, struct error *error)
{
	node_ix objects[OBJECT_BLOCK], node = constructor->first;
	struct row *at = rows_extend(rows, constructor->count);
	size_t left = constructor->count;

	while (at != NULL && left > 0) {
		size_t count = constructors_objects(on->heap, constructor, on->accepted, &node,
						    objects,
						    left < OBJECT_BLOCK ? left : OBJECT_BLOCK);

		if (count == 0)
			return error_set(error, ERROR_FORMAT, "fewer objects than counted");
		for (size_t i = 0; i < count; i++)
			*at++ = (struct row){ objects[i], EDGE_NONE, SUMMARY_OBJECT };
		left -= count;
	}
	return at != NULL;
}

static bool
summary_children(const struct subject *on, const void *state, struct row row,
		 struct rows *rows, struct progress *progress, struct error *error)
{
	(void)progress;
	if (row.kind == SUMMARY_CONSTRUCTOR)
		return summary_objects(on, summary_constructor(state, row), rows, error);
	return references_add(on->heap, row.item, on->hide_internals,
			      row.kind == SUMMARY_OBJECT ? SUMMARY_REFERENCE : SUMMARY_DEEPER,
			      rows);
}

/* DevTools' second keys (spec 9.3, 11.1): those by name, */
static int
summary_tie(const struct subject *on, const void *state, unsigned column, struct row a,
	    struct row b)
{
	uint64_t x, y;

	if (column == SUMMARY_SHALLOW || column == SUMMARY_RETAINED)
		return summary_compare(on, state, a, b, false);
	if (a.kind == SUMMARY_DEEPER)
		return reference_compare_targets(on->heap, a.item, b.item);
	x = summary_retained_size(state, a);
	y = summary_retained_size(state, b);
	return (x < y) - (x > y);
}

/* and those by number: an object's id, or the retained size, larger ones first. */
static bool
summary_tie_keys(const struct subject *on, const void *state, unsigned column,
		 const struct row *rows, size_t count, uint64_t *keys)
{
	bool by_size = column == SUMMARY_SHALLOW || column == SUMMARY_RETAINED;

	(void)state;
	if (rows[0].kind == SUMMARY_CONSTRUCTOR || (summary_is_reference(rows[0]) && by_size)
	    || (rows[0].kind == SUMMARY_DEEPER && column == SUMMARY_DISTANCE))
		return false;
	if (rows[0].kind == SUMMARY_OBJECT && column != SUMMARY_DISTANCE) {
		node_keys_id(on->heap, rows, count, keys);
		return true;
	}
	node_keys_most_retained(on->heap, rows, count, keys);
	return true;
}

static struct object
summary_object(const struct subject *on, const void *state, struct row row)
{
	return row.kind == SUMMARY_CONSTRUCTOR ? object_none() : node_of_row(on, state, row);
}

static size_t
summary_path(const struct subject *on, const void *state, struct object object,
	     struct row *path)
{
	const struct summary_state *summary = state;
	class_ix class;

	if (object.heap != on->heap || heap_shallow_size(on->heap, object.node) == 0
	    || (on->accepted != NULL && !bitset_has(on->accepted, object.node)))
		return 0;
	class = heap_class_of(on->heap, object.node);
	for (uint32_t i = 0; i < summary->constructors->count; i++) {
		if (summary->constructors->at[i].class != class)
			continue;
		path[0] = summary_root(i);
		path[1] = (struct row){ object.node, EDGE_NONE, SUMMARY_OBJECT };
		return 2;
	}
	return 0;
}

/* The constructor and the object above do not count as ancestors. */
static enum view_repeats
summary_repeats(const struct subject *on, const void *state, struct row row, uint32_t *id)
{
	(void)state;
	if (!summary_is_reference(row))
		return REPEATS_NOTHING;
	*id = heap_node_id(on->heap, row.item);
	return REPEATS_ITS_ID;
}

static struct text
summary_caption(const struct subject *on, const void *state, struct arena *scratch)
{
	const struct summary_state *summary = state;
	char count[UNITS_LENGTH], size[UNITS_LENGTH];
	struct text line = arena_printf(
		scratch, "%s objects, %s", units_count(count, summary->constructors->object_count),
		units_bytes(size, summary->constructors->size, on->units));

	struct text only = only_title(on, scratch);

	if (only.length == 0)
		return line;
	return ARENA_JOIN(scratch, line, TEXT(", only "), only);
}

const struct view summary_view = {
	.name = "summary",
	.title = "Summary",
	.summary = "objects by constructor",
	.key = 'M',
	.needs = TAKES_ONLY,
	.parts = HEAP_GRAPH | HEAP_CLASSES,
	.columns = summary_columns,
	.first_sort = SUMMARY_RETAINED,
	.report_limit = 50,
	.state_size = sizeof(struct summary_state),
	.open = summary_open,
	.close = summary_close,
	.roots = summary_roots,
	.has_children = summary_has_children,
	.children = summary_children,
	.tie = summary_tie,
	.tie_keys = summary_tie_keys,
	.object = summary_object,
	.path = summary_path,
	.repeats = summary_repeats,
	.tone = summary_tone,
	.caption = summary_caption,
};
