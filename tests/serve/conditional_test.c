#include "aggregator/base/clock.h"
#include "aggregator/serve/conditional.h"
#include "tests/support/test.h"

static const struct {
    const char *header;
    bool matches;
} tags[] = {
    {NULL, false},
    {"", false},
    {"*", true},
    {"\"abc\"", true},
    {"W/\"abc\"", true},
    {"\"abc-gz\"", true},
    {"\"x\", \"abc\"", true},
    {"\"x\",W/\"abc-gz\"", true},
    {"\"ab\"", false},
    {"\"abcd\"", false},
    {"abc", false},
    {"\"abc", false},
    {"\"x\" ; \"abc\"", false},
    {",,,", false},
};

static const struct {
    const char *header;
    bool unmodified; /* unmodified since 2026-03-02T03:48:46Z */
} dates[] = {
    {NULL, false},
    {"Mon, 02 Mar 2026 03:48:46 GMT", true},
    {"Mon, 02 Mar 2026 03:48:47 GMT", true},
    {"Mon, 02 Mar 2026 03:48:45 GMT", false},
    {"Sun, 01 Mar 2026 03:48:46 GMT", false},
    {"Fri, 01 Jan 2027 00:00:00 GMT", true},
    {"Mon, 02 Mrz 2026 03:48:46 GMT", false},
    {"Mon, 02 anF 2027 03:48:46 GMT", false},
    {"yesterday", false},
    {"", false},
};

static const struct {
    const char *header;
    bool gzip;
} encodings[] = {
    {NULL, false},
    {"", false},
    {"gzip", true},
    {"deflate, GZIP", true},
    {"br;q=1, gzip;q=0.5", true},
    {"gzip;q=0", false},
    {"gzip; q=0.0", false},
    {"gzipped", false},
    {"identity", false},
    {"x-gzip", true},
    {"br", false},
    {"deflate;q=0.1,gzip;q=0", false},
};

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(tags); i++)
        assert_int_equal(conditional_tag_matches(tags[i].header, "abc"), tags[i].matches);
    assert_true(conditional_tag_is("\"x\", \"abc-gz\"", "abc"));
    assert_false(conditional_tag_is("W/\"abc\"", "abc"));
    for (size_t i = 0; i < COUNT(dates); i++)
        assert_int_equal(conditional_is_unmodified(dates[i].header, 1772423326),
                         dates[i].unmodified);
    assert_false(conditional_is_unmodified(dates[1].header, TIME_NONE));
    for (size_t i = 0; i < COUNT(encodings); i++)
        assert_int_equal(conditional_accepts_gzip(encodings[i].header), encodings[i].gzip);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
