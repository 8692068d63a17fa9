#include "aggregator/archive.h"
#include "tests/support/test.h"

static const struct {
    const char *name;
    int64_t day;
    const char *archive;
} names[] = {
    {"/srv/out/merged.atom", 20514, "/srv/out/merged-2026-03-02.atom"},
    {"https://me.example/a.b/feed", 0, "https://me.example/a.b/feed-1970-01-01"},
    {"merged.tar.gz", 20514, "merged.tar-2026-03-02.gz"},
    {"/srv/.hidden", 20514, "/srv/.hidden-2026-03-02"},
};

static const struct {
    const char *name;
    int64_t day;
} days[] = {
    {"merged-2026-03-02.atom", 20514},
    {"merged-1970-01-01.atom", 0},
    {"merged.atom", ARCHIVE_NONE},
    {"merged-2026-03-0x.atom", ARCHIVE_NONE},
    {"merged-2026-13-02.atom", ARCHIVE_NONE},
    {"merged-2026-03-02.rss", ARCHIVE_NONE},
    {"merged-../../etc/p.atom", ARCHIVE_NONE},
    {"other--2026-03-02.atom", ARCHIVE_NONE},
    {"", ARCHIVE_NONE},
};

static void test_names(void **state)
{
    struct arena arena;

    (void)state;
    arena_init(&arena, 1 << 16);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        assert_string_equal(archive_name(&arena, names[i].name, names[i].day), names[i].archive);
    for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++)
        assert_int_equal(archive_day("merged.atom", days[i].name), days[i].day);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_names)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
