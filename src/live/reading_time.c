#include "config.h"

#include "live/reading_time.h"

#include <math.h>
#include <stdio.h>
#include <time.h>

#include "live/message.h"

double
reading_clock(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

void
time_write(double seconds, struct buffer *out)
{
	time_t whole = (time_t)floor(seconds);
	int milliseconds = (int)((seconds - floor(seconds)) * 1000);
	struct tm utc;
	char text[64];

	gmtime_r(&whole, &utc);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &utc);
	buffer_printf(out, "%s.%03dZ", text, milliseconds);
}

/* What four digits of a year can say. */
static bool
time_is_sane(double seconds)
{
	static const double year_10000 = 253402300800.0;

	return seconds > 0 && seconds < year_10000;
}

/* Days since 1970 of a day of the Gregorian calendar. */
static long
days_since_1970(long year, long month, long day)
{
	long era, of_era;

	year -= month <= 2;
	era = (year >= 0 ? year : year - 399) / 400;
	of_era = year - era * 400;
	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100
	       + (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1 - 719468;
}

bool
time_parse(const char *text, double *seconds)
{
	int year, month, day, hour, minute;
	double second;

	if (sscanf(text, "%4d-%2d-%2d%*1[T ]%2d:%2d:%lf", &year, &month, &day, &hour, &minute,
		   &second) != 6
	    || month < 1 || month > 12 || day < 1 || day > 31 || !isfinite(second))
		return false;
	*seconds = (double)days_since_1970(year, month, day) * 86400.0 + hour * 3600.0
		   + minute * 60.0 + second;
	return time_is_sane(*seconds);
}

bool
time_read(const json_t *object, double *seconds)
{
	static const char *const keys[] = { "time", "timestamp", "ts" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		double number = member_number(object, keys[i]);

		if (time_parse(member_text(object, keys[i]), seconds))
			return true;
		/* nobody logs readings of the year 33658 */
		*seconds = number > 1e12 ? number / 1000 : number;
		if (time_is_sane(*seconds))
			return true;
	}
	return false;
}
