#include "config.h"

#include "view/rows.h"

#include <string.h>

/* Positions among siblings are 32 bits, and one is kept to mean "none". */
enum {
	ROWS_FIRST = 64,
	ROWS_COPIED = 1 << 12, /* a list of fewer is made by copying: the room is used again */
};
#define ROWS_MAX ((size_t)UINT32_MAX - 2)

void
rows_begin(struct rows *rows, struct error *error)
{
	rows->error = error;
	rows->count = 0;
	rows->failed = false;
}

bool
rows_end(struct rows *rows, struct row_list *list)
{
	struct error *error = rows->error;

	*list = (struct row_list){ NULL, 0 };
	rows->error = NULL;
	if (rows->failed || rows->count == 0)
		return !rows->failed;
	if (rows->count < ROWS_COPIED) {
		list->at = column_alloc_list(rows->count, sizeof *rows->at, error);
		if (list->at == NULL)
			return false;
		memcpy(list->at, rows->at, rows->count * sizeof *rows->at);
	} else {
		list->at = column_shrink(rows->at, rows->count, sizeof *rows->at);
		rows->at = NULL;
		rows->capacity = 0;
	}
	list->count = (uint32_t)rows->count;
	return true;
}

void
rows_release(struct rows *rows)
{
	column_free(rows->at);
	*rows = (struct rows){ .at = NULL };
}

/* Room for so many more; for one at least, since a list of none is no failure. */
static bool
rows_reserve(struct rows *rows, size_t more)
{
	size_t count = rows->count + (more > 0 ? more : 1);
	size_t capacity = rows->capacity + rows->capacity / 2;

	if (rows->failed)
		return false;
	if (more > ROWS_MAX - rows->count) {
		rows->failed = true;
		return error_set(rows->error, ERROR_LIMIT, "more than %zu rows", ROWS_MAX);
	}
	if (count <= rows->capacity)
		return true;
	if (capacity < count)
		capacity = count < ROWS_FIRST ? ROWS_FIRST : count;
	if (rows->at == NULL)
		rows->at = column_alloc_unset(capacity, sizeof *rows->at, rows->error);
	else
		rows->failed = !column_grow(&rows->at, capacity, sizeof *rows->at, rows->error);
	rows->failed |= rows->at == NULL;
	if (!rows->failed)
		rows->capacity = capacity;
	return !rows->failed;
}

struct row *
rows_extend(struct rows *rows, size_t count)
{
	struct row *first;

	if (!rows_reserve(rows, count))
		return NULL;
	first = rows->at + rows->count;
	rows->count += count;
	return first;
}

void
rows_add(struct rows *rows, struct row row)
{
	if (rows_reserve(rows, 1))
		rows->at[rows->count++] = row;
}
