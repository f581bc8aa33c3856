#include "config.h"

#include "ui/screen_send.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <wchar.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "ui/terminal.h"

/* Attributes that can be switched on alone. */
static const attr_t attributes_known = A_BOLD | A_DIM | A_UNDERLINE | A_REVERSE;
/* ... and what terminfo calls them where a colour takes them away. */
enum { VIDEO_UNDERLINE = 2, VIDEO_REVERSE = 4, VIDEO_DIM = 16, VIDEO_BOLD = 32 };

/* What is being sent: tputs() has no argument to hand on. */
static struct buffer sent;
/* The shortest of ways to do the same. */
static struct buffer chosen;
static bool has_chosen;

static int
send_byte(int byte)
{
	buffer_add_char(&sent, (char)byte);
	return byte;
}

static void
send_mode(const char *sequence)
{
	if (sequence != NULL)
		tputs(sequence, 1, send_byte);
}

static const char *
with_numbers(const char *capability, int a, int b)
{
	return tparm(capability, (long)a, (long)b, 0L, 0L, 0L, 0L, 0L, 0L, 0L);
}

static void
send_number(const char *capability, int a, int b)
{
	send_mode(with_numbers(capability, a, b));
}

/* How many bytes that would be. */
static unsigned
mode_length(const char *sequence)
{
	size_t before = sent.length;
	unsigned length;

	send_mode(sequence);
	length = (unsigned)(sent.length - before);
	sent.length = before;
	return length;
}

static unsigned
number_length(const char *capability, int a, int b)
{
	return mode_length(with_numbers(capability, a, b));
}

static bool
begins_ansi(const char *sequence)
{
	return sequence != NULL && sequence[0] == '\033' && sequence[1] == '[';
}

/* "\E(B\E[m" ends the other character set, too, which we never begin. */
static void
send_no_attributes(void)
{
	const char *charset = exit_alt_charset_mode, *found = NULL;
	char without[64];

	if (charset != NULL && *charset != '\0' && strlen(exit_attribute_mode) < sizeof(without))
		found = strstr(exit_attribute_mode, charset);
	if (found == NULL || strlen(exit_attribute_mode) == strlen(charset)) {
		send_mode(exit_attribute_mode);
		return;
	}
	strcpy(without, exit_attribute_mode);
	strcpy(without + (found - exit_attribute_mode), found + strlen(charset));
	send_mode(without);
}

static void
send_attributes(attr_t attributes)
{
	if (attributes & A_BOLD)
		send_mode(enter_bold_mode);
	if (attributes & A_DIM)
		send_mode(enter_dim_mode);
	if (attributes & A_UNDERLINE)
		send_mode(enter_underline_mode);
	if (attributes & A_REVERSE)
		send_mode(enter_reverse_mode);
}

static void
send_colour(short pair)
{
	short foreground = 0, background = 0;

	/* The background is always the terminal's own (theme.c). */
	pair_content(pair, &foreground, &background);
	send_mode(tparm(set_a_foreground, (long)foreground, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L));
}

static void
send_change(const struct sender *sender, struct look from, struct look to)
{
	bool ends_attributes = (from.attributes & ~to.attributes) != 0;
	bool ends_colour = from.pair != 0 && to.pair == 0;

	if (ends_attributes || (ends_colour && sender->is_ansi)) {
		send_no_attributes();
		/* ANSI's way to end attributes ends colours with them. */
		ends_colour = from.pair != 0 && !sender->is_ansi;
		from = (struct look){ 0 };
	}
	if (ends_colour)
		send_mode(orig_pair);
	send_attributes(to.attributes & ~from.attributes);
	if (to.pair != from.pair && to.pair != 0)
		send_colour(to.pair);
}

static bool
can_go_back(void)
{
	return cursor_left != NULL && strcmp(cursor_left, "\b") == 0;
}

static bool
has_means(void)
{
	/* Without the glitch the last cell of the screen scrolls it. */
	return cursor_address != NULL && parm_right_cursor != NULL && clr_eol != NULL
	       && carriage_return != NULL && (!auto_right_margin || eat_newline_glitch)
	       && exit_attribute_mode != NULL && magic_cookie_glitch < 0
	       && ((set_a_foreground != NULL && orig_pair != NULL) || !has_colors());
}

/* Backspaces, or a sequence with their number; NO_MOVE if the terminal has neither. */
static uint8_t
left_length(int cells)
{
	unsigned many = parm_left_cursor != NULL ? number_length(parm_left_cursor, cells, 0)
						 : NO_MOVE;

	if (can_go_back() && (unsigned)cells < many)
		return (uint8_t)cells;
	return (uint8_t)(many < NO_MOVE ? many : NO_MOVE);
}

bool
sender_open(struct sender *sender, int width)
{
	if (!has_means())
		return false;
	buffer_clear(&sent);
	*sender = (struct sender){ .width = width, .look_count = 1, .y = -1 };
	sender->is_ansi = begins_ansi(cursor_address)
			  && (!has_colors() || begins_ansi(set_a_foreground));
	sender->moves_any_look = move_standout_mode;
	sender->can_go_down = cursor_down != NULL && strcmp(cursor_down, "\n") == 0
			      && carriage_return != NULL;
	/* The other kind that has this glitch went to the next line already. */
	sender->can_return_wrapped = eat_newline_glitch && begins_ansi(cursor_address);
	sender->right = xcalloc((size_t)width + 1, 1);
	sender->left = xcalloc((size_t)width + 1, 1);
	sender->erase = erase_chars == NULL ? NULL : xcalloc((size_t)width + 1, 1);
	for (int cells = 1; cells <= width; cells++) {
		sender->right[cells] = (uint8_t)number_length(parm_right_cursor, cells, 0);
		sender->left[cells] = left_length(cells);
		if (sender->erase != NULL)
			sender->erase[cells] = (uint8_t)number_length(erase_chars, cells, 0);
	}
	if (cursor_right != NULL && width > 0)
		sender->right[1] = (uint8_t)mode_length(cursor_right);
	sender->erase_rest = mode_length(clr_eol);
	return true;
}

void
sender_close(struct sender *sender)
{
	free(sender->right);
	free(sender->left);
	free(sender->erase);
	buffer_release(&sent);
	buffer_release(&chosen);
}

/* What a terminal shows of it: some have no attribute beside a colour. */
static struct look
look_shown(struct look look)
{
	int taken = no_color_video > 0 && look.pair != 0 ? no_color_video : 0;

	look.attributes &= attributes_known;
	if (taken & VIDEO_UNDERLINE)
		look.attributes &= ~A_UNDERLINE;
	if (taken & VIDEO_REVERSE)
		look.attributes &= ~A_REVERSE;
	if (taken & VIDEO_DIM)
		look.attributes &= ~A_DIM;
	if (taken & VIDEO_BOLD)
		look.attributes &= ~A_BOLD;
	return look;
}

unsigned
sender_look(struct sender *sender, struct look look)
{
	unsigned index;

	look = look_shown(look);
	for (index = 0; index < sender->look_count; index++)
		if (sender->looks[index].attributes == look.attributes
		    && sender->looks[index].pair == look.pair)
			return index;
	if (sender->look_count == LOOKS_MOST)
		return LOOK_PLAIN;
	sender->looks[sender->look_count] = look;
	return sender->look_count++;
}

void
sender_measure(struct sender *sender)
{
	size_t before = sent.length;

	for (unsigned from = 0; from < sender->look_count; from++) {
		for (unsigned to = 0; to < sender->look_count; to++) {
			send_change(sender, sender->looks[from], sender->looks[to]);
			sender->change[from][to] = (uint8_t)(sent.length - before);
			sent.length = before;
		}
	}
}

bool
sender_shows_on_blanks(const struct sender *sender, unsigned look)
{
	return (sender->looks[look].attributes & (A_REVERSE | A_UNDERLINE)) != 0;
}

void
send_look(struct sender *sender, unsigned look)
{
	if (look != sender->look)
		send_change(sender, sender->looks[sender->look], sender->looks[look]);
	sender->look = look;
}

unsigned
character_length(wchar_t character)
{
	char bytes[MB_LEN_MAX];
	mbstate_t state = { 0 };
	size_t length = 1;

	if (character >= 0x80)
		length = wcrtomb(bytes, character, &state);
	return length == (size_t)-1 ? 0 : (unsigned)length;
}

void
send_character(struct sender *sender, wchar_t character)
{
	char bytes[MB_LEN_MAX];
	mbstate_t state = { 0 };
	size_t length = wcrtomb(bytes, character, &state);

	if (length != (size_t)-1)
		buffer_add_text(&sent, (struct text){ bytes, length });
	sender->x += wcwidth(character);
	/* Behind the last one terminals stand on it, or on the next line. */
	if (sender->x >= sender->width && !sender->can_return_wrapped)
		sender->y = -1;
}

void
send_right(struct sender *sender, int cells)
{
	if (cells == 1 && cursor_right != NULL)
		send_mode(cursor_right);
	else if (cells > 0)
		send_number(parm_right_cursor, cells, 0);
	sender->x += cells;
}

void
send_left(struct sender *sender, int cells)
{
	if (sender->left[cells] < cells || !can_go_back())
		send_number(parm_left_cursor, cells, 0);
	else
		for (int i = 0; i < cells; i++)
			send_mode(cursor_left);
	sender->x -= cells;
}

void
send_down(struct sender *sender, int count)
{
	for (int i = 0; i < count; i++)
		send_mode(cursor_down);
	sender->y += count;
}

void
send_return(struct sender *sender)
{
	send_mode(carriage_return);
	sender->x = 0;
}

void
send_address(struct sender *sender, int y, int x)
{
	send_number(cursor_address, y, x);
	sender->y = y;
	sender->x = x;
}

unsigned
address_length(int y, int x)
{
	return number_length(cursor_address, y, x);
}

void
send_erase(int cells)
{
	send_number(erase_chars, cells, 0);
}

void
send_erase_rest(void)
{
	send_mode(clr_eol);
}

bool
can_scroll(void)
{
	return change_scroll_region != NULL && scroll_forward != NULL && scroll_reverse != NULL;
}

void
send_scroll(struct sender *sender, int top, int bottom, int up)
{
	send_look(sender, LOOK_PLAIN); /* which the lines that come will have */
	send_number(change_scroll_region, top, bottom);
	send_address(sender, up > 0 ? bottom : top, 0);
	for (int i = 0; i < abs(up); i++)
		send_mode(up > 0 ? scroll_forward : scroll_reverse);
	send_number(change_scroll_region, 0, LINES - 1);
	sender->y = -1; /* terminals disagree */
}

bool
send_choose(void)
{
	struct buffer other = chosen;
	bool is_better = !has_chosen || sent.length < chosen.length;

	if (is_better) {
		chosen = sent;
		sent = other;
		has_chosen = true;
	}
	buffer_clear(&sent);
	return is_better;
}

size_t
send_least(void)
{
	return chosen.length;
}

void
send_all(void)
{
	if (chosen.length > 0)
		terminal_write(chosen.at, (unsigned)chosen.length);
	has_chosen = false;
}
