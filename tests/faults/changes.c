/*
 * A file may change while it is read.
 *
 * Each command is run with its file made shorter, longer, written to and so on just before its
 * first read, before its second, and so on to the last.  It must say so in one line and end with
 * status 1; where another file took its name, or none, what it opened is what it shows.
 */

#include "config.h"

#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "faults/failing.h"
#include "faults/program.h"

static const struct command_case {
	const char *line;
	const char *file;       /* that changes */
	bool is_standard_input;
	bool has_index;         /* then only the file's first bytes are read, and not believed */
} commands[] = {
	{ "heaptui summary --no-index a", "a", false, false },
	{ "heaptui objects --threads=1 --no-index --format=json a", "a", false, false },
	{ "heaptui summary --no-index --salvage a", "a", false, false },
	{ "heaptui summary --no-index -", "a", true, false },
	{ "heaptui suspects --no-index a", "a", false, false },
	{ "heaptui statistics a", "a", false, true },
	{ "heaptui anonymize a written", "a", false, false },
	{ "heaptui summary --no-index small", "small", false, false },
#ifdef HAVE_ZLIB
	{ "heaptui summary --no-index a.gz", "a.gz", false, false },
#endif
#ifdef HAVE_ZSTD
	{ "heaptui summary --no-index a.zst", "a.zst", false, false },
#endif
};

static size_t *reads; /* shared with the child */
static unsigned number, failed, runs;

/* ---- what happens to the file ---- */

static const char *subject;
static struct buffer original;

static void
must(bool done)
{
	if (!done)
		_exit(99);
}

static void
shorter(void)
{
	must(truncate(subject, (off_t)original.length / 2) == 0);
}

static void
empty(void)
{
	must(truncate(subject, 0) == 0);
}

static void
written_at(size_t at, const char *bytes)
{
	int file = open(subject, O_WRONLY);

	must(file >= 0 && pwrite(file, bytes, 1, (off_t)at) == 1 && close(file) == 0);
}

static void
longer(void)
{
	written_at(original.length, "\n");
}

static void
other_in_the_middle(void)
{
	written_at(original.length / 2, "1");
}

static void
same_again(void)
{
	written_at(0, original.at);
}

static void
replaced(void)
{
	must(link("other", "new") == 0 && rename("new", subject) == 0);
}

static void
removed(void)
{
	must(unlink(subject) == 0);
}

static const struct change {
	const char *name;
	void (*make)(void);
	bool is_of_the_file; /* and not only of its name */
} changes[] = {
	{ "shorter", shorter, true },
	{ "empty", empty, true },
	{ "longer", longer, true },
	{ "written to", other_in_the_middle, true },
	{ "written again", same_again, true },
	{ "replaced", replaced, false },
	{ "removed", removed, false },
};

/* ---- one run ---- */

struct moment {
	const struct command_case *command;
	const struct change *change;
	size_t nth;
};

static void
child_end(void)
{
	fflush(stdout);
	failing_end();
}

static void
child_prepare(void *context)
{
	const struct moment *moment = context;

	if (moment->command->is_standard_input) {
		int file = open(subject, O_RDONLY);

		must(file >= 0 && dup2(file, STDIN_FILENO) == STDIN_FILENO && close(file) == 0);
	}
	atexit(child_end);
	failing_does(moment->change != NULL ? moment->change->make : NULL);
	failing_begin(READ, moment->nth, reads);
}

/* The file as it was, and as if it had been for long. */
static void
place_file(void)
{
	struct timespec times[2] = { { 1, 0 }, { 1, 0 } };
	FILE *file;

	unlink(subject);
	file = fopen(subject, "wb");
	if (file == NULL || fwrite(original.at, 1, original.length, file) != original.length
	    || fclose(file) != 0 || utimensat(AT_FDCWD, subject, times, 0) != 0)
		die(subject);
}

static struct run_result
run_at(struct moment moment)
{
	place_file();
	unlink("written");
	*reads = 0;
	runs++;
	if (!moment.command->has_index) {
		remove_indexes();
	} else {
		struct moment saving = { .command = moment.command };
		struct run_result saved = run_program(moment.command->line, child_prepare, &saving);

		run_release(&saved);
		*reads = 0;
	}
	return run_program(moment.command->line, child_prepare, &moment);
}

static const char *
judge(const struct run_result *result, const struct run_result *whole, const struct moment *moment)
{
	struct text err = buffer_text(&result->err);

	if (!WIFEXITED(result->status))
		return "ended by a signal";
	if (WEXITSTATUS(result->status) == 0) {
		if (moment->change->is_of_the_file && !moment->command->has_index)
			return "did not see it";
		return text_equal(buffer_text(&result->out), buffer_text(&whole->out))
			       ? NULL : "ended well with another output";
	}
	if (WEXITSTATUS(result->status) != 1 || !moment->change->is_of_the_file)
		return "ended with another status";
	if (result->out.length > 0 || access("written", F_OK) == 0)
		return "failed, and has written something";
	if (!is_one_line(err, TEXT(""))
	    || text_find(err, TEXT("while it was read"), 0, false) == SIZE_MAX)
		return "did not say so in one line";
	return NULL;
}

static void
check_change(const struct command_case *command, const struct change *change,
	     const struct run_result *whole)
{
	struct moment moment = { command, change, 1 };
	unsigned wrong = 0;

	for (bool is_hit = true; is_hit; moment.nth++) {
		struct run_result result = run_at(moment);
		const char *what;

		is_hit = *reads >= moment.nth;
		what = is_hit ? judge(&result, whole, &moment) : NULL;
		if (what != NULL && wrong++ < 5)
			printf("# before read %zu: %s (status %#x)\n# %.*s\n", moment.nth, what,
			       (unsigned)result.status, (int)result.err.length, result.err.at);
		run_release(&result);
	}
	failed += wrong > 0;
	printf("%sok %u - %s: %s before each of %zu reads\n", wrong > 0 ? "not " : "", ++number,
	       command->line, change->name, moment.nth - 2);
}

static void
cut_index(void)
{
	glob_t found;

	must(glob("cache/heaptui/*", 0, NULL, &found) == 0);
	for (size_t i = 0; i < found.gl_pathc; i++)
		must(truncate(found.gl_pathv[i], 0) == 0);
}

static void
prepare_cut(void *context)
{
	const size_t *nth = context;

	atexit(child_end);
	failing_does(cut_index);
	failing_begin(WRITE, *nth, reads);
}

/* The index is mapped: of one that is cut off, what is asked for next is not there. */
static void
check_index_cut(void)
{
	static const char line[] = "heaptui objects --format=csv --limit=0 a";
	size_t never = 0, first = 1;
	struct run_result saved, cut;
	struct text err;
	bool right;

#ifndef HAVE_XXHASH
	printf("ok %u - an index that is cut off while it is used # SKIP built without\n",
	       ++number);
	return;
#endif
	remove_indexes();
	saved = run_program(line, prepare_cut, &never);
	*reads = 0;
	cut = run_program(line, prepare_cut, &first);
	err = buffer_text(&cut.err);
	right = saved.status == 0 && WIFEXITED(cut.status) && WEXITSTATUS(cut.status) == 1
		&& is_one_line(err, TEXT(""))
		&& text_find(err, TEXT("index"), 0, false) != SIZE_MAX;
	if (!right)
		printf("# status %#x\n# %.*s\n", (unsigned)cut.status, (int)err.length, err.at);
	failed += !right;
	printf("%sok %u - an index that is cut off while it is used\n", right ? "" : "not ",
	       ++number);
	run_release(&saved);
	run_release(&cut);
}

static void
check_command(const struct command_case *command)
{
	struct run_result whole;

	subject = command->file;
	original = read_all(subject);
	whole = run_at((struct moment){ .command = command });
	if (whole.status != 0 || original.length == 0)
		die(command->line);
	for (size_t i = 0; i < sizeof(changes) / sizeof(*changes); i++)
		check_change(command, &changes[i], &whole);
	place_file();
	run_release(&whole);
	buffer_release(&original);
}

int
main(void)
{
	reads = mmap(NULL, sizeof *reads, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		     0);
	if (reads == MAP_FAILED)
		die("mmap");
	folder_enter("cp \"$TOP\"/tests/reports/shop-after.heapsnapshot small &&"
		     "cp \"$TOP\"/tests/reports/shop-before.heapsnapshot other &&"
		     "gzip -dc \"$TOP\"/tests/golden/chromium131-page.heapsnapshot.gz > a &&"
		     "gzip -c a > a.gz && zstd -q a -o a.zst");
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		check_command(&commands[i]);
	check_index_cut();
	printf("# %u runs\n1..%u\n", runs, number);
	folder_leave();
	return failed > 0;
}
