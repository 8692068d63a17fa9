#include "aggregator/render/view.h"

#include "aggregator/render/entry.h"
#include "aggregator/render/markup.h"
#include "aggregator/render/opml_url.h"

#include <string.h>

enum { HTML_BYTES = 64 * 1024 * 1024 };

static const char *title_build(struct arena *arena, const char *title)
{
    struct str escaped;

    if (!markup_looks_like_html(title))
        return title;
    str_init(&escaped, HTML_BYTES);
    markup_escape(&escaped, title);
    return arena_keep_str(arena, &escaped);
}

static void lists_build(struct render_view *view, struct arena *arena, const struct entry *entry)
{
    view->categories = arena_array(arena, entry->category_count, sizeof(*view->categories));
    view->enclosures = arena_array(arena, entry->link_count, sizeof(*view->enclosures));
    if (view->categories == NULL || view->enclosures == NULL)
        return;
    for (size_t i = 0; i < entry->category_count; i++)
        view->categories[view->category_count++] = entry->categories[i].label != NULL
                                                       ? entry->categories[i].label
                                                       : entry->categories[i].term;
    for (size_t i = 0; i < entry->link_count; i++)
        if (strcmp(entry->links[i].rel, "enclosure") == 0)
            view->enclosures[view->enclosure_count++] = (struct render_enclosure){
                entry->links[i].href, entry->links[i].type, entry->links[i].length};
}

int render_view_build(struct render_view *ret, struct arena *arena,
                      const struct render_story *story, const struct render_input *input,
                      struct error *err)
{
    struct render_view view = {.html = NULL};
    struct entry entry;
    struct str html;
    int code = entry_build(&entry, arena, story, input, err);

    if (code != 0)
        return code;
    str_init(&html, HTML_BYTES);
    str_append(&html, entry.content);
    entry_tellings_append(&html, &entry);
    view.html = arena_keep_str(arena, &html);
    view.title = title_build(arena, entry.lead.title);
    view.link = entry.lead.link;
    view.outlet = entry.lead.outlet;
    view.author = entry.author_count > 0 ? entry.authors[0].name : entry.lead.outlet;
    view.language = entry.lead.language;
    view.published = entry.published;
    view.updated = entry.updated;
    lists_build(&view, arena, &entry);
    if (view.html == NULL || view.title == NULL || arena_status(arena) != ERR_NONE)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory rendering a story");
    *ret = view;
    return 0;
}

const char *render_public_url(struct arena *arena, const char *url)
{
    return url != NULL ? markup_url(arena, opml_url_public(arena, url)) : NULL;
}
