#include "config.h"

#include <stdlib.h>

#include "base/memory.h"
#include "heap/identity.h"
#include "unit/picture.h"
#include "unit/suites.h"

enum { OBJECTS = 1000 };

static struct heap *heap;

static void
make_heap(void)
{
	struct picture picture = { 0 };

	for (size_t i = 0; i < OBJECTS; i++)
		picture_add_node(&picture, arena_printf(&picture.arena, "n%zu", i));
	heap = picture_heap(&picture, 1, NULL);
	ck_assert_ptr_nonnull(heap);
	picture_release(&picture);
}

static void
free_heap(void)
{
	heap_free(heap);
}

static size_t
home_of(const struct identities *identities, uint32_t identity)
{
	return (size_t)(identity * identities->multiplier >> 32) & identities->mask;
}

/* Steps to all that is in the table, from where each would stand if it were alone. */
static size_t
steps_of(const struct identities *identities)
{
	size_t steps = 0;

	for (size_t slot = 0; slot <= identities->mask; slot++)
		if (identities->key[slot] != 0)
			steps += (slot - home_of(identities, identities->key[slot]))
				 & identities->mask;
	return steps;
}

static void
meet(struct identities *identities, const uint32_t *ids)
{
	*identities = (struct identities){ 0 };
	ck_assert(identities_meet(identities, heap, ids, NULL, NULL));
	ck_assert_uint_eq(identities->used, OBJECTS);
}

/* Ids that all want the same place in this table. */
static void
choose_ids(const struct identities *identities, uint32_t ids[OBJECTS])
{
	size_t count = 0;

	for (uint32_t id = 1; count < OBJECTS; id++)
		if (home_of(identities, id) == 0)
			ids[count++] = id;
}

START_TEST(ids_that_meet_in_one_table_do_not_meet_in_the_next)
{
	struct identities first, second;
	uint32_t ids[OBJECTS];

	for (uint32_t i = 0; i < OBJECTS; i++)
		ids[i] = i + 1;
	meet(&first, ids);
	choose_ids(&first, ids);
	meet(&second, ids);
	ck_assert_uint_ne(first.multiplier, second.multiplier);
	ck_assert_uint_eq(second.multiplier % 2, 1);
	/* In the first table each would pass all before it: half a million steps. */
	ck_assert_uint_lt(steps_of(&second), OBJECTS * OBJECTS / 8);
	identities_release(&first);
	identities_release(&second);
}
END_TEST

START_TEST(an_id_is_found_that_was_in_all_snapshots)
{
	struct identities identities;
	uint32_t ids[OBJECTS];

	for (uint32_t i = 0; i < OBJECTS; i++)
		ids[i] = 2 * i + 1;
	meet(&identities, ids);
	ids[7] = 2;
	ck_assert(identities_meet(&identities, heap, ids, NULL, NULL));
	ck_assert(identities_has_all(&identities, 1));
	ck_assert(!identities_has_all(&identities, 15));
	ck_assert(!identities_has_all(&identities, 2));
	ck_assert(!identities_has_all(&identities, 0));
	identities_release(&identities);
}
END_TEST

Suite *
check_identity(void)
{
	Suite *suite = suite_create("identity");
	TCase *tcase = tcase_create("identity");

	tcase_add_checked_fixture(tcase, make_heap, free_heap);
	tcase_add_loop_test(tcase, ids_that_meet_in_one_table_do_not_meet_in_the_next, 0, 20);
	tcase_add_test(tcase, an_id_is_found_that_was_in_all_snapshots);
	suite_add_tcase(suite, tcase);
	return suite;
}
