#include "config.h"

#include "base/secret.h"

#include <sys/random.h>

uint64_t
secret_number(void)
{
	uint64_t number;

	/* Before there is enough chance in the machine, the place of the stack has to do. */
	if (getrandom(&number, sizeof number, GRND_NONBLOCK) != sizeof number)
		number = (uintptr_t)&number * UINT64_C(0x9e3779b97f4a7c15);
	return number;
}

uint64_t
secret_multiplier(void)
{
	return secret_number() | 1;
}
