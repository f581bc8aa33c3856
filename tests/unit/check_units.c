#include "config.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/units.h"
#include "unit/random.h"
#include "unit/suites.h"

static char out[UNITS_LENGTH];

static const struct {
	uint64_t bytes;
	const char *decimal, *binary;
} written[] = {
	{ 0, "0 B", "0 B" },
	{ 999, "999 B", "999 B" },
	{ 1000, "1.0 kB", "1,000 B" },
	{ 1023, "1.0 kB", "1,023 B" },
	{ 1024, "1.0 kB", "1.0 KiB" },
	{ 1049, "1.0 kB", "1.0 KiB" },
	{ 1050, "1.1 kB", "1.0 KiB" },
	{ 12345, "12.3 kB", "12.1 KiB" },
	{ 99949, "99.9 kB", "97.6 KiB" },
	{ 99950, "100.0 kB", "97.6 KiB" },
	{ 100000, "100 kB", "97.7 KiB" },
	{ 123499, "123 kB", "121 KiB" },
	{ 123500, "124 kB", "121 KiB" },
	{ 999999, "1,000 kB", "977 KiB" },
	{ 1000000, "1.0 MB", "977 KiB" },
	{ 1258291, "1.3 MB", "1.2 MiB" },
	{ 99950000, "100.0 MB", "95.3 MiB" },
	{ 100000000, "100 MB", "95.4 MiB" },
	{ 1234567890, "1,235 MB", "1,177 MiB" },
	{ UINT64_MAX, "18,446,744,073,710 MB", "17,592,186,044,416 MiB" },
};

START_TEST(sizes_are_written_as_devtools_does)
{
	ck_assert_str_eq(units_bytes(out, written[_i].bytes, UNITS_DECIMAL), written[_i].decimal);
	ck_assert_str_eq(units_bytes(out, written[_i].bytes, UNITS_BINARY), written[_i].binary);
}
END_TEST

START_TEST(below_100_kB_tenths_are_rounded_half_up)
{
	for (uint64_t bytes = 1000; bytes < 100000; bytes++) {
		char wanted[UNITS_LENGTH];
		uint64_t tenths = (bytes + 50) / 100;

		snprintf(wanted, sizeof(wanted), "%" PRIu64 ".%" PRIu64 " kB", tenths / 10,
		         tenths % 10);
		if (strcmp(units_bytes(out, bytes, UNITS_DECIMAL), wanted) != 0)
			ck_abort_msg("%s, not %s", out, wanted);
	}
}
END_TEST

START_TEST(whole_numbers_are_written_as_javascript_does)
{
	static const struct {
		double number;
		const char *text;
	} cases[] = {
		{ 0, "0" }, { 7, "7" }, { -42, "-42" }, { 100, "100" },
		{ 4294967299, "4294967299" },
		{ 9007199254740992, "9007199254740992" },
		{ -9223372036854775808.0, "-9223372036854776000" },
		{ 1e20, "100000000000000000000" },
		{ 123456789012345680000.0, "123456789012345680000" },
		{ 1e21, "1e+21" }, { 1.2345678901234568e29, "1.2345678901234568e+29" },
		{ -1.5e300, "-1.5e+300" }, { NAN, "NaN" }, { INFINITY, "Infinity" },
		{ -INFINITY, "-Infinity" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		ck_assert_str_eq(units_whole(out, cases[i].number), cases[i].text);
}
END_TEST

START_TEST(above_100_MB_megabytes_are_rounded_half_up_and_grouped)
{
	uint64_t random = 7;

	for (int i = 0; i < 20000; i++) {
		char wanted[UNITS_LENGTH];
		uint64_t bytes = 1000000000 + random_next(&random) % UINT64_C(998000000000);
		uint64_t mega = (bytes + 500000) / 1000000;

		snprintf(wanted, sizeof(wanted), "%" PRIu64 ",%03" PRIu64 " MB", mega / 1000,
		         mega % 1000);
		if (strcmp(units_bytes(out, bytes, UNITS_DECIMAL), wanted) != 0)
			ck_abort_msg("%s, not %s", out, wanted);
	}
}
END_TEST

START_TEST(a_delta_has_a_sign_unless_it_is_nothing)
{
	ck_assert_str_eq(units_bytes_delta(out, 1234, UNITS_DECIMAL), "+1.2 kB");
	ck_assert_str_eq(units_bytes_delta(out, -3, UNITS_DECIMAL), "-3 B");
	ck_assert_str_eq(units_bytes_delta(out, 0, UNITS_DECIMAL), "0 B");
	ck_assert_str_eq(units_bytes_delta(out, INT64_MIN, UNITS_BINARY), "-8,796,093,022,208 MiB");
	ck_assert_str_eq(units_count_delta(out, 1234), "+1,234");
	ck_assert_str_eq(units_count_delta(out, -5), "-5");
	ck_assert_str_eq(units_count_delta(out, 0), "0");
	ck_assert_str_eq(units_count_delta(out, INT64_MIN), "-9,223,372,036,854,775,808");
}
END_TEST

START_TEST(counts_have_commas_between_thousands)
{
	ck_assert_str_eq(units_count(out, 0), "0");
	ck_assert_str_eq(units_count(out, 999), "999");
	ck_assert_str_eq(units_count(out, 1000), "1,000");
	ck_assert_str_eq(units_count(out, 1234567), "1,234,567");
	ck_assert_str_eq(units_count(out, UINT64_MAX), "18,446,744,073,709,551,615");
}
END_TEST

START_TEST(percentages_round_half_away_from_zero)
{
	ck_assert_str_eq(units_percent(out, 1, 200), "1%");
	ck_assert_str_eq(units_percent(out, 1, 201), "0%");
	ck_assert_str_eq(units_percent(out, 3, 200), "2%");
	ck_assert_str_eq(units_percent(out, 1, 3), "33%");
	ck_assert_str_eq(units_percent(out, 5, 5), "100%");
	ck_assert_str_eq(units_percent(out, 7, 0), "0%");
}
END_TEST

Suite *
check_units(void)
{
	Suite *suite = suite_create("units");
	TCase *tests = tcase_create("units");

	tcase_add_loop_test(tests, sizes_are_written_as_devtools_does, 0,
	                    (int)(sizeof(written) / sizeof(*written)));
	tcase_add_test(tests, below_100_kB_tenths_are_rounded_half_up);
	tcase_add_test(tests, whole_numbers_are_written_as_javascript_does);
	tcase_add_test(tests, above_100_MB_megabytes_are_rounded_half_up_and_grouped);
	tcase_add_test(tests, a_delta_has_a_sign_unless_it_is_nothing);
	tcase_add_test(tests, counts_have_commas_between_thousands);
	tcase_add_test(tests, percentages_round_half_away_from_zero);
	suite_add_tcase(suite, tests);
	return suite;
}
