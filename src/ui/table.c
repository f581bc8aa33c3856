#include "config.h"

#include "ui/table.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "ui/theme.h"

enum {
	COLUMNS_MAX = 32,
	TREE_MIN = 18,        /* what the column with the fold marks needs */
	TREE_SHARE = 40,      /* percent of the width it gets before percentages are shown */
	SHARE_WIDTH = 5,      /* " 100%" */
	INDENT_STEEP = 6,     /* levels indented by two cells; deeper ones by one ... */
	INDENT_MAX = 20,      /* ... up to here: chains are long, and lines are not */
	TEXT_WIDTH = 24,      /* of a further column that takes what is left */
};

struct placed_column {
	unsigned column;
	unsigned width; /* without the share */
	bool has_share;
};

struct layout {
	struct placed_column at[COLUMNS_MAX];
	unsigned count;
};

/* Whether the list of names has this one, and where. */
static bool
list_position(struct text list, struct text name, unsigned *position)
{
	*position = 0;
	while (list.length > 0) {
		struct text one = { list.at, 0 };

		while (one.length < list.length && list.at[one.length] != ',')
			one.length++;
		if (text_equal(one, name))
			return true;
		one.length += one.length < list.length;
		list.at += one.length;
		list.length -= one.length;
		++*position;
	}
	return false;
}

static bool
takes_rest(const struct column *column)
{
	return column->width == 0;
}

/* The one that is sorted by has a mark behind its title. */
static unsigned
column_width(const struct column *column, bool is_sorted)
{
	unsigned title = (unsigned)text_width(text_of(column->title)) + (is_sorted ? 2 : 0);

	if (takes_rest(column))
		return TEXT_WIDTH;
	return column->width > title ? column->width : title;
}

/* The columns to be seen if there were room for all, in their order. */
static void
layout_choose(struct layout *layout, const struct outline *outline, struct text wanted)
{
	const struct view *view = outline_view(outline);
	bool descending;
	unsigned position, sorted = outline_sort_column(outline, &descending);

	layout->count = 0;
	for (unsigned turn = 0; turn < COLUMNS_MAX; turn++) {
		for (unsigned i = 0; view->columns[i].name != NULL; i++) {
			const struct column *column = &view->columns[i];
			bool named = list_position(wanted, text_of(column->name), &position);

			if (wanted.length > 0 ? !named || position != turn
					      : i != turn || (column->flags & COLUMN_SCRIPT))
				continue;
			layout->at[layout->count++] = (struct placed_column){
				i, column_width(column, i == sorted),
				(column->flags & COLUMN_SHARE) != 0
			};
			if (layout->count == COLUMNS_MAX)
				return;
		}
	}
}

/* The column that takes what the others leave: the one with the fold marks, or else the first
 * without a width of its own. */
static unsigned
layout_flexible(const struct layout *layout, const struct view *view)
{
	for (unsigned i = 0; i < layout->count; i++) {
		if (view->columns[layout->at[i].column].flags & COLUMN_TREE)
			return i;
	}
	for (unsigned i = 0; i < layout->count; i++) {
		if (takes_rest(&view->columns[layout->at[i].column]))
			return i;
	}
	return 0;
}

/* What is left for the flexible column; negative if the others need more than there is. */
static int
layout_rest(const struct layout *layout, unsigned flexible, int width)
{
	int rest = width - 1; /* the margin */

	for (unsigned i = 0; i < layout->count; i++) {
		rest -= i > 0;
		if (i != flexible)
			rest -= (int)layout->at[i].width
				+ (layout->at[i].has_share ? SHARE_WIDTH : 0);
	}
	return rest;
}

static bool
layout_drop_one(struct layout *layout, const struct view *view, unsigned flexible)
{
	unsigned worst = COLUMNS_MAX, rank = 0;

	for (unsigned i = 0; i < layout->count; i++) {
		unsigned r = view->columns[layout->at[i].column].rank;

		if (i != flexible && r > 0 && r >= rank) {
			worst = i;
			rank = r;
		}
	}
	if (worst == COLUMNS_MAX)
		return false;
	layout->count--;
	for (unsigned i = worst; i < layout->count; i++)
		layout->at[i] = layout->at[i + 1];
	return true;
}

static struct layout
layout_make(const struct outline *outline, struct text wanted, int width)
{
	const struct view *view = outline_view(outline);
	struct layout layout;
	unsigned flexible;
	int rest;

	layout_choose(&layout, outline, wanted);
	flexible = layout_flexible(&layout, view);
	for (unsigned i = 0; i < layout.count; i++) {
		if (layout_rest(&layout, flexible, width) < width * TREE_SHARE / 100)
			layout.at[i].has_share = false;
	}
	while (layout_rest(&layout, flexible, width) < TREE_MIN
	       && layout_drop_one(&layout, view, flexible))
		flexible = layout_flexible(&layout, view);
	rest = layout_rest(&layout, flexible, width);
	if (layout.count > 0)
		layout.at[flexible].width = rest > 0 ? (unsigned)rest : 1;
	return layout;
}

static void
add_blanks(struct buffer *line, size_t count)
{
	while (count-- > 0)
		buffer_add_char(line, ' ');
}

/* Text in so many cells, with a mark if it was cut. */
static void
add_padded(struct buffer *line, struct text text, unsigned width, bool right)
{
	size_t cells = text_width(text);

	if (cells <= width) {
		if (right)
			add_blanks(line, width - cells);
		buffer_add_text(line, text);
		if (!right)
			add_blanks(line, width - cells);
		return;
	}
	if (width == 0)
		return;
	text = text_clip(text, width - 1);
	buffer_add_text(line, text);
	buffer_add_char(line, '~');
	add_blanks(line, width - 1 - text_width(text));
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
	unsigned width = placed->width + (placed->has_share ? SHARE_WIDTH : 0);
	struct buffer words = { 0 };
	bool descending;

	buffer_add_text(&words, title.length > 0 ? title : text_of(column->title));
	if (outline_sort_column(outline, &descending) == placed->column)
		buffer_add_text(&words, descending ? TEXT(" v") : TEXT(" ^"));
	add_padded(line, buffer_text(&words), width, (column->flags & COLUMN_RIGHT) != 0);
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
	struct layout layout = layout_make(outline, style->columns, width);
	struct buffer text = { 0 };

	buffer_add_char(&text, ' ');
	for (unsigned i = 0; i < layout.count; i++) {
		if (i > 0)
			buffer_add_char(&text, ' ');
		add_header_cell(&text, outline, &layout.at[i],
				i == 0 ? style->title : TEXT(""));
	}
	wattrset(window, (int)theme_attributes(style->has_focus ? ROLE_HEADER
								: ROLE_HEADER_OTHER));
	wmove(window, line, 0);
	window_add(window, text_clip(buffer_text(&text), (size_t)width));
	wattrset(window, A_NORMAL);
	buffer_release(&text);
}

unsigned
table_column_at(const struct outline *outline, const struct table_style *style, int width,
		int x)
{
	struct layout layout = layout_make(outline, style->columns, width);
	int end = 1;

	for (unsigned i = 0; i < layout.count; i++) {
		end += (int)layout.at[i].width + (layout.at[i].has_share ? SHARE_WIDTH : 0) + 1;
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

	if (column->flags & COLUMN_TREE)
		add_tree_marks(&words, row);
	cell_print(cell, &style->format, &words);
	cells = text_width(buffer_text(&words));
	add_padded(&line->text, buffer_text(&words), placed->width,
		   (column->flags & COLUMN_RIGHT) != 0);
	if (column->flags & COLUMN_TREE || line->name_end == 0)
		line->name_end = start + (cells < placed->width ? cells : placed->width);
	if (placed->has_share) {
		bool has = view_share(outline_subject(outline), column, cell, share);

		add_padded(&line->text, text_of(has ? share : ""), SHARE_WIDTH, true);
	}
	buffer_release(&words);
}

/* The cells of a row that are to be seen.  Behind the last one that says something a text has
 * the whole line to itself; returns how many columns are left to draw then. */
static unsigned
row_cells(struct outline *outline, size_t index, const struct layout *layout,
	  struct placed_column *last, int width, struct cell *cells, struct arena *scratch)
{
	unsigned filled = 0;
	int used = 1;

	for (unsigned i = 0; i < layout->count; i++) {
		cells[i] = outline_cell(outline, index, layout->at[i].column, scratch);
		if (cells[i].kind != CELL_NOTHING)
			filled = i;
	}
	*last = layout->at[filled];
	if (cells[filled].kind != CELL_TEXT)
		return layout->count;
	for (unsigned i = 0; i < filled; i++)
		used += (int)layout->at[i].width + 1
			+ (layout->at[i].has_share ? SHARE_WIDTH : 0);
	last->width = width > used ? (unsigned)(width - used) : 1;
	last->has_share = false;
	return filled + 1;
}

static void
line_compose(struct line *line, struct outline *outline, size_t index,
	     const struct layout *layout, int width, const struct table_style *style,
	     struct arena *scratch)
{
	struct outline_row row = outline_row(outline, index);
	struct cell cells[COLUMNS_MAX];
	struct placed_column last;
	unsigned count = row_cells(outline, index, layout, &last, width, cells, scratch);
	char margin = ' ';

	if (style->margin != NULL)
		margin = style->margin(style->context, outline_object(outline, index));
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

static void
line_draw(const struct line *line, WINDOW *window, int y, int width, enum role role,
	  bool is_selected, bool has_focus)
{
	struct text text = text_clip(buffer_text(&line->text), (size_t)width), name;
	size_t third = (size_t)width / 3 + 1;
	attr_t attributes = theme_attributes(role);

	wmove(window, y, 0);
	name = (struct text){ text.at, 0 };
	if (is_selected) {
		name = text_clip(text, line->name_end > third ? line->name_end : third);
		wattrset(window, (int)(theme_attributes(has_focus ? ROLE_CURSOR
								  : ROLE_CURSOR_OTHER)
				       | attributes));
		window_add(window, name);
	}
	wattrset(window, (int)attributes);
	window_add(window, (struct text){ text.at + name.length, text.length - name.length });
	wattrset(window, A_NORMAL);
	/* A full line has moved the cursor on to the next already. */
	if (text_width(text) < (size_t)width)
		wclrtoeol(window);
}

void
table_draw(struct table *table, struct outline *outline, const struct table_style *style,
	   WINDOW *window)
{
	int lines = getmaxy(window), width = getmaxx(window);
	struct layout layout = layout_make(outline, style->columns, width);
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
table_keep_visible(struct table *table, const struct outline *outline, int lines)
{
	size_t room = lines > 0 ? (size_t)lines : 1;

	table_select(table, outline, table->cursor);
	if (table->top > table->cursor)
		table->top = table->cursor;
	if (table->cursor - table->top >= room)
		table->top = table->cursor - room + 1;
}
