#include "config.h"

#include "ui/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/directories.h"
#include "ui/keymap.h"
#include "ui/theme.h"

enum { LINE_MAX_LENGTH = 1024 };

static struct text
trimmed(struct text text)
{
	while (text.length > 0 && (*text.at == ' ' || *text.at == '\t'))
		text.at++, text.length--;
	while (text.length > 0 && strchr(" \t\r\n", text.at[text.length - 1]) != NULL)
		text.length--;
	return text;
}

/* The text without the comment behind it.  A "#" in front is a key that is bound. */
static struct text
without_comment(struct text text)
{
	for (size_t i = 1; i < text.length; i++) {
		if (text.at[i] == '#' && (text.at[i - 1] == ' ' || text.at[i - 1] == '\t'))
			return trimmed((struct text){ text.at, i });
	}
	return text;
}

/* Takes the first word from the text; what is left begins with the next. */
static struct text
word_take(struct text *text)
{
	struct text word = { text->at, 0 };

	while (word.length < text->length && text->at[word.length] != ' '
	       && text->at[word.length] != '\t')
		word.length++;
	*text = trimmed(text_from(*text, word.length));
	return word;
}

static bool
parse_switch(struct text word, bool *is_on)
{
	if (!text_equal(word, TEXT("on")) && !text_equal(word, TEXT("off")))
		return false;
	*is_on = text_equal(word, TEXT("on"));
	return true;
}

static bool
set_theme(struct settings *settings, struct text rest)
{
	(void)settings;
	return theme_choose(rest);
}

static bool
set_color(struct settings *settings, struct text rest)
{
	struct text role = word_take(&rest);

	(void)settings;
	return theme_set_role(role, rest);
}

static bool
set_bind(struct settings *settings, struct text rest)
{
	struct text key = word_take(&rest);

	(void)settings;
	return keymap_bind(key, rest);
}

/* Whether the view has each column of a list separated by commas. */
static bool
has_columns(const struct view *view, struct text list)
{
	size_t length = 0;

	do {
		list = text_from(list, length);
		length = 0;
		while (length < list.length && list.at[length] != ',')
			length++;
		if (view_column_find(view, (struct text){ list.at, length }) == COLUMN_NONE)
			return false;
		length++; /* the comma */
	} while (length <= list.length);
	return true;
}

static bool
set_columns(struct settings *settings, struct text rest)
{
	struct text view = word_take(&rest);

	if (view_find(view) == NULL || !has_columns(view_find(view), rest))
		return false;
	settings->columns = xreallocarray(settings->columns, settings->column_count + 1,
					  sizeof(*settings->columns));
	settings->columns[settings->column_count++] =
		(struct chosen_columns){ text_copy(view), text_copy(rest) };
	return true;
}

static bool
set_units(struct settings *settings, struct text rest)
{
	if (!text_equal(rest, TEXT("binary")) && !text_equal(rest, TEXT("decimal")))
		return false;
	settings->units = text_equal(rest, TEXT("binary")) ? UNITS_BINARY : UNITS_DECIMAL;
	return true;
}

static bool
set_mouse(struct settings *settings, struct text rest)
{
	return parse_switch(rest, &settings->mouse);
}

static bool
set_cursor(struct settings *settings, struct text rest)
{
	return parse_switch(rest, &settings->show_cursor);
}

static bool
set_ascii(struct settings *settings, struct text rest)
{
	return parse_switch(rest, &settings->ascii);
}

static const struct {
	const char *name;
	bool (*set)(struct settings *settings, struct text rest);
} kinds[] = {
	{ "theme", set_theme },     { "color", set_color },   { "bind", set_bind },
	{ "columns", set_columns }, { "units", set_units },   { "mouse", set_mouse },
	{ "cursor", set_cursor },   { "ascii", set_ascii },
};

bool
settings_line(struct settings *settings, struct text line)
{
	struct text rest = trimmed(line), word;

	if (rest.length == 0 || *rest.at == '#')
		return true;
	word = word_take(&rest);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (text_equal(word, text_of(kinds[i].name)))
			return kinds[i].set(settings, without_comment(rest));
	}
	return false;
}

void
settings_load(struct settings *settings, struct buffer *complaints)
{
	struct buffer path = { 0 };
	char line[LINE_MAX_LENGTH];
	FILE *file = NULL;

	theme_choose(text_of(theme_names[0]));
	if (directory_find(DIRECTORY_CONFIG, "config", &path))
		file = directory_file_open(path.at);
	for (unsigned number = 1; file != NULL && fgets(line, sizeof(line), file); number++) {
		struct text text = trimmed(text_of(line));

		if (settings_line(settings, text))
			continue;
		buffer_printf(complaints, "%sconfig line %u skipped: ",
			      complaints->length > 0 ? "; " : "", number);
		text_escape(complaints, text, TEXT_ASCII);
	}
	if (file != NULL)
		fclose(file);
	buffer_release(&path);
}

struct text
settings_columns(const struct settings *settings, const char *view)
{
	for (size_t i = settings->column_count; i-- > 0;) {
		if (strcmp(settings->columns[i].view, view) == 0)
			return text_of(settings->columns[i].columns);
	}
	return TEXT("");
}

void
settings_release(struct settings *settings)
{
	for (size_t i = 0; i < settings->column_count; i++) {
		free(settings->columns[i].view);
		free(settings->columns[i].columns);
	}
	free(settings->columns);
}
