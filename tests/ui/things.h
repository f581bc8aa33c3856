/*
 * Snapshots for the tests of the browser, written when they are wanted.
 */

#pragma once

#include <stdio.h>

/* How a snapshot begins, up to its nodes; the first is the root.  Null if it cannot be written. */
FILE *snapshot_begin(const char *path, int nodes, int edges, int root_edges);
/* Nodes that name themselves "Thing", each with as many references: to those that follow the one
 * `stride` times as far on as it is itself. */
void things_write(const char *path, int nodes, int edges, int stride);
