/*
 * What the files of the loader share.
 */

#pragma once

#include "base/parallel.h"
#include "base/progress.h"
#include "heap/json_read.h"
#include "heap/number_array.h"
#include "heap/snapshot.h"
#include "heap/snapshot_load.h"

/* A list of names in the file's "meta"; empty if it has none. */
struct name_list {
	const char **at;
	unsigned count;
};

/* Position of the first such name; -1 if there is none. */
int name_list_find(const struct name_list *list, const char *name);

/* What the "snapshot" object says.  Its memory is in the arena it was read into. */
struct load_meta {
	struct name_list node_fields, node_types, edge_fields, edge_types;
	struct name_list trace_function_fields, trace_node_fields, sample_fields;
	struct name_list location_fields;
	struct name_list scope_fields, scope_variable_fields, scope_use_fields;
	uint64_t node_count, edge_count, trace_function_count, extra_native_bytes;
};

/* snapshot_load_meta.c */
bool load_meta(struct load_meta *meta, struct json_reader *reader, struct arena *arena,
	       struct error *error);

struct loader {
	struct snapshot *snapshot;
	struct json_reader *reader;
	struct progress *progress;
	const struct load_options *options;
	struct load_meta meta;
	struct arena *arena; /* lives as long as the snapshot */

	uint32_t edge_name_max;        /* of the edges whose name is a string; 0 if none */
	bool is_cut;                   /* the file ended inside an array, and we salvage */
	bool has_pairs;                /* the WeakMap pairs are found */
};

/* Each reads one array, the reader standing before it, into loader->snapshot. */
bool load_nodes(struct loader *loader, struct error *error);
bool load_edges(struct loader *loader, struct error *error);
bool load_strings(struct loader *loader, struct error *error);
bool load_locations(struct loader *loader, struct error *error);
bool load_samples(struct loader *loader, struct error *error);
bool load_trace_functions(struct loader *loader, struct error *error);
bool load_trace_tree(struct loader *loader, struct error *error);
bool load_scopes(struct loader *loader, struct error *error);
bool load_scope_variables(struct loader *loader, struct error *error);
bool load_scope_uses(struct loader *loader, struct error *error);

/*
 * snapshot_load_ahead.c: the strings before their turn, and the WeakMap pairs, which are in them.
 * Where they begin is a guess, as it is not known what stands before: who comes to their turn
 * checks it.  Nothing that is wrong with them is told before it is their turn.
 */
struct load_ahead {
	uint64_t begin, end;      /* of the array; 0: it was not read */
	bool has_pairs;
	bool is_beside;           /* by another thread, which opens `done` behind it */
	struct latch done;
	struct progress progress; /* to stop it; its parent is the load's */
};

/* Where the array of the file's last key "strings" begins, at `from` or behind; 0 if it is not
 * found soon enough, or cancelled. */
uint64_t load_find_strings(struct input *input, uint64_t from, const struct progress *progress);
/* Reads them now, if they are found at `from` or behind; whether they are there. */
bool load_ahead(struct load_ahead *ahead, const struct loader *loader, uint64_t from);
/* In the other thread: reads them, if they are not there, and finds the pairs. */
void load_ahead_beside(struct load_ahead *ahead, const struct loader *loader, uint64_t from);
/* At their turn: whether those that were read are these.  The reader then stands behind them. */
bool load_ahead_take(struct load_ahead *ahead, struct loader *loader, struct error *error);
/* What was read is nothing after all. */
void load_ahead_forget(struct snapshot *snapshot);

/* snapshot_load_salvage.c: a cut file has no edges beyond those that are there, and the name `lost`
 * for those that are not. */
bool load_salvage(struct loader *loader, string_ix *lost, struct error *error);
/* Leaves the first `count` nodes, should there be more, but at least the root, and says what there
 * is of the file.  One that ends behind its nodes may have too few bytes for what is made of each
 * (SECURITY.md). */
void load_salvage_nodes(struct loader *loader, uint64_t count);

/* The snapshot is const to everybody else; nobody else has it yet. */
static inline uint32_t *
load_writable(const uint32_t *column)
{
	return (uint32_t *)(uintptr_t)column;
}

/* snapshot_load_finish.c: once all is read. */
bool load_finish(struct loader *loader, struct error *error);
/* The digits of 0, step, 2 * step and so on, `count` numbers together. */
uint64_t load_digits(uint64_t count, uint64_t step);
/* Of the memory that SECURITY.md promises not to exceed, what comes to twice the bytes read, but
 * for what the program takes itself. */
enum { LOAD_MEMORY_FREE = 48 << 20 };

/* Checks a field of a batch: every value at most `max`.  `seen` is the largest one met,
 * NUMBER_WIDE if one was marked so; then it is looked at closely. */
bool load_check(const struct number_array *array, const struct number_batch *batch,
		unsigned field, uint32_t seen, uint64_t max, struct error *error);
