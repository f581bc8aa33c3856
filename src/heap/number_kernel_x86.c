/*
 * Kernels for x86: 32 bytes at a time with AVX2, 16 with SSE 4.1.  Which of them the processor
 * can run is asked when the program does; the rest of the program is compiled for any.
 */

#include "config.h"

#include "heap/number_kernel_internal.h"

#ifdef NUMBER_KERNEL_X86

#include <immintrin.h>

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

/* What is wrong with any of many numbers: first bytes that were kept of 16, upper halves. */
struct avx2_flaws {
	__m256i kept, largest;
};

/* The 16 bytes before each of two ends.  The digits behind the last other byte become four
 * numbers of four digits, in 32 bits each. */
TARGET_AVX2
static inline __m256i
avx2_two(const char *first, const char *second, struct avx2_flaws *flaws)
{
	__m256i text = _mm256_set_m128i(
		_mm_loadu_si128((const __m128i *)(const void *)(second - 16)),
		_mm_loadu_si128((const __m128i *)(const void *)(first - 16)));
	__m256i digits = _mm256_sub_epi8(text, _mm256_set1_epi8('0'));
	__m256i nine = _mm256_set1_epi8(9), keep;
	uint32_t no_digits = ~(uint32_t)_mm256_movemask_epi8(
		_mm256_cmpeq_epi8(_mm256_min_epu8(digits, nine), digits));

	keep = _mm256_set_m128i(
		_mm_loadu_si128((const __m128i *)(const void *)(number_keep + 16
						 - bytes_to_drop(no_digits >> 16))),
		_mm_loadu_si128((const __m128i *)(const void *)(number_keep + 16
						 - bytes_to_drop(no_digits & 0xffff))));
	flaws->kept = _mm256_or_si256(flaws->kept, keep);
	digits = _mm256_and_si256(digits, keep);
	digits = _mm256_maddubs_epi16(digits, _mm256_set1_epi16(1 << 8 | 10));
	return _mm256_madd_epi16(digits, _mm256_set1_epi32(1 << 16 | 100));
}

/* Twice two -> in each half of the register: upper and lower eight digits of the one, upper and
 * lower of the other; summed up as far as 32 bits go. */
TARGET_AVX2
static inline __m256i
avx2_four(__m256i two, __m256i other_two, struct avx2_flaws *flaws)
{
	const __m256i scale = _mm256_set1_epi64x(INT64_C(1) << 32 | 100000000);
	__m256i halves = _mm256_madd_epi16(_mm256_packus_epi32(two, other_two),
					   _mm256_set1_epi32(1 << 16 | 10000));

	flaws->largest = _mm256_max_epu32(flaws->largest, halves);
	return _mm256_mullo_epi32(halves, scale);
}

/* Whether all numbers were short enough, and small enough: 42 times 10^8 and all above it is
 * left to the exact scanner, as it may not fit. */
TARGET_AVX2
static inline bool
avx2_is_flawless(const struct avx2_flaws *flaws)
{
	__m256i upper = _mm256_and_si256(flaws->largest, _mm256_set1_epi64x(UINT32_MAX));
	uint32_t small = (uint32_t)_mm256_movemask_epi8(
		_mm256_cmpgt_epi32(_mm256_set1_epi32(42), upper));
	uint32_t sixteen = (uint32_t)_mm256_movemask_epi8(flaws->kept) & 0x00010001;

	return small == UINT32_MAX && sixteen == 0;
}

TARGET_AVX2
static bool
avx2_convert(const char *bytes, uint32_t *ends, size_t count, uint32_t *value)
{
	struct avx2_flaws flaws = { _mm256_setzero_si256(), _mm256_setzero_si256() };

	/* eight at a time: the last of them is done again where there are fewer */
	for (size_t i = count; i % 8 != 0; i++)
		ends[i] = ends[count - 1];
	for (size_t i = 0; i < count; i += 8) {
		const uint32_t *at = ends + i;
		__m256i first = avx2_four(
			avx2_two(bytes + at[0], bytes + at[4], &flaws),
			avx2_two(bytes + at[1], bytes + at[5], &flaws), &flaws);
		__m256i second = avx2_four(
			avx2_two(bytes + at[2], bytes + at[6], &flaws),
			avx2_two(bytes + at[3], bytes + at[7], &flaws), &flaws);

		_mm256_storeu_si256((__m256i *)(void *)(value + i),
				    _mm256_hadd_epi32(first, second));
	}
	return avx2_is_flawless(&flaws);
}

#define KERNEL number_kernel_avx2_scan
#define KERNEL_NAME(name) avx2_##name
#define KERNEL_TARGET TARGET_AVX2
#define KERNEL_MASKS avx2_masks
#define KERNEL_CONVERT avx2_convert
#include "heap/number_kernel_loop.h"

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

/* Upper and lower eight digits, in 32 bits each, to the number. */
TARGET_SSE
static inline uint64_t
sse_join(__m128i two)
{
	uint64_t halves;

	_mm_storel_epi64((__m128i *)(void *)&halves, two);
	return (halves & UINT32_MAX) * 100000000 + (halves >> 32);
}

TARGET_SSE
static bool
sse_convert(const char *bytes, uint32_t *ends, size_t count, uint32_t *value)
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
		number = sse_join(digits);
		over |= (number + 1) >> 32 | (no_digits == 0);
		value[i] = (uint32_t)number;
	}
	return over == 0;
}

#define KERNEL number_kernel_sse_scan
#define KERNEL_NAME(name) sse_##name
#define KERNEL_TARGET TARGET_SSE
#define KERNEL_MASKS sse_masks
#define KERNEL_CONVERT sse_convert
#include "heap/number_kernel_loop.h"

bool
number_kernel_avx2(struct numbers *numbers, const char *bytes, size_t length,
		   enum number_state *state, size_t *used)
{
	return number_kernel_avx2_scan(numbers, bytes, length, state, used);
}

bool
number_kernel_sse(struct numbers *numbers, const char *bytes, size_t length,
		  enum number_state *state, size_t *used)
{
	return number_kernel_sse_scan(numbers, bytes, length, state, used);
}

bool
number_kernel_has_avx2(void)
{
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi")
	       && __builtin_cpu_supports("popcnt");
}

bool
number_kernel_has_sse(void)
{
	return __builtin_cpu_supports("sse4.1") && __builtin_cpu_supports("ssse3")
	       && __builtin_cpu_supports("popcnt");
}

#endif
