#include "config.h"

#include "view/cell_fit.h"

enum {
	MARK = '~',
	BESIDE_TAIL = 12, /* cells beside an id; with less one had better see the beginning ... */
	BESIDE_TITLE = 2, /* ... but of what a title names */
};

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* The end of a text, in at most so many cells. */
static struct text
fit_tail(struct text text, size_t width)
{
	size_t cells = text_width(text);

	while (cells > width) {
		size_t bytes;

		text_next(text, &bytes);
		cells -= text_width((struct text){ text.at, bytes });
		text = text_from(text, bytes);
	}
	return text;
}

void
cell_fit_text(struct text text, size_t width, struct buffer *out)
{
	if (text_width(text) <= width) {
		buffer_add_text(out, text);
	} else if (width > 0) {
		buffer_add_text(out, text_clip(text, width - 1));
		buffer_add_char(out, MARK);
	}
}

/* The beginning up to `label`, a mark, and as much of the end as there is room for. */
static void
fit_end(struct text text, size_t label, size_t width, struct buffer *out)
{
	size_t room = width - 1;
	/* A label that leaves no room for what it names says nothing. */
	size_t head = label <= room / 2 ? label : 0;

	buffer_add(out, text.at, head);
	buffer_add_char(out, MARK);
	text = text_from(text, label);
	buffer_add_text(out, fit_tail(text, room - head));
}

/* Of what names an object the name gives way, down to half of the room, then what leads to it. */
static void
fit_object(const struct cell *cell, const struct cell_format *format, size_t width,
	   struct buffer *out)
{
	enum text_style style = format->ascii ? TEXT_ASCII : TEXT_UTF8;
	struct text text = cell->text;
	size_t rest = text.length - cell->tail;
	struct buffer lead = { 0 }, name = { 0 }, tail = { 0 };
	size_t room, of_name;

	text_escape(&lead, (struct text){ text.at, cell->lead }, style);
	text_escape(&name, (struct text){ text.at + cell->lead, rest - cell->lead }, style);
	text_escape(&tail, (struct text){ text.at + rest, cell->tail }, style);
	room = width - text_width(buffer_text(&tail));
	of_name = least(text_width(buffer_text(&name)), room / 2);
	if (text_width(buffer_text(&lead)) + of_name < room)
		of_name = room - text_width(buffer_text(&lead));
	cell_fit_text(buffer_text(&lead), room - of_name, out);
	cell_fit_text(buffer_text(&name), of_name, out);
	buffer_add_text(out, buffer_text(&tail));
	buffer_release(&lead);
	buffer_release(&name);
	buffer_release(&tail);
}

void
cell_fit(const struct cell *cell, unsigned flags, const struct cell_format *format, size_t width,
	 struct buffer *out)
{
	struct buffer whole = { 0 };
	struct text text;

	cell_print(cell, format, &whole);
	text = buffer_text(&whole);
	if (width == 0)
		;
	else if (text_width(text) <= width)
		buffer_add_text(out, text);
	else if (cell->kind == CELL_TEXT && cell->tail > 0
		 && cell->tail + (flags & CELL_FIT_TITLE ? BESIDE_TITLE : BESIDE_TAIL) <= width)
		fit_object(cell, format, width, out);
	else if (flags & COLUMN_TAIL || cell->label > 0)
		fit_end(text, cell->label, width, out);
	else
		cell_fit_text(text, width, out);
	buffer_release(&whole);
}
