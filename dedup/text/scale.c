#include "dedup/text/scale.h"

#include "dedup/text/word.h"

#include <string.h>
#include <unicode/uchar.h>

enum {
    ENDING_MAX = 3, /* letters that may follow a beginning: a case, a plural */
    WORDS_MAX = 2,  /* scale words after one number */
    SCALE_MAX = 15,
    LETTERS_MIN = 2,
    LETTERS_MAX = 4, /* written together with the number */
    UTF8_MAX = TOKEN_UNITS_MAX * 3 + 1,
};

/* Beginnings of folded words (word.h). A row for one language precedes the rows for all; of two
 * that fit, the first counts. exact: the whole word. Scale 0: looks like one and is none. */
static const struct scale_word {
    const char *lang; /* NULL: any */
    const char *begin;
    int scale;
    bool exact;
} words[] = {
    {"en", "billion", 9, false},
    {"pt", "bilh", 9, false},
    {"pt", "bilio", 9, false},
    {"tr", "bin", 3, true},
    {"tr", "milyar", 9, false},
    {"id", "miliar", 9, false},
    {"id", "ribu", 3, true},
    {"id", "juta", 6, true},
    {"ms", "ribu", 3, true},
    {"ms", "juta", 6, true},
    {"es", "mil", 3, true},
    {"pt", "mil", 3, true},
    {"ca", "mil", 3, true},
    {"gl", "mil", 3, true},
    {"cs", "mil", 6, true},
    {"sk", "mil", 6, true},
    {"sh", "mil", 6, true},
    {"sl", "mio", 6, true},
    {"it", "mila", 3, true},
    {"fr", "mille", 3, true},
    {"fr", "md", 9, true},
    {"fr", "mds", 9, true},
    {"da", "mia", 9, true},
    {"ro", "mii", 3, true},
    {"hu", "ezer", 3, true},
    {"hu", "millio", 6, false},
    {"fi", "milj", 6, true},
    {"fi", "tuhat", 3, false},
    {"et", "tuhat", 3, false},
    {"no", "mill", 6, true},
    {"hi", "लाख", 5, true},
    {"hi", "करोड़", 7, true},
    {"hi", "करोड", 7, true},
    {"hi", "अरब", 9, true},
    {"hi", "हजार", 3, true},
    {"hi", "हज़ार", 3, true},
    {"fa", "هزار", 3, true},
    {"ar", "الف", 3, true},
    {"ar", "الاف", 3, true},
    {"he", "אלף", 3, true},
    {"he", "אלפי", 3, true},
    {"vi", "nghìn", 3, true},
    {"vi", "ngàn", 3, true},
    {"vi", "triệu", 6, true},
    {"vi", "tỷ", 9, true},
    {"vi", "tỉ", 9, true},
    {"el", "χιλιαδ", 3, false},
    {"el", "εκατ", 6, true},
    {"el", "εκατομμυρι", 6, false},
    {"el", "δισ", 9, true},
    {"el", "δισεκατομμυρι", 9, false},
    {NULL, "milliardar", 0, false},
    {NULL, "millionar", 0, false},
    {NULL, "milionar", 0, false},
    {NULL, "miljonar", 0, false},
    {NULL, "миллионер", 0, false},
    {NULL, "миллиардер", 0, false},
    {NULL, "thousand", 3, false},
    {NULL, "tausend", 3, false},
    {NULL, "duizend", 3, true},
    {NULL, "tusen", 3, false},
    {NULL, "tusind", 3, false},
    {NULL, "tysiac", 3, false},
    {NULL, "tysiecy", 3, true},
    {NULL, "tisic", 3, false},
    {NULL, "tisuc", 3, false},
    {NULL, "tys", 3, true},
    {NULL, "tis", 3, true},
    {NULL, "tukst", 3, false},
    {NULL, "тысяч", 3, false},
    {NULL, "тыс", 3, true},
    {NULL, "тисяч", 3, false},
    {NULL, "тис", 3, true},
    {NULL, "хиляд", 3, false},
    {NULL, "хил", 3, true},
    {NULL, "million", 6, false},
    {NULL, "millon", 6, false},
    {NULL, "milion", 6, false},
    {NULL, "milioan", 6, false},
    {NULL, "miljon", 6, false},
    {NULL, "miljoen", 6, false},
    {NULL, "miljoon", 6, false},
    {NULL, "milijun", 6, false},
    {NULL, "milijon", 6, false},
    {NULL, "milyon", 6, false},
    {NULL, "milhao", 6, false},
    {NULL, "milhoes", 6, false},
    {NULL, "milio", 6, false},
    {NULL, "mio", 6, true},
    {NULL, "mln", 6, true},
    {NULL, "mn", 6, true},
    {NULL, "миллион", 6, false},
    {NULL, "милион", 6, false},
    {NULL, "мільйон", 6, false},
    {NULL, "млн", 6, true},
    {NULL, "مليون", 6, false},
    {NULL, "ملايين", 6, true},
    {NULL, "ميليون", 6, false},
    {NULL, "מיליון", 6, false},
    {NULL, "מיליונ", 6, false},
    {NULL, "מליונ", 6, false},
    {NULL, "milliard", 9, false},
    {NULL, "miliard", 9, false},
    {NULL, "miljard", 9, false},
    {NULL, "miljardi", 9, false},
    {NULL, "milijard", 9, false},
    {NULL, "mrd", 9, true},
    {NULL, "mld", 9, true},
    {NULL, "mlrd", 9, true},
    {NULL, "bn", 9, true},
    {NULL, "миллиард", 9, false},
    {NULL, "милиард", 9, false},
    {NULL, "мільярд", 9, false},
    {NULL, "млрд", 9, true},
    {NULL, "مليار", 9, false},
    {NULL, "ميليارد", 9, false},
    {NULL, "מיליארד", 9, false},
    {NULL, "trillion", 12, false},
    {NULL, "trilhao", 12, false},
    {NULL, "trilhoes", 12, false},
    {NULL, "trilyon", 12, false},
    {NULL, "billion", 12, false},
    {NULL, "billon", 12, false},
    {NULL, "bilion", 12, false},
    {NULL, "biljon", 12, false},
    {NULL, "biljoen", 12, false},
    {NULL, "tn", 12, true},
    {NULL, "трлн", 12, true},
    {NULL, "триллион", 12, false},
    {NULL, "трильйон", 12, false},
};

/* Characters that stand at the head of what follows a number. */
static const struct {
    UChar unit;
    int scale;
} characters[] = {
    {0x5343, 3},  {0x4e07, 4}, {0x842c, 4}, {0x4ebf, 8}, {0x5104, 8},
    {0x5146, 12}, {0xcc9c, 3}, {0xb9cc, 4}, {0xc5b5, 8}, {0xc870, 12},
};

static int character_scale(UChar unit)
{
    for (size_t i = 0; i < sizeof(characters) / sizeof(characters[0]); i++)
        if (characters[i].unit == unit)
            return characters[i].scale;
    return 0;
}

/* Characters of UTF-8. */
static size_t characters_of(const char *text)
{
    size_t count = 0;

    for (; *text != '\0'; text++)
        count += (*text & 0xc0) != 0x80;
    return count;
}

int scale_of_word(const char *folded, const char *lang)
{
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        size_t size = strlen(words[i].begin);

        if (folded[0] == words[i].begin[0] && strncmp(folded, words[i].begin, size) == 0 &&
            (words[i].lang == NULL || strcmp(words[i].lang, lang) == 0) &&
            characters_of(folded + size) <= (words[i].exact ? 0 : ENDING_MAX))
            return words[i].scale;
    }
    return 0;
}

/* The scale of units that hold one word. */
static int units_scale(const UChar *units, int32_t length, const char *lang)
{
    char utf8[UTF8_MAX], folded[WORD_FORM_SIZE];
    size_t size = text_utf8(utf8, sizeof(utf8), units, length);

    word_fold(lang, utf8, size, folded, sizeof(folded));
    return scale_of_word(folded, lang);
}

/* "1.2bn", "12억원": the scale that follows the digits within their own token. */
static int joined_scale(const struct text *text, const struct token *token, const char *lang)
{
    const UChar *units = text->units + token->start;
    int32_t digits = 0, left;
    int scale;

    while (digits < token->length &&
           (u_isdigit(units[digits]) || units[digits] == '.' || units[digits] == ','))
        digits++;
    left = token->length - digits;
    if (digits == 0 || left == 0)
        return 0;
    scale = character_scale(units[digits]);
    return scale > 0 || left < LETTERS_MIN || left > LETTERS_MAX
               ? scale
               : units_scale(units + digits, left, lang);
}

bool scale_is_joined(const struct text *text, size_t token, const char *lang)
{
    return text->tokens[token].class == TOKEN_WORD &&
           joined_scale(text, &text->tokens[token], lang) > 0;
}

int scale_read(const struct text *text, const uint8_t *word_scales, size_t first, size_t length,
               const char *lang)
{
    int scale = joined_scale(text, &text->tokens[first + length - 1], lang);
    size_t at = first + length, end = scale > 0 ? at : at + WORDS_MAX;

    for (; at < end && at < text->count && text->tokens[at].class == TOKEN_WORD; at++) {
        const struct token *token = &text->tokens[at];
        int character = character_scale(text->units[token->start]);
        int one = character > 0 ? character : word_scales[at];

        if (one == 0 || scale + one > SCALE_MAX)
            break;
        scale += one;
        if (character > 0 && token->length > 1) /* the unit of money is written behind it */
            break;
    }
    return scale;
}

void scale_apply(char ret[NUMBER_MAX], const char *number, int scale)
{
    const char *point = strchr(number, '.');
    size_t whole = point != NULL ? (size_t)(point - number) : strlen(number), used = 0;
    const char *more = point != NULL ? point + 1 : "";

    ret[0] = '\0';
    if (strchr(more, '.') != NULL || whole + (size_t)scale + strlen(more) + 2 > NUMBER_MAX)
        return;
    memcpy(ret, number, whole);
    used = whole == 1 && number[0] == '0' ? 0 : whole;
    for (int i = 0; i < scale; i++) {
        ret[used++] = *more != '\0' ? *more : '0';
        more += *more != '\0';
        if (used == 1 && ret[0] == '0')
            used = 0;
    }
    if (*more != '\0') {
        ret[used++] = '.';
        strcpy(ret + used, more);
    } else {
        ret[used] = '\0';
    }
}
