#include "dedup/text/latin.h"
#include "dedup/text/name.h"
#include "tests/support/test.h"

#include <string.h>
#include <unicode/ustring.h>

enum { LATIN_SIZE = 96, HANGUL = 0xac00, SYLLABLES = 11172, STEP = 5 };

static struct names names;

static int set_up(void **state)
{
    (void)state;
    return names_init(&names);
}

static int tear_down(void **state)
{
    (void)state;
    names_release(&names);
    return 0;
}

static const struct {
    const char *word, *latin; /* NULL: another script */
} rows[] = {
    {"ゼレンスキー", "zerensuki"},
    {"トッテナム", "tottenamu"},
    {"マッチ", "matchi"},
    {"アッ", "a~tsu"},
    {"ひらがな", "hiragana"},
    {"젤렌스키", "jellenseuki"},
    {"한국", "hangug"},
    {"값", "gabs"},
    {"", NULL},
    {"ー", NULL},
    {"東京", NULL},
    {"ア東", NULL},
    {"アa", NULL},
    {"한ア", NULL},
    {"ㅋㅋ", NULL},
};

static void test_words(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char latin[LATIN_SIZE] = "untouched";
        UErrorCode status = U_ZERO_ERROR;
        UChar word[64];
        int32_t length;
        bool read;

        u_strFromUTF8(word, 64, &length, rows[i].word, -1, &status);
        read = latin_read(latin, sizeof(latin), word, length);
        assert_int_equal(read, rows[i].latin != NULL);
        assert_string_equal(latin, read ? rows[i].latin : "untouched");
    }
}

/* The skeleton of ICU's output. */
static void skeleton_by_icu(char ret[NAME_SKELETON_MAX], const UChar *word, int32_t length)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar units[LATIN_SIZE];
    char latin[LATIN_SIZE];
    int32_t used = length, limit = length;

    memcpy(units, word, (size_t)length * sizeof(*units));
    utrans_transUChars(names.latin, units, &used, LATIN_SIZE - 1, 0, &limit, &status);
    assert_true(U_SUCCESS(status));
    for (int32_t i = 0; i < used; i++)
        latin[i] = (char)(units[i] < 0x80 ? units[i] : ' ');
    latin[used] = '\0';
    name_skeleton_ascii(ret, "ja", latin, false);
}

static void assert_as_icu(const UChar *word, int32_t length)
{
    char own[NAME_SKELETON_MAX], icu[NAME_SKELETON_MAX], latin[LATIN_SIZE];

    assert_true(latin_read(latin, sizeof(latin), word, length));
    name_skeleton_ascii(own, "ja", latin, false);
    skeleton_by_icu(icu, word, length);
    if (strcmp(own, icu) != 0)
        fail_msg("%04x %04x: %s sounds %s, not %s", word[0], word[1], latin, own, icu);
}

/* Every kana before every other, between two ordinary kana. */
static void test_kana(void **state)
{
    static const UChar firsts[] = {0x3041, 0x30a1}, counts[] = {0x54, 0x56};
    UChar word[4] = {0};

    (void)state;
    for (size_t i = 0; i < 2; i++)
        for (UChar a = 0; a < counts[i]; a++)
            for (UChar b = 0; b < counts[i]; b++) {
                word[0] = (UChar)(firsts[i] + 0x0a); /* ka */
                word[1] = (UChar)(firsts[i] + a);
                word[2] = (UChar)(firsts[i] + b);
                word[3] = (UChar)(firsts[i] + 0x30); /* pi */
                assert_as_icu(word, 4);
            }
}

/* Each syllable before syllables that begin with each consonant. */
static void test_hangul(void **state)
{
    UChar word[2];

    (void)state;
    for (int i = 0; i < SYLLABLES; i += STEP) {
        word[0] = (UChar)(HANGUL + i);
        word[1] = (UChar)(HANGUL + i * 7919LL % SYLLABLES);
        assert_as_icu(word, 2);
    }
}

/* Output that does not fit is left out. */
static void test_room(void **state)
{
    static const UChar word[] = u"\u30ab\u30ad\u30af";
    char latin[6];

    (void)state;
    assert_true(latin_read(latin, sizeof(latin), word, 3));
    assert_string_equal(latin, "kakik");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_kana),
        cmocka_unit_test(test_hangul),
        cmocka_unit_test(test_room),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
