#include "config.h"

#include "heap/statistics.h"

#include "heap/names.h"

enum { NAME_ARRAY = 1, NAME_BUFFER_DATA, NAME_ELEMENTS };

/* The store of an array, if it belongs to that array alone. */
static uint64_t
statistics_elements_size(const struct heap *heap, const uint8_t *names, node_ix array)
{
	node_ix elements = names_internal(&heap->snapshot, names, array, NAME_ELEMENTS);

	if (elements == NODE_NONE || retainers_count(&heap->retainers, elements) != 1)
		return 0;
	return heap_shallow_size(heap, elements);
}

static void
statistics_add(struct statistics *statistics, const struct heap *heap, const uint8_t *names,
	       node_ix node)
{
	uint64_t size = heap_shallow_size(heap, node);
	uint64_t *sizes = statistics->size;
	uint8_t name = names[heap->snapshot.node_name[node]];

	switch (heap_node_type(heap, node)) {
	case NODE_HIDDEN:
		size_add_to(&sizes[STATISTICS_SYSTEM], size);
		break;
	case NODE_NATIVE:
		size_add_to(&statistics->native, size);
		if (name == NAME_BUFFER_DATA)
			size_add_to(&sizes[STATISTICS_TYPED_ARRAYS], size);
		break;
	case NODE_CODE:
		size_add_to(&sizes[STATISTICS_CODE], size);
		break;
	case NODE_STRING:
	case NODE_CONCATENATED_STRING:
	case NODE_SLICED_STRING:
		size_add_to(&sizes[STATISTICS_STRINGS], size);
		break;
	default:
		/* elements count even if the array itself has no size */
		if (name == NAME_ARRAY)
			size_add_to(&sizes[STATISTICS_JS_ARRAYS],
				    size_add(size, statistics_elements_size(heap, names, node)));
	}
}

bool
statistics_build(struct statistics *statistics, const struct heap *heap,
		 struct progress *progress, struct error *error)
{
	const struct text texts[] = {
		TEXT("Array"), TEXT("system / JSArrayBufferData"), TEXT("elements"),
	};
	uint64_t *sizes = statistics->size;
	uint8_t *names = names_tag(&heap->snapshot.strings, texts, 3, progress, error);
	bool ok = names != NULL;

	*statistics = (struct statistics){ .native = heap->snapshot.extra_native_bytes };
	progress_begin(progress, "Adding up sizes", heap_node_count(heap));
	for (node_ix node = 0; ok && node < heap_node_count(heap); node++) {
		if (node % PROGRESS_STRIDE == 0)
			ok = progress_advance(progress, node, error);
		statistics_add(statistics, heap, names, node);
	}
	column_free(names);

	sizes[STATISTICS_TOTAL] = heap_total_size(heap);
	statistics->v8 = size_less(sizes[STATISTICS_TOTAL], statistics->native);
	sizes[STATISTICS_NATIVE] = size_less(statistics->native, sizes[STATISTICS_TYPED_ARRAYS]);
	sizes[STATISTICS_OTHER] = size_less(
		statistics->v8,
		size_add(size_add(sizes[STATISTICS_CODE], sizes[STATISTICS_STRINGS]),
			 size_add(sizes[STATISTICS_JS_ARRAYS], sizes[STATISTICS_SYSTEM])));
	return ok;
}
