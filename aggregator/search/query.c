#include "aggregator/search/query.h"

#include "aggregator/base/utf8.h"

#include <stdio.h>
#include <string.h>

/* Marks that open or close a phrase. */
static const char *const quotes[] = {"\"", "\u201C", "\u201D", "\u201E", "\u00AB", "\u00BB"};

/* Spaces between terms. */
static const char *const spaces[] = {" ", "\t", "\n", "\r", "\f", "\v", "\u00A0", "\u3000"};

/* The length of the entry of a list at the start of the text; 0 when there is none. */
static size_t starts_with(const char *const *list, size_t count, const char *text)
{
    for (size_t i = 0; i < count; i++)
        if (strncmp(text, list[i], strlen(list[i])) == 0)
            return strlen(list[i]);
    return 0;
}

static size_t quote_at(const char *text)
{
    return starts_with(quotes, sizeof(quotes) / sizeof(quotes[0]), text);
}

static size_t space_at(const char *text)
{
    return starts_with(spaces, sizeof(spaces) / sizeof(spaces[0]), text);
}

static size_t characters(const char *text)
{
    size_t count = 0;

    for (; *text != '\0'; text++)
        count += ((unsigned char)*text & 0xC0) != 0x80;
    return count;
}

/* A character that ends the query's text may be followed by others in an item: the last word of a
 * run is covered by the pair before it, or it is the beginning of a pair. */
static void run_end_open(struct search_query *query, struct search_term *term,
                         const enum search_word_kind *kinds)
{
    const size_t last = term->count - 1;

    if (kinds[last] != SEARCH_WORD_LAST)
        return;
    if (last > 0 && kinds[last - 1] == SEARCH_WORD_PAIR) {
        term->count--;
        query->word_count--;
    } else {
        term->prefix = true;
    }
}

/* Adds the words of a piece of the query as one term. */
static void term_add(struct search_query *query, struct search_cutter *cutter, const char *text,
                     size_t size, bool excluded, bool star)
{
    enum search_word_kind kinds[SEARCH_QUERY_WORDS_MAX];
    struct search_term term = {.first = query->word_count, .excluded = excluded};
    struct search_word word;

    search_cutter_set(cutter, text, size);
    while (search_cutter_next(&word, cutter)) {
        if (query->count == SEARCH_TERMS_MAX || query->word_count == SEARCH_QUERY_WORDS_MAX) {
            query->shortened = true;
            break;
        }
        kinds[term.count++] = word.kind;
        snprintf(query->words[query->word_count++], sizeof(query->words[0]), "%s", word.text);
    }
    if (term.count == 0)
        return;
    term.prefix = star && kinds[term.count - 1] == SEARCH_WORD_LETTERS &&
                  characters(query->words[query->word_count - 1]) >= SEARCH_PREFIX_MIN;
    run_end_open(query, &term, kinds);
    query->terms[query->count++] = term;
}

/* The end of the piece that starts here: of a phrase its closing mark, else the next space or
 * quotation mark. */
static const char *piece_end(const char *text, bool phrase)
{
    while (*text != '\0' && quote_at(text) == 0 && (phrase || space_at(text) == 0))
        text++;
    return text;
}

/* Reads one piece and returns what follows it. */
static const char *piece_read(struct search_query *query, struct search_cutter *cutter,
                              const char *text)
{
    const bool excluded = *text == '-' && text[1] != '\0' && space_at(text + 1) == 0;
    const char *end;
    size_t quote;
    bool star;

    text += excluded;
    quote = quote_at(text);
    text += quote;
    end = piece_end(text, quote > 0);
    if (quote > 0) {
        const char *after = end + quote_at(end);

        star = *after == '*' || (end > text && end[-1] == '*');
        term_add(query, cutter, text, (size_t)(end - text), excluded, star);
        return after + (*after == '*');
    }
    star = end > text && end[-1] == '*';
    term_add(query, cutter, text, (size_t)(end - text), excluded, star);
    return end;
}

void search_query_read(struct search_query *ret, const char *text)
{
    struct search_cutter cutter;
    char bounded[SEARCH_QUERY_BYTES + 1];
    const char *at = bounded;

    memset(ret, 0, sizeof(*ret));
    ret->shortened = strlen(text) > SEARCH_QUERY_BYTES;
    snprintf(bounded, sizeof(bounded), "%s", text);
    search_cutter_init(&cutter, bounded, 0);
    while (*at != '\0') {
        const size_t space = space_at(at);

        at = space > 0 ? at + space : piece_read(ret, &cutter, at);
    }
}

bool search_query_asks(const struct search_query *query)
{
    for (size_t i = 0; i < query->count; i++)
        if (!query->terms[i].excluded)
            return true;
    return false;
}
