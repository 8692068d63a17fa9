#include "aggregator/config/depth.h"

#include <string.h>

/* A quick check: whether the text has enough open brackets, or enough indentation, for deep
 * nesting. Most texts do not and need no second pass. */
static bool looks_deep(const char *text, size_t size)
{
    size_t open = 0, indent = 0;
    bool leading = true;

    for (size_t i = 0; i < size && open <= DEPTH_MAX && indent <= DEPTH_MAX; i++) {
        const char c = text[i];

        if (c == '[' || c == '{')
            open++;
        else if ((c == ']' || c == '}') && open > 0)
            open--;
        leading = c == '\n' || (leading && strchr(" -?", c) != NULL && c != '\0');
        indent = c == '\n' ? 0 : indent + leading;
    }
    return open > DEPTH_MAX || indent > DEPTH_MAX;
}

static int step_of(yaml_event_type_t type)
{
    if (type == YAML_SEQUENCE_START_EVENT || type == YAML_MAPPING_START_EVENT)
        return 1;
    return type == YAML_SEQUENCE_END_EVENT || type == YAML_MAPPING_END_EVENT ? -1 : 0;
}

/* Invalid YAML ends the loop; the actual parse reports it. */
static bool events_are_deep(yaml_mark_t *ret_mark, yaml_parser_t *parser)
{
    yaml_event_t event;
    int depth = 0;
    bool more = true;

    while (more && depth <= DEPTH_MAX && yaml_parser_parse(parser, &event)) {
        depth += step_of(event.type);
        *ret_mark = event.start_mark;
        more = event.type != YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    return depth > DEPTH_MAX;
}

bool depth_is_exceeded(yaml_mark_t *ret_mark, const char *text, size_t size)
{
    yaml_parser_t parser;
    bool deep = false;

    if (!looks_deep(text, size) || !yaml_parser_initialize(&parser))
        return false;
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, size);
    deep = events_are_deep(ret_mark, &parser);
    yaml_parser_delete(&parser);
    return deep;
}
