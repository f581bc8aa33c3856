#include "config.h"

#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/descriptor.h"
#include "base/memory.h"
#include "heap/first_look.h"
#include "heap/snapshot_load.h"
#include "heap/snapshot_load_internal.h"
#include "unit/packed.h"
#include "unit/suites.h"

/* The parts of a small snapshot.  A session in a WeakMap (table @3) and its key (@5). */
static const char header[] =
	"\"snapshot\":{\"meta\":{"
	"\"node_fields\":[\"type\",\"name\",\"id\",\"self_size\",\"edge_count\",\"detachedness\"],"
	"\"node_types\":[[\"synthetic\",\"object\",\"native\",\"newest\"]],"
	"\"edge_fields\":[\"type\",\"name_or_index\",\"to_node\"],"
	"\"edge_types\":[[\"element\",\"internal\",\"weak\",\"invisible\",\"latest\"]],"
	"\"location_fields\":[\"object_index\",\"script_id\",\"line\",\"column\"]},"
	"\"node_count\":4,\"edge_count\":7,\"trace_function_count\":1,\"extra_native_bytes\":99}";
static const char nodes[] = "\"nodes\":[0,1,1,0,3,0, 1,2,3,16,1,0, 3,3,5,4294967297,1,2,"
			    " 1,4,7,28,2,5]";
static const char edges[] = "\"edges\":[0,1,6, 0,2,12, 2,0,18, 1,5,18, 1,6,18, 3,2,6, 4,3,0]";
static const char locations[] = "\"locations\":[18,4,1,2, 6,4,7,8, 18,4,9,10]";
static const char strings[] =
	"\"strings\":[\"<dummy>\",\"\",\"WeakMap\",\"K\\u00e9y\",\"Session\","
	"\"1 / part of key (K\\u00e9y @5) -> value (Session @7) pair in WeakMap (table @3)\","
	"\"2 / part of key (K\\u00e9y @5) -> value (Session @7) pair in WeakMap (table @3)\"]";

static const char *const parts[] = { header, nodes, edges, locations, strings };
enum { PART_COUNT = sizeof(parts) / sizeof(*parts) };

static char *
joined(const unsigned order[PART_COUNT])
{
	struct buffer text = { .at = NULL };

	for (unsigned i = 0; i < PART_COUNT; i++)
		buffer_printf(&text, "%c%s", i == 0 ? '{' : ',', parts[order[i]]);
	buffer_add(&text, "}", 2);
	return text.at;
}

static bool
load_as(struct snapshot *snapshot, const char *text, bool as_stream,
	const struct load_options *options, struct progress *progress, struct error *error)
{
	struct input *input = input_of_memory(text, strlen(text));
	bool good;

	if (as_stream)
		input_make_stream(input);
	good = snapshot_load(snapshot, input, options, progress, error);
	input_close(input);
	return good;
}

static bool
load(struct snapshot *snapshot, const char *text, bool as_stream, struct progress *progress,
     struct error *error)
{
	static const struct load_options options = { .threads = 2 };

	return load_as(snapshot, text, as_stream, &options, progress, error);
}

static void
check_loaded(const struct snapshot *snapshot)
{
	static const uint8_t types[] = { NODE_SYNTHETIC, NODE_OBJECT, NODE_TYPES_KNOWN,
					 NODE_OBJECT };
	static const uint32_t ids[] = { 1, 3, 5, 7 }, first[] = { 0, 3, 4, 5, 7 };
	static const uint8_t detachedness[] = { 0, 0, 2, 1 };
	static const uint32_t words[] = {
		1 | (uint32_t)EDGE_ELEMENT << EDGE_TYPE_SHIFT,
		2 | (uint32_t)EDGE_ELEMENT << EDGE_TYPE_SHIFT,
		3 | (uint32_t)EDGE_WEAK << EDGE_TYPE_SHIFT,
		3 | (uint32_t)EDGE_EPHEMERON << EDGE_TYPE_SHIFT,
		3 | (uint32_t)EDGE_INTERNAL << EDGE_TYPE_SHIFT,
		1 | (uint32_t)EDGE_INTERNAL << EDGE_TYPE_SHIFT,
		0 | (uint32_t)EDGE_INTERNAL << EDGE_TYPE_SHIFT,
	};
	struct arena scratch = { .blocks = NULL };
	edge_ix edge;

	ck_assert_uint_eq(snapshot->node_count, 4);
	ck_assert_uint_eq(snapshot->edge_count, 7);
	ck_assert_mem_eq(snapshot->node_type, types, sizeof(types));
	ck_assert_mem_eq(snapshot->node_id, ids, sizeof(ids));
	ck_assert_mem_eq(snapshot->first_edge, first, sizeof(first));
	ck_assert_mem_eq(snapshot->detachedness, detachedness, sizeof(detachedness));
	ck_assert_mem_eq(snapshot->edge_word, words, sizeof(words));
	ck_assert_uint_eq(sizes_get(&snapshot->size, 1), 16);
	ck_assert_uint_eq(sizes_get(&snapshot->size, 2), UINT64_C(4294967297));
	ck_assert_str_eq(snapshot_node_type_name(snapshot, 2), "newest");
	ck_assert_str_eq(snapshot_edge_type_name(snapshot, 3), "internal");
	ck_assert_str_eq(snapshot_edge_type_name(snapshot, 6), "latest");
	ck_assert_int_eq(snapshot_edge_type(snapshot, 5), EDGE_INVISIBLE);
	ck_assert_int_eq(snapshot_edge_type(snapshot, 6), EDGE_INTERNAL);
	ck_assert(text_equal(snapshot_node_name(snapshot, 2, &scratch), TEXT("K\xc3\xa9y")));
	ck_assert(text_equal(snapshot_edge_name(snapshot, 0, &scratch), TEXT("1")));
	ck_assert(text_equal(snapshot_edge_name(snapshot, 5, &scratch), TEXT("WeakMap")));
	ck_assert_uint_eq(snapshot_edge_source(snapshot, 3), 1);
	ck_assert_uint_eq(snapshot_edge_source(snapshot, 6), 3);
	ck_assert_uint_eq(snapshot->location_count, 2);
	ck_assert_uint_eq(snapshot_location(snapshot, 3)->line, 9); /* the later row */
	ck_assert_uint_eq(snapshot_location(snapshot, 1)->column, 8);
	ck_assert_ptr_null(snapshot_location(snapshot, 0));
	ck_assert_uint_eq(snapshot_find_id(snapshot, 7), 3);
	ck_assert_uint_eq(snapshot_find_id(snapshot, 8), NODE_NONE);
	/* an edge of an odd type is none of V8's internal ones */
	ck_assert_uint_eq(snapshot_internal(snapshot, 3, TEXT("WeakMap"), &edge), NODE_NONE);
	ck_assert_uint_eq(strings_find(&snapshot->strings, TEXT("Session")), 4);
	ck_assert_uint_eq(snapshot->extra_native_bytes, 99);
	arena_release(&scratch);
}

/* The number-th of all orders of the parts. */
static void
nth_order(unsigned number, unsigned order[PART_COUNT])
{
	unsigned left[PART_COUNT];

	for (unsigned i = 0; i < PART_COUNT; i++)
		left[i] = i;
	for (unsigned i = PART_COUNT; i > 0; i--) {
		unsigned choice = number % i;

		order[PART_COUNT - i] = left[choice];
		memmove(left + choice, left + choice + 1, (i - choice - 1) * sizeof(*left));
		number /= i;
	}
}

START_TEST(the_parts_of_a_file_may_come_in_any_order)
{
	struct error error = { .kind = ERROR_NONE };
	struct snapshot snapshot;
	unsigned order[PART_COUNT];
	char *text;

	nth_order((unsigned)_i, order);
	text = joined(order);
	for (int as_stream = 0; as_stream < 2; as_stream++) {
		ck_assert_msg(load(&snapshot, text, as_stream, NULL, &error), "%s", error.message);
		check_loaded(&snapshot);
		snapshot_release(&snapshot);
	}
	free(text);
}
END_TEST

static const unsigned usual[PART_COUNT] = { 0, 1, 2, 3, 4 },
		      reversed[PART_COUNT] = { 4, 3, 2, 1, 0 };

/* Blanks between two strings, around as many as are looked at from behind. */
static const int gaps[] = { 0, 1, 254, 255, 256, 257, 10000 };

START_TEST(strings_may_stand_far_apart)
{
	static const struct { const char *raw; struct text text; } far[] = {
		{ "plain", { "plain", 5 } }, { "", { "", 0 } },     { "\\\"", { "\"", 1 } },
		{ "\\\\", { "\\", 1 } },    { "\\\\\\\"x\\\"", { "\\\"x\"", 4 } },
		{ "K\\u00e9y", { "K\xc3\xa9y", 4 } }, { "last\\\\", { "last\\", 5 } },
	};
	struct error error = { .kind = ERROR_NONE };
	struct arena scratch = { .blocks = NULL };
	struct buffer text = { .at = NULL };
	struct snapshot snapshot;

	buffer_printf(&text, "{%s,%s,%s,\"strings\":[", header, nodes, edges);
	for (size_t i = 0; i < sizeof(far) / sizeof(*far); i++)
		buffer_printf(&text, "%s\"%s\"%*s", i > 0 ? "," : "", far[i].raw, gaps[_i], "");
	buffer_add(&text, "]}", 3);
	ck_assert_msg(load(&snapshot, text.at, false, NULL, &error), "%s", error.message);
	for (string_ix i = 0; i < sizeof(far) / sizeof(*far); i++) {
		ck_assert(text_equal(strings_text(&snapshot.strings, i, &scratch), far[i].text));
		ck_assert(strings_equal(&snapshot.strings, i, far[i].text));
		for (size_t length = 0; length <= far[i].text.length; length++)
			ck_assert(strings_start_with(&snapshot.strings, i,
						     (struct text){ far[i].text.at, length }));
		ck_assert(!strings_start_with(&snapshot.strings, i, TEXT("last\\ and more")));
	}
	snapshot_release(&snapshot);
	arena_release(&scratch);
	buffer_release(&text);
}
END_TEST

enum {
	CHILD_LOADED = 0,
	CHILD_ENDED_FOR_MEMORY = 1,
	CHILD_SAYS_WHY = 42,
	CHILD_LOADED_ALL_THE_SAME = 43,
};

/* Loads with the n-th allocation failing, in a process of its own: where memory for something
 * small is gone the program ends. */
static int
load_in_child(const char *text, bool as_stream, const struct load_options *options, size_t nth)
{
	pid_t child = fork();
	int status;

	ck_assert_int_ge(child, 0);
	if (child == 0) {
		struct error error = { .kind = ERROR_NONE };
		struct snapshot snapshot;

		if (freopen("/dev/null", "w", stderr) == NULL)
			exit(2);
		memory_fail_at(nth);
		if (load_as(&snapshot, text, as_stream, options, NULL, &error)) {
			snapshot_release(&snapshot);
			exit(memory_has_failed() ? CHILD_LOADED_ALL_THE_SAME : CHILD_LOADED);
		}
		exit(error.kind == ERROR_MEMORY && *error.message ? CHILD_SAYS_WHY : 2);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_msg(WIFEXITED(status), "allocation %zu: signal %d", nth, WTERMSIG(status));
	return WEXITSTATUS(status);
}

/* What reading ahead has no memory for is read in its turn. */
static bool
allocation_is_told(int status)
{
	return status == CHILD_SAYS_WHY || status == CHILD_ENDED_FOR_MEMORY
	       || status == CHILD_LOADED_ALL_THE_SAME;
}

START_TEST(any_allocation_may_fail)
{
	static const struct load_options options = { .threads = 2 };
	char *text = joined(_i < 2 ? usual : reversed);
	size_t nth = 1;
	int status, said = 0, ended = 0;

	while ((status = load_in_child(text, _i % 2, &options, nth)) != CHILD_LOADED) {
		ck_assert_msg(allocation_is_told(status), "allocation %zu: status %d", nth, status);
		said += status == CHILD_SAYS_WHY;
		ended += status == CHILD_ENDED_FOR_MEMORY;
		nth++;
	}
	ck_assert_int_gt(said, 10);
	ck_assert_int_gt(ended, 3);
	free(text);
}
END_TEST

/* More strings than there is room for at first, each on a line as V8 writes them. */
START_TEST(any_allocation_for_many_strings_may_fail)
{
	static const struct load_options options = { .threads = 1 };
	char *small = joined(usual);
	struct buffer text = { .at = NULL };
	size_t length = strlen(small) - strlen("]}");
	int status;

	buffer_add(&text, small, length);
	for (unsigned i = 0; i < 5000; i++)
		buffer_printf(&text, ",\n\"%u\"", i);
	buffer_printf(&text, "]}%c", '\0');
	for (size_t nth = 1; (status = load_in_child(text.at, _i, &options, nth)) != CHILD_LOADED;
	     nth++)
		ck_assert_msg(allocation_is_told(status), "allocation %zu: status %d", nth, status);
	buffer_release(&text);
	free(small);
}
END_TEST

/* Also of a file that ends behind its nodes, where there is nothing for edges and strings. */
START_TEST(any_allocation_to_salvage_may_fail)
{
	static const struct load_options options = { .threads = 1, .salvage = true };
	struct buffer text = { .at = NULL };
	int status;

	buffer_printf(&text, "{%s,%s%c", header, nodes, '\0');
	for (size_t nth = 1; (status = load_in_child(text.at, _i, &options, nth)) != CHILD_LOADED;
	     nth++)
		ck_assert_msg(status == CHILD_SAYS_WHY || status == CHILD_ENDED_FOR_MEMORY,
			      "allocation %zu: status %d", nth, status);
	buffer_release(&text);
}
END_TEST

/* A file of several windows, so that there are several reads. */
static char *
large_text(size_t blanks)
{
	char *small = joined(usual), *large;
	size_t length = strlen(small);

	large = xmalloc(length + blanks + 1);
	memset(large, ' ', blanks);
	memcpy(large + blanks, small, length + 1);
	free(small);
	return large;
}

START_TEST(any_read_may_fail)
{
	char path[] = "/tmp/heaptui-load-XXXXXX", *text = large_text(3000000);
	int file = mkstemp(path), failed = 0;
	struct load_options options = { .threads = 2 };

	ck_assert_int_ge(file, 0);
	ck_assert_int_eq(write(file, text, strlen(text)), (ssize_t)strlen(text));
	close(file);
	for (size_t nth = 1;; nth++) {
		struct error error = { .kind = ERROR_NONE };
		struct snapshot snapshot;
		struct input *input;
		bool good;

		descriptor_fail_at(nth);
		input = input_open(path, 2, NULL, &error);
		good = input != NULL && snapshot_load(&snapshot, input, &options, NULL, &error);
		input_close(input);
		if (good) {
			check_loaded(&snapshot);
			snapshot_release(&snapshot);
			break;
		}
		ck_assert_int_eq(error.kind, ERROR_FILE);
		ck_assert_str_eq(error.message, "cannot read: Input/output error");
		failed++;
	}
	ck_assert_int_ge(failed, 5);
	descriptor_fail_at(0);
	unlink(path);
	free(text);
}
END_TEST

enum { PIPED = 1 << 16 }; /* bytes: as many as are read first */

/* Cancels once all that the pipe had is behind us, and more is waited for.  Not for ever: what is
 * wrong is told by the test then. */
static void *
cancel_the_waiting(void *waiting)
{
	struct timespec wait = { .tv_nsec = 1000000 }, rest = { .tv_nsec = 100000000 };
	struct progress *progress = waiting;

	for (int i = 0; i < 10000 && atomic_load(&progress->done) < PIPED; i++)
		nanosleep(&wait, NULL);
	nanosleep(&rest, NULL);
	progress_cancel(progress);
	return NULL;
}

static void
cancel_when_it_waits(struct progress *progress)
{
	pthread_t thread;

	ck_assert_int_eq(pthread_create(&thread, NULL, cancel_the_waiting, progress), 0);
	pthread_detach(thread);
}

START_TEST(loading_can_be_cancelled)
{
	struct progress progress = { .phase = NULL };
	struct error error = { .kind = ERROR_NONE };
	struct snapshot snapshot;
	char *text = joined(usual);

	progress_cancel(&progress);
	ck_assert(!load(&snapshot, text, _i, &progress, &error));
	ck_assert_int_eq(error.kind, ERROR_CANCELLED);
	free(text);
}
END_TEST

/* A pipe that is still open brings no more: what came of it is not taken for all there is. */
START_TEST(salvaging_can_be_cancelled_as_well)
{
	static const struct load_options options = { .threads = 1, .salvage = true };
	struct progress progress = { .phase = NULL };
	struct error error = { .kind = ERROR_NONE };
	char *small = joined(usual), *cut = strstr(small, _i ? "\"strings\"" : "4294967297");
	char *text = large_text((size_t)(PIPED - (cut - small)));
	struct snapshot snapshot;
	struct input *input;
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(write(ends[1], text, PIPED), PIPED);
	ck_assert_int_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
	input = input_open("-", 1, NULL, &error);
	ck_assert_ptr_nonnull(input);
	cancel_when_it_waits(&progress);
	ck_assert(!snapshot_load(&snapshot, input, &options, &progress, &error));
	ck_assert_int_eq(error.kind, ERROR_CANCELLED);
	input_close(input);
	close(ends[0]);
	close(ends[1]);
	free(text);
	free(small);
}
END_TEST

/* Whatever is cut off, what is salvaged is whole in itself. */
START_TEST(a_cut_file_is_salvaged_as_far_as_it_goes)
{
	char *text = joined(usual);
	size_t end_of_nodes = (size_t)(strstr(text, "\"edges\"") - text) - 1;
	size_t length = strlen(text);

	for (size_t cut = end_of_nodes; cut < length; cut++) {
		bool as_stream = _i;
		struct input *input = input_of_memory(text, cut);
		struct load_options options = { .threads = 1, .salvage = true };
		struct arena scratch = { .blocks = NULL };
		struct error error = { .kind = ERROR_NONE };
		struct snapshot snapshot;

		if (as_stream)
			input_make_stream(input);
		ck_assert_msg(snapshot_load(&snapshot, input, &options, NULL, &error),
			      "cut at %zu: %s", cut, error.message);
		ck_assert_uint_eq(snapshot.node_count, 4);
		ck_assert_uint_le(snapshot.edge_count, 7);
		ck_assert_uint_eq(snapshot.first_edge[4], snapshot.edge_count);
		ck_assert_ptr_nonnull(strstr(snapshot.salvaged, "lower bounds"));
		for (node_ix i = 0; i < 4; i++)
			snapshot_node_name(&snapshot, i, &scratch);
		for (edge_ix i = 0; i < snapshot.edge_count; i++)
			snapshot_edge_name(&snapshot, i, &scratch);
		arena_release(&scratch);
		snapshot_release(&snapshot);
		input_close(input);
	}
	free(text);
}
END_TEST

static bool
salvage_nodes(struct snapshot *snapshot, const char *text, node_ix count)
{
	static const struct load_options options = { .threads = 1, .salvage = true };
	struct loader loader = { .snapshot = snapshot,
				 .meta = { .node_count = 4, .edge_count = 7 } };

	if (!load_as(snapshot, text, false, &options, NULL, NULL))
		return false;
	load_salvage_nodes(&loader, count);
	return true;
}

/* Where memory is promised for fewer nodes than the file has. */
START_TEST(the_first_nodes_are_salvaged_with_the_edges_among_them)
{
	static const uint32_t targets[] = { 1, 2 };
	static const edge_ix first[][4] = { { 0, 0 }, { 0, 1, 1 }, { 0, 2, 2, 2 } };
	char *text = joined(usual);

	for (node_ix count = 1; count <= 3; count++) {
		struct snapshot snapshot;

		ck_assert(salvage_nodes(&snapshot, text, count));
		ck_assert_uint_eq(snapshot.node_count, count);
		ck_assert_uint_eq(snapshot.edge_count, count - 1);
		ck_assert_mem_eq(snapshot.first_edge, first[count - 1],
				 (count + 1) * sizeof(edge_ix));
		for (edge_ix edge = 0; edge < count - 1; edge++)
			ck_assert_uint_eq(snapshot_edge_target(&snapshot, edge), targets[edge]);
		/* what one may read behind the last edge leads to the root */
		ck_assert_uint_eq(snapshot.edge_word[snapshot.edge_count], 0);
		ck_assert_uint_eq(snapshot.location_count, count > 1);
		ck_assert_uint_eq(snapshot.size.wide_count, count > 2);
		snapshot_release(&snapshot);
	}
	free(text);
}
END_TEST

START_TEST(all_nodes_stay_where_there_is_room_for_them_and_the_root_anyway)
{
	char *text = joined(usual);
	struct snapshot snapshot;

	ck_assert(salvage_nodes(&snapshot, text, 4));
	check_loaded(&snapshot);
	ck_assert_ptr_nonnull(strstr(snapshot.salvaged,
				     ": 4 of 4 nodes, 7 of 7 edges, 7 strings; "));
	snapshot_release(&snapshot);
	ck_assert(salvage_nodes(&snapshot, text, 0));
	ck_assert_uint_eq(snapshot.node_count, 1);
	snapshot_release(&snapshot);
	free(text);
}
END_TEST

START_TEST(nothing_is_salvaged_where_the_nodes_never_came)
{
	static const struct load_options options = { .threads = 1, .salvage = true };
	static const char *const texts[] = {
		"{\"strings\":[\"a\",\"b", "{\"strings\":[\"a\",\"b\"", "{\"strings\":[",
	};

	for (int as_stream = 0; as_stream < 2; as_stream++) {
		struct error error = { .kind = ERROR_NONE };
		struct snapshot snapshot;
		char wanted[100];

		ck_assert(!load_as(&snapshot, texts[_i], as_stream, &options, NULL, &error));
		snprintf(wanted, sizeof(wanted), "file ends at byte %zu: before its nodes, so that "
			 "nothing can be saved", strlen(texts[_i]));
		ck_assert_str_eq(error.message, wanted);
	}
}
END_TEST

#ifdef HAVE_ZLIB
/* Larger than the windows it is read in, so that its end is met inside all kinds of parts. */
START_TEST(a_compressed_file_may_be_cut_anywhere)
{
	struct load_options options = { .threads = 1, .salvage = _i };
	char *usual_text = joined(usual), packed[8192], wide[200000];
	struct buffer text = { .at = NULL };
	size_t length, saved = 0;

	memset(wide, ' ', sizeof(wide));
	for (const char *at = usual_text; *at != '\0'; at++) {
		buffer_add_char(&text, *at);
		if (strncmp(at, ",28,", 4) == 0 || strncmp(at, ",0,18,", 6) == 0
		    || strncmp(at, ",\"Session", 9) == 0)
			buffer_add(&text, wide, sizeof(wide));
	}
	length = packed_gzip(packed, sizeof(packed), text.at, text.length);
	for (size_t cut = 2; cut < length; cut++) {
		char path[] = "/tmp/heaptui-load-XXXXXX";
		struct error error = { .kind = ERROR_NONE };
		struct snapshot snapshot;
		int file = mkstemp(path);
		struct input *input;

		ck_assert_int_eq(write(file, packed, cut), (ssize_t)cut);
		close(file);
		input = input_open(path, 1, NULL, &error);
		unlink(path);
		ck_assert_ptr_nonnull(input);
		if (snapshot_load(&snapshot, input, &options, NULL, &error)) {
			ck_assert(options.salvage);
			/* whole where only what is behind the text has gone */
			ck_assert(strstr(snapshot.salvaged, "lower bounds") != NULL
				  || snapshot.strings.recorded == 7);
			snapshot_release(&snapshot);
			saved++;
		} else {
			ck_assert_int_eq(error.kind, ERROR_FORMAT);
			ck_assert_msg(strstr(error.message, " ends ") != NULL
				      || (options.salvage && strstr(error.message, "no root")),
				      "cut at %zu: %s", cut, error.message);
		}
		input_close(input);
	}
	ck_assert_int_eq(saved > length / 4, options.salvage);
	buffer_release(&text);
	free(usual_text);
}
END_TEST
#endif

/* What could be seen when the names were there. */
struct early {
	unsigned calls;
	uint32_t nodes, strings;
	bool has_edges;
	struct first_look *look;
};

static void
on_names(void *context, const struct snapshot *snapshot)
{
	struct early *early = context;

	early->calls++;
	early->nodes = snapshot->node_count;
	early->strings = snapshot->strings.count;
	early->has_edges = snapshot->edge_word != NULL;
	early->look = first_look_new(snapshot, NULL);
}

static bool
load_early(struct snapshot *snapshot, const char *text, struct early *early, struct error *error)
{
	struct input *input = input_of_memory(text, strlen(text));
	struct load_options options = { .threads = 2, .on_names = on_names, .context = early };
	bool good = snapshot_load(snapshot, input, &options, NULL, error);

	input_close(input);
	return good;
}

static void
check_look_row(const struct first_look *look, size_t row, struct text name, uint32_t count,
	       uint64_t size)
{
	ck_assert(text_equal(look->at[row].name, name));
	ck_assert_uint_eq(look->at[row].count, count);
	ck_assert_uint_eq(look->at[row].size, size);
}

START_TEST(constructors_are_shown_before_edges_are_read)
{
	struct error error = { .kind = ERROR_NONE };
	struct early early = { 0 };
	struct snapshot snapshot;
	char *text = joined(usual);

	ck_assert_msg(load_early(&snapshot, text, &early, &error), "%s", error.message);
	check_loaded(&snapshot);
	ck_assert_uint_eq(early.calls, 1);
	ck_assert_uint_eq(early.nodes, 4);
	ck_assert_uint_eq(early.strings, 7);
	ck_assert(!early.has_edges);
	ck_assert_ptr_nonnull(early.look);
	ck_assert_uint_eq(early.look->count, 3);
	ck_assert_uint_eq(early.look->object_count, 3);
	ck_assert_uint_eq(early.look->size, UINT64_C(4294967341));
	check_look_row(early.look, 0, TEXT("(newest)"), 1, UINT64_C(4294967297));
	check_look_row(early.look, 1, TEXT("Session"), 1, 28);
	check_look_row(early.look, 2, TEXT("WeakMap"), 1, 16);
	first_look_free(early.look);
	snapshot_release(&snapshot);
	free(text);
}
END_TEST

/* Nodes are read when the header was there, or when all was. */
static bool
strings_come_before_the_nodes(const unsigned order[PART_COUNT])
{
	unsigned at[PART_COUNT];

	for (unsigned i = 0; i < PART_COUNT; i++)
		at[order[i]] = i;
	return at[4] < at[1] || at[1] < at[0];
}

START_TEST(early_names_change_nothing_in_any_order)
{
	struct error error = { .kind = ERROR_NONE };
	struct early early = { 0 };
	struct load_options options = { .threads = 2, .on_names = on_names, .context = &early };
	struct snapshot snapshot;
	unsigned order[PART_COUNT];
	char *text;

	nth_order((unsigned)_i, order);
	text = joined(order);
	ck_assert_msg(load_early(&snapshot, text, &early, &error), "%s", error.message);
	check_loaded(&snapshot);
	ck_assert_uint_eq(early.calls, 1);
	first_look_free(early.look);
	snapshot_release(&snapshot);
	/* a stream has no end to look at first */
	early = (struct early){ 0 };
	ck_assert_msg(load_as(&snapshot, text, true, &options, NULL, &error), "%s", error.message);
	check_loaded(&snapshot);
	ck_assert_uint_eq(early.calls, strings_come_before_the_nodes(order));
	first_look_free(early.look);
	snapshot_release(&snapshot);
	free(text);
}
END_TEST

/* What stands behind the edges of a file: the strings, and what could be taken for them. */
static const char *const ends[] = {
	"\"strings\":[\"\",\"a\",\"b\",\"c\",\"d\",\"e\",\"\\\"strings\\\":[\"]",
	"\"strings\" \n:\t\r [\"\",\"a\",\"b\",\"c\",\"d\",\"e\",\"strings\"]",
	"\"strings\":[\"\",\"a\",\"b\",\"c\",\"d\",\"e\",\"f\"],\"more\":{\"strings\":[\"x\"]}",
	"\"more\":{\"strings\":[1,2]},\"strings\":[\"\",\"a\",\"b\",\"c\",\"d\",\"e\",\"f\"]",
	"\"strings\":[\"\",\"a\",\"b\",\"c\",\"d\",\"e\",\"f\"],\"strings\":[\"x\"]",
	"\"strings\":[\"\",\"a\",\"b\",\"c\",\"d\",\"e\"],\"x\\\\\\\"strings\":[\"y\"]",
	"\"strings\":[\"\",\"a\",\"b\",\"c\",\"d\",\"e\",\"f\\u00\"]",
	"\"strings\":[\"\",\"a\",\"b\",}",
	"\"strings\":[\"\",\"a\",\"b\"]",
	"\"strings\":[\"\",\"a\",\"b",
	"\"strings\":{}",
	"\"strings\":",
	"\"more\":[]",
};

START_TEST(what_may_be_the_strings_is_read_as_when_their_turn_comes)
{
	struct error error = { .kind = ERROR_NONE }, wanted = { .kind = ERROR_NONE };
	struct snapshot snapshot, stream;
	struct early early = { 0 };
	struct buffer text = { .at = NULL };
	bool good, wanted_good, shows = _i % 2 == 0;

	buffer_printf(&text, "{%s,%s,%s,%s}", header, nodes, edges, ends[_i / 2]);
	buffer_add(&text, "", 1);
	wanted_good = load(&stream, text.at, true, NULL, &wanted);
	/* before edges are read, or beside what stands behind them */
	good = shows ? load_early(&snapshot, text.at, &early, &error)
		     : load(&snapshot, text.at, false, NULL, &error);
	ck_assert_int_eq(good, wanted_good);
	ck_assert_str_eq(error.message, wanted.message);
	if (good) {
		ck_assert_uint_eq(snapshot.strings.recorded, stream.strings.recorded);
		ck_assert_uint_eq(snapshot.strings.length, stream.strings.length);
		ck_assert_mem_eq(snapshot.strings.bytes, stream.strings.bytes,
				 (size_t)stream.strings.length);
		snapshot_release(&snapshot);
		snapshot_release(&stream);
	}
	first_look_free(early.look);
	buffer_release(&text);
}
END_TEST

/* Wherever the blocks end in which the file is searched from behind. */
START_TEST(strings_are_found_far_from_the_end)
{
	enum { BLOCK = 1 << 20 };
	static const char key[] = "\"strings\" : [";
	char *text = xmalloc(3 * BLOCK);

	memset(text, ' ', 3 * BLOCK);
	memcpy(text + 10, "\"strings\":[", 11);
	for (size_t i = 0; i <= sizeof(key); i++) {
		size_t at = BLOCK - i;
		struct input *input = input_of_memory(text, 3 * BLOCK);

		memcpy(text + at, key, sizeof(key) - 1);
		ck_assert_uint_eq(load_find_strings(input, 0, NULL), at + sizeof(key) - 2);
		ck_assert_uint_eq(load_find_strings(input, at, NULL), at + sizeof(key) - 2);
		ck_assert_uint_eq(load_find_strings(input, at + 1, NULL), 0);
		memset(text + at, ' ', sizeof(key) - 1);
		ck_assert_uint_eq(load_find_strings(input, 0, NULL), 20);
		input_close(input);
	}
	free(text);
}
END_TEST

/* There is no snapshot with one, but files of terabytes without anything else. */
START_TEST(nobody_looks_for_strings_before_a_nul)
{
	enum { BLOCK = 1 << 20 };
	char *text = xmalloc(4 * BLOCK);
	struct input *input = input_of_memory(text, 4 * BLOCK);

	memset(text, ' ', 4 * BLOCK);
	memcpy(text + 10, "\"strings\":[", 11);
	ck_assert_uint_eq(load_find_strings(input, 0, NULL), 20);
	text[2 * BLOCK] = '\0';
	ck_assert_uint_eq(load_find_strings(input, 0, NULL), 0);
	input_close(input);
	free(text);
}
END_TEST

START_TEST(looking_for_strings_ends_when_cancelled_and_where_reading_fails)
{
	char path[] = "/tmp/heaptui-load-XXXXXX", *text = joined(usual);
	struct progress progress = { .phase = NULL };
	int file = mkstemp(path);
	struct input *input;
	uint64_t found;

	ck_assert_int_eq(write(file, text, strlen(text)), (ssize_t)strlen(text));
	close(file);
	input = input_open(path, 1, NULL, NULL);
	ck_assert_ptr_nonnull(input);
	found = load_find_strings(input, 0, &progress);
	ck_assert_ptr_eq(text + found, strstr(text, "[\"<dummy>"));
	descriptor_fail_at(1);
	ck_assert_uint_eq(load_find_strings(input, 0, &progress), 0);
	ck_assert_uint_eq(load_find_strings(input, 0, &progress), found);
	progress_cancel(&progress);
	ck_assert_uint_eq(load_find_strings(input, 0, &progress), 0);
	input_close(input);
	unlink(path);
	free(text);
}
END_TEST

/* `count` megabytes of blanks, all of them the same one until they are written to; or null. */
static char *
blanks(size_t count)
{
	enum { MEGABYTE = 1 << 20 };
	char *at = mmap(NULL, count * MEGABYTE, PROT_NONE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	FILE *file = tmpfile();

	ck_assert_ptr_nonnull(file);
	for (size_t i = 0; i < MEGABYTE; i++)
		putc(' ', file);
	ck_assert_int_eq(fflush(file), 0);
	for (size_t i = 0; i < count && at != MAP_FAILED; i++)
		ck_assert_ptr_eq(mmap(at + i * MEGABYTE, MEGABYTE, PROT_READ | PROT_WRITE,
				      MAP_PRIVATE | MAP_FIXED, fileno(file), 0),
				 at + i * MEGABYTE);
	fclose(file);
	return at != MAP_FAILED ? at : NULL;
}

/* Nobody shall wait for half a gigabyte of them to be read twice. */
START_TEST(strings_too_far_from_the_end_are_left_for_their_turn)
{
	const size_t most = (size_t)1 << 29, size = most + (3 << 20);
	char *text = blanks(size >> 20);
	struct input *input;

	if (text == NULL)
		return; /* no such room here */
	input = input_of_memory(text, size);
	memcpy(text + size - most + 100, "\"strings\":[", 11);
	ck_assert_uint_eq(load_find_strings(input, 0, NULL), size - most + 110);
	memset(text + size - most + 100, ' ', 11);
	memcpy(text + 100, "\"strings\":[", 11);
	ck_assert_uint_eq(load_find_strings(input, 0, NULL), 0);
	input_close(input);
	munmap(text, size);
}
END_TEST

/* Strings that cannot be had before their turn are had at their turn. */
START_TEST(early_names_may_fail)
{
	struct load_options options = { .threads = 1, .on_names = on_names };
	char *text = joined(usual);
	int status, same = 0;

	for (size_t nth = 1;; nth++) {
		struct early early = { 0 };

		options.context = &early;
		status = load_in_child(text, false, &options, nth);
		if (status == CHILD_LOADED)
			break;
		ck_assert_msg(allocation_is_told(status), "allocation %zu: status %d", nth, status);
		same += status == CHILD_LOADED_ALL_THE_SAME;
	}
	ck_assert_int_gt(same, 1);
	free(text);
}
END_TEST

#define SCOPE_FIELDS                                                                           \
	"\"scope_fields\":[\"script_node_index\",\"scope_id\",\"depth\","                         \
	"\"scope_context_vars_count\",\"scope_uses_count\"],"                                    \
	"\"scope_context_var_fields\":[\"name\"],"                                               \
	"\"scope_use_fields\":[\"declaring_scope_id\",\"slot_index\"],\"location_fields\""
#define TRACE_FIELDS                                                                           \
	"\"trace_function_info_fields\":[\"function_id\",\"name\",\"script_name\","              \
	"\"script_id\",\"line\",\"column\"],\"trace_node_fields\":[\"id\",\"more\","             \
	"\"function_info_index\",\"count\",\"size\",\"children\"],"                              \
	"\"sample_fields\":[\"timestamp_us\",\"last_assigned_id\"],\"location_fields\""

/* What stands in the usual file, what instead of it, and what is said; null: it loads. */
static const struct change {
	const char *from, *to, *field_from, *field_to, *said;
} changes[] = {
	/* the header */
	{ "\"node_count\":4", "\"node_count\":18446744073709551615", NULL, NULL,
	  "'node_count' in 'snapshot': expected a whole number of at most 63 bits, "
	  "found 18446744073709551615" },
	{ "\"node_count\":4", "\"node_count\":4.00000000000000000000000000000000000000000000000001",
	  NULL, NULL, "expected a whole number of at most 63 bits, "
	  "found 4.00000000000000000000000000000000000000" },
	{ "\"node_count\":4", "\"node_count\":{}", NULL, NULL, "found an object" },
	{ "\"node_count\":4", "\"node_count\":[4]", NULL, NULL, "found an array" },
	{ "\"node_count\":4", "\"node_count\":null", NULL, NULL, "found null" },
	{ "\"node_count\":4", "\"node_count\":true", NULL, NULL, "found true" },
	{ "\"node_count\":4", "\"node_count\":false", NULL, NULL, "found false" },
	{ "\"node_fields\":[", "\"node_fields\":28,\"x\":[", NULL, NULL, "found 28" },
	{ "\"node_count\":4", "\"node_count\":-4", NULL, NULL, "63 bits, found -4" },
	{ "\"node_count\":4,", "", NULL, NULL, "'snapshot' has no 'node_count'" },
	{ "\"self_size\"", "5", NULL, NULL, "'node_fields' in 'snapshot': expected names, found" },
	{ "\"location_fields\":[", "\"location_fields\":null,\"other\":[", NULL, NULL, NULL },
	{ "\"location_fields\":[", "\"location_fields\":5,\"other\":[", NULL, NULL,
	  "'location_fields' in 'snapshot': expected a list of names" },
	{ "\"node_count\":4", "\"root_index\":[],\"node_count\":4", NULL, NULL,
	  "'root_index' in 'snapshot': expected a whole number of at most 63 bits, "
	  "found an array" },
	{ "\"node_count\":4", "\"root_index\":0,\"node_count\":4", NULL, NULL, NULL },
	{ "\"node_count\":4", "\"root_index\":6,\"node_count\":4", NULL, NULL,
	  "'root_index' in 'snapshot': expected 0, the first node, found 6" },
	{ "\"trace_function_count\":1", "\"trace_function_count\":{}", NULL, NULL,
	  "'trace_function_count' in 'snapshot': expected a whole number of at most 63 bits, "
	  "found an object" },
	{ "\"extra_native_bytes\":99", "\"extra_native_bytes\":[]", NULL, NULL,
	  "'extra_native_bytes' in 'snapshot': expected a whole number of at most 63 bits, "
	  "found an array" },
	/* nodes and edges */
	{ "[0,1,1,0,3,0,", "[9,1,1,0,3,0,", NULL, NULL,
	  "field 'type': expected at most 3, found 9" },
	{ "[0,1,1,0,3,0,", "[-1,1,1,0,3,0,", NULL, NULL,
	  "field 'type': expected at most 3, found -1" },
	{ "[0,1,1,0,3,0,", "[0,1,1,-5,3,0,", NULL, NULL,
	  "field 'self_size': expected a number of bytes, found -5" },
	{ "[0,1,1,0,3,0,", "[0,1,1,0,3,-1,", NULL, NULL, "field 'detachedness': expected at most" },
	{ "[0,1,1,0,3,0,", "[0,4294967295,1,0,3,0,", NULL, NULL, "field 'name': expected at most" },
	{ "[0,1,6,", "[0,1,-2147483649,", NULL, NULL,
	  "field 'to_node': expected a multiple of 6 below 24, found -2147483649" },
	{ "[0,1,6,", "[0,1,-4,", NULL, NULL, "a multiple of 6 below 24, found -4" },
	{ "[0,1,6,", "[0,1,6000000000000,", NULL, NULL, "found 6000000000000" },
	{ "[0,1,6,", "[0,1,6000000001,", NULL, NULL, "found 6000000001" },
	{ "[0,1,6,", "[0,1,7,", NULL, NULL, "found 7" },
	{ "[0,1,6,", "[0,4294967296,6,", NULL, NULL, "field 'name_or_index': expected at most" },
	{ "[0,1,6,", "[-1,1,6,", NULL, NULL, "field 'type': expected one of 5 types, found -1" },
	{ "[0,1,6,", "[7,1,6,", NULL, NULL, "field 'type': expected one of 5 types, found 7" },
	{ "[0,1,6,", "[0,1,6,0,1,6,", NULL, NULL, "more edges than 'edge_count' says" },
	{ "[0,1,6, ", "[", NULL, NULL, "expected 7 edges, found 6" },
	{ " 4,3,0]", " 4,3]", NULL, NULL, "'edges' ends inside a row" },
	/* tables */
	{ "[18,4,1,2,", "[18,4,1,4294967296,", NULL, NULL, "expected at most 4294967295" },
	{ "[18,4,1,2,", "[17,4,1,2,", NULL, NULL, "expected a multiple of 6 below 24, found 17" },
	{ "[18,4,1,2,", "[24,4,1,2,", NULL, NULL, "expected a multiple of 6 below 24, found 24" },
	{ "[18,4,1,2,", "[18,4,-1,2,", NULL, NULL, "expected no negative number, found -1" },
	{ "\"locations\"", "\"scopes\":[0,-2,1,1,1],\"scope_context_vars\":[4],"
	  "\"scope_uses\":[-2,3],\"locations\"", "\"location_fields\"", SCOPE_FIELDS, NULL },
	{ "\"locations\"", "\"scopes\":[0,-2147483649,1,0,0],\"locations\"", "\"location_fields\"",
	  SCOPE_FIELDS, "field 'scope_id': expected no negative number, found -2147483649" },
	{ "\"locations\"", "\"scopes\":[0,1,4294967296,0,0],\"locations\"", "\"location_fields\"",
	  SCOPE_FIELDS, "field 'depth': expected at most 4294967295" },
	{ "\"locations\"", "\"scopes\":[0,1,0,4294967290,0,0,1,0,9,0],\"locations\"",
	  "\"location_fields\"", SCOPE_FIELDS,
	  "field 'scope_context_vars_count': expected at most 5, found 9" },
	{ "\"locations\"", "\"scopes\":[0,1,0,0,4294967290,0,1,0,0,9],\"locations\"",
	  "\"location_fields\"", SCOPE_FIELDS,
	  "field 'scope_uses_count': expected at most 5, found 9" },
	{ "\"locations\"", "\"scope_context_vars\":[4294967296],\"locations\"",
	  "\"location_fields\"", SCOPE_FIELDS, "field 'name': expected at most 4294967295" },
	{ "\"locations\"", "\"scope_uses\":[4294967296,0],\"locations\"", "\"location_fields\"",
	  SCOPE_FIELDS, "field 'declaring_scope_id': expected at most 4294967295" },
	{ "\"locations\"", "\"scope_uses\":[0,4294967296],\"locations\"", "\"location_fields\"",
	  SCOPE_FIELDS, "field 'slot_index': expected at most 4294967295" },
	{ "\"locations\"", "\"samples\":[5000000000,3,6000000000,99999999999],\"locations\"",
	  "\"location_fields\"", TRACE_FIELDS, NULL },
	/* stacks: a field that we do not know, numbers as they may be written and as not */
	{ "\"locations\"", "\"trace_tree\":[1,7,0,1E0,2.0,[]],\"locations\"",
	  "\"location_fields\"", TRACE_FIELDS, NULL },
	{ "\"locations\"", "\"trace_tree\":[1,7,0,Z,2,[]],\"locations\"",
	  "\"location_fields\"", TRACE_FIELDS, "expected" },
	{ "\"locations\"", "\"trace_tree\":[1,7,0,+1,2,[]],\"locations\"",
	  "\"location_fields\"", TRACE_FIELDS, "expected" },
	{ "\"locations\"", "\"trace_tree\":[1,7,0,(,2,[]],\"locations\"",
	  "\"location_fields\"", TRACE_FIELDS, "expected" },
	{ "\"locations\"", "\"trace_tree\":[1,7,0,0000000000000000000000000000000000000"
	  "000000000000000000000000000000000000000000000000000000000000000000000000000"
	  "0000000000000000"
	  "000000000000000000000000000000000000000000000000000000000000000000000000000"
	  "0000000000000000"
	  "000000000000000000000000000000000000000000000000000000000000000000000000000"
	  "0000000000000000"
	  ",2,[]],\"locations\"", "\"location_fields\"", TRACE_FIELDS, "expected" },
	{ "\"locations\"", "\"trace_tree\":[4294967296,7,0,1,2,[]],\"locations\"",
	  "\"location_fields\"", TRACE_FIELDS, "expected at most 4294967295, found 4294967296" },
	{ "\"locations\"", "\"trace_tree\":[1,7,0,1,2,5],\"locations\"",
	  "\"location_fields\"", TRACE_FIELDS, "expected an array" },
	{ "\"locations\"", "\"trace_tree\":[1,7,0,1,2,[],1,7,0,1,2,[]],\"locations\"",
	  "\"location_fields\"", TRACE_FIELDS, "a second root" },
	{ "\"locations\"", "\"trace_tree\":[1,7,0,1~,2,[]],\"locations\"", "\"location_fields\"",
	  TRACE_FIELDS, "expected" },
	{ "\"locations\"", "\"trace_tree\":[1,7,0,1_,2,[]],\"locations\"", "\"location_fields\"",
	  TRACE_FIELDS, "expected" },
	{ "\"locations\"", "\"trace_tree\":[1,7,0,1:,2,[]],\"locations\"", "\"location_fields\"",
	  TRACE_FIELDS, "expected" },
	{ "\"locations\"", "\"trace_tree\":5,\"locations\"", "\"location_fields\"", TRACE_FIELDS,
	  "'trace_tree'" },
	/* without one of its fields the tree is not looked at */
	{ "\"locations\"", "\"trace_tree\":5,\"locations\"", "\"location_fields\"",
	  "\"trace_node_fields\":[\"function_info_index\",\"count\",\"size\",\"children\"],"
	  "\"location_fields\"", NULL },
	{ "\"locations\"", "\"trace_tree\":5,\"locations\"", "\"location_fields\"",
	  "\"trace_node_fields\":[\"id\",\"count\",\"size\",\"children\"],"
	  "\"location_fields\"", NULL },
	{ "\"locations\"", "\"trace_tree\":5,\"locations\"", "\"location_fields\"",
	  "\"trace_node_fields\":[\"id\",\"function_info_index\",\"size\",\"children\"],"
	  "\"location_fields\"", NULL },
	{ "\"locations\"", "\"trace_tree\":5,\"locations\"", "\"location_fields\"",
	  "\"trace_node_fields\":[\"id\",\"function_info_index\",\"count\",\"children\"],"
	  "\"location_fields\"", NULL },
	{ "\"locations\"", "\"trace_tree\":5,\"locations\"", "\"location_fields\"",
	  "\"trace_node_fields\":[\"id\",\"function_info_index\",\"count\",\"size\"],"
	  "\"location_fields\"", NULL },
	{ ",\"edge_count\":7", "", NULL, NULL, "'snapshot' has no 'edge_count'" },
	/* half of a pair, by its name, that is of a type we do not know; places in any order */
	{ " 1,5,18,", " 3,5,18,", NULL, NULL, NULL },
	{ "[18,4,1,2, 6,4,7,8,", "[18,4,1,2, 6,4,7,8, 12,4,5,6, 12,4,5,7,", NULL, NULL, NULL },
	/* values that are skipped */
	{ "\"strings\"", "\"z\":[0,-0,1e5,1E+5,-0.5e-3,1.5E2,0.5,0e1,10.25],\"strings\"",
	  NULL, NULL,
	  NULL },
	{ "\"strings\"", "\"z\":1.,\"strings\"", NULL, NULL, "expected" },
	{ "\"strings\"", "\"z\":1e,\"strings\"", NULL, NULL, "expected" },
	{ "\"strings\"", "\"z\":1e+,\"strings\"", NULL, NULL, "expected" },
	{ "\"strings\"", "\"z\":1.5x,\"strings\"", NULL, NULL, "expected" },
	{ "\"strings\"", "\"z\":1x,\"strings\"", NULL, NULL, "expected" },
	{ "\"strings\"", "\"z\":01,\"strings\"", NULL, NULL, "expected" },
	{ "\"strings\"", "\"z\":-,\"strings\"", NULL, NULL, "expected" },
	{ "\"strings\"", "\"z\":1.e5,\"strings\"", NULL, NULL, "expected" },
};

/* `text` with one part of it replaced. */
static char *
replaced(const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);
	struct buffer out = { .at = NULL };

	ck_assert_ptr_nonnull(at);
	buffer_add(&out, text, (size_t)(at - text));
	buffer_add(&out, to, strlen(to));
	buffer_add(&out, at + strlen(from), strlen(at + strlen(from)) + 1);
	return out.at;
}

/* Of a file in which no edge is of an unknown type. */
START_TEST(scopes_of_scripts_that_are_not_salvaged_go)
{
	static const char *const changes_made[][2] = {
		{ "\"location_fields\"", SCOPE_FIELDS },
		{ "\"locations\"", "\"scopes\":[0,1,0,0,0, 12,2,0,0,0],\"locations\"" },
		{ "3,2,6, 4,3,0", "1,2,6, 1,3,0" },
	};
	char *text = joined(usual);
	struct snapshot snapshot;

	for (size_t i = 0; i < sizeof(changes_made) / sizeof(*changes_made); i++) {
		char *changed = replaced(text, changes_made[i][0], changes_made[i][1]);

		free(text);
		text = changed;
	}
	ck_assert(salvage_nodes(&snapshot, text, 2));
	ck_assert_ptr_null(snapshot.edge_odd_type);
	ck_assert_uint_eq(snapshot.edge_count, 1);
	ck_assert_uint_eq(snapshot.scope_count, 1);
	ck_assert_uint_eq(snapshot.scopes[0].script, 0);
	snapshot_release(&snapshot);
	free(text);
}
END_TEST

START_TEST(what_is_wrong_is_told_with_its_place)
{
	const struct change *change = &changes[_i];
	char *usual_text = joined(usual), *text = replaced(usual_text, change->from, change->to);

	if (change->field_from != NULL) {
		char *with_fields = replaced(text, change->field_from, change->field_to);

		free(text);
		text = with_fields;
	}
	/* from a file, as a stream; and both when what is whole of a cut one would be saved */
	for (int way = 0; way < 4; way++) {
		struct load_options options = { .threads = 2, .salvage = way & 2 };
		struct error error = { .kind = ERROR_NONE };
		struct snapshot snapshot;
		bool good = load_as(&snapshot, text, way & 1, &options, NULL, &error);

		ck_assert_msg(good == (change->said == NULL), "%s: %s", change->to,
			      good ? "loads" : error.message);
		if (good) {
			ck_assert_uint_eq(snapshot.node_count, 4);
			snapshot_release(&snapshot);
		} else {
			ck_assert_int_eq(error.kind, ERROR_FORMAT);
			ck_assert_msg(strstr(error.message, change->said) != NULL, "%s: %s",
				      change->to, error.message);
		}
	}
	free(text);
	free(usual_text);
}
END_TEST

/* Looks like something else only at first sight. */
static const char *const nearly[] = {
	"{\"nodes\" 5}", "{\"nodesX\":[{}]}", "{\"nodes\":[5]}", "{\"nodes", "{\"log\":5}",
	"{ \"errors\":1}", "{", "{}",
};

START_TEST(what_is_nearly_something_else_is_not_called_that)
{
	struct error error = { .kind = ERROR_NONE };
	struct snapshot snapshot;

	ck_assert(!load(&snapshot, nearly[_i], false, NULL, &error));
	ck_assert_msg(strstr(error.message, "looks like") == NULL, "%s", error.message);
}
END_TEST

/* Of strings behind 4 GiB only the place is that far away: the rest is never touched. */
START_TEST(a_string_may_stand_behind_four_gigabytes)
{
#if SIZE_MAX > UINT32_MAX
	const uint64_t far = (UINT64_C(1) << 32) + 5;
	uint32_t start[] = { 1, 5, 9 };
	string_ix carry[] = { 1 };
	char *bytes = mmap(NULL, far + 64, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	struct strings all = {
		.bytes = bytes, .length = far + 8, .start = start, .carry = carry,
		.carry_count = 1, .recorded = 3, .count = 3,
	};

	if (bytes == MAP_FAILED)
		return; /* no such room here */
	memcpy(bytes, "\"near\"", 6);
	memcpy(bytes + far - 1, "\"b\",\"far\"]", 10);
	ck_assert(text_equal(strings_raw(&all, 0), TEXT("near")));
	ck_assert(text_equal(strings_raw(&all, 1), TEXT("b")));
	ck_assert(text_equal(strings_raw(&all, 2), TEXT("far")));
	ck_assert_uint_eq(strings_find(&all, TEXT("far")), 2);
	munmap(bytes, far + 64);
#endif
}
END_TEST

/* The tables beside the graph, too. */
START_TEST(any_allocation_for_a_table_may_fail)
{
	static const struct load_options options = { .threads = 2 };
	char *plain_text = joined(usual);
	char *usual_text = replaced(plain_text, "\"detachedness\"", "\"trace_node_id\"");
	char *with_fields = replaced(usual_text, "\"location_fields\"", TRACE_FIELDS);
	char *text = replaced(with_fields, "\"locations\"", "\"samples\":[7,3,8,4],"
			      "\"trace_tree\":[1,7,0,1,2,[2,7,0,1,2,[]]],\"locations\"");
	int status;

	for (size_t nth = 1;
	     (status = load_in_child(text, _i, &options, nth)) != CHILD_LOADED; nth++)
		ck_assert_msg(allocation_is_told(status), "allocation %zu: status %d", nth, status);
	free(text);
	free(with_fields);
	free(usual_text);
	free(plain_text);
}
END_TEST

/* What each of two threads has found of it is put together: blanks between the rows, so that
 * both get some. */
START_TEST(odd_edges_and_large_sizes_are_kept_by_any_thread)
{
	enum { ROWS = 24, GAP = 1 << 20 };
	struct error error = { .kind = ERROR_NONE };
	struct buffer text = { .at = NULL };
	struct snapshot snapshot;
	char *gap = xmalloc(GAP);
	const char *rest;

	memset(gap, ' ', GAP);
	buffer_add(&text, "{", 1);
	rest = strstr(header, "\"node_count\"");
	buffer_add(&text, header, (size_t)(rest - header));
	buffer_printf(&text, "\"node_count\":%d,\"edge_count\":%d},\"nodes\":[", ROWS, ROWS - 1);
	for (int i = 0; i < ROWS; i++) {
		buffer_printf(&text, "%s1,0,%d,%" PRIu64 ",%d,0", i > 0 ? "," : "", i * 2 + 1,
			      (UINT64_C(1) << 32) + (uint64_t)i, i > 0);
		buffer_add(&text, gap, GAP);
	}
	buffer_printf(&text, "],\"edges\":[");
	for (int i = 1; i < ROWS; i++) {
		buffer_printf(&text, "%s3,0,%d", i > 1 ? "," : "", (i - 1) * 6);
		buffer_add(&text, gap, GAP);
	}
	buffer_printf(&text, "],\"strings\":[\"\"]}%c", '\0');
	ck_assert_msg(load(&snapshot, text.at, false, NULL, &error), "%s", error.message);
	for (edge_ix i = 0; i < ROWS - 1; i++) {
		ck_assert(snapshot_edge_is_odd(&snapshot, i));
		ck_assert_str_eq(snapshot_edge_type_name(&snapshot, i), "invisible");
	}
	for (node_ix i = 0; i < ROWS; i++)
		ck_assert_uint_eq(sizes_get(&snapshot.size, i), (UINT64_C(1) << 32) + i);
	snapshot_release(&snapshot);
	buffer_release(&text);
	free(gap);
}
END_TEST

/* The root alone, in the half of the nodes that is gone through last; and more of them. */
START_TEST(finding_pairs_can_be_cancelled_in_either_half)
{
	static const char root[] = "\"nodes\":[0,1,1,0,0,0],\"edges\":[]";
	struct load_options options = { .threads = 1 };
	struct error error = { .kind = ERROR_NONE };
	struct progress progress = { .phase = NULL };
	struct buffer text = { .at = NULL };
	struct snapshot snapshot;
	struct loader loader = {
		.snapshot = &snapshot,
		.progress = &progress,
		.options = &options,
		.meta = { .node_fields.count = 6, .edge_fields.count = 3 },
		.has_pairs = true,
	};
	const char *rest = strstr(header, "\"node_count\"");

	buffer_printf(&text, "{%.*s", (int)(rest - header), header);
	if (_i == 0)
		buffer_printf(&text, "\"node_count\":1,\"edge_count\":0},%s,%s}", root, strings);
	else
		buffer_printf(&text, "%s,%s,%s,%s}", rest, nodes, edges, strings);
	buffer_add_char(&text, '\0');
	ck_assert_msg(load(&snapshot, text.at, false, &progress, &error), "%s", error.message);
	/* its last step again */
	ck_assert_msg(load_finish(&loader, &error), "%s", error.message);
	progress_cancel(&progress);
	ck_assert(!load_finish(&loader, &error));
	ck_assert_int_eq(error.kind, ERROR_CANCELLED);
	ck_assert_str_eq(error.message, "cancelled");
	snapshot_release(&snapshot);
	buffer_release(&text);
}
END_TEST

START_TEST(a_file_written_to_while_it_is_read_is_refused)
{
	char path[] = "/tmp/heaptui-load-XXXXXX", *text = joined(usual);
	struct timespec times[2] = { { 1, 0 }, { 1, 0 } };
	struct load_options options = { .threads = 1 };
	struct error error = { .kind = ERROR_NONE };
	struct snapshot snapshot;
	int file = mkstemp(path);
	struct input *input;

	ck_assert_int_ge(file, 0);
	ck_assert_int_eq(write(file, text, strlen(text)), (ssize_t)strlen(text));
	close(file);
	input = input_open(path, 1, NULL, &error);
	ck_assert_ptr_nonnull(input);
	ck_assert_int_eq(utimensat(AT_FDCWD, path, times, 0), 0);
	ck_assert(!snapshot_load(&snapshot, input, &options, NULL, &error));
	ck_assert_str_eq(error.message, "changed while it was read");
	input_close(input);
	unlink(path);
	free(text);
}
END_TEST

/* However much of it was there when it was opened: that more came is told, not what was missing. */
START_TEST(a_file_that_is_still_written_is_told_to_be)
{
	char path[] = "/tmp/heaptui-load-XXXXXX", *text = joined(usual);
	size_t length = strlen(text);
	int file = mkstemp(path);

	ck_assert_int_ge(file, 0);
	for (size_t there = 1; there < length; there++) {
		struct load_options options = { .threads = 1, .salvage = there % 2 };
		struct error error = { .kind = ERROR_NONE };
		struct snapshot snapshot;
		struct input *input;
		char expected[100];

		ck_assert_int_eq(ftruncate(file, 0), 0);
		ck_assert_int_eq(pwrite(file, text, there, 0), (ssize_t)there);
		input = input_open(path, 1, NULL, &error);
		ck_assert_ptr_nonnull(input);
		ck_assert_int_eq(pwrite(file, text, length, 0), (ssize_t)length);
		ck_assert(!snapshot_load(&snapshot, input, &options, NULL, &error));
		snprintf(expected, sizeof(expected), "changed while it was read: %zu bytes before, "
			 "%zu now", there, length);
		ck_assert_str_eq(error.message, expected);
		input_close(input);
	}
	close(file);
	unlink(path);
	free(text);
}
END_TEST

static void
shorten(void *path, const struct snapshot *snapshot)
{
	(void)snapshot;
	ck_assert_int_eq(truncate(path, 100), 0);
}

static void
lengthen(void *path, const struct snapshot *snapshot)
{
	(void)snapshot;
	ck_assert_int_eq(truncate(path, 2000), 0);
}

static void
write_again(void *path, const struct snapshot *snapshot)
{
	int file = open(path, O_WRONLY);

	(void)snapshot;
	ck_assert_int_eq(pwrite(file, "{", 1, 0), 1);
	close(file);
}

static void
remove_name(void *path, const struct snapshot *snapshot)
{
	(void)snapshot;
	ck_assert_int_eq(unlink(path), 0);
}

static const struct {
	void (*change)(void *path, const struct snapshot *snapshot);
	const char *said; /* null: nothing */
} early_changes[] = {
	{ shorten, "while it was read" },
	{ lengthen, "while it was read" },
	{ write_again, "while it was read" },
	{ remove_name, NULL },
};

/* The strings have been read before their turn, and nothing behind the nodes. */
START_TEST(what_happens_to_a_file_while_its_names_are_shown_is_seen)
{
	char path[] = "/tmp/heaptui-load-XXXXXX", *text = joined(usual);
	struct timespec times[2] = { { 1, 0 }, { 1, 0 } };
	struct error error = { .kind = ERROR_NONE };
	struct load_options options = { .threads = 2, .on_names = early_changes[_i].change,
					.context = path };
	struct snapshot snapshot;
	int file = mkstemp(path);
	struct input *input;
	bool good;

	ck_assert_int_eq(write(file, text, strlen(text)), (ssize_t)strlen(text));
	ck_assert_int_eq(futimens(file, times), 0);
	close(file);
	input = input_open(path, 1, NULL, &error);
	ck_assert_ptr_nonnull(input);
	good = snapshot_load(&snapshot, input, &options, NULL, &error);
	ck_assert_int_eq(good, early_changes[_i].said == NULL);
	if (good) {
		check_loaded(&snapshot);
		snapshot_release(&snapshot);
	} else {
		ck_assert_ptr_nonnull(strstr(error.message, early_changes[_i].said));
	}
	input_close(input);
	unlink(path);
	free(text);
}
END_TEST

/* Five rows for four nodes, in every order: of those for one node the last counts. */
START_TEST(locations_may_stand_in_any_order)
{
	enum { NODES = 4, ROWS = 5, ORDERS = 1 << (2 * ROWS), NODE_FIELDS = 6 };

	for (unsigned order = 0; order < ORDERS; order++) {
		struct buffer text = { .at = NULL };
		struct snapshot snapshot;
		int line[NODES] = { -1, -1, -1, -1 };

		buffer_printf(&text, "{%s,%s,%s,\"locations\":[", header, nodes, edges);
		for (int row = 0; row < ROWS; row++) {
			unsigned node = order >> (2 * row) & (NODES - 1);

			line[node] = row;
			buffer_printf(&text, "%s%u,1,%d,0", row > 0 ? "," : "",
				      node * NODE_FIELDS, row);
		}
		buffer_printf(&text, "],%s}%c", strings, '\0');
		ck_assert(load(&snapshot, text.at, false, NULL, NULL));
		for (node_ix node = 0; node < NODES; node++) {
			const struct location *location = snapshot_location(&snapshot, node);

			ck_assert_int_eq(location == NULL ? -1 : (int)location->line, line[node]);
		}
		snapshot_release(&snapshot);
		buffer_release(&text);
	}
}
END_TEST

START_TEST(samples_beyond_four_bytes_are_kept)
{
	char *usual_text = joined(usual);
	char *text = replaced(usual_text, "\"location_fields\"", TRACE_FIELDS);
	char *with_samples = replaced(text, "\"locations\"",
				      "\"samples\":[7,3,6000000000,99999999999],\"locations\"");
	struct error error = { .kind = ERROR_NONE };
	struct snapshot snapshot;

	ck_assert_msg(load(&snapshot, with_samples, false, NULL, &error), "%s", error.message);
	ck_assert_uint_eq(snapshot.samples.count, 2);
	ck_assert_uint_eq(sizes_get(&snapshot.samples.timestamp_us, 0), 7);
	ck_assert_uint_eq(sizes_get(&snapshot.samples.timestamp_us, 1), UINT64_C(6000000000));
	ck_assert_uint_eq(snapshot.samples.last_id[0], 3);
	ck_assert_uint_eq(snapshot.samples.last_id[1], UINT32_MAX); /* above all ids */
	snapshot_release(&snapshot);
	free(with_samples);
	free(text);
	free(usual_text);
}
END_TEST

Suite *
check_snapshot_load(void)
{
	Suite *suite = suite_create("snapshot_load");
	TCase *tcase = tcase_create("snapshot_load");

	tcase_set_timeout(tcase, 600); /* sanitizers are slow */
	tcase_add_loop_test(tcase, strings_may_stand_far_apart, 0,
			    (int)(sizeof(gaps) / sizeof(*gaps)));
	tcase_add_loop_test(tcase, the_parts_of_a_file_may_come_in_any_order, 0, 120);
	tcase_add_loop_test(tcase, any_allocation_may_fail, 0, 4);
	tcase_add_loop_test(tcase, any_allocation_for_many_strings_may_fail, 0, 2);
	tcase_add_loop_test(tcase, any_allocation_to_salvage_may_fail, 0, 2);
	tcase_add_test(tcase, any_read_may_fail);
	tcase_add_loop_test(tcase, loading_can_be_cancelled, 0, 2);
	tcase_add_test(tcase, constructors_are_shown_before_edges_are_read);
	tcase_add_loop_test(tcase, early_names_change_nothing_in_any_order, 0, 120);
	tcase_add_loop_test(tcase, what_may_be_the_strings_is_read_as_when_their_turn_comes, 0,
			    (int)(2 * sizeof(ends) / sizeof(*ends)));
	tcase_add_test(tcase, strings_are_found_far_from_the_end);
	tcase_add_test(tcase, nobody_looks_for_strings_before_a_nul);
	tcase_add_test(tcase, looking_for_strings_ends_when_cancelled_and_where_reading_fails);
	tcase_add_test(tcase, strings_too_far_from_the_end_are_left_for_their_turn);
	tcase_add_test(tcase, early_names_may_fail);
	tcase_add_loop_test(tcase, salvaging_can_be_cancelled_as_well, 0, 2);
	tcase_add_loop_test(tcase, a_cut_file_is_salvaged_as_far_as_it_goes, 0, 2);
	tcase_add_test(tcase, the_first_nodes_are_salvaged_with_the_edges_among_them);
	tcase_add_test(tcase, all_nodes_stay_where_there_is_room_for_them_and_the_root_anyway);
	tcase_add_loop_test(tcase, nothing_is_salvaged_where_the_nodes_never_came, 0, 3);
#ifdef HAVE_ZLIB
	tcase_add_loop_test(tcase, a_compressed_file_may_be_cut_anywhere, 0, 2);
#endif
	tcase_add_loop_test(tcase, what_is_wrong_is_told_with_its_place, 0,
			    (int)(sizeof(changes) / sizeof(*changes)));
	tcase_add_test(tcase, locations_may_stand_in_any_order);
	tcase_add_test(tcase, scopes_of_scripts_that_are_not_salvaged_go);
	tcase_add_test(tcase, samples_beyond_four_bytes_are_kept);
	tcase_add_test(tcase, odd_edges_and_large_sizes_are_kept_by_any_thread);
	tcase_add_loop_test(tcase, any_allocation_for_a_table_may_fail, 0, 2);
	tcase_add_loop_test(tcase, finding_pairs_can_be_cancelled_in_either_half, 0, 2);
	tcase_add_test(tcase, a_file_written_to_while_it_is_read_is_refused);
	tcase_add_test(tcase, a_file_that_is_still_written_is_told_to_be);
	tcase_add_loop_test(tcase, what_happens_to_a_file_while_its_names_are_shown_is_seen, 0,
			    sizeof(early_changes) / sizeof(*early_changes));
	tcase_add_loop_test(tcase, what_is_nearly_something_else_is_not_called_that, 0,
			    (int)(sizeof(nearly) / sizeof(*nearly)));
	tcase_add_test(tcase, a_string_may_stand_behind_four_gigabytes);
	suite_add_tcase(suite, tcase);
	return suite;
}
