/*
 * The words of the learnt lexicon in memory, for learnt.c and learnt_form.c only.
 */
#ifndef DEDUP_LEXICON_LEARNT_PARTS_H
#define DEDUP_LEXICON_LEARNT_PARTS_H

#include "dedup/lexicon/learnt.h"

/* Feeds and stories as they are stored. Two that coincide, by a chance of 1 in 65,536, count as
 * one: this delays a meaning and never makes one. */
struct lesson {
    uint16_t feeds[2], story, day;
    uint8_t count;
    uint32_t meanings[LEARNT_PLACES_MAX];
};

struct word {
    uint32_t key;
    uint8_t count, meaning_count;
    uint8_t stories[LEARNT_MEANINGS_MAX];
    uint32_t meanings[LEARNT_MEANINGS_MAX];
    struct lesson lessons[LEARNT_LESSONS_MAX]; /* in the order they came */
};

struct learnt {
    struct word *words;
    size_t count, room;
    uint32_t *index; /* open addressing; twice the room */
};

/* The word with this key; NULL when there is none. */
struct word *learnt_word_find(const struct learnt *learnt, uint32_t key);

/* Adds a word, which must not be there yet, without lessons. It belongs to the lexicon, and moves
 * when another word is added. DEDUP_ERR_MEMORY. */
int learnt_word_add(struct word **ret, struct learnt *learnt, uint32_t key);

/* Chooses the meanings that the word's lessons give. */
void learnt_meanings_choose(struct word *word);

#endif
