#include "config.h"

#include "base/text_regex.h"

#define PCRE2_CODE_UNIT_WIDTH 16
#include <pcre2.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/regex_translate.h"

enum {
	CODE_MAX = 1 << 16,          /* bytes of a compiled pattern */
	BACKTRACKS_MAX = 10000000,   /* from one place in the text ... */
	BACKTRACKS_SLOW = 1000000,   /* ... where there is no compiler to machine code */
	STEPS_MAX = 100000000,       /* in all of it: about a second ... */
	STEPS_SLOW = 40000000,       /* ... there, too; and beyond ... */
	STEPS_OF_BYTE = 64,          /* ... what the bytes of all texts together may take */
	STEPS_WATCH = 1 << 16,       /* between two looks at whether we shall stop */
	SCAN = 16,                   /* units that are looked at in the time of a step */
	FRAMES_MAX = 1 << 16,        /* KiB, in the same case */
	STACK_FIRST = 1 << 15, STACK_MAX = 1 << 26, /* bytes, where there is */
	PATTERN_SHOWN = 200, TEXT_SHOWN = 24, /* bytes, in a message */
};

struct text_regex {
	struct text pattern; /* the caller's, for messages */
	bool fold_case;
	pcre2_general_context *memory;
	pcre2_code *code;
	pcre2_match_context *limits;
	pcre2_match_data *match;
	pcre2_jit_stack *stack;
	uint32_t references; /* back to a group, if any */
	char needed;         /* ASCII that is in all that matches; or NUL */
	struct utf16 text;
	size_t steps_max;
	size_t steps;          /* what is left for this text ... */
	uint64_t steps_of_all; /* ... and for all */
	size_t start, place; /* where the match would begin, and where we were, at the last */
	const struct progress *progress; /* of who asks */
};

static void *
take(size_t size, void *nothing)
{
	(void)nothing;
	return xmalloc(size);
}

static void
give_back(void *memory, void *nothing)
{
	(void)nothing;
	free(memory);
}

/* Wherever there are several ways to go on (regex_translate.h): between two of them is a scan over
 * the text at most, but for what a reference back has to compare. */
static int
count_step(pcre2_callout_block *at, void *data)
{
	struct text_regex *regex = data;
	size_t now = at->current_position;
	size_t then = at->start_match == regex->start ? regex->place : at->start_match;
	size_t scanned = regex->references > 0 ? at->subject_length
					       : now > then ? now - then : then - now;
	size_t steps = ((size_t)1 << at->callout_number) + scanned / SCAN;

	if (steps > regex->steps
	    || (regex->steps / STEPS_WATCH != (regex->steps - steps) / STEPS_WATCH
		&& progress_is_cancelled(regex->progress)))
		return PCRE2_ERROR_CALLOUT;
	regex->steps -= steps;
	regex->start = at->start_match;
	regex->place = now;
	return 0;
}

static bool
text_regex_wrong(const struct text_regex *regex, const char *wrong, struct error *error)
{
	struct text pattern = text_cut(regex->pattern, PATTERN_SHOWN);

	return error_set(error, ERROR_USAGE, "/%.*s/: %s", (int)pattern.length, pattern.at, wrong);
}

/* Why there is no answer, after so many steps at most. */
static bool
text_regex_stopped(const struct text_regex *regex, struct text text, size_t steps,
		   struct error *error)
{
	struct text pattern = text_cut(regex->pattern, PATTERN_SHOWN);
	struct text begin = text_cut(text, TEXT_SHOWN);

	if (progress_is_cancelled(regex->progress))
		return error_set(error, ERROR_CANCELLED, "cancelled");
	if (steps < regex->steps_max / 2) /* it was the others that took most of them */
		return error_set(error, ERROR_LIMIT, "/%.*s/: too costly on so many texts",
				 (int)pattern.length, pattern.at);
	return error_set(error, ERROR_LIMIT, "/%.*s/: too costly on a text of %zu characters, "
			 "\"%.*s\"%s", (int)pattern.length, pattern.at, regex->text.length,
			 (int)begin.length, begin.at, begin.length < text.length ? "..." : "");
}

/* Long texts are mostly told by it, at the speed of memchr(). */
static char
text_regex_needed(const struct text_regex *regex)
{
	uint32_t kind, unit = 0;

	if (regex->fold_case)
		return '\0';
	pcre2_pattern_info(regex->code, PCRE2_INFO_LASTCODETYPE, &kind);
	if (kind == 1) {
		pcre2_pattern_info(regex->code, PCRE2_INFO_LASTCODEUNIT, &unit);
	} else {
		pcre2_pattern_info(regex->code, PCRE2_INFO_FIRSTCODETYPE, &kind);
		if (kind == 1)
			pcre2_pattern_info(regex->code, PCRE2_INFO_FIRSTCODEUNIT, &unit);
	}
	return unit < 0x80 ? (char)unit : '\0';
}

static bool
text_regex_compile(struct text_regex *regex, const struct utf16 *pattern, struct error *error)
{
	pcre2_compile_context *context = pcre2_compile_context_create(regex->memory);
	static const char too_large[] = "it repeats too much";
	static const PCRE2_UCHAR nothing;
	PCRE2_UCHAR said[128];
	char wrong[128];
	int failure;
	size_t place, size;

	regex->code = pcre2_compile(pattern->length > 0 ? pattern->at : &nothing, pattern->length,
				    PCRE2_DOLLAR_ENDONLY | PCRE2_MATCH_UNSET_BACKREF, &failure,
				    &place, context);
	pcre2_compile_context_free(context);
	if (regex->code == NULL) {
		pcre2_get_error_message(failure, said, sizeof said / sizeof *said);
		for (size_t i = 0; i < sizeof wrong; i++)
			wrong[i] = (char)said[i];
		return text_regex_wrong(regex, failure == PCRE2_ERROR_PATTERN_TOO_LARGE
						       ? too_large : wrong, error);
	}
	pcre2_pattern_info(regex->code, PCRE2_INFO_SIZE, &size);
	pcre2_pattern_info(regex->code, PCRE2_INFO_BACKREFMAX, &regex->references);
	regex->needed = text_regex_needed(regex);
	if (size > CODE_MAX)
		return text_regex_wrong(regex, too_large, error);
	return true;
}

/* To machine code, if this is a machine that it is known for, and allowed; else it is slower. */
static void
text_regex_prepare(struct text_regex *regex)
{
	regex->match = pcre2_match_data_create(1, regex->memory);
	regex->limits = pcre2_match_context_create(regex->memory);
	pcre2_set_match_limit(regex->limits, BACKTRACKS_MAX);
	pcre2_set_heap_limit(regex->limits, FRAMES_MAX);
	pcre2_set_callout(regex->limits, count_step, regex);
	if (pcre2_jit_compile(regex->code, PCRE2_JIT_COMPLETE) == 0) {
		regex->steps_max = STEPS_MAX;
		regex->stack = pcre2_jit_stack_create(STACK_FIRST, STACK_MAX, regex->memory);
		pcre2_jit_stack_assign(regex->limits, NULL, regex->stack);
	} else {
		pcre2_set_match_limit(regex->limits, BACKTRACKS_SLOW);
		regex->steps_max = STEPS_SLOW;
	}
	regex->steps_of_all = regex->steps_max;
}

struct text_regex *
text_regex_new(struct text pattern, bool fold_case, struct error *error)
{
	struct text_regex *regex = xcalloc(1, sizeof *regex);
	struct utf16 source = { 0 }, translated = { 0 };
	const char *wrong;
	bool is_right;

	regex->fold_case = fold_case;
	regex->pattern = pattern;
	regex->memory = pcre2_general_context_create(take, give_back, NULL);
	utf16_set(&source, pattern, false);
	is_right = regex_translate(&translated, &source, fold_case, &wrong)
			   ? text_regex_compile(regex, &translated, error)
			   : text_regex_wrong(regex, wrong, error);
	utf16_release(&source);
	utf16_release(&translated);
	if (!is_right) {
		text_regex_free(regex);
		return NULL;
	}
	text_regex_prepare(regex);
	return regex;
}

void
text_regex_watch(struct text_regex *regex, const struct progress *progress)
{
	regex->progress = progress;
}

bool
text_regex_match(struct text_regex *regex, struct text text, bool *matches, struct error *error)
{
	size_t steps;
	int found;

	*matches = false;
	if (regex->needed != '\0'
	    && (text.length == 0 || memchr(text.at, regex->needed, text.length) == NULL))
		return true;
	utf16_set(&regex->text, text, regex->fold_case);
	regex->steps_of_all += (uint64_t)text.length * STEPS_OF_BYTE;
	steps = regex->steps_of_all < regex->steps_max ? (size_t)regex->steps_of_all
						       : regex->steps_max;
	regex->steps = steps;
	regex->start = regex->place = 0;
	found = pcre2_match(regex->code, regex->text.at, regex->text.length, 0, 0, regex->match,
			    regex->limits);
	regex->steps_of_all -= steps - regex->steps;
	if (found < 0 && found != PCRE2_ERROR_NOMATCH)
		return text_regex_stopped(regex, text, steps, error);
	*matches = found >= 0;
	return true;
}

void
text_regex_free(struct text_regex *regex)
{
	if (regex == NULL)
		return;
	pcre2_code_free(regex->code);
	pcre2_match_data_free(regex->match);
	pcre2_match_context_free(regex->limits);
	pcre2_jit_stack_free(regex->stack);
	pcre2_general_context_free(regex->memory);
	utf16_release(&regex->text);
	free(regex);
}
