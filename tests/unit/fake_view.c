#include "config.h"

#include "unit/fake_view.h"

#include <check.h>

static uint32_t
fake_hash(uint32_t item)
{
	item ^= item >> 16;
	item *= UINT32_C(0x7feb352d);
	item ^= item >> 15;
	item *= UINT32_C(0x846ca68b);
	return item ^ item >> 16;
}

static struct row
fake_row(const struct fake_state *state, uint32_t item, uint32_t i)
{
	return (struct row){ item, i, state->kinds_differ ? fake_hash(item + 1) % 3 : 0 };
}

struct row
fake_root(const struct fake_state *state, uint32_t i)
{
	return fake_row(state, fake_hash(i), i);
}

uint32_t
fake_child_count(struct row row)
{
	uint32_t hash = fake_hash(row.item + 2);

	return hash % 3 == 0 ? 0 : hash % 100 == 1 ? 300 : hash % 8;
}

struct row
fake_child(const struct fake_state *state, struct row parent, uint32_t i)
{
	return fake_row(state, fake_hash(parent.item * 31 + i + 7), i);
}

uint32_t
fake_number(struct row row)
{
	return fake_hash(row.item + 3) % 7;
}

struct progress *fake_text_cancels;

struct text
fake_text(struct row row, struct arena *scratch)
{
	static const char *const beginnings[] = { "", "a", "abc", "abcd", "\xf0\x9f\x98\x80", "é" };
	uint32_t hash = fake_hash(row.item + 4);

	return arena_printf(scratch, "%s%s", beginnings[hash % 6], hash % 5 ? "z" : "");
}

static struct cell
fake_number_value(const struct subject *on, const void *state, struct row row,
		  struct arena *scratch)
{
	(void)on;
	(void)state;
	(void)scratch;
	return (struct cell){ .kind = CELL_COUNT, .number = fake_number(row) };
}

static struct cell
fake_text_value(const struct subject *on, const void *state, struct row row,
		struct arena *scratch)
{
	(void)on;
	(void)state;
	if (fake_text_cancels != NULL)
		progress_cancel(fake_text_cancels);
	return (struct cell){ .kind = CELL_TEXT, .text = fake_text(row, scratch) };
}

/* By number downwards, whatever the direction: the result is the column's business. */
static int
fake_compare(const struct subject *on, const void *state, struct row a, struct row b,
	     bool descending)
{
	(void)on;
	(void)state;
	(void)descending;
	return (int)fake_number(b) - (int)fake_number(a);
}

static void
fake_keys(const struct subject *on, const void *state, const struct row *rows, size_t count,
	  uint64_t *keys)
{
	(void)on;
	(void)state;
	for (size_t i = 0; i < count; i++) {
		ck_assert_uint_eq(rows[i].kind, rows[0].kind); /* views rely on it */
		keys[i] = cell_number_key(fake_number(rows[i]));
	}
}

/* Ties by the item's lowest digit, as keys for one column and compared for the others. */
static int
fake_tie(const struct subject *on, const void *state, unsigned column, struct row a,
	 struct row b)
{
	(void)on;
	(void)state;
	(void)column;
	return (int)(a.item % 10) - (int)(b.item % 10);
}

static bool
fake_tie_keys(const struct subject *on, const void *state, unsigned column,
	      const struct row *rows, size_t count, uint64_t *keys)
{
	(void)on;
	(void)state;
	if (column != FAKE_FAST)
		return false;
	for (size_t i = 0; i < count; i++)
		keys[i] = rows[i].item % 10;
	return true;
}

static bool
fake_open(const struct subject *on, void *state, struct progress *progress, struct error *error)
{
	(void)progress;
	(void)error;
	*(struct fake_state *)state = (struct fake_state){ on->node, on->match_case };
	return true;
}

static bool
fake_roots(const struct subject *on, const void *state, struct rows *rows,
	   struct progress *progress, struct error *error)
{
	const struct fake_state *fake = state;
	struct row *at = rows_extend(rows, fake->roots);

	(void)on;
	(void)progress;
	(void)error;
	for (uint32_t i = 0; at != NULL && i < fake->roots; i++)
		at[i] = fake_root(fake, i);
	return true;
}

static bool
fake_has_children(const struct subject *on, const void *state, struct row row)
{
	(void)on;
	(void)state;
	return fake_child_count(row) > 0;
}

static bool
fake_children(const struct subject *on, const void *state, struct row row, struct rows *rows,
	      struct progress *progress, struct error *error)
{
	(void)on;
	(void)progress;
	(void)error;
	for (uint32_t i = 0; i < fake_child_count(row); i++)
		rows_add(rows, fake_child(state, row, i));
	return true;
}

static const struct column fake_columns[] = {
	[FAKE_NUMBER] = { .name = "number", .title = "Number", .flags = COLUMN_RIGHT,
			  .value = fake_number_value },
	[FAKE_TEXT] = { .name = "text", .title = "Text", .flags = COLUMN_ASCENDING,
			.value = fake_text_value },
	[FAKE_BACKWARDS] = { .name = "backwards", .title = "Backwards", .flags = COLUMN_RIGHT,
			     .value = fake_number_value, .compare = fake_compare },
	[FAKE_FAST] = { .name = "fast", .title = "Fast", .flags = COLUMN_RIGHT,
			.value = fake_number_value, .keys = fake_keys },
	{ .name = NULL },
};

const struct view fake_view = {
	.name = "fake",
	.title = "Fake",
	.summary = "rows made from their numbers",
	.columns = fake_columns,
	.first_sort = COLUMN_NONE,
	.state_size = sizeof(struct fake_state),
	.open = fake_open,
	.roots = fake_roots,
	.has_children = fake_has_children,
	.children = fake_children,
	.tie = fake_tie,
	.tie_keys = fake_tie_keys,
};
