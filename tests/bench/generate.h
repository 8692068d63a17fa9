/*
 * A synthetic newswire for the dedup benchmarks: stories, their tellings in several languages, and
 * the lexicon between the languages.
 *
 * A story is a sequence of concepts drawn by Zipf's law from one vocabulary, with its own recurring
 * concepts, names and numbers. A telling writes the sequence in the words of a language, omits
 * sentences and replaces words, or is only a teaser. Words are syllables of the language's script.
 * Like a dictionary, the lexicon maps most words to their concept and some to additional ones. The
 * same parameters give the same bytes on any machine.
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
    size_t lang; /* index into generate_langs */
    char text[GENERATE_TEXT_SIZE];
};

/* A telling of a story, about this many characters long. Telling 0 is the complete story. */
void generate_text(struct generated_text *ret, size_t lang, uint64_t story, uint64_t telling,
                   int characters);

/* The lexicon of all languages but the last, which is written without spaces; malloc'ed, owned by
 * the caller. Ends the program on failure. */
void *generate_lexicon(size_t *ret_size);

/* A pseudorandom number derived from the seed. */
uint64_t generate_number(uint64_t seed);

#endif
