/*
 * A page of lines on the screen: the first stays, the others scroll.
 */

#pragma once

#include "ui/watch_page.h"

/* Opens the terminal with the colours and characters the user likes; `ascii` is set if no
 * others are to be used. */
bool page_open(bool *ascii, struct error *error);
/* *top, how many lines are scrolled away, is made to fit. */
void page_draw(const struct watch_page *page, size_t *top, const char *status);
/* Whether the key scrolls; then *top is changed. */
bool page_scrolls(int key, size_t *top);
