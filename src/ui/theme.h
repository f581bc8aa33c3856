/*
 * Colours: roles by schemes.
 *
 * What is drawn names a role; which attributes that is, says the scheme.  Colours are
 * the terminal's own eight on its own background, and never the only sign: every scheme is
 * the mono scheme with colour added.
 */

#pragma once

#include <curses.h>
#include <stdbool.h>

#include "base/text.h"
#include "view/view.h"

#define ROLES(X)                                                                       \
	X(TEXT, "text")           /* rows as they come */                              \
	X(CURSOR, "cursor")       /* the selected row, where the keys go */            \
	X(CURSOR_OTHER, "cursor-other") /* the selected row of the other pane */       \
	X(TITLE, "title")         /* the first line */                                 \
	X(HEADER, "header")       /* above the columns */                              \
	X(HEADER_OTHER, "header-other")                                                \
	X(STATUS, "status")       /* the last line */                                  \
	X(MESSAGE, "message")                                                          \
	X(ERROR, "error")                                                              \
	X(DIM, "dim")             /* V8's own; cannot be the reason */                 \
	X(NEW, "new")                                                                  \
	X(DELETED, "deleted")                                                          \
	X(SUSPECT, "suspect")     /* the reference that most likely should not be */   \
	X(HEADING, "heading")                                                          \
	X(DETACHED, "detached")

#define ROLE_ENUM(role, name) ROLE_##role,
enum role { ROLES(ROLE_ENUM) ROLE_COUNT };
#undef ROLE_ENUM

/* Once curses is up: finds out about colours.  There are none if NO_COLOR is set (and not
 * empty) or the terminal has none. */
void theme_open(void);
/* The scheme of that name: dark, light, mono, colour-blind.  False if there is none.  This and
 * the next may be called at any time; until then everything is plain. */
bool theme_choose(struct text name);
/* One role by name, from words: bold dim reverse underline black red green yellow blue
 * magenta cyan white default.  False for anything else. */
bool theme_set_role(struct text role, struct text words);

attr_t theme_attributes(enum role role);
enum role theme_role_of(enum tone tone);

/* Names, for the configuration's messages and completion; null ends them. */
extern const char *const theme_names[];
