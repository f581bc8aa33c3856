/*
 * Suspects of drawn leaks (drawn_leaks.h).
 */

#include "config.h"

#include <stdio.h>

#include "unit/drawn_leaks.h"
#include "unit/suites.h"

static void
draw_reallocated_table(struct buffer *out, int at)
{
	int count = (at + 1) * STEP;

	buffer_printf(out, "root -> app\napp:50 name=\"App\" @11 -> cache\n"
			   "cache:32 name=\"Map\" @13 -> $table\n"
			   "table:%d array name=\"\" @%d ->", count * 16, id_of_time(at));
	add_edges(out, 0, count);
	add_entries(out, 0, count, "Session");
}

START_TEST(a_map_grows_with_a_new_table_each_time)
{
	expect_leak(draw_reallocated_table, 13, "unbounded-map");
}
END_TEST

/* The cache stays as large as it is; every entry is a new one in every snapshot. */
static void
draw_full_cache(struct buffer *out, int at)
{
	buffer_printf(out, "root -> app\napp:50 name=\"App\" @11 -> cache\n"
			   "cache:32 name=\"Map\" @13 -> $table\n"
			   "table:160 array name=\"\" @%d ->", id_of_time(at));
	add_edges(out, at * STEP, STEP);
	add_entries(out, at * STEP, STEP, "Session");
}

START_TEST(a_full_cache_that_turns_over_is_healthy)
{
	expect_no_leak(draw_full_cache);
}
END_TEST

/* The newest piece stands before the others: the editor holds only that one. */
static void
draw_list_by_head(struct buffer *out, int at)
{
	int count = (at + 1) * STEP;

	buffer_printf(out, "root -> app\napp:50 name=\"App\" @11 -> editor\n"
			   "editor:40 name=\"Editor\" @13 -> e%d.latest\n", count - 1);
	for (int i = 0; i < count; i++) {
		buffer_printf(out, "e%d:100 name=\"Revision\" @%d", i, id_of(i));
		if (i > 0)
			buffer_printf(out, " -> e%d.previous", i - 1);
		buffer_add_char(out, '\n');
	}
}

START_TEST(a_list_that_grows_at_its_head_is_held_by_its_newest_piece)
{
	expect_leak(draw_list_by_head, (uint32_t)id_of(SNAPSHOTS * STEP - 1), "linked-list");
}
END_TEST

/* Most objects are words, of which each piece has several; pieces are counted. */
static void
draw_list_of_words(struct buffer *out, int at)
{
	int count = (at + 1) * STEP, words = 4;

	buffer_printf(out, "root -> app\napp:50 name=\"App\" @11 -> editor\n"
			   "editor:40 name=\"Editor\" @13 -> e%d.latest\n", count - 1);
	for (int i = 0; i < count; i++) {
		buffer_printf(out, "e%d:100 name=\"Revision\" @%d ->", i, id_of(i));
		if (i > 0)
			buffer_printf(out, " e%d.previous", i - 1);
		for (int k = 0; k < words; k++)
			buffer_printf(out, " w%d.word%d", i * words + k, k);
		buffer_add_char(out, '\n');
		for (int k = 0; k < words; k++)
			buffer_printf(out, "w%d:24 name=\"Word\" @%d\n", i * words + k,
				      id_of((SNAPSHOTS + i) * STEP * words + k));
	}
}

START_TEST(the_pieces_of_a_list_are_counted_and_not_what_they_hold)
{
	struct series_of_heaps series = { 0 };
	char amount[64];

	leaks_find(&series, draw_list_of_words);
	ck_assert_uint_eq(series.suspects.count, 1);
	snprintf(amount, sizeof(amount), ": +%d Revision a step (", STEP);
	ck_assert_msg(text_find(series.suspects.at[0].title, text_of(amount), 0, false) != SIZE_MAX,
		      "%.*s", (int)series.suspects.at[0].title.length,
		      series.suspects.at[0].title.at);
	leaks_release(&series);
}
END_TEST

/* New pieces are hung behind the last: what holds them changes with every snapshot. */
static void
draw_list_by_tail(struct buffer *out, int at)
{
	int count = (at + 1) * STEP;

	buffer_printf(out, "root -> app\napp:50 name=\"App\" @11 -> queue\n"
			   "queue:40 name=\"Queue\" @13 -> e0.first\n");
	for (int i = 0; i < count; i++) {
		buffer_printf(out, "e%d:100 name=\"Job\" @%d", i, id_of(i));
		if (i + 1 < count)
			buffer_printf(out, " -> e%d.next", i + 1);
		buffer_add_char(out, '\n');
	}
}

START_TEST(a_list_that_grows_at_its_tail_is_held_by_what_stands_before_it)
{
	expect_leak(draw_list_by_tail, 13, "linked-list");
}
END_TEST

/* Both hold every entry, so neither dominates them: their scope does. */
static void
draw_two_holders(struct buffer *out, int at)
{
	int count = (at + 1) * STEP;

	buffer_printf(out, "root -> scope\nscope:50 name=\"system / Context\" @11"
			   " -> %%byName %%byAge\nbyName:32 name=\"Map\" @13 -> $namesTable\n"
			   "byAge:32 name=\"Array\" @15 -> $elements\n"
			   "namesTable:200 array name=\"\" @%d ->", id_of_time(at));
	add_edges(out, 0, count);
	buffer_printf(out, "elements:100 array name=\"(object elements)\" @%d ->",
		      id_of_time(at) + 2);
	add_edges(out, 0, count);
	add_entries(out, 0, count, "Person");
}

START_TEST(of_two_holders_one_is_named_and_the_other_noted)
{
	struct series_of_heaps series = { 0 };
	const struct suspect *first;
	const struct heap *last;

	leaks_find(&series, draw_two_holders);
	last = series.heaps[SNAPSHOTS - 1];
	ck_assert_uint_eq(series.suspects.count, 1);
	first = &series.suspects.at[0];
	ck_assert_uint_eq(first->also_count, 1);
	ck_assert_uint_eq(heap_node_id(last, first->holder)
			  + heap_node_id(last, first->also[0].node), 13 + 15);
	/* People read of the other in a line of its own, scripts in the explanation. */
	ck_assert_uint_eq(text_find(first->what, TEXT("held by"), 0, false), SIZE_MAX);
	ck_assert_uint_ne(text_find(first->explanation, TEXT("Also held by "), 0, false),
			  SIZE_MAX);
	leaks_release(&series);
}
END_TEST

/* A WeakMap does not hold its values: their keys do, and an index holds those. */
static void
draw_weak_pairs(struct buffer *out, int at)
{
	int count = (at + 1) * STEP, table = id_of_time(at) + 2;

	buffer_printf(out, "root -> app\napp:50 name=\"App\" @11 -> index meta\n"
			   "index:32 name=\"Map\" @13 -> $table\nmeta:32 name=\"WeakMap\" @15"
			   " -> $pairs.\"table\"\ntable:200 array name=\"\" @%d ->",
		      id_of_time(at));
	add_edges(out, 0, count);
	buffer_printf(out, "pairs:%d array name=\"\" @%d ->", count * 32, table);
	for (int i = 0; i < count; i++)
		buffer_printf(out, " ~e%d $v%d.\"%d / part of key (Request @%d) -> value (Note "
				   "@%d) pair in WeakMap (table @%d)\"", i, i, i, id_of(i),
			      id_of(i) + 100, table);
	buffer_add_char(out, '\n');
	for (int i = 0; i < count; i++)
		buffer_printf(out, "e%d:60 name=\"Request\" @%d -> $v%d.\"%d / part of key "
				   "(Request @%d) -> value (Note @%d) pair in WeakMap "
				   "(table @%d)\"\nv%d:90 name=\"Note\" @%d\n", i, id_of(i), i, i,
			      id_of(i), id_of(i) + 100, table, i, id_of(i) + 100);
}

START_TEST(values_of_a_weak_map_belong_to_their_keys)
{
	expect_leak(draw_weak_pairs, 13, "weakmap-misuse");
}
END_TEST

/* Five shelves, each a little longer in every snapshot. */
static void
draw_spread(struct buffer *out, int at)
{
	enum { SHELVES = 5 };
	int count = (at + 1) * STEP;

	buffer_printf(out, "root -> app\napp:50 name=\"App\" @11 -> shelves\n"
			   "shelves:32 name=\"Map\" @13 -> $table\n"
			   "table:100 array name=\"\" @15 -> !s0[0] !s1[1] !s2[2] !s3[3] !s4[4]\n");
	for (int shelf = 0; shelf < SHELVES; shelf++) {
		buffer_printf(out, "s%d:32 name=\"Set\" @%d -> $t%d.\"table\"\n"
				   "t%d:100 array name=\"\" @%d ->", shelf, 101 + shelf * 2, shelf,
			      shelf, id_of_time(at) + shelf * 2);
		for (int i = shelf; i < count; i += SHELVES)
			buffer_printf(out, " !e%d[%d]", i, i);
		buffer_add_char(out, '\n');
	}
	for (int i = 0; i < count; i++)
		buffer_printf(out, "e%d:500 name=\"Book\" @%d\n", i, id_of(i));
}

START_TEST(growth_spread_over_inner_sets_is_named_at_the_map)
{
	expect_leak(draw_spread, 13, "nested-collections");
}
END_TEST

/* Thirty products, ten of which are first shown in each step: then their page is made. */
static void
draw_records_that_fill(struct buffer *out, int at)
{
	enum { PRODUCTS = 30, PAGE = 500 };
	int shown = at * STEP;

	buffer_printf(out, "root -> app\napp:50 name=\"App\" @11 -> products\n"
			   "products:32 name=\"Array\" @13 -> $elements\n"
			   "elements:400 array name=\"(object elements)\" @15 ->");
	for (int i = 0; i < PRODUCTS; i++)
		buffer_printf(out, " !p%d[%d]", i, i);
	buffer_add_char(out, '\n');
	for (int i = 0; i < PRODUCTS; i++) {
		buffer_printf(out, "p%d:40 name=\"Product\" @%d", i, 101 + i * 2);
		if (i < shown)
			buffer_printf(out, " -> page%d.page", i);
		buffer_add_char(out, '\n');
	}
	for (int i = 0; i < shown; i++)
		buffer_printf(out, "page%d:%d name=\"Page\" @%d\n", i, PAGE, id_of(i + STEP));
}

START_TEST(fields_of_records_that_fill_are_healthy)
{
	expect_no_leak(draw_records_that_fill);
}
END_TEST

/* Fields get numbers with a fraction, which V8 keeps as objects. */
static void
draw_records_of_numbers(struct buffer *out, int at)
{
	enum { RECORDS = 600, A_STEP = 200 };

	buffer_printf(out, "root -> app\napp:50 name=\"App\" @11 -> totals\n"
			   "totals:32 name=\"Array\" @13 -> $elements\n"
			   "elements:400 array name=\"(object elements)\" @15 ->");
	for (int i = 0; i < RECORDS; i++)
		buffer_printf(out, " !r%d[%d]", i, i);
	buffer_add_char(out, '\n');
	for (int i = 0; i < RECORDS; i++) {
		buffer_printf(out, "r%d:40 name=\"Total\" @%d", i, 101 + i * 2);
		if (i < at * A_STEP)
			buffer_printf(out, " -> !number%d[1]", i);
		buffer_add_char(out, '\n');
	}
	for (int i = 0; i < at * A_STEP; i++)
		buffer_printf(out, "number%d:16 number name=\"heap number\" @%d\n", i,
			      11001 + i / A_STEP * 1000 + i % A_STEP * 2);
}

START_TEST(fields_of_records_that_get_numbers_are_healthy)
{
	expect_no_leak(draw_records_of_numbers);
}
END_TEST

/* The same number of products, each with a page that is replaced by a longer one. */
static void
draw_records_that_swell(struct buffer *out, int at)
{
	buffer_printf(out, "root -> app\napp:50 name=\"App\" @11 -> products\n"
			   "products:32 name=\"Array\" @13 -> $elements\n"
			   "elements:400 array name=\"(object elements)\" @15 ->");
	add_edges(out, 0, STEP);
	for (int i = 0; i < STEP; i++) {
		buffer_printf(out, "e%d:40 name=\"Product\" @%d -> page%d.page\n"
				   "page%d:20 name=\"Page\" @%d ->", i, 101 + i * 2, i, i,
			      id_of_time(at) + i * 2);
		for (int line = 0; line < 4 * (at + 1); line++)
			buffer_printf(out, " line%d_%d.l%d", i, line, line);
		buffer_add_char(out, '\n');
		for (int line = 0; line < 4 * (at + 1); line++)
			buffer_printf(out, "line%d_%d:100 name=\"Line\" @%d\n", i, line,
				      10601 + line / 4 * 1000 + i * 8 + line % 4 * 2);
	}
}

START_TEST(fields_of_records_that_swell_leak)
{
	struct series_of_heaps series = { 0 };

	leaks_find(&series, draw_records_that_swell);
	ck_assert(suspects_leak(&series.suspects));
	leaks_release(&series);
}
END_TEST

/* What the last step brought is held by the batch, too, and belongs to the loader until the
 * next. */
static void
draw_shared_for_a_step(struct buffer *out, int at)
{
	int count = (at + 1) * STEP;

	buffer_printf(out, "root -> loader\nloader:50 name=\"Loader\" @11 -> cache batch\n"
			   "cache:32 name=\"Map\" @13 -> $table\n"
			   "table:%d array name=\"\" @%d ->", count * 16, id_of_time(at));
	add_edges(out, 0, count);
	buffer_printf(out, "batch:32 name=\"Array\" @%d -> $elements\n"
			   "elements:80 array name=\"\" @%d ->", id_of_time(at) + 2,
		      id_of_time(at) + 4);
	add_edges(out, at * STEP, STEP);
	add_entries(out, 0, count, "Answer");
}

START_TEST(entries_that_others_hold_for_a_step_are_found_all_the_same)
{
	struct series_of_heaps series = { 0 };

	leaks_find(&series, draw_shared_for_a_step);
	ck_assert_uint_ge(series.suspects.count, 1);
	ck_assert_uint_eq(heap_node_id(series.heaps[SNAPSHOTS - 1],
				       series.suspects.at[0].holder), 13);
	leaks_release(&series);
}
END_TEST

/* Nothing but the table: its numbers are no nodes. */
static void
draw_table_of_numbers(struct buffer *out, int at)
{
	buffer_printf(out, "root -> app\napp:50 name=\"App\" @11 -> seen\n"
			   "seen:32 name=\"Map\" @13 -> $table\n"
			   "table:%d array name=\"\" @%d\n", 8192 << at, id_of_time(at));
}

START_TEST(a_table_of_numbers_is_its_owners)
{
	expect_leak(draw_table_of_numbers, 13, "number-table");
}
END_TEST

/* A cache that is full from the second snapshot on: things in a list, and their places in a
 * table, which V8 makes larger still. */
static void
draw_index_of_full_list(struct buffer *out, int at)
{
	int count = at == 0 ? 10 * STEP : 26 * STEP;

	buffer_printf(out, "root -> cache\ncache:50 name=\"Cache\" @11 -> places things\n"
			   "places:32 name=\"Map\" @13 -> $table\n"
			   "table:%d array name=\"\" @%d\n"
			   "things:32 name=\"Array\" @15 -> $elements\n"
			   "elements:%d array name=\"(object elements)\" @%d ->", 8192 << at,
		      id_of_time(at), count * 8, id_of_time(at) + 2);
	add_edges(out, 0, count);
	add_entries(out, 0, count, "Thing");
}

START_TEST(places_in_a_full_list_are_healthy)
{
	expect_no_leak(draw_index_of_full_list);
}
END_TEST

/* Beside a list that is as full as ever, too. */
static void
draw_table_beside_full_list(struct buffer *out, int at)
{
	int count = 26 * STEP;

	buffer_printf(out, "root -> cache\ncache:50 name=\"Cache\" @11 -> seen things\n"
			   "seen:32 name=\"Map\" @13 -> $table\n"
			   "table:%d array name=\"\" @%d\n"
			   "things:32 name=\"Array\" @15 -> $elements\n"
			   "elements:%d array name=\"(object elements)\" @17 ->", 8192 << at,
		      id_of_time(at), count * 8);
	add_edges(out, 0, count);
	add_entries(out, 0, count, "Thing");
}

START_TEST(numbers_beside_a_list_that_is_full_since_ever_leak)
{
	expect_leak(draw_table_beside_full_list, 13, "number-table");
}
END_TEST

/* The state is another object in every snapshot, and has all that the one before had. */
static void
draw_copied_state(struct buffer *out, int at)
{
	int count = (at + 1) * STEP;

	buffer_printf(out, "root -> store\nstore:50 name=\"Store\" @11 -> state\n"
			   "state:60 name=\"Object\" @%d -> notes\nnotes:%d name=\"Object\" @%d ->",
		      id_of_time(at), count * 8, id_of_time(at) + 2);
	for (int i = 0; i < count; i++)
		buffer_printf(out, " e%d.n%d", i, i);
	buffer_add_char(out, '\n');
	add_entries(out, 0, count, "Note");
}

START_TEST(inside_copied_state_the_part_that_grows_is_found)
{
	expect_leak(draw_copied_state, (uint32_t)id_of_time(SNAPSHOTS - 1) + 2, "copied-state");
}
END_TEST

/* The same; each note has three words. */
static void
draw_copied_notes_of_words(struct buffer *out, int at)
{
	int count = (at + 1) * STEP;

	buffer_printf(out, "root -> store\nstore:50 name=\"Store\" @11 -> state\n"
			   "state:60 name=\"Object\" @%d -> notes\nnotes:%d name=\"Object\" @%d ->",
		      id_of_time(at), count * 8, id_of_time(at) + 2);
	for (int i = 0; i < count; i++)
		buffer_printf(out, " e%d.n%d", i, i);
	buffer_add_char(out, '\n');
	for (int i = 0; i < count; i++)
		buffer_printf(out, "e%d:100 name=\"Note\" @%d -> a%d b%d c%d\n"
				   "a%d:20 name=\"Word\" @%d\nb%d:20 name=\"Word\" @%d\n"
				   "c%d:20 name=\"Word\" @%d\n", i, id_of(i), i, i, i, i,
			      id_of(i) + 100, i, id_of(i) + 200, i, id_of(i) + 300);
}

START_TEST(inside_copied_state_the_things_that_are_named_are_counted)
{
	struct series_of_heaps series = { 0 };
	struct text title;

	leaks_find(&series, draw_copied_notes_of_words);
	ck_assert_uint_ge(series.suspects.count, 1);
	title = series.suspects.at[0].title;
	ck_assert_msg(text_find(title, TEXT("+10 Note a step"), 0, false) != SIZE_MAX, "%.*s",
		      (int)title.length, title.at);
	leaks_release(&series);
}
END_TEST

/* Rows are shown for a step, and from the next on they are removed and kept. */
static void
draw_rows_removed_late(struct buffer *out, int at)
{
	int shown = at * STEP;

	buffer_printf(out, "root -> page removed\npage:50 name=\"Page\" @11 -> $shown\n"
			   "shown:%d array name=\"\" @%d ->", STEP * 8, id_of_time(at));
	add_edges(out, shown, STEP);
	buffer_printf(out, "removed:32 name=\"Array\" @13 -> $elements\n"
			   "elements:%d array name=\"(object elements)\" @%d ->", shown * 8 + 16,
		      id_of_time(at) + 2);
	add_edges(out, 0, shown);
	add_entries(out, 0, shown + STEP, "Row");
}

START_TEST(what_was_used_for_a_step_before_it_leaked_counts_from_the_first)
{
	expect_leak(draw_rows_removed_late, 13, "growing-array");
}
END_TEST

/* A cache of ten, and all the keys it ever had. */
static void
draw_broken_eviction(struct buffer *out, int at)
{
	int count = (at + 1) * STEP;

	buffer_printf(out, "root -> cache\ncache:50 name=\"Cache\" @11 -> store order\n"
			   "store:32 name=\"Map\" @13 -> $table\n"
			   "table:160 array name=\"\" @%d ->", id_of_time(at));
	add_edges(out, at * STEP, STEP);
	buffer_printf(out, "order:32 name=\"Array\" @15 -> $elements\n"
			   "elements:%d array name=\"(object elements)\" @%d ->", count * 8,
		      id_of_time(at) + 2);
	add_edges(out, 0, count);
	add_entries(out, 0, count, "Key");
}

START_TEST(of_two_collections_filled_together_the_one_never_cleared_leaks)
{
	expect_leak(draw_broken_eviction, 15, "broken-eviction");
}
END_TEST

/* Four members, each with a room of its own name; of the other rooms they know nothing. */
static void
draw_names_in_both(struct buffer *out, int at)
{
	int count = (at + 1) * STEP;

	buffer_printf(out, "root -> chat\nchat:50 name=\"Chat\" @11 -> members rooms\n"
			   "members:32 name=\"Map\" @13 -> $membersTable\n"
			   "membersTable:80 array name=\"\" @17 -> !k0[0] !k1[1] !k2[2] !k3[3]\n"
			   "rooms:32 name=\"Map\" @15 -> $roomsTable\n"
			   "roomsTable:%d array name=\"\" @%d -> !k0[100] !k1[101] !k2[102]"
			   " !k3[103]", count * 8, id_of_time(at));
	add_edges(out, 0, count);
	for (int i = 0; i < 4; i++)
		buffer_printf(out, "k%d:24 string name=\"member %d\" @%d\n", i, i, 21 + i * 2);
	add_entries(out, 0, count, "Room");
}

START_TEST(old_names_in_both_do_not_make_one_the_bound_of_the_other)
{
	expect_leak(draw_names_in_both, 15, "unbounded-map");
}
END_TEST

/* Five sockets, of a root each, to which one function adds listeners. */
static void
draw_listeners_of_sockets(struct buffer *out, int at)
{
	enum { SOCKETS = 5 };
	int count = (at + 1) * STEP;

	buffer_printf(out, "root ->");
	for (int i = 0; i < SOCKETS; i++)
		buffer_printf(out, " socket%d", i);
	buffer_add_char(out, '\n');
	for (int socket = 0; socket < SOCKETS; socket++) {
		buffer_printf(out, "socket%d:50 name=\"Socket\" @%d -> close%d.close\n"
				   "close%d:32 name=\"Array\" @%d -> $elements%d\n"
				   "elements%d:%d array name=\"\" @%d ->", socket, 101 + socket * 2,
			      socket, socket, 201 + socket * 2, socket, socket, count * 8,
			      id_of_time(at) + socket * 2);
		for (int i = 0; i < count; i++)
			buffer_printf(out, " !s%de%d[%d]", socket, i, i);
		buffer_add_char(out, '\n');
		for (int i = 0; i < count; i++)
			buffer_printf(out, "s%de%d:200 closure name=\"onClose\" @%d at=1:7:3\n",
				      socket, i, id_of(i) + 100 * (socket + 1));
	}
}

START_TEST(one_defect_in_many_objects_is_one_suspect)
{
	struct series_of_heaps series = { 0 };
	const struct suspect *first;

	leaks_find(&series, draw_listeners_of_sockets);
	ck_assert_uint_eq(series.suspects.count, 1);
	first = &series.suspects.at[0];
	ck_assert_uint_eq(first->like, 4);
	ck_assert_int_eq(first->entries[SNAPSHOTS - 1] - first->entries[0], 5 * 2 * STEP);
	ck_assert_uint_ne(text_find(first->explanation, TEXT("in 4 others of that name"), 0,
				    false), SIZE_MAX);
	leaks_release(&series);
}
END_TEST

/* One table; each thing in it has a function with code of its own, as if that were loaded. */
static void
draw_formats(struct buffer *out, int at)
{
	int count = (at + 1) * STEP;

	buffer_printf(out, "root -> money\nmoney:50 name=\"Money\" @11 -> formats\n"
			   "formats:%d name=\"Object\" @13 ->", count * 8);
	for (int i = 0; i < count; i++)
		buffer_printf(out, " e%d.f%d", i, i);
	buffer_add_char(out, '\n');
	for (int i = 0; i < count; i++)
		buffer_printf(out, "e%d:200 name=\"Format\" @%d -> $code%d\n"
				   "code%d:100 code @%d\n", i, id_of(i), i, i, id_of(i) + 200);
}

START_TEST(a_class_in_one_table_is_no_tree)
{
	expect_leak(draw_formats, 13, "object-as-dictionary");
}
END_TEST

/* What a root holds proves little unless it is much of one kind. */
static void
draw_strings_of_root(struct buffer *out, int at)
{
	int count = (at + 1) * STEP;

	buffer_printf(out, "root ->");
	add_edges(out, 0, count);
	for (int i = 0; i < count; i++)
		buffer_printf(out, "e%d:100 string name=\"word %d\" @%d\n", i, i, id_of(i));
}

START_TEST(strings_below_a_root_are_v8s_own)
{
	expect_no_leak(draw_strings_of_root);
}
END_TEST

static void
draw_registered_symbols(struct buffer *out, int at)
{
	int count = (at + 1) * STEP;

	buffer_printf(out, "root -> strong app\n"
			   "app:50 name=\"App\" @11 -> log\nlog:32 name=\"Log\" @13\n"
			   "strong:0 synthetic name=\"(Strong roots)\" @3"
			   " -> $symbols.public_symbol_table\n"
			   "symbols:%d array name=\"\" @%d ->", count * 16, id_of_time(at));
	add_edges(out, 0, count);
	for (int i = 0; i < count; i++)
		buffer_printf(out, "e%d:100 symbol name=\"symbol\" @%d\n", i, id_of(i));
}

START_TEST(what_a_root_holds_in_a_table_is_told_by_the_tables_name)
{
	expect_leak(draw_registered_symbols, 3, "symbols-registered");
}
END_TEST

/* The shelves of five rooms, each a little longer in every snapshot. */
static void
draw_spread_of_rooms(struct buffer *out, int at)
{
	enum { ROOMS = 5 };
	int count = (at + 1) * STEP;

	buffer_printf(out, "root -> app\napp:50 name=\"App\" @11 -> rooms\n"
			   "rooms:32 name=\"Map\" @13 -> $table\n"
			   "table:100 array name=\"\" @15 -> !r0[0] !r1[1] !r2[2] !r3[3] !r4[4]\n");
	for (int room = 0; room < ROOMS; room++) {
		buffer_printf(out, "r%d:40 name=\"Room\" @%d -> s%d.shelf\n"
				   "s%d:32 name=\"Array\" @%d -> $t%d.elements\n"
				   "t%d:100 array name=\"(object elements)\" @%d ->", room,
			      101 + room * 2, room, room, 201 + room * 2, room, room,
			      id_of_time(at) + room * 2);
		for (int i = room; i < count; i += ROOMS)
			buffer_printf(out, " !e%d[%d]", i, i);
		buffer_add_char(out, '\n');
	}
	for (int i = 0; i < count; i++)
		buffer_printf(out, "e%d:500 name=\"Book\" @%d\n", i, id_of(i));
}

START_TEST(of_growth_that_is_spread_the_inner_name_is_said)
{
	struct series_of_heaps series = { 0 };

	leaks_find(&series, draw_spread_of_rooms);
	ck_assert_uint_eq(series.suspects.count, 1);
	ck_assert(text_find(series.suspects.at[0].explanation,
			    TEXT("Each is shelf of a Room."), 0, false) != SIZE_MAX);
	leaks_release(&series);
}
END_TEST

static void
draw_listeners(struct buffer *out, int at)
{
	int count = (at + 1) * STEP;

	buffer_printf(out, "root -> scope\nscope:50 name=\"system / Context\" @11 -> %%bus\n"
			   "bus:32 name=\"EventEmitter\" @13 -> events._events\n"
			   "events:32 name=\"Object\" @15 -> orders.order\n"
			   "orders:32 name=\"Array\" @17 -> $elements\n"
			   "elements:100 array name=\"(object elements)\" @%d ->",
		      id_of_time(at));
	add_edges(out, 0, count);
	for (int i = 0; i < count; i++)
		buffer_printf(out, "e%d:500 closure name=\"onOrder\" @%d\n", i, id_of(i));
}

START_TEST(of_listeners_the_event_is_said_and_the_emitter)
{
	struct series_of_heaps series = { 0 };

	leaks_find(&series, draw_listeners);
	ck_assert_uint_eq(series.suspects.count, 1);
	ck_assert(text_find(series.suspects.at[0].explanation,
			    TEXT("Listeners for 'order' are added to bus and not removed"), 0,
			    false) != SIZE_MAX);
	leaks_release(&series);
}
END_TEST

/* Newer browsers write attributes behind an element's name. */
static void
draw_elements(struct buffer *out, int at)
{
	int count = (at + 1) * STEP;

	buffer_printf(out, "root -> app\napp:50 name=\"App\" @11 -> rows\n"
			   "rows:32 name=\"Array\" @13 -> $elements\n"
			   "elements:100 array name=\"(object elements)\" @%d ->",
		      id_of_time(at));
	add_edges(out, 0, count);
	for (int i = 0; i < count; i++)
		buffer_printf(out, "e%d:500 native name=\"Detached <li id='row-%d'>\" @%d\n", i, i,
			      id_of(i));
}

START_TEST(elements_that_have_other_attributes_are_of_one_kind)
{
	struct series_of_heaps series = { 0 };

	leaks_find(&series, draw_elements);
	ck_assert_uint_eq(series.suspects.count, 1);
	ck_assert_uint_eq(heap_node_id(series.heaps[SNAPSHOTS - 1], series.suspects.at[0].holder),
			  13);
	ck_assert_int_eq(series.suspects.at[0].entries[SNAPSHOTS - 1], SNAPSHOTS * STEP);
	leaks_release(&series);
}
END_TEST

/* A variable that holds a larger copy in every snapshot, beside another that does not. */
static void
draw_larger_copy(struct buffer *out, int at)
{
	buffer_printf(out, "root -> scope\nscope:50 name=\"system / Context\" @11"
			   " -> %%samples %%name\nname:20 name=\"Name\" @13\n"
			   "samples:%d name=\"Float64Array\" @%d\n", 8000 * (at + 1),
		      id_of_time(at));
}

START_TEST(what_is_replaced_by_something_larger_is_named_itself)
{
	expect_leak(draw_larger_copy, (uint32_t)id_of_time(SNAPSHOTS - 1), "growing-buffer");
}
END_TEST

/* The text is another in every snapshot, the name beside it too, but that does not grow. */
static void
draw_longer_text(struct buffer *out, int at)
{
	int count = (at + 1) * STEP * 2;

	buffer_printf(out, "root -> bot\nbot:50 name=\"Bot\" @11 -> t%d.log  now\n"
			   "now:24 string name=\"now\" @%d\n", count, id_of_time(at) + 300);
	for (int i = count; i > 0; i--)
		buffer_printf(out, "t%d:32 concatenated_string name=\"text %d\" @%d"
				   " -> $t%d.first\n", i, i, id_of_time(i / (2 * STEP)) + i * 2,
			      i - 1);
	buffer_printf(out, "t0:32 string name=\"\" @13\n");
}

START_TEST(a_text_that_is_only_appended_to_is_named_itself)
{
	struct series_of_heaps series = { 0 };

	leaks_find(&series, draw_longer_text);
	ck_assert_uint_eq(series.suspects.count, 1);
	ck_assert_str_eq(series.suspects.at[0].pattern->name, "growing-text");
	ck_assert(
		text_starts_with(series.suspects.at[0].title, TEXT("text log: +20 pieces a step")));
	leaks_release(&series);
}
END_TEST

/* In all texts, thousands are set apart as in the columns. */
static void
draw_thousands(struct buffer *out, int at)
{
	int count = (at + 1) * STEP * 120;

	buffer_printf(out, "root -> app\napp:50 name=\"App\" @11 -> list\n"
			   "list:32 name=\"Array\" @13 -> $elements\n"
			   "elements:100 array name=\"(object elements)\" @15 ->");
	add_edges(out, 0, count);
	add_entries(out, 0, count, "Person");
}

START_TEST(thousands_are_set_apart)
{
	struct series_of_heaps series = { 0 };

	leaks_find(&series, draw_thousands);
	ck_assert_uint_eq(series.suspects.count, 1);
	ck_assert_msg(text_starts_with(series.suspects.at[0].title,
				       TEXT("Array list: +1,200 Person a step")),
		      "%.*s", (int)series.suspects.at[0].title.length,
		      series.suspects.at[0].title.at);
	leaks_release(&series);
}
END_TEST

/* Each function that has run once keeps an object to copy. */
static void
draw_templates(struct buffer *out, int at)
{
	int count = (at + 1) * 4 * STEP;

	buffer_printf(out, "root -> app\napp:50 name=\"App\" @11 ->");
	for (int i = 0; i < count; i++)
		buffer_printf(out, " f%d", i);
	buffer_add_char(out, '\n');
	for (int i = 0; i < count; i++)
		buffer_printf(out, "f%d:8 code name=\"system / AllocationSite\" @%d -> o%d\n"
				   "o%d:100 name=\"Options\" @%d\n", i,
			      id_of_time(i / (4 * STEP)) + i * 2, i, i,
			      id_of_time(i / (4 * STEP)) + 200 + i * 2);
}

START_TEST(what_code_keeps_to_copy_is_no_tree)
{
	expect_no_leak(draw_templates);
}
END_TEST

/* Promises that a loader never takes out of its Map: they have their results. */
static void
draw_promises(struct buffer *out, int at, const char *result)
{
	int count = (at + 1) * STEP;

	buffer_printf(out, "root -> loader\nloader:50 name=\"Loader\" @11 -> cache\n"
			   "cache:32 name=\"Map\" @13 -> $table\n"
			   "table:%d array name=\"\" @%d ->", count * 16, id_of_time(at));
	add_edges(out, 0, count);
	for (int i = 0; i < count; i++)
		buffer_printf(out, "e%d:40 name=\"Promise\" @%d -> $r%d.reactions_or_result\n"
				   "r%d:90 name=\"%s\" @%d\n", i, id_of(i), i, i, result,
			      id_of(i) + 100);
}

static void
draw_settled_promises(struct buffer *out, int at)
{
	draw_promises(out, at, "Customer");
}

static void
draw_pending_promises(struct buffer *out, int at)
{
	draw_promises(out, at, "system / PromiseReaction");
}

START_TEST(promises_that_have_their_result_are_entries_like_others)
{
	expect_leak(draw_settled_promises, 13, "unbounded-map");
	expect_leak(draw_pending_promises, 13, "unresolved-promises");
}
END_TEST

/* Node loads the parts of its libraries when they are first used. */
static void
draw_module_of_node(struct buffer *out, int at)
{
	int count = (at + 1) * STEP;

	buffer_printf(out, "root -> modules\nmodules:32 name=\"Map\" @11 -> $table\n"
			   "table:64 array name=\"\" @15 -> !dns[0]\n"
			   "dns:60 name=\"BuiltinModule\" @13 ->");
	add_edges(out, 0, count);
	add_entries(out, 0, count, "Resolver");
}

START_TEST(what_a_module_of_node_exports_is_no_leak)
{
	expect_no_leak(draw_module_of_node);
}
END_TEST

Suite *
check_suspects(void)
{
	Suite *suite = suite_create("suspects");
	TCase *tests = tcase_create("suspects");

	tcase_add_test(tests, a_map_grows_with_a_new_table_each_time);
	tcase_add_test(tests, a_full_cache_that_turns_over_is_healthy);
	tcase_add_test(tests, a_list_that_grows_at_its_head_is_held_by_its_newest_piece);
	tcase_add_test(tests, a_list_that_grows_at_its_tail_is_held_by_what_stands_before_it);
	tcase_add_test(tests, the_pieces_of_a_list_are_counted_and_not_what_they_hold);
	tcase_add_test(tests, of_two_holders_one_is_named_and_the_other_noted);
	tcase_add_test(tests, values_of_a_weak_map_belong_to_their_keys);
	tcase_add_test(tests, growth_spread_over_inner_sets_is_named_at_the_map);
	tcase_add_test(tests, fields_of_records_that_fill_are_healthy);
	tcase_add_test(tests, fields_of_records_that_get_numbers_are_healthy);
	tcase_add_test(tests, fields_of_records_that_swell_leak);
	tcase_add_test(tests, entries_that_others_hold_for_a_step_are_found_all_the_same);
	tcase_add_test(tests, a_table_of_numbers_is_its_owners);
	tcase_add_test(tests, places_in_a_full_list_are_healthy);
	tcase_add_test(tests, numbers_beside_a_list_that_is_full_since_ever_leak);
	tcase_add_test(tests, inside_copied_state_the_part_that_grows_is_found);
	tcase_add_test(tests, inside_copied_state_the_things_that_are_named_are_counted);
	tcase_add_test(tests, what_was_used_for_a_step_before_it_leaked_counts_from_the_first);
	tcase_add_test(tests, of_two_collections_filled_together_the_one_never_cleared_leaks);
	tcase_add_test(tests, old_names_in_both_do_not_make_one_the_bound_of_the_other);
	tcase_add_test(tests, strings_below_a_root_are_v8s_own);
	tcase_add_test(tests, what_a_root_holds_in_a_table_is_told_by_the_tables_name);
	tcase_add_test(tests, of_growth_that_is_spread_the_inner_name_is_said);
	tcase_add_test(tests, of_listeners_the_event_is_said_and_the_emitter);
	tcase_add_test(tests, elements_that_have_other_attributes_are_of_one_kind);
	tcase_add_test(tests, what_is_replaced_by_something_larger_is_named_itself);
	tcase_add_test(tests, a_text_that_is_only_appended_to_is_named_itself);
	tcase_add_test(tests, thousands_are_set_apart);
	tcase_add_test(tests, what_code_keeps_to_copy_is_no_tree);
	tcase_add_test(tests, a_class_in_one_table_is_no_tree);
	tcase_add_test(tests, one_defect_in_many_objects_is_one_suspect);
	tcase_add_test(tests, what_a_module_of_node_exports_is_no_leak);
	tcase_add_test(tests, promises_that_have_their_result_are_entries_like_others);
	suite_add_tcase(suite, tests);
	return suite;
}
