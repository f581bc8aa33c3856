/*
 * All views, in the order help lists them.
 */

#include "config.h"

#include "view/view.h"

extern const struct view summary_view;
extern const struct view objects_view;
extern const struct view object_view;
extern const struct view containment_view;
extern const struct view retainers_view;
extern const struct view diff_view;
extern const struct view dominators_view;
extern const struct view growth_view;
extern const struct view suspects_view;
extern const struct view paths_view;
extern const struct view statistics_view;
extern const struct view strings_view;
extern const struct view contexts_view;
extern const struct view detached_view;
extern const struct view allocations_view;
extern const struct view timeline_view;
extern const struct view search_view;

const struct view *const views[] = {
	&summary_view,
	&objects_view,
	&object_view,
	&containment_view,
	&dominators_view,
	&retainers_view,
	&diff_view,
	&growth_view,
	&suspects_view,
	&paths_view,
	&statistics_view,
	&strings_view,
	&contexts_view,
	&detached_view,
	&allocations_view,
	&timeline_view,
	&search_view,
	NULL,
};
