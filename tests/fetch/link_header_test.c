/* Link headers, as servers write them and as nobody should. */
#include "aggregator/fetch/link_header.h"

#include "tests/support/test.h"

static const struct {
    const char *value, *hub, *self;
} rows[] = {
    {"<https://hub.example/>; rel=\"hub\", <https://a.example/feed>; rel=\"self\"",
     "https://hub.example/", "https://a.example/feed"},
    {"<https://hub.example/>;rel=hub,<https://a.example/feed>;rel=self", "https://hub.example/",
     "https://a.example/feed"},
    {"<hub>; REL=\"HUB\"", "hub", NULL},
    {" , ,<a>;rel=hub, ,", "a", NULL},
    {"<a> ; title=\"x, <b>; rel=hub\" ; rel=self", NULL, "a"},
    {"<a>; title=\"a \\\" b\"; rel=hub", "a", NULL},
    {"<a>; rel=\"next hub\tself\"", "a", "a"},
    {"<a>; rel=\"  hub  \"", "a", NULL},
    {"<a?x=1,2;3>; rel=hub", "a?x=1,2;3", NULL},
    {"<a>; rel=next; rel=hub", NULL, NULL},                       /* the first rel counts */
    {"<a>; rel=hub; anchor=\"/other\", <b>; rel=hub", "b", NULL}, /* about another document */
    {"<a>; rel=hub, <b>; rel=hub", "a", NULL},
    {"<a>; rel = hub", "a", NULL},
    {"<a>; crossorigin; rel=hub", "a", NULL},
    {"<a>; rel=hub;", "a", NULL},
    {"<a>; rel*=UTF-8''hub", NULL, NULL},
    {"<a>; rel=hubbub, <b>; rel=\"my-hub\"", NULL, NULL},
    {"<>; rel=hub", NULL, NULL},
    {"<a>; rel", NULL, NULL},
    {"<a>", NULL, NULL},
    {"", NULL, NULL},
    {"a; rel=hub", NULL, NULL},
    {"<a; rel=hub", NULL, NULL},
    {"<a>; rel=\"hub", NULL, NULL},
    {"<a>; rel=\"hub\\", NULL, NULL},
    {"<a>; rel=\"\\\"", NULL, NULL},
    {"<a> x; rel=hub", NULL, NULL},
    {"<a>; rel=self, nonsense, <b>; rel=hub", NULL, "a"},
    {";;;===,,,<<<>>>\"\"\"", NULL, NULL},
};

static void assert_target(struct arena *arena, const char *value, const char *relation,
                          const char *expected)
{
    const char *found = link_header_find(arena, value, relation);

    if ((found == NULL) != (expected == NULL) || (found != NULL && strcmp(found, expected) != 0))
        fail_msg("%s of %s: %s", relation, value, found != NULL ? found : "none");
}

static void test_rows(void **state)
{
    struct arena arena;

    (void)state;
    arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_target(&arena, rows[i].value, "hub", rows[i].hub);
        assert_target(&arena, rows[i].value, "self", rows[i].self);
    }
    arena_release(&arena);
}

/* Every beginning of every row is read to its end and not beyond. */
static void test_cut_anywhere(void **state)
{
    struct arena arena;

    (void)state;
    arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        for (size_t length = 0; length <= strlen(rows[i].value); length++) {
            char *part = strndup(rows[i].value, length);

            assert_non_null(part);
            link_header_find(&arena, part, "hub");
            free(part);
        }
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_cut_anywhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
