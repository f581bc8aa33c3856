#include "config.h"

#include "base/descriptor.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <unistd.h>

static atomic_size_t failing_in;

void
descriptor_fail_at(size_t nth)
{
	atomic_store(&failing_in, nth);
}

static bool
descriptor_fails_now(void)
{
	size_t left = atomic_load_explicit(&failing_in, memory_order_relaxed);

	while (left > 0)
		if (atomic_compare_exchange_weak(&failing_in, &left, left - 1))
			return left == 1;
	return false;
}

ssize_t
descriptor_read(int descriptor, void *bytes, size_t length, uint64_t at)
{
	if (descriptor_fails_now()) {
		errno = EIO;
		return -1;
	}
	if (at == DESCRIPTOR_NEXT)
		return read(descriptor, bytes, length);
	return pread(descriptor, bytes, length, (off_t)at);
}
