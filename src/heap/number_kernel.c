#include "config.h"

#include "heap/number_kernel_internal.h"

static bool
always_usable(void)
{
	return true;
}

const struct number_kernel_kind number_kernels[] = {
#ifdef NUMBER_KERNEL_AVX512
	{ "avx-512", number_kernel_has_avx512, number_kernel_avx512 },
#endif
#ifdef NUMBER_KERNEL_X86
	{ "avx2", number_kernel_has_avx2, number_kernel_avx2 },
	{ "sse4.1", number_kernel_has_sse, number_kernel_sse },
#endif
#ifdef NUMBER_KERNEL_NEON
	{ "neon", always_usable, number_kernel_neon },
#endif
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
