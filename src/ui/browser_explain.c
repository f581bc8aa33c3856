#include "config.h"

#include "ui/browser_state.h"

#include "view/object_text.h"

static void
add_line(struct buffer *out, struct text label, struct text words, enum text_style style)
{
	if (words.length == 0)
		return;
	if (out->length > 0)
		buffer_add_char(out, '\n');
	buffer_add_text(out, label);
	text_escape(out, words, style);
}

static void
add_object(const struct browser *browser, struct object object, struct buffer *out,
	   struct arena *scratch)
{
	enum text_style style = browser_style(browser);
	struct text source = object_source(object, scratch);
	const struct mark *mark = marks_find(&browser->marks, object.heap->path,
					     heap_node_id(object.heap, object.node));

	add_line(out, TEXT(""), object_title(object, scratch), style);
	add_line(out, TEXT("path: "), object_expression(object, scratch), style);
	if (source.length > 0)
		add_line(out, TEXT("source: "), source, style);
	else
		add_line(out, TEXT("held at: "), object_source_near(object, scratch), style);
	if (mark != NULL && mark->note != NULL)
		add_line(out, TEXT("note: "), text_of(mark->note), style);
}

/* What the row stands for, in the view's own words if it has some: of a suspect. */
static struct text
words_of_row(const struct visit *visit, struct arena *scratch)
{
	unsigned column = view_column_find(outline_view(visit->outline), TEXT("explanation"));
	struct cell cell = { .kind = CELL_NOTHING };

	if (column != COLUMN_NONE)
		cell = outline_cell(visit->outline, visit->table.cursor, column, scratch);
	if (cell.kind == CELL_TEXT && cell.text.length > 0)
		return cell.text;
	return row_explanation(visit->outline, visit->table.cursor, scratch);
}

/* Several lines: browser_draw() makes room for them. */
void
command_explain(struct browser *browser)
{
	const struct visit *visit = browser_visit(browser);
	struct object object = browser_object(browser);
	enum text_style style = browser_style(browser);
	struct buffer words = { 0 };
	struct arena scratch = { 0 };

	if (visit == NULL || outline_count(visit->outline) == 0)
		return;
	if (object.node != NODE_NONE)
		add_object(browser, object, &words, &scratch);
	add_line(&words, TEXT(""), words_of_row(visit, &scratch), style);
	if (words.length == 0)
		add_line(&words, TEXT(""),
			 row_class_explanation(visit->outline, visit->table.cursor, &scratch),
			 style);
	if (words.length == 0)
		buffer_printf(&words, "%s: %s", outline_view(visit->outline)->title,
			      outline_view(visit->outline)->summary);
	buffer_clear(&browser->message);
	buffer_add_text(&browser->message, buffer_text(&words));
	browser->is_error = false;
	browser->is_explanation = true;
	buffer_release(&words);
	arena_release(&scratch);
}
