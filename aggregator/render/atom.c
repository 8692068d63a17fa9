/*
 * Atom 1.0 (RFC 4287), with media:thumbnail of Media RSS.
 */
#include "aggregator/base/clock.h"
#include "aggregator/render/markup.h"
#include "aggregator/render/renderer.h"

static void time_append(struct str *into, const char *name, int64_t time)
{
    char text[CLOCK_TEXT_SIZE];

    clock_format_rfc3339(time, text);
    markup_element(into, name, text);
}

static void link_append(struct str *into, const struct entry_link *link)
{
    str_append(into, "<link");
    markup_attribute(into, "rel", link->rel);
    markup_attribute(into, "type", link->type);
    markup_attribute(into, "hreflang", link->hreflang);
    markup_attribute(into, "href", link->href);
    markup_attribute(into, "title", link->title);
    markup_attribute(into, "length", link->length);
    str_append(into, "/>\n");
}

/* Writes <name type=".." xml:lang="..">text</name>. */
static void text_append(struct str *into, const char *name, const char *type, const char *language,
                        const char *text)
{
    str_appendf(into, "<%s", name);
    markup_attribute(into, "type", type);
    markup_attribute(into, "xml:lang", language);
    str_append(into, ">");
    markup_escape(into, text);
    str_appendf(into, "</%s>\n", name);
}

/* Writes plain text. If it would be mistaken for markup, it is escaped once more and declared as
 * HTML, which is unambiguous. */
static void plain_append(struct str *into, struct arena *arena, const char *name,
                         const char *language, const char *text)
{
    struct str html;

    if (!markup_looks_like_html(text)) {
        text_append(into, name, "text", language, text);
        return;
    }
    str_init(&html, into->ceiling);
    markup_escape(&html, text);
    text_append(into, name, "html", language, html.text);
    arena_note(arena, str_status(&html));
    str_release(&html);
}

static void authors_append(struct str *into, const struct entry *entry)
{
    for (size_t i = 0; i < entry->author_count; i++) {
        str_append(into, "<author>\n");
        markup_element(into, "name", entry->authors[i].name);
        markup_element(into, "uri", entry->authors[i].url);
        markup_element(into, "email", entry->authors[i].email);
        str_append(into, "</author>\n");
    }
}

static void categories_append(struct str *into, const struct entry *entry)
{
    for (size_t i = 0; i < entry->category_count; i++) {
        str_append(into, "<category");
        markup_attribute(into, "term", entry->categories[i].term);
        markup_attribute(into, "scheme", entry->categories[i].scheme);
        markup_attribute(into, "label", entry->categories[i].label);
        str_append(into, "/>\n");
    }
}

/*
 * RFC 4287 §4.2.11. updated is the entry's. The outlet's own value changes with every item it adds;
 * it would change our file, and all feed readers would fetch it again, although nothing visible has
 * changed.
 */
static void source_append(struct str *into, struct arena *arena, const struct entry *entry)
{
    const struct entry_source *source = &entry->source;
    struct entry_link site = {.rel = "alternate", .type = "text/html", .href = source->site};
    struct entry_link self = {.rel = "self", .href = source->url};

    str_append(into, "<source>\n");
    markup_element(into, "id", source->own_id != NULL ? source->own_id : source->id);
    plain_append(into, arena, "title", NULL, source->title);
    time_append(into, "updated", entry->updated);
    if (site.href != NULL)
        link_append(into, &site);
    if (self.href != NULL)
        link_append(into, &self);
    str_append(into, "</source>\n");
}

/* Writes the lead's text and the list, escaped as one HTML text. */
static int content_append(struct str *into, const struct entry *entry, struct error *err)
{
    struct str list;
    int code = 0;

    str_init(&list, into->ceiling);
    entry_tellings_append(&list, entry);
    str_append(into, "<content type=\"html\"");
    markup_attribute(into, "xml:lang", entry->lead.language);
    str_append(into, ">");
    markup_escape(into, entry->content);
    markup_escape(into, list.text);
    str_append(into, "</content>\n");
    if (str_status(&list) != ERR_NONE)
        code = error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory rendering a list of tellings");
    str_release(&list);
    return code;
}

static int atom_add(struct rendering *rendering, struct arena *arena, const struct entry *entry,
                    struct error *err)
{
    struct str *into = &rendering->body;
    int code;

    str_append(into, "<entry>\n");
    markup_element(into, "id", entry->id);
    plain_append(into, arena, "title", entry->lead.language, entry->lead.title);
    time_append(into, "published", entry->published);
    time_append(into, "updated", entry->updated);
    authors_append(into, entry);
    for (size_t i = 0; i < entry->link_count; i++)
        link_append(into, &entry->links[i]);
    categories_append(into, entry);
    if (entry->thumbnail != NULL) {
        str_append(into, "<media:thumbnail");
        markup_attribute(into, "url", entry->thumbnail);
        markup_number(into, "width", entry->thumbnail_width);
        markup_number(into, "height", entry->thumbnail_height);
        str_append(into, "/>\n");
    }
    if (entry->source.title != NULL)
        source_append(into, arena, entry);
    if (entry->summary != NULL)
        text_append(into, "summary", "html", entry->lead.language, entry->summary);
    code = content_append(into, entry, err);
    str_append(into, "</entry>\n");
    return code;
}

/* Writes the document's own address and its archive links (RFC 5005 §4). */
static void history_append(struct str *into, struct rendering *rendering, struct entry_link *self)
{
    const struct render_input *input = rendering->input;
    struct entry_link current = {.rel = "current", .type = self->type, .href = self->href};
    struct entry_link previous = {.rel = "prev-archive",
                                  .type = self->type,
                                  .href = markup_url(&rendering->arena, input->previous)};

    if (input->archive_self != NULL)
        self->href = markup_url(&rendering->arena, input->archive_self);
    if (self->href != NULL)
        link_append(into, self);
    if (input->archive_self != NULL && current.href != NULL)
        link_append(into, &current);
    if (previous.href != NULL)
        link_append(into, &previous);
}

static void hubs_append(struct str *into, struct rendering *rendering)
{
    for (size_t i = 0; i < renderer_hub_count(rendering->input); i++) {
        const char *hub = rendering->input->output->hubs[i];
        const struct entry_link link = {.rel = "hub", .href = markup_url(&rendering->arena, hub)};

        if (link.href != NULL)
            link_append(into, &link);
    }
}

static int atom_head(struct str *into, struct rendering *rendering, struct error *err)
{
    const struct output *output = rendering->input->output;
    struct entry_link self = {.rel = "self",
                              .type = "application/atom+xml",
                              .href = markup_url(&rendering->arena, output->self)};
    struct entry_link page = {.rel = "alternate",
                              .type = "text/html",
                              .href = renderer_page(&rendering->arena, rendering->input)};
    const char *id = renderer_feed_id(&rendering->arena, rendering->input);

    if (id == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory rendering");
    str_append(into, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                     "<feed xmlns=\"http://www.w3.org/2005/Atom\" "
                     "xmlns:media=\"http://search.yahoo.com/mrss/\">\n");
    if (rendering->input->archive_self != NULL)
        str_append(into, "<fh:archive xmlns:fh=\"http://purl.org/syndication/history/1.0\"/>\n");
    markup_element(into, "id", id);
    plain_append(into, &rendering->arena, "title", NULL, renderer_title(rendering->input));
    /* RFC 4287 §4.1.1 requires a time for an empty feed too; it must never change. */
    time_append(into, "updated", rendering->count > 0 ? rendering->updated : 0);
    history_append(into, rendering, &self);
    hubs_append(into, rendering);
    if (page.href != NULL)
        link_append(into, &page);
    markup_element(into, "generator", "headwater");
    if (rendering->count == 0) /* §4.1.1: an author is required unless all entries have one */
        str_append(into, "<author>\n<name>headwater</name>\n</author>\n");
    return 0;
}

static void atom_tail(struct str *into, struct rendering *rendering)
{
    (void)rendering;
    str_append(into, "</feed>\n");
}

const struct renderer renderer_atom = {.format = OUTPUT_ATOM,
                                       .name = "atom",
                                       .media_type = "application/atom+xml; charset=utf-8",
                                       .add = atom_add,
                                       .head = atom_head,
                                       .tail = atom_tail};
