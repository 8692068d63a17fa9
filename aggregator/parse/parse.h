/*
 * Parses a fetched body into a document and its items: charset, repair, dialects, dates.
 *
 * Streaming: the body is read in pieces and every item is delivered at its end, so the largest item
 * bounds the memory use, not the document. Independent of the state, and of HTTP except for the
 * given headers. It does not clean: HTML stays as the feed wrote it, except that pictures beside a
 * text are appended to it. What an item inherits from its feed (authors, language, the order of day
 * and month) is filled in.
 *
 * Sources: RFC 7303 (charset), RSS 0.90 to 2.0, RFC 4287 (Atom), Atom 0.3, JSON Feed 1.1.
 */
#ifndef HEADWATER_PARSE_PARSE_H
#define HEADWATER_PARSE_PARSE_H

#include "aggregator/parse/parse_request.h"

#include "aggregator/base/arena.h"

/*
 * Parses one body. *ret is filled from the arena, including warnings, even when the parsing stops
 * early; complete items have been delivered by then. ERR_NOT_FEED (an HTML page, binary data, an
 * empty body: the message says which, and names feeds that an HTML page links to), ERR_LIMIT,
 * ERR_MEMORY, or the error of read or item.
 */
int parse_document(struct document *ret, struct arena *arena, const struct parse_request *request,
                   struct error *err);

#endif
