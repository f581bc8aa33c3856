#include "config.h"

#include "ui/prompt.h"

#include "ui/terminal.h"

static void
prompt_set(struct prompt *prompt, struct text text)
{
	buffer_clear(&prompt->text);
	buffer_add_text(&prompt->text, text);
	prompt->cursor = text.length;
}

void
prompt_open(struct prompt *prompt, struct text label, struct text initial)
{
	*prompt = (struct prompt){ .label = label };
	prompt_set(prompt, initial);
}

void
prompt_close(struct prompt *prompt)
{
	buffer_release(&prompt->text);
	buffer_release(&prompt->draft);
	buffer_release(&prompt->completed_from);
}

/* Replaces the bytes from ... to by `with`; the cursor goes behind it. */
static void
prompt_replace(struct prompt *prompt, size_t from, size_t to, struct text with)
{
	struct buffer edited = { 0 };

	if (from > 0)
		buffer_add(&edited, prompt->text.at, from);
	buffer_add_text(&edited, with);
	if (to < prompt->text.length)
		buffer_add(&edited, prompt->text.at + to, prompt->text.length - to);
	buffer_release(&prompt->text);
	prompt->text = edited;
	prompt->cursor = from + with.length;
}

static size_t
prompt_before(const struct prompt *prompt, size_t at)
{
	while (at > 0 && (prompt->text.at[--at] & 0xc0) == 0x80)
		continue;
	return at;
}

static size_t
prompt_after(const struct prompt *prompt, size_t at)
{
	size_t bytes;

	if (at == prompt->text.length)
		return at;
	text_next(text_from(buffer_text(&prompt->text), at), &bytes);
	return at + bytes;
}

static size_t
prompt_word_before(const struct prompt *prompt)
{
	size_t at = prompt->cursor;

	while (at > 0 && prompt->text.at[at - 1] == ' ')
		at--;
	while (at > 0 && prompt->text.at[at - 1] != ' ')
		at--;
	return at;
}

static enum prompt_state
prompt_recall(struct prompt *prompt, int step)
{
	const struct prompt_history *history = prompt->history;

	if (history == NULL || (step < 0 && prompt->history_at == history->count)
	    || (step > 0 && prompt->history_at == 0))
		return PROMPT_OPEN;
	if (prompt->history_at == 0) {
		buffer_clear(&prompt->draft);
		buffer_add_text(&prompt->draft, buffer_text(&prompt->text));
	}
	/* history_at counts back from the newest; 0 is what is being typed. */
	prompt->history_at = step < 0 ? prompt->history_at + 1 : prompt->history_at - 1;
	prompt_set(prompt, prompt->history_at == 0
				   ? buffer_text(&prompt->draft)
				   : text_of(history->lines[history->count
							    - prompt->history_at]));
	return PROMPT_CHANGED;
}

/* The only completion, unless a value goes right behind it ("--sort="): the next word begins,
 * and Tab completes that. */
static bool
is_only_completion(struct prompt *prompt, const struct buffer *line)
{
	struct buffer second = { 0 };
	bool is_only = prompt->completion == 0 && line->at[line->length - 1] != '='
		       && !prompt->complete(prompt->context, buffer_text(&prompt->completed_from),
					    1, &second);

	buffer_release(&second);
	return is_only;
}

/* Tab shows the first completion of what was typed, Tab again the next, and after the last
 * what was typed. */
static enum prompt_state
prompt_next_completion(struct prompt *prompt)
{
	struct buffer line = { 0 };

	if (prompt->complete == NULL)
		return PROMPT_OPEN;
	if (!prompt->is_completing) {
		buffer_clear(&prompt->completed_from);
		buffer_add_text(&prompt->completed_from,
				(struct text){ prompt->text.at, prompt->cursor });
		prompt->completion = 0;
		prompt->is_completing = true;
	}
	if (prompt->complete(prompt->context, buffer_text(&prompt->completed_from),
			     prompt->completion, &line)) {
		if (line.length > 0 && is_only_completion(prompt, &line)) {
			buffer_add_char(&line, ' ');
			prompt->is_completing = false;
		}
		prompt->completion++;
		prompt_set(prompt, buffer_text(&line));
	} else {
		prompt->completion = 0;
		prompt_set(prompt, buffer_text(&prompt->completed_from));
	}
	buffer_release(&line);
	return PROMPT_CHANGED;
}

static enum prompt_state
prompt_edit(struct prompt *prompt, int key)
{
	struct buffer typed = { 0 };

	switch (key) {
	case '\b':
	case 0x7f:
	case KEY_FUNCTION(KEY_BACKSPACE):
		if (prompt->text.length == 0)
			return PROMPT_CANCELLED;
		prompt_replace(prompt, prompt_before(prompt, prompt->cursor), prompt->cursor,
			       TEXT(""));
		return PROMPT_CHANGED;
	case 'D' & 0x1f:
	case KEY_FUNCTION(KEY_DC):
		prompt_replace(prompt, prompt->cursor, prompt_after(prompt, prompt->cursor),
			       TEXT(""));
		return PROMPT_CHANGED;
	case 'W' & 0x1f:
		prompt_replace(prompt, prompt_word_before(prompt), prompt->cursor, TEXT(""));
		return PROMPT_CHANGED;
	case 'U' & 0x1f:
		prompt_replace(prompt, 0, prompt->cursor, TEXT(""));
		return PROMPT_CHANGED;
	case 'K' & 0x1f:
		prompt->text.length = prompt->cursor;
		return PROMPT_CHANGED;
	}
	if (key < ' ' || key >= KEY_FUNCTION_BASE)
		return PROMPT_OPEN;
	buffer_add_code_point(&typed, (uint32_t)key);
	prompt_replace(prompt, prompt->cursor, prompt->cursor, buffer_text(&typed));
	buffer_release(&typed);
	return PROMPT_CHANGED;
}

enum prompt_state
prompt_key(struct prompt *prompt, int key)
{
	if (key == '\t')
		return prompt_next_completion(prompt);
	prompt->is_completing = false;
	switch (key) {
	case '\r':
	case '\n':
	case KEY_FUNCTION(KEY_ENTER):
		return PROMPT_ACCEPTED;
	case 0x1b:
	case 'G' & 0x1f:
		return PROMPT_CANCELLED;
	case KEY_FUNCTION(KEY_LEFT):
	case 'B' & 0x1f:
		prompt->cursor = prompt_before(prompt, prompt->cursor);
		return PROMPT_OPEN;
	case KEY_FUNCTION(KEY_RIGHT):
	case 'F' & 0x1f:
		prompt->cursor = prompt_after(prompt, prompt->cursor);
		return PROMPT_OPEN;
	case KEY_FUNCTION(KEY_HOME):
	case 'A' & 0x1f:
		prompt->cursor = 0;
		return PROMPT_OPEN;
	case KEY_FUNCTION(KEY_END):
	case 'E' & 0x1f:
		prompt->cursor = prompt->text.length;
		return PROMPT_OPEN;
	case KEY_FUNCTION(KEY_UP):
	case 'P' & 0x1f:
		return prompt_recall(prompt, -1);
	case KEY_FUNCTION(KEY_DOWN):
	case 'N' & 0x1f:
		return prompt_recall(prompt, 1);
	}
	return prompt_edit(prompt, key);
}

void
prompt_draw(const struct prompt *prompt, WINDOW *window, int line, int width,
	    enum text_style style)
{
	struct buffer before = { 0 }, after = { 0 };
	struct text shown;
	size_t room = width > 1 ? (size_t)width - 1 : 0, cells;

	buffer_add_text(&before, prompt->label);
	text_escape(&before, (struct text){ prompt->text.at, prompt->cursor }, style);
	if (prompt->cursor < prompt->text.length)
		text_escape(&after, text_from(buffer_text(&prompt->text), prompt->cursor), style);
	/* A line that is too long loses its beginning. */
	shown = buffer_text(&before);
	while (shown.length > 0 && text_width(shown) > room) {
		size_t bytes;

		text_next(shown, &bytes);
		shown = text_from(shown, bytes);
	}
	cells = text_width(shown);
	mvwaddnstr(window, line, 0, shown.at == NULL ? "" : shown.at, (int)shown.length);
	shown = text_clip(buffer_text(&after), room - cells);
	if (shown.length > 0)
		waddnstr(window, shown.at, (int)shown.length);
	wclrtoeol(window);
	wmove(window, line, (int)cells);
	buffer_release(&before);
	buffer_release(&after);
}
