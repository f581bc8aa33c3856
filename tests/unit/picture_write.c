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
	                          "\"column\"]},\n"));
	buffer_printf(out, "\"node_count\":%zu,\"edge_count\":%zu,\"trace_function_count\":0},\n",
	              picture->node_count, picture->edge_count);
}

static void
write_nodes(const struct picture *picture, struct text_map *strings, struct buffer *out)
{
	buffer_add_text(out, TEXT("\"nodes\":["));
	for (size_t i = 0; i < picture->node_count; i++) {
		const struct picture_node *node = &picture->nodes[i];

		buffer_printf(out, "%s\n%u,%u,%" PRIu64 ",%" PRIu64 ",%zu,%u,%u", i > 0 ? "," : "",
		              node->type, text_map_add(strings, node->name), node->id, node->size, node->edge_count,
		              node->trace_node, node->detachedness);
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
write_locations(const struct picture *picture, struct buffer *out)
{
	const char *comma = "";

	buffer_add_text(out, TEXT("\"trace_function_infos\":[],\"trace_tree\":[],\"samples\":[],\n"
	                          "\"locations\":["));
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
	write_locations(picture, out);
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
