#include "config.h"

#include "heap/suspects_internal.h"

#include <math.h>

#include "base/buffer.h"
#include "base/units.h"
#include "heap/scope.h"
#include "heap/weak_refs.h"

static void
add_round(struct buffer *out, double number)
{
	char count[UNITS_LENGTH];

	if (number >= 10)
		buffer_printf(out, "%s", units_count(count, (uint64_t)llrint(number)));
	else if (number == floor(number))
		buffer_printf(out, "%.0f", number);
	else
		buffer_printf(out, "%.1f", number);
}

struct text
suspect_class_in_words(struct text class)
{
	if (class.length > 2 && class.at[0] == '(' && class.at[class.length - 1] == ')')
		return (struct text){ class.at + 1, class.length - 2 };
	return class;
}

/* Whether it is one text that gets longer. */
static bool
is_text(const struct suspect *suspect)
{
	return suspect->has_one_entry
	       && text_equal(suspect->constructor, TEXT("(concatenated string)"));
}

/* What is counted: of what is inside one entry perhaps something else than is named. */
static struct text
counted_in_words(const struct suspect *suspect)
{
	if (is_text(suspect))
		return TEXT("pieces");
	if (suspect->has_one_entry && !suspect->is_counted)
		return TEXT("objects");
	return suspect_class_in_words(suspect->constructor);
}

/* "400 Session a step (184 kB)" */
static void
add_amount(struct buffer *out, const struct suspect *suspect, size_t snapshots)
{
	double bytes = snapshots > 2 ? suspect->trend.bytes_per_step
				     : (double)suspect->trend.total;
	double entries = suspect->trend.entries_per_step;
	char size[UNITS_LENGTH];

	if (!suspect->is_storage && !suspect_is_one_larger(suspect)) {
		if (suspect->has_one_entry)
			entries = (double)suspect->trend.alike;
		add_round(out, entries);
		buffer_add_char(out, ' ');
		buffer_add_text(out, counted_in_words(suspect));
		if (snapshots > 2)
			buffer_printf(out, " a step");
		buffer_printf(out, " (%s)", units_bytes(size, (uint64_t)fmax(bytes, 0),
							UNITS_DECIMAL));
		return;
	}
	buffer_printf(out, "%s%s", units_bytes(size, (uint64_t)fmax(bytes, 0), UNITS_DECIMAL),
		      snapshots > 2 ? " a step" : "");
}

/* "onMessage() in server.js:12" of a function, the class of anything else. */
static void
add_class(struct suspects_work *work, struct buffer *out, node_ix node, struct arena *scratch)
{
	struct text place, name;

	if (heap_node_type(work->heap, node) != NODE_CLOSURE) {
		buffer_add_text(out, suspect_class_in_words(heap_class_name(work->heap, node)));
		return;
	}
	place = place_of_function(work->heap, node, scratch);
	name = heap_node_name(work->heap, node, scratch);
	buffer_add_text(out, name.length > 0 ? name : TEXT("a function"));
	buffer_printf(out, "%s", place.length > 0 ? " in " : "");
	buffer_add_text(out, place);
}

/* The name of what leads on; the numbers of elements and of places in a table say nothing. */
static void
add_reference(struct suspects_work *work, struct buffer *out, edge_ix edge,
	      struct arena *scratch)
{
	struct text name;

	if (edge == EDGE_NONE || edge_word_is_numbered(work->heap->snapshot.edge_word[edge]))
		return;
	name = snapshot_edge_name(&work->heap->snapshot, edge, scratch);
	if (name.length > 0 && name.at[0] >= '0' && name.at[0] <= '9')
		return;
	buffer_add_text(out, name);
	buffer_add_char(out, ' ');
}

/* " Inside each: context (system / Context) -> payload (Buffer)." */
static void
add_inside(struct suspects_work *work, struct buffer *out, const struct suspect *suspect)
{
	struct arena scratch = { 0 };
	node_ix sample = suspect->sample_count > 0
				 ? suspect->samples[suspect->sample_count / 2] : NODE_NONE;

	if (sample != NODE_NONE && heap_node_type(work->heap, sample) == NODE_CLOSURE) {
		buffer_printf(out, " One of them: ");
		add_class(work, out, sample, &scratch);
		buffer_add_char(out, '.');
	}
	if (suspect->inside_count == 0 || is_text(suspect)) {
		arena_release(&scratch);
		return;
	}
	buffer_printf(out, suspect_is_one_larger(suspect) ? " Inside:" : " Inside each:");
	for (size_t i = 0, said = 0; i < suspect->inside_count; i++) {
		edge_ix edge = suspect->inside[i].edge;

		if (work->role[suspect->inside[i].node] == ROLE_STORAGE)
			continue;
		/* A list: what comes next is the same again. */
		if (i > 0 && heap_class_of(work->heap, suspect->inside[i].node)
				     == heap_class_of(work->heap, suspect->inside[i - 1].node)) {
			buffer_printf(out, " -> and so on");
			break;
		}

		buffer_printf(out, "%s", said++ > 0 ? " -> " : " ");
		add_reference(work, out, edge, &scratch);
		buffer_add_char(out, '(');
		add_class(work, out, suspect->inside[i].node, &scratch);
		buffer_add_char(out, ')');
	}
	buffer_add_char(out, '.');
	arena_release(&scratch);
}

/* "bus._events.order" or bus._events["an order"]: the emitter and the event.  False, and the
 * whole is the event, if it is neither. */
static bool
event_split(struct text holder, struct text *emitter, struct text *event)
{
	const struct text table = TEXT("._events");
	size_t at = holder.length;

	*emitter = *event = holder;
	while (at > 0 && !text_starts_with((struct text){ holder.at + at, holder.length - at },
					   table))
		at--;
	if (at == 0)
		return false;
	*emitter = (struct text){ holder.at, at };
	at += table.length;
	if (text_starts_with((struct text){ holder.at + at, holder.length - at }, TEXT(".")))
		*event = (struct text){ holder.at + at + 1, holder.length - at - 1 };
	else if (text_starts_with((struct text){ holder.at + at, holder.length - at }, TEXT("[\""))
		 && holder.length - at > strlen("[\"\"]"))
		*event = (struct text){ holder.at + at + 2, holder.length - at - strlen("[\"\"]") };
	else
		return false;
	return true;
}

/* $H: the holder, $B: what stands beside it; of a listener's holder $E the event, and $O, with
 * " to " before it, the emitter, if that is known. */
static void
add_filled(struct buffer *out, const char *template, const struct suspect *suspect)
{
	struct text emitter, event;
	bool is_split = event_split(suspect->holder_name, &emitter, &event);

	for (const char *at = template; *at != '\0'; at++) {
		if (at[0] != '$' || strchr("HBEO", at[1]) == NULL || at[1] == '\0') {
			buffer_add_char(out, *at);
			continue;
		}
		at++;
		if (*at == 'H')
			buffer_add_text(out, suspect->holder_name);
		else if (*at == 'B')
			buffer_add_text(out, suspect->beside_name);
		else if (*at == 'E')
			buffer_add_text(out, event);
		else if (is_split)
			buffer_printf(out, " to %.*s", (int)emitter.length, emitter.at);
	}
}

/* " Also held by responses and by queue.waiting." */
static void
add_others(struct buffer *out, const struct suspect *suspect)
{
	for (size_t i = 0; i < suspect->also_count; i++) {
		buffer_printf(out, "%s", i == 0 ? " Also held by " : " and by ");
		buffer_add_text(out, suspect->also_names[i]);
		if (i + 1 == suspect->also_count)
			buffer_add_char(out, '.');
	}
}

static void
add_weak_refs(struct suspects_work *work, struct buffer *out, const struct suspect *suspect)
{
	struct weak_refs refs;
	char count[UNITS_LENGTH], empty[UNITS_LENGTH];

	if (suspect->sample_count == 0 || !weak_ref_is(work->heap, suspect->samples[0]))
		return;
	refs = weak_refs_count(work->heap);
	buffer_printf(out, " Of %s WeakRefs in the heap %s are empty.",
		      units_count(count, refs.count), units_count(empty, refs.empty));
}

static void
add_since(struct suspects_work *work, struct buffer *out, const struct suspect *suspect)
{
	if (suspect->trend.verdict != VERDICT_LEAKS)
		return;
	if (suspect->trend.since > 0)
		buffer_printf(out, " It began after snapshot %zu of %zu.",
			      suspect->trend.since + 1, work->suspects->snapshot_count);
}

/* " The same in 5 others of that name." */
static void
add_like(struct buffer *out, const struct suspect *suspect)
{
	if (suspect->like > 0)
		buffer_printf(out, " The same in %zu other%s of that name.", suspect->like,
			      suspect->like > 1 ? "s" : "");
}

static struct text
finish(struct suspects_work *work, struct buffer *buffer)
{
	struct text text = arena_text(&work->suspects->arena, buffer_text(buffer));

	buffer_clear(buffer);
	return text;
}

/* " Each is `readings` of a Sensor." says which of an object's collections they are. */
static void
add_inner(struct suspects_work *work, struct buffer *out, const struct suspect *suspect)
{
	const struct heap *heap = work->heap;
	struct arena scratch = { 0 };
	node_ix owner, above;
	edge_ix edge;

	if (suspect->sort != SUSPECT_SPREAD)
		return;
	owner = work->suspects->growth.groups[suspect->group].owner_node;
	above = heap_dominator(heap, owner);
	edge = holders_edge(heap, work->role, above, owner);
	if (work->role[above] == ROLE_USER && edge != EDGE_NONE
	    && edge_word_type(heap->snapshot.edge_word[edge]) == EDGE_PROPERTY) {
		buffer_printf(out, " Each is ");
		buffer_add_text(out, snapshot_edge_name(&heap->snapshot, edge, &scratch));
		buffer_printf(out, " of a ");
		buffer_add_text(out, heap_class_name(heap, above));
		buffer_add_char(out, '.');
	}
	arena_release(&scratch);
}

static bool
is_plain_pile(const struct suspect *suspect)
{
	return suspect->trend.verdict == VERDICT_HOLDS && suspect->pattern->strength < 1;
}

void
suspects_find_words(struct suspects_work *work, struct suspect *suspect)
{
	size_t snapshots = work->suspects->snapshot_count, said;
	struct buffer buffer = { 0 };

	/* What merely holds much is not called a leak because of its shape. */
	add_filled(&buffer, is_plain_pile(suspect) ? "$H holds much" : suspect->pattern->what,
		   suspect);
	buffer_printf(&buffer, ": ");
	add_amount(&buffer, suspect, snapshots);
	buffer_add_char(&buffer, '.');
	add_like(&buffer, suspect);
	add_inner(work, &buffer, suspect);
	add_inside(work, &buffer, suspect);
	add_weak_refs(work, &buffer, suspect);
	add_since(work, &buffer, suspect);
	said = buffer.length;
	add_others(&buffer, suspect);
	suspect->explanation = finish(work, &buffer);
	suspect->what = (struct text){ suspect->explanation.at, said };

	if (!suspect->is_anonymous
	    || heap_node_type(work->heap, suspect->holder) != NODE_SYNTHETIC) {
		buffer_add_text(&buffer, is_text(suspect)
						 ? TEXT("text")
						 : heap_class_name(work->heap, suspect->holder));
		buffer_add_char(&buffer, ' ');
	}
	buffer_add_text(&buffer, suspect->holder_name);
	buffer_printf(&buffer, suspect->trend.verdict == VERDICT_HOLDS ? ": " : ": +");
	add_amount(&buffer, suspect, snapshots);
	suspect->title = finish(work, &buffer);

	if (suspect->pattern->fix != NULL && is_plain_pile(suspect))
		buffer_printf(&buffer, "If it grows: ");
	if (suspect->pattern->fix != NULL)
		add_filled(&buffer, suspect->pattern->fix, suspect);
	suspect->fix = finish(work, &buffer);
	if (suspect->trend.verdict == VERDICT_LEAKS)
		suspect->disproof = TEXT("If it has a bound that is not reached yet, later "
					 "snapshots will show it level off.");
	else if (suspect->trend.verdict == VERDICT_GREW)
		suspect->disproof = TEXT("One step is no proof: if a third snapshot, after the "
					 "same work again, does not grow as much, it was "
					 "warming up.");
	else
		suspect->disproof = TEXT("Much is not a leak: a second and a third snapshot "
					 "show whether it grows.");
	buffer_release(&buffer);
}
