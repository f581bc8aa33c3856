#include "config.h"

#include "base/spare_pages.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static struct {
	pthread_mutex_t mutex;
	char **at;
	size_t count, capacity, limit; /* pages */
} spare = { .mutex = PTHREAD_MUTEX_INITIALIZER, .limit = SIZE_MAX };

#ifdef MREMAP_FIXED

/* Whether all of a huge page is there: one that was never written to is not worth moving. */
static bool
is_resident(char *page)
{
	unsigned char in_core[HUGE_PAGE / 4096];
	long size = sysconf(_SC_PAGESIZE);
	size_t pages = size >= 4096 ? HUGE_PAGE / (size_t)size : 0;

	return pages > 0 && mincore(page, HUGE_PAGE, in_core) == 0
	       && memchr(in_core, 0, pages) == NULL;
}

/* Room for `count` more; without it they simply are not kept. */
static bool
spare_reserve(size_t count)
{
	size_t capacity = spare.count + count + 64;
	char **at;

	if (spare.count + count <= spare.capacity)
		return true;
	at = realloc(spare.at, capacity * sizeof *at);
	if (at == NULL)
		return false;
	spare.at = at;
	spare.capacity = capacity;
	return true;
}

/* The last one first, so that the first one is taken first and neighbours stay neighbours. */
static void
spare_push(char *begin, char *end)
{
	pthread_mutex_lock(&spare.mutex);
	for (char *page = end; page > begin;) {
		page -= HUGE_PAGE;
		if (spare.count < spare.limit && spare_reserve(1) && is_resident(page))
			spare.at[spare.count++] = page;
		else
			munmap(page, HUGE_PAGE);
	}
	pthread_mutex_unlock(&spare.mutex);
}

void
spare_pages_keep(char *at, size_t length)
{
	size_t before = -(uintptr_t)at & (HUGE_PAGE - 1);
	size_t whole = before < length ? (length - before) / HUGE_PAGE * HUGE_PAGE : 0;

	if (whole == 0) {
		munmap(at, length);
		return;
	}
	if (before > 0)
		munmap(at, before);
	if (length > before + whole)
		munmap(at + before + whole, length - before - whole);
	spare_push(at + before, at + before + whole);
}

size_t
spare_pages_take(char *into, size_t length)
{
	size_t taken = 0;

	pthread_mutex_lock(&spare.mutex);
	while (spare.count > 0 && taken + HUGE_PAGE <= length) {
		char *page = spare.at[spare.count - 1];

		if (mremap(page, HUGE_PAGE, HUGE_PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, into + taken)
		    == MAP_FAILED)
			break;
		spare.count--;
		taken += HUGE_PAGE;
	}
	pthread_mutex_unlock(&spare.mutex);
	return taken;
}

#else

void
spare_pages_keep(char *at, size_t length)
{
	munmap(at, length);
}

size_t
spare_pages_take(char *into, size_t length)
{
	(void)into;
	(void)length;
	return 0;
}

#endif

void
spare_pages_limit(size_t limit)
{
	pthread_mutex_lock(&spare.mutex);
	spare.limit = limit / HUGE_PAGE;
	while (spare.count > spare.limit)
		munmap(spare.at[--spare.count], HUGE_PAGE);
	if (spare.count == 0) {
		free(spare.at);
		spare.at = NULL;
		spare.capacity = 0;
	}
	pthread_mutex_unlock(&spare.mutex);
}
