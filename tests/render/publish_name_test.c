#include "aggregator/publish/publish_name.h"
#include "tests/support/test.h"

enum { DAY = 20514 }; /* 2026-03-02 */

static const struct {
    const char *name;
    struct publish_part part;
    const char *expected;
} names[] = {
    {"/srv/out/merged.atom", {DAY, 1}, "/srv/out/merged-2026-03-02.atom"},
    {"/srv/out/merged.json", {PUBLISH_NO_DAY, 2}, "/srv/out/merged-p2.json"},
    {"/srv/out/merged.json", {DAY, 12}, "/srv/out/merged-2026-03-02-p12.json"},
    {"https://me.example/a.b/feed", {0, 1}, "https://me.example/a.b/feed-1970-01-01"},
    {"merged.tar.gz", {DAY, 1}, "merged.tar-2026-03-02.gz"},
    {"/srv/.hidden", {DAY, 1}, "/srv/.hidden-2026-03-02"},
};

/* Names next to "/all.json"; page 0: not our file. */
static const struct {
    const char *name;
    struct publish_part part;
} read[] = {
    {"/all-2026-03-02.json", {DAY, 1}},
    {"/all-1970-01-01.json", {0, 1}},
    {"/all-p2.json", {PUBLISH_NO_DAY, 2}},
    {"/all-p10.json", {PUBLISH_NO_DAY, 10}},
    {"/all-2026-03-02-p2.json", {DAY, 2}},
    {"/all.json", {0}},
    {"/all-p1.json", {0}},
    {"/all-p02.json", {0}},
    {"/all-p2.atom", {0}},
    {"/all-p.json", {0}},
    {"/all-p2x.json", {0}},
    {"/all-p-2.json", {0}},
    {"/all-p9999.json", {0}},
    {"/all-p2-2026-03-02.json", {0}},
    {"/all-2026-03-02-p1.json", {0}},
    {"/all-2026-03-0x.json", {0}},
    {"/all-2026-13-02.json", {0}},
    {"/all-2026-03-02.rss", {0}},
    {"/all-../../etc/p.json", {0}},
    {"/other-p2.json", {0}},
    {"/al", {0}},
    {"", {0}},
};

static void test_names(void **state)
{
    struct arena arena;

    (void)state;
    arena_init(&arena, 1 << 16);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        assert_string_equal(publish_name(&arena, names[i].name, names[i].part), names[i].expected);
    arena_release(&arena);
}

static void test_names_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(read) / sizeof(read[0]); i++) {
        struct publish_part part = {0};

        print_message("%s\n", read[i].name);
        assert_int_equal(publish_name_read(&part, "/all.json", read[i].name),
                         read[i].part.page != 0);
        assert_int_equal(part.day, read[i].part.day);
        assert_int_equal(part.page, read[i].part.page);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_names_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
