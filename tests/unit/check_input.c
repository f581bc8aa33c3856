#include "config.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef HAVE_ZSTD
#include <zstd.h>
#endif

#include "base/descriptor.h"
#include "base/memory.h"
#include "heap/input.h"
#include "unit/packed.h"
#include "unit/random.h"
#include "unit/suites.h"

enum { SIZE = 5000011 };

static char path[] = "/tmp/heaptui-input-XXXXXX";
static char *bytes;

/* Text that shrinks, but not to nothing. */
static void
set_up(void)
{
	uint64_t seed = 1;
	int file;

	strcpy(path + sizeof(path) - 7, "XXXXXX");
	file = mkstemp(path);
	ck_assert_int_ge(file, 0);
	close(file);
	bytes = xmalloc(SIZE);
	for (size_t i = 0; i < SIZE; i++)
		bytes[i] = (char)('0' + random_below(&seed, 10));
}

static void
tear_down(void)
{
	unlink(path);
	free(bytes);
}

static void
write_file(const void *content, size_t length)
{
	FILE *file = fopen(path, "wb");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(content, 1, length, file), length);
	ck_assert_int_eq(fclose(file), 0);
}

/* Reads all in pieces of a size that divides nothing. */
static void
check_content(struct input *input, size_t expected)
{
	enum { PIECE = 99991 };
	char *piece = xmalloc(PIECE);
	struct error error = { .kind = ERROR_NONE };
	size_t at = 0, got;

	do {
		ck_assert_msg(input_read(input, piece, PIECE, &got, &error), "%s", error.message);
		ck_assert_uint_le(at + got, expected);
		ck_assert_mem_eq(piece, bytes + at, got);
		at += got;
	} while (got > 0);
	ck_assert_uint_eq(at, expected);
	free(piece);
}

static struct input *
open_checked(unsigned threads)
{
	struct error error = { .kind = ERROR_NONE };
	struct input *input = input_open(path, threads, NULL, &error);

	ck_assert_msg(input != NULL, "%s", error.message);
	return input;
}

START_TEST(a_plain_file_is_read_in_order_and_anywhere)
{
	struct input *input;
	char piece[100];
	size_t got;

	write_file(bytes, SIZE);
	input = open_checked(2);
	ck_assert(input_is_seekable(input));
	ck_assert_uint_eq(input_size(input), SIZE);
	check_content(input, SIZE);
	ck_assert(input_read_at(input, 12345, piece, sizeof(piece), &got, NULL));
	ck_assert_uint_eq(got, sizeof(piece));
	ck_assert_mem_eq(piece, bytes + 12345, sizeof(piece));
	ck_assert(input_read_at(input, SIZE - 3, piece, sizeof(piece), &got, NULL));
	ck_assert_uint_eq(got, 3);
	ck_assert(input_read_at(input, SIZE + 3, piece, sizeof(piece), &got, NULL));
	ck_assert_uint_eq(got, 0);
	ck_assert(input_unchanged(input, NULL));
	input_close(input);
}
END_TEST

#ifdef HAVE_ZLIB
START_TEST(gzip_is_told_by_content_and_decompressed)
{
	char *packed = xmalloc(SIZE);
	size_t length = packed_gzip(packed, SIZE, bytes, SIZE / 2);
	struct input *input;

	length += packed_gzip(packed + length, SIZE - length, bytes + SIZE / 2, SIZE - SIZE / 2);
	write_file(packed, length);
	free(packed);
	input = open_checked((unsigned)_i);
	ck_assert(!input_is_seekable(input));
	ck_assert_int_eq(input_compression(input), COMPRESSION_GZIP);
	check_content(input, SIZE);
	ck_assert_uint_eq(input_consumed(input), length);
	ck_assert_uint_eq(input_disk_size(input), length);
	input_close(input);
}
END_TEST

/* What comes before the place where the data ends is given out first. */
START_TEST(cut_gzip_is_an_error_after_what_is_whole)
{
	char *packed = xmalloc(SIZE), *out = xmalloc(SIZE);
	size_t length = packed_gzip(packed, SIZE, bytes, SIZE), got, at = 0;
	struct error error = { .kind = ERROR_NONE };
	struct input *input;

	write_file(packed, length * 2 / 3);
	free(packed);
	input = open_checked((unsigned)_i);
	while (input_read(input, out + at, 100000, &got, &error) && got > 0)
		at += got;
	ck_assert_uint_gt(at, SIZE / 2);
	ck_assert_mem_eq(out, bytes, at);
	ck_assert_int_eq(error.kind, ERROR_FORMAT);
	ck_assert_ptr_nonnull(strstr(error.message, "ends too early"));
	/* who asks for nothing gets it */
	ck_assert(input_read(input, out, 0, &got, NULL));
	ck_assert_uint_eq(got, 0);
	free(out);
	input_close(input);
}
END_TEST

/* At every byte near the one where a buffer is full: there the last bytes may hold more than it
 * has room for. */
START_TEST(gzip_may_be_cut_where_a_buffer_ends)
{
	enum { BUFFER = 1 << 20, ALL = BUFFER + BUFFER / 2, AROUND = 60 };
	char *packed = xmalloc(BUFFER), *out = xmalloc(ALL);
	size_t length, middle;

	memset(bytes, '0', ALL);
	length = packed_gzip(packed, BUFFER, bytes, ALL);
	middle = length / 3 * 2;
	for (size_t cut = middle - AROUND; cut < middle + AROUND; cut++) {
		struct error error = { .kind = ERROR_NONE };
		struct input *input;
		size_t got, at = 0;

		write_file(packed, cut);
		input = open_checked((unsigned)_i);
		while (input_read(input, out + at, ALL - at, &got, &error) && got > 0)
			at += got;
		ck_assert_uint_gt(at, BUFFER / 2);
		ck_assert_uint_lt(at, ALL);
		ck_assert_int_eq(memcmp(out, bytes, at), 0);
		ck_assert_int_eq(error.kind, ERROR_FORMAT);
		ck_assert_ptr_nonnull(strstr(error.message, "ends too early"));
		input_close(input);
	}
	free(out);
	free(packed);
}
END_TEST

/* Only what grows many times over is suspicious, however large it is. */
START_TEST(a_large_file_that_shrinks_as_others_do_is_read_whole)
{
	enum { PART = 1 << 20, PARTS = 66 };
	char *packed = xmalloc(PART), *part = xmalloc(PART);
	struct error error = { .kind = ERROR_NONE };
	FILE *file = fopen(path, "wb");
	struct input *input;
	size_t length, got;

	memset(bytes + PART / 16, '0', PART - PART / 16);
	length = packed_gzip(packed, PART, bytes, PART);
	ck_assert_uint_lt(PART / length, 100);
	for (int i = 0; i < PARTS; i++)
		ck_assert_uint_eq(fwrite(packed, 1, length, file), length);
	ck_assert_int_eq(fclose(file), 0);
	input = open_checked(2);
	for (int i = 0; i < PARTS; i++) {
		ck_assert_msg(input_read(input, part, PART, &got, &error), "%s", error.message);
		ck_assert_uint_eq(got, PART);
		ck_assert_int_eq(memcmp(part, bytes, PART), 0);
	}
	ck_assert_msg(input_read(input, part, PART, &got, &error), "%s", error.message);
	ck_assert_uint_eq(got, 0);
	input_close(input);
	free(part);
	free(packed);
}
END_TEST

/* Whoever closes in the middle does not wait for the rest. */
START_TEST(a_compressed_input_may_be_closed_at_any_time)
{
	char *packed = xmalloc(SIZE), some[10];
	size_t length = packed_gzip(packed, SIZE, bytes, SIZE), got;
	struct input *input;

	write_file(packed, length);
	free(packed);
	input = open_checked(2);
	input_close(input);
	input = open_checked(2);
	ck_assert(input_read(input, some, sizeof(some), &got, NULL));
	input_close(input);
}
END_TEST
#endif

#ifdef HAVE_ZSTD
START_TEST(zstd_is_told_by_content_and_decompressed)
{
	size_t room = ZSTD_compressBound(SIZE);
	char *packed = xmalloc(room);
	size_t length = ZSTD_compress(packed, room, bytes, SIZE, 1);
	struct input *input;

	write_file(packed, length);
	free(packed);
	input = open_checked((unsigned)_i);
	ck_assert_int_eq(input_compression(input), COMPRESSION_ZSTD);
	check_content(input, SIZE);
	input_close(input);
}
END_TEST
#endif

#ifdef HAVE_ZSTD
/* Of the last block only the beginning found room. */
START_TEST(what_a_block_holds_beyond_the_room_there_was_comes_next)
{
	enum { FIRST = 100000, ALL = (1 << 20) + 50000 };
	size_t room = ZSTD_compressBound(ALL);
	char *packed = xmalloc(room);
	size_t length = ZSTD_compress(packed, room, bytes, FIRST, 1);
	struct input *input;

	length += ZSTD_compress(packed + length, room - length, bytes + FIRST, ALL - FIRST, 1);
	write_file(packed, length);
	free(packed);
	input = open_checked((unsigned)_i);
	check_content(input, ALL);
	input_close(input);
}
END_TEST
#endif

static void
check_refused(const char *name, const char *message)
{
	struct error error = { .kind = ERROR_NONE };

	ck_assert_ptr_null(input_open(name, 1, NULL, &error));
	ck_assert_int_eq(error.kind, ERROR_FILE);
	ck_assert_msg(strstr(error.message, message) != NULL, "%s", error.message);
}

START_TEST(only_regular_files_are_opened_by_name)
{
	check_refused("/", "is a directory");
	check_refused("/dev/null", "is a device");
	check_refused("/nowhere/at/all", "No such file");
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	check_refused(path, "is a named pipe");
}
END_TEST

/* Puts a descriptor where standard input is. */
static void
become_standard_input(int descriptor)
{
	ck_assert_int_eq(dup2(descriptor, STDIN_FILENO), STDIN_FILENO);
	close(descriptor);
}

START_TEST(standard_input_may_be_a_pipe)
{
	struct input *input;
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(write(ends[1], bytes, 60000), 60000);
	close(ends[1]);
	become_standard_input(ends[0]);
	input = input_open("-", 2, NULL, NULL);
	ck_assert_ptr_nonnull(input);
	ck_assert(!input_is_seekable(input));
	check_content(input, 60000);
	input_close(input);
}
END_TEST

/* Standard input becomes a pipe, into which another process writes these bytes after a while. */
static pid_t
begin_pipe(const char *content, size_t length, long wait_ms)
{
	struct timespec wait = { .tv_nsec = wait_ms * 1000000 };
	int ends[2];
	pid_t writer;

	ck_assert_int_eq(pipe(ends), 0);
	writer = fork();
	ck_assert_int_ge(writer, 0);
	if (writer == 0) {
		size_t at = 0;
		ssize_t count = 1;

		close(ends[0]);
		nanosleep(&wait, NULL);
		for (; at < length && count > 0; at += (size_t)count)
			count = write(ends[1], content + at, length - at);
		_exit(at < length);
	}
	close(ends[1]);
	become_standard_input(ends[0]);
	return writer;
}

static void
check_pipe_ended(pid_t writer)
{
	int status;

	ck_assert_int_eq(waitpid(writer, &status, 0), writer);
	ck_assert_int_eq(status, 0);
}

START_TEST(a_pipe_that_has_nothing_yet_is_waited_for)
{
	struct progress progress = { .phase = NULL };
	pid_t writer = begin_pipe(bytes, 60000, 300);
	struct input *input = input_open("-", 2, NULL, NULL);

	ck_assert_ptr_nonnull(input);
	input_set_progress(input, &progress);
	check_content(input, 60000);
	input_close(input);
	check_pipe_ended(writer);
}
END_TEST

#ifdef HAVE_ZLIB
START_TEST(standard_input_may_be_a_pipe_of_compressed_bytes)
{
	char *packed = xmalloc(SIZE);
	pid_t writer = begin_pipe(packed, packed_gzip(packed, SIZE, bytes, SIZE), 0);
	struct input *input = input_open("-", (unsigned)_i, NULL, NULL);

	ck_assert_ptr_nonnull(input);
	ck_assert(!input_is_seekable(input));
	ck_assert_int_eq(input_compression(input), COMPRESSION_GZIP);
	check_content(input, SIZE);
	input_close(input);
	check_pipe_ended(writer);
	free(packed);
}
END_TEST
#endif

START_TEST(standard_input_that_is_a_file_is_as_good_as_its_name)
{
	struct input *input;

	write_file(bytes, SIZE);
	become_standard_input(open(path, O_RDONLY));
	input = input_open("-", 2, NULL, NULL);
	ck_assert_ptr_nonnull(input);
	ck_assert(input_is_seekable(input));
	check_content(input, SIZE);
	input_close(input);
}
END_TEST

START_TEST(opening_a_pipe_that_stalls_ends_when_cancelled)
{
	struct progress progress = { .phase = NULL };
	struct error error = { .kind = ERROR_NONE };
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(write(ends[1], bytes, 100), 100);
	become_standard_input(ends[0]);
	progress_cancel(&progress);
	ck_assert_ptr_null(input_open("-", 2, &progress, &error));
	ck_assert_int_eq(error.kind, ERROR_CANCELLED);
	close(ends[1]);
}
END_TEST

START_TEST(waiting_for_a_pipe_ends_when_cancelled)
{
	struct progress progress = { .phase = NULL };
	struct error error = { .kind = ERROR_NONE };
	struct input *input;
	char piece[8000];
	size_t got;
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(write(ends[1], bytes, 5000), 5000);
	become_standard_input(ends[0]);
	input = input_open("-", 2, NULL, NULL);
	input_set_progress(input, &progress);
	progress_cancel(&progress);
	ck_assert(!input_read(input, piece, sizeof(piece), &got, &error));
	ck_assert_int_eq(error.kind, ERROR_CANCELLED);
	input_close(input);
	close(ends[1]);
}
END_TEST

START_TEST(a_file_that_grows_or_shrinks_or_is_written_to_has_changed)
{
	struct error error = { .kind = ERROR_NONE };
	struct timespec times[2] = { { 1, 0 }, { 1, 0 } };
	struct input *input;
	char piece[10];
	size_t got;

	write_file(bytes, 1000);
	input = open_checked(1);
	ck_assert_int_eq(truncate(path, 1001), 0);
	ck_assert(!input_unchanged(input, &error));
	ck_assert_str_eq(error.message, "changed while it was read: 1000 bytes before, 1001 now");
	ck_assert_int_eq(truncate(path, 500), 0);
	error.kind = ERROR_NONE;
	ck_assert(!input_read_at(input, 600, piece, sizeof(piece), &got, &error));
	ck_assert_ptr_nonnull(strstr(error.message, "became shorter"));
	ck_assert_int_eq(truncate(path, 1000), 0);
	ck_assert_int_eq(utimensat(AT_FDCWD, path, times, 0), 0);
	ck_assert(!input_unchanged(input, NULL));
	input_close(input);
	/* in the same second */
	input = open_checked(1);
	times[1].tv_nsec = 5;
	ck_assert_int_eq(utimensat(AT_FDCWD, path, times, 0), 0);
	error.kind = ERROR_NONE;
	ck_assert(!input_unchanged(input, &error));
	ck_assert_str_eq(error.message, "changed while it was read");
	input_close(input);
}
END_TEST

START_TEST(standard_input_that_is_a_directory_is_refused_and_one_half_read_is_a_stream)
{
	struct error error = { .kind = ERROR_NONE };
	struct input *input;
	char piece[10];

	become_standard_input(open("/", O_RDONLY));
	ck_assert_ptr_null(input_open("-", 1, NULL, &error));
	ck_assert_str_eq(error.message, "is a directory");
	write_file(bytes, SIZE);
	become_standard_input(open(path, O_RDONLY));
	ck_assert_int_eq(read(STDIN_FILENO, piece, sizeof(piece)), sizeof(piece));
	input = input_open("-", 1, NULL, NULL);
	ck_assert_ptr_nonnull(input);
	ck_assert(!input_is_seekable(input));
	input_close(input);
}
END_TEST

START_TEST(few_bytes_are_no_compression)
{
	ck_assert_int_eq(compression_of("\x1f", 1), COMPRESSION_NONE);
	ck_assert_int_eq(compression_of("\x1f\x00", 2), COMPRESSION_NONE);
	ck_assert_int_eq(compression_of("\x1f\x8b", 2), COMPRESSION_GZIP);
	ck_assert_int_eq(compression_of("\x28\xb5\x2f", 3), COMPRESSION_NONE);
	ck_assert_int_eq(compression_of("\x28\xb5\x2f\xfd", 4), COMPRESSION_ZSTD);
	ck_assert_int_eq(compression_of("\x5a\x2a\x4d\x18", 4), COMPRESSION_ZSTD);
	ck_assert_int_eq(compression_of("\x5a\x2a\x4d\x19", 4), COMPRESSION_NONE);
	ck_assert_str_eq(compression_name(COMPRESSION_NONE), "");
}
END_TEST

START_TEST(a_failing_read_is_told)
{
	struct error error = { .kind = ERROR_NONE };
	struct input *input;
	char piece[10];
	size_t got;

	write_file(bytes, 1000);
	input = open_checked(1);
	descriptor_fail_at(2);
	ck_assert(input_read(input, piece, sizeof(piece), &got, &error));
	ck_assert(!input_read(input, piece, sizeof(piece), &got, &error));
	ck_assert_str_eq(error.message, "cannot read: Input/output error");
	ck_assert(input_read(input, piece, sizeof(piece), &got, NULL));
	input_close(input);
}
END_TEST

Suite *
check_input(void)
{
	Suite *suite = suite_create("input");
	TCase *tcase = tcase_create("input");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, few_bytes_are_no_compression);
	tcase_add_test(tcase,
		       standard_input_that_is_a_directory_is_refused_and_one_half_read_is_a_stream);
	tcase_add_test(tcase, a_plain_file_is_read_in_order_and_anywhere);
#ifdef HAVE_ZLIB
	tcase_add_loop_test(tcase, gzip_is_told_by_content_and_decompressed, 1, 3);
	tcase_add_loop_test(tcase, cut_gzip_is_an_error_after_what_is_whole, 1, 3);
	tcase_add_loop_test(tcase, gzip_may_be_cut_where_a_buffer_ends, 1, 3);
	tcase_add_test(tcase, a_large_file_that_shrinks_as_others_do_is_read_whole);
	tcase_add_test(tcase, a_compressed_input_may_be_closed_at_any_time);
	tcase_add_loop_test(tcase, standard_input_may_be_a_pipe_of_compressed_bytes, 1, 3);
#endif
#ifdef HAVE_ZSTD
	tcase_add_loop_test(tcase, zstd_is_told_by_content_and_decompressed, 1, 3);
	tcase_add_loop_test(tcase, what_a_block_holds_beyond_the_room_there_was_comes_next, 1, 3);
#endif
	tcase_add_test(tcase, only_regular_files_are_opened_by_name);
	tcase_add_test(tcase, standard_input_may_be_a_pipe);
	tcase_add_test(tcase, a_pipe_that_has_nothing_yet_is_waited_for);
	tcase_add_test(tcase, standard_input_that_is_a_file_is_as_good_as_its_name);
	tcase_add_test(tcase, waiting_for_a_pipe_ends_when_cancelled);
	tcase_add_test(tcase, opening_a_pipe_that_stalls_ends_when_cancelled);
	tcase_add_test(tcase, a_file_that_grows_or_shrinks_or_is_written_to_has_changed);
	tcase_add_test(tcase, a_failing_read_is_told);
	suite_add_tcase(suite, tcase);
	return suite;
}
