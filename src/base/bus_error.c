#include "config.h"

#include "base/bus_error.h"

#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

static volatile sig_atomic_t expected;

static void
on_bus_error(int number)
{
	(void)number;
	bus_error_end();
}

void
bus_error_expect(void)
{
	struct sigaction old, action = { .sa_handler = on_bus_error };

	expected = 1;
	sigemptyset(&action.sa_mask);
	if (sigaction(SIGBUS, NULL, &old) == 0 && old.sa_handler == SIG_DFL)
		sigaction(SIGBUS, &action, NULL);
}

bool
bus_error_is_expected(void)
{
	return expected != 0;
}

void
bus_error_end(void)
{
	static const char line[] = "heaptui: the index was cut off while it was used; try again, "
				   "or with --no-index\n";

	(void)!write(STDERR_FILENO, line, sizeof(line) - 1);
	_exit(EXIT_FAILURE);
}
