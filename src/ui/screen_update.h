/*
 * What curses has been given to show, on the terminal.
 *
 * Curses moves within a line by the whole address of a cell, eight bytes for what is often one
 * digit, and half a page is that.  So where most lines have changed, and none of them only its
 * place, they are sent here, and curses is told that they are there.  Whatever is not plain (wide
 * or combined characters, a terminal without the means) is left to it.
 */

#pragma once

/* Instead of doupdate(). */
void screen_update(void);
