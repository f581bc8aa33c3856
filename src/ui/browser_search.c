#include "config.h"

#include "ui/browser_state.h"

enum { COUNT_MAX = 100000 };

/* Finding a row, on the thread of a job. */
struct finding {
	struct outline *outline;
	struct text pattern;
	size_t from;
	bool backwards;
	size_t found, matches;
	bool counts;
	bool has_found;
};

static bool
finding_run(void *argument, struct progress *progress, struct error *error)
{
	struct finding *finding = argument;

	finding->has_found = outline_find(finding->outline, finding->pattern, finding->from,
					  finding->backwards, &finding->found, progress, error);
	if (finding->has_found && finding->counts)
		finding->matches = outline_count_matches(finding->outline, finding->pattern,
							 COUNT_MAX, progress, error);
	return error->kind == ERROR_NONE;
}

static void
say_found(struct browser *browser, const struct finding *finding)
{
	char count[UNITS_LENGTH];

	if (!finding->has_found)
		browser_say(browser, "nothing shown here matches %.*s; %.*s finds objects anywhere",
			    (int)finding->pattern.length, finding->pattern.at, 7, ":search");
	else if (finding->matches > 0)
		browser_say(browser, "%s%s match%s",
			    units_count(count, finding->matches),
			    finding->matches == COUNT_MAX ? " or more" : "",
			    finding->matches == 1 ? "" : "es");
}

/* From the row on; selects what it finds. */
static void
find(struct browser *browser, size_t from, bool backwards, bool counts)
{
	struct visit *visit = browser_visit(browser);
	struct finding finding = { .pattern = buffer_text(&browser->pattern), .from = from,
				   .backwards = backwards, .counts = counts };

	if (visit == NULL || finding.pattern.length == 0)
		return;
	finding.outline = visit->outline;
	if (!browser_work(browser, finding_run, &finding))
		return;
	if (finding.has_found) {
		table_select(&visit->table, visit->outline, finding.found);
		browser->follows = true;
	}
	say_found(browser, &finding);
}

static void
pattern_set(struct browser *browser, struct text text)
{
	buffer_clear(&browser->pattern);
	buffer_add_text(&browser->pattern, text);
}

/* As one types: from where one was, and back there if nothing matches. */
static void
search_change(struct browser *browser, struct text text)
{
	struct visit *visit = browser_visit(browser);
	struct finding finding = { .pattern = text, .from = browser->search_origin,
				   .backwards = browser->searches_back };

	if (visit == NULL)
		return;
	finding.outline = visit->outline;
	if (text.length > 0 && !browser_work_aside(browser, finding_run, &finding))
		return;
	table_select(&visit->table, visit->outline,
		     finding.has_found ? finding.found : browser->search_origin);
}

static void
search_cancel(struct browser *browser)
{
	struct visit *visit = browser_visit(browser);

	if (visit != NULL)
		table_select(&visit->table, visit->outline, browser->search_origin);
}

static void
search_accept(struct browser *browser, struct text text)
{
	if (text.length > 0)
		pattern_set(browser, text);
	find(browser, browser->search_origin, browser->searches_back, true);
}

static void
search_ask(struct browser *browser, const struct prompt_use *use, bool backwards)
{
	struct visit *visit = browser_visit(browser);

	if (visit == NULL)
		return;
	browser->searches_back = backwards;
	browser->search_origin = visit->table.cursor;
	browser_ask(browser, use, TEXT(""), &browser->patterns_typed, NULL);
}

void
command_search(struct browser *browser)
{
	static const struct prompt_use use = { "/", search_accept, search_change,
					       search_cancel };

	search_ask(browser, &use, false);
}

void
command_search_back(struct browser *browser)
{
	static const struct prompt_use use = { "?", search_accept, search_change,
					       search_cancel };

	search_ask(browser, &use, true);
}

static void
search_again(struct browser *browser, bool backwards)
{
	const struct visit *visit = browser_visit(browser);
	size_t count, from;

	if (visit == NULL)
		return;
	if (browser->pattern.length == 0) {
		browser_say(browser, "nothing was searched for yet");
		return;
	}
	count = outline_count(visit->outline);
	if (count == 0)
		return;
	from = (visit->table.cursor + (backwards ? count - 1 : 1)) % count;
	find(browser, from, backwards, false);
}

void
command_search_next(struct browser *browser)
{
	search_again(browser, browser->searches_back);
}

void
command_search_previous(struct browser *browser)
{
	search_again(browser, !browser->searches_back);
}

/* Filtering, on the thread of a job. */
struct filtering {
	struct outline *outline;
	struct text pattern;
};

static bool
filtering_run(void *argument, struct progress *progress, struct error *error)
{
	const struct filtering *filtering = argument;

	return outline_filter(filtering->outline, filtering->pattern, progress, error);
}

void
browser_say_matches(struct browser *browser)
{
	const struct outline *outline = browser_visit(browser)->outline;
	char kept[UNITS_LENGTH], all[UNITS_LENGTH];

	browser_say(browser, "%s of %s rows match",
		    units_count(kept, outline_root_count(outline)),
		    units_count(all, outline_unfiltered_count(outline)));
	browser->is_match_count = true;
}

static void
filter_accept(struct browser *browser, struct text text)
{
	struct visit *visit = browser_visit(browser);
	struct filtering filtering = { .pattern = text };

	if (visit == NULL)
		return;
	filtering.outline = visit->outline;
	if (!browser_work(browser, filtering_run, &filtering))
		return;
	visit->table = (struct table){ 0 };
	visit->has_range = false;
	browser->follows = true;
	if (text.length > 0)
		browser_say_matches(browser);
}

void
command_filter(struct browser *browser)
{
	static const struct prompt_use use = { "&", filter_accept, NULL, NULL };
	const struct visit *visit = browser_visit(browser);

	if (visit != NULL)
		browser_ask(browser, &use, outline_filter_pattern(visit->outline),
			    &browser->patterns_typed, NULL);
}
