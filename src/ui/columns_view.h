/*
 * The columns of a view, as a view: what --columns, --sort and filters call them, what stands
 * above them, and the letters that sort by them.  The subject's text names the view.
 */

#pragma once

#include "view/view.h"

extern const struct view columns_view;
