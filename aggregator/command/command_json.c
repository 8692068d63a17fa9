#include "aggregator/command/command_json.h"

#include "aggregator/base/clock.h"
#include "aggregator/base/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int command_print_json(json_t *value, size_t flags, struct error *err)
{
    int failed = value != NULL ? json_dumpf(value, stdout, flags) : -1;

    json_decref(value);
    if (ferror(stdout) || (failed == 0 && putchar('\n') == EOF))
        return error_set(err, ERR_IO, SCOPE_RUN, "cannot write to standard output");
    return failed == 0 ? 0 : error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
}

json_t *command_json_text(const char *text)
{
    char *copy = NULL;
    json_t *value;

    if (text == NULL || utf8_is_valid(text))
        return text != NULL ? json_string(text) : json_null();
    copy = strdup(text);
    for (char *at = copy; at != NULL && *at != '\0';) {
        const int length = utf8_sequence((const unsigned char *)at, strlen(at));

        if (length <= 0)
            *at = '?';
        at += length > 0 ? length : 1;
    }
    value = copy != NULL ? json_string(copy) : NULL;
    free(copy);
    return value;
}

json_t *command_json_time(int64_t time)
{
    char text[CLOCK_TEXT_SIZE];

    if (time == TIME_NONE || time == INT64_MAX)
        return json_null();
    clock_format_rfc3339(time, text);
    return json_string(text);
}
