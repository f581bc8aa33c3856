#include "config.h"

#include "ui/browser_state.h"

#include <stdlib.h>

#include "base/memory.h"
#include "view/subject.h"

/* Finding the objects that some words name, on the thread of a job. */
struct accepting {
	struct browser *browser;
	const struct subject *subject;
	struct text words;
	struct object_set *set; /* the result */
};

static bool
accepting_run(void *argument, struct progress *progress, struct error *error)
{
	struct accepting *accepting = argument;
	struct browser *browser = accepting->browser;
	bitset_word *accepted = subject_accept(accepting->subject, accepting->words, progress,
					       error);

	if (accepted == NULL)
		return false;
	accepting->set = xcalloc(1, sizeof(*accepting->set));
	*accepting->set = (struct object_set){ accepting->subject->heap,
					       text_copy(accepting->words), accepted,
					       browser->object_sets };
	browser->object_sets = accepting->set;
	return true;
}

bool
browser_take_only(struct browser *browser, struct subject *subject, struct text words)
{
	struct accepting accepting = { browser, subject, words, browser->object_sets };

	if (words.length == 0)
		return true;
	while (accepting.set != NULL
	       && (accepting.set->heap != subject->heap
		   || !text_equal(text_of(accepting.set->words), words)))
		accepting.set = accepting.set->next;
	if (accepting.set == NULL && !browser_work(browser, accepting_run, &accepting))
		return false;
	subject->accepted = accepting.set->accepted;
	subject->only = text_of(accepting.set->words);
	return true;
}

void
browser_only_release(struct browser *browser)
{
	struct object_set *set, *next;

	for (set = browser->object_sets; set != NULL; set = next) {
		next = set->next;
		column_free(set->accepted);
		free(set->words);
		free(set);
	}
	browser->object_sets = NULL;
}
