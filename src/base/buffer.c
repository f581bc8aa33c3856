#include "config.h"

#include "base/buffer.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"

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
	size_t length;

	if (c < 0x80) {
		bytes[0] = (char)c;
		length = 1;
	} else if (c < 0x800) {
		bytes[0] = (char)(0xc0 | c >> 6);
		bytes[1] = (char)(0x80 | (c & 0x3f));
		length = 2;
	} else if (c < 0x10000) {
		bytes[0] = (char)(0xe0 | c >> 12);
		bytes[1] = (char)(0x80 | (c >> 6 & 0x3f));
		bytes[2] = (char)(0x80 | (c & 0x3f));
		length = 3;
	} else if (c < 0x110000) {
		bytes[0] = (char)(0xf0 | c >> 18);
		bytes[1] = (char)(0x80 | (c >> 12 & 0x3f));
		bytes[2] = (char)(0x80 | (c >> 6 & 0x3f));
		bytes[3] = (char)(0x80 | (c & 0x3f));
		length = 4;
	} else {
		buffer_add_text(buffer, TEXT("\xef\xbf\xbd"));
		return;
	}
	buffer_add(buffer, bytes, length);
}

void
buffer_printf(struct buffer *buffer, const char *format, ...)
{
	va_list arguments, again;
	int length;

	va_start(arguments, format);
	va_copy(again, arguments);
	length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length > 0) {
		size_t size = (size_t)length + 1;

		vsnprintf(buffer_reserve(buffer, size), size, format, again);
		buffer->length += (size_t)length;
	}
	va_end(again);
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
