#include "aggregator/render/telling_list.h"

#include <string.h>

int telling_list_make(struct telling_list *ret, struct arena *arena, const struct entry *entry)
{
    struct telling_list list = {
        arena_array(arena, entry->other_count + 1, sizeof(const struct entry_telling *)), 0};

    if (list.tellings == NULL)
        return ERR_MEMORY;
    list.tellings[list.count++] = &entry->lead;
    for (size_t i = 0; i < entry->other_count; i++)
        list.tellings[list.count++] = &entry->others[i];
    *ret = list;
    return 0;
}

const char *telling_language(const struct entry_telling *telling)
{
    return telling->language_name;
}

const char *telling_title(const struct entry_telling *telling)
{
    return telling->title;
}

const char *telling_text(const struct entry_telling *telling)
{
    return telling->plain;
}

static bool is_same(const char *one, const char *other)
{
    return one == other || (one != NULL && other != NULL && strcmp(one, other) == 0);
}

bool telling_is_like(const struct entry_telling *one, const struct entry_telling *other,
                     telling_part_fn *part)
{
    return is_same(part(one), part(other)) && is_same(one->language_name, other->language_name);
}

bool telling_list_is_first(const struct telling_list *list, size_t at, telling_part_fn *part)
{
    for (size_t i = 0; i < at; i++)
        if (telling_is_like(list->tellings[i], list->tellings[at], part))
            return false;
    return true;
}
