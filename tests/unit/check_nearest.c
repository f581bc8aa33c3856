#include "config.h"

#include "base/nearest.h"
#include "unit/suites.h"

static const char *const names[] = {
	"summary", "objects", "object", "diff", "strings", "statistics", "detached", "dominators",
	"help", "growth",
};

static const struct {
	const char *word, *name;
} meant[] = {
	{ "summary", "summary" },
	{ "sumary", "summary" },
	{ "sumamry", "summary" },
	{ "symmery", "summary" },
	{ "object", "object" }, /* not "objects", which begins with it */
	{ "dif", "diff" },
	{ "idff", "diff" },
	{ "hlep", "help" },
	{ "stat", "statistics" }, /* the beginning */
	{ "dom", "dominators" },
	{ "do", NULL },
	{ "detatched", "detached" },
	{ "dteahced", "detached" },
	{ "node", NULL },
	{ "x", NULL },
	{ "", NULL },
	{ "a word that is longer than any of these", NULL },
};

START_TEST(a_mistyped_word_is_known)
{
	struct nearest nearest = nearest_of(text_of(meant[_i].word));

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		nearest_look(&nearest, names[i]);
	if (meant[_i].name == NULL)
		ck_assert_msg(nearest.name == NULL, "%s: %s", meant[_i].word, nearest.name);
	else
		ck_assert_str_eq(nearest.name, meant[_i].name);
}
END_TEST

Suite *
check_nearest(void)
{
	Suite *suite = suite_create("nearest");
	TCase *tcase = tcase_create("nearest");

	tcase_add_loop_test(tcase, a_mistyped_word_is_known, 0, sizeof(meant) / sizeof(*meant));
	suite_add_tcase(suite, tcase);
	return suite;
}
