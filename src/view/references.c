#include "config.h"

#include "view/references.h"

static bool
reference_is_shown(const struct heap *heap, edge_ix edge, bool hide_internals)
{
	const struct snapshot *snapshot = &heap->snapshot;

	if (snapshot->edge_odd_type != NULL && snapshot_edge_type(snapshot, edge) == EDGE_INVISIBLE)
		return false;
	return !hide_internals || !reference_is_internal(heap, edge);
}

static bool
type_is_internal(enum edge_type type)
{
	switch (type) {
	case EDGE_INTERNAL:
	case EDGE_HIDDEN:
	case EDGE_WEAK:
	case EDGE_EPHEMERON:
	case EDGE_INVISIBLE:
		return true;
	default:
		return false;
	}
}

bool
reference_is_internal(const struct heap *heap, edge_ix edge)
{
	return type_is_internal(snapshot_edge_type(&heap->snapshot, edge));
}

bool
references_add(const struct heap *heap, node_ix node, bool hide_internals, uint32_t kind,
	       struct rows *rows)
{
	const struct snapshot *snapshot = &heap->snapshot;
	edge_ix end = snapshot->first_edge[node + 1];

	for (edge_ix edge = snapshot->first_edge[node]; edge < end; edge++)
		if (reference_is_shown(heap, edge, hide_internals))
			rows_add(rows, (struct row){ snapshot_edge_target(snapshot, edge), edge,
						     kind });
	return true;
}

static node_ix
first_reference(const struct heap *heap, node_ix node, bool hide_internals)
{
	const struct snapshot *snapshot = &heap->snapshot;
	edge_ix end = snapshot->first_edge[node + 1];

	for (edge_ix edge = snapshot->first_edge[node]; edge < end; edge++)
		if (reference_is_shown(heap, edge, hide_internals))
			return snapshot_edge_target(snapshot, edge);
	return NODE_NONE;
}

static node_ix
first_retainer(const struct heap *heap, node_ix node, bool hide_internals)
{
	const struct retainers *retainers = &heap->retainers;

	for (uint32_t i = retainers->first[node]; i < retainers->first[node + 1]; i++) {
		enum edge_type type = edge_word_type(retainers->words[i]);
		node_ix source = edge_word_target(retainers->words[i]);

		if (source != 0 && type != EDGE_WEAK
		    && (!hide_internals || !type_is_internal(type)))
			return source;
	}
	return NODE_NONE;
}

/* Whether there is a first one; kept for nodes with many, which may stand in as many rows. */
static bool
has_first(node_ix (*first)(const struct heap *, node_ix, bool), struct found_nodes *kept,
	  size_t count, const struct heap *heap, node_ix node, bool hide_internals)
{
	const struct text name = hide_internals ? TEXT("(first of the program)") : TEXT("(first)");
	node_ix found;

	if (count > FOUND_NODES_MANY && found_nodes_get(kept, node, name, &found))
		return found != NODE_NONE;
	found = first(heap, node, hide_internals);
	if (count > FOUND_NODES_MANY)
		found_nodes_put(kept, node, name, found);
	return found != NODE_NONE;
}

bool
references_any(const struct heap *heap, node_ix node, bool hide_internals)
{
	const edge_ix *first = heap->snapshot.first_edge;

	return has_first(first_reference, heap->found_targets, first[node + 1] - first[node], heap,
			 node, hide_internals);
}

bool
references_any_retainers(const struct heap *heap, node_ix node, bool hide_internals)
{
	return has_first(first_retainer, heap->found_retainers,
			 retainers_count(&heap->retainers, node), heap, node, hide_internals);
}

static bool
reference_is_reason(const struct heap *heap, node_ix source, edge_ix edge, bool hide_internals)
{
	enum edge_type type = snapshot_edge_type(&heap->snapshot, edge);

	if (source == 0 || type == EDGE_WEAK || type == EDGE_INVISIBLE)
		return false;
	return !hide_internals || !reference_is_internal(heap, edge);
}

bool
references_add_retainers(const struct heap *heap, node_ix node, bool hide_internals,
			 uint32_t kind, struct rows *rows, struct error *error)
{
	const struct retainers *retainers = &heap->retainers;
	uint32_t count = retainers_count(retainers, node);
	const uint32_t *words = retainers->words + retainers->first[node];
	edge_ix *edges = column_alloc_list(count, sizeof *edges, error);

	if (edges == NULL)
		return false;
	retainers_edges(retainers, &heap->snapshot, heap->hub_edges, node, edges);
	for (uint32_t i = count; i-- > 0;) {
		node_ix source = edge_word_target(words[i]);

		if (reference_is_reason(heap, source, edges[i], hide_internals))
			rows_add(rows, (struct row){ source, edges[i], kind });
	}
	column_free(edges);
	return true;
}

struct text
reference_label(const struct heap *heap, edge_ix via, struct arena *scratch)
{
	const struct snapshot *snapshot = &heap->snapshot;
	struct text name = heap_edge_name(heap, via, scratch);

	if (name.length == 0)
		return TEXT("(empty)");
	if (edge_word_type(snapshot->edge_word[via]) == EDGE_ELEMENT)
		return ARENA_JOIN(scratch, TEXT("["), name, TEXT("]"));
	return name;
}

struct cell
reference_cell(struct object object, edge_ix via, struct arena *scratch)
{
	if (via == EDGE_NONE)
		return node_cell_object(object, scratch);
	return node_cell_behind(reference_label(object.heap, via, scratch), TEXT("::"), object,
				scratch);
}

struct cell
reference_cell_edge(const struct heap *heap, edge_ix via, struct arena *scratch)
{
	if (via == EDGE_NONE)
		return cell_of_nothing();
	return cell_of_text(heap_edge_name(heap, via, scratch));
}

struct cell
reference_cell_type(const struct heap *heap, edge_ix via)
{
	if (via == EDGE_NONE)
		return cell_of_nothing();
	return cell_of_text(text_of(snapshot_edge_type_name(&heap->snapshot, via)));
}

/* Whether DevTools takes the edge's name for text: no element, no hidden edge, no shortcut that
 * is a number. */
static bool
reference_has_text(const struct heap *heap, edge_ix edge, struct text name)
{
	uint32_t word = heap->snapshot.edge_word[edge];
	int64_t number;

	return !edge_word_is_numbered(word)
	       && (edge_word_type(word) != EDGE_SHORTCUT || !text_parse_integer(name, &number));
}

int
reference_compare_names(const struct heap *heap, edge_ix a, edge_ix b, bool descending)
{
	struct arena scratch = { 0 };
	struct text x = heap_edge_name(heap, a, &scratch);
	struct text y = heap_edge_name(heap, b, &scratch);
	bool x_is_proto = text_equal(x, TEXT("__proto__")), x_is_text;
	bool y_is_proto = text_equal(y, TEXT("__proto__")), y_is_text;
	int order;

	x_is_text = reference_has_text(heap, a, x);
	y_is_text = reference_has_text(heap, b, y);
	if (x_is_text != y_is_text)
		order = x_is_text ? -1 : 1;
	else
		order = cell_compare_texts(x, y);
	arena_release(&scratch);
	if (x_is_proto || y_is_proto)
		return (int)x_is_proto - (int)y_is_proto;
	return descending ? -order : order;
}

int
reference_compare_targets(const struct heap *heap, node_ix a, node_ix b)
{
	struct arena scratch = { 0 };
	int order;

	if (a == b)
		return 0;
	order = cell_compare_texts(heap_node_name(heap, a, &scratch),
				   heap_node_name(heap, b, &scratch));
	arena_release(&scratch);
	return order;
}

enum tone
reference_tone(struct object object, edge_ix via)
{
	if (via != EDGE_NONE && reference_is_internal(object.heap, via))
		return TONE_DIM;
	return node_tone(object);
}

static struct cell
reference_object(const struct subject *on, const void *state, struct row row,
		 struct arena *scratch)
{
	return reference_cell(node_of_row(on, state, row), row.via, scratch);
}

struct cell
reference_edge(const struct subject *on, const void *state, struct row row,
	       struct arena *scratch)
{
	(void)state;
	return reference_cell_edge(on->heap, row.via, scratch);
}

struct cell
reference_type(const struct subject *on, const void *state, struct row row,
	       struct arena *scratch)
{
	(void)state;
	(void)scratch;
	return reference_cell_type(on->heap, row.via);
}

int
reference_order(const struct subject *on, const void *state, struct row a, struct row b,
		bool descending)
{
	(void)state;
	return reference_compare_names(on->heap, a.via, b.via, descending);
}

int
reference_tie(const struct subject *on, const void *state, unsigned column, struct row a,
	      struct row b)
{
	(void)state;
	if (column == REFERENCE_DISTANCE)
		return reference_compare_targets(on->heap, a.item, b.item);
	return reference_compare_names(on->heap, a.via, b.via, false);
}

bool
reference_tie_keys(const struct subject *on, const void *state, unsigned column,
		   const struct row *rows, size_t count, uint64_t *keys)
{
	(void)state;
	if (column != REFERENCE_OBJECT && column != REFERENCE_EDGE)
		return false;
	node_keys_most_retained(on->heap, rows, count, keys);
	return true;
}

const struct column reference_columns[] = {
	[REFERENCE_OBJECT] = REFERENCE_COLUMN_OBJECT(reference_object),
	[REFERENCE_EDGE] = REFERENCE_COLUMN_EDGE(reference_edge),
	[REFERENCE_EDGE_TYPE] = REFERENCE_COLUMN_TYPE(reference_type),
	[REFERENCE_ID] = NODE_COLUMN_ID,
	[REFERENCE_TYPE] = NODE_COLUMN_TYPE,
	[REFERENCE_NAME] = NODE_COLUMN_NAME,
	[REFERENCE_CONSTRUCTOR] = NODE_COLUMN_CONSTRUCTOR,
	[REFERENCE_DISTANCE] = NODE_COLUMN_DISTANCE,
	[REFERENCE_SHALLOW] = NODE_COLUMN_SHALLOW,
	[REFERENCE_RETAINED] = NODE_COLUMN_RETAINED,
	[REFERENCE_DOMINATOR] = NODE_COLUMN_DOMINATOR,
	[REFERENCE_DETACHEDNESS] = NODE_COLUMN_DETACHEDNESS,
	[REFERENCE_SOURCE] = NODE_COLUMN_SOURCE,
	{ .name = NULL },
};
