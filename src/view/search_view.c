/*
 * Objects by what is written on them: in the order of the file, as DevTools finds them; where one
 * reads, the largest first.
 */

#include "config.h"

#include "base/memory.h"
#include "heap/search.h"
#include "view/node_columns.h"

struct search_state {
	node_ix *nodes; /* column */
	size_t count;
};

static bool
search_open(const struct subject *on, void *state, struct progress *progress,
	    struct error *error)
{
	struct search_state *s = state;

	s->nodes = search_nodes(on->heap, on->text, on->match_case, on->accepted, &s->count,
				progress, error);
	return s->nodes != NULL;
}

static void
search_close(void *state)
{
	struct search_state *s = state;

	column_free(s->nodes);
}

static bool
search_roots(const struct subject *on, const void *state, struct rows *rows,
	     struct progress *progress, struct error *error)
{
	const struct search_state *s = state;
	struct row *added = rows_extend(rows, s->count);

	(void)on;
	(void)progress;
	if (added == NULL && s->count > 0)
		return memory_error(s->count * sizeof *added, error);
	for (size_t i = 0; i < s->count; i++)
		added[i] = (struct row){ s->nodes[i], EDGE_NONE, 0 };
	return true;
}

static struct text
search_caption(const struct subject *on, const void *state, struct arena *scratch)
{
	const struct search_state *s = state;
	char count[UNITS_LENGTH];

	return arena_printf(scratch, "%s object%s %.*s", units_count(count, s->count),
			    s->count == 1 ? " matches" : "s match",
			    (int)(on->text.length < 200 ? on->text.length : 200), on->text.at);
}

const struct view search_view = {
	.name = "search",
	.title = "Search",
	.summary = "objects by name, text, id",
	.needs = NEEDS_TEXT | TAKES_ONLY,
	.parts = HEAP_GRAPH,
	.columns = node_columns,
	.first_sort = COLUMN_NONE,
	.reading_sort = NODES_RETAINED,
	.report_limit = 100,
	.state_size = sizeof(struct search_state),
	.open = search_open,
	.close = search_close,
	.roots = search_roots,
	.object = node_of_row,
	.tone = node_tone_of_row,
	.caption = search_caption,
};
