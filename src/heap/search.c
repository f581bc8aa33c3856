#include "config.h"

#include <stdlib.h>

#include "heap/search.h"

#include "base/text_regex.h"

/* What is known of a string of the table. */
enum { STRING_UNKNOWN, STRING_MATCHES, STRING_DIFFERS };

struct search {
	const struct heap *heap;
	struct text pattern;
	bool match_case, is_regex;
	regex_t regex;
	uint8_t *strings;      /* column: by string, one of the above */
	struct arena scratch;
};

static bool
search_matches(struct search *search, struct text name)
{
	if (!search->is_regex)
		return text_find(name, search->pattern, 0, !search->match_case) != SIZE_MAX;
	return text_matches(name, &search->regex);
}

/* Most names are a string of the table, and most of those many objects': each is looked at
 * once.  Ropes, and plain objects with their properties, have names of their own. */
static bool
search_matches_node(struct search *search, node_ix node)
{
	const struct snapshot *snapshot = &search->heap->snapshot;
	string_ix name = snapshot->node_name[node];
	enum node_type type = heap_node_type(search->heap, node);

	if (type == NODE_CONCATENATED_STRING
	    || (type == NODE_OBJECT && strings_equal(&snapshot->strings, name, TEXT("Object")))) {
		arena_reset(&search->scratch);
		return search_matches(search,
				      heap_node_name(search->heap, node, &search->scratch));
	}
	if (search->strings[name] == STRING_UNKNOWN) {
		arena_reset(&search->scratch);
		struct text text = strings_text(&snapshot->strings, name, &search->scratch);
		search->strings[name] = search_matches(search, text) ? STRING_MATCHES
								     : STRING_DIFFERS;
	}
	return search->strings[name] == STRING_MATCHES;
}

static struct text
trimmed(struct text text)
{
	while (text.length > 0 && strchr(" \t\r\n", text.at[0]) != NULL) {
		text.at++;
		text.length--;
	}
	while (text.length > 0 && strchr(" \t\r\n", text.at[text.length - 1]) != NULL)
		text.length--;
	return text;
}

static bool
is_regex(struct text pattern, bool *fold_case)
{
	size_t end = pattern.length;

	*fold_case = end > 3 && pattern.at[end - 1] == 'i' && pattern.at[end - 2] == '/';
	if (*fold_case)
		end--;
	return end > 2 && pattern.at[0] == '/' && pattern.at[end - 1] == '/';
}

static bool
search_compile(struct search *search, struct error *error)
{
	struct text pattern = search->pattern;
	bool fold_case;

	if (!is_regex(pattern, &fold_case))
		return true;
	pattern.at++;
	pattern.length -= fold_case ? 3 : 2;
	search->is_regex = text_regex_compile(&search->regex, pattern, fold_case, error);
	return search->is_regex;
}

static node_ix *
search_id(const struct heap *heap, struct text digits, const bitset_word *accepted,
	  size_t *count, struct error *error)
{
	node_ix *found = column_alloc(1, sizeof(*found), error);
	int64_t id;
	node_ix node = NODE_NONE;

	if (text_parse_integer(digits, &id) && id >= 0)
		node = snapshot_find_id(&heap->snapshot, (uint64_t)id);
	*count = node != NODE_NONE && (accepted == NULL || bitset_has(accepted, node));
	if (found != NULL)
		found[0] = node;
	return found;
}

static node_ix *
search_run(struct search *search, const bitset_word *accepted, size_t *count,
	   struct progress *progress, struct error *error)
{
	const struct heap *heap = search->heap;
	node_ix *found = column_alloc(heap_node_count(heap), sizeof(*found), error);

	if (found == NULL)
		return NULL;
	progress_begin(progress, "Searching", heap_node_count(heap));
	for (node_ix node = 0; node < heap_node_count(heap); node++) {
		/* at each: a regular expression may take long over one */
		if (!progress_advance(progress, node, error)) {
			column_free(found);
			return NULL;
		}
		if (heap->snapshot.size.at[node] == 0
		    || (accepted != NULL && !bitset_has(accepted, node)))
			continue;
		if (search_matches_node(search, node))
			found[(*count)++] = node;
	}
	return column_shrink(found, *count, sizeof(*found));
}

node_ix *
search_nodes(const struct heap *heap, struct text pattern, bool match_case,
	     const bitset_word *accepted, size_t *count, struct progress *progress,
	     struct error *error)
{
	struct search search = { .heap = heap, .match_case = match_case };
	node_ix *found = NULL;

	*count = 0;
	search.pattern = trimmed(pattern);
	if (search.pattern.length == 0)
		return column_alloc(0, sizeof(*found), error);
	if (search.pattern.at[0] == '@' && search.pattern.length > 1) {
		struct text digits = { search.pattern.at + 1, search.pattern.length - 1 };
		return search_id(heap, digits, accepted, count, error);
	}
	search.strings = column_alloc(heap->snapshot.strings.count, 1, error);
	if (search.strings != NULL && search_compile(&search, error))
		found = search_run(&search, accepted, count, progress, error);
	if (search.is_regex)
		regfree(&search.regex);
	column_free(search.strings);
	arena_release(&search.scratch);
	return found;
}
