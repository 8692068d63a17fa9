/*
 * What the user asked for: the settings, the feeds and the outputs of feeds.yaml, and what the
 * state remembers of each feed between two runs.
 */
#ifndef HEADWATER_MODEL_FEED_H
#define HEADWATER_MODEL_FEED_H

#include "aggregator/model/rule.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One line of a request header that the user adds to a feed. */
struct header {
    const char *name, *value;
};

struct feed {
    const char
        *url; /* as configured; the feed's name in the state. http, https, or file: (absolute) */
    const char *name;     /* for people; the url's host when the user gave none */
    const char *language; /* BCP 47 or NULL */
    const char *network; /* feeds of one network trust one another's source-node markers; or NULL */
    const char **tags;
    size_t tag_count;
    int64_t interval_seconds; /* 0: the settings' */
    struct rule_list rules;   /* its own: an item is published when these and the rules for all let
                                 it */
    bool enabled;
    bool allow_private; /* private, loopback and link-local addresses may be asked */
    int line;           /* in feeds.yaml, for messages */

    /* Requests: see plan and fetch. Secrets are already read from file: and env: references. */
    struct header *headers;
    size_t header_count;
    const char *user, *password, *bearer, *cookie, *user_agent, *proxy, *ca_file, *client_cert,
        *client_key;
    int64_t timeout_seconds; /* 0: the settings' */
    int64_t max_bytes;       /* 0: the settings' */
};

enum output_format { OUTPUT_ATOM, OUTPUT_RSS, OUTPUT_JSON, OUTPUT_HTML, OUTPUT_OPML };

/* How a document arranges its stories. Which stories it has is the limit's affair: the newest. */
enum output_order {
    ORDER_NEWEST,
    ORDER_OLDEST,
    ORDER_UPDATED,  /* the last edited first */
    ORDER_TELLINGS, /* the most told first */
    ORDER_OUTLET,   /* by the name of the outlet that leads, as the reader's language sorts */
};

struct output {
    enum output_format format;
    enum output_order order;
    const char *path;  /* absolute */
    const char *title; /* for people */
    const char *self;  /* the address it is published at, or NULL */
    const char *id;    /* atom:id of the merged feed; NULL: one made from the store's feed number */
    size_t limit;      /* stories in the current document */
    const char **tags; /* only stories with a telling of a feed so tagged; none: all */
    size_t tag_count;
    const char **languages; /* only stories with a telling in one of these; none: all */
    size_t language_count;
    struct rule_list rules; /* only stories that these let through */
    bool archives;          /* a document a day beside the current one (RFC 5005); needs self */
};

struct settings {
    const char *contact;    /* goes into the User-Agent; or NULL */
    const char **languages; /* the reader's, most wanted first */
    size_t language_count;
    int64_t interval_seconds;      /* the usual time between two polls of a feed */
    int64_t interval_min_seconds;  /* the floor of the adaptive interval */
    int64_t interval_max_seconds;  /* its ceiling */
    int64_t permitted_min_seconds; /* its floor where server or feed say how long an answer holds;
                                      the same as the other when the user has named one */
    int64_t window_seconds;        /* how far back a new item looks for its story */
    int64_t archive_seconds; /* how long a story is kept once its items have left their feeds */
    int64_t timeout_seconds; /* a whole request */
    int64_t connect_timeout_seconds;
    int64_t host_gap_seconds;        /* between two requests to one host */
    int64_t retry_after_max_seconds; /* the longest wait believed of a Retry-After */
    int64_t cache_max_seconds;       /* the longest wait believed of caching headers */
    int64_t max_bytes;               /* of a decoded body */
    int64_t max_items;               /* of one document; later ones are counted, not taken */
    int concurrency;                 /* requests under way at once */
    const char *lexicon;             /* path, or NULL for the installed one */
    const char *proxy;               /* for every feed without one of its own; or NULL */
};

/* What decided when a feed may next be asked; the words are plan's. */
enum wait_reason {
    WAIT_NONE, /* never asked, or forced */
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
    WAIT_REQUESTED, /* by a run that ended before the answer came */
};

/* The feed as the state remembers it; kept by the store under feed.url. */
struct feed_state {
    const char *url; /* the configured address: the key */
    const char
        *moved_to; /* where a permanent redirect led, once that answered with a feed; or NULL */
    const char *etag, *last_modified; /* byte for byte, or NULL */
    const char *validators_from;      /* the address that gave them; NULL where it is not known */
    uint64_t body_hash;               /* XXH3 of the last body that parsed; 0 when none */
    const char *title;                /* what the feed calls itself */
    const char *site;                 /* its page for people */
    const char *feed_id;              /* atom:id */
    const char *language;
    const char *hub, *self;
    int64_t feed_updated;                                     /* what the feed says, or TIME_NONE */
    int64_t first_poll, last_poll, last_success, last_change; /* TIME_NONE when never */
    int64_t request_started_at; /* when it was asked, while the answer is not kept yet; else
                                   TIME_NONE */
    int64_t not_before;         /* when it may next be asked; 0: at once */
    enum wait_reason wait_reason;
    char wait_detail[64]; /* "max-age=7800", "429", for people */
    int last_status; /* HTTP status, 0 when there was no answer (or for a file that was read) */
    char last_error[256]; /* one line; empty after a success */
    int errors_in_row;
    bool gone;             /* 410 */
    bool ids_unreliable;   /* one id was seen on several items; see match */
    bool links_unreliable; /* one link was */

    /* The last answer's signals, for plan. */
    int64_t max_age_seconds; /* -1 when absent or switched off */
    int64_t expires_at;      /* TIME_NONE when absent */
    int64_t retry_at;        /* TIME_NONE when absent; from Retry-After */
    int ttl_minutes, update_seconds;
    uint32_t skip_hours, skip_days;
    uint32_t rhythm[24]; /* items seen by hour of day (UTC), ageing; for the adaptive interval */
    int64_t mean_gap_seconds; /* between items, ageing; 0 when unknown */

    int64_t dropped_count; /* items that rules dropped when they were new; see rule/ */
    int64_t item_count;    /* items stored; only store_feed_count() sets it */
};

#endif
