/*
 * The page of one story: what its lead says, who else tells it, when, in which words, and why these
 * tellings are one story.
 *
 * Like the page of all stories, it has no scripts and no markup from a feed, and makes no external
 * requests but for pictures. Without a story it is the page that says that there is none.
 */
#include "aggregator/render/html.h"
#include "aggregator/render/html_parts.h"
#include "aggregator/render/markup.h"
#include "aggregator/render/messages.h"
#include "aggregator/render/render_moved.h"
#include "aggregator/render/story_messages.h"

#include <stdlib.h>
#include <string.h>

enum {
    TEXT_CHARACTERS = 4000,   /* of one text */
    TEXTS_BYTES = 256 * 1024, /* of all texts side by side, divided evenly */
    ROWS_SHOWN = 12,          /* of a list; the others are folded, unless they are few */
    ROWS_FEW = 4,
    STRIP_WIDTH = 600,
    STRIP_MARGIN = 8,
};

/* The tellings of the story, the lead first, in the order of the sections. */
struct telling_list {
    const struct entry_telling **tellings;
    size_t count;
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

/* Writes "<section><h2>heading</h2>", with an id for its name. */
static void section_begin(struct str *into, const char *name, const char *heading)
{
    str_appendf(into, "<section class=\"%s\" aria-labelledby=\"%s\"><h2 id=\"%s\">", name, name,
                name);
    markup_escape(into, heading);
    str_append(into, "</h2>\n");
}

/* Who tells it: by language, one line for each headline. */

static bool is_same(const char *one, const char *other)
{
    return one == other || (one != NULL && other != NULL && strcmp(one, other) == 0);
}

static const char *language_of(const struct entry_telling *telling)
{
    return telling->language_name;
}

static const char *title_of(const struct entry_telling *telling)
{
    return telling->title;
}

static const char *text_of(const struct entry_telling *telling)
{
    return telling->plain;
}

/* Whether no earlier telling has the same language (or title, or text), and the same language. */
static bool is_first_of(const struct telling_list *list, size_t at,
                        const char *(*part)(const struct entry_telling *))
{
    for (size_t i = 0; i < at; i++)
        if (is_same(part(list->tellings[i]), part(list->tellings[at])) &&
            is_same(language_of(list->tellings[i]), language_of(list->tellings[at])))
            return false;
    return true;
}

static bool is_like(const struct entry_telling *one, const struct entry_telling *other,
                    const char *(*part)(const struct entry_telling *))
{
    return is_same(part(one), part(other)) && is_same(language_of(one), language_of(other));
}

/* Writes the outlets with the headline at this place, each with its link if there are several. */
static void outlets_append(struct str *into, const struct page *page,
                           const struct telling_list *list, size_t at, bool many)
{
    for (size_t i = at; i < list->count; i++) {
        const struct entry_telling *telling = list->tellings[i];

        if (!is_like(telling, list->tellings[at], title_of))
            continue;
        str_append(into, "<span>");
        if (many && telling->link != NULL) {
            str_append(into, "<a");
            markup_attribute(into, "href", telling->link);
            str_append(into, ">");
        }
        html_outlet_append(into, telling->outlet);
        str_append(into, many && telling->link != NULL ? "</a> " : " ");
        html_time_append(into, page, telling->published, true);
        str_append(into, "</span>\n");
    }
}

static void headline_append(struct str *into, const struct page *page,
                            const struct telling_list *list, size_t at)
{
    const struct entry_telling *telling = list->tellings[at];
    size_t count = 0;

    for (size_t i = at; i < list->count; i++)
        count += is_like(list->tellings[i], telling, title_of);
    str_append(into, "<li><div class=\"headline\"");
    html_language_append(into, telling->language, page->language);
    str_append(into, ">");
    html_title_append(into, telling, NULL);
    str_append(into, "</div>\n<p class=\"by\">");
    outlets_append(into, page, list, at, count > 1);
    str_append(into, "</p></li>\n");
}

static void tellings_append(struct str *into, const struct page *page,
                            const struct telling_list *list)
{
    section_begin(into, "told", page->messages->tellings);
    for (size_t first = 0; first < list->count; first++) {
        if (!is_first_of(list, first, language_of))
            continue;
        if (language_of(list->tellings[first]) != NULL)
            markup_element(into, "h3", language_of(list->tellings[first]));
        str_append(into, "<ul>\n");
        for (size_t i = first; i < list->count; i++)
            if (is_like(list->tellings[i], list->tellings[first], language_of) &&
                is_first_of(list, i, title_of))
                headline_append(into, page, list, i);
        str_append(into, "</ul>\n");
    }
    str_append(into, "</section>\n");
}

/* When. */

/* By time, then by key: the order is total. */
static int time_compare(const void *one, const void *other)
{
    const struct entry_telling *a = *(const struct entry_telling *const *)one,
                               *b = *(const struct entry_telling *const *)other;

    if (a->published != b->published)
        return a->published < b->published ? -1 : 1;
    return a->told->key < b->told->key ? -1 : a->told->key > b->told->key;
}

/* A line with a dot for each telling; the list below it says the same in words. */
static void strip_append(struct str *into, const struct telling_list *list)
{
    const int64_t start = list->tellings[0]->published,
                  span = list->tellings[list->count - 1]->published - start;

    if (span <= 0)
        return;
    str_appendf(into,
                "<svg class=\"strip\" viewBox=\"0 0 %d 16\" aria-hidden=\"true\"><path "
                "stroke=\"currentColor\" d=\"M%d 8H%d\"/>",
                STRIP_WIDTH, STRIP_MARGIN, STRIP_WIDTH - STRIP_MARGIN);
    for (size_t i = 0; i < list->count; i++) {
        const double share = (double)(list->tellings[i]->published - start) / (double)span;

        str_appendf(into, "<circle cx=\"%d\" cy=\"8\" r=\"%d\"/>",
                    STRIP_MARGIN + (int)(share * (STRIP_WIDTH - 2 * STRIP_MARGIN)), i == 0 ? 6 : 4);
    }
    str_append(into, "</svg>\n");
}

static void later_append(struct str *into, struct arena *arena, const char *language,
                         int64_t seconds)
{
    const char *text = story_duration(arena, language, seconds);

    if (text == NULL || text[0] == '\0')
        return;
    str_append(into, "<small>+");
    markup_escape(into, text);
    str_append(into, "</small>");
}

/* Before row `at` of a list of this many: folds it and all that follow. */
static void rows_fold(struct str *into, const struct page *page, const char *tag, size_t at,
                      size_t count)
{
    if (at != ROWS_SHOWN || count <= ROWS_SHOWN + ROWS_FEW)
        return;
    str_appendf(into, "</%s><details class=\"more\"><summary>", tag);
    markup_escape(into, page->messages->tellings);
    str_appendf(into, " +%zu</summary><%s>\n", count - ROWS_SHOWN, tag);
}

/* After the last row. */
static void rows_end(struct str *into, const char *tag, size_t count)
{
    str_appendf(into,
                count > ROWS_SHOWN + ROWS_FEW ? "</%s></details></section>\n" : "</%s></section>\n",
                tag);
}

static void when_append(struct str *into, struct arena *arena, const struct page *page,
                        const struct telling_list *sorted, size_t at)
{
    const struct entry_telling *telling = sorted->tellings[at];
    const int64_t later = telling->published - sorted->tellings[0]->published;

    str_append(into, "<li>");
    html_time_append(into, page, telling->published, true);
    str_append(into, " <b>");
    html_outlet_append(into, telling->outlet);
    str_append(into, "</b> ");
    markup_element(into, "span class=\"tag\"", telling->language_name);
    if (later > 0)
        later_append(into, arena, page->language, later);
    else if (at == 0)
        markup_element(into, "em", story_messages_find(page->language)->first);
    str_append(into, "</li>\n");
}

static int timeline_append(struct str *into, struct arena *arena, const struct page *page,
                           const struct telling_list *list)
{
    struct telling_list sorted = {arena_array(arena, list->count, sizeof(*sorted.tellings)),
                                  list->count};

    if (sorted.tellings == NULL)
        return ERR_MEMORY;
    memcpy(sorted.tellings, list->tellings, list->count * sizeof(*sorted.tellings));
    qsort(sorted.tellings, sorted.count, sizeof(*sorted.tellings), time_compare);
    section_begin(into, "when", story_messages_find(page->language)->timeline);
    strip_append(into, &sorted);
    str_append(into, "<ol>\n");
    for (size_t i = 0; i < sorted.count; i++) {
        rows_fold(into, page, "ol", i, sorted.count);
        when_append(into, arena, page, &sorted, i);
    }
    rows_end(into, "ol", sorted.count);
    return 0;
}

/* Why. */

static const char *outlet_of(const struct telling_list *list, uint64_t key)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->tellings[i]->told->key == key)
            return list->tellings[i]->outlet;
    return NULL;
}

/* Writes the message, with the outlet of the telling that was matched in the place of "{}". */
static void reason_append(struct str *into, const char *message, const char *outlet,
                          const char *gone)
{
    const char *place = strstr(message, "{}");

    str_append_bytes(into, message, place != NULL ? (size_t)(place - message) : strlen(message));
    if (place == NULL)
        return;
    if (outlet != NULL) {
        str_append(into, "<b>");
        html_outlet_append(into, outlet);
        str_append(into, "</b>");
    } else {
        str_append(into, gone);
    }
    str_append(into, place + 2);
}

/* The founder of the story; others founded stories that were merged into it. */
static const struct entry_telling *founder_of(const struct telling_list *list)
{
    const struct entry_telling *founder = NULL;

    for (size_t i = 0; i < list->count; i++) {
        const struct entry_telling *telling = list->tellings[i];

        if (story_reason_find(telling->told->evidence.channel) == STORY_FOUNDER &&
            (founder == NULL || telling->told->first_seen < founder->told->first_seen ||
             (telling->told->first_seen == founder->told->first_seen &&
              time_compare(&telling, &founder) < 0)))
            founder = telling;
    }
    return founder;
}

static void why_one_append(struct str *into, const struct story_messages *messages,
                           const struct telling_list *list, const struct entry_telling *telling,
                           enum story_reason reason)
{
    str_append(into, "<li><b>");
    html_outlet_append(into, telling->outlet);
    str_append(into, "</b> ");
    markup_element(into, "span class=\"tag\"", telling->language_name);
    reason_append(into, messages->reasons[reason], outlet_of(list, telling->told->evidence.with),
                  messages->gone);
    str_append(into, "</li>\n");
}

static void why_append(struct str *into, const struct page *page, const struct telling_list *list)
{
    const struct story_messages *messages = story_messages_find(page->language);
    const struct entry_telling *founder = founder_of(list);

    section_begin(into, "why", messages->why);
    str_append(into, "<ul>\n");
    if (founder != NULL)
        why_one_append(into, messages, list, founder, STORY_FOUNDER);
    for (size_t i = 0, row = founder != NULL; i < list->count; i++) {
        const struct entry_telling *telling = list->tellings[i];
        const enum story_reason reason = story_reason_find(telling->told->evidence.channel);

        if (telling == founder)
            continue;
        rows_fold(into, page, "ul", row++, list->count);
        why_one_append(into, messages, list, telling,
                       reason == STORY_FOUNDER ? STORY_MERGED : reason);
    }
    rows_end(into, "ul", list->count);
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
        if (!is_like(list->tellings[i], telling, text_of))
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
    size_t count = 0, characters;

    for (size_t i = 0; i < list->count; i++)
        count += text_of(list->tellings[i]) != NULL && is_first_of(list, i, text_of);
    if (count < 2)
        return;
    characters = TEXTS_BYTES / count < TEXT_CHARACTERS ? TEXTS_BYTES / count : TEXT_CHARACTERS;
    section_begin(into, "texts", story_messages_find(page->language)->texts);
    str_append(into, "<div class=\"beside\">\n");
    for (size_t i = 0; i < list->count; i++)
        if (text_of(list->tellings[i]) != NULL && is_first_of(list, i, text_of))
            beside_append(into, arena, page, list, i, characters);
    str_append(into, "</div></section>\n");
}

/* The page. */

static int list_make(struct telling_list *ret, struct arena *arena, const struct entry *entry)
{
    struct telling_list list = {arena_array(arena, entry->other_count + 1, sizeof(*list.tellings)),
                                0};

    if (list.tellings == NULL)
        return ERR_MEMORY;
    list.tellings[list.count++] = &entry->lead;
    for (size_t i = 0; i < entry->other_count; i++)
        list.tellings[list.count++] = &entry->others[i];
    *ret = list;
    return 0;
}

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
    int code = list_make(&list, arena, entry);

    page->title = arena_strdup(&rendering->arena, entry->lead.title);
    page->node = entry->node;
    if (entry->page != NULL)
        page->address = arena_strdup(&rendering->arena, entry->page);
    page->tellings += entry->other_count + 1;
    lead_append(into, arena, page, entry);
    if (code == 0 && list.count > 1) {
        tellings_append(into, page, &list);
        code = timeline_append(into, arena, page, &list);
        why_append(into, page, &list);
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

int render_moved(struct str *into, const struct render_input *input, const char *address,
                 struct error *err)
{
    const char *language = entry_reader_language(input);
    const struct story_messages *messages = story_messages_find(language);

    str_append(into, "<!DOCTYPE html>\n<html");
    markup_attribute(into, "lang", messages->language);
    markup_attribute(into, "dir", html_direction(messages_right_to_left(messages->language)));
    str_append(into, ">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"generator\" "
                     "content=\"headwater\">\n<meta http-equiv=\"refresh\" content=\"0;url=");
    markup_escape(into, address);
    str_append(into, "\">\n<link rel=\"canonical\"");
    markup_attribute(into, "href", address);
    str_append(into, ">\n");
    markup_element(into, "title", messages->moved);
    str_append(into, "</head>\n<body><p><a");
    markup_attribute(into, "href", address);
    str_append(into, ">");
    markup_escape(into, messages->moved);
    str_append(into, "</a></p></body>\n</html>\n");
    return str_status(into) == ERR_NONE
               ? 0
               : error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory rendering a redirect");
}

bool render_is_page(const char *text)
{
    return strstr(text, "<meta name=\"generator\" content=\"headwater\">") != NULL;
}

const struct renderer renderer_stories = {.format = OUTPUT_STORIES,
                                          .name = "stories",
                                          .media_type = "text/html; charset=utf-8",
                                          .begin = story_begin,
                                          .add = story_add,
                                          .head = story_head,
                                          .tail = story_tail};
