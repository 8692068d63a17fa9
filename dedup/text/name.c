#include "dedup/text/name.h"

#include "dedup/text/latin.h"

#include <string.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>

enum { LATIN_MAX = 96 };

int names_init(struct names *names)
{
    static const UChar id[] = u"Any-Latin; Latin-ASCII; Lower";
    UErrorCode status = U_ZERO_ERROR;

    names->latin = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
    return U_SUCCESS(status) ? DEDUP_OK : DEDUP_ERR_LIBRARY;
}

void names_release(struct names *names)
{
    if (names->latin != NULL)
        utrans_close(names->latin);
    names->latin = NULL;
}

/* The sound class of a letter; '\0' drops it. Vowels, h and y have no sound that scripts agree
 * on. */
static const char letter_classes[26] = {
    ['b' - 'a'] = 'B', ['c' - 'a'] = 'K', ['d' - 'a'] = 'T', ['f' - 'a'] = 'F', ['g' - 'a'] = 'K',
    ['j' - 'a'] = 'J', ['k' - 'a'] = 'K', ['l' - 'a'] = 'L', ['m' - 'a'] = 'M', ['n' - 'a'] = 'N',
    ['p' - 'a'] = 'B', ['q' - 'a'] = 'K', ['r' - 'a'] = 'R', ['s' - 'a'] = 'S', ['t' - 'a'] = 'T',
    ['v' - 'a'] = 'F', ['w' - 'a'] = 'F', ['x' - 'a'] = 'X', ['z' - 'a'] = 'S'};

/* Languages in which the letter j is a sibilant; elsewhere it is a half vowel or a breath. */
static bool j_is_sibilant(const char *lang)
{
    static const char langs[][3] = {"en", "fr", "pt", "ro", "ca", "tr", "id",
                                    "ms", "hi", "ar", "fa", "vi", "ja", "ko"};

    for (size_t i = 0; i < sizeof(langs) / sizeof(langs[0]); i++)
        if (strcmp(lang, langs[i]) == 0)
            return true;
    return false;
}

static bool is_vowel(char c)
{
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
}

/* The class of word[i]; advances *i over further letters of the same sound. */
static char sound_at(const char *word, size_t *i, const char *lang, bool weak_vowels)
{
    char c = word[*i], next = word[*i + 1];

    if (c < 'a' || c > 'z')
        return '\0';
    if (c == 's' && next == 'c' && word[*i + 2] == 'h') {
        *i += 2;
        return 'S';
    }
    if (c == 'c' && (next == 'e' || next == 'i' || next == 'y'))
        return 'S';
    if (c == 'd' && (next == 'z' || next == 'j')) {
        *i += 1;
        return 'S';
    }
    if (c == 'p' && next == 'h') {
        *i += 1;
        return 'F';
    }
    if (c == 'j')
        return j_is_sibilant(lang) ? 'S' : '\0';
    if (c == 'w' && weak_vowels)
        return *i == 0 ? 'F' : '\0';
    if (c == 'm' && (next == 'b' || next == 'p'))
        return 'N'; /* as scripts without m in this position write it */
    return letter_classes[c - 'a'];
}

void name_skeleton_ascii(char ret[NAME_SKELETON_MAX], const char *lang, const char *word,
                         bool weak_vowels)
{
    size_t used = 0;

    if (is_vowel(word[0]))
        ret[used++] = 'A';
    for (size_t i = 0; word[i] != '\0' && used + 2 < NAME_SKELETON_MAX; i++) {
        char sound = sound_at(word, &i, lang, weak_vowels);

        if (sound == 'X') {
            ret[used++] = 'K';
            sound = 'S';
        }
        if (sound != '\0' && (used == 0 || ret[used - 1] != sound))
            ret[used++] = sound;
    }
    ret[used] = '\0';
}

/* Words of ASCII letters need no transliterator. */
static bool copy_ascii(char *ret, const UChar *word, int32_t length)
{
    int32_t i = 0;

    for (; i < length && i < LATIN_MAX - 1; i++) {
        if (word[i] >= 0x80)
            return false;
        ret[i] = (char)(word[i] >= 'A' && word[i] <= 'Z' ? word[i] - 'A' + 'a' : word[i]);
    }
    ret[i] = '\0';
    return true;
}

static void transliterate(char *ret, const struct names *names, const UChar *word, int32_t length)
{
    UChar units[LATIN_MAX];
    int32_t limit = length < LATIN_MAX / 4 ? length : LATIN_MAX / 4, used;
    UErrorCode status = U_ZERO_ERROR;

    memcpy(units, word, (size_t)limit * sizeof(*units));
    used = limit;
    utrans_transUChars(names->latin, units, &used, LATIN_MAX - 1, 0, &limit, &status);
    if (U_FAILURE(status))
        used = 0;
    for (int32_t i = 0; i < used; i++)
        ret[i] = (char)(units[i] < 0x80 ? units[i] : ' ');
    ret[used] = '\0';
}

/* Scripts without vowels, in which w and y stand for them. */
static bool has_weak_vowels(UChar32 c)
{
    return (c >= 0x0590 && c <= 0x07ff) || (c >= 0xfb1d && c <= 0xfeff);
}

static bool has_one_liquid(UChar32 c)
{
    return (c >= 0x3040 && c <= 0x30ff) || (c >= 0x1100 && c <= 0x11ff) ||
           (c >= 0xac00 && c <= 0xd7a3);
}

static size_t sounds(const char *skeleton)
{
    return strlen(skeleton) - (skeleton[0] == 'A');
}

/* The second form: every r as l, and runs of l as one. */
static void join_liquids(char ret[NAME_SKELETON_MAX], const char *skeleton)
{
    size_t used = 0;

    for (; *skeleton != '\0'; skeleton++) {
        char sound = *skeleton == 'R' ? 'L' : *skeleton;

        if (used == 0 || ret[used - 1] != sound)
            ret[used++] = sound;
    }
    ret[used] = '\0';
}

size_t name_skeletons(char ret[NAME_FORMS_MAX][NAME_SKELETON_MAX], const struct names *names,
                      const char *lang, const UChar *word, int32_t length)
{
    char latin[LATIN_MAX * 2];
    UChar32 first;

    U16_GET(word, 0, 0, length, first);
    if (!copy_ascii(latin, word, length) && !latin_read(latin, LATIN_MAX, word, length))
        transliterate(latin, names, word, length);
    name_skeleton_ascii(ret[0], lang, latin, has_weak_vowels(first));
    if (sounds(ret[0]) < 2)
        return 0;
    /* Every name also has the joined form, so that l and r match names from scripts with one
     * liquid. */
    join_liquids(ret[1], ret[0]);
    if (has_one_liquid(first))
        memcpy(ret[0], ret[1], sizeof(ret[0]));
    return strcmp(ret[0], ret[1]) == 0 ? 1 : 2;
}
