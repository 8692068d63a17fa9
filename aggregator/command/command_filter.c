#include "aggregator/command/command_filter.h"

#include "aggregator/base/language_tag.h"
#include "aggregator/config/value.h"

#include <errno.h>
#include <stdlib.h>

int command_number_read(size_t *ret, const char *option, const char *text, struct error *err)
{
    char *end;
    unsigned long number;

    if (text == NULL)
        return 0;
    errno = 0;
    number = strtoul(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || text[0] == '-' || number == 0)
        return error_set(err, ERR_USAGE, SCOPE_RUN, "--%s needs a number of at least 1, not \"%s\"",
                         option, text);
    *ret = number;
    return 0;
}

int command_time_read(int64_t *ret, const char *option, const char *text, const struct zone *zone,
                      int64_t now, struct error *err)
{
    int64_t seconds;

    *ret = TIME_NONE;
    if (text == NULL)
        return 0;
    if (value_parse_duration(&seconds, text)) {
        *ret = now - seconds;
        return 0;
    }
    *ret = zone_parse_day(zone, text);
    if (*ret == TIME_NONE)
        *ret = clock_parse_rfc3339(text);
    return *ret != TIME_NONE
               ? 0
               : error_set(err, ERR_USAGE, SCOPE_RUN,
                           "--%s needs a time such as 2026-03-01T12:00:00Z, a day such as "
                           "2026-03-01, or how long ago, such as 3d, not \"%s\"",
                           option, text);
}

int command_language_read(const char **ret, struct arena *arena, const char *text,
                          struct error *err)
{
    char tag[LANGUAGE_TAG_SIZE];

    *ret = NULL;
    if (text == NULL)
        return 0;
    if (language_tag_read(tag, text)) {
        *ret = arena_strdup(arena, tag);
        return *ret != NULL ? 0 : error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    }
    if (language_tag_guess(tag, text))
        return error_set(err, ERR_USAGE, SCOPE_RUN,
                         "--language needs a language tag such as en, not \"%s\", did you mean %s?",
                         text, tag);
    return error_set(err, ERR_USAGE, SCOPE_RUN,
                     "--language needs a language tag such as en, not \"%s\"", text);
}

int command_feed_read(const struct pattern **ret, struct arena *arena, const char *text,
                      struct error *err)
{
    struct pattern *feed = NULL;
    const char *anywhere; /* stars match anywhere in the text */
    int code;

    *ret = NULL;
    if (text == NULL)
        return 0;
    anywhere = arena_printf(arena, "*%s*", text);
    code = anywhere != NULL ? pattern_compile(&feed, arena, anywhere, err)
                            : error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    if (code == ERR_SYNTAX)
        code = error_set(err, ERR_USAGE, SCOPE_RUN, "--feed needs a word, not \"%s\"", text);
    *ret = feed;
    return code;
}

int command_feed_meets(bool *ret, const struct pattern *words, const struct telling *telling,
                       struct error *err)
{
    const char *const texts[] = {telling->feed_url, telling->feed_title};
    enum pattern_answer response = PATTERN_NO;
    int code = 0;

    *ret = false;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]) && !*ret && code == 0; i++) {
        struct pattern_text text;

        pattern_text_init(&text, texts[i]);
        code = pattern_match(&response, words, &text, err);
        pattern_text_release(&text);
        *ret = response == PATTERN_YES;
    }
    return code;
}
