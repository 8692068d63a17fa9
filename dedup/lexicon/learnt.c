#include "dedup/lexicon/learnt_parts.h"

#include "dedup.h"
#include "dedup/base/hash.h"

#include <stdlib.h>
#include <string.h>

enum {
    INDEX_FREE = 0, /* a slot of the index holds the number of a word plus 1 */
    ROOM_FIRST = 256,
    WORDS_KEPT = LEARNT_WORDS_MAX / 8 * 7, /* when words have to give way */
};

static const float SHARE_MIN = 0.5f; /* of the lessons, to be a meaning */
/* Of those without one feed. Two lessons that a hostile feed gives and two that agree with it by
 * chance, of eight, are no meaning. */
static const float SHARE_MIN_WITHOUT = 0.375f;

_Static_assert(LEARNT_WORDS_MAX % ROOM_FIRST == 0 &&
                   LEARNT_WORDS_MAX * (sizeof(struct word) + 2 * sizeof(uint32_t)) <=
                       LEARNT_MEMORY_MAX,
               "the largest lexicon fits its memory");

int learnt_new(struct learnt **ret)
{
    *ret = calloc(1, sizeof(**ret));
    return *ret != NULL ? DEDUP_OK : DEDUP_ERR_MEMORY;
}

void learnt_free(struct learnt *learnt)
{
    if (learnt == NULL)
        return;
    free(learnt->words);
    free(learnt->index);
    free(learnt);
}

uint32_t learnt_key(const char *lang, uint32_t stem)
{
    return hash32(&stem, sizeof(stem), hash32(lang, strlen(lang), 0)) >> (32 - LEARNT_KEY_BITS);
}

/* The index. */

static size_t slot_of(const struct learnt *learnt, uint32_t key)
{
    size_t mask = 2 * learnt->room - 1, slot = key & mask;

    while (learnt->index[slot] != INDEX_FREE && learnt->words[learnt->index[slot] - 1].key != key)
        slot = (slot + 1) & mask;
    return slot;
}

struct word *learnt_word_find(const struct learnt *learnt, uint32_t key)
{
    size_t slot;

    if (learnt->count == 0)
        return NULL;
    slot = slot_of(learnt, key);
    return learnt->index[slot] != INDEX_FREE ? &learnt->words[learnt->index[slot] - 1] : NULL;
}

static void index_make(struct learnt *learnt)
{
    memset(learnt->index, 0, 2 * learnt->room * sizeof(*learnt->index));
    for (size_t i = 0; i < learnt->count; i++)
        learnt->index[slot_of(learnt, learnt->words[i].key)] = (uint32_t)i + 1;
}

static int room_make(struct learnt *learnt)
{
    size_t room = learnt->room > 0 ? 2 * learnt->room : ROOM_FIRST;
    struct word *words = realloc(learnt->words, room * sizeof(*words));
    uint32_t *index;

    if (words == NULL)
        return DEDUP_ERR_MEMORY;
    learnt->words = words;
    index = calloc(2 * room, sizeof(*index));
    if (index == NULL)
        return DEDUP_ERR_MEMORY;
    free(learnt->index);
    learnt->index = index;
    learnt->room = room;
    index_make(learnt);
    return DEDUP_OK;
}

int learnt_word_add(struct word **ret, struct learnt *learnt, uint32_t key)
{
    int code = learnt->count == learnt->room ? room_make(learnt) : DEDUP_OK;

    if (code != DEDUP_OK)
        return code;
    learnt->index[slot_of(learnt, key)] = (uint32_t)learnt->count + 1;
    *ret = &learnt->words[learnt->count++];
    memset(*ret, 0, sizeof(**ret));
    (*ret)->key = key;
    return DEDUP_OK;
}

/* Meanings. */

static bool has_meaning(const struct lesson *lesson, uint32_t hash)
{
    for (size_t i = 0; i < lesson->count; i++)
        if (lesson->meanings[i] == hash)
            return true;
    return false;
}

static bool has_feed(const struct lesson *lesson, uint16_t feed)
{
    return lesson->feeds[0] == feed || lesson->feeds[1] == feed;
}

/* Whether the lessons of all feeds but one still give the meaning. */
static bool holds_without(const struct word *word, uint32_t hash, uint16_t feed)
{
    size_t with = 0, count = 0;

    for (size_t i = 0; i < word->count; i++)
        if (!has_feed(&word->lessons[i], feed)) {
            with += has_meaning(&word->lessons[i], hash);
            count++;
        }
    return with >= LEARNT_WITHOUT_FEED && (float)with >= SHARE_MIN_WITHOUT * (float)count;
}

static bool holds_without_any_feed(const struct word *word, uint32_t hash)
{
    for (size_t i = 0; i < word->count; i++)
        for (size_t side = 0; side < 2; side++)
            if (!holds_without(word, hash, word->lessons[i].feeds[side]))
                return false;
    return true;
}

static size_t lessons_with(const struct word *word, uint32_t hash)
{
    size_t with = 0;

    for (size_t i = 0; i < word->count; i++)
        with += has_meaning(&word->lessons[i], hash);
    return with;
}

/* Keeps the meanings with the most lessons; of two with as many, the one met first. */
static void meaning_take(struct word *word, uint32_t hash, size_t with)
{
    size_t at = 0;

    for (size_t i = 0; i < word->meaning_count; i++)
        if (word->meanings[i] == hash)
            return;
    while (at < word->meaning_count && word->stories[at] >= with)
        at++;
    if (at == LEARNT_MEANINGS_MAX)
        return;
    word->meaning_count += word->meaning_count < LEARNT_MEANINGS_MAX;
    for (size_t i = word->meaning_count - 1u; i > at; i--) {
        word->meanings[i] = word->meanings[i - 1];
        word->stories[i] = word->stories[i - 1];
    }
    word->meanings[at] = hash;
    word->stories[at] = (uint8_t)with;
}

void learnt_meanings_choose(struct word *word)
{
    word->meaning_count = 0;
    if (word->count < LEARNT_LESSONS_MIN)
        return;
    for (size_t i = 0; i < word->count; i++)
        for (size_t k = 0; k < word->lessons[i].count; k++) {
            uint32_t hash = word->lessons[i].meanings[k];
            size_t with = lessons_with(word, hash);

            if ((float)with >= SHARE_MIN * (float)word->count && holds_without_any_feed(word, hash))
                meaning_take(word, hash, with);
        }
}

/* Lessons. */

static void lesson_drop(struct word *word, size_t at)
{
    memmove(&word->lessons[at], &word->lessons[at + 1],
            (word->count - at - 1u) * sizeof(*word->lessons));
    word->count--;
}

/* Drops the oldest lessons of a feed, so that one more is not too many. */
static void feed_limit(struct word *word, uint16_t feed)
{
    size_t lessons = 0;

    for (size_t i = 0; i < word->count; i++)
        lessons += has_feed(&word->lessons[i], feed);
    for (size_t i = 0; i < word->count && lessons >= LEARNT_FEED_LESSONS;)
        if (has_feed(&word->lessons[i], feed)) {
            lesson_drop(word, i);
            lessons--;
        } else {
            i++;
        }
}

static uint16_t fold16(uint64_t number)
{
    return (uint16_t)(hash64(&number, sizeof(number), 0) >> 48);
}

static struct lesson lesson_fold(const struct learnt_lesson *given)
{
    struct lesson lesson = {.feeds = {fold16(given->feeds[0]), fold16(given->feeds[1])},
                            .story = fold16(given->story),
                            .day = (uint16_t)(given->day < 0            ? 0
                                              : given->day > UINT16_MAX ? UINT16_MAX
                                                                        : given->day),
                            .count = (uint8_t)given->meaning_count};

    memcpy(lesson.meanings, given->meanings, given->meaning_count * sizeof(*given->meanings));
    return lesson;
}

int learnt_add(struct learnt *learnt, uint32_t key, const struct learnt_lesson *given)
{
    struct lesson lesson = lesson_fold(given);
    struct word *word = learnt_word_find(learnt, key);
    int code = DEDUP_OK;

    if (word == NULL && learnt->count == LEARNT_WORDS_MAX)
        learnt_tidy(learnt, given->day);
    if (word == NULL)
        code = learnt_word_add(&word, learnt, key);
    if (code != DEDUP_OK)
        return code;
    for (size_t i = 0; i < word->count; i++)
        if (word->lessons[i].story == lesson.story) {
            if (memcmp(word->lessons[i].feeds, lesson.feeds, sizeof(lesson.feeds)) != 0)
                return DEDUP_OK;
            lesson_drop(word, i);
            break;
        }
    feed_limit(word, lesson.feeds[0]);
    feed_limit(word, lesson.feeds[1]);
    if (word->count == LEARNT_LESSONS_MAX)
        lesson_drop(word, 0);
    word->lessons[word->count++] = lesson;
    learnt_meanings_choose(word);
    return DEDUP_OK;
}

static int feeds_of(const struct word *word, uint32_t hash)
{
    uint16_t feeds[2 * LEARNT_LESSONS_MAX];
    int count = 0;

    for (size_t i = 0; i < word->count; i++)
        for (size_t side = 0; side < 2 && has_meaning(&word->lessons[i], hash); side++) {
            bool known = false;

            for (int k = 0; k < count; k++)
                known |= feeds[k] == word->lessons[i].feeds[side];
            if (!known)
                feeds[count++] = word->lessons[i].feeds[side];
        }
    return count;
}

size_t learnt_find(const struct learnt *learnt, uint32_t key,
                   struct learnt_meaning ret[LEARNT_MEANINGS_MAX])
{
    const struct word *word = learnt_word_find(learnt, key);

    if (word == NULL)
        return 0;
    for (size_t i = 0; i < word->meaning_count; i++)
        ret[i] =
            (struct learnt_meaning){word->meanings[i], (float)word->stories[i] / (float)word->count,
                                    word->stories[i], feeds_of(word, word->meanings[i])};
    return word->meaning_count;
}

bool learnt_is_idle(const struct learnt *learnt, uint32_t key)
{
    const struct word *word = learnt_word_find(learnt, key);

    return word != NULL && word->count == LEARNT_LESSONS_MAX && word->meaning_count == 0;
}

void learnt_clear(struct learnt *learnt)
{
    learnt->count = 0;
    if (learnt->index != NULL)
        index_make(learnt);
}

bool learnt_forget(struct learnt *learnt, uint32_t key)
{
    struct word *word = learnt_word_find(learnt, key);

    if (word == NULL)
        return false;
    *word = learnt->words[--learnt->count];
    index_make(learnt);
    return true;
}

/* Words that stay, before those that give way: more lessons, then newer ones. */
static int by_worth(const void *left, const void *right)
{
    const struct word *a = left, *b = right;

    if (a->count != b->count)
        return a->count > b->count ? -1 : 1;
    if (a->lessons[a->count - 1].day != b->lessons[b->count - 1].day)
        return a->lessons[a->count - 1].day > b->lessons[b->count - 1].day ? -1 : 1;
    return a->key < b->key ? -1 : a->key > b->key;
}

static void word_age(struct word *word, int64_t day)
{
    size_t before = word->count;

    for (size_t i = 0; i < word->count;)
        if (word->lessons[i].day + LEARNT_DAYS_MAX < day)
            lesson_drop(word, i);
        else
            i++;
    if (word->count != before)
        learnt_meanings_choose(word);
}

void learnt_tidy(struct learnt *learnt, int64_t day)
{
    size_t kept = 0;

    if (learnt->count == 0)
        return;
    for (size_t i = 0; i < learnt->count; i++) {
        word_age(&learnt->words[i], day);
        if (learnt->words[i].count > 0)
            learnt->words[kept++] = learnt->words[i];
    }
    learnt->count = kept;
    if (kept > WORDS_KEPT) {
        qsort(learnt->words, kept, sizeof(*learnt->words), by_worth);
        learnt->count = WORDS_KEPT;
    }
    index_make(learnt);
}

size_t learnt_count(const struct learnt *learnt, size_t *ret_with_meaning)
{
    *ret_with_meaning = 0;
    for (size_t i = 0; i < learnt->count; i++)
        *ret_with_meaning += learnt->words[i].meaning_count > 0;
    return learnt->count;
}
