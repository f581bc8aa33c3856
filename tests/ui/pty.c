#include "config.h"

#include "ui/pty.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <vterm.h>

#include "ui/tap.h"

enum { DEADLINE_MS = 30000, QUIET_MS = 500, SCREEN_MAX = 1 << 18 };

struct pty {
	int master;
	pid_t holder;       /* the session's leader, as a shell would be */
	pid_t child;
	int reports;        /* what wait() said of the child, from the holder */
	bool has_ended;
	int columns, lines;
	bool is_linux;      /* the console, by its TERM */
	VTerm *vterm;
	VTermScreen *screen;
	char *text;         /* what pty_screen() returned */
	char *bytes;
	size_t count, capacity;
};

/* What the environment of the tests says. */
static const char *
environment_of(const char *name)
{
	const char *value = getenv(name);

	if (value == NULL) {
		printf("Bail out! HEAPTUI and TOP say what to test\n");
		exit(1);
	}
	return value;
}

const char *
pty_program(void)
{
	return environment_of("HEAPTUI");
}

const char *
pty_top(void)
{
	return environment_of("TOP");
}

static char home[] = "/tmp/heaptui-home-XXXXXX";

static int
file_remove(const char *path, const struct stat *status, int kind, struct FTW *place)
{
	(void)status, (void)kind, (void)place;
	return remove(path);
}

static void
home_remove(void)
{
	if (chdir("/") == 0)
		nftw(home, file_remove, 16, FTW_DEPTH | FTW_PHYS);
}

const char *
pty_home_make(void)
{
	if (mkdtemp(home) == NULL)
		tap_bail(home);
	atexit(home_remove);
	setenv("LC_ALL", "C.UTF-8", 1);
	setenv("XDG_CACHE_HOME", home, 1);
	setenv("XDG_STATE_HOME", home, 1);
	setenv("XDG_CONFIG_HOME", home, 1);
	return home;
}

double
pty_clock(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1000 + (double)now.tv_nsec / 1e6;
}

static void
environment_set(const struct pty_options *options)
{
	setenv("TERM", options->term != NULL ? options->term : "xterm-256color", 1);
	unsetenv("COLUMNS");
	unsetenv("LINES");
	unsetenv("NO_COLOR");
	unsetenv("TMUX");
	unsetenv("STY");
	for (size_t i = 0; options->environment != NULL && options->environment[i] != NULL; i++) {
		const char *equals = strchr(options->environment[i], '=');

		if (equals == NULL)
			unsetenv(options->environment[i]);
		else
			putenv((char *)(size_t)options->environment[i]);
	}
}

static void
child_run(const char *const *arguments, const struct pty_options *options)
{
	environment_set(options);
	if (options->input != NULL && dup2(open(options->input, O_RDONLY), STDIN_FILENO) < 0)
		_exit(126);
	if (options->has_no_output && dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO) < 0)
		_exit(126);
	if (options->is_never_waiting)
		fcntl(STDOUT_FILENO, F_SETFL, fcntl(STDOUT_FILENO, F_GETFL) | O_NONBLOCK);
	execv(arguments[0], (char *const *)(size_t)arguments);
	_exit(127);
}

/*
 * Runs the program as a shell would: in a group of its own in the foreground, so that it can
 * be stopped.  Writes its id, and then what wait() says of it, into the pipe.
 */
static void
holder_run(const char *const *arguments, const struct pty_options *options, int reports)
{
	pid_t child;
	int status;

	signal(SIGTTOU, SIG_IGN);
	signal(SIGHUP, SIG_DFL); /* nohup may have ignored it */
	child = fork();
	if (child == 0) {
		setpgid(0, 0);
		tcsetpgrp(STDIN_FILENO, getpid());
		signal(SIGTTOU, SIG_DFL);
		close(reports);
		child_run(arguments, options);
	}
	signal(SIGHUP, SIG_IGN); /* the child's from its first moment */
	setpgid(child, child);
	tcsetpgrp(STDIN_FILENO, child);
	if (write(reports, &child, sizeof(child)) < 0)
		_exit(1);
	/* The terminal is the child's alone: with it gone, it shall see that. */
	close(STDIN_FILENO);
	close(STDOUT_FILENO);
	close(STDERR_FILENO);
	while (waitpid(child, &status, WUNTRACED) == child) {
		if (write(reports, &status, sizeof(status)) < 0 || !WIFSTOPPED(status))
			break;
	}
	_exit(0);
}

struct pty *
pty_open(const char *const *arguments, const struct pty_options *options)
{
	static const struct pty_options usual;
	struct pty *pty = calloc(1, sizeof(*pty));
	struct winsize size = { 0 };
	int reports[2];

	if (pty == NULL || pipe(reports) != 0)
		tap_bail("no memory");
	if (options == NULL)
		options = &usual;
	pty->is_linux = options->term != NULL && strcmp(options->term, "linux") == 0;
	pty->columns = options->columns > 0 ? options->columns : 80;
	pty->lines = options->lines > 0 ? options->lines : 24;
	size.ws_col = (unsigned short)pty->columns;
	size.ws_row = (unsigned short)pty->lines;
	pty->vterm = vterm_new(pty->lines, pty->columns);
	vterm_set_utf8(pty->vterm, 1);
	pty->screen = vterm_obtain_screen(pty->vterm);
	vterm_screen_enable_altscreen(pty->screen, 1);
	vterm_screen_reset(pty->screen, 1);
	fflush(stdout);
	pty->holder = forkpty(&pty->master, NULL, NULL, &size);
	if (pty->holder < 0)
		tap_bail("no pseudo-terminal");
	if (pty->holder == 0) {
		close(reports[0]);
		holder_run(arguments, options, reports[1]);
	}
	close(reports[1]);
	pty->reports = reports[0];
	if (read(pty->reports, &pty->child, sizeof(pty->child)) != sizeof(pty->child))
		tap_bail("no program");
	return pty;
}

void
pty_close(struct pty *pty)
{
	if (!pty->has_ended)
		kill(pty->child, SIGKILL);
	waitpid(pty->holder, NULL, 0);
	close(pty->reports);
	if (pty->master >= 0)
		close(pty->master);
	vterm_free(pty->vterm);
	free(pty->text);
	free(pty->bytes);
	free(pty);
}

/* Takes what the program wrote; waits for it so long.  False when nothing came. */
static bool
pty_read(struct pty *pty, int milliseconds)
{
	struct pollfd poll_on = { pty->master, POLLIN, 0 };
	char bytes[4096];
	ssize_t got;

	if (pty->master < 0 || poll(&poll_on, 1, milliseconds) <= 0)
		return false;
	got = read(pty->master, bytes, sizeof(bytes));
	if (got <= 0)
		return false;
	if (pty->count + (size_t)got + 1 > pty->capacity) {
		pty->capacity = (pty->count + (size_t)got + 1) * 2;
		pty->bytes = realloc(pty->bytes, pty->capacity);
		if (pty->bytes == NULL)
			tap_bail("no memory");
	}
	memcpy(pty->bytes + pty->count, bytes, (size_t)got);
	pty->count += (size_t)got;
	pty->bytes[pty->count] = '\0';
	vterm_input_write(pty->vterm, bytes, (size_t)got);
	return true;
}

const char *
pty_bytes(const struct pty *pty, size_t *count)
{
	*count = pty->count;
	return pty->bytes == NULL ? "" : pty->bytes;
}

/* Names of keys, as xterm sends them once curses asked for them, and the Linux console where
 * it differs. */
static const struct {
	const char *name, *bytes, *linux_bytes;
} keys[] = {
	{ "Up", "\033OA", "\033[A" },      { "Down", "\033OB", "\033[B" },
	{ "Right", "\033OC", "\033[C" },   { "Left", "\033OD", "\033[D" },
	{ "Home", "\033OH", "\033[1~" },   { "End", "\033OF", "\033[4~" },
	{ "PgUp", "\033[5~", "\033[5~" },  { "PgDn", "\033[6~", "\033[6~" },
	{ "Enter", "\r", "\r" },           { "Tab", "\t", "\t" },
	{ "Backspace", "\177", "\177" },   { "Esc", "\033", "\033" },
	{ "Space", " ", " " },             { "Quote", "'", "'" },
	{ "F1", "\033OP", "\033[[A" },
};

static void
write_all(struct pty *pty, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t written = write(pty->master, bytes, length);

		if (written < 0 && errno != EINTR && errno != EAGAIN)
			return;
		if (written > 0) {
			bytes += written;
			length -= (size_t)written;
		}
	}
}

static void
type_one(struct pty *pty, const char *name, size_t length)
{
	char control;

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		if (strlen(keys[i].name) == length && memcmp(keys[i].name, name, length) == 0) {
			const char *bytes = pty->is_linux ? keys[i].linux_bytes
							  : keys[i].bytes;

			write_all(pty, bytes, strlen(bytes));
			return;
		}
	}
	if (length == 2 && name[0] == '^') {
		control = (char)(name[1] & 0x1f);
		write_all(pty, &control, 1);
	} else {
		write_all(pty, name, length);
	}
}

void
pty_type(struct pty *pty, const char *names)
{
	while (*names != '\0') {
		size_t length;

		names += strspn(names, " ");
		if (*names == '\'') {
			names++;
			length = strcspn(names, "'");
			write_all(pty, names, length);
			names += length + (names[length] == '\'');
			continue;
		}
		length = strcspn(names, " ");
		if (length > 0)
			type_one(pty, names, length);
		names += length;
	}
}

void
pty_fill(struct pty *pty)
{
	static const char nothing[512]; /* zeros, which terminals ignore */
	int other = open(ptsname(pty->master), O_WRONLY | O_NOCTTY | O_NONBLOCK);

	if (other < 0)
		tap_bail("no second way to the terminal");
	while (write(other, nothing, sizeof(nothing)) > 0 || write(other, nothing, 1) > 0)
		continue;
	close(other);
}

void
pty_resize(struct pty *pty, int columns, int lines)
{
	struct winsize size = { .ws_col = (unsigned short)columns,
				.ws_row = (unsigned short)lines };

	pty->columns = columns;
	pty->lines = lines;
	vterm_set_size(pty->vterm, lines, columns);
	ioctl(pty->master, TIOCSWINSZ, &size);
}

void
pty_signal(struct pty *pty, int number)
{
	kill(pty->child, number);
}

static void
add_cell(struct pty *pty, int line, int column, size_t *length)
{
	VTermScreenCell cell;
	VTermPos position = { .row = line, .col = column };

	vterm_screen_get_cell(pty->screen, position, &cell);
	if (cell.chars[0] == 0)
		pty->text[(*length)++] = ' ';
	for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i] != 0; i++) {
		uint32_t c = cell.chars[i];

		if (c == (uint32_t)-1)
			break; /* the right half of a wide character */
		if (c < 0x80) {
			pty->text[(*length)++] = (char)c;
		} else if (c < 0x800) {
			pty->text[(*length)++] = (char)(0xc0 | c >> 6);
			pty->text[(*length)++] = (char)(0x80 | (c & 0x3f));
		} else if (c < 0x10000) {
			pty->text[(*length)++] = (char)(0xe0 | c >> 12);
			pty->text[(*length)++] = (char)(0x80 | (c >> 6 & 0x3f));
			pty->text[(*length)++] = (char)(0x80 | (c & 0x3f));
		} else {
			pty->text[(*length)++] = '?';
		}
	}
}

const char *
pty_screen(struct pty *pty)
{
	size_t length = 0;

	if (pty->text == NULL)
		pty->text = malloc(SCREEN_MAX);
	if (pty->text == NULL)
		tap_bail("no memory");
	for (int line = 0; line < pty->lines; line++) {
		size_t start = length;

		for (int column = 0; column < pty->columns && length < SCREEN_MAX - 64; column++)
			add_cell(pty, line, column, &length);
		while (length > start && pty->text[length - 1] == ' ')
			length--;
		pty->text[length++] = '\n';
	}
	pty->text[length] = '\0';
	return pty->text;
}

static char
look_of(const VTermScreenCell *cell)
{
	int look = cell->attrs.bold | (cell->attrs.underline != 0) << 1
		   | cell->attrs.reverse << 2 | cell->fg.indexed.idx % 8 << 3;

	if (!VTERM_COLOR_IS_INDEXED(&cell->fg))
		look &= 7;
	/* a blank has no foreground to be seen */
	if (cell->chars[0] == 0 || cell->chars[0] == ' ')
		look &= 6;
	return (char)('0' + look);
}

const char *
pty_looks(struct pty *pty)
{
	size_t length = 0;

	pty_screen(pty); /* for its room */
	for (int line = 0; line < pty->lines; line++) {
		for (int column = 0; column < pty->columns; column++) {
			VTermScreenCell cell;
			VTermPos position = { .row = line, .col = column };

			vterm_screen_get_cell(pty->screen, position, &cell);
			pty->text[length++] = look_of(&cell);
		}
		pty->text[length++] = '\n';
	}
	pty->text[length] = '\0';
	return pty->text;
}

static bool
screen_shows(struct pty *pty, const char *text)
{
	return strstr(pty_screen(pty), text) != NULL;
}

static bool
screen_lacks(struct pty *pty, const char *text)
{
	return strstr(pty_screen(pty), text) == NULL;
}

static bool
screen_is(struct pty *pty, const char *screen)
{
	return strcmp(pty_screen(pty), screen) == 0;
}

bool
pty_wait_until(struct pty *pty, bool (*is_so)(struct pty *, const char *), const char *text)
{
	double end = pty_clock() + DEADLINE_MS;

	while (!is_so(pty, text)) {
		double left = end - pty_clock();

		if (left <= 0 || !pty_read(pty, (int)left))
			return is_so(pty, text);
	}
	return true;
}

/* At the deadline it is said what is to be seen instead. */
static bool
pty_wait_or_say(struct pty *pty, bool (*is_so)(struct pty *, const char *), const char *text,
		const char *hope)
{
	if (pty_wait_until(pty, is_so, text))
		return true;
	printf("# waited in vain %s: %s\n", hope, text);
	tap_show("seen", pty_screen(pty));
	return false;
}

bool
pty_wait(struct pty *pty, const char *text)
{
	return pty_wait_or_say(pty, screen_shows, text, "for");
}

bool
pty_wait_gone(struct pty *pty, const char *text)
{
	return pty_wait_or_say(pty, screen_lacks, text, "for the end of");
}

bool
pty_wait_screen(struct pty *pty, const char *screen)
{
	return pty_wait_until(pty, screen_is, screen);
}

void
pty_quiet(struct pty *pty, int milliseconds)
{
	while (pty_read(pty, milliseconds))
		continue;
}

void
pty_settle(struct pty *pty)
{
	pty_quiet(pty, QUIET_MS);
}

void
pty_pass(struct pty *pty, double milliseconds)
{
	double end = pty_clock() + milliseconds, left;

	while ((left = end - pty_clock()) > 0) {
		struct timespec rest = { 0, (long)((left > 1 ? 1 : left) * 1e6) };

		if (!pty_read(pty, left > 1 ? 1 : 0))
			nanosleep(&rest, NULL);
	}
}

pid_t
pty_process(const struct pty *pty)
{
	return pty->child;
}

/* The next report of the holder; reads on meanwhile, so that the program is not held up by a
 * full terminal. */
static bool
report_read(struct pty *pty, int *status)
{
	double end = pty_clock() + DEADLINE_MS;

	while (pty_clock() < end) {
		struct pollfd poll_on[2] = { { pty->reports, POLLIN, 0 },
					     { pty->master, POLLIN, 0 } };

		if (poll(poll_on, 2, DEADLINE_MS) <= 0)
			return false;
		/* Output first: it was written before the end. */
		if (poll_on[1].revents & POLLIN && pty_read(pty, 0))
			continue;
		if (poll_on[0].revents != 0)
			return read(pty->reports, status, sizeof(*status)) == sizeof(*status);
		/* All ends of the terminal are closed: only the report is left to come. */
		if (poll_on[1].revents != 0) {
			poll_on[1].fd = -1;
			if (poll(poll_on, 1, DEADLINE_MS) <= 0)
				return false;
		}
	}
	return false;
}

bool
pty_wait_stopped(struct pty *pty)
{
	int status;

	return report_read(pty, &status) && WIFSTOPPED(status);
}

bool
pty_wait_end(struct pty *pty, int *status)
{
	pty->has_ended = report_read(pty, status) && !WIFSTOPPED(*status);
	return pty->has_ended;
}

bool
pty_quits(struct pty *pty)
{
	int status;

	pty_type(pty, "Q");
	return pty_wait_end(pty, &status) && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

void
pty_quit(struct pty *pty)
{
	pty_quits(pty);
	pty_close(pty);
}

void
pty_hang_up(struct pty *pty)
{
	close(pty->master);
	pty->master = -1;
}

int
pty_cursor_line(const struct pty *pty)
{
	VTermPos position;

	vterm_state_get_cursorpos(vterm_obtain_state(pty->vterm), &position);
	return position.row;
}

static bool
modes_are_sane(const struct pty *pty)
{
	struct termios modes;

	return tcgetattr(pty->master, &modes) == 0 && (modes.c_lflag & ECHO)
	       && (modes.c_lflag & ICANON) && (modes.c_lflag & ISIG) && (modes.c_iflag & ICRNL)
	       && (modes.c_oflag & OPOST);
}

bool
pty_is_sane(const struct pty *pty)
{
	/* Who stops may be seen to have stopped before its terminal is. */
	for (double end = pty_clock() + 2000; !modes_are_sane(pty);)
		if (pty_clock() > end || poll(NULL, 0, 2) < 0)
			return false;
	return true;
}

bool
pty_wait_taken(struct pty *pty)
{
	struct termios modes;
	double end = pty_clock() + DEADLINE_MS;

	while (tcgetattr(pty->master, &modes) == 0 && pty_clock() < end) {
		if (!(modes.c_lflag & ICANON))
			return true;
		pty_read(pty, 1); /* who gives modes waits until all is read */
	}
	return false;
}
