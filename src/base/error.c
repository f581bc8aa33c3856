#include "config.h"

#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>

bool
error_set(struct error *error, enum error_kind kind, const char *format, ...)
{
	va_list arguments;

	if (error == NULL || error->kind != ERROR_NONE)
		return false;
	error->kind = kind;
	va_start(arguments, format);
	vsnprintf(error->message, sizeof(error->message), format, arguments);
	va_end(arguments);
	return false;
}
