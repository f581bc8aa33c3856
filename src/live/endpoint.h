/*
 * Where a target listens: a host and a port.  Nobody but this machine is asked unless
 * another host is named.
 */

#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

struct endpoint {
	char host[256];
	uint16_t port;
};

/* Reads "9229", "HOST:9229" or "[::1]:9229".  False with ERROR_USAGE. */
bool endpoint_parse(struct endpoint *endpoint, const char *text, struct error *error);
/* Whether the host is this machine. */
bool endpoint_is_local(const struct endpoint *endpoint);

/* Takes a ws:// address apart: true, with the path in `path`, only if it leads to the
 * endpoint that was asked; who answers must not send us elsewhere. */
bool endpoint_path_of(const struct endpoint *endpoint, const char *address, char *path,
		      unsigned long size);
