#include "config.h"

#include "ui/terminal.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

#include "base/bus_error.h"
#include "base/memory.h"
#include "ui/key_sequence.h"
#include "ui/messages.h"

enum {
	ESCAPE_DELAY_MS = 20, /* so that Esc is answered, all in all, within 25 */
	RESTORE_MAX = 512,
};

static struct {
	SCREEN *screen;
	FILE *tty;           /* the terminal opened anew when standard input is not one */
	int input;           /* keys come from here */
	WINDOW *keys;        /* a pad, because wgetch() refreshes windows and no pads */
	struct terminal_options options;
	int wake[2];
	bool is_taken;

	/* What a signal handler needs to give the terminal back. */
	struct termios before;
	char restore[RESTORE_MAX];
	size_t restore_length;
} terminal = { .input = -1, .wake = { -1, -1 } };

static volatile sig_atomic_t deadly, resized, stopped, interrupted, woken;

static const int crash_signals[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGQUIT };
static const int end_signals[] = { SIGTERM, SIGHUP };

/* Appends a capability without its padding: "\E[m\17$<2>" ends before the "$". */
static void
restore_add(const char *string)
{
	if (string == NULL || string == (const char *)-1)
		return;
	for (const char *c = string; *c != '\0' && terminal.restore_length < RESTORE_MAX; c++) {
		if (c[0] == '$' && c[1] == '<') {
			const char *end = strchr(c, '>');

			if (end != NULL) {
				c = end;
				continue;
			}
		}
		terminal.restore[terminal.restore_length++] = *c;
	}
}

static void
restore_prepare(void)
{
	terminal.restore_length = 0;
	if (terminal.options.mouse)
		restore_add("\033[?1006l\033[?1000l");
	restore_add(exit_attribute_mode);
	restore_add(orig_pair);
	if (change_scroll_region != NULL)
		restore_add(tparm(change_scroll_region, 0L, (long)(LINES - 1), 0L, 0L, 0L, 0L,
				  0L, 0L, 0L));
	restore_add(tparm(cursor_address, (long)(LINES - 1), 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L));
	restore_add(clr_eol);
	restore_add(keypad_local);
	restore_add(cursor_normal);
	restore_add(exit_ca_mode);
}

/* Safe in a signal handler. */
static void
terminal_restore_raw(void)
{
	if (!terminal.is_taken)
		return;
	terminal.is_taken = false;
	if (write(STDOUT_FILENO, terminal.restore, terminal.restore_length) >= 0)
		tcsetattr(terminal.input, TCSANOW, &terminal.before);
	messages_replay();
}

static void
wake_from_handler(void)
{
	int saved = errno;

	/* A full pipe is fine: then there is something to wake up for already. */
	(void)!write(terminal.wake[1], "", 1);
	errno = saved;
}

static void
on_crash(int number)
{
	terminal_restore_raw();
	if (number == SIGBUS && bus_error_is_expected())
		bus_error_end();
	signal(number, SIG_DFL);
	raise(number);
}

/* Asked twice, we no longer wait for the main loop to notice. */
static void
on_end(int number)
{
	if (deadly != 0)
		on_crash(number);
	deadly = number;
	wake_from_handler();
}

static void
on_notice(int number)
{
	if (number == SIGWINCH)
		resized = 1;
	else if (number == SIGTSTP)
		stopped = 1;
	else if (interrupted)
		on_end(number);
	else
		interrupted = 1;
	wake_from_handler();
}

static void
handle(int number, void (*handler)(int), int flags)
{
	struct sigaction action = { .sa_handler = handler, .sa_flags = flags };

	sigemptyset(&action.sa_mask);
	sigaction(number, &action, NULL);
}

static void
handle_signals(void)
{
	static char stack[1 << 16]; /* so that a stack that ran over can be reported */

	sigaltstack(&(stack_t){ .ss_sp = stack, .ss_size = sizeof(stack) }, NULL);
	for (size_t i = 0; i < sizeof(crash_signals) / sizeof(*crash_signals); i++)
		handle(crash_signals[i], on_crash, SA_ONSTACK);
	for (size_t i = 0; i < sizeof(end_signals) / sizeof(*end_signals); i++)
		handle(end_signals[i], on_end, 0);
	handle(SIGINT, on_notice, 0);
	handle(SIGTSTP, on_notice, 0);
	handle(SIGWINCH, on_notice, 0);
	handle(SIGPIPE, SIG_IGN, 0);
}

/* From the first byte to the terminal until we can give it back, no signal may end us. */
static void
signals_hold(sigset_t *before)
{
	sigset_t held;

	sigemptyset(&held);
	for (size_t i = 0; i < sizeof(end_signals) / sizeof(*end_signals); i++)
		sigaddset(&held, end_signals[i]);
	sigaddset(&held, SIGINT);
	sigaddset(&held, SIGQUIT);
	sigaddset(&held, SIGTSTP);
	sigprocmask(SIG_BLOCK, &held, before);
}

static bool
wake_open(struct error *error)
{
	if (pipe(terminal.wake) != 0)
		return error_set(error, ERROR_FILE, "no pipe: %s", strerror(errno));
	for (int i = 0; i < 2; i++) {
		fcntl(terminal.wake[i], F_SETFL, O_NONBLOCK);
		fcntl(terminal.wake[i], F_SETFD, FD_CLOEXEC);
	}
	return true;
}

static bool
input_find(FILE **in, struct error *error)
{
	*in = stdin;
	if (!isatty(STDIN_FILENO)) {
		/* The snapshot may be coming in there: keys come from the terminal itself. */
		terminal.tty = fopen("/dev/tty", "r");
		if (terminal.tty == NULL)
			return error_set(error, ERROR_USAGE, "no terminal to read keys from");
		*in = terminal.tty;
	}
	terminal.input = fileno(*in);
	return true;
}

static bool
terminal_can_draw(struct error *error)
{
	static const char advice[] = "use a command instead, such as \"heaptui summary FILE\" "
				     "(\"heaptui help\" lists them)";
	const char *name = getenv("TERM");
	int found = 0;

	if (!isatty(STDOUT_FILENO))
		return error_set(error, ERROR_USAGE, "standard output is not a terminal: %s",
				 advice);
	if (setupterm(NULL, STDOUT_FILENO, &found) != OK)
		return error_set(error, ERROR_USAGE, "unknown terminal TERM=%.40s: %s",
				 name == NULL ? "" : name, advice);
	if (cursor_address == NULL || generic_type)
		return error_set(error, ERROR_USAGE,
				 "TERM=%.40s cannot move its cursor: %s", name, advice);
	del_curterm(cur_term); /* newterm() makes its own */
	return true;
}

/* Takes the terminal: false if curses cannot have it. */
static bool
terminal_take(FILE *in)
{
	tcgetattr(terminal.input, &terminal.before);
	/* First: curses leaves alone what it finds handled.  Its own way with SIGTSTP is to ignore
	 * it while it paints, and a ^Z typed then would be lost. */
	handle_signals();
	terminal.screen = newterm(NULL, stdout, in);
	if (terminal.screen == NULL)
		return false;
	/* Until it has come back from somewhere, curses (6.4) writes after every move of the
	 * cursor: a page is sixty writes then, each a packet of its own over SSH, instead of
	 * one. */
	endwin();
	messages_keep();
	if (getenv("ESCDELAY") == NULL)
		set_escdelay(ESCAPE_DELAY_MS);
	cbreak();
	noecho();
	nonl();
	/* ^Z and ^C throw no keys away: curses, having seen one wait, would wait for it for
	 * ever. */
	intrflush(stdscr, FALSE);
	typeahead(-1); /* we look for waiting keys ourselves, before painting */
	terminal.keys = newpad(1, 1);
	keypad(terminal.keys, TRUE);
	nodelay(terminal.keys, TRUE);
	if (terminal.options.mouse)
		mousemask(BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED, NULL);
	mouseinterval(0);
	terminal_show_cursor(false);
	restore_prepare();
	terminal.is_taken = true;
	memory_on_exhausted(terminal_restore_raw);
	return true;
}

bool
terminal_open(const struct terminal_options *options, struct error *error)
{
	sigset_t before;
	bool is_taken;
	FILE *in;

	terminal.options = *options;
	if (!terminal_can_draw(error) || !input_find(&in, error) || !wake_open(error))
		return false;
	signals_hold(&before);
	is_taken = terminal_take(in);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return is_taken || error_set(error, ERROR_USAGE, "cannot set up the terminal");
}

void
terminal_close(void)
{
	if (terminal.is_taken) {
		endwin();
		terminal.is_taken = false;
		messages_replay();
	}
	if (terminal.screen != NULL) {
		delwin(terminal.keys);
		delscreen(terminal.screen);
		terminal.screen = NULL;
	}
	memory_on_exhausted(NULL);
	for (size_t i = 0; i < sizeof(crash_signals) / sizeof(*crash_signals); i++)
		signal(crash_signals[i], SIG_DFL);
	if (terminal.tty != NULL)
		fclose(terminal.tty);
	terminal.tty = NULL;
}

int
terminal_deadly_signal(void)
{
	return deadly;
}

void
terminal_die(int number)
{
	signal(number, SIG_DFL);
	raise(number);
}

static void
size_ask(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0)
		resizeterm(size.ws_row, size.ws_col);
	restore_prepare();
}

void
terminal_lend(void)
{
	endwin();
	terminal.is_taken = false;
	messages_lend();
}

void
terminal_take_back(void)
{
	messages_take_back();
	terminal.is_taken = true;
	reset_prog_mode();
	size_ask();
	clearok(curscr, TRUE);
	terminal_show_cursor(false);
}

void
terminal_suspend(void)
{
	terminal_lend();
	signal(SIGTSTP, SIG_DFL);
	raise(SIGTSTP);
	/* Somebody said fg. */
	handle(SIGTSTP, on_notice, 0);
	terminal_take_back();
}

void
terminal_show_cursor(bool shown)
{
	curs_set(shown || terminal.options.show_cursor ? 1 : 0);
}

void
terminal_write(const char *bytes, unsigned length)
{
	while (length > 0) {
		ssize_t written = write(STDOUT_FILENO, bytes, length);

		if (written < 0 && errno == EAGAIN) {
			/* somebody who shares the terminal made it so: curses waits, too */
			struct pollfd full = { .fd = STDOUT_FILENO, .events = POLLOUT };

			poll(&full, 1, -1);
		} else if (written < 0 && errno != EINTR) {
			return;
		}
		if (written > 0) {
			bytes += written;
			length -= (unsigned)written;
		}
	}
}

void
terminal_wake(void)
{
	woken = 1;
	wake_from_handler();
}

static bool
key_read(struct terminal_input *input)
{
	enum { ESCAPE = 0x1b };
	wint_t key;
	int kind;

	do {
		kind = wget_wch(terminal.keys, &key);
	} while (kind == KEY_CODE_YES && key == KEY_RESIZE);
	if (kind == ERR)
		return false;
	*input = (struct terminal_input){ .event = TERMINAL_KEY, .key = (int)key };
	if (kind != KEY_CODE_YES) {
		int known;

		if (key == ESCAPE && key_sequence_take(terminal.keys, &known))
			input->key = KEY_FUNCTION(known);
		return true;
	}
	input->key = KEY_FUNCTION((int)key);
	if (key == KEY_MOUSE) {
		MEVENT mouse;

		if (getmouse(&mouse) != OK)
			return false;
		input->x = mouse.x;
		input->y = mouse.y;
		input->key = mouse.bstate & BUTTON4_PRESSED ? KEY_FUNCTION(KEY_SR)
			   : mouse.bstate & BUTTON5_PRESSED ? KEY_FUNCTION(KEY_SF)
							    : KEY_FUNCTION(KEY_MOUSE);
	}
	return true;
}

/* Whether a signal or another thread has something to say. */
static bool
notice_read(struct terminal_input *input)
{
	if (deadly != 0) {
		input->event = TERMINAL_GONE;
	} else if (stopped) {
		stopped = 0;
		terminal_suspend();
		input->event = TERMINAL_RESIZED;
	} else if (resized) {
		resized = 0;
		size_ask();
		input->event = TERMINAL_RESIZED;
	} else if (interrupted) {
		interrupted = 0;
		input->event = TERMINAL_INTERRUPT;
	} else if (woken) {
		woken = 0;
		input->event = TERMINAL_WOKEN;
	} else {
		return false;
	}
	return true;
}

/* A terminal that hung up reads as ended, or as readable with nothing in it. */
static bool
is_gone(short events)
{
	int waiting = 0;

	if (events & (POLLHUP | POLLERR | POLLNVAL))
		return true;
	return events & POLLIN
	       && (ioctl(terminal.input, FIONREAD, &waiting) != 0 || waiting == 0);
}

struct terminal_input
terminal_wait(int milliseconds)
{
	struct terminal_input input = { 0 };
	char drained[64];

	for (;;) {
		struct pollfd poll_on[2] = { { terminal.input, POLLIN, 0 },
					     { terminal.wake[0], POLLIN, 0 } };
		int ready;

		if (notice_read(&input) || key_read(&input))
			return input;
		ready = poll(poll_on, 2, milliseconds);
		if (ready == 0)
			return input;
		if (ready > 0 && is_gone(poll_on[0].revents)) {
			input.event = TERMINAL_GONE;
			return input;
		}
		while (read(terminal.wake[0], drained, sizeof(drained)) > 0)
			continue;
	}
}
