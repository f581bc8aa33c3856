/*
 * The body of a kernel.  Included once for each, after the definitions of
 *
 *	KERNEL          the function's name
 *	KERNEL_TARGET   what the compiler may use for it
 *	KERNEL_MASKS    const char * -> struct number_masks of the 64 bytes there
 *	KERNEL_APPEND   ends, count, mask, at -> count with the places of the mask's bits
 *	                appended, of the block at `at`.  One of plain C is made if there is none.
 *	KERNEL_CONVERT  bytes, ends, count, value -> whether all of the numbers that end there,
 *	                which become value[], are below 2^32 - 1; it may write fifteen more
 *	                ends and values
 *
 * For each block of 64 bytes:
 *
 *	text      1 2 , 7 \n , 3 0
 *	digits    x x . x .  . x x
 *	starts    x . . x .  . x .    a digit, none before it
 *	ends      . . x . x  . . .    no digit, one before it; the last is in the next block
 */

#ifndef KERNEL_APPEND
#define KERNEL_APPEND KERNEL_NAME(append_ends)

KERNEL_TARGET
static inline size_t
KERNEL_NAME(append_ends)(uint32_t *ends, size_t count, uint64_t mask, uint32_t at)
{
	size_t more = (size_t)__builtin_popcountll(mask);
	uint32_t *to = ends + count;

	/* Eight without asking, as there nearly always are some; a bit that is not there gives
	 * a number nobody reads. */
	for (unsigned i = 0; i < 8; i++) {
		to[i] = at + (uint32_t)__builtin_ctzll(mask | UINT64_C(1) << 63);
		mask &= mask - 1;
	}
	for (size_t i = 8; i < more; i++) {
		to[i] = at + (uint32_t)__builtin_ctzll(mask);
		mask &= mask - 1;
	}
	return count + more;
}

#endif

/* Bits of a block that are in the window, or before the byte that ends the array. */
KERNEL_TARGET
static inline uint64_t
KERNEL_NAME(bits_below)(size_t count)
{
	return count >= 64 ? ~UINT64_C(0) : (UINT64_C(1) << count) - 1;
}

KERNEL_TARGET
static bool
KERNEL(struct numbers *numbers, const char *bytes, size_t length, enum number_state *state,
       size_t *used)
{
	uint32_t ends[NUMBER_ENDS_MAX + 16] = { 0 };
	struct number_carry carry = number_carry_before(bytes);
	size_t ended_at = length, count = 0;
	uint64_t bad = carry.bad;
	bool good = true;

	for (size_t at = 0; at < ended_at; at += 64) {
		struct number_masks block = KERNEL_MASKS(bytes + at);
		uint64_t inside = KERNEL_NAME(bits_below)(length - at), ending = inside;
		uint64_t other = ~(block.digits | block.commas | block.spaces) & inside;
		uint64_t after_digit, after_comma, starts, leading_zeros;

		if (other != 0) {
			unsigned place = (unsigned)__builtin_ctzll(other);

			if (bytes[at + place] != ']')
				return false;
			ended_at = at + place;
			inside = KERNEL_NAME(bits_below)(place);
			ending = inside | UINT64_C(1) << place;
		}
		block.digits &= inside;
		block.commas &= inside;
		after_digit = block.digits << 1 | carry.digit;
		after_comma = block.commas << 1 | carry.comma;
		starts = block.digits & ~after_digit;
		leading_zeros = starts & block.zeros;
		/* a number directly behind a comma, a comma directly before a number, no 007 */
		bad |= (starts & ~after_comma) | (after_comma & ~block.digits & ending)
		       | ((leading_zeros << 1 | carry.zero) & block.digits);
		carry.digit = block.digits >> 63;
		carry.comma = block.commas >> 63;
		carry.zero = leading_zeros >> 63;
		count = KERNEL_APPEND(ends, count, after_digit & ~block.digits & ending,
				      (uint32_t)at);
		if (count > NUMBER_ENDS_MAX - 64) {
			good &= KERNEL_CONVERT(bytes, ends, count, numbers->value + numbers->count);
			numbers->count += count;
			count = 0;
		}
	}
	good &= KERNEL_CONVERT(bytes, ends, count, numbers->value + numbers->count);
	numbers->count += count;
	*used = ended_at < length ? ended_at + 1 : length;
	*state = number_state_after(bytes, length, ended_at < length);
	return good && bad == 0;
}

#undef KERNEL
#undef KERNEL_NAME
#undef KERNEL_TARGET
#undef KERNEL_MASKS
#undef KERNEL_APPEND
#undef KERNEL_CONVERT
