/*
 * heaptui index: the files from which snapshots open at once.
 */

#include "config.h"

#include <stdio.h>
#include <time.h>

#include "arguments.h"
#include "base/buffer.h"
#include "base/text.h"
#include "base/units.h"
#include "heap/index_list.h"

struct index_options {
	bool list, clear, help;
};

static const struct argument index_arguments[] = {
	{ "list", NULL, "say which there are, the latest used first", ARGUMENT_FLAG,
	  offsetof(struct index_options, list) },
	{ "clear", NULL, "remove them all", ARGUMENT_FLAG, offsetof(struct index_options, clear) },
	{ "help", NULL, "print this", ARGUMENT_FLAG, offsetof(struct index_options, help) },
	{ NULL, NULL, NULL, ARGUMENT_FLAG, 0 },
};

static int
index_list_print(void)
{
	size_t count;
	struct index_entry *entries = index_list(&count);
	struct buffer out = { 0 };
	int status;

	for (size_t i = 0; i < count; i++) {
		char size[UNITS_LENGTH], day[32] = "";
		time_t used = (time_t)entries[i].used;
		struct tm when;

		if (localtime_r(&used, &when) != NULL)
			strftime(day, sizeof day, "%Y-%m-%d %H:%M", &when);
		buffer_printf(&out, "%10s  %s  ", units_bytes(size, entries[i].size, UNITS_DECIMAL),
			      day);
		text_escape(&out, text_of(*entries[i].snapshot != '\0' ? entries[i].snapshot
								       : entries[i].file),
			    text_style_of_locale());
		buffer_add_char(&out, '\n');
	}
	status = program_print(buffer_text(&out));
	buffer_release(&out);
	index_list_free(entries, count);
	return status;
}

static int
index_run(int argc, char **argv)
{
	struct index_options options = { 0 };
	struct error error = { 0 };
	int words = arguments_parse(index_arguments, &options, argc, argv, &error);
	size_t count;

	if (words > 1)
		error_set(&error, ERROR_USAGE, "%s: index takes no words", argv[1]);
	if (options.help)
		return program_help(&index_command);
	if (error.kind == ERROR_NONE && options.clear && index_evict(0, &count, &error))
		printf("%zu removed\n", count);
	if (error.kind != ERROR_NONE)
		return program_fail(NULL, &error);
	return options.clear && !options.list ? program_print(TEXT("")) : index_list_print();
}

const struct command index_command = {
	.name = "index",
	.title = "Index",
	.usage = "index [--list|--clear]",
	.summary = "the files from which snapshots open at once",
	.arguments = index_arguments,
	.run = index_run,
};
