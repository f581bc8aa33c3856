/*
 * Commands that are no views.
 */

#include "config.h"

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
