/*
 * RSS 2.0, with Atom's self link, Dublin Core's creator and language, content:encoded and Media
 * RSS's thumbnail.
 */
#include "aggregator/base/clock.h"
#include "aggregator/render/markup.h"
#include "aggregator/render/renderer.h"

#include <string.h>

static void time_append(struct str *into, const char *name, int64_t time)
{
    char text[CLOCK_TEXT_SIZE];

    clock_format_rfc822(time, text);
    markup_element(into, name, text);
}

/* Whether the host has a dot: validators take such a host as public. */
static bool enclosure_is_public(const char *href)
{
    const char *host = strstr(href, "://");

    if (strncmp(href, "http", 4) != 0 || host == NULL)
        return false;
    host += 3;
    return host[0] != '[' && memchr(host, '.', strcspn(host, "/?#")) != NULL;
}

/* Writes one HTTP enclosure with all three attributes (RSS Advisory Board's profile,
 * "enclosure"). */
static void enclosure_append(struct str *into, const struct entry *entry)
{
    for (size_t i = 0; i < entry->link_count; i++) {
        const struct entry_link *link = &entry->links[i];

        if (strcmp(link->rel, "enclosure") != 0 || !enclosure_is_public(link->href))
            continue;
        str_append(into, "<enclosure");
        markup_attribute(into, "url", link->href);
        markup_attribute(into, "length", link->length != NULL ? link->length : "0");
        markup_attribute(into, "type",
                         link->type != NULL ? link->type : "application/octet-stream");
        str_append(into, "/>\n");
        return;
    }
}

static void categories_append(struct str *into, const struct entry *entry)
{
    for (size_t i = 0; i < entry->category_count; i++) {
        str_append(into, "<category");
        markup_attribute(into, "domain", entry->categories[i].scheme);
        str_append(into, ">");
        markup_plain(into, entry->categories[i].label != NULL ? entry->categories[i].label
                                                              : entry->categories[i].term);
        str_append(into, "</category>\n");
    }
}

static void source_append(struct str *into, const struct entry *entry)
{
    if (entry->source.url == NULL)
        return; /* the url attribute is required */
    str_append(into, "<source");
    markup_attribute(into, "url", entry->source.url);
    str_append(into, ">");
    markup_plain(into, entry->source.title);
    str_append(into, "</source>\n");
}

static void thumbnail_append(struct str *into, const struct entry *entry)
{
    if (entry->thumbnail == NULL)
        return;
    str_append(into, "<media:thumbnail");
    markup_attribute(into, "url", entry->thumbnail);
    markup_number(into, "width", entry->thumbnail_width);
    markup_number(into, "height", entry->thumbnail_height);
    str_append(into, "/>\n");
}

/* Writes the summary and the full text if there are both, else the text as the description. */
static int texts_append(struct str *into, const struct entry *entry, struct error *err)
{
    const char *name = entry->summary != NULL ? "content:encoded" : "description";
    struct str list;
    int code = 0;

    str_init(&list, into->ceiling);
    entry_tellings_append(&list, entry);
    markup_element(into, "description", entry->summary);
    str_appendf(into, "<%s>", name);
    markup_escape(into, entry->content);
    markup_escape(into, list.text);
    str_appendf(into, "</%s>\n", name);
    if (str_status(&list) != ERR_NONE)
        code = error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory rendering a list of tellings");
    str_release(&list);
    return code;
}

/* Writes the story's page, or the lead's if the item's own link is the story's. RSS has no other
 * place for it; Atom's link is in use for the channel. */
static void page_append(struct str *into, const struct entry *entry)
{
    const char *href = entry->leads_to_page ? entry->lead.link : entry->page;

    if (href == NULL)
        return;
    str_append(into, "<atom:link rel=\"related\" type=\"text/html\"");
    markup_attribute(into, "href", href);
    str_append(into, "/>\n");
}

static const char *link_of(const struct entry *entry, const char *rel)
{
    for (size_t i = 0; i < entry->link_count; i++)
        if (strcmp(entry->links[i].rel, rel) == 0)
            return entry->links[i].href;
    return NULL;
}

static int rss_add(struct rendering *rendering, struct arena *arena, const struct entry *entry,
                   struct error *err)
{
    struct str *into = &rendering->body;
    int code;

    (void)arena;
    str_append(into, "<item>\n");
    markup_plain_element(into, "title", entry->lead.title);
    markup_element(into, "link", entry_link(entry));
    markup_element(into, "guid isPermaLink=\"false\"", entry->id);
    time_append(into, "pubDate", entry->published);
    for (size_t i = 0; i < entry->author_count; i++)
        markup_plain_element(into, "dc:creator", entry->authors[i].name);
    markup_element(into, "dc:language", entry->lead.language);
    categories_append(into, entry);
    page_append(into, entry);
    markup_element(into, "comments", link_of(entry, "replies"));
    enclosure_append(into, entry);
    source_append(into, entry);
    thumbnail_append(into, entry);
    code = texts_append(into, entry, err);
    str_append(into, "</item>\n");
    return code;
}

/* A link of the channel, to a document of type, which may be NULL. */
static void link_append(struct str *into, const char *rel, const char *type, const char *href)
{
    if (href == NULL)
        return;
    str_append(into, "<atom:link");
    markup_attribute(into, "rel", rel);
    markup_attribute(into, "type", type);
    markup_attribute(into, "href", href);
    str_append(into, "/>\n");
}

/* Writes the document's own address, its archive links (RFC 5005 §4 and appendix B) and its hubs.
 */
static void history_append(struct str *into, struct rendering *rendering, const char *self)
{
    const struct render_input *input = rendering->input;
    static const char feed_type[] = "application/rss+xml";
    const char *archive = markup_url(&rendering->arena, input->archive_self);

    if (archive != NULL)
        str_append(into, "<fh:archive xmlns:fh=\"http://purl.org/syndication/history/1.0\"/>\n");
    link_append(into, "self", feed_type, archive != NULL ? archive : self);
    link_append(into, "current", feed_type, archive != NULL ? self : NULL);
    link_append(into, "prev-archive", feed_type, markup_url(&rendering->arena, input->previous));
    for (size_t i = 0; i < renderer_hub_count(input); i++)
        link_append(into, "hub", NULL, markup_url(&rendering->arena, input->output->hubs[i]));
}

static int rss_head(struct str *into, struct rendering *rendering, struct error *err)
{
    const struct output *output = rendering->input->output;
    const char *title = renderer_title(rendering->input);
    const char *self = markup_url(&rendering->arena, output->self);
    const char *id = renderer_feed_id(&rendering->arena, rendering->input);
    const char *page = renderer_page(&rendering->arena, rendering->input);

    if (id == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory rendering");
    str_append(into, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                     "<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\" "
                     "xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" "
                     "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
                     "xmlns:media=\"http://search.yahoo.com/mrss/\">\n<channel>\n");
    markup_plain_element(into, "title", title);
    /* A link is required; an unpublished feed uses its own id. */
    markup_element(into, "link", page != NULL ? page : self != NULL ? self : id);
    markup_plain_element(into, "description", title);
    markup_element(into, "language",
                   markup_language(&rendering->arena, entry_reader_language(rendering->input)));
    if (rendering->count > 0)
        time_append(into, "lastBuildDate", rendering->updated);
    markup_element(into, "generator", "headwater");
    history_append(into, rendering, self);
    return 0;
}

static void rss_tail(struct str *into, struct rendering *rendering)
{
    (void)rendering;
    str_append(into, "</channel>\n</rss>\n");
}

const struct renderer renderer_rss = {.format = OUTPUT_RSS,
                                      .name = "rss",
                                      .media_type = "application/rss+xml; charset=utf-8",
                                      .add = rss_add,
                                      .head = rss_head,
                                      .tail = rss_tail};
