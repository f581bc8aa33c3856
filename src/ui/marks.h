/*
 * Marks and notes on objects, kept from one time to the next for the same file.
 *
 * A mark is a letter, a note a line of text; an object may have both.  Objects go by their ids,
 * files by their absolute path and size: a snapshot written anew starts without any.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/text.h"

struct mark {
	char *path; /* of the snapshot */
	uint32_t id;
	char letter; /* or 0 */
	char *note;  /* or null */
};

struct marks {
	struct mark *at;
	size_t count;
};

/* Adds what was kept for the snapshot. */
void marks_load(struct marks *marks, const char *path);
/* Keeps those of the snapshot for the next time. */
bool marks_save(const struct marks *marks, const char *path, struct error *error);
/* A letter marks one object at a time. */
void marks_set_letter(struct marks *marks, const char *path, uint32_t id, char letter);
/* An empty note takes it away. */
void marks_set_note(struct marks *marks, const char *path, uint32_t id, struct text note);
const struct mark *marks_find(const struct marks *marks, const char *path, uint32_t id);
const struct mark *marks_find_letter(const struct marks *marks, char letter);
/* What stands in the margin of the object: its letter, '*' for a note, or ' '. */
char marks_sign(const struct marks *marks, const char *path, uint32_t id);
void marks_release(struct marks *marks);
