/*
 * The browser ended at any moment, and driven by keys without sense.
 *
 *	faults [--count=N] [--keys=N] [--seed=S] [signals | keys]... [SNAPSHOT...]
 *
 * signals   SIGTERM, SIGHUP and SIGINT at N random moments of the browser: it ends by them, and
 *           the terminal is as it was.
 * keys      N random keys at changing sizes, shared out among the snapshots: it goes on, ends well
 *           when it is told to (with sanitizers: without a leak), and does not grow.
 *
 * The seed is printed; with it the same keys come again, though not at the same moments.
 */

#include "config.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ui/pty.h"
#include "ui/tap.h"
#include "unit/random.h"

enum { PATH_LENGTH = 4096, SNAPSHOTS_MAX = 16, AGAIN_MAX = 400 };
/* Bytes by which memory may grow, for views kept and pieces between others; and how many keys it
 * takes to tell that from what is lost. */
enum { ROOM = 16 << 20, MANY_KEYS = 1000 };

static const char *program;
static uint64_t random_state;
/* What the browser is given: one snapshot, or two to compare. */
static const char *snapshots[SNAPSHOTS_MAX][2];
static unsigned snapshot_count;

static struct pty *
open_browser(unsigned which, const struct pty_options *options)
{
	return pty_open((const char *const[]){ program, snapshots[which][0], snapshots[which][1],
					       NULL },
			options);
}

/* ---- signals ---- */

static const char *
last_of(const char *bytes, const char *code)
{
	const char *last = NULL;

	for (const char *at = strstr(bytes, code); at != NULL; at = strstr(at + 1, code))
		last = at;
	return last;
}

/* Whatever of `on` came, `off` came after it. */
static bool
is_off(const char *bytes, const char *on, const char *off)
{
	const char *last_on = last_of(bytes, on), *last_off = last_of(bytes, off);

	return last_on == NULL || (last_off != NULL && last_off > last_on);
}

static const char *const any_keys[] = {
	"Up", "Down", "Left", "Right", "PgUp", "PgDn", "Home", "End", "Enter", "Tab", "Backspace",
	"<", ">", "*", "O", "+", "-", "p", "I", "[", "]", "H", "i", "n", "N", "/", "?", "a", "b",
	"&", "1", "x", "u", "m", "'", "\"", "F1", "^L", "d", "s", "r", "c", "R", "C", "D", "S", "T",
	"M", "Esc", "Esc", "Esc", "@", "y", "^D", "^U", "Space", "^F", "^B", "g", "G", "j", "k",
	"h",
	"l", "t", "P", "A", "E", "L", "o", "^A", "^E", "^K", "^W",
	"':summary' Enter", "':statistics' Enter", "':strings' Enter", "':contexts' Enter",
	"':detached' Enter", "':suspects' Enter", "':growth' Enter", "':diff' Enter",
	"':allocations' Enter", "':timeline' Enter", "':search e' Enter", "':paths' Enter",
	"':objects --constructor=Object' Enter", "':summary --only=detached-dom' Enter",
	"':dominators --sort=-retained_size' Enter", "':containment' Enter", "':retainers' Enter",
	"'/e' Enter", "'/[a-c]+/' Enter", "'&retained>100' Enter", "'&~' Enter", "'&' Enter",
	"'@5' Enter", "'@99999999999' Enter", "':no such' Enter", "':summary -o w.json' Enter",
	"'\"a note' Enter", "ma", "'a", "'\342\202\254' Enter",
};
enum { ANY_KEYS = sizeof any_keys / sizeof *any_keys };

static char typed[200]; /* the last ones, to be told of a failure */

static const char *
random_key(void)
{
	const char *key = any_keys[random_below(&random_state, ANY_KEYS)];
	size_t length = strlen(typed);

	if (length + strlen(key) + 2 > sizeof typed)
		length = 0;
	snprintf(typed + length, sizeof typed - length, " %s", key);
	return key;
}

static bool
ends_clean(int number, double after)
{
	struct pty *pty = open_browser(random_below(&random_state, snapshot_count), NULL);
	const char *bytes, *key;
	size_t length;
	int status = -1;
	bool right;

	*typed = '\0';
	for (; after > 30; after -= 30) {
		pty_pass(pty, 30);
		pty_bytes(pty, &length);
		key = random_key();
		/* once it has the terminal; Esc while it loads would end it */
		if (length > 0 && strcmp(key, "Esc") != 0)
			pty_type(pty, key);
	}
	pty_pass(pty, after);
	pty_signal(pty, number);
	/* ^C first stops what is running, and closes a prompt */
	for (int i = 0; number == SIGINT && i < AGAIN_MAX && kill(pty_process(pty), 0) == 0; i++) {
		pty_pass(pty, 50);
		pty_signal(pty, number);
	}
	right = pty_wait_end(pty, &status) && WIFSIGNALED(status) && WTERMSIG(status) == number
		&& pty_is_sane(pty);
	bytes = pty_bytes(pty, &length);
	right &= is_off(bytes, "\033[?1049h", "\033[?1049l")
		 && is_off(bytes, "\033[?25l", "\033[?25h")
		 && is_off(bytes, "\033[?1000h", "\033[?1000l");
	if (!right)
		printf("# signal %d: status %#x, %zu bytes, sane %d, keys %s\n", number,
		       (unsigned)status, length, pty_is_sane(pty), typed);
	pty_close(pty);
	return right;
}

static void
check_signals(unsigned times)
{
	static const int signals[] = { SIGTERM, SIGHUP, SIGINT };
	bool right = true;

	for (unsigned i = 0; i < times; i++) {
		/* half of them while it starts */
		double latest = i % 2 ? 30 : 600;

		right &= ends_clean(signals[i % 3], random_fraction(&random_state) * latest);
	}
	check_times(right, "SIGTERM, SIGHUP, SIGINT at any moment give the terminal back", times);
}

/* ---- keys ---- */

/* Bytes of the process in memory. */
static uint64_t
resident(pid_t process)
{
	char path[64];
	unsigned long pages = 0;
	FILE *file;

	snprintf(path, sizeof path, "/proc/%d/statm", (int)process);
	file = fopen(path, "r");
	if (file != NULL && fscanf(file, "%*u %lu", &pages) != 1)
		pages = 0;
	if (file != NULL)
		fclose(file);
	return (uint64_t)pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

static void
resize_somehow(struct pty *pty)
{
	static const int sizes[][2] = {
		{ 80, 24 }, { 40, 10 }, { 20, 4 }, { 132, 50 }, { 1, 1 }, { 300, 100 }, { 80, 5 },
	};
	const int *size = sizes[random_below(&random_state, sizeof sizes / sizeof *sizes)];

	pty_resize(pty, size[0], size[1]);
}

static bool
takes_keys(unsigned which, unsigned keys)
{
	struct pty *pty = open_browser(which, NULL);
	uint64_t at_quarter = 0, at_end;
	int status = -1;
	size_t length;
	const char *bytes;
	/* until all is read Esc would end it */
	bool right = pty_wait(pty, "1 of ");

	pty_settle(pty);
	for (unsigned i = 0; i < keys; i++) {
		pty_type(pty, random_key());
		pty_pass(pty, random_below(&random_state, 4) == 0
				      ? 20 * random_fraction(&random_state)
				      : 0.5);
		if (random_below(&random_state, 40) == 0)
			resize_somehow(pty);
		if (i == keys / 4)
			at_quarter = resident(pty_process(pty));
	}
	at_end = resident(pty_process(pty));
	pty_resize(pty, 80, 24);
	/* what was typed ahead may open a prompt yet */
	for (int i = 0; i < AGAIN_MAX && kill(pty_process(pty), 0) == 0; i++) {
		pty_type(pty, "Esc");
		pty_pass(pty, 100);
		pty_type(pty, "Q");
		pty_pass(pty, 100);
	}
	right &= pty_wait_end(pty, &status) && WIFEXITED(status) && WEXITSTATUS(status) == 0
		 && pty_is_sane(pty);
	right &= keys < MANY_KEYS || at_end <= 2 * at_quarter + ROOM;
	printf("# %s: %.1f MB after a quarter of the keys, %.1f MB after all, status %#x\n",
	       snapshots[which][0], (double)at_quarter / 1e6, (double)at_end / 1e6,
	       (unsigned)status);
	if (!right) {
		bytes = pty_bytes(pty, &length);
		printf("# %s\n# ends with: %.3000s\n", pty_screen(pty),
		       length > 3000 ? bytes + length - 3000 : bytes);
	}
	pty_close(pty);
	return right;
}

static void
check_keys(unsigned keys)
{
	bool right = true;

	for (unsigned i = 0; i < snapshot_count; i++)
		right &= takes_keys(i, keys / snapshot_count);
	check_times(right, "any keys in any order at any size are taken", keys);
}

/* ---- the whole ---- */

static char *
in_top(const char *name)
{
	static char paths[SNAPSHOTS_MAX][PATH_LENGTH];
	static unsigned used;

	snprintf(paths[used], PATH_LENGTH, "%s/%s", pty_top(), name);
	return paths[used++];
}

static void
usual_snapshots(void)
{
	const char *before = in_top("tests/reports/shop-before.heapsnapshot");
	const char *after = in_top("tests/reports/shop-after.heapsnapshot");

	snapshots[0][0] = in_top("samples/unbounded-cache/after.heapsnapshot.zst");
	snapshots[1][0] = after;
	snapshots[2][0] = before;
	snapshots[2][1] = after;
	snapshots[3][0] = in_top("samples/unbounded-cache/before.heapsnapshot.zst");
	snapshots[3][1] = snapshots[0][0];
	snapshots[4][0] = in_top("tests/fuzz/corpus/snapshot/as-v8-writes");
	snapshot_count = 5;
}

static void
begin(void)
{
	program = pty_program();
	if (chdir(pty_home_make()) != 0)
		tap_bail("the folder for what is kept");
	if (snapshot_count > 0)
		return;
	tap_needs_zstd();
	usual_snapshots();
}

int
main(int argc, char **argv)
{
	unsigned times = 20, keys = 500, wanted = 0;
	uint64_t seed = 1;

	for (int i = 1; i < argc; i++) {
		if (sscanf(argv[i], "--count=%u", &times) == 1
		    || sscanf(argv[i], "--keys=%u", &keys) == 1
		    || sscanf(argv[i], "--seed=%" SCNu64, &seed) == 1)
			continue;
		if (strcmp(argv[i], "signals") == 0)
			wanted |= 1;
		else if (strcmp(argv[i], "keys") == 0)
			wanted |= 2;
		else if (snapshot_count < SNAPSHOTS_MAX)
			snapshots[snapshot_count++][0] = argv[i];
	}
	random_state = seed;
	printf("# seed %" PRIu64 "\n", seed);
	begin();
	if (wanted == 0 || wanted & 1)
		check_signals(times);
	if (wanted == 0 || wanted & 2)
		check_keys(keys);
	return tap_end();
}
