#include "config.h"

#include "heap/semi_nca.h"

#include "base/memory.h"

/* How far ahead the scattered parts of a node are fetched: its retainers' start, the retainers,
 * their sources' numbers. */
enum { START_AHEAD = 32, WORDS_AHEAD = 16, NUMBERS_AHEAD = 8, NUMBERS_FETCHED = 4 };

/* A place that ends its sources. */
#define SOURCES_END (UINT32_C(1) << 31)

/* A climb this many times as long as there are nodes is no longer a heap but an attack. */
enum { CLIMB_STEPS_PER_NODE = 16 };

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
	/* Where essential edges come from, as places, and behind those of place p, if it has any,
	 * p itself with SOURCES_END: written forwards, read backwards.  What the parent
	 * settles has none.  The parent's own edge, left out, makes room for the mark. */
	uint32_t *sources;
	uint32_t sources_end;
	struct link *link;
	uint32_t *path;      /* column: the stack of an evaluation */
	uint32_t *dominator; /* column: semidominators first, then the result */
};

/* Adds the sources of one place; true if the root is among them, which settles it. */
static inline bool
semi_nca_add_sources(struct semi_nca *s, uint32_t place, uint32_t parent)
{
	const struct dominators *search = s->search;
	node_ix node = search->node[place];
	uint32_t end = s->sources_end, last = 0;

	for (uint32_t i = s->retainers->first[node]; i < s->retainers->first[node + 1]; i++) {
		uint32_t word = s->retainers->words[i];
		node_ix source = edge_word_target(word);
		uint32_t number = search->number[source];

		if (number > search->reached || number == parent || number == place
		    || number == last
		    || !dominators_edge_is_essential(search, source, edge_word_type(word), node))
			continue;
		if (number == DEPTH_FIRST_ROOT)
			return true;
		s->sources[end++] = last = number;
	}
	if (end > s->sources_end)
		s->sources[end++] = place | SOURCES_END;
	s->sources_end = end;
	return false;
}

static void
semi_nca_prefetch(const struct semi_nca *s, uint32_t place)
{
	const struct dominators *search = s->search;
	const struct retainers *retainers = s->retainers;

	/* Behind the last place the column reads as zero: node 0, which is there. */
	__builtin_prefetch(&retainers->first[search->node[place + START_AHEAD]]);
	__builtin_prefetch(&retainers->words[retainers->first[search->node[place + WORDS_AHEAD]]]);
	const uint32_t *word = &retainers->words[retainers->first[search->node[place + NUMBERS_AHEAD]]];
	for (unsigned i = 0; i < NUMBERS_FETCHED; i++)
		__builtin_prefetch(&search->number[edge_word_target(word[i])]);
}

/* Turns the retainers of reached places into places. */
static bool
semi_nca_translate(struct semi_nca *s, struct progress *progress, struct error *error)
{
	uint32_t reached = s->search->reached;

	progress_begin(progress, "Ordering retainers", reached);
	for (uint32_t place = DEPTH_FIRST_ROOT + 1; place <= reached; place++) {
		uint32_t parent = s->parent[place];
		node_ix node = s->search->node[place];

		semi_nca_prefetch(s, place);
		s->dominator[place] = parent;
		/* The root's children, and what only the parent refers to, are settled. */
		if (parent != DEPTH_FIRST_ROOT && retainers_count(s->retainers, node) > 1
		    && semi_nca_add_sources(s, place, parent))
			s->dominator[place] = DEPTH_FIRST_ROOT;
		if (place % PROGRESS_STRIDE == 0 && !progress_advance(progress, place, error))
			return false;
	}
	s->sources = column_shrink(s->sources, s->sources_end, sizeof *s->sources);
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

static bool
semi_nca_find_semidominators(struct semi_nca *s, struct progress *progress, struct error *error)
{
	uint32_t reached = s->search->reached, end = s->sources_end;

	progress_begin(progress, "Finding semidominators", reached);
	for (uint32_t place = reached; place > DEPTH_FIRST_ROOT; place--) {
		uint32_t semi = s->dominator[place];

		if (end > 0 && s->sources[end - 1] == (place | SOURCES_END))
			for (end--; end > 0 && s->sources[end - 1] < SOURCES_END; end--) {
				uint32_t source = s->sources[end - 1];
				uint32_t candidate = source < place
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
	       uint64_t **scratch, struct progress *progress, struct error *error)
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
	       && semi_nca_translate(&s, progress, error);
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
