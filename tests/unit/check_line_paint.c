#include "config.h"

#include <string.h>
#include <term.h>
#include <unistd.h>

#include "ui/line_paint.h"
#include "unit/suites.h"

enum { WIDTH = 40 };

static void
read_line(const char *text, struct glyph line[WIDTH])
{
	size_t length = strlen(text);

	for (size_t x = 0; x < WIDTH; x++)
		line[x] = (struct glyph){ x < length ? (wchar_t)text[x] : L' ', LOOK_PLAIN };
}

/* Bytes that make the one line the other, from the beginning of it on. */
static size_t
bytes_between(const char *have_text, const char *want_text)
{
	struct glyph have[WIDTH], want[WIDTH];
	struct sender sender;
	size_t bytes;

	ck_assert(sender_open(&sender, WIDTH));
	sender_measure(&sender);
	sender.y = sender.x = 0;
	read_line(have_text, have);
	read_line(want_text, want);
	line_paint(&sender, 0, have, want, WIDTH);
	send_choose();
	bytes = send_least();
	sender_close(&sender);
	send_all(); /* which is nothing now: the next line has no better way before it */
	return bytes;
}

static const struct {
	const char *have, *want;
	size_t bytes;
} painted[] = {
	{ "as it is", "as it is", 0 },
	{ "same", "some", 1 + 1 },
	{ "", "text", 4 },
	{ "text", "", 3 }, /* ESC [ K */
	/* what is erased last is not passed over: ESC [ 6 C, ESC [ 18 X */
	{ "a name that is long     12", "a name                  12", 4 + 5 },
	/* but what comes behind it is written: ESC [ 6 C, ESC [ K, ESC [ 18 C */
	{ "a name that is long     12", "a name                  13", 4 + 3 + 5 + 2 },
};

START_TEST(a_line_costs_what_is_least)
{
	int error;

	if (setupterm("xterm-256color", STDOUT_FILENO, &error) != OK)
		return; /* not known here */
	ck_assert_uint_eq(bytes_between(painted[_i].have, painted[_i].want),
			  painted[_i].bytes);
}
END_TEST

Suite *
check_line_paint(void)
{
	Suite *suite = suite_create("line_paint");
	TCase *tcase = tcase_create("line_paint");

	tcase_add_loop_test(tcase, a_line_costs_what_is_least, 0,
			    sizeof(painted) / sizeof(*painted));
	suite_add_tcase(suite, tcase);
	return suite;
}
