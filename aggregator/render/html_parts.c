#include "aggregator/render/html_parts.h"

#include "aggregator/base/clock.h"
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

void html_clock(char ret[HTML_TIME_SIZE], int64_t time)
{
    char text[CLOCK_TEXT_SIZE];

    clock_format_rfc3339(time, text);
    memcpy(ret, text + 11, HTML_TIME_SIZE - 1);
    ret[HTML_TIME_SIZE - 1] = '\0';
}

void html_time_append(struct str *into, int64_t time, bool dated)
{
    char text[CLOCK_TEXT_SIZE], clock[HTML_TIME_SIZE];

    clock_format_rfc3339(time, text);
    html_clock(clock, time);
    str_appendf(into, "<time datetime=\"%s\">%.*s%s%s</time>", text,
                dated ? (int)strcspn(text, "T") : 0, text, dated ? " " : "", clock);
}

void html_outlet_append(struct str *into, const char *outlet)
{
    str_append(into, "<bdi>");
    markup_escape(into, outlet);
    str_append(into, "</bdi>");
}

void html_title_append(struct str *into, const struct entry_telling *telling)
{
    str_append(into, telling->link != NULL ? "<a" : "<span");
    markup_attribute(into, "href", telling->link);
    str_append(into, ">");
    markup_escape(into, telling->title);
    str_append(into, telling->link != NULL ? "</a>" : "</span>");
}

void html_meta_append(struct str *into, const struct entry_telling *telling, const char *language,
                      bool dated)
{
    str_append(into, "<p class=\"meta\"");
    if (telling->language != NULL && strcmp(telling->language, language) != 0)
        markup_attribute(into, "lang", language);
    str_append(into, "><b>");
    html_outlet_append(into, telling->outlet);
    str_append(into, "</b>");
    markup_element(into, "span class=\"tag\"", telling->language_name);
    html_time_append(into, telling->published, dated);
    str_append(into, "</p>\n");
}
