#include "config.h"

#include "ui/prompt_history.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/atomic_file.h"
#include "base/directories.h"
#include "base/memory.h"

enum {
	LINES_MAX = 500,
	LINE_LENGTH_MAX = 4096,
	FILE_LINES_MAX = 4 * LINES_MAX, /* then the file is written anew */
};

/* False if the line is none, or the one before again. */
static bool
line_keep(struct prompt_history *history, struct text line)
{
	if (line.length == 0 || memchr(line.at, '\n', line.length) != NULL)
		return false;
	if (history->count > 0
	    && text_equal(text_of(history->lines[history->count - 1]), line))
		return false;
	if (history->count == LINES_MAX) {
		free(history->lines[0]);
		memmove(history->lines, history->lines + 1,
			(LINES_MAX - 1) * sizeof(*history->lines));
		history->count--;
	}
	history->lines = xreallocarray(history->lines, history->count + 1,
				       sizeof(*history->lines));
	history->lines[history->count++] = text_copy(line);
	return true;
}

static void
file_rewrite(const struct prompt_history *history, const char *path)
{
	struct buffer lines = { 0 };
	struct atomic_file file;

	for (size_t i = 0; i < history->count; i++)
		buffer_printf(&lines, "%s\n", history->lines[i]);
	if (atomic_file_open(&file, path, NULL)) {
		if (atomic_file_write(&file, lines.at, lines.length, NULL))
			atomic_file_commit(&file, NULL);
		else
			atomic_file_abandon(&file);
	}
	buffer_release(&lines);
}

void
prompt_history_open(struct prompt_history *history, const char *name)
{
	struct buffer path = { 0 };
	char line[LINE_LENGTH_MAX];
	FILE *file = NULL;
	size_t count = 0;

	history->name = name;
	if (directory_find(DIRECTORY_STATE, name, &path))
		file = directory_file_open(path.at);
	while (file != NULL && fgets(line, sizeof(line), file) != NULL) {
		line_keep(history, (struct text){ line, strcspn(line, "\n") });
		count++;
	}
	if (file != NULL)
		fclose(file);
	if (count > FILE_LINES_MAX)
		file_rewrite(history, path.at);
	buffer_release(&path);
}

/* In one write, so that lines of two browsers do not mix. */
static void
file_append(const char *name, struct text line)
{
	struct buffer path = { 0 }, bytes = { 0 };
	struct stat status;
	int file = -1;

	buffer_add_text(&bytes, line);
	buffer_add_char(&bytes, '\n');
	if (directory_find(DIRECTORY_STATE, name, &path) && directory_make_parents(path.at))
		file = open(path.at, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0600);
	/* in a pipe or a device it is not for the next time */
	if (file >= 0 && fstat(file, &status) == 0 && S_ISREG(status.st_mode))
		(void)!write(file, bytes.at, bytes.length);
	if (file >= 0)
		close(file);
	buffer_release(&path);
	buffer_release(&bytes);
}

void
prompt_history_add(struct prompt_history *history, struct text line)
{
	if (line_keep(history, line) && history->name != NULL)
		file_append(history->name, line);
}

void
prompt_history_release(struct prompt_history *history)
{
	for (size_t i = 0; i < history->count; i++)
		free(history->lines[i]);
	free(history->lines);
	*history = (struct prompt_history){ 0 };
}
