#include "config.h"

#include "ui/marks.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/atomic_file.h"
#include "base/directories.h"
#include "base/memory.h"

enum { LINE_LENGTH_MAX = 4096 };

/*
 * The file of a snapshot's marks is named by a hash of the path and the size; its first line
 * repeats both, so that two snapshots with one hash do not get each other's marks.
 *
 *	/home/ann/after.heapsnapshot 4711
 *	1234 a the cache that grows
 *	1300 - only a note
 */
static bool
file_find(const char *path, struct buffer *name, struct buffer *heading)
{
	char absolute[PATH_MAX], file[32];
	uint64_t hash = UINT64_C(14695981039346656037);
	struct stat status;

	if (realpath(path, absolute) == NULL || stat(absolute, &status) != 0)
		return false;
	buffer_printf(heading, "%s %" PRIu64, absolute, (uint64_t)status.st_size);
	for (size_t i = 0; i < heading->length; i++)
		hash = (hash ^ (unsigned char)heading->at[i]) * UINT64_C(1099511628211);
	if (memchr(heading->at, '\n', heading->length) != NULL)
		return false;
	snprintf(file, sizeof(file), "marks/%016" PRIx64, hash);
	return directory_find(DIRECTORY_STATE, file, name);
}

static struct mark *
mark_get(struct marks *marks, const char *path, uint32_t id)
{
	struct mark *mark = (struct mark *)marks_find(marks, path, id);

	if (mark != NULL)
		return mark;
	marks->at = xreallocarray(marks->at, marks->count + 1, sizeof(*marks->at));
	mark = &marks->at[marks->count++];
	*mark = (struct mark){ .path = xstrdup(path), .id = id };
	return mark;
}

/* Forgets marks that have neither a letter nor a note. */
static void
marks_tidy(struct marks *marks)
{
	size_t kept = 0;

	for (size_t i = 0; i < marks->count; i++) {
		if (marks->at[i].letter == 0 && marks->at[i].note == NULL)
			free(marks->at[i].path);
		else
			marks->at[kept++] = marks->at[i];
	}
	marks->count = kept;
}

static void
line_take(struct marks *marks, const char *path, char *line)
{
	unsigned id;
	char letter;
	int used;

	line[strcspn(line, "\n")] = '\0';
	if (sscanf(line, "%u %c%n", &id, &letter, &used) != 2)
		return;
	if (letter != '-')
		marks_set_letter(marks, path, id, letter);
	if (line[used] == ' ' && line[used + 1] != '\0')
		marks_set_note(marks, path, id, text_of(line + used + 1));
}

void
marks_load(struct marks *marks, const char *path)
{
	struct buffer name = { 0 }, heading = { 0 };
	char line[LINE_LENGTH_MAX];
	FILE *file = NULL;

	if (file_find(path, &name, &heading))
		file = directory_file_open(name.at);
	if (file != NULL && fgets(line, sizeof(line), file) != NULL
	    && text_equal((struct text){ line, strcspn(line, "\n") }, buffer_text(&heading))) {
		while (fgets(line, sizeof(line), file) != NULL)
			line_take(marks, path, line);
	}
	if (file != NULL)
		fclose(file);
	buffer_release(&name);
	buffer_release(&heading);
}

static void
lines_add(struct buffer *out, const struct marks *marks, const char *path)
{
	for (size_t i = 0; i < marks->count; i++) {
		const struct mark *mark = &marks->at[i];

		if (strcmp(mark->path, path) != 0)
			continue;
		buffer_printf(out, "%" PRIu32 " %c", mark->id,
			      mark->letter != 0 ? mark->letter : '-');
		buffer_printf(out, "%s%s\n", mark->note != NULL ? " " : "",
			      mark->note != NULL ? mark->note : "");
	}
}

/* The old marks or the new ones, at any moment, and whoever else writes them. */
static bool
file_write(const char *name, struct text lines, struct error *error)
{
	struct atomic_file file;
	struct stat status;

	if (!directory_make_parents(name))
		return error_set(error, ERROR_FILE, "cannot write %s: %s", name, strerror(errno));
	/* a pipe would be waited for */
	if (stat(name, &status) == 0 && !S_ISREG(status.st_mode))
		return error_set(error, ERROR_FILE, "cannot write %s: not a regular file", name);
	if (!atomic_file_open(&file, name, error))
		return false;
	if (atomic_file_write(&file, lines.at, lines.length, error))
		return atomic_file_commit(&file, error);
	atomic_file_abandon(&file);
	return false;
}

bool
marks_save(const struct marks *marks, const char *path, struct error *error)
{
	struct buffer name = { 0 }, lines = { 0 };
	bool saved = false;

	if (file_find(path, &name, &lines)) {
		buffer_add_char(&lines, '\n');
		lines_add(&lines, marks, path);
		saved = file_write(name.at, buffer_text(&lines), error);
	} else {
		error_set(error, ERROR_FILE, "there is no place to keep marks of this snapshot");
	}
	buffer_release(&name);
	buffer_release(&lines);
	return saved;
}

void
marks_set_letter(struct marks *marks, const char *path, uint32_t id, char letter)
{
	for (size_t i = 0; i < marks->count; i++) {
		if (marks->at[i].letter == letter)
			marks->at[i].letter = 0;
	}
	mark_get(marks, path, id)->letter = letter;
	marks_tidy(marks);
}

void
marks_set_note(struct marks *marks, const char *path, uint32_t id, struct text note)
{
	struct mark *mark = mark_get(marks, path, id);

	free(mark->note);
	mark->note = note.length > 0 ? text_copy(note) : NULL;
	marks_tidy(marks);
}

const struct mark *
marks_find(const struct marks *marks, const char *path, uint32_t id)
{
	for (size_t i = 0; i < marks->count; i++) {
		if (marks->at[i].id == id && strcmp(marks->at[i].path, path) == 0)
			return &marks->at[i];
	}
	return NULL;
}

const struct mark *
marks_find_letter(const struct marks *marks, char letter)
{
	for (size_t i = 0; i < marks->count; i++) {
		if (marks->at[i].letter == letter)
			return &marks->at[i];
	}
	return NULL;
}

char
marks_sign(const struct marks *marks, const char *path, uint32_t id)
{
	const struct mark *mark = marks_find(marks, path, id);

	if (mark == NULL)
		return ' ';
	return mark->letter != 0 ? mark->letter : '*';
}

void
marks_release(struct marks *marks)
{
	for (size_t i = 0; i < marks->count; i++) {
		free(marks->at[i].path);
		free(marks->at[i].note);
	}
	free(marks->at);
	*marks = (struct marks){ 0 };
}
