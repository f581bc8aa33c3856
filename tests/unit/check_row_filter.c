#include "config.h"

#include "unit/suites.h"
#include "view/row_filter.h"

/* A view of one row, with a column of every sort. */
static struct cell
name_value(const struct subject *on, const void *state, struct row row, struct arena *scratch)
{
	(void)on;
	(void)state;
	(void)row;
	(void)scratch;
	return (struct cell){ .kind = CELL_TEXT, .text = TEXT("HTMLDivElement in /app/Main.js") };
}

static struct cell
type_value(const struct subject *on, const void *state, struct row row, struct arena *scratch)
{
	(void)on;
	(void)state;
	(void)row;
	(void)scratch;
	return (struct cell){ .kind = CELL_TEXT, .text = TEXT("native") };
}

static struct cell
whole_name_value(const struct subject *on, const void *state, struct row row,
		 struct arena *scratch)
{
	(void)on;
	(void)state;
	(void)row;
	(void)scratch;
	return (struct cell){ .kind = CELL_TEXT, .text = TEXT("Detached HTMLDivElement") };
}

static struct cell
number_value(const struct subject *on, const void *state, struct row row,
	     struct arena *scratch)
{
	(void)on;
	(void)state;
	(void)row;
	(void)scratch;
	return (struct cell){ .kind = CELL_BYTES, .number = 1500000 };
}

static struct cell
distance_value(const struct subject *on, const void *state, struct row row,
	       struct arena *scratch)
{
	(void)on;
	(void)state;
	(void)row;
	(void)scratch;
	return (struct cell){ .kind = CELL_DISTANCE, .delta = -5 };
}

static struct cell
detachedness_value(const struct subject *on, const void *state, struct row row,
		   struct arena *scratch)
{
	(void)on;
	(void)state;
	(void)row;
	(void)scratch;
	return (struct cell){ .kind = CELL_COUNT, .number = 2 };
}

static const struct column columns[] = {
	{ .name = "name", .value = name_value },
	{ .name = "type", .flags = COLUMN_SCRIPT, .value = type_value },
	{ .name = "whole_name", .flags = COLUMN_SCRIPT | COLUMN_FOUND, .value = whole_name_value },
	{ .name = "distance", .flags = COLUMN_RIGHT, .value = distance_value },
	{ .name = "retained_size", .flags = COLUMN_RIGHT, .value = number_value },
	{ .name = "retained_delta", .flags = COLUMN_RIGHT, .value = number_value },
	{ .name = "detachedness", .flags = COLUMN_RIGHT | COLUMN_SCRIPT,
	  .value = detachedness_value },
	{ .name = NULL },
};
static const struct view view = { .name = "one", .columns = columns };

static bool
keeps(const char *pattern)
{
	struct error error = { 0 };
	struct row_filter *filter = row_filter_new(&view, text_of(pattern), &error);
	bool keeps;

	ck_assert_msg(filter != NULL, "%s: %s", pattern, error.message);
	ck_assert(row_filter_matches(filter, &(struct subject){ 0 }, NULL, (struct row){ 0 },
				     &keeps, &error));
	row_filter_free(filter);
	return keeps;
}

static const char *const kept[] = {
	"",
	"  ",
	"htmldiv",
	"htmldiv MAIN",
	"\"element in\"",
	"/Div[A-Z].*js$/",
	"/^Detached HTML/", /* what DevTools calls it */
	"\"detached htmldiv\"",
	"/^htmldiv/i",
	"/app/Main.js",
	"type=native",
	"ty=NATIVE",
	"type~ATI",
	"type!=closure",
	"type<object",
	"retained_s>1MB",
	"retained_size>=1.5MB",
	"retained_size<=1500kB",
	"retained_size<1.5MiB",
	"retained_size=1500000",
	"distance!=3",
	"detached",
	"detachedness=2",
};

static const char *const dropped[] = {
	"closure",
	"native", /* only in a column that people do not see */
	"htmldiv nowhere",
	"\"in element\"",
	"/^htmldiv/",
	"type=nativ",
	"type>object",
	"retained_size>2MB",
	"retained_size>2MB detached", /* only the second */
	"retained_size!=1.5MB",
	"distance<5", /* not reached: neither near nor far */
	"distance>5",
	"detachedness=1",
};

START_TEST(keeps_what_holds_in_all_its_words)
{
	ck_assert_msg(keeps(kept[_i]), "%s", kept[_i]);
}
END_TEST

START_TEST(drops_what_does_not_hold)
{
	ck_assert_msg(!keeps(dropped[_i]), "%s", dropped[_i]);
}
END_TEST

static const struct {
	const char *pattern, *message;
} wrong[] = {
	{ "retained>5",
	  "more than one column begins with \"retained\": name, type, whole_name, distance, "
	  "retained_size, retained_delta, detachedness" },
	{ "size>5",
	  "no column \"size\" to filter by; there are: name, type, whole_name, "
	  "distance, retained_size, retained_delta, detachedness (quote what is only text)" },
	{ "distance<near", "\"near\" is no number or size to compare \"distance\" with" },
	{ "distance<5XB", "\"5XB\" is no number or size to compare \"distance\" with" },
	{ "distance~5", "\"distance\" is a number: compare it with < <= > >= = or !=" },
	{ "distance<", "nothing to compare \"distance\" with" },
};

START_TEST(says_what_is_wrong_with_a_pattern)
{
	struct error error = { 0 };

	ck_assert_ptr_null(row_filter_new(&view, text_of(wrong[_i].pattern), &error));
	ck_assert_int_eq(error.kind, ERROR_USAGE);
	ck_assert_str_eq(error.message, wrong[_i].message);
}
END_TEST

START_TEST(says_what_is_wrong_with_a_regular_expression)
{
	struct error error = { 0 };

	ck_assert_ptr_null(row_filter_new(&view, TEXT("/(/"), &error));
	ck_assert_int_eq(error.kind, ERROR_USAGE);
	ck_assert_int_eq(strncmp(error.message, "/(/: ", 5), 0);
}
END_TEST

Suite *
check_row_filter(void)
{
	Suite *suite = suite_create("row_filter");
	TCase *tests = tcase_create("row_filter");

	tcase_add_loop_test(tests, keeps_what_holds_in_all_its_words, 0,
			    sizeof(kept) / sizeof(kept[0]));
	tcase_add_loop_test(tests, drops_what_does_not_hold, 0,
			    sizeof(dropped) / sizeof(dropped[0]));
	tcase_add_loop_test(tests, says_what_is_wrong_with_a_pattern, 0,
			    sizeof(wrong) / sizeof(wrong[0]));
	tcase_add_test(tests, says_what_is_wrong_with_a_regular_expression);
	suite_add_tcase(suite, tests);
	return suite;
}
