#include "config.h"

#include "unit/naive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "unit/naive_internal.h"

static const struct picture_edge *
edge_of(const struct naive *n, size_t edge)
{
	return &n->picture->edges[edge];
}

size_t
naive_source(const struct naive *n, size_t edge)
{
	size_t node = 0;

	while (edge >= n->picture->nodes[node].first_edge + n->picture->nodes[node].edge_count)
		node++;
	return node;
}

bool
naive_is_type(const struct naive *n, size_t node, const char *type)
{
	return strcmp(picture_node_types[n->picture->nodes[node].type], type) == 0;
}

static bool
is_numbered(const struct picture_edge *edge)
{
	return edge->type == PICTURE_ELEMENT || edge->type == PICTURE_HIDDEN;
}

bool
naive_edge_is_called(const struct naive *n, size_t edge, const char *name)
{
	const struct picture_edge *e = edge_of(n, edge);

	return !is_numbered(e) && e->name.length == strlen(name)
	       && memcmp(e->name.at, name, e->name.length) == 0;
}

static bool
is_user_root(const struct naive *n, size_t node)
{
	return !naive_is_type(n, node, "synthetic")
	       || strcmp(n->name[node], "(Document DOM trees)") == 0;
}

static bool
has_user_roots(const struct naive *n)
{
	for (size_t i = 0; i < n->picture->nodes[0].edge_count; i++)
		if (is_user_root(n, edge_of(n, i)->target))
			return true;
	return false;
}

/* The pair an edge tells: the text behind the leading digits, or null. */
static const char *
pair_text(const struct naive *n, size_t edge, char text[256], unsigned *table)
{
	const struct picture_edge *e = edge_of(n, edge);
	unsigned number, key, value;

	if (e->type != PICTURE_INTERNAL || e->name.length >= 255)
		return NULL;
	memcpy(text, e->name.at, e->name.length);
	text[e->name.length] = '\0';
	if (sscanf(text, "%u / part of key (K @%u) -> value (V @%u) pair in WeakMap (table @%u)",
		   &number, &key, &value, table) != 4)
		return NULL;
	return strchr(text, ' ');
}

static void
spread_state(struct naive *n, unsigned state, bool *visited)
{
	/* Until nothing changes: a native target, not visited, of a native node in the state. */
	for (bool changed = true; changed;) {
		changed = false;
		for (size_t edge = 0; edge < n->picture->edge_count; edge++) {
			size_t from = naive_source(n, edge), to = edge_of(n, edge)->target;
			unsigned type = edge_of(n, edge)->type;

			if (!visited[from] || !naive_is_type(n, from, "native")
			    || n->state[from] != state || type == PICTURE_HIDDEN
			    || type == PICTURE_INVISIBLE || type == PICTURE_WEAK || visited[to])
				continue;
			visited[to] = true;
			changed = true;
			if (naive_is_type(n, to, "native"))
				n->state[to] = state;
		}
	}
}

static void
find_states(struct naive *n)
{
	bool *visited = xcalloc(n->count, sizeof *visited);

	for (size_t i = 0; i < n->count; i++) {
		n->state[i] = n->picture->nodes[i].detachedness;
		visited[i] = n->state[i] != 0;
	}
	spread_state(n, 1, visited);
	spread_state(n, 2, visited);
	for (size_t i = 0; i < n->count; i++) {
		struct text name = n->picture->nodes[i].name;
		bool renamed = n->state[i] == 2 && naive_is_type(n, i, "native");

		n->name[i] = xmalloc(name.length + 16);
		sprintf(n->name[i], "%s%.*s", renamed ? "Detached " : "", (int)name.length,
			name.at);
	}
	free(visited);
}

static void
find_pages(struct naive *n)
{
	for (size_t edge = 0; edge < n->picture->nodes[0].edge_count; edge++) {
		size_t to = edge_of(n, edge)->target;

		if (edge_of(n, edge)->type == PICTURE_SHORTCUT
		    || (edge_of(n, edge)->type == PICTURE_ELEMENT
			&& naive_is_type(n, to, "synthetic")
			&& strcmp(n->name[to], "(Document DOM trees)") == 0))
			n->page[to] = true;
	}
	for (bool changed = true; changed;) {
		changed = false;
		for (size_t edge = 0; edge < n->picture->edge_count; edge++) {
			size_t to = edge_of(n, edge)->target;

			if (n->page[naive_source(n, edge)] && !n->page[to]
			    && edge_of(n, edge)->type != PICTURE_WEAK)
				n->page[to] = changed = true;
		}
	}
}

static bool
edge_is_essential(const struct naive *n, size_t edge)
{
	size_t from = naive_source(n, edge), to = edge_of(n, edge)->target;
	char text[256];
	unsigned table;

	if (pair_text(n, edge, text, &table) != NULL && table == n->picture->nodes[from].id)
		return false;
	if (edge_of(n, edge)->type == PICTURE_WEAK || from == to)
		return false;
	return from == 0
	       || (edge_of(n, edge)->type != PICTURE_SHORTCUT && (!n->page[to] || n->page[from]));
}

static bool
is_ownable(const struct naive *n, size_t node)
{
	return naive_is_type(n, node, "hidden") || naive_is_type(n, node, "array")
	       || (naive_is_type(n, node, "native")
		   && strcmp(n->name[node], "system / ExternalStringData") == 0);
}

/* Marks the ownable nodes that `owner` reaches through ownable ones. */
static void
mark_owned(const struct naive *n, size_t owner, bool *marked)
{
	memset(marked, 0, n->count * sizeof *marked);
	for (bool changed = true; changed;) {
		changed = false;
		for (size_t edge = 0; edge < n->picture->edge_count; edge++) {
			size_t from = naive_source(n, edge), to = edge_of(n, edge)->target;

			if ((from == owner || marked[from]) && is_ownable(n, to) && !marked[to]
			    && edge_of(n, edge)->type != PICTURE_WEAK)
				marked[to] = changed = true;
		}
	}
}

static void
find_shallow_sizes(struct naive *n)
{
	size_t *owners = xcalloc(n->count, sizeof *owners),
	       *owner = xcalloc(n->count, sizeof *owner);
	bool *marked = xcalloc(n->count, sizeof *marked);

	for (size_t i = 0; i < n->count; i++)
		n->size[i] = n->picture->nodes[i].size;
	for (size_t i = 0; has_user_roots(n) && i < n->count; i++) {
		if (is_ownable(n, i))
			continue;
		mark_owned(n, i, marked);
		for (size_t j = 0; j < n->count; j++)
			if (marked[j]) {
				owners[j]++;
				owner[j] = i;
			}
	}
	for (size_t i = 0; i < n->count; i++)
		if (owners[i] == 1 && owner[i] != 0 && !naive_is_type(n, owner[i], "synthetic")) {
			n->size[owner[i]] += n->size[i];
			n->size[i] = 0;
		}
	free(owners);
	free(owner);
	free(marked);
}

/* Marks what is reached from the root over essential edges and to orphans, `without` one node. */
static void
mark_reached(const struct naive *n, const bool *orphan, size_t without, bool *reached)
{
	memset(reached, 0, n->count * sizeof *reached);
	for (size_t i = 0; i < n->count; i++)
		reached[i] = i != without && without != 0 && (i == 0 || orphan[i]);
	for (bool changed = true; changed;) {
		changed = false;
		for (size_t edge = 0; edge < n->picture->edge_count; edge++) {
			size_t to = edge_of(n, edge)->target;

			if (n->essential[edge] && reached[naive_source(n, edge)] && to != without
			    && !reached[to])
				reached[to] = changed = true;
		}
	}
}

static void
find_dominators(struct naive *n)
{
	bool *orphan = xcalloc(n->count, sizeof *orphan), *reach = xcalloc(n->count, sizeof *reach);
	bool *dominates = xcalloc(n->count * n->count, sizeof *dominates);
	size_t *depth = xcalloc(n->count, sizeof *depth);

	for (size_t i = 1; i < n->count; i++)
		orphan[i] = true;
	for (size_t edge = 0; edge < n->picture->edge_count; edge++)
		if (n->essential[edge])
			orphan[edge_of(n, edge)->target] = false;
	mark_reached(n, orphan, n->count, reach);
	for (size_t d = 0; d < n->count; d++) {
		bool *left = dominates + d * n->count;

		mark_reached(n, orphan, d, left);
		for (size_t i = 0; i < n->count; i++) {
			left[i] = reach[i] && !left[i]; /* now: d dominates i */
			depth[i] += left[i];
		}
	}
	for (size_t i = 0; i < n->count; i++) {
		n->dominator[i] = 0;
		for (size_t d = 0; reach[i] && d < n->count; d++)
			if (d != i && dominates[d * n->count + i]
			    && depth[d] > depth[n->dominator[i]])
				n->dominator[i] = d;
		n->retained[i] = n->size[i];
	}
	/* Every node adds its size to all above it. */
	for (size_t i = 1; i < n->count; i++)
		for (size_t up = n->dominator[i];; up = n->dominator[up]) {
			n->retained[up] += n->size[i];
			if (up == 0)
				break;
		}
	free(orphan);
	free(reach);
	free(dominates);
	free(depth);
}

struct naive_search {
	size_t *queue, begin, end;
	char **pending;
	size_t pending_count;
};

static bool
pair_is_complete(struct naive_search *s, const char *pair)
{
	for (size_t i = 0; i < s->pending_count; i++)
		if (s->pending[i] != NULL && strcmp(s->pending[i], pair) == 0) {
			free(s->pending[i]);
			s->pending[i] = NULL;
			return true;
		}
	s->pending[s->pending_count++] = xstrdup(pair);
	return false;
}

static bool
edge_is_followed(const struct naive *n, struct naive_search *s, size_t from, size_t edge)
{
	const struct picture_edge *e = edge_of(n, edge);
	char text[256], *end;
	const char *pair;
	unsigned table;
	long number;

	if (naive_is_type(n, from, "hidden") && strcmp(n->name[from], "system / NativeContext") == 0
	    && naive_edge_is_called(n, edge, "sloppy_function_map"))
		return false;
	if (naive_is_type(n, from, "array") && strcmp(n->name[from], "(map descriptors)") == 0) {
		if (is_numbered(e))
			return e->number < 2 || e->number % 3 != 1;
		sprintf(text, "%.*s", (int)(e->name.length < 200 ? e->name.length : 200),
			e->name.at);
		number = strtol(text, &end, 10);
		return end == text || number < 2 || number % 3 != 1;
	}
	pair = pair_text(n, edge, text, &table);
	return pair == NULL || pair_is_complete(s, pair);
}

static void
search(struct naive *n, struct naive_search *s)
{
	for (; s->begin < s->end; s->begin++) {
		size_t from = s->queue[s->begin];
		const struct picture_node *node = &n->picture->nodes[from];

		for (size_t edge = node->first_edge;
		     edge < node->first_edge + node->edge_count; edge++) {
			size_t to = edge_of(n, edge)->target;

			if (edge_of(n, edge)->type == PICTURE_WEAK || n->distance[to] != -5
			    || !edge_is_followed(n, s, from, edge))
				continue;
			n->distance[to] = n->distance[from] + 1;
			s->queue[s->end++] = to;
		}
	}
}

static void
find_distances(struct naive *n)
{
	struct naive_search s = { 0 };

	s.queue = xcalloc(2 * (n->count + n->picture->edge_count) + 2, sizeof *s.queue);
	s.pending = xcalloc(n->picture->edge_count + 1, sizeof *s.pending);
	for (size_t i = 0; i < n->count; i++)
		n->distance[i] = -5;
	for (size_t edge = 0; edge < n->picture->nodes[0].edge_count; edge++) {
		size_t to = edge_of(n, edge)->target;

		if (is_user_root(n, to)) {
			n->distance[to] = 1;
			s.queue[s.end++] = to;
		}
	}
	n->distance[0] = s.end > 0 ? n->distance[0] : 0;
	if (s.end > 0) {
		search(n, &s);
		n->distance[0] = 100000000;
	}
	s.queue[s.end++] = 0;
	search(n, &s);
	for (size_t i = 0; i < s.pending_count; i++)
		free(s.pending[i]);
	free(s.pending);
	free(s.queue);
}

void
naive_init(struct naive *n, const struct picture *picture)
{
	*n = (struct naive){ .picture = picture, .count = picture->node_count };
	n->name = xcalloc(n->count, sizeof *n->name);
	n->state = xcalloc(n->count, sizeof *n->state);
	n->page = xcalloc(n->count, sizeof *n->page);
	n->essential = xcalloc(picture->edge_count, sizeof *n->essential);
	n->size = xcalloc(n->count, sizeof *n->size);
	n->dominator = xcalloc(n->count, sizeof *n->dominator);
	n->retained = xcalloc(n->count, sizeof *n->retained);
	n->distance = xcalloc(n->count, sizeof *n->distance);
	n->class = xcalloc(n->count, sizeof *n->class);
	find_states(n);
	find_pages(n);
	for (size_t edge = 0; edge < picture->edge_count; edge++)
		n->essential[edge] = edge_is_essential(n, edge);
	find_shallow_sizes(n);
	find_dominators(n);
	find_distances(n);
	naive_find_classes(n, n);
}

void
naive_release(struct naive *n)
{
	for (size_t i = 0; i < n->count; i++) {
		free(n->name[i]);
		free(n->class[i]);
	}
	free(n->name);
	free(n->state);
	free(n->page);
	free(n->essential);
	free(n->size);
	free(n->dominator);
	free(n->retained);
	free(n->distance);
	free(n->class);
}
