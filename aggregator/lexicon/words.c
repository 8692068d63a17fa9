#include "aggregator/lexicon/words.h"

#include "dedup/text/segment.h"
#include "dedup/text/word.h"
#include "dedup_lexicon.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>
#include <xxhash.h>

/* English stop words: function words, and words that dictionaries use around a meaning. */
static const char *const empty_words[] = {
    "a",    "about",    "also",    "an",        "and",  "any",  "are",   "as",    "at",   "be",
    "been", "being",    "but",     "by",        "can",  "do",   "does",  "done",  "esp",  "etc",
    "for",  "from",     "get",     "had",       "has",  "have", "he",    "her",   "his",  "i",
    "if",   "in",       "into",    "is",        "it",   "its",  "kind",  "made",  "make", "may",
    "me",   "more",     "my",      "no",        "not",  "of",   "off",   "on",    "one",  "ones",
    "or",   "oneself",  "other",   "our",       "out",  "over", "s",     "sb",    "she",  "so",
    "some", "somebody", "someone", "something", "sth",  "such", "than",  "that",  "the",  "their",
    "them", "then",     "there",   "these",     "they", "this", "those", "to",    "too",  "up",
    "us",   "very",     "was",     "we",        "were", "what", "when",  "which", "who",  "will",
    "with", "would",    "you",     "your",
};

enum { EMPTY_WORDS = sizeof(empty_words) / sizeof(empty_words[0]) };

static int key_compare(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

    return (a > b) - (a < b);
}

bool words_is_empty(uint32_t key)
{
    static _Thread_local uint32_t keys[EMPTY_WORDS];

    if (keys[0] == 0) {
        for (size_t i = 0; i < EMPTY_WORDS; i++)
            keys[i] = dedup_word_key("en", empty_words[i]);
        qsort(keys, EMPTY_WORDS, sizeof(keys[0]), key_compare);
    }
    return bsearch(&key, keys, EMPTY_WORDS, sizeof(keys[0]), key_compare) != NULL;
}

struct list {
    uint32_t *keys;
    size_t count;
};

/* Cache of recent words and their keys: dictionaries use few words, and folding is slow. */
enum { MEMORY_ROOM = 1 << 16 };

static _Thread_local struct memory {
    uint64_t name; /* hash of language and word */
    uint32_t key;
} memory[MEMORY_ROOM];

static uint32_t key_of(const char *lang, const char *word, size_t size)
{
    uint64_t name = XXH3_64bits_withSeed(word, size, (uint64_t)lang[0] << 8 | (uint8_t)lang[1]);
    struct memory *known = &memory[name % MEMORY_ROOM];
    char form[WORD_FORM_SIZE];

    if (known->name != name) {
        known->name = name;
        known->key = word_key(form, word_form(lang, word, size, form, sizeof(form)));
    }
    return known->key;
}

static void list_add(struct list *list, const char *lang, const char *word, size_t size)
{
    uint32_t key = key_of(lang, word, size);

    if (key == 0)
        return;
    if (list->count < WORDS_MAX)
        list->keys[list->count] = key;
    if (list->count <= WORDS_MAX)
        list->count++;
}

/* Letters, digits, marks, and characters that join letters within a word (UAX #29: apostrophes, the
 * Catalan interpunct, the joiners of Persian). */
static bool is_inside(UChar32 c)
{
    return u_isalnum(c) || (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0 || c == '\'' || c == 0x2019 ||
           c == 0xb7 || c == 0x200c || c == 0x200d || c == 0x2bc || c == 0x5f3 || c == 0x5f4;
}

static void cut_at_spaces(struct list *list, const char *lang, const char *text, int32_t size)
{
    int32_t start = -1, at = 0, from;
    UChar32 c;

    while (at < size) {
        from = at;
        U8_NEXT_OR_FFFD(text, at, size, c);
        if (is_inside(c) && start < 0)
            start = from;
        else if (!is_inside(c) && start >= 0) {
            list_add(list, lang, text + start, (size_t)(from - start));
            start = -1;
        }
    }
    if (start >= 0)
        list_add(list, lang, text + start, (size_t)(size - start));
}

/* Languages written without spaces between words. */
static const char unspaced[][WORD_LANG_SIZE] = {"ja", "km", "lo", "my", "th", "zh"};

enum { UNSPACED = sizeof(unspaced) / sizeof(unspaced[0]) };

static _Thread_local UBreakIterator *iterators[UNSPACED];

static void cut_by_dictionary(struct list *list, size_t index, const char *text, size_t size)
{
    UErrorCode status = U_ZERO_ERROR;
    UText *utext = utext_openUTF8(NULL, text, (int64_t)size, &status);
    UBreakIterator **iterator = &iterators[index];
    int32_t start, end;

    if (*iterator == NULL)
        *iterator = ubrk_open(UBRK_WORD, unspaced[index], NULL, 0, &status);
    ubrk_setUText(*iterator, utext, &status);
    if (U_SUCCESS(status)) {
        start = ubrk_first(*iterator);
        for (; (end = ubrk_next(*iterator)) != UBRK_DONE; start = end)
            if (ubrk_getRuleStatus(*iterator) >= UBRK_WORD_NUMBER)
                list_add(list, unspaced[index], text + start, (size_t)(end - start));
    }
    utext_close(utext);
}

size_t words_keys(uint32_t ret[WORDS_MAX], const char *tag, const char *text, size_t size)
{
    struct list list = {ret, 0};
    char lang[WORD_LANG_SIZE];

    if (size > 1000)
        return WORDS_MAX + 1;
    word_lang(lang, tag);
    for (size_t i = 0; i < UNSPACED; i++)
        if (strcmp(lang, unspaced[i]) == 0) {
            cut_by_dictionary(&list, i, text, size);
            return list.count;
        }
    cut_at_spaces(&list, lang, text, (int32_t)size);
    return list.count;
}

/* Whether a segmenter would find the text as one word if the lexicon had it. */
static bool is_segment(const char *text, size_t size)
{
    int32_t at = 0, count = 0;

    while (at < (int32_t)size) {
        UChar32 c;

        U8_NEXT(text, at, (int32_t)size, c);
        if (c < 0 || c > 0xffff || !segmenter_takes((UChar)c) || ++count > SEGMENT_WORD_MAX)
            return false;
    }
    return count > 0;
}

size_t words_headword(uint32_t ret[WORDS_MAX], const char *tag, const char *text, size_t size)
{
    struct list list = {ret, 0};
    char lang[WORD_LANG_SIZE];

    word_lang(lang, tag);
    if (!segmenter_serves(lang) || !is_segment(text, size))
        return words_keys(ret, lang, text, size);
    list_add(&list, lang, text, size);
    return list.count;
}

size_t words_english(uint32_t ret[WORDS_MAX], const char *text, size_t size)
{
    size_t count = words_keys(ret, "en", text, size), kept = 0;

    if (count > WORDS_MAX)
        return count;
    for (size_t i = 0; i < count; i++)
        if (!words_is_empty(ret[i]))
            ret[kept++] = ret[i];
    return kept;
}

void words_release(void)
{
    for (size_t i = 0; i < UNSPACED; i++) {
        if (iterators[i] != NULL)
            ubrk_close(iterators[i]);
        iterators[i] = NULL;
    }
    word_release();
}
