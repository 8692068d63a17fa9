/*
 * The tellings of an entry as one list, the lead first, and which of them are alike. At most
 * RENDER_OTHERS_MAX + 1, so looking at all of them for each is cheap.
 */
#ifndef HEADWATER_RENDER_TELLING_LIST_H
#define HEADWATER_RENDER_TELLING_LIST_H

#include "aggregator/render/entry.h"

struct telling_list {
    const struct entry_telling **tellings;
    size_t count;
};

/* Fills the list from an entry, which must outlive it. ERR_MEMORY. */
int telling_list_make(struct telling_list *ret, struct arena *arena, const struct entry *entry);

/* What tellings may have in common: the language's name, the title, the text. May be NULL. */
typedef const char *telling_part_fn(const struct entry_telling *telling);
const char *telling_language(const struct entry_telling *telling);
const char *telling_title(const struct entry_telling *telling);
const char *telling_text(const struct entry_telling *telling);

/* Whether two tellings have this part and the language in common. */
bool telling_is_like(const struct entry_telling *one, const struct entry_telling *other,
                     telling_part_fn *part);

/* Whether no telling before this place is like the one at it. */
bool telling_list_is_first(const struct telling_list *list, size_t at, telling_part_fn *part);

#endif
