/*
 * The stored form of the learnt lexicon, little-endian: for each word its key (4 bytes) and the
 * number of lessons (1); for each lesson the feeds, story and day (2 each), the number of meanings
 * (1) and the meanings (3 each).
 */
#include "dedup.h"
#include "dedup/lexicon/learnt_parts.h"

enum {
    WORD_SIZE = 5,   /* stored bytes without the lessons */
    LESSON_SIZE = 9, /* and without the meanings */
    MEANING_SIZE = 3,
};

_Static_assert(LEARNT_WORDS_MAX *(WORD_SIZE +
                                  LEARNT_LESSONS_MAX *
                                      (LESSON_SIZE + MEANING_SIZE * LEARNT_PLACES_MAX)) <=
                   LEARNT_BYTES_MAX,
               "the largest lexicon fits its stored form");

static unsigned char *put(unsigned char *at, uint64_t value, size_t size)
{
    for (size_t i = 0; i < size; i++)
        *at++ = (unsigned char)(value >> 8 * i);
    return at;
}

size_t learnt_size(const struct learnt *learnt)
{
    size_t size = 0;

    for (size_t i = 0; i < learnt->count; i++) {
        size += WORD_SIZE;
        for (size_t k = 0; k < learnt->words[i].count; k++)
            size += LESSON_SIZE + MEANING_SIZE * (size_t)learnt->words[i].lessons[k].count;
    }
    return size;
}

static unsigned char *lesson_put(unsigned char *at, const struct lesson *lesson)
{
    at = put(at, lesson->feeds[0], 2);
    at = put(at, lesson->feeds[1], 2);
    at = put(at, lesson->story, 2);
    at = put(at, lesson->day, 2);
    at = put(at, lesson->count, 1);
    for (size_t i = 0; i < lesson->count; i++)
        at = put(at, lesson->meanings[i], MEANING_SIZE);
    return at;
}

void learnt_pack(unsigned char *ret, const struct learnt *learnt)
{
    for (size_t i = 0; i < learnt->count; i++) {
        ret = put(ret, learnt->words[i].key, 4);
        ret = put(ret, learnt->words[i].count, 1);
        for (size_t k = 0; k < learnt->words[i].count; k++)
            ret = lesson_put(ret, &learnt->words[i].lessons[k]);
    }
}

struct reader {
    const unsigned char *at;
    size_t left;
    bool failed;
};

static uint32_t get(struct reader *r, size_t size)
{
    uint32_t value = 0;

    r->failed |= r->left < size;
    if (r->failed)
        return 0;
    for (size_t i = 0; i < size; i++)
        value |= (uint32_t)r->at[i] << 8 * i;
    r->at += size;
    r->left -= size;
    return value;
}

static uint8_t get_count(struct reader *r, size_t max)
{
    uint32_t count = get(r, 1);

    r->failed |= count > max;
    return r->failed ? 0 : (uint8_t)count;
}

static void lesson_get(struct reader *r, struct lesson *ret)
{
    ret->feeds[0] = (uint16_t)get(r, 2);
    ret->feeds[1] = (uint16_t)get(r, 2);
    ret->story = (uint16_t)get(r, 2);
    ret->day = (uint16_t)get(r, 2);
    ret->count = get_count(r, LEARNT_PLACES_MAX);
    for (size_t i = 0; i < ret->count; i++) {
        ret->meanings[i] = get(r, MEANING_SIZE);
        r->failed |= ret->meanings[i] >> LEARNT_HASH_BITS != 0;
    }
}

static int word_get(struct learnt *learnt, struct reader *r)
{
    uint32_t key = get(r, 4);
    uint8_t count = get_count(r, LEARNT_LESSONS_MAX);
    struct word *word;

    if (r->failed || count == 0 || learnt_word_find(learnt, key) != NULL ||
        learnt->count == LEARNT_WORDS_MAX)
        return DEDUP_ERR_FORMAT;
    if (learnt_word_add(&word, learnt, key) != DEDUP_OK)
        return DEDUP_ERR_MEMORY;
    while (word->count < count)
        lesson_get(r, &word->lessons[word->count++]);
    learnt_meanings_choose(word);
    return r->failed ? DEDUP_ERR_FORMAT : DEDUP_OK;
}

int learnt_unpack(struct learnt *learnt, const unsigned char *data, size_t size)
{
    struct reader r = {data, size, false};
    int code = DEDUP_OK;

    learnt_clear(learnt);
    while (code == DEDUP_OK && r.left > 0)
        code = word_get(learnt, &r);
    if (code != DEDUP_OK)
        learnt_clear(learnt);
    return code;
}
