/*
 * Whatever call fails, every command ends in order.
 *
 *	calls [--all] [--part=K/N] [COMMAND...]
 *
 * Each command is run in a process of its own with the first allocation failing, then with the
 * second, and so on to the last; then with each read, write, fsync, close, rename and opening.
 * It must either do all it does otherwise, or say why not in one line and end with status 1, and
 * what it writes is whole or not there.  Without --all only some of the calls are tried; of N runs
 * side by side each has its part of the commands.
 *
 * The C library's functions are replaced by ones that can fail, so that what libraries call is
 *tried as well.  Under a sanitizer allocations fail where ours are made, and leaks are found.
 */

#include "config.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "base/memory.h"
#include "faults/failing.h"
#include "faults/program.h"

static const char *const call_names[CALLS] = {
	"allocation", "read", "write", "fsync", "close", "rename", "opening",
};
static bool library_fails; /* any allocation, also in libraries; else only ours */
static size_t *made; /* calls of the kind that fails, shared with the child */

/* ---- one run ---- */

static unsigned number, failed, runs, reports;

/* An allocation that failed without ending the program must be seen, too. */
static void
child_note(void)
{
	if (memory_has_failed())
		*made = SIZE_MAX;
}

/* The program has ended when what it printed is written.  What comes then is not its own: a
 * profile of what was covered is, too, saved with calls that would fail. */
static void
child_end(void)
{
	fflush(stdout);
	failing_end();
}

struct failing_call {
	enum call call;
	size_t nth;
};

static void
child_prepare(void *context)
{
	const struct failing_call *failing = context;

	if (failing->call == ALLOCATION && !library_fails) {
		memory_fail_at(failing->nth);
		atexit(child_note);
	} else {
		atexit(child_end);
		failing_begin(failing->call, failing->nth, made);
	}
}

static struct run_result
run_with(const char *command, enum call call, size_t nth)
{
	struct failing_call failing = { call, nth };

	*made = 0;
	runs++;
	return run_program(command, child_prepare, &failing);
}

/* ---- what must be ---- */

/* What a command writes beside standard output: its name, and what stood there before. */
#define OLD "what was there before\n"

static void
place_old(void)
{
	FILE *file = fopen("written", "w");

	if (file == NULL || fputs(OLD, file) < 0 || fclose(file) != 0)
		die("written");
}

/* Temporary files that were left behind. */
static unsigned
count_left(const char *path)
{
	DIR *directory = opendir(path);
	struct dirent *entry;
	unsigned count = 0;

	while (directory != NULL && (entry = readdir(directory)) != NULL) {
		const char *dot = strrchr(entry->d_name, '.');

		if (dot != NULL && strlen(dot) == 7 && strncmp(dot, ".index", 6) != 0)
			count++;
	}
	if (directory != NULL)
		closedir(directory);
	return count;
}

static const char *
judge(const struct run_result *result, const struct run_result *whole, struct text written)
{
	struct buffer now = read_all("written");
	bool is_old = text_equal(buffer_text(&now), TEXT(OLD));
	bool is_new = text_equal(buffer_text(&now), written);

	buffer_release(&now);
	if (!WIFEXITED(result->status))
		return "ended by a signal";
	if (!is_old && !is_new)
		return "left a file that is neither the old nor the new one";
	if (count_left(".") + count_left("cache/heaptui") > 0)
		return "left a temporary file";
	if (WEXITSTATUS(result->status) == 1)
		return is_one_line(buffer_text(&result->err), buffer_text(&whole->err))
			       ? NULL : "did not say why in one line";
	if (result->status != whole->status)
		return "ended with another status";
	if (!is_new)
		return "ended well without writing its file";
	if (!text_equal(buffer_text(&result->out), buffer_text(&whole->out)))
		return "ended well with another output";
	return NULL;
}

static void
complain(const char *command, enum call call, size_t nth, const struct run_result *result,
	 const char *wrong)
{
	if (reports++ >= 40)
		return;
	printf("# %s: %s %zu: %s (status %#x)\n# %.*s\n", command, call_names[call], nth, wrong,
	       (unsigned)result->status, (int)result->err.length, result->err.at);
}

/* ---- every call of a command ---- */

enum { SAMPLE = 12 }; /* of the allocations, unless all are asked for */

static bool try_all;
static size_t whole_made; /* allocations of the command when none fails */

/* From the n-th call to the next one tried. */
static size_t
step_from(size_t nth, enum call call)
{
	if (try_all || call != ALLOCATION)
		return 1;
	return library_fails ? 1 + whole_made / SAMPLE : 1 + nth / 4;
}

static void
begin_anew(bool has_index)
{
	place_old();
	if (!has_index)
		remove_indexes();
}

static void
check_call(const char *command, bool has_index, enum call call, const struct run_result *whole,
	   struct text written)
{
	size_t nth = 1, tried = 0, refused = 0, wrong = 0;
	bool is_hit = true;

	for (; is_hit; nth += step_from(nth, call)) {
		struct run_result result;
		const char *what;

		begin_anew(has_index);
		result = run_with(command, call, nth);
		what = judge(&result, whole, written);
		if (what != NULL) {
			complain(command, call, nth, &result, what);
			wrong++;
		}
		is_hit = *made >= nth
			 || (call == ALLOCATION && !library_fails && WIFEXITED(result.status)
			     && WEXITSTATUS(result.status) == 1);
		tried += is_hit;
		refused += is_hit && WIFEXITED(result.status) && WEXITSTATUS(result.status) == 1;
		run_release(&result);
	}
	failed += wrong > 0;
	printf("%sok %u - %s: %s: %zu tried, %zu told\n", wrong > 0 ? "not " : "", ++number,
	       command, call_names[call], tried, refused);
	fflush(stdout);
}

enum command_flags {
	HAS_INDEX = 1 << 0, /* there is one already */
};

struct command_case {
	const char *line;
	unsigned flags; /* enum command_flags */
};

static void
check_command(const struct command_case *at)
{
	struct run_result whole;
	struct buffer written;

	begin_anew(false);
	library_fails = failing_reaches_libraries;
	whole = run_with(at->line, ALLOCATION, 0);
	whole_made = *made;
	written = read_all("written");
	if (!WIFEXITED(whole.status)
	    || (WEXITSTATUS(whole.status) != 0 && WEXITSTATUS(whole.status) != 3)) {
		printf("Bail out! %s: status %#x: %.*s\n", at->line, (unsigned)whole.status,
		       (int)whole.err.length, whole.err.at);
		exit(1);
	}
	for (enum call call = ALLOCATION; call < CALLS; call++)
		check_call(at->line, at->flags & HAS_INDEX, call, &whole, buffer_text(&written));
	run_release(&whole);
	buffer_release(&written);
}

#define ONE "--threads=1 "
#define BARE ONE "--no-index "

static const struct command_case commands[] = {
	{ "heaptui summary " BARE "a.heapsnapshot", 0 },
	{ "heaptui summary " BARE "--format=json a.heapsnapshot", 0 },
	{ "heaptui summary " BARE "--format=ndjson --limit=0 a.heapsnapshot", 0 },
	{ "heaptui summary " BARE "--format=csv --filter=count>0 --sort=-count a.heapsnapshot", 0 },
	{ "heaptui summary " BARE "--format=markdown --only=detached-dom a.heapsnapshot", 0 },
	{ "heaptui summary " ONE "a.heapsnapshot", 0 },
	{ "heaptui summary " ONE "a.heapsnapshot", HAS_INDEX },
	{ "heaptui summary " BARE "-o written a.heapsnapshot", 0 },
#ifdef HAVE_ZLIB
	{ "heaptui summary " BARE "a.heapsnapshot.gz", 0 },
#endif
#ifdef HAVE_ZSTD
	{ "heaptui summary " BARE "a.heapsnapshot.zst", 0 },
#endif
	{ "heaptui summary " BARE "--salvage cut.heapsnapshot", 0 },
	{ "heaptui objects " BARE "--constructor=Session a.heapsnapshot", 0 },
	{ "heaptui objects " BARE "--format=csv -o written a.heapsnapshot", 0 },
	{ "heaptui object " BARE "a.heapsnapshot @5", 0 },
	{ "heaptui object " BARE "--format=json a.heapsnapshot @5", 0 },
	{ "heaptui containment " BARE "--depth=4 a.heapsnapshot", 0 },
	{ "heaptui containment " BARE "--depth=4 --format=json a.heapsnapshot", 0 },
	{ "heaptui dominators " BARE "--depth=4 --format=markdown a.heapsnapshot", 0 },
	{ "heaptui retainers " BARE "--depth=4 --ignore=@7 a.heapsnapshot @123", 0 },
	{ "heaptui retainers " BARE "--format=json a.heapsnapshot @123", 0 },
	{ "heaptui diff " BARE "--depth=2 b.heapsnapshot a.heapsnapshot", 0 },
	{ "heaptui diff " BARE "--format=json -o written b.heapsnapshot a.heapsnapshot", 0 },
	{ "heaptui growth " BARE "b.heapsnapshot a.heapsnapshot", 0 },
	{ "heaptui growth " BARE "--format=json b.heapsnapshot a.heapsnapshot a.heapsnapshot", 0 },
	{ "heaptui suspects " BARE "a.heapsnapshot", 0 },
	{ "heaptui suspects " BARE "b.heapsnapshot a.heapsnapshot", 0 },
	{ "heaptui suspects " BARE "--format=json b.heapsnapshot a.heapsnapshot a.heapsnapshot",
	  0 },
	{ "heaptui paths " BARE "a.heapsnapshot @123", 0 },
	{ "heaptui paths " BARE "--format=json a.heapsnapshot @123", 0 },
	{ "heaptui statistics " BARE "a.heapsnapshot", 0 },
	{ "heaptui statistics " BARE "--format=csv a.heapsnapshot", 0 },
	{ "heaptui strings " BARE "a.heapsnapshot", 0 },
	{ "heaptui contexts " BARE "a.heapsnapshot", 0 },
	{ "heaptui detached " BARE "a.heapsnapshot", 0 },
	{ "heaptui allocations " BARE "recording.heapsnapshot", 0 },
	{ "heaptui timeline " BARE "recording.heapsnapshot", 0 },
	{ "heaptui search " BARE "a.heapsnapshot e", 0 },
	{ "heaptui search " BARE "--format=ndjson a.heapsnapshot /([a-f])+\\1/i", 0 },
	{ "heaptui objects " BARE "--filter=/^[a-f]+.*e/ a.heapsnapshot", 0 },
	{ "heaptui anonymize a.heapsnapshot written", 0 },
	{ "heaptui index --list", HAS_INDEX },
	{ "heaptui index --clear", 0 },
	{ "heaptui help --format=json", 0 },
};

static struct {
	size_t nth, of;
} part = { 1, 1 };

/* Takes the options; where the commands begin. */
static int
read_options(int argc, char **argv)
{
	int at = 1;

	for (; at < argc && strncmp(argv[at], "--", 2) == 0; at++)
		if (strcmp(argv[at], "--all") == 0)
			try_all = true;
		else if (sscanf(argv[at], "--part=%zu/%zu", &part.nth, &part.of) != 2
			 || part.nth == 0 || part.nth > part.of) {
			printf("Bail out! %s is not understood\n", argv[at]);
			exit(1);
		}
	return at;
}

static bool
is_wanted(size_t command, char **words, int count)
{
	if (command % part.of != part.nth - 1)
		return false;
	for (int i = 0; i < count; i++)
		if (strstr(commands[command].line, words[i]) != NULL)
			return true;
	return count == 0;
}

int
main(int argc, char **argv)
{
	int words = read_options(argc, argv);

	made = mmap(NULL, sizeof *made, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (made == MAP_FAILED)
		die("mmap");
	folder_enter("cp \"$TOP\"/tests/reports/shop-after.heapsnapshot a.heapsnapshot &&"
		     "cp \"$TOP\"/tests/reports/shop-before.heapsnapshot b.heapsnapshot &&"
		     "cp \"$TOP\"/tests/fuzz/corpus/snapshot/as-v8-writes recording.heapsnapshot &&"
		     "head -c 1900 a.heapsnapshot > cut.heapsnapshot &&"
		     "gzip -k a.heapsnapshot && zstd -q -k a.heapsnapshot");
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		if (is_wanted(i, argv + words, argc - words))
			check_command(&commands[i]);
	printf("# %u runs\n1..%u\n", runs, number);
	folder_leave();
	return failed > 0;
}
