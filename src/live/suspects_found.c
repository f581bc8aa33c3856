#include "config.h"

#include "live/suspects_found.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "live/message.h"

/* "Array @12345": the id. */
static uint64_t
suspect_holder(const char *holder)
{
	const char *at = strrchr(holder, '@');

	return at == NULL ? 0 : strtoull(at + 1, NULL, 10);
}

static void
suspects_found_take(struct suspects_found *found, const json_t *row)
{
	struct suspect_found *suspect = &found->at[found->count];
	const char *holder = member_text(row, "holder"), *where = member_text(row, "expression");

	if (found->count == SUSPECTS_FOUND_MAX || suspect_holder(holder) == 0)
		return;
	found->count++;
	suspect->holder = suspect_holder(holder);
	suspect->growth = member_number(row, "growth");
	suspect->verdict = xstrdup(member_text(row, "verdict"));
	suspect->where = xstrdup(where[0] != '\0' ? where : holder);
	suspect->explanation = xstrdup(member_text(row, "explanation"));
	suspect->fix = xstrdup(member_text(row, "fix"));
}

void
suspects_found_read(struct suspects_found *found, struct text ndjson)
{
	memset(found, 0, sizeof(*found));
	while (ndjson.length > 0) {
		const char *end = memchr(ndjson.at, '\n', ndjson.length);
		size_t length = end == NULL ? ndjson.length : (size_t)(end - ndjson.at);
		json_t *row = message_document((struct text){ ndjson.at, length }, NULL);

		suspects_found_take(found, row);
		json_decref(row);
		length += end != NULL;
		ndjson = text_from(ndjson, length);
	}
}

void
suspects_found_release(struct suspects_found *found)
{
	for (size_t i = 0; i < found->count; i++) {
		free(found->at[i].verdict);
		free(found->at[i].where);
		free(found->at[i].explanation);
		free(found->at[i].fix);
	}
	memset(found, 0, sizeof(*found));
}
