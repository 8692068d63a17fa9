#include "aggregator/search/match.h"

#include <stdlib.h>
#include <string.h>

/* How many words of each term the text ended with so far, as a set of bits: bit n means that the
 * last n + 1 words of the text are the first n + 1 of the term. A term has at most 48 words. */
struct progress {
    uint64_t bits[SEARCH_TERMS_MAX];
    size_t begins[SEARCH_QUERY_WORDS_MAX]; /* of the last words of the text, as a ring */
};

static bool word_fits(const struct search_query *query, const struct search_term *term, size_t at,
                      const struct search_word *word)
{
    const char *wanted = query->words[term->first + at];

    return term->prefix && at + 1 == term->count ? strncmp(word->text, wanted, strlen(wanted)) == 0
                                                 : strcmp(word->text, wanted) == 0;
}

static void place_add(struct search_match *match, const struct search_place *place)
{
    match->occurrences[place->term]++;
    if (match->count < SEARCH_PLACES_MAX)
        match->places[match->count++] = *place;
}

static void term_advance(struct search_match *match, struct progress *progress,
                         const struct search_query *query, size_t number,
                         const struct search_word *word)
{
    const struct search_term *term = &query->terms[number];
    const uint64_t before = progress->bits[number] << 1 | 1;
    uint64_t after = 0;

    if (term->count == 0)
        return;
    for (size_t i = 0; i < term->count; i++)
        if ((before >> i & 1) != 0 && word_fits(query, term, i, word))
            after |= UINT64_C(1) << i;
    progress->bits[number] = after;
    if ((after >> (term->count - 1) & 1) != 0) {
        const size_t first = (match->words - (term->count - 1)) % SEARCH_QUERY_WORDS_MAX;

        place_add(match,
                  &(struct search_place){progress->begins[first],
                                         term->prefix ? word->first_end : word->end, number});
    }
}

void search_match_text(struct search_match *ret, const struct search_query *query, const char *text,
                       size_t size)
{
    struct progress progress = {.bits = {0}};
    struct search_cutter cutter;
    struct search_word word;

    ret->count = ret->words = 0;
    memset(ret->occurrences, 0, sizeof(ret->occurrences));
    search_cutter_init(&cutter, text, size);
    while (search_cutter_next(&word, &cutter)) {
        progress.begins[ret->words % SEARCH_QUERY_WORDS_MAX] = word.begin;
        for (size_t i = 0; i < query->count; i++)
            term_advance(ret, &progress, query, i, &word);
        ret->words++;
    }
}
