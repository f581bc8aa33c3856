/*
 * The program killed while it writes: the old file or the new one is there, whole, and what is left
 * beside it does no harm.
 *
 *	kills [--count=N] [--seed=S]
 *
 * SIGKILL comes at N random moments of writing a report, an index, and marks.  What changes with
 * the seed are the moments.
 */

#include "config.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "ui/pty.h"
#include "ui/tap.h"
#include "unit/random.h"

enum { PATH_LENGTH = 4096, LETTERS = 26 };

static const char *program;
static uint64_t random_state;
static const char *folder;
static char sample[PATH_LENGTH];

static char *
read_file(const char *path, size_t *length)
{
	FILE *file = fopen(path, "rb");
	char *bytes = NULL;
	size_t got;

	*length = 0;
	if (file == NULL)
		return NULL;
	do {
		bytes = realloc(bytes, *length + 65537);
		if (bytes == NULL)
			tap_bail("no memory");
		got = fread(bytes + *length, 1, 65536, file);
		*length += got;
	} while (got > 0);
	bytes[*length] = '\0';
	fclose(file);
	return bytes;
}

static void
write_file(const char *path, const char *contents)
{
	FILE *file = fopen(path, "w");

	if (file == NULL || fputs(contents, file) < 0 || fclose(file) != 0)
		tap_bail(path);
}

/* Runs the program; kills it after so many milliseconds, if they are not negative.  Returns
 * how long it ran. */
static double
run(const char *const *arguments, double kill_after, int *status)
{
	double begun = pty_clock();
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child == 0) {
		if (freopen("/dev/null", "w", stdout) == NULL)
			_exit(126);
		execv(program, (char *const *)(uintptr_t)arguments);
		_exit(127);
	}
	if (kill_after >= 0) {
		struct timespec rest = { (time_t)(kill_after / 1000),
					 (long)(kill_after * 1e6) % 1000000000 };

		nanosleep(&rest, NULL);
		kill(child, SIGKILL);
	}
	if (child < 0 || waitpid(child, status, 0) != child)
		tap_bail("fork");
	return pty_clock() - begun;
}

/* A time around that at which the old one becomes the new one; now and then any before. */
static double
moment_near(double change)
{
	return change
	       * (random_below(&random_state, 8) == 0 ? random_fraction(&random_state)
						      : 0.8 + 0.4 * random_fraction(&random_state));
}

/* How long a run takes depends on what else runs: what came of one tells where the time of the
 * change is, so that about half of the kills are before it. */
static void
moment_learn(double *change, bool is_new)
{
	*change *= is_new ? 0.95 : 1.05;
}

static unsigned
count_files(const char *path)
{
	DIR *directory = opendir(path);
	struct dirent *entry;
	unsigned files = 0;

	while (directory != NULL && (entry = readdir(directory)) != NULL)
		files += entry->d_name[0] != '.';
	if (directory != NULL)
		closedir(directory);
	return files;
}

static void
check_killed_reports(unsigned times)
{
	const char *const arguments[] = { program, "objects", "--no-index", "--format=json",
					  "--limit=0", "-o", "report.json", sample, NULL };
	unsigned old = 0, fresh = 0, left;
	size_t whole_length, length;
	char *whole;
	int status;
	double change;
	bool right = true;

	run(arguments, -1, &status);
	change = run(arguments, -1, &status);
	whole = read_file("report.json", &whole_length);
	left = count_files(".");
	for (unsigned i = 0; i < times && whole != NULL; i++) {
		unsigned fresh_before = fresh;
		char *now;

		write_file("report.json", "old\n");
		run(arguments, moment_near(change), &status);
		now = read_file("report.json", &length);
		if (now != NULL && strcmp(now, "old\n") == 0)
			old++;
		else if (now != NULL && length == whole_length && memcmp(now, whole, length) == 0)
			fresh++;
		else
			right = false;
		moment_learn(&change, fresh > fresh_before);
		free(now);
	}
	printf("# reports: old %u, new %u; left beside them %u\n", old, fresh,
	       count_files(".") - left);
	free(whole);
	check_times(right && old + fresh == times,
		    "a report that is killed is the old one or the new one", times);
}

static void
check_killed_indexes(unsigned times)
{
	const char *const bare[] = { program, "summary", "--no-index", "-o", "whole.txt", sample,
				     NULL };
	const char *const indexed[] = { program, "summary", "-o", "now.txt", sample, NULL };
	const char *const clear[] = { program, "index", "--clear", NULL };
	unsigned kept = 0;
	size_t whole_length, length;
	char *whole, *now, cache[PATH_LENGTH];
	int status;
	double change;
	bool right;

	snprintf(cache, sizeof cache, "%s/heaptui", folder);
	run(bare, -1, &status);
	whole = read_file("whole.txt", &whole_length);
	change = run(indexed, -1, &status);
	right = whole != NULL && count_files(cache) == 1;
	for (unsigned i = 0; i < times && right; i++) {
		unsigned kept_before = kept;

		run(clear, -1, &status);
		run(indexed, moment_near(change), &status);
		kept += count_files(cache) > 0;
		moment_learn(&change, kept > kept_before);
		/* opened by what is there, or anew */
		run(indexed, -1, &status);
		now = read_file("now.txt", &length);
		right = WIFEXITED(status) && WEXITSTATUS(status) == 0 && now != NULL
			&& length == whole_length && memcmp(now, whole, length) == 0;
		free(now);
	}
	printf("# indexes: %u there, %u not; files in the folder at the end %u\n", kept,
	       times - kept, count_files(cache));
	free(whole);
	check_times(right, "an index that is killed is not there, or good", times);
}

/* "PATH SIZE", then a line a mark, each letter once. */
static bool
marks_are_whole(const char *marks, size_t length)
{
	const char *line = memchr(marks, '\n', length);
	bool met[LETTERS] = { false };

	if (strncmp(marks, sample, strlen(sample)) != 0 || marks[length - 1] != '\n')
		return false;
	for (line++; *line != '\0'; line = strchr(line, '\n') + 1) {
		unsigned id;
		char letter, end;

		if (sscanf(line, "%u %c%c", &id, &letter, &end) != 3 || end != '\n' || letter < 'a'
		    || letter > 'z' || met[letter - 'a'])
			return false;
		met[letter - 'a'] = true;
	}
	return true;
}

static char *
read_marks(size_t *length)
{
	char place[PATH_LENGTH], path[2 * PATH_LENGTH] = "";
	struct dirent *entry;
	DIR *directory;

	snprintf(place, sizeof place, "%s/heaptui/marks", folder);
	directory = opendir(place);
	while (directory != NULL && (entry = readdir(directory)) != NULL)
		if (entry->d_name[0] != '.' && strchr(entry->d_name, '.') == NULL)
			snprintf(path, sizeof path, "%s/%s", place, entry->d_name);
	if (directory != NULL)
		closedir(directory);
	return read_file(path, length);
}

static void
check_killed_marks(unsigned times)
{
	unsigned done = 0, empty = 0;
	double longest = 60; /* ms from typing to the end; more where others take the time */
	bool right = true;

	while (done < times && right) {
		struct pty *pty = pty_open((const char *const[]){ program, sample, NULL }, NULL);
		size_t length;
		char *marks;
		int status;

		/* the last line may tell of marks; and rows may still change places */
		right = pty_wait(pty, " objects, ");
		pty_settle(pty);
		pty_type(pty, "Right Down");
		right &= pty_wait(pty, "2 of ");
		for (char letter = 'a'; letter < 'a' + LETTERS; letter++) {
			char keys[] = { 'm', ' ', letter, ' ', 'j', '\0' };

			pty_type(pty, keys);
		}
		pty_pass(pty, longest * random_fraction(&random_state));
		pty_signal(pty, SIGKILL);
		pty_wait_end(pty, &status);
		pty_close(pty);
		marks = read_marks(&length);
		empty += marks == NULL;
		longest *= marks == NULL ? 1.3 : 1;
		right &= marks == NULL || marks_are_whole(marks, length);
		if (!right)
			printf("# %s\n", marks == NULL ? "not reached" : marks);
		free(marks);
		done++;
	}
	printf("# marks: %u without any\n", empty);
	check_times(right && empty < times,
		    "marks that are killed are the old ones or the new ones", times);
}

static void
begin(void)
{
	char path[PATH_LENGTH];

	tap_needs_zstd();
	program = pty_program();
	folder = pty_home_make();
	/* as the marks name it */
	snprintf(path, sizeof path, "%s/samples/unbounded-cache/after.heapsnapshot.zst",
		 pty_top());
	if (realpath(path, sample) == NULL || chdir(folder) != 0)
		tap_bail(path);
}

int
main(int argc, char **argv)
{
	unsigned times = 10;
	uint64_t seed = 1;

	for (int i = 1; i < argc; i++)
		if (sscanf(argv[i], "--count=%u", &times) != 1
		    && sscanf(argv[i], "--seed=%" SCNu64, &seed) != 1) {
			printf("Bail out! %s: --count=N, --seed=S\n", argv[i]);
			return 1;
		}
	random_state = seed;
	printf("# seed %" PRIu64 "\n", seed);
	begin();
	check_killed_reports(times);
	check_killed_indexes(times);
	check_killed_marks(times);
	return tap_end();
}
