#include "config.h"

#include "live/browsed.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"

void
browsed_add(struct browsed *browsed, const char *path)
{
	browsed->paths =
		xreallocarray(browsed->paths, browsed->count + 1, sizeof(*browsed->paths));
	browsed->paths[browsed->count++] = xstrdup(path);
}

int
browsed_run(const struct browsed *browsed)
{
	const char **words = xcalloc(browsed->count + 3, sizeof(*words));
	char begin[32];
	size_t count = 0;
	pid_t child;
	int status = 0;

	words[count++] = "heaptui";
	for (size_t i = 0; i < browsed->count; i++)
		words[count++] = browsed->paths[i];
	snprintf(begin, sizeof(begin), "@%" PRIu64, browsed->id);
	if (browsed->id != 0)
		words[count++] = begin;
	child = fork();
	if (child == 0) {
		execv("/proc/self/exe", (char *const *)(uintptr_t)words);
		_exit(127);
	}
	if (child > 0)
		waitpid(child, &status, 0);
	free(words);
	return child > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

void
browsed_release(struct browsed *browsed)
{
	for (size_t i = 0; i < browsed->count; i++)
		free(browsed->paths[i]);
	free(browsed->paths);
	memset(browsed, 0, sizeof(*browsed));
}
