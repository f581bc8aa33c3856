#include "config.h"

#include "heap/ropes.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "heap/ropes_internal.h"

enum {
	SHALLOW_STEPS = 64,       /* a rope of more is deep */
	SHALLOW_BYTES = 32,       /* of a piece that are as much work as a step */
	SHALLOW_REFERENCES = 512, /* and so is one whose ropes have more, of whatever kind */
	WATCHERS_MAX = 8,         /* threads; others wait without being heard */
	PATIENCE_NS = 5000000,    /* between two looks, while another thread reads them */
};

struct rope_watcher {
	pthread_t thread;
	struct progress *progress; /* null: nobody's place */
};

struct ropes {
	pthread_mutex_t mutex;    /* of the table, while it is built */
	pthread_mutex_t watching; /* of the watchers */
	struct rope_watcher watchers[WATCHERS_MAX];
	atomic_bool is_measured;
	struct rope_table table;
	struct kept_names *strings; /* of the heap */
};

static bool
is_part(const struct snapshot *snapshot, struct rope_part_names *names, unsigned part,
	string_ix name)
{
	static const struct text called[2] = { { "first", 5 }, { "second", 6 } };

	if (name == names->at[part])
		return true;
	if (!strings_equal(&snapshot->strings, name, called[part]))
		return false;
	names->at[part] = name;
	return true;
}

void
rope_nodes(const struct snapshot *snapshot, struct rope_part_names *names, node_ix node,
	   node_ix parts[2])
{
	parts[0] = parts[1] = 0;
	for (edge_ix edge = snapshot->first_edge[node];
	     edge < snapshot->first_edge[node + 1] && (parts[0] == 0 || parts[1] == 0); edge++) {
		string_ix name = snapshot->edge_name[edge];

		if (edge_word_type(snapshot->edge_word[edge]) != EDGE_INTERNAL)
			continue;
		if (is_part(snapshot, names, 0, name))
			parts[0] = snapshot_edge_target(snapshot, edge);
		else if (is_part(snapshot, names, 1, name))
			parts[1] = snapshot_edge_target(snapshot, edge);
	}
}

/* A text that is being read by its references. */
struct rope_reading {
	struct ropes *ropes;
	const struct snapshot *snapshot;
	struct arena *scratch;
	struct buffer name;
	size_t units;
	node_ix last;    /* the piece that was read last */
	uint32_t before; /* bytes before it */
	bool is_whole;   /* it is all that is shown; it is not in the name */
};

/* Adds a piece; returns how many steps that was: long ones take longer. */
static unsigned
rope_reading_add(struct rope_reading *reading, node_ix node)
{
	struct text text = rope_leaf(reading->ropes->strings, reading->snapshot, node,
				     reading->scratch);
	struct text piece = text_cut(text, ROPE_PIECE);

	reading->last = node;
	reading->before = (uint32_t)reading->name.length;
	reading->is_whole = reading->units == 0 && rope_units(text) >= ROPE_LENGTH;
	reading->units += rope_units(piece);
	if (!reading->is_whole)
		buffer_add_text(&reading->name, piece);
	return (unsigned)(piece.length / SHALLOW_BYTES);
}

/* False if that takes more steps, or passes more references, than given. */
static bool
rope_read(struct rope_reading *reading, node_ix node, unsigned most_steps,
	  uint64_t most_references)
{
	const struct snapshot *snapshot = reading->snapshot;
	struct rope_part_names names = { { STRING_NONE, STRING_NONE } };
	node_ix stack[ROPE_STEPS + 2], parts[2];
	uint64_t references = 0;
	size_t depth = 0;

	stack[depth++] = node;
	for (unsigned steps = 0; depth > 0 && reading->units < ROPE_LENGTH; steps++) {
		node_ix part = stack[--depth];

		if (steps >= most_steps)
			return false;
		if (!is_rope(snapshot, part)) {
			steps += rope_reading_add(reading, part);
			continue;
		}
		references += snapshot->first_edge[part + 1] - snapshot->first_edge[part];
		if (references > most_references)
			return false;
		rope_nodes(snapshot, &names, part, parts);
		stack[depth++] = parts[1];
		stack[depth++] = parts[0];
	}
	return true;
}

void
rope_table_read(const struct rope_table *table, const struct snapshot *snapshot, size_t place,
		struct buffer *name, struct arena *scratch)
{
	bool is_endless = table->at[place].state != ROPE_DONE;
	size_t most = is_endless ? ROPE_LENGTH : table->at[place].bytes, depth = 0;
	unsigned most_steps = is_endless ? ROPE_ENDLESS_STEPS : ROPE_STEPS;
	rope_part stack[ROPE_STEPS + 2];

	stack[depth++] = (rope_part)place | ROPE_PART_IS_ROPE;
	for (unsigned steps = 0; depth > 0 && name->length < most && steps < most_steps; steps++) {
		rope_part part = stack[--depth];
		const struct rope *rope = &table->at[part & ~ROPE_PART_IS_ROPE];
		struct text text;

		if ((part & ROPE_PART_IS_ROPE) == 0) {
			text = rope_piece(table->strings, snapshot, part, scratch);
		} else if (rope->text != NULL) {
			text = (struct text){ rope->text, rope->bytes };
		} else {
			if (rope->parts[1] != ROPE_PART_NONE)
				stack[depth++] = rope->parts[1];
			stack[depth++] = rope->parts[0];
			continue;
		}
		if (text.length > most - name->length)
			text.length = most - name->length;
		buffer_add_text(name, text);
	}
}

node_ix
rope_last_piece(const struct rope_table *table, rope_part part, unsigned units, uint32_t *before)
{
	*before = 0;
	while ((part & ROPE_PART_IS_ROPE) != 0) {
		const struct rope *rope = &table->at[part & ~ROPE_PART_IS_ROPE];

		if (rope->parts[1] == ROPE_PART_NONE || units <= rope->first_units) {
			part = rope->parts[0];
		} else {
			units -= rope->first_units;
			*before += rope->first_bytes;
			part = rope->parts[1];
		}
	}
	return part;
}

/* This thread's place among the watchers, or a free one if it has none; null if there is none. */
static struct rope_watcher *
ropes_watcher(struct ropes *ropes)
{
	struct rope_watcher *none = NULL;

	for (size_t i = 0; i < WATCHERS_MAX; i++) {
		struct rope_watcher *watcher = &ropes->watchers[i];

		if (watcher->progress == NULL)
			none = watcher;
		else if (pthread_equal(watcher->thread, pthread_self()))
			return watcher;
	}
	return none;
}

struct progress *
ropes_watch(struct ropes *ropes, struct progress *progress)
{
	struct rope_watcher *watcher;
	struct progress *before = NULL;

	pthread_mutex_lock(&ropes->watching);
	watcher = ropes_watcher(ropes);
	if (watcher != NULL) {
		before = watcher->progress;
		*watcher = (struct rope_watcher){ pthread_self(), progress };
	}
	pthread_mutex_unlock(&ropes->watching);
	return before;
}

static struct progress *
ropes_watched(struct ropes *ropes)
{
	struct rope_watcher *watcher;
	struct progress *progress;

	pthread_mutex_lock(&ropes->watching);
	watcher = ropes_watcher(ropes);
	progress = watcher == NULL ? NULL : watcher->progress;
	pthread_mutex_unlock(&ropes->watching);
	return progress;
}

/* Waits for the thread that builds the table; false if nobody wants it any more. */
static bool
ropes_lock(struct ropes *ropes, const struct progress *progress)
{
	const struct timespec patience = { 0, PATIENCE_NS };

	while (pthread_mutex_trylock(&ropes->mutex) != 0) {
		if (progress_is_cancelled(progress))
			return false;
		nanosleep(&patience, NULL);
	}
	return true;
}

/* Builds the table, if no other thread has done so; what the progress said before stands there
 * again behind it.  False if it was cancelled. */
static bool
ropes_measure(struct ropes *ropes, const struct snapshot *snapshot)
{
	struct progress *progress = ropes_watched(ropes), before = { .phase = NULL };
	bool is_done;

	if (!ropes_lock(ropes, progress))
		return false;
	if (progress != NULL) {
		atomic_store(&before.phase, atomic_load(&progress->phase));
		atomic_store(&before.done, atomic_load(&progress->done));
		atomic_store(&before.total, atomic_load(&progress->total));
	}
	is_done = atomic_load(&ropes->is_measured)
		  || (!progress_is_cancelled(progress)
		      && rope_table_build(&ropes->table, snapshot, ropes->strings, progress));
	if (is_done)
		atomic_store(&ropes->is_measured, true);
	pthread_mutex_unlock(&ropes->mutex);
	if (progress != NULL) {
		progress_begin(progress, atomic_load(&before.phase), atomic_load(&before.total));
		atomic_store(&progress->done, atomic_load(&before.done));
	}
	return is_done;
}

/* Reads a rope by its references if that is quickly done, or nothing else can be; else returns what
 * is known of all. */
static const struct rope_table *
ropes_look(struct rope_reading *reading, node_ix node)
{
	struct ropes *ropes = reading->ropes;

	if (!atomic_load(&ropes->is_measured)) {
		if (rope_read(reading, node, SHALLOW_STEPS, SHALLOW_REFERENCES))
			return NULL;
		if (!ropes_measure(ropes, reading->snapshot)) {
			reading->last = NODE_NONE;
			return NULL;
		}
	}
	if (ropes->table.at != NULL)
		return &ropes->table;
	/* without the memory for it */
	buffer_clear(&reading->name);
	reading->units = 0;
	rope_read(reading, node, ROPE_STEPS, UINT64_MAX);
	return NULL;
}

static struct text
ropes_measured_text(const struct rope_table *table, struct rope_reading *reading, node_ix node)
{
	size_t place = rope_table_place(table, reading->snapshot, node);
	const struct rope *rope = &table->at[place];

	if (rope->text != NULL)
		return (struct text){ rope->text, rope->bytes };
	if (rope->parts[1] == ROPE_PART_NONE && (rope->parts[0] & ROPE_PART_IS_ROPE) == 0)
		return rope_leaf(table->strings, reading->snapshot, rope->parts[0],
				 reading->scratch);
	buffer_clear(&reading->name);
	rope_table_read(table, reading->snapshot, place, &reading->name, reading->scratch);
	return arena_text(reading->scratch, buffer_text(&reading->name));
}

struct text
ropes_text(struct ropes *ropes, const struct snapshot *snapshot, node_ix node,
	   struct arena *scratch)
{
	struct rope_reading reading = { ropes, snapshot, scratch, .last = NODE_NONE };
	const struct rope_table *table;
	struct text text;

	if (!is_rope(snapshot, node)) /* a root that calls itself one */
		return rope_leaf(ropes->strings, snapshot, node, scratch);
	table = ropes_look(&reading, node);
	if (table != NULL)
		text = ropes_measured_text(table, &reading, node);
	else if (reading.is_whole)
		text = rope_leaf(ropes->strings, snapshot, reading.last, scratch);
	else
		text = arena_text(scratch, buffer_text(&reading.name));
	buffer_release(&reading.name);
	return text;
}

node_ix
ropes_end(struct ropes *ropes, const struct snapshot *snapshot, node_ix node, uint32_t *before,
	  struct arena *scratch)
{
	struct rope_reading reading = { ropes, snapshot, scratch, .last = NODE_NONE };
	const struct rope_table *table;
	size_t place;

	*before = 0;
	if (!is_rope(snapshot, node))
		return node;
	table = ropes_look(&reading, node);
	buffer_release(&reading.name);
	if (table == NULL) {
		*before = reading.before;
		return reading.last;
	}
	place = rope_table_place(table, snapshot, node);
	if (table->at[place].state != ROPE_DONE)
		return NODE_NONE;
	return rope_last_piece(table, (rope_part)place | ROPE_PART_IS_ROPE, ROPE_LENGTH, before);
}

struct ropes *
ropes_new(struct kept_names *strings)
{
	struct ropes *ropes = xcalloc(1, sizeof *ropes);

	ropes->strings = strings;
	pthread_mutex_init(&ropes->mutex, NULL);
	pthread_mutex_init(&ropes->watching, NULL);
	return ropes;
}

void
ropes_free(struct ropes *ropes)
{
	pthread_mutex_destroy(&ropes->mutex);
	pthread_mutex_destroy(&ropes->watching);
	rope_table_release(&ropes->table);
	free(ropes);
}
