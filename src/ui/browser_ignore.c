#include "config.h"

#include "ui/browser_state.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "view/subject.h"

enum { LOOKED_THROUGH_MAX = 10000 /* rows, for the one to select */ };

static void
ignoring_free(struct ignoring *ignoring)
{
	column_free(ignoring->nodes);
	column_free(ignoring->distance);
	free(ignoring);
}

void
ignoring_keep(struct ignoring *ignoring)
{
	if (ignoring != NULL)
		ignoring->users++;
}

void
ignoring_drop(struct ignoring *ignoring)
{
	while (ignoring != NULL && --ignoring->users == 0) {
		struct ignoring *before = ignoring->before;

		ignoring_free(ignoring);
		ignoring = before;
	}
}

void
browser_ignoring_release(struct browser *browser)
{
	ignoring_drop(browser->ignoring);
	browser->ignoring = NULL;
}

/* Ignoring one more, or those of a command line, on the thread of a job. */
struct ignoring_work {
	struct ignoring *now;
	node_ix node;    /* NODE_NONE: */
	struct text ids; /* these */
};

static bool
ignoring_run(void *argument, struct progress *progress, struct error *error)
{
	const struct ignoring_work *work = argument;
	struct ignoring *now = work->now;
	node_ix count = heap_node_count(now->heap);

	now->nodes = work->node == NODE_NONE ? subject_ignore(now->heap, work->ids, error)
					     : bitset_alloc(count, error);
	if (now->nodes == NULL)
		return false;
	for (size_t i = 0; now->before != NULL && i < ((size_t)count + 63) / 64; i++)
		now->nodes[i] |= now->before->nodes[i];
	if (work->node != NODE_NONE)
		bitset_add(now->nodes, work->node);
	for (node_ix i = 0; i < count; i++)
		now->count += bitset_has(now->nodes, i);
	now->distance = subject_distances(now->heap, now->nodes, progress, error);
	return now->distance != NULL;
}

static void
ignoring_changed(struct browser *browser)
{
	browser->changes++;
	browser_refresh(browser, &browser->visits[browser->visit_now]);
	if (browser->detail != NULL)
		browser_refresh(browser, &browser->detail);
	browser->follows = true;
}

/* What is ignored already stays so. */
static bool
ignore(struct browser *browser, const struct heap *heap, struct ignoring_work work)
{
	struct ignoring *now = xcalloc(1, sizeof(*now));

	now->users = 1;
	now->heap = heap;
	now->node = work.node;
	if (browser->ignoring != NULL && browser->ignoring->heap == heap)
		now->before = browser->ignoring;
	work.now = now;
	if (!browser_work(browser, ignoring_run, &work)) {
		ignoring_free(now);
		return false;
	}
	/* Those of another heap are forgotten; otherwise our share in them goes to `now`. */
	if (now->before == NULL)
		ignoring_drop(browser->ignoring);
	browser->ignoring = now;
	return true;
}

bool
browser_ignore_ids(struct browser *browser, const struct heap *heap, struct text ids)
{
	if (!ignore(browser, heap, (struct ignoring_work){ .node = NODE_NONE, .ids = ids }))
		return false;
	browser->changes++;
	return true;
}

static bool
is_ignored(const struct browser *browser, struct object object)
{
	const struct ignoring *now = browser->ignoring;

	return now != NULL && now->heap == object.heap && bitset_has(now->nodes, object.node);
}

/* Whether something else holds the object is what one wanted to know. */
static void
say_ignored(struct browser *browser, struct object retainer, node_ix held)
{
	int32_t distance = browser->ignoring->distance[held];
	struct text undo = keymap_key_of(command_undo_ignore);
	const char *holder = "something else";

	/* DevTools counts from a root even if it is ignored, and so do we */
	if (browser->ignoring->distance[retainer.node] == 1) {
		browser_say(browser,
			    "@%u is a root: distances still count from it; %.*s takes it back",
			    heap_node_id(retainer.heap, retainer.node), (int)undo.length, undo.at);
		return;
	}
	if (distance == DISTANCE_NONE)
		holder = "nothing";
	else if (distance >= DISTANCE_SYSTEM)
		holder = "only the engine";
	browser_say(browser, "without @%u %s holds the object; %.*s takes it back",
		    heap_node_id(retainer.heap, retainer.node), holder, (int)undo.length, undo.at);
}

/* Selects the row of a retainer that is there again. */
static void
select_retainer(struct browser *browser, const struct heap *heap, node_ix node)
{
	struct visit *visit = browser_visit(browser);

	if (visit == NULL || outline_view(visit->outline)->chain == NULL)
		return;
	for (size_t row = 0; row < outline_count(visit->outline) && row < LOOKED_THROUGH_MAX;
	     row++) {
		struct object object = outline_object(visit->outline, row);

		if (object.node == node && object.heap == heap) {
			table_select(&visit->table, visit->outline, row);
			return;
		}
	}
}

/* The retainers view has a row for the object itself at its top: one ignores what holds it. */
void
command_ignore_retainer(struct browser *browser)
{
	const struct visit *visit = browser_visit(browser);
	struct object object = browser_object(browser);
	node_ix held;

	if (visit == NULL || outline_view(visit->outline)->chain == NULL) {
		browser_say(browser, "retainers are ignored in a view of retainers");
		return;
	}
	if (object.node == NODE_NONE || object.node == outline_subject(visit->outline)->node) {
		browser_say(browser, "select one of its retainers");
		return;
	}
	if (is_ignored(browser, object)) {
		browser_say(browser, "@%u is ignored already",
			    heap_node_id(object.heap, object.node));
		return;
	}
	held = outline_subject(visit->outline)->node;
	if (!ignore(browser, object.heap,
		    (struct ignoring_work){ .node = object.node }))
		return;
	ignoring_changed(browser);
	say_ignored(browser, object, held);
}

void
command_undo_ignore(struct browser *browser)
{
	struct ignoring *now = browser->ignoring;

	if (now == NULL) {
		browser_say(browser, "no retainer is ignored");
		return;
	}
	browser->ignoring = now->before;
	ignoring_keep(browser->ignoring);
	ignoring_changed(browser);
	if (now->node != NODE_NONE)
		select_retainer(browser, now->heap, now->node);
	ignoring_drop(now);
	browser_say(browser, browser->ignoring == NULL ? "no retainer is ignored any more"
						       : "taken back; others are still ignored");
}

void
command_toggle_internals(struct browser *browser)
{
	browser->hide_internals = !browser->hide_internals;
	ignoring_changed(browser);
	browser_say(browser, browser->hide_internals ? "V8's internals are hidden"
						     : "V8's internals are shown");
}
