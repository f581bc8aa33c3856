#include "config.h"

#include "faults/failing.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

static enum call counted = CALLS;
static size_t failing_at;
static size_t *counter;
static void (*instead_of_failing)(void);

void
failing_begin(enum call call, size_t nth, size_t *made)
{
	counter = made;
	failing_at = nth;
	counted = call;
}

void
failing_does(void (*instead)(void))
{
	instead_of_failing = instead;
}

void
failing_end(void)
{
	counted = CALLS;
}

static bool
fails(enum call call, int with)
{
	if (call != counted || __atomic_add_fetch(counter, 1, __ATOMIC_RELAXED) != failing_at)
		return false;
	if (instead_of_failing != NULL) {
		counted = CALLS;
		instead_of_failing();
		return false;
	}
	errno = with;
	return true;
}

ssize_t
read(int descriptor, void *bytes, size_t length)
{
	return fails(READ, EIO) ? -1 : syscall(SYS_read, descriptor, bytes, length);
}

ssize_t
pread(int descriptor, void *bytes, size_t length, off_t at)
{
	return fails(READ, EIO) ? -1 : syscall(SYS_pread64, descriptor, bytes, length, at);
}

ssize_t
write(int descriptor, const void *bytes, size_t length)
{
	/* else nobody could say what went wrong */
	return descriptor != STDERR_FILENO && fails(WRITE, ENOSPC)
		       ? -1 : syscall(SYS_write, descriptor, bytes, length);
}

int
fsync(int descriptor)
{
	return fails(FSYNC, EIO) ? -1 : (int)syscall(SYS_fsync, descriptor);
}

/* Closed it is even if it fails: so Linux does it. */
int
close(int descriptor)
{
	int result = (int)syscall(SYS_close, descriptor);

	return fails(CLOSE, EIO) ? -1 : result;
}

int
rename(const char *from, const char *to)
{
	return fails(RENAME, EACCES) ? -1
				     : (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int
open(const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list more;

	va_start(more, flags);
	if (flags & O_CREAT)
		mode = va_arg(more, mode_t);
	va_end(more);
	return fails(OPENING, EMFILE) ? -1 : (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

/* The same each time, so that what comes of them can be compared. */
ssize_t
getrandom(void *bytes, size_t length, unsigned flags)
{
	(void)flags;
	memset(bytes, 7, length);
	return (ssize_t)length;
}

/* One process at a time asks for one. */
int
mkstemp(char *template)
{
	memcpy(template + strlen(template) - 6, "aaaaaa", 6);
	return open(template, O_RDWR | O_CREAT | O_EXCL, 0600);
}

#if defined(__GLIBC__) && !defined(SANITIZED)
const bool failing_reaches_libraries = true;

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

void *
malloc(size_t size)
{
	return fails(ALLOCATION, ENOMEM) ? NULL : __libc_malloc(size);
}

void *
calloc(size_t count, size_t size)
{
	return fails(ALLOCATION, ENOMEM) ? NULL : __libc_calloc(count, size);
}

void *
realloc(void *old, size_t size)
{
	return fails(ALLOCATION, ENOMEM) ? NULL : __libc_realloc(old, size);
}

void *
aligned_alloc(size_t alignment, size_t size)
{
	return fails(ALLOCATION, ENOMEM) ? NULL : __libc_memalign(alignment, size);
}
#else
const bool failing_reaches_libraries = false;
#endif
