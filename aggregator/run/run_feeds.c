#include "aggregator/run/run_feeds.h"

#include <stdlib.h>
#include <string.h>

static int by_url(const void *a, const void *b)
{
    const struct feed_seat *x = a, *y = b;

    return strcmp(x->feed->url, y->feed->url);
}

int run_feeds_index(struct feed_index *ret, struct arena *arena, const struct config *config,
                    struct error *err)
{
    ret->count = config->feed_count;
    ret->seats = arena_array(arena, ret->count + 1, sizeof(*ret->seats));
    if (ret->seats == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    for (size_t i = 0; i < ret->count; i++)
        ret->seats[i].feed = &config->feeds[i];
    qsort(ret->seats, ret->count, sizeof(*ret->seats), by_url);
    return 0;
}

const struct feed *run_feeds_find(const struct feed_index *index, const char *url)
{
    const struct feed wanted = {.url = url};
    const struct feed_seat key = {&wanted};
    const struct feed_seat *found =
        bsearch(&key, index->seats, index->count, sizeof(*index->seats), by_url);

    return found != NULL ? found->feed : NULL;
}

struct fetch_request run_feeds_request(const struct feed *feed, const struct feed_state *state,
                                       size_t index)
{
    /* "not modified" would be no answer: the body that it means was read otherwise */
    const bool read_alike = state->reading_hash == feed->reading_hash;

    return (struct fetch_request){.feed = feed,
                                  .url = state->moved_to != NULL ? state->moved_to : feed->url,
                                  .etag = read_alike ? state->etag : NULL,
                                  .last_modified = read_alike ? state->last_modified : NULL,
                                  .validators_from = state->validators_from,
                                  .index = index};
}
