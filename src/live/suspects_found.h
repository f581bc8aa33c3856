/*
 * What `suspects --format=ndjson` printed, taken apart: as much of it as a watch shows.
 */

#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

enum { SUSPECTS_FOUND_MAX = 9 };

struct suspect_found {
	uint64_t holder;   /* id of the object that grows */
	double growth;     /* bytes a step */
	char *verdict;     /* "leaks", "grew" */
	char *where;       /* the expression that leads to it, and its source line; or its class */
	char *explanation, *fix;
};

struct suspects_found {
	struct suspect_found at[SUSPECTS_FOUND_MAX]; /* the worst first */
	size_t count;
};

/* Lines that are no suspects are left out. */
void suspects_found_read(struct suspects_found *found, struct text ndjson);
void suspects_found_release(struct suspects_found *found);
