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

/* Places whose retainers are ordered in one go, at most: two can share a small heap, too. */
enum { PIECE_PLACES_MAX = 1 << 15, PIECES_MIN = 8 };

/* A place in the forest of what has been processed. */
struct link {
	uint32_t ancestor;
	uint32_t label; /* the smallest semidominator on the way there */
};
_Static_assert(sizeof(struct link) == sizeof(uint64_t), "is written over with sizes later");

struct semi_nca {
	const struct dominators *search;
	const uint32_t *parent;
	const struct snapshot *snapshot;
	const struct retainers *retainers;
	/*
	 * Where essential edges come from, as places, and behind those of place p, if it has any,
	 * p itself with SOURCES_END: read backwards.  What the parent settles has none.  The
	 * parent's own edge, left out, makes room for the mark.
	 *
	 *	places 2 ... met - 1     nothing     places met ... reached
	 *	0      ...         front_end     back_begin     ...   edges
	 */
	uint32_t *sources;
	uint32_t *front_end, *back_begin;
	uint32_t met;
	struct link *link;
	uint32_t *path;      /* column: the stack of an evaluation */
	uint32_t *dominator; /* column: semidominators first, then the result */
};

/* Adds the sources of one place from `at` on, forwards or backwards: where to go on; null if the
 * root is among them, which settles it. */
static inline uint32_t *
semi_nca_add_sources(const struct semi_nca *s, uint32_t place, uint32_t parent, uint32_t *at,
		     ptrdiff_t step)
{
	const struct dominators *search = s->search;
	node_ix node = search->node[place];
	uint32_t last = 0;

	for (uint32_t i = s->retainers->first[node]; i < s->retainers->first[node + 1]; i++) {
		uint32_t word = s->retainers->words[i];
		node_ix source = edge_word_target(word);
		uint32_t number = search->number[source];

		if (number > search->reached || number == parent || number == place
		    || number == last
		    || !dominators_edge_is_essential(search, source, edge_word_type(word), node))
			continue;
		if (number == DEPTH_FIRST_ROOT)
			return NULL;
		*at = last = number;
		at += step;
	}
	return at;
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

/* Whether the place has more than its parent to settle it: the root's children have not, nor has
 * what only the parent refers to. */
static inline bool
semi_nca_is_open(const struct semi_nca *s, uint32_t place)
{
	s->dominator[place] = s->parent[place];
	return s->parent[place] != DEPTH_FIRST_ROOT
	       && retainers_count(s->retainers, s->search->node[place]) > 1;
}

/* The sources of a piece's places, first to last. */
static void
semi_nca_translate_front(struct semi_nca *s, struct shared_piece piece)
{
	for (uint32_t place = piece.from; place < piece.to; place++) {
		uint32_t *end = s->front_end;

		/* Behind the last place the column reads as zero: node 0, which is there. */
		semi_nca_prefetch(s, place + START_AHEAD, place + WORDS_AHEAD, place + NUMBERS_AHEAD);
		if (!semi_nca_is_open(s, place))
			continue;
		end = semi_nca_add_sources(s, place, s->parent[place], end, 1);
		if (end == NULL) {
			s->dominator[place] = DEPTH_FIRST_ROOT;
		} else if (end > s->front_end) {
			*end = place | SOURCES_END;
			s->front_end = end + 1;
		}
	}
}

static inline uint32_t
places_before(uint32_t place, uint32_t count)
{
	return place > count ? place - count : 0;
}

/* Last to first. */
static void
semi_nca_translate_back(struct semi_nca *s, struct shared_piece piece)
{
	for (uint32_t place = piece.to; place-- > piece.from;) {
		uint32_t *mark = s->back_begin - 1, *begin;

		semi_nca_prefetch(s, places_before(place, START_AHEAD),
				  places_before(place, WORDS_AHEAD),
				  places_before(place, NUMBERS_AHEAD));
		if (!semi_nca_is_open(s, place))
			continue;
		begin = semi_nca_add_sources(s, place, s->parent[place], mark - 1, -1);
		if (begin == NULL) {
			s->dominator[place] = DEPTH_FIRST_ROOT;
		} else if (begin < mark - 1) {
			*mark = place | SOURCES_END;
			s->back_begin = begin + 1;
		}
	}
}

static uint32_t
semi_nca_piece(uint32_t reached)
{
	uint32_t length = reached / PIECES_MIN + 1;

	return length < PIECE_PLACES_MAX ? length : PIECE_PLACES_MAX;
}

bool
semi_nca_help(struct shared_range *places, struct progress *progress, struct error *error)
{
	struct shared_piece piece;
	bool done = true;

	while (shared_range_take_back(places, &piece))
		if (done) {
			semi_nca_translate_back(places->context, piece);
			done = progress_advance(progress, 0, error);
		}
	return done;
}

/* Turns the retainers of reached places into places. */
static bool
semi_nca_translate(struct semi_nca *s, struct shared_range *places, struct progress *progress,
		   struct error *error)
{
	uint32_t reached = s->search->reached;
	struct shared_piece piece;
	bool done = true;

	s->front_end = s->sources;
	s->back_begin = s->sources + s->snapshot->edge_count;
	progress_begin(progress, "Ordering retainers", reached);
	shared_range_open(places, DEPTH_FIRST_ROOT + 1, reached + 1, semi_nca_piece(reached), s);
	while (done && shared_range_take_front(places, &piece)) {
		semi_nca_translate_front(s, piece);
		done = progress_advance(progress, piece.to, error);
	}
	s->met = shared_range_close(places);
	return done && progress_advance(progress, reached, error);
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

static bool
semi_nca_find_semidominators(struct semi_nca *s, struct progress *progress, struct error *error)
{
	uint32_t reached = s->search->reached;
	const uint32_t *end = s->sources + s->snapshot->edge_count, *begin = s->back_begin;

	progress_begin(progress, "Finding semidominators", reached);
	for (uint32_t place = reached; place > DEPTH_FIRST_ROOT; place--) {
		uint32_t semi = s->dominator[place];

		if (place + 1 == s->met) {
			end = s->front_end;
			begin = s->sources;
		}
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
		s->link[place] = (struct link){ s->parent[place], semi };
		if (place % PROGRESS_STRIDE == 0
		    && !progress_advance(progress, reached - place, error))
			return false;
	}
	return true;
}

/*
 * The climb in logarithmic time, for graphs on which the plain one would take for ever: each
 * place knows, beside its dominator, one far above (Myers, "An applicative random-access
 * stack", 1983).
 */
static bool
semi_nca_climb_by_jumps(struct semi_nca *s, uint32_t from, struct progress *progress,
			struct error *error)
{
	uint32_t reached = s->search->reached;
	uint32_t *dominator = s->dominator;
	uint32_t *jump = column_alloc((size_t)reached + 1, sizeof *jump, error);
	uint32_t *depth = column_alloc((size_t)reached + 1, sizeof *depth, error);
	bool done = jump != NULL && depth != NULL;

	if (done)
		jump[DEPTH_FIRST_ROOT] = DEPTH_FIRST_ROOT;
	for (uint32_t place = DEPTH_FIRST_ROOT + 1; done && place <= reached; place++) {
		uint32_t up, far;

		if (place >= from) {
			uint32_t semi = dominator[place];

			for (up = s->parent[place]; up > semi;)
				up = jump[up] > semi ? jump[up] : dominator[up];
			dominator[place] = up;
		}
		up = dominator[place];
		far = jump[up];
		depth[place] = depth[up] + 1;
		jump[place] = depth[up] - depth[far] == depth[far] - depth[jump[far]] ? jump[far] : up;
		if (place % PROGRESS_STRIDE == 0)
			done = progress_advance(progress, place, error);
	}
	column_free(jump);
	column_free(depth);
	return done;
}

static bool
semi_nca_climb(struct semi_nca *s, struct progress *progress, struct error *error)
{
	uint32_t reached = s->search->reached;
	uint64_t steps = 0, steps_allowed = (uint64_t)CLIMB_STEPS_PER_NODE * reached + PROGRESS_STRIDE;

	for (uint32_t place = DEPTH_FIRST_ROOT + 1; place <= reached; place++) {
		uint32_t semi = s->dominator[place], up = s->parent[place];

		for (; up > semi && steps < steps_allowed; steps++)
			up = s->dominator[up];
		if (up > semi)
			return semi_nca_climb_by_jumps(s, place, progress, error);
		s->dominator[place] = up;
		if (place % PROGRESS_STRIDE == 0 && progress_is_cancelled(progress))
			return error_set(error, ERROR_CANCELLED, "cancelled");
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
semi_nca_build(const struct dominators *search, const uint32_t *parent,
	       const struct snapshot *snapshot, const struct retainers *retainers,
	       struct shared_range *places, uint64_t **scratch, struct progress *progress,
	       struct error *error)
{
	size_t count = (size_t)snapshot->node_count + 2;
	struct semi_nca s = {
		.search = search,
		.parent = parent,
		.snapshot = snapshot,
		.retainers = retainers,
	};
	bool done;

	s.sources = column_alloc_unset(snapshot->edge_count, sizeof *s.sources, error);
	s.dominator = column_alloc((size_t)snapshot->node_count + 1, sizeof *s.dominator, error);
	done = s.sources != NULL && s.dominator != NULL
	       && semi_nca_translate(&s, places, progress, error);
	s.link = done ? column_alloc(count, sizeof *s.link, error) : NULL;
	s.path = done ? column_alloc(count, sizeof *s.path, error) : NULL;
	done = s.link != NULL && s.path != NULL
	       && semi_nca_find_semidominators(&s, progress, error);
	*scratch = (uint64_t *)(void *)s.link;
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
