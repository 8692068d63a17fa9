#include "aggregator/base/language_tag.h"
#include "tests/support/test.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static const struct {
    const char *text, *tag; /* NULL: not a tag */
} tags[] = {
    {"en", "en"},
    {"EN", "en"},
    {"pt-BR", "pt-BR"},
    {"PT_br", "pt-BR"},
    {"zh-hant", "zh-Hant"},
    {"ZH-HANT-tw", "zh-Hant-TW"},
    {"es-419", "es-419"},
    {"ast", "ast"},
    {"cmn", "cmn"}, /* in three letters there are more than ICU has names for */
    {"eng", "en"},
    {"deu-AT", "de-AT"},
    {"iw", "he"},
    {"sh", "sh"},
    {"en-x-mine", "en-x-mine"},
    {"", NULL},
    {"e", NULL},
    {"english", NULL},
    {"jp", NULL},
    {"xx", NULL},
    {"en-", NULL},
    {"en_", NULL},
    {"-en", NULL},
    {"en--GB", NULL},
    {"fr-verylongsub1", NULL},
    {"en us", NULL},
    {"fran\xC3\xA7"
     "ais",
     NULL},
    {"en-abcdefgh-abcdefgh-abcdefgh-abcdefgh-abcdefgh", NULL},
};

static void test_tags(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(tags); i++) {
        char tag[LANGUAGE_TAG_SIZE] = "unchanged";

        assert_int_equal(language_tag_read(tag, tags[i].text), tags[i].tag != NULL);
        assert_string_equal(tag, tags[i].tag != NULL ? tags[i].tag : "unchanged");
    }
}

static const struct {
    const char *text, *tag; /* NULL: no guess */
} guesses[] = {
    {"english", "en"},
    {"English", "en"},
    {"Deutsch", "de"},
    {"fran\xC3\xA7"
     "ais",
     "fr"},
    {"\xD0\xA0\xD1\x83\xD1\x81\xD1\x81\xD0\xBA\xD0\xB8\xD0\xB9", "ru"}, /* in capitals, too */
    {"portugese", "pt"},
    {"Ukranian", "uk"},
    {"jp", "ja"},
    {"CZ", "cs"},
    {"gb", "en"},
    {"xx", NULL},
    {"any", NULL},
    {"klingonish", NULL},
    {"", NULL},
    {"not UTF-8 \xFF", NULL},
};

static void test_guesses(void **state)
{
    char longest[4096];

    (void)state;
    for (size_t i = 0; i < COUNT(guesses); i++) {
        char tag[LANGUAGE_TAG_SIZE] = "unchanged";

        assert_int_equal(language_tag_guess(tag, guesses[i].text), guesses[i].tag != NULL);
        assert_string_equal(tag, guesses[i].tag != NULL ? guesses[i].tag : "unchanged");
    }
    memset(longest, 'x', sizeof(longest) - 1);
    longest[sizeof(longest) - 1] = '\0';
    assert_false(language_tag_guess(longest, longest));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tags),
        cmocka_unit_test(test_guesses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
