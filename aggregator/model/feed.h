/*
 * What the user configures: the settings, feeds and outputs of feeds.yaml; and the state that the
 * store keeps for each feed between runs.
 */
#ifndef HEADWATER_MODEL_FEED_H
#define HEADWATER_MODEL_FEED_H

#include "aggregator/model/rule.h"
#include "aggregator/model/scrape.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct zone; /* a time zone; see base/zone.h */

/* A request header that the user adds to a feed. */
struct header {
    const char *name, *value;
};

/* What the items of a feed may share a story with. */
enum feed_fold {
    FOLD_ALL,    /* any items */
    FOLD_OTHERS, /* items of other feeds, never another one of this feed */
    FOLD_NEVER,  /* none: each item is a story of its own */
};

struct feed {
    /* as configured; the feed's key in the state. http, https, or file: (absolute). A feed with
     * exec and no address has exec: and a hash of its arguments. */
    const char *url;
    /* Programs; the arguments end with NULL. exec: its output is the feed, and nothing is
     * requested. filter: a body is piped through it. NULL: none. */
    const char **exec, **filter;
    size_t exec_count, filter_count;
    const struct scrape *scrape; /* the document is a page, read by these expressions; or NULL */
    bool fulltext;               /* the pages of the items are requested for their text */
    const char *fulltext_path;   /* XPath of that text; NULL: it is found by rules */
    /* what else than the body decides what is read of it: a hash of exec, filter and scrape; 0:
     * nothing */
    uint64_t reading_hash;
    const char *name;     /* display name; the host of the url when the user sets none */
    const char *language; /* BCP 47 or NULL */
    /* feeds of one network trust each other's source-node markers; or NULL */
    const char *network;
    const char **tags;
    size_t tag_count;
    enum feed_fold fold;
    int64_t interval_seconds; /* 0: use the setting */
    /* the feed's own rules: an item is published when both these and the global rules keep it */
    struct rule_list rules;
    bool enabled;
    bool hidden;        /* its tellings are not published */
    bool allow_private; /* private, loopback and link-local addresses are allowed */
    int line;           /* in feeds.yaml, for messages */

    /* Requests: see plan and fetch. Secrets are already resolved from file: and env: references. */
    struct header *headers;
    size_t header_count;
    const char *user, *password, *bearer, *cookie, *user_agent, *proxy, *ca_file, *client_cert,
        *client_key;
    int64_t timeout_seconds; /* 0: use the setting */
    int64_t max_bytes;       /* 0: use the setting */
};

enum output_format {
    OUTPUT_ATOM,
    OUTPUT_RSS,
    OUTPUT_JSON,
    OUTPUT_HTML,
    OUTPUT_OPML,
    OUTPUT_STORIES, /* a page for each story */
};

/* The order of the stories in a document. The limit selects the stories: the first ones by rank for
 * ORDER_TELLINGS, else the newest. */
enum output_order {
    ORDER_NEWEST,
    ORDER_OLDEST,
    ORDER_UPDATED,  /* last edited first */
    ORDER_TELLINGS, /* told by most outlets first, with decay: render/rank.h */
    ORDER_OUTLET,   /* by the name of the lead's outlet, in the collation of the user's language */
};

/* What the link of an entry leads to. */
enum output_link {
    LINK_ARTICLE, /* the lead's own page */
    LINK_STORY,   /* the story's page, if it has one */
};

/* When the digests of an output are due. */
struct digest_time {
    bool wanted; /* else the output is not a digest */
    int minute;  /* of the day, in settings.timezone */
};

struct output {
    enum output_format format;
    enum output_order order;
    enum output_link link;
    const char *path;  /* absolute; of a folder for OUTPUT_STORIES */
    const char *title; /* display title */
    const char *self;  /* the address at which it is published, or NULL */
    /* addresses of WebSub hubs, which the document names and which are told when it has changed;
     * self is set if there are any */
    const char **hubs;
    size_t hub_count;
    /* atom:id of the merged feed; NULL: derived from the store's feed number */
    const char *id;
    size_t limit;              /* stories in the current document */
    int64_t half_life_seconds; /* of an outlet's vote in ORDER_TELLINGS; 0: the default */
    /* only stories with a telling from a feed with one of these tags; none: all */
    const char **tags;
    size_t tag_count;
    const char **languages; /* only stories with a telling in one of these; none: all */
    size_t language_count;
    /* only stories that once had this many tellings, of this many outlets; 0: all */
    size_t min_tellings, min_outlets;
    struct rule_list rules; /* only stories that these rules keep */
    /* A digest: one entry for each time, with the stories that most outlets told since the last. */
    struct digest_time at;
    unsigned days;   /* bit d: on this day, 0 is Sunday; 0: every day */
    size_t stories;  /* in one digest */
    const char **to; /* addresses that each digest is sent to */
    size_t to_count;
    const char *from; /* the sender's address; set if there are any */
    /* one document per day in addition to the current one (RFC 5005); requires self */
    bool archives;
    size_t past_days; /* of a page: past days with a page of their own; 0: none */
    int line, column; /* in feeds.yaml, for messages */
};

/* What becomes of the tellings of feeds that are no longer in feeds.yaml. */
enum unsubscribed { UNSUBSCRIBED_KEEP, UNSUBSCRIBED_HIDE };

struct settings {
    const char *contact;    /* for the User-Agent; or NULL */
    const char **languages; /* the user's languages, preferred first */
    size_t language_count;
    int64_t interval_seconds;     /* default time between two polls of a feed */
    int64_t interval_min_seconds; /* minimum of the adaptive interval */
    int64_t interval_max_seconds; /* maximum of the adaptive interval */
    /* minimum when server or feed state how long a response stays valid; equals
     * interval_min_seconds when the user sets that */
    int64_t permitted_min_seconds;
    /* how far back candidates for a new item's story are considered */
    int64_t window_seconds;
    /* how long a story is kept after its items have left their feeds */
    int64_t archive_seconds;
    int64_t timeout_seconds; /* for a whole request */
    int64_t connect_timeout_seconds;
    int64_t host_gap_seconds;        /* between two requests to one host */
    int64_t retry_after_max_seconds; /* maximum wait accepted from Retry-After */
    int64_t cache_max_seconds;       /* maximum wait accepted from caching headers */
    int64_t max_bytes;               /* maximum size of a decoded body */
    /* maximum items of one document; further items are counted, not stored */
    int64_t max_items;
    const char *site;       /* the address at which headwater serve is public; or NULL */
    const char *websub;     /* the public address that leads hubs to "/websub/" of serve; or NULL */
    int64_t pages_per_hour; /* for fulltext, of all feeds together */
    int concurrency;        /* maximum concurrent requests */
    bool learn;             /* words are learnt from recognised translations */
    const char *lexicon;    /* path, or NULL for the installed one */
    const char *state;      /* absolute path or server of the state, or NULL for the default */
    enum unsubscribed unsubscribed;
    const char *proxy;    /* for every feed without its own; or NULL */
    const char *sendmail; /* path of the program that sends mail */
    bool pictures;        /* pages show the pictures of the outlets */
    /* of the days and times that people read; NULL: UTC */
    const struct zone *timezone;
    bool search; /* titles and texts are indexed, so that they can be searched */
};

/* What determined the time of the next request. plan has the wording. */
enum wait_reason {
    WAIT_NONE, /* never polled, or forced */
    WAIT_INTERVAL,
    WAIT_MAX_AGE,
    WAIT_EXPIRES,
    WAIT_TTL,
    WAIT_UPDATE_PERIOD,
    WAIT_SKIP_HOURS,
    WAIT_SKIP_DAYS,
    WAIT_RETRY_AFTER,
    WAIT_SLOW_DOWN, /* 429 or 503 without Retry-After */
    WAIT_ERROR,     /* backing off */
    WAIT_GONE,      /* 410: never again */
    WAIT_DISABLED,
    WAIT_REQUESTED, /* by a run that ended before the response arrived */
    WAIT_PUSH,      /* the interval, longer because a hub announces news */
};

/* The state of a feed; the store keeps it under feed.url. */
struct feed_state {
    const char *url; /* the configured address: the key */
    /* target of a permanent redirect, once that address returned a feed; or NULL */
    const char *moved_to;
    const char *etag, *last_modified; /* byte for byte, or NULL */
    /* the address that sent the validators; NULL when unknown */
    const char *validators_from;
    uint64_t reading_hash; /* of the feed when that body was read */
    uint64_t body_hash;    /* XXH3 of the last body that parsed; 0 when none */
    const char *title;     /* the feed's own title */
    const char *site;      /* the feed's web page */
    const char *feed_id;   /* atom:id */
    const char *language;
    const char *hub, *self;
    int64_t feed_updated;                                     /* from the feed, or TIME_NONE */
    int64_t first_poll, last_poll, last_success, last_change; /* TIME_NONE when never */
    /* when the request started, until its response is stored; else TIME_NONE */
    int64_t request_started_at;
    int64_t not_before; /* time of the next allowed request; 0: now */
    enum wait_reason wait_reason;
    char wait_detail[64]; /* "max-age=7800", "429", for display */
    /* HTTP status; 0 when there was no response (or for a file that was read) */
    int last_status;
    char last_error[256]; /* one line; empty after success */
    int errors_in_row;
    bool gone;             /* 410 */
    bool ids_unreliable;   /* several items have the same id; see match */
    bool links_unreliable; /* several items have the same link; see match */

    /* Signals of the last response, for plan. */
    int64_t max_age_seconds; /* -1 when absent or disabled */
    int64_t expires_at;      /* TIME_NONE when absent */
    int64_t retry_at;        /* TIME_NONE when absent; from Retry-After */
    int ttl_minutes, update_seconds;
    uint32_t skip_hours, skip_days;
    /* items by hour of day (UTC), with decay; for the adaptive interval */
    uint32_t rhythm[24];
    int64_t mean_gap_seconds; /* between items, with decay; 0 when unknown */

    /* Of the feed's subscription at a hub (model/push.h), not stored here; see plan_take_push(). */
    bool pushed;    /* a hub announces its news */
    bool announced; /* a hub has announced news since the last poll */

    int64_t dropped_count; /* new items that rules dropped; see rule/ */
    int64_t item_count;    /* stored items; set only by store_feed_count() */
};

#endif
