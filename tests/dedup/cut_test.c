#include "dedup/text/cut.h"
#include "tests/support/test.h"

#include <stdio.h>
#include <string.h>

enum { PIECES_MAX = 64, STRINGS = 30000, LENGTH_MAX = 24 };

struct piece {
    int32_t start, end;
    enum cut_kind kind;
};

struct pieces {
    struct piece list[PIECES_MAX];
    size_t count;
};

static struct cutter cutter;

static int set_up(void **state)
{
    (void)state;
    return cutter_init(&cutter);
}

static int tear_down(void **state)
{
    (void)state;
    cutter_release(&cutter);
    return 0;
}

static void piece_add(void *context, int32_t start, int32_t end, enum cut_kind kind)
{
    struct pieces *pieces = context;

    assert_true(pieces->count < PIECES_MAX);
    pieces->list[pieces->count++] = (struct piece){start, end, kind};
}

/* The result of ICU's iterator for the whole text. */
static void pieces_by_icu(struct pieces *ret, const UChar *units, int32_t length)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t start, end;

    ubrk_setText(cutter.words, units, length, &status);
    assert_true(U_SUCCESS(status));
    ret->count = 0;
    start = ubrk_first(cutter.words);
    for (; (end = ubrk_next(cutter.words)) != UBRK_DONE; start = end) {
        int32_t rule = ubrk_getRuleStatus(cutter.words);

        if (rule >= UBRK_WORD_NONE_LIMIT)
            piece_add(ret, start, end, rule < UBRK_WORD_NUMBER_LIMIT ? CUT_NUMBER : CUT_WORD);
    }
}

static void assert_as_icu(const UChar *units, int32_t length)
{
    struct pieces own = {.count = 0}, icu;
    char shown[LENGTH_MAX * 6 + 1] = "";
    bool same;

    assert_int_equal(cutter_read(&cutter, NULL, units, length, piece_add, &own), DEDUP_OK);
    pieces_by_icu(&icu, units, length);
    same = own.count == icu.count;
    for (size_t i = 0; same && i < own.count; i++)
        same = own.list[i].start == icu.list[i].start && own.list[i].end == icu.list[i].end &&
               own.list[i].kind == icu.list[i].kind;
    for (int32_t i = 0; !same && i < length && i < LENGTH_MAX; i++)
        snprintf(shown + strlen(shown), 7, " %04x", units[i]);
    if (!same)
        fail_msg("cut otherwise than by ICU:%s", shown);
}

static const UChar *const texts[] = {
    u"",
    u"A word, and another-one; don't 'quote' it.",
    u"1,000 1.000,5 3.14.15 1\u202f000 12:30 5'6 1,a a,1 COVID19 19th 2nd.",
    u"l\u2019\u00e9t\u00e9 \u00c5ngstro\u0308m ab\u0301.c\u0301 \u00ab\u00a0mot\u00a0\u00bb",
    u"\u0433\u043e\u0440\u043e\u0434 \u05d0\u05d1\u05f4\u05d2 \u05d0'\u05d1",
    u"\u0643\u062a\u0627\u0628\u064b\u0627 \u0661\u066c\u0660\u0660\u0660 \u0939\u093f\u0928",
    u"\u56fd\u5bb6\u7ecf\u6d4e2024\u5e74 \u30ab\u30bf\u3002 \ud55c\uad6d\uc5b4\ub294",
    (u"\ub300\ud1b5\ub839\uc740 KBS\ub294 2024\ub144 \ud55c\uad6d'\ubbf8 "
     u"\u314b\u314b\ud55c\u4e2d\u56fd"),
    u"user@example.org http://a.example/b?c=d_e #tag \U0001f600\u200d\u00a9 a:b",
};

static void test_texts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        int32_t length = 0;

        while (texts[i][length] != 0)
            length++;
        assert_as_icu(texts[i], length);
    }
}

static uint32_t seed = 7;

static uint32_t draw(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

/* Characters with rules of their own occur more often than by chance. */
static UChar unit_draw(uint32_t kind)
{
    static const UChar common[] = u"aA9 0'.,\u00e9\u0431;-";
    static const UChar rare[] =
        u":_\"\n\t\u00a0\u202f\u2019\u0301\u05d0\u05f3\u05f4\u0627\u064b\u0660\u066b\u066c\u0915"
        u"\u093f\u0e01\u4e2d\u30ab\u3042\uac00\u1100\u200d\u200c\u00ad\u2060\ufe0f\u00b7\u2027"
        u"\u2026\u00df\u104b\u1780\u24b6\u00a9\u303d\ufeff\u0387\u2024\ufe13\uff0c\uff1a\u203f@"
        u"\ud55c\uae00\ud55c\uae00\u314b\uff01\uff11\uff21\uff41\uff65\u3005\u3001\u3099";
    enum { COMMON = sizeof(common) / sizeof(common[0]) - 1, RARE = sizeof(rare) / sizeof(rare[0]) };

    if (draw(10) < 3 + 2 * kind)
        return common[draw(COMMON)];
    return kind == 0 ? (UChar)draw(0x3100) : rare[draw(RARE - 1)];
}

static void test_any_string(void **state)
{
    UChar units[LENGTH_MAX];

    (void)state;
    for (uint32_t i = 0; i < STRINGS; i++) {
        int32_t length = (int32_t)draw(LENGTH_MAX) + 1;

        for (int32_t k = 0; k < length; k++)
            units[k] = unit_draw(i % 3);
        assert_as_icu(units, length);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_any_string),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
