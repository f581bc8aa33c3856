#include "config.h"

#include "arguments.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"

static bool
argument_number(const char *text, double *number, const char **rest)
{
	char *end;

	errno = 0;
	*number = strtod(text, &end);
	*rest = end;
	return end != text && errno == 0 && isfinite(*number) && *number >= 0;
}

static bool
argument_seconds(const char *text, double *seconds)
{
	static const struct {
		const char *unit;
		double seconds;
	} units[] = { { "", 1 }, { "s", 1 }, { "ms", 1e-3 }, { "m", 60 }, { "h", 3600 } };
	const char *rest;

	if (!argument_number(text, seconds, &rest))
		return false;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strcmp(rest, units[i].unit) == 0) {
			*seconds *= units[i].seconds;
			return *seconds <= 1e8;
		}
	return false;
}

static bool
argument_percent(const char *text, double *part)
{
	const char *rest;

	if (!argument_number(text, part, &rest))
		return false;
	*part /= 100;
	return *rest == '\0' || strcmp(rest, "%") == 0;
}

static bool
argument_count(const char *text, unsigned long *count)
{
	char *end;

	errno = 0;
	*count = strtoul(text, &end, 10);
	return text[0] >= '0' && text[0] <= '9' && *end == '\0' && errno == 0;
}

static bool
argument_choice(struct text choices, struct text word, unsigned *choice)
{
	*choice = 0;
	while (choices.length > 0) {
		++*choice;
		if (text_equal(text_take(&choices, '|'), word))
			return true;
	}
	return false;
}

static bool
argument_store(const struct argument *argument, const char *text, void *into)
{
	void *at = (char *)into + argument->offset;

	switch (argument->kind) {
	case ARGUMENT_FLAG:
		*(bool *)at = true;
		return true;
	case ARGUMENT_TEXT:
		*(const char **)at = text;
		return true;
	case ARGUMENT_SECONDS:
		return argument_seconds(text, at);
	case ARGUMENT_COUNT:
		return argument_count(text, at);
	case ARGUMENT_PERCENT:
		return argument_percent(text, at);
	case ARGUMENT_CHOICE:
		return argument_choice(text_of(argument->value), text_of(text), at);
	}
	return false;
}

static const struct argument *
argument_named(const struct argument *table, const char *name, size_t length)
{
	for (; table->name != NULL; table++)
		if (strlen(table->name) == length && memcmp(table->name, name, length) == 0)
			return table;
	return NULL;
}

/* The option at argv[*at], with its value, which may be the next word. */
static bool
argument_take(const struct argument *table, void *into, int argc, char **argv, int *at,
	      struct error *error)
{
	const char *word = argv[*at], *name = word + (word[1] == '-' ? 2 : 1);
	const char *equals = strchr(name, '='), *value = equals == NULL ? NULL : equals + 1;
	const struct argument *argument = argument_named(
		table, name, equals == NULL ? strlen(name) : (size_t)(equals - name));

	if (argument == NULL || (word[1] != '-') != (argument->name[1] == '\0'))
		return error_set(error, ERROR_USAGE, "%s: no such option", word);
	if (argument->kind == ARGUMENT_FLAG) {
		if (value != NULL)
			return error_set(error, ERROR_USAGE, "%s: takes no value", word);
	} else if (value == NULL) {
		if (*at + 1 >= argc)
			return error_set(error, ERROR_USAGE, "%s: expected %s", word,
					 argument->value);
		value = argv[++*at];
	}
	if (!argument_store(argument, value, into))
		return error_set(error, ERROR_USAGE, "%s: expected %s, found %s", word,
				 argument->value, value);
	return true;
}

int
arguments_parse(const struct argument *table, void *into, int argc, char **argv,
		struct error *error)
{
	int words = 0;
	bool only_words = false;

	for (int i = 0; i < argc; i++) {
		if (!only_words && strcmp(argv[i], "--") == 0)
			only_words = true;
		else if (only_words || argv[i][0] != '-' || argv[i][1] == '\0')
			argv[words++] = argv[i];
		else if (!argument_take(table, into, argc, argv, &i, error))
			return -1;
	}
	return words;
}

int
program_fail(const char *about, const struct error *error)
{
	struct buffer line = { 0 };

	buffer_add_text(&line, TEXT("heaptui: "));
	if (about != NULL) {
		text_escape(&line, text_of(about), text_style_of_locale());
		buffer_add_text(&line, TEXT(": "));
	}
	text_escape(&line, text_of(error->message), text_style_of_locale());
	buffer_add_char(&line, '\n');
	fwrite(line.at, 1, line.length, stderr);
	buffer_release(&line);
	return error->kind == ERROR_USAGE ? STATUS_WRONG : STATUS_FAILED;
}

int
program_print(struct text out)
{
	struct error error = { 0 };

	errno = 0;
	if (fwrite(out.at, 1, out.length, stdout) == out.length && fflush(stdout) == 0
	    && !ferror(stdout))
		return STATUS_DONE;
	error_set(&error, ERROR_FILE, "standard output: %s", strerror(errno != 0 ? errno : EIO));
	return program_fail(NULL, &error);
}
