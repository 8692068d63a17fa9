#include "aggregator/render/digest_text.h"

#include "aggregator/render/entry.h"
#include "aggregator/render/markup.h"
#include "aggregator/render/messages.h"
#include "aggregator/render/story_messages.h"

#include <inttypes.h>
#include <string.h>

enum { OUTLETS_NAMED = 8 };

const char *digest_text_language(const struct render_input *input)
{
    return entry_reader_language(input);
}

const char *digest_text_title(struct arena *arena, const struct render_input *input, int64_t made)
{
    return messages_day(arena, entry_reader_language(input), input->settings->timezone, made);
}

/* The excerpt of a story; NULL when its text is only its title again. */
static const char *excerpt_of(struct arena *arena, const struct entry_telling *lead)
{
    const char *text = markup_excerpt(arena, lead->plain, DIGEST_EXCERPT_CHARACTERS);

    return text != NULL && strcmp(text, lead->title) != 0 ? text : NULL;
}

static size_t named(const struct render_story *story)
{
    return story->other_count < OUTLETS_NAMED ? story->other_count : OUTLETS_NAMED;
}

static void unnamed_append(struct str *into, const struct render_story *story)
{
    if (story->other_count > OUTLETS_NAMED)
        str_appendf(into, " +%zu", story->other_count + story->unlisted - OUTLETS_NAMED);
}

/* The address of the story's page, if it is valid outside of the document; else NULL. */
static const char *page_of(struct arena *arena, const struct render_input *input,
                           const struct render_story *story)
{
    const struct render_pages *pages = &input->pages;

    if (!story->has_page || pages->prefix == NULL || strstr(pages->prefix, "://") == NULL)
        return NULL;
    return markup_url(arena, arena_printf(arena, "%s%" PRIu64 "%s", pages->prefix,
                                          story->story->node, pages->suffix));
}

/* HTML. */

static void outlet_html(struct str *into, const struct entry_telling *telling)
{
    str_append(into, "<bdi>");
    markup_escape(into, telling->outlet);
    str_append(into, "</bdi>");
    if (telling->language_name == NULL)
        return;
    str_append(into, " (");
    markup_escape(into, telling->language_name);
    str_append(into, ")");
}

/* An element whose text is a link if there is an address. */
static void link_html(struct str *into, const struct entry_telling *telling, const char *text)
{
    str_append(into, telling->link != NULL ? "<a" : "<span");
    markup_attribute(into, "href", telling->link);
    markup_attribute(into, "hreflang", telling->link != NULL ? telling->language : NULL);
    str_append(into, " dir=\"auto\">");
    markup_escape(into, text);
    str_append(into, telling->link != NULL ? "</a>" : "</span>");
}

static void page_html(struct str *into, const struct render_input *input, const char *page)
{
    str_append(into, "<p><small><a");
    markup_attribute(into, "href", page);
    str_append(into, ">");
    markup_escape(into, story_messages_find(entry_reader_language(input))->whole);
    str_append(into, "</a></small></p>\n");
}

static void others_html(struct str *into, struct arena *arena, const struct render_input *input,
                        const struct render_story *story)
{
    if (story->other_count == 0)
        return;
    str_append(into, "<p><small>");
    markup_escape(into, messages_find(entry_reader_language(input))->also);
    for (size_t i = 0; i < named(story); i++) {
        const struct entry_telling other = entry_telling_build(arena, story->others[i], input);

        str_append(into, i > 0 ? ", " : " ");
        link_html(into, &other, other.outlet);
    }
    unnamed_append(into, story);
    str_append(into, "</small></p>\n");
}

static void story_html(struct str *into, struct arena *arena, const struct render_input *input,
                       const struct render_story *story)
{
    const struct entry_telling lead = entry_telling_build(arena, story->lead, input);
    const char *excerpt = excerpt_of(arena, &lead), *page = page_of(arena, input, story);

    str_append(into, "<h3");
    markup_attribute(into, "lang", lead.language);
    str_append(into, ">");
    link_html(into, &lead, lead.title);
    str_append(into, "</h3>\n<p><small>");
    outlet_html(into, &lead);
    str_append(into, "</small></p>\n");
    if (excerpt != NULL) {
        str_append(into, "<p dir=\"auto\"");
        markup_attribute(into, "lang", lead.language);
        str_append(into, ">");
        markup_escape(into, excerpt);
        str_append(into, "</p>\n");
    }
    others_html(into, arena, input, story);
    if (page != NULL)
        page_html(into, input, page);
}

void digest_text_html(struct str *into, struct arena *arena, const struct render_input *input,
                      const struct render_story *stories, size_t count)
{
    for (size_t i = 0; i < count; i++)
        story_html(into, arena, input, &stories[i]);
}

void digest_text_page(struct str *into, struct arena *arena, const struct render_input *input,
                      const struct render_story *stories, size_t count, const char *title)
{
    const char *language = markup_language(arena, entry_reader_language(input));

    str_append(into, "<!DOCTYPE html>\n<html");
    markup_attribute(into, "lang", language);
    markup_attribute(into, "dir", messages_right_to_left(language) ? "rtl" : "ltr");
    str_append(into, ">\n<head>\n<meta charset=\"utf-8\">\n"
                     "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                     "<meta name=\"color-scheme\" content=\"light dark\">\n");
    markup_element(into, "title", title);
    str_append(into, "</head>\n<body style=\"max-width:40em;margin:0 auto;padding:1em;"
                     "font:100%/1.5 Georgia,serif\">\n");
    markup_element(into, "h2", title);
    digest_text_html(into, arena, input, stories, count);
    str_append(into, "</body>\n</html>\n");
}

/* Plain text. */

static void line_append(struct str *into, const char *text)
{
    if (text != NULL)
        str_appendf(into, "   %s\n", text);
}

static void others_plain(struct str *into, struct arena *arena, const struct render_input *input,
                         const struct render_story *story)
{
    if (story->other_count == 0)
        return;
    str_appendf(into, "   %s", messages_find(entry_reader_language(input))->also);
    for (size_t i = 0; i < named(story); i++) {
        const struct entry_telling other = entry_telling_build(arena, story->others[i], input);
        const char *outlet = markup_excerpt(arena, other.outlet, DIGEST_EXCERPT_CHARACTERS);

        str_appendf(into, "%s%s", i > 0 ? ", " : " ", outlet != NULL ? outlet : "-");
    }
    unnamed_append(into, story);
    str_append(into, "\n");
}

static void story_plain(struct str *into, struct arena *arena, const struct render_input *input,
                        const struct render_story *story, size_t number)
{
    const struct entry_telling lead = entry_telling_build(arena, story->lead, input);
    const char *outlet = markup_excerpt(arena, lead.outlet, DIGEST_EXCERPT_CHARACTERS);

    str_appendf(into, "%zu. %s\n   %s", number, lead.title, outlet != NULL ? outlet : "-");
    if (lead.language_name != NULL)
        str_appendf(into, " (%s)", lead.language_name);
    str_append(into, "\n");
    line_append(into, excerpt_of(arena, &lead));
    others_plain(into, arena, input, story);
    line_append(into, lead.link);
    line_append(into, page_of(arena, input, story));
    str_append(into, "\n");
}

void digest_text_plain(struct str *into, struct arena *arena, const struct render_input *input,
                       const struct render_story *stories, size_t count)
{
    for (size_t i = 0; i < count; i++)
        story_plain(into, arena, input, &stories[i], i + 1);
}
