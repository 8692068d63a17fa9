#include "dedup/text/cognate.h"

#include "dedup/text/word.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/utf8.h>

enum {
    MIN = 3,      /* consonants of a skeleton */
    MIN_LONG = 4, /* consonants of one in the international section */
};

const struct cognate_language cognate_table[] = {
    {"be", {"qsl", "qin", NULL}, {"qsl", NULL, NULL}},
    {"bg", {"qsl", "qin", NULL}, {"qsl", "qin", NULL}},
    {"ca", {"qrm", "qin", NULL}, {"qrm", NULL, NULL}},
    {"cs", {"qsl", "qin", NULL}, {"qcs", "qsl", "qin"}},
    {"da", {"qno", "qin", NULL}, {"qno", NULL, NULL}},
    {"de", {"qin", NULL, NULL}, {"qin", NULL, NULL}},
    {"el", {"qin", NULL, NULL}, {"qin", NULL, NULL}},
    {"en", {NULL, NULL, NULL}, {"qin", NULL, NULL}},
    {"es", {"qrm", "qin", NULL}, {"qrm", "qin", NULL}},
    {"et", {"qfi", "qin", NULL}, {NULL, NULL, NULL}},
    {"fi", {"qin", NULL, NULL}, {"qfi", NULL, NULL}},
    {"fr", {"qrm", "qin", NULL}, {"qrm", "qin", NULL}},
    {"gl", {"qrm", "qin", NULL}, {NULL, NULL, NULL}},
    {"hu", {"qin", NULL, NULL}, {NULL, NULL, NULL}},
    {"id", {"qin", NULL, NULL}, {NULL, NULL, NULL}},
    {"it", {"qrm", "qin", NULL}, {"qrm", "qin", NULL}},
    {"lt", {"qin", NULL, NULL}, {NULL, NULL, NULL}},
    {"lv", {"qin", NULL, NULL}, {NULL, NULL, NULL}},
    {"mk", {"qsl", "qin", NULL}, {"qsl", NULL, NULL}},
    {"ms", {"qin", NULL, NULL}, {NULL, NULL, NULL}},
    {"nl", {"qin", NULL, NULL}, {"qin", NULL, NULL}},
    {"no", {"qno", "qin", NULL}, {"qno", NULL, NULL}},
    {"pl", {"qsl", "qin", NULL}, {"qsl", "qin", NULL}},
    {"pt", {"qrm", "qin", NULL}, {"qrm", "qin", NULL}},
    {"ro", {"qrm", "qin", NULL}, {"qrm", NULL, NULL}},
    {"ru", {"qsl", "qin", NULL}, {"qsl", "qin", NULL}},
    {"sh", {"qsl", "qin", NULL}, {"qsl", "qin", NULL}},
    {"sk", {"qcs", "qsl", "qin"}, {NULL, NULL, NULL}},
    {"sl", {"qsl", "qin", NULL}, {"qsl", NULL, NULL}},
    {"sv", {"qno", "qin", NULL}, {"qno", "qin", NULL}},
    {"tr", {"qin", NULL, NULL}, {NULL, NULL, NULL}},
    {"uk", {"qsl", "qin", NULL}, {"qsl", NULL, NULL}},
};

const size_t cognate_count = sizeof(cognate_table) / sizeof(cognate_table[0]);

static int row_compare(const void *lang, const void *row)
{
    return strcmp(lang, ((const struct cognate_language *)row)->lang);
}

const struct cognate_language *cognate_find(const char *lang)
{
    return bsearch(lang, cognate_table, cognate_count, sizeof(cognate_table[0]), row_compare);
}

/* The approximate sound of a letter: a to z, "" for vowels and signs. Forms have no accents. */
static const char *const latin[26] = {
    "",  "b", "k", "d", "",  "f", "g", "g", "",  "",  "k",  "l", "m",
    "n", "",  "p", "k", "r", "s", "t", "",  "v", "v", "ks", "",  "s",
};

/* U+0430 to U+044F, and U+03B1 to U+03C9. */
static const char *const cyrillic[32] = {
    "",  "b", "v", "g", "d", "",  "s", "s", "",  "",  "k", "l", "m", "n", "", "p",
    "r", "s", "t", "",  "f", "g", "c", "c", "s", "s", "",  "",  "",  "",  "", "",
};
static const char *const greek[25] = {
    "",   "v", "g", "d", "",  "s", "",  "t", "",  "k", "l",  "m", "n",
    "ks", "",  "p", "r", "s", "s", "t", "",  "f", "g", "ps", "",
};

/* Two letters for one sound. */
static const char digraphs[][2][3] = {{"ch", "g"}, {"ck", "k"}, {"cz", "c"}, {"ph", "f"},
                                      {"qu", "k"}, {"rz", "r"}, {"sh", "s"}, {"sz", "s"},
                                      {"th", "t"}, {"ce", "c"}, {"ci", "c"}, {"cy", "c"}};

/* Reads the sound at form[*at] and advances *at; NULL: a letter of another script. */
static const char *sound_next(const char *form, size_t size, size_t *at)
{
    UChar32 c;

    for (size_t i = 0; i < sizeof(digraphs) / sizeof(digraphs[0]); i++)
        if (*at + 2 <= size && memcmp(form + *at, digraphs[i][0], 2) == 0) {
            *at += 2;
            return digraphs[i][1];
        }
    U8_NEXT(form, *at, size, c);
    if (c >= 'a' && c <= 'z')
        return latin[c - 'a'];
    if (c >= 0x430 && c <= 0x44f)
        return cyrillic[c - 0x430];
    if (c >= 0x3b1 && c <= 0x3c9)
        return greek[c - 0x3b1];
    return c == 0x454 || c == 0x456 || c == '\'' || c == '-' ? "" : c == 0x458 ? "" : NULL;
}

static bool is_vowel_letter(char c)
{
    return c != '\0' && strchr("aeiouy", c) != NULL;
}

size_t cognate_skeleton(const char *form, size_t size, char out[COGNATE_SKELETON_SIZE])
{
    size_t length = 0;

    for (size_t at = 0; at < size;) {
        size_t start = at;
        const char *sound = sound_next(form, size, &at);

        if (sound == NULL)
            return 0;
        if (start == 0 && sound[0] == '\0' && is_vowel_letter(form[0]))
            out[length++] = 'a'; /* an initial vowel is informative, which one is not */
        /* The analyzer does not follow tables of short strings. */
        // NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult)
        for (; *sound != '\0' && length + 1 < COGNATE_SKELETON_SIZE; sound++)
            if (length == 0 || out[length - 1] != *sound)
                out[length++] = *sound;
    }
    out[length] = '\0';
    return length >= MIN ? length : 0;
}

uint32_t cognate_key(const char *form, size_t size, bool long_only)
{
    char skeleton[COGNATE_SKELETON_SIZE];
    size_t length = cognate_skeleton(form, size, skeleton);

    return length >= (long_only ? (size_t)MIN_LONG : (size_t)MIN) ? word_key(skeleton, length) : 0;
}
