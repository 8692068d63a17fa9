/*
 * What a user searches for: words, phrases in quotes, a word's beginning ("elect*"), and what must
 * not occur ("-word", -"a phrase").
 *
 * Every text is a query: what cannot be understood is left out, never an error. Several words that
 * are written without a space between them ("e-mail", 北京大学) are a phrase. Plain data without
 * pointers, bounded; pure.
 */
#ifndef HEADWATER_SEARCH_QUERY_H
#define HEADWATER_SEARCH_QUERY_H

#include "aggregator/search/words.h"

enum {
    SEARCH_QUERY_BYTES = 400, /* the rest of a longer query is ignored */
    SEARCH_TERMS_MAX = 16,
    SEARCH_QUERY_WORDS_MAX = 48, /* of all terms */
    SEARCH_PREFIX_MIN = 2,       /* letters before a star; with fewer, the star is ignored */
};

/* Words that follow one another. */
struct search_term {
    size_t first, count; /* of the query's words; count is at least 1 */
    bool prefix;         /* the last word may continue */
    bool excluded;
};

struct search_query {
    struct search_term terms[SEARCH_TERMS_MAX];
    size_t count;
    char words[SEARCH_QUERY_WORDS_MAX][SEARCH_WORD_BYTES + 4];
    size_t word_count;
    bool shortened; /* words were left out because there are too many */
};

/* Reads a query. */
void search_query_read(struct search_query *ret, const char *text);

/* Whether the query finds anything: it has a term that is not excluded. */
bool search_query_asks(const struct search_query *query);

#endif
