#include "config.h"

#include "ui/messages.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum { MESSAGES_MAX = 1 << 16 };

static struct {
	int kept, standard_error; /* where it goes meanwhile, and where it went */
} messages = { .kept = -1, .standard_error = -1 };

void
messages_keep(void)
{
	FILE *file = isatty(STDERR_FILENO) ? tmpfile() : NULL;

	if (file == NULL)
		return;
	messages.kept = fcntl(fileno(file), F_DUPFD_CLOEXEC, 3);
	messages.standard_error = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	fclose(file);
	if (messages.kept >= 0 && messages.standard_error >= 0)
		dup2(messages.kept, STDERR_FILENO);
}

void
messages_lend(void)
{
	if (messages.standard_error >= 0)
		dup2(messages.standard_error, STDERR_FILENO);
}

void
messages_take_back(void)
{
	if (messages.kept >= 0)
		dup2(messages.kept, STDERR_FILENO);
}

void
messages_replay(void)
{
	char bytes[1024];
	off_t at = 0;
	ssize_t got;

	if (messages.standard_error < 0)
		return;
	messages_lend();
	while (at < MESSAGES_MAX
	       && (got = pread(messages.kept, bytes, sizeof(bytes), at)) > 0) {
		if (write(STDERR_FILENO, bytes, (size_t)got) < 0)
			break;
		at += got;
	}
}
