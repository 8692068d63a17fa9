#include "dedup/text/lang.h"

#include "dedup/text/cld2_wrapper.h"
#include "dedup/text/lang_script.h"
#include "dedup/text/word.h"

#include <string.h>
#include <unicode/utf.h>
#include <unicode/utf8.h>

enum {
    SAMPLE_BYTES = 3000,     /* of a text that are examined */
    PREFILTER_BYTES = 400,   /* of its head and of its middle, examined first */
    CHECK_BYTES = 200,       /* the same, when a label only needs confirmation */
    LOOKED_AT_BYTES = 12000, /* bytes scanned for valid characters */
    CONTRADICT_BYTES = 120,  /* a shorter text does not override its label */
    /* share of the main language; a more mixed text does not override it */
    CONTRADICT_PERCENT = 80,
    FIGURES_PERCENT = 8, /* share of digits in figures and tables, which have no language */
};

/* Pairs that language identification confuses: never a contradiction. */
static const char confusable[][2][4] = {
    {"cs", "sk"}, {"da", "no"}, {"id", "ms"}, {"es", "gl"}, {"pt", "gl"}, {"ca", "oc"},
    {"be", "uk"}, {"bg", "mk"}, {"hi", "mr"}, {"no", "sv"}, {"sh", "sl"}, {"nl", "af"},
};

static bool is_confusable(const char *a, const char *b)
{
    for (size_t i = 0; i < sizeof(confusable) / sizeof(confusable[0]); i++)
        if ((strcmp(a, confusable[i][0]) == 0 && strcmp(b, confusable[i][1]) == 0) ||
            (strcmp(a, confusable[i][1]) == 0 && strcmp(b, confusable[i][0]) == 0))
            return true;
    return false;
}

/* CLD2 stops at a byte that is not valid UTF-8, and at a control character. */
static bool is_readable(UChar32 c)
{
    return c >= 0 && !U_IS_UNICODE_NONCHAR(c) && !U_IS_SURROGATE(c);
}

/* Appends whole valid characters until room is full. */
static size_t sample_append(char *sample, size_t used, size_t room, const char *text, size_t size)
{
    int32_t length = size < LOOKED_AT_BYTES ? (int32_t)size : LOOKED_AT_BYTES;

    for (int32_t i = 0; i < length && used + U8_MAX_LENGTH <= room;) {
        UChar32 c;

        U8_NEXT((const uint8_t *)text, i, length, c);
        if (!is_readable(c))
            continue;
        if (c < 0x20 || (c >= 0x7f && c < 0xa0))
            c = ' ';
        U8_APPEND_UNSAFE(sample, used, c);
    }
    return used;
}

static bool is_confused(const char *lang)
{
    for (size_t i = 0; i < sizeof(confusable) / sizeof(confusable[0]); i++)
        if (strcmp(lang, confusable[i][0]) == 0 || strcmp(lang, confusable[i][1]) == 0)
            return true;
    return false;
}

/* The result for a sample. */
struct guess {
    char lang[WORD_LANG_SIZE]; /* "" for unknown */
    bool clear;
};

static bool is_figures(const char *sample, size_t used)
{
    size_t digits = 0;

    for (size_t i = 0; i < used; i++)
        digits += sample[i] >= '0' && sample[i] <= '9';
    return digits * 100 >= used * FIGURES_PERCENT;
}

static struct guess guess_read(const char *sample, size_t used)
{
    struct guess guess = {.clear = true};
    int percent;
    bool reliable;

    word_lang(guess.lang, lang_script(sample, used, CONTRADICT_PERCENT));
    if (guess.lang[0] != '\0')
        return guess;
    word_lang(guess.lang, cld2_detect(sample, (int)used, &percent, &reliable));
    if (strcmp(guess.lang, "un") == 0)
        guess.lang[0] = '\0';
    guess.clear = guess.lang[0] != '\0' && reliable && percent >= CONTRADICT_PERCENT &&
                  used >= CONTRADICT_BYTES && !is_figures(sample, used);
    return guess;
}

/* Examines head and middle of a long text: most texts are clearly in one language. */
static struct guess prefilter(const char *text, size_t size, size_t bytes)
{
    char sample[2 * PREFILTER_BYTES + 2];
    size_t used = sample_append(sample, 0, bytes, text, size);

    sample[used++] = '\n';
    used = sample_append(sample, used, used + bytes, text + size / 2, size - size / 2);
    return guess_read(sample, used);
}

/* Examines title and text. */
static struct guess look(const char *title, size_t title_size, const char *text, size_t text_size)
{
    char sample[SAMPLE_BYTES + 2];
    size_t used = sample_append(sample, 0, SAMPLE_BYTES / 4, title, title_size);

    sample[used++] = '\n';
    used = sample_append(sample, used, SAMPLE_BYTES, text, text_size);
    return guess_read(sample, used);
}

/* The prefilter is enough, unless it clearly contradicts the label, or there is no label and its
 * result is unclear or a language that is often confused. */
static bool is_enough(const struct guess *guess, const char *label)
{
    if (label[0] != '\0')
        return !guess->clear || strcmp(guess->lang, label) == 0;
    return guess->clear && !is_confused(guess->lang);
}

void lang_recognise(char ret[DEDUP_LANG_SIZE], const char *label, const char *usual,
                    const char *title, size_t title_size, const char *text, size_t text_size)
{
    struct guess guess = {.clear = false};
    bool is_long = text_size > 2 * PREFILTER_BYTES;

    memset(ret, 0, DEDUP_LANG_SIZE);
    word_lang(ret, label);
    if (is_long)
        guess = prefilter(text, text_size, ret[0] != '\0' ? CHECK_BYTES : PREFILTER_BYTES);
    if (!is_long || !is_enough(&guess, ret))
        guess = look(title, title_size, text, text_size);
    if (ret[0] == '\0' && !guess.clear && usual != NULL)
        word_lang(ret, usual);
    if (guess.lang[0] != '\0' && (ret[0] == '\0' || (guess.clear && strcmp(ret, guess.lang) != 0 &&
                                                     !is_confusable(ret, guess.lang))))
        memcpy(ret, guess.lang, WORD_LANG_SIZE);
}
