#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "heap/anonymize.h"
#include "heap/new_words.h"
#include "unit/suites.h"

static char path[] = "/tmp/heaptui-anonymize-XXXXXX";

static void
set_up(void)
{
	int file;

	strcpy(path + sizeof(path) - 7, "XXXXXX");
	file = mkstemp(path);
	ck_assert_int_ge(file, 0);
	close(file);
}

static void
tear_down(void)
{
	unlink(path);
}

/* The text rewritten: to be freed. */
static char *
anonymized(struct text text)
{
	struct input *input = input_of_memory(text.at, text.length);
	struct error error = { .kind = ERROR_NONE };
	char *out = xcalloc(1, text.length * 6 + 100);
	struct packed_file *file = packed_file_open(path, &error);
	FILE *written;

	ck_assert_ptr_nonnull(file);
	if (!anonymize(input, file, 1, NULL, &error))
		ck_abort_msg("%s", error.message);
	ck_assert(packed_file_commit(file, &error));
	input_close(input);
	written = fopen(path, "rb");
	ck_assert_ptr_nonnull(written);
	ck_assert_uint_le(fread(out, 1, text.length * 6 + 99, written), text.length * 6);
	fclose(written);
	return out;
}

static const struct {
	const char *text, *outcome; /* the same, as it is where the words stay */
} kept[] = {
	{ "{}", "{}" },
	{ "{\"", NULL },
	{ "{\"snapshot\":{\"meta\":{\"node_fields\":[\"self_size\"]},\"node_count\":1}}", NULL },
	{ "{\"nodes\":[1,2 ,\n-3.5e+7,true,null,false]}", NULL },
	{ "{\"strings\":[\"Object\",\"system / Context\",\"(GC roots)\",\"<div>\",\"\"]}", NULL },
	{ "{\"strings\":[\"HTMLDivElement\",\"native_context\",\"__proto__\",\"a\",\"12\"]}",
	  NULL },
	{ "{\"strings\":[\"\\\"\\\\\\u0007{}, ;\"]}", NULL },
	{ "\xef\xbb\xbf{\"strings\":[]}", "{\"strings\":[]}" },
};

START_TEST(the_engines_words_and_all_numbers_stay)
{
	const char *outcome = kept[_i].outcome != NULL ? kept[_i].outcome : kept[_i].text;
	char *out = anonymized(text_of(kept[_i].text));

	ck_assert_str_eq(out, outcome);
	free(out);
}
END_TEST

/* Every one of these has a secret in it, somewhere in its text. */
static const char *const secrets[] = {
	"{\"strings\":[\"secret\"]}",
	"{\"strings\":[\"system / Script / file:///home/secret/x.js\"]}",
	"{\"strings\":[\"<div id=\\\"secret\\\">\"]}",
	"{\"strings\":[\"se\\u0063ret\"]}",
	"{\"strings\":[\"7 / part of key (secret @5) -> value (secret @7) pair in "
	"WeakMap (table @3)\"]}",
	"{\"snapshot\":{\"title\":\"secret\",\"meta\":{}}}",
	"{\"other\":{\"secret\":\"secret\"}}",
	"{\"strings\":[\"secret",
	"{\"strings\":[\"a\",secret,\"b\"]}",
	"{\"strings\":[\"bad \x01 secret\"]}",
	"{\"strings\":[\"\\q secret\"]}",
	"{\"a\":\"x\"secret\"y\"}",
	("{\"strings\":[\"\xff" "secret\xff\"]}"),
	"{\"strings\":[\"<secret>\",\"Detached <secret x>\"]}",
	/* what only seems to be in the header */
	"{\"snapshot\":{\"meta\":{\"a\":\"\\q\"}},\"strings\":[\"secret\"]}",
	"{\"snapshot\":{\"meta\":{\"a\":[1},\"strings\":[\"secret\"]}",
	"{\"snapshot\":{\"meta\":{\"secret\":\"secret\"}},\"secret\":1}",
	"{\"snapsho\",\"secret\",\"secret\"]}",
};

START_TEST(nothing_of_a_program_is_left)
{
	char *out = anonymized(text_of(secrets[_i]));

	ck_assert_ptr_null(strstr(out, "secret"));
	ck_assert_msg(strstr(out, "cret") == NULL, "%s", out);
	free(out);
}
END_TEST

/* No more than that of a file of gigabytes of which no more was written. */
START_TEST(it_ends_at_a_nul)
{
	static const char outside[] = "{\"a\":[1,\0,2]}", inside[] = "{\"a\":\"zz\0yy\"}";
	char *out = anonymized((struct text){ outside, sizeof(outside) - 1 });

	ck_assert_str_eq(out, "{\"a\":[1,?");
	free(out);
	out = anonymized((struct text){ inside, sizeof(inside) - 1 });
	ck_assert_str_eq(out + 8, "\"?");
	free(out);
}
END_TEST

/* The message of a file that is not rewritten; `begun` is done with the file open. */
static struct error
refusal(struct text text, void (*begun)(const char *file))
{
	char read[] = "/tmp/heaptui-anonymize-read-XXXXXX";
	struct error error = { .kind = ERROR_NONE };
	int descriptor = mkstemp(read);
	struct packed_file *file;
	struct input *input;

	ck_assert_int_eq(write(descriptor, text.at, text.length), (ssize_t)text.length);
	close(descriptor);
	input = input_open(read, 1, NULL, &error);
	ck_assert_ptr_nonnull(input);
	file = packed_file_open(path, &error);
	ck_assert_ptr_nonnull(file);
	if (begun != NULL)
		begun(read);
	ck_assert(!anonymize(input, file, 1, NULL, &error));
	packed_file_abandon(file);
	input_close(input);
	unlink(read);
	return error;
}

START_TEST(what_is_no_snapshot_is_told_as_where_it_is_loaded)
{
	ck_assert_str_eq(refusal(TEXT(""), NULL).message, "is empty");
#ifdef HAVE_ZLIB
	ck_assert_str_eq(refusal(TEXT("\x1f\x8b\x08"), NULL).message,
			 "compressed data ends too early, after 3 bytes");
#endif
	ck_assert_str_eq(refusal(TEXT("<html>"), NULL).message,
			 "not a V8 heap snapshot (looks like HTML)");
}
END_TEST

static void
append(const char *file)
{
	FILE *appended = fopen(file, "ab");

	ck_assert_ptr_nonnull(appended);
	fputs(" ", appended);
	fclose(appended);
}

static void
shorten(const char *file)
{
	ck_assert_int_eq(truncate(file, 1), 0);
}

START_TEST(a_file_written_to_meanwhile_is_told)
{
	struct text text = TEXT("{\"strings\":[]}");

	ck_assert_str_eq(refusal(text, append).message,
			 "changed while it was read: 14 bytes before, 15 now");
	ck_assert_str_eq(refusal(text, shorten).message,
			 "became shorter while it was read: 14 bytes expected, 1 found");
}
END_TEST

START_TEST(words_keep_their_shape_and_stay_different)
{
	struct new_words words = { .seed = 7 };
	struct buffer out = { .at = NULL };
	char *copy;

	new_words_add(&words, &out,
		      TEXT("userName$1 = Hallo, userName$1; \xf0\x9f\x98\x80\xc3\xa9"));
	buffer_add_char(&out, '\0');
	copy = out.at;
	ck_assert_uint_eq(out.length - 1, strlen("userName$1 = Hallo, userName$1; xxx"));
	ck_assert_mem_eq(copy, copy + strlen("userName$1 = Hallo, "), strlen("userName$1"));
	ck_assert(copy[4] >= 'A' && copy[4] <= 'Z' && copy[8] == '$');
	ck_assert_mem_eq(copy + 10, " = ", 3);
	/* all 676 words of two small letters and more: most get one of their own */
	for (char a = 'a'; a <= 'z'; a++)
		for (char b = 'a'; b <= 'j'; b++)
			new_words_add(&words, &out, (struct text){ (char[]){ a, b }, 2 });
	ck_assert_uint_ge(words.used.count, 250);
	buffer_release(&out);
	new_words_release(&words);
}
END_TEST

START_TEST(ids_and_pairs_are_what_they_were)
{
	static const char pair[] = "{\"strings\":[\"17 / part of key (Abcde @51234567890) -> value "
				   "(Object @7) pair in WeakMap (table @3)\"]}";
	char *out = anonymized(text_of(pair));

	ck_assert_uint_eq(strlen(out), strlen(pair));
	ck_assert_ptr_nonnull(strstr(out, "\"17 / part of key ("));
	ck_assert_ptr_nonnull(strstr(out, " @51234567890) -> value (Object @7) pair in WeakMap "
					  "(table @3)\""));
	ck_assert_ptr_null(strstr(out, "Abcde"));
	free(out);
}
END_TEST

Suite *
check_anonymize(void)
{
	Suite *suite = suite_create("anonymize");
	TCase *tcase = tcase_create("anonymize");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, the_engines_words_and_all_numbers_stay, 0,
			    sizeof(kept) / sizeof(*kept));
	tcase_add_loop_test(tcase, nothing_of_a_program_is_left, 0,
			    sizeof(secrets) / sizeof(*secrets));
	tcase_add_test(tcase, it_ends_at_a_nul);
	tcase_add_test(tcase, what_is_no_snapshot_is_told_as_where_it_is_loaded);
	tcase_add_test(tcase, a_file_written_to_meanwhile_is_told);
	tcase_add_test(tcase, words_keep_their_shape_and_stay_different);
	tcase_add_test(tcase, ids_and_pairs_are_what_they_were);
	suite_add_tcase(suite, tcase);
	return suite;
}
