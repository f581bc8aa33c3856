/*
 * Commands that are no views.
 */

#include "config.h"

#include "base/nearest.h"
#include "options.h"


const struct command *const program_commands[] = {
	&anonymize_command,
	&capture_command,
	&index_command,
	&trend_command,
	&watch_command,
	NULL,
};

const struct command *
command_find(const char *name)
{
	for (size_t i = 0; program_commands[i] != NULL; i++)
		if (strcmp(program_commands[i]->name, name) == 0)
			return program_commands[i];
	return NULL;
}

const char *
command_nearest(const char *word)
{
	struct nearest nearest = nearest_of(text_of(word));

	for (size_t i = 0; views[i] != NULL; i++)
		nearest_look(&nearest, views[i]->name);
	for (size_t i = 0; program_commands[i] != NULL; i++)
		nearest_look(&nearest, program_commands[i]->name);
	nearest_look(&nearest, "help");
	return nearest.name;
}

bool
command_unknown(const char *word, struct error *error)
{
	const char *name = command_nearest(word);

	if (name == NULL)
		return error_set(error, ERROR_USAGE, "no such command: %s", word);
	return error_set(error, ERROR_USAGE, "no such command: %s; did you mean %s?", word, name);
}
