/*
 * Every command of the browser: its name, the keys that run it, and what help says of it.
 *
 * The key map, the help view and the names that the configuration may bind are made from
 * this list; so is the declaration of the function that does it, and the linker asks for
 * the function.  Keys that open a view or sort by a column are not here: they come from
 * struct view and struct column.
 *
 * A key that is two commands says so in one: `cancel` is Esc everywhere.
 */

#pragma once

#define COMMANDS(X)                                                                            \
	X(move_down, "Down j", "Moving", "next row")                                           \
	X(move_up, "Up k", "Moving", "previous row")                                           \
	X(page_down, "PgDn ^F Space", "Moving", "a page down")                                 \
	X(page_up, "PgUp ^B", "Moving", "a page up")                                           \
	X(half_page_down, "^D", "Moving", "half a page down")                                  \
	X(half_page_up, "^U", "Moving", "half a page up")                                      \
	X(first_row, "Home g", "Moving", "first row")                                          \
	X(last_row, "End G", "Moving", "last row")                                             \
	X(open, "Enter", "Folding", "open or close; the object, if nothing is below")          \
	X(unfold, "Right l", "Folding", "show what is under the row")                          \
	X(fold, "Left h", "Folding", "hide it, or go to the row above")                        \
	X(unfold_chain, "*", "Folding", "open the row and the chain below it")                 \
	X(back, "Backspace <", "Views", "back to the view before")                             \
	X(forward, ">", "Views", "forward again")                                              \
	X(go_to_id, "@", "Views", "go to an object by its id")                                 \
	X(command_line, ":", "Views", "a command, the program's own words; Tab completes")    \
	X(help, "F1", "Views", "this help")                                                    \
	X(explain, "i", "Views", "what this row is, in plain words")                           \
	X(select_range, "V", "Views", "begin a range of rows (times); M counts them")          \
	X(edit_source, "e", "Views", "its source line, or its holder's, in $EDITOR")           \
	X(toggle_internals, "H", "Views", "show or hide V8's internals")                       \
	X(search, "/", "Searching", "search forwards, as you type")                            \
	X(search_back, "?", "Searching", "search backwards")                                   \
	X(search_next, "n", "Searching", "next match")                                         \
	X(search_previous, "N", "Searching", "previous match")                                 \
	X(filter, "&", "Searching", "rows with text, /regex/, retained>1MB")          \
	X(reverse_order, "I", "Sorting", "turn the order around")                              \
	X(sort_next, "]", "Sorting", "sort by the next column")                                \
	X(sort_previous, "[", "Sorting", "sort by the column before")                          \
	X(next_pane, "Tab", "Panes", "to the other pane")                                      \
	X(one_pane, "O", "Panes", "this pane alone, or both again")                            \
	X(grow_pane, "+", "Panes", "more room for this pane")                                  \
	X(shrink_pane, "-", "Panes", "less room for this pane")                                \
	X(turn_pane, "p", "Panes", "another view of the object in the lower pane")             \
	X(mark, "m", "Marks", "mark this object with a letter")                                \
	X(go_to_mark, "'", "Marks", "go to a marked object; twice: to the next note")          \
	X(note, "\"", "Marks", "a note on this object, kept for the next time")                \
	X(copy, "y", "Taking away", "copy the id, the path or the row")                        \
	X(write, "w", "Taking away", "write the view: .csv .json .ndjson .md, or text")            \
	X(ignore_retainer, "x", "Retainers", "ignore this retainer")                           \
	X(undo_ignore, "u", "Retainers", "take the last ignored retainer back")                \
	X(redraw, "^L", "Leaving", "draw the screen anew")                                     \
	X(cancel, "Esc", "Leaving", "stop what runs; forget message and search")               \
	X(quit, "q", "Leaving", "back out: prompt, explanation, view, program")                \
	X(quit_at_once, "Q", "Leaving", "leave the program")
