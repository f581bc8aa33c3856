#include "config.h"

#include "heap/first_look.h"

#include <stdlib.h>

#include "base/memory.h"
#include "heap/class_table.h"
#include "heap/name_kinds.h"

enum { ROWS_SHOWN = 1000 }; /* more than any screen has lines */

/* By class, as long as they are counted; then in order. */
struct counted {
	class_ix class;
	uint32_t count;
	uint64_t size;
};

struct counts {
	struct counted *at; /* a column */
	size_t count, capacity;
};

/* Null for want of memory. */
static struct counted *
count_of(struct counts *counts, class_ix class)
{
	if (!column_reserve(&counts->at, &counts->capacity, (size_t)class + 1, sizeof *counts->at,
			    NULL))
		return NULL;
	for (; counts->count <= class; counts->count++)
		counts->at[counts->count].class = (class_ix)counts->count;
	return &counts->at[class];
}

static bool
count_objects(struct first_look *look, struct counts *counts, struct class_table *table,
	      struct progress *progress)
{
	const struct snapshot *snapshot = table->snapshot;

	for (node_ix node = 0; node < snapshot->node_count; node++) {
		uint64_t size = sizes_get(&snapshot->size, node);
		struct counted *counted;
		class_ix class;

		if (node % PROGRESS_STRIDE == 0 && !progress_advance(progress, node, NULL))
			return false;
		if (snapshot->node_name[node] >= snapshot->strings.count)
			return false;
		if (size == 0)
			continue;
		class = class_table_plain(table, node);
		counted = class == CLASS_NONE ? NULL : count_of(counts, class);
		if (counted == NULL)
			return false;
		counted->count++;
		size_add_to(&counted->size, size);
		look->object_count++;
		size_add_to(&look->size, size);
	}
	return true;
}

static int
compare_counted(const void *a, const void *b)
{
	const struct counted *x = a, *y = b;

	if (x->size != y->size)
		return x->size < y->size ? 1 : -1;
	return x->class < y->class ? -1 : x->class > y->class;
}

/* The largest, with names of their own: the snapshot may go before the look. */
static void
take_rows(struct first_look *look, const struct counts *counts, const struct classes *classes)
{
	struct counted *counted = counts->at;

	if (counts->count > 0)
		qsort(counted, counts->count, sizeof *counted, compare_counted);
	look->count = counts->count < ROWS_SHOWN ? counts->count : ROWS_SHOWN;
	look->at = xcalloc(look->count, sizeof *look->at);
	for (size_t i = 0; i < look->count; i++)
		look->at[i] = (struct first_look_row){
			.name = arena_text(&look->arena, classes_name(classes, counted[i].class)),
			.count = counted[i].count,
			.size = counted[i].size,
		};
}

struct first_look *
first_look_new(const struct snapshot *snapshot, struct progress *progress)
{
	struct first_look *look = xcalloc(1, sizeof *look);
	uint8_t *name_kinds = name_kinds_build(&snapshot->strings, progress, NULL);
	struct classes classes = { 0 };
	struct class_table table = { 0 };
	struct counts counts = { .at = NULL };
	bool good = name_kinds != NULL
		    && class_table_init(&table, &classes, snapshot, name_kinds, NULL)
		    && count_objects(look, &counts, &table, progress);

	class_table_release(&table);
	column_free(name_kinds);
	if (good)
		take_rows(look, &counts, &classes);
	column_free(counts.at);
	classes_release(&classes);
	if (!good) {
		first_look_free(look);
		return NULL;
	}
	return look;
}

void
first_look_free(struct first_look *look)
{
	if (look == NULL)
		return;
	arena_release(&look->arena);
	free(look->at);
	free(look);
}
