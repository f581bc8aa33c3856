#include "config.h"

#include "live_words.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/units.h"

const double live_patience = 10;

/* The words of somebody else, fit for a terminal. */
static void
live_print_words(const char *words, const char *after)
{
	struct buffer line = { 0 };

	text_escape(&line, text_of(words), text_style_of_locale());
	buffer_add(&line, after, strlen(after));
	fwrite(line.at, 1, line.length, stdout);
	buffer_release(&line);
}

void
live_print_targets(const struct targets *targets)
{
	for (size_t i = 0; i < targets->count; i++) {
		const struct target *target = &targets->at[i];

		printf("%zu  ", i + 1);
		live_print_words(target->type, "  ");
		live_print_words(target->id, "  ");
		live_print_words(target->title, "  ");
		live_print_words(target->url, "\n");
	}
}

void
live_print_captured(const char *path, const struct captured *captured, bool quiet)
{
	char size[UNITS_LENGTH];
	struct buffer line = { 0 };

	if (!quiet) {
		fprintf(stderr, "written %s", units_bytes(size, captured->written, UNITS_DECIMAL));
		if (captured->taken > captured->written)
			fprintf(stderr, " (%s of JSON)",
				units_bytes(size, captured->taken, UNITS_DECIMAL));
		if (captured->seconds > 0)
			fprintf(stderr, "; the target stood still for %.1f s at most",
				captured->seconds);
		fputc('\n', stderr);
	}
	if (isatty(STDOUT_FILENO))
		text_escape(&line, text_of(path), text_style_of_locale());
	else
		buffer_add_text(&line, text_of(path));
	printf("%.*s\n", (int)line.length, line.at);
	buffer_release(&line);
}
