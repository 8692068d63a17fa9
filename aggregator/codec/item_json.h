/*
 * The written form of items and documents: JSON, as `headwater parse` prints it and the store keeps
 * it.
 *
 * What is absent is left out; times are RFC 3339 in UTC. Reading gives back what writing was given,
 * kinds, languages and the fields of clean included. Writing gives the whole or nothing; bytes that
 * are no UTF-8, which a text should never have, become U+FFFD. Reading is tolerant of unknown
 * members, strict on types.
 */
#ifndef HEADWATER_CODEC_ITEM_JSON_H
#define HEADWATER_CODEC_ITEM_JSON_H

#include "aggregator/base/arena.h"
#include "aggregator/model/document.h"

#include <jansson.h>

/* Compact JSON, malloc'ed, the caller's; NULL when memory is out. */
char *item_to_text(const struct item *item);
char *document_to_text(const struct document *document); /* without its items */

/* Fills *ret with copies in the arena. ERR_SYNTAX when a member has a wrong type, ERR_MEMORY. */
int item_from_json(struct item *ret, struct arena *arena, const json_t *object, struct error *err);

/* "rss-2.0", "atom-1.0" ...; NULL for FORMAT_UNKNOWN. */
const char *feed_format_name(enum feed_format format);

#endif
