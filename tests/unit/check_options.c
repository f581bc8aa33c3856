#include "config.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "options.h"
#include "unit/suites.h"

/* Words that may be taken apart and moved, as main's are. */
static size_t
split(char *line, char **words)
{
	size_t count = 0;

	for (char *word = strtok(line, " "); word != NULL; word = strtok(NULL, " "))
		words[count++] = word;
	return count;
}

static bool
parse(struct request *request, const char *line, struct error *error)
{
	static char copy[256];
	static char *words[32];

	snprintf(copy, sizeof(copy), "%s", line);
	*error = (struct error){ 0 };
	return options_parse_request(request, split(copy, words), words, error);
}

START_TEST(a_line_of_the_browser_has_the_words_of_the_program)
{
	struct request request;
	struct error error;

	ck_assert(parse(&request, "retainers @1234 --depth=5 --sort=-retained_size", &error));
	ck_assert_str_eq(request.view->name, "retainers");
	ck_assert(request.has_id);
	ck_assert_uint_eq(request.id, 1234);
	ck_assert_uint_eq(request.depth, 5);
	ck_assert(text_equal(request.sort, TEXT("-retained_size")));
	ck_assert(parse(&request, "--match-case search leaky", &error));
	ck_assert(text_equal(request.text, TEXT("leaky")));
	ck_assert(request.match_case);
	ck_assert(parse(&request, "objects --constructor Map -o maps.csv", &error));
	ck_assert(text_equal(request.text, TEXT("Map")));
	ck_assert_str_eq(request.output, "maps.csv");
}
END_TEST

static const struct {
	const char *line, *message;
} wrong[] = {
	{ "colours", "no such command: colours" },
	{ "--depth=2 sumary", "no such command: sumary; did you mean summary?" },
	{ "summary @x", "@x: expected an id, as in @1234" },
	{ "summary @18446744073709551616", "@18446744073709551616: expected an id, as in @1234" },
	{ "summary @1 @2", "more than one object: @2" },
	{ "summary other", "other: what is that?" },
	{ "summary --depth=5x", "--depth=5x: expected N, found 5x" },
	{ "strings --only=contexts",
	  "strings takes no --only; these do: summary objects contexts search" },
	{ "summary --ignore=@7", "summary takes no --ignore; these do: retainers paths" },
	{ "summary --index-limit=5XB", "--index-limit: expected a size, found 5XB" },
};

START_TEST(a_wrong_line_is_told_in_one_line)
{
	struct request request;
	struct error error;

	ck_assert(!parse(&request, wrong[_i].line, &error));
	ck_assert_int_eq(error.kind, ERROR_USAGE);
	ck_assert_str_eq(error.message, wrong[_i].message);
}
END_TEST

/* Whether a line that begins with this word is one to browse files. */
static bool
browses(const char *word, struct error *error)
{
	char first[32], second[] = "another";
	char *words[] = { first, second };
	struct options options;

	snprintf(first, sizeof(first), "%s", word);
	return options_parse(&options, 2, words, error) && options.request.view == NULL
	       && options.path_count == 2;
}

START_TEST(a_file_that_is_called_nearly_like_a_command_is_a_file)
{
	char folder[] = "/tmp/heaptui-XXXXXX";
	int here = open(".", O_RDONLY);
	struct error error = { 0 };
	FILE *file;

	ck_assert(mkdtemp(folder) != NULL && chdir(folder) == 0);
	ck_assert(!browses("sumary", &error));
	ck_assert_int_eq(error.kind, ERROR_USAGE);
	ck_assert_str_eq(error.message,
			 "no such command or file: sumary; did you mean summary?");
	file = fopen("sumary", "w");
	ck_assert(file != NULL && fclose(file) == 0);
	ck_assert(browses("sumary", &error));
	ck_assert(browses("nothing-like-it", &error));
	ck_assert(unlink("sumary") == 0 && fchdir(here) == 0 && rmdir(folder) == 0);
	close(here);
}
END_TEST

/* All completions of a line's last word, with a blank behind each. */
static void
complete(const char *line, struct buffer *all)
{
	char copy[256], empty[] = "";
	char *words[32];
	size_t count;

	snprintf(copy, sizeof(copy), "%s", line);
	count = split(copy, words);
	if (count == 0 || line[strlen(line) - 1] == ' ')
		words[count++] = empty;
	for (size_t n = 0; options_complete(count, words, n, all); n++)
		buffer_add_char(all, ' ');
	buffer_add_char(all, '\0');
}

static const struct {
	const char *line, *completions;
} completed[] = {
	{ "retai", "retainers " },
	{ "summary --un", "--units= " },
	{ "summary --format=c", "--format=csv " },
	{ "summary --sort=-ret", "--sort=-retained_size " },
	{ "diff --columns=constructor,new", "--columns=constructor,new_count " },
	{ "summary --only=det", "--only=detached-dom " },
	{ "summary --colour", "" },
};

START_TEST(a_word_is_completed_from_the_tables)
{
	struct buffer all = { 0 };

	complete(completed[_i].line, &all);
	ck_assert_str_eq(all.at, completed[_i].completions);
	buffer_release(&all);
}
END_TEST

START_TEST(an_empty_line_may_become_any_view)
{
	struct buffer all = { 0 };
	size_t blanks = 0, count = 0;

	complete("", &all);
	for (size_t i = 0; i < all.length; i++)
		blanks += all.at[i] == ' ';
	while (views[count] != NULL)
		count++;
	ck_assert_uint_eq(blanks, count);
	buffer_release(&all);
}
END_TEST

START_TEST(help_names_every_command_and_option)
{
	struct buffer out = { 0 };

	ck_assert(help_print(NULL, false, &out, NULL));
	for (size_t i = 0; views[i] != NULL; i++)
		ck_assert(text_find(buffer_text(&out), text_of(views[i]->name), 0, false)
			  != SIZE_MAX);
	for (const struct argument *row = option_table; row->name != NULL; row++)
		ck_assert(text_find(buffer_text(&out), text_of(row->help), 0, false) != SIZE_MAX);
	buffer_release(&out);
	ck_assert(!help_print("colours", false, &out, NULL));
}
END_TEST

Suite *
check_options(void)
{
	Suite *suite = suite_create("options");
	TCase *tests = tcase_create("options");

	tcase_add_test(tests, a_line_of_the_browser_has_the_words_of_the_program);
	tcase_add_loop_test(tests, a_wrong_line_is_told_in_one_line, 0,
			    sizeof(wrong) / sizeof(wrong[0]));
	tcase_add_test(tests, a_file_that_is_called_nearly_like_a_command_is_a_file);
	tcase_add_loop_test(tests, a_word_is_completed_from_the_tables, 0,
			    sizeof(completed) / sizeof(completed[0]));
	tcase_add_test(tests, an_empty_line_may_become_any_view);
	tcase_add_test(tests, help_names_every_command_and_option);
	suite_add_tcase(suite, tests);
	return suite;
}
