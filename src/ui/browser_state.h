/*
 * What the files of the browser share.  Nobody else includes this.
 *
 *	+--------------------------------------+
 *	| title: where one is                  |
 *	| header ............................. |  upper pane: the visits, one of them shown
 *	| list                                 |
 *	| header ............................. |  lower pane: about the object selected above
 *	| list                                 |
 *	| status, message or prompt            |
 *	+--------------------------------------+
 */

#pragma once

#include <curses.h>
#include <stdatomic.h>

#include "ui/browser.h"
#include "ui/browser_commands.h"
#include "ui/settings.h"
#include "ui/job.h"
#include "ui/keymap.h"
#include "ui/marks.h"
#include "ui/prompt.h"
#include "ui/table.h"
#include "ui/terminal.h"
#include "ui/theme.h"

/* Retainers left out by hand, and the distances without them: one state of `x` and `u`.
 * Shared by the visits that were opened under it. */
struct ignoring {
	unsigned users;
	const struct heap *heap;
	node_ix node;             /* ignored last; NODE_NONE: those of a command line */
	bitset_word *nodes;       /* columns */
	int32_t *distance;
	node_ix count;            /* of nodes */
	struct ignoring *before;  /* what `u` goes back to; null: nothing ignored */
};

/* An outline that was opened, and where one is in it. */
struct visit {
	struct outline *outline;
	struct table table;
	char *text;                /* owns subject.text */
	struct ignoring *ignoring; /* or null */
	const struct object_set *only; /* owns subject.accepted; or null */
	unsigned parts;      /* of its heaps that were ready when it was opened */
	unsigned changes;    /* browser->changes then */
	bool is_sorted_by_hand;
	bool has_range;      /* rows from range_start to the selected one are meant together */
	size_t range_start;
	char *columns;       /* as asked for with --columns, or null */
};

/* The objects that `--only` names: made once, kept to the end. */
struct object_set {
	const struct heap *heap;
	char *words;
	bitset_word *accepted; /* column */
	struct object_set *next;
};

enum { UPPER, LOWER, PANES };

struct pane {
	WINDOW *header, *list; /* null where there is no room */
	int lines;             /* of the list */
};

struct browser {
	const struct browser_options *options;
	struct settings settings;
	enum units units;
	bool is_ascii;
	struct marks marks;
	size_t next_note;      /* among the marks, where going from note to note goes on */

	struct heap **heaps;
	size_t heap_count;
	struct job loading;
	atomic_size_t loading_heap; /* the one being loaded */
	bool has_failed;       /* loading did */
	unsigned ready;        /* parts that all heaps had when we last looked */
	_Atomic(struct first_look *) first_look; /* null: none, or not yet */
	bool has_first_look;   /* when we last looked */
	double loading_shown;  /* when more of them was shown last, or loading began */
	bool has_more;         /* of them, to be shown a little later */

	struct visit **visits; /* of the upper pane, oldest first */
	size_t visit_count, visit_now;
	struct visit *detail;  /* of the lower pane, or null */
	const struct view *detail_view;
	struct object detail_object; /* what it was opened on; node NODE_NONE: nothing */
	struct buffer hint;    /* what the selected row is, where it is no object */
	struct object_set *object_sets;
	struct ignoring *ignoring;   /* the present state */
	bool hide_internals;
	unsigned changes;      /* counts those of the two above */

	unsigned focus;        /* UPPER or LOWER */
	bool is_alone;         /* only the pane with the focus */
	bool has_lower;        /* the layout has room for the lower pane */
	int split;             /* lines moved from the lower pane to the upper */
	WINDOW *title, *status;
	struct pane panes[PANES];

	struct buffer message;
	bool is_error;
	bool is_explanation;   /* the message is: words to be read, until a key */
	bool is_match_count;   /* the message is: of a filter, whose rows may become others */
	bool closes_message;   /* the key at hand ends such a message, whatever else it does */
	bool has_box;          /* the message was drawn over the panes */
	bool has_more_below;   /* of it than there was room for */
	int box_top;           /* lines of it above those */
	struct prompt prompt;
	bool has_prompt;
	const struct prompt_use *prompt_use;
	const struct view *asked_view; /* that the prompt asks a pattern for */
	void (*grab)(struct browser *browser, int key); /* takes the next key */

	struct buffer write_path; /* of a file that is there already: a key is asked for first */

	struct buffer pattern; /* searched for last */
	bool searches_back;
	size_t search_origin;
	struct prompt_history commands_typed, patterns_typed;

	struct terminal_input *typed; /* keys that came while something was computed */
	size_t typed_count, typed_at;
	double typed_last;     /* when the last key came */
	bool is_typing;        /* soon after the one before it */
	bool is_dirty;         /* the screen is not what it should be */
	bool follows;          /* the lower pane may be about another object */
	bool has_begun;        /* where the command line said to */
	bool is_resized;       /* while something was computed */
	int mouse_x, mouse_y;
	bool is_interrupted;   /* by ^C: the program ends as if killed by it */
	bool is_over;
};

/* browser.c */
void browser_say(struct browser *browser, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void browser_fail(struct browser *browser, const struct error *error);
enum text_style browser_style(const struct browser *browser);
/* The visit that keys are about, its table's number of lines, and the selected row's object;
 * null and NODE_NONE while there is none. */
struct visit *browser_visit(const struct browser *browser);
int browser_lines(const struct browser *browser);
struct object browser_object(const struct browser *browser);
/* The words for --only that select what the row under the cursor counts; empty if it counts
 * nothing. */
struct text browser_only(const struct browser *browser, struct arena *scratch);
/* What a prompt does with its text: when accepted, whenever it changes, when cancelled.  The
 * last two may be null. */
struct prompt_use {
	const char *label;
	void (*accept)(struct browser *browser, struct text text);
	void (*change)(struct browser *browser, struct text text);
	void (*cancel)(struct browser *browser);
};
/* The rows that are meant: the selected one, or from where a range began to it. */
void visit_range(const struct visit *visit, size_t *first, size_t *last);
void browser_ask(struct browser *browser, const struct prompt_use *use, struct text initial,
		 struct prompt_history *history, prompt_complete *complete);

/* browser_work.c: computes on another thread with keys answered meanwhile: Esc stops it.  False,
 * and said in the status line, if it failed or was stopped. */
bool browser_work(struct browser *browser, job_function *run, void *argument);
/* The same, but any key stops it, and nothing is said: for what is only nice to have. */
bool browser_work_aside(struct browser *browser, job_function *run, void *argument);
/* The next key or event: first what was typed ahead, as soon as there is a view to take it. */
struct terminal_input browser_input(struct browser *browser, int milliseconds);
/* Keeps a key for later. */
void browser_type_ahead(struct browser *browser, struct terminal_input key);

/* browser_load.c */
/* "Finding dominators  45%" */
struct text browser_progress_text(const struct progress *progress, struct arena *scratch);
void browser_load_start(struct browser *browser);
/* Whether something changed that is to be seen: four times a second at most until all is there. */
bool browser_load_look(struct browser *browser);
/* Milliseconds until that may be so, or progress is to be seen; -1: nothing is loaded. */
int browser_load_patience(const struct browser *browser);
void browser_load_stop(struct browser *browser);
/* "Finding dominators  45%", or empty when all is there. */
struct text browser_load_status(const struct browser *browser, struct arena *scratch);
/* Parts that all heaps have. */
unsigned browser_ready(const struct browser *browser);

/* browser_visits.c */
const struct subject *browser_subject(const struct browser *browser);
struct subject browser_first_subject(const struct browser *browser);
/* Opens a view above, behind the visit there is now.  False if it could not. */
bool browser_open(struct browser *browser, const struct request *request,
		  struct object object);
/* Makes the visit what it would be if it were opened now. */
void browser_refresh(struct browser *browser, struct visit **visit);
/* The lower pane follows the selection; false if it was stopped by a key. */
void browser_follow(struct browser *browser);
void browser_visits_close(struct browser *browser);
void visit_close(struct visit *visit);

/* The view the program begins with. */
const struct view *browser_first_view(const struct browser *browser);
/* Opens a view on the selected row's object, or asks for what it needs. */
void browser_open_view(struct browser *browser, const struct view *view);

/* Shows the object with this id: in the view there is, or in one of its own. */
void browser_go_to_id(struct browser *browser, const struct heap *heap, uint64_t id);

/* browser_only.c: the objects that --only names count in the subject; none named: all.  A set
 * that was asked for before is there still.  False, and said, if there is no such set. */
bool browser_take_only(struct browser *browser, struct subject *subject, struct text words);
void browser_only_release(struct browser *browser);

/* browser_marks.c: those kept for the files, and says which there are. */
void browser_marks_load(struct browser *browser);

/* browser_take.c */
/* What the command of the program would print, whatever was folded or ignored here. */
void browser_print(struct browser *browser, const struct request *request);
/* What is shown; asks before it writes over a file. */
void browser_write_to(struct browser *browser, struct text path);

/* browser_search.c: how many rows the filter of the view there is keeps. */
void browser_say_matches(struct browser *browser);

/* browser_move.c */
void browser_sort(struct browser *browser, unsigned column);
/* Whether the key was the mouse's, and what it meant is done. */
bool browser_mouse(struct browser *browser, int key);

/* browser_ignore.c */
/* As if they were ignored one by one ("@12,@34"); false, and said, if one of them is none. */
bool browser_ignore_ids(struct browser *browser, const struct heap *heap, struct text ids);
void browser_ignoring_release(struct browser *browser);
void ignoring_keep(struct ignoring *ignoring);
void ignoring_drop(struct ignoring *ignoring);

/* browser_layout.c: windows for the panes, made anew whenever their places change. */
void browser_layout(struct browser *browser);
void browser_layout_release(struct browser *browser);
/* Whether there is to be a lower pane. */
bool browser_has_lower_pane(const struct browser *browser);

/* browser_draw.c */
/* Which columns a visit shows: as asked for, as configured, or empty for the usual ones. */
struct text browser_columns(const struct browser *browser, const struct visit *visit);
void browser_draw(struct browser *browser);
/* Whether there are rows in the upper view that may have others below them. */
bool browser_can_open(const struct browser *browser);

/* browser_first_look.c */
void browser_draw_loading(struct browser *browser);

/* browser_title.c */
void browser_draw_title(struct browser *browser);
/* "Retainers Map @1234": a step of the way to where one is, the object within so many cells. */
void browser_add_step(const struct browser *browser, const struct visit *visit, size_t room,
		      struct buffer *out);
void browser_draw_text(WINDOW *window, struct text text);
/* A line with something at both ends.  Where they do not fit the right one is left out (it
 * yields) or the left one cut short. */
void browser_draw_ends(WINDOW *window, struct text left, struct text right, enum role role,
		       bool yields);

/* browser_status.c: the line at the foot, and messages that need more than it. */
void browser_draw_bottom(struct browser *browser);
/* Only the status line: while something is computed. */
void browser_draw_status(struct browser *browser, struct text left);
/* Whether the message needs more than the status line. */
bool browser_message_is_long(const struct browser *browser);
/* A message of several lines lies over the foot of the panes until the next key. */
void browser_draw_box(struct browser *browser);
/* Where there was no room for all of it: what comes next.  False if that was all. */
bool browser_turn_box(struct browser *browser);
void browser_forget_box(struct browser *browser);
/* The next line of a message, taken off it: up to a newline, or to the last blank that fits. */
struct text browser_message_line(struct text *rest, size_t width);
