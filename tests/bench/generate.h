/*
 * A made-up newswire for the benches of dedup: stories, their tellings in several languages, and
 * the lexicon that leads from one language to another.
 *
 * A story is a row of concepts drawn by Zipf's law from one vocabulary, with concepts, names and
 * numbers of its own that recur in it. A telling writes the row in the words of a language, leaves
 * sentences out and words otherwise, or is only a teaser. Words are syllables of the language's
 * script; the lexicon gives most of them their concept and some others beside, as dictionaries do.
 * The same numbers give the same bytes on any machine.
 */
#ifndef HEADWATER_TESTS_BENCH_GENERATE_H
#define HEADWATER_TESTS_BENCH_GENERATE_H

#include <stddef.h>
#include <stdint.h>

enum {
    GENERATE_LANGS = 6,
    GENERATE_TEXT_SIZE = 32 * 1024,
    GENERATE_VOCABULARY = 60000, /* concepts */
};

extern const char *const generate_langs[GENERATE_LANGS];

struct generated_text {
    size_t lang; /* of generate_langs */
    char text[GENERATE_TEXT_SIZE];
};

/* A telling of a story, of about so many characters. Telling 0 is the whole of it. */
void generate_text(struct generated_text *ret, size_t lang, uint64_t story, uint64_t telling,
                   int characters);

/* The lexicon of all but the last language, which parts no words; malloc'ed, the caller's. Ends the
 * program when it cannot be built. */
void *generate_lexicon(size_t *ret_size);

/* A number drawn from others. */
uint64_t generate_number(uint64_t seed);

#endif
