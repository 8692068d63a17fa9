/* Links from a page to the feeds: those with an address of their own, and those beside the page. */
#include "aggregator/base/url.h"
#include "aggregator/render/html.h"
#include "aggregator/render/html_parts.h"
#include "aggregator/render/markup.h"
#include "aggregator/render/messages.h"

#include <string.h>

enum { HREF_BYTES = 64 * 1024 };

/* Feed formats that the page links to. */
static const struct {
    enum output_format format;
    const char *type, *name;
} feed_kinds[] = {
    {OUTPUT_ATOM, "application/atom+xml", "Atom"},
    {OUTPUT_RSS, "application/rss+xml", "RSS"},
    {OUTPUT_JSON, "application/feed+json", "JSON"},
};
enum { FEED_KINDS = sizeof(feed_kinds) / sizeof(feed_kinds[0]) };

static size_t kind_of(const struct output *output)
{
    size_t kind = 0;

    while (kind < FEED_KINDS && feed_kinds[kind].format != output->format)
        kind++;
    return kind;
}

/* Whether a feed's file is in the folder of the page's file: then it is beside it on any server,
 * too. A page without a file is served by headwater, which serves all feeds from one folder. */
static bool is_beside(const struct output *feed, const struct output *page)
{
    return page->path == NULL || url_is_beside(feed->path, page->path);
}

/* The address of a file in the folder of the page of all stories, relative to this page. */
static const char *relative_address(struct arena *arena, const struct rendering *rendering,
                                    const char *path)
{
    const struct page *page = rendering->state;
    const char *home = page->single ? rendering->input->home : "";
    struct str href;

    if (home == NULL)
        home = "../";
    str_init(&href, HREF_BYTES);
    if (strstr(home, "://") == NULL) {
        str_append_bytes(&href, home, url_folder_length(home));
    } else { /* the address of a server, not of a file */
        str_append(&href, home);
        if (href.length > url_folder_length(home))
            str_append_char(&href, '/');
    }
    url_escape(&href, path + url_folder_length(path));
    return arena_keep_str(arena, &href);
}

/* The address of an output; NULL when it is not a feed or has none. */
static const char *feed_address(struct rendering *rendering, const struct output *output)
{
    struct arena *arena = &rendering->arena;

    if (kind_of(output) == FEED_KINDS)
        return NULL;
    if (output->self != NULL)
        return markup_url(arena, output->self);
    if (output->path == NULL || !is_beside(output, rendering->input->output))
        return NULL;
    return relative_address(arena, rendering, output->path);
}

void html_alternates_append(struct str *into, struct rendering *rendering)
{
    const struct render_input *input = rendering->input;

    for (size_t i = 0; i < input->output_count; i++) {
        const char *href = feed_address(rendering, &input->outputs[i]);

        if (href == NULL)
            continue;
        str_append(into, "<link rel=\"alternate\"");
        markup_attribute(into, "type", feed_kinds[kind_of(&input->outputs[i])].type);
        markup_attribute(into, "title", input->outputs[i].title);
        markup_attribute(into, "href", href);
        str_append(into, ">\n");
    }
}

/* Whether another feed has this format, so that its name does not tell which one is meant. */
static bool is_ambiguous(struct rendering *rendering, const struct output *output)
{
    const struct render_input *input = rendering->input;

    for (size_t i = 0; i < input->output_count; i++)
        if (&input->outputs[i] != output && input->outputs[i].format == output->format &&
            feed_address(rendering, &input->outputs[i]) != NULL)
            return true;
    return false;
}

static void feed_append(struct str *into, struct rendering *rendering, const struct output *output,
                        const char *href)
{
    str_append(into, "<a");
    markup_attribute(into, "href", href);
    markup_attribute(into, "title", output->title);
    str_append(into, ">");
    if (is_ambiguous(rendering, output) && output->title != NULL) {
        html_outlet_append(into, output->title);
        str_append(into, " · ");
    }
    str_appendf(into, "%s</a>\n", feed_kinds[kind_of(output)].name);
}

void html_feeds_append(struct str *into, struct rendering *rendering)
{
    const struct render_input *input = rendering->input;
    const struct page *page = rendering->state;
    bool open = false;

    for (size_t i = 0; i < input->output_count; i++) {
        const char *href = feed_address(rendering, &input->outputs[i]);

        if (href == NULL)
            continue;
        if (!open) {
            str_append(into, "<p class=\"feeds\">");
            markup_element(into, "span", page->messages->subscribe);
        }
        open = true;
        feed_append(into, rendering, &input->outputs[i], href);
    }
    str_append(into, open ? "</p>\n" : "");
}
