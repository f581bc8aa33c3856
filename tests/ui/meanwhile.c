/*
 * What is on the screen stays right when something else than a key changes it: more of the heap
 * is there, or the terminal has another size.
 */

#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ui/pty.h"
#include "ui/tap.h"
#include "ui/things.h"

static const char *program, *home;
static char after[4096];

/* Typed before there is a row, it is done as soon as there are some; nobody knows then what they
 * retain. */
static void
check_filter(void)
{
	char path[4096];
	struct pty *pty;

	snprintf(path, sizeof(path), "%s/things.heapsnapshot", home);
	/* each refers to some that are next: it takes a while to find out what they retain */
	things_write(path, 200000, 10, 1);
	pty = pty_open((const char *const[]){ program, "--threads=1", "--no-index", path, NULL },
		       NULL);
	pty_wait(pty, "quits");
	pty_type(pty, "& retained>1MB Enter");
	check(pty_wait(pty, "1 of 1 rows match"),
	      "a filter counts its rows again when more is known of them");
	pty_quit(pty);
	unlink(path);
}

/* A line of the screen, from 0, without its end. */
static void
line_copy(struct pty *pty, int line, char *out, size_t size)
{
	const char *at = pty_screen(pty);

	while (line-- > 0 && *at != '\0')
		at += strcspn(at, "\n") + 1;
	snprintf(out, size, "%.*s", (int)strcspn(at, "\n"), at);
}

static bool
begins_list(struct pty *pty, const char *text)
{
	char line[512];

	line_copy(pty, 2, line, sizeof(line));
	return strcmp(line, text) == 0;
}

static void
check_top(void)
{
	static const int sizes[][2] = { { 20, 4 }, { 19, 3 }, { 1, 1 }, { 40, 10 } };
	struct pty *pty = pty_open((const char *const[]){ program, after, NULL }, NULL);
	char top[512];

	pty_wait(pty, "F1 help");
	pty_wait(pty, "1 of ");
	pty_type(pty, "PgDn Down Down Down");
	pty_wait(pty, "17 of ");
	line_copy(pty, 2, top, sizeof(top));
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		pty_resize(pty, sizes[i][0], sizes[i][1]);
		pty_pass(pty, 100);
	}
	pty_resize(pty, 80, 24);
	check(pty_wait(pty, "17 of ") && pty_wait_until(pty, begins_list, top),
	      "after small sizes the same row is selected, and the same one at the top");
	pty_resize(pty, 20, 4);
	pty_pass(pty, 100);
	pty_type(pty, "Down");
	pty_wait(pty, "18 of ");
	pty_resize(pty, 80, 24);
	check(pty_wait(pty, "18 of ") && !begins_list(pty, top),
	      "what a key moved stays where it was moved to");
	pty_quit(pty);
}

int
main(void)
{
	const char *top = getenv("TOP");

	tap_needs_zstd();
	program = getenv("HEAPTUI");
	if (program == NULL || top == NULL) {
		printf("Bail out! HEAPTUI and TOP say what to test\n");
		return 1;
	}
	home = pty_home_make();
	snprintf(after, sizeof(after), "%s/samples/unbounded-cache/after.heapsnapshot.zst", top);
	check_filter();
	check_top();
	return tap_end();
}
