/*
 * Kernels for x86: 32 bytes at a time with AVX2, 16 with SSE 4.1.  Which of them the processor
 * can run is asked when the program does; the rest of the program is compiled for any.
 */

#include "config.h"

#include "heap/number_kernel_internal.h"

#if defined(__x86_64__) || defined(__i386__)

#include <immintrin.h>

/* Behind `number_keep + 16 - n`: n bytes of 0, then 16 - n of all ones. */
static const char number_keep[32] = {
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
};

/* How many of 16 bytes to throw away, to keep those behind the last that is no digit. */
static inline unsigned
bytes_to_drop(uint32_t no_digits)
{
	return 31 - (unsigned)__builtin_clz(no_digits << 1 | 1);
}

#define TARGET_AVX2 __attribute__((target("avx2,bmi,popcnt")))

TARGET_AVX2
static inline uint64_t
avx2_bits(__m256i low, __m256i high)
{
	return (uint32_t)_mm256_movemask_epi8(low)
	       | (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

TARGET_AVX2
static inline uint64_t
avx2_equal(__m256i low, __m256i high, char c)
{
	__m256i wanted = _mm256_set1_epi8(c);

	return avx2_bits(_mm256_cmpeq_epi8(low, wanted), _mm256_cmpeq_epi8(high, wanted));
}

/* Bytes up to `last` above `first`: one subtraction and one unsigned comparison. */
TARGET_AVX2
static inline __m256i
avx2_within(__m256i bytes, char first, char last)
{
	__m256i above = _mm256_sub_epi8(bytes, _mm256_set1_epi8(first));
	__m256i most = _mm256_set1_epi8((char)(last - first));

	return _mm256_cmpeq_epi8(_mm256_min_epu8(above, most), above);
}

TARGET_AVX2
static inline struct number_masks
avx2_masks(const char *bytes)
{
	__m256i low = _mm256_loadu_si256((const __m256i *)(const void *)bytes);
	__m256i high = _mm256_loadu_si256((const __m256i *)(const void *)(bytes + 32));

	return (struct number_masks){
		.digits = avx2_bits(avx2_within(low, '0', '9'), avx2_within(high, '0', '9')),
		.zeros = avx2_equal(low, high, '0'),
		.commas = avx2_equal(low, high, ','),
		.spaces = avx2_equal(low, high, ' ') | avx2_equal(low, high, '\n')
			  | avx2_equal(low, high, '\r') | avx2_equal(low, high, '\t'),
	};
}

/* The 16 bytes before each of two ends; digits behind the last other byte become their value:
 * first the upper eight, then the lower eight, in 32 bits each. */
TARGET_AVX2
static inline __m256i
avx2_two(const char *first, const char *second, uint32_t *no_digits)
{
	__m256i text = _mm256_set_m128i(
		_mm_loadu_si128((const __m128i *)(const void *)(second - 16)),
		_mm_loadu_si128((const __m128i *)(const void *)(first - 16)));
	__m256i digits = _mm256_sub_epi8(text, _mm256_set1_epi8('0'));
	__m256i nine = _mm256_set1_epi8(9), keep;
	uint32_t plain = (uint32_t)_mm256_movemask_epi8(
		_mm256_cmpeq_epi8(_mm256_min_epu8(digits, nine), digits));

	*no_digits = ~plain;
	keep = _mm256_set_m128i(
		_mm_loadu_si128((const __m128i *)(const void *)(number_keep + 16
						 - bytes_to_drop(*no_digits >> 16))),
		_mm_loadu_si128((const __m128i *)(const void *)(number_keep + 16
						 - bytes_to_drop(*no_digits & 0xffff))));
	digits = _mm256_and_si256(digits, keep);
	digits = _mm256_maddubs_epi16(digits, _mm256_set1_epi16(1 << 8 | 10));
	digits = _mm256_madd_epi16(digits, _mm256_set1_epi32(1 << 16 | 100));
	digits = _mm256_packus_epi32(digits, digits);
	return _mm256_madd_epi16(digits, _mm256_set1_epi32(1 << 16 | 10000));
}

static inline uint64_t
join_halves(uint64_t halves)
{
	return (halves & UINT32_MAX) * 100000000 + (halves >> 32);
}

static inline uint64_t
low_half(__m128i lane)
{
	uint64_t halves;

	_mm_storel_epi64((__m128i *)(void *)&halves, lane);
	return halves;
}

TARGET_AVX2
static bool
avx2_convert(const char *bytes, const uint32_t *ends, size_t count, uint32_t *value)
{
	uint64_t over = 0;

	for (size_t i = 0; i < count; i += 2) {
		/* the odd one out is done twice; there is room for it behind the values */
		uint32_t other = ends[i + 1 < count ? i + 1 : i], no_digits;
		__m256i two = avx2_two(bytes + ends[i], bytes + other, &no_digits);
		uint64_t a = join_halves(low_half(_mm256_castsi256_si128(two)));
		uint64_t b = join_halves(low_half(_mm256_extracti128_si256(two, 1)));

		/* 16 digits may be the end of more */
		over |= (a + 1) >> 32 | (b + 1) >> 32 | ((no_digits & 0xffff) == 0)
			| (no_digits >> 16 == 0);
		value[i] = (uint32_t)a;
		value[i + 1] = (uint32_t)b;
	}
	return over == 0;
}

#define KERNEL number_kernel_avx2
#define KERNEL_NAME(name) avx2_##name
#define KERNEL_TARGET TARGET_AVX2
#define KERNEL_MASKS avx2_masks
#define KERNEL_CONVERT avx2_convert
#include "heap/number_kernel_loop.h"
#undef KERNEL
#undef KERNEL_NAME
#undef KERNEL_TARGET
#undef KERNEL_MASKS
#undef KERNEL_CONVERT

#define TARGET_SSE __attribute__((target("sse4.1,popcnt")))

TARGET_SSE
static inline void
sse_masks_16(const char *bytes, unsigned shift, struct number_masks *masks)
{
	__m128i text = _mm_loadu_si128((const __m128i *)(const void *)bytes);
	__m128i digits = _mm_sub_epi8(text, _mm_set1_epi8('0')), nine = _mm_set1_epi8(9);
	__m128i spaces = _mm_or_si128(
		_mm_or_si128(_mm_cmpeq_epi8(text, _mm_set1_epi8(' ')),
			     _mm_cmpeq_epi8(text, _mm_set1_epi8('\n'))),
		_mm_or_si128(_mm_cmpeq_epi8(text, _mm_set1_epi8('\r')),
			     _mm_cmpeq_epi8(text, _mm_set1_epi8('\t'))));
	__m128i is_digit = _mm_cmpeq_epi8(_mm_min_epu8(digits, nine), digits);

	masks->digits |= (uint64_t)(uint32_t)_mm_movemask_epi8(is_digit) << shift;
	masks->zeros |= (uint64_t)(uint32_t)_mm_movemask_epi8(
				_mm_cmpeq_epi8(text, _mm_set1_epi8('0'))) << shift;
	masks->commas |= (uint64_t)(uint32_t)_mm_movemask_epi8(
				 _mm_cmpeq_epi8(text, _mm_set1_epi8(','))) << shift;
	masks->spaces |= (uint64_t)(uint32_t)_mm_movemask_epi8(spaces) << shift;
}

TARGET_SSE
static inline struct number_masks
sse_masks(const char *bytes)
{
	struct number_masks masks = { 0, 0, 0, 0 };

	for (unsigned i = 0; i < 64; i += 16)
		sse_masks_16(bytes + i, i, &masks);
	return masks;
}

TARGET_SSE
static bool
sse_convert(const char *bytes, const uint32_t *ends, size_t count, uint32_t *value)
{
	__m128i nine = _mm_set1_epi8(9);
	uint64_t over = 0;

	for (size_t i = 0; i < count; i++) {
		__m128i digits = _mm_sub_epi8(
			_mm_loadu_si128((const __m128i *)(const void *)(bytes + ends[i] - 16)),
			_mm_set1_epi8('0'));
		uint32_t plain = (uint32_t)_mm_movemask_epi8(
			_mm_cmpeq_epi8(_mm_min_epu8(digits, nine), digits));
		uint32_t no_digits = plain ^ 0xffff;
		uint64_t number;

		digits = _mm_and_si128(digits, _mm_loadu_si128((const __m128i *)(const void *)(
				number_keep + 16 - bytes_to_drop(no_digits))));
		digits = _mm_maddubs_epi16(digits, _mm_set1_epi16(1 << 8 | 10));
		digits = _mm_madd_epi16(digits, _mm_set1_epi32(1 << 16 | 100));
		digits = _mm_packus_epi32(digits, digits);
		digits = _mm_madd_epi16(digits, _mm_set1_epi32(1 << 16 | 10000));
		number = join_halves(low_half(digits));
		over |= (number + 1) >> 32 | (no_digits == 0);
		value[i] = (uint32_t)number;
	}
	return over == 0;
}

#define KERNEL number_kernel_sse
#define KERNEL_NAME(name) sse_##name
#define KERNEL_TARGET TARGET_SSE
#define KERNEL_MASKS sse_masks
#define KERNEL_CONVERT sse_convert
#include "heap/number_kernel_loop.h"

static bool
avx2_is_usable(void)
{
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi")
	       && __builtin_cpu_supports("popcnt");
}

static bool
sse_is_usable(void)
{
	return __builtin_cpu_supports("sse4.1") && __builtin_cpu_supports("ssse3")
	       && __builtin_cpu_supports("popcnt");
}

#define KERNELS_OF_PROCESSOR \
	{ "avx2", avx2_is_usable, number_kernel_avx2 }, \
	{ "sse4.1", sse_is_usable, number_kernel_sse },
#else
#define KERNELS_OF_PROCESSOR
#endif

static bool
always_usable(void)
{
	return true;
}

const struct number_kernel_kind number_kernels[] = {
	KERNELS_OF_PROCESSOR
	{ "plain", always_usable, number_kernel_plain },
	{ NULL, NULL, NULL },
};

number_kernel *
number_kernel_best(void)
{
	const struct number_kernel_kind *kind = number_kernels;

	while (!kind->is_usable())
		kind++;
	return kind->scan;
}
