/*
 * What of live/ needs no target.
 */

#include "config.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "live/chart.h"
#include "live/cost.h"
#include "live/endpoint.h"
#include "live/gc_log.h"
#include "live/history.h"
#include "live/json_end.h"
#include "live/message.h"
#include "live/reading_time.h"
#include "live/suspects_found.h"
#include "ui/watch_page.h"
#include "unit/suites.h"

static const struct endpoint here = { "127.0.0.1", 9229 };

START_TEST(a_port_alone_is_this_machine)
{
	struct endpoint at;

	ck_assert(endpoint_parse(&at, "9229", NULL));
	ck_assert_str_eq(at.host, "127.0.0.1");
	ck_assert_uint_eq(at.port, 9229);
	ck_assert(endpoint_is_local(&at));
	ck_assert(endpoint_parse(&at, "[::1]:80", NULL) && endpoint_is_local(&at));
	ck_assert(endpoint_parse(&at, "example.net:80", NULL) && !endpoint_is_local(&at));
}
END_TEST

START_TEST(nonsense_is_no_endpoint)
{
	static const char *const wrong[] = { "", "0", "65536", "x", "a:", ":1", "-1", "1 ",
					     "a b:1", "a/b:1", "a\n:1", "999999999999" };

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct endpoint at;
		struct error error = { 0 };

		ck_assert_msg(!endpoint_parse(&at, wrong[i], &error), "%s", wrong[i]);
		ck_assert_int_eq(error.kind, ERROR_USAGE);
	}
}
END_TEST

START_TEST(an_address_must_not_lead_elsewhere)
{
	char path[32];

	ck_assert(endpoint_path_of(&here, "ws://127.0.0.1:9229/abc", path, sizeof(path)));
	ck_assert_str_eq(path, "/abc");
	ck_assert(endpoint_path_of(&here, "ws://localhost:9229/abc", path, sizeof(path)));
	ck_assert(!endpoint_path_of(&here, "ws://127.0.0.1:9230/abc", path, sizeof(path)));
	ck_assert(!endpoint_path_of(&here, "ws://192.0.2.1:9229/abc", path, sizeof(path)));
	ck_assert(!endpoint_path_of(&here, "wss://127.0.0.1:9229/abc", path, sizeof(path)));
	ck_assert(!endpoint_path_of(&here, "ws://127.0.0.1:9229/a b", path, sizeof(path)));
	ck_assert(!endpoint_path_of(&here, "ws://127.0.0.1:9229/a\r\nX: y", path, sizeof(path)));
	ck_assert(!endpoint_path_of(&here, "ws://127.0.0.1:9229/0123456789012345678901234567890",
				    path, sizeof(path)));
}
END_TEST

static bool
is_whole(const char *json)
{
	struct json_end end = { 0 };

	/* byte by byte: chunks end anywhere */
	for (const char *at = json; *at != '\0'; at++)
		if (!json_end_feed(&end, at, 1))
			return false;
	return json_end_is_whole(&end);
}

START_TEST(a_snapshot_is_whole_at_its_last_bracket)
{
	ck_assert(is_whole("{\"a\":[1,2,{\"b\":\"}\\\"]\"}]}\n"));
	ck_assert(!is_whole("{\"a\":[1,2"));
	ck_assert(!is_whole("{\"a\":\"}"));
	ck_assert(!is_whole(""));
	ck_assert(!is_whole("[1]"));
	ck_assert(!is_whole("{}{}"));
	ck_assert(!is_whole("{}]"));
	ck_assert(!is_whole("1{}"));
}
END_TEST

START_TEST(a_message_is_an_answer_or_an_event)
{
	struct message message;

	ck_assert(message_parse(&message, TEXT("{\"id\":7,\"result\":{\"usedSize\":5}}"), NULL));
	ck_assert_int_eq(message.id, 7);
	ck_assert_uint_eq(member_count(message.result, "usedSize"), 5);
	message_release(&message);
	ck_assert(message_parse(&message, TEXT("{\"method\":\"a.b\"}"), NULL));
	ck_assert_str_eq(message.method, "a.b");
	message_release(&message);
	ck_assert(!message_parse(&message, TEXT("{\"id\":\"7\"}"), NULL));
	ck_assert(!message_parse(&message, TEXT("{\"id\":-1}"), NULL));
	ck_assert(!message_parse(&message, TEXT("{}"), NULL));
	ck_assert(!message_parse(&message, TEXT("[]"), NULL));
	ck_assert(!message_parse(&message, TEXT(""), NULL));
}
END_TEST

START_TEST(a_piece_of_a_snapshot_is_read_as_any_message)
{
	static const char *const chunks[] = {
		"", "abc", "a\\nb\\t\\r\\b\\f", "\\\"nodes\\\":[1,2]", "\\\\u00e9\\/", "\\u00e9",
		"\xc3\xa9", "a\\", "\\x", "\"", "\n", "a\"},\"more\":{\"b\":\"",
	};

	for (size_t i = 0; i < sizeof(chunks) / sizeof(chunks[0]); i++) {
		struct buffer line = { 0 };
		struct message message;
		json_t *whole;

		buffer_printf(&line, "{\"method\":\"HeapProfiler.addHeapSnapshotChunk\",\"params\":"
				     "{\"chunk\":\"%s\"}}", chunks[i]);
		whole = message_document(buffer_text(&line), NULL);
		ck_assert_int_eq(message_parse(&message, buffer_text(&line), NULL), whole != NULL);
		if (whole != NULL)
			ck_assert_msg(json_equal(message.root, whole), "%s", chunks[i]);
		message_release(&message);
		json_decref(whole);
		buffer_release(&line);
	}
}
END_TEST

START_TEST(a_size_that_is_none_is_nothing)
{
	json_t *root = json_pack("{s:f, s:f, s:s}", "a", -1.0, "b", 1e300, "c", "5");

	ck_assert_uint_eq(member_count(root, "a"), 0);
	ck_assert_uint_eq(member_count(root, "b"), 0);
	ck_assert_uint_eq(member_count(root, "c"), 0);
	ck_assert_uint_eq(member_count(NULL, "a"), 0);
	ck_assert_str_eq(member_text(root, "a"), "");
	json_decref(root);
}
END_TEST

/* One line of each Node's, as it prints it. */
START_TEST(collection_logs_of_all_nodes_are_read)
{
	static const char *const lines[] = {
		"[6464:0x2a18a840]      677 ms: Mark-sweep 15.5 (27.6) -> 10.0 (28.0) MB, 35.5 / "
		"0.0 ms  (+ 9.5 ms in 26 steps since start of marking, biggest step 8.2 ms) task",
		"[6589:0x13a04ca0]      677 ms: Mark-Compact 14.8 (26.2) -> 10.0 (28.0) MB, 35.5 / "
		"0.00 ms  (+ 1.8 ms in 26 steps since start of marking) finalize incremental "
		"marking via task",
		"[6629:0x226ab000]      677 ms: Mark-Compact 13.4 (26.9) -> 10.0 (28.0) MB, "
		"pooled: 0 MB, 35.5 / 0.00 ms  (+ 1.2 ms in 0 steps since start of marking)",
		"app-1  | [6739:0x1bee7000]      677 ms: Incremental Mark-Compact 19.9 (33.0) -> "
		"10.0 (28.0) MB, pooled: 1.2 MB, 35.5 / 0.00 ms (+ 17.8 ms in 41 steps)",
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct gc_log log = { 0 };
		struct reading reading;

		ck_assert(gc_log_read(&log, text_of(lines[i]), &reading));
		ck_assert_double_eq_tol(reading.time, 0.677, 1e-9);
		ck_assert_uint_eq(reading.after_full, 10 << 20);
		ck_assert_uint_eq(reading.sizes[SIZE_HEAP_TOTAL], 28 << 20);
		ck_assert_uint_eq(reading.collections[COLLECTION_FULL].count, 1);
		ck_assert_double_eq_tol(reading.collections[COLLECTION_FULL].seconds, 0.0355, 1e-9);
	}
}
END_TEST

START_TEST(other_lines_and_threads_are_left_out)
{
	struct gc_log log = { 0 };
	struct reading reading;

	ck_assert(!gc_log_read(&log, TEXT("listening after 17 ms: ready"), &reading));
	ck_assert(gc_log_read(&log,
			      TEXT("[1:0xa] 5 ms: Scavenge 4.7 (5.0) -> 4.5 (6.0) MB, 1 / 0 ms"),
			      &reading));
	ck_assert_uint_eq(reading.after_full, 0);
	ck_assert(!gc_log_read(&log,
			       TEXT("[1:0xb] 9 ms: Scavenge 4.7 (5.0) -> 4.5 (6.0) MB, 1 / 0 ms"),
			       &reading));
	ck_assert_uint_eq(log.others, 1);
	/* the last lines again, as Node prints them when it is out of memory */
	ck_assert(!gc_log_read(&log,
			       TEXT("[1:0xa] 4 ms: Scavenge 4.7 (5.0) -> 4.5 (6.0) MB, 1 / 0 ms"),
			       &reading));
	ck_assert(!gc_log_read(&log, TEXT("FATAL ERROR: JavaScript heap out of memory"), &reading));
	ck_assert(log.ran_out);
}
END_TEST

START_TEST(a_log_is_of_its_last_process)
{
	struct gc_log log = { 0 };
	struct reading reading;

	ck_assert(gc_log_read(&log, TEXT("[7:0xa] 900 ms: Scavenge 9 (9) -> 8 (9) MB, 1 / 0 ms"),
			      &reading));
	/* one that runs beside it */
	ck_assert(!gc_log_read(&log, TEXT("[8:0xb] 800 ms: Scavenge 9 (9) -> 7 (9) MB, 1 / 0 ms"),
			       &reading));
	/* a thread of its own */
	ck_assert(!gc_log_read(&log, TEXT("[7:0xc] 30 ms: Scavenge 9 (9) -> 6 (9) MB, 1 / 0 ms"),
			       &reading));
	ck_assert(!log.has_restarted);
	ck_assert(gc_log_read(&log, TEXT("[70:0xd] 30 ms: Scavenge 9 (9) -> 5 (9) MB, 1 / 0 ms"),
			      &reading));
	ck_assert(log.has_restarted);
	ck_assert(gc_log_read(&log, TEXT("[70:0xd] 600 ms: Scavenge 9 (9) -> 5 (9) MB, 1 / 0 ms"),
			      &reading));
	ck_assert(!log.has_restarted);
	/* in a container it has the same number again */
	ck_assert(!gc_log_read(&log, TEXT("FATAL ERROR: JavaScript heap out of memory"), &reading));
	ck_assert(gc_log_read(&log, TEXT("[70:0xe] 40 ms: Scavenge 9 (9) -> 4 (9) MB, 1 / 0 ms"),
			      &reading));
	ck_assert(log.has_restarted && !log.ran_out);
	ck_assert_uint_eq(log.restarts, 2);
	ck_assert_uint_eq(log.restarts_ran_out, 1);
}
END_TEST

START_TEST(a_reading_reads_as_it_was_written)
{
	struct reading reading = {
		.time = 1795391662.125,
		.sizes = { 5, 4, 3, 2, 1 },
		.limit = 100,
		.after_full = 2,
		.has_collections = true,
		.collections = { { 2, 0.004, 7 }, { 1, 0.03, 9 } },
		.spaces = { { "old_space", 2, 3 } },
		.space_count = 1,
	}, again;
	struct buffer line = { 0 };

	reading_write(&reading, &line);
	ck_assert(reading_read(&again, buffer_text(&line), NULL));
	ck_assert_double_eq_tol(again.time, reading.time, 0.002);
	ck_assert_mem_eq(again.sizes, reading.sizes, sizeof(reading.sizes));
	ck_assert_uint_eq(again.limit, 100);
	ck_assert_uint_eq(again.after_full, 2);
	ck_assert_uint_eq(again.collections[COLLECTION_FULL].count, 1);
	ck_assert_str_eq(again.spaces[0].name, "old_space");
	buffer_release(&line);
}
END_TEST

START_TEST(readings_people_log_themselves_are_read)
{
	struct reading reading;

	ck_assert(reading_read(&reading, TEXT("{\"time\":1795391662125,\"heapUsed\":7}"), NULL));
	ck_assert_double_eq_tol(reading.time, 1795391662.125, 1e-3);
	ck_assert(reading_read(&reading, TEXT("{\"timestamp\":\"2026-11-22 23:54:22\","
					      "\"memoryUsage\":{\"heapUsed\":7}}"), NULL));
	ck_assert_double_eq_tol(reading.time, 1795391662, 1e-3);
	ck_assert(!reading_read(&reading, TEXT("{\"heapUsed\":7}"), NULL));
	ck_assert(!reading_read(&reading, TEXT("{\"time\":1}"), NULL));
}
END_TEST

/* 3 a second, with every fourth point far off. */
START_TEST(a_slope_is_not_led_astray)
{
	struct point points[40];
	struct slope slope;

	for (int i = 0; i < 40; i++)
		points[i] = (struct point){ i, i % 4 == 3 ? 1e6 * (i % 8) : 100 + 3.0 * i };
	slope = slope_of(points, 40);
	ck_assert_double_eq_tol(slope.per_second, 3, 0.5);
	ck_assert(slope.is_certain);
}
END_TEST

START_TEST(noise_is_no_growth)
{
	static const double noise[] = { 5, 9, 2, 7, 4, 8, 1, 6, 3, 9, 5, 2 };
	struct point points[12];

	for (int i = 0; i < 12; i++)
		points[i] = (struct point){ i, 100 + noise[i] };
	ck_assert(!slope_of(points, 12).is_certain);
	ck_assert(!slope_of(points, 1).is_certain);
	ck_assert(!slope_of(points, 0).is_certain);
}
END_TEST

/* Half each time: the line that fits it best has gone below nothing at the end. */
START_TEST(what_falls_does_not_fall_below_what_was_seen)
{
	struct history history = { 0 };
	struct outlook outlook;
	struct buffer words = { 0 };

	for (int i = 0; i < 6; i++)
		history_add_full(&history, 60 * i, 96000000U >> i);
	outlook = history_outlook(&history);
	outlook_describe(&outlook, &history, &words);
	buffer_add_char(&words, '\0');
	ck_assert_str_eq(words.at, "steady at 3.0 MB");
	buffer_release(&words);
	history_release(&history);
}
END_TEST

START_TEST(points_may_come_in_any_order)
{
	struct point points[10];
	struct slope slope;

	for (int i = 0; i < 10; i++)
		points[i] = (struct point){ 90 - 10 * i, 1000 - 20 * i };
	slope = slope_of(points, 10);
	ck_assert_double_eq_tol(slope.per_second, 2, 1e-9);
	ck_assert_double_eq_tol(slope.now, 1000, 1e-9);
	ck_assert(slope.is_certain);
}
END_TEST

/* Whoever writes such numbers: what is computed from them fits no 64 bits. */
START_TEST(numbers_out_of_proportion_are_harmless)
{
	struct history history = { .limit = 1000 };
	struct outlook outlook;
	struct reading reading;
	struct buffer words = { 0 };
	const struct cost_facts facts = { .heap = UINT64_MAX >> 1, .room = UINT64_MAX - 1,
					  .free = 1000, .disk = UINT64_MAX, .core = 1 };
	struct cost cost = cost_estimate(&facts);

	for (int i = 0; i < 10; i++) {
		ck_assert(reading_read(&reading,
				       TEXT("{\"time\":1,\"heapUsed\":1e18,\"markCompacts\":"
					    "{\"count\":1,\"freed\":9e18}}"),
				       NULL));
		reading.time += i * 1e-6;
		reading.after_full_time = reading.time;
		reading.after_full = (uint64_t)(i + 1) << 58;
		history_add(&history, &reading);
	}
	ck_assert_double_eq_tol(history.totals[COLLECTION_FULL].freed, 9e19, 1e10);
	outlook = history_outlook(&history);
	outlook_describe(&outlook, &history, &words);
	buffer_add_char(&words, '\0');
	ck_assert_str_eq(words.at, "grows by 18,446,744,073,710 MB a minute; at its limit of 1.0 "
			 "kB in about 0 s");
	ck_assert(cost.memory == UINT64_MAX && !cost_allows(&cost, &facts, NULL));
	ck_assert(!reading_read(&reading, TEXT("{\"time\":1e300,\"heapUsed\":7}"), NULL));
	ck_assert(!reading_read(
		&reading, TEXT("{\"time\":\"2026-01-01T00:00:1e300\",\"heapUsed\":7}"), NULL));
	buffer_release(&words);
	history_release(&history);
}
END_TEST

/* 10 bytes a second from 100: 1000 are there 81 seconds after the last of 10 points. */
START_TEST(the_limit_is_reached_where_the_line_meets_it)
{
	struct history history = { .limit = 1000 };
	struct outlook outlook;
	struct buffer words = { 0 };

	for (int i = 0; i < 10; i++)
		history_add_full(&history, i, (uint64_t)(100 + 10 * i));
	outlook = history_outlook(&history);
	ck_assert_int_eq(outlook.kind, OUTLOOK_GROWING);
	ck_assert_double_eq_tol(outlook.until_limit, 81, 0.1);
	outlook_describe(&outlook, &history, &words);
	buffer_add_char(&words, '\0');
	ck_assert_str_eq(words.at, "grows by 600 B a minute; at its limit of 1.0 kB in about 81 s");
	buffer_release(&words);
	history_release(&history);
}
END_TEST

START_TEST(what_does_not_fit_is_refused)
{
	const struct cost_facts facts = { .heap = 300000000, .room = 100000000, .free = UINT64_MAX,
					  .disk = UINT64_MAX, .core = 1 };
	struct cost_facts roomy = facts;
	struct cost cost = cost_estimate(&facts);
	struct error error = { 0 };

	ck_assert(!cost_allows(&cost, &facts, &error));
	ck_assert_int_eq(error.kind, ERROR_LIMIT);
	roomy.room = UINT64_MAX;
	ck_assert(cost_allows(&cost, &roomy, NULL));
	roomy.disk = 1000;
	ck_assert(!cost_allows(&cost, &roomy, NULL));
}
END_TEST

START_TEST(who_has_half_a_core_stands_still_twice_as_long)
{
	struct cost_facts facts = { .heap = 300000000, .room = UINT64_MAX, .free = UINT64_MAX,
				    .disk = UINT64_MAX, .core = 1 };
	struct cost whole = cost_estimate(&facts), half;
	struct buffer words = { 0 };

	facts.core = 0.5;
	half = cost_estimate(&facts);
	ck_assert(half.pause_least < half.pause_most);
	ck_assert(fabs(half.pause_most - 2 * whole.pause_most) < 1e-6);
	/* and is waited for while it does */
	facts.core = 0.06;
	half = cost_estimate(&facts);
	ck_assert(cost_silence(&half) > 2 * half.pause_most);
	facts.core = 0.5;
	cost_describe(&half, &facts, &words);
	buffer_add_char(&words, '\0');
	ck_assert_ptr_nonnull(strstr(words.at, "0.5 of a core"));
	buffer_release(&words);
}
END_TEST

static void __attribute__((format(printf, 2, 3)))
manual_says(const char *manual, const char *format, ...)
{
	char words[128];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(words, sizeof(words), format, arguments);
	va_end(arguments);
	ck_assert_msg(strstr(manual, words) != NULL, "the manual does not say: %s", words);
}

START_TEST(the_manual_has_the_figures_of_the_program)
{
	FILE *file = fopen(TOP "/man/heaptui.1", "r");
	struct buffer manual = { 0 };
	char piece[4096];
	size_t got;

	ck_assert_ptr_nonnull(file);
	while ((got = fread(piece, 1, sizeof(piece), file)) > 0)
		buffer_add(&manual, piece, got);
	fclose(file);
	buffer_add_char(&manual, '\0');
	manual_says(manual.at, "takes %d to %d ns of a core", COST_PAUSE_LEAST, COST_PAUSE_MOST);
	manual_says(manual.at, "300 MB are %g to %g seconds", COST_PAUSE_LEAST * 0.3,
		    COST_PAUSE_MOST * 0.3);
	manual_says(manual.at, "up to %d times as large", COST_MEMORY);
	manual_says(manual.at, "may need %g GB", COST_MEMORY * 0.3);
	manual_says(manual.at, "at most %d times", COST_FILE);
	buffer_release(&manual);
}
END_TEST

/* What a watch on a leaking server knows after a while. */
static void
history_of_a_leak(struct history *history)
{
	static const char *const names[] = { "new_space", "old_space", "large_object_space",
					     "new_large_object_space", "trusted_space" };

	for (unsigned i = 0; i < 60; i++) {
		struct reading reading = { .time = i, .limit = UINT64_C(4345298944) };

		for (int kind = 0; kind < SIZES; kind++)
			reading.sizes[kind] = UINT64_C(1000000000) + i * UINT64_C(1000000);
		for (size_t s = 0; s < sizeof(names) / sizeof(names[0]); s++) {
			strcpy(reading.spaces[s].name, names[s]);
			reading.spaces[s].used = UINT64_C(999000000);
			reading.space_count = s + 1;
		}
		reading.has_collections = true;
		reading.collections[COLLECTION_FULL] =
			(struct collections){ 100, 0.125, 999000000 };
		reading.after_full = reading.sizes[SIZE_HEAP_USED];
		reading.after_full_time = reading.time;
		history_add(history, &reading);
	}
}

START_TEST(a_page_of_80_cells_cuts_nothing)
{
	const struct page_size size = { 80, 24, .ascii = true };
	struct history history = { 0 };
	struct watch_page page = { 0 };

	history_of_a_leak(&history);
	history_page_compose(&page, " a title", &history, &size);
	ck_assert_uint_eq(page.count, 1 + 2 + 1 + SIZES + COLLECTION_KINDS + 5);
	/* what did not fit was cut at the width */
	for (size_t i = 0; i < page.count; i++)
		ck_assert_msg(page.lines[i].length < 80, "%.*s", (int)page.lines[i].length,
			      page.text.at + page.lines[i].at);
	for (int kind = 0; kind < SIZES; kind++)
		ck_assert_uint_le(strlen(size_meaning((enum size_kind)kind)->brief), MEANING_CELLS);
	buffer_add_char(&page.text, '\0');
	ck_assert_ptr_nonnull(strstr(page.text.at, "at its limit of 4,345 MB in about"));
	watch_page_release(&page);
	history_release(&history);
}
END_TEST

START_TEST(suspects_are_read_from_what_the_program_prints)
{
	static const char rows[] =
		"a word of warning\n"
		"{\"rank\":1,\"verdict\":\"leaks\",\"holder\":\"Array @191903\",\"growth\":5984000,"
		"\"expression\":\"prices._events.changed (prices in leaking.js:14)\","
		"\"explanation\":\"Listeners are added.\",\"fix\":\"Call off().\"}\n"
		"{\"rank\":2,\"verdict\":\"leaks\",\"holder\":\"Map @7\",\"expression\":null}\n"
		"{\"rank\":3,\"holder\":17}";
	struct suspects_found found;

	suspects_found_read(&found, text_of(rows));
	ck_assert_uint_eq(found.count, 2);
	ck_assert_uint_eq(found.at[0].holder, 191903);
	ck_assert_str_eq(found.at[0].where, "prices._events.changed (prices in leaking.js:14)");
	ck_assert_str_eq(found.at[1].where, "Map @7");
	suspects_found_release(&found);
}
END_TEST

START_TEST(a_chart_is_as_wide_as_asked)
{
	static const double values[] = { 0, 1, 2, 3, 4, 5, 6, 8 };
	struct buffer bars = { 0 };

	chart_write(values, 8, 4, false, true, &bars);
	ck_assert_uint_eq(bars.length, 4);
	ck_assert(bars.at[3] == '|');
	buffer_release(&bars);
}
END_TEST

Suite *
check_live(void)
{
	Suite *suite = suite_create("live");
	TCase *all = tcase_create("live");

	tcase_add_test(all, a_port_alone_is_this_machine);
	tcase_add_test(all, nonsense_is_no_endpoint);
	tcase_add_test(all, an_address_must_not_lead_elsewhere);
	tcase_add_test(all, a_snapshot_is_whole_at_its_last_bracket);
	tcase_add_test(all, a_message_is_an_answer_or_an_event);
	tcase_add_test(all, a_piece_of_a_snapshot_is_read_as_any_message);
	tcase_add_test(all, a_size_that_is_none_is_nothing);
	tcase_add_test(all, collection_logs_of_all_nodes_are_read);
	tcase_add_test(all, other_lines_and_threads_are_left_out);
	tcase_add_test(all, a_log_is_of_its_last_process);
	tcase_add_test(all, a_reading_reads_as_it_was_written);
	tcase_add_test(all, readings_people_log_themselves_are_read);
	tcase_add_test(all, a_slope_is_not_led_astray);
	tcase_add_test(all, noise_is_no_growth);
	tcase_add_test(all, what_falls_does_not_fall_below_what_was_seen);
	tcase_add_test(all, points_may_come_in_any_order);
	tcase_add_test(all, numbers_out_of_proportion_are_harmless);
	tcase_add_test(all, the_limit_is_reached_where_the_line_meets_it);
	tcase_add_test(all, what_does_not_fit_is_refused);
	tcase_add_test(all, who_has_half_a_core_stands_still_twice_as_long);
	tcase_add_test(all, the_manual_has_the_figures_of_the_program);
	tcase_add_test(all, a_page_of_80_cells_cuts_nothing);
	tcase_add_test(all, suspects_are_read_from_what_the_program_prints);
	tcase_add_test(all, a_chart_is_as_wide_as_asked);
	suite_add_tcase(suite, all);
	return suite;
}
