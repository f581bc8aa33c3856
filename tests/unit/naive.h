/*
 * The naive twin: each rule of the engine once more, as its definition says it, with no thought
 * for speed.  Works on a picture; names are raw JSON without escapes.
 */

#pragma once

#include "unit/picture.h"

struct naive {
	const struct picture *picture;
	size_t count;
	char **name;          /* of each node, "Detached " put before */
	unsigned *state;      /* detachedness */
	bool *page;           /* page-owned */
	bool *essential;      /* of each edge */
	uint64_t *size;       /* shallow */
	size_t *dominator;
	uint64_t *retained;
	int64_t *distance;
	char **class;         /* class name */
};

void naive_init(struct naive *naive, const struct picture *picture);
void naive_release(struct naive *naive);
/* The source of an edge. */
size_t naive_source(const struct naive *naive, size_t edge);
/* Gives plain objects the interfaces that fit those of another graph, as a comparison does with
 * the earlier one's. */
void naive_find_classes(struct naive *naive, const struct naive *of);
/* "Foo", or "Foo 3:1:2" where the class has a location: what a row of the Summary is. */
void naive_class_key(const struct naive *naive, size_t node, char key[512]);
