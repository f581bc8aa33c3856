/*
 * Two pieces of work at once.
 *
 * Who splits work does it between its own braces: parallel_pair() has joined when it
 * returns.  With one thread the pieces run one after the other, first before second,
 * and the result is the same to the byte.
 */

#pragma once

#include <pthread.h>
#include <stdbool.h>

struct parallel_task {
	void (*run)(void *argument);
	void *argument;
};

/* Runs both; on two threads if threads > 1 and a thread can be had. */
void parallel_pair(unsigned threads, struct parallel_task first, struct parallel_task second);

/*
 * Something one of two tasks waits for and the other one provides.  Opened once, with the word
 * whether it went well; who waits gets that word.  The task that is to open it must do so
 * on every way out.
 */
struct latch {
	pthread_mutex_t mutex;
	pthread_cond_t opened;
	bool is_open, went_well;
};

void latch_init(struct latch *latch);
void latch_release(struct latch *latch);
/* Opening an open latch changes nothing. */
void latch_open(struct latch *latch, bool went_well);
bool latch_wait(struct latch *latch);
