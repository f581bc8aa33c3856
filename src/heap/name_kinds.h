/*
 * The names that mean something to the engine, told once for each string, so that no later
 * pass over nodes or edges compares text.
 */

#pragma once

#include "base/progress.h"
#include "heap/snapshot.h"

enum name_kind {
	NAME_PLAIN,
	NAME_OBJECT,               /* Object */
	NAME_PROTO,                /* __proto__ */
	NAME_NATIVE_CONTEXT,       /* system / NativeContext, exactly */
	NAME_SLOPPY_FUNCTION_MAP,  /* sloppy_function_map */
	NAME_MAP_DESCRIPTORS,      /* (map descriptors) */
	NAME_DOCUMENT_DOM_TREES,   /* (Document DOM trees) */
	NAME_EXTERNAL_STRING_DATA, /* system / ExternalStringData */
	NAME_TAG,                  /* starts with < */
	NAME_DETACHED,             /* starts with "Detached ", but not as the next */
	NAME_DETACHED_TAG,         /* starts with "Detached <" */
};

/* A column of an enum name_kind for each string, added ones too.  Null on failure. */
uint8_t *name_kinds_build(const struct strings *strings, struct progress *progress,
			  struct error *error);
/* The kind of one string. */
enum name_kind name_kind_of(const struct strings *strings, string_ix name);
