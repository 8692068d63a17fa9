/*
 * Bytes of a fetched body to a document and its items: charset, repair, dialects, dates.
 *
 * Streams: the body is read piece by piece and every item is handed on when its end is seen, so
 * memory is bounded by the largest item and not by the document. Knows nothing of HTTP beyond the
 * headers given, nothing of the state, and does not clean: HTML is as the feed wrote it, but for
 * pictures that stand beside a text and are put below it. What an item leaves to its feed (authors,
 * language, the order of day and month) is filled in.
 *
 * Sources: RFC 7303 (charset), RSS 0.90 to 2.0, RFC 4287 (Atom), Atom 0.3, JSON Feed 1.1.
 */
#ifndef HEADWATER_PARSE_PARSE_H
#define HEADWATER_PARSE_PARSE_H

#include "aggregator/base/arena.h"
#include "aggregator/model/document.h"

/* Reads up to room bytes of the body: 0 at its end. */
typedef int parse_read_fn(size_t *ret_size, void *context, void *into, size_t room,
                          struct error *err);

/* Takes one item; it and all its memory are gone after the call. document holds what the feed has
 * said so far: in most feeds all of it, but it may be completed after the last item. A nonzero
 * result ends the parsing with that code. */
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
    size_t max_items; /* later ones are counted in the warnings, not handed on; 0: no limit */
};

/*
 * Parses one body. *ret is filled from the arena, warnings included, also when a document is broken
 * off in the midst: whole items have been handed on by then. ERR_NOT_FEED (an HTML page, a binary,
 * an empty body: the text says which, and which feeds an HTML page links to), ERR_LIMIT,
 * ERR_MEMORY, or what read and item return.
 */
int parse_document(struct document *ret, struct arena *arena, const struct parse_request *request,
                   struct error *err);

#endif
