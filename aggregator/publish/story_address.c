#include "aggregator/publish/story_address.h"

#include "aggregator/base/url.h"

#include <string.h>

enum { NAME_BYTES = 4096 };

static const char *base_name(const char *path)
{
    return path + url_folder_length(path);
}

/* Whether two outputs are in one folder. */
static bool is_beside(const struct output *one, const struct output *other)
{
    return one->path != NULL && other->path != NULL && url_is_beside(one->path, other->path);
}

/* A file name as a segment of an address (RFC 3986 §3.3). Never NULL: the arena notes a failure. */
static const char *segment(struct arena *arena, const char *name)
{
    struct str text;
    const char *kept;

    str_init(&text, NAME_BYTES);
    url_escape(&text, name);
    kept = arena_strdup(arena, text.text);
    arena_note(arena, str_status(&text));
    str_release(&text);
    return kept != NULL ? kept : "";
}

static const char *slash_for(const char *address)
{
    return address[strlen(address) - 1] == '/' ? "" : "/";
}

/* The first output of format stories that is beside the page, or else the first that has an
 * address; -1 when there is none. */
static int folder_find(const struct config *config, const struct output *page)
{
    for (size_t i = 0; i < config->output_count; i++) {
        const struct output *folder = &config->outputs[i];

        if (folder->format == OUTPUT_STORIES &&
            (page != NULL ? is_beside(folder, page) : folder->self != NULL))
            return (int)i;
    }
    return -1;
}

int story_address_find(struct story_address *ret, struct arena *arena, const struct config *config,
                       const struct output *output, struct error *err)
{
    const bool html = output->format == OUTPUT_HTML;
    const char *site = config->settings.site;
    const int beside = html && output->path != NULL ? folder_find(config, output) : -1,
              public = folder_find(config, NULL);
    struct story_address address = {.pages = {NULL, ""}, .folder = STORY_PAGES_ALL};

    if (html && output->path == NULL) {
        address.pages.prefix = "story/";
    } else if (beside >= 0) {
        address.pages.prefix =
            arena_printf(arena, "%s/", segment(arena, base_name(config->outputs[beside].path)));
        address.folder = beside;
    } else if (site != NULL) {
        address.pages.prefix = arena_printf(arena, "%s%sstory/", site, slash_for(site));
    } else if (public >= 0) {
        const char *self = config->outputs[public].self;

        address.pages.prefix = arena_printf(arena, "%s%s", self, slash_for(self));
        address.folder = public;
    }
    if (address.folder != STORY_PAGES_ALL)
        address.pages.suffix = ".html";
    if (arena_status(arena) != ERR_NONE)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory publishing");
    *ret = address;
    return 0;
}

const char *story_address_home(struct arena *arena, const struct config *config,
                               const struct output *folder)
{
    const struct output *page = NULL;

    for (size_t i = config->output_count; i-- > 0;)
        if (config->outputs[i].format == OUTPUT_HTML && is_beside(&config->outputs[i], folder))
            page = &config->outputs[i];
    if (page != NULL)
        return arena_printf(arena, "../%s", segment(arena, base_name(page->path)));
    for (size_t i = 0; i < config->output_count; i++)
        if (config->outputs[i].format == OUTPUT_HTML && config->outputs[i].self != NULL)
            return config->outputs[i].self;
    return config->settings.site;
}
