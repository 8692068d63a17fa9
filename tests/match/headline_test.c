#include "aggregator/match/headline.h"
#include "tests/support/test.h"

static const struct {
    const char *title, *feed, *source, *headline;
} rows[] = {
    {"Old bridge reopens after repairs | Harbour Post", "Harbour Post", NULL,
     "Old bridge reopens after repairs"},
    {"Old bridge reopens after repairs - HARBOUR POST", "Harbour Post", NULL,
     "Old bridge reopens after repairs"},
    {"Old bridge reopens – Harbour Post", "Harbour Post: World news", NULL, "Old bridge reopens"},
    {"Old bridge reopens | Harbour Post", "Top stories - Harbour Post", NULL, "Old bridge reopens"},
    {"Old bridge reopens - River Times", "News of the day", "River Times", "Old bridge reopens"},
    {"Old bridge reopens | World | Harbour Post", "Harbour Post | World", NULL,
     "Old bridge reopens"},
    {"Old bridge reopens - River Times", "Harbour Post", NULL, "Old bridge reopens - River Times"},
    {"Old bridge reopens Harbour Post", "Harbour Post", NULL, "Old bridge reopens Harbour Post"},
    {"News | Harbour Post", "Harbour Post", NULL, "News | Harbour Post"},
    {"LIVE: Old bridge reopens", NULL, NULL, "Old bridge reopens"},
    {"Old bridge reopens (VIDEO)", NULL, NULL, "Old bridge reopens"},
    {"Watch live: Old bridge reopens (photos) | Harbour Post", "Harbour Post", NULL,
     "Old bridge reopens"},
    {"EN DIRECT: le vieux pont rouvre", NULL, NULL, "le vieux pont rouvre"},
    {"【速報】古い橋が再開した", NULL, NULL, "古い橋が再開した"},
    {"Live: now", NULL, NULL, "Live: now"},
    {"Lived: an old story of the bridge", NULL, NULL, "Lived: an old story of the bridge"},
    {"", "Harbour Post", NULL, ""},
    {NULL, "Harbour Post", NULL, ""},
    {"Harbour Post", "Harbour Post", NULL, "Harbour Post"},
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct headline_names names = {rows[i].feed, rows[i].source};
        char found[128] = "";
        size_t size;
        const char *text = headline_find(&size, rows[i].title, &names);

        print_message("%s\n", rows[i].title != NULL ? rows[i].title : "(none)");
        assert_true(size < sizeof(found));
        if (size > 0)
            memcpy(found, text, size);
        assert_string_equal(found, rows[i].headline);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
