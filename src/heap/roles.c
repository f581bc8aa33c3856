#include "config.h"

#include "heap/roles.h"

#include "base/memory.h"

/* What a name says of the nodes that carry it; each name is looked at once. */
enum {
	NAME_UNKNOWN,
	NAME_PLAIN,
	NAME_STORAGE,
	NAME_SYSTEM,
	NAME_ROOTLIKE,
};

static bool
text_has(struct text text, struct text part)
{
	return text_find(text, part, 0, false) != SIZE_MAX;
}

/* "Window", "Window / https://...", "global", "Node / Environment", but not "WindowList". */
static bool
name_is_rootlike(struct text name)
{
	static const char *const words[] = { "global", "Window", "Node /",
					     "system / NativeContext" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		struct text word = text_of(words[i]);

		if (!text_starts_with(name, word))
			continue;
		if (name.length == word.length || word.at[word.length - 1] == '/'
		    || name.at[word.length] == ' ')
			return true;
	}
	return false;
}

static uint8_t
name_classify(struct text name)
{
	static const char *const storage[] = {
		"PropertyArray", "HashMap", "HashSet", "NameDictionary", "Table",
		"FixedArray", "FixedDoubleArray", "EmbedderDataArray",
	};
	/* Blink's vectors and tables. */
	static const char *const blink[] = {
		"blink::HeapVectorBacking", "blink::HeapHashTableBacking",
		"blink::BasicHeapVector", "blink::HeapVector", "blink::HeapHashMap",
		"blink::HeapHashSet", "blink::HeapLinkedHashSet", "blink::HeapDeque",
	};

	if (name_is_rootlike(name))
		return NAME_ROOTLIKE;
	if (text_equal(name, TEXT("system / Context")))
		return NAME_PLAIN;
	for (size_t i = 0; i < sizeof(storage) / sizeof(storage[0]); i++)
		if (text_has(name, text_of(storage[i])))
			return NAME_STORAGE;
	for (size_t i = 0; i < sizeof(blink) / sizeof(blink[0]); i++)
		if (text_starts_with(name, text_of(blink[i])))
			return NAME_STORAGE;
	if (text_starts_with(name, TEXT("system / ")) || text_starts_with(name, TEXT("system/")))
		return NAME_SYSTEM;
	return NAME_PLAIN;
}

static enum role
role_of(enum node_type type, uint8_t name)
{
	switch (type) {
	case NODE_ARRAY:
		return ROLE_STORAGE;
	case NODE_HIDDEN:
		return name == NAME_STORAGE ? ROLE_STORAGE : ROLE_ENGINE;
	case NODE_CODE:
	case NODE_OBJECT_SHAPE:
		return ROLE_ENGINE;
	case NODE_SYNTHETIC:
		return ROLE_ROOTLIKE;
	case NODE_STRING:
	case NODE_CONCATENATED_STRING:
	case NODE_SLICED_STRING:
	case NODE_NUMBER:
	case NODE_BIGINT:
		return ROLE_LEAF;
	case NODE_NATIVE:
		return name == NAME_ROOTLIKE ? ROLE_ROOTLIKE : name == NAME_STORAGE ? ROLE_STORAGE
		       : name == NAME_SYSTEM ? ROLE_ENGINE : ROLE_USER;
	case NODE_OBJECT:
		if (name == NAME_ROOTLIKE)
			return ROLE_ROOTLIKE;
		/* A user's class may well be called RoutingTable. */
		return name == NAME_SYSTEM ? ROLE_ENGINE : ROLE_USER;
	default:
		return ROLE_USER;
	}
}

static bool
name_matters(enum node_type type)
{
	return type == NODE_HIDDEN || type == NODE_NATIVE || type == NODE_OBJECT;
}

/* "system / FixedArray" as an object would be V8's, whatever its kind. */
static uint8_t
name_of_object(struct text name)
{
	uint8_t class = name_classify(name);

	if (class == NAME_STORAGE && text_starts_with(name, TEXT("blink::")))
		return NAME_STORAGE;
	if (class == NAME_STORAGE)
		return text_starts_with(name, TEXT("system / ")) ? NAME_SYSTEM : NAME_PLAIN;
	return class;
}

uint8_t *
roles_build(const struct heap *heap, struct progress *progress, struct error *error)
{
	const struct snapshot *snapshot = &heap->snapshot;
	uint8_t *roles = column_alloc(snapshot->node_count, 1, error);
	/* Two halves: of hidden nodes, and of the others. */
	uint8_t *known = column_alloc((size_t)snapshot->strings.count * 2, 1, error);
	struct arena scratch = { 0 };
	bool ok = roles != NULL && known != NULL;

	for (node_ix node = 0; ok && node < snapshot->node_count; node++) {
		enum node_type type = heap_node_type(heap, node);
		uint8_t name = NAME_PLAIN;

		if (node % PROGRESS_STRIDE == 0) {
			arena_reset(&scratch);
			ok = progress_advance(progress, node, error);
		}
		if (name_matters(type)) {
			size_t at = (size_t)snapshot->node_name[node] * 2 + (type == NODE_HIDDEN);

			if (known[at] == NAME_UNKNOWN) {
				struct text text = snapshot_node_name(snapshot, node, &scratch);

				known[at] = type == NODE_HIDDEN ? name_classify(text)
								: name_of_object(text);
			}
			name = known[at];
		}
		roles[node] = (uint8_t)role_of(type, name);
	}
	if (ok && snapshot->node_count > 0)
		roles[0] = ROLE_ROOTLIKE;
	arena_release(&scratch);
	column_free(known);
	if (!ok) {
		column_free(roles);
		roles = NULL;
	}
	return roles;
}
