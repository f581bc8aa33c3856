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

/* Whether a string that begins so can be one of the names at all: most cannot. */
static bool
name_kind_is_likely(const struct strings *strings, string_ix name)
{
	if (name >= strings->recorded)
		return true;
	switch (strings_raw_first(strings, name)) {
	case 'O': case '_': case 's': case '(': case '<': case 'D':
	case '\\': /* any of them, escaped */
		return true;
	default:
		return false;
	}
}

enum name_kind
name_kind_of(const struct strings *strings, string_ix name)
{
	if (!name_kind_is_likely(strings, name))
		return NAME_PLAIN;
	for (size_t i = 0; i < sizeof name_kinds / sizeof *name_kinds; i++)
		if (name_kinds[i].is_start
			    ? strings_start_with(strings, name, name_kinds[i].name)
			    : strings_equal(strings, name, name_kinds[i].name))
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
