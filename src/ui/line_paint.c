#include "config.h"

#include "ui/line_paint.h"

#include <limits.h>
#include <stdlib.h>

#include "base/memory.h"

enum { DOWN_MOST = 4, WRAPPED_BYTES = 4 };

enum action { BEGIN, WRITE, PASS, ERASE, ERASE_REST, STAY };

/* How one comes to stand at a cell, in a look, with the rest of the line erased or not. */
struct place {
	unsigned bytes; /* on the cheapest way; UNREACHED: none yet */
	uint16_t from_x;
	uint8_t from_look, from_rest;
	uint8_t action;
};

static const unsigned UNREACHED = UINT_MAX;

struct line {
	struct sender *sender;
	const struct glyph *have, *want;
	int y, width;
	int first, end;  /* of the cells that are not right, and those between them */
	unsigned looks[LOOKS_MOST], look_count; /* that there are in it, and to begin with */
	uint8_t position[LOOKS_MOST];           /* of a look in there */
	int *same[2];  /* from a cell on, where those end that are right; [1]: were all blank */
	int *blank;    /* where those end that are to be blank */
	struct place *places;
	struct place best; /* the best end: from where, and are there blanks to be erased */
};

static bool
is_blank(const struct glyph *glyph)
{
	return glyph->character == L' ' && glyph->look == LOOK_PLAIN;
}

static struct place *
place_at(const struct line *line, int x, unsigned look, unsigned rest)
{
	size_t at = (size_t)x * line->look_count + line->position[look];

	return &line->places[at * 2 + rest];
}

/* Whether anything is to be done. */
static bool
line_differs(struct line *line)
{
	line->first = 0;
	line->end = line->width;
	while (line->first < line->end
	       && glyph_is(&line->have[line->first], &line->want[line->first]))
		line->first++;
	while (line->end > line->first
	       && glyph_is(&line->have[line->end - 1], &line->want[line->end - 1]))
		line->end--;
	return line->first < line->end;
}

static void
line_add_look(struct line *line, unsigned look)
{
	if (line->look_count > 0 && line->looks[line->position[look]] == look
	    && line->position[look] < line->look_count)
		return;
	line->position[look] = (uint8_t)line->look_count;
	line->looks[line->look_count++] = look;
}

static void
line_measure(struct line *line)
{
	size_t count = (size_t)line->width + 1, places;
	int *cells = xcalloc(3 * count, sizeof(*cells));

	line->same[0] = cells;
	line->same[1] = cells + count;
	line->blank = cells + 2 * count;
	line->same[0][line->width] = line->same[1][line->width] = line->width;
	line->blank[line->width] = line->width;
	for (int x = line->width; x-- > 0;) {
		bool blank = is_blank(&line->want[x]);

		line->same[0][x] = glyph_is(&line->have[x], &line->want[x]) ? line->same[0][x + 1]
									    : x;
		line->same[1][x] = line->blank[x] = blank ? line->blank[x + 1] : x;
	}
	line_add_look(line, LOOK_PLAIN);
	line_add_look(line, line->sender->look);
	/* Behind the last cell that is not right the rest may have been erased, and is written. */
	for (int x = 0; x < line->width; x++)
		line_add_look(line, line->want[x].look);
	places = count * line->look_count * 2;
	line->places = xcalloc(places, sizeof(*line->places));
	for (size_t i = 0; i < places; i++)
		line->places[i].bytes = UNREACHED;
}

/* From a place to another: taken if nothing cheaper is known. */
static void
go(struct line *line, const struct place *step, int x, unsigned look, unsigned rest,
   unsigned bytes)
{
	struct place *to = place_at(line, x, look, rest);

	if (bytes >= to->bytes)
		return;
	*to = *step;
	to->bytes = bytes;
}

/* The look in which the cursor can move, or cells be erased. */
static unsigned
look_to_move(const struct line *line, unsigned look)
{
	return line->sender->moves_any_look ? look : LOOK_PLAIN;
}

static unsigned
look_to_erase(const struct line *line, unsigned look)
{
	return sender_shows_on_blanks(line->sender, look) ? LOOK_PLAIN : look;
}

static void
try_write(struct line *line, int x, unsigned look, unsigned rest, unsigned bytes)
{
	const struct glyph *glyph = &line->want[x];
	struct place step = { .from_x = (uint16_t)x, .from_look = (uint8_t)look,
			      .from_rest = (uint8_t)rest, .action = WRITE };
	unsigned to = is_blank(glyph) ? look_to_erase(line, look) : glyph->look;

	bytes += line->sender->change[look][to] + character_length(glyph->character);
	/* Behind the last cell its beginning is not within reach. */
	if (x + 1 == line->width && !line->sender->can_return_wrapped)
		bytes += WRAPPED_BYTES;
	go(line, &step, x + 1, to, rest, bytes);
}

static void
try_pass(struct line *line, int x, unsigned look, unsigned rest, unsigned bytes)
{
	int end = line->same[rest][x];
	unsigned to = look_to_move(line, look);
	struct place step = { .from_x = (uint16_t)x, .from_look = (uint8_t)look,
			      .from_rest = (uint8_t)rest, .action = PASS };

	if (end > x && end < line->width)
		go(line, &step, end, to, rest,
		   bytes + line->sender->change[look][to] + line->sender->right[end - x]);
}

/* Blanks, and then on to what comes behind them, and behind what is right there already: if that is
 * all the rest, there is nowhere to go. */
static void
try_erase(struct line *line, int x, unsigned look, unsigned bytes)
{
	int blank = line->blank[x], same = line->same[0][blank];
	unsigned erased = look_to_erase(line, look), to = look_to_move(line, erased);
	struct place step = { .from_x = (uint16_t)x, .from_look = (uint8_t)look, .action = ERASE };

	if (line->sender->erase == NULL || blank == x || blank == line->width
	    || line->same[0][x] >= blank)
		return;
	bytes += line->sender->erase[blank - x];
	if (same == line->width && bytes + line->sender->change[look][erased] < line->best.bytes) {
		line->best = step;
		line->best.bytes = bytes + line->sender->change[look][erased];
	}
	bytes += line->sender->change[look][to];
	go(line, &step, blank, to, 0, bytes + line->sender->right[blank - x]);
	if (same > blank && same < line->width)
		go(line, &step, same, to, 0, bytes + line->sender->right[same - x]);
}

static void
try_erase_rest(struct line *line, int x, unsigned look, unsigned bytes)
{
	unsigned to = look_to_move(line, look_to_erase(line, look));
	struct place step = { .from_x = (uint16_t)x, .from_look = (uint8_t)look,
			      .action = ERASE_REST };

	go(line, &step, x, to, 1,
	   bytes + line->sender->change[look][to] + line->sender->erase_rest);
}

static void
try_end(struct line *line, int x, unsigned look, unsigned rest, unsigned bytes)
{
	if (line->same[rest][x] == line->width && bytes < line->best.bytes)
		line->best = (struct place){ .bytes = bytes, .from_x = (uint16_t)x,
					    .from_look = (uint8_t)look,
					    .from_rest = (uint8_t)rest, .action = STAY };
}

static void
go_on(struct line *line, int x, unsigned rest)
{
	for (unsigned i = 0; i < line->look_count; i++) {
		unsigned look = line->looks[i], bytes = place_at(line, x, look, rest)->bytes;

		/* No way gets cheaper as it goes on. */
		if (bytes >= line->best.bytes)
			continue;
		try_end(line, x, look, rest, bytes);
		if (x == line->width)
			continue;
		try_write(line, x, look, rest, bytes);
		try_pass(line, x, look, rest, bytes);
		if (rest == 0) {
			try_erase(line, x, look, bytes);
			try_erase_rest(line, x, look, bytes);
		}
	}
}

/* How to come to a cell of the line from where the cursor is: bytes, or UNREACHED. */
static unsigned
begin_bytes(const struct line *line, int x)
{
	const struct sender *sender = line->sender;
	unsigned down, sideways;

	if (sender->y < 0 || line->y < sender->y || line->y - sender->y > DOWN_MOST
	    || (line->y > sender->y && !sender->can_go_down))
		return UNREACHED;
	down = (unsigned)(line->y - sender->y);
	if (x == 0 && sender->x > 0)
		return down + 1;
	if (sender->x == line->width)
		return UNREACHED;
	sideways = x < sender->x ? sender->left[sender->x - x] : sender->right[x - sender->x];
	return sideways == NO_MOVE ? UNREACHED : down + sideways;
}

/* Where the cursor is, the line's beginning, the first cell that is not right. */
static void
begin(struct line *line)
{
	int first = line->first;
	unsigned look = look_to_move(line, line->sender->look);
	unsigned change = line->sender->change[line->sender->look][look];

	for (int x = 0; x <= first; x++) {
		unsigned bytes = begin_bytes(line, x);
		struct place step = { .action = BEGIN };

		if (bytes != UNREACHED)
			go(line, &step, x, look, 0, change + bytes);
		if (x == first)
			go(line, &step, x, look, 0, change + address_length(line->y, x));
	}
}

static void
send_begin(const struct line *line, int x)
{
	struct sender *sender = line->sender;
	unsigned bytes = begin_bytes(line, x);

	send_look(sender, look_to_move(line, sender->look));
	if (bytes == UNREACHED || bytes > address_length(line->y, x)) {
		send_address(sender, line->y, x);
		return;
	}
	if (x == 0 && sender->x > 0)
		send_return(sender);
	else if (x < sender->x)
		send_left(sender, sender->x - x);
	else
		send_right(sender, x - sender->x);
	send_down(sender, line->y - sender->y);
}

static void
send_step(const struct line *line, const struct place *from, int x, unsigned look)
{
	int from_x = from->from_x;

	if (from->action == BEGIN) {
		send_begin(line, x);
		return;
	}
	send_look(line->sender, look);
	switch ((enum action)from->action) {
	case WRITE:
		send_character(line->sender, line->want[from_x].character);
		break;
	case ERASE:
		send_erase(line->blank[from_x] - from_x);
		send_right(line->sender, x - from_x);
		break;
	case ERASE_REST:
		send_erase_rest();
		break;
	case PASS:
		send_right(line->sender, x - from_x);
		break;
	case BEGIN:
	case STAY:
		break;
	}
}

/* Turns the way around: each place names the one before it. */
static void
send_way(struct line *line)
{
	struct place at = line->best, next;
	int x = at.from_x;
	unsigned look = at.from_look, rest = at.from_rest;
	size_t count = 0;
	struct {
		struct place step;
		int x;
		unsigned look;
	} *way = xcalloc(2 * (size_t)line->width + 2, sizeof(*way));

	for (;;) {
		next = *place_at(line, x, look, rest);
		way[count].step = next;
		way[count].x = x;
		way[count++].look = look;
		if (next.action == BEGIN)
			break;
		x = next.from_x;
		look = next.from_look;
		rest = next.from_rest;
	}
	while (count-- > 0)
		send_step(line, &way[count].step, way[count].x, way[count].look);
	if (line->best.action == ERASE) {
		send_look(line->sender, look_to_erase(line, line->best.from_look));
		send_erase(line->blank[line->best.from_x] - line->best.from_x);
	}
	free(way);
}

void
line_paint(struct sender *sender, int y, const struct glyph *have, const struct glyph *want,
	   int width)
{
	struct line line = { .sender = sender, .have = have, .want = want, .y = y,
			     .width = width, .best = { .bytes = UNREACHED } };

	if (!line_differs(&line))
		return;
	line_measure(&line);
	begin(&line);
	for (int x = 0; x <= width; x++) {
		go_on(&line, x, 0);
		go_on(&line, x, 1);
	}
	send_way(&line);
	free(line.places);
	free(line.same[0]);
}
