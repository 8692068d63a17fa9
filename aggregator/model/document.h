/*
 * What one fetched document says of its feed, beside its items.
 *
 * Plain data in the arena of whoever made it; NULL, 0 or TIME_NONE where the document is silent.
 */
#ifndef HEADWATER_MODEL_DOCUMENT_H
#define HEADWATER_MODEL_DOCUMENT_H

#include "aggregator/model/item.h"

/* The order is that of the names in codec's table. */
enum feed_format {
    FORMAT_UNKNOWN,
    FORMAT_RSS, /* RSS of no told version */
    FORMAT_RSS_090,
    FORMAT_RSS_091,
    FORMAT_RSS_092,
    FORMAT_RSS_093,
    FORMAT_RSS_094,
    FORMAT_RSS_10,
    FORMAT_RSS_20,
    FORMAT_ATOM, /* Atom of no known namespace */
    FORMAT_ATOM_03,
    FORMAT_ATOM_10,
    FORMAT_JSON_1,
    FORMAT_JSON_11,
};

struct document {
    enum feed_format format;
    const char *encoding; /* the charset the bytes were decoded from */
    struct text title, subtitle;
    const char *link, *id, *language;
    int64_t updated, published;
    struct person *authors;
    struct category *categories;
    size_t author_count, category_count;

    /* What the feed says of its own rhythm; see plan. */
    int ttl_minutes;        /* RSS <ttl>; 0 when absent */
    int update_seconds;     /* sy:updatePeriod over sy:updateFrequency; 0 when absent */
    uint32_t skip_hours;    /* bit h: not in hour h, GMT (RSS <skipHours>) */
    uint32_t skip_days;     /* bit d: not on day d, 0 is Sunday (RSS <skipDays>) */
    const char *hub, *self; /* WebSub: rel=hub, rel=self */

    const char **warnings; /* what was repaired or skipped, one line each */
    size_t warning_count;
    size_t item_count; /* items handed on */
};

#endif
