#include "config.h"

#include "ui/marks.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/directories.h"

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
		file = fopen(name.at, "re");
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

static bool
lines_write(const struct marks *marks, const char *path, struct text heading, FILE *file)
{
	fprintf(file, "%.*s\n", (int)heading.length, heading.at);
	for (size_t i = 0; i < marks->count; i++) {
		const struct mark *mark = &marks->at[i];

		if (strcmp(mark->path, path) != 0)
			continue;
		fprintf(file, "%" PRIu32 " %c", mark->id, mark->letter != 0 ? mark->letter : '-');
		fprintf(file, "%s%s\n", mark->note != NULL ? " " : "",
			mark->note != NULL ? mark->note : "");
	}
	return fflush(file) == 0 && fsync(fileno(file)) == 0;
}

/* Written beside and moved into place: what is there is always whole. */
static bool
file_write(const struct marks *marks, const char *path, const char *name, struct text heading,
	   struct error *error)
{
	struct buffer temporary = { 0 };
	FILE *file = NULL;
	bool written = false;
	int descriptor;

	buffer_printf(&temporary, "%s.new", name);
	buffer_add_char(&temporary, '\0');
	unlink(temporary.at);
	if (directory_make_parents(name)) {
		descriptor = open(temporary.at, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		file = descriptor < 0 ? NULL : fdopen(descriptor, "w");
	}
	if (file != NULL) {
		written = lines_write(marks, path, heading, file);
		written = fclose(file) == 0 && written && rename(temporary.at, name) == 0;
	}
	if (!written)
		error_set(error, ERROR_FILE, "cannot keep marks in %s: %s", name,
			  strerror(errno));
	buffer_release(&temporary);
	return written;
}

bool
marks_save(const struct marks *marks, const char *path, struct error *error)
{
	struct buffer name = { 0 }, heading = { 0 };
	bool saved = file_find(path, &name, &heading)
		     && file_write(marks, path, name.at, buffer_text(&heading), error);

	if (!saved)
		error_set(error, ERROR_FILE, "there is no place to keep marks of this snapshot");
	buffer_release(&name);
	buffer_release(&heading);
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
	mark->note = NULL;
	if (note.length > 0) {
		mark->note = xmalloc(note.length + 1);
		memcpy(mark->note, note.at, note.length);
		mark->note[note.length] = '\0';
	}
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
