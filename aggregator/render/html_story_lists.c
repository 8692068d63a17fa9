#include "aggregator/render/html_story_lists.h"

#include "aggregator/render/html_parts.h"
#include "aggregator/render/markup.h"
#include "aggregator/render/messages.h"
#include "aggregator/render/story_messages.h"

#include <stdlib.h>
#include <string.h>

enum {
    ROWS_SHOWN = 12, /* of a list; the others are folded, unless they are few */
    ROWS_FEW = 4,
    STRIP_WIDTH = 600,
    STRIP_MARGIN = 8,
};

void html_section_append(struct str *into, const char *name, const char *heading)
{
    str_appendf(into, "<section class=\"%s\" aria-labelledby=\"%s\"><h2 id=\"%s\">", name, name,
                name);
    markup_escape(into, heading);
    str_append(into, "</h2>\n");
}

/* Who tells it: by language, one line for each headline. */

/* Writes the outlets with the headline at this place, each with its link if there are several. */
static void outlets_append(struct str *into, const struct page *page,
                           const struct telling_list *list, size_t at, bool many)
{
    for (size_t i = at; i < list->count; i++) {
        const struct entry_telling *telling = list->tellings[i];

        if (!telling_is_like(telling, list->tellings[at], telling_title))
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
        count += telling_is_like(list->tellings[i], telling, telling_title);
    str_append(into, "<li><div class=\"headline\"");
    html_language_append(into, telling->language, page->language);
    str_append(into, ">");
    html_title_append(into, telling, NULL);
    str_append(into, "</div>\n<p class=\"by\">");
    outlets_append(into, page, list, at, count > 1);
    str_append(into, "</p></li>\n");
}

void html_tellings_append(struct str *into, const struct page *page,
                          const struct telling_list *list)
{
    html_section_append(into, "told", page->messages->tellings);
    for (size_t first = 0; first < list->count; first++) {
        if (!telling_list_is_first(list, first, telling_language))
            continue;
        if (telling_language(list->tellings[first]) != NULL)
            markup_element(into, "h3", telling_language(list->tellings[first]));
        str_append(into, "<ul>\n");
        for (size_t i = first; i < list->count; i++)
            if (telling_is_like(list->tellings[i], list->tellings[first], telling_language) &&
                telling_list_is_first(list, i, telling_title))
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

int html_timeline_append(struct str *into, struct arena *arena, const struct page *page,
                         const struct telling_list *list)
{
    struct telling_list sorted = {
        arena_array(arena, list->count, sizeof(const struct entry_telling *)), list->count};

    if (sorted.tellings == NULL)
        return ERR_MEMORY;
    memcpy(sorted.tellings, list->tellings, list->count * sizeof(const struct entry_telling *));
    qsort(sorted.tellings, sorted.count, sizeof(const struct entry_telling *), time_compare);
    html_section_append(into, "when", story_messages_find(page->language)->timeline);
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

void html_why_append(struct str *into, const struct page *page, const struct telling_list *list)
{
    const struct story_messages *messages = story_messages_find(page->language);
    const struct entry_telling *founder = founder_of(list);

    html_section_append(into, "why", messages->why);
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
