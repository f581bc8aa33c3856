/*
 * The shapes leaks come in, as a table: how each looks in the graph, what to say, what to do.
 *
 * A pattern chooses words, never whether something leaks; that one without a pattern is
 * named all the same.  Names of Node's and V8's parts change from version to version, so
 * they are data: one row a pattern, the first that fits counts.
 */

#pragma once

#include "base/text.h"

/* What the graph says of a suspect that no name does. */
enum pattern_fact {
	FACT_SPREAD = 1 << 0,        /* over many collections of one kind */
	FACT_CLASS = 1 << 1,         /* a tree or graph, growing everywhere */
	FACT_STORAGE = 1 << 2,       /* only a table grows: plain numbers */
	FACT_LIST = 1 << 3,          /* entries hang on each other */
	FACT_DETACHED = 1 << 4,      /* elements out of the document */
	FACT_CLOSURES = 1 << 5,      /* entries are functions */
	FACT_SLICES = 1 << 6,        /* short slices of long strings */
	FACT_LARGE_CAPTURE = 1 << 7, /* functions that keep something large */
	FACT_OFF_HEAP = 1 << 8,      /* most bytes are outside V8's heap */
	FACT_PROMISE = 1 << 9,       /* entries hold what settles a promise */
	FACT_WEAK_PAIR = 1 << 10,    /* entries are keys of a WeakMap */
	FACT_DEAD_WEAKREFS = 1 << 11,/* WeakRefs whose objects have gone */
	FACT_MEMO = 1 << 12,         /* beside a function in a function's scope */
	FACT_STATIC = 1 << 13,       /* a property of a class */
	FACT_OWN_CODE = 1 << 14,     /* entries are functions compiled for each */
	FACT_GENERATOR = 1 << 15,
	FACT_COPIED = 1 << 16,       /* inside something that is replaced at each change */
	FACT_ROPE = 1 << 17,
	FACT_ONE_SHOT = 1 << 18,     /* timers that do not repeat */
	FACT_OBJECTS = 1 << 19,      /* entries are objects */
	FACT_BESIDE = 1 << 20,       /* filled together with one beside it that is kept small */
	FACT_HELD_VALUE = 1 << 21,   /* held for the end of an object that they lead to */
	FACT_LARGER = 1 << 22,       /* one thing that gets larger */
	FACT_PENDING = 1 << 23,      /* entries may be promises that are not fulfilled */
	FACT_SHARED_SCOPE = 1 << 24, /* other functions use the scope of these, too */
};

/*
 * A row.  Alternatives in a text are separated by "|"; a null text fits everything, and all
 * that is not null must fit.
 */
struct pattern {
	const char *name;
	const char *holder;    /* constructor of the holder */
	const char *path;      /* a reference or constructor among the last on the path to it, or
				* both: "process._events" */
	const char *reference; /* the reference to the holder itself */
	const char *entry;     /* constructor of the entries */
	const char *inside;    /* a reference or constructor in what is heaviest inside an entry */
	unsigned facts;        /* all of them must be there */
	const char *what;      /* a sentence without its stop; $H is the holder's name,
				* $B that of the collection beside it */
	const char *fix;       /* null: nothing to say */
	double strength;       /* how much the shape alone says: 0 ... */
};

/* What a pattern is looked for in.  Lists of texts, each a name. */
struct pattern_subject {
	struct text holder, reference, entry;
	const struct text *path, *inside;
	size_t path_count, inside_count;
	unsigned facts;
};

/* The first row that fits; the last one fits everything. */
const struct pattern *pattern_of(const struct pattern_subject *subject);

/* All of them, for tests and the manual; ends with a null name. */
extern const struct pattern patterns[];
