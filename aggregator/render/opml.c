/*
 * OPML 2.0 of the subscriptions. A feed with tags is inside an outline named by its first tag,
 * which feed readers show as a folder; all its tags are in its category.
 */
#include "aggregator/render/markup.h"
#include "aggregator/render/opml_url.h"
#include "aggregator/render/renderer.h"

#include <string.h>

static void category_append(struct str *into, const struct feed *feed)
{
    if (feed->tag_count == 0)
        return;
    str_append(into, " category=\"");
    for (size_t i = 0; i < feed->tag_count; i++) {
        str_append(into, i > 0 ? "," : "");
        markup_escape(into, feed->tags[i]);
    }
    str_append(into, "\"");
}

/* Nobody else can subscribe to a feed that is a file, a program or a page: its command is the
 * user's own, and its address is not that of a feed. A published list
 * contains no secrets; a list without a path is the user's own, for another program. */
static void feed_append(struct str *into, struct arena *arena, const struct render_input *input,
                        const struct feed *feed)
{
    const char *open = input->output->path != NULL ? opml_url_public(arena, feed->url) : feed->url;
    const char *url = markup_url(arena, open);
    const char *name = feed->name != NULL ? feed->name : url;

    if (url == NULL || feed->exec != NULL || feed->scrape != NULL)
        return;
    str_append(into, "<outline type=\"rss\"");
    markup_attribute(into, "text", name);
    markup_attribute(into, "title", name);
    markup_attribute(into, "xmlUrl", url);
    markup_attribute(into, "language", markup_language(arena, feed->language));
    category_append(into, feed);
    str_append(into, "/>\n");
}

/* The tag that serves as the feed's folder; NULL for none. */
static const char *folder_of(const struct feed *feed)
{
    return feed->tag_count > 0 ? feed->tags[0] : NULL;
}

static bool folder_is_new(const struct feed *feeds, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (folder_of(&feeds[i]) != NULL &&
            strcmp(folder_of(&feeds[i]), folder_of(&feeds[at])) == 0)
            return false;
    return true;
}

static void folder_append(struct str *into, struct arena *arena, const struct render_input *input,
                          size_t first)
{
    const char *folder = folder_of(&input->feeds[first]);

    str_append(into, "<outline");
    markup_attribute(into, "text", folder);
    markup_attribute(into, "title", folder);
    str_append(into, ">\n");
    for (size_t i = first; i < input->feed_count; i++)
        if (folder_of(&input->feeds[i]) != NULL && strcmp(folder_of(&input->feeds[i]), folder) == 0)
            feed_append(into, arena, input, &input->feeds[i]);
    str_append(into, "</outline>\n");
}

static int opml_head(struct str *into, struct rendering *rendering, struct error *err)
{
    const struct render_input *input = rendering->input;

    (void)err;
    str_append(into,
               "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<opml version=\"2.0\">\n<head>\n");
    markup_element(into, "title", renderer_title(input));
    str_append(into, "</head>\n<body>\n");
    for (size_t i = 0; i < input->feed_count; i++)
        if (folder_of(&input->feeds[i]) == NULL)
            feed_append(into, &rendering->arena, input, &input->feeds[i]);
        else if (folder_is_new(input->feeds, i))
            folder_append(into, &rendering->arena, input, i);
    str_append(into, "</body>\n</opml>\n");
    return 0;
}

const struct renderer renderer_opml = {.format = OUTPUT_OPML,
                                       .name = "opml",
                                       .media_type = "text/x-opml; charset=utf-8",
                                       .head = opml_head};
