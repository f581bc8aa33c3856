/*
 * What the kernels share.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "heap/number_kernel.h"

#if defined(__x86_64__) || defined(__i386__)
#define NUMBER_KERNEL_X86
#ifdef __x86_64__
#define NUMBER_KERNEL_AVX512
#endif
#elif defined(__aarch64__) && defined(__ARM_NEON) && !defined(__AARCH64EB__)
#define NUMBER_KERNEL_NEON
#endif

/* Bit i tells of byte i. */
struct number_masks {
	uint64_t digits, zeros, commas, spaces;
};

/* Behind `number_keep + 16 - n`: n bytes of 0, then 16 - n of all ones. */
static const uint8_t number_keep[32] = {
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
};

/* What the byte before a block was: 0 or 1. */
struct number_carry {
	uint64_t digit, comma;
	uint64_t zero; /* a number's first digit, a 0 */
	uint64_t bad;  /* part of a number that is not plain */
};

enum { NUMBER_ENDS_MAX = 512 };

static inline bool
number_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Before a window.  A number that is open there is looked at from its beginning. */
static inline struct number_carry
number_carry_before(const char *bytes)
{
	struct number_carry carry = { .comma = bytes[-1] == ',' || bytes[-1] == '[' };
	unsigned digits = 0;

	while (digits < 16 && number_is_digit(bytes[-1 - (int)digits]))
		digits++;
	if (digits > 0) {
		char before = bytes[-1 - (int)digits], first = bytes[-(int)digits];

		carry.digit = 1;
		carry.zero = digits == 1 && first == '0';
		carry.bad = digits == 16 || (digits > 1 && first == '0')
			    || memchr(",[ \n\r\t", before, 6) == NULL;
	} else {
		carry.bad = memchr(",[ \n\r\t", bytes[-1], 6) == NULL;
	}
	return carry;
}

/* The state behind a window that is as a kernel wants it. */
static inline enum number_state
number_state_after(const char *bytes, size_t length, bool ended)
{
	char last = bytes[(ptrdiff_t)length - 1];

	if (ended)
		return NUMBER_END;
	return last == ',' || last == '[' || number_is_digit(last) ? NUMBER_AFTER_COMMA
								     : NUMBER_AFTER_NUMBER;
}

#ifdef NUMBER_KERNEL_X86
bool number_kernel_avx2(struct numbers *numbers, const char *bytes, size_t length,
			enum number_state *state, size_t *used);
bool number_kernel_sse(struct numbers *numbers, const char *bytes, size_t length,
		       enum number_state *state, size_t *used);
/* Whether this processor can run them. */
bool number_kernel_has_avx2(void);
bool number_kernel_has_sse(void);
#endif
#ifdef NUMBER_KERNEL_AVX512
bool number_kernel_avx512(struct numbers *numbers, const char *bytes, size_t length,
			  enum number_state *state, size_t *used);
bool number_kernel_has_avx512(void);
#endif
#ifdef NUMBER_KERNEL_NEON
bool number_kernel_neon(struct numbers *numbers, const char *bytes, size_t length,
			enum number_state *state, size_t *used);
#endif
bool number_kernel_plain(struct numbers *numbers, const char *bytes, size_t length,
			 enum number_state *state, size_t *used);
