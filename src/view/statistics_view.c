/*
 * Where the bytes are: by kind, as DevTools' ring has it, and by native context.
 */

#include "config.h"

#include "heap/native_contexts.h"
#include "heap/statistics.h"
#include "view/view.h"

struct statistics_state {
	struct statistics statistics;
	struct native_contexts contexts;
};

enum row_kind { ROW_KIND, ROW_CONTEXT, ROW_SHARED, ROW_NONE };

static const struct {
	const char *name, *title, *words;
} kinds[STATISTICS_KINDS] = {
	[STATISTICS_CODE] = { "code", "Code",
			      "Functions compiled by V8: machine code, bytecode, and their "
			      "tables." },
	[STATISTICS_STRINGS] = { "strings", "Strings", "Texts." },
	[STATISTICS_JS_ARRAYS] = { "js_arrays", "JS arrays",
				   "Arrays and the stores of their elements, without what these "
				   "refer to." },
	[STATISTICS_TYPED_ARRAYS] = { "typed_arrays", "Typed arrays",
				      "The bytes of ArrayBuffers, Buffers and typed arrays." },
	[STATISTICS_SYSTEM] = { "system", "System objects",
				"What V8 keeps for itself: scopes, lists, tables." },
	[STATISTICS_OTHER] = { "other", "Other JS objects",
			       "All else in the JavaScript heap: objects, functions, variables." },
	[STATISTICS_NATIVE] = { "other_native", "Other non-JS objects",
				"Objects of Node, the browser or an addon, outside of the "
				"JavaScript heap." },
	[STATISTICS_TOTAL] = { "total", "Total", "All kinds together." },
};

static uint64_t
statistics_size(const void *state, struct row row)
{
	const struct statistics_state *s = state;

	switch (row.kind) {
	case ROW_KIND:
		return s->statistics.size[row.item];
	case ROW_CONTEXT:
		return s->contexts.at[row.item].size;
	case ROW_SHARED:
		return s->contexts.shared_size;
	default:
		return s->contexts.none_size;
	}
}

static struct cell
statistics_kind(const struct subject *on, const void *state, struct row row,
		struct arena *scratch)
{
	static const char *const names[] = {
		[ROW_CONTEXT] = "native_context",
		[ROW_SHARED] = "shared_native_context",
		[ROW_NONE] = "no_native_context",
	};

	(void)on;
	(void)state;
	(void)scratch;
	return cell_of_text(text_of(row.kind == ROW_KIND ? kinds[row.item].name
							  : names[row.kind]));
}

static struct cell
statistics_title(const struct subject *on, const void *state, struct row row,
		 struct arena *scratch)
{
	const struct statistics_state *s = state;
	struct text title = TEXT("Not attributed to a native context");

	if (row.kind == ROW_KIND) {
		title = text_of(kinds[row.item].title);
	} else if (row.kind == ROW_SHARED) {
		title = TEXT("Shared between native contexts");
	} else if (row.kind == ROW_CONTEXT) {
		node_ix node = s->contexts.at[row.item].node;
		struct text name = snapshot_node_name(&on->heap->snapshot, node, scratch);
		const struct text plain = TEXT("system / NativeContext");
		size_t skip = text_starts_with(name, plain) ? plain.length : 0;

		if (text_starts_with(name, TEXT("system / NativeContext / ")))
			skip += 3;
		title = arena_printf(scratch, "Native context %.*s%s@%u",
				     (int)(name.length - skip), name.at + skip,
				     name.length > skip ? " " : "", heap_node_id(on->heap, node));
	}
	return cell_of_name(title);
}

static struct cell
statistics_id(const struct subject *on, const void *state, struct row row,
	      struct arena *scratch)
{
	const struct statistics_state *s = state;

	(void)scratch;
	if (row.kind != ROW_CONTEXT)
		return cell_of_nothing();
	return cell_of_id(heap_node_id(on->heap, s->contexts.at[row.item].node));
}

static struct cell
statistics_bytes(const struct subject *on, const void *state, struct row row,
		 struct arena *scratch)
{
	(void)on;
	(void)scratch;
	return cell_of_bytes(statistics_size(state, row));
}

static double
statistics_fraction(const void *state, struct row row)
{
	const struct statistics_state *s = state;
	uint64_t total = s->statistics.size[STATISTICS_TOTAL];

	return total == 0 ? 0.0 : (double)statistics_size(state, row) / (double)total;
}

static struct cell
statistics_share(const struct subject *on, const void *state, struct row row,
		 struct arena *scratch)
{
	(void)on;
	(void)scratch;
	return (struct cell){ .kind = CELL_PERCENT, .fraction = statistics_fraction(state, row) };
}

static struct cell
statistics_bar(const struct subject *on, const void *state, struct row row,
	       struct arena *scratch)
{
	(void)on;
	(void)scratch;
	return (struct cell){ .kind = CELL_BAR, .fraction = statistics_fraction(state, row) };
}

static const struct column statistics_columns[] = {
	{ .name = "kind", .title = "Kind", .width = 22, .flags = COLUMN_SCRIPT,
	  .value = statistics_kind },
	{ .name = "title", .title = "Kind", .width = 36, .key = 'c',
	  .flags = COLUMN_PEOPLE | COLUMN_ASCENDING, .value = statistics_title },
	{ .name = "id", .title = "Id", .width = 10, .flags = COLUMN_SCRIPT | COLUMN_RIGHT,
	  .value = statistics_id },
	{ .name = "size", .title = "Size", .width = 10, .key = 's', .flags = COLUMN_RIGHT,
	  .value = statistics_bytes },
	{ .name = "share", .title = "Share", .width = 6, .rank = 1, .flags = COLUMN_RIGHT,
	  .value = statistics_share },
	{ .name = "bar", .title = "", .width = 20, .rank = 2, .flags = COLUMN_PEOPLE,
	  .value = statistics_bar },
	{ .name = NULL },
};

static bool
statistics_open(const struct subject *on, void *state, struct progress *progress,
		struct error *error)
{
	struct statistics_state *s = state;

	return statistics_build(&s->statistics, on->heap, progress, error)
	       && native_contexts_build(&s->contexts, on->heap, progress, error);
}

static void
statistics_close(void *state)
{
	struct statistics_state *s = state;

	native_contexts_release(&s->contexts);
}

static bool
statistics_roots(const struct subject *on, const void *state, struct rows *rows,
		 struct progress *progress, struct error *error)
{
	const struct statistics_state *s = state;

	(void)on;
	(void)progress;
	(void)error;
	for (uint32_t i = 0; i < STATISTICS_KINDS; i++)
		rows_add(rows, (struct row){ i, EDGE_NONE, ROW_KIND });
	for (uint32_t i = 0; i < s->contexts.count; i++)
		rows_add(rows, (struct row){ i, EDGE_NONE, ROW_CONTEXT });
	rows_add(rows, (struct row){ 0, EDGE_NONE, ROW_SHARED });
	rows_add(rows, (struct row){ 0, EDGE_NONE, ROW_NONE });
	return true;
}

static struct object
statistics_object(const struct subject *on, const void *state, struct row row)
{
	const struct statistics_state *s = state;

	return (struct object){
		on->heap, row.kind == ROW_CONTEXT ? s->contexts.at[row.item].node : NODE_NONE
	};
}

static struct text
statistics_only(const struct subject *on, const void *state, struct row row,
		struct arena *scratch)
{
	const struct statistics_state *s = state;

	switch (row.kind) {
	case ROW_CONTEXT:
		return arena_printf(scratch, "native-context=@%u",
				    heap_node_id(on->heap, s->contexts.at[row.item].node));
	case ROW_SHARED:
		return TEXT("shared-native-context");
	case ROW_NONE:
		return TEXT("no-native-context");
	default:
		return TEXT("");
	}
}

static struct text
statistics_words(const struct subject *on, const void *state, struct row row,
		 struct arena *scratch)
{
	(void)on;
	(void)state;
	(void)scratch;
	switch (row.kind) {
	case ROW_KIND:
		return text_of(kinds[row.item].words);
	case ROW_SHARED:
		return TEXT("Objects that several JavaScript worlds (pages, frames, vm contexts) "
			    "can reach.");
	default:
		return TEXT("Objects of which the snapshot does not say to which JavaScript world "
			    "they belong.");
	}
}

static enum tone
statistics_tone(const struct subject *on, const void *state, struct row row)
{
	(void)on;
	(void)state;
	return row.kind == ROW_KIND && row.item == STATISTICS_TOTAL ? TONE_HEADING : TONE_PLAIN;
}

const struct view statistics_view = {
	.name = "statistics",
	.title = "Statistics",
	.summary = "bytes by kind and by native context",
	.key = 'S',
	.needs = NEEDS_HEAP,
	.parts = HEAP_GRAPH | HEAP_RETAINERS,
	.columns = statistics_columns,
	.first_sort = COLUMN_NONE,
	.state_size = sizeof(struct statistics_state),
	.open = statistics_open,
	.close = statistics_close,
	.roots = statistics_roots,
	.object = statistics_object,
	.only = statistics_only,
	.words = statistics_words,
	.tone = statistics_tone,
};
