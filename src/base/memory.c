#include "config.h"

#include "base/memory.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/memory_internal.h"

static void (*_Atomic exhausted_handler)(void);
static atomic_size_t failing_in;

void
memory_on_exhausted(void (*handler)(void))
{
	atomic_store(&exhausted_handler, handler);
}

void
memory_fail_at(size_t nth)
{
	atomic_store(&failing_in, nth);
}

bool
memory_has_failed(void)
{
	return atomic_load(&failing_in) == 0;
}

bool
memory_fails_now(void)
{
	size_t left = atomic_load_explicit(&failing_in, memory_order_relaxed);

	while (left > 0)
		if (atomic_compare_exchange_weak(&failing_in, &left, left - 1))
			return left == 1;
	return false;
}

/* Only what is safe with no memory and from any thread: no stdio, no exit handlers. */
_Noreturn void
memory_exhausted(size_t needed)
{
	static const char program[] = "heaptui: ";
	char line[sizeof(program) + MEMORY_SHORTAGE_LENGTH];
	void (*handler)(void) = atomic_exchange(&exhausted_handler, NULL);

	memcpy(line, program, sizeof(program));
	memory_shortage(line + sizeof(program) - 1, needed);
	strcat(line, "\n");
	if (handler != NULL)
		handler();
	if (write(STDERR_FILENO, line, strlen(line)) < 0)
		_exit(1);
	_exit(1);
}

static void *
memory_or_end(void *memory, size_t size)
{
	if (memory == NULL)
		memory_exhausted(size);
	return memory;
}

void *
xmalloc(size_t size)
{
	return memory_or_end(memory_fails_now() ? NULL : malloc(size ? size : 1), size);
}

void *
xcalloc(size_t count, size_t size)
{
	if (count == 0 || size == 0)
		count = size = 1;
	return memory_or_end(memory_fails_now() ? NULL : calloc(count, size), count * size);
}

void *
xreallocarray(void *old, size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / size)
		memory_exhausted(SIZE_MAX);
	/* realloc to nothing may free: then null would not mean that memory is gone */
	if (count * size == 0)
		count = size = 1;
	return memory_or_end(memory_fails_now() ? NULL : realloc(old, count * size), count * size);
}

char *
xstrdup(const char *string)
{
	size_t size = strlen(string) + 1;

	return memcpy(xmalloc(size), string, size);
}

uint64_t
memory_peak(void)
{
	struct rusage usage;

	if (getrusage(RUSAGE_SELF, &usage) != 0 || usage.ru_maxrss < 0)
		return 0;
#ifdef __APPLE__
	return (uint64_t)usage.ru_maxrss;
#else
	return (uint64_t)usage.ru_maxrss * 1024;
#endif
}
