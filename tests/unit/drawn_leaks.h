/*
 * Leaks drawn: a drawing says how each snapshot looks, and three of it are compared.
 */

#pragma once

#include "base/buffer.h"
#include "heap/suspects.h"

enum { SNAPSHOTS = 3, STEP = 10 };

/* Draws snapshot number `at`, from 0.  Ids tell what is the same object; those that came
 * later are larger. */
typedef void drawing(struct buffer *out, int at);

struct series_of_heaps {
	int count; /* of snapshots; 0: SNAPSHOTS */
	struct heap *heaps[SNAPSHOTS];
	struct suspects suspects;
};

void leaks_find(struct series_of_heaps *series, drawing *draw);
void leaks_release(struct series_of_heaps *series);

/* The only suspect, which leaks: by its holder's id and its pattern. */
void expect_leak(drawing *draw, uint32_t holder, const char *pattern);
void expect_no_leak(drawing *draw);

/* Entries come ten a snapshot, each with an id of its time; e0, e1 ... in drawings. */
int id_of(int entry);
int id_of_time(int at);
void add_entries(struct buffer *out, int first, int count, const char *class);
/* Elements of a table, named by their numbers. */
void add_edges(struct buffer *out, int first, int count);
