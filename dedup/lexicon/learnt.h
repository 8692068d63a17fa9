/*
 * The learnt lexicon: words that the compiled lexicon lacks, with what they were seen to mean.
 *
 * A translation that was recognised without them is a lesson: an unknown word of one text, and the
 * words of the other that stand in its place and match nothing else. Each word keeps its latest
 * lessons. A meaning that returns in most of them, from several feeds and several stories, is used
 * like an entry of the compiled lexicon. This is word association over aligned texts (Melamed 2000,
 * "Models of translational equivalence among words"), with windows instead of sentences.
 *
 * A hostile feed must not teach nonsense, so a feed takes part in at most LEARNT_FEED_LESSONS of a
 * word's lessons, and a meaning must hold without any one feed. Lessons are forgotten with age; the
 * number of words is bounded, and a word with few lessons gives way first. The same lessons in the
 * same order give the same bytes.
 *
 * Meanings are the top LEARNT_HASH_BITS of concept keys and of the hashes of names and places, as
 * sketches keep them. Times are days since 1970.
 */
#ifndef DEDUP_LEXICON_LEARNT_H
#define DEDUP_LEXICON_LEARNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    LEARNT_HASH_BITS = 20,
    LEARNT_KEY_BITS = 24, /* in a full lexicon, 4 of 1,000 other words have the key of one */
    LEARNT_WORDS_MAX = 1 << 16,
    LEARNT_LESSONS_MAX = 8,      /* the latest of a word */
    LEARNT_PLACES_MAX = 8,       /* meanings that a lesson may propose */
    LEARNT_MEANINGS_MAX = 2,     /* meanings of a word */
    LEARNT_FEED_LESSONS = 2,     /* lessons of a word that one feed may take part in */
    LEARNT_LESSONS_MIN = 3,      /* before a word has a meaning */
    LEARNT_WITHOUT_FEED = 2,     /* lessons that must remain without any one feed */
    LEARNT_DAYS_MAX = 400,       /* older lessons are forgotten */
    LEARNT_BYTES_MAX = 32 << 20, /* of the stored form */
    LEARNT_MEMORY_MAX = 32 << 20,
};

struct learnt_lesson {
    uint64_t feeds[2]; /* of the text with the word, and of the other */
    uint64_t story;
    int64_t day;
    uint32_t meanings[LEARNT_PLACES_MAX]; /* what stands in the word's place, the nearest first */
    size_t meaning_count;                 /* 0: nothing does */
};

struct learnt_meaning {
    uint32_t hash;
    float weight; /* share of the word's lessons with this meaning, 0 to 1 */
    int stories, feeds;
};

struct learnt;

/* An empty lexicon, owned by the caller. Freeing accepts NULL. DEDUP_ERR_MEMORY. */
int learnt_new(struct learnt **ret);
void learnt_free(struct learnt *learnt);

/* The key of a word, below 2^LEARNT_KEY_BITS: its language and its stem (word.h). */
uint32_t learnt_key(const char *lang, uint32_t stem);

/* Adds a lesson of a word. A second lesson of the same story changes nothing unless it comes from
 * the same two feeds: then it replaces the first. DEDUP_ERR_MEMORY. */
int learnt_add(struct learnt *learnt, uint32_t key, const struct learnt_lesson *lesson);

/* The meanings of a word, heaviest first; returns the count. */
size_t learnt_find(const struct learnt *learnt, uint32_t key,
                   struct learnt_meaning ret[LEARNT_MEANINGS_MAX]);

/* Whether a word has had all its lessons and no meaning came out: most such words are "the" and
 * "of". */
bool learnt_is_idle(const struct learnt *learnt, uint32_t key);

/* Forgets all words. */
void learnt_clear(struct learnt *learnt);
/* Forgets one word; whether there was one. */
bool learnt_forget(struct learnt *learnt, uint32_t key);

/* Forgets lessons that are too old on this day, and words beyond the limit. Call it after a batch
 * of lessons. */
void learnt_tidy(struct learnt *learnt, int64_t day);

/* Words with at least one lesson, and words with a meaning. */
size_t learnt_count(const struct learnt *learnt, size_t *ret_with_meaning);

/* The stored form; its size, and the writing of it to room for that size. */
size_t learnt_size(const struct learnt *learnt);
void learnt_pack(unsigned char *ret, const struct learnt *learnt);
/* Replaces the contents. DEDUP_ERR_FORMAT for damaged bytes, which leaves the lexicon empty;
 * DEDUP_ERR_MEMORY. */
int learnt_unpack(struct learnt *learnt, const unsigned char *data, size_t size);

#endif
