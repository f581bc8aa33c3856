#include "config.h"

#include "base/memory.h"
#include "heap/sizes.h"
#include "unit/random.h"
#include "unit/suites.h"

/* Small ones, those at the border of four bytes, and wide ones. */
static uint64_t
random_size(uint64_t *random)
{
	switch (random_below(random, 4)) {
	case 0:
		return UINT32_MAX - 2 + (uint64_t)random_below(random, 5);
	case 1:
		return (uint64_t)random_below(random, UINT32_MAX) << 20;
	default:
		return random_below(random, 1000);
	}
}

/* Set again and again, so that wide ones become narrow. */
START_TEST(sizes_come_back_and_their_sum_is_theirs)
{
	enum { NODES = 50, SET = 400 };
	struct sizes sizes = { .at = column_alloc(NODES, sizeof(uint32_t), NULL) };
	uint64_t plain[NODES] = { 0 }, random = 5;

	ck_assert_ptr_nonnull(sizes.at);
	for (int set = 0; set < SET; set++) {
		node_ix node = random_below(&random, NODES);
		uint64_t sum = 0;

		plain[node] = random_size(&random);
		sizes_set(&sizes, node, plain[node]);
		for (node_ix i = 0; i < NODES; i++) {
			ck_assert_uint_eq(sizes_get(&sizes, i), plain[i]);
			ck_assert_uint_eq(sizes_sum(&sizes, i), sum);
			sum += plain[i];
		}
		ck_assert_uint_eq(sizes_sum(&sizes, NODES), sum);
	}
	sizes_release(&sizes);
}
END_TEST

Suite *
check_sizes(void)
{
	Suite *suite = suite_create("sizes");
	TCase *tests = tcase_create("sizes");

	tcase_add_test(tests, sizes_come_back_and_their_sum_is_theirs);
	suite_add_tcase(suite, tests);
	return suite;
}
