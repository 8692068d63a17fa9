#include "aggregator/search/words.h"

#include "aggregator/base/utf8.h"

#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/utf16.h>
#include <unicode/uversion.h>

/* What a character is to a word. */
enum { KIND_SEPARATOR, KIND_NOTHING, KIND_LETTER, KIND_SINGLE };

struct range {
    uint32_t first, last;
};

/* Scripts that are cut by character: Thai, Lao, Myanmar, Hangul, Khmer, kana, Han. Sorted. */
static const struct range singles[] = {
    {0x0E00, 0x0EFF}, {0x1000, 0x109F}, {0x1100, 0x11FF}, {0x1780, 0x17FF},   {0x3005, 0x3007},
    {0x3040, 0x30FF}, {0x3130, 0x318F}, {0x31F0, 0x31FF}, {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},
    {0xA9E0, 0xA9FF}, {0xAA60, 0xAA7F}, {0xAC00, 0xD7AF}, {0x1B000, 0x1B16F}, {0x20000, 0x323AF},
};

/* Marks that are left out: accents, Hebrew and Arabic vowels, Syriac, and combining half marks.
 * Sorted. */
static const struct range dropped_marks[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05C7}, {0x0610, 0x061A},
    {0x064B, 0x065F}, {0x0670, 0x0670}, {0x06D6, 0x06ED}, {0x0711, 0x0711},
    {0x0730, 0x074A}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x20D0, 0x20FF},
    {0x302A, 0x302D}, {0x3099, 0x309A}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F},
};

/* Letters that Unicode does not decompose, but that people write without their mark or type on
 * another keyboard. Sorted. */
static const struct {
    uint32_t code;
    const char *text;
} letters[] = {
    {0x00DF, "ss"},     {0x00E6, "ae"},     {0x00F0, "d"},      {0x00F8, "o"},
    {0x00FE, "th"},     {0x0111, "d"},      {0x0127, "h"},      {0x0131, "i"},
    {0x0142, "l"},      {0x0153, "oe"},     {0x0629, "\u0647"}, {0x0649, "\u064A"},
    {0x0671, "\u0627"}, {0x06A9, "\u0643"}, {0x06C1, "\u0647"}, {0x06CC, "\u064A"},
    {0x06D2, "\u064A"}, {0x06D5, "\u0647"},
};

static bool in_ranges(const struct range *ranges, size_t count, uint32_t code)
{
    size_t low = 0, high = count;

    while (low < high) {
        const size_t middle = (low + high) / 2;

        if (code > ranges[middle].last)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && code >= ranges[low].first;
}

#define IN(ranges, code) in_ranges(ranges, sizeof(ranges) / sizeof((ranges)[0]), code)

static int kind_of(uint32_t code)
{
    const int type = u_charType((UChar32)code);
    const uint32_t mask = U_MASK(type);

    if (code == 0x0640 || type == U_FORMAT_CHAR || IN(dropped_marks, code))
        return KIND_NOTHING;
    if ((mask & (U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK)) == 0)
        return KIND_SEPARATOR;
    return IN(singles, code) && type != U_DECIMAL_DIGIT_NUMBER ? KIND_SINGLE : KIND_LETTER;
}

static void bytes_append(struct search_folded *folded, const char *text, size_t length)
{
    if (folded->length + length > sizeof(folded->text))
        return;
    memcpy(folded->text + folded->length, text, length);
    folded->length = (uint8_t)(folded->length + length);
}

/* Appends one decomposed code point, folded. */
static void code_append(struct search_folded *folded, uint32_t code)
{
    char bytes[4];
    int32_t digit;

    if (IN(dropped_marks, code))
        return;
    code = (uint32_t)u_foldCase((UChar32)code, U_FOLD_CASE_DEFAULT);
    for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]) && letters[i].code <= code; i++)
        if (letters[i].code == code) {
            bytes_append(folded, letters[i].text, strlen(letters[i].text));
            return;
        }
    digit = u_charDigitValue((UChar32)code);
    if (digit >= 0 && u_charType((UChar32)code) == U_DECIMAL_DIGIT_NUMBER)
        code = '0' + (uint32_t)digit;
    if (code < 0x80 && !(code >= 'a' && code <= 'z') && !(code >= '0' && code <= '9'))
        return; /* such as the space in the decomposition of an isolated mark */
    bytes_append(folded, bytes, (size_t)utf8_encode(bytes, code));
}

/* Kana and Hangul stay composed: their marks and parts distinguish words. */
static bool stays_composed(uint32_t code)
{
    return (code >= 0x3040 && code <= 0x30FF) || (code >= 0xAC00 && code <= 0xD7AF);
}

static int32_t decompose(UChar units[8], uint32_t code)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *form = unorm2_getNFKDInstance(&status);
    int32_t length = U_SUCCESS(status) && !stays_composed(code)
                         ? unorm2_getDecomposition(form, (UChar32)code, units, 8, &status)
                         : -1;

    return U_SUCCESS(status) && length <= 8 ? length : -1;
}

static void fold(struct search_folded *ret, uint32_t code)
{
    UChar units[8];
    int32_t length, i = 0;

    *ret = (struct search_folded){.code = code, .kind = (uint8_t)kind_of(code)};
    if (ret->kind < KIND_LETTER)
        return;
    length = decompose(units, code);
    if (length < 0)
        code_append(ret, code);
    while (i < length) {
        UChar32 part;

        U16_NEXT(units, i, length, part);
        code_append(ret, (uint32_t)part);
    }
    if (ret->length == 0)
        ret->kind = KIND_NOTHING;
}

/* The character at the given place and its length in bytes. */
static const struct search_folded *char_at(size_t *ret_length, struct search_cutter *cutter,
                                           size_t at)
{
    static const struct search_folded malformed = {.kind = KIND_SEPARATOR};
    const int length = utf8_sequence(cutter->text + at, cutter->size - at);
    struct search_folded *folded;
    uint32_t code;

    *ret_length = length > 0 ? (size_t)length : 1;
    if (length <= 0)
        return &malformed;
    code = utf8_decode(cutter->text + at, length);
    folded = &cutter->kept[(code ^ code >> 8) % SEARCH_FOLDED_KEPT];
    if (folded->code != code)
        fold(folded, code);
    return folded;
}

/* Folded ASCII; 0 for separators. */
static char ascii_fold(unsigned char c)
{
    if (c >= 'A' && c <= 'Z')
        return (char)(c - 'A' + 'a');
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? (char)c : '\0';
}

void search_cutter_set(struct search_cutter *cutter, const char *text, size_t size)
{
    cutter->text = (const unsigned char *)text;
    cutter->size = size;
    cutter->at = 0;
}

void search_cutter_init(struct search_cutter *cutter, const char *text, size_t size)
{
    memset(cutter, 0, sizeof(*cutter));
    search_cutter_set(cutter, text, size);
}

/* Appends folded bytes; once a word is full, the rest of it is dropped. */
static void word_append(struct search_word *word, const char *text, size_t length)
{
    if (word->length + length > SEARCH_WORD_BYTES)
        return;
    memcpy(word->text + word->length, text, length);
    word->length += length;
}

/* Moves to the start of the next word. */
static bool start_find(struct search_cutter *cutter)
{
    size_t length;

    while (cutter->at < cutter->size) {
        const unsigned char c = cutter->text[cutter->at];

        if (c < 0x80 ? ascii_fold(c) != '\0'
                     : char_at(&length, cutter, cutter->at)->kind >= KIND_LETTER)
            return true;
        cutter->at += c < 0x80 ? 1 : length;
    }
    return false;
}

static void letters_take(struct search_word *word, struct search_cutter *cutter)
{
    const struct search_folded *folded;
    size_t length;
    char c;

    for (; cutter->at < cutter->size; cutter->at += length) {
        length = 1;
        if (cutter->text[cutter->at] < 0x80) {
            c = ascii_fold(cutter->text[cutter->at]);
            if (c == '\0')
                return;
            word_append(word, &c, 1);
        } else {
            folded = char_at(&length, cutter, cutter->at);
            if (folded->kind == KIND_SEPARATOR || folded->kind == KIND_SINGLE)
                return;
            if (folded->kind == KIND_LETTER)
                word_append(word, folded->text, folded->length);
        }
        word->end = word->first_end = cutter->at + length;
    }
}

/* Takes one character and, without moving past it, the next one of its run. */
static void single_take(struct search_word *word, struct search_cutter *cutter)
{
    const struct search_folded *folded;
    size_t length, at;

    folded = char_at(&length, cutter, cutter->at);
    word_append(word, folded->text, folded->length);
    word->kind = SEARCH_WORD_LAST;
    at = cutter->at += length;
    word->end = word->first_end = at;
    for (; at < cutter->size && cutter->text[at] >= 0x80; at += length) {
        folded = char_at(&length, cutter, at);
        if (folded->kind == KIND_NOTHING)
            continue;
        if (folded->kind != KIND_SINGLE)
            return;
        word_append(word, folded->text, folded->length);
        word->kind = SEARCH_WORD_PAIR;
        word->end = at + length;
        return;
    }
}

bool search_cutter_next(struct search_word *ret, struct search_cutter *cutter)
{
    size_t length;

    if (!start_find(cutter))
        return false;
    ret->length = 0;
    ret->begin = cutter->at;
    ret->kind = SEARCH_WORD_LETTERS;
    if (cutter->text[cutter->at] >= 0x80 &&
        char_at(&length, cutter, cutter->at)->kind == KIND_SINGLE)
        single_take(ret, cutter);
    else
        letters_take(ret, cutter);
    ret->text[ret->length] = '\0';
    return true;
}

int64_t search_words_form(void)
{
    UVersionInfo version;

    u_getUnicodeVersion(version);
    return (int64_t)SEARCH_WORDS_FORM << 16 | version[0] << 8 | version[1];
}
