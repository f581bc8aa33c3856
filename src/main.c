/*
 * heaptui: which command, which snapshots; then a report or the browser.
 */

#include "config.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "run.h"
#include "ui/browser.h"

/* One line on standard error, whatever bytes are in it. */
static int
fail(const struct failure *failure)
{
	struct buffer line = { 0 };

	buffer_add_text(&line, TEXT("heaptui: "));
	if (failure->path != NULL) {
		text_escape(&line, text_of(failure->path), TEXT_UTF8);
		buffer_add_text(&line, TEXT(": "));
	}
	text_escape(&line, text_of(failure->error.message), TEXT_UTF8);
	buffer_add_char(&line, '\n');
	fwrite(line.at, 1, line.length, stderr);
	buffer_release(&line);
	return failure->error.kind == ERROR_USAGE ? RUN_WRONG : RUN_FAILED;
}

static int
help(const struct options *options)
{
	struct failure failure = { 0 };
	struct buffer out = { 0 };
	bool as_json = options->report_format == &report_json
		       || options->report_format == &report_ndjson;

	if (!help_print(options->help_on, as_json, &out, &failure.error))
		return fail(&failure);
	fwrite(out.at, 1, out.length, stdout);
	buffer_release(&out);
	return fflush(stdout) == 0 ? RUN_DONE : RUN_FAILED;
}

static int
version(void)
{
	puts("heaptui " PACKAGE_VERSION);
	return fflush(stdout) == 0 ? RUN_DONE : RUN_FAILED;
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
	return RUN_WRONG;
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
		.complete = options_complete,
		.write = run_write,
	};

	if (!isatty(STDOUT_FILENO))
		return refuse_to_browse();
	return browser_run(&browser, &failure.path, &failure.error) ? RUN_DONE : fail(&failure);
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
		return version();
	if (options.request.view == NULL)
		return browse(&options);
	status = run_view(&options, &failure);
	return status == RUN_FAILED || status == RUN_WRONG ? fail(&failure) : status;
}
