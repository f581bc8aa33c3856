/*
 * The form of an index file, for index.c, which opens one, and index_save.c, which writes one.
 */

#pragma once

#ifdef HAVE_XXHASH_DISPATCH
#include <xxh_x86dispatch.h>
#else
#include <xxhash.h>
#endif

#include "heap/constructor_rows.h"
#include "heap/index.h"
#include "heap/index_list.h"
#include "heap/index_parts.h"

enum {
	INDEX_VERSION = 6,
	INDEX_ALIGNMENT = 64,
	INDEX_PARTS_BEFORE_COLUMNS = 2, /* struct heap, texts */
	INDEX_HASH_LENGTH = 8 << 20,    /* hashed at once, so that two threads share one column */
};

struct index_part {
	uint64_t offset, length; /* bytes; length without the slack; offset 0: not there */
	uint64_t checksum;
};

struct index_header {
	struct index_start start;
	uint32_t version, layout;
	struct input_identity identity;
	uint64_t file_size;
	uint64_t part_count;
	uint64_t checksum; /* of the header with this 0, and the table of parts behind it */
};

/* A build whose structs differ makes another file. */
static inline uint32_t
index_layout(void)
{
	uint64_t sizes[] = {
		sizeof(struct heap), sizeof(struct index_header), sizeof(struct constructor),
		sizeof(struct location), sizeof(struct trace_node), sizeof(struct scope),
		sizeof(struct heap_class),
		sizeof(void *), 0x0102030405060708,
	};

	return (uint32_t)(XXH3_64bits(sizes, sizeof sizes)
			  ^ XXH3_64bits(PACKAGE_VERSION, sizeof PACKAGE_VERSION));
}

/* A column's checksum is that of the checksums of its pieces. */
static inline uint64_t
index_checksum(const char *bytes, uint64_t length)
{
	XXH64_hash_t sum = length;

	for (uint64_t at = 0; at < length; at += INDEX_HASH_LENGTH) {
		size_t piece = length - at < INDEX_HASH_LENGTH ? (size_t)(length - at)
							       : INDEX_HASH_LENGTH;

		sum = XXH3_64bits_withSeed(bytes + at, piece, sum);
	}
	return sum;
}

static inline uint64_t
index_header_checksum(const struct index_header *header, const struct index_part *parts)
{
	struct index_header copy = *header;

	copy.checksum = 0;
	return XXH3_64bits_withSeed(parts, (size_t)header->part_count * sizeof *parts,
				    XXH3_64bits(&copy, sizeof copy));
}
