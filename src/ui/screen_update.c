#include "config.h"

#include "ui/screen_update.h"

#include <curses.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <wchar.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "ui/terminal.h"

enum {
	STRETCH_MIN = 3,   /* lines: curses scrolls no fewer */
	LINES_MIN = 6,     /* that have changed: fewer are not worth a write of our own */
	MOVE_CELLS = 5,    /* as many as a move within a line has bytes */
	LINES_MOST = 500, COLUMNS_MOST = 1000, /* larger ones are no slow lines' */
	SEQUENCE_MAX = 64,
};

static const attr_t plain_attributes = A_BOLD | A_DIM | A_UNDERLINE | A_REVERSE;

struct look {
	attr_t attributes;
	short pair;
};

struct glyph {
	wchar_t character;
	struct look look;
};

struct screen {
	struct glyph *at;
	bool *is_plain, *is_blank; /* by line */
	uint64_t *hash;
};

struct painter {
	int height, width;
	int from_y, from_x; /* where curses has the cursor, */
	int to_y, to_x;     /* and where it wants it */
	struct screen have, want;
	int y, x;          /* where the cursor is; y < 0: unknown */
	struct look look;  /* of what is written now */
	char no_look[SEQUENCE_MAX]; /* ends attributes, and not what nobody began */
};

static bool
look_is(struct look a, struct look b)
{
	return a.attributes == b.attributes && a.pair == b.pair;
}

static bool
glyph_is(const struct glyph *a, const struct glyph *b)
{
	return a->character == b->character && look_is(a->look, b->look);
}

static bool
is_blank(const struct glyph *glyph)
{
	return glyph->character == L' ' && glyph->look.attributes == 0 && glyph->look.pair == 0;
}

/* False for what is not one character in one cell, in a look that can be switched on alone:
 * colours and attributes together some terminals cannot show. */
static bool
glyph_read(const cchar_t *cell, struct glyph *glyph)
{
	wchar_t characters[CCHARW_MAX + 1];
	attr_t attributes;

	if (getcchar(cell, characters, &attributes, &glyph->look.pair, NULL) != OK)
		return false;
	glyph->character = characters[0];
	glyph->look.attributes = attributes & ~(attr_t)A_COLOR;
	return characters[0] != L'\0' && characters[1] == L'\0' && wcwidth(characters[0]) == 1
	       && (glyph->look.attributes & ~plain_attributes) == 0
	       && (glyph->look.attributes == 0 || glyph->look.pair == 0);
}

static void
screen_read(struct screen *screen, WINDOW *window, int height, int width)
{
	cchar_t *cells = xcalloc((size_t)width + 1, sizeof(*cells));

	screen->at = xcalloc((size_t)height * (size_t)width, sizeof(*screen->at));
	screen->is_plain = xcalloc((size_t)height, sizeof(*screen->is_plain));
	screen->is_blank = xcalloc((size_t)height, sizeof(*screen->is_blank));
	screen->hash = xcalloc((size_t)height, sizeof(*screen->hash));
	for (int y = 0; y < height; y++) {
		struct glyph *line = &screen->at[y * width];
		uint64_t hash = 0;

		screen->is_blank[y] = true;
		screen->is_plain[y] = mvwin_wchnstr(window, y, 0, cells, width) == OK;
		for (int x = 0; x < width; x++) {
			if (!glyph_read(&cells[x], &line[x]))
				screen->is_plain[y] = false;
			screen->is_blank[y] &= line[x].character == L' ';
			hash = hash * 31 + (uint64_t)line[x].character;
		}
		screen->hash[y] = hash;
	}
	free(cells);
}

static void
screen_free(struct screen *screen)
{
	free(screen->at);
	free(screen->is_plain);
	free(screen->is_blank);
	free(screen->hash);
}

static bool
line_differs(const struct painter *painter, int y)
{
	for (int x = 0; x < painter->width; x++)
		if (!glyph_is(&painter->have.at[y * painter->width + x],
			      &painter->want.at[y * painter->width + x]))
			return true;
	return false;
}

static bool
stretch_is(const struct painter *painter, int from, int y)
{
	if (painter->want.is_blank[y])
		return false;
	for (int i = 0; i < STRETCH_MIN; i++)
		if (painter->have.hash[from + i] != painter->want.hash[y + i])
			return false;
	return true;
}

/* Whether lines from y on stand elsewhere on the screen already, so many that curses scrolls. */
static bool
stretch_moves(const struct painter *painter, int y)
{
	for (int from = 0; from + STRETCH_MIN <= painter->height; from++)
		if (from != y && stretch_is(painter, from, y))
			return true;
	return false;
}

/* Whether many lines are others, and none the old ones at another place: once told of lines that
 * it did not send, curses would scroll by what it remembers of those before. */
static bool
is_page(const struct painter *painter)
{
	int changed = 0;

	for (int y = 0; y < painter->height; y++) {
		if (!line_differs(painter, y))
			continue;
		changed++;
		if (y + STRETCH_MIN <= painter->height && stretch_moves(painter, y))
			return false;
	}
	return changed >= LINES_MIN;
}

/* What is being sent: tputs() has no argument to hand on. */
static struct buffer sent;

static void
send_character(wchar_t character)
{
	char bytes[MB_LEN_MAX];
	mbstate_t state = { 0 };
	size_t length = wcrtomb(bytes, character, &state);

	if (length != (size_t)-1)
		buffer_add_text(&sent, (struct text){ bytes, length });
}

static int
send_byte(int byte)
{
	buffer_add_char(&sent, (char)byte);
	return byte;
}

static void
send_mode(const char *sequence)
{
	if (sequence != NULL)
		tputs(sequence, 1, send_byte);
}

static void
set_look(struct painter *painter, struct look look)
{
	if (look_is(painter->look, look))
		return;
	if (painter->look.attributes != 0)
		send_mode(painter->no_look);
	if (painter->look.pair != 0)
		send_mode(orig_pair);
	if (look.attributes & A_BOLD)
		send_mode(enter_bold_mode);
	if (look.attributes & A_DIM)
		send_mode(enter_dim_mode);
	if (look.attributes & A_UNDERLINE)
		send_mode(enter_underline_mode);
	if (look.attributes & A_REVERSE)
		send_mode(enter_reverse_mode);
	/* The background is always the terminal's own (theme.c). */
	if (look.pair != 0) {
		short foreground = 0, background = 0;

		pair_content(look.pair, &foreground, &background);
		send_mode(tparm(set_a_foreground, (long)foreground, 0L, 0L, 0L, 0L, 0L, 0L, 0L,
				0L));
	}
	painter->look = look;
}

static void
send_number(const char *capability, int a, int b)
{
	send_mode(tparm(capability, (long)a, (long)b, 0L, 0L, 0L, 0L, 0L, 0L, 0L));
}

static void
write_cells(struct painter *painter, int from, int to)
{
	const struct glyph *line = &painter->want.at[painter->y * painter->width];

	for (int x = from; x < to; x++) {
		set_look(painter, line[x].look);
		send_character(line[x].character);
	}
	painter->x = to;
	/* Behind the last one terminals stand on it, or on the next line. */
	if (to == painter->width)
		painter->y = -1;
}

/* To the next line, whose first cells are right: cheaper than to say which of all it is. */
static bool
can_go_down(const struct painter *painter, int y, int x)
{
	return painter->y >= 0 && painter->y + 1 == y && x < MOVE_CELLS
	       && carriage_return != NULL && cursor_down != NULL
	       && strcmp(cursor_down, "\n") == 0;
}

static void
move_to(struct painter *painter, int y, int x)
{
	if (painter->y == y && painter->x == x)
		return;
	if (!move_standout_mode)
		set_look(painter, (struct look){ 0 });
	if (painter->y == y && painter->x < x) {
		send_number(parm_right_cursor, x - painter->x, 0);
	} else if (can_go_down(painter, y, x)) {
		send_mode(carriage_return);
		send_mode(cursor_down);
		painter->y = y;
		write_cells(painter, 0, x);
	} else {
		send_number(cursor_address, y, x);
	}
	painter->y = y;
	painter->x = x;
}

/* Where the cells that are right already end that begin at x. */
static int
same_until(const struct painter *painter, int y, int x)
{
	size_t line = (size_t)(y * painter->width);

	while (x < painter->width
	       && glyph_is(&painter->have.at[line + (size_t)x], &painter->want.at[line + (size_t)x]))
		x++;
	return x;
}

static int
blank_until(const struct painter *painter, int y, int x)
{
	while (x < painter->width && is_blank(&painter->want.at[y * painter->width + x]))
		x++;
	return x;
}

/* Whether blanks from x on are better erased than written: all that is left of the line, or so
 * many that it pays with the move behind them, which may be needed anyway. */
static bool
pays_erasing(const struct painter *painter, int y, int x, int blank)
{
	int least = same_until(painter, y, blank) - blank >= MOVE_CELLS ? MOVE_CELLS
								       : 2 * MOVE_CELLS;

	return blank == painter->width || (erase_chars != NULL && blank - x > least);
}

/* Cells from x on that are to be written one after another: up to blanks to erase, or to so many
 * right ones that a move is shorter. */
static int
run_until(const struct painter *painter, int y, int x)
{
	while (x < painter->width) {
		int same = same_until(painter, y, x), blank = blank_until(painter, y, x);

		if (same == painter->width || same - x >= MOVE_CELLS
		    || pays_erasing(painter, y, x, blank))
			break;
		x = same > x ? same : x + 1;
	}
	return x;
}

/* From x, where the line differs; returns where it goes on. */
static int
paint_run(struct painter *painter, int y, int x)
{
	int blank = blank_until(painter, y, x);

	move_to(painter, y, x);
	if (pays_erasing(painter, y, x, blank)) {
		set_look(painter, (struct look){ 0 });
		if (blank == painter->width)
			send_mode(clr_eol);
		else
			send_number(erase_chars, blank - x, 0);
		return blank;
	}
	blank = run_until(painter, y, x);
	write_cells(painter, x, blank);
	return blank;
}

static void
paint_line(struct painter *painter, int y)
{
	int x = same_until(painter, y, 0);

	while (x < painter->width) {
		int end = paint_run(painter, y, x);

		x = same_until(painter, y, end);
		/* A blank that is right already is erased with those behind it. */
		if (x - end < MOVE_CELLS && x < painter->width && blank_until(painter, y, end) > x)
			x = end;
	}
}

/* Curses has it on the screen now. */
static void
tell_curses(int y, int width)
{
	cchar_t *cells = xcalloc((size_t)width + 1, sizeof(*cells));

	mvwin_wchnstr(newscr, y, 0, cells, width);
	mvwadd_wchnstr(curscr, y, 0, cells, width);
	free(cells);
}

static void
paint(struct painter *painter)
{
	int last = painter->height * painter->width - 1;

	buffer_clear(&sent);
	for (int line = 0; line < painter->height; line++) {
		if (!painter->have.is_plain[line] || !painter->want.is_plain[line]
		    || !line_differs(painter, line))
			continue;
		/* The last cell of all may scroll the screen: curses knows how. */
		if (line == painter->height - 1
		    && !glyph_is(&painter->have.at[last], &painter->want.at[last]))
			continue;
		paint_line(painter, line);
		tell_curses(line, painter->width);
	}
	set_look(painter, (struct look){ 0 });
	painter->y = -1; /* by its whole address: that line may be none of ours */
	move_to(painter, painter->from_y, painter->from_x);
	terminal_write(sent.at, (unsigned)sent.length);
	buffer_release(&sent);
}

/* "\E(B\E[m" ends the other character set, too, which we never begin. */
static bool
look_end_find(char *out)
{
	const char *charset = exit_alt_charset_mode, *end = exit_attribute_mode, *found = NULL;
	size_t skipped;

	if (end == NULL || strlen(end) >= SEQUENCE_MAX)
		return false;
	if (charset != NULL && *charset != '\0')
		found = strstr(end, charset);
	if (found == NULL || strlen(end) == strlen(charset)) {
		strcpy(out, end);
		return true;
	}
	skipped = strlen(charset);
	memcpy(out, end, (size_t)(found - end));
	strcpy(out + (found - end), found + skipped);
	return true;
}

static bool
can_paint(struct painter *painter)
{
	return !isendwin() && !is_cleared(curscr) && !is_cleared(newscr)
	       && painter->height <= LINES_MOST && painter->width <= COLUMNS_MOST
	       && cursor_address != NULL && parm_right_cursor != NULL && clr_eol != NULL
	       && ((set_a_foreground != NULL && orig_pair != NULL) || !has_colors())
	       && magic_cookie_glitch < 0
	       && getmaxy(curscr) == LINES && getmaxx(curscr) == COLS
	       && look_end_find(painter->no_look);
}

void
screen_update(void)
{
	struct painter painter = { .height = LINES, .width = COLS, .y = -1 };

	getyx(curscr, painter.from_y, painter.from_x);
	getyx(newscr, painter.to_y, painter.to_x);
	if (can_paint(&painter)) {
		screen_read(&painter.have, curscr, LINES, COLS);
		screen_read(&painter.want, newscr, LINES, COLS);
		if (is_page(&painter))
			paint(&painter);
		screen_free(&painter.have);
		screen_free(&painter.want);
		/* Reading moves it. */
		wmove(curscr, painter.from_y, painter.from_x);
		wmove(newscr, painter.to_y, painter.to_x);
	}
	doupdate();
}
