#include "dedup/text/text.h"
#include "tests/support/test.h"

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

/* The tokens of the text, each after a bar. */
static void tokens_join(char *ret, size_t room)
{
    size_t used = 0;

    ret[0] = '\0';
    for (size_t i = 0; i < text.count && used + 2 < room; i++) {
        const struct token *t = &text.tokens[i];

        ret[used++] = '|';
        used += text_utf8(ret + used, room - used, text.units + t->start, t->length);
    }
}

static const struct {
    const char *name, *title, *body, *tokens;
} cuts[] = {
    {"plain", "Rain falls", "It is wet.", "|Rain|falls|It|is|wet"},
    {"nothing", NULL, NULL, ""},
    {"empty", "", "", ""},
    {"only punctuation", "...!?", "—«»;:()[]{}", ""},
    {"elision, straight", NULL, "l'OTAN d'accord", "|OTAN|accord"},
    {"elision, curly", NULL, "l’OTAN", "|OTAN"},
    {"genitive", NULL, "Trump's plan", "|Trump|plan"},
    {"Turkish suffix", NULL, "Türkiye'nin", "|Türkiye|nin"},
    {"Ukrainian apostrophe", NULL, "об’єднані", "|об|єднані"},
    {"one letter stays", NULL, "I a", "|I|a"},
    {"soft hyphen", NULL, "go\u00advern\u00adment", "|government"},
    {"zero-width space", NULL, "gov\u200bernment", "|government"},
    {"joiner", NULL, "gov\u200dern", "|govern"},
    {"byte order mark", "\ufeffRain", NULL, "|Rain"},
    {"marks of direction", NULL, "\u202bAnkara\u202c \u2067Paris\u2069 \u200fRom\u200e",
     "|Ankara|Paris|Rom"},
    {"invalid bytes", NULL, "wa\xff\xfeter \xc3 x\x80y", "|water|xy"},
    {"unpaired surrogates", NULL, "a\xed\xa0\x80z \xed\xb0\x80", "|az"},
    {"overlong", NULL, "a\xc0\xaf z", "|a|z"},
    {"cut character", NULL, "ab \xe4\xbd", "|ab"},
    {"beyond Unicode", NULL, "ab\xf7\xbf\xbf\xbf", "|ab"},
    {"emoji are no words", NULL, "rain \U0001f327\ufe0f falls", "|rain|falls"},
    {"numbers", NULL, "1,000 and 3.5", "|1,000|and|3.5"},
    {"Chinese", NULL, "中国政府", "|中国|政府"},
    {"Japanese", NULL, "東京の大統領", "|東京|の|大統領"},
    {"katakana", NULL, "ゼレンスキー", "|ゼレンスキー"},
    {"Thai", NULL, "ประเทศไทย", "|ประเทศไทย"},
    {"Korean", NULL, "대통령은 서울에서", "|대통령은|서울에서"},
    {"Arabic", NULL, "قال الرئيس، أمس", "|قال|الرئيس|أمس"},
    {"Hindi", NULL, "प्रधान मंत्री ने कहा।", "|प्रधान|मंत्री|ने|कहा"},
    {"Hebrew", NULL, "ראש הממשלה", "|ראש|הממשלה"},
    {"Persian keeps its non-joiner", NULL, "کتاب‌ها", "|کتاب‌ها"},
    {"Greek", NULL, "Η κυβέρνηση", "|Η|κυβέρνηση"},
};

static void test_cut(void **state)
{
    char found[512];

    (void)state;
    for (size_t i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++) {
        assert_int_equal(text_read(&text, NULL, cuts[i].title, cuts[i].body), DEDUP_OK);
        tokens_join(found, sizeof(found));
        if (strcmp(found, cuts[i].tokens) != 0)
            fail_msg("%s: %s", cuts[i].name, found);
    }
}

static const struct {
    const char *name, *body;
    size_t token;
    bool capital, sentence_start, unspaced, gap_is_space;
    enum token_class class;
} flags[] = {
    {"first word", "Rain falls", 0, true, true, false, false, TOKEN_WORD},
    {"lower case", "Rain falls", 1, false, false, false, true, TOKEN_WORD},
    {"after a full stop", "It rains. Snow falls", 2, true, true, false, false, TOKEN_WORD},
    {"mid-sentence", "in Paris", 1, true, false, false, true, TOKEN_WORD},
    {"after a colon", "news: Rain", 1, true, true, false, false, TOKEN_WORD},
    {"in quotes", "he said “Rain”", 2, true, true, false, false, TOKEN_WORD},
    {"after a comma", "rain, Snow", 1, true, false, false, false, TOKEN_WORD},
    {"Cyrillic capital", "в Москве", 1, true, false, false, true, TOKEN_WORD},
    {"Chinese", "在中国", 1, false, false, true, false, TOKEN_WORD},
    {"Thai", "ไทย", 0, false, true, true, false, TOKEN_WORD},
    {"Korean parts words", "서울 시장", 1, false, false, false, true, TOKEN_WORD},
    {"number", "of 1000 men", 1, false, false, false, true, TOKEN_NUMBER},
    {"number behind a no-break space", "1\u00a0000", 1, false, false, false, true, TOKEN_NUMBER},
    {"number behind a thin space", "1\u2009000", 1, false, false, false, true, TOKEN_NUMBER},
    {"Arabic digits", "١٢٣", 0, false, true, false, false, TOKEN_NUMBER},
};

static void test_flags(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
        const struct token *t = &text.tokens[flags[i].token];

        assert_int_equal(text_read(&text, NULL, NULL, flags[i].body), DEDUP_OK);
        if (flags[i].token >= text.count || t->capital != flags[i].capital ||
            t->sentence_start != flags[i].sentence_start || t->unspaced != flags[i].unspaced ||
            t->gap_is_space != flags[i].gap_is_space || t->class != flags[i].class)
            fail_msg("%s: of %zu: capital %d start %d unspaced %d space %d class %d", flags[i].name,
                     text.count, t->capital, t->sentence_start, t->unspaced, t->gap_is_space,
                     t->class);
    }
}

static void test_title_is_counted(void **state)
{
    (void)state;
    assert_int_equal(text_read(&text, NULL, "Rain in Spain", "It falls"), DEDUP_OK);
    assert_int_equal(text.title_count, 3);
    assert_int_equal(text.count, 5);
    assert_true(text.tokens[3].sentence_start);
    assert_int_equal(text_read(&text, NULL, NULL, "It falls"), DEDUP_OK);
    assert_int_equal(text.title_count, 0);
    assert_int_equal(text_read(&text, NULL, "Rain", NULL), DEDUP_OK);
    assert_int_equal(text.title_count, 1);
}

static void test_long_word_is_no_word(void **state)
{
    char body[TOKEN_UNITS_MAX + 8];

    (void)state;
    memset(body, 'a', sizeof(body));
    memcpy(body + TOKEN_UNITS_MAX, " b", 3);
    assert_int_equal(text_read(&text, NULL, NULL, body), DEDUP_OK);
    assert_int_equal(text.count, 2);
    body[TOKEN_UNITS_MAX] = 'a';
    assert_int_equal(text_read(&text, NULL, NULL, body), DEDUP_OK);
    assert_int_equal(text.count, 0);
}

static void test_bounds(void **state)
{
    size_t size = 4 * (size_t)TEXT_UNITS_MAX;
    char *body = malloc(size + 1);

    (void)state;
    assert_non_null(body);
    for (size_t i = 0; i < size; i++)
        body[i] = i % 2 == 0 ? 'a' : ' ';
    body[size] = '\0';
    assert_int_equal(text_read(&text, NULL, body, body), DEDUP_OK);
    assert_true(text.length <= TEXT_UNITS_MAX);
    assert_int_equal(text.count, TEXT_TOKENS_MAX);
    free(body);
}

static void test_utf8(void **state)
{
    const UChar units[] = {'a', 0xe9, 0x4e2d, 0xd83d, 0xde00, 0xd800, 'z'};
    char out[32];

    (void)state;
    assert_int_equal(text_utf8(out, sizeof(out), units, 7), 11);
    assert_string_equal(out, "aé中😀z");
    assert_int_equal(text_utf8(out, 4, units, 7), 3);
    assert_string_equal(out, "aé");
    assert_int_equal(text_utf8(out, 1, units, 7), 0);
    assert_string_equal(out, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_flags),
        cmocka_unit_test(test_title_is_counted),
        cmocka_unit_test(test_long_word_is_no_word),
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_utf8),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
