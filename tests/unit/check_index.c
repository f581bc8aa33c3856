#include "config.h"

#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/atomic_file.h"
#include "heap/constructors.h"
#include "heap/heap.h"
#include "heap/index_form.h"
#include "heap/index_list.h"
#include "unit/picture.h"
#include "unit/suites.h"

#ifdef HAVE_XXHASH

static char folder[] = "/tmp/heaptui-index-XXXXXX";
static char snapshot[64], other[64];
static struct heap_options options = { .threads = 2, .use_index = true, .index_limit = 1 << 30 };

static void
write_file(const char *path, struct text bytes)
{
	FILE *file = fopen(path, "wb");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(bytes.at, 1, bytes.length, file), bytes.length);
	fclose(file);
	ck_assert_int_eq(chmod(path, 0600), 0);
}

static struct buffer
read_file(const char *path)
{
	struct buffer bytes = { 0 };
	FILE *file = fopen(path, "rb");
	int c;

	ck_assert_ptr_nonnull(file);
	while ((c = getc(file)) != EOF)
		buffer_add_char(&bytes, (char)c);
	fclose(file);
	return bytes;
}

static void
draw_snapshot(const char *path, const char *drawing)
{
	struct picture picture = { 0 };
	struct buffer json = { 0 };
	struct error error = { 0 };

	ck_assert_msg(picture_parse(&picture, text_of(drawing), &error), "%s", error.message);
	picture_write(&picture, &json);
	write_file(path, buffer_text(&json));
	buffer_release(&json);
	picture_release(&picture);
}

static void
make_folder(void)
{
	ck_assert_ptr_nonnull(mkdtemp(folder));
	setenv("XDG_CACHE_HOME", folder, 1);
	snprintf(snapshot, sizeof snapshot, "%s/a.heapsnapshot", folder);
	snprintf(other, sizeof other, "%s/b.heapsnapshot", folder);
	draw_snapshot(snapshot, "(root) -> window >page list\n"
				"window:10 -> cache.entries plain1 plain2 plain3.\"é\"\n"
				"cache:4294967299 array -> plain1[1] plain2[2]\n"
				"page:7 native detached name=\"<p id=x>\" -> plain1\n"
				"list:3 object at=4:5:6 name=\"List\" -> list.next\n"
				"plain1:5 name=\"Object\" -> window.a cache.b\n"
				"plain2:5 name=\"Object\" -> window.a cache.b\n"
				"plain3:5 name=\"Object\" -> window.c\n");
}

static void
remove_folder(void)
{
	size_t removed;
	char path[96];

	index_evict(0, &removed, NULL);
	unlink(snapshot);
	unlink(other);
	snprintf(path, sizeof path, "%s/heaptui", folder);
	rmdir(path);
	rmdir(folder);
	memcpy(folder + sizeof folder - 7, "XXXXXX", 6);
}

static struct heap *
load(const char *path, bool expect_index)
{
	struct heap *heap = heap_new(path);
	struct error error = { 0 };

	ck_assert_msg(heap_load(heap, &options, NULL, &error), "%s", error.message);
	ck_assert_msg(heap->from_index == expect_index, "%s the index",
		      expect_index ? "did not use" : "used");
	return heap;
}

static void
load_and_save(const char *path)
{
	struct heap *heap = load(path, false);
	struct error error = { 0 };

	ck_assert_msg(heap_save_index(heap, &options, NULL, &error), "%s", error.message);
	heap_free(heap);
}

static void
compare_heaps(const struct heap *a, const struct heap *b)
{
	struct arena scratch = { 0 };

	ck_assert_uint_eq(heap_node_count(a), heap_node_count(b));
	ck_assert_uint_eq(heap_total_size(a), heap_total_size(b));
	for (node_ix node = 0; node < heap_node_count(a); node++) {
		ck_assert(text_equal(heap_node_title(a, node, &scratch),
				     heap_node_title(b, node, &scratch)));
		ck_assert(text_equal(heap_class_name(a, node), heap_class_name(b, node)));
		ck_assert_uint_eq(heap_node_id(a, node), heap_node_id(b, node));
		ck_assert_uint_eq(heap_shallow_size(a, node), heap_shallow_size(b, node));
		ck_assert_uint_eq(heap_retained_size(a, node), heap_retained_size(b, node));
		ck_assert_int_eq(heap_distance(a, node), heap_distance(b, node));
		ck_assert_uint_eq(heap_dominator(a, node), heap_dominator(b, node));
		ck_assert_uint_eq(heap_detachedness(a, node), heap_detachedness(b, node));
	}
	ck_assert_uint_eq(a->constructors.count, b->constructors.count);
	for (size_t i = 0; i < a->constructors.count; i++) {
		const struct constructor *x = &a->constructors.at[i], *y = &b->constructors.at[i];

		ck_assert_uint_eq(x->count, y->count);
		ck_assert_uint_eq(constructors_shallow_size(&a->constructors, i),
				  constructors_shallow_size(&b->constructors, i));
		ck_assert_uint_eq(constructors_retained_size(&a->constructors, i),
				  constructors_retained_size(&b->constructors, i));
		ck_assert_int_eq(classes_compare(&a->classes, x->class, &b->classes, y->class), 0);
	}
	ck_assert_uint_eq(a->classes.interfaces.count, b->classes.interfaces.count);
	arena_release(&scratch);
}

static char *
index_of(const char *path)
{
	struct buffer index = { 0 };

	ck_assert(index_path(path, &index));
	return index.at;
}

START_TEST(the_second_opening_is_the_same_heap)
{
	struct heap *first, *second;

	load_and_save(snapshot);
	second = load(snapshot, true);
	options.use_index = false;
	first = load(snapshot, false);
	options.use_index = true;
	compare_heaps(first, second);
	heap_free(first);
	heap_free(second);
}
END_TEST

START_TEST(a_changed_byte_is_noticed_or_means_nothing)
{
	char *path = index_of(snapshot);
	struct heap *good;
	struct buffer bytes;

	load_and_save(snapshot);
	options.use_index = false; /* the file is written over, which a mapping would see */
	good = load(snapshot, false);
	options.use_index = true;
	bytes = read_file(path);
	for (size_t i = 0; i < bytes.length; i += 1 + i / 4096) {
		struct heap *heap;

		bytes.at[i] = (char)(bytes.at[i] ^ (1 << i % 8));
		write_file(path, buffer_text(&bytes));
		heap = heap_new(snapshot);
		ck_assert(heap_load(heap, &options, NULL, NULL));
		compare_heaps(good, heap);
		heap_free(heap);
		bytes.at[i] = (char)(bytes.at[i] ^ (1 << i % 8));
	}
	buffer_release(&bytes);
	heap_free(good);
	free(path);
}
END_TEST

/* Whoever can write the file can make its checksums right, too. */
static void
open_forged(const char *path, struct buffer *bytes)
{
	struct index_header *header = (void *)bytes->at;
	struct index_part *parts = (void *)(header + 1);
	struct heap *heap = heap_new(snapshot);

	for (size_t i = 0; i < INDEX_PARTS_BEFORE_COLUMNS + index_column_count; i++)
		if (parts[i].offset < bytes->length
		    && parts[i].length < bytes->length - parts[i].offset)
			parts[i].checksum =
				index_checksum(bytes->at + parts[i].offset, parts[i].length);
	header->part_count = INDEX_PARTS_BEFORE_COLUMNS + index_column_count;
	header->checksum = index_header_checksum(header, parts);
	write_file(path, buffer_text(bytes));
	ck_assert(heap_load(heap, &options, NULL, NULL));
	heap_free(heap);
}

START_TEST(a_forged_index_is_rebuilt_or_does_no_harm)
{
	static const unsigned char forgeries[] = { 0, 0xff, 0x7f };
	static const size_t truths[] = {
		offsetof(struct heap, snapshot.has_scopes),
		offsetof(struct heap, dominators.is_wide),
		offsetof(struct heap, has_user_roots),
	};
	char *path = index_of(snapshot);
	struct buffer good, bytes = { 0 };
	const struct index_part *parts;
	uint64_t end;

	load_and_save(snapshot);
	good = read_file(path);
	parts = (const void *)(good.at + sizeof(struct index_header));
	end = parts[1].offset + parts[1].length; /* behind the image of the heap and its texts */
	for (size_t i = sizeof(struct index_header); i < end; i++) {
		buffer_clear(&bytes);
		buffer_add_text(&bytes, buffer_text(&good));
		bytes.at[i] = (char)forgeries[i % 3];
		open_forged(path, &bytes);
	}
	for (size_t i = 0; i < sizeof(truths) / sizeof(*truths); i++) {
		buffer_clear(&bytes);
		buffer_add_text(&bytes, buffer_text(&good));
		bytes.at[parts[0].offset + truths[i]] = 2;
		open_forged(path, &bytes);
	}
	for (size_t i = 0; i < index_column_count; i++) {
		const struct index_part *part = &parts[INDEX_PARTS_BEFORE_COLUMNS + i];

		if (index_columns[i].pointer_at != offsetof(struct heap, classes.at))
			continue;
		for (uint64_t at = 0; at < 3 * part->length; at++) {
			buffer_clear(&bytes);
			buffer_add_text(&bytes, buffer_text(&good));
			bytes.at[part->offset + at / 3] = (char)forgeries[at % 3];
			open_forged(path, &bytes);
		}
	}
	for (uint64_t length = 0; length < parts[1].length; length++) {
		buffer_clear(&bytes);
		buffer_add_text(&bytes, buffer_text(&good));
		((struct index_part *)(void *)(bytes.at + sizeof(struct index_header)))[1].length =
			length;
		open_forged(path, &bytes);
	}
	buffer_release(&bytes);
	buffer_release(&good);
	free(path);
}
END_TEST

START_TEST(a_cut_index_is_rebuilt)
{
	char *path = index_of(snapshot);
	struct buffer bytes;

	load_and_save(snapshot);
	bytes = read_file(path);
	for (size_t length = 0; length < bytes.length; length += 1 + length / 16) {
		write_file(path, (struct text){ bytes.at, length });
		heap_free(load(snapshot, false));
	}
	load_and_save(snapshot);
	heap_free(load(snapshot, true));
	buffer_release(&bytes);
	free(path);
}
END_TEST

START_TEST(a_stale_index_is_not_used)
{
	struct timespec times[2] = { { 1000, 0 }, { 1000, 0 } };

	load_and_save(snapshot);
	ck_assert_int_eq(utimensat(AT_FDCWD, snapshot, times, 0), 0);
	heap_free(load(snapshot, false));
	draw_snapshot(snapshot, "(root) -> a\na:1\n");
	heap_free(load(snapshot, false));
}
END_TEST

START_TEST(an_index_others_can_write_or_a_link_is_not_used)
{
	char *path = index_of(snapshot), *copy = index_of(snapshot);

	load_and_save(snapshot);
	ck_assert_int_eq(chmod(path, 0660), 0);
	heap_free(load(snapshot, false));
	ck_assert_int_eq(chmod(path, 0600), 0);
	heap_free(load(snapshot, true));
	copy[strlen(copy) - 1] = 'X';
	ck_assert_int_eq(rename(path, copy), 0);
	ck_assert_int_eq(symlink(copy, path), 0);
	heap_free(load(snapshot, false));
	unlink(path);
	unlink(copy);
	free(path);
	free(copy);
}
END_TEST

/* Whatever has its name: once the index was written into the snapshot, and once it waited. */
START_TEST(an_index_is_written_through_no_link_and_into_no_pipe)
{
	char *path = index_of(snapshot);

	load_and_save(snapshot);
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(symlink(snapshot, path), 0);
	load_and_save(snapshot);
	heap_free(load(snapshot, true));
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	load_and_save(snapshot);
	heap_free(load(snapshot, true));
	free(path);
}
END_TEST

START_TEST(a_failing_disk_leaves_the_old_index)
{
	struct heap *heap;
	bool saved = false;

	load_and_save(snapshot);
	heap = load(snapshot, true);
	heap->from_index = false; /* so that it is saved once more */
	for (size_t nth = 1; !saved; nth++) {
		struct error error = { 0 };

		atomic_file_fail_at(nth);
		saved = heap_save_index(heap, &options, NULL, &error);
		atomic_file_fail_at(0);
		ck_assert(saved || error.kind == ERROR_FILE);
		heap_free(load(snapshot, true));
	}
	heap_free(heap);
}
END_TEST

START_TEST(the_oldest_go_first)
{
	struct timespec times[2] = { { 1000, 0 }, { 1000, 0 } };
	char *old = index_of(snapshot);
	size_t count, removed;
	struct index_entry *entries;

	draw_snapshot(other, "(root) -> a\na:1\n");
	load_and_save(snapshot);
	load_and_save(other);
	ck_assert_int_eq(utimensat(AT_FDCWD, old, times, 0), 0);
	entries = index_list(&count);
	ck_assert_uint_eq(count, 2);
	ck_assert_str_eq(entries[1].snapshot, snapshot);
	/* each of them fits, but not both */
	ck_assert_uint_gt(entries[1].size, entries[0].size);
	ck_assert(index_evict(entries[0].size + entries[1].size, &removed, NULL));
	ck_assert_uint_eq(removed, 0);
	ck_assert(index_evict(entries[1].size, &removed, NULL));
	ck_assert_uint_eq(removed, 1);
	load_and_save(snapshot);
	ck_assert_int_eq(utimensat(AT_FDCWD, old, times, 0), 0);
	ck_assert(index_evict(entries[0].size, &removed, NULL));
	ck_assert_uint_eq(removed, 1);
	index_list_free(entries, count);
	heap_free(load(other, true));
	heap_free(load(snapshot, false));
	options.index_limit = 1;
	load_and_save(snapshot); /* does not fit: not written, nothing removed */
	options.index_limit = 1 << 30;
	heap_free(load(other, true));
	heap_free(load(snapshot, false));
	free(old);
}
END_TEST

/* A forged file is rebuilt, and the heap is what it was. */
static void
open_rebuilt(const char *path, struct buffer *bytes)
{
	struct index_header *header = (void *)bytes->at;
	struct heap *heap;

	header->checksum = index_header_checksum(header, (const void *)(header + 1));
	write_file(path, buffer_text(bytes));
	heap = load(snapshot, false);
	ck_assert_uint_eq(heap_node_count(heap), 8);
	heap_free(heap);
}

/* What only somebody who knows the form would write. */
START_TEST(a_column_that_is_not_there_is_missed)
{
	char *path = index_of(snapshot);
	struct buffer good, bytes = { 0 };

	load_and_save(snapshot);
	good = read_file(path);
	for (size_t i = 0; i < INDEX_PARTS_BEFORE_COLUMNS + index_column_count; i++) {
		struct index_header *header;
		struct index_part *parts;
		struct heap *heap = heap_new(snapshot);

		buffer_clear(&bytes);
		buffer_add_text(&bytes, buffer_text(&good));
		header = (void *)bytes.at;
		parts = (void *)(header + 1);
		parts[i].offset = 0;
		header->checksum = index_header_checksum(header, parts);
		write_file(path, buffer_text(&bytes));
		ck_assert(heap_load(heap, &options, NULL, NULL));
		compare_heaps(heap, heap); /* looks at everything */
		heap_free(heap);
	}
	buffer_release(&bytes);
	buffer_release(&good);
	free(path);
}
END_TEST

START_TEST(forged_lengths_and_counts_are_not_believed)
{
	char *path = index_of(snapshot);
	struct buffer good, bytes = { 0 };

	load_and_save(snapshot);
	good = read_file(path);
	for (unsigned forgery = 0; forgery < 9; forgery++) {
		struct index_header *header;
		struct index_part *parts;
		struct heap image;

		buffer_clear(&bytes);
		buffer_add_text(&bytes, buffer_text(&good));
		header = (void *)bytes.at;
		parts = (void *)(header + 1);
		memcpy(&image, bytes.at + parts[0].offset, sizeof image);
		switch (forgery) {
		case 0: /* a table of parts that is not there */
			bytes.length = sizeof *header + sizeof *parts;
			header->file_size = bytes.length;
			break;
		case 1:
			parts[3].length = UINT64_MAX - 5;
			break;
		case 2:
			parts[3].offset = (header->file_size + INDEX_ALIGNMENT) / INDEX_ALIGNMENT
					  * INDEX_ALIGNMENT;
			break;
		case 3: /* no room for what vector loads read too much */
			parts[3].length = header->file_size - parts[3].offset;
			break;
		case 4:
			parts[3].offset += INDEX_ALIGNMENT / 2;
			break;
		case 5:
			image.snapshot.strings.count = image.snapshot.strings.recorded - 1;
			for (size_t i = 0; i < index_column_count; i++) {
				struct index_part *part = &parts[INDEX_PARTS_BEFORE_COLUMNS + i];

				if (index_columns[i].pointer_at
				    != offsetof(struct heap, name_kinds))
					continue;
				part->length = image.snapshot.strings.count;
				part->checksum = index_checksum(bytes.at + part->offset,
								part->length);
			}
			break;
		case 6: /* something behind the last text */
			parts[1].length++;
			break;
		case 7:
			image.snapshot.node_count++;
			break;
		case 8:
			parts[0].length--;
			break;
		}
		memcpy(bytes.at + parts[0].offset, &image, sizeof image);
		if (forgery >= 5)
			for (size_t i = 0; i < 2; i++)
				parts[i].checksum = index_checksum(bytes.at + parts[i].offset,
								   parts[i].length);
		open_rebuilt(path, &bytes);
	}
	buffer_release(&bytes);
	buffer_release(&good);
	free(path);
}
END_TEST

/* Its own user, or nobody who could change it. */
START_TEST(an_index_of_another_user_or_no_file_is_not_used)
{
	char *path = index_of(snapshot);

	load_and_save(snapshot);
	if (geteuid() == 0) {
		ck_assert_int_eq(chown(path, 65534, 65534), 0);
		heap_free(load(snapshot, false));
		ck_assert_int_eq(chown(path, 0, 0), 0);
		heap_free(load(snapshot, true));
	}
	unlink(path);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	heap_free(load(snapshot, false));
	ck_assert_int_eq(rmdir(path), 0);
	free(path);
}
END_TEST

START_TEST(what_is_no_index_is_listed_without_a_snapshot)
{
	char *path = index_of(snapshot);
	struct index_start start = { .magic = "" };
	struct index_entry *entries;
	struct buffer good, other_path = { 0 };
	size_t count, removed;

	load_and_save(snapshot);
	good = read_file(path);
	buffer_add_text(&other_path, text_of(path));
	buffer_add(&other_path, "2", 2);
	/* a path without an end, another file, one too short; a folder is none at all */
	memcpy(&start, INDEX_MAGIC, INDEX_MAGIC_LENGTH);
	memset(start.snapshot, 'x', sizeof start.snapshot);
	for (unsigned i = 0; i < 3; i++) {
		if (i == 1)
			start.magic[0] = 'x';
		write_file(other_path.at, (struct text){ (const char *)&start,
							 i == 2 ? 5 : sizeof start });
		entries = index_list(&count);
		ck_assert_uint_eq(count, 2);
		for (size_t j = 0; j < count; j++)
			ck_assert_str_eq(entries[j].snapshot,
					 strcmp(entries[j].file, path) == 0 ? snapshot : "");
		index_list_free(entries, count);
	}
	unlink(other_path.at);
	ck_assert_int_eq(mkdir(other_path.at, 0700), 0);
	entries = index_list(&count);
	ck_assert_uint_eq(count, 1);
	index_list_free(entries, count);
	rmdir(other_path.at);
	/* what has another name is none of ours */
	buffer_clear(&other_path);
	buffer_printf(&other_path, "%s/heaptui/another-file.of-somebody", folder);
	buffer_add_char(&other_path, '\0');
	write_file(other_path.at, text_of("x"));
	entries = index_list(&count);
	ck_assert_uint_eq(count, 1);
	index_list_free(entries, count);
	unlink(other_path.at);
	/* one that is larger than all may be, goes */
	ck_assert(index_evict(good.length - 1, &removed, NULL));
	ck_assert_uint_eq(removed, 1);
	buffer_release(&other_path);
	buffer_release(&good);
	free(path);
}
END_TEST

START_TEST(without_a_place_for_it_there_is_no_index)
{
	struct buffer path = { 0 };
	struct heap *heap = load(snapshot, false);
	struct error error = { 0 };
	size_t count;

	/* a file where the folder would be; no such folder; no home at all */
	setenv("XDG_CACHE_HOME", snapshot, 1);
	ck_assert(heap_save_index(heap, &options, NULL, &error));
	ck_assert_ptr_null(index_list(&count));
	heap_free(load(snapshot, false));
	unsetenv("XDG_CACHE_HOME");
	unsetenv("HOME");
	ck_assert(!index_path(snapshot, &path));
	heap_free(load(snapshot, false));
	ck_assert(heap_save_index(heap, &options, NULL, &error));
	ck_assert_ptr_null(index_list(&count));
	ck_assert_uint_eq(count, 0);
	setenv("XDG_CACHE_HOME", folder, 1);
	/* nor is there one when the snapshot has gone */
	unlink(snapshot);
	ck_assert(heap_save_index(heap, &options, NULL, &error));
	ck_assert_ptr_null(index_list(&count));
	ck_assert_int_eq(error.kind, ERROR_NONE);
	heap_free(heap);
	buffer_release(&path);
}
END_TEST

START_TEST(a_folder_of_others_or_a_link_is_not_used)
{
	struct heap *heap = load(snapshot, false);
	struct error error = { 0 };
	char cache[96], elsewhere[96];
	size_t count;

	snprintf(cache, sizeof cache, "%s/heaptui", folder);
	snprintf(elsewhere, sizeof elsewhere, "%s/elsewhere", folder);
	/* where anybody may write */
	ck_assert_int_eq(mkdir(cache, 0700), 0);
	ck_assert_int_eq(chmod(cache, 0777), 0);
	ck_assert(heap_save_index(heap, &options, NULL, &error));
	ck_assert_ptr_null(index_list(&count));
	ck_assert_int_eq(chmod(cache, 0700), 0);
	ck_assert(heap_save_index(heap, &options, NULL, &error));
	ck_assert_int_eq(chmod(cache, 0770), 0);
	heap_free(load(snapshot, false));
	ck_assert_int_eq(chmod(cache, 0755), 0);
	heap_free(load(snapshot, true));
	/* another's */
	if (geteuid() == 0) {
		ck_assert_int_eq(chown(cache, 65534, 65534), 0);
		heap_free(load(snapshot, false));
		ck_assert_int_eq(chown(cache, 0, 0), 0);
	}
	/* somewhere else */
	ck_assert_int_eq(rename(cache, elsewhere), 0);
	ck_assert_int_eq(symlink(elsewhere, cache), 0);
	heap_free(load(snapshot, false));
	ck_assert_int_eq(unlink(cache), 0);
	ck_assert_int_eq(rename(elsewhere, cache), 0);
	heap_free(load(snapshot, true));
	heap_free(heap);
}
END_TEST

START_TEST(writing_can_be_cancelled_and_leaves_the_old_index)
{
	struct progress progress = { .phase = NULL };
	struct error error = { 0 };
	struct heap *heap;

	load_and_save(snapshot);
	heap = load(snapshot, true);
	heap->from_index = false; /* so that it is saved once more */
	progress_cancel(&progress);
	ck_assert(!heap_save_index(heap, &options, &progress, &error));
	ck_assert_int_eq(error.kind, ERROR_CANCELLED);
	heap_free(heap);
	heap_free(load(snapshot, true));
}
END_TEST

START_TEST(an_index_that_cannot_be_removed_is_told)
{
	struct error error = { 0 };
	char cache[96];
	size_t removed;

	load_and_save(snapshot);
	snprintf(cache, sizeof cache, "%s/heaptui", folder);
	ck_assert_int_eq(chmod(folder, 0755), 0);
	ck_assert_int_eq(chmod(cache, geteuid() == 0 ? 0755 : 0500), 0);
	if (geteuid() == 0)
		ck_assert_int_eq(seteuid(65534), 0);
	ck_assert(!index_evict(0, &removed, &error));
	ck_assert_uint_eq(removed, 0);
	ck_assert_int_eq(error.kind, ERROR_FILE);
	ck_assert_ptr_nonnull(strstr(error.message, "cannot remove "));
	if (getuid() == 0)
		ck_assert_int_eq(seteuid(0), 0);
	ck_assert_int_eq(chmod(cache, 0700), 0);
	ck_assert(index_evict(0, &removed, &error));
	ck_assert_uint_eq(removed, 1);
}
END_TEST

START_TEST(a_heap_of_nothing_but_the_root_has_an_index_too)
{
	draw_snapshot(other, "(root)\n");
	load_and_save(other);
	heap_free(load(other, true));
}
END_TEST

Suite *
check_index(void)
{
	Suite *suite = suite_create("index");
	TCase *file = tcase_create("file");

	tcase_add_checked_fixture(file, make_folder, remove_folder);
	tcase_set_timeout(file, 300);
	tcase_add_test(file, the_second_opening_is_the_same_heap);
	tcase_add_test(file, a_changed_byte_is_noticed_or_means_nothing);
	tcase_add_test(file, a_forged_index_is_rebuilt_or_does_no_harm);
	tcase_add_test(file, a_column_that_is_not_there_is_missed);
	tcase_add_test(file, forged_lengths_and_counts_are_not_believed);
	tcase_add_test(file, an_index_of_another_user_or_no_file_is_not_used);
	tcase_add_test(file, what_is_no_index_is_listed_without_a_snapshot);
	tcase_add_test(file, without_a_place_for_it_there_is_no_index);
	tcase_add_test(file, a_folder_of_others_or_a_link_is_not_used);
	tcase_add_test(file, writing_can_be_cancelled_and_leaves_the_old_index);
	tcase_add_test(file, an_index_that_cannot_be_removed_is_told);
	tcase_add_test(file, a_heap_of_nothing_but_the_root_has_an_index_too);
	tcase_add_test(file, a_cut_index_is_rebuilt);
	tcase_add_test(file, a_stale_index_is_not_used);
	tcase_add_test(file, an_index_others_can_write_or_a_link_is_not_used);
	tcase_add_test(file, an_index_is_written_through_no_link_and_into_no_pipe);
	tcase_add_test(file, a_failing_disk_leaves_the_old_index);
	tcase_add_test(file, the_oldest_go_first);
	suite_add_tcase(suite, file);
	return suite;
}

#else

Suite *
check_index(void)
{
	return suite_create("index"); /* built without */
}

#endif
