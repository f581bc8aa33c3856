/*
 * Help is a view: its rows are the commands and the views with their keys, as they are bound.
 * The subject's text names the view that it is asked in; what sorts that is told, too.
 */

#pragma once

#include "view/view.h"

extern const struct view help_view;
