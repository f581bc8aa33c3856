#include "config.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/text_map.h"
#include "heap/interfaces.h"

/* A property an interface asks for, and how often. */
struct requirement {
	uint32_t property;
	uint32_t times;
};

struct matcher {
	const struct interfaces *interfaces;
	const struct snapshot *snapshot;
	struct text_map properties;        /* of all interfaces */
	struct requirement *requirements;  /* of interface k: from first[k] to first[k + 1] */
	uint32_t *first;
	/* Interfaces are looked for under their rarest property: a list for each property. */
	uint32_t *listed, *next;           /* interface + 1, or 0 */
	uint32_t *property_of;             /* column, by string: 0 not asked, 1 none, number + 2 */
	uint32_t *times;                   /* by property: how often the shape at hand has it */
	uint32_t *met;                     /* the properties it has, each once */
	uint32_t met_count;
	struct arena scratch;
};

static size_t
matcher_property_total(const struct interfaces *interfaces)
{
	size_t total = 0;

	for (size_t k = 0; k < interfaces->count; k++)
		total += interfaces->at[k].property_count;
	return total;
}

static void
matcher_collect_requirements(struct matcher *m)
{
	uint32_t end = 0;

	for (uint32_t k = 0; k < m->interfaces->count; k++) {
		const struct interface_definition *definition = &m->interfaces->at[k];

		m->first[k] = end;
		for (size_t i = 0; i < definition->property_count; i++) {
			uint32_t property = text_map_add(&m->properties, definition->properties[i]);
			uint32_t place = m->first[k];

			while (place < end && m->requirements[place].property != property)
				place++;
			if (place == end)
				m->requirements[end++] = (struct requirement){ property, 0 };
			m->requirements[place].times++;
		}
	}
	m->first[m->interfaces->count] = end;
}

static void
matcher_list_interfaces(struct matcher *m)
{
	uint32_t *wanted = xcalloc(m->properties.count, sizeof *wanted);
	uint32_t count = (uint32_t)m->interfaces->count;

	for (uint32_t i = 0; i < m->first[count]; i++)
		wanted[m->requirements[i].property]++;
	for (uint32_t k = count; k-- > 0;) {
		uint32_t rarest = m->requirements[m->first[k]].property;

		for (uint32_t i = m->first[k]; i < m->first[k + 1]; i++)
			if (wanted[m->requirements[i].property] < wanted[rarest])
				rarest = m->requirements[i].property;
		m->next[k] = m->listed[rarest];
		m->listed[rarest] = k + 1;
	}
	free(wanted);
}

/* The number of the property with this name if any interface asks for it. */
static uint32_t
matcher_property(struct matcher *m, string_ix name)
{
	uint32_t known = m->property_of[name];

	if (known == 0) {
		uint32_t property = text_map_find(
			&m->properties, strings_text(&m->snapshot->strings, name, &m->scratch));

		arena_reset(&m->scratch);
		known = m->property_of[name] = property == TEXT_MAP_NONE ? 1 : property + 2;
	}
	return known == 1 ? TEXT_MAP_NONE : known - 2;
}

static void
matcher_take_shape(struct matcher *m, node_ix object)
{
	const struct snapshot *snapshot = m->snapshot;

	while (m->met_count > 0)
		m->times[m->met[--m->met_count]] = 0;
	for (edge_ix edge = snapshot->first_edge[object]; edge < snapshot->first_edge[object + 1];
	     edge++) {
		uint32_t property;

		if (edge_word_type(snapshot->edge_word[edge]) != EDGE_PROPERTY)
			continue;
		property = matcher_property(m, snapshot->edge_name[edge]);
		if (property != TEXT_MAP_NONE && m->times[property]++ == 0)
			m->met[m->met_count++] = property;
	}
}

static bool
matcher_fits(const struct matcher *m, uint32_t k)
{
	for (uint32_t i = m->first[k]; i < m->first[k + 1]; i++)
		if (m->times[m->requirements[i].property] < m->requirements[i].times)
			return false;
	return true;
}

static uint32_t
matcher_best(const struct matcher *m)
{
	const struct interface_definition *at = m->interfaces->at;
	uint32_t best = INTERFACE_NONE;

	for (uint32_t i = 0; i < m->met_count; i++)
		for (uint32_t k = m->listed[m->met[i]]; k-- > 0; k = m->next[k]) {
			if (best != INTERFACE_NONE
			    && (at[k].property_count < at[best].property_count
				|| (at[k].property_count == at[best].property_count && k > best)))
				continue;
			if (matcher_fits(m, k))
				best = k;
		}
	return best;
}

static void
matcher_init(struct matcher *m)
{
	size_t total = matcher_property_total(m->interfaces);

	m->requirements = xcalloc(total, sizeof *m->requirements);
	m->first = xcalloc(m->interfaces->count + 1, sizeof *m->first);
	m->next = xcalloc(m->interfaces->count, sizeof *m->next);
	m->listed = xcalloc(total, sizeof *m->listed);
	m->times = xcalloc(total, sizeof *m->times);
	m->met = xcalloc(total, sizeof *m->met);
	matcher_collect_requirements(m);
	matcher_list_interfaces(m);
}

static void
matcher_release(struct matcher *m)
{
	text_map_release(&m->properties);
	free(m->requirements);
	free(m->first);
	free(m->next);
	free(m->listed);
	free(m->times);
	free(m->met);
	arena_release(&m->scratch);
}

uint32_t *
interfaces_match(const struct interfaces *interfaces, const struct shapes *shapes,
		 const struct snapshot *snapshot, struct progress *progress,
		 struct error *error)
{
	struct matcher m = { .interfaces = interfaces, .snapshot = snapshot };
	uint32_t *matched = column_alloc(shapes->count, sizeof *matched, error);
	bool done = matched != NULL;

	m.property_of = column_alloc(snapshot->strings.count, sizeof *m.property_of, error);
	done = done && m.property_of != NULL;
	matcher_init(&m);
	for (uint32_t shape = 0; done && shape < shapes->count; shape++) {
		matcher_take_shape(&m, shapes->at[shape].first);
		matched[shape] = matcher_best(&m);
		if (shape % 1024 == 0)
			done = progress_advance(progress, shape, error);
	}
	matcher_release(&m);
	column_free(m.property_of);
	if (done)
		return matched;
	column_free(matched);
	return NULL;
}
