#include "config.h"

#include "ui/screen_update.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "base/memory.h"
#include "ui/screen_painter.h"

enum {
	SCROLLS_MOST = 3,  /* a pane each, and one */
	WHERE_PLAIN = -1,  /* the end of a column: each line's own */
	ENDS_MOST = 8,
	COLUMN_LINES = 6,  /* that change: of fewer there is little to save */
	MARGIN_LINES = 2,  /* title and status have no columns */
	CELLS_MOST = 8000, /* all ways are tried: of more they take longer than they save */
	LINES_MOST = 500, COLUMNS_MOST = 1000, /* larger ones are no slow lines' */
};

/* Where the cursor is since the last frame; curses need not know. */
static struct {
	int y, x;
} cursor;

static void
screen_init(struct screen *screen, WINDOW *window, int height, int width)
{
	size_t cells = (size_t)height * ((size_t)width + 1);

	screen->window = window;
	screen->cells = xcalloc(cells, sizeof(*screen->cells));
	screen->at = xcalloc(cells, sizeof(*screen->at));
	screen->is_plain = xcalloc((size_t)height, sizeof(*screen->is_plain));
	screen->hash = xcalloc((size_t)height, sizeof(*screen->hash));
}

static void
screen_release(struct screen *screen)
{
	free(screen->cells);
	free(screen->at);
	free(screen->is_plain);
	free(screen->hash);
}

/* As curses has it: a blank for what the locale does not know. */
static wchar_t
character_shown(wchar_t character)
{
	return wcwidth(character) < 0 ? L' ' : character;
}

/* False for what is not one character in one cell. */
static bool
glyph_read(struct sender *sender, const cchar_t *cell, struct glyph *glyph)
{
	wchar_t characters[CCHARW_MAX + 1];
	struct look look = { 0 };

	if (getcchar(cell, characters, &look.attributes, &look.pair, NULL) != OK)
		return false;
	characters[0] = character_shown(characters[0]);
	glyph->character = characters[0];
	glyph->look = sender_look(sender, look);
	if (characters[0] == L' ' && !sender_shows_on_blanks(sender, glyph->look))
		glyph->look = LOOK_PLAIN;
	return characters[0] != L'\0' && characters[1] == L'\0' && wcwidth(characters[0]) == 1;
}

static void
line_read(struct painter *painter, struct screen *screen, int y)
{
	struct glyph *line = glyphs_of(painter, screen, y);
	cchar_t *cells = cells_of(painter, screen, y);
	uint64_t hash = 0;

	screen->is_plain[y] = mvwin_wchnstr(screen->window, y, 0, cells, painter->width) == OK;
	for (int x = 0; x < painter->width && screen->is_plain[y]; x++) {
		screen->is_plain[y] = glyph_read(&painter->sender, &cells[x], &line[x]);
		hash = hash * 31 + (uint64_t)line[x].character;
	}
	screen->hash[y] = hash;
}

/* A line that is there is read once: most of them stay. */
static void
line_read_both(struct painter *painter, int y)
{
	struct screen *have = &painter->have, *want = &painter->want;
	cchar_t *cells = cells_of(painter, want, y);
	size_t width = (size_t)painter->width;

	line_read(painter, have, y);
	if (have->is_plain[y] && mvwin_wchnstr(want->window, y, 0, cells, painter->width) == OK
	    && memcmp(cells, cells_of(painter, have, y), width * sizeof(*cells)) == 0) {
		memcpy(glyphs_of(painter, want, y), glyphs_of(painter, have, y),
		       width * sizeof(struct glyph));
		want->is_plain[y] = true;
		want->hash[y] = have->hash[y];
	} else {
		line_read(painter, want, y);
	}
}

/* Cells of a line to be that are not blank. */
static int
line_filled(const struct painter *painter, int y)
{
	const struct glyph *line = glyphs_of(painter, &painter->want, y);
	int count = 0;

	for (int x = 0; x < painter->width; x++)
		count += line[x].character != L' ' || line[x].look != LOOK_PLAIN;
	return count;
}

/* Cells at the beginning of a line that are plain in both, and the same. */
static int
same_beginning(struct painter *painter, int y)
{
	const cchar_t *have = cells_of(painter, &painter->have, y);
	const cchar_t *want = cells_of(painter, &painter->want, y);
	struct glyph a, b;
	int x = 0;

	while (x < painter->width && glyph_read(&painter->sender, &have[x], &a)
	       && glyph_read(&painter->sender, &want[x], &b) && glyph_is(&a, &b))
		x++;
	return x;
}

/* A character that may have two cells, or others that are combined with it; returns its cells. */
static int
send_cell(struct painter *painter, int y, int x)
{
	wchar_t characters[CCHARW_MAX + 1];
	struct look look = { 0 };
	cchar_t cell;
	int cells;

	if (mvwin_wch(newscr, y, x, &cell) != OK
	    || getcchar(&cell, characters, &look.attributes, &look.pair, NULL) != OK)
		return 1;
	send_look(&painter->sender, sender_look(&painter->sender, look));
	for (int i = 0; characters[i] != L'\0'; i++)
		send_character(&painter->sender, character_shown(characters[i]));
	cells = wcwidth(characters[0]);
	return cells > 0 ? cells : 1;
}

/* Where blanks end that show nothing.  In cells_of() a wide character has one place. */
static int
blanks_end(struct painter *painter, int y, int x)
{
	const struct glyph blank = { L' ', LOOK_PLAIN };
	struct glyph glyph;
	cchar_t cell;

	while (x < painter->width && mvwin_wch(newscr, y, x, &cell) == OK
	       && glyph_read(&painter->sender, &cell, &glyph) && glyph_is(&glyph, &blank))
		x++;
	return x;
}

/* Where the last cell ends that looks other, if both lines have the same characters and so the same
 * cells; the end of the line if not. */
static int
looks_end(const struct painter *painter, int y)
{
	const cchar_t *have = cells_of(painter, &painter->have, y);
	const cchar_t *want = cells_of(painter, &painter->want, y);
	wchar_t had[CCHARW_MAX + 1], wanted[CCHARW_MAX + 1];
	struct look from = { 0 }, to = { 0 };
	int end = 0;

	for (int x = 0; x < painter->width; have++, want++) {
		if (getcchar(have, had, &from.attributes, &from.pair, NULL) != OK
		    || getcchar(want, wanted, &to.attributes, &to.pair, NULL) != OK
		    || wcscmp(had, wanted) != 0 || wcwidth(wanted[0]) <= 0)
			return painter->width;
		x += wcwidth(wanted[0]);
		if (from.attributes != to.attributes || from.pair != to.pair)
			end = x;
	}
	return end;
}

/* A line in which a cell is not a character, from its first difference on.  Where blanks would take
 * more the cursor is set: columns are right then, too, where a terminal has other ideas. */
static void
paint_whole(struct painter *painter, int y)
{
	int x = same_beginning(painter, y), end = looks_end(painter, y);

	send_look(&painter->sender, LOOK_PLAIN);
	send_address(&painter->sender, y, x);
	if (end == painter->width)
		send_erase_rest();
	while (x < end) {
		int filled = end == painter->width ? blanks_end(painter, y, x) : x;

		if (filled < end
		    && (filled == x || (unsigned)(filled - x) <= address_length(y, filled))) {
			x += send_cell(painter, y, x);
			continue;
		}
		if (filled < end) {
			send_look(&painter->sender, LOOK_PLAIN);
			send_address(&painter->sender, y, filled);
		}
		x = filled;
	}
	painter->sender.y = -1; /* terminals have ideas of their own on how wide some are */
}

static void
paint_line(struct painter *painter, int y, const struct glyph *have)
{
	if (line_is_ours(painter, y))
		line_paint(&painter->sender, y, have, glyphs_of(painter, &painter->want, y),
			   painter->width);
	else if (memcmp(cells_of(painter, &painter->have, y), cells_of(painter, &painter->want, y),
			(size_t)painter->width * sizeof(cchar_t)) != 0)
		paint_whole(painter, y);
}

/* Where a line is plain from, and no longer blank: what was there is erased with one move less. */
static int
plain_from(const struct painter *painter, const struct glyph *line)
{
	int x = painter->width;

	while (x > 0 && line[x - 1].look == LOOK_PLAIN)
		x--;
	while (x > 0 && x < painter->width && line[x].character == L' ')
		x++;
	return x;
}

/* Lines up to a column, one below the other.  `between` is what is there, and then what is. */
static void
paint_columns(struct painter *painter, struct glyph *between, int end)
{
	size_t line = (size_t)painter->width + 1;
	struct glyph *to = xmalloc(line * sizeof(*to));

	for (int y = 0; y < painter->height; y++) {
		const struct glyph *want = glyphs_of(painter, &painter->want, y);
		struct glyph *have = &between[(size_t)y * line];
		int x = end == WHERE_PLAIN ? plain_from(painter, want) : end;

		if (!line_is_ours(painter, y))
			continue;
		memcpy(to, have, line * sizeof(*to));
		memcpy(to, want, (size_t)x * sizeof(*to));
		line_paint(&painter->sender, y, have, to, painter->width);
		memcpy(have, to, line * sizeof(*to));
	}
	free(to);
}

/* All lines, and the cursor where it is to be. */
static void
paint_lines(struct painter *painter, const struct glyph *have, int to_y, int to_x)
{
	struct sender *sender = &painter->sender;

	for (int y = 0; y < painter->height; y++)
		paint_line(painter, y, &have[(size_t)y * ((size_t)painter->width + 1)]);
	if (sender->y != to_y || sender->x != to_x) {
		send_look(sender, LOOK_PLAIN);
		send_address(sender, to_y, to_x);
	}
	send_look(sender, LOOK_PLAIN);
}

/* A way to paint a frame. */
struct way {
	struct scroll scrolls[SCROLLS_MOST];
	int scroll_count;
	int ends[ENDS_MOST]; /* of the columns painted before the rest of all lines */
	int end_count;
};

static void
end_insert(struct way *way, int at, int end)
{
	memmove(&way->ends[at + 1], &way->ends[at],
		(size_t)(way->end_count - at) * sizeof(*way->ends));
	way->ends[at] = end;
	way->end_count++;
}

static void
end_remove(struct way *way, int at)
{
	way->end_count--;
	memmove(&way->ends[at], &way->ends[at + 1],
		(size_t)(way->end_count - at) * sizeof(*way->ends));
}

/* Whether it has fewer bytes than all ways before. */
static bool
paint_way(struct painter *painter, const struct way *way, int to_y, int to_x)
{
	struct sender *sender = &painter->sender;
	size_t cells = (size_t)painter->height * ((size_t)painter->width + 1);
	struct glyph *between = xmalloc(cells * sizeof(*between));

	memcpy(between, painter->have.at, cells * sizeof(*between));
	sender->y = cursor.y;
	sender->x = cursor.x;
	for (int i = 0; i < way->scroll_count; i++)
		send_scroll(sender, way->scrolls[i].top, way->scrolls[i].bottom,
			    way->scrolls[i].lines);
	for (int i = 0; i < way->end_count; i++)
		paint_columns(painter, between, way->ends[i]);
	paint_lines(painter, between, to_y, to_x);
	free(between);
	return send_choose();
}

/* Whether a column begins here: most lines that change are blank before it, and not all in it. */
static bool
column_begins(const struct painter *painter, int x)
{
	int most = painter->changed_count - MARGIN_LINES, before = 0, in = 0;

	for (int y = 0; y < painter->height; y++) {
		const struct glyph *line = glyphs_of(painter, &painter->want, y);

		if (painter->changed[y] == 0)
			continue;
		before += line[x - 1].character == L' ';
		in += line[x].character == L' ';
	}
	return painter->changed_count >= COLUMN_LINES && before >= most && in < most;
}

/* All columns, and less and less of them: some save only with others.  Worth the time where a
 * frame is dear. */
static bool
paint_all_columns(struct painter *painter, struct way *way, int to_y, int to_x)
{
	bool is_better;
	int cells = painter->width * painter->height;

	if (cells > CELLS_MOST || 3 * send_least() < 2 * (size_t)cells)
		return false;
	way->end_count = 0;
	way->ends[way->end_count++] = WHERE_PLAIN;
	for (int x = 1; x < painter->width && way->end_count < ENDS_MOST; x++)
		if (column_begins(painter, x))
			way->ends[way->end_count++] = x;
	is_better = paint_way(painter, way, to_y, to_x);
	for (int i = way->end_count; i-- > 0;) {
		struct way less = *way;

		end_remove(&less, i);
		if (!paint_way(painter, &less, to_y, to_x))
			continue;
		is_better = true;
		*way = less;
	}
	return is_better;
}

/*
 * Lines one after another; what has a look of its own first, so that the look need not be changed
 * twice a line; columns one after another: from a digit to the one below are two bytes, to the
 * next column four or five.  Whatever has the fewest bytes.
 */
static bool
paint_ways(struct painter *painter, struct way *way, int to_y, int to_x)
{
	bool is_better;
	int first = 0; /* of the ends of columns */

	way->end_count = 0;
	is_better = paint_way(painter, way, to_y, to_x);
	/* Moving lines saves much, or is not worth the time. */
	if (way->scroll_count > 0 && !is_better)
		return false;
	/* The last column first: what comes behind the others has them in its way. */
	for (int x = painter->width; x > 0 && way->end_count < ENDS_MOST; x--) {
		int end = x == painter->width ? WHERE_PLAIN : x;

		if (x != painter->width && painter->width * painter->height > CELLS_MOST)
			break;
		if (end == WHERE_PLAIN ? painter->changed_count < COLUMN_LINES
				       : !column_begins(painter, x))
			continue;
		end_insert(way, first, end);
		if (paint_way(painter, way, to_y, to_x)) {
			is_better = true;
			first += end == WHERE_PLAIN;
		} else {
			end_remove(way, first);
		}
	}
	return (way->scroll_count == 0 && paint_all_columns(painter, way, to_y, to_x)) || is_better;
}

/* With lines moved that stand elsewhere already, as long as that saves bytes. */
static void
paint(struct painter *painter, int to_y, int to_x)
{
	struct way way = { .scroll_count = 0 };

	while (paint_ways(painter, &way, to_y, to_x)) {
		struct scroll *scroll = &way.scrolls[way.scroll_count];

		if (way.scroll_count == SCROLLS_MOST || !can_scroll()
		    || !scroll_find(painter, scroll))
			break;
		scroll_apply(painter, scroll);
		way.scroll_count++;
	}
	send_all();
	/* Curses has it on the screen now. */
	copywin(newscr, curscr, 0, 0, 0, 0, painter->height - 1, painter->width - 1, FALSE);
}

static bool
can_paint(const struct painter *painter)
{
	return !isendwin() && !is_cleared(curscr) && !is_cleared(newscr)
	       && painter->height <= LINES_MOST && painter->width <= COLUMNS_MOST
	       && getmaxy(curscr) == LINES && getmaxx(curscr) == COLS;
}

static void
screen_paint(struct painter *painter)
{
	int y, x;

	getyx(newscr, y, x);
	screen_init(&painter->have, curscr, painter->height, painter->width);
	screen_init(&painter->want, newscr, painter->height, painter->width);
	painter->changed = xcalloc((size_t)painter->height, sizeof(*painter->changed));
	painter->filled = xcalloc((size_t)painter->height, sizeof(*painter->filled));
	for (int line = 0; line < painter->height; line++) {
		line_read_both(painter, line);
		painter->filled[line] = line_filled(painter, line);
		line_compare(painter, line);
	}
	sender_measure(&painter->sender);
	paint(painter, y, x);
	wmove(newscr, y, x); /* reading moved it */
	screen_release(&painter->have);
	screen_release(&painter->want);
	free(painter->changed);
	free(painter->filled);
}

void
screen_update(void)
{
	struct painter painter = { .height = LINES, .width = COLS };

	if (can_paint(&painter) && sender_open(&painter.sender, COLS)) {
		screen_paint(&painter);
		sender_close(&painter.sender);
	} else {
		doupdate();
	}
	getyx(newscr, cursor.y, cursor.x);
}
