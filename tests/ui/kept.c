/*
 * What the browser keeps for the next time and gives to others: marks and notes, files, the
 * clipboard.
 */

#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ui/pty.h"
#include "ui/tap.h"

static const char *program, *home;
static char after[4096];

/* At the object @6515. */
static struct pty *
open_at_object(const char *const *environment, const char *term)
{
	struct pty *pty = pty_open((const char *const[]){ program, after, "@6515", NULL },
				   &(struct pty_options){ .environment = environment,
							  .term = term });

	pty_wait(pty, "Retainers Shop @6515");
	return pty;
}

static void
check_marks(void)
{
	struct pty *pty = open_at_object(NULL, NULL);

	pty_type(pty, "m a");
	check(pty_wait(pty, "marked a"), "an object is marked");
	pty_type(pty, "Quote b");
	check(pty_wait(pty, "nothing is marked b"), "a letter that marks nothing is named");
	pty_quit(pty);

	pty = open_at_object(NULL, NULL);
	check(pty_wait(pty, "marked before: a; ' goes there"), "it is offered again");
	pty_type(pty, "\" 'grows every night' Enter");
	check(pty_wait(pty, "noted"), "a note is taken");
	pty_quit(pty);

	pty = open_at_object(NULL, NULL);
	check(pty_wait(pty, "marked before: a, 1 note; ' goes there"), "and offered, too");
	pty_type(pty, "g Quote a");
	check(pty_wait(pty, "note: grows every night"), "who goes there reads it");
	pty_quit(pty);
}

static bool
is_file(struct pty *pty, const char *name)
{
	char path[4200];

	(void)pty;
	snprintf(path, sizeof(path), "%s/%s", home, name);
	return access(path, R_OK) == 0;
}

static void
check_files(void)
{
	char variable[4200];
	struct pty *pty;

	snprintf(variable, sizeof(variable), "HOME=%s", home);
	pty = open_at_object((const char *const[]){ variable, NULL }, NULL);
	pty_type(pty, "w ^U '~/typed.csv' Enter");
	check(pty_wait_until(pty, is_file, "typed.csv"), "~ is the home folder");
	pty_type(pty, "':write ~/named.csv' Enter");
	check(pty_wait_until(pty, is_file, "named.csv"), ":write takes a name");
	pty_type(pty, "':write ~/named.csv' Enter");
	check(pty_wait(pty, "y overwrites it"), "and asks as w does");
	pty_type(pty, "n ':retainers -o ~/view.csv' Enter");
	check(pty_wait_until(pty, is_file, "view.csv"), "as -o does in a command");
	pty_type(pty, "':help suspects' Enter");
	check(pty_wait(pty, "Columns of suspects") && pty_wait(pty, "confidence"),
	      ":help tells of the columns of a view, as the program's help does");
	pty_type(pty, "':help retainer' Enter");
	check(pty_wait(pty, "did you mean retainers?"), "and says what it knows nothing of");
	pty_type(pty, "':capture --pid=1' Enter");
	check(pty_wait(pty, "in a shell, heaptui capture"), "what is no view is for a shell");
	pty_quit(pty);
}

static bool
is_same_file(const char *one, const char *other)
{
	FILE *a = fopen(one, "r"), *b = fopen(other, "r");
	bool is_same = a != NULL && b != NULL && fgetc(a) != EOF && fgetc(b) != EOF;
	int c = 0;

	while (is_same && c != EOF) {
		c = fgetc(a);
		is_same = c == fgetc(b);
	}
	if (a != NULL)
		fclose(a);
	if (b != NULL)
		fclose(b);
	return is_same;
}

/* A command typed in the browser writes what the program's command does: to the depth, with the
 * columns, and whatever was ignored here before. */
static void
check_commands(void)
{
	char typed[4200], run[4200], keys[4400];
	struct pty *pty = open_at_object(NULL, NULL);
	int status;

	snprintf(typed, sizeof(typed), "%s/typed.json", home);
	snprintf(run, sizeof(run), "%s/run.json", home);
	pty_type(pty, "Tab x");
	pty_wait(pty, "1 ignored");
	snprintf(keys, sizeof(keys),
		 "':retainers @6515 --depth=5 --columns=id,edge -o %s' Enter", typed);
	pty_type(pty, keys);
	pty_wait(pty, "written to");
	pty_quit(pty);
	pty = pty_open((const char *const[]){ program, "retainers", after, "@6515", "--depth=5",
					      "--columns=id,edge", "-o", run, NULL },
		       &(struct pty_options){ 0 });
	check(pty_wait_end(pty, &status) && is_same_file(typed, run),
	      "a command writes what the program's own does");
	pty_close(pty);
}

/* Where --depth opens more than anybody scrolls through, it is said. */
static void
check_depth(void)
{
	struct pty *pty = open_at_object(NULL, NULL);

	pty_type(pty, "':summary --depth=3' Enter");
	check(pty_wait(pty, "rows are opened so deep"), "a depth that is too much is said to be");
	pty_quit(pty);
}

/* "@6515" in base 64 */
#define SENT "\033]52;c;QDY1MTU=\a"

static bool
copies(const char *const *environment, const char *term, const char *says, const char *sends)
{
	struct pty *pty = open_at_object(environment, term);
	size_t length;
	bool right;

	pty_type(pty, "y i");
	right = pty_wait(pty, says) && strstr(pty_bytes(pty, &length), sends) != NULL;
	pty_quit(pty);
	return right;
}

static void
check_clipboard(void)
{
	check(copies(NULL, NULL, "terminal's clipboard: @6515", SENT),
	      "the clipboard is the terminal's");
	check(copies((const char *const[]){ "TMUX=/tmp/tmux-0/default,1,0", NULL },
		     "tmux-256color", "set-clipboard is on: @6515",
		     SENT "\033Ptmux;\033" SENT "\033\\"),
	      "tmux gets it both ways, and what it needs is said");
	check(copies((const char *const[]){ "STY=1.pts-0.host", NULL }, "screen",
		     "terminal's clipboard: @6515", "\033P" SENT "\033\\"),
	      "screen passes it on");
	check(copies(NULL, "linux", "no clipboard for us: @6515", "\033["),
	      "where there is none it is shown");
}

int
main(void)
{
	tap_needs_zstd();
	program = pty_program();
	home = pty_home_make();
	snprintf(after, sizeof(after), "%s/samples/unbounded-cache/after.heapsnapshot.zst",
		 pty_top());
	check_clipboard();
	check_marks();
	check_files();
	check_commands();
	check_depth();
	return tap_end();
}
