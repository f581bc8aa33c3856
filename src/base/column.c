#include "config.h"

#include "base/memory.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/memory_internal.h"
#include "base/spare_pages.h"

/*
 * A column, small or mapped:
 *
 *	          page | header || elements ............ | slack ... page |
 *	mapping --^             ^-- data, on a 2 MiB boundary if mapped
 *
 * The data of a mapped column begins a huge page, so the header has the small page
 * before it to itself.
 */
struct column_header {
	size_t capacity; /* bytes of elements; the slack comes after */
	size_t mapped;   /* bytes of the mapping; 0: from malloc, the data at COLUMN_ALIGNMENT */
};

/*
 * Of a list's header there is the second word only: its capacity and, in the lowest bit, that it is
 * a list.
 */
enum { LIST_BIT = 1, LIST_SHIFT = 1 };

enum {
	COLUMN_ALIGNMENT = 64,
	COLUMN_MAPPED_FROM = 1 << 20,
	COLUMN_FIRST = 64, /* elements that a growing list has room for at first */
};

static struct column_header *
column_header(void *column)
{
	return (struct column_header *)column - 1;
}

static size_t
page_size(void)
{
	long size = sysconf(_SC_PAGESIZE);

	return size > 0 ? (size_t)size : 4096;
}

/* Bytes of a column; SIZE_MAX if it is larger than any address space with slack, header and
 * alignment. */
static size_t
column_bytes(uint64_t count, size_t size)
{
	return size == 0 || count <= SIZE_MAX / 4 / size ? (size_t)count * size : SIZE_MAX;
}

static size_t
round_up(size_t bytes, size_t unit)
{
	return (bytes + unit - 1) / unit * unit;
}

/* The mapping a column of `bytes` needs, header page and slack included. */
static size_t
mapping_length(size_t bytes)
{
	size_t page = page_size();

	return page + round_up(bytes + COLUMN_SLACK, page);
}

/* A zeroed mapping of `length` bytes that begins one page before a huge page. */
static char *
mapping_new(size_t length)
{
	size_t page = page_size();
	size_t reserved = length + HUGE_PAGE;
	char *reservation = mmap(NULL, reserved, PROT_READ | PROT_WRITE,
	                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	size_t before;

	if (reservation == MAP_FAILED)
		return NULL;
	before = HUGE_PAGE - ((uintptr_t)reservation + page) % HUGE_PAGE;
	before %= HUGE_PAGE;
	if (before > 0)
		munmap(reservation, before);
	if (reserved - before > length)
		munmap(reservation + before + length, reserved - before - length);
#ifdef MADV_HUGEPAGE
	madvise(reservation + before + page, length - page, MADV_HUGEPAGE);
#endif
	return reservation + before;
}

static void *
column_of_mapping(char *mapping, size_t capacity, size_t length)
{
	void *column = mapping + page_size();

	column_header(column)->capacity = capacity;
	column_header(column)->mapped = length;
	return column;
}

static void *
column_mapped(size_t bytes, bool is_zeroed)
{
	size_t length = mapping_length(bytes), used;
	char *mapping = mapping_new(length), *data;

	if (mapping == NULL) {
		/* memory is short: this is no time to keep any */
		spare_pages_limit(0);
		mapping = mapping_new(length);
	}
	if (mapping == NULL)
		return NULL;
	data = mapping + page_size();
	used = spare_pages_take(data, length - page_size());
	if (is_zeroed)
		memset(data, 0, used);
	else if (used > bytes)
		memset(data + bytes, 0, used - bytes);
	return column_of_mapping(mapping, bytes, length);
}

static void *
column_small(size_t bytes)
{
	size_t total = COLUMN_ALIGNMENT + bytes + COLUMN_SLACK;
	char *block = aligned_alloc(COLUMN_ALIGNMENT, round_up(total, COLUMN_ALIGNMENT));

	if (block == NULL)
		return NULL;
	memset(block, 0, total);
	column_header(block + COLUMN_ALIGNMENT)->capacity = bytes;
	return block + COLUMN_ALIGNMENT;
}

static size_t *
list_header(void *column)
{
	return (size_t *)column - 1;
}

static bool
column_is_list(void *column)
{
	return *list_header(column) & LIST_BIT;
}

static size_t
column_capacity(void *column)
{
	return column_is_list(column) ? *list_header(column) >> LIST_SHIFT
				      : column_header(column)->capacity;
}

/* A list in place of an old one, or of null; what it has more is anything. */
static void *
column_list(void *old, size_t bytes)
{
	size_t *header = realloc(old == NULL ? NULL : list_header(old), sizeof *header + bytes);

	if (header == NULL)
		return NULL;
	*header = bytes << LIST_SHIFT | LIST_BIT;
	return header + 1;
}

static void *
column_failed(size_t bytes, struct error *error)
{
	/* what was asked for on the way to a huge page's boundary */
	if (bytes >= COLUMN_MAPPED_FROM && bytes < SIZE_MAX)
		bytes = mapping_length(bytes) + HUGE_PAGE;
	memory_error(bytes, error);
	return NULL;
}

static void *
column_new(uint64_t count, size_t size, bool is_zeroed, bool is_list, struct error *error)
{
	size_t bytes = column_bytes(count, size);
	void *column = NULL;

	if (bytes < SIZE_MAX && !memory_fails_now())
		column = bytes >= COLUMN_MAPPED_FROM ? column_mapped(bytes, is_zeroed)
			 : is_list                   ? column_list(NULL, bytes)
						     : column_small(bytes);
	return column != NULL ? column : column_failed(bytes, error);
}

void *
column_alloc(uint64_t count, size_t size, struct error *error)
{
	return column_new(count, size, true, false, error);
}

void *
column_alloc_unset(uint64_t count, size_t size, struct error *error)
{
	return column_new(count, size, false, false, error);
}

void *
column_alloc_list(uint64_t count, size_t size, struct error *error)
{
	return column_new(count, size, false, true, error);
}

void *
column_shrink(void *column, size_t count, size_t size)
{
	struct column_header *header = column_header(column);
	size_t bytes = count * size;
	size_t length;
	char *mapping;

	if (bytes >= column_capacity(column))
		return column;
	if (column_is_list(column)) {
		void *shrunk = column_list(column, bytes);

		return shrunk == NULL ? column : shrunk;
	}
	/* the slack behind the new end reads as zero, as behind any other */
	memset((char *)column + bytes, 0,
	       header->capacity - bytes < COLUMN_SLACK ? header->capacity - bytes : COLUMN_SLACK);
	header->capacity = bytes;
	if (header->mapped == 0)
		return column;
	length = mapping_length(bytes);
	mapping = (char *)column - page_size();
	if (length < header->mapped) {
		spare_pages_keep(mapping + length, header->mapped - length);
		header->mapped = length;
	}
	return column;
}

#ifdef MREMAP_FIXED

/* Moves a piece of a mapping over another one; copies it where the system will not. */
static void
mapping_move_piece(char *from, size_t length, char *to)
{
	if (mremap(from, length, length, MREMAP_MAYMOVE | MREMAP_FIXED, to) != MAP_FAILED)
		return;
	/* what was there may be gone */
	if (mmap(to, length, PROT_READ | PROT_WRITE,
	         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0) == MAP_FAILED)
		memory_exhausted(length);
	memcpy(to, from, length);
	munmap(from, length);
}

/* Moves a mapping's first page, then its huge pages one by one: those that came from freed
 * columns are mappings of their own for the system, which moves but one at a time. */
static void
mapping_move(char *from, size_t length, char *to)
{
	for (size_t at = 0, step = page_size(); at < length; at += step, step = HUGE_PAGE)
		mapping_move_piece(from + at, length - at < step ? length - at : step, to + at);
}

/* Moves a mapped column's pages, not its bytes: a copy would need both at once. */
static void *
column_remap(void *column, size_t bytes)
{
	struct column_header *header = column_header(column);
	char *mapping = (char *)column - page_size();
	size_t length = mapping_length(bytes), mapped = header->mapped;
	size_t used = page_size() + header->capacity;
	char *moved;

	/* what an earlier column_shrink() left behind the last element is not zero */
	if (mapped > used)
		memset(mapping + used, 0, mapped - used);
	if (mremap(mapping, mapped, length, 0) != MAP_FAILED)
		return column_of_mapping(mapping, bytes, length);
	moved = mapping_new(length);
	if (moved == NULL)
		return NULL;
	mapping_move(mapping, mapped, moved);
	return column_of_mapping(moved, bytes, length);
}

#else

static void *
column_remap(void *column, size_t bytes)
{
	(void)column;
	(void)bytes;
	return NULL;
}

#endif

static void *
column_resize(void *column, size_t bytes)
{
	size_t capacity = column_capacity(column);
	void *copy;

	if (memory_fails_now())
		return NULL;
	if (!column_is_list(column) && column_header(column)->mapped > 0) {
		copy = column_remap(column, bytes);
		if (copy != NULL)
			return copy;
	}
	copy = bytes >= COLUMN_MAPPED_FROM ? column_mapped(bytes, true) : column_small(bytes);
	if (copy == NULL)
		return NULL;
	memcpy(copy, column, capacity);
	column_free(column);
	return copy;
}

static void *
column_grown(void *column, uint64_t count, size_t size, struct error *error)
{
	size_t bytes, capacity;
	void *grown;

	if (column == NULL)
		return column_alloc(count, size, error);
	bytes = column_bytes(count, size);
	if (bytes == SIZE_MAX)
		return column_failed(bytes, error);
	capacity = column_capacity(column);
	if (bytes <= capacity)
		return column;
	/* half as much again, so that growing one by one stays linear */
	grown = NULL;
	if (bytes < capacity + capacity / 2)
		grown = column_resize(column, capacity + capacity / 2);
	if (grown == NULL)
		grown = column_resize(column, bytes);
	return grown != NULL ? grown : column_failed(bytes, error);
}

bool
column_grow(void *column, uint64_t count, size_t size, struct error *error)
{
	void *old, *grown;

	/* the pointer is of another type: its bytes are copied */
	memcpy(&old, column, sizeof old);
	grown = column_grown(old, count, size, error);
	if (grown != NULL)
		memcpy(column, &grown, sizeof grown);
	return grown != NULL;
}

bool
column_make_room(void *column, size_t *capacity, size_t count, size_t size, struct error *error)
{
	size_t roomy = count + count / 2 + COLUMN_FIRST;

	if (!column_grow(column, roomy, size, error))
		return false;
	*capacity = roomy;
	return true;
}

void
column_free(void *column)
{
	if (column == NULL)
		return;
	if (column_is_list(column))
		free(list_header(column));
	else if (column_header(column)->mapped == 0)
		free((char *)column - COLUMN_ALIGNMENT);
	else
		spare_pages_keep((char *)column - page_size(), column_header(column)->mapped);
}

void
column_make_spare(size_t bytes)
{
	void *column = column_alloc_unset(bytes, 1, NULL);

	if (column != NULL)
		memset(column, 0, bytes);
	column_free(column);
}
