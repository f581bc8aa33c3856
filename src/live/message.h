/*
 * A message of the inspector protocol: an answer, to the request with its id, or an event.
 *
 * It comes from somebody else.  What is not an object of the expected form is refused; so
 * is one of so many values that their tree would be many times the text.
 */

#pragma once

#include <jansson.h>

#include "base/error.h"
#include "base/text.h"

struct message {
	json_t *root;
	int64_t id;           /* of the request this answers; 0 for an event */
	const json_t *result; /* of an answer that is no fault; may be null */
	const char *fault;    /* what an answer complains of, or null */
	const char *method;   /* of an event */
	const json_t *params; /* of an event; may be null */
};

bool message_parse(struct message *message, struct text bytes, struct error *error);
void message_release(struct message *message);

/* A document of somebody else's, under the same bounds; null with ERROR_FORMAT. */
json_t *message_document(struct text bytes, struct error *error);

/* Members of an object, whatever it is: "" and 0 for what is missing or of another type,
 * negative or not a number. */
const char *member_text(const json_t *object, const char *key);
uint64_t member_count(const json_t *object, const char *key);
double member_number(const json_t *object, const char *key);
