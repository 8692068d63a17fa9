#include "aggregator/publish/digest.h"

#include "aggregator/base/clock.h"
#include "aggregator/publish/digest_codec.h"
#include "aggregator/publish/digest_slot.h"
#include "aggregator/publish/publish_select.h"
#include "aggregator/publish/publish_top.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

enum {
    LASTING_BYTES = 256 * 1024 * 1024, /* feeds by address, outlines */
    STORIES_BYTES = 512 * 1024 * 1024, /* the stories of one digest */
    TEXT_BYTES = 32 * 1024 * 1024,
};

static int out_of_memory(struct error *err)
{
    return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory making a digest");
}

uint64_t digest_list(const struct output *output)
{
    const char *name = output->id != NULL ? output->id : output->path;

    return XXH3_64bits_withSeed(name, strlen(name), output->id != NULL);
}

uint64_t digest_number(uint64_t feed_number, uint64_t list, int64_t slot)
{
    const uint64_t numbers[] = {feed_number, list, (uint64_t)slot};

    return XXH3_64bits(numbers, sizeof(numbers));
}

/* Making. */

struct making {
    struct store *store;
    const struct config *config;
    int64_t now;
    struct arena arena; /* for data of all outputs */
    struct selection selection;
    struct top_outlines outlines;
    bool loaded; /* the outlines */
};

/* Times of the last digest; TIME_NONE when there is none. */
struct last {
    int64_t slot, made;
};

static int last_note(void *context, const struct store_digest *digest, struct error *err)
{
    (void)err;
    *(struct last *)context = (struct last){digest->slot, digest->made};
    return 0;
}

/* Finds what a digest for this slot takes. A telling may have happened one period before the last
 * digest: feeds are polled some time after their items appear. */
static struct top_period period_of(const struct making *making, const struct output *output,
                                   int64_t slot, struct last last)
{
    const struct zone *zone = making->config->settings.timezone;
    const int64_t length = slot - digest_slot_latest(output, zone, slot - 1);
    struct top_period period = {.list = digest_list(output), .since = last.made};

    if (last.made == TIME_NONE)
        period.since = making->now - length;
    period.oldest = last.made == TIME_NONE ? period.since : period.since - length;
    return period;
}

static int outlines_load(struct making *making, struct error *err)
{
    int code = 0;

    if (!making->loaded)
        code = top_outlines_load(&making->outlines, &making->arena, making->store,
                                 making->config->settings.window_seconds, err);
    making->loaded = code == 0;
    return code;
}

/* Prepares a chosen story for the readers of the output. */
static int story_prepare(struct render_story *ret, struct arena *arena, struct making *making,
                         const struct output *output, uint64_t node, struct error *err)
{
    const struct settings settings = selection_settings(making->config, output);
    struct story loaded, *story = arena_alloc(arena, sizeof(*story));
    int code;

    if (story == NULL)
        return out_of_memory(err);
    code = store_story_load(&loaded, making->store, arena, node, err);
    if (code == 0)
        code = selection_configure(story, arena, &making->selection, &loaded, err);
    return code != 0 ? code : render_prepare(ret, arena, story, &settings, err);
}

/* Whether an output with these digests sends them: outputs with one id share them. */
static bool is_mailed(const struct config *config, uint64_t list)
{
    for (size_t i = 0; i < config->output_count; i++)
        if (config->outputs[i].to_count > 0 && digest_list(&config->outputs[i]) == list)
            return true;
    return false;
}

/* Stores the digest and, in the same transaction, that its stories are in it. */
static int digest_store(struct making *making, const struct store_digest *digest,
                        const struct top_period *period, const struct top *top, struct error *err)
{
    int code = store_begin(making->store, err);

    if (code == 0)
        code = store_digest_save(making->store, period->list, digest, err);
    for (size_t i = 0; i < top->count && code == 0; i++)
        code =
            store_list_enter(making->store, period->list, top->entries[i].node, making->now, err);
    if (code == 0)
        return store_commit(making->store, err);
    store_rollback(making->store);
    return code;
}

static int stories_make(size_t *ret_made, struct arena *arena, struct making *making,
                        const struct output *output, int64_t slot, struct last last,
                        struct error *err)
{
    const struct top_period period = period_of(making, output, slot, last);
    struct store_digest digest = {.slot = slot, .made = making->now};
    struct render_story *stories = NULL;
    struct top top = {0};
    char *text = NULL;
    int code = top_choose(&top, arena, making->store, &making->selection, &making->outlines, output,
                          &period, err);

    if (code == 0) {
        stories = arena_array(arena, top.count, sizeof(*stories));
        code = stories != NULL ? 0 : out_of_memory(err);
    }
    for (size_t i = 0; code == 0 && i < top.count; i++)
        code = story_prepare(&stories[i], arena, making, output, top.entries[i].node, err);
    if (code == 0)
        code = digest_encode(&text, stories, top.count, err);
    digest.text = text;
    digest.mail =
        top.count > 0 && is_mailed(making->config, period.list) ? STORE_MAIL_DUE : STORE_MAIL_NONE;
    if (code == 0)
        code = digest_store(making, &digest, &period, &top, err);
    free(text);
    *ret_made += code == 0 && top.count > 0;
    return code;
}

static int output_make(size_t *ret_made, struct making *making, const struct output *output,
                       struct error *err)
{
    const int64_t slot = digest_slot_latest(output, making->config->settings.timezone, making->now);
    struct last last = {TIME_NONE, TIME_NONE};
    struct arena arena;
    int code = store_digests(making->store, digest_list(output), 1, last_note, &last, err);

    if (code != 0 || slot == TIME_NONE || (last.slot != TIME_NONE && slot <= last.slot))
        return code;
    code = outlines_load(making, err);
    if (code != 0)
        return code;
    arena_init(&arena, STORIES_BYTES);
    code = stories_make(ret_made, &arena, making, output, slot, last, err);
    arena_release(&arena);
    return code;
}

int digest_make(size_t *ret_made, struct store *store, const struct config *config, int64_t now,
                struct error *err)
{
    struct making making = {.store = store, .config = config, .now = now};
    int code;

    *ret_made = 0;
    arena_init(&making.arena, LASTING_BYTES);
    code = selection_init(&making.selection, &making.arena, config, err);
    for (size_t i = 0; i < config->output_count && code == 0; i++)
        if (config->outputs[i].at.wanted)
            code = output_make(ret_made, &making, &config->outputs[i], err);
    arena_release(&making.arena);
    return code;
}

/* Showing. */

struct filling {
    struct rendering *rendering;
    digest_page_fn *has_page;
    void *context;
    uint64_t list;
    size_t left; /* digests that still fit */
    bool full;
};

/* Adds the stories of a digest to a page, dated with the digest, in its order. */
static int stories_add(struct filling *filling, struct render_story *stories, size_t count,
                       int64_t made, struct error *err)
{
    int code = 0;

    for (size_t i = 0; i < count && code == 0; i++) {
        stories[i].published = stories[i].updated = made;
        stories[i].place = (int64_t)(count - i);
        code = render_add(filling->rendering, &stories[i], err);
    }
    return code;
}

/* Adds a digest as an entry of a feed: a story of one telling, which headwater tells itself. */
static int entry_add(struct filling *filling, struct arena *arena,
                     const struct render_story *stories, size_t count,
                     const struct store_digest *digest, struct error *err)
{
    const struct render_input *input = filling->rendering->input;
    struct telling telling = {.feed_url = "", .feed_name = "headwater"};
    struct story story = {.tellings = &telling, .telling_count = 1, .updated = TIME_NONE};
    struct render_story entry = {.story = &story, .lead = &telling, .is_digest = true};
    struct str html, plain;

    str_init(&html, TEXT_BYTES);
    str_init(&plain, TEXT_BYTES);
    digest_text_html(&html, arena, input, stories, count);
    digest_text_plain(&plain, arena, input, stories, count);
    telling.item.content =
        (struct text_construct){.value = arena_keep_str(arena, &html), .kind = TEXT_HTML};
    telling.item.plain = arena_keep_str(arena, &plain);
    telling.item.title.value = digest_text_title(arena, input, digest->made);
    telling.item.published = telling.first_seen = telling.changed = digest->made;
    telling.item.updated = telling.feed_updated = TIME_NONE;
    telling.feed_title = input->output->title;
    telling.language = digest_text_language(input);
    story.node = digest_number(input->feed_number, filling->list, digest->slot);
    story.first_seen = entry.published = entry.updated = digest->made;
    if (arena_status(arena) != ERR_NONE)
        return out_of_memory(err);
    return render_add(filling->rendering, &entry, err);
}

/* A digest without stories, and one that is damaged, are left out. */
static int digest_add(void *context, const struct store_digest *digest, struct error *err)
{
    struct filling *filling = context;
    struct render_story *stories;
    struct arena arena;
    struct error local = {.code = ERR_NONE};
    size_t count = 0;
    int code;

    arena_init(&arena, STORIES_BYTES);
    code = digest_decode(&stories, &count, &arena, digest->text, &local);
    if (code == ERR_SYNTAX || (code == 0 && count == 0)) {
        arena_release(&arena);
        return 0;
    }
    for (size_t i = 0; i < count && code == 0; i++)
        stories[i].has_page = filling->has_page(filling->context, stories[i].story->node);
    if (code == 0)
        code = filling->rendering->input->output->format == OUTPUT_HTML
                   ? stories_add(filling, stories, count, digest->made, &local)
                   : entry_add(filling, &arena, stories, count, digest, &local);
    arena_release(&arena);
    filling->full = code == ERR_LIMIT || --filling->left == 0;
    if (code != 0 && err != NULL)
        *err = local;
    return filling->full ? ERR_LIMIT : code;
}

int digest_fill(struct rendering *rendering, struct store *store, digest_page_fn *has_page,
                void *context, struct error *err)
{
    const struct output *output = rendering->input->output;
    struct filling filling = {.rendering = rendering,
                              .has_page = has_page,
                              .context = context,
                              .list = digest_list(output),
                              .left = output->limit};
    int code = store_digests(store, filling.list, 0, digest_add, &filling, err);

    if (!filling.full)
        return code;
    if (err != NULL)
        err->code = ERR_NONE;
    return 0;
}
