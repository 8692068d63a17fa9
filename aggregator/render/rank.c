#include "aggregator/render/rank.h"

#include "aggregator/base/clock.h"
#include "aggregator/render/render_values.h"

#include <math.h>
#include <string.h>
#include <strings.h>

struct vote {
    const char *outlet;
    size_t length;
    int64_t time;
};

struct votes {
    struct vote rows[RANK_OUTLETS_MAX];
    size_t count;
};

/* The host of an address without a leading "www."; empty when there is none. */
static size_t host_find(const char **ret, const char *url)
{
    const char *host = url != NULL ? strstr(url, "://") : NULL;

    *ret = host != NULL ? host + 3 : "";
    if (strncasecmp(*ret, "www.", 4) == 0)
        *ret += 4;
    return strcspn(*ret, "/:?#");
}

static size_t outlet_find(const char **ret, const struct telling *telling)
{
    size_t length = host_find(ret, telling->feed_site);

    if (length == 0)
        length = host_find(ret, telling->feed_url);
    if (length > 0)
        return length;
    *ret = telling->feed_url != NULL ? telling->feed_url : "";
    return strlen(*ret);
}

static int64_t telling_time(const struct telling *telling)
{
    const struct item *item = &telling->item;
    const int64_t time = item->published != TIME_NONE ? item->published : item->updated;

    return telling->first_seen != TIME_NONE ? render_published(time, telling->first_seen) : 0;
}

static void vote_cast(struct votes *votes, const struct telling *telling)
{
    struct vote vote = {.time = telling_time(telling)};

    vote.length = outlet_find(&vote.outlet, telling);
    for (size_t i = 0; i < votes->count; i++) {
        struct vote *row = &votes->rows[i];

        if (row->length == vote.length && strncasecmp(row->outlet, vote.outlet, vote.length) == 0) {
            row->time = vote.time < row->time ? vote.time : row->time;
            return;
        }
    }
    if (votes->count < RANK_OUTLETS_MAX)
        votes->rows[votes->count++] = vote;
}

static void votes_count(struct votes *votes, const struct story *story)
{
    votes->count = 0;
    for (size_t i = 0; i < story->telling_count; i++)
        vote_cast(votes, &story->tellings[i]);
}

size_t rank_outlets(const struct story *story)
{
    struct votes votes;

    votes_count(&votes, story);
    return votes.count;
}

static double half_life_or_default(int64_t half_life)
{
    return half_life > 0 ? (double)half_life : RANK_HALF_LIFE_SECONDS;
}

/* Relative to the newest vote, so that no power of two overflows. */
int64_t rank_story(const struct story *story, int64_t half_life)
{
    const double life = half_life_or_default(half_life);
    struct votes votes;
    int64_t newest = INT64_MIN;
    double sum = 0;

    votes_count(&votes, story);
    for (size_t i = 0; i < votes.count; i++)
        newest = votes.rows[i].time > newest ? votes.rows[i].time : newest;
    for (size_t i = 0; i < votes.count; i++)
        sum += exp2((double)(votes.rows[i].time - newest) / life);
    return newest + (int64_t)llround(life * log2(sum));
}

int64_t rank_bound(size_t outlets, int64_t latest, int64_t half_life)
{
    return latest + 1 +
           (outlets > 1 ? (int64_t)ceil(half_life_or_default(half_life) * log2((double)outlets))
                        : 0);
}
