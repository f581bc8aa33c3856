#include "config.h"

#include "ui/browser_state.h"

#include <string.h>

#include "base/memory.h"

static void
save(struct browser *browser, const char *path)
{
	struct error error = { 0 };

	if (!marks_save(&browser->marks, path, &error))
		browser_fail(browser, &error);
}

static void
mark_key(struct browser *browser, int key)
{
	struct object object = browser_object(browser);

	if (key <= ' ' || key >= 0x7f || key == '-') {
		browser_say(browser, "a mark is a letter");
		return;
	}
	marks_set_letter(&browser->marks, object.heap->path,
			 heap_node_id(object.heap, object.node), (char)key);
	browser_say(browser, "marked %c; %.*s%c comes back here", key,
		    (int)keymap_key_of(command_go_to_mark).length,
		    keymap_key_of(command_go_to_mark).at, key);
	save(browser, object.heap->path);
}

void
command_mark(struct browser *browser)
{
	if (browser_object(browser).node == NODE_NONE) {
		browser_say(browser, "only objects can be marked");
		return;
	}
	browser_say(browser, "mark with which letter?");
	browser->grab = mark_key;
}

static const struct heap *
heap_of_path(const struct browser *browser, const char *path)
{
	for (size_t i = 0; i < browser->heap_count; i++) {
		if (strcmp(browser->heaps[i]->path, path) == 0)
			return browser->heaps[i];
	}
	return NULL;
}

/* The next object that has a note, and its note; around after the last. */
static const struct mark *
next_note(struct browser *browser)
{
	const struct marks *marks = &browser->marks;

	for (size_t i = 0; i < marks->count; i++) {
		size_t at = (browser->next_note + i) % marks->count;

		if (marks->at[at].note != NULL) {
			browser->next_note = at + 1;
			return &marks->at[at];
		}
	}
	return NULL;
}

static void
say_no_mark(struct browser *browser, int key, bool is_note)
{
	if (is_note)
		browser_say(browser, "no object has a note yet");
	else if (key > ' ' && key < 0x7f)
		browser_say(browser, "nothing is marked %c", key);
	else
		browser_say(browser, "a mark is a letter");
}

static void
go_to_mark_key(struct browser *browser, int key)
{
	bool is_note = keymap_find(key) != NULL && keymap_find(key)->run == command_go_to_mark;
	const struct mark *mark = NULL;
	const struct heap *heap;

	if (is_note)
		mark = next_note(browser);
	else if (key > ' ' && key < 0x7f)
		mark = marks_find_letter(&browser->marks, (char)key);
	heap = mark == NULL ? NULL : heap_of_path(browser, mark->path);
	if (heap == NULL) {
		say_no_mark(browser, key, is_note);
		return;
	}
	browser_go_to_id(browser, heap, mark->id);
	if (mark->note != NULL)
		browser_say(browser, "note: %s", mark->note);
}

/* Letters that mark something, and how many objects have a note. */
static size_t
marks_list(const struct marks *marks, struct buffer *letters)
{
	size_t notes = 0;

	for (size_t i = 0; i < marks->count; i++) {
		if (marks->at[i].letter != 0)
			buffer_printf(letters, " %c", marks->at[i].letter);
		notes += marks->at[i].note != NULL;
	}
	return notes;
}

void
command_go_to_mark(struct browser *browser)
{
	struct text key = keymap_key_of(command_go_to_mark);
	struct buffer letters = { 0 };
	size_t notes = marks_list(&browser->marks, &letters);

	if (browser->marks.count == 0) {
		browser_say(browser, "nothing is marked yet");
	} else {
		browser_say(browser, "go to which mark?%.*s", (int)letters.length,
			    letters.length > 0 ? letters.at : "");
		if (notes > 0)
			buffer_printf(&browser->message, "  %.*s: the next of %zu note%s",
				      (int)key.length, key.at, notes, notes == 1 ? "" : "s");
		browser->grab = go_to_mark_key;
	}
	buffer_release(&letters);
}

/* Kept ones are offered again, once. */
void
browser_marks_load(struct browser *browser)
{
	struct text key = keymap_key_of(command_go_to_mark);
	struct buffer letters = { 0 };
	size_t notes;

	for (size_t i = 0; i < browser->heap_count; i++)
		marks_load(&browser->marks, browser->heaps[i]->path);
	notes = marks_list(&browser->marks, &letters);
	if (notes > 0)
		buffer_printf(&letters, "%s %zu note%s", letters.length > 0 ? "," : "", notes,
			      notes == 1 ? "" : "s");
	if (letters.length > 0 && browser->message.length == 0)
		browser_say(browser, "marked before:%.*s; %.*s goes there", (int)letters.length,
			    letters.at, (int)key.length, key.at);
	buffer_release(&letters);
}

static void
note_accept(struct browser *browser, struct text text)
{
	struct object object = browser_object(browser);

	if (object.node == NODE_NONE)
		return;
	marks_set_note(&browser->marks, object.heap->path,
		       heap_node_id(object.heap, object.node), text);
	browser_say(browser, text.length > 0 ? "noted" : "no note any more");
	save(browser, object.heap->path);
}

void
command_note(struct browser *browser)
{
	static const struct prompt_use use = { "note: ", note_accept, NULL, NULL };
	struct object object = browser_object(browser);
	const struct mark *mark;

	if (object.node == NODE_NONE) {
		browser_say(browser, "notes are kept on objects");
		return;
	}
	mark = marks_find(&browser->marks, object.heap->path,
			  heap_node_id(object.heap, object.node));
	browser_ask(browser, &use,
		    mark != NULL && mark->note != NULL ? text_of(mark->note) : TEXT(""), NULL,
		    NULL);
}
