#include "config.h"

#include "ui/keymap.h"

#include <curses.h>
#include <string.h>

#include "ui/browser_commands.h"
#include "ui/commands.h"
#include "ui/terminal.h"

#define COMMAND_ROW(name, keys, section, help) { #name, keys, section, help, command_##name },
const struct browser_command browser_commands[] = { COMMANDS(COMMAND_ROW) };
#undef COMMAND_ROW

#define COMMAND_ONE(name, keys, section, help) +1
const unsigned browser_command_count = 0 COMMANDS(COMMAND_ONE);
enum { COMMAND_COUNT = 0 COMMANDS(COMMAND_ONE) };
#undef COMMAND_ONE

/* Several codes may have one name: terminals do not agree on Backspace and Enter. */
static const struct {
	const char *name;
	int key;
} key_names[] = {
	{ "Down", KEY_FUNCTION(KEY_DOWN) },
	{ "Up", KEY_FUNCTION(KEY_UP) },
	{ "Left", KEY_FUNCTION(KEY_LEFT) },
	{ "Right", KEY_FUNCTION(KEY_RIGHT) },
	{ "Home", KEY_FUNCTION(KEY_HOME) },
	{ "Home", KEY_FUNCTION(KEY_FIND) },
	{ "End", KEY_FUNCTION(KEY_END) },
	{ "End", KEY_FUNCTION(KEY_SELECT) },
	{ "End", KEY_FUNCTION(KEY_LL) },
	{ "PgDn", KEY_FUNCTION(KEY_NPAGE) },
	{ "PgUp", KEY_FUNCTION(KEY_PPAGE) },
	{ "Del", KEY_FUNCTION(KEY_DC) },
	{ "Ins", KEY_FUNCTION(KEY_IC) },
	{ "Enter", '\r' },
	{ "Enter", '\n' },
	{ "Enter", KEY_FUNCTION(KEY_ENTER) },
	{ "Backspace", KEY_FUNCTION(KEY_BACKSPACE) },
	{ "Backspace", 0x7f },
	{ "Backspace", '\b' },
	{ "Tab", '\t' },
	{ "BackTab", KEY_FUNCTION(KEY_BTAB) },
	{ "Esc", 0x1b },
	{ "Space", ' ' },
};

enum { BINDINGS_MAX = 256, NAME_MAX_LENGTH = 16 };

/* What the configuration bound, newest last; -1: to nothing. */
static struct {
	int key, command;
	char name[NAME_MAX_LENGTH];
} bindings[BINDINGS_MAX];
static unsigned binding_count;

/* The code that stands for all codes of one name. */
static int
key_fold(int key)
{
	for (size_t i = 0; i < sizeof(key_names) / sizeof(*key_names); i++) {
		if (key_names[i].key == key)
			return key_of_name(text_of(key_names[i].name));
	}
	return key;
}

int
key_of_name(struct text name)
{
	size_t bytes;
	uint32_t character;
	int64_t number;

	for (size_t i = 0; i < sizeof(key_names) / sizeof(*key_names); i++) {
		if (text_equal(name, text_of(key_names[i].name)))
			return key_names[i].key;
	}
	if (name.length == 0)
		return KEY_NONE;
	if (name.length == 2 && name.at[0] == '^' && name.at[1] >= '@' && name.at[1] <= '_')
		return name.at[1] & 0x1f;
	if (name.length > 1 && name.at[0] == 'F'
	    && text_parse_integer(text_from(name, 1), &number)
	    && number >= 1 && number <= 12)
		return KEY_FUNCTION(KEY_F((int)number));
	character = text_next(name, &bytes);
	return bytes == name.length && character >= ' ' ? (int)character : KEY_NONE;
}

/* The next name of a list separated by blanks; empty at its end. */
static struct text
name_take(const char **list)
{
	struct text name;

	*list += strspn(*list, " ");
	name = (struct text){ *list, strcspn(*list, " ") };
	*list += name.length;
	return name;
}

/* Whether the configuration bound the key, and to which command; -1: to none. */
static bool
is_bound(int folded, int *command)
{
	for (unsigned i = binding_count; i-- > 0;) {
		if (bindings[i].key == folded) {
			*command = bindings[i].command;
			return true;
		}
	}
	return false;
}

bool
keymap_is_left(int key)
{
	int command;

	return keymap_find(key) == NULL && !is_bound(key_fold(key), &command);
}

struct text
keymap_letter(char key, struct arena *scratch)
{
	return arena_text(scratch, (struct text){ &key, key != 0 && keymap_is_left(key) });
}

const struct browser_command *
keymap_find(int key)
{
	int folded = key_fold(key), bound;

	if (is_bound(folded, &bound))
		return bound < 0 ? NULL : &browser_commands[bound];
	for (unsigned i = 0; i < COMMAND_COUNT; i++) {
		const char *list = browser_commands[i].keys;
		struct text name;

		while ((name = name_take(&list)).length > 0) {
			if (key_of_name(name) == folded)
				return &browser_commands[i];
		}
	}
	return NULL;
}

static bool
command_find(struct text name, int *found)
{
	for (unsigned i = 0; i < COMMAND_COUNT; i++) {
		if (text_equal(name, text_of(browser_commands[i].name))) {
			*found = (int)i;
			return true;
		}
	}
	*found = -1;
	return text_equal(name, TEXT("none"));
}

bool
keymap_bind(struct text key, struct text command)
{
	int code = key_of_name(key), found;

	if (code == KEY_NONE || !command_find(command, &found) || binding_count == BINDINGS_MAX
	    || key.length >= NAME_MAX_LENGTH)
		return false;
	bindings[binding_count].key = key_fold(code);
	bindings[binding_count].command = found;
	memcpy(bindings[binding_count].name, key.at, key.length);
	bindings[binding_count].name[key.length] = '\0';
	binding_count++;
	return true;
}

void
keymap_reset(void)
{
	binding_count = 0;
}

/* Whether the command brings this key along. */
static bool
is_own_key(const struct browser_command *command, int key)
{
	const char *list = command->keys;
	struct text name;

	while ((name = name_take(&list)).length > 0) {
		if (key_of_name(name) == key)
			return true;
	}
	return false;
}

static bool
is_bound_again(unsigned binding)
{
	for (unsigned i = binding + 1; i < binding_count; i++) {
		if (bindings[i].key == bindings[binding].key)
			return true;
	}
	return false;
}

struct text
keymap_key(const struct browser_command *command, unsigned n)
{
	const char *list = command->keys;
	struct text name;

	while ((name = name_take(&list)).length > 0) {
		if (keymap_find(key_of_name(name)) == command && n-- == 0)
			return name;
	}
	for (unsigned i = 0; i < binding_count; i++) {
		if (bindings[i].command == command - browser_commands && !is_bound_again(i)
		    && !is_own_key(command, bindings[i].key) && n-- == 0)
			return text_of(bindings[i].name);
	}
	return TEXT("");
}

struct text
keymap_key_of(void (*run)(struct browser *))
{
	for (unsigned i = 0; i < COMMAND_COUNT; i++) {
		if (browser_commands[i].run == run)
			return keymap_key(&browser_commands[i], 0);
	}
	return TEXT("");
}

unsigned
keymap_column(const struct view *view, int key)
{
	for (unsigned i = 0; view->columns[i].name != NULL; i++) {
		if (view->columns[i].key != 0 && view->columns[i].key == key
		    && keymap_is_left(key))
			return i;
	}
	return COLUMN_NONE;
}

const struct view *
keymap_view(int key)
{
	for (size_t i = 0; views[i] != NULL; i++) {
		if (views[i]->key != 0 && views[i]->key == key && keymap_is_left(key))
			return views[i];
	}
	return NULL;
}
