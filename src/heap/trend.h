/*
 * A series of sizes, judged.
 *
 * Everything that grows is not a leak: tables fill and level off, buffers swell and are
 * emptied, modules are loaded when first needed.  A leak grows at every step, at a steady
 * rate, by things of one kind, and what it took it never gives back.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum verdict {
	VERDICT_NONE,      /* too little to speak of */
	VERDICT_FEW,       /* grows, but not by many things of one kind */
	VERDICT_BURST,     /* most of it came in one step */
	VERDICT_LOADING,   /* code that was loaded, with its data */
	VERDICT_TURNOVER,  /* more than before, but not the same: what came earlier has gone */
	VERDICT_SAWTOOTH,  /* grows and shrinks */
	VERDICT_LEVELLING, /* grows less and less */
	VERDICT_HOLDS,     /* of one snapshot: holds much */
	VERDICT_GREW,      /* of two: one step is no proof */
	VERDICT_LEAKS,
};

/* What is known of something that may have grown; arrays of `count` values. */
struct series {
	size_t count;           /* snapshots */
	const int64_t *bytes;
	const int64_t *entries; /* outermost objects */
	const int64_t *code;    /* bytes of them that are code */
	const int64_t *const *classes; /* how many objects of each class */
	size_t class_count;
	double survival;   /* of what came in the middle steps, how much is still there: 0 ... 1 */
	bool is_storage;   /* nothing but tables and element stores */
};

struct trend {
	enum verdict verdict;
	size_t since;      /* index of the last snapshot before the growth */
	double regular;    /* smallest over largest step: 1 is perfectly even */
	double sustained;  /* bytes a step, at least in most steps */
	int64_t total;     /* bytes from first to last */
	double bytes_per_step, entries_per_step; /* mean since `since` */
	int64_t alike;     /* objects of one class that every step gained, at least */
};

struct trend trend_judge(const struct series *series);

/* The word for people and scripts: "leaks", "levelling off" ... */
const char *verdict_name(enum verdict verdict);
