#include "config.h"

#include "view/only_join.h"

#include <inttypes.h>

static const struct text IDS = { "ids=", 4 }, ALLOCATION = { "allocation=", 11 };

struct ids {
	int64_t first, last;
};

static struct text
behind(struct text text, size_t length)
{
	return (struct text){ text.at + length, text.length - length };
}

/* "ids=12..34" */
static bool
ids_read(struct text words, struct ids *ids)
{
	struct text rest = behind(words, IDS.length);
	size_t dots = text_find(rest, TEXT(".."), 0, false);

	return dots != SIZE_MAX
	       && text_parse_integer((struct text){ rest.at, dots }, &ids->first)
	       && text_parse_integer(behind(rest, dots + 2), &ids->last);
}

static struct text
ids_join(struct text a, struct text b, struct arena *scratch)
{
	struct ids x, y;

	if (!ids_read(a, &x) || !ids_read(b, &y) || x.first > y.last || y.first > x.last)
		return TEXT("");
	return arena_printf(scratch, "ids=%" PRId64 "..%" PRId64,
			    x.first < y.first ? x.first : y.first,
			    x.last > y.last ? x.last : y.last);
}

struct text
only_join(struct text a, struct text b, struct arena *scratch)
{
	if (text_equal(a, b))
		return a;
	if (text_starts_with(a, IDS) && text_starts_with(b, IDS))
		return ids_join(a, b, scratch);
	if (text_starts_with(a, ALLOCATION) && text_starts_with(b, ALLOCATION))
		return ARENA_JOIN(scratch, a, TEXT(","), behind(b, ALLOCATION.length));
	return TEXT("");
}
