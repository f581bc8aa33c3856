/*
 * What a word of a command line may become.
 */

#include "config.h"

#include "heap/node_filter.h"
#include "options.h"

/* Counts candidates that begin as the word does, down to the one that is wanted. */
struct completion {
	struct text word;
	size_t left; /* to skip */
	struct buffer *out;
	bool is_found;
};

/* A candidate: before, middle and after, put together. */
static void
completion_offer(struct completion *completion, const char *before, const char *middle,
		 const char *after)
{
	size_t start = completion->out->length;
	struct text whole;

	if (completion->is_found)
		return;
	buffer_printf(completion->out, "%s%s%s", before, middle, after);
	whole = text_from(buffer_text(completion->out), start);
	if (text_starts_with(whole, completion->word) && completion->left-- == 0)
		completion->is_found = true;
	else
		completion->out->length = start;
}

static void
complete_command(struct completion *completion)
{
	for (size_t i = 0; views[i] != NULL; i++)
		completion_offer(completion, "", views[i]->name, "");
}

static void
complete_option(struct completion *completion)
{
	for (const struct argument *row = option_table; row->name != NULL; row++)
		completion_offer(completion, row->name[1] == '\0' ? "-" : "--", row->name,
				 row->value == NULL || row->name[1] == '\0' ? "" : "=");
}

static void
complete_columns(struct completion *completion, const struct view *view, const char *before)
{
	for (unsigned i = 0; view != NULL && view->columns[i].name != NULL; i++)
		completion_offer(completion, before, view->columns[i].name, "");
}

static void
complete_filters(struct completion *completion)
{
	for (size_t i = 0; node_filter_kinds[i].name != NULL; i++)
		completion_offer(completion, "--only=", node_filter_kinds[i].name,
				 node_filter_kinds[i].takes_value ? "=" : "");
}

/* The last of columns that are listed: what stands before it is kept. */
static void
complete_list(struct completion *completion, const struct view *view)
{
	const char *end = completion->word.at + completion->word.length, *start = end;
	struct buffer before = { 0 };

	while (start > completion->word.at && start[-1] != ',' && start[-1] != '=')
		start--;
	buffer_add(&before, completion->word.at, (size_t)(start - completion->word.at));
	buffer_add_char(&before, '\0');
	complete_columns(completion, view, before.at);
	buffer_release(&before);
}

bool
options_complete(size_t word_count, char **words, size_t n, struct buffer *out)
{
	struct completion completion = { .word = text_of(words[word_count - 1]), .left = n,
					 .out = out };
	const struct view *view = view_find(text_of(words[0]));

	if (word_count == 1) {
		complete_command(&completion);
	} else if (text_starts_with(completion.word, TEXT("--columns="))) {
		complete_list(&completion, view);
	} else if (text_starts_with(completion.word, TEXT("--sort="))) {
		complete_columns(&completion, view, "--sort=");
		complete_columns(&completion, view, "--sort=-");
	} else if (text_starts_with(completion.word, TEXT("--only="))) {
		complete_filters(&completion);
	} else if (text_starts_with(completion.word, TEXT("--format="))) {
		for (size_t i = 0; report_format_name(i) != NULL; i++)
			completion_offer(&completion, "--format=", report_format_name(i), "");
	} else if (text_starts_with(completion.word, TEXT("-"))) {
		complete_option(&completion);
	}
	return completion.is_found;
}
