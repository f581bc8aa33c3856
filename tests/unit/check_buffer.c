#include "config.h"

#include "base/buffer.h"
#include "unit/suites.h"

START_TEST(bytes_pile_up_in_order)
{
	struct buffer buffer = { 0 };

	for (int i = 0; i < 1000; i++)
		buffer_printf(&buffer, "%03d ", i);
	ck_assert_uint_eq(buffer.length, 4000);
	ck_assert_int_eq(memcmp(buffer.at, "000 001 002 ", 12), 0);
	ck_assert_int_eq(memcmp(buffer.at + 3992, "998 999 ", 8), 0);
	buffer_release(&buffer);
	ck_assert_ptr_null(buffer.at);
}
END_TEST

START_TEST(clearing_keeps_the_memory)
{
	struct buffer buffer = { 0 };
	const char *at;

	buffer_add_text(&buffer, TEXT("something"));
	at = buffer.at;
	buffer_clear(&buffer);
	ck_assert_uint_eq(buffer.length, 0);
	buffer_add_char(&buffer, 'x');
	ck_assert_ptr_eq(buffer.at, at);
	buffer_release(&buffer);
}
END_TEST

START_TEST(adding_nothing_to_nothing_is_fine)
{
	struct buffer buffer = { 0 };

	buffer_add(&buffer, NULL, 0);
	buffer_add_text(&buffer, (struct text){ 0 });
	buffer_printf(&buffer, "%s", "");
	ck_assert_uint_eq(buffer.length, 0);
	buffer_release(&buffer);
}
END_TEST

START_TEST(code_points_become_utf8_and_come_back)
{
	static const uint32_t points[] = {
		0, 'A', 0x7f, 0x80, 0x7ff, 0x800, 0xd800, 0xdfff, 0xffff, 0x10000, 0x10ffff,
	};
	struct buffer buffer = { 0 };

	for (size_t i = 0; i < sizeof(points) / sizeof(*points); i++) {
		size_t bytes;

		buffer_clear(&buffer);
		buffer_add_code_point(&buffer, points[i]);
		ck_assert_uint_eq(text_next(buffer_text(&buffer), &bytes), points[i]);
		ck_assert_uint_eq(bytes, buffer.length);
	}
	buffer_clear(&buffer);
	buffer_add_code_point(&buffer, 0x110000);
	ck_assert(text_equal(buffer_text(&buffer), TEXT("\xef\xbf\xbd")));
	buffer_release(&buffer);
}
END_TEST

Suite *
check_buffer(void)
{
	Suite *suite = suite_create("buffer");
	TCase *tests = tcase_create("buffer");

	tcase_add_test(tests, bytes_pile_up_in_order);
	tcase_add_test(tests, clearing_keeps_the_memory);
	tcase_add_test(tests, adding_nothing_to_nothing_is_fine);
	tcase_add_test(tests, code_points_become_utf8_and_come_back);
	suite_add_tcase(suite, tests);
	return suite;
}
