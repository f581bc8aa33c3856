/*
 * An index file that somebody changed, beside its snapshot: refused, and everything computed
 * anew, or the same heap.  The first byte says what the others are:
 *
 *	0   bytes to cut off and bits to turn over, in a good index
 *	1   the same, and whoever did it made the header's checksum right
 *	2   the same, and all checksums
 *	3   a snapshot of its own: kept and opened again it is the same
 *
 * An index with a forged checksum may say anything of the heap, but opening and closing it
 * does no harm.
 */

#include "config.h"

#ifdef HAVE_XXHASH

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "heap/index_form.h"
#include "same_heap.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

enum kind { CHANGED, HEADER_FORGED, ALL_FORGED, OWN_SNAPSHOT, KINDS };

/* One snapshot with a little of everything, loaded from the file and kept in an index. */
static const char snapshot_text[] =
	"{\"snapshot\":{\"meta\":{\"node_fields\":[\"type\",\"name\",\"id\",\"self_size\","
	"\"edge_count\",\"trace_node_id\",\"detachedness\"],\"node_types\":[[\"hidden\",\"array\","
	"\"string\",\"object\",\"code\",\"closure\",\"regexp\",\"number\",\"native\",\"synthetic\","
	"\"concatenated string\",\"sliced string\",\"symbol\",\"bigint\",\"object shape\",\"own\"],"
	"\"string\",\"number\",\"number\",\"number\",\"number\",\"number\"],"
	"\"edge_fields\":[\"type\","
	"\"name_or_index\",\"to_node\"],\"edge_types\":[[\"context\",\"element\",\"property\","
	"\"internal\",\"hidden\",\"shortcut\",\"weak\",\"strange\"],\"string_or_number\",\"node\"],"
	"\"location_fields\":[\"object_index\",\"script_id\",\"line\",\"column\"],"
	"\"sample_fields\":[\"timestamp_us\",\"last_assigned_id\"],"
	"\"trace_function_info_fields\":[\"function_id\",\"name\",\"script_name\",\"script_id\","
	"\"line\",\"column\"],\"trace_node_fields\":[\"id\",\"function_info_index\",\"count\","
	"\"size\",\"children\"]},\"node_count\":8,\"edge_count\":9,\"trace_function_count\":1,"
	"\"extra_native_bytes\":5},\"nodes\":["
	"9,0,1,0,3,0,0, 3,1,3,10,2,2,0, 3,2,5,4294967299,2,0,0, 8,3,7,7,1,0,2, 5,4,9,3,1,0,0,"
	"3,2,11,5,0,0,0, 2,5,13,20,0,0,0, 15,6,15,1,0,0,0],\"edges\":["
	"2,7,7, 1,1,21, 7,8,49, 2,8,14, 3,9,28, 2,7,35, 6,4,42, 4,2,35, 0,10,42],"
	"\"trace_function_infos\":[0,1,2,3,4,5],\"trace_tree\":[1,0,2,30,[2,0,1,10,[]]],"
	"\"samples\":[0,9,1000,15],\"locations\":[7,3,1,2,28,3,5,6],"
	"\"strings\":[\"\",\"Window\",\"Object\",\"<p id=x>\",\"listen\","
	"\"a \\\"text\\\" \\u00e9\","
	"\"other\",\"global\",\"cache\",\"code\",\"this\"]}";

/* A snapshot's file and that of its index. */
struct place {
	char *snapshot, *index;
};

static char folder[4096];
static struct place good, own;
static struct buffer good_index;
static struct heap *good_heap;
static struct heap_options options = { .threads = 1, .use_index = true, .index_limit = 1 << 30 };

/* Each file differs in its time: an index is for one state of a file. */
static void
write_file(const char *path, const void *bytes, size_t length)
{
	static time_t time = 1;
	int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	struct timespec times[2] = { { time, 0 }, { time, 0 } };

	time++;
	if (file < 0 || write(file, bytes, length) != (ssize_t)length || futimens(file, times) != 0)
		abort();
	close(file);
}

static struct place
place_of(const char *name)
{
	struct buffer snapshot = { 0 }, index = { 0 };

	buffer_printf(&snapshot, "%s/%s.heapsnapshot", folder, name);
	buffer_add_char(&snapshot, '\0');
	write_file(snapshot.at, "", 0);
	if (!index_path(snapshot.at, &index))
		abort();
	return (struct place){ snapshot.at, index.at };
}

static void
place_release(struct place *place)
{
	unlink(place->snapshot);
	unlink(place->index);
	free(place->snapshot);
	free(place->index);
}

static void
end(void)
{
	heap_free(good_heap);
	buffer_release(&good_index);
	place_release(&own);
	place_release(&good);
	strcat(folder, "/heaptui");
	rmdir(folder);
	*strrchr(folder, '/') = '\0';
	rmdir(folder);
}

/* A heap loaded from the snapshot's file, by its index if that is good. */
static struct heap *
load(const struct place *place)
{
	struct heap *heap = heap_new(place->snapshot);
	struct error error = { .kind = ERROR_NONE };

	if (heap_load(heap, &options, NULL, &error))
		return heap;
	heap_free(heap);
	return NULL;
}

static void
save(const struct place *place, const struct heap *heap)
{
	struct error error = { .kind = ERROR_NONE };

	if (!heap_save_index(heap, &options, NULL, &error) || access(place->index, F_OK) != 0)
		abort();
}

static void
read_good_index(void)
{
	FILE *file = fopen(good.index, "rb");
	int c;

	if (file == NULL)
		abort();
	while ((c = getc(file)) != EOF)
		buffer_add_char(&good_index, (char)c);
	fclose(file);
}

static void
begin(void)
{
	const char *above = getenv("TMPDIR");

	snprintf(folder, sizeof folder - sizeof "/heaptui", "%s/heaptui-fuzz-XXXXXX",
		 above != NULL ? above : "/tmp");
	if (mkdtemp(folder) == NULL)
		abort();
	setenv("XDG_CACHE_HOME", folder, 1);
	good = place_of("good");
	own = place_of("own");
	write_file(good.snapshot, snapshot_text, sizeof snapshot_text - 1);
	good_heap = load(&good);
	if (good_heap == NULL)
		abort();
	save(&good, good_heap);
	read_good_index();
	atexit(end);
}

/* ---- an index, changed ---- */

static void
forge_parts(char *at, size_t size)
{
	struct index_header *header = (void *)at;
	struct index_part *parts = (void *)(header + 1);

	for (size_t i = 0; i < INDEX_PARTS_BEFORE_COLUMNS + index_column_count; i++)
		if (parts[i].offset < size && parts[i].length < size - parts[i].offset)
			parts[i].checksum = index_checksum(at + parts[i].offset, parts[i].length);
}

/* Two bytes: how many to cut off; then four at a time: where, and which bits to turn over. */
static struct buffer
change(const uint8_t *bytes, size_t length, enum kind kind)
{
	struct buffer changed = { 0 };
	struct index_header *header;

	buffer_add(&changed, good_index.at, good_index.length);
	if (length >= 2)
		changed.length -= ((size_t)bytes[0] << 8 | bytes[1]) % changed.length;
	for (size_t i = 2; i + 4 <= length; i += 4) {
		size_t at = (size_t)bytes[i] << 16 | (size_t)bytes[i + 1] << 8 | bytes[i + 2];

		changed.at[at % changed.length] ^= (char)bytes[i + 3];
	}
	header = (void *)changed.at;
	if (kind == CHANGED
	    || changed.length < sizeof *header
					+ (INDEX_PARTS_BEFORE_COLUMNS + index_column_count)
						  * sizeof(struct index_part))
		return changed;
	if (kind == ALL_FORGED)
		forge_parts(changed.at, changed.length);
	header->file_size = changed.length;
	header->part_count = INDEX_PARTS_BEFORE_COLUMNS + index_column_count;
	header->checksum = index_header_checksum(header, (const void *)(header + 1));
	return changed;
}

static void
try_index(const uint8_t *bytes, size_t length, enum kind kind)
{
	struct buffer changed = change(bytes, length, kind);
	struct heap *heap;

	write_file(good.index, changed.at, changed.length);
	buffer_release(&changed);
	if (kind == CHANGED) {
		heap = load(&good);
		if (heap == NULL)
			abort();
		check_same_heap(good_heap, heap);
	} else {
		heap = heap_new(good.snapshot);
		index_open(heap, &good_heap->identity, 1);
	}
	heap_free(heap);
}

/* ---- a snapshot of one's own ---- */

static void
try_snapshot(const uint8_t *bytes, size_t length)
{
	struct heap *heap, *again;

	write_file(own.snapshot, bytes, length);
	heap = load(&own);
	if (heap != NULL) {
		save(&own, heap);
		again = load(&own);
		if (again == NULL || !again->from_index)
			abort();
		check_same_heap(heap, again);
		heap_free(again);
	}
	heap_free(heap);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	if (good_heap == NULL)
		begin();
	if (length == 0)
		return 0;
	if (*bytes % KINDS == OWN_SNAPSHOT)
		try_snapshot(bytes + 1, length - 1);
	else
		try_index(bytes + 1, length - 1, *bytes % KINDS);
	return 0;
}

#else /* built without checksums: there is no index */

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	(void)bytes;
	(void)length;
	return 0;
}

#endif
