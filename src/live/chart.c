#include "config.h"

#include "live/chart.h"

#include <math.h>

static void
chart_bar(double part, bool ascii, struct buffer *out)
{
	static const char *const bars[] = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
	static const char *const ascii_bars[] = { "_", "_", ".", ".", ":", ":", "|", "|" };
	int level = (int)(part * 7.999);
	const char *bar;

	level = level < 0 ? 0 : level > 7 ? 7 : level;
	bar = ascii ? ascii_bars[level] : bars[level];
	buffer_add(out, bar, strlen(bar));
}

void
chart_write(const double *values, size_t count, size_t cells, bool from_least, bool ascii,
	    struct buffer *out)
{
	double least = INFINITY, most = 0;

	cells = cells < count ? cells : count;
	for (size_t i = 0; i < count; i++) {
		least = fmin(least, values[i]);
		most = fmax(most, values[i]);
	}
	least = from_least ? least : 0;
	for (size_t cell = 0; cell < cells; cell++) {
		double here = 0;

		for (size_t i = cell * count / cells; i < (cell + 1) * count / cells; i++)
			here = fmax(here, values[i]);
		chart_bar(most > least ? (here - least) / (most - least) : 0, ascii, out);
	}
}
