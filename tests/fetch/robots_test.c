/* robots.txt as RFC 9309 says. */
#include "aggregator/fetch/robots.h"

#include "tests/support/test.h"

static const struct {
    const char *text, *path;
    bool allowed;
} rows[] = {
    {"", "/a", true},
    {"User-agent: *\nDisallow: /\n", "/a", false},
    {"User-agent: *\nDisallow:\n", "/a", true},
    {"User-agent: other\nDisallow: /\n", "/a", true},
    {"User-agent: headwater\nDisallow: /\n", "/a", false},
    {"user-AGENT : HeadWater/1.0 # us\ndisALLOW:/a#x\n", "/a/b", false},
    {"User-agent: headwaters\nDisallow: /\n", "/a", true},
    {"User-agent: head\nDisallow: /\n", "/a", true},
    /* our own group, not the one for all, wherever it stands */
    {"User-agent: *\nDisallow: /\n\nUser-agent: headwater\nDisallow: /private\n", "/a", true},
    {"User-agent: headwater\nDisallow: /private\n\nUser-agent: *\nDisallow: /\n", "/a", true},
    {"User-agent: headwater\n\nUser-agent: *\nDisallow: /\n", "/a", false}, /* one group */
    /* groups for several agents, and several groups for one */
    {"User-agent: a\nUser-agent: headwater\nDisallow: /x\n", "/x", false},
    {"User-agent: headwater\nDisallow: /x\nUser-agent: headwater\nDisallow: /y\n", "/y", false},
    {"User-agent: headwater\nCrawl-delay: 9\nUser-agent: b\nDisallow: /x\n", "/x", false},
    /* the longest rule, and Allow of the same length */
    {"User-agent: *\nDisallow: /a\nAllow: /a/b\n", "/a/b/c", true},
    {"User-agent: *\nAllow: /a/b\nDisallow: /a\n", "/a/c", false},
    {"User-agent: *\nDisallow: /a\nAllow: /a\n", "/a", true},
    {"User-agent: *\nAllow: /a\nDisallow: /a\n", "/a", true},
    /* paths: case, query, encoding */
    {"User-agent: *\nDisallow: /A\n", "/a", true},
    {"User-agent: *\nDisallow: /a?x=\n", "/a?x=1", false},
    {"User-agent: *\nDisallow: /a%62\n", "/ab", false},
    {"User-agent: *\nDisallow: /ab\n", "/a%62", false},
    {"User-agent: *\nDisallow: /\xC3\xA4\n", "/%C3%A4/", false},
    {"User-agent: *\nDisallow: /a/b\n", "/a%2Fb", true},
    {"User-agent: *\nDisallow: /%2A\n", "/x", true},
    {"User-agent: *\nDisallow: /%zz\n", "/%zz", false},
    /* signs */
    {"User-agent: *\nDisallow: /*.pdf$\n", "/a/b.pdf", false},
    {"User-agent: *\nDisallow: /*.pdf$\n", "/a/b.pdf?x", true},
    {"User-agent: *\nDisallow: /*.pdf$\n", "/a.pdf.pdf", false},
    {"User-agent: *\nDisallow: /*.pdf\n", "/a/b.pdf?x", false},
    {"User-agent: *\nDisallow: /a*b*c\n", "/a1b2c3", false},
    {"User-agent: *\nDisallow: /a*b*c\n", "/a1c2b3", true},
    {"User-agent: *\nDisallow: /a$\n", "/a", false},
    {"User-agent: *\nDisallow: /a$\n", "/ab", true},
    {"User-agent: *\nDisallow: *\n", "/a", false},
    {"User-agent: *\nDisallow: /*$\n", "/a", false},
    /* forms */
    {"\xEF\xBB\xBFUser-agent: *\rDisallow: /\r", "/a", false},
    {"  User-agent: *\r\n  Disallow: /\r\n", "/a", false},
    {"User-agent: *\nDisallow /\nnonsense\n: x\nAllow:\n", "/a", true},
    {"Disallow: /\n", "/a", true},
    {"<html><body>Disallow: /</body></html>", "/a", true},
    {"User-agent: *\nDisallow: /\n", "/robots.txt", true},
};

static void test_rules(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (robots_allow(rows[i].text, strlen(rows[i].text), robots_agent, rows[i].path) !=
            rows[i].allowed)
            fail_msg("%s is %s, expected otherwise, by\n%s", rows[i].path,
                     rows[i].allowed ? "refused" : "allowed", rows[i].text);
}

/* A line and a rule of the largest size count, a larger one says nothing. */
static void test_limits(void **state)
{
    static char path[ROBOTS_LINE_MAX + 1], rule[2 * ROBOTS_PATTERN_PARTS + 4];
    char text[ROBOTS_LINE_MAX + 64];

    (void)state;
    memset(path, 'a', ROBOTS_LINE_MAX);
    path[0] = '/';
    for (int over = 0; over < 2; over++) {
        const int length = ROBOTS_LINE_MAX - 1 - (int)strlen("Disallow:") + over;

        sprintf(text, "User-agent: *\nDisallow:%.*s\n", length, path);
        assert_int_equal(robots_allow(text, strlen(text), robots_agent, path), over);
    }
    strcpy(rule, "/");
    for (int stars = 1; stars <= ROBOTS_PATTERN_PARTS + 1; stars++) {
        strcat(rule, "*a");
        sprintf(text, "User-agent: *\nDisallow: %s\n", rule);
        assert_int_equal(robots_allow(text, strlen(text), robots_agent, path),
                         stars > ROBOTS_PATTERN_PARTS);
    }
}

/* A rule of many stars on a long path would take long if every star tried every place. */
static void test_hostile(void **state)
{
    static char text[ROBOTS_BYTES_MAX * 2], path[64 * 1024];
    size_t used = (size_t)sprintf(text, "User-agent: *\n");

    (void)state;
    memset(path, 'a', sizeof(path) - 1);
    path[0] = '/';
    while (used + 40 < sizeof(text))
        used += (size_t)sprintf(text + used, "Disallow: /*a*a*a*a*a*a*a*a*b\n");
    assert_true(robots_allow(text, 20000, robots_agent, path));
    memset(text, 'x', sizeof(text));
    assert_true(robots_allow(text, sizeof(text), robots_agent, "/a"));
    memset(text, '\n', sizeof(text));
    memcpy(text + ROBOTS_BYTES_MAX, "User-agent: *\nDisallow: /\n", 26); /* beyond what is read */
    assert_true(robots_allow(text, sizeof(text), robots_agent, "/a"));
}

/* Each of these rules differs from every place of the path only at its end. As many as the steps
 * suffice for do not fit; with one more the answer is not known. */
static void test_near_misses(void **state)
{
    enum { PATH = 8192, PART = 1900, RULE_STEPS = (PATH - PART / 2) * PART };
    static char text[ROBOTS_BYTES_MAX], path[PATH + 1];
    const int enough = ROBOTS_STEPS_MAX / RULE_STEPS;
    size_t used = (size_t)sprintf(text, "User-agent: *\n");

    (void)state;
    memset(path, 'a', PATH);
    path[0] = '/';
    for (int i = 1; used + PART + 40 < sizeof(text); i++) {
        used += (size_t)sprintf(text + used, "Disallow: *");
        memset(text + used, 'a', PART);
        used += PART + (size_t)sprintf(text + used + PART, "b\n");
        if (i == enough)
            assert_true(robots_allow(text, used, robots_agent, path));
        if (i == enough + 2)
            assert_false(robots_allow(text, used, robots_agent, path));
    }
    assert_false(robots_allow(text, used, robots_agent, path));
    assert_true(robots_allow(text, used, robots_agent, "/a"));
    assert_true(robots_allow(text, used, robots_agent, "/robots.txt"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_near_misses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
