#include "dedup/text/segment.h"
#include "dedup/text/text.h"
#include "dedup/text/word.h"
#include "tests/support/test.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/ustring.h>

enum { LONG = 40000 };

static struct text text;

static int set_up(void **state)
{
    (void)state;
    return text_init(&text);
}

static int tear_down(void **state)
{
    (void)state;
    text_release(&text);
    return 0;
}

/* The words of this test's segmenters. */
static const char *const words_zh[] = {"中国", "中国人", "国人",   "人民",     "政府",
                                       "韩国", "联合国", "安理会", "一国两制", "苹果手机"};
static const char *const words_ja[] = {"東京",   "大統領", "食べ物",         "食",   "電子メール",
                                       "こども", "メール", "コンピューター", "見つ", "選挙"};

static struct segmenter *segmenter_make(const char *lang, const char *const *words, size_t count)
{
    struct dedup_lexicon_section none = {.count = 0};
    struct segmenter *segmenter;

    assert_int_equal(segmenter_new(&segmenter, lang, &none), DEDUP_OK);
    for (size_t i = 0; i < count; i++) {
        UErrorCode status = U_ZERO_ERROR;
        UChar units[64];
        int32_t length;

        u_strFromUTF8(units, 64, &length, words[i], -1, &status);
        assert_true(U_SUCCESS(status));
        segmenter_add(segmenter, units, length);
    }
    return segmenter;
}

/* The tokens of the text: words after bars, glue in brackets, numbers after #. */
static void tokens_join(char *ret, size_t room)
{
    size_t used = 0;

    ret[0] = '\0';
    for (size_t i = 0; i < text.count && used + 3 < room; i++) {
        const struct token *t = &text.tokens[i];

        ret[used++] = t->class == TOKEN_GLUE ? '(' : t->class == TOKEN_NUMBER ? '#' : '|';
        used += text_utf8(ret + used, room - used - 1, text.units + t->start, t->length);
        if (t->class == TOKEN_GLUE)
            ret[used++] = ')';
        ret[used] = '\0';
    }
}

static const struct {
    const char *name, *lang, *body, *tokens;
} rows[] = {
    {"nothing", "zh", "", ""},
    {"the longest word", "zh", "中国人民", "|中国人(民)"},
    {"words without a gap", "zh", "中国政府", "|中国|政府"},
    {"characters alone are glue", "zh", "在中国的政府", "(在)|中国(的)|政府"},
    {"several of them are one", "zh", "他们在中国", "(他们在)|中国"},
    {"an unknown name", "zh", "普京在中国", "(普京在)|中国"},
    {"much glue is more than one", "zh", "的的的的的的的的的的的的的的的的的的",
     "(的的的的的的的的的的的的的的的的)(的的)"},
    {"a word of four", "zh", "一国两制", "|一国两制"},
    {"a long name in parts", "zh", "联合国安理会", "|联合国|安理会"},
    {"punctuation parts", "zh", "中国，人民。", "|中国|人民"},
    {"a word is not joined over it", "zh", "中、国", "(中)(国)"},
    {"digits", "zh", "中国2024年", "|中国#2024(年)"},
    {"wide digits", "zh", "中国３人", "|中国#３(人)"},
    {"Latin words", "zh", "中国COVID政府", "|中国|COVID|政府"},
    {"an address", "zh", "中国a.example政府", "|中国|a.example|政府"},
    {"spaces", "zh", "中国 政府\n人民", "|中国|政府|人民"},
    {"Hangul beside Han", "zh", "中国한국", "|中国|한국"},
    {"rare characters are ICU's", "zh", "中国\xf0\xa0\x80\x80", "|中国|\xf0\xa0\x80\x80"},
    {"kanji and particles", "ja", "東京の大統領は", "|東京(の)|大統領(は)"},
    {"kanji that inflects", "ja", "食べた", "|食(べた)"},
    {"kana inside a word", "ja", "食べ物を食べる", "|食べ物(を)|食(べる)"},
    {"an unknown kanji", "ja", "東京駅", "|東京|駅"},
    {"a name stays whole", "ja", "ゼレンスキー大統領", "|ゼレンスキー|大統領"},
    {"no word begins within a name", "ja", "ホットメール", "|ホットメール"},
    {"kanji with katakana", "ja", "電子メールで", "|電子メール(で)"},
    {"katakana goes on behind a word", "ja", "電子メールア", "|電|子|メールア"},
    {"a length mark", "ja", "コンピューター", "|コンピューター"},
    {"a word of hiragana", "ja", "そのこどもは", "(その)|こども(は)"},
    {"a middle dot parts names", "ja", "ジョン・スミス", "|ジョン|スミス"},
    {"Japanese digits", "ja", "３月１日", "#３|月#１|日"},
};

static void test_cut(void **state)
{
    struct segmenter *zh = segmenter_make("zh", words_zh, sizeof(words_zh) / sizeof(*words_zh));
    struct segmenter *ja = segmenter_make("ja", words_ja, sizeof(words_ja) / sizeof(*words_ja));
    char found[512];

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct segmenter *segmenter = strcmp(rows[i].lang, "zh") == 0 ? zh : ja;

        assert_int_equal(text_read(&text, segmenter, NULL, rows[i].body), DEDUP_OK);
        tokens_join(found, sizeof(found));
        if (strcmp(found, rows[i].tokens) != 0)
            fail_msg("%s: %s", rows[i].name, found);
    }
    segmenter_free(zh);
    segmenter_free(ja);
}

/* A word of the text has the key of the same word in the lexicon, whatever follows it. */
static void test_keys(void **state)
{
    static const char *const headwords[] = {"食べる", "コンピューター", "東京", "電子メール"};
    struct dedup_lexicon_builder *builder;
    struct dedup_lexicon lexicon;
    struct dedup_lexicon_section section;
    struct segmenter *segmenter;
    char found[512];
    void *data;
    size_t size;

    (void)state;
    assert_int_equal(dedup_lexicon_builder_new(&builder), 0);
    for (size_t i = 0; i < sizeof(headwords) / sizeof(headwords[0]); i++)
        assert_int_equal(
            dedup_lexicon_add(builder, "ja", dedup_word_key("ja", headwords[i]), 7 + i, 1), 0);
    assert_int_equal(dedup_lexicon_finish(&data, &size, builder), 0);
    assert_int_equal(dedup_lexicon_open(&lexicon, data, size), 0);
    section = dedup_lexicon_enter(&lexicon, "ja");
    assert_int_equal(segmenter_new(&segmenter, "ja", &section), DEDUP_OK);
    text_read(&text, segmenter, NULL, "東京でコンピューターと電子メールを食べた");
    tokens_join(found, sizeof(found));
    assert_string_equal(found, "|東京(で)|コンピューター(と)|電子メール(を)|食(べた)");
    segmenter_free(segmenter);
    free(data);
    dedup_lexicon_builder_free(builder);
}

/* Any text is cut into consecutive pieces, in time linear in its length. */
static void test_hostile(void **state)
{
    static const char *const patterns[] = {"中", "ア", "あ", "中国", "食べ", "ー", "々", "メー"};
    struct segmenter *segmenter =
        segmenter_make("ja", words_ja, sizeof(words_ja) / sizeof(*words_ja));
    char *body = malloc(3 * LONG + 8);

    (void)state;
    assert_non_null(body);
    for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
        size_t used = 0;
        int32_t end = 0;

        while (used < 3 * LONG)
            used += (size_t)sprintf(body + used, "%s", patterns[i]);
        assert_int_equal(text_read(&text, segmenter, NULL, body), DEDUP_OK);
        for (size_t k = 0; k < text.count; k++) {
            assert_true(text.tokens[k].start >= end);
            end = text.tokens[k].start + text.tokens[k].length;
        }
        assert_true(end <= text.length);
    }
    free(body);
    segmenter_free(segmenter);
}

static void test_add_passes_over(void **state)
{
    static const char *const words[] = {"", "abc", "中a", "一二三四五六七", "한국"};
    struct segmenter *segmenter = segmenter_make("zh", words, sizeof(words) / sizeof(*words));
    char found[64];

    (void)state;
    text_read(&text, segmenter, NULL, "一二三四五六七");
    tokens_join(found, sizeof(found));
    assert_string_equal(found, "(一二三四五六七)");
    segmenter_free(segmenter);
    segmenter_free(NULL);
}

static void test_serves(void **state)
{
    (void)state;
    assert_true(segmenter_serves("zh"));
    assert_true(segmenter_serves("ja"));
    assert_false(segmenter_serves("ko"));
    assert_false(segmenter_serves("th"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cut),     cmocka_unit_test(test_keys),
        cmocka_unit_test(test_hostile), cmocka_unit_test(test_add_passes_over),
        cmocka_unit_test(test_serves),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
