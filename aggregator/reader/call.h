/* One request to a reader interface, and what its handlers share. Part of reader. */
#ifndef HEADWATER_READER_CALL_H
#define HEADWATER_READER_CALL_H

#include "aggregator/account/throttle.h"
#include "aggregator/reader/shelf.h"

#include <jansson.h>

/* What outlives a request. */
struct reader {
    const struct config *config;
    const char *state_address;
    int64_t (*now)(void);
    struct store *store;     /* NULL while there is no state */
    uint64_t store_identity; /* of store_stamp() */
    struct publish_shelf *chooser;
    struct shelf shelf;
    bool has_shelf;
    int64_t shelf_version;          /* store_version() that it was built from */
    double built_at, build_seconds; /* of clock_running() */
    struct throttle throttle;
};

struct call {
    struct reader *reader;
    const struct serve_request *request;
    const char *path; /* without what the interface's own paths begin with */
    struct serve_reply *reply;
    struct store_user user; /* set when authenticated */
    const char *token;      /* the access token; NULL for Fever */
    const struct shelf *shelf;
    unsigned char *marks; /* of the user, by position in the shelf */
    struct arena arena;
};

/* Sets status and text of a refusal; returns 0, because the request is answered. */
int call_refuse(struct call *call, unsigned status, const char *text);

/* Makes a JSON value the answer; takes ownership. NULL stands for a value that could not be
 * allocated. ERR_MEMORY. */
int call_answer(struct call *call, json_t *value, struct error *err);

/* Sets shelf and marks of the authenticated user. */
int call_shelf(struct call *call, struct error *err);

/* A story as it is shown, by its current node, in the arena. ERR_ABSENT when it is not shown. */
int call_view(struct render_view *ret, const struct call *call, struct arena *arena, uint64_t node,
              struct error *err);

/* A number as text, as the protocol has it where it may exceed 53 bits. */
json_t *call_number_text(int64_t number);

#endif
