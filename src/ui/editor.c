#include "config.h"

#include "ui/editor.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "ui/terminal.h"

enum { WORDS_MAX = 16 };

/* Those that take FILE:LINE, and the option they want before it.  All others are given
 * +LINE FILE, as vi is. */
static const struct {
	const char *name, *option;
} editors[] = {
	{ "code", "--goto" },   { "code-insiders", "--goto" }, { "codium", "--goto" },
	{ "cursor", "--goto" }, { "hx", NULL },                { "helix", NULL },
	{ "subl", NULL },       { "zed", NULL },
};

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

/* Where to go, behind the editor's own words. */
static size_t
add_place(char **words, size_t count, char *file, char *plus_line, char *file_line)
{
	for (size_t i = 0; i < sizeof(editors) / sizeof(*editors); i++) {
		if (strcmp(base_name(words[0]), editors[i].name) != 0)
			continue;
		if (editors[i].option != NULL)
			words[count++] = (char *)editors[i].option;
		words[count++] = file_line;
		return count;
	}
	words[count++] = plus_line;
	words[count++] = file;
	return count;
}

/* $EDITOR may come with options; it is split at blanks and never given to a shell. */
static void
editor_exec(char *editor, char *file, char *plus_line, char *file_line)
{
	char *words[WORDS_MAX + 3];
	size_t count = 0;

	for (char *word = strtok(editor, " "); word != NULL && count < WORDS_MAX;
	     word = strtok(NULL, " "))
		words[count++] = word;
	if (count == 0)
		_exit(127);
	count = add_place(words, count, file, plus_line, file_line);
	words[count] = NULL;
	execvp(words[0], words);
	_exit(127);
}

const char *
editor_wanted(void)
{
	const char *wanted = getenv("VISUAL");

	if (wanted == NULL || *wanted == '\0')
		wanted = getenv("EDITOR");
	return wanted != NULL && *wanted != '\0' ? wanted : "vi";
}

bool
editor_run(const char *file, long line)
{
	char *editor = xstrdup(editor_wanted()), *path = xstrdup(file), plus_line[32];
	struct buffer file_line = { 0 };
	int status = -1;
	pid_t child;

	snprintf(plus_line, sizeof(plus_line), "+%ld", line);
	buffer_printf(&file_line, "%s:%ld", file, line);
	buffer_add_char(&file_line, '\0');
	terminal_lend();
	child = fork();
	if (child == 0)
		editor_exec(editor, path, plus_line, file_line.at);
	while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
		continue;
	terminal_take_back();
	buffer_release(&file_line);
	free(editor);
	free(path);
	return child > 0 && WIFEXITED(status) && WEXITSTATUS(status) != 127;
}
