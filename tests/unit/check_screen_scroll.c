#include "config.h"

#include <stdlib.h>

#include "base/memory.h"
#include "ui/screen_painter.h"
#include "unit/random.h"
#include "unit/suites.h"

enum { WIDTH = 80, HEIGHT_MOST = 60, LARGE_WIDTH = 1000, LARGE_HEIGHT = 500 };

/* A line of its own text, blank from a column on. */
static void
write_line(struct painter *painter, struct screen *screen, int y, int text, int blank)
{
	struct glyph *at = glyphs_of(painter, screen, y);

	screen->is_plain[y] = true;
	screen->hash[y] = (uint64_t)text;
	for (int x = 0; x < painter->width; x++)
		at[x] = (struct glyph){ x < blank ? L'a' + (text * 7 + x * (text + 1)) % 26 : L' ',
					LOOK_PLAIN };
}

static void
begin_screen(struct screen *screen, int height, int width)
{
	size_t cells = (size_t)height * ((size_t)width + 1);

	*screen = (struct screen){
		.cells = xcalloc(cells, sizeof *screen->cells),
		.at = xcalloc(cells, sizeof *screen->at),
		.is_plain = xcalloc((size_t)height, sizeof *screen->is_plain),
		.hash = xcalloc((size_t)height, sizeof *screen->hash),
	};
}

static void
end_screen(struct screen *screen)
{
	free(screen->cells);
	free(screen->at);
	free(screen->is_plain);
	free(screen->hash);
}

static void
begin(struct painter *painter, int height, int width)
{
	*painter = (struct painter){ .height = height, .width = width };
	begin_screen(&painter->have, height, width);
	begin_screen(&painter->want, height, width);
	painter->changed = xcalloc((size_t)height, sizeof *painter->changed);
	painter->filled = xcalloc((size_t)height, sizeof *painter->filled);
}

static void
end(struct painter *painter)
{
	free(painter->changed);
	free(painter->filled);
	end_screen(&painter->have);
	end_screen(&painter->want);
}

/* All lines as they are, but for some that are to be what stands `lines` below them. */
static void
check_moved(struct painter *painter, int from, int count, int lines, int width)
{
	struct scroll scroll;

	for (int y = 0; y < painter->height; y++) {
		int below = y >= from && y < from + count ? y + lines : y;

		write_line(painter, &painter->have, y, y + 1, width);
		write_line(painter, &painter->want, y, below + 1, width);
		painter->filled[y] = width;
	}
	for (int y = 0; y < painter->height; y++)
		line_compare(painter, y);
	if (!scroll_find(painter, &scroll))
		return;
	ck_assert_int_ge(scroll.top, 0);
	ck_assert_int_lt(scroll.bottom, painter->height);
	ck_assert_int_le(scroll.top + abs(scroll.lines), scroll.bottom + 1);
	scroll_apply(painter, &scroll);
}

/* Among them the last lines of a screen, which come to stand above themselves. */
START_TEST(lines_are_moved_within_the_screen)
{
	struct painter painter;
	uint64_t random = 7;

	begin(&painter, HEIGHT_MOST, WIDTH);
	for (int round = 0; round < 3000; round++) {
		int height = 4 + (int)random_below(&random, HEIGHT_MOST - 3);
		int from = (int)random_below(&random, (uint32_t)height);
		int count = 1 + (int)random_below(&random, (uint32_t)(height - from));
		int to = (int)random_below(&random, (uint32_t)(height - count + 1));

		painter.height = height;
		check_moved(&painter, from, count, to - from,
			    round % 3 == 0 ? 70 : 1 + (int)random_below(&random, WIDTH));
		if (height > 10)
			check_moved(&painter, height - 10, 5, 5, 70);
	}
	end(&painter);
}
END_TEST

/* Every other line is the same: there is no time to measure all moves. */
START_TEST(where_many_lines_are_the_same_the_nearest_move_is_taken)
{
	struct painter painter;
	struct scroll scroll;

	begin(&painter, LARGE_HEIGHT, LARGE_WIDTH);
	for (int y = 0; y < LARGE_HEIGHT; y++) {
		write_line(&painter, &painter.have, y, y % 2, LARGE_WIDTH);
		write_line(&painter, &painter.want, y, (y + 1) % 2, LARGE_WIDTH);
		painter.filled[y] = LARGE_WIDTH;
	}
	for (int y = 0; y < LARGE_HEIGHT; y++)
		line_compare(&painter, y);
	ck_assert(scroll_find(&painter, &scroll));
	ck_assert_int_eq(abs(scroll.lines), 1);
	end(&painter);
}
END_TEST

Suite *
check_screen_scroll(void)
{
	Suite *suite = suite_create("screen_scroll");
	TCase *tests = tcase_create("screen_scroll");

	tcase_add_test(tests, lines_are_moved_within_the_screen);
	tcase_add_test(tests, where_many_lines_are_the_same_the_nearest_move_is_taken);
	suite_add_tcase(suite, tests);
	return suite;
}
