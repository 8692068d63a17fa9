#include "aggregator/render/renderer.h"

#include "aggregator/render/markup.h"
#include "aggregator/render/render_values.h"

#include <string.h>
#include <xxhash.h>

static uint64_t hash_mix(uint64_t hash, const char *word)
{
    return XXH3_64bits_withSeed(word, strlen(word) + 1, hash);
}

static uint64_t minimum_mix(uint64_t hash, const struct output *output)
{
    const uint64_t numbers[] = {output->min_tellings, output->min_outlets};

    return XXH3_64bits_withSeed(numbers, sizeof(numbers), hash);
}

const char *renderer_feed_id(struct arena *arena, const struct render_input *input)
{
    const struct output *output = input->output;
    uint64_t number = input->feed_number;
    char id[RENDER_ID_SIZE];

    if (output->id != NULL)
        return output->id;
    for (size_t i = 0; i < output->tag_count; i++)
        number = hash_mix(number, output->tags[i]);
    for (size_t i = 0; i < output->language_count; i++)
        number = hash_mix(~number, output->languages[i]);
    if (output->min_outlets > 0 || output->min_tellings > 0)
        number = minimum_mix(number, output);
    if (output->at.wanted) /* a digest is known by its path */
        number = hash_mix(~number, output->path);
    render_id_format(id, RENDER_ID_FEED, number);
    return arena_strdup(arena, id);
}

const char *renderer_title(const struct render_input *input)
{
    return input->output->title != NULL ? input->output->title : "headwater";
}

size_t renderer_hub_count(const struct render_input *input)
{
    return input->archive_self == NULL && input->latest == NULL ? input->output->hub_count : 0;
}

const char *renderer_page(struct arena *arena, const struct render_input *input)
{
    for (size_t i = 0; i < input->output_count; i++)
        if (input->outputs[i].format == OUTPUT_HTML && input->outputs[i].self != NULL)
            return markup_url(arena, input->outputs[i].self);
    return NULL;
}
