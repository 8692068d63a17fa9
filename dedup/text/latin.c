#include "dedup/text/latin.h"

#include <string.h>

enum {
    HIRAGANA = 0x3041,
    KATAKANA = 0x30a1,
    HIRAGANAS = 0x54, /* without small ka and ke, which ICU does not convert */
    KANA = 0x56,
    SMALL_TSU = 0x22,
    LENGTH_MARK = 0x30fc,
    HANGUL_FIRST = 0xac00,
    HANGUL_LAST = 0xd7a3,
    VOWELS = 21,
    FINALS = 28,
    PIECE_MAX = 4, /* letters of one kana, or of a part of a syllable */
};

/* From small a to small ke. */
static const char kana[KANA][PIECE_MAX + 1] = {
    "~a", "a",   "~i", "i",   "~u", "u",   "~e",  "e",   "~o",   "o",   "ka",  "ga", "ki",
    "gi", "ku",  "gu", "ke",  "ge", "ko",  "go",  "sa",  "za",   "shi", "ji",  "su", "zu",
    "se", "ze",  "so", "zo",  "ta", "da",  "chi", "dji", "~tsu", "tsu", "dzu", "te", "de",
    "to", "do",  "na", "ni",  "nu", "ne",  "no",  "ha",  "ba",   "pa",  "hi",  "bi", "pi",
    "fu", "bu",  "pu", "he",  "be", "pe",  "ho",  "bo",  "po",   "ma",  "mi",  "mu", "me",
    "mo", "~ya", "ya", "~yu", "yu", "~yo", "yo",  "ra",  "ri",   "ru",  "re",  "ro", "~wa",
    "wa", "wi",  "we", "wo",  "n",  "vu",  "~ka", "~ke",
};

static const char initials[][PIECE_MAX] = {"g",  "kk", "n", "d",  "tt", "l", "m", "b", "pp", "s",
                                           "ss", "",   "j", "jj", "ch", "k", "t", "p", "h"};
static const char vowels[VOWELS][PIECE_MAX] = {"a",  "ae", "ya", "yae", "eo", "e",  "yeo",
                                               "ye", "o",  "wa", "wae", "oe", "yo", "u",
                                               "wo", "we", "wi", "yu",  "eu", "ui", "i"};
static const char finals[FINALS][PIECE_MAX] = {
    "",   "g",  "kk", "gs", "n",  "nj", "nh", "d",  "l", "lg", "lm", "lb", "ls", "lt",
    "lp", "lh", "m",  "b",  "bs", "s",  "ss", "ng", "j", "ch", "k",  "t",  "p",  "h"};

/* The output of one word. */
struct latin {
    char *text;
    size_t room, used;
};

static void latin_add(struct latin *latin, const char *piece)
{
    for (; *piece != '\0' && latin->used + 1 < latin->room; piece++)
        latin->text[latin->used++] = *piece;
}

/* The index of a kana; KANA for anything else. */
static int kana_number(UChar unit)
{
    if (unit >= HIRAGANA && unit < HIRAGANA + HIRAGANAS)
        return unit - HIRAGANA;
    return unit >= KATAKANA && unit < KATAKANA + KANA ? unit - KATAKANA : KANA;
}

/* Small tsu doubles the next consonant (except "v"); before "ch" it is "t". */
static void small_tsu_write(struct latin *latin, const UChar *next, const UChar *end)
{
    int number = next < end ? kana_number(*next) : KANA;
    char doubled[2] = "";

    if (number != KANA && strchr("~aiueov", kana[number][0]) == NULL)
        doubled[0] = kana[number][0] == 'c' ? 't' : kana[number][0];
    latin_add(latin, doubled[0] != '\0' ? doubled : kana[SMALL_TSU]);
}

static void kana_write(struct latin *latin, const UChar *word, int32_t length)
{
    for (int32_t i = 0; i < length; i++) {
        int number = kana_number(word[i]);

        if (number == SMALL_TSU)
            small_tsu_write(latin, word + i + 1, word + length);
        else if (number < KANA)
            latin_add(latin, kana[number]);
    }
}

static void hangul_write(struct latin *latin, const UChar *word, int32_t length)
{
    for (int32_t i = 0; i < length; i++) {
        unsigned syllable = word[i] - HANGUL_FIRST;

        latin_add(latin, initials[syllable / (VOWELS * FINALS)]);
        latin_add(latin, vowels[syllable / FINALS % VOWELS]);
        latin_add(latin, finals[syllable % FINALS]);
    }
}

bool latin_read(char *ret, size_t room, const UChar *word, int32_t length)
{
    struct latin latin = {ret, room, 0};
    int32_t kanas = 0, syllables = 0;

    for (int32_t i = 0; i < length; i++) {
        kanas += kana_number(word[i]) < KANA || (i > 0 && word[i] == LENGTH_MARK);
        syllables += word[i] >= HANGUL_FIRST && word[i] <= HANGUL_LAST;
    }
    if (length == 0 || (kanas < length && syllables < length))
        return false;
    if (kanas == length)
        kana_write(&latin, word, length);
    else
        hangul_write(&latin, word, length);
    ret[latin.used] = '\0';
    return true;
}
