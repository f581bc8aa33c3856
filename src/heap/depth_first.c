#include "config.h"

#include "heap/depth_first.h"

#include "base/memory.h"
#include "heap/name_kinds.h"

/* A node whose edges are being walked. */
struct walk {
	edge_ix next, stop;
	uint32_t place;
};

struct searcher {
	struct depth_first *search;
	bitset_word *visited; /* which nodes have a number: looked at far more often than given, and
	                       * small enough to stay near */
	const struct snapshot *snapshot;
	struct walk *stack;   /* column; only as much of it as the graph is deep gets touched */
	uint32_t count;       /* places given */
	bool is_outside;      /* the pages are done: their further nodes are closed to others */
	bool page_has_root;   /* a page refers to the root, which no real heap has */
	node_ix *beside;      /* column: targets of a page's edges that are not essential */
	size_t beside_count, beside_capacity;
	bitset_word *noted;   /* which nodes were put there; null: none */
	struct progress *progress;
	struct error *error;
};

static inline void
searcher_number(struct searcher *s, size_t *depth, node_ix node, uint32_t parent)
{
	struct depth_first *search = s->search;
	uint32_t place = ++s->count;

	bitset_add(s->visited, node);
	search->number[node] = place;
	search->node[place] = node;
	search->parent[place] = parent;
	s->stack[(*depth)++] = (struct walk){
		s->snapshot->first_edge[node],
		s->snapshot->first_edge[node + 1],
		place,
	};
}

static bool
searcher_note_beside(struct searcher *s, node_ix target)
{
	if (s->noted == NULL)
		s->noted = bitset_alloc(s->snapshot->node_count, s->error);
	if (s->noted == NULL)
		return false;
	if (bitset_has(s->noted, target))
		return true;
	bitset_add(s->noted, target);
	if (!column_reserve(&s->beside, &s->beside_capacity, s->beside_count + 1,
			    sizeof *s->beside, s->error))
		return false;
	s->beside[s->beside_count++] = target;
	return true;
}

/* Numbers what can be reached from `start`, which has no number yet, below the root. */
static bool
searcher_walk(struct searcher *s, node_ix start)
{
	const uint32_t *edge_word = s->snapshot->edge_word;
	const bitset_word *visited = s->visited;
	bool looks_for_beside = !s->is_outside;
	const bitset_word *closed = s->is_outside ? s->search->pages : NULL;
	size_t depth = 0;

	searcher_number(s, &depth, start, DEPTH_FIRST_ROOT);
	while (depth > 0) {
		struct walk *walk = &s->stack[depth - 1];
		edge_ix edge = walk->next, stop = walk->stop;

		for (; edge < stop; edge++) {
			uint32_t word = edge_word[edge];
			node_ix target = edge_word_target(word);
			enum edge_type type = edge_word_type(word);

			if (bitset_has(visited, target)) {
				if (target == 0 && type != EDGE_WEAK)
					s->page_has_root |= !s->is_outside;
				continue;
			}
			if (type >= EDGE_SHORTCUT) {
				if (looks_for_beside && type != EDGE_WEAK
				    && !searcher_note_beside(s, target))
					return false;
				continue;
			}
			if (closed != NULL && bitset_has(closed, target)
			    && !bitset_has(closed, s->search->node[walk->place]))
				continue;
			break;
		}
		if (edge == stop) {
			depth--;
			continue;
		}
		walk->next = edge + 1;
		searcher_number(s, &depth, edge_word_target(edge_word[edge]), walk->place);
		if (s->count % PROGRESS_STRIDE == 0
		    && !progress_advance(s->progress, s->count, s->error))
			return false;
	}
	return true;
}

/* A root's edge that leads to a page: its targets own what they reach. */
static bool
searcher_is_page_edge(const struct snapshot *snapshot, edge_ix edge)
{
	node_ix target = snapshot_edge_target(snapshot, edge);

	switch (edge_word_type(snapshot->edge_word[edge])) {
	case EDGE_SHORTCUT:
		return true;
	case EDGE_ELEMENT:
		return snapshot->node_type[target] == NODE_SYNTHETIC
		       && name_kind_of(&snapshot->strings, snapshot->node_name[target])
				  == NAME_DOCUMENT_DOM_TREES;
	default:
		return false;
	}
}

/* Collects what pages reach through any edge that is not weak, beyond what has a number. */
static bool
searcher_flood_beside(struct searcher *s)
{
	const struct snapshot *snapshot = s->snapshot;
	bitset_word *pages;
	uint64_t steps = 0;

	if (s->beside_count == 0)
		return true;
	if (s->search->pages == NULL)
		s->search->pages = bitset_alloc(snapshot->node_count, s->error);
	pages = s->search->pages;
	if (pages == NULL)
		return false;
	while (s->beside_count > 0) {
		node_ix node = s->beside[--s->beside_count];

		if (s->search->number[node] != 0 || bitset_has(pages, node))
			continue;
		bitset_add(pages, node);
		for (edge_ix edge = snapshot->first_edge[node];
		     edge < snapshot->first_edge[node + 1]; edge++) {
			uint32_t word = snapshot->edge_word[edge];
			node_ix target = edge_word_target(word);

			if (edge_word_type(word) == EDGE_WEAK)
				continue;
			s->page_has_root |= target == 0;
			if (s->search->number[target] == 0 && !bitset_has(pages, target)
			    && !searcher_note_beside(s, target))
				return false;
		}
		if (++steps % PROGRESS_STRIDE == 0 && progress_is_cancelled(s->progress))
			return error_set(s->error, ERROR_CANCELLED, "cancelled");
	}
	return true;
}

static bool
searcher_walk_from_root(struct searcher *s, bool pages)
{
	const struct snapshot *snapshot = s->snapshot;

	for (edge_ix edge = 0; edge < snapshot->first_edge[1]; edge++) {
		node_ix target = snapshot_edge_target(snapshot, edge);
		enum edge_type type = edge_word_type(snapshot->edge_word[edge]);

		if (type > EDGE_SHORTCUT || searcher_is_page_edge(snapshot, edge) != pages)
			continue;
		s->page_has_root |= pages && target == 0;
		if (s->search->number[target] == 0 && !searcher_walk(s, target))
			return false;
	}
	return true;
}

/* A node that nobody keeps alive, not even one that is itself unreachable. */
static bool
searcher_is_orphan(const struct searcher *s, const struct retainers *retainers, node_ix node)
{
	for (uint32_t i = retainers->first[node]; i < retainers->first[node + 1]; i++) {
		node_ix source = edge_word_target(retainers->words[i]);

		if (source != node
		    && edge_is_essential(s->search->pages, source,
					 edge_word_type(retainers->words[i]), node))
			return false;
	}
	return true;
}

static bool
searcher_walk_orphans(struct searcher *s, const struct retainers *retainers)
{
	for (node_ix node = 0; node < s->snapshot->node_count; node++) {
		if (s->search->number[node] == 0 && searcher_is_orphan(s, retainers, node)
		    && !searcher_walk(s, node))
			return false;
		if (node % PROGRESS_STRIDE == 0 && progress_is_cancelled(s->progress))
			return error_set(s->error, ERROR_CANCELLED, "cancelled");
	}
	return true;
}

/* What nothing reaches comes last, and hangs on the root. */
static void
searcher_number_unreached(struct searcher *s)
{
	struct depth_first *search = s->search;

	search->reached = s->count;
	for (node_ix node = 0; s->count < s->snapshot->node_count; node++)
		if (search->number[node] == 0) {
			search->number[node] = ++s->count;
			search->node[s->count] = node;
			search->parent[s->count] = DEPTH_FIRST_ROOT;
		}
}

/* Numbers what pages own.  If that is the root as well, they own all there is. */
static bool
searcher_walk_pages(struct searcher *s)
{
	const struct snapshot *snapshot = s->snapshot;

	if (!searcher_walk_from_root(s, true) || !searcher_flood_beside(s))
		return false;
	if (!s->page_has_root)
		return true;
	for (edge_ix edge = 0; edge < snapshot->first_edge[1]; edge++)
		if (edge_word_type(snapshot->edge_word[edge]) == EDGE_EPHEMERON
		    && !searcher_note_beside(s, snapshot_edge_target(snapshot, edge)))
			return false;
	return searcher_walk_from_root(s, false) && searcher_flood_beside(s);
}

/* Adds what has a number, all of which pages own, but for the root. */
static bool
searcher_close_pages(struct searcher *s)
{
	struct depth_first *search = s->search;

	if (s->count == DEPTH_FIRST_ROOT)
		return true;
	if (search->pages == NULL)
		search->pages = bitset_alloc(s->snapshot->node_count, s->error);
	for (uint32_t place = DEPTH_FIRST_ROOT + 1;
	     search->pages != NULL && place <= s->count; place++)
		bitset_add(search->pages, search->node[place]);
	return search->pages != NULL;
}

static bool
searcher_run(struct searcher *s, const struct retainers *retainers, struct latch *retainers_ready)
{
	struct depth_first *search = s->search;

	bitset_add(s->visited, 0);
	search->number[0] = s->count = DEPTH_FIRST_ROOT;
	search->node[DEPTH_FIRST_ROOT] = 0;
	search->parent[DEPTH_FIRST_ROOT] = DEPTH_FIRST_ROOT;
	if (!searcher_walk_pages(s) || !searcher_close_pages(s))
		return false;
	s->is_outside = true;
	if (!searcher_walk_from_root(s, false))
		return false;
	if (!latch_wait(retainers_ready))
		return false; /* who makes them has said why */
	if (s->count < s->snapshot->node_count && !searcher_walk_orphans(s, retainers))
		return false;
	searcher_number_unreached(s);
	return true;
}

bool
depth_first_build(struct depth_first *search, const struct snapshot *snapshot,
		  const struct retainers *retainers, struct latch *retainers_ready,
		  struct progress *progress, struct error *error)
{
	size_t count = (size_t)snapshot->node_count + 1;
	struct searcher s = {
		.search = search,
		.snapshot = snapshot,
		.progress = progress,
		.error = error,
	};
	bool done;

	progress_begin(progress, "Walking the graph", snapshot->node_count);
	search->number = column_alloc(snapshot->node_count, sizeof *search->number, error);
	search->node = column_alloc(count, sizeof *search->node, error);
	search->parent = column_alloc(count, sizeof *search->parent, error);
	s.stack = column_alloc(count, sizeof *s.stack, error);
	s.visited = bitset_alloc(snapshot->node_count, error);
	done = search->number != NULL && search->node != NULL && search->parent != NULL
	       && s.stack != NULL && s.visited != NULL
	       && searcher_run(&s, retainers, retainers_ready);
	column_free(s.stack);
	column_free(s.visited);
	column_free(s.beside);
	column_free(s.noted);
	return done;
}

void
depth_first_release(struct depth_first *search)
{
	column_free(search->number);
	column_free(search->node);
	column_free(search->parent);
	column_free(search->pages);
	*search = (struct depth_first){ 0 };
}
