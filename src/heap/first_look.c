#include "config.h"

#include "heap/first_look.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "heap/class_table.h"
#include "heap/name_kinds.h"

/* The class's row: as long as they are counted, rows stand in the order of classes. */
static struct first_look_row *
row_of(struct first_look *look, class_ix class, size_t *capacity)
{
	if (class >= *capacity) {
		size_t grown = class * (size_t)2 + 256;

		look->at = xreallocarray(look->at, grown, sizeof *look->at);
		memset(look->at + *capacity, 0, (grown - *capacity) * sizeof *look->at);
		*capacity = grown;
	}
	return &look->at[class];
}

static bool
count_objects(struct first_look *look, struct class_table *table, struct progress *progress)
{
	const struct snapshot *snapshot = table->snapshot;
	size_t capacity = 0;

	for (node_ix node = 0; node < snapshot->node_count; node++) {
		uint64_t size = sizes_get(&snapshot->size, node);
		struct first_look_row *row;

		if (node % PROGRESS_STRIDE == 0 && !progress_advance(progress, node, NULL))
			return false;
		if (snapshot->node_name[node] >= snapshot->strings.count)
			return false;
		if (size == 0)
			continue;
		row = row_of(look, class_table_plain(table, node), &capacity);
		row->count++;
		size_add_to(&row->size, size);
		look->object_count++;
		size_add_to(&look->size, size);
	}
	return true;
}

static int
row_compare(const void *a, const void *b)
{
	const struct first_look_row *x = a, *y = b;

	if (x->size != y->size)
		return x->size < y->size ? 1 : -1;
	return x->class < y->class ? -1 : x->class > y->class;
}

struct first_look *
first_look_new(const struct snapshot *snapshot, struct progress *progress)
{
	struct first_look *look = xcalloc(1, sizeof *look);
	uint8_t *name_kinds = name_kinds_build(&snapshot->strings, progress, NULL);
	struct class_table table = { 0 };
	bool good = name_kinds != NULL
		    && class_table_init(&table, &look->classes, snapshot, name_kinds, NULL)
		    && count_objects(look, &table, progress);

	class_table_release(&table);
	column_free(name_kinds);
	if (!good) {
		first_look_free(look);
		return NULL;
	}
	look->count = look->classes.count;
	for (size_t i = 0; i < look->count; i++)
		look->at[i].class = (class_ix)i;
	if (look->count > 0)
		qsort(look->at, look->count, sizeof *look->at, row_compare);
	return look;
}

void
first_look_free(struct first_look *look)
{
	if (look == NULL)
		return;
	classes_release(&look->classes);
	free(look->at);
	free(look);
}
