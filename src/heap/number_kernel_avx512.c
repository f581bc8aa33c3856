/*
 * The kernel for x86 with AVX-512: 64 bytes are one register, and their masks need no gathering.
 * Which processor can run it is asked when the program does, as for the others.
 */

#include "config.h"

#include "heap/number_kernel_internal.h"

#ifdef NUMBER_KERNEL_AVX512

#include <immintrin.h>

#define TARGET_AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi2,bmi,popcnt")))

/* Bytes up to `last` above `first`: one subtraction and one unsigned comparison. */
TARGET_AVX512
static inline uint64_t
avx512_within(__m512i bytes, char first, char last)
{
	return _mm512_cmple_epu8_mask(_mm512_sub_epi8(bytes, _mm512_set1_epi8(first)),
				      _mm512_set1_epi8((char)(last - first)));
}

TARGET_AVX512
static inline uint64_t
avx512_equal(__m512i bytes, char c)
{
	return _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(c));
}

TARGET_AVX512
static inline struct number_masks
avx512_masks(const char *bytes)
{
	__m512i text = _mm512_loadu_si512(bytes);

	return (struct number_masks){
		.digits = avx512_within(text, '0', '9'),
		.zeros = avx512_equal(text, '0'),
		.commas = avx512_equal(text, ','),
		.spaces = avx512_equal(text, ' ') | avx512_equal(text, '\n')
			  | avx512_equal(text, '\r') | avx512_equal(text, '\t'),
	};
}

/* Sixteen of a block's places that were moved to its front. */
TARGET_AVX512
static inline void
avx512_store_ends(uint32_t *ends, __m128i places, uint32_t at)
{
	_mm512_storeu_si512(ends, _mm512_add_epi32(_mm512_cvtepu8_epi32(places),
						   _mm512_set1_epi32((int)at)));
}

TARGET_AVX512
static inline size_t
avx512_append_ends(uint32_t *ends, size_t count, uint64_t mask, uint32_t at)
{
	const __m512i all = _mm512_set_epi8(
		63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48,
		47, 46, 45, 44, 43, 42, 41, 40, 39, 38, 37, 36, 35, 34, 33, 32,
		31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16,
		15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
	__m512i places = _mm512_maskz_compress_epi8(mask, all);

	/* a block has at most 32 numbers, a comma between them */
	avx512_store_ends(ends + count, _mm512_castsi512_si128(places), at);
	avx512_store_ends(ends + count + 16, _mm512_extracti32x4_epi32(places, 1), at);
	return count + (size_t)__builtin_popcountll(mask);
}

/* What is wrong with any of many numbers: kept bytes that were the sixteenth, upper halves. */
struct avx512_flaws {
	uint64_t kept;
	__m512i largest;
};

/* The 16 bytes before each of four ends, the last of them first. */
TARGET_AVX512
static inline __m512i
avx512_load(const char *bytes, const uint32_t *ends)
{
	const __m512i backwards = _mm512_broadcast_i32x4(_mm_set_epi8(
		0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
	__m512i text = _mm512_castsi128_si512(
		_mm_loadu_si128((const __m128i *)(const void *)(bytes + ends[0] - 16)));

	text = _mm512_inserti32x4(text, _mm_loadu_si128(
		(const __m128i *)(const void *)(bytes + ends[1] - 16)), 1);
	text = _mm512_inserti32x4(text, _mm_loadu_si128(
		(const __m128i *)(const void *)(bytes + ends[2] - 16)), 2);
	text = _mm512_inserti32x4(text, _mm_loadu_si128(
		(const __m128i *)(const void *)(bytes + ends[3] - 16)), 3);
	return _mm512_shuffle_epi8(text, backwards);
}

/* Four numbers, each as four numbers of four digits, lowest first, in 32 bits each. */
TARGET_AVX512
static inline __m512i
avx512_four(const char *bytes, const uint32_t *ends, struct avx512_flaws *flaws)
{
	const uint64_t lowest = UINT64_C(0x0001000100010001);
	__m512i digits = _mm512_sub_epi8(avx512_load(bytes, ends), _mm512_set1_epi8('0'));
	uint64_t is_digit = _mm512_cmple_epu8_mask(digits, _mm512_set1_epi8(9));
	/* The digits up to the first other byte: one more turns their bits off, and on the bit
	 * behind them.  Sixteen digits, which carry into the next number, are a flaw. */
	uint64_t keep = is_digit & ~(is_digit + lowest);

	flaws->kept |= keep & lowest << 15;
	digits = _mm512_maskz_mov_epi8(keep, digits);
	digits = _mm512_maddubs_epi16(digits, _mm512_set1_epi16(10 << 8 | 1));
	return _mm512_madd_epi16(digits, _mm512_set1_epi32(100 << 16 | 1));
}

/* Eight numbers, as lower and upper eight digits in 32 bits each: in quarter i numbers i and
 * i + 4. */
TARGET_AVX512
static inline __m512i
avx512_eight(const char *bytes, const uint32_t *ends, struct avx512_flaws *flaws)
{
	__m512i first = avx512_four(bytes, ends, flaws);
	__m512i second = avx512_four(bytes, ends + 4, flaws);

	return _mm512_madd_epi16(_mm512_packus_epi32(first, second),
				 _mm512_set1_epi32(10000 << 16 | 1));
}

/* Whether all numbers were short enough, and small enough: 42 times 10^8 and all above it is
 * left to the exact scanner, as it may not fit. */
TARGET_AVX512
static inline bool
avx512_is_flawless(const struct avx512_flaws *flaws)
{
	return flaws->kept == 0
	       && _mm512_cmpge_epu32_mask(flaws->largest, _mm512_set1_epi32(42)) == 0;
}

TARGET_AVX512
static bool
avx512_convert(const char *bytes, uint32_t *ends, size_t count, uint32_t *value)
{
	const __m512i lower_halves = _mm512_set_epi32(30, 26, 22, 18, 28, 24, 20, 16,
						      14, 10, 6, 2, 12, 8, 4, 0);
	const __m512i upper_halves = _mm512_add_epi32(lower_halves, _mm512_set1_epi32(1));
	struct avx512_flaws flaws = { 0, _mm512_setzero_si512() };

	/* sixteen at a time: the last of them is done again where there are fewer */
	for (size_t i = count; i % 16 != 0; i++)
		ends[i] = ends[count - 1];
	for (size_t i = 0; i < count; i += 16) {
		__m512i first = avx512_eight(bytes, ends + i, &flaws);
		__m512i second = avx512_eight(bytes, ends + i + 8, &flaws);
		__m512i lower = _mm512_permutex2var_epi32(first, lower_halves, second);
		__m512i upper = _mm512_permutex2var_epi32(first, upper_halves, second);

		flaws.largest = _mm512_max_epu32(flaws.largest, upper);
		upper = _mm512_mullo_epi32(upper, _mm512_set1_epi32(100000000));
		_mm512_storeu_si512(value + i, _mm512_add_epi32(lower, upper));
	}
	return avx512_is_flawless(&flaws);
}

#define KERNEL number_kernel_avx512_scan
#define KERNEL_NAME(name) avx512_##name
#define KERNEL_TARGET TARGET_AVX512
#define KERNEL_MASKS avx512_masks
#define KERNEL_APPEND avx512_append_ends
#define KERNEL_CONVERT avx512_convert
#include "heap/number_kernel_loop.h"

bool
number_kernel_avx512(struct numbers *numbers, const char *bytes, size_t length,
		     enum number_state *state, size_t *used)
{
	return number_kernel_avx512_scan(numbers, bytes, length, state, used);
}

bool
number_kernel_has_avx512(void)
{
	return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
	       && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi2")
	       && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("popcnt");
}

#endif
