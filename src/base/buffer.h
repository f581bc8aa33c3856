/*
 * A string of bytes that grows.  Zero-initialised is empty and ready.
 */

#pragma once

#include <stdarg.h>
#include <stddef.h>

#include "base/text.h"

struct buffer {
	char *at;
	size_t length, capacity;
};

void buffer_add(struct buffer *buffer, const void *bytes, size_t length);
void buffer_add_text(struct buffer *buffer, struct text text);
void buffer_add_char(struct buffer *buffer, char c);
/* Appends the UTF-8 form of a code point; a lone surrogate gets its three bytes (WTF-8). */
void buffer_add_code_point(struct buffer *buffer, uint32_t code_point);
/* In decimal. */
void buffer_add_number(struct buffer *buffer, uint64_t number);
void buffer_printf(struct buffer *buffer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void buffer_clear(struct buffer *buffer); /* keeps the memory */
void buffer_release(struct buffer *buffer);

static inline struct text
buffer_text(const struct buffer *buffer)
{
	return (struct text){ buffer->at, buffer->length };
}
