#include "config.h"

#include "heap/search.h"

#include "base/text_regex.h"

/* What is known of a string of the table. */
enum { STRING_UNKNOWN, STRING_MATCHES, STRING_DIFFERS };

struct search {
	const struct heap *heap;
	struct text pattern;
	bool match_case;
	struct text_regex *regex; /* null: the pattern is plain */
	uint8_t *strings;      /* column: by string, one of the above */
	struct arena scratch;
};

static bool
search_matches(struct search *search, struct text name, bool *matches, struct error *error)
{
	if (search->regex != NULL)
		return text_regex_match(search->regex, name, matches, error);
	*matches = text_find(name, search->pattern, 0, !search->match_case) != SIZE_MAX;
	return true;
}

/* Most names are a string of the table, and most of those many objects': each is looked at
 * once.  Ropes, and plain objects with their properties, have names of their own. */
static bool
search_matches_node(struct search *search, node_ix node, bool *matches, struct error *error)
{
	const struct snapshot *snapshot = &search->heap->snapshot;
	string_ix name = snapshot->node_name[node];
	enum node_type type = heap_node_type(search->heap, node);

	arena_reset(&search->scratch);
	if (type == NODE_CONCATENATED_STRING
	    || (type == NODE_OBJECT && strings_equal(&snapshot->strings, name, TEXT("Object"))))
		return search_matches(search, heap_node_name(search->heap, node, &search->scratch),
				      matches, error);
	if (search->strings[name] == STRING_UNKNOWN) {
		struct text text = strings_text(&snapshot->strings, name, &search->scratch);

		if (!search_matches(search, text, matches, error))
			return false;
		search->strings[name] = *matches ? STRING_MATCHES : STRING_DIFFERS;
	}
	*matches = search->strings[name] == STRING_MATCHES;
	return true;
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
search_compile(struct search *search, const struct progress *progress, struct error *error)
{
	struct text pattern = search->pattern;
	bool fold_case;

	if (!is_regex(pattern, &fold_case))
		return true;
	pattern.at++;
	pattern.length -= fold_case ? 3 : 2;
	search->regex = text_regex_new(pattern, fold_case, error);
	if (search->regex != NULL)
		text_regex_watch(search->regex, progress);
	return search->regex != NULL;
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
		bool is_looked_at = heap->snapshot.size.at[node] != 0
				    && (accepted == NULL || bitset_has(accepted, node));
		bool matches = false;

		/* at each: a regular expression may take long over one */
		if (!progress_advance(progress, node, error)
		    || (is_looked_at && !search_matches_node(search, node, &matches, error))) {
			column_free(found);
			return NULL;
		}
		if (matches)
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
		struct text digits = text_from(search.pattern, 1);
		return search_id(heap, digits, accepted, count, error);
	}
	search.strings = column_alloc(heap->snapshot.strings.count, 1, error);
	if (search.strings != NULL && search_compile(&search, progress, error))
		found = search_run(&search, accepted, count, progress, error);
	text_regex_free(search.regex);
	column_free(search.strings);
	arena_release(&search.scratch);
	return found;
}
