#include "aggregator/publish/publish.h"

#include "aggregator/base/clock.h"
#include "aggregator/base/failpoint.h"
#include "aggregator/publish/archive.h"
#include "aggregator/publish/day_pages.h"
#include "aggregator/publish/digest.h"
#include "aggregator/publish/publish_file.h"
#include "aggregator/publish/publish_name.h"
#include "aggregator/publish/publish_select.h"
#include "aggregator/publish/publish_top.h"
#include "aggregator/publish/story_address.h"
#include "aggregator/publish/story_pages.h"
#include "aggregator/render/render.h"
#include "aggregator/store/store_lists.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    DOCUMENT_BYTES = 120 * 1024 * 1024, /* entries of one output; its file may be larger */
    LASTING_BYTES = 256 * 1024 * 1024,  /* feeds by address, changes to store */
    STORY_BYTES = 512 * 1024 * 1024,    /* one story, or a copy of it */
    NAMES_BYTES = 1024 * 1024
};

/* What to store about one story after the files are written. */
struct change {
    uint64_t node, lead, lead_hash;
    int64_t updated;
};

/* A story that has entered a list. */
struct entrance {
    uint64_t list, node;
    int64_t time;
};

struct channel {
    const struct output *output;
    struct settings settings; /* those of the configuration, with the languages of the output */
    struct render_input input;
    struct rendering rendering;
    size_t room; /* stories that still fit */
    bool full;   /* a story exceeded the size limit, so the output ends there */
    bool dry;    /* writes nothing; only needed to decide which stories belong to it */
    bool archived;
    bool digest;    /* shows digests, not the stories themselves */
    bool ranked;    /* shows the stories of top, not the newest ones */
    struct top top; /* chosen before the walk; the walk adds those that must be shown */
    struct archive archive;
    struct day_pages days;
    bool is_folder; /* of pages, one for each story */
    struct story_pages pages;
    int links_to; /* the channel that has the pages of the stories; STORY_PAGES_ALL */
    bool passes;  /* the story in progress is selected */
    bool awaited; /* the walk goes on while it has room */
};

struct publishing {
    const struct config *config;
    struct arena arena; /* for data that outlives a story */
    struct selection selection;
    struct channel *channels;
    size_t channel_count;
    struct change *changes;
    size_t change_count;
    uint64_t *shown; /* nodes of stories in outputs; one may be listed twice */
    size_t shown_count;
    struct entrance *entrances; /* to store together with the changes */
    size_t entrance_count;
    const struct top_entry *entry; /* of the story that the ranked channel takes */
    const struct channel *linking; /* the digest in progress */
    struct channel *filling;       /* the ranked channel that takes stories; NULL during the walk */
    bool done;                     /* no channel has room left, so the walk was ended early */
};

static int out_of_memory(struct error *err)
{
    return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory publishing");
}

/* Channels. */

static int channel_init(struct channel *channel, struct arena *arena, const struct config *config,
                        const struct output *output, uint64_t feed_number, struct error *err)
{
    struct story_address address;
    const int code = story_address_find(&address, arena, config, output, err);

    if (code != 0)
        return code;
    channel->output = output;
    channel->room = output->limit;
    channel->settings = config->settings;
    if (output->language_count > 0) {
        channel->settings.languages = output->languages;
        channel->settings.language_count = output->language_count;
    }
    channel->input = (struct render_input){.output = output,
                                           .settings = &channel->settings,
                                           .feed_number = feed_number,
                                           .outputs = config->outputs,
                                           .output_count = config->output_count,
                                           .feeds = config->feeds,
                                           .feed_count = config->feed_count,
                                           .pages = address.pages,
                                           .home = story_address_home(arena, config, output)};
    channel->links_to = address.folder;
    return arena_status(arena) == ERR_NONE ? 0 : out_of_memory(err);
}

/* One channel per output. extra, if not NULL, is an additional output, and then only that one has
 * room. */
static int publishing_init(struct publishing *publishing, struct store *store,
                           const struct config *config, const struct output *extra,
                           struct error *err)
{
    size_t count = config->output_count + (extra != NULL);
    uint64_t feed_number;
    int code;

    memset(publishing, 0, sizeof(*publishing));
    publishing->config = config;
    arena_init(&publishing->arena, LASTING_BYTES);
    code = selection_init(&publishing->selection, &publishing->arena, config, err);
    if (code == 0)
        code = store_feed_number(&feed_number, store, err);
    if (code != 0)
        return code;
    publishing->channels = arena_array(&publishing->arena, count, sizeof(*publishing->channels));
    if (publishing->channels == NULL)
        return out_of_memory(err);
    for (size_t i = 0; i < count && code == 0; i++) {
        struct channel *channel = &publishing->channels[i];

        const struct output *output = i < config->output_count ? &config->outputs[i] : extra;

        if (output == NULL)
            break; /* i reaches extra only if there is one */
        code = channel_init(channel, &publishing->arena, config, output, feed_number, err);
        if (code != 0)
            return code;
        channel->digest = output->at.wanted;
        channel->ranked = output->format != OUTPUT_STORIES && top_is_wanted(output);
        channel->dry = extra != NULL && i < config->output_count;
        channel->is_folder = output->format == OUTPUT_STORIES && i < config->output_count;
        if (channel->dry && !channel->is_folder)
            channel->room = 0;
        story_pages_init(&channel->pages, &publishing->arena, &channel->input, channel->dry);
        channel->archived = archive_is_wanted(channel->output) && (extra == NULL || i + 1 == count);
        archive_init(&channel->archive, &publishing->arena, &channel->input, extra != NULL);
        code =
            day_pages_init(&channel->days, &publishing->arena, &channel->input, extra != NULL, err);
        publishing->channel_count++;
        if (code == 0)
            code = render_begin(&channel->rendering, &channel->input, DOCUMENT_BYTES, err);
    }
    return code;
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

static void publishing_release(struct publishing *publishing)
{
    for (size_t i = 0; i < publishing->channel_count; i++) {
        render_release(&publishing->channels[i].rendering);
        archive_release(&publishing->channels[i].archive);
        day_pages_release(&publishing->channels[i].days);
    }
    arena_release(&publishing->arena);
}

/* Stories. */

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

static int story_configure(struct publishing *publishing, const struct story *story,
                           struct error *err)
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
    return story_configure(publishing, story, err);
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
            code = story_configure(publishing, &story, err);
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

static int stories_walk(struct publishing *publishing, struct store *store, struct error *err)
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

/* The number of stories in at least one output. */
static size_t shown_stories(struct publishing *publishing)
{
    size_t stories = 0;

    if (publishing->shown_count > 1)
        qsort(publishing->shown, publishing->shown_count, sizeof(*publishing->shown), node_compare);
    for (size_t i = 0; i < publishing->shown_count; i++)
        stories += i == 0 || publishing->shown[i] != publishing->shown[i - 1];
    return stories;
}

/* Files. */

static int folder_write(struct publish_result *result, struct channel *channel, struct store *store,
                        struct error *err)
{
    const int code = story_pages_settle(&channel->pages, store, err);

    result->written += channel->pages.written;
    result->unchanged += channel->pages.unchanged;
    return code;
}

static int channel_write(struct publish_result *result, struct channel *channel, struct error *err)
{
    const size_t before = result->written;
    int code = channel->archived ? archive_end(&channel->archive, err) : 0;

    if (code == 0)
        code = day_pages_end(&result->written, &channel->days, err);
    channel->input.previous = channel->archived ? archive_latest(&channel->archive) : NULL;
    channel->input.older = day_pages_latest(&channel->days, channel->rendering.count);
    if (code == 0)
        code = publish_file(&result->written, &result->unchanged, &channel->rendering, err);
    if (result->written > before && result->first == NULL)
        result->first = channel->output->path;
    return code;
}

/* Writes the folders first and removes pages last, so that no document links to a missing page. */
static int channels_write(struct publish_result *result, struct publishing *publishing,
                          struct store *store, struct error *err)
{
    struct error later;
    int first = 0;

    for (int documents = 0; documents < 2; documents++)
        for (size_t i = 0; i < publishing->channel_count; i++) {
            struct channel *channel = &publishing->channels[i];
            struct error *into = first == 0 ? err : &later;
            int code = 0;

            if (channel->is_folder != documents)
                code = documents == 0 ? folder_write(result, channel, store, into)
                                      : channel_write(result, channel, into);
            if (code != 0 && first == 0) {
                first = code;
                error_prefix(err, "publishing %s: ", channel->output->path);
            }
        }
    for (size_t i = 0; i < publishing->channel_count; i++)
        if (publishing->channels[i].is_folder)
            story_pages_sweep(&publishing->channels[i].pages);
    return first;
}

static int changes_remember(const struct publishing *publishing, struct store *store,
                            struct error *err)
{
    int code;

    if (publishing->change_count + publishing->entrance_count == 0)
        return 0;
    code = store_begin(store, err);
    for (size_t i = 0; i < publishing->change_count && code == 0; i++) {
        const struct change *change = &publishing->changes[i];

        code = store_story_published(store, change->node, change->lead, change->lead_hash,
                                     change->updated, err);
    }
    for (size_t i = 0; i < publishing->entrance_count && code == 0; i++) {
        const struct entrance *entrance = &publishing->entrances[i];

        code = store_list_enter(store, entrance->list, entrance->node, entrance->time, err);
    }
    if (code == 0)
        return store_commit(store, err);
    store_rollback(store);
    return code;
}

int publish_all(struct publish_result *ret, struct store *store, const struct config *config,
                struct error *err)
{
    struct publishing publishing;
    int code;

    *ret = (struct publish_result){0};
    code = publishing_init(&publishing, store, config, NULL, err);
    if (code == 0)
        code = stories_walk(&publishing, store, err);
    if (code == 0)
        code = channels_write(ret, &publishing, store, err);
    ret->stories = shown_stories(&publishing);
    ret->too_costly = publishing.selection.too_costly;
    for (size_t i = 0; i < publishing.channel_count; i++)
        ret->full += publishing.channels[i].full;
    failpoint("files-published");
    if (code == 0)
        code = changes_remember(&publishing, store, err);
    publishing_release(&publishing);
    return code;
}

/* Renders one page of the output, or all of it if it has no pages. ERR_ABSENT when there is no such
 * page. */
static int render_part(struct str *into, struct rendering *rendering, unsigned page,
                       struct error *err)
{
    const struct output *output = rendering->input->output;
    const bool paged = publish_is_paged(output);
    struct arena names;
    size_t first = 0;
    int code = 0;

    arena_init(&names, NAMES_BYTES);
    for (unsigned i = 1; i <= page && code == 0; i++) {
        const struct publish_part next = {PUBLISH_NO_DAY, i + 1};

        str_clear(into);
        if (i > 1 && first >= rendering->count)
            code = error_set(err, ERR_ABSENT, SCOPE_RUN, "there is no page %u", page);
        else
            code = render_page(into, rendering, &first, paged ? PUBLISH_PAGE_BYTES : SIZE_MAX,
                               paged ? publish_name(&names, output->self, next) : NULL, err);
    }
    arena_release(&names);
    return code;
}

int publish_output(struct str *into, struct store *store, const struct config *config,
                   const struct output *output, unsigned page, struct error *err)
{
    struct publishing publishing;
    int code = publishing_init(&publishing, store, config, output, err);

    if (code == 0)
        code = stories_walk(&publishing, store, err);
    if (code == 0) {
        struct channel *channel = &publishing.channels[publishing.channel_count - 1];

        channel->input.previous = channel->archived ? archive_latest(&channel->archive) : NULL;
        channel->input.older = day_pages_latest(&channel->days, channel->rendering.count);
        code = render_part(into, &channel->rendering, page, err);
    }
    publishing_release(&publishing);
    return code;
}

/* Takes the title from the user's page; without one, uses a default. */
static struct output page_output(const struct config *config)
{
    struct output output = {.format = OUTPUT_HTML, .title = "headwater"};

    for (size_t i = config->output_count; i-- > 0;)
        if (config->outputs[i].format == OUTPUT_HTML)
            output = config->outputs[i];
    output.format = OUTPUT_STORIES;
    output.tag_count = output.language_count = 0; /* the page of a story ignores filters */
    output.rules.count = 0;
    output.order = ORDER_NEWEST;
    output.limit = 1;
    return output;
}

int publish_story(struct str *into, uint64_t *ret_node, struct store *store,
                  const struct config *config, uint64_t node, struct error *err)
{
    const struct output output = page_output(config);
    struct publishing publishing;
    struct arena arena;
    struct story story;
    int code = publishing_init(&publishing, store, config, &output, err);

    arena_init(&arena, STORY_BYTES);
    if (code == 0) {
        publishing.channels[publishing.channel_count - 1].input.home = "../";
        /* the address of the page has been published, so the page must stay */
        publishing.selection.unruled = true;
        code = store_story_load(&story, store, &arena, node, err);
    }
    if (code == 0)
        code = story_configure(&publishing, &story, err);
    if (code == 0) {
        *ret_node = story.node;
        code = render_end(into, &publishing.channels[publishing.channel_count - 1].rendering, err);
    }
    arena_release(&arena);
    publishing_release(&publishing);
    return code;
}

int publish_absent(struct str *into, const struct config *config, struct error *err)
{
    const struct output output = page_output(config);
    const struct render_input input = {.output = &output,
                                       .settings = &config->settings,
                                       .outputs = config->outputs,
                                       .output_count = config->output_count,
                                       .home = config->settings.site != NULL ? config->settings.site
                                                                             : "/"};

    return render_document(into, &input, err);
}
