/*
 * Pictures of the screen.  Each NAME.keys says what to run and to type, a word a line, and
 * NAME.screen what must be seen in the end:
 *
 *	args samples/x.heapsnapshot     of the program, which runs in the top folder
 *	env NO_COLOR=1
 *	term vt100
 *	size 40x10
 *	wait 1 of                       until that is on the screen
 *	gone Finding                    until that is no longer
 *	type Down Right 'text'          keys, pty.h has their names
 *	resize 80x24
 *
 * With UPDATE_EXPECTED set, what is seen becomes what must be seen.
 */

#include "config.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ui/pty.h"
#include "ui/tap.h"

enum { ARGUMENTS_MAX = 16, TEXT_MAX = 1 << 16 };

struct script {
	const char *arguments[ARGUMENTS_MAX + 1];
	const char *environment[ARGUMENTS_MAX + 1];
	size_t argument_count, environment_count;
	struct pty_options options;
	struct pty *pty;
	char *failed; /* the line that waited in vain */
};

static void
arguments_add(struct script *script, char *words)
{
	for (char *word = strtok(words, " "); word != NULL; word = strtok(NULL, " ")) {
		if (script->argument_count < ARGUMENTS_MAX)
			script->arguments[script->argument_count++] = word;
	}
}

/* The program runs from the first line on that does not say how. */
static struct pty *
script_pty(struct script *script)
{
	script->options.environment = script->environment;
	if (script->pty == NULL)
		script->pty = pty_open(script->arguments, &script->options);
	return script->pty;
}

static bool
script_line(struct script *script, const char *word, char *rest)
{
	int columns, lines;

	if (strcmp(word, "args") == 0)
		arguments_add(script, rest);
	else if (strcmp(word, "env") == 0)
		script->environment[script->environment_count++] = rest;
	else if (strcmp(word, "term") == 0)
		script->options.term = rest;
	else if (strcmp(word, "size") == 0)
		return sscanf(rest, "%dx%d", &script->options.columns,
			      &script->options.lines) == 2;
	else if (strcmp(word, "wait") == 0)
		return pty_wait(script_pty(script), rest);
	else if (strcmp(word, "gone") == 0)
		return pty_wait_gone(script_pty(script), rest);
	else if (strcmp(word, "type") == 0)
		pty_type(script_pty(script), rest);
	else if (strcmp(word, "resize") == 0 && sscanf(rest, "%dx%d", &columns, &lines) == 2)
		pty_resize(script_pty(script), columns, lines);
	else
		return false;
	return true;
}

static void
script_run(struct script *script, char *text)
{
	for (char *line = text; line != NULL && *line != '\0';) {
		char *end = strchr(line, '\n'), *blank;

		if (end != NULL)
			*end = '\0';
		blank = strchr(line, ' ');
		if (*line != '#' && blank != NULL) {
			*blank = '\0';
			if (!script_line(script, line, blank + 1)) {
				script->failed = blank + 1;
				return;
			}
		}
		line = end == NULL ? NULL : end + 1;
	}
}

static bool
file_read(const char *path, char *text)
{
	FILE *file = fopen(path, "r");
	size_t length;

	if (file == NULL)
		return false;
	length = fread(text, 1, TEXT_MAX - 1, file);
	text[length] = '\0';
	fclose(file);
	return true;
}

static void
file_write(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	if (file != NULL) {
		fputs(text, file);
		fclose(file);
	}
}

static bool
check_screen(const char *keys_path, struct pty *pty)
{
	static char expected[TEXT_MAX];
	char path[4096];

	snprintf(path, sizeof(path), "%.*s.screen", (int)(strlen(keys_path) - strlen(".keys")),
		 keys_path);
	if (getenv("UPDATE_EXPECTED") != NULL) {
		pty_settle(pty);
		file_write(path, pty_screen(pty));
	}
	if (!file_read(path, expected))
		expected[0] = '\0';
	if (pty_wait_screen(pty, expected))
		return true;
	tap_show("expected", expected);
	tap_show("seen", pty_screen(pty));
	return false;
}

/* Whether what it opens is packed as this build cannot unpack it. */
static bool
is_beyond_us(const char *text)
{
#ifndef HAVE_ZLIB
	if (strstr(text, ".heapsnapshot.gz") != NULL)
		return true;
#endif
#ifndef HAVE_ZSTD
	if (strstr(text, ".heapsnapshot.zst") != NULL)
		return true;
#endif
	(void)text;
	return false;
}

static bool
run_one(const char *path, bool *is_skipped)
{
	static char text[TEXT_MAX];
	struct script script = { .arguments = { pty_program() }, .argument_count = 1 };
	bool right;

	if (!file_read(path, text))
		return false;
	*is_skipped = is_beyond_us(text);
	if (*is_skipped)
		return true;
	script_run(&script, text);
	if (script.failed != NULL) {
		printf("# ended at: %s\n", script.failed);
		right = false;
	} else {
		right = check_screen(path, script_pty(&script));
	}
	if (script.pty != NULL)
		pty_close(script.pty);
	return right;
}

int
main(int argc, char **argv)
{
	char pattern[4096];
	glob_t found;

	pty_home_make();
	if (chdir(pty_top()) != 0)
		tap_bail(pty_top());
	snprintf(pattern, sizeof(pattern), "tests/ui/%s.keys", argc > 1 ? argv[1] : "*");
	if (glob(pattern, 0, NULL, &found) != 0) {
		printf("Bail out! no %s\n", pattern);
		return 1;
	}
	for (size_t i = 0; i < found.gl_pathc; i++) {
		const char *name = strrchr(found.gl_pathv[i], '/') + 1;
		bool is_skipped = false, right = run_one(found.gl_pathv[i], &is_skipped);

		if (is_skipped)
			check_skip(name, "built without what its snapshot is packed with");
		else
			check(right, name);
	}
	globfree(&found);
	return tap_end();
}
