#include "config.h"

#include "base/shared_range.h"

void
shared_range_init(struct shared_range *range)
{
	*range = (struct shared_range){ .state = SHARED_RANGE_AWAITED };
	pthread_mutex_init(&range->mutex, NULL);
	pthread_cond_init(&range->changed, NULL);
}

void
shared_range_release(struct shared_range *range)
{
	pthread_cond_destroy(&range->changed);
	pthread_mutex_destroy(&range->mutex);
}

void
shared_range_open(struct shared_range *range, uint32_t from, uint32_t to, uint32_t length,
		  void *context)
{
	pthread_mutex_lock(&range->mutex);
	range->front = from;
	range->back = to;
	range->length = length;
	range->context = context;
	range->state = SHARED_RANGE_OPEN;
	pthread_cond_broadcast(&range->changed);
	pthread_mutex_unlock(&range->mutex);
}

/* The length of the next piece; 0 if there is none. */
static uint32_t
shared_range_next(const struct shared_range *range)
{
	uint32_t left = range->state == SHARED_RANGE_OPEN ? range->back - range->front : 0;

	return left < range->length ? left : range->length;
}

bool
shared_range_take_front(struct shared_range *range, struct shared_piece *piece)
{
	uint32_t length;

	pthread_mutex_lock(&range->mutex);
	length = shared_range_next(range);
	*piece = (struct shared_piece){ range->front, range->front + length };
	range->front += length;
	pthread_mutex_unlock(&range->mutex);
	return length > 0;
}

bool
shared_range_take_back(struct shared_range *range, struct shared_piece *piece)
{
	uint32_t length;

	pthread_mutex_lock(&range->mutex);
	while (range->state == SHARED_RANGE_AWAITED)
		pthread_cond_wait(&range->changed, &range->mutex);
	length = shared_range_next(range);
	*piece = (struct shared_piece){ range->back - length, range->back };
	range->back -= length;
	range->is_helped = length > 0;
	pthread_cond_broadcast(&range->changed);
	pthread_mutex_unlock(&range->mutex);
	return length > 0;
}

uint32_t
shared_range_close(struct shared_range *range)
{
	uint32_t met;

	pthread_mutex_lock(&range->mutex);
	range->state = SHARED_RANGE_CLOSED;
	pthread_cond_broadcast(&range->changed);
	while (range->is_helped)
		pthread_cond_wait(&range->changed, &range->mutex);
	met = range->back;
	pthread_mutex_unlock(&range->mutex);
	return met;
}
