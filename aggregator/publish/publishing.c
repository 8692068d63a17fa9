#include "aggregator/publish/publishing.h"

#include <string.h>

enum {
    DOCUMENT_BYTES = 120 * 1024 * 1024, /* entries of one output; its file may be larger */
    LASTING_BYTES = 256 * 1024 * 1024,  /* feeds by address, changes to store */
};

static int out_of_memory(struct error *err)
{
    return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory publishing");
}

static int channel_init(struct channel *channel, struct arena *arena, const struct config *config,
                        const struct output *output, uint64_t feed_number, struct error *err)
{
    struct story_address address;
    const int code = story_address_find(&address, arena, config, output, err);

    if (code != 0)
        return code;
    channel->output = output;
    channel->room = output->limit;
    channel->settings = selection_settings(config, output);
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

int publishing_init(struct publishing *publishing, struct store *store, const struct config *config,
                    const struct output *extra, struct error *err)
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
        code = day_pages_init(&channel->days, &publishing->arena, &channel->input,
                              extra == NULL || i + 1 == count, extra != NULL, err);
        publishing->channel_count++;
        if (code == 0)
            code = render_begin(&channel->rendering, &channel->input, DOCUMENT_BYTES, err);
    }
    return code;
}

void publishing_release(struct publishing *publishing)
{
    for (size_t i = 0; i < publishing->channel_count; i++) {
        render_release(&publishing->channels[i].rendering);
        archive_release(&publishing->channels[i].archive);
        day_pages_release(&publishing->channels[i].days);
    }
    arena_release(&publishing->arena);
}
