#include "aggregator/render/html.h"
#include "aggregator/render/html_parts.h"
#include "aggregator/render/html_style.h"
#include "aggregator/render/markup.h"
#include "aggregator/render/messages.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    FILTERS_MAX = 60,   /* per group; less frequent ones are omitted */
    FILTERS_SHOWN = 12, /* the others are folded */
};

/* A drop; a data: picture needs no request. */
#define ICON                                                                                       \
    "data:image/svg+xml,%3Csvg%20xmlns=%27http://www.w3.org/2000/"                                 \
    "svg%27%20viewBox=%270%200%2016%20"                                                            \
    "16%27%3E%3Cpath%20fill=%27%230c7483%27%20d=%27M8%201c3%204%205%206%205%209a5%205%200%200%"    \
    "201-"                                                                                         \
    "10%200c0-3%202-5%205-9z%27/%3E%3C/svg%3E"

static int facet_compare(const void *one, const void *other)
{
    const struct facet *a = one, *b = other;

    if (a->stories != b->stories)
        return a->stories < b->stories ? 1 : -1;
    return a->number < b->number ? -1 : a->number > b->number;
}

void html_filters_sort(struct facet_list *list)
{
    if (list->count > 1)
        qsort(list->facets, list->count, sizeof(*list->facets), facet_compare);
}

static size_t offered(const struct facet_list *list)
{
    return list->count < FILTERS_MAX ? list->count : FILTERS_MAX;
}

/* One rule per value: hides stories without it, and days without such stories. */
static void rules_append(struct str *into, const struct facet_list *list, char letter)
{
    for (size_t i = 0; i < offered(list); i++)
        str_appendf(into,
                    "body:has(#%c%zu:checked) :is(.story:not(.%c%zu),.day:not(:has(.%c%zu)))"
                    "{display:none}\n",
                    letter, list->facets[i].number, letter, list->facets[i].number, letter,
                    list->facets[i].number);
}

/* Describes the story of the page, or the contents of the river. */
static void description_append(struct str *into, const struct rendering *rendering)
{
    const struct page *page = rendering->state;

    str_append(into, "<meta name=\"description\" content=\"");
    if (page->title != NULL)
        markup_escape(into, page->title);
    else
        markup_escape(into, renderer_title(rendering->input));
    if (page->title == NULL) {
        str_append(into, ": ");
        markup_escape(into, page->messages->stories);
        str_appendf(into, " %zu", rendering->count);
    }
    str_append(into, " · ");
    markup_escape(into, page->messages->tellings);
    str_appendf(into, " %zu\">\n", page->tellings);
}

/* Links to the page of another day; element is its start. */
static void day_link_append(struct str *into, const char *element, const char *href)
{
    if (href == NULL)
        return;
    str_append(into, element);
    markup_attribute(into, "href", href);
    str_append(into, ">\n");
}

static void link_append(struct str *into, const char *rel, const char *href)
{
    if (href == NULL)
        return;
    str_append(into, "<link");
    markup_attribute(into, "rel", rel);
    markup_attribute(into, "href", href);
    str_append(into, ">\n");
}

/* A hub knows the page by the address that it gives as its own. */
static void hubs_append(struct str *into, struct rendering *rendering)
{
    const struct render_input *input = rendering->input;
    const size_t count = renderer_hub_count(input);

    if (count > 0)
        link_append(into, "self", markup_url(&rendering->arena, input->output->self));
    for (size_t i = 0; i < count; i++)
        link_append(into, "hub", markup_url(&rendering->arena, input->output->hubs[i]));
}

static void head_append(struct str *into, struct rendering *rendering)
{
    const struct page *page = rendering->state;

    str_append(into, "<head>\n<meta charset=\"utf-8\">\n"
                     "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                     "style-src 'unsafe-inline'; img-src data:");
    str_append(into, page->pictures ? " https: http:" : "");
    str_append(into, "; connect-src 'self'; base-uri 'none'; " HTML_NO_FORMS "\">\n"
                     "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                     "<meta name=\"color-scheme\" content=\"light dark\">\n"
                     "<meta name=\"referrer\" content=\"no-referrer\">\n"
                     "<meta name=\"generator\" content=\"headwater\">\n");
    description_append(into, rendering);
    str_append(into, "<title>");
    if (page->title != NULL) {
        markup_escape(into, page->title);
        str_append(into, " · ");
    }
    markup_escape(into, renderer_title(rendering->input));
    str_append(into, HTML_TITLE_END "<link rel=\"icon\" href=\"" ICON "\">\n");
    link_append(into, "canonical", page->address);
    hubs_append(into, rendering);
    day_link_append(into, RENDER_OLDER_LINK, rendering->input->older);
    day_link_append(into, RENDER_NEWER_LINK, rendering->input->newer);
    html_alternates_append(into, rendering);
    str_append(into, "<style>\n");
    for (const char *const *piece = html_style; *piece != NULL; piece++)
        str_append(into, *piece);
    rules_append(into, &page->languages, 'l');
    rules_append(into, &page->outlets, 'o');
    str_append(into, "</style>\n</head>\n");
}

/* Appends the way back from a story to its card on the page. */
static void back_append(struct str *into, const struct rendering *rendering)
{
    const struct page *page = rendering->state;
    const char *home = rendering->input->home;

    if (home == NULL) {
        markup_element(into, "p class=\"back\" dir=\"auto\"", renderer_title(rendering->input));
        return;
    }
    str_append(into, "<nav class=\"back\"><a dir=\"auto\" accesskey=\"u\" href=\"");
    markup_escape(into, home);
    if (page->node != 0)
        str_appendf(into, "#s%" PRIu64, page->node);
    str_append(into, "\">");
    markup_escape(into, renderer_title(rendering->input));
    str_append(into, "</a></nav>\n");
}

/* Appends the title of the page, or the way back to it, and the counts. */
static void title_append(struct str *into, const struct rendering *rendering)
{
    const struct page *page = rendering->state;

    if (page->single) {
        back_append(into, rendering);
        return;
    }
    str_append(into, "<div>");
    markup_element(into, "h1 dir=\"auto\"", renderer_title(rendering->input));
    str_append(into, "<p class=\"count\">");
    markup_escape(into, page->messages->stories);
    str_appendf(into, " %zu · ", rendering->count);
    markup_escape(into, page->messages->tellings);
    str_appendf(into, " %zu</p></div>\n", page->tellings);
}

static void top_append(struct str *into, struct rendering *rendering)
{
    const struct page *page = rendering->state;

    str_append(into, page->single ? "<body class=\"single\">\n" : "<body>\n");
    str_append(into, "<a class=\"skip\" accesskey=\"s\" href=\"#river\">");
    markup_escape(into, page->single ? page->messages->tellings : page->messages->stories);
    str_append(into, "</a>\n<header><div class=\"top\">");
    title_append(into, rendering);
    html_feeds_append(into, rendering);
    str_append(into, HTML_TOP_END
               " viewBox=\"0 0 600 14\" preserveAspectRatio=\"none\" "
               "aria-hidden=\"true\"><path fill=\"none\" stroke=\"currentColor\" "
               "stroke-width=\"1.5\" vector-effect=\"non-scaling-stroke\" d=\"M0 7q15-8 30 0t30 0 "
               "30 0 30 0 30 0 30 0 30 0 30 0 30 0 30 0 30 0 30 0 30 0 30 0 30 0 30 0 30 0 30 0 "
               "30 0 30 0\"/></svg></header>\n");
}

int html_page_begin(struct rendering *rendering, struct error *err)
{
    struct page *page = arena_alloc(&rendering->arena, sizeof(*page));
    const char *language = entry_reader_language(rendering->input);

    if (page == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory rendering the page");
    page->language = markup_language(&rendering->arena, language);
    if (page->language == NULL)
        page->language = "en";
    page->messages = messages_find(page->language);
    page->zone = rendering->input->settings != NULL ? rendering->input->settings->timezone : NULL;
    page->pictures = rendering->input->settings != NULL && rendering->input->settings->pictures;
    page->arena = &rendering->arena;
    page->dates = arena_array(page->arena, PAGE_DATES, sizeof(*page->dates));
    if (page->dates == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory rendering the page");
    page->right_to_left = messages_right_to_left(page->language);
    page->dated =
        rendering->input->output->order > ORDER_OLDEST || rendering->input->output->at.wanted;
    if (rendering->input->latest != NULL)
        page->title =
            messages_day(page->arena, page->language, page->zone, rendering->input->day_time);
    rendering->state = page;
    return 0;
}

void html_start_append(struct str *into, struct rendering *rendering)
{
    const struct page *page = rendering->state;

    str_append(into, "<!DOCTYPE html>\n<html");
    markup_attribute(into, "lang", page->language);
    markup_attribute(into, "dir", html_direction(page->right_to_left));
    str_append(into, ">\n");
    head_append(into, rendering);
    top_append(into, rendering);
}

void html_end_append(struct str *into, struct rendering *rendering)
{
    const struct page *page = rendering->state;
    const int64_t time = rendering->updated != TIME_NONE ? rendering->updated : 0;

    str_append(into, "</div>\n");
    if (!page->single || rendering->count > 0) { /* there are times */
        str_append(into, "<footer>");
        markup_escape(into, page->messages->times);
        str_append(into, ": ");
        markup_escape(into, messages_zone(&rendering->arena, page->language, page->zone, time));
        str_append(into, "</footer>\n");
    }
    str_append(into, "</body>\n</html>\n");
}

static void choice_append(struct str *into, char letter, const char *id, const char *label,
                          size_t stories, bool checked)
{
    str_appendf(into, "<label><input type=\"radio\" name=\"%c\" id=\"%s\"%s> <bdi>", letter, id,
                checked ? " checked" : "");
    markup_escape(into, label);
    str_append(into, "</bdi>");
    if (stories > 0)
        str_appendf(into, " <small>%zu</small>", stories);
    str_append(into, "</label>\n");
}

static void choices_append(struct str *into, const struct facet_list *list, char letter,
                           size_t first, size_t end)
{
    char id[32];

    for (size_t i = first; i < end; i++) {
        snprintf(id, sizeof(id), "%c%zu", letter, list->facets[i].number);
        choice_append(into, letter, id, list->facets[i].label, list->facets[i].stories, false);
    }
}

/* A dozen, or one more where folding would save nothing. */
static size_t filters_shown(const struct facet_list *list)
{
    return offered(list) > FILTERS_SHOWN + 1 ? FILTERS_SHOWN : offered(list);
}

static void group_append(struct str *into, const struct facet_list *list, char letter,
                         const char *legend, const char *all)
{
    const size_t shown = filters_shown(list);
    char id[32];

    if (list->count < 2)
        return;
    str_append(into, "<fieldset>");
    markup_element(into, "legend", legend);
    str_append(into, "<div class=\"chips\">\n");
    snprintf(id, sizeof(id), "%c", letter);
    choice_append(into, letter, id, all, 0, true);
    choices_append(into, list, letter, 0, shown);
    str_append(into, "</div>");
    if (shown < offered(list)) {
        str_appendf(into,
                    "<details class=\"more\"><summary><bdi>+%zu</bdi></summary>"
                    "<div class=\"chips\">\n",
                    offered(list) - shown);
        choices_append(into, list, letter, shown, offered(list));
        str_append(into, "</div></details>");
    }
    str_append(into, "</fieldset>\n");
}

void html_filters_append(struct str *into, const struct page *page)
{
    str_append(into, "<aside class=\"filters\">\n");
    group_append(into, &page->languages, 'l', page->messages->languages, page->messages->all);
    group_append(into, &page->outlets, 'o', page->messages->outlets, page->messages->all);
    str_append(into, "</aside>\n");
}
