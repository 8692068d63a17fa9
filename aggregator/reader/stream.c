#include "aggregator/reader/stream.h"

#include "aggregator/base/clock.h"
#include "aggregator/base/utf8.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A run stores its items with the time of its start, so that a client that asked meanwhile would
 * miss them if "ot" were taken exactly and the server was started after the run, which then does
 * not know when they appeared. The clock of a client may differ, too. Clients know items that they
 * get twice. */
enum { OLDEST_SLACK_SECONDS = 15 * 60 };

static const struct {
    const char *name;
    enum stream_kind kind;
} states[] = {
    {"broadcast", STREAM_NOTHING},
    {"broadcast-friends", STREAM_NOTHING},
    {"created", STREAM_NOTHING},
    {"fresh", STREAM_UNREAD},
    {"kept-unread", STREAM_UNREAD},
    {"like", STREAM_NOTHING},
    {"read", STREAM_READ},
    {"reading-list", STREAM_ALL},
    {"self", STREAM_NOTHING},
    {"starred", STREAM_STARRED},
    {"unread", STREAM_UNREAD},
    {"tracking-kept-unread", STREAM_NOTHING},
    {"tracking-body-link-used", STREAM_NOTHING},
};

bool stream_number_read(int64_t *ret, const char *text)
{
    if (text[0] == '\0' || strspn(text, "0123456789") != strlen(text))
        return false;
    errno = 0;
    *ret = strtoll(text, NULL, 10);
    return errno == 0;
}

/* Moves *at past a prefix, if it is there. */
static bool skip(const char **at, const char *prefix)
{
    const size_t length = strlen(prefix);

    if (strncmp(*at, prefix, length) != 0)
        return false;
    *at += length;
    return true;
}

static bool state_read(struct stream *ret, const char *name)
{
    for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
        if (strcmp(states[i].name, name) == 0) {
            ret->kind = states[i].kind;
            return true;
        }
    return false;
}

bool stream_read(struct stream *ret, const char *text)
{
    const char *at = text;
    int64_t number;

    *ret = (struct stream){.kind = STREAM_FEED};
    if (skip(&at, "feed/")) {
        if (!stream_number_read(&number, at))
            return false;
        ret->feed = (uint64_t)number;
        return true;
    }
    if (!skip(&at, "user/") || at[0] == '/' || strchr(at, '/') == NULL)
        return false;
    at = strchr(at, '/');
    if (skip(&at, "/state/com.google/"))
        return state_read(ret, at);
    ret->kind = STREAM_LABEL;
    ret->label = at + strlen("/label/");
    return skip(&at, "/label/") && at[0] != '\0' && utf8_is_valid(at);
}

static int syntax(struct error *err, const char *name)
{
    return error_set(err, ERR_SYNTAX, SCOPE_ITEM, "malformed parameter \"%s\"", name);
}

static int streams_read(struct stream *ret, size_t *ret_count, const struct serve_request *request,
                        const char *name, struct error *err)
{
    *ret_count = 0;
    for (size_t i = 0; i < request->parameter_count; i++) {
        const struct serve_parameter *parameter = &request->parameters[i];

        if (strcmp(parameter->name, name) != 0 || parameter->value[0] == '\0')
            continue;
        if (*ret_count == STREAM_FILTERS_MAX || !stream_read(&ret[*ret_count], parameter->value))
            return syntax(err, name);
        ++*ret_count;
    }
    return 0;
}

/* Reads a number into *ret, which keeps its value when the parameter is absent or empty. */
static int number_read(int64_t *ret, const struct serve_request *request, const char *name,
                       struct error *err)
{
    const char *text = serve_parameter(request, name);

    if (text == NULL || text[0] == '\0')
        return 0;
    return stream_number_read(ret, text) ? 0 : syntax(err, name);
}

void stream_continuation(char ret[STREAM_CONTINUATION_SIZE], int64_t seen, uint64_t node)
{
    snprintf(ret, STREAM_CONTINUATION_SIZE, "%" PRId64 "-%" PRIu64, seen, node);
}

static int continuation_read(struct stream_query *query, const struct serve_request *request,
                             struct error *err)
{
    const char *text = serve_parameter(request, "c");
    char again[STREAM_CONTINUATION_SIZE];

    if (text == NULL || text[0] == '\0')
        return 0;
    if (sscanf(text, "%" SCNd64 "-%" SCNu64, &query->after_seen, &query->after_node) != 2)
        return syntax(err, "c");
    stream_continuation(again, query->after_seen, query->after_node);
    return strcmp(text, again) == 0 ? 0 : syntax(err, "c");
}

/* Google counted "ot" and "nt" in seconds; some clients send microseconds. */
static int64_t seconds(int64_t time)
{
    return time > TIME_MAX ? time / 1000000 : time;
}

int stream_query_read(struct stream_query *ret, const struct serve_request *request, const char *id,
                      size_t limit, size_t most, struct error *err)
{
    struct stream_query query = {.oldest = 0, .newest = TIME_MAX, .after_seen = TIME_NONE};
    const char *order = serve_parameter(request, "r");
    int64_t count = (int64_t)limit;
    int code;

    if (id == NULL)
        id = serve_parameter(request, "s");
    if (id != NULL && !stream_read(&query.stream, id))
        return syntax(err, "s");
    code = streams_read(query.excluded, &query.excluded_count, request, "xt", err);
    if (code == 0)
        code = streams_read(query.included, &query.included_count, request, "it", err);
    if (code == 0)
        code = number_read(&query.oldest, request, "ot", err);
    if (code == 0)
        code = number_read(&query.newest, request, "nt", err);
    if (code == 0)
        code = number_read(&count, request, "n", err);
    if (code == 0)
        code = continuation_read(&query, request, err);
    if (code != 0)
        return code;
    query.oldest = seconds(query.oldest) - OLDEST_SLACK_SECONDS;
    query.newest = seconds(query.newest);
    query.oldest_first = order != NULL && strcmp(order, "o") == 0;
    query.limit = count == 0 ? limit : (uint64_t)count > most ? most : (size_t)count;
    *ret = query;
    return 0;
}
