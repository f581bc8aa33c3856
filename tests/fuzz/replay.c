/*
 * Runs a fuzz target on files that were kept: a main() for compilers without libFuzzer.
 *
 *	TARGET FILE-OR-FOLDER...
 */

#include "config.h"

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static unsigned
replay_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	struct stat status;
	size_t length;
	uint8_t *bytes;

	if (file == NULL || fstat(fileno(file), &status) != 0) {
		perror(path);
		exit(1);
	}
	length = (size_t)status.st_size;
	bytes = xmalloc(length);
	if (fread(bytes, 1, length, file) != length) {
		perror(path);
		exit(1);
	}
	fclose(file);
	LLVMFuzzerTestOneInput(bytes, length);
	free(bytes);
	return 1;
}

static unsigned
replay(const char *path)
{
	DIR *folder = opendir(path);
	struct dirent *entry;
	unsigned count = 0;
	char name[4096];

	if (folder == NULL)
		return replay_file(path);
	while ((entry = readdir(folder)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
		count += replay_file(name);
	}
	closedir(folder);
	return count;
}

int
main(int argc, char **argv)
{
	unsigned count = 0;

	for (int i = 1; i < argc; i++)
		count += replay(argv[i]);
	printf("%u inputs\n", count);
	return count == 0;
}
