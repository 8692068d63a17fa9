/*
 * What a fetched document says about its feed, apart from its items.
 *
 * Plain data in the arena of the code that made it; NULL, 0 or TIME_NONE when the document does not
 * say.
 */
#ifndef HEADWATER_MODEL_DOCUMENT_H
#define HEADWATER_MODEL_DOCUMENT_H

#include "aggregator/model/item.h"

/* In the order of the name table in codec. */
enum feed_format {
    FORMAT_UNKNOWN,
    FORMAT_RSS, /* RSS of an unstated version */
    FORMAT_RSS_090,
    FORMAT_RSS_091,
    FORMAT_RSS_092,
    FORMAT_RSS_093,
    FORMAT_RSS_094,
    FORMAT_RSS_10,
    FORMAT_RSS_20,
    FORMAT_ATOM, /* Atom in an unknown namespace */
    FORMAT_ATOM_03,
    FORMAT_ATOM_10,
    FORMAT_JSON_1,
    FORMAT_JSON_11,
    FORMAT_PAGE, /* a web page; its items are scraped */
};

struct document {
    enum feed_format format;
    const char *encoding; /* the charset the bytes were decoded from */
    struct text_construct title, subtitle;
    const char *link, *id, *language;
    int64_t updated, published;
    struct person *authors;
    struct category *categories;
    size_t author_count, category_count;

    /* The feed's own update schedule; see plan. */
    int ttl_minutes;        /* RSS <ttl>; 0 when absent */
    int update_seconds;     /* sy:updatePeriod / sy:updateFrequency; 0 when absent */
    uint32_t skip_hours;    /* bit h: do not poll in hour h, GMT (RSS <skipHours>) */
    uint32_t skip_days;     /* bit d: do not poll on day d, 0 is Sunday (RSS <skipDays>) */
    const char *hub, *self; /* WebSub: rel=hub, rel=self */

    const char **warnings; /* what was repaired or skipped, one line each */
    size_t warning_count;
    size_t item_count; /* items passed to the caller */
};

#endif
