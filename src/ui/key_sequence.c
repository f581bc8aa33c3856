#include "config.h"

#include "ui/key_sequence.h"

#include <string.h>

enum { SEQUENCE_MAX = 32 /* bytes behind an Esc that may be one key */ };

/* ESC [ letter, and ESC O letter where the keypad is in application mode. */
static const struct {
	char letter;
	int key;
} letters[] = {
	{ 'A', KEY_UP },    { 'B', KEY_DOWN },  { 'C', KEY_RIGHT }, { 'D', KEY_LEFT },
	{ 'H', KEY_HOME },  { 'F', KEY_END },   { 'P', KEY_F(1) },  { 'Q', KEY_F(2) },
	{ 'R', KEY_F(3) },  { 'S', KEY_F(4) },  { 'Z', KEY_BTAB },
};

/* ESC [ number ~ */
static const struct {
	int number, key;
} numbers[] = {
	{ 1, KEY_HOME },   { 2, KEY_IC },     { 3, KEY_DC },     { 4, KEY_END },
	{ 5, KEY_PPAGE },  { 6, KEY_NPAGE },  { 7, KEY_HOME },   { 8, KEY_END },
	{ 11, KEY_F(1) },  { 12, KEY_F(2) },  { 13, KEY_F(3) },  { 14, KEY_F(4) },
	{ 15, KEY_F(5) },  { 17, KEY_F(6) },  { 18, KEY_F(7) },  { 19, KEY_F(8) },
	{ 20, KEY_F(9) },  { 21, KEY_F(10) }, { 23, KEY_F(11) }, { 24, KEY_F(12) },
};

static int
key_of_letter(char letter)
{
	for (size_t i = 0; i < sizeof(letters) / sizeof(*letters); i++) {
		if (letters[i].letter == letter)
			return letters[i].key;
	}
	return KEY_UNHEARD_OF;
}

static int
key_of_number(struct text digits)
{
	int number = 0;

	for (size_t i = 0; i < digits.length; i++) {
		if (digits.at[i] < '0' || digits.at[i] > '9' || number > 99)
			return KEY_UNHEARD_OF;
		number = number * 10 + digits.at[i] - '0';
	}
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		if (number == numbers[i].number)
			return numbers[i].key;
	}
	return KEY_UNHEARD_OF;
}

/* "[", parameters, a letter that ends it.  With Shift or Ctrl, which parameters say, a key is
 * another one. */
static enum key_sequence
control_sequence(struct text bytes, int *key)
{
	size_t at = 1;
	struct text parameters;

	while (at < bytes.length && bytes.at[at] >= ' ' && bytes.at[at] <= '?')
		at++;
	/* the console of Linux: F1 is ESC [ [ A */
	if (at == 1 && bytes.length > 1 && bytes.at[1] == '[') {
		if (bytes.length == 2)
			return KEY_SEQUENCE_PART;
		*key = bytes.at[2] >= 'A' && bytes.at[2] <= 'E' ? KEY_F(bytes.at[2] - 'A' + 1)
								: KEY_UNHEARD_OF;
		return KEY_SEQUENCE_WHOLE;
	}
	if (at == bytes.length)
		return KEY_SEQUENCE_PART;
	if (bytes.at[at] < '@' || bytes.at[at] > '~')
		return KEY_SEQUENCE_NONE;
	parameters = (struct text){ bytes.at + 1, at - 1 };
	if (bytes.at[at] == '~')
		*key = key_of_number(parameters);
	else
		*key = parameters.length == 0 ? key_of_letter(bytes.at[at]) : KEY_UNHEARD_OF;
	return KEY_SEQUENCE_WHOLE;
}

/* "O" and a letter.  "O" is also a key: only what keyboards send is taken for one of theirs. */
static enum key_sequence
keypad_sequence(struct text bytes, int *key)
{
	if (bytes.length == 1)
		return KEY_SEQUENCE_PART;
	if (strchr("ABCDHFPQRSMabcd", bytes.at[1]) == NULL || bytes.at[1] == '\0')
		return KEY_SEQUENCE_NONE;
	*key = bytes.at[1] == 'M' ? KEY_ENTER : key_of_letter(bytes.at[1]);
	return KEY_SEQUENCE_WHOLE;
}

enum key_sequence
key_sequence_read(struct text bytes, int *key)
{
	*key = KEY_UNHEARD_OF;
	if (bytes.at[0] == '[')
		return control_sequence(bytes, key);
	return bytes.at[0] == 'O' ? keypad_sequence(bytes, key) : KEY_SEQUENCE_NONE;
}

/* What was read too many is read again. */
static void
keys_give_back(const char *bytes, size_t length)
{
	while (length-- > 0)
		unget_wch((wchar_t)(unsigned char)bytes[length]);
}

/* A sequence that breaks off is one that means nothing. */
bool
key_sequence_take(WINDOW *keys, int *key)
{
	char bytes[SEQUENCE_MAX];
	size_t length = 0;
	enum key_sequence read = KEY_SEQUENCE_PART;
	wint_t next = 0;
	int kind = OK;

	while (read == KEY_SEQUENCE_PART && length < sizeof(bytes)) {
		kind = wget_wch(keys, &next);
		if (kind != OK || next >= 0x7f)
			break;
		bytes[length++] = (char)next;
		read = key_sequence_read((struct text){ bytes, length }, key);
	}
	if (kind == KEY_CODE_YES)
		ungetch((int)next);
	else if (kind == OK && next >= 0x7f)
		unget_wch((wchar_t)next);
	if (read == KEY_SEQUENCE_WHOLE || (read == KEY_SEQUENCE_PART && length > 1))
		return true;
	keys_give_back(bytes, length);
	return false;
}
