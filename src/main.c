/*
 * heaptui: which command, which snapshots; then a report or the browser.
 */

#include "config.h"

#include <locale.h>
#include <stdio.h>
#include <unistd.h>

#include "base/buffer.h"
#include "run.h"
#include "ui/browser.h"

static int
fail(const struct failure *failure)
{
	return program_fail(failure->path, &failure->error);
}

static int
help(const struct options *options)
{
	struct failure failure = { 0 };
	struct buffer out = { 0 };
	bool as_json = options->report_format == &report_json
		       || options->report_format == &report_ndjson;
	int status = help_print(options->help_on, as_json, &out, &failure.error)
			     ? program_print(buffer_text(&out))
			     : fail(&failure);

	buffer_release(&out);
	return status;
}

static int
refuse_to_browse(void)
{
	struct buffer names = { 0 };

	help_add_commands(&names);
	fprintf(stderr, "heaptui: standard output is no terminal to browse in: give a command, "
			"as in heaptui summary FILE; there are %.*s\n",
		(int)names.length, names.at);
	buffer_release(&names);
	return STATUS_WRONG;
}

static bool
is_for_shell(const char *word)
{
	return command_find(word) != NULL;
}

static int
browse(const struct options *options)
{
	struct failure failure = { 0 };
	struct browser_options browser = {
		.paths = options->paths,
		.path_count = options->path_count,
		.heap = options->heap,
		.units = options->cells.units,
		.has_units = options->units != NULL,
		.ascii = options->ascii,
		.has_id = options->request.has_id,
		.id = options->request.id,
		.parse = options_parse_request,
		.is_for_shell = is_for_shell,
		.complete = options_complete,
		.write = run_write,
		.print = run_print_into,
	};

	if (!isatty(STDOUT_FILENO))
		return refuse_to_browse();
	return browser_run(&browser, &failure.path, &failure.error) ? STATUS_DONE : fail(&failure);
}

int
main(int argc, char **argv)
{
	struct options options;
	struct failure failure = { 0 };
	const struct command *command = argc > 1 ? command_find(argv[1]) : NULL;
	int status;

	/* Numbers, dates and the order of letters do not depend on where one lives; the rest of
	 * a locale is a dozen files less to open before the first byte. */
	setlocale(LC_CTYPE, "");
	setlocale(LC_MESSAGES, "");
	if (command != NULL)
		return command->run(argc - 1, argv + 1);
	if (!options_parse(&options, argc - 1, argv + 1, &failure.error))
		return fail(&failure);
	if (options.help)
		return help(&options);
	if (options.version)
		return program_print(TEXT("heaptui " PACKAGE_VERSION "\n"));
	if (options.request.view == NULL)
		return browse(&options);
	status = run_view(&options, &failure);
	return status == STATUS_FAILED || status == STATUS_WRONG ? fail(&failure) : status;
}
