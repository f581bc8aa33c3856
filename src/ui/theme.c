#include "config.h"

#include "ui/theme.h"

#include <stdlib.h>

enum { DEFAULT = -1, SCHEMES = 4 };

const char *const theme_names[] = { "dark", "light", "mono", "colour-blind", NULL };

/* How a role looks: attributes that every terminal has, and a foreground for each scheme.
 * Blue on black and yellow on white cannot be read; the third scheme has no colour; the
 * fourth tells apart by blue and yellow, not by red and green. */
struct look {
	attr_t attributes;
	short foreground[SCHEMES];
};

static const struct look looks[ROLE_COUNT] = {
	[ROLE_TEXT] = { A_NORMAL, { DEFAULT, DEFAULT, DEFAULT, DEFAULT } },
	[ROLE_CURSOR] = { A_REVERSE, { DEFAULT, DEFAULT, DEFAULT, DEFAULT } },
	[ROLE_CURSOR_OTHER] = { A_UNDERLINE, { DEFAULT, DEFAULT, DEFAULT, DEFAULT } },
	[ROLE_TITLE] = { A_BOLD, { DEFAULT, DEFAULT, DEFAULT, DEFAULT } },
	[ROLE_HEADER] = { A_REVERSE, { COLOR_CYAN, COLOR_BLUE, DEFAULT, COLOR_CYAN } },
	[ROLE_HEADER_OTHER] = { A_UNDERLINE, { DEFAULT, DEFAULT, DEFAULT, DEFAULT } },
	[ROLE_STATUS] = { A_NORMAL, { COLOR_CYAN, COLOR_BLUE, DEFAULT, COLOR_CYAN } },
	[ROLE_MESSAGE] = { A_BOLD, { DEFAULT, DEFAULT, DEFAULT, DEFAULT } },
	[ROLE_ERROR] = { A_BOLD, { COLOR_RED, COLOR_RED, DEFAULT, COLOR_YELLOW } },
	[ROLE_DIM] = { A_DIM, { DEFAULT, DEFAULT, DEFAULT, DEFAULT } },
	[ROLE_NEW] = { A_NORMAL, { COLOR_GREEN, COLOR_GREEN, DEFAULT, COLOR_CYAN } },
	[ROLE_DELETED] = { A_NORMAL, { COLOR_MAGENTA, COLOR_MAGENTA, DEFAULT, COLOR_MAGENTA } },
	[ROLE_SUSPECT] = { A_BOLD, { COLOR_RED, COLOR_RED, DEFAULT, COLOR_YELLOW } },
	[ROLE_HEADING] = { A_BOLD, { DEFAULT, DEFAULT, DEFAULT, DEFAULT } },
	[ROLE_DETACHED] = { A_NORMAL, { COLOR_YELLOW, COLOR_MAGENTA, DEFAULT, COLOR_YELLOW } },
};

#define ROLE_NAME(role, name) [ROLE_##role] = name,
static const char *const role_names[ROLE_COUNT] = { ROLES(ROLE_NAME) };
#undef ROLE_NAME

static const struct {
	const char *name;
	attr_t attribute;
	short colour;
} words[] = {
	{ "bold", A_BOLD, DEFAULT },        { "dim", A_DIM, DEFAULT },
	{ "reverse", A_REVERSE, DEFAULT },  { "underline", A_UNDERLINE, DEFAULT },
	{ "default", A_NORMAL, DEFAULT },   { "black", 0, COLOR_BLACK },
	{ "red", 0, COLOR_RED },            { "green", 0, COLOR_GREEN },
	{ "yellow", 0, COLOR_YELLOW },      { "blue", 0, COLOR_BLUE },
	{ "magenta", 0, COLOR_MAGENTA },    { "cyan", 0, COLOR_CYAN },
	{ "white", 0, COLOR_WHITE },
};

static struct {
	attr_t attributes;
	short colour;
} chosen[ROLE_COUNT];
static bool has_colours;

void
theme_open(void)
{
	const char *no_color = getenv("NO_COLOR");

	has_colours = false;
	if ((no_color == NULL || *no_color == '\0') && has_colors()) {
		start_color();
		has_colours = use_default_colors() == OK;
		for (short colour = 0; has_colours && colour < 8; colour++)
			init_pair((short)(colour + 1), colour, DEFAULT);
	}
}

bool
theme_choose(struct text name)
{
	for (unsigned scheme = 0; theme_names[scheme] != NULL; scheme++) {
		if (!text_equal(name, text_of(theme_names[scheme])))
			continue;
		for (unsigned role = 0; role < ROLE_COUNT; role++) {
			chosen[role].attributes = looks[role].attributes;
			chosen[role].colour = looks[role].foreground[scheme];
		}
		return true;
	}
	return false;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The first word of text, which loses it and the blanks around. */
static struct text
word_take(struct text *text)
{
	struct text word;

	while (text->length > 0 && is_blank(*text->at))
		text->at++, text->length--;
	word = (struct text){ text->at, 0 };
	while (word.length < text->length && !is_blank(text->at[word.length]))
		word.length++;
	*text = text_from(*text, word.length);
	return word;
}

static bool
word_find(struct text name, size_t *found)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (text_equal(name, text_of(words[i].name))) {
			*found = i;
			return true;
		}
	}
	return false;
}

bool
theme_set_role(struct text name, struct text look)
{
	attr_t attribute = A_NORMAL;
	short colour = DEFAULT;
	struct text word;

	while ((word = word_take(&look)).length > 0) {
		size_t i;

		if (!word_find(word, &i))
			return false;
		attribute |= words[i].attribute;
		if (words[i].colour != DEFAULT)
			colour = words[i].colour;
	}
	for (unsigned role = 0; role < ROLE_COUNT; role++) {
		if (text_equal(name, text_of(role_names[role]))) {
			chosen[role].attributes = attribute;
			chosen[role].colour = colour;
			return true;
		}
	}
	return false;
}

attr_t
theme_attributes(enum role role)
{
	if (!has_colours || chosen[role].colour == DEFAULT)
		return chosen[role].attributes;
	return chosen[role].attributes | (attr_t)COLOR_PAIR(chosen[role].colour + 1);
}

enum role
theme_role_of(enum tone tone)
{
	static const enum role roles[] = {
		[TONE_PLAIN] = ROLE_TEXT,     [TONE_DIM] = ROLE_DIM,
		[TONE_NEW] = ROLE_NEW,        [TONE_DELETED] = ROLE_DELETED,
		[TONE_SUSPECT] = ROLE_SUSPECT, [TONE_HEADING] = ROLE_HEADING,
		[TONE_DETACHED] = ROLE_DETACHED,
	};

	return roles[tone];
}
