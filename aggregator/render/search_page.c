#include "aggregator/render/search_page.h"

#include "aggregator/base/url.h"
#include "aggregator/render/html.h"
#include "aggregator/render/html_parts.h"
#include "aggregator/render/markup.h"
#include "aggregator/render/messages.h"
#include "aggregator/render/render.h"
#include "aggregator/render/renderer.h"
#include "aggregator/render/way_messages.h"

#include <inttypes.h>
#include <string.h>

enum { PAGE_BYTES = 16 * 1024 * 1024 };

static int failure(enum error_code code, struct error *err)
{
    return error_set(err, code, SCOPE_RUN, "%s",
                     code == ERR_LIMIT ? "the page of results is too large"
                                       : "out of memory rendering search results");
}

/* Appends a part of a text, escaped. */
static void part_append(struct str *into, struct arena *arena, const char *text, size_t length)
{
    markup_escape(into, arena_strndup(arena, text, length));
}

static void marked_append(struct str *into, struct arena *arena, const struct search_marked *marked)
{
    size_t at = 0;

    for (size_t i = 0; i < marked->count; i++) {
        const struct search_range *range = &marked->ranges[i];

        part_append(into, arena, marked->text + at, range->begin - at);
        str_append(into, "<mark>");
        part_append(into, arena, marked->text + range->begin, range->end - range->begin);
        str_append(into, "</mark>");
        at = range->end;
    }
    markup_escape(into, marked->text + at);
}

static void title_append(struct str *into, struct arena *arena, const struct render_result *result,
                         const struct entry_telling *line)
{
    str_append(into, line->link != NULL ? "<a" : "<span");
    markup_attribute(into, "href", line->link);
    str_append(into, ">");
    if (result->title.text[0] != '\0')
        marked_append(into, arena, &result->title);
    else
        markup_escape(into, line->title);
    str_append(into, line->link != NULL ? "</a>" : "</span>");
}

static void result_append(struct str *into, struct rendering *rendering,
                          const struct render_result *result)
{
    const struct page *page = rendering->state;
    struct arena *arena = &rendering->arena;
    struct entry_telling line = entry_telling_build(arena, result->telling, rendering->input);

    str_append(into, "<article class=\"story\"");
    html_language_append(into, line.language, page->language);
    str_append(into, ">");
    html_meta_append(into, page, &line, true);
    str_append(into, "<h2 class=\"headline\">");
    title_append(into, arena, result, &line);
    str_append(into, "</h2>\n");
    if (result->excerpt.text[0] != '\0') {
        str_append(into, "<p class=\"text\">");
        marked_append(into, arena, &result->excerpt);
        str_append(into, "</p>\n");
    }
    str_append(into, "<p class=\"by\"");
    if (line.language != NULL && strcmp(line.language, page->language) != 0)
        html_language_append(into, page->language, line.language);
    str_appendf(into, "><a href=\"story/%" PRIu64 "\">", result->node);
    markup_escape(into, page->messages->tellings);
    str_appendf(into, " %zu</a></p>\n</article>\n", result->tellings);
}

static void page_link_append(struct str *into, const char *query, unsigned page, const char *rel,
                             const char *key, const char *label)
{
    str_appendf(into, "<a accesskey=\"%s\" href=\"search?q=", key);
    url_escape(into, query);
    if (page > 1)
        str_appendf(into, "&amp;page=%u", page);
    str_appendf(into, "\" rel=\"%s\">", rel);
    markup_escape(into, label);
    str_append(into, "</a>\n");
}

static void pages_append(struct str *into, const struct render_results *results,
                         const struct way_messages *words)
{
    if (results->page <= 1 && !results->more)
        return;
    str_append(into, "<nav class=\"ways\">\n");
    if (results->page > 1)
        page_link_append(into, results->query, results->page - 1, "prev", "k",
                         words->previous_page);
    if (results->more)
        page_link_append(into, results->query, results->page + 1, "next", "j", words->next_page);
    str_append(into, "</nav>\n");
}

/* Links to the same results as feeds. */
static void feeds_append(struct str *into, const struct render_results *results,
                         const struct page *page)
{
    static const char *const kinds[][2] = {{"atom", "Atom"}, {"json", "JSON"}};

    str_append(into, "<p class=\"feeds\">");
    markup_element(into, "span", page->messages->subscribe);
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        str_appendf(into, "<a href=\"search.%s?q=", kinds[i][0]);
        url_escape(into, results->query);
        str_appendf(into, "\">%s</a>\n", kinds[i][1]);
    }
    str_append(into, "</p>\n");
}

static void results_append(struct str *into, struct rendering *rendering,
                           const struct render_results *results)
{
    const struct page *page = rendering->state;
    const struct way_messages *words = way_messages_find(page->language);

    markup_element(into, "h1 dir=\"auto\"", page->title);
    if (results->no_index)
        markup_element(into, "p class=\"none\"", words->no_index);
    else if (results->too_long)
        markup_element(into, "p class=\"none\"", words->too_long);
    else if (!results->asked && results->query[0] != '\0')
        markup_element(into, "p class=\"none\"", words->no_word);
    else if (results->asked && results->count == 0)
        markup_element(into, "p class=\"none\"", words->nothing);
    for (size_t i = 0; i < results->count; i++)
        result_append(into, rendering, &results->results[i]);
    pages_append(into, results, words);
    if (results->asked && !results->no_index && !results->too_long)
        feeds_append(into, results, page);
}

int render_results_page(struct str *into, const struct render_input *input,
                        const struct render_results *results, struct error *err)
{
    struct output output = *input->output;
    struct render_input own = *input;
    struct rendering rendering;
    struct page *page;
    int code;

    output.format = OUTPUT_STORIES;
    own.output = &output;
    code = render_begin(&rendering, &own, PAGE_BYTES, err);
    if (code == 0) {
        page = rendering.state;
        page->title =
            results->query[0] != '\0' ? results->query : way_messages_find(page->language)->search;
        page->tellings = results->count;
        html_start_append(into, &rendering);
        str_append(into, "<div>\n<main id=\"river\">\n");
        results_append(into, &rendering, results);
        str_append(into, "</main>\n");
        html_end_append(into, &rendering);
        if (arena_status(&rendering.arena) != ERR_NONE)
            code = failure(arena_status(&rendering.arena), err);
    }
    if (code == 0 && str_status(into) != ERR_NONE)
        code = failure(str_status(into), err);
    render_release(&rendering);
    return code != 0 ? code : render_search_embed(into, input, results->query, "", err);
}

/* The form in a page. */

static void form_append(struct str *into, const struct render_input *input, const char *query,
                        const char *root)
{
    const struct way_messages *words = way_messages_find(entry_reader_language(input));

    str_appendf(into,
                "<form class=\"search\" role=\"search\" action=\"%ssearch\">"
                "<input type=\"search\" name=\"q\" dir=\"auto\" autocomplete=\"off\" "
                "maxlength=\"%d\"",
                root, SEARCH_QUERY_BYTES);
    markup_attribute(into, "aria-label", words->search);
    markup_attribute(into, "value", query[0] != '\0' ? query : NULL);
    str_append(into, "><button>");
    markup_escape(into, words->search);
    str_append(into, "</button></form>\n");
}

static void description_link_append(struct str *into, const struct render_input *input,
                                    const char *root)
{
    str_appendf(into,
                "<link rel=\"search\" type=\"application/opensearchdescription+xml\" "
                "href=\"%sopensearch.xml\"",
                root);
    markup_attribute(into, "title", renderer_title(input));
    str_append(into, ">\n");
}

int render_search_embed(struct str *page, const struct render_input *input, const char *query,
                        const char *root, struct error *err)
{
    const char *policy = strstr(page->text, HTML_NO_FORMS);
    const char *head = policy != NULL ? strstr(policy, HTML_TITLE_END) : NULL;
    const char *top = head != NULL ? strstr(head, HTML_TOP_END) : NULL;
    struct str whole;

    if (top == NULL)
        return 0;
    head += strlen(HTML_TITLE_END);
    str_init(&whole, page->ceiling);
    str_append_bytes(&whole, page->text, (size_t)(policy - page->text));
    str_append(&whole, HTML_OWN_FORMS);
    policy += strlen(HTML_NO_FORMS);
    str_append_bytes(&whole, policy, (size_t)(head - policy));
    description_link_append(&whole, input, root);
    str_append_bytes(&whole, head, (size_t)(top - head));
    form_append(&whole, input, query, root);
    str_append_bytes(&whole, top, page->length - (size_t)(top - page->text));
    if (str_status(&whole) != ERR_NONE) {
        const int code = failure(str_status(&whole), err);

        str_release(&whole);
        return code;
    }
    str_release(page);
    *page = whole;
    return 0;
}

/* ShortName has at most 16 characters, Description at most 1024 (OpenSearch 1.1). */
static void text_append(struct str *into, struct arena *arena, const char *name, const char *text,
                        size_t characters)
{
    size_t at = 0;

    for (; text[at] != '\0' && characters > 0; characters--)
        for (at++; ((unsigned char)text[at] & 0xC0) == 0x80;)
            at++;
    markup_element(into, name, arena_strndup(arena, text, at));
}

void render_search_description(struct str *into, const struct render_input *input, const char *site)
{
    static const char *const kinds[][2] = {{"text/html", "search"},
                                           {"application/atom+xml", "search.atom"}};
    struct arena arena;

    arena_init(&arena, 64 * 1024);
    str_append(into, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                     "<OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n");
    text_append(into, &arena, "ShortName", renderer_title(input), 16);
    text_append(into, &arena, "Description", renderer_title(input), 1024);
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        str_appendf(into, "<Url type=\"%s\" template=\"", kinds[i][0]);
        markup_escape(into, site);
        str_appendf(into, "%s?q={searchTerms}\"/>\n", kinds[i][1]);
    }
    str_append(into, "<InputEncoding>UTF-8</InputEncoding>\n</OpenSearchDescription>\n");
    arena_release(&arena);
}
