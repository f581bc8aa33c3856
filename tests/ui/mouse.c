/*
 * The mouse: off unless the settings say so; then header, row, fold mark and wheel do what is
 * under the pointer.
 */

#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "ui/pty.h"
#include "ui/tap.h"

static const char *program, *home;
static char after[4096];

static struct pty *
open_ready(void)
{
	struct pty *pty = pty_open((const char *const[]){ program, after, NULL },
				   &(struct pty_options){ 0 });

	pty_wait(pty, " objects, ");
	pty_wait(pty, "F1 help");
	pty_settle(pty); /* columns and rows may still change places */
	return pty;
}

enum { LEFT = 0, WHEEL_UP = 64, WHEEL_DOWN = 65 };

/* Presses a button, and releases it, as xterm says it; both arrive together, as over a network.
 * Columns and lines count from 1. */
static void
press(struct pty *pty, int button, int column, int line)
{
	char keys[64];

	snprintf(keys, sizeof(keys), "'\033[<%d;%d;%dM\033[<%d;%d;%dm'", button, column, line,
		 button, column, line);
	if (button != LEFT) /* wheels are not released */
		snprintf(keys, sizeof(keys), "'\033[<%d;%d;%dM'", button, column, line);
	pty_type(pty, keys);
}

static bool
has_modes(struct pty *pty)
{
	size_t length;

	return strstr(pty_bytes(pty, &length), "1000h") != NULL;
}

static void
check_off(void)
{
	struct pty *pty = open_ready();
	int status;

	pty_type(pty, "Q");
	check(pty_wait_end(pty, &status) && !has_modes(pty), "without a setting no mode is set");
	pty_close(pty);
}

static void
settings_write(void)
{
	char path[4200];
	FILE *file;

	snprintf(path, sizeof(path), "%s/heaptui", home);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/heaptui/config", home);
	file = fopen(path, "w");
	fputs("mouse on\n", file);
	fclose(file);
}

/* Of the list above; below there may be rows that begin so, too. */
static bool
first_row_begins(struct pty *pty, const char *text)
{
	const char *line = pty_screen(pty);

	for (unsigned i = 0; i < 2 && line != NULL; i++) {
		line = strchr(line, '\n');
		line += line != NULL;
	}
	return line != NULL && strncmp(line, text, strlen(text)) == 0;
}

static void
check_above(struct pty *pty)
{
	press(pty, LEFT, 20, 6);
	check(pty_wait(pty, " 4 of "), "a click selects a row");
	press(pty, LEFT, 40, 2);
	check(pty_wait(pty, "Count v"), "a click on a header sorts by its column");
	press(pty, LEFT, 40, 2);
	check(pty_wait(pty, "Count ^"), "again, and the order turns around");
	pty_type(pty, "I r g");
	pty_wait(pty, " 1 of ");
	press(pty, WHEEL_DOWN, 20, 6);
	check(pty_wait(pty, " 4 of "), "the wheel moves down");
	press(pty, WHEEL_UP, 20, 6);
	check(pty_wait(pty, " 1 of "), "and up");
	press(pty, LEFT, 2, 3);
	check(pty_wait_until(pty, first_row_begins, " - "),
	      "a click on a fold mark opens the row");
	press(pty, LEFT, 2, 3);
	check(pty_wait_until(pty, first_row_begins, " + "), "and closes it again");
}

static void
check_panes(struct pty *pty)
{
	pty_type(pty, "':retainers @6515' Enter");
	pty_wait(pty, "Retainers system");
	press(pty, WHEEL_DOWN, 20, 18);
	/* it has the focus then, from which q goes back to the one above, at its first row still */
	pty_wait(pty, " 4 of ");
	pty_type(pty, "q");
	check(pty_wait(pty, " 1 of ") && pty_wait(pty, "> Retainers Shop"),
	      "the wheel moves the pane under the pointer");
	press(pty, LEFT, 20, 4);
	check(pty_wait(pty, " 2 of "), "a click in the other pane goes there");
}

/* Four rows, in lines 3 to 6. */
static void
check_behind(struct pty *pty)
{
	pty_type(pty, "':summary --filter=Wrap' Enter");
	pty_wait(pty, " 1 of 4");
	press(pty, LEFT, 20, 12);
	pty_type(pty, "Down");
	check(pty_wait(pty, " 2 of 4"), "a click behind the last row selects none");
}

/* Of three clicks at once the others come while the first sorts 90,000 rows. */
static void
check_at_work(struct pty *pty)
{
	pty_type(pty, "':objects' Enter");
	pty_wait(pty, "Retained size v");
	for (int i = 0; i < 3; i++)
		press(pty, LEFT, 55, 2);
	check(pty_wait(pty, "Shallow size v"), "clicks wait for their turn, where they were");
}

int
main(void)
{
	struct pty *pty;
	size_t length;
	int status;

	tap_needs_zstd();
	program = pty_program();
	home = pty_home_make();
	snprintf(after, sizeof(after), "%s/samples/unbounded-cache/after.heapsnapshot.zst",
		 pty_top());
	check_off();
	settings_write();
	pty = open_ready();
	check(has_modes(pty), "with it the terminal is asked for the mouse");
	check_above(pty);
	check_panes(pty);
	check_behind(pty);
	check_at_work(pty);
	pty_type(pty, "Q");
	check(pty_wait_end(pty, &status) && strstr(pty_bytes(pty, &length), "1000l") != NULL,
	      "in the end the mode is taken back");
	pty_close(pty);
	return tap_end();
}
