/*
 * The unit tests, a suite a module.  To add one: write check_NAME.c with
 * `Suite *check_NAME(void)`, name it here and in Makefile.am.
 */

#pragma once

#include <check.h>

#define SUITES(X) \
	X(allocations) \
	X(anonymize) \
	X(arena) \
	X(atomic_file) \
	X(buffer) \
	X(cell_fit) \
	X(closure_contexts) \
	X(column) \
	X(comparison) \
	X(engine) \
	X(graphs) \
	X(identity) \
	X(index) \
	X(input) \
	X(json) \
	X(keys) \
	X(line_paint) \
	X(live) \
	X(manual) \
	X(memory) \
	X(nearest) \
	X(node_filter) \
	X(number_scan) \
	X(options) \
	X(outline) \
	X(parallel) \
	X(paths) \
	X(picture) \
	X(prompt) \
	X(ropes) \
	X(row_filter) \
	X(screen_scroll) \
	X(search) \
	X(settings) \
	X(sizes) \
	X(snapshot_load) \
	X(sort) \
	X(suspects) \
	X(suspects_few) \
	X(text) \
	X(text_escape) \
	X(text_map) \
	X(text_regex) \
	X(trend) \
	X(units) \
	X(views)

#define SUITE_DECLARE(name) Suite *check_##name(void);
SUITES(SUITE_DECLARE)
#undef SUITE_DECLARE
