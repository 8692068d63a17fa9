#include "aggregator/publish/publishing.h"

#include "aggregator/base/clock.h"
#include "aggregator/publish/digest.h"

#include <stdlib.h>
#include <string.h>

enum { STORY_BYTES = 512 * 1024 * 1024 /* one story, or a copy of it */ };

static int out_of_memory(struct error *err)
{
    return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory publishing");
}

static int change_note(struct publishing *publishing, const struct render_story *ready,
                       struct error *err)
{
    const struct story *story = ready->story;
    struct change *changes;

    if (story->lead == ready->lead->key && story->lead_hash == ready->lead_hash &&
        story->updated == ready->updated)
        return 0;
    changes = arena_grow(&publishing->arena, publishing->changes, publishing->change_count,
                         sizeof(*changes));
    if (changes == NULL)
        return out_of_memory(err);
    publishing->changes = changes;
    changes[publishing->change_count++] =
        (struct change){story->node, ready->lead->key, ready->lead_hash, ready->updated};
    return 0;
}

/* Prepares the story for a channel. If its lead is not that of the owner, `updated` is the time
 * when that lead was last edited. */
static int story_prepare(struct render_story *ret, struct arena *arena,
                         const struct channel *channel, const struct render_story *owner,
                         struct error *err)
{
    int code = render_prepare(ret, arena, owner->story, &channel->settings, err);

    if (code != 0)
        return code;
    if (ret->lead == owner->lead)
        *ret = *owner;
    else if (ret->lead->changed > ret->lead->first_seen)
        ret->updated = ret->lead->changed;
    else
        ret->updated = owner->story->tellings[0].first_seen;
    return 0;
}

static int folder_take(bool *ret_shown, struct channel *channel, const struct render_story *story,
                       struct error *err)
{
    bool has = false;
    int code;

    if (channel->room == 0)
        return 0;
    code = story_pages_add(&has, &channel->pages, story, err);
    channel->room -= has;
    *ret_shown = *ret_shown || (has && !channel->dry);
    return code;
}

/* Adds the story to the current document. If a feed fills a document with megabytes, the document
 * gets shorter but is still published. */
static int channel_add(bool *ret_shown, struct channel *channel, const struct render_story *story,
                       struct error *err)
{
    int code;

    if (channel->full)
        return 0;
    code = render_add(&channel->rendering, story, err);
    channel->full = code == ERR_LIMIT;
    channel->room = channel->full || channel->room == 0 ? 0 : channel->room - 1;
    *ret_shown = *ret_shown || code == 0;
    if (!channel->full)
        return code;
    if (err != NULL)
        err->code = ERR_NONE;
    return 0;
}

/* Adds a story to a ranked channel. If the output needs a minimum, the story is published there at
 * the moment when it passed. */
static int channel_enter(bool *ret_shown, struct publishing *publishing,
                         const struct render_story *story, struct error *err)
{
    const struct top_entry *entry = publishing->entry;
    struct render_story entering = *story;
    struct entrance *entrances;

    if (entry->entered != TIME_NONE) {
        entering.published = entry->entered;
        if (entering.updated < entry->entered)
            entering.updated = entry->entered;
    }
    if (entry->is_new) {
        entrances = arena_grow(&publishing->arena, publishing->entrances,
                               publishing->entrance_count, sizeof(*entrances));
        if (entrances == NULL)
            return out_of_memory(err);
        publishing->entrances = entrances;
        entrances[publishing->entrance_count++] = (struct entrance){
            top_list(publishing->filling->output), story->story->node, entry->entered};
    }
    return channel_add(ret_shown, publishing->filling, &entering, err);
}

/* During the walk: adds the story to the current document if it has room, and to the archive of its
 * day. A ranked channel only notes a story that must be in its document. */
static int channel_take(bool *ret_shown, struct publishing *publishing, struct channel *channel,
                        const struct render_story *story, struct error *err)
{
    bool current = false;
    int code;

    if (channel->is_folder)
        return publishing->filling == NULL ? folder_take(ret_shown, channel, story, err) : 0;
    if (publishing->filling != NULL)
        return channel == publishing->filling ? channel_enter(ret_shown, publishing, story, err)
                                              : 0;
    code = channel->archived ? archive_add(&current, &channel->archive, story, err) : 0;
    if (code == 0 && day_pages_are_wanted(channel->output))
        code = day_pages_add(&channel->days, story, err);
    if (code != 0 || (!current && (channel->room == 0 || channel->ranked)))
        return code;
    return channel->ranked ? top_add(&channel->top, &publishing->arena, story->story->node, err)
                           : channel_add(ret_shown, channel, story, err);
}

static int shown_note(struct publishing *publishing, uint64_t node, struct error *err)
{
    uint64_t *shown =
        arena_grow(&publishing->arena, publishing->shown, publishing->shown_count, sizeof(*shown));

    if (shown == NULL)
        return out_of_memory(err);
    publishing->shown = shown;
    shown[publishing->shown_count++] = node;
    return 0;
}

/* Decides which channels select the story. The owner is the first of them that is a document, or,
 * when there is none, the first folder; NULL when no channel selects it. */
static int owner_choose(const struct channel **ret, struct publishing *publishing,
                        const struct story *story, struct error *err)
{
    const struct channel *owner = NULL;
    int code = 0;

    for (size_t i = 0; i < publishing->channel_count && code == 0; i++) {
        struct channel *channel = &publishing->channels[i];

        channel->passes = false;
        if (channel->digest)
            continue;
        code =
            selection_takes(&channel->passes, &publishing->selection, story, channel->output, err);
        if (channel->passes && (owner == NULL || (owner->is_folder && !channel->is_folder)))
            owner = channel;
    }
    *ret = owner;
    return code;
}

static int channel_pass(bool *ret_shown, struct publishing *publishing, struct channel *channel,
                        struct arena *arena, const struct render_story *owner, struct error *err)
{
    struct render_story ready = {.story = NULL};
    int code = story_prepare(&ready, arena, channel, owner, err);

    ready.has_page =
        channel->is_folder || channel->links_to == STORY_PAGES_ALL ||
        story_pages_has(&publishing->channels[channel->links_to].pages, owner->story->node);
    return code != 0 ? code : channel_take(ret_shown, publishing, channel, &ready, err);
}

/* Passes the story to the folders first: the documents link to its pages. */
static int story_render(struct publishing *publishing, struct arena *arena,
                        const struct story *story, struct error *err)
{
    const struct channel *owner = NULL;
    struct render_story owned = {.story = NULL};
    bool shown = false;
    int code = owner_choose(&owner, publishing, story, err);

    if (code == 0 && owner != NULL)
        code = render_prepare(&owned, arena, story, &owner->settings, err);
    for (int documents = 0; documents < 2 && owner != NULL; documents++)
        for (size_t i = 0; i < publishing->channel_count && code == 0; i++) {
            struct channel *channel = &publishing->channels[i];

            if (channel->passes && channel->is_folder != documents)
                code = channel_pass(&shown, publishing, channel, arena, &owned, err);
        }
    if (code == 0 && shown)
        code = shown_note(publishing, story->node, err);
    return code == 0 && shown ? change_note(publishing, &owned, err) : code;
}

static bool publishing_has_room(const struct publishing *publishing)
{
    for (size_t i = 0; i < publishing->channel_count; i++)
        if ((publishing->channels[i].room > 0 && publishing->channels[i].awaited) ||
            (publishing->channels[i].archived && !publishing->channels[i].archive.complete) ||
            !publishing->channels[i].days.complete)
            return true;
    return false;
}

int publishing_take(struct publishing *publishing, const struct story *story, struct error *err)
{
    struct arena arena;
    struct story named;
    int code;

    arena_init(&arena, STORY_BYTES);
    code = selection_configure(&named, &arena, &publishing->selection, story, err);
    if (code == 0 && named.telling_count == 0 && publishing->selection.unruled) {
        publishing->selection.unhidden = true; /* all that tell it are hidden; the page must stay */
        code = selection_configure(&named, &arena, &publishing->selection, story, err);
    }
    if (code == 0 && named.telling_count > 0)
        code = story_render(publishing, &arena, &named, err);
    arena_release(&arena);
    return code;
}

static int story_take(void *context, const struct story *story, struct error *err)
{
    struct publishing *publishing = context;

    for (size_t i = 0; i < publishing->channel_count; i++) {
        const int code = day_pages_reach(&publishing->channels[i].days, story->first_seen, err);

        if (code != 0)
            return code;
    }
    publishing->done = !publishing_has_room(publishing);
    if (publishing->done)
        return ERR_LIMIT; /* ends the walk; see stories_walk */
    return publishing_take(publishing, story, err);
}

/* Chooses the stories of the ranked channels. */
static int tops_choose(struct publishing *publishing, struct store *store, struct error *err)
{
    struct top_outlines outlines;
    bool loaded = false;
    int code = 0;

    for (size_t i = 0; i < publishing->channel_count && code == 0; i++) {
        struct channel *channel = &publishing->channels[i];

        if (!channel->ranked || channel->room == 0)
            continue;
        if (!loaded)
            code = top_outlines_load(&outlines, &publishing->arena, store,
                                     publishing->config->settings.window_seconds, err);
        loaded = true;
        if (code == 0)
            code = top_choose(&channel->top, &publishing->arena, store, &publishing->selection,
                              &outlines, channel->output, NULL, err);
    }
    return code;
}

/* Adds the stories of a ranked channel to its document. */
static int top_fill(struct publishing *publishing, struct store *store, struct channel *channel,
                    struct error *err)
{
    struct arena arena;
    int code = 0;

    arena_init(&arena, STORY_BYTES);
    publishing->filling = channel;
    for (size_t i = 0; i < channel->top.count && code == 0; i++) {
        struct story story;

        publishing->entry = &channel->top.entries[i];
        code = store_story_load(&story, store, &arena, publishing->entry->node, err);
        if (code == 0)
            code = publishing_take(publishing, &story, err);
        arena_reset(&arena);
    }
    publishing->filling = NULL;
    arena_release(&arena);
    return code;
}

/* Whether a document can link to the page of a story. */
static bool page_exists(void *context, uint64_t node)
{
    const struct publishing *publishing = context;
    const int folder = publishing->linking->links_to;

    return folder == STORY_PAGES_ALL || story_pages_has(&publishing->channels[folder].pages, node);
}

/* Fills a document that the walk has not filled. */
static int channel_fill(struct publishing *publishing, struct store *store, struct channel *channel,
                        struct error *err)
{
    publishing->linking = channel;
    return channel->digest && channel->room > 0
               ? digest_fill(&channel->rendering, store, page_exists, publishing, err)
               : top_fill(publishing, store, channel, err);
}

/* Which channels need the walk: documents and folders that are written, and a folder whose pages a
 * document that is not filled by the walk links to. */
static void walk_plan(struct publishing *publishing)
{
    for (size_t i = 0; i < publishing->channel_count; i++) {
        struct channel *channel = &publishing->channels[i];

        const bool walked = !channel->ranked && !channel->digest;

        channel->awaited = channel->awaited || (walked && !channel->dry);
        if (!walked && !channel->dry && channel->links_to != STORY_PAGES_ALL)
            publishing->channels[channel->links_to].awaited = true;
    }
}

int publishing_walk(struct publishing *publishing, struct store *store, struct error *err)
{
    int code = tops_choose(publishing, store, err);

    walk_plan(publishing);
    if (code == 0)
        code = store_stories(store, SIZE_MAX, story_take, publishing, err);
    code = publishing->done ? 0 : code;
    for (size_t i = 0; i < publishing->channel_count; i++)
        story_pages_sort(&publishing->channels[i].pages);
    for (size_t i = 0; i < publishing->channel_count && code == 0; i++)
        code = channel_fill(publishing, store, &publishing->channels[i], err);
    return code;
}

static int node_compare(const void *one, const void *other)
{
    const uint64_t *a = one, *b = other;

    return *a < *b ? -1 : *a > *b;
}

size_t publishing_count(struct publishing *publishing)
{
    size_t stories = 0;

    if (publishing->shown_count > 1)
        qsort(publishing->shown, publishing->shown_count, sizeof(*publishing->shown), node_compare);
    for (size_t i = 0; i < publishing->shown_count; i++)
        stories += i == 0 || publishing->shown[i] != publishing->shown[i - 1];
    return stories;
}
