/*
 * The page of one story: what its lead says, who else tells it, when, in which words, and why these
 * tellings are one story.
 *
 * Like the page of all stories, it has no scripts and no markup from a feed, and makes no external
 * requests but for pictures. Without a story it is the page that says that there is none.
 */
#include "aggregator/render/html.h"
#include "aggregator/render/html_parts.h"
#include "aggregator/render/html_story_lists.h"
#include "aggregator/render/markup.h"
#include "aggregator/render/story_messages.h"

#include <string.h>

enum {
    TEXT_CHARACTERS = 4000,   /* of one text */
    TEXTS_BYTES = 256 * 1024, /* of all texts side by side, divided evenly */
};

/* Writes the beginning of a text with its paragraphs. */
static void text_append(struct str *into, struct arena *arena, const char *plain, size_t characters)
{
    const char *text = plain;

    if (text != NULL && strlen(text) > characters)
        text = markup_excerpt(arena, text, characters);
    text = text != NULL ? markup_paragraphs(arena, text) : NULL;
    str_append(into, text != NULL ? text : "");
}

/* In which words. */

/* Writes the text at this place, named by all outlets that have it. */
static void beside_append(struct str *into, struct arena *arena, const struct page *page,
                          const struct telling_list *list, size_t at, size_t characters)
{
    const struct entry_telling *telling = list->tellings[at];
    bool more = false;

    str_append(into, "<details><summary>");
    for (size_t i = at; i < list->count; i++) {
        if (!telling_is_like(list->tellings[i], telling, telling_text))
            continue;
        str_append(into, more ? ", " : "");
        html_outlet_append(into, list->tellings[i]->outlet);
        more = true;
    }
    str_append(into, " ");
    markup_element(into, "span class=\"tag\"", telling->language_name);
    str_append(into, "</summary><div class=\"text\"");
    html_language_append(into, telling->language, page->language);
    str_append(into, ">");
    markup_element(into, "h3", telling->title);
    text_append(into, arena, telling->plain, characters);
    str_append(into, "</div></details>\n");
}

/* The open ones are beside one another. */
static void texts_append(struct str *into, struct arena *arena, const struct page *page,
                         const struct telling_list *list)
{
    size_t count = 0, characters = TEXT_CHARACTERS;

    for (size_t i = 0; i < list->count; i++)
        if (telling_text(list->tellings[i]) != NULL && telling_list_is_first(list, i, telling_text))
            count++;
    if (count < 2)
        return;
    if (count > TEXTS_BYTES / TEXT_CHARACTERS)
        characters = TEXTS_BYTES / count;
    html_section_append(into, "texts", story_messages_find(page->language)->texts);
    str_append(into, "<div class=\"beside\">\n");
    for (size_t i = 0; i < list->count; i++)
        if (telling_text(list->tellings[i]) != NULL && telling_list_is_first(list, i, telling_text))
            beside_append(into, arena, page, list, i, characters);
    str_append(into, "</div></section>\n");
}

/* The page. */

static void lead_append(struct str *into, struct arena *arena, const struct page *page,
                        const struct entry *entry)
{
    str_append(into, "<article class=\"lead\" aria-labelledby=\"headline\"");
    html_language_append(into, entry->lead.language, page->language);
    str_append(into, ">");
    html_meta_append(into, page, &entry->lead, true);
    str_append(into, "<h1 id=\"headline\">");
    html_title_append(into, &entry->lead, "o");
    str_append(into, "</h1>\n");
    html_picture_append(into, page, &entry->picture);
    str_append(into, "<div class=\"text\">");
    text_append(into, arena, entry->plain, TEXT_CHARACTERS);
    str_append(into, "</div>\n</article>\n");
}

static int story_add(struct rendering *rendering, struct arena *arena, const struct entry *entry,
                     struct error *err)
{
    struct str *into = &rendering->body;
    struct page *page = rendering->state;
    struct telling_list list;
    int code = telling_list_make(&list, arena, entry);

    page->title = arena_strdup(&rendering->arena, entry->lead.title);
    page->node = entry->node;
    if (entry->page != NULL)
        page->address = arena_strdup(&rendering->arena, entry->page);
    page->tellings += entry->other_count + 1;
    lead_append(into, arena, page, entry);
    if (code == 0 && list.count > 1) {
        html_tellings_append(into, page, &list);
        code = html_timeline_append(into, arena, page, &list);
        html_why_append(into, page, &list);
        texts_append(into, arena, page, &list);
    }
    return code == 0 ? 0 : error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory rendering a story");
}

static int story_begin(struct rendering *rendering, struct error *err)
{
    const int code = html_page_begin(rendering, err);

    if (code == 0)
        ((struct page *)rendering->state)->single = true;
    return code;
}

static int story_head(struct str *into, struct rendering *rendering, struct error *err)
{
    struct page *page = rendering->state;

    (void)err;
    if (rendering->count == 0)
        page->title = story_messages_find(page->language)->absent;
    html_start_append(into, rendering);
    str_append(into, "<div>\n<main id=\"river\">\n");
    if (rendering->count == 0)
        markup_element(into, "h1", page->title);
    return 0;
}

static void story_tail(struct str *into, struct rendering *rendering)
{
    str_append(into, "</main>\n");
    html_end_append(into, rendering);
}

const struct renderer renderer_stories = {.format = OUTPUT_STORIES,
                                          .name = "stories",
                                          .media_type = "text/html; charset=utf-8",
                                          .begin = story_begin,
                                          .add = story_add,
                                          .head = story_head,
                                          .tail = story_tail};
