/*
 * Who listens where: the inodes of a process's sockets against the system's list of
 * listening ones.
 */

#include "config.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "live/process.h"
#include "live/process_files.h"

/* A listening socket of the list. */
struct listener {
	struct endpoint at;
	uint64_t inode;
};

struct listeners {
	struct listener *at;
	size_t count;
};

enum { LISTENERS_MAX = 1 << 16, STATE_LISTENING = 0x0a };

/* An address as the kernel prints it: 32 bits a time, each in the machine's order. */
static void
listener_read_address(struct endpoint *at, const char *hex, size_t length)
{
	unsigned char bytes[16] = { 0 };
	static const unsigned char nowhere[16];
	int family = length == 8 ? AF_INET : AF_INET6;

	for (size_t i = 0; i < length / 8; i++) {
		char digits[9];
		uint32_t word;

		memcpy(digits, hex + i * 8, 8);
		digits[8] = '\0';
		word = (uint32_t)strtoul(digits, NULL, 16);
		memcpy(bytes + i * 4, &word, 4);
	}
	if (memcmp(bytes, nowhere, sizeof(bytes)) == 0)
		strcpy(at->host, "127.0.0.1"); /* every address: this one too */
	else
		inet_ntop(family, bytes, at->host, sizeof(at->host));
}

static void
listeners_read(struct listeners *list, pid_t pid, const char *name)
{
	struct buffer bytes = { 0 };

	if (!process_read(pid, name, &bytes)) {
		buffer_release(&bytes);
		return;
	}
	for (char *line = strchr(bytes.at, '\n'); line != NULL; line = strchr(line + 1, '\n')) {
		char hex[40];
		unsigned port, state;
		uint64_t inode;
		struct listener *added;

		if (sscanf(line, " %*u: %32[0-9A-F]:%x %*s %x %*s %*s %*s %*s %*s %" SCNu64,
			   hex, &port, &state, &inode) != 4
		    || state != STATE_LISTENING || port == 0 || port > UINT16_MAX
		    || (strlen(hex) != 8 && strlen(hex) != 32) || list->count == LISTENERS_MAX)
			continue;
		list->at = xreallocarray(list->at, list->count + 1, sizeof(*list->at));
		added = &list->at[list->count++];
		memset(added, 0, sizeof(*added));
		listener_read_address(&added->at, hex, strlen(hex));
		added->at.port = (uint16_t)port;
		added->inode = inode;
	}
	buffer_release(&bytes);
}

static void
listeners_load(struct listeners *list, pid_t pid)
{
	memset(list, 0, sizeof(*list));
	listeners_read(list, pid, "net/tcp");
	listeners_read(list, pid, "net/tcp6");
}

/* Calls with the inode of each socket the process has open, until one says true. */
static bool
process_each_socket(pid_t pid, bool (*each)(void *context, uint64_t inode), void *context)
{
	char path[64];
	DIR *directory;
	const struct dirent *entry;
	bool found = false;

	snprintf(path, sizeof(path), "/proc/%ld/fd", (long)pid);
	directory = opendir(path);
	while (directory != NULL && !found && (entry = readdir(directory)) != NULL) {
		char target[64];
		uint64_t inode;
		ssize_t length =
			readlinkat(dirfd(directory), entry->d_name, target, sizeof(target) - 1);

		if (length <= 0)
			continue;
		target[length] = '\0';
		if (sscanf(target, "socket:[%" SCNu64 "]", &inode) == 1)
			found = each(context, inode);
	}
	if (directory != NULL)
		closedir(directory);
	return found;
}

struct wanted_endpoints {
	const struct listeners *listeners;
	struct endpoint *at;
	size_t count, room;
};

static bool
wanted_endpoints_add(void *context, uint64_t inode)
{
	struct wanted_endpoints *wanted = context;

	for (size_t i = 0; i < wanted->listeners->count; i++)
		if (wanted->listeners->at[i].inode == inode && wanted->count < wanted->room)
			wanted->at[wanted->count++] = wanted->listeners->at[i].at;
	return false;
}

size_t
process_listens(pid_t pid, struct endpoint *at, size_t room)
{
	struct listeners listeners;
	struct wanted_endpoints wanted = { &listeners, at, 0, room };

	listeners_load(&listeners, pid);
	process_each_socket(pid, wanted_endpoints_add, &wanted);
	free(listeners.at);
	return wanted.count;
}

static bool
inode_is(void *context, uint64_t inode)
{
	return *(const uint64_t *)context == inode;
}

static pid_t
process_with_socket(uint64_t inode)
{
	DIR *directory = opendir("/proc");
	const struct dirent *entry;
	pid_t found = 0;

	while (directory != NULL && found == 0 && (entry = readdir(directory)) != NULL) {
		pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);

		if (isdigit((unsigned char)entry->d_name[0])
		    && process_each_socket(pid, inode_is, &inode))
			found = pid;
	}
	if (directory != NULL)
		closedir(directory);
	return found;
}

pid_t
process_listening(uint16_t port)
{
	struct listeners listeners;
	pid_t found = 0;

	listeners_load(&listeners, getpid());
	for (size_t i = 0; found == 0 && i < listeners.count; i++)
		if (listeners.at[i].at.port == port)
			found = process_with_socket(listeners.at[i].inode);
	free(listeners.at);
	return found;
}

bool
process_has_open(pid_t pid, const char *path)
{
	char fds[64], wanted[4096], target[4096];
	char *real = realpath(path, NULL);
	DIR *directory;
	const struct dirent *entry;
	bool found = false;

	if (real == NULL || strlen(real) >= sizeof(wanted)) {
		free(real);
		return false;
	}
	strcpy(wanted, real);
	free(real);
	snprintf(fds, sizeof(fds), "/proc/%ld/fd", (long)pid);
	directory = opendir(fds);
	while (directory != NULL && !found && (entry = readdir(directory)) != NULL) {
		ssize_t length =
			readlinkat(dirfd(directory), entry->d_name, target, sizeof(target) - 1);

		target[length > 0 ? length : 0] = '\0';
		found = strcmp(target, wanted) == 0;
	}
	if (directory != NULL)
		closedir(directory);
	return found;
}
