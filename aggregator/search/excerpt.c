#include "aggregator/search/excerpt.h"

#include "aggregator/base/utf8.h"
#include "aggregator/search/match.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const char ellipsis[] = "\u2026";

enum {
    ELLIPSIS_BYTES = sizeof(ellipsis) - 1,
    LEAD_SHARE = 5 /* of the window, before the place */
};

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

size_t search_text_size(const char *text)
{
    size_t size = strnlen(text, SEARCH_TEXT_BYTES + 1);

    if (size <= SEARCH_TEXT_BYTES)
        return size;
    for (size = SEARCH_TEXT_BYTES; size > 0 && is_continuation(text[size]);)
        size--;
    return size;
}

/* The place after a number of characters, at most size. */
static size_t after_characters(const char *text, size_t from, size_t size, size_t characters)
{
    size_t at = from;

    for (; at < size && characters > 0; characters--)
        for (at++; at < size && is_continuation(text[at]);)
            at++;
    return at;
}

static size_t before_characters(const char *text, size_t from, size_t characters)
{
    size_t at = from;

    for (; at > 0 && characters > 0; characters--)
        for (at--; at > 0 && is_continuation(text[at]);)
            at--;
    return at;
}

/* The number of terms with a place in the window. */
static size_t terms_within(const struct search_match *match, size_t begin, size_t end)
{
    bool seen[SEARCH_TERMS_MAX] = {false};
    size_t count = 0;

    for (size_t i = 0; i < match->count; i++) {
        const struct search_place *place = &match->places[i];

        if (place->begin < begin || place->end > end || seen[place->term])
            continue;
        seen[place->term] = true;
        count++;
    }
    return count;
}

/* Moves to the start of the next word, if one is near: a script without spaces has none. */
static size_t word_start(const char *text, size_t from, size_t before)
{
    size_t at = from;

    while (at < before && !is_space(text[at]))
        at++;
    while (at < before && is_space(text[at]))
        at++;
    return at < before ? at : from;
}

static size_t word_end(const char *text, size_t from, size_t after)
{
    size_t at = from;

    while (at > after && !is_space(text[at]))
        at--;
    while (at > after && is_space(text[at - 1]))
        at--;
    return at > after ? at : from;
}

/* The window of the text with most terms, the first of these. */
static struct search_range window_find(const struct search_match *match, const char *text,
                                       size_t size, size_t characters)
{
    size_t best = 0, begin = 0, first = 0, last = 0, end;

    for (size_t i = 0; i < match->count; i++) {
        const size_t at = match->places[i].begin;
        const size_t terms = terms_within(match, at, after_characters(text, at, size, characters));

        if (terms > best) {
            best = terms;
            first = at;
            last = match->places[i].end;
        }
    }
    if (after_characters(text, 0, size, characters) < size) {
        begin = before_characters(text, first, characters / LEAD_SHARE);
        begin = begin > 0 ? word_start(text, begin, first) : 0;
    }
    end = after_characters(text, begin, size, characters);
    if (end < size)
        end = word_end(text, end, last > begin ? last : begin);
    return (struct search_range){begin, end};
}

static int place_compare(const void *one, const void *other)
{
    const struct search_place *a = one, *b = other;

    return a->begin < b->begin ? -1 : a->begin > b->begin;
}

/* Removes the places that are not to be marked, and sorts the rest. */
static void places_choose(struct search_match *match, const struct search_query *query)
{
    size_t count = 0;

    for (size_t i = 0; i < match->count; i++)
        if (!query->terms[match->places[i].term].excluded)
            match->places[count++] = match->places[i];
    match->count = count;
    qsort(match->places, count, sizeof(match->places[0]), place_compare);
}

/* Copies the window with single spaces; moved[i] is the place of its byte i in the copy. */
static char *window_copy(size_t *moved, struct arena *arena, const char *text,
                         struct search_range window, bool cut)
{
    const size_t size = window.end - window.begin;
    char *copy = arena_alloc(arena, size + 2 * sizeof(ellipsis));
    size_t used = 0;

    if (copy == NULL)
        return NULL;
    if (window.begin > 0)
        memcpy(copy, ellipsis, used = ELLIPSIS_BYTES);
    for (size_t i = 0; i < size; i++) {
        const char c = text[window.begin + i];

        moved[i] = used;
        if (!is_space(c))
            copy[used++] = c;
        else if (used > 0 && copy[used - 1] != ' ')
            copy[used++] = ' ';
    }
    while (used > 0 && copy[used - 1] == ' ')
        used--;
    copy[used] = '\0';
    moved[size] = used;
    if (cut)
        memcpy(copy + used, ellipsis, ELLIPSIS_BYTES);
    return copy;
}

static void range_add(struct search_marked *marked, size_t begin, size_t end)
{
    struct search_range *last = marked->count > 0 ? &marked->ranges[marked->count - 1] : NULL;

    if (last != NULL && begin <= last->end)
        last->end = end > last->end ? end : last->end;
    else if (begin < end)
        marked->ranges[marked->count++] = (struct search_range){begin, end};
}

static int window_mark(struct search_marked *ret, struct arena *arena,
                       const struct search_match *match, const char *text,
                       struct search_range window, bool cut, struct error *err)
{
    size_t *moved = malloc((window.end - window.begin + 1) * sizeof(*moved));

    *ret = (struct search_marked){.ranges = arena_array(arena, match->count, sizeof(*ret->ranges))};
    if (moved != NULL)
        ret->text = window_copy(moved, arena, text, window, cut);
    for (size_t i = 0;
         i < match->count && moved != NULL && ret->text != NULL && ret->ranges != NULL; i++) {
        const struct search_place *place = &match->places[i];

        if (place->begin >= window.begin && place->end <= window.end)
            range_add(ret, moved[place->begin - window.begin], moved[place->end - window.begin]);
    }
    free(moved);
    return ret->text != NULL && ret->ranges != NULL
               ? 0
               : error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory searching");
}

int search_excerpt(struct search_marked *ret, struct arena *arena, const struct search_query *query,
                   const char *text, size_t characters, struct error *err)
{
    struct search_match match;
    struct search_range window;
    size_t size;

    text = text != NULL ? text : "";
    size = search_text_size(text);
    search_match_text(&match, query, text, size);
    places_choose(&match, query);
    window = window_find(&match, text, size, characters);
    return window_mark(ret, arena, &match, text, window, text[window.end] != '\0', err);
}
