/*
 * Changes one's own snapshot at random and sees whether heaptui can cope.
 *
 *	local FILE [ROUNDS [SEED]]
 *
 * Each round runs in a process of its own.  A file that ends one, or takes it longer than
 * half a minute, is written to the current folder: reduce it with `heaptui anonymize` before
 * it is sent to anybody.
 */

#include "config.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"
#include "heap/heap.h"
#include "heap/input.h"
#include "unit/random.h"

enum { SECONDS = 30, CHANGES_MAX = 8 };

struct bytes {
	char *at;
	size_t length;
};

static struct bytes
read_all(const char *path)
{
	struct error error = { .kind = ERROR_NONE };
	struct input *input = input_open(path, 1, NULL, &error);
	struct bytes bytes = { .at = NULL };
	size_t got = 1;

	while (input != NULL && got > 0) {
		bytes.at = xreallocarray(bytes.at, bytes.length + (1 << 20), 1);
		if (!input_read(input, bytes.at + bytes.length, 1 << 20, &got, &error))
			break;
		bytes.length += got;
	}
	if (error.kind != ERROR_NONE || bytes.length == 0) {
		fprintf(stderr, "%s: %s\n", path, error.kind ? error.message : "is empty");
		exit(1);
	}
	input_close(input);
	return bytes;
}

/* A few bytes changed, and perhaps the end cut off; the same from the same seed. */
static void
change(struct bytes *bytes, uint64_t seed)
{
	static const char likely[] = "0123456789,,[]{}\"\\-. \n";

	for (uint32_t i = 1 + random_below(&seed, CHANGES_MAX); i > 0; i--) {
		size_t at = random_next(&seed) % bytes->length;

		bytes->at[at] = random_below(&seed, 4) > 0
					? likely[random_below(&seed, sizeof(likely) - 1)]
					: (char)random_below(&seed, 256);
	}
	if (random_below(&seed, 8) == 0)
		bytes->length = 1 + random_next(&seed) % bytes->length;
}

static bool
write_all(const char *path, struct bytes bytes)
{
	FILE *file = fopen(path, "wb");
	bool written;

	if (file == NULL)
		return false;
	written = fwrite(bytes.at, 1, bytes.length, file) == bytes.length;
	return fclose(file) == 0 && written;
}

static _Noreturn void
load_changed(const char *scratch, struct bytes bytes, uint64_t seed)
{
	struct heap_options options = { .threads = 2, .salvage = seed % 2 };
	struct error error = { .kind = ERROR_NONE };
	struct heap *heap = heap_new(scratch);

	change(&bytes, seed);
	if (!write_all(scratch, bytes))
		_exit(3);
	alarm(SECONDS);
	heap_load(heap, &options, NULL, &error);
	heap_free(heap);
	_exit(0);
}

/* Whether the changed file did no harm; if it did it is kept. */
static bool
round_passes(const char *scratch, struct bytes bytes, uint64_t seed)
{
	char kept[64];
	int status = 0;
	pid_t child = fork();

	if (child == 0)
		load_changed(scratch, bytes, seed);
	if (child < 0 || waitpid(child, &status, 0) != child) {
		perror("fork");
		exit(1);
	}
	if (WIFEXITED(status) && WEXITSTATUS(status) == 3) {
		perror(scratch);
		exit(1);
	}
	/* 1: no memory left, said so */
	if (WIFEXITED(status) && WEXITSTATUS(status) <= 1)
		return true;
	snprintf(kept, sizeof(kept), "fuzz-local-%" PRIu64 ".heapsnapshot", seed);
	if (rename(scratch, kept) != 0)
		perror(kept);
	printf("%s: %s\n", kept, WIFSIGNALED(status) ? strsignal(WTERMSIG(status)) : "failed");
	return false;
}

int
main(int argc, char **argv)
{
	char scratch[] = "fuzz-local-XXXXXX";
	uint64_t rounds = argc > 2 ? strtoull(argv[2], NULL, 10) : 1000;
	uint64_t seed = argc > 3 ? strtoull(argv[3], NULL, 10) : 1;
	unsigned failed = 0;
	struct bytes bytes;
	int file;

	if (argc < 2) {
		fprintf(stderr, "usage: %s FILE [ROUNDS [SEED]]\n", argv[0]);
		return 2;
	}
	bytes = read_all(argv[1]);
	file = mkstemp(scratch);
	if (file < 0) {
		perror(scratch);
		return 1;
	}
	close(file);
	for (uint64_t i = 0; i < rounds; i++)
		failed += !round_passes(scratch, bytes, seed + i);
	unlink(scratch);
	free(bytes.at);
	printf("%" PRIu64 " rounds, %u failed\n", rounds, failed);
	return failed > 0;
}
