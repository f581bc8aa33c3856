#include "config.h"

#include "base/parallel.h"

void
latch_init(struct latch *latch)
{
	pthread_mutex_init(&latch->mutex, NULL);
	pthread_cond_init(&latch->opened, NULL);
	latch->is_open = latch->went_well = false;
}

void
latch_release(struct latch *latch)
{
	pthread_cond_destroy(&latch->opened);
	pthread_mutex_destroy(&latch->mutex);
}

void
latch_open(struct latch *latch, bool went_well)
{
	pthread_mutex_lock(&latch->mutex);
	if (!latch->is_open) {
		latch->is_open = true;
		latch->went_well = went_well;
		pthread_cond_broadcast(&latch->opened);
	}
	pthread_mutex_unlock(&latch->mutex);
}

bool
latch_wait(struct latch *latch)
{
	bool went_well;

	pthread_mutex_lock(&latch->mutex);
	while (!latch->is_open)
		pthread_cond_wait(&latch->opened, &latch->mutex);
	went_well = latch->went_well;
	pthread_mutex_unlock(&latch->mutex);
	return went_well;
}
