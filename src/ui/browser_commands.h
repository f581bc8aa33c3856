/*
 * The functions behind the commands, one each: commands.h makes them up.
 */

#pragma once

#include "ui/commands.h"

struct browser;

#define COMMAND_DECLARATION(name, keys, section, help) void command_##name(struct browser *);
COMMANDS(COMMAND_DECLARATION)
#undef COMMAND_DECLARATION
