#include "config.h"

#include "base/buffer.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"

enum { PRINTED_MOSTLY = 64 }; /* bytes; what is longer is printed twice */

/* Room for `more` bytes behind the end. */
static char *
buffer_reserve(struct buffer *buffer, size_t more)
{
	size_t capacity = buffer->capacity;

	if (more > SIZE_MAX / 2 - buffer->length)
		return xmalloc(SIZE_MAX); /* ends the program */
	if (buffer->length + more > capacity) {
		capacity = capacity < 64 ? 64 : capacity * 2;
		if (capacity < buffer->length + more)
			capacity = buffer->length + more;
		buffer->at = xreallocarray(buffer->at, capacity, 1);
		buffer->capacity = capacity;
	}
	return buffer->at + buffer->length;
}

void
buffer_add(struct buffer *buffer, const void *bytes, size_t length)
{
	if (length == 0)
		return;
	memcpy(buffer_reserve(buffer, length), bytes, length);
	buffer->length += length;
}

void
buffer_add_text(struct buffer *buffer, struct text text)
{
	buffer_add(buffer, text.at, text.length);
}

void
buffer_add_char(struct buffer *buffer, char c)
{
	*buffer_reserve(buffer, 1) = c;
	buffer->length++;
}

void
buffer_add_code_point(struct buffer *buffer, uint32_t c)
{
	char bytes[4];
	size_t length = text_put(bytes, c < 0x110000 ? c : 0xfffd);

	buffer_add(buffer, bytes, length);
}

void
buffer_printf(struct buffer *buffer, const char *format, ...)
{
	va_list arguments, again;
	char *at = buffer_reserve(buffer, PRINTED_MOSTLY);
	int length;

	va_start(arguments, format);
	va_copy(again, arguments);
	length = vsnprintf(at, PRINTED_MOSTLY, format, arguments);
	va_end(arguments);
	if (length >= PRINTED_MOSTLY) {
		size_t size = (size_t)length + 1;

		vsnprintf(buffer_reserve(buffer, size), size, format, again);
	}
	if (length > 0)
		buffer->length += (size_t)length;
	va_end(again);
}

void
buffer_add_number(struct buffer *buffer, uint64_t number)
{
	char digits[20];
	size_t at = sizeof digits;

	do
		digits[--at] = (char)('0' + number % 10);
	while ((number /= 10) > 0);
	buffer_add(buffer, digits + at, sizeof digits - at);
}

void
buffer_clear(struct buffer *buffer)
{
	buffer->length = 0;
}

void
buffer_release(struct buffer *buffer)
{
	free(buffer->at);
	*buffer = (struct buffer){ 0 };
}
