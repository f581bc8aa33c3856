/*
 * The kernel for 64-bit ARM, all of which have NEON: 16 bytes at a time.
 */

#include "config.h"

#include "heap/number_kernel_internal.h"

#ifdef NUMBER_KERNEL_NEON

#include <arm_neon.h>

/* One bit of each of 64 bytes that are all ones or all zeros: neighbours are added until each
 * byte holds the bits of eight. */
static inline uint64_t
neon_bits(const uint8x16_t is[4])
{
	static const uint8_t bit[16] = { 1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128 };
	uint8x16_t weight = vld1q_u8(bit);
	uint8x16_t low = vpaddq_u8(vandq_u8(is[0], weight), vandq_u8(is[1], weight));
	uint8x16_t high = vpaddq_u8(vandq_u8(is[2], weight), vandq_u8(is[3], weight));
	uint8x16_t sums = vpaddq_u8(low, high);

	sums = vpaddq_u8(sums, sums);
	return vgetq_lane_u64(vreinterpretq_u64_u8(sums), 0);
}

static inline struct number_masks
neon_masks(const char *bytes)
{
	uint8x16_t digits[4], zeros[4], commas[4], spaces[4];

	for (size_t i = 0; i < 4; i++) {
		uint8x16_t text = vld1q_u8((const uint8_t *)bytes + 16 * i);

		digits[i] = vcleq_u8(vsubq_u8(text, vdupq_n_u8('0')), vdupq_n_u8(9));
		zeros[i] = vceqq_u8(text, vdupq_n_u8('0'));
		commas[i] = vceqq_u8(text, vdupq_n_u8(','));
		spaces[i] = vorrq_u8(vorrq_u8(vceqq_u8(text, vdupq_n_u8(' ')),
					      vceqq_u8(text, vdupq_n_u8('\n'))),
				     vorrq_u8(vceqq_u8(text, vdupq_n_u8('\r')),
					      vceqq_u8(text, vdupq_n_u8('\t'))));
	}
	return (struct number_masks){ neon_bits(digits), neon_bits(zeros), neon_bits(commas),
				      neon_bits(spaces) };
}

/* How many of 16 bytes, from the last one on, are digits; 16 if all are. */
static inline unsigned
neon_digits_at_end(uint8x16_t is_digit)
{
	uint8x8_t four_bits_each = vshrn_n_u16(vreinterpretq_u16_u8(vmvnq_u8(is_digit)), 4);
	uint64_t others = vget_lane_u64(vreinterpret_u64_u8(four_bits_each), 0);

	return others == 0 ? 16 : (unsigned)__builtin_clzll(others) / 4;
}

/* The digits of 16 bytes as one number: pairs of them, pairs of pairs, and so on. */
static inline uint64_t
neon_join(uint8x16_t digits)
{
	static const uint8_t tens[16] = { 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1 };
	static const uint16_t hundreds[8] = { 100, 1, 100, 1, 100, 1, 100, 1 };
	static const uint32_t ten_thousands[4] = { 10000, 1, 10000, 1 };
	uint16x8_t two = vpaddlq_u8(vmulq_u8(digits, vld1q_u8(tens)));
	uint32x4_t four = vpaddlq_u16(vmulq_u16(two, vld1q_u16(hundreds)));
	uint64x2_t eight = vpaddlq_u32(vmulq_u32(four, vld1q_u32(ten_thousands)));

	return vgetq_lane_u64(eight, 0) * 100000000 + vgetq_lane_u64(eight, 1);
}

static bool
neon_convert(const char *bytes, uint32_t *ends, size_t count, uint32_t *value)
{
	uint64_t over = 0;

	for (size_t i = 0; i < count; i++) {
		uint8x16_t digits = vsubq_u8(
			vld1q_u8((const uint8_t *)(bytes + ends[i] - 16)), vdupq_n_u8('0'));
		unsigned kept = neon_digits_at_end(vcleq_u8(digits, vdupq_n_u8(9)));
		uint64_t number;

		digits = vandq_u8(digits, vld1q_u8(number_keep + kept));
		number = neon_join(digits);
		over |= (number + 1) >> 32 | (kept == 16);
		value[i] = (uint32_t)number;
	}
	return over == 0;
}

#define KERNEL number_kernel_neon_scan
#define KERNEL_NAME(name) neon_##name
#define KERNEL_TARGET
#define KERNEL_MASKS neon_masks
#define KERNEL_CONVERT neon_convert
#include "heap/number_kernel_loop.h"

bool
number_kernel_neon(struct numbers *numbers, const char *bytes, size_t length,
		   enum number_state *state, size_t *used)
{
	return number_kernel_neon_scan(numbers, bytes, length, state, used);
}

#endif
