#include "dedup/cut.h"

#include <string.h>
#include <unicode/uchar.h>

/* What the rules of UAX #29 make of a character; each is a bit, so that a run can be told by all
 * that it holds. */
enum {
    CUT_OTHER = 0,
    CUT_SPACE = 1, /* nothing is joined across it */
    CUT_LETTER = 2,
    CUT_DIGIT = 4,
    CUT_MID_LETTER = 8, /* joins letters */
    CUT_MID_DIGIT = 16, /* joins digits; with the one before: either */
    CUT_MARK = 32,      /* belongs to the character before it */
    CUT_HEBREW = 64,    /* with quotes there are rules of their own; always with CUT_LETTER */
    CUT_HARD = 128,     /* for ICU to say */
};

static bool is_space(UChar32 c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* Which ICU cuts by a dictionary. */
static bool is_hangul(UChar32 c)
{
    return u_getIntPropertyValue(c, UCHAR_HANGUL_SYLLABLE_TYPE) != U_HST_NOT_APPLICABLE;
}

/* By the properties of Unicode. Colons and "@" the versions of ICU treat each in its way. */
static uint8_t class_read(UChar32 c)
{
    if (is_space(c))
        return CUT_SPACE;
    if (u_getIntPropertyValue(c, UCHAR_LINE_BREAK) == U_LB_COMPLEX_CONTEXT ||
        u_hasBinaryProperty(c, UCHAR_IDEOGRAPHIC) || c == ':' || c == '@' || is_hangul(c))
        return CUT_HARD;
    switch (u_getIntPropertyValue(c, UCHAR_WORD_BREAK)) {
    case U_WB_OTHER:
        return CUT_OTHER;
    case U_WB_ALETTER:
        return CUT_LETTER;
    case U_WB_HEBREW_LETTER:
        return CUT_LETTER | CUT_HEBREW;
    case U_WB_NUMERIC:
        return CUT_DIGIT;
    case U_WB_MIDLETTER:
        return CUT_MID_LETTER;
    case U_WB_MIDNUM:
        return CUT_MID_DIGIT;
    case U_WB_MIDNUMLET:
    case U_WB_SINGLE_QUOTE:
        return CUT_MID_LETTER | CUT_MID_DIGIT;
    case U_WB_EXTEND:
        return CUT_MARK;
    default:
        return CUT_HARD;
    }
}

int cutter_init(struct cutter *cutter)
{
    UErrorCode status = U_ZERO_ERROR;

    cutter->words = ubrk_open(UBRK_WORD, "", NULL, 0, &status);
    for (UChar32 c = 0; c < CUT_CLASSES; c++)
        cutter->classes[c] = class_read(c);
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
    return unit < CUT_CLASSES ? cutter->classes[unit] : CUT_HARD;
}

/* A run without spaces and without hard characters. */
struct run {
    const struct cutter *cutter;
    const UChar *units;
    int32_t end;
};

static unsigned run_class(const struct run *run, int32_t at)
{
    return at < run->end ? class_of(run->cutter, run->units[at]) : CUT_SPACE;
}

/* Behind a character and its marks (rule WB4). */
static int32_t run_after(const struct run *run, int32_t at)
{
    do
        at++;
    while (run_class(run, at) == CUT_MARK);
    return at;
}

/* Where the word or number ends that begins at `at` (rules WB5 to WB12). For ICU it is what its
 * last character is. */
static int32_t run_word_end(const struct run *run, int32_t at, bool *ret_number)
{
    for (;;) {
        unsigned before = run_class(run, at), between, joins;
        int32_t next = run_after(run, at), beyond;

        *ret_number = (before & CUT_DIGIT) != 0;
        between = run_class(run, next);
        if (between & (CUT_LETTER | CUT_DIGIT)) {
            at = next;
            continue;
        }
        joins = before & CUT_LETTER ? CUT_MID_LETTER : CUT_MID_DIGIT;
        if ((between & joins) == 0)
            return next;
        beyond = run_after(run, next);
        if ((run_class(run, beyond) & before & (CUT_LETTER | CUT_DIGIT)) == 0)
            return next;
        at = beyond;
    }
}

static void run_read(const struct run *run, int32_t at, cut_fn *each, void *context)
{
    while (at < run->end) {
        bool number;
        int32_t end;

        if ((run_class(run, at) & (CUT_LETTER | CUT_DIGIT)) == 0) {
            at++;
            continue;
        }
        end = run_word_end(run, at, &number);
        each(context, at, end, number);
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
            each(context, from + start, from + end, rule < UBRK_WORD_NUMBER_LIMIT);
    }
    return DEDUP_OK;
}

/* Whether ICU must be asked for a run that holds these classes. */
static bool is_hard(const UChar *units, int32_t from, int32_t to, unsigned classes)
{
    if ((classes & CUT_HARD) != 0)
        return true;
    for (int32_t i = from; (classes & CUT_HEBREW) != 0 && i < to; i++)
        if (units[i] == '\'' || units[i] == '"')
            return true;
    return false;
}

int cutter_read(struct cutter *cutter, const UChar *units, int32_t length, cut_fn *each,
                void *context)
{
    struct run run = {cutter, units, 0};
    int code = DEDUP_OK;

    for (int32_t from = 0; from < length && code == DEDUP_OK; from = run.end + 1) {
        unsigned classes = 0, class;

        for (run.end = from; run.end < length; run.end++) {
            class = class_of(cutter, units[run.end]);
            if (class == CUT_SPACE)
                break;
            classes |= class;
        }
        if (is_hard(units, from, run.end, classes))
            code = icu_read(cutter, units, from, run.end, each, context);
        else
            run_read(&run, from, each, context);
    }
    return code;
}
