#include "config.h"

#include "base/arena.h"

#include <stdarg.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"

struct arena_block {
	alignas(16) struct arena_block *older;
	size_t capacity;
};

enum { ARENA_ALIGNMENT = 16, ARENA_BLOCK = 1 << 14 };

static void
arena_use(struct arena *arena, struct arena_block *block)
{
	arena->free = (char *)(block + 1);
	arena->end = arena->free + block->capacity;
}

static void
arena_grow(struct arena *arena, size_t size)
{
	/* blocks double up to 1 MiB, so that big arenas have few */
	size_t capacity = arena->blocks != NULL ? arena->blocks->capacity * 2 : ARENA_BLOCK;
	struct arena_block *block;

	if (capacity > 1 << 20)
		capacity = 1 << 20;
	if (capacity < size)
		capacity = (size + ARENA_ALIGNMENT - 1) / ARENA_ALIGNMENT * ARENA_ALIGNMENT;
	/* as an array of bytes: the sum is checked for overflow on the way */
	block = xreallocarray(NULL,
			      capacity / ARENA_ALIGNMENT + 1 + sizeof(*block) / ARENA_ALIGNMENT,
			      ARENA_ALIGNMENT);
	block->older = arena->blocks;
	block->capacity = capacity;
	arena->blocks = block;
	arena_use(arena, block);
}

static bool
arena_has_room(const struct arena *arena, size_t size)
{
	return arena->blocks != NULL && size <= (size_t)(arena->end - arena->free);
}

void *
arena_alloc(struct arena *arena, size_t size)
{
	void *memory;

	if (size > SIZE_MAX - ARENA_ALIGNMENT)
		return xmalloc(SIZE_MAX); /* ends the program */
	size = (size + ARENA_ALIGNMENT - 1) / ARENA_ALIGNMENT * ARENA_ALIGNMENT;
	/* behind texts; a block ends where one of these could */
	if (arena->blocks != NULL)
		arena->free += -(uintptr_t)arena->free % ARENA_ALIGNMENT;
	if (!arena_has_room(arena, size))
		arena_grow(arena, size);
	memory = arena->free;
	arena->free += size;
	return memory;
}

/* Texts stand one behind the other: most are shorter than what is allocated at least. */
struct text
arena_text(struct arena *arena, struct text text)
{
	char *copy;

	if (!arena_has_room(arena, text.length))
		arena_grow(arena, text.length);
	copy = arena->free;
	if (text.length > 0)
		memcpy(copy, text.at, text.length);
	arena->free += text.length;
	return (struct text){ copy, text.length };
}

struct text
arena_join(struct arena *arena, const struct text *parts, size_t count)
{
	size_t length = 0;
	char *joined;

	for (size_t i = 0; i < count; i++)
		length += parts[i].length;
	joined = arena_alloc(arena, length);
	length = 0;
	for (size_t i = 0; i < count; i++) {
		if (parts[i].length > 0)
			memcpy(joined + length, parts[i].at, parts[i].length);
		length += parts[i].length;
	}
	return (struct text){ joined, length };
}

struct text
arena_printf(struct arena *arena, const char *format, ...)
{
	va_list arguments, again;
	int length;
	char *text;

	va_start(arguments, format);
	va_copy(again, arguments);
	length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length < 0)
		length = 0;
	text = arena_alloc(arena, (size_t)length + 1);
	vsnprintf(text, (size_t)length + 1, format, again);
	va_end(again);
	return (struct text){ text, (size_t)length };
}

bool
arena_holds(const struct arena *arena, const void *at)
{
	uintptr_t place = (uintptr_t)at;

	for (const struct arena_block *block = arena->blocks; block != NULL; block = block->older) {
		uintptr_t begin = (uintptr_t)(block + 1);

		if (place >= begin && place <= begin + block->capacity)
			return true;
	}
	return false;
}

static void
arena_free_blocks(struct arena_block *block)
{
	while (block != NULL) {
		struct arena_block *older = block->older;

		free(block);
		block = older;
	}
}

void
arena_reset(struct arena *arena)
{
	if (arena->blocks == NULL)
		return;
	arena_free_blocks(arena->blocks->older);
	arena->blocks->older = NULL;
	arena_use(arena, arena->blocks);
}

void
arena_release(struct arena *arena)
{
	arena_free_blocks(arena->blocks);
	*arena = (struct arena){ 0 };
}
