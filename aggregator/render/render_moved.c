#include "aggregator/render/render_moved.h"

#include "aggregator/render/entry.h"
#include "aggregator/render/html_parts.h"
#include "aggregator/render/markup.h"
#include "aggregator/render/messages.h"
#include "aggregator/render/story_messages.h"

#include <string.h>

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
