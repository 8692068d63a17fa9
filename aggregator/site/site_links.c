#include "aggregator/site/site_links.h"

#include "aggregator/base/str.h"
#include "aggregator/render/markup.h"

#include <string.h>

static const char hub_format[] = "<%s>; rel=\"hub\", ", self_format[] = "<%s>; rel=\"self\"";

/* NULL without hubs, or when the address of the document is not one for documents, either. The
 * addresses have no character that would end them, as in the documents. */
static const char *link_make(struct arena *arena, const struct output *output)
{
    const char *self = markup_url(arena, output->self), *kept = NULL;
    struct str link;
    size_t room;

    if (output->hub_count == 0 || self == NULL || strlen(self) > SITE_LINK_BYTES / 2)
        return NULL;
    room = SITE_LINK_BYTES - strlen(self) - sizeof(self_format);
    str_init(&link, SITE_LINK_BYTES);
    for (size_t i = 0; i < output->hub_count; i++) {
        const char *hub = markup_url(arena, output->hubs[i]);

        if (hub != NULL && link.length + strlen(hub) + sizeof(hub_format) < room)
            str_appendf(&link, hub_format, hub);
    }
    if (link.length > 0) {
        str_appendf(&link, self_format, self);
        kept = arena_strdup(arena, link.text);
    }
    arena_note(arena, str_status(&link));
    str_release(&link);
    return kept;
}

int site_links_make(const char *const **ret, struct arena *arena, const struct config *config,
                    struct error *err)
{
    const char **links = arena_array(arena, config->output_count + 1, sizeof(*links));

    for (size_t i = 0; links != NULL && i < config->output_count; i++)
        links[i] = link_make(arena, &config->outputs[i]);
    if (arena_status(arena) != ERR_NONE)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory starting the server");
    *ret = links;
    return 0;
}
