/*
 * Streams of the Google Reader protocol, and the parameters that choose items of one: "s", "n",
 * "r", "c", "xt", "it", "ot", "nt". Pure.
 */
#ifndef HEADWATER_READER_STREAM_H
#define HEADWATER_READER_STREAM_H

#include "aggregator/serve/source.h"

enum stream_kind {
    STREAM_ALL,
    STREAM_READ,
    STREAM_UNREAD,
    STREAM_STARRED,
    STREAM_LABEL, /* a folder: the feeds with a tag */
    STREAM_FEED,
    STREAM_NOTHING, /* a state that no story ever has */
};

struct stream {
    enum stream_kind kind;
    const char *label; /* part of the id */
    uint64_t feed;     /* number in "feed/N" */
};

enum { STREAM_FILTERS_MAX = 8, STREAM_CONTINUATION_SIZE = 44 };

/* What a request asks for. */
struct stream_query {
    struct stream stream;
    struct stream excluded[STREAM_FILTERS_MAX], included[STREAM_FILTERS_MAX];
    size_t excluded_count, included_count;
    int64_t oldest, newest; /* inclusive; see shelf_query() */
    bool oldest_first;
    size_t limit;
    /* the last item of the page before; TIME_NONE: the first page */
    int64_t after_seen;
    uint64_t after_node;
};

/* Reads a stream id: "user/-/state/com.google/read", "user/-/label/World", "feed/7". What stands
 * for the user is ignored. False for any other text. */
bool stream_read(struct stream *ret, const char *text);

/* Reads the parameters; id is the stream, or NULL for the parameter "s" (without it: all). The
 * limit is at most `most`. ERR_SYNTAX. */
int stream_query_read(struct stream_query *ret, const struct serve_request *request, const char *id,
                      size_t limit, size_t most, struct error *err);

/* The text of the parameter "c" for the page after an item. */
void stream_continuation(char ret[STREAM_CONTINUATION_SIZE], int64_t seen, uint64_t node);

/* Reads a decimal number of digits only; false for any other text. */
bool stream_number_read(int64_t *ret, const char *text);

#endif
