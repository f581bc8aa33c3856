/*
 * What is written to standard error while curses has the terminal: it would stand among the rows,
 * and be painted over.  It is kept in a file of our own until the terminal is given back.
 */

#pragma once

/* Standard error goes into the file from now on, if it is the terminal. */
void messages_keep(void);
/* To the terminal again for a while, which somebody else has, and back into the file. */
void messages_lend(void);
void messages_take_back(void);
/* To the terminal again, and all that was kept.  Safe in a signal handler. */
void messages_replay(void);
