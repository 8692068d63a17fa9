#include "dedup.h"
#include "dedup/base/map.h"
#include "tests/support/test.h"

static struct dedup_memory memory;

static int set_up(void **state)
{
    (void)state;
    return dedup_ram_new(&memory, 1000);
}

static int tear_down(void **state)
{
    (void)state;
    dedup_ram_free(&memory);
    return 0;
}

static dedup_doc add(uint64_t key, uint64_t node, int64_t time, uint32_t index_key)
{
    const struct dedup_record record = {
        .key = key, .node = node, .time = time, .sketch = "abc", .sketch_size = 3};
    dedup_doc doc;

    assert_int_equal(memory.add(memory.context, &doc, &record, &index_key, 1), 0);
    return doc;
}

/* The members of a node as digits, oldest first. */
static const char *members(uint64_t node)
{
    static char text[32];
    dedup_doc docs[16];
    size_t count, used = 0;

    assert_int_equal(memory.members(memory.context, docs, 16, &count, &node, 1), 0);
    for (size_t i = 0; i < count && i < 16; i++)
        used += (size_t)sprintf(text + used, "%u", docs[i]);
    text[used] = '\0';
    return text;
}

static uint64_t resolve(uint64_t node)
{
    uint64_t found;

    assert_int_equal(memory.resolve(memory.context, &found, node), 0);
    return found;
}

static int match_note(void *context, size_t key_index, dedup_doc doc)
{
    char *text = context;

    (void)key_index;
    sprintf(text + strlen(text), "%u", doc);
    return 0;
}

static const char *match(uint32_t index_key, uint32_t max)
{
    static char text[64];
    struct dedup_lookup lookups = {index_key, max};

    text[0] = '\0';
    assert_int_equal(memory.match(memory.context, &lookups, 1, match_note, text), 0);
    return text;
}

static void test_add_and_get(void **state)
{
    struct dedup_record record;
    dedup_doc doc;

    (void)state;
    memory.last(memory.context, &doc);
    assert_int_equal(doc, 0);
    assert_int_equal(add(11, 100, 5, 7), 1);
    assert_int_equal(add(12, 200, 6, 7), 2);
    memory.last(memory.context, &doc);
    assert_int_equal(doc, 2);
    memory.find(memory.context, &doc, 12);
    assert_int_equal(doc, 2);
    memory.find(memory.context, &doc, 13);
    assert_int_equal(doc, 0);
    memory.get(memory.context, &record, 1);
    assert_int_equal(record.doc, 1);
    assert_int_equal(record.key, 11);
    assert_int_equal(record.node, 100);
    assert_memory_equal(record.sketch, "abc", 3);
    memory.get(memory.context, &record, 3);
    assert_int_equal(record.doc, 0);
    memory.get(memory.context, &record, 0);
    assert_int_equal(record.doc, 0);
}

static void test_match_newest_first_within_the_window(void **state)
{
    (void)state;
    add(11, 1, 0, 7);
    add(12, 2, 500, 7);
    add(13, 3, 900, 7);
    add(14, 4, 900, 8);
    assert_string_equal(match(7, 10), "321");
    assert_string_equal(match(7, 2), "32");
    assert_string_equal(match(9, 10), "");
    add(15, 5, 1400, 8);
    assert_string_equal(match(7, 10), "32");
    add(12, 2, 1400, 9);
    assert_string_equal(match(7, 10), "3");
    assert_string_equal(match(9, 10), "6");
}

static void test_an_update_supersedes(void **state)
{
    struct dedup_record record;
    dedup_doc doc;

    (void)state;
    add(11, 100, 0, 7);
    add(12, 100, 0, 7);
    add(11, 100, 0, 7);
    assert_string_equal(members(100), "23");
    memory.find(memory.context, &doc, 11);
    assert_int_equal(doc, 3);
    memory.get(memory.context, &record, 1);
    assert_true(record.superseded);
    add(11, 300, 0, 7);
    assert_string_equal(members(100), "2");
    assert_string_equal(members(300), "4");
}

static void test_merge_and_aliases(void **state)
{
    (void)state;
    add(11, 100, 0, 7);
    add(12, 200, 0, 7);
    add(13, 100, 0, 7);
    add(14, 300, 0, 7);
    assert_int_equal(resolve(200), 200);
    assert_int_equal(resolve(999), 0);
    assert_int_equal(memory.merge(memory.context, 200, 100), 0);
    assert_string_equal(members(100), "123");
    assert_string_equal(members(200), "123");
    assert_int_equal(resolve(200), 100);
    assert_int_equal(memory.merge(memory.context, 100, 300), 0);
    assert_int_equal(resolve(200), 300);
    assert_string_equal(members(100), "1234");
    add(15, 300, 0, 7);
    assert_string_equal(members(200), "12345");
}

static void test_move(void **state)
{
    const struct dedup_evidence evidence = {.channel = DEDUP_BY_READER, .with = 12, .score = 1};
    struct dedup_record record;

    (void)state;
    add(11, 100, 0, 7);
    add(12, 200, 0, 7);
    add(13, 200, 0, 7);
    assert_int_equal(memory.move(memory.context, 11, 200, &evidence), 0);
    assert_string_equal(members(100), "");
    assert_string_equal(members(200), "123");
    memory.get(memory.context, &record, 1);
    assert_int_equal(record.node, 200);
    assert_int_equal(record.evidence.channel, DEDUP_BY_READER);
    assert_int_equal(memory.move(memory.context, 12, 400, &evidence), 0);
    assert_string_equal(members(200), "13");
    assert_string_equal(members(400), "2");
    assert_int_equal(memory.move(memory.context, 12, 400, &evidence), 0);
    assert_string_equal(members(400), "2");
    assert_true(memory.move(memory.context, 99, 400, &evidence) != 0);
}

static int override_note(void *context, size_t index, uint64_t b, bool together)
{
    char *text = context;

    (void)index;
    sprintf(text + strlen(text), "%c%u", together ? '+' : '-', (unsigned)b);
    return 0;
}

static void test_overrides_newest_first(void **state)
{
    char text[64] = "";

    (void)state;
    memory.override(memory.context, 1, 2, true);
    memory.override(memory.context, 3, 1, false);
    memory.override(memory.context, 1, 0, false);
    memory.overrides(memory.context, &(uint64_t){1}, 1, override_note, text);
    assert_string_equal(text, "-0-3+2");
    text[0] = '\0';
    memory.overrides(memory.context, &(uint64_t){9}, 1, override_note, text);
    assert_string_equal(text, "");
}

static void test_metadata(void **state)
{
    char into[8] = "";
    size_t size;

    (void)state;
    memory.metadata_get(memory.context, "a", into, sizeof(into), &size);
    assert_int_equal(size, 0);
    memory.metadata_put(memory.context, "a", "one", 4);
    memory.metadata_put(memory.context, "b", "two", 4);
    memory.metadata_put(memory.context, "a", "three", 6);
    memory.metadata_get(memory.context, "a", into, sizeof(into), &size);
    assert_int_equal(size, 6);
    assert_string_equal(into, "three");
    memory.metadata_get(memory.context, "a", into, 2, &size);
    assert_int_equal(size, 6);
}

static void test_map(void **state)
{
    struct map map = {0};

    (void)state;
    assert_null(map_get(&map, 1));
    for (uint64_t i = 1; i <= 10000; i++)
        assert_true(map_put(&map, i * 4096, i));
    for (uint64_t i = 1; i <= 10000; i++)
        assert_int_equal(*map_get(&map, i * 4096), i);
    assert_null(map_get(&map, 5));
    assert_true(map_put(&map, 4096, 77));
    assert_int_equal(*map_get(&map, 4096), 77);
    assert_int_equal(map.count, 10000);
    map_release(&map);
    assert_null(map_get(&map, 4096));
}

#define ram_case(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ram_case(test_add_and_get),
        ram_case(test_match_newest_first_within_the_window),
        ram_case(test_an_update_supersedes),
        ram_case(test_merge_and_aliases),
        ram_case(test_move),
        ram_case(test_overrides_newest_first),
        ram_case(test_metadata),
        cmocka_unit_test(test_map),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
