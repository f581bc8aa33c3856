/*
 * Allocate often, free once.  Zero-initialised is empty and ready.
 */

#pragma once

#include <stddef.h>

#include "base/text.h"

struct arena_block;

struct arena {
	struct arena_block *blocks; /* newest first */
	char *free, *end;
};

/* `size` bytes, 16-byte aligned, not zeroed; never null. */
void *arena_alloc(struct arena *arena, size_t size);
/* A copy that lives as long as the arena. */
struct text arena_text(struct arena *arena, struct text text);
struct text arena_printf(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Frees all but one block, which is used again. */
void arena_reset(struct arena *arena);
void arena_release(struct arena *arena);
