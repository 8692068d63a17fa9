/*
 * A story as render shows it: a source node with its tellings. Filled by the store, ordered by
 * render.
 */
#ifndef HEADWATER_MODEL_STORY_H
#define HEADWATER_MODEL_STORY_H

#include "aggregator/model/item.h"

/* Why an item stands in its node, as recorded when it was placed. */
struct evidence {
    const char
        *channel;  /* "founder", "guid", "link", "marker", "surface", "neutral", "reader" ... */
    double score;  /* 0 to 1: how far the texts agree, whatever the channel */
    uint64_t with; /* key of the item it was matched with; 0 for a founder */
    const char *detail; /* JSON object of what matched, for explain; or NULL */
};

struct telling {
    uint64_t key; /* of the item: XXH3 of feed and item identity */
    struct item item;
    const char *feed_url, *feed_name, *feed_title, *feed_site, *feed_id;
    const char **feed_tags;
    size_t feed_tag_count;
    int64_t feed_updated;
    const char *language; /* recognised, BCP 47; or NULL */
    int64_t first_seen;   /* when headwater first stored it */
    int64_t changed;      /* when its content last changed */
    struct evidence evidence;
};

struct story {
    uint64_t node;
    struct telling *tellings; /* by first_seen, published, key: the source is the first */
    size_t telling_count;
    int64_t first_seen; /* of its oldest telling */
    uint64_t lead;      /* key of the telling last published as lead; 0 when never published */
    int64_t updated;    /* the atom:updated last published; TIME_NONE when never */
    uint64_t lead_hash; /* of the lead's content as last published */
};

#endif
