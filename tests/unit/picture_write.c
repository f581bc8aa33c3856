#include "config.h"

#include <inttypes.h>

#include "base/text_map.h"
#include "unit/picture.h"

static void
write_names(struct buffer *out, const char *const *names)
{
	for (size_t i = 0; names[i] != NULL; i++)
		buffer_printf(out, "%s\"%s\"", i > 0 ? "," : "", names[i]);
}

/* Takes the first of the names, each of which has a blank behind it. */
static struct text
take_name(struct text *names)
{
	size_t end = text_find(*names, TEXT(" "), 0, false);
	struct text name = { names->at, end };

	*names = text_from(*names, end + 1);
	return name;
}

static size_t
count_names(struct text names)
{
	size_t count = 0;

	for (; names.length > 0; count++)
		take_name(&names);
	return count;
}

static void
write_meta(const struct picture *picture, struct buffer *out)
{
	buffer_add_text(out, TEXT("{\"snapshot\":{\"meta\":{\n"
	                          "\"node_fields\":[\"type\",\"name\",\"id\",\"self_size\","
	                          "\"edge_count\",\"trace_node_id\",\"detachedness\"],\n"
	                          "\"node_types\":[["));
	write_names(out, picture_node_types);
	buffer_add_text(out, TEXT("],\"string\",\"number\",\"number\",\"number\",\"number\","
	                          "\"number\"],\n"
	                          "\"edge_fields\":[\"type\",\"name_or_index\",\"to_node\"],\n"
	                          "\"edge_types\":[["));
	write_names(out, picture_edge_types);
	buffer_add_text(out, TEXT("],\"string_or_number\",\"node\"],\n"
	                          "\"trace_function_info_fields\":[\"function_id\",\"name\","
	                          "\"script_name\",\"script_id\",\"line\",\"column\"],\n"
	                          "\"trace_node_fields\":[\"id\",\"function_info_index\","
	                          "\"count\",\"size\",\"children\"],\n"
	                          "\"sample_fields\":[\"timestamp_us\",\"last_assigned_id\"],\n"
	                          "\"location_fields\":[\"object_index\",\"script_id\",\"line\","
	                          "\"column\"]"));
	if (picture->scopes.length > 0)
		buffer_add_text(out, TEXT(",\n\"scope_fields\":[\"script_node_index\","
		                          "\"scope_id\",\"depth\",\"scope_context_vars_count\","
		                          "\"scope_uses_count\"],\n"
		                          "\"scope_context_var_fields\":[\"name\"],\n"
		                          "\"scope_use_fields\":[\"declaring_scope_id\","
		                          "\"slot_index\"]"));
	buffer_printf(out, "},\n\"node_count\":%zu,\"edge_count\":%zu,"
	              "\"trace_function_count\":%zu},\n",
	              picture->node_count, picture->edge_count,
	              count_names(picture->trace_functions));
}

static void
write_nodes(const struct picture *picture, struct text_map *strings, struct buffer *out)
{
	buffer_add_text(out, TEXT("\"nodes\":["));
	for (size_t i = 0; i < picture->node_count; i++) {
		const struct picture_node *node = &picture->nodes[i];

		buffer_printf(out, "%s\n%u,%u,%" PRIu64 ",%" PRIu64 ",%zu,%u,%u", i > 0 ? "," : "",
			      node->type, text_map_add(strings, node->name), node->id, node->size,
			      node->edge_count, node->trace_node, node->detachedness);
	}
	buffer_add_text(out, TEXT("],\n"));
}

static bool
is_numbered(const struct picture_edge *edge)
{
	return edge->type == PICTURE_ELEMENT || edge->type == PICTURE_HIDDEN;
}

static void
write_edges(const struct picture *picture, struct text_map *strings, struct buffer *out)
{
	buffer_add_text(out, TEXT("\"edges\":["));
	for (size_t i = 0; i < picture->edge_count; i++) {
		const struct picture_edge *edge = &picture->edges[i];

		buffer_printf(out, "%s\n%u,%u,%zu", i > 0 ? "," : "", edge->type,
		              is_numbered(edge) ? edge->number : text_map_add(strings, edge->name),
		              edge->target * 7);
	}
	buffer_add_text(out, TEXT("],\n"));
}

static void
write_section(struct buffer *out, const char *name, struct text numbers)
{
	buffer_printf(out, "\"%s\":[%.*s],\n", name, (int)numbers.length, numbers.at);
}

static void
write_trace(const struct picture *picture, struct text_map *strings, struct buffer *out)
{
	struct text names = picture->trace_functions;

	buffer_add_text(out, TEXT("\"trace_function_infos\":["));
	for (unsigned i = 0; names.length > 0; i++)
		buffer_printf(out, "%s\n%u,%u,%u,1,%u,1", i > 0 ? "," : "", i,
		              text_map_add(strings, take_name(&names)),
		              text_map_add(strings, TEXT("file:///app.js")), i + 1);
	buffer_add_text(out, TEXT("],\n"));
	write_section(out, "trace_tree", picture->trace_tree);
	write_section(out, "samples", picture->samples);
}

static void
write_scopes(const struct picture *picture, struct text_map *strings, struct buffer *out)
{
	struct text names = picture->scope_variables;

	if (picture->scopes.length == 0)
		return;
	write_section(out, "scopes", picture->scopes);
	buffer_add_text(out, TEXT("\"scope_context_vars\":["));
	for (unsigned i = 0; names.length > 0; i++)
		buffer_printf(out, "%s%u", i > 0 ? "," : "",
		              text_map_add(strings, take_name(&names)));
	buffer_add_text(out, TEXT("],\n"));
	write_section(out, "scope_uses", picture->scope_uses);
}

static void
write_locations(const struct picture *picture, struct buffer *out)
{
	const char *comma = "";

	buffer_add_text(out, TEXT("\"locations\":["));
	for (size_t i = 0; i < picture->node_count; i++) {
		const struct picture_node *node = &picture->nodes[i];

		if (!node->has_location)
			continue;
		buffer_printf(out, "%s\n%zu,%u,%u,%u", comma, i * 7, node->script_id, node->line,
		              node->column);
		comma = ",";
	}
	buffer_add_text(out, TEXT("],\n"));
}

static void
write_string(struct buffer *out, const char *comma, struct text text)
{
	buffer_printf(out, "%s\n\"", comma);
	buffer_add_text(out, text);
	buffer_add_char(out, '"');
}

void
picture_write(const struct picture *picture, struct buffer *out)
{
	struct text_map strings = { 0 }; /* each once, as V8 writes them */

	write_meta(picture, out);
	write_nodes(picture, &strings, out);
	write_edges(picture, &strings, out);
	write_trace(picture, &strings, out);
	write_locations(picture, out);
	write_scopes(picture, &strings, out);
	buffer_add_text(out, TEXT("\"strings\":["));
	for (uint32_t i = 0; i < strings.count; i++)
		write_string(out, i > 0 ? "," : "", strings.at[i]);
	text_map_release(&strings);
	buffer_add_text(out, TEXT("]}\n"));
}

static void
draw_edge(const struct picture_edge *edge, struct buffer *out)
{
	static const char sigils[] = "%  $!>~?";

	buffer_add_text(out, TEXT(" "));
	if (sigils[edge->type] != ' ')
		buffer_add_char(out, sigils[edge->type]);
	buffer_add_text(out, edge->label);
	if (is_numbered(edge))
		buffer_printf(out, "[%u]", edge->number);
	else if (!text_equal(edge->name, edge->label))
		buffer_printf(out, ".\"%.*s\"", (int)edge->name.length, edge->name.at);
}

static void
draw_type(unsigned type, struct buffer *out)
{
	buffer_add_char(out, ' ');
	for (const char *c = picture_node_types[type]; *c != '\0'; c++)
		buffer_add_char(out, *c == ' ' ? '_' : *c);
}

static void
draw_node(const struct picture_node *node, bool is_root, struct buffer *out)
{
	static const char *const detachedness[] = { "", " attached", " detached" };

	buffer_printf(out, "%.*s:%" PRIu64, (int)node->label.length, node->label.at, node->size);
	if (!is_root)
		draw_type(node->type, out);
	buffer_printf(out, " @%" PRIu64 "%s", node->id, detachedness[node->detachedness % 3]);
	if (!text_equal(node->name, is_root ? TEXT("") : node->label))
		buffer_printf(out, " name=\"%.*s\"", (int)node->name.length, node->name.at);
	if (node->has_location)
		buffer_printf(out, " at=%u:%u:%u", node->script_id, node->line, node->column);
	if (node->trace_node != 0)
		buffer_printf(out, " trace=%u", node->trace_node);
}

void
picture_draw(const struct picture *picture, struct buffer *out)
{
	for (size_t i = 0; i < picture->node_count; i++) {
		const struct picture_node *node = &picture->nodes[i];

		draw_node(node, i == 0, out);
		if (node->edge_count > 0)
			buffer_add_text(out, TEXT(" ->"));
		for (size_t j = 0; j < node->edge_count; j++)
			draw_edge(&picture->edges[node->first_edge + j], out);
		buffer_add_char(out, '\n');
	}
}
