#include "config.h"

#include "live/suspects_job.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"

enum { OUTPUT_MAX = 1 << 16 };

static void
suspects_job_run(const char *const *paths, size_t count, const char *format)
{
	const char **words = xcalloc(count + 5, sizeof(*words));
	char option[32];

	snprintf(option, sizeof(option), "--format=%s", format);
	words[0] = "heaptui";
	words[1] = "suspects";
	words[2] = option;
	words[3] = "--";
	for (size_t i = 0; i < count; i++)
		words[4 + i] = paths[i];
	/* the target comes first */
	if (nice(10) == -1)
		_exit(126);
	execv("/proc/self/exe", (char *const *)(uintptr_t)words);
	_exit(127);
}

bool
suspects_job_start(struct suspects_job *job, const char *const *paths, size_t count,
		   const char *format)
{
	memset(job, 0, sizeof(*job));
	job->out = tmpfile();
	if (job->out == NULL)
		return false;
	fflush(stdout);
	job->child = fork();
	if (job->child == 0) {
		dup2(fileno(job->out), STDOUT_FILENO);
		dup2(fileno(job->out), STDERR_FILENO);
		suspects_job_run(paths, count, format);
	}
	if (job->child > 0)
		return true;
	suspects_job_stop(job);
	return false;
}

bool
suspects_job_end(struct suspects_job *job, bool waits, struct buffer *text)
{
	char block[4096];
	size_t got;
	int status = 0;
	bool has_failed;

	if (job->child <= 0 || waitpid(job->child, &status, waits ? 0 : WNOHANG) == 0)
		return false;
	job->child = 0;
	has_failed = !WIFEXITED(status) || WEXITSTATUS(status) != 0;
	rewind(job->out);
	while (!has_failed && text->length < OUTPUT_MAX
	       && (got = fread(block, 1, sizeof(block), job->out)) > 0)
		buffer_add(text, block, got);
	suspects_job_stop(job);
	job->has_failed = has_failed;
	return true;
}

void
suspects_job_stop(struct suspects_job *job)
{
	if (job->child > 0) {
		kill(job->child, SIGTERM);
		waitpid(job->child, NULL, 0);
	}
	if (job->out != NULL)
		fclose(job->out);
	memset(job, 0, sizeof(*job));
}
