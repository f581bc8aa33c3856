/*
 * Who refers to an object, and who to those, up to the roots.
 *
 * A row's item is the object that holds, its via the edge with which it does.  Where one reads
 * (subject->shows_way), the best way to the roots comes first at every level, and a run of equal
 * references on it is one row, beside the row of its first reference:
 *
 *	- next x220 in Link @9         the way
 *	  - head in Queue @5
 *	+ next in Link @449            its first hop
 *	+ last in Queue @5
 */

#include "config.h"

#include "heap/ignored.h"
#include "view/retainers_way.h"

enum retainers_kind { ROW_WAY, ROW_RETAINER };

struct retainers_state {
	struct ignored_edges ignored;
	struct retainers_way way;
};

/* The part of the way that a row stands for, or null. */
static const struct path_hop *
retainers_hop(const void *state, struct row row)
{
	const struct retainers_state *retainers = state;

	return row.kind == ROW_WAY ? retainers_way_at(&retainers->way, row.via) : NULL;
}

/* Distances as they are while some retainers are ignored. */
static int32_t
retainers_shown_distance(const struct subject *on, const void *state, struct row row)
{
	const struct retainers_state *retainers = state;
	const int32_t *all = on->heap->distance;
	int32_t distance = on->distance != NULL ? on->distance[row.item] : all[row.item];

	if (ignored_edges_has(&retainers->ignored, row.via))
		return DISTANCE_UNREACHABLE;
	if (distance != DISTANCE_NONE)
		return distance;
	return (all[row.item] > 0 ? all[row.item] : 0) + DISTANCE_UNREACHABLE;
}

static bool
retainers_is_ignored(const struct subject *on, struct row row)
{
	return on->ignored != NULL && bitset_has(on->ignored, row.item);
}

static struct cell
retainers_object_value(const struct subject *on, const void *state, struct row row,
		       struct arena *scratch)
{
	struct text label = reference_label(on->heap, row.via, scratch);
	const struct path_hop *hop = retainers_hop(state, row);

	if (hop != NULL)
		label = path_hop_label(hop, label, scratch);
	return node_cell_behind(label, TEXT(" in "), node_of_row(on, state, row), scratch);
}

static struct cell
retainers_distance_value(const struct subject *on, const void *state, struct row row,
			 struct arena *scratch)
{
	(void)scratch;
	return (struct cell){ .kind = retainers_is_ignored(on, row) ? CELL_IGNORED : CELL_DISTANCE,
			      .delta = retainers_shown_distance(on, state, row) };
}

static void
retainers_distance_keys(const struct subject *on, const void *state, const struct row *rows,
			size_t count, uint64_t *keys)
{
	for (size_t i = 0; i < count; i++)
		keys[i] = cell_signed_key(retainers_shown_distance(on, state, rows[i]));
}

static const struct column retainers_columns[] = {
	[REFERENCE_OBJECT] = REFERENCE_COLUMN_OBJECT(retainers_object_value),
	[REFERENCE_EDGE] = REFERENCE_COLUMN_EDGE(reference_edge),
	[REFERENCE_EDGE_TYPE] = REFERENCE_COLUMN_TYPE(reference_type),
	[REFERENCE_ID] = NODE_COLUMN_ID,
	[REFERENCE_TYPE] = NODE_COLUMN_TYPE,
	[REFERENCE_NAME] = NODE_COLUMN_NAME,
	[REFERENCE_CONSTRUCTOR] = NODE_COLUMN_CONSTRUCTOR,
	[REFERENCE_DISTANCE] = { .name = "distance", .title = "Distance", .width = 8, .rank = 2,
				 .key = 'd', .flags = COLUMN_RIGHT | COLUMN_ASCENDING,
				 .value = retainers_distance_value,
				 .keys = retainers_distance_keys },
	[REFERENCE_SHALLOW] = NODE_COLUMN_SHALLOW,
	[REFERENCE_RETAINED] = NODE_COLUMN_RETAINED,
	[REFERENCE_DOMINATOR] = NODE_COLUMN_DOMINATOR,
	[REFERENCE_DETACHEDNESS] = NODE_COLUMN_DETACHEDNESS,
	[REFERENCE_SOURCE] = NODE_COLUMN_SOURCE,
	{ .name = NULL },
};

static bool
retainers_open(const struct subject *on, void *state, struct progress *progress,
	       struct error *error)
{
	struct retainers_state *retainers = state;

	if (on->distance != NULL
	    && !ignored_edges_build(&retainers->ignored, on->heap, on->distance, progress, error))
		return false;
	return !on->shows_way || retainers_way_find(&retainers->way, on, progress, error);
}

static void
retainers_close(void *state)
{
	struct retainers_state *retainers = state;

	ignored_edges_release(&retainers->ignored);
	retainers_way_release(&retainers->way);
}

static bool
retainers_children(const struct subject *on, const void *state, struct row row,
		   struct rows *rows, struct progress *progress, struct error *error)
{
	const struct retainers_state *retainers = state;
	const struct path_hop *hop = retainers_way_from(&retainers->way, row.item);

	(void)progress;
	if (!references_add_retainers(on->heap, row.item, on->hide_internals, ROW_RETAINER, rows,
				      error))
		return false;
	if (hop != NULL)
		retainers_way_add(&retainers->way, hop, ROW_WAY, rows);
	return true;
}

static bool
retainers_roots(const struct subject *on, const void *state, struct rows *rows,
		struct progress *progress, struct error *error)
{
	return retainers_children(on, state, (struct row){ on->node, EDGE_NONE, 0 }, rows, progress,
				  error);
}

static bool
retainers_has_children(const struct subject *on, const void *state, struct row row)
{
	const struct retainers_state *s = state;

	return retainers_way_from(&s->way, row.item) != NULL
	       || references_any_retainers(on->heap, row.item, on->hide_internals);
}

/* The object looked at is above all rows, too. */
static enum view_repeats
retainers_repeats(const struct subject *on, const void *state, struct row row, uint32_t *id)
{
	(void)state;
	*id = heap_node_id(on->heap, row.item);
	return *id == heap_node_id(on->heap, on->node) ? REPEATS_SUBJECT : REPEATS_ITS_ID;
}

static bool
retainers_chain(const struct subject *on, const void *state, struct row row)
{
	int32_t distance = retainers_shown_distance(on, state, row);

	return distance > 1 && distance < DISTANCE_UNREACHABLE
	       && (!on->shows_way || row.kind == ROW_WAY);
}

static enum tone
retainers_tone(const struct subject *on, const void *state, struct row row)
{
	const struct path_hop *hop = retainers_hop(state, row);

	if (hop != NULL && hop->is_suspect)
		return TONE_SUSPECT;
	if (retainers_is_ignored(on, row)
	    || retainers_shown_distance(on, state, row) >= DISTANCE_UNREACHABLE)
		return TONE_DIM;
	return reference_tone(node_of_row(on, state, row), row.via);
}

/* Why there is no row. */
static struct text
retainers_none_words(const struct subject *on)
{
	const struct retainers *retainers = &on->heap->retainers;
	bool has_root = false, has_other = false;

	for (uint32_t i = retainers->first[on->node]; i < retainers->first[on->node + 1]; i++) {
		uint32_t word = retainers->words[i];

		has_root |= edge_word_target(word) == 0;
		has_other |= edge_word_target(word) != 0 && edge_word_type(word) != EDGE_WEAK;
	}
	if (has_other)
		return TEXT("only V8's internals refer to it, which are hidden");
	return has_root ? TEXT("the root itself holds it, and nothing else")
			: TEXT("nothing refers to it that would keep it alive");
}

static struct text
retainers_caption(const struct subject *on, const void *state, struct arena *scratch)
{
	struct object object = { on->heap, on->node };
	struct text name = node_text(object, scratch);
	int32_t distance = heap_distance(on->heap, on->node);
	char size[UNITS_LENGTH];
	const struct retainers_state *retainers = state;
	struct text line;

	/* Where one reads, the object's own row is on the screen. */
	if (on->shows_way && !retainers_has_children(on, state, (struct row){ .item = on->node }))
		return retainers_none_words(on);
	if (on->shows_way)
		return retainers_way_words(&retainers->way, scratch);
	line = arena_printf(scratch, "who refers to %.*s, retained size %s", (int)name.length,
			    name.at,
			    units_bytes(size, heap_retained_size(on->heap, on->node),
					on->units));
	if (!distance_is_shown(distance))
		return line;
	return arena_printf(scratch, "%.*s, distance %d", (int)line.length, line.at,
			    (int)distance);
}

const struct view retainers_view = {
	.name = "retainers",
	.title = "Retainers",
	.summary = "who refers to the object, and who to those",
	.key = 'R',
	.needs = NEEDS_NODE | TAKES_IGNORED,
	.parts = HEAP_ALL,
	.columns = retainers_columns,
	.first_sort = REFERENCE_DISTANCE,
	.report_limit = 100,
	.report_depth = 1,
	.state_size = sizeof(struct retainers_state),
	.open = retainers_open,
	.close = retainers_close,
	.roots = retainers_roots,
	.has_children = retainers_has_children,
	.children = retainers_children,
	.tie = reference_tie,
	.tie_keys = reference_tie_keys,
	.object = node_of_row,
	.chain = retainers_chain,
	.repeats = retainers_repeats,
	.tone = retainers_tone,
	.caption = retainers_caption,
};
