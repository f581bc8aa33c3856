/*
 * A suspect as lines to read: what is under its row.  Made once, when the view opens.
 */

#pragma once

#include "heap/suspects.h"

struct suspect_line {
	struct text text;
	unsigned label;      /* struct cell has one */
	node_ix node;        /* the object it is about */
	uint32_t suspect;    /* the one it speaks of; UINT32_MAX: of its object alone */
	uint32_t first, count; /* lines below it */
};

struct suspect_lines {
	struct suspect_line *at;
	size_t count, capacity;
	struct suspect_line *of; /* one a suspect: its lines are those below it */
	struct arena arena;
};

void suspect_lines_build(struct suspect_lines *lines, const struct suspects *suspects,
			 const struct heap *heap);
void suspect_lines_release(struct suspect_lines *lines);
