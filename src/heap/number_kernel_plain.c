/*
 * The kernel in plain C: eight bytes at a time in a 64-bit word.
 */

#include "config.h"

#include "heap/number_kernel_internal.h"

#define EACH_BYTE UINT64_C(0x0101010101010101)

/* Eight bytes, the first of them lowest, whatever the processor's order. */
static inline uint64_t
load_word(const char *bytes)
{
	uint64_t word;

	memcpy(&word, bytes, sizeof(word));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	return word;
}

/* The top bit of each byte that is not zero. */
static inline uint64_t
top_of_nonzero(uint64_t word)
{
	return (((word & EACH_BYTE * 0x7f) + EACH_BYTE * 0x7f) | word) & EACH_BYTE * 0x80;
}

/* The top bit of each byte of word ^ "00000000" above 9. */
static inline uint64_t
top_of_no_digit(uint64_t word)
{
	return (((word & EACH_BYTE * 0x7f) + EACH_BYTE * 0x76) | word) & EACH_BYTE * 0x80;
}

/* Eight top bits -> eight bits in a row. */
static inline uint64_t
gather(uint64_t tops)
{
	return (tops >> 7) * UINT64_C(0x0102040810204080) >> 56;
}

static inline uint64_t
equal_to(uint64_t word, char c)
{
	return ~top_of_nonzero(word ^ EACH_BYTE * (unsigned char)c) & EACH_BYTE * 0x80;
}

static struct number_masks
plain_masks(const char *bytes)
{
	struct number_masks masks = { 0, 0, 0, 0 };

	for (unsigned i = 0; i < 8; i++) {
		uint64_t word = load_word(bytes + 8 * i);
		uint64_t spaces = equal_to(word, ' ') | equal_to(word, '\n') | equal_to(word, '\r')
				  | equal_to(word, '\t');

		masks.digits |= (gather(top_of_no_digit(word ^ EACH_BYTE * '0')) ^ 0xff) << 8 * i;
		masks.zeros |= gather(equal_to(word, '0')) << 8 * i;
		masks.commas |= gather(equal_to(word, ',')) << 8 * i;
		masks.spaces |= gather(spaces) << 8 * i;
	}
	return masks;
}

/* Eight digits, the first of them lowest, to their value. */
static inline uint64_t
eight_digits(uint64_t digits)
{
	digits = digits * 10 + (digits >> 8);
	return ((digits & UINT64_C(0x000000ff000000ff)) * UINT64_C(0x000f424000000064)
		+ (digits >> 16 & UINT64_C(0x000000ff000000ff)) * UINT64_C(0x0000271000000001))
	       >> 32;
}

/* The digits that stand before `end` in these eight bytes, others made 0; *all if there are
 * nothing else. */
static inline uint64_t
digits_before(const char *end, bool *all)
{
	uint64_t word = load_word(end - 8) ^ EACH_BYTE * '0';
	uint64_t tops = top_of_no_digit(word);
	unsigned keep;

	*all = tops == 0;
	if (*all)
		return word;
	keep = (unsigned)__builtin_clzll(tops); /* bits above the last byte that is no digit */
	return keep == 0 ? 0 : word >> (64 - keep) << (64 - keep);
}

static bool
plain_convert(const char *bytes, uint32_t *ends, size_t count, uint32_t *value)
{
	uint64_t over = 0;

	for (size_t i = 0; i < count; i++) {
		bool more;
		uint64_t number = eight_digits(digits_before(bytes + ends[i], &more));

		if (more) {
			number += eight_digits(digits_before(bytes + ends[i] - 8, &more))
				  * 100000000;
			over |= more;
		}
		over |= (number + 1) >> 32;
		value[i] = (uint32_t)number;
	}
	return over == 0;
}

#define KERNEL number_kernel_plain_scan
#define KERNEL_NAME(name) plain_##name
#define KERNEL_TARGET
#define KERNEL_MASKS plain_masks
#define KERNEL_CONVERT plain_convert
#include "heap/number_kernel_loop.h"

bool
number_kernel_plain(struct numbers *numbers, const char *bytes, size_t length,
		    enum number_state *state, size_t *used)
{
	return number_kernel_plain_scan(numbers, bytes, length, state, used);
}
