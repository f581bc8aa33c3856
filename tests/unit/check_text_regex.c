#include "config.h"

#define PCRE2_CODE_UNIT_WIDTH 16
#include <dlfcn.h>
#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text_internal.h"
#include "base/text_regex.h"
#include "base/utf16.h"
#include "unit/random.h"
#include "unit/suites.h"

/* TEXT() is no constant, and a table wants one. */
#define BYTES(literal) { literal, sizeof(literal) - 1 }

/* Stands in for the library's, to be a machine that it does not know. */
static bool is_machine_known = true;

int
pcre2_jit_compile(pcre2_code *code, uint32_t options)
{
	int (*compile)(pcre2_code *, uint32_t);
	void *found = dlsym(RTLD_NEXT, "pcre2_jit_compile_16");

	memcpy(&compile, &found, sizeof compile);
	return is_machine_known && found != NULL ? compile(code, options)
						 : PCRE2_ERROR_JIT_BADOPTION;
}

static void
leave_known_machines(void)
{
	is_machine_known = false;
}

static void
return_to_known_machines(void)
{
	is_machine_known = true;
}

static bool
matches(const char *pattern, struct text text, bool fold_case)
{
	struct error error = { 0 };
	struct text_regex *regex = text_regex_new(text_of(pattern), fold_case, &error);
	bool matches;

	ck_assert_msg(regex != NULL, "%s", error.message);
	ck_assert_msg(text_regex_match(regex, text, &matches, &error), "%s", error.message);
	text_regex_free(regex);
	return matches;
}

/* As node says. */
static const struct {
	const char *pattern;
	struct text text;
	bool matches;
} regexes[] = {
	{ "^a.c$", BYTES("abc"), true },          { "^a.c$", BYTES("a\nc"), false },
	{ "^a.c$", BYTES("a\vc"), true },         { "^a.c$", BYTES("a\xe2\x80\xa8" "c"), false },
	{ "^a.c$", BYTES("a\xc2\x85" "c"), true }, { "a$", BYTES("a\n"), false },
	{ "^..$", BYTES("\xf0\x9f\x98\x80"), true }, { "^.$", BYTES("\xed\xa0\xbd"), true },
	{ "^.$", BYTES("\xff"), true },           { "^\\ud83d$", BYTES("\xed\xa0\xbd"), true },
	{ "^a[.]c$", BYTES("abc"), false },       { "^a[\\].]+c$", BYTES("a].c"), true },
	{ "[]", BYTES("a"), false },              { "^[^]$", BYTES("\n"), true },
	{ "^[]*$", BYTES(""), true },             { "^a]c}$", BYTES("a]c}"), true },
	{ "^a[^\\].]+c$", BYTES("a\nc"), true },  { "^a\\.c$", BYTES("abc"), false },
	{ "^a\\.c$", BYTES("a.c"), true },        { "b+$", BYTES("a\0bb"), true },
	{ "^\\d+$", BYTES("123"), true },         { "^\\d+$", BYTES("ddd"), false },
	{ "^\\D+$", BYTES("ddd"), true },         { "^\\w+$", BYTES("a_1"), true },
	{ "^\\w+$", BYTES("a-1"), false },        { "^\\w$", BYTES("\xc3\xa9"), false },
	{ "a\\sb", BYTES("a\tb"), true },         { "a\\sb", BYTES("a\xc2\xa0" "b"), true },
	{ "^\\S$", BYTES("\xef\xbb\xbf"), false }, { "^\\S$", BYTES("\xe2\x80\x8b"), true },
	{ "a\\Sb", BYTES("a b"), false },         { "^[^\\S]$", BYTES(" "), true },
	{ "^[\\S]$", BYTES(" "), false },         { "^[\\D]$", BYTES("d"), true },
	{ "\\bMap\\b", BYTES("a Map of"), true }, { "\\bMap\\b", BYTES("WeakMap"), false },
	{ "a\\Bb", BYTES("ab"), true },            { "a\\B", BYTES("a"), false },
	{ "^\\W$", BYTES("-"), true },             { "^\\W$", BYTES("a"), false },
	{ "\\bMap", BYTES("\xc3\xa9Map"), true }, { "^[\\w.\\-]+$", BYTES("a.b-c"), true },
	{ "^[\\w.\\-]+$", BYTES("a\\b"), false }, { "^[\\s\\d]+$", BYTES("1 2"), true },
	{ "[\\]]", BYTES("a]"), true },           { "[\\]]", BYTES("a\\"), false },
	{ "^[\\\\]$", BYTES("\\"), true },        { "^[a\\-c]+$", BYTES("a-c"), true },
	{ "^[a\\-c]+$", BYTES("b"), false },      { "^[a-c]+$", BYTES("abc"), true },
	{ "^[\\d-z]+$", BYTES("1-z"), true },     { "^[\\d-z]+$", BYTES("y"), false },
	{ "^[a-\\d]+$", BYTES("a-1"), true },     { "^[\\d-a-z]+$", BYTES("b"), false },
	{ "[\\^]", BYTES("a"), false },           { "[\\^]", BYTES("^"), true },
	{ "[\\^-]", BYTES("-"), true },           { "[\\^-a]", BYTES("b"), false },
	{ "[\\^-a]", BYTES("_"), true },          { "^[a^]+$", BYTES("^a"), true },
	{ "^[[:]+$", BYTES("[:"), true },         { "^[[:alpha:]]+$", BYTES("abc"), false },
	{ "^[[:alpha:]]+$", BYTES("a]]"), true }, { "^[\\b]$", BYTES("\b"), true },
	{ "^(?:ab)+$", BYTES("abab"), true },     { "^(?<name>ab)+$", BYTES("abab"), true },
	{ "^a+?b$", BYTES("aab"), true },         { "^a+?b$", BYTES("b"), false },
	{ "^a*?b??$", BYTES("aab"), true },       { "^a{2,}?$", BYTES("a"), false },
	{ "^{title", BYTES("{title}"), true },    { "^{a, b}$", BYTES("{a, b}"), true },
	{ "x{2}", BYTES("xx"), true },            { "x{2}", BYTES("x{2}"), false },
	{ "x{,2}", BYTES("x{,2}"), true },        { "x{1", BYTES("x{1"), true },
	{ "\\u00e9", BYTES("caf\xc3\xa9"), true }, { "\\xe9", BYTES("caf\xc3\xa9"), true },
	{ "\\u0041\\x42", BYTES("AB"), true },    { "\\u002e", BYTES("x"), false },
	{ "^\\u{3}$", BYTES("uuu"), true },       { "^\\x4$", BYTES("x4"), true },
	{ "^\\xag$", BYTES("xag"), true },        { "^\\x4/$", BYTES("x4/"), true },
	{ "\\ud83d\\ude00", BYTES("\xf0\x9f\x98\x80"), true },
	{ "[\\u00e0-\\u00ff]", BYTES("\xc3\xa9"), true },
	{ "^[\\u4e00-\\u9fff]+$", BYTES("\xe6\xbc\xa2\xe5\xad\x97"), true },
	{ "[^\\x00-\\x7f]", BYTES("caf\xc3\xa9"), true },
	{ "[^\\x00-\\x7f]", BYTES("cafe"), false },
	{ "^[z-\\u00e9]+$", BYTES("z\xc3\xa9"), true }, { "^[z-\\u00e9]+$", BYTES("y"), false },
	{ "a\\tb\\nc", BYTES("a\tb\nc"), true },  { "^a\\/b$", BYTES("a/b"), true },
	{ "\\<a\\>", BYTES("<a>"), true },        { "^(get|set)\\w*$", BYTES("getName"), true },
	{ "a", BYTES(""), false },                { "a?", BYTES(""), true },
	{ "a|b", BYTES("b"), true },              { "^[^\\d]$", BYTES("x"), true },
	/* of PCRE2's own, letters here */
	{ "^\\A\\z\\Z\\G\\K\\R\\X\\N$", BYTES("AzZGKRXN"), true },
	{ "^\\h\\H\\V$", BYTES("hHV"), true },
	{ "^\\v$", BYTES("\v"), true },           { "^\\v$", BYTES("\n"), false },
	{ "^\\Q.\\E$", BYTES("QxE"), true },      { "^\\a\\e\\g\\k$", BYTES("aegk"), true },
	{ "^\\p{L}$", BYTES("p{L}"), true },      { "^\\p{L}$", BYTES("a"), false },
	/* by number */
	{ "^a\\0b$", BYTES("a\0b"), true },       { "^\\101\\7\\8$", BYTES("A\a" "8"), true },
	{ "^\\400$", BYTES(" 0"), true },         { "^[\\101]$", BYTES("A"), true },
	{ "^\\cA\\cz$", BYTES("\x01\x1a"), true }, { "^\\c1$", BYTES("\\c1"), true },
	{ "^[\\c_]$", BYTES("\x1f"), true },      { "^\\c_$", BYTES("\\c_"), true },
	{ "^[\\c1]$", BYTES("\x11"), true },      { "^[\\c*]+$", BYTES("\\c*"), true },
	/* back, ahead and behind */
	{ "^(a|b)\\1$", BYTES("bb"), true },      { "^(a|b)\\1$", BYTES("ab"), false },
	{ "^(?<q>['\"])x\\k<q>$", BYTES("'x'"), true },
	{ "^(?<q>['\"])x\\k<q>$", BYTES("'x\""), false },
	{ "^(a)(?<long>b)(?<n>c)\\k<n>$", BYTES("abcc"), true },
	{ "^(?<$_\xc3\xa9" "1>a)\\k<$_\xc3\xa9" "1>$", BYTES("aa"), true },
	{ "^(a\\1)$", BYTES("a"), true },         { "^\\2(a)(b)$", BYTES("ab"), true },
	{ "^(?:(a)|b)\\1{2}$", BYTES("b"), true }, { "^(.)[(]\\1\\2$", BYTES("a(a\x02"), true },
	{ "^(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)\\10$", BYTES("abcdefghijj"), true },
	{ "a(?=b)", BYTES("ab"), true },          { "a(?!b)", BYTES("ab"), false },
	{ "(?<=\\$)\\d", BYTES("$1"), true },     { "(?<!a)b", BYTES("ab"), false },
	{ "^(?=a)*a$", BYTES("a"), true },
};

START_TEST(a_regular_expression_matches_what_it_does_in_javascript)
{
	ck_assert_msg(matches(regexes[_i].pattern, regexes[_i].text, false) == regexes[_i].matches,
		      "%s", regexes[_i].pattern);
}
END_TEST

static const struct {
	const char *pattern;
	struct text text;
	bool matches; /* with the flag i; none does without */
} folded[] = {
	{ "^a[b-d]$", BYTES("AC"), true },
	{ "^A[B-D]$", BYTES("ac"), true },
	{ "^\\x61\\u0062$", BYTES("AB"), true },
	{ "^\xc3\xa9$", BYTES("\xc3\x89"), true },
	/* y with diaeresis, far away */
	{ "^[\\u00e0-\\u00ff]+$", BYTES("\xc3\x89\xc5\xb8"), true },
	{ "^[^\\u0430-\\u044f]$", BYTES("\xd0\xaf"), false },
	{ "^\xcf\x83$", BYTES("\xcf\x82"), true },                   /* final sigma */
	{ "^k$", BYTES("\xe2\x84\xaa"), false },                     /* Kelvin */
	{ "^[a-z]$", BYTES("\xc5\xbf"), false },                     /* long s */
	{ "^\\w$", BYTES("\xc5\xbf"), false },
	/* sharp s, two in upper case */
	{ "^\xc3\x9f$", BYTES("\xe1\xba\x9e"), false },
	{ "^\\u{2}$", BYTES("UU"), true },
	{ "^(a)\\1$", BYTES("Aa"), true },
	{ "^[\\0-\\x60]$", BYTES("a"), true },
	{ "^[Z-a]b$", BYTES("AB"), true },
};

START_TEST(a_regular_expression_folds_case_as_javascript_does_if_asked)
{
	ck_assert_msg(matches(folded[_i].pattern, folded[_i].text, true) == folded[_i].matches,
		      "%s", folded[_i].pattern);
	if (folded[_i].matches)
		ck_assert_msg(!matches(folded[_i].pattern, folded[_i].text, false), "%s",
			      folded[_i].pattern);
}
END_TEST

static const char *const usual_regexes[] = {
	"", "x", "^Session$", ".*", ".*?", "a|b|c", "(foo|bar)+baz?",
	"^(get|set)[A-Z][A-Za-z0-9_]*$",
	"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
	("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]+)?)?"
	 "(Z|[-+][0-9]{2}:?[0-9]{2})$"),
	"^(([0-9]{1,3})\\.){3}[0-9]{1,3}$", "(([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}|::1)",
	"[a-z0-9._%+-]+@[a-z0-9.-]+\\.[a-z]{2,6}",
	"^/api/v[0-9]+/(users|orders)(/[0-9]+)?(\\?.*)?$",
	"(\\s*\\w+\\s*,?)*", "(a*b*c*)*", "((a*)*)*", "\\b(Map|Set)\\b", "x{500}", "(ab?){2,40}",
	"a+b+c+d+e+f+g+h+i+j+k+l+m+n+o+p+", "[\\]*+?{}()]", "\\(\\(\\(\\*\\+\\?",
	"((((((((((((((((((((((((((((((((x))))))))))))))))))))))))))))))))",
};

START_TEST(a_regular_expression_as_people_write_it_is_taken)
{
	matches(usual_regexes[_i], TEXT("anything"), false);
}
END_TEST

static const struct {
	const char *pattern, *said; /* up to where the library's own words begin */
} wrong_regexes[] = {
	{ "a(b", "/a(b/: a ( is not closed" },
	{ "a)b", "/a)b/: a ) closes nothing" },
	{ "[a", "/[a/: a [ is not closed" },
	{ "[^", "/[^/: a [ is not closed" },
	{ "a\\", "/a\\/: it ends in a backslash" },
	{ "[\\", "/[\\/: it ends in a backslash" },
	{ "[a-", "/[a-/: a [ is not closed" },
	{ "[z-a]", "/[z-a]/: a range in a set is out of order" },
	{ "[z-ab]", "/[z-ab]/: a range in a set is out of order" },
	{ "a**", "/a**/: there is nothing to repeat" },
	{ "x++", "/x++/: there is nothing to repeat" },
	{ "a{99}{99}{99}", "/a{99}{99}{99}/: there is nothing to repeat" },
	{ "(*UTF)a", "/(*UTF)a/: there is nothing to repeat" },
	{ "^*", "/^*/: there is nothing to repeat" },
	{ "(?<=a)*", "/(?<=a)*/: there is nothing to repeat" },
	{ "a|{2}", "/a|{2}/: there is nothing to repeat" },
	{ "[]*+?{}()]", "/[]*+?{}()]/: there is nothing to repeat" },
	{ "(?i)a", "/(?i)a/: a (? is none of JavaScript's" },
	{ "(?R)", "/(?R)/: a (? is none of JavaScript's" },
	{ "(?#a)", "/(?#a)/: a (? is none of JavaScript's" },
	{ "(?", "/(?/: a (? is none of JavaScript's" },
	{ "(?<>a)", "/(?<>a)/: a group's name is none" },
	{ "(?<1>a)", "/(?<1>a)/: a group's name is none" },
	{ "(?<a", "/(?<a/: a group's name is none" },
	{ "(?<a>x)\\k<b>", "/(?<a>x)\\k<b>/: it refers back to no group" },
	{ "(?<a>x)\\k", "/(?<a>x)\\k/: it refers back to no group" },
	{ "a{2,1}", "/a{2,1}/: " },
	{ "a{70000}", "/a{70000}/: " },
	{ "a{99999999999999999999}", "/a{99999999999999999999}/: " },
	{ "(?<=a+)b", "/(?<=a+)b/: " },
	/* what would take all memory */
	{ "(((x{30}){30}){30}){30}", "/(((x{30}){30}){30}){30}/: it repeats too much" },
	{ "(?:abcdefgh){2000}", "/(?:abcdefgh){2000}/: it repeats too much" },
	{ "(?:abcdefgh){3000}", "/(?:abcdefgh){3000}/: it repeats too much" },
};

START_TEST(what_is_no_regular_expression_is_named)
{
	struct error error = { 0 };

	ck_assert_ptr_null(text_regex_new(text_of(wrong_regexes[_i].pattern), false, &error));
	ck_assert(error.kind == ERROR_USAGE);
	ck_assert_msg(strncmp(error.message, wrong_regexes[_i].said,
			      strlen(wrong_regexes[_i].said)) == 0, "%s", error.message);
	ck_assert(strlen(error.message) > strlen(wrong_regexes[_i].pattern) + 4);
}
END_TEST

/* The same again and again. */
static struct text
repeated(const char *part, size_t times)
{
	size_t length = strlen(part);
	char *at = malloc(length * times);

	ck_assert_ptr_nonnull(at);
	for (size_t i = 0; i < times; i++)
		memcpy(at + i * length, part, length);
	return (struct text){ at, length * times };
}

START_TEST(a_regular_expression_that_is_too_large_is_refused)
{
	static const struct {
		const char *part;
		const char *said;
	} cases[] = {
		{ "(", ": its groups are too deep" },
		{ "abcdefgh", ": it is too long" },
		{ "[\\0-\\uffff]", ": it is too long" }, /* capital letters one by one */
		{ "[\\0-\\uffff", ": it is too long" },  /* all in one set */
		{ "a{9}b*", ": it is too long" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct text pattern = repeated(cases[i].part, 5000);
		struct error error = { 0 };

		ck_assert_ptr_null(text_regex_new(pattern, true, &error));
		ck_assert(error.kind == ERROR_USAGE);
		ck_assert_msg(strstr(error.message, cases[i].said) != NULL, "%s", error.message);
		free((char *)pattern.at);
	}
}
END_TEST

static const struct {
	const char *pattern, *part;
} costly[] = {
	{ "^(a+)+$", "a" },             /* ways double with each letter */
	{ "^(a|aa)+$", "a" },
	{ "^(a|aa){9,999}$", "a" },
	{ "[^c]*a*[bcd]$", "a" },       /* from each place to the end, twice */
	{ ".*[^c]*[x-z]", "foo" },
	{ "^(a*)\\1[bc]", "a" },
	{ "(?=(a+))\\1a*[!?]", "a" },
	{ "(\\w|\\s|\xc3\xa9)*[?!]$", "a \xc3\xa9" },
	/* ways double with each choice, from each place */
	{ "(a|a){14}[bc]", "a" },
	{ "a?a?a?a?a?a?a?a?a?a?a?a?a?a?[bc]", "a" },
	{ "a{0,9}a{0,9}a{0,9}a{0,9}[bc]", "a" },
	/* to the end and back, from each place */
	{ "^(?:(?![^.]*[xy])a)*[bc]", "a" },
	{ "(?=a+[bc]).", "a" },
	/* much that is repeated, from each place */
	{ "a{60000}[bc]", "a" },
};

static void
check_costly(const char *expression, const char *part)
{
	struct text text = repeated(part, 500000), pattern = text_of(expression);
	struct error error = { 0 };
	struct text_regex *regex = text_regex_new(pattern, false, &error);
	char said[200];
	bool matches;

	((char *)text.at)[text.length - 1] = '.';
	ck_assert_msg(regex != NULL, "%s", error.message);
	ck_assert_msg(!text_regex_match(regex, text, &matches, &error), "%s", pattern.at);
	ck_assert(error.kind == ERROR_LIMIT);
	snprintf(said, sizeof said, "/%s/: too costly on a text of ", pattern.at);
	ck_assert_msg(strncmp(error.message, said, strlen(said)) == 0, "%s", error.message);
	ck_assert_str_eq(error.message + strlen(error.message) - 4, "\"...");
	/* and goes on with the next */
	ck_assert(text_regex_match(regex, TEXT("-"), &matches, NULL) && !matches);
	text_regex_free(regex);
	free((char *)text.at);
}

START_TEST(what_would_take_longer_than_anyone_waits_is_told)
{
	check_costly(costly[_i].pattern, costly[_i].part);
}
END_TEST

/* Machine code knows that it has been there; what is slower goes to the end from each place. */
static const char *const slow[] = { "\\w+[!?]", "^(a|aa)+$", "(a|a){14}[bc]", "(?=a+[bc])." };

START_TEST(what_takes_long_without_machine_code_is_told)
{
	check_costly(slow[_i], "a");
}
END_TEST

START_TEST(what_many_texts_take_together_is_told)
{
	struct text text = repeated("a", 60);
	struct error error = { 0 };
	struct text_regex *regex = text_regex_new(TEXT("a*a*a*a*a*b"), false, &error);
	size_t count = 0;
	bool matches;

	ck_assert_msg(regex != NULL, "%s", error.message);
	memcpy((char *)text.at + 58, ".b", 2); /* the last of all places matches */
	while (count < 1000000 && text_regex_match(regex, text, &matches, &error))
		count++;
	ck_assert_uint_gt(count, 10);
	ck_assert_uint_lt(count, 100000);
	ck_assert(error.kind == ERROR_LIMIT);
	ck_assert_str_eq(error.message, "/a*a*a*a*a*b/: too costly on so many texts");
	text_regex_free(regex);
	free((char *)text.at);
}
END_TEST

START_TEST(a_match_ends_when_it_is_cancelled)
{
	struct text text = repeated("a", 5000);
	struct error error = { 0 };
	struct text_regex *regex = text_regex_new(TEXT("a*a*a*a*a*b"), false, &error);
	struct progress progress = { .phase = "Searching" };
	bool matches;

	ck_assert_msg(regex != NULL, "%s", error.message);
	memcpy((char *)text.at + text.length - 2, ".b", 2);
	progress_cancel(&progress);
	text_regex_watch(regex, &progress);
	ck_assert(!text_regex_match(regex, text, &matches, &error));
	ck_assert_msg(error.kind == ERROR_CANCELLED, "%s", error.message);
	text_regex_free(regex);
	free((char *)text.at);
}
END_TEST

START_TEST(a_long_text_is_looked_through)
{
	static const struct {
		const char *pattern;
		bool matches;
	} cases[] = {
		{ "foo.*bar", false }, { "\\w+Error", false }, { "^(?:a|b)*\\.$", true },
		{ "a+\\.$", true },    { "[^.]+$", false },    { "A\\.$", false },
	};
	struct text text = repeated("a", 100000);

	((char *)text.at)[text.length - 1] = '.';
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		ck_assert_msg(matches(cases[i].pattern, text, false) == cases[i].matches, "%s",
			      cases[i].pattern);
	ck_assert(matches("A\\.$", text, true));
	free((char *)text.at);
}
END_TEST

/* A character of random length, or what is none. */
static size_t
random_bytes(uint64_t *random, char out[4])
{
	static const struct text some[] = {
		BYTES("a"), BYTES("z"), BYTES("Q"), BYTES("\0"), BYTES("\xc3\xa9"),
		BYTES("\xc5\xbf"),
		BYTES("\xe2\x82\xac"), BYTES("\xed\xa0\xbd"), BYTES("\xf0\x9f\x98\x80"),
		BYTES("\xff"),
		BYTES("\xc0"), BYTES("\xc3"), BYTES("\xe2\x82"),
	};
	struct text one = some[random_below(random, sizeof some / sizeof *some)];

	if (random_below(random, 4) > 0)
		one = some[random_below(random, 3)];
	memcpy(out, one.at, one.length);
	return one.length;
}

START_TEST(units_are_those_of_the_characters_one_by_one)
{
	uint64_t random = 5;
	struct utf16 units = { 0 };

	for (int round = 0; round < 20000; round++) {
		bool fold_case = round % 2;
		char bytes[100];
		struct text text = { bytes, 0 };
		size_t most = random_below(&random, sizeof bytes - 4), at = 0;

		while (text.length < most)
			text.length += random_bytes(&random, bytes + text.length);
		utf16_set(&units, text, fold_case);
		for (size_t i = 0, length; i < text.length; i += length) {
			uint32_t c =
				text_next((struct text){ bytes + i, text.length - i }, &length);

			if (c > 0xffff)
				ck_assert_uint_eq(units.at[at++], 0xd800 + ((c - 0x10000) >> 10));
			ck_assert_uint_eq(units.at[at++], c > 0xffff ? 0xdc00 + (c & 0x3ff)
							  : fold_case ? text_fold(c) : c);
		}
		ck_assert_uint_eq(at, units.length);
	}
	utf16_release(&units);
}
END_TEST

static TCase *
matching_tests(const char *name)
{
	TCase *tests = tcase_create(name);

	tcase_add_loop_test(tests, a_regular_expression_matches_what_it_does_in_javascript, 0,
			    (int)(sizeof(regexes) / sizeof(*regexes)));
	tcase_add_loop_test(tests, a_regular_expression_folds_case_as_javascript_does_if_asked, 0,
			    (int)(sizeof(folded) / sizeof(*folded)));
	return tests;
}

Suite *
check_text_regex(void)
{
	Suite *suite = suite_create("text_regex");
	TCase *tests = matching_tests("text_regex");
	TCase *elsewhere = matching_tests("no_machine_code");

	tcase_add_loop_test(tests, a_regular_expression_as_people_write_it_is_taken, 0,
			    (int)(sizeof(usual_regexes) / sizeof(*usual_regexes)));
	tcase_add_loop_test(tests, what_is_no_regular_expression_is_named, 0,
			    (int)(sizeof(wrong_regexes) / sizeof(*wrong_regexes)));
	tcase_add_test(tests, a_regular_expression_that_is_too_large_is_refused);
	tcase_add_test(tests, what_many_texts_take_together_is_told);
	tcase_add_test(tests, a_match_ends_when_it_is_cancelled);
	tcase_add_loop_test(tests, what_would_take_longer_than_anyone_waits_is_told, 0,
			    (int)(sizeof(costly) / sizeof(*costly)));
	tcase_add_test(tests, a_long_text_is_looked_through);
	tcase_add_test(tests, units_are_those_of_the_characters_one_by_one);
	suite_add_tcase(suite, tests);
	tcase_add_loop_test(elsewhere, what_takes_long_without_machine_code_is_told, 0,
			    (int)(sizeof(slow) / sizeof(*slow)));
	tcase_add_checked_fixture(elsewhere, leave_known_machines, return_to_known_machines);
	suite_add_tcase(suite, elsewhere);
	return suite;
}
