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

#include "aggregator/base/arena.h"
#include "aggregator/model/document.h"

/* Reads up to room bytes of the body; 0 at the end. */
typedef int parse_read_fn(size_t *ret_size, void *context, void *into, size_t room,
                          struct error *err);

/* Receives one item; the item and its memory are valid only during the call. document holds the
 * feed's fields so far; in most feeds these are all, but more may follow the last item. A nonzero
 * result stops the parsing with that code. */
typedef int parse_item_fn(void *context, const struct document *document, const struct item *item,
                          struct error *err);

struct parse_request {
    parse_read_fn *read;
    void *read_context;
    parse_item_fn *item;
    void *item_context;
    const char *url; /* where the body came from, after redirects; base of relative links */
    const char *content_type;     /* header, or NULL */
    const char *content_language; /* header, or NULL */
    const char *content_location; /* header, or NULL */
    size_t max_items; /* later items are counted in the warnings, not delivered; 0: no limit */
};

/*
 * Parses one body. *ret is filled from the arena, including warnings, even when the parsing stops
 * early; complete items have been delivered by then. ERR_NOT_FEED (an HTML page, binary data, an
 * empty body: the message says which, and names feeds that an HTML page links to), ERR_LIMIT,
 * ERR_MEMORY, or the error of read or item.
 */
int parse_document(struct document *ret, struct arena *arena, const struct parse_request *request,
                   struct error *err);

#endif
