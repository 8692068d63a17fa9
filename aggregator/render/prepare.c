/*
 * Which telling leads a story, and whether the story counts as changed.
 */
#include "aggregator/base/clock.h"
#include "aggregator/render/markup.h"
#include "aggregator/render/render.h"

#include <string.h>
#include <strings.h>
#include <xxhash.h>

static const char *telling_language(const struct telling *telling)
{
    return telling->language != NULL ? telling->language : telling->item.language;
}

/* The place of the telling's language among the reader's; behind them all when it is not there. */
static size_t language_rank(const struct telling *telling, const struct settings *settings)
{
    const char *language = telling_language(telling);

    for (size_t i = 0; i < settings->language_count; i++)
        if (render_language_matches(language, settings->languages[i]))
            return i;
    return settings->language_count;
}

static size_t telling_fullness(const struct telling *telling)
{
    const struct item *item = &telling->item;
    const char *text = item->plain != NULL           ? item->plain
                       : item->content.value != NULL ? item->content.value
                                                     : item->summary.value;

    return text != NULL ? strlen(text) : 0;
}

/* The host of an address without what feeds put before it: "feeds.example.org" is "example.org". */
static size_t host_find(const char **ret, const char *url)
{
    static const char *const prefixes[] = {"www.", "feeds.", "feed.", "rss."};
    const char *host = url != NULL ? strstr(url, "://") : NULL;

    *ret = host != NULL ? host + 3 : "";
    for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
        if (strncasecmp(*ret, prefixes[i], strlen(prefixes[i])) == 0)
            *ret += strlen(prefixes[i]);
    return strcspn(*ret, "/:?#");
}

/* Whether a host is the other or under it. */
static bool is_under(const char *host, size_t length, const char *other, size_t other_length)
{
    return length >= other_length && other_length > 0 &&
           strncasecmp(host + length - other_length, other, other_length) == 0 &&
           (length == other_length || host[length - other_length - 1] == '.');
}

/* Whether the item's address is on the site of its feed: where the feed is fetched from, and what
 * it says of itself only for a feed that is a file. */
static bool is_on_own_site(const struct telling *telling)
{
    const char *page, *site;
    size_t page_length = host_find(&page, telling->item.link),
           site_length = host_find(&site, telling->feed_url);

    if (site_length == 0)
        site_length = host_find(&site, telling->feed_site);
    return is_under(page, page_length, site, site_length) ||
           is_under(site, site_length, page, page_length);
}

static const double CLAIM_BORNE_OUT = 0.5; /* score from which the texts bear a claim out */

/* By an id, an address, a source or a declared translation. */
static bool is_claim(const struct telling *telling)
{
    static const char *const claims[] = {"id", "link", "via", "translation"};
    const char *channel = telling->evidence.channel;

    for (size_t i = 0; channel != NULL && i < sizeof(claims) / sizeof(claims[0]); i++)
        if (strcmp(channel, claims[i]) == 0)
            return true;
    return false;
}

/* Joined because it says so, and not because its text does. */
static bool is_claim_alone(const struct telling *telling)
{
    return is_claim(telling) && telling->evidence.score < CLAIM_BORNE_OUT;
}

/* Whether two tellings name pages of one site. */
static bool share_site(const struct telling *a, const struct telling *b)
{
    const char *page, *other;
    size_t length = host_find(&page, a->item.link), other_length = host_find(&other, b->item.link);

    return length > 0 && length == other_length && strncasecmp(page, other, length) == 0;
}

/* Whether one that claims to be another's version is on the site whose page both name, and the
 * other is not: whoever came first with an outlet's address does not keep it against the outlet. */
static bool takes_back(const struct telling *claims, const struct telling *claimed)
{
    return claims->evidence.with == claimed->key && is_claim_alone(claims) &&
           is_on_own_site(claims) && !is_on_own_site(claimed) && share_site(claims, claimed);
}

static const struct telling *telling_find(const struct story *story, uint64_t key)
{
    for (size_t i = 0; i < story->telling_count; i++)
        if (story->tellings[i].key == key)
            return &story->tellings[i];
    return NULL;
}

enum { CLAIMS_FOLLOWED = 8 };

/* Joined by a claim alone, or with one that was: what a claim brought in brings in no lead. */
static bool hangs_on_claim(const struct story *story, const struct telling *telling)
{
    for (int i = 0; i < CLAIMS_FOLLOWED; i++) {
        const struct telling *with;

        if (is_claim_alone(telling))
            return true;
        if (telling->evidence.with == 0)
            return false;
        with = telling_find(story, telling->evidence.with);
        if (with == NULL) /* it has left the story: what was claimed of it holds no more */
            return is_claim(telling);
        telling = with;
    }
    return false;
}

/* A telling that came by a claim alone does not lead over the one that it claims, nor does one that
 * names a page of a site over what the site's own feed tells. */
static bool may_lead(const struct story *story, const struct telling *telling)
{
    bool claims = hangs_on_claim(story, telling);

    for (size_t i = 0; i < story->telling_count; i++) {
        const struct telling *other = &story->tellings[i];

        if (claims && takes_back(telling, other))
            return true;
        if (!claims && takes_back(other, telling))
            return false;
        if (!is_on_own_site(telling) && is_on_own_site(other) && share_site(telling, other))
            return false;
    }
    return !claims;
}

enum { STUB_BYTES = 300, STUB_FACTOR = 3 };

/* A few words where another has an article. */
static bool is_stub_beside(const struct telling *telling, const struct telling *other)
{
    size_t length = telling_fullness(telling);

    return length < STUB_BYTES && telling_fullness(other) >= STUB_FACTOR * (length + 1);
}

/* One title in two languages is a copy that says it is a translation. */
static bool has_title_of(const struct telling *telling, const struct telling *other)
{
    const char *title = telling->item.title.value, *others = other->item.title.value;

    return title != NULL && others != NULL && title[0] != '\0' && strcmp(title, others) == 0;
}

/* A site's teaser gives way to the site's own article. Another outlet's does not take its place:
 * who copies a teaser and adds to it would lead. */
static bool takes_over(const struct telling *telling, const struct telling *lead)
{
    return is_stub_beside(lead, telling) && is_on_own_site(telling) && is_on_own_site(lead) &&
           share_site(lead, telling);
}

/*
 * The reader's languages first; within the best of them the earliest telling that may lead, or,
 * where that is a teaser, the article of its site. What was published before has no say: the same
 * tellings must give the same lead, however they were spread over runs.
 */
static const struct telling *lead_choose(const struct story *story, const struct settings *settings)
{
    const struct telling *lead = NULL;
    size_t best = 0;

    for (size_t i = 0; i < story->telling_count; i++) {
        const struct telling *telling = &story->tellings[i];
        size_t rank = language_rank(telling, settings);

        if (may_lead(story, telling) &&
            (lead == NULL || (rank < best && !has_title_of(telling, lead)) ||
             (rank == best && takes_over(telling, lead)))) {
            lead = telling;
            best = rank;
        }
    }
    return lead != NULL ? lead : &story->tellings[0];
}

/* Title and text as a reader sees them. Markup, links and pictures are left out: many feeds put
 * tokens into them that change with every fetch. */
static uint64_t content_hash(const struct item *item)
{
    const char *text = item->plain != NULL && item->plain[0] != '\0' ? item->plain
                       : item->content.value != NULL                 ? item->content.value
                                                                     : item->summary.value;
    XXH64_hash_t hash = XXH3_64bits("lead", 4);

    if (item->title.value != NULL)
        hash = XXH3_64bits_withSeed(item->title.value, strlen(item->title.value), hash);
    if (text != NULL)
        hash = XXH3_64bits_withSeed(text, strlen(text), hash);
    return hash;
}

enum { FIRST_PLAUSIBLE = 631152000 }; /* 1990-01-01: there was no web to publish on */

int64_t render_published(int64_t time, int64_t arrival)
{
    return time >= FIRST_PLAUSIBLE && time < arrival ? time : arrival;
}

static int64_t story_published(const struct story *story)
{
    const struct telling *source = &story->tellings[0];
    int64_t time =
        source->item.published != TIME_NONE ? source->item.published : source->item.updated;

    return render_published(time, source->first_seen);
}

static int64_t latest(int64_t one, int64_t other)
{
    return one > other ? one : other;
}

/* When an edit of the lead was made: as it says itself where that can be, else when it was seen. */
static int64_t edit_time(const struct telling *lead, int64_t before)
{
    if (lead->item.updated != TIME_NONE && lead->item.updated > before &&
        lead->item.updated <= lead->changed)
        return lead->item.updated;
    return latest(lead->changed, before + 1); /* forward in any case */
}

/* Whether the lead last published was a stub beside today's. */
static bool gives_way(const struct story *story, const struct telling *lead)
{
    for (size_t i = 0; i < story->telling_count; i++)
        if (story->tellings[i].key == story->lead)
            return is_stub_beside(&story->tellings[i], lead);
    return false;
}

/*
 * An entry of ours comes into being when its story is first seen, and is modified when the text of
 * its lead is. A telling that joins modifies nothing (RFC 4287 §4.2.15 leaves the choice), not even
 * when it takes the lead: the reader has had the story. When an article takes the lead of a stub,
 * the reader has not.
 */
static int64_t story_updated(const struct render_story *ready)
{
    const struct story *story = ready->story;

    if (story->updated == TIME_NONE)
        return latest(story->tellings[0].first_seen, ready->published);
    if (story->lead_hash == ready->lead_hash)
        return story->updated;
    if (story->lead != ready->lead->key)
        return gives_way(story, ready->lead) ? latest(ready->lead->first_seen, story->updated + 1)
                                             : story->updated;
    return edit_time(ready->lead, story->updated);
}

int render_prepare(struct render_story *ret, struct arena *arena, const struct story *story,
                   const struct settings *settings, struct error *err)
{
    struct render_story ready = {.story = story};

    if (story->telling_count == 0)
        return error_set(err, ERR_ABSENT, SCOPE_ITEM, "a story without a telling");
    ready.others = arena_array(arena, story->telling_count, sizeof(const struct telling *));
    if (ready.others == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory preparing a story");
    ready.lead = lead_choose(story, settings);
    for (size_t i = 0; i < story->telling_count && ready.other_count < RENDER_OTHERS_MAX; i++)
        if (&story->tellings[i] != ready.lead)
            ready.others[ready.other_count++] = &story->tellings[i];
    ready.published = story_published(story);
    ready.lead_hash = content_hash(&ready.lead->item);
    ready.updated = story_updated(&ready);
    *ret = ready;
    return 0;
}
