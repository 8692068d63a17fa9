#include "aggregator/render/html_parts.h"

#include "aggregator/render/markup.h"
#include "aggregator/render/messages.h"

#include <string.h>

const char *html_direction(bool right_to_left)
{
    return right_to_left ? "rtl" : "ltr";
}

void html_language_append(struct str *into, const char *language, const char *outer)
{
    const bool rtl = messages_right_to_left(language);

    if (language == NULL) {
        str_append(into, " dir=\"auto\"");
        return;
    }
    if (outer == NULL || strcmp(language, outer) != 0)
        markup_attribute(into, "lang", language);
    if (outer == NULL || rtl != messages_right_to_left(outer))
        markup_attribute(into, "dir", html_direction(rtl));
}

/* The date in words. Making one takes long, and a page has few of them many times. */
static const char *date_text(const struct page *page, int64_t time)
{
    const int64_t day = zone_day(page->zone, time);
    struct page_date *date = &page->dates[(uint64_t)day % PAGE_DATES];

    if (date->text == NULL || date->day != day)
        *date =
            (struct page_date){day, messages_date(page->arena, page->language, page->zone, time)};
    return date->text;
}

void html_time_append(struct str *into, const struct page *page, int64_t time, bool dated)
{
    char stamp[CLOCK_TEXT_SIZE], clock[CLOCK_TEXT_SIZE];

    clock_format_rfc3339(time, stamp);
    zone_format_clock(page->zone, time, clock);
    str_appendf(into, "<time datetime=\"%s\">", stamp);
    if (dated) {
        markup_escape(into, date_text(page, time));
        str_append(into, " ");
    }
    str_appendf(into, "%s</time>", clock);
}

void html_outlet_append(struct str *into, const char *outlet)
{
    str_append(into, "<bdi>");
    markup_escape(into, outlet);
    str_append(into, "</bdi>");
}

void html_title_append(struct str *into, const struct entry_telling *telling, const char *key)
{
    str_append(into, telling->link != NULL ? "<a" : "<span");
    markup_attribute(into, "href", telling->link);
    markup_attribute(into, "accesskey", telling->link != NULL ? key : NULL);
    str_append(into, ">");
    markup_escape(into, telling->title);
    str_append(into, telling->link != NULL ? "</a>" : "</span>");
}

void html_meta_append(struct str *into, const struct page *page,
                      const struct entry_telling *telling, bool dated)
{
    str_append(into, "<p class=\"meta\"");
    if (telling->language != NULL && strcmp(telling->language, page->language) != 0)
        markup_attribute(into, "lang", page->language);
    str_append(into, "><b>");
    html_outlet_append(into, telling->outlet);
    str_append(into, "</b>");
    markup_element(into, "span class=\"tag\"", telling->language_name);
    html_time_append(into, page, telling->published, dated);
    str_append(into, "</p>\n");
}

void html_picture_append(struct str *into, const struct page *page,
                         const struct entry_picture *picture)
{
    if (!page->pictures || picture->url == NULL)
        return;
    str_append(into, "<img class=\"picture\"");
    markup_attribute(into, "src", picture->url);
    markup_attribute(into, "alt", picture->alt != NULL ? picture->alt : "");
    markup_number(into, "width", picture->width);
    markup_number(into, "height", picture->height);
    str_append(into, " loading=\"lazy\" decoding=\"async\" referrerpolicy=\"no-referrer\">\n");
}
