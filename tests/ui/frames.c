/*
 * Random frames, painted by screen_update() and by curses alone: after each a terminal shows the
 * same, on every kind of them.
 *
 * A child paints a sequence of frames into a file, once either way, and notes where each ends.
 * The bytes then go to two terminals, libvterm's, that are compared cell by cell.
 */

#include "config.h"

#include <curses.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vterm.h>
#include <wchar.h>

#include "ui/screen_update.h"
#include "ui/tap.h"
#include "ui/theme.h"
#include "unit/random.h"

enum { FRAMES = 60, SEEDS = 12, HEIGHT = 24, WIDTH = 80 };

static const char *const terms[] = { "xterm-256color", "screen", "tmux-256color", "linux",
				     "vt100" };

/* What a child leaves behind. */
struct recording {
	FILE *file;
	off_t *ends; /* of the frames; shared with the child */
};

static void
draw_look(uint64_t *random)
{
	static const attr_t attributes[] = { A_NORMAL, A_NORMAL, A_NORMAL, A_BOLD, A_DIM, A_REVERSE,
					     A_UNDERLINE, A_REVERSE | A_BOLD };
	attr_t look = attributes[random_below(random, sizeof(attributes) / sizeof(*attributes))];

	if (has_colors() && random_below(random, 3) == 0)
		look |= (attr_t)COLOR_PAIR(1 + random_below(random, 7));
	attrset((int)look);
}

/* As rows are: words, blanks, numbers; now and then what is wider, or combined. */
static void
draw_piece(uint64_t *random, bool can_be_odd)
{
	static const char *const pieces[] = { "Object", "system / Map", "12,345", "7", "16 B",
					      "3.5 MB", " + ", "  ", "        ", "             ",
					      "@1", "-", "~" };
	static const char *const odd[] = { "\xe6\xbc\xa2\xe5\xad\x97", "e\xcc\x81",
					   "\xe2\x88\x92" };

	int room = WIDTH - getcurx(stdscr);

	/* In the last cells of a line terminals disagree on them; and curses, which on some of
	 * them writes the screen's last cell in the one before and pushes it on, halves what is
	 * there. */
	if (can_be_odd && room > 5 && random_below(random, 40) == 0)
		addstr(odd[random_below(random, sizeof(odd) / sizeof(*odd))]);
	else
		addnstr(pieces[random_below(random, sizeof(pieces) / sizeof(*pieces))], room);
}

/* What is left of a character half of which was written over, curses itself does not know. */
static bool
is_wide(int y)
{
	wchar_t text[WIDTH + 1];
	int length = mvinnwstr(y, 0, text, WIDTH);

	return length == ERR || wcswidth(text, (size_t)length) != length;
}

static void
draw_row(uint64_t *random, int y)
{
	unsigned pieces = random_below(random, 14);
	bool is_new = is_wide(y) || random_below(random, 2) == 0;

	if (is_new) {
		move(y, 0);
		clrtoeol();
	}
	move(y, random_below(random, 4) == 0 ? (int)random_below(random, WIDTH) : 0);
	for (unsigned i = 0; i < pieces && getcury(stdscr) == y; i++) {
		draw_look(random);
		draw_piece(random, is_new);
	}
	attrset(A_NORMAL);
}

static void
scroll_some(uint64_t *random)
{
	int top = (int)random_below(random, HEIGHT - 4);
	int bottom = top + 3 + (int)random_below(random, (unsigned)(HEIGHT - top - 3));
	int lines = 1 + (int)random_below(random, 4);

	scrollok(stdscr, TRUE);
	setscrreg(top, bottom);
	scrl(random_below(random, 2) == 0 ? lines : -lines);
	setscrreg(0, HEIGHT - 1);
	scrollok(stdscr, FALSE);
}

/* From nothing at all to everything. */
static void
draw_frame(uint64_t *random)
{
	static const unsigned rows[] = { 0, 1, 2, 5, HEIGHT, HEIGHT };
	unsigned count = rows[random_below(random, sizeof(rows) / sizeof(*rows))];

	if (random_below(random, 20) == 0)
		erase();
	if (random_below(random, 3) == 0)
		scroll_some(random);
	if (random_below(random, 6) == 0)
		scroll_some(random);
	for (unsigned i = 0; i < count; i++)
		draw_row(random, (int)(count == HEIGHT ? i : random_below(random, HEIGHT)));
	if (random_below(random, 25) == 0)
		clearok(curscr, TRUE);
	move((int)random_below(random, HEIGHT), (int)random_below(random, WIDTH));
}

/* What the locale has no bytes for is a blank; curses lets no text with it through. */
static void
draw_unknown(uint64_t *random)
{
	static const wchar_t unknown[][2] = { L"\u5b57", L"\u0151", L"\u2212" };
	cchar_t cells[3];

	for (int i = 0; i < 3; i++)
		setcchar(&cells[i], unknown[i], A_NORMAL, 0, NULL);
	mvaddstr(1, 0, "before");
	add_wchnstr(cells, 3);
	mvprintw(1, 9, "behind %d", (int)random_below(random, 1000));
	clrtoeol();
}

/* In the child. */
static void
paint(const struct recording *to, const char *term, uint64_t seed, void (*update)(void))
{
	uint64_t random = seed;

	setenv("TERM", term, 1);
	dup2(fileno(to->file), STDOUT_FILENO);
	if (newterm(NULL, stdout, stdin) == NULL)
		_exit(1);
	theme_open();
	nonl();
	for (int frame = 0; frame < FRAMES; frame++) {
		if (MB_CUR_MAX == 1)
			draw_unknown(&random);
		else
			draw_frame(&random);
		wnoutrefresh(stdscr);
		update();
		fflush(stdout);
		to->ends[frame] = lseek(STDOUT_FILENO, 0, SEEK_CUR);
	}
	_exit(0);
}

static void
curses_update(void)
{
	doupdate();
}

static bool
record(struct recording *recording, const char *term, uint64_t seed, void (*update)(void))
{
	int status;
	pid_t child;

	recording->file = tmpfile();
	recording->ends = mmap(NULL, FRAMES * sizeof(off_t), PROT_READ | PROT_WRITE,
			       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	fflush(stdout);
	child = fork();
	if (child == 0)
		paint(recording, term, seed, update);
	return waitpid(child, &status, 0) == child && WIFEXITED(status)
	       && WEXITSTATUS(status) == 0;
}

static void
recording_close(struct recording *recording)
{
	fclose(recording->file);
	munmap(recording->ends, FRAMES * sizeof(off_t));
}

static VTerm *
terminal_new(void)
{
	VTerm *terminal = vterm_new(HEIGHT, WIDTH);

	vterm_set_utf8(terminal, 1);
	vterm_screen_enable_altscreen(vterm_obtain_screen(terminal), 1);
	vterm_screen_reset(vterm_obtain_screen(terminal), 1);
	return terminal;
}

static void
play(VTerm *terminal, const struct recording *recording, int frame)
{
	off_t start = frame == 0 ? 0 : recording->ends[frame - 1], at = start;
	char bytes[4096];

	fseek(recording->file, (long)start, SEEK_SET);
	while (at < recording->ends[frame]) {
		size_t wanted = (size_t)(recording->ends[frame] - at), got;

		got = fread(bytes, 1, wanted < sizeof(bytes) ? wanted : sizeof(bytes),
			    recording->file);
		if (got == 0)
			return;
		vterm_input_write(terminal, bytes, got);
		at += (off_t)got;
	}
}

/* The second cell of a character, which says no more. */
static const uint32_t SECOND_CELL = UINT32_MAX;

/* What of a cell can be seen: a blank shows no colour of what would be written there. */
static bool
cell_is(const VTermScreenCell *a, const VTermScreenCell *b)
{
	bool is_blank = a->chars[0] == 0 || a->chars[0] == ' ';

	if (is_blank && (b->chars[0] == 0 || b->chars[0] == ' '))
		return a->attrs.reverse == b->attrs.reverse
		       && a->attrs.underline == b->attrs.underline;
	if (a->chars[0] == SECOND_CELL && b->chars[0] == SECOND_CELL)
		return true;
	return memcmp(a->chars, b->chars, sizeof(a->chars)) == 0 && a->width == b->width
	       && a->attrs.bold == b->attrs.bold && a->attrs.reverse == b->attrs.reverse
	       && a->attrs.underline == b->attrs.underline && vterm_color_is_equal(&a->fg, &b->fg);
}

static bool
screens_are_same(VTerm *a, VTerm *b)
{
	VTermPos at_a, at_b, at;

	for (at.row = 0; at.row < HEIGHT; at.row++) {
		for (at.col = 0; at.col < WIDTH; at.col++) {
			/* as much as a cell has is written */
			VTermScreenCell cell_a = { 0 }, cell_b = { 0 };

			vterm_screen_get_cell(vterm_obtain_screen(a), at, &cell_a);
			vterm_screen_get_cell(vterm_obtain_screen(b), at, &cell_b);
			if (!cell_is(&cell_a, &cell_b)) {
				printf("# line %d, column %d: %x, not %x\n", at.row, at.col,
				       (unsigned)cell_a.chars[0], (unsigned)cell_b.chars[0]);
				return false;
			}
		}
	}
	vterm_state_get_cursorpos(vterm_obtain_state(a), &at_a);
	vterm_state_get_cursorpos(vterm_obtain_state(b), &at_b);
	return at_a.row == at_b.row && at_a.col == at_b.col;
}

/* Adds how many bytes each had. */
static bool
frames_are_same(const char *term, uint64_t seed, off_t *bytes)
{
	struct recording ours, theirs;
	VTerm *shows_ours = terminal_new(), *shows_theirs = terminal_new();
	bool right = record(&ours, term, seed, screen_update);
	int frame;

	right &= record(&theirs, term, seed, curses_update);
	for (frame = 0; right && frame < FRAMES; frame++) {
		play(shows_ours, &ours, frame);
		play(shows_theirs, &theirs, frame);
		right = screens_are_same(shows_ours, shows_theirs);
	}
	if (!right)
		printf("# TERM=%s, seed %lu: frame %d is another\n", term, (unsigned long)seed,
		       frame - 1);
	bytes[0] += ours.ends[FRAMES - 1];
	bytes[1] += theirs.ends[FRAMES - 1];
	vterm_free(shows_ours);
	vterm_free(shows_theirs);
	recording_close(&ours);
	recording_close(&theirs);
	return right;
}

static void
check_frames(const char *term, const char *locale)
{
	off_t bytes[2] = { 0, 0 };
	bool right = true;
	char name[200];

	setlocale(LC_CTYPE, locale);
	for (uint64_t seed = 1; seed <= SEEDS; seed++)
		right &= frames_are_same(term, seed, bytes);
	printf("# %ld bytes, curses %ld\n", (long)bytes[0], (long)bytes[1]);
	right &= bytes[0] < bytes[1] || MB_CUR_MAX == 1;
	snprintf(name, sizeof(name), "frames are what curses would paint%s, TERM=%s, %s",
		 MB_CUR_MAX == 1 ? "" : ", in fewer bytes", term, locale);
	check(right, name);
}

int
main(void)
{
	setenv("LINES", "24", 1);
	setenv("COLUMNS", "80", 1);
	for (size_t i = 0; i < sizeof(terms) / sizeof(*terms); i++)
		check_frames(terms[i], "C.UTF-8");
	check_frames(terms[0], "C");
	return tap_end();
}
