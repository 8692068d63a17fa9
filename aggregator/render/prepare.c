/*
 * Which telling leads a story, and whether the story counts as changed.
 */
#include "aggregator/base/clock.h"
#include "aggregator/render/markup.h"
#include "aggregator/render/render.h"

#include <string.h>
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

/*
 * The reader's languages first; within the best of them the source (tellings[0]), else the fullest,
 * the earlier on a tie. What was published before has no say: the same tellings must give the same
 * lead, however they were spread over runs.
 */
static const struct telling *lead_choose(const struct story *story, const struct settings *settings)
{
    const struct telling *source = &story->tellings[0], *lead = source;
    size_t best = language_rank(lead, settings);

    for (size_t i = 1; i < story->telling_count; i++) {
        const struct telling *telling = &story->tellings[i];
        size_t rank = language_rank(telling, settings);

        if (rank < best || (rank == best && lead != source &&
                            telling_fullness(telling) > telling_fullness(lead))) {
            lead = telling;
            best = rank;
        }
    }
    return lead;
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

/*
 * An entry of ours comes into being when its story is first seen, and is modified when the text of
 * its lead is. A telling that joins modifies nothing (RFC 4287 §4.2.15 leaves the choice), not even
 * when it takes the lead: the reader has had the story.
 */
static int64_t story_updated(const struct render_story *ready)
{
    const struct story *story = ready->story;

    if (story->updated == TIME_NONE)
        return latest(story->tellings[0].first_seen, ready->published);
    if (story->lead != ready->lead->key || story->lead_hash == ready->lead_hash)
        return story->updated;
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
