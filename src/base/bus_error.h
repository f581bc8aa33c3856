/*
 * A file that is mapped and cut off meanwhile: who reads what is gone gets a SIGBUS.
 */

#pragma once

#include <stdbool.h>

/* A file is mapped: from now on a SIGBUS ends the program with status 1 and a line.  Who has a
 * handler for it already keeps it, and is to call bus_error_end() there. */
void bus_error_expect(void);
bool bus_error_is_expected(void);

/* Says what happened, and ends the program.  Safe in a signal handler. */
_Noreturn void bus_error_end(void);
