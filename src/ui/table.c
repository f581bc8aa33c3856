#include "config.h"

#include "ui/table.h"

#include <assert.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "ui/table_layout.h"
#include "ui/theme.h"
#include "view/cell_fit.h"

enum {
	INDENT_STEEP = 6,     /* levels indented by two cells; deeper ones by one ... */
	INDENT_MAX = 20,      /* ... up to here: chains are long, and lines are not */
	BAR_LEAST = 34,       /* percent of a line that shows a selected row of a short name ... */
	BAR_MOST = 40,        /* ... and where it is long */
};

static void
add_blanks(struct buffer *line, size_t count)
{
	while (count-- > 0)
		buffer_add_char(line, ' ');
}

/* Text in so many cells, with a mark if it was cut. */
static void
add_padded(struct buffer *line, struct text text, unsigned width, unsigned flags)
{
	size_t start = text_width(buffer_text(line)), cells = text_width(text);

	if (flags & COLUMN_RIGHT && cells < width)
		add_blanks(line, width - cells);
	cell_fit_text(text, width, line);
	add_blanks(line, start + width - text_width(buffer_text(line)));
}

/* A composed line, and where in it the beginning of the row ends that shows the selection. */
struct line {
	struct buffer text;
	size_t name_end;  /* cells, blanks behind the name not counted */
};

static void
add_header_cell(struct buffer *line, const struct outline *outline,
		const struct placed_column *placed, struct text title)
{
	const struct column *column = &outline_view(outline)->columns[placed->column];
	unsigned width = placed_column_cells(placed);
	struct buffer words = { 0 };
	bool descending;

	buffer_add_text(&words, title.length > 0 ? title : text_of(column->title));
	if (outline_sort_column(outline, &descending) == placed->column)
		buffer_add_text(&words, descending ? TEXT(" v") : TEXT(" ^"));
	add_padded(line, buffer_text(&words), width, column->flags);
	buffer_release(&words);
}

static void
window_add(WINDOW *window, struct text text)
{
	if (text.length > 0)
		waddnstr(window, text.at, (int)text.length);
}

void
table_draw_header(const struct outline *outline, const struct table_style *style,
		  WINDOW *window, int line, int width)
{
	struct table_layout layout = table_layout(outline, style->columns, width);
	struct buffer text = { 0 };

	buffer_add_char(&text, ' ');
	for (unsigned i = 0; i < layout.count; i++) {
		if (i > 0)
			buffer_add_char(&text, ' ');
		add_header_cell(&text, outline, &layout.at[i],
				i == 0 ? style->title : TEXT(""));
	}
	if (text_width(buffer_text(&text)) < (size_t)width)
		add_blanks(&text, (size_t)width - text_width(buffer_text(&text)));
	wattrset(window, (int)theme_attributes(style->has_focus ? ROLE_HEADER
								: ROLE_HEADER_OTHER));
	wmove(window, line, 0);
	window_add(window, text_clip(buffer_text(&text), (size_t)width));
	wattrset(window, A_NORMAL);
	buffer_release(&text);
}

size_t
table_title_cells(const struct outline *outline, const struct table_style *style, int width)
{
	struct table_layout layout = table_layout(outline, style->columns, width);

	assert(layout.count > 0); /* a view has columns, and one stays however narrow it is */
	return placed_column_cells(&layout.at[0]);
}

unsigned
table_column_at(const struct outline *outline, const struct table_style *style, int width,
		int x)
{
	struct table_layout layout = table_layout(outline, style->columns, width);
	int end = 1;

	for (unsigned i = 0; i < layout.count; i++) {
		end += (int)placed_column_cells(&layout.at[i]) + 1;
		if (x < end)
			return layout.at[i].column;
	}
	return COLUMN_NONE;
}

static unsigned
indent_of(unsigned depth)
{
	unsigned cells = depth <= INDENT_STEEP ? 2 * depth : INDENT_STEEP + depth;

	return cells < INDENT_MAX ? cells : INDENT_MAX;
}

bool
table_is_mark(struct outline *outline, const struct table_style *style, int width,
	      size_t row, int x)
{
	struct table_layout layout = table_layout(outline, style->columns, width);
	struct outline_row shown = outline_row(outline, row);
	int mark = 1 + (int)indent_of(shown.depth);

	for (unsigned i = 0; i < layout.count; i++) {
		if (outline_view(outline)->columns[layout.at[i].column].flags & COLUMN_TREE)
			return shown.can_unfold && x >= mark - 1 && x <= mark + 1;
		mark += (int)placed_column_cells(&layout.at[i]) + 1;
	}
	return false;
}

static void
add_tree_marks(struct buffer *text, const struct outline_row *row)
{
	add_blanks(text, indent_of(row->depth));
	buffer_add_char(text, row->can_unfold ? row->is_unfolded ? '-' : '+' : ' ');
	buffer_add_char(text, ' ');
}

static void
add_cell(struct line *line, struct outline *outline, const struct outline_row *row,
	 const struct placed_column *placed, const struct cell *cell,
	 const struct table_style *style)
{
	const struct column *column = &outline_view(outline)->columns[placed->column];
	struct buffer words = { 0 };
	char share[UNITS_LENGTH];
	size_t start = text_width(buffer_text(&line->text)), cells;

	if (column->flags & COLUMN_TREE && outline_view(outline)->has_children != NULL)
		add_tree_marks(&words, row);
	cells = words.length < placed->width ? placed->width - words.length : 0;
	cell_fit(cell, column->flags, &style->format, cells, &words);
	cells = text_width(buffer_text(&words));
	add_padded(&line->text, buffer_text(&words), placed->width, column->flags);
	if (column->flags & COLUMN_TREE || line->name_end == 0)
		line->name_end = start + (cells < placed->width ? cells : placed->width);
	if (placed->has_share) {
		bool has = view_share(outline_subject(outline), column, cell, share);

		add_padded(&line->text, text_of(has ? share : ""), TABLE_SHARE_WIDTH,
			   COLUMN_RIGHT);
	}
	buffer_release(&words);
}

/* The cells of a row that are to be seen.  Behind the last one that says something a text has
 * the whole line to itself; returns how many columns are left to draw then. */
static unsigned
row_cells(struct outline *outline, size_t index, const struct table_layout *layout,
	  struct placed_column *last, int width, struct cell *cells, struct arena *scratch)
{
	unsigned filled = 0;
	int used = 1;

	assert(layout->count > 0); /* a view has columns, and one stays however narrow it is */
	for (unsigned i = 0; i < layout->count; i++) {
		cells[i] = outline_cell(outline, index, layout->at[i].column, scratch);
		if (cells[i].kind != CELL_NOTHING)
			filled = i;
	}
	*last = layout->at[filled];
	if (cells[filled].kind != CELL_TEXT)
		return layout->count;
	for (unsigned i = 0; i < filled; i++)
		used += (int)placed_column_cells(&layout->at[i]) + 1;
	last->width = width > used ? (unsigned)(width - used) : 1;
	last->has_share = false;
	return filled + 1;
}

static void
line_compose(struct line *line, struct outline *outline, size_t index,
	     const struct table_layout *layout, int width, const struct table_style *style,
	     struct arena *scratch)
{
	struct outline_row row = outline_row(outline, index);
	struct cell cells[TABLE_COLUMNS_MAX];
	struct placed_column last;
	unsigned count = row_cells(outline, index, layout, &last, width, cells, scratch);
	char margin = ' ';

	if (style->margin != NULL)
		margin = style->margin(style->context, outline_object(outline, index));
	if (style->has_range && index >= style->range_first && index <= style->range_last)
		margin = '|';
	if (margin == ' ' && outline_tone(outline, index) == TONE_SUSPECT)
		margin = '!';
	buffer_clear(&line->text);
	line->name_end = 0;
	buffer_add_char(&line->text, margin);
	for (unsigned i = 0; i < count; i++) {
		if (i > 0)
			buffer_add_char(&line->text, ' ');
		add_cell(line, outline, &row, count < layout->count && i + 1 == count
						      ? &last : &layout->at[i],
			 &cells[i], style);
	}
	arena_reset(scratch);
}

static enum role
row_role(struct outline *outline, size_t index)
{
	if (outline_row(outline, index).repeats)
		return ROLE_DIM;
	return theme_role_of(outline_tone(outline, index));
}

/* What of a line shows that its row is selected: the name, or as much of it as one wants to have
 * sent twice for a step, once more in the row that was left.  Some characters have more bytes than
 * cells. */
static struct text
line_bar(const struct line *line, struct text text, size_t width)
{
	size_t least = width * BAR_LEAST / 100, most = width * BAR_MOST / 100;
	size_t cells = line->name_end < least  ? least
		       : line->name_end < most ? line->name_end
					       : most;
	struct text bytes = text_cut(text_clip(text, cells), most);

	/* with all that is combined with the last one */
	return text_clip(text, text_width(bytes));
}

/* The tone of a row ends with its name: the numbers, and the blanks between them, would be sent
 * again wherever a page has another tone in that line. */
static void
line_draw(const struct line *line, WINDOW *window, int y, int width, enum role role,
	  bool is_selected, bool has_focus)
{
	struct text text = text_clip(buffer_text(&line->text), (size_t)width);
	struct text bar = { text.at, 0 }, name = text_clip(text, line->name_end);
	attr_t attributes = theme_attributes(role);

	wmove(window, y, 0);
	if (is_selected) {
		bar = line_bar(line, text, (size_t)width);
		wattrset(window, (int)(attributes
				       | theme_attributes(has_focus ? ROLE_CURSOR
								    : ROLE_CURSOR_OTHER)));
		window_add(window, bar);
	}
	if (name.length < bar.length)
		name.length = bar.length;
	wattrset(window, (int)attributes);
	window_add(window, (struct text){ text.at + bar.length, name.length - bar.length });
	wattrset(window, A_NORMAL);
	window_add(window, text_from(text, name.length));
	/* A full line has moved the cursor on to the next already. */
	if (text_width(text) < (size_t)width)
		wclrtoeol(window);
}

void
table_draw(struct table *table, struct outline *outline, const struct table_style *style,
	   WINDOW *window)
{
	int lines = getmaxy(window), width = getmaxx(window);
	struct table_layout layout = table_layout(outline, style->columns, width);
	size_t count = outline_count(outline);
	struct line line = { 0 };
	struct arena scratch = { 0 };

	table_keep_visible(table, outline, lines);
	for (int y = 0; y < lines; y++) {
		size_t index = table->top + (size_t)y;

		if (index >= count) {
			wmove(window, y, 0);
			wclrtoeol(window);
			continue;
		}
		line_compose(&line, outline, index, &layout, width, style, &scratch);
		line_draw(&line, window, y, width, row_role(outline, index),
			  index == table->cursor, style->has_focus);
	}
	wmove(window, (int)(table->cursor - table->top), 0);
	buffer_release(&line.text);
	arena_release(&scratch);
}

static size_t
last_row(const struct outline *outline)
{
	size_t count = outline_count(outline);

	return count == 0 ? 0 : count - 1;
}

static size_t
moved(size_t from, long by, size_t last)
{
	if (by < 0)
		return (size_t)-by > from ? 0 : from - (size_t)-by;
	return (size_t)by > last - from ? last : from + (size_t)by;
}

void
table_select(struct table *table, const struct outline *outline, size_t row)
{
	size_t last = last_row(outline);

	table->cursor = row < last ? row : last;
}

void
table_step(struct table *table, const struct outline *outline, long by)
{
	table_select(table, outline, table->cursor);
	table->cursor = moved(table->cursor, by, last_row(outline));
}

void
table_page(struct table *table, const struct outline *outline, long by, int lines)
{
	size_t last = last_row(outline), last_top;

	last_top = last + 1 > (size_t)lines ? last + 1 - (size_t)lines : 0;
	table_step(table, outline, by);
	if (table->top > last_top)
		table->top = last_top;
	table->top = moved(table->top, by, last_top);
}

void
table_resized(struct table *table)
{
	if (!table->is_squeezed)
		table->top_before = table->top;
	table->is_squeezed = true;
	table->top = table->top_before;
}

void
table_keep_visible(struct table *table, const struct outline *outline, int lines)
{
	size_t room = lines > 0 ? (size_t)lines : 1;

	table_select(table, outline, table->cursor);
	if (table->top > table->cursor)
		table->top = table->cursor;
	if (table->cursor - table->top >= room)
		table->top = table->cursor - room + 1;
}
