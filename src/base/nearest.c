#include "config.h"

#include "base/nearest.h"

enum { WORD_LONGEST = 32, BEGINNING_LEAST = 3 };

struct nearest
nearest_of(struct text word)
{
	return (struct nearest){ .word = word, .distance = (unsigned)(word.length / 3) + 1 };
}

static unsigned
least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/*
 * Letters to change, of a word and a name that are not too long.  rows[0] is what the beginnings of
 * the name are from the word's beginning so far, the others are from those one and two letters
 * shorter.
 */
static unsigned
distance(struct text a, struct text b)
{
	unsigned rows[3][WORD_LONGEST + 1] = { 0 };

	for (unsigned j = 0; j <= b.length; j++)
		rows[0][j] = j;
	for (unsigned i = 1; i <= a.length; i++) {
		memcpy(rows[2], rows[1], sizeof rows[2]);
		memcpy(rows[1], rows[0], sizeof rows[1]);
		rows[0][0] = i;
		for (unsigned j = 1; j <= b.length; j++) {
			unsigned other = a.at[i - 1] != b.at[j - 1];

			rows[0][j] = least(least(rows[1][j], rows[0][j - 1]) + 1,
					   rows[1][j - 1] + other);
			if (i > 1 && j > 1 && a.at[i - 1] == b.at[j - 2]
			    && a.at[i - 2] == b.at[j - 1])
				rows[0][j] = least(rows[0][j], rows[2][j - 2] + 1);
		}
	}
	return rows[0][b.length];
}

void
nearest_look(struct nearest *nearest, const char *name)
{
	struct text text = text_of(name);
	unsigned letters;

	if (nearest->word.length > WORD_LONGEST || text.length > WORD_LONGEST)
		return;
	letters = distance(nearest->word, text);
	if (nearest->word.length >= BEGINNING_LEAST && text_starts_with(text, nearest->word))
		letters = least(letters, 1);
	if (letters >= nearest->distance)
		return;
	nearest->distance = letters;
	nearest->name = name;
}
