/*
 * A story as render shows it: a source node with its tellings. The store fills it, render orders
 * it.
 */
#ifndef HEADWATER_MODEL_STORY_H
#define HEADWATER_MODEL_STORY_H

#include "aggregator/model/item.h"

/* Why an item is in its node, as recorded at placement. */
struct evidence {
    /* a name from dedup_channel_name(): "founder", "id", "link", "marker", "surface", "neutral"
     * ... */
    const char *channel;
    double score;       /* 0 to 1: how well the texts agree, for every channel */
    uint64_t with;      /* key of the matched item; 0 for a founder */
    const char *detail; /* JSON object of what matched, for explain; or NULL */
};

struct telling {
    uint64_t key; /* key of the item: hash of feed and item identity */
    struct item item;
    const char *feed_url, *feed_name, *feed_title, *feed_site, *feed_id;
    const char **feed_tags;
    size_t feed_tag_count;
    int64_t feed_updated;
    const char *language; /* detected, BCP 47; or NULL */
    int64_t first_seen;   /* when headwater first stored it */
    int64_t changed;      /* when its content last changed */
    struct evidence evidence;
};

struct story {
    uint64_t node;
    /* by first_seen, published, key: the first one is the source */
    struct telling *tellings;
    size_t telling_count;
    /* all versions in the node, where rules drop some of them; NULL when tellings are all. For what
     * a telling was matched with, which counts although it is not shown. */
    const struct telling *members;
    size_t member_count;
    int64_t first_seen; /* of its oldest telling */
    uint64_t lead;      /* key of the telling last published as lead; 0 when never published */
    int64_t updated;    /* the atom:updated last published; TIME_NONE when never */
    uint64_t lead_hash; /* content hash of the lead as last published */
};

#endif
