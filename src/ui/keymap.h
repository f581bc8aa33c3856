/*
 * Which key means what.
 *
 * Commands bring their keys along (commands.h), the configuration may bind others.  A key
 * that no command has sorts by the column, or opens the view, that says so.
 */

#pragma once

#include <stdbool.h>

#include "base/text.h"
#include "view/view.h"

struct browser;

struct browser_command {
	const char *name;    /* "page_down": what the configuration binds */
	const char *keys;    /* the names of its keys, separated by blanks */
	const char *section; /* of help */
	const char *help;
	void (*run)(struct browser *browser);
};

extern const struct browser_command browser_commands[];
extern const unsigned browser_command_count;

/* KEY_NONE if there is no key of that name; names are those of the manual: "PgDn", "^F",
 * "Enter", "F1", "j". */
enum { KEY_NONE = -1 };
int key_of_name(struct text name);

/* The command that a key runs, or null. */
const struct browser_command *keymap_find(int key);
/* From now on the key runs the command of that name ("none": nothing at all).  False if there is
 * no such key or command. */
bool keymap_bind(struct text key, struct text command);
/* Whether the key is left to views and columns: it runs no command, and was not bound to none. */
bool keymap_is_left(int key);
/* The letter of a view or a column (0: it has none), unless a command took it. */
struct text keymap_letter(char key, struct arena *scratch);
/* Back to what commands.h says. */
void keymap_reset(void);
/* The name of the n-th key, from 0, that runs the command: first those it brings along, then
 * those that were bound to it.  Empty if it has not so many. */
struct text keymap_key(const struct browser_command *command, unsigned n);
/* The name of a key that runs the command, for messages; empty if none does. */
struct text keymap_key_of(void (*run)(struct browser *));

/* The column of the view that the key sorts by, or COLUMN_NONE. */
unsigned keymap_column(const struct view *view, int key);
/* The view that the key opens, or null. */
const struct view *keymap_view(int key);
