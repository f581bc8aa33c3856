#include "config.h"

#include <stdlib.h>
#include <strings.h>

#include "view/row_filter_internal.h"

/* What is left to read. */
struct scan {
	const char *at, *end;
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool
is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static struct row_filter_term *
row_filter_add(struct row_filter *filter)
{
	filter->terms = xreallocarray(filter->terms, filter->count + 1, sizeof *filter->terms);
	filter->terms[filter->count] =
		(struct row_filter_term){ .column = COLUMN_NONE, .operator = FILTER_CONTAINS };
	return &filter->terms[filter->count++];
}

/* A number with an optional sign, "@", unit or "%"; false if the text is something else. */
static bool
row_filter_parse_number(struct text text, long double *number, bool *is_percent)
{
	static const struct {
		const char *name;
		long double factor;
	} units[] = {
		{ "", 1 },           { "B", 1 },
		{ "k", 1e3L },       { "kB", 1e3L },      { "M", 1e6L },
		{ "MB", 1e6L },      { "G", 1e9L },       { "GB", 1e9L },
		{ "KiB", 1024 },     { "MiB", 1048576 },  { "GiB", 1073741824 },
		{ "%", 1 },
	};
	char copy[64], *end;

	if (text.length > 0 && text.at[0] == '@')
		text = text_from(text, 1);
	if (text.length == 0 || text.length >= sizeof copy)
		return false;
	memcpy(copy, text.at, text.length);
	copy[text.length] = '\0';
	end = copy + (*copy == '+' || *copy == '-');
	if (!is_digit(*end))
		return false; /* no "inf", "nan" or blanks */
	*number = strtold(copy, &end);
	*is_percent = *end == '%';
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		if (strcasecmp(end, units[i].name) == 0) {
			*number *= units[i].factor;
			return true;
		}
	}
	return false;
}

/* All columns' names, for messages. */
static struct text
row_filter_columns(struct row_filter *filter)
{
	struct text names = TEXT("");

	for (const struct column *column = filter->view->columns; column->name != NULL; column++)
		names = arena_printf(&filter->arena, "%.*s%s%s", (int)names.length, names.at,
				     names.length > 0 ? ", " : "", column->name);
	return names;
}

/* The column with this name, or the only one whose name begins so. */
static bool
row_filter_column(struct row_filter *filter, struct text name, unsigned *found,
		  struct error *error)
{
	unsigned beginnings = 0;
	struct text names;

	for (unsigned i = 0; filter->view->columns[i].name != NULL; i++) {
		struct text column = text_of(filter->view->columns[i].name);

		if (column.length < name.length
		    || strncasecmp(column.at, name.at, name.length) != 0)
			continue;
		*found = i;
		if (column.length == name.length)
			return true;
		beginnings++;
	}
	if (beginnings == 1)
		return true;
	if (beginnings == 0 && view_column_find(view_find(TEXT("objects")), name) != COLUMN_NONE)
		return error_set(error, ERROR_USAGE,
				 "\"%.*s\" is a column of objects, not of %s: "
				 "\"objects --filter\" takes it",
				 (int)name.length, name.at, filter->view->name);
	names = row_filter_columns(filter);
	return error_set(error, ERROR_USAGE,
			 beginnings == 0
				 ? "no column \"%.*s\" to filter by; there are: %.*s "
				   "(quote what is only text)"
				 : "more than one column begins with \"%.*s\": %.*s",
			 (int)name.length, name.at, (int)names.length, names.at);
}

/* Up to a blank, or to the closing quote. */
static struct text
row_filter_word(struct scan *scan)
{
	const char *start = scan->at;
	struct text word;

	if (scan->at < scan->end && *scan->at == '"') {
		start = ++scan->at;
		while (scan->at < scan->end && *scan->at != '"')
			scan->at++;
		word = (struct text){ start, (size_t)(scan->at - start) };
		scan->at += scan->at < scan->end;
		return word;
	}
	while (scan->at < scan->end && !is_blank(*scan->at))
		scan->at++;
	return (struct text){ start, (size_t)(scan->at - start) };
}

static bool
row_filter_operator(struct scan *scan, enum row_filter_operator *operator)
{
	static const struct {
		const char *sign;
		enum row_filter_operator operator;
	} signs[] = {
		{ "<=", FILTER_LESS_EQUAL }, { ">=", FILTER_GREATER_EQUAL },
		{ "!=", FILTER_NOT_EQUAL },  { "<", FILTER_LESS },
		{ ">", FILTER_GREATER },     { "=", FILTER_EQUAL },
		{ "~", FILTER_CONTAINS },
	};
	size_t left = (size_t)(scan->end - scan->at);

	for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
		size_t length = strlen(signs[i].sign);

		if (left >= length && memcmp(scan->at, signs[i].sign, length) == 0) {
			scan->at += length;
			*operator = signs[i].operator;
			return true;
		}
	}
	return false;
}

static bool
row_filter_add_comparison(struct row_filter *filter, struct text name,
			  enum row_filter_operator operator, struct text value,
			  struct error *error)
{
	struct row_filter_term *term;
	unsigned column = COLUMN_NONE;

	if (!row_filter_column(filter, name, &column, error))
		return false;
	if (value.length == 0)
		return error_set(error, ERROR_USAGE, "nothing to compare \"%s\" with",
				 filter->view->columns[column].name);
	term = row_filter_add(filter);
	term->column = column;
	term->operator = operator;
	term->text = arena_text(&filter->arena, value);
	if (!(filter->view->columns[column].flags & COLUMN_RIGHT))
		return true;
	if (operator == FILTER_CONTAINS)
		return error_set(error, ERROR_USAGE, "\"%s\" is a number: compare it with < <= > "
			">= = or !=", filter->view->columns[column].name);
	if (row_filter_parse_number(value, &term->number, &term->is_percent))
		return true;
	return error_set(error, ERROR_USAGE,
			 "\"%.*s\" is no number or size to compare \"%s\" with",
			 (int)value.length, value.at, filter->view->columns[column].name);
}

/* name OPERATOR value.  *is_one tells whether it was; if not, nothing is taken. */
static bool
row_filter_comparison(struct row_filter *filter, struct scan *scan, bool *is_one,
		      struct error *error)
{
	const char *start = scan->at;
	enum row_filter_operator operator;
	struct text name;

	while (scan->at < scan->end && is_name(*scan->at))
		scan->at++;
	name = (struct text){ start, (size_t)(scan->at - start) };
	*is_one = name.length > 0 && row_filter_operator(scan, &operator);
	if (*is_one)
		return row_filter_add_comparison(filter, name, operator, row_filter_word(scan),
						 error);
	scan->at = start;
	return true;
}

/* /regex/ or /regex/i, if the slash is closed before a blank or the end: else it is text. */
static bool
row_filter_regex(struct row_filter *filter, struct scan *scan, bool *is_one,
		 struct error *error)
{
	const char *close = scan->at, *after = NULL;
	struct row_filter_term *term;

	*is_one = false;
	while (after == NULL && ++close < scan->end) {
		if (*close == '\\' && close + 1 < scan->end) {
			close++;
		} else if (*close == '/') {
			after = close + 1;
			if (after < scan->end && *after == 'i')
				after++;
			if (after < scan->end && !is_blank(*after))
				after = NULL;
		}
	}
	if (after == NULL || close == scan->at + 1)
		return true;
	*is_one = true;
	term = row_filter_add(filter);
	term->text = arena_text(&filter->arena, (struct text){ scan->at + 1,
							       (size_t)(close - scan->at - 1) });
	scan->at = after;
	term->regex = text_regex_new(term->text, after[-1] == 'i', error);
	return term->regex != NULL;
}

static void
row_filter_add_word(struct row_filter *filter, struct text word)
{
	unsigned column = view_column_find(filter->view, TEXT("detachedness"));
	struct row_filter_term *term;

	if (word.length == 0)
		return;
	term = row_filter_add(filter);
	if (column != COLUMN_NONE && text_equal(word, TEXT("detached"))) {
		term->column = column;
		term->operator = FILTER_EQUAL;
		term->number = 2;
		word = TEXT("2");
	}
	term->text = arena_text(&filter->arena, word);
}

bool
row_filter_parse(struct row_filter *filter, struct text pattern, struct error *error)
{
	const char *start = pattern.length > 0 ? pattern.at : "";
	struct scan scan = { start, start + pattern.length };

	while (scan.at < scan.end) {
		bool is_one = false, is_right = true;
		char c = *scan.at;

		if (is_blank(c)) {
			scan.at++;
			continue;
		}
		if (c == '/')
			is_right = row_filter_regex(filter, &scan, &is_one, error);
		else if (is_name(c))
			is_right = row_filter_comparison(filter, &scan, &is_one, error);
		if (!is_right)
			return false;
		if (!is_one)
			row_filter_add_word(filter, row_filter_word(&scan));
	}
	return true;
}
