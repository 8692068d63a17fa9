#include "aggregator/publish/publish.h"

#include "aggregator/base/clock.h"
#include "aggregator/base/failpoint.h"
#include "aggregator/publish/publish_file.h"
#include "aggregator/publish/publish_name.h"
#include "aggregator/publish/publishing.h"
#include "aggregator/render/render.h"
#include "aggregator/store/store_lists.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    STORY_BYTES = 512 * 1024 * 1024, /* one story */
    NAMES_BYTES = 1024 * 1024,
};

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
        code = publishing_walk(&publishing, store, err);
    if (code == 0)
        code = channels_write(ret, &publishing, store, err);
    ret->stories = publishing_count(&publishing);
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
        code = publishing_walk(&publishing, store, err);
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
    struct output output = selection_page(config);

    output.format = OUTPUT_STORIES;
    output.tag_count = output.language_count = 0; /* the page of a story ignores filters */
    output.rules.count = 0;
    output.min_tellings = output.min_outlets = 0;
    output.at.wanted = false;
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
        code = publishing_take(&publishing, &story, err);
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
