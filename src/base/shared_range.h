/*
 * A range worked off from both ends until they meet: its owner takes pieces from the front, a
 * helper, if one comes, from the back.
 *
 *	| owner's ->            <- helper's |
 *	from      front     back           to
 *
 * The helper waits for the range to be opened, so it comes only where the owner is known to run.
 */

#pragma once

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

struct shared_range {
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	enum { SHARED_RANGE_AWAITED, SHARED_RANGE_OPEN, SHARED_RANGE_CLOSED } state;
	uint32_t front, back;  /* nobody has taken front ... back - 1 */
	uint32_t length;       /* of a piece, at most */
	bool is_helped;        /* the helper has a piece */
	void *context;         /* the owner's, for the helper */
};

struct shared_piece {
	uint32_t from, to;     /* from ... to - 1 */
};

void shared_range_init(struct shared_range *range);
void shared_range_release(struct shared_range *range);

/* The owner's.  Opens the range from ... to - 1, for pieces of so many at most. */
void shared_range_open(struct shared_range *range, uint32_t from, uint32_t to, uint32_t length,
		       void *context);
/* A piece from the front; false if all are taken. */
bool shared_range_take_front(struct shared_range *range, struct shared_piece *piece);
/* Waits for the helper's last piece and closes the range; where they met.  To be called on every
 * way out, once the helper may be waiting. */
uint32_t shared_range_close(struct shared_range *range);

/* The helper's.  Waits for the range to be opened or closed.  A piece from the back, the one
 * before it done; false if there are no more. */
bool shared_range_take_back(struct shared_range *range, struct shared_piece *piece);
