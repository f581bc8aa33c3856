/*
 * Allocate often, free once.  Zero-initialised is empty and ready.
 */

#pragma once

#include <stdbool.h>
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
/* The parts, one behind the other; unlike arena_printf it does not stop at a NUL. */
struct text arena_join(struct arena *arena, const struct text *parts, size_t count);
#define ARENA_JOIN(arena, ...)                                                                 \
	arena_join((arena), (const struct text[]){ __VA_ARGS__ },                              \
		   sizeof((const struct text[]){ __VA_ARGS__ }) / sizeof(struct text))
/* Whether what stands at `at` was allocated in the arena. */
bool arena_holds(const struct arena *arena, const void *at);
/* Frees all but one block, which is used again. */
void arena_reset(struct arena *arena);
void arena_release(struct arena *arena);
