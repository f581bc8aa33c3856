/*
 * Runs the suites named as arguments, all without any, and says how it went in TAP.
 */

#include "config.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit/suites.h"

static const struct {
	const char *name;
	Suite *(*make)(void);
} suites[] = {
#define SUITE_ROW(name) { #name, check_##name },
	SUITES(SUITE_ROW)
#undef SUITE_ROW
};

static bool
is_wanted(const char *name, int count, char **names)
{
	if (count == 0)
		return true;
	for (int i = 0; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

int
main(int argc, char **argv)
{
	SRunner *runner = srunner_create(NULL);
	int failed, run;

	/* Sanitizers and valgrind are slow; a test that hangs still ends.  Suites ask when they are
	 * made. */
	setenv("CK_DEFAULT_TIMEOUT", "120", 0);
	for (size_t i = 0; i < sizeof(suites) / sizeof(*suites); i++)
		if (is_wanted(suites[i].name, argc - 1, argv + 1))
			srunner_add_suite(runner, suites[i].make());
	srunner_set_tap(runner, "-");
	srunner_run_all(runner, CK_SILENT);
	failed = srunner_ntests_failed(runner);
	run = srunner_ntests_run(runner);
	srunner_free(runner);
	if (run == 0)
		fprintf(stderr, "%s: no such suite\n", argv[0]);
	return failed > 0 || run == 0;
}
