#include "config.h"

#include "live/endpoint.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool
endpoint_parse_port(const char *digits, uint16_t *port)
{
	unsigned long number = 0;
	size_t length = strlen(digits);

	if (length == 0 || length > 5 || strspn(digits, "0123456789") != length)
		return false;
	number = strtoul(digits, NULL, 10);
	*port = (uint16_t)number;
	return number > 0 && number <= UINT16_MAX;
}

/* A name, an IPv4 address or, without its brackets, an IPv6 address. */
static bool
endpoint_parse_host(struct endpoint *endpoint, const char *from, size_t length)
{
	if (length >= 2 && from[0] == '[' && from[length - 1] == ']') {
		from++;
		length -= 2;
	}
	if (length == 0 || length >= sizeof(endpoint->host))
		return false;
	memcpy(endpoint->host, from, length);
	endpoint->host[length] = '\0';
	return strspn(endpoint->host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		      "0123456789.:-_%") == length;
}

bool
endpoint_parse(struct endpoint *endpoint, const char *text, struct error *error)
{
	const char *colon = strrchr(text, ':');

	strcpy(endpoint->host, "127.0.0.1");
	if (!endpoint_parse_port(colon == NULL ? text : colon + 1, &endpoint->port)
	    || (colon != NULL && !endpoint_parse_host(endpoint, text, (size_t)(colon - text))))
		return error_set(error, ERROR_USAGE,
				 "%s: expected [HOST:]PORT, such as 9229 or 127.0.0.1:9229", text);
	return true;
}

bool
endpoint_is_local(const struct endpoint *endpoint)
{
	return strncmp(endpoint->host, "127.", 4) == 0 || strcmp(endpoint->host, "::1") == 0
	       || strcasecmp(endpoint->host, "localhost") == 0;
}

bool
endpoint_path_of(const struct endpoint *endpoint, const char *address, char *path,
		 unsigned long size)
{
	static const char scheme[] = "ws://";
	struct endpoint there;
	char authority[sizeof(there.host) + 8];
	const char *slash;
	size_t length;

	if (strncmp(address, scheme, sizeof(scheme) - 1) != 0)
		return false;
	address += sizeof(scheme) - 1;
	slash = strchr(address, '/');
	length = slash == NULL ? 0 : (size_t)(slash - address);
	if (length == 0 || length >= sizeof(authority) || strlen(slash) >= size)
		return false;
	/* it becomes part of a request: no blanks, no line ends */
	for (const char *at = slash; *at != '\0'; at++)
		if (*at <= ' ' || *at > '~')
			return false;
	memcpy(authority, address, length);
	authority[length] = '\0';
	if (strchr(authority, ':') == NULL || !endpoint_parse(&there, authority, NULL)
	    || there.port != endpoint->port)
		return false;
	/* what listens on every address calls itself by any name of this machine */
	if (strcasecmp(there.host, endpoint->host) != 0
	    && !(endpoint_is_local(&there) && endpoint_is_local(endpoint))
	    && strcmp(there.host, "0.0.0.0") != 0)
		return false;
	strcpy(path, slash);
	return true;
}
