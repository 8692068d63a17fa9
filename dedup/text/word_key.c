/*
 * Hashes by which the forms of words are compared.
 */
#include "dedup/lexicon/lexicon_format.h"
#include "dedup/text/word.h"
#include "dedup_lexicon.h"

#include <string.h>
#include <unicode/utf8.h>

#define XXH_INLINE_ALL /* words are short, and there are many */
#include <xxhash.h>

uint32_t word_key(const char *form, size_t size)
{
    uint32_t key = (uint32_t)XXH3_64bits(form, size);

    return size == 0 ? 0 : key != 0 ? key : 1;
}

uint32_t word_root(const char *form, size_t size)
{
    enum { CHARACTERS = 5, SYLLABLES = 2 };
    int32_t at = 0, end = (int32_t)size;
    UChar32 c = 0;

    for (int n = 0; n < CHARACTERS && at < end; n++) {
        if (n >= SYLLABLES && c >= 0xac00 && c <= 0xd7a3)
            break;
        U8_NEXT(form, at, end, c);
    }
    return word_key(form, (size_t)at);
}

void word_keys(uint32_t *ret, const char *form, size_t size, size_t count)
{
    for (size_t i = 0; i < count; i++)
        ret[i] = word_key(form, (i + 1) * size);
}

uint32_t dedup_word_key(const char *lang, const char *word)
{
    char form[WORD_FORM_SIZE];

    return word_key(form, word_form(lang, word, strlen(word), form, sizeof(form)));
}

void dedup_word_form(char *ret, size_t room, const char *lang, const char *word)
{
    word_form(lang, word, strlen(word), ret, room);
}

uint32_t dedup_phrase_key(const uint32_t *words, size_t count)
{
    unsigned char bytes[4 * 8];

    if (count > 8)
        count = 8;
    for (size_t i = 0; i < count; i++)
        lexicon_put32(bytes + 4 * i, words[i]);
    return count == 1 ? words[0] : word_key((const char *)bytes, 4 * count);
}
