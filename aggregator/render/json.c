/*
 * JSON Feed 1.1, with the other tellings in an extension, "_headwater", in addition to the list in
 * the text.
 */
#include "aggregator/base/clock.h"
#include "aggregator/render/json_write.h"
#include "aggregator/render/markup.h"
#include "aggregator/render/renderer.h"

#include <string.h>

enum { SUMMARY_CHARACTERS = 300 };

static void time_append(struct str *into, const char *name, int64_t time)
{
    char text[CLOCK_TEXT_SIZE];

    clock_format_rfc3339(time, text);
    json_text(into, name, text);
}

/* Limit of one text in a JSON Feed page, to keep documents small for feed readers. */
enum { CONTENT_BYTES = 160 * 1024, BEGINNING_CHARACTERS = 2000 };

/* Writes the text, or its beginning if it is too large. */
static void text_append(struct str *into, struct arena *arena, const struct entry *entry)
{
    const size_t start = into->length;
    const char *beginning;

    json_escape(into, entry->content);
    if (entry->is_digest || into->length - start <= CONTENT_BYTES)
        return;
    str_truncate(into, start);
    beginning = markup_excerpt(arena, entry->plain, BEGINNING_CHARACTERS);
    if (entry->summary != NULL && strlen(entry->summary) < CONTENT_BYTES / 2)
        json_escape(into, entry->summary);
    else if (beginning != NULL)
        json_escape(into, markup_paragraphs(arena, beginning));
}

static int content_append(struct str *into, struct arena *arena, const struct entry *entry,
                          struct error *err)
{
    struct str list;
    int code = 0;

    str_init(&list, into->ceiling);
    entry_tellings_append(&list, entry);
    json_name(into, "content_html");
    str_append_char(into, '"');
    text_append(into, arena, entry);
    json_escape(into, list.text);
    str_append_char(into, '"');
    if (str_status(&list) != ERR_NONE)
        code = error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory rendering a list of tellings");
    str_release(&list);
    return code;
}

static void authors_append(struct str *into, const struct entry *entry)
{
    json_open(into, "authors", '[');
    for (size_t i = 0; i < entry->author_count; i++) {
        json_open(into, NULL, '{');
        json_text(into, "name", entry->authors[i].name);
        json_text(into, "url", entry->authors[i].url);
        json_close(into, '}');
    }
    json_close(into, ']');
}

static void tags_append(struct str *into, const struct entry *entry)
{
    if (entry->category_count == 0)
        return;
    json_open(into, "tags", '[');
    for (size_t i = 0; i < entry->category_count; i++)
        json_text(into, NULL,
                  entry->categories[i].label != NULL ? entry->categories[i].label
                                                     : entry->categories[i].term);
    json_close(into, ']');
}

static void attachment_append(struct str *into, const struct entry_link *link)
{
    json_open(into, NULL, '{');
    json_text(into, "url", link->href);
    json_text(into, "mime_type", link->type != NULL ? link->type : "application/octet-stream");
    json_number(into, "size_in_bytes", link->length);
    json_close(into, '}');
}

static void attachments_append(struct str *into, const struct entry *entry)
{
    bool open = false;

    for (size_t i = 0; i < entry->link_count; i++) {
        if (strcmp(entry->links[i].rel, "enclosure") != 0)
            continue;
        if (!open)
            json_open(into, "attachments", '[');
        open = true;
        attachment_append(into, &entry->links[i]);
    }
    if (open)
        json_close(into, ']');
}

static void telling_append(struct str *into, const struct entry_telling *telling)
{
    json_open(into, NULL, '{');
    json_text(into, "outlet", telling->outlet);
    json_text(into, "language", telling->language);
    json_text(into, "title", telling->title);
    json_text(into, "url", telling->link);
    json_close(into, '}');
}

static void extension_append(struct str *into, const struct entry *entry)
{
    json_open(into, "_headwater", '{');
    json_text(into, "outlet", entry->lead.outlet);
    json_text(into, "feed_url", entry->source.url);
    json_text(into, "story_url", entry->page);
    json_open(into, "tellings", '[');
    for (size_t i = 0; i < entry->other_count; i++)
        telling_append(into, &entry->others[i]);
    json_close(into, ']');
    json_close(into, '}');
}

static int json_add(struct rendering *rendering, struct arena *arena, const struct entry *entry,
                    struct error *err)
{
    struct str *into = &rendering->body;
    int code;

    str_append(into, "{"); /* no json_open(): entries are sorted later */
    json_text(into, "id", entry->id);
    json_text(into, "url", entry_link(entry));
    json_text(into, "external_url", entry->leads_to_page ? entry->lead.link : NULL);
    json_text(into, "title", entry->lead.title);
    code = content_append(into, arena, entry, err);
    json_text(into, "summary", markup_excerpt(arena, entry->plain, SUMMARY_CHARACTERS));
    json_text(into, "image", entry->thumbnail);
    time_append(into, "date_published", entry->published);
    time_append(into, "date_modified", entry->updated);
    authors_append(into, entry);
    tags_append(into, entry);
    json_text(into, "language", entry->lead.language);
    attachments_append(into, entry);
    if (entry->source.title != NULL)
        extension_append(into, entry);
    json_close(into, '}');
    return code;
}

static void hubs_append(struct str *into, struct rendering *rendering)
{
    const size_t count = renderer_hub_count(rendering->input);

    if (count == 0)
        return;
    json_open(into, "hubs", '[');
    for (size_t i = 0; i < count; i++) {
        json_open(into, NULL, '{');
        json_text(into, "type", "WebSub");
        json_text(into, "url", markup_url(&rendering->arena, rendering->input->output->hubs[i]));
        json_close(into, '}');
    }
    json_close(into, ']');
}

static int json_head(struct str *into, struct rendering *rendering, struct error *err)
{
    const struct render_input *input = rendering->input;

    (void)err;
    json_open(into, NULL, '{');
    json_text(into, "version", "https://jsonfeed.org/version/1.1");
    json_text(into, "title", renderer_title(input));
    json_text(into, "home_page_url", renderer_page(&rendering->arena, input));
    json_text(into, "feed_url",
              markup_url(&rendering->arena,
                         input->archive_self != NULL ? input->archive_self : input->output->self));
    json_text(into, "next_url", markup_url(&rendering->arena, rendering->next));
    json_text(into, "language", markup_language(&rendering->arena, entry_reader_language(input)));
    hubs_append(into, rendering);
    json_open(into, "items", '[');
    str_append(into, "\n");
    return 0;
}

static void json_tail(struct str *into, struct rendering *rendering)
{
    (void)rendering;
    str_append(into, "]}\n");
}

const struct renderer renderer_json = {.format = OUTPUT_JSON,
                                       .name = "json",
                                       .media_type = "application/feed+json",
                                       .separator = ",\n",
                                       .add = json_add,
                                       .head = json_head,
                                       .tail = json_tail};
