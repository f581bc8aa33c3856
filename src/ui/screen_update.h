/*
 * What curses has been given to show, on the terminal, in as few bytes as there are ways to it.
 *
 * Curses moves within a line by the whole address of a cell, eight bytes for what is often one
 * digit, and half a page is that.  So lines are sent here, and moved where they stand elsewhere
 * already, and curses is told that they are there.  Whatever is not plain (wide or combined
 * characters, a terminal without the means, a screen drawn anew) is left to it.
 */

#pragma once

/* Instead of doupdate(). */
void screen_update(void);
