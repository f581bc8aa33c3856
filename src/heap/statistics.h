/*
 * Where the bytes are, by kind (spec 11.4).
 */

#pragma once

#include "heap/heap.h"

enum statistics_kind { /* in DevTools' order */
	STATISTICS_CODE,
	STATISTICS_STRINGS,
	STATISTICS_JS_ARRAYS,    /* arrays and their elements */
	STATISTICS_TYPED_ARRAYS, /* their bytes, outside the JavaScript heap */
	STATISTICS_SYSTEM,       /* V8's own: maps, scopes ... */
	STATISTICS_OTHER,        /* other JavaScript objects */
	STATISTICS_NATIVE,       /* other objects outside the JavaScript heap */
	STATISTICS_TOTAL,
	STATISTICS_KINDS,
};

struct statistics {
	uint64_t size[STATISTICS_KINDS]; /* in bytes */
	uint64_t native, v8;             /* the two halves of the total */
};

/* Needs the graph and the retainers. */
bool statistics_build(struct statistics *statistics, const struct heap *heap,
		      struct progress *progress, struct error *error);
