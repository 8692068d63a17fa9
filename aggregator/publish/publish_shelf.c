#include "aggregator/publish/publish_shelf.h"

#include "aggregator/base/url.h"
#include "aggregator/publish/publish_select.h"

#include <stdlib.h>
#include <string.h>

enum { LASTING_BYTES = 64 * 1024 * 1024 };

struct shelf_output {
    struct settings settings; /* those of the configuration, with the languages of the output */
    struct render_input input;
};

struct publish_shelf {
    struct arena arena;
    struct selection selection;
    struct shelf_output *outputs;
    size_t count;
    struct output everything; /* for a configuration without outputs of stories */
};

static void output_add(struct publish_shelf *shelf, const struct config *config,
                       const struct output *output)
{
    struct shelf_output *row = &shelf->outputs[shelf->count++];

    row->settings = selection_settings(config, output);
    row->input = (struct render_input){.output = output,
                                       .settings = &row->settings,
                                       .outputs = config->outputs,
                                       .output_count = config->output_count,
                                       .feeds = config->feeds,
                                       .feed_count = config->feed_count};
}

int publish_shelf_new(struct publish_shelf **ret, const struct config *config, struct error *err)
{
    struct publish_shelf *shelf = calloc(1, sizeof(*shelf));
    int code;

    if (shelf == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory choosing stories");
    arena_init(&shelf->arena, LASTING_BYTES);
    code = selection_init(&shelf->selection, &shelf->arena, config, err);
    shelf->outputs = arena_array(&shelf->arena, config->output_count + 1, sizeof(*shelf->outputs));
    if (code == 0 && shelf->outputs == NULL)
        code = error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory choosing stories");
    if (code != 0 || shelf->outputs == NULL) {
        publish_shelf_free(shelf);
        return code;
    }
    for (size_t i = 0; i < config->output_count; i++)
        if (config->outputs[i].format != OUTPUT_OPML)
            output_add(shelf, config, &config->outputs[i]);
    shelf->everything = (struct output){.format = OUTPUT_ATOM};
    if (selection_is_open(config))
        output_add(shelf, config, &shelf->everything);
    *ret = shelf;
    return 0;
}

void publish_shelf_free(struct publish_shelf *shelf)
{
    if (shelf == NULL)
        return;
    arena_release(&shelf->arena);
    free(shelf);
}

int publish_shelf_take(struct render_story *ret, const struct render_input **ret_input,
                       struct publish_shelf *shelf, struct arena *arena, const struct story *story,
                       struct error *err)
{
    struct story *shown = arena_alloc(arena, sizeof(*shown));
    bool takes = false;
    size_t i;
    int code;

    if (shown == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory choosing stories");
    code = selection_configure(shown, arena, &shelf->selection, story, err);
    for (i = 0; i < shelf->count && code == 0 && shown->telling_count > 0 && !takes; i++)
        code =
            selection_takes(&takes, &shelf->selection, shown, shelf->outputs[i].input.output, err);
    if (code == 0 && !takes)
        code = error_set(err, ERR_ABSENT, SCOPE_ITEM, "no output shows the story");
    if (code != 0)
        return code;
    if (ret_input != NULL)
        *ret_input = &shelf->outputs[i - 1].input;
    return render_prepare(ret, arena, shown, &shelf->outputs[i - 1].settings, err);
}

const char *publish_shelf_outlet(const struct publish_shelf *shelf, struct arena *arena,
                                 const char *url, const char *title)
{
    const char *name = selection_name(&shelf->selection, url, title);

    return name != NULL ? name : url_host(arena, url);
}
