#include "config.h"

#include "options.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/stat.h>

#define AT(member) offsetof(struct options, member)

const struct argument option_table[] = {
	{ "format", "FORMAT", "text, json, ndjson, csv or markdown", ARGUMENT_TEXT, AT(format) },
	{ "columns", "A,B", "which columns, in which order", ARGUMENT_TEXT, AT(columns) },
	{ "sort", "COLUMN", "sort by a column; -COLUMN: descending", ARGUMENT_TEXT, AT(sort) },
	{ "filter", "TEXT", "only rows with the text, /regex/, or as in retained>1MB",
	  ARGUMENT_TEXT, AT(filter) },
	{ "limit", "N", "at most N rows; 0: all", ARGUMENT_COUNT, AT(limit) },
	{ "depth", "N", "at most N levels of a tree", ARGUMENT_COUNT, AT(depth) },
	{ "only", "WHICH", "only objects of a kind: detached-dom, duplicated-strings ...",
	  ARGUMENT_TEXT, AT(only) },
	{ "constructor", "NAME", "only objects of one constructor", ARGUMENT_TEXT,
	  AT(constructor) },
	{ "ignore", "@ID,@ID", "retainers to leave out of account", ARGUMENT_TEXT, AT(ignore) },
	{ "match-case", NULL, "tell capital letters from small ones in a search", ARGUMENT_FLAG,
	  AT(match_case) },
	{ "o", "FILE", "write to a file, whole or not at all", ARGUMENT_TEXT, AT(output) },
	{ "fail", NULL, "end with status 3 if something leaks", ARGUMENT_FLAG, AT(fail) },
	{ "units", "decimal|binary", "sizes in kB or in KiB", ARGUMENT_TEXT, AT(units) },
	{ "ascii", NULL, "print and draw with ASCII only", ARGUMENT_FLAG, AT(ascii) },
	{ "verbose", NULL, "say on standard error what took how long", ARGUMENT_FLAG, AT(verbose) },
	{ "threads", "N", "use N threads", ARGUMENT_COUNT, AT(threads) },
	{ "salvage", NULL, "open a file that was cut off, as far as it goes", ARGUMENT_FLAG,
	  AT(salvage) },
	{ "no-index", NULL, "neither read nor write an index of the snapshot", ARGUMENT_FLAG,
	  AT(no_index) },
	{ "index-limit", "SIZE", "room for all indexes together (4GB)", ARGUMENT_TEXT,
	  AT(index_limit) },
	{ "version", NULL, "print the version", ARGUMENT_FLAG, AT(version) },
	{ "help", NULL, "print this", ARGUMENT_FLAG, AT(help) },
	{ NULL, NULL, NULL, ARGUMENT_FLAG, 0 },
};

static const uint64_t index_limit_usual = UINT64_C(4000000000);

static bool
options_size(const char *text, uint64_t *size)
{
	struct { const char *unit; uint64_t bytes; } units[] = {
		{ "", 1 }, { "B", 1 }, { "kB", 1000 }, { "MB", 1000000 }, { "GB", 1000000000 },
		{ "KiB", UINT64_C(1) << 10 }, { "MiB", UINT64_C(1) << 20 },
		{ "GiB", UINT64_C(1) << 30 },
	};
	char *rest;

	*size = strtoull(text, &rest, 10);
	for (size_t i = 0;
	     isdigit((unsigned char)*text) && i < sizeof units / sizeof units[0]; i++) {
		if (strcasecmp(rest, units[i].unit) == 0 && *size <= UINT64_MAX / units[i].bytes) {
			*size *= units[i].bytes;
			return true;
		}
	}
	return false;
}

static bool
options_wrong(const char *name, const char *expected, const char *found, struct error *error)
{
	return error_set(error, ERROR_USAGE, "--%s: expected %s, found %s", name, expected, found);
}

/* The words that are not handed on as they are. */
static bool
options_check(struct options *options, struct error *error)
{
	options->report_format = options->output != NULL ? report_format_of_file(options->output)
							 : &report_text;
	if (options->format != NULL)
		options->report_format = report_format_find(text_of(options->format));
	if (options->report_format == NULL)
		return options_wrong("format", "text, json, ndjson, csv or markdown",
				     options->format, error);
	options->cells.ascii = options->ascii || (options->report_format == &report_text
						  && text_style_of_locale() == TEXT_ASCII);
	if (options->units != NULL && strcmp(options->units, "binary") == 0)
		options->cells.units = UNITS_BINARY;
	else if (options->units != NULL && strcmp(options->units, "decimal") != 0)
		return options_wrong("units", "decimal or binary", options->units, error);
	options->heap.index_limit = index_limit_usual;
	if (options->index_limit != NULL
	    && !options_size(options->index_limit, &options->heap.index_limit))
		return options_wrong("index-limit", "a size", options->index_limit, error);
	options->heap.salvage = options->salvage;
	options->heap.use_index = !options->no_index;
	options->heap.threads = 0;
	if (options->threads == OPTION_NOT_GIVEN)
		return true;
	if (options->threads == 0 || options->threads > 1024)
		return error_set(error, ERROR_USAGE, "--threads: expected 1 to 1024");
	options->heap.threads = (unsigned)options->threads;
	return true;
}

static struct text
option_text(const char *given)
{
	return given == NULL ? TEXT("") : text_of(given);
}

/* What the options say of the view. */
static bool
options_take_request(struct options *options, struct error *error)
{
	struct request *request = &options->request;

	if (options->depth != OPTION_NOT_GIVEN && options->depth > UINT_MAX)
		return error_set(error, ERROR_USAGE, "--depth: too many levels");
	request->depth = options->depth == OPTION_NOT_GIVEN ? 0 : (unsigned)options->depth;
	request->match_case = options->match_case;
	request->only = option_text(options->only);
	request->filter = option_text(options->filter);
	request->columns = option_text(options->columns);
	request->sort = option_text(options->sort);
	request->ignore = option_text(options->ignore);
	request->output = options->output;
	if (options->constructor != NULL)
		request->text = text_of(options->constructor);
	return true;
}

static bool
options_take_id(struct request *request, const char *word, struct error *error)
{
	if (request->has_id)
		return error_set(error, ERROR_USAGE, "more than one object: %s", word);
	if (!text_parse_id(text_of(word), &request->id))
		return error_set(error, ERROR_USAGE, "%s: expected an id, as in @1234", word);
	request->has_id = true;
	return true;
}

/* Takes the object out of the words, wherever it stands; the others move up. */
static bool
options_take_object(struct request *request, int *count, char **words, struct error *error)
{
	int kept = 0;

	for (int i = 0; i < *count; i++) {
		if (words[i][0] != '@')
			words[kept++] = words[i];
		else if (!options_take_id(request, words[i], error))
			return false;
	}
	*count = kept;
	return true;
}

static bool
options_is_file(const char *word)
{
	struct stat file;

	return strcmp(word, "-") == 0 || (stat(word, &file) == 0 && !S_ISDIR(file.st_mode));
}

/* The pattern is the last word, as an object is; or the first, as for grep, if that is no
 * file and the last one is. */
static void
options_take_pattern(struct request *request, int *count, char **words, bool has_files)
{
	int at = *count - 1;

	if (*count == 0)
		return;
	if (has_files && !options_is_file(words[0]) && options_is_file(words[at]))
		at = 0;
	request->text = text_of(words[at]);
	for (int i = at; i + 1 < *count; i++)
		words[i] = words[i + 1];
	--*count;
}

static bool
options_take_words(struct options *options, int *count, char **words, bool has_files,
		   struct error *error)
{
	struct request *request = &options->request;

	if (request->view != NULL && (request->view->needs & NEEDS_TEXT)) {
		options_take_pattern(request, count, words, has_files);
		return true;
	}
	return options_take_object(request, count, words, error);
}

static int
options_read(struct options *options, int argc, char **argv, struct error *error)
{
	*options = (struct options){
		.limit = OPTION_NOT_GIVEN,
		.depth = OPTION_NOT_GIVEN,
		.threads = OPTION_NOT_GIVEN,
	};
	return arguments_parse(option_table, options, argc, argv, error);
}

static bool
options_check_column(const struct view *view, struct text name, struct error *error)
{
	if (view_column_find(view, name) != COLUMN_NONE)
		return true;
	return error_set(error, ERROR_USAGE, "%s has no column \"%.*s\"; see heaptui help %s",
			 view->name, (int)name.length, name.at, view->name);
}

/* An option that the view knows nothing of would be without effect, and nobody would know. */
static bool
options_check_taken(const struct view *view, const char *option, struct text given,
		    enum view_needs taken, struct error *error)
{
	char names[200] = "";
	size_t length = 0;

	if (given.length == 0 || (view->needs & taken))
		return true;
	for (size_t i = 0; views[i] != NULL && length < sizeof names; i++) {
		if (views[i]->needs & taken)
			length += (size_t)snprintf(names + length, sizeof names - length, " %s",
						   views[i]->name);
	}
	return error_set(error, ERROR_USAGE, "%s takes no --%s; these do:%s", view->name, option,
			 names);
}

static bool
options_check_objects(const struct request *request, struct error *error)
{
	return options_check_taken(request->view, "only", request->only, TAKES_ONLY, error)
	       && options_check_taken(request->view, "ignore", request->ignore, TAKES_IGNORED,
				      error);
}

/* What can be told before a snapshot is read. */
static bool
options_check_request(const struct request *request, struct error *error)
{
	const struct view *view = request->view;
	struct text sort = request->sort, left = request->columns;

	if ((view->needs & NEEDS_NODE) && !request->has_id)
		return error_set(error, ERROR_USAGE, "%s needs an object: @ID", view->name);
	if ((view->needs & NEEDS_TEXT) && request->text.length == 0)
		return error_set(error, ERROR_USAGE, "%s needs a pattern", view->name);
	if (!options_check_objects(request, error))
		return false;
	if (sort.length > 0 && *sort.at == '-')
		sort = text_from(sort, 1);
	if (sort.length > 0 && !options_check_column(view, sort, error))
		return false;
	while (left.length > 0) {
		struct text name = text_take(&left, ',');

		if (!text_equal(name, TEXT("depth")) && !options_check_column(view, name, error))
			return false;
	}
	return true;
}

/* A word that names nothing there is, but looks like a command: that is what it was meant for. */
static bool
options_check_word(const char *word, bool is_first, struct error *error)
{
	struct stat file;
	const char *name = command_nearest(word);

	if (name == NULL || stat(word, &file) == 0)
		return true;
	if (strcmp(name, word) == 0)
		return error_set(error, ERROR_USAGE, "no such file: %s; the command comes first: "
				 "heaptui %s FILE", word, name);
	return error_set(error, ERROR_USAGE, "no such %sfile: %s; did you mean %s?",
			 is_first ? "command or " : "", word, name);
}

static bool
options_check_files(const struct options *options, struct error *error)
{
	const struct view *view = options->request.view;

	if (options->path_count == 0)
		return error_set(error, ERROR_USAGE, "no snapshot named; try heaptui --help");
	for (size_t i = 0; view == NULL && i < options->path_count; i++)
		if (!options_check_word(options->paths[i], i == 0, error))
			return false;
	if (view == NULL || (view->needs & NEEDS_SERIES))
		return true;
	if ((view->needs & NEEDS_BASE) && options->path_count != 2)
		return error_set(error, ERROR_USAGE,
				 "%s takes two snapshots, the earlier one first", view->name);
	if (!(view->needs & NEEDS_BASE) && options->path_count != 1)
		return error_set(error, ERROR_USAGE, "%s takes one snapshot", view->name);
	return true;
}

bool
options_parse(struct options *options, int argc, char **argv, struct error *error)
{
	int count;
	bool is_help;

	/* Before its options, which are those of the command it was meant for. */
	if (argc > 0 && *argv[0] != '-' && strcmp(argv[0], "help") != 0
	    && view_find(text_of(argv[0])) == NULL && !options_check_word(argv[0], true, error))
		return false;
	count = options_read(options, argc, argv, error);
	if (count < 0 || !options_check(options, error) || !options_take_request(options, error))
		return false;
	is_help = count > 0 && strcmp(argv[0], "help") == 0;
	options->help |= is_help;
	if (count > 0 && !is_help)
		options->request.view = view_find(text_of(argv[0]));
	if (options->help) {
		options->help_on = count > is_help ? argv[is_help] : NULL;
		return true;
	}
	if (options->version)
		return true;
	if (options->request.view != NULL) {
		argv++;
		count--;
	}
	if (!options_take_words(options, &count, argv, true, error))
		return false;
	options->paths = (const char *const *)argv;
	options->path_count = (size_t)count;
	return options_check_files(options, error)
	       && (options->request.view == NULL
		   || options_check_request(&options->request, error));
}

bool
options_parse_request(struct request *request, size_t word_count, char **words,
		      struct error *error)
{
	struct options options;
	int count = options_read(&options, (int)word_count, words, error);

	if (count < 0 || !options_check(&options, error) || !options_take_request(&options, error))
		return false;
	if (options.limit != OPTION_NOT_GIVEN || options.format != NULL)
		return error_set(error, ERROR_USAGE, "--%s is for what is printed; here all rows "
				 "are, and the name of -o says the format",
				 options.format != NULL ? "format" : "limit");
	if (count > 0)
		options.request.view = view_find(text_of(words[0]));
	if (options.request.view == NULL)
		return command_unknown(count > 0 ? words[0] : "", error);
	words++;
	count--;
	if (!options_take_words(&options, &count, words, false, error))
		return false;
	if (count > 0)
		return error_set(error, ERROR_USAGE, "%s: what is that?", words[0]);
	*request = options.request;
	return options_check_objects(request, error);
}
