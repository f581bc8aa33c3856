/*
 * All views, in the order help lists them.
 */

#include "config.h"

#include "view/view.h"

const struct view *const views[] = {
	NULL,
};
