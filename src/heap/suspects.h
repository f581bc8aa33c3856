/*
 * What leaks, who holds it, since when, how fast, and what to do.
 *
 * With three snapshots or more, a suspect is something that grew at every step (growth.h):
 * it leaks.  With two it grew, and a third will tell.  With one it only holds much.
 *
 * The object that grows is the holder.  It is the owner of what came, unless that is held
 * by somebody nearer, or sits inside something that is copied at each change.
 */

#pragma once

#include "heap/growth.h"
#include "heap/holders.h"
#include "heap/patterns.h"

enum suspect_sort {
	SUSPECT_GROUP,  /* one owner */
	SUSPECT_SPREAD, /* many owners of one kind below one object */
	SUSPECT_CLASS,  /* a tree or graph of one class, growing everywhere */
	SUSPECT_SHAPE,  /* of one snapshot: known by what it looks like */
};

struct suspect_part { /* something else that grows with it */
	struct text constructor;
	double entries_per_step;
};

enum { SUSPECT_ALSO_MAX = 3, SUSPECT_PARTS_MAX = 4 };

struct suspect {
	enum suspect_sort sort;
	struct trend trend;
	double score;
	double confidence;  /* 0 ... 1 */
	const struct pattern *pattern;

	node_ix owner;
	node_ix holder;     /* the object that grows */
	node_ix beside;     /* a collection filled with it that does not grow, or NODE_NONE */
	bool is_anonymous;  /* nobody better than a root was found */
	bool is_below_root; /* SUSPECT_SHAPE: nobody dominates the entries */
	bool is_storage;
	bool is_bounded;    /* SUSPECT_SPREAD: by the number of those over which it is spread */
	bool is_flat;       /* SUSPECT_CLASS: the holder itself holds most of them */
	bool is_nodes_own;  /* held by the libraries of Node itself */
	bool has_one_entry; /* in every snapshot, and what grows is inside or behind it */
	bool is_counted;    /* has_one_entry: trend.alike is how many of the constructor */
	size_t like;        /* others of that name in which the same grows, counted with it */
	uint32_t group;     /* of the growth, or GROUP_NONE */
	size_t members;     /* SUSPECT_SPREAD: over how many */
	uint64_t kind;      /* SUSPECT_CLASS */

	int64_t *bytes, *entries; /* series, with what was there before */
	int64_t base_bytes, base_entries; /* that, if it is still there */
	const int64_t *grown_bytes, *grown_entries; /* series of the growth only */
	int64_t gone, stayed; /* of the entries in the first snapshot, in the last */

	node_ix *samples;   /* entries in the last snapshot, up to HOLDERS_SAMPLES_MAX */
	size_t sample_count;

	struct path path;   /* from the root to the holder; empty if there is none */
	node_ix path_end;   /* what it was looked for: may lie behind its end */
	struct path_step inside[INSIDE_MAX]; /* below an entry */
	size_t inside_count;
	struct holder also[SUSPECT_ALSO_MAX]; /* held by these, too */
	struct text also_names[SUSPECT_ALSO_MAX];
	size_t also_count;
	struct suspect_part parts[SUSPECT_PARTS_MAX]; /* grow with it */
	size_t part_count;

	struct text constructor;  /* of the entries */
	struct text holder_name;  /* the name the program has for it: "sessionsByToken" */
	struct text beside_name;
	struct text title;        /* one line: what grows where, how fast */
	struct text explanation, fix, disproof;
	struct text what;         /* the explanation without who else holds the entries */
	struct text expression;   /* the path in words of JavaScript */
	struct text source;       /* file:line of the function that holds it; may be empty */
};

struct suspects {
	struct suspect *at; /* best first */
	size_t count;       /* at most SUSPECTS_SHOWN */
	size_t left_out;    /* weaker ones */
	size_t snapshot_count;
	bool of_one_process;
	int64_t grown;      /* bytes of the heap from first to last snapshot */
	int64_t explained;  /* of these by the suspects */
	struct text jump_name; /* a table of numbers that grew once, and how much; may be empty */
	int64_t jump_bytes;
	struct growth growth;
	struct arena arena;
};

enum { SUSPECTS_SHOWN = 5 };

/* Whether any of them leaks: the alarm. */
bool suspects_leak(const struct suspects *suspects);

bool suspects_find(struct suspects *suspects, const struct growth_source *source,
		   struct progress *progress, struct error *error);
void suspects_release(struct suspects *suspects);

/* "(string)" is a class in a table, but "string" in a sentence. */
struct text suspect_class_in_words(struct text class);

/* "almost certainly", "probably", "possibly" */
const char *suspect_confidence_word(double confidence);
