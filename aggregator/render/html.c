/*
 * The HTML page: story cards grouped by day, with filters that need no script.
 *
 * No markup from a feed reaches the page: titles and excerpts are escaped plain text. It makes no
 * external requests but for the pictures of stories, if the user wants them: no script, no font.
 * The Content-Security-Policy enforces this as well.
 */
#include "aggregator/render/html.h"

#include "aggregator/render/html_parts.h"
#include "aggregator/render/markup.h"
#include "aggregator/render/messages.h"
#include "aggregator/render/way_messages.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
    SUMMARY_OUTLETS = 4, /* shown in the summary line */
    MANY_TELLINGS = 3,   /* from here on, a larger dot on the river */
};

static int facet_add(struct facet_list *list, struct arena *arena, const char *name,
                     const char *label, size_t *ret, struct error *err)
{
    struct facet *facets;

    for (*ret = 0; *ret < list->count; ++*ret)
        if (strcmp(list->facets[*ret].name, name) == 0)
            return 0;
    facets = arena_grow(arena, list->facets, list->count, sizeof(*facets));
    if (facets != NULL) {
        list->facets = facets;
        facets[list->count] = (struct facet){arena_strdup(arena, name), arena_strdup(arena, label),
                                             list->count, 0, 0};
    }
    if (facets == NULL || facets[list->count].name == NULL || facets[list->count].label == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory rendering the page");
    list->count++;
    return 0;
}

/* Appends a class such as " f3" to the card, once per story, and counts it for the filter. */
static int facet_class(struct str *into, struct rendering *rendering, struct facet_list *list,
                       char letter, const char *name, const char *label, struct error *err)
{
    size_t at;
    int code;

    if (name == NULL)
        return 0;
    code = facet_add(list, &rendering->arena, name, label, &at, err);
    if (code != 0 || list->facets[at].last_story == rendering->count + 1)
        return code;
    list->facets[at].last_story = rendering->count + 1;
    list->facets[at].stories++;
    str_appendf(into, " %c%zu", letter, at);
    return 0;
}

/* Takes a story that does not fit out of the filters; `count` facets were there before it. */
static void facets_revert(struct facet_list *list, size_t count, size_t story)
{
    list->count = count;
    for (size_t i = 0; i < count; i++)
        if (list->facets[i].last_story == story) {
            list->facets[i].last_story = 0;
            list->facets[i].stories--;
        }
}

static int telling_classes(struct str *into, struct rendering *rendering,
                           const struct entry_telling *telling, struct error *err)
{
    struct page *page = rendering->state;
    int code =
        facet_class(into, rendering, &page->outlets, 'o', telling->outlet, telling->outlet, err);

    if (code != 0 || telling->language == NULL)
        return code;
    return facet_class(into, rendering, &page->languages, 'l', telling->language_name,
                       telling->language_name, err); /* regions of a language are one filter */
}

/* Keeps the excerpt for html_put(): how long it may be is known when all cards are. */
static void excerpt_keep(struct rendering *rendering, size_t at, const struct entry *entry)
{
    struct arena *arena = &rendering->arena;
    const char *text = markup_excerpt(arena, entry->plain, EXCERPT_CHARACTERS);
    struct excerpt *excerpt;

    if (text != NULL && strlen(text) > EXCERPT_BYTES)
        text = markup_excerpt(arena, text, EXCERPT_CHARACTERS * EXCERPT_BYTES / strlen(text));
    if (text == NULL || strcmp(text, entry->lead.title) == 0)
        return;
    excerpt = arena_alloc(arena, sizeof(*excerpt));
    if (excerpt == NULL)
        return; /* the arena notes it */
    *excerpt = (struct excerpt){text, at};
    rendering->note = excerpt;
}

static void excerpts_divide(struct rendering *rendering)
{
    struct page *page = rendering->state;
    size_t *lengths = arena_array(&rendering->arena, rendering->count, sizeof(*lengths));

    if (lengths == NULL)
        return;
    for (size_t i = 0; i < rendering->count; i++) {
        const struct excerpt *excerpt = rendering->spans[i].note;

        lengths[i] = excerpt != NULL ? strlen(excerpt->text) : 0;
    }
    page->excerpts = excerpt_divide(lengths, rendering->count);
}

static void html_put(struct str *into, struct rendering *rendering, const struct span *span)
{
    const char *card = rendering->body.text + span->offset;
    const struct excerpt *excerpt = span->note;
    struct page *page = rendering->state;
    const char *text = NULL;

    if (excerpt != NULL)
        text = excerpt_take(&page->excerpts, &rendering->arena, excerpt->text);
    str_append_bytes(into, card, excerpt != NULL ? excerpt->at : span->length);
    markup_element(into, "p class=\"text\"", text);
    if (excerpt != NULL)
        str_append_bytes(into, card + excerpt->at, span->length - excerpt->at);
}

/* Writes the outlets of the other tellings, the first few by name. */
static void summary_append(struct str *into, const struct entry *entry,
                           const struct messages *messages)
{
    str_append(into, "<summary>");
    markup_escape(into, messages->also);
    str_append(into, " <b>");
    for (size_t i = 0; i < entry->other_count && i < SUMMARY_OUTLETS; i++) {
        str_append(into, i > 0 ? "</b>, <b>" : "");
        html_outlet_append(into, entry->others[i].outlet);
    }
    str_append(into, "</b>");
    if (entry->other_count > SUMMARY_OUTLETS)
        str_appendf(into, " +%zu", entry->other_count + entry->unlisted - SUMMARY_OUTLETS);
    str_append(into, "</summary>\n");
}

static void others_append(struct str *into, const struct page *page, const struct entry *entry)
{
    if (entry->other_count == 0)
        return;
    str_append(into, "<details");
    html_language_append(into, page->language,
                         entry->lead.language != NULL ? entry->lead.language : page->language);
    str_append(into, ">");
    summary_append(into, entry, page->messages);
    str_append(into, "<ul>\n");
    for (size_t i = 0; i < entry->other_count; i++) {
        const struct entry_telling *other = &entry->others[i];

        str_append(into, "<li");
        html_language_append(into, other->language, page->language);
        str_append(into, "><p>");
        html_outlet_append(into, other->outlet);
        str_append(into, " ");
        markup_element(into, "span class=\"tag\"", other->language_name);
        str_append(into, " ");
        html_time_append(into, page, other->published, true);
        str_append(into, "</p>");
        html_title_append(into, other, NULL);
        str_append(into, "</li>\n");
    }
    str_append(into, "</ul></details>\n");
}

static int classes_append(struct str *into, struct rendering *rendering, const struct entry *entry,
                          struct error *err)
{
    const struct page *page = rendering->state;
    const bool rtl = messages_right_to_left(entry->lead.language);
    int code;

    str_appendf(into, "<article id=\"s%" PRIu64 "\" class=\"story", entry->node);
    code = telling_classes(into, rendering, &entry->lead, err);
    for (size_t i = 0; i < entry->other_count && code == 0; i++)
        code = telling_classes(into, rendering, &entry->others[i], err);
    if (entry->other_count + 1 >= MANY_TELLINGS)
        str_append(into, " many");
    if (entry->lead.language != NULL && rtl != page->right_to_left)
        str_append(into, rtl ? " rtl-in-ltr" : " ltr-in-rtl");
    str_append(into, "\"");
    return code;
}

/* Writes the link to the story's page; label is in the user's language. */
static void page_link_append(struct str *into, const struct page *page, const struct entry *entry)
{
    if (entry->page == NULL)
        return;
    str_append(into, "<p class=\"whole\"");
    html_language_append(into, page->language,
                         entry->lead.language != NULL ? entry->lead.language : page->language);
    str_append(into, "><a");
    markup_attribute(into, "href", entry->page);
    str_append(into, ">");
    markup_escape(into, entry->page_label);
    str_append(into, "</a></p>\n");
}

static int html_add(struct rendering *rendering, struct arena *arena, const struct entry *entry,
                    struct error *err)
{
    struct str *into = &rendering->body;
    struct page *page = rendering->state;
    const size_t start = into->length, languages = page->languages.count,
                 outlets = page->outlets.count;
    int code = classes_append(into, rendering, entry, err);

    (void)arena;
    str_appendf(into, " aria-labelledby=\"t%zu\"", rendering->count);
    html_language_append(into, entry->lead.language, page->language);
    str_append(into, "><span class=\"dot\"></span>");
    html_picture_append(into, page, &entry->picture);
    html_meta_append(into, page, &entry->lead, page->dated);
    str_appendf(into, "<h3 id=\"t%zu\">", rendering->count);
    html_title_append(into, &entry->lead, NULL);
    str_append(into, "</h3>\n");
    excerpt_keep(rendering, into->length - start, entry);
    others_append(into, page, entry);
    page_link_append(into, page, entry);
    str_append(into, "</article>\n");
    if (str_status(into) == ERR_NONE) {
        page->tellings += entry->other_count + 1;
    } else {
        facets_revert(&page->languages, languages, rendering->count + 1);
        facets_revert(&page->outlets, outlets, rendering->count + 1);
    }
    return code;
}

/* The heading of the stories from here on: the day, or the order's criterion. NULL: same as
 * before. */
static const char *heading(struct arena *arena, const struct rendering *rendering,
                           const struct span *span, const struct span *previous)
{
    const struct page *page = rendering->state;

    switch (rendering->input->output->order) {
    case ORDER_OUTLET:
        return previous == NULL || strcmp(previous->outlet, span->outlet) != 0 ? span->outlet
                                                                               : NULL;
    case ORDER_TELLINGS:
    case ORDER_UPDATED: /* cards show the publication time, not the edit time */
        return previous == NULL ? page->messages->stories : NULL;
    default:
        return previous == NULL || zone_day(page->zone, previous->published) !=
                                       zone_day(page->zone, span->published)
                   ? messages_day(arena, page->language, page->zone, span->published)
                   : NULL;
    }
}

static void html_between(struct str *into, struct rendering *rendering, const struct span *span,
                         const struct span *previous)
{
    struct arena arena;
    const char *text;

    arena_init(&arena, 64 * 1024);
    text = heading(&arena, rendering, span, previous);
    if (text != NULL && previous != NULL)
        str_append(into, "</section>\n");
    if (text != NULL) {
        str_append(into, "<section class=\"day\">");
        markup_element(into, "h2", text);
    }
    arena_note(&rendering->arena, arena_status(&arena));
    arena_release(&arena);
}

static void way_append(struct str *into, const char *start, const char *href, const char *label)
{
    if (href == NULL)
        return;
    str_append(into, start);
    markup_attribute(into, "href", href);
    str_append(into, ">");
    markup_escape(into, label);
    str_append(into, "</a>\n");
}

/* The ways to other days. */
static void ways_append(struct str *into, const struct rendering *rendering)
{
    const struct render_input *input = rendering->input;
    const struct way_messages *words =
        way_messages_find(((const struct page *)rendering->state)->language);

    if (input->older == NULL && input->newer == NULL && input->latest == NULL)
        return;
    str_append(into, "<nav class=\"ways\"");
    markup_attribute(into, "aria-label", words->days);
    str_append(into, ">\n");
    way_append(into, RENDER_OLDER_WAY, input->older, words->older_day);
    way_append(into, "<a accesskey=\"u\"", input->latest, words->latest);
    way_append(into, "<a accesskey=\"k\" rel=\"next\"", input->newer, words->newer_day);
    str_append(into, "</nav>\n");
}

static int html_head(struct str *into, struct rendering *rendering, struct error *err)
{
    struct page *page = rendering->state;

    (void)err;
    excerpts_divide(rendering);
    html_filters_sort(&page->languages);
    html_filters_sort(&page->outlets);
    html_start_append(into, rendering);
    str_append(into, "<div class=\"frame\">\n");
    html_filters_append(into, page);
    str_append(into, "<main id=\"river\">\n");
    if (rendering->count == 0)
        markup_element(into, "p class=\"none\"", page->messages->untold);
    return 0;
}

static void html_tail(struct str *into, struct rendering *rendering)
{
    str_append(into, rendering->count > 0 ? "</section>\n" : "");
    ways_append(into, rendering);
    str_append(into, "</main>\n");
    html_end_append(into, rendering);
}

const struct renderer renderer_html = {.format = OUTPUT_HTML,
                                       .name = "html",
                                       .media_type = "text/html; charset=utf-8",
                                       .begin = html_page_begin,
                                       .add = html_add,
                                       .between = html_between,
                                       .put = html_put,
                                       .head = html_head,
                                       .tail = html_tail};
