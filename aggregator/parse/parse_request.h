/* What parse is asked: where the body comes from, what its headers say, and who takes the items. */
#ifndef HEADWATER_PARSE_PARSE_REQUEST_H
#define HEADWATER_PARSE_PARSE_REQUEST_H

#include "aggregator/base/error.h"
#include "aggregator/model/document.h"
#include "aggregator/model/scrape.h"

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
    /* the body is a web page, whose items are found by these expressions; NULL: a feed */
    const struct scrape *scrape;
    size_t max_items; /* later items are counted in the warnings, not delivered; 0: no limit */
};

#endif
