/*
 * The watch screen, as lines: what a watch has seen, laid out for a width and a height.
 * Knows nothing of curses, so that a test can read it.
 */

#pragma once

#include <stdbool.h>

#include "base/buffer.h"
#include "live/suspects_found.h"
#include "live/watch.h"
#include "ui/theme.h"

enum { PAGE_LINES_MAX = 200 };

struct page_line {
	enum role role;
	size_t at, length; /* in the page's text */
};

struct watch_page {
	struct buffer text;
	struct page_line lines[PAGE_LINES_MAX];
	size_t count;
};

/* What stands there beside the watch itself. */
struct page_notes {
	const char *last_event;    /* in words */
	bool is_bad;               /* that is an alert or a loss */
	const struct suspects_found *suspects; /* null until somebody has looked */
	size_t looked_at;          /* snapshots they were found in */
};

struct page_size {
	size_t width, height;
	bool ascii;
	bool shows_all; /* charts begin with the first reading, not with the last few */
};

void watch_page_compose(struct watch_page *page, const struct watch *watch,
			const struct page_notes *notes, const struct page_size *size);
/* Of readings alone: sizes, spaces, collections, where it goes, under a title. */
void history_page_compose(struct watch_page *page, const char *title,
			  const struct history *history, const struct page_size *size);
void watch_page_release(struct watch_page *page);
