/*
 * Constructors of the naive twin.  Names of properties hold none of , ' " { }.
 */

#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "unit/naive_internal.h"

enum { NAME_LENGTH = 400, DEFINITIONS_MAX = 256 };

struct definition {
	char name[NAME_LENGTH];
	size_t object;     /* the first of the name: its properties, as far as the name goes */
	size_t properties; /* how many of them */
	size_t count;
};

struct definitions {
	const struct naive *of; /* whose objects they are of */
	struct definition at[DEFINITIONS_MAX];
	size_t count;
};

static bool
is_plain(const struct naive *n, size_t node)
{
	return naive_is_type(n, node, "object") && strcmp(n->name[node], "Object") == 0;
}

static bool
is_property(const struct naive *n, size_t edge)
{
	return n->picture->edges[edge].type == PICTURE_PROPERTY;
}

/* The candidate name of a plain object; returns how many properties are in it. */
static size_t
name_object(const struct naive *n, size_t node, char name[NAME_LENGTH])
{
	const struct picture_node *at = &n->picture->nodes[node];
	size_t count = 0;

	strcpy(name, "{");
	for (size_t edge = at->first_edge; edge < at->first_edge + at->edge_count; edge++) {
		struct text property = n->picture->edges[edge].name;

		if (!is_property(n, edge) || naive_edge_is_called(n, edge, "__proto__"))
			continue;
		if (strlen(name) > 1 && strlen(name) + property.length > 120)
			break;
		if (strlen(name) != 1)
			strcat(name, ", ");
		strncat(name, property.at, property.length);
		count++;
	}
	strcat(name, "}");
	return count;
}

static int
compare_definitions(const void *a, const void *b)
{
	const struct definition *x = a, *y = b;

	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	return x->object < y->object ? -1 : 1; /* the first seen first */
}

static void
infer(const struct naive *n, struct definitions *definitions)
{
	size_t total = 0;

	definitions->of = n;
	for (size_t i = 0; i < n->count; i++) {
		char name[NAME_LENGTH];
		size_t k = 0, properties;

		if (!is_plain(n, i))
			continue;
		total++;
		properties = name_object(n, i, name);
		if (properties == 0)
			continue;
		while (k < definitions->count && strcmp(definitions->at[k].name, name) != 0)
			k++;
		if (k == definitions->count) {
			definitions->at[k] =
				(struct definition){ .object = i, .properties = properties };
			strcpy(definitions->at[k].name, name);
			definitions->count++;
		}
		definitions->at[k].count++;
	}
	qsort(definitions->at, definitions->count, sizeof *definitions->at, compare_definitions);
	while (definitions->count > 0
	       && (definitions->at[definitions->count - 1].count < 2
		   || (double)definitions->at[definitions->count - 1].count < (double)total / 1000))
		definitions->count--;
}

/* How often the first `limit` properties of a node, __proto__ left out if asked, have a name. */
static size_t
count_named(const struct naive *n, size_t node, struct text name, size_t limit, bool with_proto)
{
	const struct picture_node *at = &n->picture->nodes[node];
	size_t count = 0;

	for (size_t edge = at->first_edge;
	     edge < at->first_edge + at->edge_count && limit > 0; edge++)
		if (is_property(n, edge)
		    && (with_proto || !naive_edge_is_called(n, edge, "__proto__"))) {
			limit--;
			count += text_equal(n->picture->edges[edge].name, name);
		}
	return count;
}

static bool
matches(const struct naive *n, const struct naive *of, const struct definition *definition,
	size_t node)
{
	const struct picture_node *at = &of->picture->nodes[definition->object];

	for (size_t edge = at->first_edge; edge < at->first_edge + at->edge_count; edge++) {
		struct text name = of->picture->edges[edge].name;

		if (is_property(of, edge) && !naive_edge_is_called(of, edge, "__proto__")
		    && count_named(of, definition->object, name, definition->properties, false)
			       > count_named(n, node, name, SIZE_MAX, true))
			return false;
	}
	return true;
}

static const char *
interface_of(const struct naive *n, const struct definitions *definitions, size_t node)
{
	const struct definition *best = NULL;

	for (size_t k = 0; k < definitions->count; k++)
		if (matches(n, definitions->of, &definitions->at[k], node)
		    && (best == NULL || definitions->at[k].properties > best->properties))
			best = &definitions->at[k];
	return best != NULL ? best->name : NULL;
}

static void
class_by_name(const char *name, char class[512])
{
	const char *from = strncmp(name, "Detached <", 10) == 0 ? name + 10 : name;
	const char *space = strchr(from, ' ');

	snprintf(class, 512, "%s", name);
	if ((name[0] == '<' || from != name) && space != NULL)
		sprintf(class + (space - name), ">");
}

void
naive_find_classes(struct naive *n, const struct naive *of)
{
	struct definitions *definitions = xcalloc(1, sizeof *definitions);

	infer(of, definitions);
	for (size_t i = 0; i < n->count; i++) {
		const char *type = picture_node_types[n->picture->nodes[i].type];
		const char *interface = is_plain(n, i) ? interface_of(n, definitions, i) : NULL;
		char class[512];

		if (interface != NULL)
			snprintf(class, sizeof class, "%s", interface);
		else if (strcmp(type, "object") == 0 || strcmp(type, "native") == 0)
			class_by_name(n->name[i], class);
		else if (strcmp(type, "hidden") == 0)
			strcpy(class, "(system)");
		else if (strcmp(type, "code") == 0)
			strcpy(class, "(compiled code)");
		else if (strcmp(type, "closure") == 0)
			strcpy(class, "Function");
		else if (strcmp(type, "regexp") == 0)
			strcpy(class, "RegExp");
		else
			snprintf(class, sizeof class, "(%s)", type);
		free(n->class[i]);
		n->class[i] = xstrdup(class);
	}
	free(definitions);
}

/* A node renamed to "Detached Foo" and one recorded so are two rows (in DevTools one replaces the
 * other); elements are not, their class is made from the text. */
static bool
is_renamed(const struct naive *n, size_t node)
{
	return naive_is_type(n, node, "native") && n->state[node] == 2
	       && strncmp(n->name[node], "Detached <", 10) != 0;
}

void
naive_class_key(const struct naive *n, size_t node, char key[512])
{
	const struct picture_node *at = &n->picture->nodes[node];
	const char *renamed = is_renamed(n, node) ? " renamed" : "";

	if (at->has_location && naive_is_type(n, node, "object"))
		snprintf(key, 512, "%s %u:%u:%u", n->class[node], at->script_id, at->line,
			 at->column);
	else
		snprintf(key, 512, "%s%s", n->class[node], renamed);
}
