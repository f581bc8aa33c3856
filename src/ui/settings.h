/*
 * What the user likes: $XDG_CONFIG_HOME/heaptui/config.
 *
 *	# a line a setting
 *	theme light                  dark, light, mono, colour-blind
 *	color suspect bold magenta   a role, then words
 *	bind ^N move_down            a key and a command, or none
 *	columns summary row,count,retained_size
 *	units binary                 decimal, binary
 *	mouse on                     off unless said: then no mouse mode is ever set
 *	cursor on                    shows the cursor that stands on the selected row
 *	ascii on
 *
 * A line that makes no sense is named and skipped.
 */

#pragma once

#include <stdbool.h>

#include "base/buffer.h"
#include "base/units.h"

struct settings {
	enum units units;
	bool mouse, show_cursor, ascii;
	struct chosen_columns {
		char *view, *columns;
	} *columns;
	size_t column_count;
};

/* Reads the file, if there is one; says in `complaints` what it skipped.  Keys and colours go
 * to the key map and the theme. */
void settings_load(struct settings *settings, struct buffer *complaints);
/* One line of it.  False if it makes no sense. */
bool settings_line(struct settings *settings, struct text line);
/* The columns chosen for a view: names separated by commas, or empty. */
struct text settings_columns(const struct settings *settings, const char *view);
void settings_release(struct settings *settings);
