#include "config.h"

#include "heap/name_kinds.h"

static const struct {
	struct text name;
	bool is_start;
	enum name_kind kind;
} name_kinds[] = {
	{ { "Object", 6 }, false, NAME_OBJECT },
	{ { "__proto__", 9 }, false, NAME_PROTO },
	{ { "system / NativeContext", 22 }, false, NAME_NATIVE_CONTEXT },
	{ { "sloppy_function_map", 19 }, false, NAME_SLOPPY_FUNCTION_MAP },
	{ { "(map descriptors)", 17 }, false, NAME_MAP_DESCRIPTORS },
	{ { "(Document DOM trees)", 20 }, false, NAME_DOCUMENT_DOM_TREES },
	{ { "system / ExternalStringData", 27 }, false, NAME_EXTERNAL_STRING_DATA },
	{ { "<", 1 }, true, NAME_TAG },
	{ { "Detached <", 10 }, true, NAME_DETACHED_TAG },
	{ { "Detached ", 9 }, true, NAME_DETACHED },
};

/* The first character of a string, if a name of ours begins with it: most strings are told so.
 * ESCAPED for those that have an escape there which may be one. */
enum { OTHER = 0, ESCAPED = '\\' };

static char
first_letter(const struct strings *strings, string_ix name)
{
	const char *raw;

	if (name >= strings->recorded)
		return ESCAPED;
	raw = strings_raw_begin(strings, name);
	switch (raw[0]) {
	case 'O': case '_': case 's': case '(': case '<': case 'D':
		return raw[0];
	case '\\':
		return raw[1] == 'u' && raw[2] == '0' && raw[3] == '0' ? ESCAPED : OTHER;
	default:
		return OTHER;
	}
}

enum name_kind
name_kind_of(const struct strings *strings, string_ix name)
{
	char first = first_letter(strings, name);

	if (first == OTHER)
		return NAME_PLAIN;
	for (size_t i = 0; i < sizeof name_kinds / sizeof *name_kinds; i++)
		if ((first == ESCAPED || first == name_kinds[i].name.at[0])
		    && (name_kinds[i].is_start
				? strings_start_with(strings, name, name_kinds[i].name)
				: strings_equal(strings, name, name_kinds[i].name)))
			return name_kinds[i].kind;
	return NAME_PLAIN;
}

uint8_t *
name_kinds_build(const struct strings *strings, struct progress *progress, struct error *error)
{
	uint8_t *kinds = column_alloc(strings->count, sizeof *kinds, error);

	for (string_ix name = 0; kinds != NULL && name < strings->count; name++) {
		kinds[name] = (uint8_t)name_kind_of(strings, name);
		if (name % PROGRESS_STRIDE == 0 && !progress_advance(progress, name, error)) {
			column_free(kinds);
			return NULL;
		}
	}
	return kinds;
}
