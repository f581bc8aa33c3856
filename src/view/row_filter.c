#include "config.h"

#include "view/row_filter.h"

#include <stdlib.h>

#include "view/row_filter_internal.h"

/* Texts of a megabyte at most are worth to be remembered, each in a place of its own. */
enum { TEXT_LONG = 1024, VERDICTS = 1024 };

/* Bare words are looked for in what people read, and in what they know a row by; where that is
 * numbers only, in any text. */
static void
row_filter_choose_columns(struct row_filter *filter)
{
	unsigned count = view_column_count(filter->view);
	bool any = false;

	filter->is_searched = xcalloc(count + 1, sizeof *filter->is_searched);
	for (unsigned i = 0; i < count; i++) {
		unsigned flags = filter->view->columns[i].flags;

		filter->is_searched[i] = !(flags & COLUMN_RIGHT)
					 && (!(flags & COLUMN_SCRIPT) || flags & COLUMN_FOUND);
		any |= filter->is_searched[i];
	}
	for (unsigned i = 0; !any && i < count; i++)
		filter->is_searched[i] = !(filter->view->columns[i].flags & COLUMN_RIGHT);
}

struct row_filter *
row_filter_new(const struct view *view, struct text pattern, struct error *error)
{
	struct row_filter *filter = xcalloc(1, sizeof *filter);

	filter->view = view;
	row_filter_choose_columns(filter);
	if (row_filter_parse(filter, pattern, error))
		return filter;
	row_filter_free(filter);
	return NULL;
}

void
row_filter_free(struct row_filter *filter)
{
	if (filter == NULL)
		return;
	for (size_t i = 0; i < filter->count; i++)
		text_regex_free(filter->terms[i].regex);
	free(filter->terms);
	free(filter->is_searched);
	free(filter->verdicts);
	arena_release(&filter->arena);
	arena_release(&filter->scratch);
	buffer_release(&filter->buffer);
	free(filter);
}

void
row_filter_watch(struct row_filter *filter, const struct progress *progress)
{
	for (size_t i = 0; i < filter->count; i++)
		if (filter->terms[i].regex != NULL)
			text_regex_watch(filter->terms[i].regex, progress);
}

bool
row_filter_is_empty(const struct row_filter *filter)
{
	return filter->count == 0;
}

/* The text a cell shows; false if it shows a number or nothing. */
static bool
row_filter_text(struct row_filter *filter, const struct cell *cell, struct text *text)
{
	static const struct cell_format format = { .units = UNITS_DECIMAL };

	if (cell->kind == CELL_TEXT) {
		*text = cell->text;
		return true;
	}
	if (cell->kind != CELL_STEPS)
		return false;
	buffer_clear(&filter->buffer);
	cell_print(cell, &format, &filter->buffer);
	*text = buffer_text(&filter->buffer);
	return true;
}

static bool
row_filter_order_holds(enum row_filter_operator operator, int order)
{
	switch (operator) {
	case FILTER_LESS:
		return order < 0;
	case FILTER_LESS_EQUAL:
		return order <= 0;
	case FILTER_GREATER:
		return order > 0;
	case FILTER_GREATER_EQUAL:
		return order >= 0;
	case FILTER_EQUAL:
	case FILTER_CONTAINS:
		return order == 0;
	case FILTER_NOT_EQUAL:
		return order != 0;
	}
	return false;
}

static bool
row_filter_text_holds(const struct row_filter_term *term, struct text text)
{
	bool is_found = text_find(text, term->text, 0, true) != SIZE_MAX;
	bool is_equal = is_found && text.length == term->text.length;

	if (term->operator == FILTER_CONTAINS)
		return is_found;
	if (term->operator == FILTER_EQUAL || term->operator == FILTER_NOT_EQUAL)
		return is_equal == (term->operator == FILTER_EQUAL);
	return row_filter_order_holds(term->operator, text_compare(text, term->text));
}

static bool
row_filter_judge(const struct row_filter_term *term, struct text text, bool *holds,
		 struct error *error)
{
	if (term->regex != NULL)
		return text_regex_match(term->regex, text, holds, error);
	*holds = row_filter_text_holds(term, text);
	return true;
}

/* A long text is looked at once, if it is the heap's own: what stands in the filter's memory is
 * another one for the next row. */
static bool
row_filter_judge_once(struct row_filter *filter, const struct row_filter_term *term,
		      struct text text, bool *holds, struct error *error)
{
	struct row_filter_verdict *verdict;

	if (text.length < TEXT_LONG || text.at == filter->buffer.at
	    || arena_holds(&filter->scratch, text.at))
		return row_filter_judge(term, text, holds, error);
	if (filter->verdicts == NULL)
		filter->verdicts = xcalloc(VERDICTS, sizeof *filter->verdicts);
	verdict =
		&filter->verdicts[((uintptr_t)text.at / TEXT_LONG + (size_t)(term - filter->terms))
				  % VERDICTS];
	if (verdict->term != term || verdict->text.at != text.at
	    || verdict->text.length != text.length) {
		if (!row_filter_judge(term, text, holds, error))
			return false;
		*verdict = (struct row_filter_verdict){ term, text, *holds };
	}
	*holds = verdict->holds;
	return true;
}

/* The number a cell stands for; false if it has none to show. */
static bool
row_filter_number(const struct cell *cell, long double *number)
{
	switch (cell->kind) {
	case CELL_COUNT:
	case CELL_BYTES:
	case CELL_ID:
		*number = cell->number;
		return true;
	case CELL_DISTANCE:
	case CELL_IGNORED:
		*number = cell->delta;
		return cell->delta >= 0 && cell->delta < DISTANCE_SYSTEM;
	case CELL_COUNT_DELTA:
	case CELL_BYTES_DELTA:
		*number = cell->delta;
		return true;
	case CELL_PERCENT:
		*number = cell->fraction * 100.0L;
		return true;
	case CELL_FRACTION:
		*number = cell->fraction;
		return true;
	case CELL_NUMBERS:
		*number = cell->numbers.count > 0 ? cell->numbers.at[cell->numbers.count - 1] : 0;
		return cell->numbers.count > 0;
	default:
		return false;
	}
}

static bool
row_filter_number_holds(const struct row_filter_term *term, const struct subject *on,
			const struct cell *cell)
{
	long double number, limit = term->number;

	if (!row_filter_number(cell, &number))
		return term->operator == FILTER_NOT_EQUAL;
	if (term->is_percent && cell->kind == CELL_FRACTION)
		limit /= 100;
	else if (term->is_percent && cell->kind != CELL_PERCENT)
		limit *= (long double)heap_total_size(on->heap) / 100;
	return row_filter_order_holds(term->operator, (number > limit) - (number < limit));
}

static struct cell
row_filter_cell(struct row_filter *filter, unsigned column, const struct subject *on,
		const void *state, struct row row)
{
	arena_reset(&filter->scratch);
	return filter->view->columns[column].value(on, state, row, &filter->scratch);
}

static bool
row_filter_word_holds(struct row_filter *filter, const struct row_filter_term *term,
		      const struct subject *on, const void *state, struct row row, bool *holds,
		      struct error *error)
{
	for (unsigned i = 0; filter->view->columns[i].name != NULL && !*holds; i++) {
		struct cell cell;
		struct text text;

		if (!filter->is_searched[i])
			continue;
		cell = row_filter_cell(filter, i, on, state, row);
		if (row_filter_text(filter, &cell, &text)
		    && !row_filter_judge_once(filter, term, text, holds, error))
			return false;
	}
	return true;
}

static bool
row_filter_term_holds(struct row_filter *filter, const struct row_filter_term *term,
		      const struct subject *on, const void *state, struct row row, bool *holds,
		      struct error *error)
{
	struct cell cell;
	struct text text;

	*holds = false;
	if (term->column == COLUMN_NONE)
		return row_filter_word_holds(filter, term, on, state, row, holds, error);
	cell = row_filter_cell(filter, term->column, on, state, row);
	if (row_filter_text(filter, &cell, &text))
		return row_filter_judge_once(filter, term, text, holds, error);
	*holds = row_filter_number_holds(term, on, &cell);
	return true;
}

bool
row_filter_matches(struct row_filter *filter, const struct subject *on, const void *state,
		   struct row row, bool *matches, struct error *error)
{
	*matches = true;
	for (size_t i = 0; i < filter->count && *matches; i++)
		if (!row_filter_term_holds(filter, &filter->terms[i], on, state, row, matches,
					   error))
			return false;
	return true;
}
