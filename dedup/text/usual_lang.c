#include "dedup/text/usual_lang.h"

#include <string.h>

static size_t place_of(uint64_t feed)
{
    return feed % USUAL_FEEDS;
}

static uint32_t name_of(uint64_t feed)
{
    return (uint32_t)(feed >> 32);
}

const char *usual_lang(const struct usual_langs *langs, uint64_t feed)
{
    const struct usual_row *row = &langs->rows[place_of(feed)];

    return row->feed == name_of(feed) && row->votes >= USUAL_VOTES_MIN &&
                   row->lang[USUAL_LANG_SIZE - 1] == '\0'
               ? row->lang
               : "";
}

void usual_lang_count(struct usual_langs *langs, uint64_t feed, const char *lang)
{
    struct usual_row *row = &langs->rows[place_of(feed)];

    if (lang[0] == '\0' || strlen(lang) >= USUAL_LANG_SIZE)
        return;
    if (row->votes == 0) {
        *row = (struct usual_row){.feed = name_of(feed), .votes = 1};
        memcpy(row->lang, lang, strlen(lang));
    } else if (row->feed == name_of(feed) && strncmp(row->lang, lang, USUAL_LANG_SIZE) == 0) {
        row->votes += row->votes < USUAL_VOTES_MAX;
    } else {
        row->votes--;
    }
}
