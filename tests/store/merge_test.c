/*
 * Merging on every memory: teasers, the article that contains them, an edited digest that links to
 * the article, and a copy, in every order. After any merge, each item must be in an existing story.
 */
#include "tests/store/fixture.h"

#define BRIDGE                                                                                     \
    "Lyndon's oldest bridge will close on Monday for 14 months, mayor Clara Voss said after "      \
    "workers had found cracks in two of its nine piers. A ferry will run every 20 minutes. "
#define MILL                                                                                       \
    "The mill of Orrin, empty since 1961, becomes a workshop for 31 carpenters, the council "      \
    "decided after six hours. Brewer Tom Haskell had bid 2 million crowns for it. "
#define EELS                                                                                       \
    "Eels are back in the Tarn, where biologist Nora Whitby counted 470 of them at three weirs "   \
    "in one night. Anglers from Selby must put back all below 50 centimetres. "

enum { ROLES = 6, ORDER_MAX = 4, DAY = 86400 };

static const struct dedup_identity links[ROLES][3] = {
    {{DEDUP_LINK, 11}},                                   /* a teaser */
    {{DEDUP_LINK, 12}},                                   /* another */
    {{DEDUP_LINK, 13}},                                   /* and another */
    {{DEDUP_LINK, 14}, {DEDUP_VIA, 11}, {DEDUP_VIA, 12}}, /* the article, linked to two teasers */
    {{DEDUP_LINK, 15}, {DEDUP_VIA, 14}}, /* an edited digest, linked to the article */
    {{DEDUP_LINK, 16}},                  /* a copy of the article */
};

static const struct {
    const char *title, *text;
    size_t links;
} roles[ROLES] = {
    {"Bridge of Lyndon closes", BRIDGE, 1},
    {"Mill of Orrin becomes a workshop", MILL, 1},
    {"Eels are back in the Tarn", EELS, 1},
    {"A week in the county", BRIDGE MILL EELS, 3},
    {"The county in short", "This week: " BRIDGE "Also: " MILL, 2},
    {"A week in the county", BRIDGE MILL EELS "Read by Northline.", 1},
};

static uint64_t node_of(const struct dedup_memory *memory, uint64_t key)
{
    struct dedup_record record;
    uint64_t node;
    dedup_doc doc;

    assert_int_equal(memory->find(memory->context, &doc, key), 0);
    assert_int_equal(memory->get(memory->context, &record, doc), 0);
    assert_int_equal(memory->resolve(memory->context, &node, record.node), 0);
    assert_int_equal(record.node, node); /* no item has an alias as its node */
    return node;
}

/* Every item is a member of its story, exactly once. */
static void assert_whole(const struct dedup_memory *memory, const size_t *order, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t node = node_of(memory, order[i] + 1);
        dedup_doc docs[ROLES];
        size_t members, together = 0;

        for (size_t k = 0; k < count; k++)
            together += node_of(memory, order[k] + 1) == node;
        assert_int_equal(memory->members(memory->context, docs, ROLES, &members, &node, 1), 0);
        assert_int_equal(members, together);
        for (size_t k = 1; k < members; k++)
            assert_true(docs[k - 1] < docs[k]);
    }
}

static size_t order_place(const struct dedup_memory *memory, const size_t *order, size_t count)
{
    struct dedup_options options = {.memory = *memory};
    struct dedup *engine;
    size_t merged = 0;

    assert_int_equal(dedup_open(&engine, &options), DEDUP_OK);
    for (size_t i = 0; i < count; i++) {
        size_t role = order[i];
        struct dedup_item item = {.key = role + 1,
                                  .feed = role + 1,
                                  .lang = "en",
                                  .title = roles[role].title,
                                  .text = roles[role].text,
                                  .identities = links[role],
                                  .identity_count = roles[role].links,
                                  .time = DAY + (int64_t)i * 600};
        struct dedup_verdict verdict;
        uint64_t lives;

        assert_int_equal(dedup_place(&verdict, engine, &item), DEDUP_OK);
        assert_int_equal(memory->resolve(memory->context, &lives, verdict.node), 0);
        assert_int_equal(lives, verdict.node);
        for (size_t k = 0; k < verdict.merge_count; k++) {
            assert_int_equal(memory->resolve(memory->context, &lives, verdict.merges[k].from), 0);
            assert_int_equal(lives, verdict.node);
        }
        assert_whole(memory, order, i + 1);
        merged += verdict.merge_count;
    }
    dedup_close(engine);
    return merged;
}

/* Decodes a number to an order of roles, one per base-ROLES digit. False when a role repeats or
 * digits are left. */
static bool order_make(size_t ret[ORDER_MAX], size_t number)
{
    bool taken[ROLES] = {false};

    for (size_t i = 0; i < ORDER_MAX; i++) {
        ret[i] = number % ROLES;
        number /= ROLES;
        if (taken[ret[i]])
            return false;
        taken[ret[i]] = true;
    }
    return number == 0;
}

enum { NUMBERS = ROLES * ROLES * ROLES * ROLES };

static void test_every_order_in_ram(void **state)
{
    size_t order[ORDER_MAX], tried = 0, merged = 0;

    (void)state;
    for (size_t number = 0; number < NUMBERS; number++) {
        struct dedup_memory memory;

        if (!order_make(order, number))
            continue;
        assert_int_equal(dedup_ram_new(&memory, 0), DEDUP_OK);
        merged += order_place(&memory, order, ORDER_MAX);
        dedup_ram_free(&memory);
        tried++;
    }
    assert_int_equal(tried, 360);
    assert_true(merged > 0);
}

static void test_every_order_in_a_store(void **state)
{
    size_t order[ORDER_MAX], tried = 0;

    for (size_t number = 0; number < NUMBERS; number++) {
        struct fixture f;

        if (!order_make(order, number))
            continue;
        fixture_open(&f, *state);
        order_place(&f.memory, order, ORDER_MAX);
        fixture_close(&f);
        tried++;
    }
    assert_int_equal(tried, 360);
}

/* Whatever is merged, an alias never gets a member or becomes part of a cycle. */
static void test_no_circles(void **state)
{
    struct fixture f;
    uint64_t node;
    dedup_doc docs[4];
    size_t count;

    fixture_open(&f, *state);
    for (uint64_t key = 1; key <= 3; key++)
        record_put(&f, key, key, (int64_t)key);
    assert_int_equal(f.memory.merge(f.memory.context, 2, 1), 0);
    assert_int_equal(f.memory.merge(f.memory.context, 1, 2), 0);
    assert_int_equal(f.memory.merge(f.memory.context, 3, 2), 0);
    assert_int_equal(f.memory.merge(f.memory.context, 3, 3), 0);
    for (uint64_t key = 1; key <= 3; key++) {
        assert_int_equal(f.memory.resolve(f.memory.context, &node, key), 0);
        assert_int_equal(node, 1);
    }
    assert_int_equal(f.memory.members(f.memory.context, docs, 4, &count, &(uint64_t){3}, 1), 0);
    assert_int_equal(count, 3);
    fixture_close(&f);
}

int main(void)
{
    static char sqlite[] = "sqlite", memory[] = "memory";
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_order_in_ram),
        cmocka_unit_test_prestate(test_every_order_in_a_store, sqlite),
        cmocka_unit_test_prestate(test_every_order_in_a_store, memory),
        cmocka_unit_test_prestate(test_no_circles, sqlite),
        cmocka_unit_test_prestate(test_no_circles, memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
