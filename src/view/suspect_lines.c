#include "config.h"

#include "view/suspect_lines.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "base/units.h"

enum {
	LABEL_CELLS = 8,  /* "source  " */
	LINE_CELLS = 64,  /* longer texts are broken */
	SAMPLES_SHOWN = 10,
	SAMPLES_NAMED = 3,
	PATH_NAMES = 4,
};

struct builder {
	struct suspect_lines *lines;
	const struct suspects *suspects;
	const struct heap *heap;
};

static uint32_t
line_add(struct suspect_lines *lines, struct text text, node_ix node)
{
	if (lines->count == lines->capacity) {
		lines->capacity = lines->capacity * 2 + 64;
		lines->at = xreallocarray(lines->at, lines->capacity, sizeof(*lines->at));
	}
	lines->at[lines->count] = (struct suspect_line){
		.text = text, .node = node, .suspect = UINT32_MAX
	};
	return (uint32_t)lines->count++;
}

/* Where to break a text: behind a word. */
static size_t
break_at(struct text text)
{
	size_t fits = text_clip(text, LINE_CELLS).length, at = fits;

	if (fits == text.length)
		return fits;
	while (at > 0 && text.at[at] != ' ')
		at--;
	return at > 0 ? at : fits;
}

static void
add_text(struct suspect_lines *lines, const char *label, struct text text)
{
	while (text.length > 0) {
		size_t at = break_at(text);

		line_add(lines, arena_printf(&lines->arena, "%-8s%.*s", label, (int)at, text.at),
			 NODE_NONE);
		while (at < text.length && text.at[at] == ' ')
			at++;
		text = text_from(text, at);
		label = "";
	}
}

static void
add_values(struct buffer *out, const int64_t *values, size_t count, bool bytes)
{
	for (size_t i = 0; i < count; i++) {
		char number[UNITS_LENGTH];

		buffer_printf(out, "%s%s", i > 0 ? " -> " : "",
			      bytes ? units_bytes(number, (uint64_t)values[i], UNITS_DECIMAL)
				    : units_count(number, (uint64_t)values[i]));
	}
}

/* "leaks, almost certainly: 0 -> 300 -> 600 Page, 0 B -> 1.2 MB, since snapshot 2" */
static void
add_series(struct builder *builder, const struct suspect *suspect)
{
	size_t n = builder->suspects->snapshot_count;
	struct buffer line = { 0 };

	buffer_printf(&line, "%s, %s (%.2f)", verdict_name(suspect->trend.verdict),
		      suspect_confidence_word(suspect->confidence), suspect->confidence);
	if (suspect->trend.verdict == VERDICT_LEAKS)
		buffer_printf(&line, ", since snapshot %zu of %zu", suspect->trend.since + 1, n);
	add_text(builder->lines, "verdict", buffer_text(&line));
	if (n == 1) {
		buffer_release(&line);
		return;
	}
	buffer_clear(&line);
	if (!suspect->is_storage && !suspect->has_one_entry
	    && suspect->entries[0] != suspect->entries[n - 1]) {
		add_values(&line, suspect->entries, n, false);
		buffer_add_char(&line, ' ');
		buffer_add_text(&line, suspect_class_in_words(suspect->constructor));
		buffer_printf(&line, "; ");
	}
	add_values(&line, suspect->bytes, n, true);
	add_text(builder->lines, "series", buffer_text(&line));
	buffer_release(&line);
}

static struct text
step_text(struct builder *builder, struct path_step step, size_t run)
{
	struct arena *arena = &builder->lines->arena;
	struct text class = heap_class_name(builder->heap, step.node);
	struct text edge = TEXT("");
	char times[32] = "";

	if (run > 1)
		snprintf(times, sizeof(times), " x%zu", run);
	if (step.edge != EDGE_NONE)
		edge = snapshot_edge_name(&builder->heap->snapshot, step.edge, arena);
	return arena_printf(arena, "%.*s%s%.*s @%u%s", (int)edge.length, edge.at,
			    edge.length > 0 ? " :: " : "", (int)class.length, class.at,
			    heap_node_id(builder->heap, step.node), times);
}

/* The last names on the path, where no expression leads all the way: "... app, locals, visits". */
static struct text
path_names(struct builder *builder, const struct path *path)
{
	const struct snapshot *snapshot = &builder->heap->snapshot;
	struct buffer names = { 0 };
	struct text text;
	size_t first = path->count;

	for (size_t found = 0; first > 1 && found < PATH_NAMES;) {
		enum edge_type type =
			edge_word_type(snapshot->edge_word[path->steps[--first].edge]);

		found += type == EDGE_PROPERTY || type == EDGE_CONTEXT;
	}
	for (size_t i = first; i < path->count; i++) {
		enum edge_type type = edge_word_type(snapshot->edge_word[path->steps[i].edge]);

		if (type != EDGE_PROPERTY && type != EDGE_CONTEXT)
			continue;
		buffer_printf(&names, "%s", names.length > 0 ? " -> " : "... ");
		buffer_add_text(&names, snapshot_edge_name(snapshot, path->steps[i].edge,
							   &builder->lines->arena));
	}
	text = names.length > 0 ? arena_text(&builder->lines->arena, buffer_text(&names))
				: TEXT("from the root");
	buffer_release(&names);
	return text;
}

/* The path in words of the program. */
static void
add_path(struct builder *builder, const struct suspect *suspect)
{
	struct suspect_lines *lines = builder->lines;
	struct text text = suspect->expression;

	if (suspect->path.count == 0)
		return;
	if (text.length == 0)
		text = path_names(builder, &suspect->path);
	line_add(lines, arena_printf(&lines->arena, "path    %.*s", (int)text.length, text.at),
		 suspect->holder);
}

/* Under it, the same step by step, with runs folded. */
static void
add_path_steps(struct builder *builder, const struct suspect *suspect, uint32_t line)
{
	struct suspect_lines *lines = builder->lines;
	uint32_t first = (uint32_t)lines->count;
	size_t run;

	for (size_t i = 0; i < suspect->path.count; i += run) {
		run = path_run(builder->heap, &suspect->path, i);
		line_add(lines, step_text(builder, suspect->path.steps[i], run),
			 suspect->path.steps[i].node);
	}
	lines->at[line].first = first;
	lines->at[line].count = (uint32_t)lines->count - first;
}

/* "entries @17, @19, @21 ...", to ask for, and to open where lines can be opened. */
static uint32_t
add_entries(struct builder *builder, const struct suspect *suspect)
{
	struct suspect_lines *lines = builder->lines;
	struct buffer text = { 0 };
	uint32_t line;

	buffer_printf(&text, "entries ");
	for (size_t i = 0; i < suspect->sample_count && i < SAMPLES_NAMED; i++)
		buffer_printf(&text, "%s@%u", i > 0 ? ", " : "",
			      heap_node_id(builder->heap, suspect->samples[i]));
	if (suspect->sample_count > SAMPLES_NAMED)
		buffer_printf(&text, " ...");
	line = line_add(lines, arena_text(&lines->arena, buffer_text(&text)), suspect->samples[0]);
	buffer_release(&text);
	return line;
}

static void
add_samples(struct builder *builder, const struct suspect *suspect, uint32_t line)
{
	struct suspect_lines *lines = builder->lines;
	uint32_t first = (uint32_t)lines->count;

	for (size_t i = 0; i < suspect->sample_count && i < SAMPLES_SHOWN; i++)
		line_add(lines, step_text(builder, (struct path_step){ suspect->samples[i],
								      EDGE_NONE }, 1),
			 suspect->samples[i]);
	lines->at[line].first = first;
	lines->at[line].count = (uint32_t)lines->count - first;
}

static void
add_holders(struct builder *builder, const struct suspect *suspect)
{
	struct suspect_lines *lines = builder->lines;
	struct arena *arena = &lines->arena;

	for (size_t i = 0; i < suspect->also_count; i++) {
		struct text class = suspect->also_names[i];

		line_add(lines, arena_printf(arena,
					     "also    held by %.*s @%u (%u of %zu looked at)",
					     (int)class.length, class.at,
					     heap_node_id(builder->heap, suspect->also[i].node),
					     suspect->also[i].entries, suspect->sample_count),
			 suspect->also[i].node);
	}
	for (size_t i = 0; i < suspect->part_count; i++) {
		struct text class = suspect_class_in_words(suspect->parts[i].constructor);
		char count[UNITS_LENGTH];

		line_add(lines, arena_printf(arena, "with it %s %.*s%s",
					     units_count(count, (uint64_t)llrint(fmax(
						     suspect->parts[i].entries_per_step, 0))),
					     (int)class.length, class.at,
					     builder->suspects->snapshot_count > 2 ? " a step"
										   : ""),
			 NODE_NONE);
	}
}

static void
build_one(struct builder *builder, const struct suspect *suspect, struct suspect_line *of)
{
	struct suspect_lines *lines = builder->lines;
	uint32_t path, entries = UINT32_MAX;

	of->first = (uint32_t)lines->count;
	add_series(builder, suspect);
	add_text(lines, "what", suspect->what); /* the others have lines of their own */
	path = (uint32_t)lines->count;
	add_path(builder, suspect);
	if (suspect->source.length > 0) {
		uint32_t line = line_add(lines, arena_printf(&lines->arena, "source  %.*s",
							     (int)suspect->source.length,
							     suspect->source.at),
					 NODE_NONE);

		lines->at[line].label = LABEL_CELLS;
	}
	add_holders(builder, suspect);
	if (suspect->sample_count > 0)
		entries = add_entries(builder, suspect);
	add_text(lines, "fix", suspect->fix);
	add_text(lines, "but", suspect->disproof);
	of->count = (uint32_t)lines->count - of->first;
	/* A line without an object of its own is about the holder. */
	for (uint32_t i = of->first; i < lines->count; i++) {
		if (lines->at[i].node == NODE_NONE)
			lines->at[i].node = suspect->holder;
		lines->at[i].suspect = (uint32_t)(suspect - builder->suspects->at);
	}
	if (suspect->path.count > 0)
		add_path_steps(builder, suspect, path);
	if (entries != UINT32_MAX)
		add_samples(builder, suspect, entries);
}

void
suspect_lines_build(struct suspect_lines *lines, const struct suspects *suspects,
		    const struct heap *heap)
{
	struct builder builder = { lines, suspects, heap };

	lines->of = xcalloc(suspects->count + 1, sizeof(*lines->of));
	for (size_t i = 0; i < suspects->count; i++)
		build_one(&builder, &suspects->at[i], &lines->of[i]);
}

void
suspect_lines_release(struct suspect_lines *lines)
{
	free(lines->at);
	free(lines->of);
	arena_release(&lines->arena);
}
