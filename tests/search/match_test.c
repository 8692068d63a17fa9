/* Which places of a text match, and which part of it is shown. */
#include "aggregator/search/excerpt.h"
#include "aggregator/search/match.h"

#include "tests/support/test.h"

/* The excerpt with its marks as brackets. */
static void excerpt_tell(char *ret, size_t room, const char *query_text, const char *text,
                         size_t characters)
{
    struct search_query query;
    struct search_marked marked;
    struct arena arena;
    struct error err;
    size_t used = 0, at = 0;

    arena_init(&arena, 1 << 20);
    search_query_read(&query, query_text);
    assert_int_equal(search_excerpt(&marked, &arena, &query, text, characters, &err), 0);
    ret[0] = '\0';
    for (size_t i = 0; i < marked.count; i++) {
        const struct search_range *range = &marked.ranges[i];

        assert_true(range->begin >= at && range->end > range->begin &&
                    range->end <= strlen(marked.text));
        used += (size_t)snprintf(ret + used, room - used, "%.*s[%.*s]", (int)(range->begin - at),
                                 marked.text + at, (int)(range->end - range->begin),
                                 marked.text + range->begin);
        at = range->end;
    }
    snprintf(ret + used, room - used, "%s", marked.text + at);
    arena_release(&arena);
}

static void test_marks(void **state)
{
    static const struct {
        const char *query, *text, *marked;
    } rows[] = {
        {"harbour", "The Harbour of Harbour Town", "The [Harbour] of [Harbour] Town"},
        {"\"harbour town\"", "The Harbour of Harbour Town", "The Harbour of [Harbour Town]"},
        {"town harbour", "Harbour, Town", "[Harbour], [Town]"},
        {"elect*", "Elected: election, selection", "[Elected]: [election], selection"},
        {"\"a a b\"", "a a a b", "a [a a b]"},
        {"zurich", "Café in Zürich", "Café in [Zürich]"},
        {"ξενοδοχειο", "Το ξενοδοχείο άνοιξε", "Το [ξενοδοχείο] άνοιξε"},
        {"الميناء", "افتتاح المينـاء الجديد", "افتتاح [المينـاء] الجديد"},
        {"港口", "新港口开放", "新[港口]开放"},
        {"港", "新港口开放", "新[港]口开放"},
        {"港口开", "新港口开放", "新[港口开]放"},
        {"เรือ", "ท่าเรือใหม่", "ท่า[เรือ]ใหม่"},
        {"東京", "東京の港", "[東京]の港"},
        {"harbour -storm", "Storm in the harbour", "Storm in the [harbour]"},
        {"none", "Nothing\n\n  here ", "Nothing here"},
        {"x", "", ""},
    };
    char marked[512];

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        excerpt_tell(marked, sizeof(marked), rows[i].query, rows[i].text, SIZE_MAX);
        if (strcmp(marked, rows[i].marked) != 0)
            fail_msg("\"%s\" in \"%s\" gave \"%s\"", rows[i].query, rows[i].text, marked);
    }
}

static void test_windows(void **state)
{
    static const char text[] =
        "The mayor spoke first. The ferry was late. Later the ferry left the harbour in the rain, "
        "and all were home by ten.";
    static const struct {
        const char *query, *marked;
        size_t characters;
    } rows[] = {
        {"mayor", "The [mayor] spoke first. The ferry was…", 36},
        /* most terms win over the first place */
        {"ferry harbour", "…the [ferry] left the [harbour] in the…", 36},
        {"ten", "…by [ten].", 20},
        {"nothing", "The mayor spoke…", 18},
    };
    char marked[512];

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        excerpt_tell(marked, sizeof(marked), rows[i].query, text, rows[i].characters);
        if (strcmp(marked, rows[i].marked) != 0)
            fail_msg("\"%s\" gave \"%s\"", rows[i].query, marked);
    }
    excerpt_tell(marked, sizeof(marked), "口", "一二三四五六七八九十港口开放一二三四五六七八九十",
                 10);
    assert_string_equal(marked, "…十港[口]开放一二三四五…");
}

static void test_occurrences(void **state)
{
    struct search_query query;
    struct search_match match;
    static char text[40000];

    (void)state;
    for (size_t i = 0; i + 2 < sizeof(text); i += 2)
        memcpy(text + i, "a ", 2);
    search_query_read(&query, "a \"a a\" -b");
    search_match_text(&match, &query, text, strlen(text));
    assert_int_equal(match.words, strlen(text) / 2);
    assert_int_equal(match.occurrences[0], match.words);
    assert_int_equal(match.occurrences[1], match.words - 1);
    assert_int_equal(match.occurrences[2], 0);
    assert_int_equal(match.count, SEARCH_PLACES_MAX);
}

static void test_only_the_beginning_is_searched(void **state)
{
    static char text[SEARCH_TEXT_BYTES + 100];

    (void)state;
    memset(text, 'x', sizeof(text) - 1);
    assert_int_equal(search_text_size("été"), 5);
    assert_int_equal(search_text_size(text), SEARCH_TEXT_BYTES);
    memcpy(text + SEARCH_TEXT_BYTES - 1, "é", 2);
    assert_int_equal(search_text_size(text), SEARCH_TEXT_BYTES - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_marks), cmocka_unit_test(test_windows),
                                       cmocka_unit_test(test_occurrences),
                                       cmocka_unit_test(test_only_the_beginning_is_searched)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
