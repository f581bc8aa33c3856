/*
 * Texts as gzip leaves them, for tests.
 */

#pragma once

#ifdef HAVE_ZLIB
#include <check.h>
#include <stdint.h>
#include <zlib.h>

/* One member of a gzip file, which has to fit into `room`; returns its length. */
static inline size_t
packed_gzip(char *out, size_t room, const char *from, size_t length)
{
	z_stream stream = { .next_out = (unsigned char *)out, .avail_out = (unsigned)room };
	int window = 15 + 16; /* bits; and the header of gzip */

	stream.next_in = (unsigned char *)(uintptr_t)from;
	stream.avail_in = (unsigned)length;
	ck_assert_int_eq(deflateInit2(&stream, 1, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY),
			 Z_OK);
	ck_assert_int_eq(deflate(&stream, Z_FINISH), Z_STREAM_END);
	deflateEnd(&stream);
	return stream.total_out;
}
#endif
