#include "config.h"

#include "base/parallel.h"

#include <pthread.h>
#include <stddef.h>

static void *
parallel_run(void *argument)
{
	const struct parallel_task *task = argument;

	task->run(task->argument);
	return NULL;
}

void
parallel_pair(unsigned threads, struct parallel_task first, struct parallel_task second)
{
	pthread_t thread;

	if (threads > 1 && pthread_create(&thread, NULL, parallel_run, &second) == 0) {
		first.run(first.argument);
		pthread_join(thread, NULL);
	} else {
		first.run(first.argument);
		second.run(second.argument);
	}
}
