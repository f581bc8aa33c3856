#include "config.h"

#include "heap/semi_nca.h"

#include "base/memory.h"

/* How far ahead the scattered parts of a node are fetched: its retainers' start, the retainers,
 * their sources' numbers. */
enum { LINK_AHEAD = 40 };
enum { START_AHEAD = 32, WORDS_AHEAD = 16, NUMBERS_AHEAD = 8, NUMBERS_FETCHED = 4 };

/* A place that ends its sources. */
#define SOURCES_END (UINT32_C(1) << 31)

/* A climb this many times as long as there are nodes is no longer a heap but an attack. */
enum { CLIMB_STEPS_PER_NODE = 16 };

/* Places whose sources are found in one go: few enough for them to be near when they are read. */
enum { PIECE_PLACES = 1 << 13 };

/* A place in the forest of what has been processed. */
struct link {
	uint32_t ancestor;
	uint32_t label; /* the smallest semidominator on the way there */
};
_Static_assert(sizeof(struct link) == 2 * sizeof(uint32_t), "is written over with places later");

struct semi_nca {
	const struct depth_first *search;
	const struct snapshot *snapshot;
	const struct retainers *retainers;
	/*
	 * A column: where the essential edges to a piece's places come from, as places, and behind
	 * those of place p, if it has any, p itself with SOURCES_END: read backwards.  What the
	 * parent settles has none.  The parent's own edge, left out, makes room for the mark.
	 */
	uint32_t *sources;
	size_t source_count, source_capacity;
	struct link *link;
	uint32_t *path;      /* column: the stack of an evaluation */
	uint32_t *dominator; /* column: semidominators first, then the result */
	uint64_t steps, steps_told; /* of the progress, when the piece is done */
};

/* The place that an edge comes from; 0 if it does not count, or only for what the parent
 * settles. */
static inline uint32_t
semi_nca_source(const struct semi_nca *s, uint32_t word, node_ix node, uint32_t place,
		uint32_t parent)
{
	const struct depth_first *search = s->search;
	node_ix source = edge_word_target(word);
	uint32_t number = search->number[source];

	return number > search->reached || number == parent || number == place
			       || !edge_is_essential(search->pages, source, edge_word_type(word),
						     node)
		       ? 0
		       : number;
}

/* Adds the sources of one place, unless the root is among them, which settles it. */
static inline void
semi_nca_add_sources(struct semi_nca *s, uint32_t place, uint32_t parent)
{
	node_ix node = s->search->node[place];
	uint32_t *begin = s->sources + s->source_count, *at = begin, last = 0;

	for (uint32_t i = s->retainers->first[node]; i < s->retainers->first[node + 1]; i++) {
		uint32_t number = semi_nca_source(s, s->retainers->words[i], node, place, parent);

		if (number == 0 || number == last)
			continue;
		if (number == DEPTH_FIRST_ROOT) {
			s->dominator[place] = DEPTH_FIRST_ROOT;
			return;
		}
		*at++ = last = number;
	}
	if (at == begin)
		return;
	*at++ = place | SOURCES_END;
	s->source_count = (size_t)(at - s->sources);
}

static inline void
semi_nca_prefetch(const struct semi_nca *s, uint32_t start, uint32_t words, uint32_t numbers)
{
	const struct retainers *retainers = s->retainers;
	const uint32_t *word = &retainers->words[retainers->first[s->search->node[numbers]]];

	__builtin_prefetch(&retainers->first[s->search->node[start]]);
	__builtin_prefetch(&retainers->words[retainers->first[s->search->node[words]]]);
	for (unsigned i = 0; i < NUMBERS_FETCHED; i++)
		__builtin_prefetch(&s->search->number[edge_word_target(word[i])]);
}

/* Every reference is two steps: it is looked at, then followed.  What nearly all refer to is among
 * the last places, so places would tell nothing. */
static bool
semi_nca_advance(struct semi_nca *s, uint64_t steps, struct progress *progress,
		 struct error *error)
{
	if (steps - s->steps_told < PROGRESS_STRIDE)
		return true;
	s->steps_told = steps;
	return progress_advance(progress, steps, error);
}

/* Whether the place has more than its parent to settle it: the root's children have not, nor has
 * what only the parent refers to. */
static inline bool
semi_nca_is_open(const struct semi_nca *s, uint32_t place, uint32_t retainers)
{
	s->dominator[place] = s->search->parent[place];
	return s->search->parent[place] != DEPTH_FIRST_ROOT && retainers > 1;
}

/* The sources of places from ... to - 1, in place of others. */
static bool
semi_nca_find_sources(struct semi_nca *s, uint32_t from, uint32_t to, struct progress *progress,
		      struct error *error)
{
	uint64_t steps = s->steps;

	s->source_count = 0;
	for (uint32_t place = from; place < to; place++) {
		uint32_t count = retainers_count(s->retainers, s->search->node[place]);

		/* Behind the last place the column reads as zero: node 0, which is there. */
		semi_nca_prefetch(s, place + START_AHEAD, place + WORDS_AHEAD,
				  place + NUMBERS_AHEAD);
		s->steps += 2 * (uint64_t)count;
		if (!semi_nca_is_open(s, place, count))
			continue;
		if (!semi_nca_advance(s, steps + (s->steps - steps) / 2, progress, error)
		    || !column_reserve(&s->sources, &s->source_capacity,
				       s->source_count + count, sizeof *s->sources, error))
			return false;
		semi_nca_add_sources(s, place, s->search->parent[place]);
	}
	return true;
}

/* The smallest semidominator on the forest path from `place` up to, not including, a place
 * below `linked`; compresses the path. */
static inline uint32_t
semi_nca_evaluate(struct semi_nca *s, uint32_t place, uint32_t linked)
{
	struct link *link = s->link;
	size_t length = 0;
	uint32_t label;

	while (link[place].ancestor >= linked) {
		s->path[length++] = place;
		place = link[place].ancestor;
	}
	label = link[place].label;
	while (length > 0) {
		uint32_t above = link[place].ancestor;

		place = s->path[--length];
		if (link[place].label > label)
			link[place].label = label;
		else
			label = link[place].label;
		link[place].ancestor = above;
	}
	return label;
}

/* The semidominators of places from ... to - 1, with their sources there and all behind them
 * done. */
static bool
semi_nca_link(struct semi_nca *s, uint32_t from, uint32_t to, struct progress *progress,
	      struct error *error)
{
	const uint32_t *begin = s->sources, *end = begin + s->source_count;

	for (uint32_t place = to; place-- > from;) {
		uint32_t semi = s->dominator[place];

		if (end > begin && end[-1] == (place | SOURCES_END))
			for (end--; end > begin && end[-1] < SOURCES_END; end--) {
				uint32_t source = end[-1], candidate;

				if (end - begin > LINK_AHEAD)
					__builtin_prefetch(
						&s->link[end[-1 - LINK_AHEAD] & ~SOURCES_END]);
				candidate = source < place
						    ? source
						    : semi_nca_evaluate(s, source, place + 1);

				if (candidate < semi)
					semi = candidate;
			}
		s->dominator[place] = semi;
		s->link[place] = (struct link){ s->search->parent[place], semi };
		if (!semi_nca_advance(s, s->steps - (uint64_t)(end - begin), progress, error))
			return false;
	}
	return true;
}

/* The semidominator of a place, with all behind it done: asks its retainers one after the other. */
static void
semi_nca_link_alone(struct semi_nca *s, uint32_t place)
{
	node_ix node = s->search->node[place];
	uint32_t parent = s->search->parent[place];
	uint32_t i = s->retainers->first[node], end = s->retainers->first[node + 1];

	s->steps += 2 * (uint64_t)(end - i);
	if (!semi_nca_is_open(s, place, end - i))
		end = i;
	for (; i < end && s->dominator[place] != DEPTH_FIRST_ROOT; i++) {
		uint32_t source = semi_nca_source(s, s->retainers->words[i], node, place, parent);
		uint32_t candidate = source;

		if (source > place)
			candidate = semi_nca_evaluate(s, source, place + 1);
		if (candidate != 0 && candidate < s->dominator[place])
			s->dominator[place] = candidate;
	}
	s->link[place] = (struct link){ parent, s->dominator[place] };
}

/* Without a list of sources, which may be all edges if few nodes have most of them. */
static bool
semi_nca_find_one_by_one(struct semi_nca *s, struct progress *progress, struct error *error)
{
	for (uint32_t place = s->search->reached; place > DEPTH_FIRST_ROOT; place--) {
		semi_nca_link_alone(s, place);
		if (!semi_nca_advance(s, s->steps, progress, error))
			return false;
	}
	return true;
}

static bool
semi_nca_find_semidominators(struct semi_nca *s, struct progress *progress, struct error *error)
{
	uint32_t reached = s->search->reached;

	progress_begin(progress, "Finding semidominators", 2 * (uint64_t)s->snapshot->edge_count);
	if (s->snapshot->is_dense)
		return semi_nca_find_one_by_one(s, progress, error);
	for (uint32_t to = reached + 1, from; to > DEPTH_FIRST_ROOT + 1; to = from) {
		from = to - (DEPTH_FIRST_ROOT + 1) > PIECE_PLACES ? to - PIECE_PLACES
								   : DEPTH_FIRST_ROOT + 1;
		if (!semi_nca_find_sources(s, from, to, progress, error)
		    || !semi_nca_link(s, from, to, progress, error))
			return false;
	}
	return true;
}

/*
 * The climb in logarithmic time, for graphs on which the plain one would take for ever: each
 * place knows, beside its dominator, one far above (Myers, "An applicative random-access
 * stack", 1983).  The forest is done with: both tables are written over it.
 */
static bool
semi_nca_climb_by_jumps(struct semi_nca *s, uint32_t from, struct progress *progress,
			struct error *error)
{
	uint32_t reached = s->search->reached;
	uint32_t *dominator = s->dominator;
	uint32_t *jump = (uint32_t *)(void *)s->link, *depth = jump + reached + 1;
	bool done = true;

	jump[DEPTH_FIRST_ROOT] = DEPTH_FIRST_ROOT;
	depth[DEPTH_FIRST_ROOT] = 0;
	for (uint32_t place = DEPTH_FIRST_ROOT + 1; done && place <= reached; place++) {
		uint32_t up, far;

		if (place >= from) {
			uint32_t semi = dominator[place];

			for (up = s->search->parent[place]; up > semi;)
				up = jump[up] > semi ? jump[up] : dominator[up];
			dominator[place] = up;
		}
		up = dominator[place];
		far = jump[up];
		depth[place] = depth[up] + 1;
		jump[place] = depth[up] - depth[far] == depth[far] - depth[jump[far]] ? jump[far]
										      : up;
		if (place % PROGRESS_STRIDE == 0)
			done = progress_advance(progress, place, error);
	}
	return done;
}

static bool
semi_nca_climb(struct semi_nca *s, struct progress *progress, struct error *error)
{
	uint32_t reached = s->search->reached;
	uint64_t steps = 0,
		 steps_allowed = (uint64_t)CLIMB_STEPS_PER_NODE * reached + PROGRESS_STRIDE;

	progress_begin(progress, "Finding dominators", reached);
	for (uint32_t place = DEPTH_FIRST_ROOT + 1; place <= reached; place++) {
		uint32_t semi = s->dominator[place], up = s->search->parent[place];

		for (; up > semi && steps < steps_allowed; steps++)
			up = s->dominator[up];
		if (up > semi)
			return semi_nca_climb_by_jumps(s, place, progress, error);
		s->dominator[place] = up;
		if (place % PROGRESS_STRIDE == 0 && !progress_advance(progress, place, error))
			return false;
	}
	return true;
}

static void
semi_nca_hang_unreached(struct semi_nca *s)
{
	s->dominator[DEPTH_FIRST_ROOT] = DEPTH_FIRST_ROOT;
	for (uint32_t place = s->search->reached + 1; place <= s->snapshot->node_count; place++)
		s->dominator[place] = DEPTH_FIRST_ROOT;
}

uint32_t *
semi_nca_build(const struct depth_first *search, const struct snapshot *snapshot,
	       const struct retainers *retainers, uint32_t **scratch,
	       struct progress *progress, struct error *error)
{
	size_t count = (size_t)snapshot->node_count + 2;
	struct semi_nca s = {
		.search = search,
		.snapshot = snapshot,
		.retainers = retainers,
		.source_capacity = PIECE_PLACES,
	};
	bool done;

	s.sources = column_alloc_unset(s.source_capacity, sizeof *s.sources, error);
	s.dominator =
		column_alloc_unset((size_t)snapshot->node_count + 1, sizeof *s.dominator, error);
	s.link = column_alloc_unset(count, sizeof *s.link, error);
	s.path = column_alloc_unset(count, sizeof *s.path, error);
	done = s.sources != NULL && s.dominator != NULL && s.link != NULL && s.path != NULL
	       && semi_nca_find_semidominators(&s, progress, error);
	*scratch = (uint32_t *)(void *)s.link;
	column_free(s.sources);
	column_free(s.path);
	if (done)
		done = semi_nca_climb(&s, progress, error);
	if (!done) {
		column_free(s.dominator);
		return NULL;
	}
	semi_nca_hang_unreached(&s);
	return s.dominator;
}
