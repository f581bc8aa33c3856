#include "config.h"

#include "view/cell.h"

#include <math.h>

#include "heap/distances.h"

unsigned
cell_label(struct text text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (text.at[i] < ' ' || text.at[i] > '~')
			return 0;
	}
	return (unsigned)length;
}

unsigned
cell_tail(struct text text)
{
	static const struct text closing = { "\"/()[]}", 7 };
	size_t start = text.length;

	while (start > 0 && text.at[start - 1] >= '0' && text.at[start - 1] <= '9')
		start--;
	if (start == text.length || start < 2 || text.at[start - 1] != '@'
	    || text.at[start - 2] != ' ')
		return 0;
	start -= 2;
	for (unsigned i = 0; i < 2 && start > 0; i++)
		start -= memchr(closing.at, text.at[start - 1], closing.length) != NULL;
	return (unsigned)(text.length - start);
}

/* A chart shows the end of a longer series: what is going on now. */
enum { CHART_MAX = 32 };

static void
cell_print_string(struct buffer *out, const char *string)
{
	buffer_add(out, string, strlen(string));
}

/* However long the name is: its id stands behind it. */
static void
cell_print_text(const struct cell *cell, const struct cell_format *format, struct buffer *out)
{
	enum text_style style = format->ascii ? TEXT_ASCII : TEXT_UTF8;
	size_t rest = cell->text.length - cell->tail;

	text_escape(out, (struct text){ cell->text.at, rest }, style);
	if (cell->tail > 0)
		text_escape(out, (struct text){ cell->text.at + rest, cell->tail }, style);
}

static void
cell_print_distance(int64_t distance, const struct cell_format *format, struct buffer *out)
{
	if (distance >= 0 && distance < DISTANCE_SYSTEM)
		buffer_add_number(out, (uint64_t)distance);
	else
		cell_print_string(out, format->ascii ? "-" : "−");
}

static void
cell_print_steps(const struct cell *cell, const struct cell_format *format, struct buffer *out)
{
	enum text_style style = format->ascii ? TEXT_ASCII : TEXT_UTF8;

	for (size_t i = 0; i < cell->steps.count; i++) {
		const struct cell_step *step = &cell->steps.at[i];

		if (i > 0)
			cell_print_string(out, format->ascii ? " -> " : " → ");
		text_escape(out, step->edge, style);
		if (step->edge.length > 0 && step->name.length > 0)
			cell_print_string(out, "::");
		text_escape(out, step->name, style);
	}
}

/* One character a value, from the smallest to the largest of them. */
static void
cell_print_numbers(const struct cell *cell, const struct cell_format *format,
		   struct buffer *out)
{
	static const char *const bars[] = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
	static const char *const ascii_bars[] = { "_", ".", ",", "-", "=", "+", "*", "#" };
	size_t first = cell->numbers.count > CHART_MAX ? cell->numbers.count - CHART_MAX : 0;
	const int64_t *at = cell->numbers.at;
	double low = INFINITY, high = -INFINITY;

	for (size_t i = first; i < cell->numbers.count; i++) {
		low = fmin(low, (double)at[i]);
		high = fmax(high, (double)at[i]);
	}
	for (size_t i = first; i < cell->numbers.count; i++) {
		unsigned level = high > low ? (unsigned)(((double)at[i] - low) / (high - low) * 7.0)
					    : 0;

		cell_print_string(out, format->ascii ? ascii_bars[level] : bars[level]);
	}
}

/* A full bar is twenty cells long; the last one is drawn in eighths where that can be. */
static void
cell_print_bar(double fraction, const struct cell_format *format, struct buffer *out)
{
	static const char *const parts[] = { "", "▏", "▎", "▍", "▌", "▋", "▊", "▉" };
	unsigned eighths = (unsigned)lround(fmax(0.0, fmin(fraction, 1.0)) * 160.0);

	if (eighths == 0 && fraction > 0.0)
		eighths = 1;
	for (unsigned i = 0; i < eighths / 8; i++)
		cell_print_string(out, format->ascii ? "#" : "█");
	if (format->ascii)
		cell_print_string(out, eighths % 8 >= 4 || (eighths > 0 && eighths < 8) ? "#" : "");
	else
		cell_print_string(out, parts[eighths % 8]);
}

static void
cell_print_delta(const char *printed, const struct cell_format *format, struct buffer *out)
{
	if (*printed == '-' && !format->ascii) {
		cell_print_string(out, "−");
		printed++;
	}
	cell_print_string(out, printed);
}

void
cell_print(const struct cell *cell, const struct cell_format *format, struct buffer *out)
{
	char printed[UNITS_LENGTH];

	switch (cell->kind) {
	case CELL_NOTHING:
		break;
	case CELL_PENDING:
		cell_print_string(out, "...");
		break;
	case CELL_TEXT:
		cell_print_text(cell, format, out);
		break;
	case CELL_COUNT:
		cell_print_string(out, units_count(printed, cell->number));
		break;
	case CELL_BYTES:
		cell_print_string(out, units_bytes(printed, cell->number, format->units));
		break;
	case CELL_ID:
		buffer_add_char(out, '@');
		buffer_add_number(out, cell->number);
		break;
	case CELL_DISTANCE:
		cell_print_distance(cell->delta, format, out);
		break;
	case CELL_IGNORED:
		cell_print_string(out, "ignored");
		break;
	case CELL_COUNT_DELTA:
		cell_print_delta(units_count_delta(printed, cell->delta), format, out);
		break;
	case CELL_BYTES_DELTA:
		cell_print_delta(units_bytes_delta(printed, cell->delta, format->units), format,
				 out);
		break;
	case CELL_PERCENT:
		buffer_printf(out, "%.0f%%", round(cell->fraction * 100.0));
		break;
	case CELL_FRACTION:
		buffer_printf(out, "%.2f", cell->fraction);
		break;
	case CELL_BAR:
		cell_print_bar(cell->fraction, format, out);
		break;
	case CELL_STEPS:
		cell_print_steps(cell, format, out);
		break;
	case CELL_NUMBERS:
		cell_print_numbers(cell, format, out);
		break;
	}
}

static uint64_t
cell_fraction_key(double fraction)
{
	uint64_t bits;

	if (isnan(fraction))
		return 0;
	fraction += 0.0; /* -0 equals 0 */
	memcpy(&bits, &fraction, sizeof bits);
	return bits >> 63 ? ~bits : bits | UINT64_C(1) << 63;
}

bool
cell_sort_key(const struct cell *cell, uint64_t *key)
{
	switch (cell->kind) {
	case CELL_NOTHING:
	case CELL_PENDING:
		*key = 0;
		return true;
	case CELL_COUNT:
	case CELL_BYTES:
	case CELL_ID:
		*key = cell_number_key(cell->number);
		return true;
	case CELL_DISTANCE:
	case CELL_IGNORED:
	case CELL_COUNT_DELTA:
	case CELL_BYTES_DELTA:
		*key = cell_signed_key(cell->delta);
		return true;
	case CELL_PERCENT:
	case CELL_FRACTION:
	case CELL_BAR:
		*key = cell_fraction_key(cell->fraction);
		return true;
	case CELL_NUMBERS:
		*key = cell->numbers.count == 0
			       ? 0
			       : cell_signed_key(cell->numbers.at[cell->numbers.count - 1]);
		return true;
	case CELL_TEXT:
	case CELL_STEPS:
		break;
	}
	return false;
}

int
cell_compare_texts(struct text a, struct text b)
{
	enum { COMPARED = 8192 };

	return text_compare(text_cut(a, COMPARED), text_cut(b, COMPARED));
}

static int
cell_compare_steps(const struct cell *a, const struct cell *b)
{
	for (size_t i = 0; i < a->steps.count && i < b->steps.count; i++) {
		int order = text_compare(a->steps.at[i].edge, b->steps.at[i].edge);

		if (order == 0)
			order = text_compare(a->steps.at[i].name, b->steps.at[i].name);
		if (order != 0)
			return order;
	}
	return (a->steps.count > b->steps.count) - (a->steps.count < b->steps.count);
}

int
cell_compare(const struct cell *a, const struct cell *b)
{
	uint64_t x, y;
	bool a_has_key = cell_sort_key(a, &x), b_has_key = cell_sort_key(b, &y);

	if (a_has_key && b_has_key)
		return (x > y) - (x < y);
	if (a_has_key != b_has_key)
		return a_has_key ? -1 : 1;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return a->kind == CELL_STEPS ? cell_compare_steps(a, b)
				     : cell_compare_texts(a->text, b->text);
}
