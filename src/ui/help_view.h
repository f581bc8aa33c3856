/*
 * Help is a view: its rows are the commands and the views with their keys.  What it is opened
 * on does not matter.
 */

#pragma once

#include "view/view.h"

extern const struct view help_view;
