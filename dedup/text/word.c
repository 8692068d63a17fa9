#include "dedup/text/word.h"

#include "dedup/text/word_light.h"

#include <libstemmer.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

/* The treatment of an apostrophe inside a word: "Türkiye'nin" is Türkiye, "l'économie" économie,
 * "об'єднані" one word. English keeps it, because its stemmer removes "'s". */
enum apostrophe { KEEP_BEFORE, KEEP_AFTER, KEEP_JOINED, KEEP_IT };

enum accents { STRIP_ACCENTS, KEEP_ACCENTS };

struct language {
    const char *lang;
    const char *stemmer; /* Snowball's name; NULL: none */
    enum apostrophe apostrophe;
    enum accents accents;
};

/* Sorted by language. A language without a row has no stemmer and KEEP_BEFORE. */
static const struct language languages[] = {
    {"ar", "arabic", KEEP_BEFORE, STRIP_ACCENTS},
    {"be", NULL, KEEP_JOINED, STRIP_ACCENTS},
    {"ca", "catalan", KEEP_AFTER, STRIP_ACCENTS},
    {"da", "danish", KEEP_BEFORE, STRIP_ACCENTS},
    {"de", "german", KEEP_BEFORE, STRIP_ACCENTS},
    {"el", "greek", KEEP_BEFORE, STRIP_ACCENTS},
    {"en", "english", KEEP_IT, STRIP_ACCENTS},
    {"es", "spanish", KEEP_AFTER, STRIP_ACCENTS},
    {"eu", "basque", KEEP_BEFORE, STRIP_ACCENTS},
    {"fi", "finnish", KEEP_BEFORE, STRIP_ACCENTS},
    {"fr", "french", KEEP_AFTER, STRIP_ACCENTS},
    {"ga", "irish", KEEP_AFTER, STRIP_ACCENTS},
    {"he", NULL, KEEP_JOINED, STRIP_ACCENTS},
    {"hi", "hindi", KEEP_BEFORE, STRIP_ACCENTS},
    {"hu", "hungarian", KEEP_BEFORE, STRIP_ACCENTS},
    {"hy", "armenian", KEEP_BEFORE, STRIP_ACCENTS},
    {"id", "indonesian", KEEP_BEFORE, STRIP_ACCENTS},
    {"it", "italian", KEEP_AFTER, STRIP_ACCENTS},
    {"lt", "lithuanian", KEEP_BEFORE, STRIP_ACCENTS},
    {"ms", "indonesian", KEEP_BEFORE, STRIP_ACCENTS},
    {"ne", "nepali", KEEP_BEFORE, STRIP_ACCENTS},
    {"nl", "dutch", KEEP_BEFORE, STRIP_ACCENTS},
    {"no", "norwegian", KEEP_BEFORE, STRIP_ACCENTS},
    {"oc", "catalan", KEEP_AFTER, STRIP_ACCENTS},
    {"pt", "portuguese", KEEP_AFTER, STRIP_ACCENTS},
    {"ro", "romanian", KEEP_AFTER, STRIP_ACCENTS},
    {"ru", "russian", KEEP_JOINED, STRIP_ACCENTS},
    {"sh", "serbian", KEEP_BEFORE, STRIP_ACCENTS},
    {"sv", "swedish", KEEP_BEFORE, STRIP_ACCENTS},
    {"ta", "tamil", KEEP_BEFORE, STRIP_ACCENTS},
    {"tr", "turkish", KEEP_BEFORE, STRIP_ACCENTS},
    {"uk", NULL, KEEP_JOINED, STRIP_ACCENTS},
    {"vi", NULL, KEEP_BEFORE, KEEP_ACCENTS}, /* tones distinguish words */
    {"yi", "yiddish", KEEP_JOINED, STRIP_ACCENTS},
};

enum { LANGUAGES = sizeof(languages) / sizeof(languages[0]) };

/* tolower() depends on the locale, and a Turkish locale treats I differently. */
static char ascii_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static int language_compare(const void *lang, const void *row)
{
    return strcmp(lang, ((const struct language *)row)->lang);
}

static const struct language *language_find(const char *lang)
{
    static const struct language other = {"", NULL, KEEP_BEFORE, STRIP_ACCENTS};
    const struct language *row =
        bsearch(lang, languages, LANGUAGES, sizeof(languages[0]), language_compare);

    return row != NULL ? row : &other;
}

/* One stemmer per language and thread: a stemmer contains its current word. */
static _Thread_local struct sb_stemmer *stemmers[LANGUAGES];

static struct sb_stemmer *stemmer_get(const struct language *language)
{
    struct sb_stemmer **slot;

    if (language->stemmer == NULL)
        return NULL;
    slot = &stemmers[language - languages];
    if (*slot == NULL)
        *slot = sb_stemmer_new(language->stemmer, "UTF_8");
    return *slot;
}

void word_release(void)
{
    for (size_t i = 0; i < LANGUAGES; i++) {
        if (stemmers[i] != NULL)
            sb_stemmer_delete(stemmers[i]);
        stemmers[i] = NULL;
    }
}

/* UTF-16 text on the stack, with room for the longest expansion of NFKC (18 units for one). */
enum { UNITS_ROOM = WORD_UNITS_MAX * 18 };

struct units {
    UChar text[UNITS_ROOM];
    int32_t count;
};

static void units_cut(struct units *units)
{
    if (units->count > WORD_UNITS_MAX)
        units->count = WORD_UNITS_MAX;
    if (units->count > 0 && U16_IS_LEAD(units->text[units->count - 1]))
        units->count--;
}

static void units_read(struct units *units, const char *word, size_t size)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t bytes = size > 3 * WORD_UNITS_MAX ? 3 * WORD_UNITS_MAX : (int32_t)size;

    u_strFromUTF8WithSub(units->text, UNITS_ROOM, &units->count, word, bytes, 0xfffd, NULL,
                         &status);
    if (U_FAILURE(status))
        units->count = 0;
    units_cut(units);
}

/* Writes UTF-8 with its NUL, cut at a character boundary. */
static size_t units_write(const struct units *units, char *out, size_t room)
{
    size_t length = 0;

    for (int32_t i = 0; i < units->count;) {
        char bytes[4];
        size_t count = 0;
        UChar32 c;

        U16_NEXT(units->text, i, units->count, c);
        if (U_IS_SURROGATE(c))
            c = 0xfffd;
        U8_APPEND_UNSAFE(bytes, count, c);
        if (length + count >= room)
            break;
        memcpy(out + length, bytes, count);
        length += count;
    }
    out[length] = '\0';
    return length;
}

/* Normalises in place; text that cannot be normalised stays unchanged. */
static void units_normalize(struct units *units, const UNormalizer2 *normalizer)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar out[UNITS_ROOM];
    int32_t count;

    if (normalizer == NULL)
        return;
    count = unorm2_normalize(normalizer, units->text, units->count, out, UNITS_ROOM, &status);
    if (U_FAILURE(status))
        return;
    memcpy(units->text, out, (size_t)count * sizeof(UChar));
    units->count = count;
    units_cut(units);
}

struct letter {
    UChar from, to; /* to 0: delete */
};

static int letter_compare(const void *from, const void *row)
{
    return *(const UChar *)from - ((const struct letter *)row)->from;
}

static void units_map(struct units *units, const struct letter *letters, size_t letter_count)
{
    int32_t count = 0;

    for (int32_t i = 0; i < units->count; i++) {
        const struct letter *row =
            bsearch(&units->text[i], letters, letter_count, sizeof(letters[0]), letter_compare);
        UChar c = row != NULL ? row->to : units->text[i];

        if (c != 0)
            units->text[count++] = c;
    }
    units->count = count;
}

/* Turkish and Azeri have two letters i, which case folding would confuse (Unicode,
 * SpecialCasing). */
static const struct letter letters_turkic[] = {{'I', 0x131}, {0x130, 'i'}};

/* Characters replaced before stemming: Romanian commas become the cedillas that Snowball expects,
 * and all apostrophes become one. Sorted. */
static const struct letter letters_before[] = {
    {0x60, '\''},  {0xb4, '\''}, {0x219, 0x15f}, {0x21b, 0x163}, {0x2bc, '\''},  {0x5f3, '\''},
    {0x5f4, '\''}, {0x640, 0},   {0x2018, '\''}, {0x2019, '\''}, {0x201d, '\''}, {0x2032, '\''},
};

/* Letters without a decomposition; Hebrew final letters; Persian and Arabic variants of one letter.
 * Sorted. */
static const struct letter letters_after[] = {
    {0xe6, 'e'},    {0xf0, 'd'},    {0xf8, 'o'},    {0xfe, 't'},    {0x111, 'd'},
    {0x127, 'h'},   {0x131, 'i'},   {0x142, 'l'},   {0x153, 'e'},   {0x491, 0x433},
    {0x5da, 0x5db}, {0x5dd, 0x5de}, {0x5df, 0x5e0}, {0x5e3, 0x5e4}, {0x5e5, 0x5e6},
    {0x629, 0x647}, {0x649, 0x64a}, {0x6a9, 0x643}, {0x6cc, 0x64a},
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool is_accent(UChar c)
{
    return (c >= 0x300 && c <= 0x36f) || (c >= 0x591 && c <= 0x5c7 && c != 0x5be) ||
           (c >= 0x64b && c <= 0x65f) || c == 0x670;
}

static void units_strip_accents(struct units *units)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t count = 0;

    units_normalize(units, unorm2_getNFDInstance(&status));
    for (int32_t i = 0; i < units->count; i++)
        if (!is_accent(units->text[i]))
            units->text[count++] = units->text[i];
    units->count = count;
    units_map(units, letters_after, COUNT(letters_after));
    units_normalize(units, unorm2_getNFCInstance(&status));
}

static bool is_ascii(const char *word, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if ((unsigned char)word[i] >= 0x80)
            return false;
    return true;
}

/* A character of three bytes that folding leaves unchanged: kana, Han, a Hangul syllable. */
static bool is_plain(UChar32 c)
{
    return (c >= 0x4e00 && c <= 0x9fff) || (c >= 0xac00 && c <= 0xd7a3) ||
           (c >= 0x3041 && c <= 0x3096) || (c >= 0x30a1 && c <= 0x30fa) || c == 0x30fc ||
           c == 0x3005;
}

static bool is_plain_word(const char *word, size_t size)
{
    const uint8_t *at = (const uint8_t *)word, *end = at + size;

    for (; end - at >= 3; at += 3)
        if ((at[0] & 0xf0) != 0xe0 || !U8_IS_TRAIL(at[1]) || !U8_IS_TRAIL(at[2]) ||
            !is_plain((at[0] & 0xf) << 12 | (at[1] & 0x3f) << 6 | (at[2] & 0x3f)))
            return false;
    return at == end;
}

static size_t delete_char(char *word, size_t size, char gone)
{
    size_t length = 0;

    for (size_t i = 0; i < size; i++)
        if (word[i] != gone)
            word[length++] = word[i];
    word[length] = '\0';
    return length;
}

/* Applies the language's rule to the first apostrophe (or colon: Finnish "EU:n"). */
static size_t apostrophe_first(enum apostrophe rule, char *word, size_t size)
{
    size_t at = strcspn(word, "':");

    if (rule == KEEP_IT || at >= size)
        return size;
    if (rule == KEEP_AFTER && at <= 6 && size - at > 2) {
        memmove(word, word + at + 1, size - at);
        return size - at - 1;
    }
    if (rule == KEEP_BEFORE && at >= 2) {
        word[at] = '\0';
        return at;
    }
    return delete_char(word, size, word[at]);
}

/* Applies it to every apostrophe, so that folding a folded word does not change it. */
static size_t apostrophe_apply(enum apostrophe rule, char *word, size_t size)
{
    size_t before = size + 1;

    while (size < before) {
        before = size;
        size = apostrophe_first(rule, word, size);
    }
    return size;
}

static size_t copy_cut(char *out, size_t room, const char *form, size_t length)
{
    if (room == 0)
        return 0;
    while (length >= room || (length > 0 && ((unsigned char)form[length] & 0xc0) == 0x80))
        length--;
    memcpy(out, form, length);
    out[length] = '\0';
    return length;
}

static bool is_turkic(const char *lang)
{
    return strcmp(lang, "tr") == 0 || strcmp(lang, "az") == 0;
}

/* NFKC, case, apostrophes: the input that Snowball's algorithms expect. */
static size_t fold_case(const struct language *language, const char *lang, const char *word,
                        size_t size, char *out, size_t room)
{
    UErrorCode status = U_ZERO_ERROR;
    struct units units;
    size_t length = 0;

    if (is_ascii(word, size) && !is_turkic(lang)) {
        for (; length < size && length < WORD_UNITS_MAX && length + 1 < room; length++)
            out[length] = ascii_lower(word[length]);
        out[length] = '\0';
    } else if (size <= 3 * WORD_UNITS_MAX && is_plain_word(word, size)) {
        return copy_cut(out, room, word, size);
    } else {
        units_read(&units, word, size);
        if (is_turkic(lang))
            units_map(&units, letters_turkic, COUNT(letters_turkic));
        units_map(&units, letters_before, COUNT(letters_before));
        units_normalize(&units, unorm2_getNFKCCasefoldInstance(&status));
        units_map(&units, letters_before, COUNT(letters_before)); /* "ŉ" was one letter */
        length = units_write(&units, out, room);
    }
    return apostrophe_apply(language->apostrophe, out, length);
}

static size_t strip_accents(const struct language *language, char *word, size_t size, size_t room)
{
    UErrorCode status = U_ZERO_ERROR;
    struct units units;

    if (is_ascii(word, size) || is_plain_word(word, size))
        return size;
    units_read(&units, word, size);
    if (language->accents == KEEP_ACCENTS) /* an apostrophe before an accent may be gone */
        units_normalize(&units, unorm2_getNFCInstance(&status));
    else
        units_strip_accents(&units);
    return units_write(&units, word, room);
}

struct respelling {
    const char *british, *american;
    size_t min; /* bytes the word must have, so that "rise" and "four" stay */
};

/* Endings of words before stemming, and of stems. */
static const struct respelling spelling_words[] = {
    {"isation", "ization", 9}, {"isations", "izations", 10}, {"ise", "ize", 7},
    {"ised", "ized", 8},       {"ises", "izes", 8},          {"ising", "izing", 9},
};
static const struct respelling spelling_stems[] = {
    {"our", "or", 5},
    {"tr", "ter", 5},
    {"enc", "ens", 5},
};

/* Rewrites a British ending; the buffer of word has a byte to spare. */
static size_t spelling_apply(const struct respelling *rows, size_t count, char *word, size_t size)
{
    for (size_t i = 0; i < count; i++) {
        size_t from = strlen(rows[i].british), to = strlen(rows[i].american);

        if (size >= rows[i].min && memcmp(word + size - from, rows[i].british, from) == 0) {
            memcpy(word + size - from, rows[i].american, to + 1);
            return size - from + to;
        }
    }
    return size;
}

static size_t stem_snowball(struct sb_stemmer *stemmer, char *word, size_t size, size_t room)
{
    const sb_symbol *stem = sb_stemmer_stem(stemmer, (const sb_symbol *)word, (int)size);
    size_t length = stem != NULL ? (size_t)sb_stemmer_length(stemmer) : 0;

    if (length == 0 || length >= room)
        return size;
    memcpy(word, stem, length);
    word[length] = '\0';
    return length;
}

static size_t stem_light(const char *lang, char *word, size_t size)
{
    const struct word_light *light = word_light_find(lang);

    if (light != NULL)
        size = word_light_stem(light, word, size);
    else if (strcmp(lang, "ja") == 0)
        size = word_light_stem_japanese(word, size);
    word[size] = '\0';
    return size;
}

size_t word_fold(const char *tag, const char *word, size_t size, char *out, size_t room)
{
    char lang[WORD_LANG_SIZE], form[WORD_FORM_SIZE + 1];
    const struct language *language;
    size_t length;

    word_lang(lang, tag);
    language = language_find(lang);
    length = fold_case(language, lang, word, size, form, WORD_FORM_SIZE);
    length = strip_accents(language, form, length, WORD_FORM_SIZE);
    return copy_cut(out, room, form, length);
}

size_t word_form(const char *tag, const char *word, size_t size, char *out, size_t room)
{
    char lang[WORD_LANG_SIZE], form[WORD_FORM_SIZE + 1];
    const struct language *language;
    struct sb_stemmer *stemmer;
    bool english;
    size_t length;

    word_lang(lang, tag);
    english = strcmp(lang, "en") == 0;
    language = language_find(lang);
    length = fold_case(language, lang, word, size, form, WORD_FORM_SIZE);
    stemmer = stemmer_get(language);
    if (english)
        length = spelling_apply(spelling_words, COUNT(spelling_words), form, length);
    if (stemmer != NULL && length > 0)
        length = stem_snowball(stemmer, form, length, WORD_FORM_SIZE);
    length = strip_accents(language, form, length, WORD_FORM_SIZE);
    if (stemmer == NULL)
        length = stem_light(lang, form, length);
    if (english)
        length = spelling_apply(spelling_stems, COUNT(spelling_stems), form, length);
    return copy_cut(out, room, form, length);
}
