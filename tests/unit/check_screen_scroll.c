#include "config.h"

#include <stdlib.h>

#include "base/memory.h"
#include "ui/screen_painter.h"
#include "unit/random.h"
#include "unit/suites.h"

enum { WIDTH = 80, HEIGHT_MOST = 60 };

/* A line of its own text, blank from `end` on. */
static void
write_line(struct painter *painter, struct screen *screen, int y, int text, int end)
{
	struct glyph *at = glyphs_of(painter, screen, y);

	screen->is_plain[y] = true;
	screen->hash[y] = (uint64_t)text;
	screen->filled[y] = end;
	for (int x = 0; x < WIDTH; x++)
		at[x] = (struct glyph){ x < end ? L'a' + (text * 7 + x * (text + 1)) % 26 : L' ',
					LOOK_PLAIN };
}

static void
begin_screen(struct screen *screen)
{
	size_t cells = (size_t)HEIGHT_MOST * (WIDTH + 1);

	*screen = (struct screen){
		.cells = xcalloc(cells, sizeof *screen->cells),
		.at = xcalloc(cells, sizeof *screen->at),
		.is_plain = xcalloc(HEIGHT_MOST, sizeof *screen->is_plain),
		.hash = xcalloc(HEIGHT_MOST, sizeof *screen->hash),
		.filled = xcalloc(HEIGHT_MOST, sizeof *screen->filled),
	};
}

static void
end_screen(struct screen *screen)
{
	free(screen->cells);
	free(screen->at);
	free(screen->is_plain);
	free(screen->hash);
	free(screen->filled);
}

/* All lines as they are, but for some that are to be what stands `lines` below them. */
static void
check_moved(struct painter *painter, int from, int count, int lines, int end)
{
	struct scroll scroll;

	for (int y = 0; y < painter->height; y++) {
		int below = y >= from && y < from + count ? y + lines : y;

		write_line(painter, &painter->have, y, y + 1, end);
		write_line(painter, &painter->want, y, below + 1, end);
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
	struct painter painter = { .width = WIDTH };
	uint64_t random = 7;

	begin_screen(&painter.have);
	begin_screen(&painter.want);
	painter.changed = xcalloc(HEIGHT_MOST, sizeof *painter.changed);
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
	free(painter.changed);
	end_screen(&painter.have);
	end_screen(&painter.want);
}
END_TEST

Suite *
check_screen_scroll(void)
{
	Suite *suite = suite_create("screen_scroll");
	TCase *tests = tcase_create("screen_scroll");

	tcase_add_test(tests, lines_are_moved_within_the_screen);
	suite_add_tcase(suite, tests);
	return suite;
}
