/*
 * Two pieces of work at once.
 *
 * Who splits work does it between its own braces: parallel_pair() has joined when it
 * returns.  With one thread the pieces run one after the other, first before second,
 * and the result is the same to the byte.
 */

#pragma once

struct parallel_task {
	void (*run)(void *argument);
	void *argument;
};

/* Runs both; on two threads if threads > 1 and a thread can be had. */
void parallel_pair(unsigned threads, struct parallel_task first, struct parallel_task second);
