/*
 * The stored form of items and documents: JSON, as `headwater parse` prints it and the store keeps
 * it.
 *
 * Absent values are omitted; times are RFC 3339 in UTC. Reading restores everything that was
 * written, including kinds, languages and the fields set by clean. Writing gives the complete text
 * or nothing; invalid UTF-8, which a text should never contain, becomes U+FFFD. Reading ignores
 * unknown members but is strict on types.
 */
#ifndef HEADWATER_CODEC_ITEM_JSON_H
#define HEADWATER_CODEC_ITEM_JSON_H

#include "aggregator/base/arena.h"
#include "aggregator/model/document.h"

#include <jansson.h>

/* Compact JSON, malloc'ed, owned by the caller; NULL when out of memory. */
char *item_to_text(const struct item *item);
char *document_to_text(const struct document *document); /* without its items */

/* Fills *ret with copies in the arena. ERR_SYNTAX when a member has the wrong type, ERR_MEMORY. */
int item_from_json(struct item *ret, struct arena *arena, const json_t *object, struct error *err);

/* "rss-2.0", "atom-1.0" ...; NULL for FORMAT_UNKNOWN. */
const char *feed_format_name(enum feed_format format);

#endif
