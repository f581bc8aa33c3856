#include "config.h"

#include "base/regex_size.h"

#include <string.h>

enum {
	REGEX_DEPTH_MAX = 32,
	REGEX_SIZE_MAX = 4000,
	REGEX_STEPS_MAX = 300,
	REGEX_TIMES_MAX = 1000,
};

/*
 * What is known of a part of a pattern.  Where ways that take no character lead in a circle, as in
 * (a*)+, the C library walks each such way through all that leads there.
 */
struct regex_part {
	size_t size;         /* written out */
	size_t ways, steps;  /* from before it: through it, and on all ways into it */
	size_t leave, most;  /* the same from wherever in it there are most */
};

static const struct regex_part regex_nothing = { .ways = 1 };

/* A group that is open. */
struct regex_group {
	struct regex_part branches; /* those before */
	struct regex_part branch;   /* up to its last part, which may yet be repeated */
	bool has_branches;
};

/* How often a part is repeated. */
struct regex_times {
	size_t least, most;
	bool is_endless;
};

static size_t
at_most(size_t number)
{
	return number > REGEX_SIZE_MAX ? REGEX_SIZE_MAX + 1 : number;
}

static size_t
larger(size_t one, size_t other)
{
	return one > other ? one : other;
}

/* One part behind the other. */
static struct regex_part
regex_joined(struct regex_part first, struct regex_part second)
{
	return (struct regex_part){
		.size = at_most(first.size + second.size),
		.ways = at_most(first.ways * second.ways),
		.steps = at_most(first.steps + first.ways * second.steps),
		.leave = at_most(larger(first.leave * second.ways, second.leave)),
		.most = at_most(larger(first.most + first.leave * second.steps, second.most)),
	};
}

/* One or the other. */
static struct regex_part
regex_either(struct regex_part one, struct regex_part other)
{
	return (struct regex_part){
		.size = at_most(one.size + other.size + 1),
		.ways = at_most(one.ways + other.ways),
		.steps = at_most(one.steps + other.steps + 1),
		.leave = larger(one.leave, other.leave),
		.most = larger(one.most, other.most),
	};
}

static size_t
regex_number(struct text pattern, size_t *at)
{
	size_t number = 0;

	for (; *at < pattern.length && pattern.at[*at] >= '0' && pattern.at[*at] <= '9'; ++*at)
		if (number < REGEX_TIMES_MAX)
			number = number * 10 + (size_t)(pattern.at[*at] - '0');
	return number;
}

/* {2}, {2,5}, {2,} or {,5}; *at is moved to its last character. */
static struct regex_times
regex_interval(struct text pattern, size_t *at)
{
	struct regex_times times = { .least = 0 };

	++*at;
	times.least = times.most = regex_number(pattern, at);
	if (*at < pattern.length && pattern.at[*at] == ',') {
		size_t comma = (*at)++;

		times.most = regex_number(pattern, at);
		times.is_endless = *at == comma + 1;
	}
	while (*at < pattern.length && pattern.at[*at] != '}')
		++*at;
	if (times.most < times.least)
		times.most = times.least;
	return times;
}

/* Whether a repeat stands there.  Its last character becomes *at. */
static bool
regex_is_repeat(struct text pattern, size_t *at, struct regex_times *times)
{
	switch (pattern.at[*at]) {
	case '*':
		*times = (struct regex_times){ 0, 1, true };
		return true;
	case '+':
		*times = (struct regex_times){ 1, 1, true };
		return true;
	case '?':
		*times = (struct regex_times){ 0, 1, false };
		return true;
	case '{':
		*times = regex_interval(pattern, at);
		return true;
	default:
		return false;
	}
}

/* a*: from its end back to its beginning. */
static struct regex_part
regex_loop(struct regex_part part)
{
	struct regex_part whole = regex_either(part, regex_nothing);
	struct regex_part twice = regex_joined(part, whole);

	whole.leave = twice.leave;
	whole.most = twice.most;
	return whole;
}

/* What the part is when it is repeated: a{2,3} is written aa(a)?, and a+ is written aa*. */
static struct regex_part
regex_repeated(struct regex_part part, struct regex_times times)
{
	struct regex_part whole = times.is_endless ? regex_loop(part) : regex_nothing;

	if (!times.is_endless)
		for (size_t i = times.least; i < times.most; i++)
			whole = regex_either(regex_joined(part, whole), regex_nothing);
	for (size_t i = 0; i < times.least; i++)
		whole = regex_joined(part, whole);
	return whole;
}

/* The last character of [a-z]. */
static size_t
regex_set_end(struct text pattern, size_t at)
{
	size_t i = at + 1;

	i += i < pattern.length && pattern.at[i] == '^';
	i += i < pattern.length && pattern.at[i] == ']';
	while (i < pattern.length && pattern.at[i] != ']')
		i++;
	return i;
}

/* The part that begins there and is no group; its last character becomes *at. */
static struct regex_part
regex_single(struct text pattern, size_t *at)
{
	/* two ways: what stands behind one is written twice */
	static const struct regex_part anchor = { 1, 2, 1, 2, 1 };
	static const struct regex_part character = { 1, 0, 1, 1, 1 };
	char c = pattern.at[*at];

	if (c == '[')
		*at = regex_set_end(pattern, *at);
	else if (c == '\\' && *at + 1 < pattern.length)
		return strchr("bB<>`'123456789", pattern.at[++*at]) != NULL ? anchor : character;
	return c == '^' || c == '$' ? anchor : character;
}

/* Ends the branch. */
static struct regex_part
regex_group_whole(const struct regex_group *group, struct regex_part last)
{
	struct regex_part branch = regex_joined(group->branch, last);

	return group->has_branches ? regex_either(group->branches, branch) : branch;
}

bool
regex_is_small(struct text pattern)
{
	static const struct regex_group empty = { .branch = { .ways = 1 } };
	struct regex_group open[REGEX_DEPTH_MAX] = { empty };
	struct regex_part last = regex_nothing; /* what a repeat would repeat */
	size_t depth = 0;

	for (size_t i = 0; i < pattern.length; i++) {
		struct regex_group *group = &open[depth];
		char c = pattern.at[i];
		struct regex_times times;
		struct regex_part whole;

		if (regex_is_repeat(pattern, &i, &times)) {
			last = regex_repeated(last, times);
		} else if (c == '(') {
			if (++depth == REGEX_DEPTH_MAX)
				return false;
			group->branch = regex_joined(group->branch, last);
			open[depth] = empty;
			last = regex_nothing;
		} else if (c == ')' && depth > 0) {
			last = regex_group_whole(group, last);
			last.size++;
			depth--;
		} else if (c == '|') {
			*group = (struct regex_group){ regex_group_whole(group, last), regex_nothing,
						       true };
			last = regex_nothing;
		} else {
			group->branch = regex_joined(group->branch, last);
			last = regex_single(pattern, &i);
		}
		whole = regex_group_whole(&open[depth], last);
		if (whole.size > REGEX_SIZE_MAX || larger(whole.steps, whole.most) > REGEX_STEPS_MAX)
			return false;
	}
	return true;
}
