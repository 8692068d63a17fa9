#include "aggregator/render/prepare.h"

#include "aggregator/base/clock.h"
#include "aggregator/render/markup.h"
#include "aggregator/render/render_values.h"

#include <string.h>
#include <strings.h>
#include <xxhash.h>

static const char *telling_language(const struct telling *telling)
{
    return telling->language != NULL ? telling->language : telling->item.language;
}

/* The rank of the telling's language among the user's languages; last when not among them. */
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

/* A host without prefixes typical of feeds: "feeds.example.org" becomes "example.org". */
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

/* Whether a host equals the other or is its subdomain. */
static bool is_under(const char *host, size_t length, const char *other, size_t other_length)
{
    return length >= other_length && other_length > 0 &&
           strncasecmp(host + length - other_length, other, other_length) == 0 &&
           (length == other_length || host[length - other_length - 1] == '.');
}

/* Whether the item's address is on its feed's site: the site the feed is fetched from, or, for a
 * feed that is a file, the one it declares. */
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

static const double CLAIM_BORNE_OUT = 0.5; /* score from which the texts confirm a claim */

/* Joined by an id, an address, a source or a declared translation. */
static bool is_claim(const struct telling *telling)
{
    static const char *const claims[] = {"id", "link", "via", "translation"};
    const char *channel = telling->evidence.channel;

    for (size_t i = 0; channel != NULL && i < sizeof(claims) / sizeof(claims[0]); i++)
        if (strcmp(channel, claims[i]) == 0)
            return true;
    return false;
}

/* Joined by a claim that its text does not confirm. */
static bool is_claim_alone(const struct telling *telling)
{
    return is_claim(telling) && telling->evidence.score < CLAIM_BORNE_OUT;
}

/* Whether two tellings name pages of the same site. */
static bool share_site(const struct telling *a, const struct telling *b)
{
    const char *page, *other;
    size_t length = host_find(&page, a->item.link), other_length = host_find(&other, b->item.link);

    return length > 0 && length == other_length && strncasecmp(page, other, length) == 0;
}

/* Whether a telling that claims another one is on the site whose page both name, and the other
 * is not. Otherwise, whoever publishes an outlet's address first could keep the lead over that
 * outlet. */
static bool takes_back(const struct telling *claims, const struct telling *claimed)
{
    return claims->evidence.with == claimed->key && is_claim_alone(claims) &&
           is_on_own_site(claims) && !is_on_own_site(claimed) && share_site(claims, claimed);
}

/* A version in the node, shown or not. */
static const struct telling *member_find(const struct story *story, uint64_t key)
{
    const struct telling *members = story->members != NULL ? story->members : story->tellings;
    size_t count = story->members != NULL ? story->member_count : story->telling_count;

    for (size_t i = 0; i < count; i++)
        if (members[i].key == key)
            return &members[i];
    return NULL;
}

enum { CLAIMS_FOLLOWED = 8 };

/* Joined by a claim alone, or through a telling that did or that has left the story: it does not
 * qualify for the lead. */
static bool hangs_on_claim(const struct story *story, const struct telling *telling)
{
    for (int i = 0; i < CLAIMS_FOLLOWED; i++) {
        const struct telling *with;

        if (is_claim_alone(telling))
            return true;
        if (telling->evidence.with == 0)
            return false;
        with = member_find(story, telling->evidence.with);
        if (with == NULL) /* it has left the story: nothing here confirms the match */
            return true;
        telling = with;
    }
    return false;
}

/* A telling that joined by a claim alone does not lead over the one it claims. A telling that names
 * a page of a site does not lead over one from the site's own feed. */
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

/* Whether a telling has a few words where the other has an article. */
static bool is_stub_beside(const struct telling *telling, const struct telling *other)
{
    size_t length = telling_fullness(telling);

    return length < STUB_BYTES && telling_fullness(other) >= STUB_FACTOR * (length + 1);
}

/* Equal titles in two languages: a copy declared as a translation. */
static bool has_title_of(const struct telling *telling, const struct telling *other)
{
    const char *title = telling->item.title.value, *others = other->item.title.value;

    return title != NULL && others != NULL && title[0] != '\0' && strcmp(title, others) == 0;
}

/* A site's teaser is replaced by the same site's article. An article of another outlet does not
 * replace it; otherwise, anyone who copies and extends a teaser would lead. */
static bool takes_over(const struct telling *telling, const struct telling *lead)
{
    return is_stub_beside(lead, telling) && is_on_own_site(telling) && is_on_own_site(lead) &&
           share_site(lead, telling);
}

/*
 * The user's preferred language decides first; within it, the earliest telling that may lead, or,
 * if that is a teaser, its site's article. Earlier publications have no influence: the same
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

/* Title and text as a reader sees them. Markup, links and pictures are excluded, because many feeds
 * put tokens into them that change with every fetch. */
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

static int64_t latest(int64_t one, int64_t other)
{
    return one > other ? one : other;
}

/* The time of an edit of the lead: its own value if plausible, else when it was seen. */
static int64_t edit_time(const struct telling *lead, int64_t before)
{
    if (lead->item.updated != TIME_NONE && lead->item.updated > before &&
        lead->item.updated <= lead->changed)
        return lead->item.updated;
    return latest(lead->changed, before + 1); /* always later than before */
}

/* Whether the last published lead was a stub compared to the current one. */
static bool gives_way(const struct story *story, const struct telling *lead)
{
    for (size_t i = 0; i < story->telling_count; i++)
        if (story->tellings[i].key == story->lead)
            return is_stub_beside(&story->tellings[i], lead);
    return false;
}

/*
 * An entry is created when its story is first seen, and updated when the text of its lead is
 * edited. A joining telling is not an update (RFC 4287 §4.2.15 permits this), even if it becomes
 * the lead, because the user has seen the story. An article that replaces a stub as the lead is
 * one.
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
    ready.unlisted = story->telling_count - 1 - ready.other_count;
    ready.published = render_telling_time(&story->tellings[0]);
    ready.lead_hash = content_hash(&ready.lead->item);
    ready.updated = story_updated(&ready);
    *ret = ready;
    return 0;
}
