#include "dedup/text/cut.h"

#include "dedup/text/segment.h"

#include <string.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

/* The class of a character in the rules of UAX #29. Each class is a bit, so that one number
 * describes all characters of a run. */
enum {
    IS_OTHER = 0,
    IS_SPACE = 1, /* nothing joins across it */
    IS_LETTER = 2,
    IS_DIGIT = 4,
    IS_MID_LETTER = 8,  /* joins letters */
    IS_MID_DIGIT = 16,  /* joins digits; with IS_MID_LETTER: either */
    IS_MARK = 32,       /* belongs to the character before it */
    IS_HEBREW = 64,     /* has its own rules with quotes; always with IS_LETTER */
    IS_HARD = 128,      /* left to ICU */
    IS_HANGUL = 256,    /* a syllable: joined only with other syllables */
    IS_COLON = 512,     /* left to ICU next to letters or digits */
    IS_UNSPACED = 1024, /* for the segmenter, if there is one; else left to ICU */
};

enum { HANGUL_FIRST = 0xac00, HANGUL_LAST = 0xd7a3, WIDE_COLON = 0xff1a };

static bool is_space(UChar32 c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* A letter of a decomposed Hangul syllable. */
static bool is_jamo(UChar32 c)
{
    return u_getIntPropertyValue(c, UCHAR_HANGUL_SYLLABLE_TYPE) != U_HST_NOT_APPLICABLE;
}

/* From the Unicode properties. Colons and "@" are left to ICU, because its versions treat them
 * differently. */
static uint16_t class_read(UChar32 c)
{
    if (is_space(c))
        return IS_SPACE;
    if (segmenter_takes((UChar)c))
        return IS_UNSPACED;
    if (u_getIntPropertyValue(c, UCHAR_LINE_BREAK) == U_LB_COMPLEX_CONTEXT ||
        u_getIntPropertyValue(c, UCHAR_SCRIPT) == USCRIPT_HAN || c == '@' || is_jamo(c))
        return IS_HARD;
    if (c == ':' || c == WIDE_COLON)
        return IS_COLON;
    switch (u_getIntPropertyValue(c, UCHAR_WORD_BREAK)) {
    case U_WB_OTHER:
        return IS_OTHER;
    case U_WB_ALETTER:
        return IS_LETTER;
    case U_WB_HEBREW_LETTER:
        return IS_LETTER | IS_HEBREW;
    case U_WB_NUMERIC:
        return IS_DIGIT;
    case U_WB_MIDLETTER:
        return IS_MID_LETTER;
    case U_WB_MIDNUM:
        return IS_MID_DIGIT;
    case U_WB_MIDNUMLET:
    case U_WB_SINGLE_QUOTE:
        return IS_MID_LETTER | IS_MID_DIGIT;
    case U_WB_EXTEND:
        return IS_MARK;
    default:
        return IS_HARD;
    }
}

int cutter_init(struct cutter *cutter)
{
    UErrorCode status = U_ZERO_ERROR;

    cutter->words = ubrk_open(UBRK_WORD, "", NULL, 0, &status);
    for (UChar32 c = 0; c < CUT_CLASSES; c++)
        cutter->classes[c] = class_read(c);
    for (UChar32 c = 0; c < CUT_WIDES; c++)
        cutter->wides[c] = class_read(CUT_WIDE_FIRST + c);
    return U_SUCCESS(status) ? DEDUP_OK : DEDUP_ERR_LIBRARY;
}

void cutter_release(struct cutter *cutter)
{
    if (cutter->words != NULL)
        ubrk_close(cutter->words);
    cutter->words = NULL;
}

static unsigned class_of(const struct cutter *cutter, UChar unit)
{
    if (unit < CUT_CLASSES)
        return cutter->classes[unit];
    if (unit >= HANGUL_FIRST && unit <= HANGUL_LAST)
        return IS_HANGUL;
    if (unit >= CUT_WIDE_FIRST && unit < CUT_WIDE_FIRST + CUT_WIDES)
        return cutter->wides[unit - CUT_WIDE_FIRST];
    return segmenter_takes(unit) ? IS_UNSPACED : IS_HARD;
}

/* A run without spaces and without IS_HARD characters. */
struct run {
    const struct cutter *cutter;
    const UChar *units;
    int32_t end;
};

static unsigned run_class(const struct run *run, int32_t at)
{
    return at < run->end ? class_of(run->cutter, run->units[at]) : IS_SPACE;
}

/* The position after a character and its marks (rule WB4). */
static int32_t run_after(const struct run *run, int32_t at)
{
    do
        at++;
    while (run_class(run, at) == IS_MARK);
    return at;
}

/* The end of the word or number that begins at `at` (rules WB5 to WB12). As in ICU, its last
 * character decides whether it is a number. */
static int32_t run_word_end(const struct run *run, int32_t at, bool *ret_number)
{
    for (;;) {
        unsigned before = run_class(run, at), between, joins;
        int32_t next = run_after(run, at), beyond;

        *ret_number = (before & IS_DIGIT) != 0;
        between = run_class(run, next);
        if (between & (IS_LETTER | IS_DIGIT)) {
            at = next;
            continue;
        }
        joins = before & IS_LETTER ? IS_MID_LETTER : IS_MID_DIGIT;
        if ((between & joins) == 0)
            return next;
        beyond = run_after(run, next);
        if ((run_class(run, beyond) & before & (IS_LETTER | IS_DIGIT)) == 0)
            return next;
        at = beyond;
    }
}

static int32_t run_hangul_end(const struct run *run, int32_t at)
{
    do
        at++;
    while (run_class(run, at) == IS_HANGUL);
    return at;
}

static void run_read(const struct run *run, int32_t at, cut_fn *each, void *context)
{
    while (at < run->end) {
        bool number = false;
        int32_t end;

        if ((run_class(run, at) & (IS_LETTER | IS_DIGIT | IS_HANGUL)) == 0) {
            at++;
            continue;
        }
        end = run_class(run, at) == IS_HANGUL ? run_hangul_end(run, at)
                                              : run_word_end(run, at, &number);
        each(context, at, end, number ? CUT_NUMBER : CUT_WORD);
        at = end;
    }
}

static int icu_read(struct cutter *cutter, const UChar *units, int32_t from, int32_t to,
                    cut_fn *each, void *context)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t start, end;

    ubrk_setText(cutter->words, units + from, to - from, &status);
    if (U_FAILURE(status))
        return DEDUP_ERR_LIBRARY;
    start = ubrk_first(cutter->words);
    for (; (end = ubrk_next(cutter->words)) != UBRK_DONE; start = end) {
        int32_t rule = ubrk_getRuleStatus(cutter->words);

        if (rule >= UBRK_WORD_NONE_LIMIT)
            each(context, from + start, from + end,
                 rule < UBRK_WORD_NUMBER_LIMIT ? CUT_NUMBER : CUT_WORD);
    }
    return DEDUP_OK;
}

/* Whether a run with these classes needs ICU. */
static bool is_hard(const UChar *units, int32_t from, int32_t to, unsigned classes)
{
    if ((classes & (IS_HARD | IS_UNSPACED)) != 0 ||
        (classes & (IS_HANGUL | IS_MARK)) == (IS_HANGUL | IS_MARK) ||
        ((classes & IS_COLON) != 0 && (classes & (IS_LETTER | IS_DIGIT | IS_HANGUL)) != 0))
        return true;
    for (int32_t i = from; (classes & IS_HEBREW) != 0 && i < to; i++)
        if (units[i] == '\'' || units[i] == '"')
            return true;
    return false;
}

static int part_read(struct cutter *cutter, const UChar *units, int32_t from, int32_t to,
                     unsigned classes, cut_fn *each, void *context)
{
    struct run run = {cutter, units, to};

    if (is_hard(units, from, to, classes))
        return icu_read(cutter, units, from, to, each, context);
    run_read(&run, from, each, context);
    return DEDUP_OK;
}

/* The end of the part that begins at from: at a space, or at a stretch for the segmenter. */
static int32_t part_end(const struct cutter *cutter, bool segments, const UChar *units,
                        int32_t from, int32_t length, unsigned *ret_classes)
{
    int32_t end = from;
    unsigned classes = 0;

    for (; end < length; end++) {
        unsigned class = class_of(cutter, units[end]);

        if (class == IS_SPACE || (segments && class == IS_UNSPACED))
            break;
        classes |= class;
    }
    *ret_classes = classes;
    return end;
}

static int32_t stretch_end(const UChar *units, int32_t from, int32_t length)
{
    while (from < length && segmenter_takes(units[from]))
        from++;
    return from;
}

int cutter_read(struct cutter *cutter, const struct segmenter *segmenter, const UChar *units,
                int32_t length, cut_fn *each, void *context)
{
    int code = DEDUP_OK;

    for (int32_t from = 0; from < length && code == DEDUP_OK;) {
        unsigned classes;
        int32_t end = part_end(cutter, segmenter != NULL, units, from, length, &classes);

        if (end > from)
            code = part_read(cutter, units, from, end, classes, each, context);
        from = end;
        if (segmenter != NULL) {
            end = stretch_end(units, from, length);
            segmenter_read(segmenter, units, from, end, each, context);
        }
        from = end > from ? end : from + 1;
    }
    return code;
}
