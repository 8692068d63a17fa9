#include "aggregator/render/rank.h"

#include "aggregator/base/clock.h"
#include "aggregator/render/render_values.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

struct name {
    const char *text;
    size_t length;
};

/* An outlet is known by the host of its feed and that of its page; page is empty when the first
 * says enough. */
struct vote {
    struct name feed, page;
    int64_t time;
};

struct votes {
    struct vote rows[RANK_OUTLETS_MAX];
    size_t count;
};

/* The host of an address without a leading "www."; empty when there is none. */
static struct name host_find(const char *url)
{
    const char *host = url != NULL ? strstr(url, "://") : NULL;

    if (host == NULL)
        return (struct name){"", 0};
    host += strncasecmp(host + 3, "www.", 4) == 0 ? 7 : 3;
    return (struct name){host, strcspn(host, "/:?#")};
}

static bool names_match(struct name one, struct name other)
{
    return one.length == other.length && strncasecmp(one.text, other.text, one.length) == 0;
}

/* Whether a host is the other one or below it. */
static bool is_under(struct name host, struct name other)
{
    struct name end = {host.text, other.length};

    if (other.length == 0 || host.length < other.length)
        return false;
    end.text += host.length - other.length;
    return names_match(end, other) && (host.length == other.length || end.text[-1] == '.');
}

/* A page is believed to be the feed's own if one host is below the other; otherwise both are the
 * outlet's name, so that nobody can cast the vote of another outlet by naming its page. */
static void outlet_find(struct vote *ret, const struct telling *telling)
{
    const struct name page = host_find(telling->feed_site);

    ret->feed = host_find(telling->feed_url);
    ret->page = page;
    if (ret->feed.length == 0 && page.length == 0)
        ret->feed = (struct name){telling->feed_url != NULL ? telling->feed_url : "",
                                  telling->feed_url != NULL ? strlen(telling->feed_url) : 0};
    if (is_under(ret->feed, page))
        ret->feed = page;
    if (is_under(page, ret->feed))
        ret->page.length = 0;
}

static int64_t telling_time(const struct telling *telling)
{
    return telling->first_seen != TIME_NONE ? render_telling_time(telling) : 0;
}

static void vote_cast(struct votes *votes, const struct telling *telling)
{
    struct vote vote = {.time = telling_time(telling)};

    outlet_find(&vote, telling);
    for (size_t i = 0; i < votes->count; i++) {
        struct vote *row = &votes->rows[i];

        if (names_match(row->feed, vote.feed) && names_match(row->page, vote.page)) {
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
