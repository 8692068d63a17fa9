#include "tests/store/conformance.h"

static void begin(struct fixture *f)
{
    if (f->in_library)
        dedup_ram_begin(&f->memory);
    else
        check(f, store_begin(f->store, &f->err));
}

static void commit(struct fixture *f)
{
    if (f->in_library)
        dedup_ram_commit(&f->memory);
    else
        check(f, store_commit(f->store, &f->err));
}

static void rollback(struct fixture *f)
{
    if (f->in_library)
        dedup_ram_rollback(&f->memory);
    else
        store_rollback(f->store);
}

/* The documents of a match as text: "key index: doc doc ...". */
struct found {
    char text[256];
    size_t stop_after; /* 0: never */
    size_t count;
};

static int note_doc(void *context, size_t key_index, dedup_doc doc)
{
    struct found *found = context;
    size_t used = strlen(found->text);

    snprintf(found->text + used, sizeof(found->text) - used, "%d:%d ", (int)key_index, (int)doc);
    return ++found->count == found->stop_after ? 42 : 0;
}

static const char *match_text(struct fixture *f, struct found *found, const uint32_t *keys,
                              size_t count, uint32_t max)
{
    struct dedup_lookup lookups[8];

    for (size_t i = 0; i < count; i++)
        lookups[i] = (struct dedup_lookup){keys[i], max};
    found->text[0] = '\0';
    found->count = 0;
    f->memory.match(f->memory.context, lookups, count, note_doc, found);
    return found->text;
}

void conformance_records(void **state)
{
    struct fixture f;
    struct dedup_record record;
    dedup_doc doc;

    fixture_open(&f, *state);
    assert_int_equal(f.memory.last(f.memory.context, &doc), 0);
    assert_int_equal(doc, 0);
    assert_int_equal(record_put(&f, 100, 100, 5000), 1);
    assert_int_equal(record_put(&f, 200, 100, 6000), 2);
    assert_int_equal(f.memory.find(f.memory.context, &doc, 100), 0);
    assert_int_equal(doc, 1);
    assert_int_equal(record_put(&f, 100, 100, 7000), 3);
    assert_int_equal(f.memory.find(f.memory.context, &doc, 100), 0);
    assert_int_equal(doc, 3);
    assert_int_equal(f.memory.find(f.memory.context, &doc, 999), 0);
    assert_int_equal(doc, 0);
    assert_int_equal(f.memory.get(f.memory.context, &record, 1), 0);
    assert_true(record.superseded);
    assert_int_equal(f.memory.get(f.memory.context, &record, 2), 0);
    assert_int_equal(record.doc, 2);
    assert_int_equal(record.key, 200);
    assert_int_equal(record.time, 6000);
    assert_false(record.superseded);
    assert_int_equal(record.sketch_size, SKETCH_SIZE);
    assert_memory_equal(record.sketch, fixture_sketch, SKETCH_SIZE);
    assert_int_equal(record.evidence.channel, DEDUP_BY_SURFACE);
    assert_int_equal(record.evidence.with, 199);
    assert_true(record.evidence.score == 0.75 && record.evidence.matched == 3);
    assert_int_equal(f.memory.get(f.memory.context, &record, 4), 0);
    assert_int_equal(record.doc, 0);
    fixture_close(&f);
}

static int note_record(void *context, size_t index, const struct dedup_record *record)
{
    struct found *found = context;
    size_t used = strlen(found->text);

    snprintf(found->text + used, sizeof(found->text) - used, "%d:%d=%d%s ", (int)index,
             (int)record->doc, (int)record->key, record->superseded ? "-" : "");
    assert_true(record->doc == 0 || (record->sketch_size == SKETCH_SIZE &&
                                     memcmp(record->sketch, fixture_sketch, SKETCH_SIZE) == 0));
    return ++found->count == found->stop_after ? 42 : 0;
}

static void assert_records(struct fixture *f, const dedup_doc *docs, size_t count,
                           const char *expected)
{
    struct found found = {.stop_after = 0};

    assert_int_equal(f->memory.get_many(f->memory.context, docs, count, note_record, &found), 0);
    assert_string_equal(found.text, expected);
}

/* Many at once are what one after another gives, in any order, and whether they were read before or
 * not. */
void conformance_get_many(void **state)
{
    const dedup_doc docs[] = {3, 1, 9, 3, 0, 2};
    struct found found = {.stop_after = 2};
    struct fixture f;

    fixture_open(&f, *state);
    assert_records(&f, docs, 6, "0:0=0 1:0=0 2:0=0 3:0=0 4:0=0 5:0=0 ");
    record_put(&f, 100, 1, 5000);
    record_put(&f, 200, 2, 5000);
    record_put(&f, 100, 1, 6000);
    assert_records(&f, docs, 0, "");
    assert_records(&f, docs, 6, "0:3=100 1:1=100- 2:0=0 3:3=100 4:0=0 5:2=200 ");
    assert_int_equal(f.memory.get_many(f.memory.context, docs, 6, note_record, &found), 42);
    assert_string_equal(found.text, "0:3=100 1:1=100- ");
    fixture_forget(&f);
    assert_records(&f, docs, 6, "0:3=100 1:1=100- 2:0=0 3:3=100 4:0=0 5:2=200 ");
    fixture_close(&f);
}

void conformance_match(void **state)
{
    const uint32_t keys[] = {201, 7, 55};
    const struct dedup_lookup each_its_own[] = {{201, 10}, {7, 1}, {55, 10}};
    struct fixture f;
    struct found found = {.stop_after = 0};

    fixture_open(&f, *state);
    record_put(&f, 100, 1, 5000); /* 100, 101, 7 */
    record_put(&f, 200, 2, 5000); /* 200, 201, 7 */
    record_put(&f, 201, 3, 5000); /* 201, 202, 7 */
    assert_string_equal(match_text(&f, &found, keys, 3, 10), "0:3 0:2 1:3 1:2 1:1 ");
    assert_string_equal(match_text(&f, &found, keys, 3, 1), "0:3 1:3 ");
    assert_string_equal(match_text(&f, &found, keys, 3, 0), "");
    record_put(&f, 200, 2, 5000); /* supersedes document 2 */
    assert_string_equal(match_text(&f, &found, keys, 3, 2), "0:4 0:3 1:4 1:3 ");
    found.stop_after = 3;
    assert_string_equal(match_text(&f, &found, keys, 3, 10), "0:4 0:3 1:4 ");
    assert_int_equal(f.memory.match(f.memory.context, each_its_own, 0, note_doc, &found), 0);
    found = (struct found){.stop_after = 0};
    assert_int_equal(f.memory.match(f.memory.context, each_its_own, 3, note_doc, &found), 0);
    assert_string_equal(found.text, "0:4 0:3 1:4 ");
    found = (struct found){.stop_after = 1};
    assert_int_equal(f.memory.match(f.memory.context, each_its_own, 3, note_doc, &found), 42);
    fixture_close(&f);
}

static void assert_members(struct fixture *f, uint64_t node, size_t room, const char *expected)
{
    dedup_doc docs[8];
    size_t count, used;
    char text[64];

    assert_int_equal(f->memory.members(f->memory.context, docs, room, &count, &node, 1), 0);
    used = (size_t)snprintf(text, sizeof(text), "%zu:", count);
    for (size_t i = 0; i < count && i < room; i++)
        used += (size_t)snprintf(text + used, sizeof(text) - used, " %d", (int)docs[i]);
    assert_string_equal(text, expected);
}

static void assert_resolves(struct fixture *f, uint64_t node, uint64_t expected)
{
    uint64_t resolved;

    assert_int_equal(f->memory.resolve(f->memory.context, &resolved, node), 0);
    assert_int_equal(resolved, expected);
}

void conformance_nodes(void **state)
{
    struct dedup_evidence evidence = {.channel = DEDUP_BY_LINK, .with = 5, .score = 1};
    struct dedup_record record;
    struct fixture f;

    fixture_open(&f, *state);
    assert_resolves(&f, 1, 0);
    record_put(&f, 100, 1, 5000);
    record_put(&f, 200, 2, 5000);
    record_put(&f, 300, 1, 5000);
    record_put(&f, 400, 4, 5000);
    assert_members(&f, 1, 8, "2: 1 3");
    assert_members(&f, 1, 1, "1: 1");
    assert_members(&f, 9, 8, "0:");
    assert_int_equal(f.memory.get(f.memory.context, &record, 1), 0);
    assert_int_equal(f.memory.merge(f.memory.context, 1, 2), 0);
    assert_int_equal(f.memory.get(f.memory.context, &record, 1), 0);
    assert_int_equal(record.node, 2);
    assert_members(&f, 2, 8, "3: 1 2 3");
    assert_members(&f, 1, 8, "3: 1 2 3");
    assert_int_equal(f.memory.merge(f.memory.context, 2, 4), 0);
    assert_resolves(&f, 1, 4);
    assert_resolves(&f, 2, 4);
    assert_resolves(&f, 4, 4);
    assert_int_equal(f.memory.move(f.memory.context, 200, 50, &evidence), 0);
    assert_members(&f, 4, 8, "3: 1 3 4");
    assert_members(&f, 50, 8, "1: 2");
    assert_int_equal(f.memory.get(f.memory.context, &record, 2), 0);
    assert_int_equal(record.node, 50);
    assert_int_equal(record.evidence.channel, DEDUP_BY_LINK);
    assert_int_equal(record.evidence.with, 5);
    record_put(&f, 100, 4, 5000); /* a new text: the older document is no longer a member */
    assert_members(&f, 4, 8, "3: 3 4 5");
    fixture_close(&f);
}

enum { CROWD = 150 }; /* more than one statement asks for */

/* Several nodes in one call, also more than a batch of a statement has. */
void conformance_members_of_many(void **state)
{
    static dedup_doc docs[CROWD * 2];
    uint64_t nodes[CROWD];
    size_t counts[CROWD];
    struct fixture f;

    fixture_open(&f, *state);
    for (uint64_t i = 0; i < CROWD; i++) {
        nodes[i] = 1000 + i;
        if (i % 3 != 2) /* one of three nodes is unknown */
            record_put(&f, 2000 + i, nodes[i], 5000);
    }
    for (uint64_t i = 0; i < CROWD; i += 3) {
        record_put(&f, 3000 + i, nodes[i], 5000);
        record_put(&f, 4000 + i, nodes[i], 5000);
    }
    assert_int_equal(f.memory.merge(f.memory.context, 1001, 1004), 0);
    assert_int_equal(f.memory.members(f.memory.context, docs, 2, counts, nodes, CROWD), 0);
    for (size_t i = 0; i < CROWD; i++) {
        size_t expected = i % 3 == 0 || i == 1 || i == 4 ? 2 : i % 3 == 1;

        assert_int_equal(counts[i], expected);
        if (i % 3 != 2 && i != 4)
            assert_int_equal(docs[2 * i], i - i / 3 + 1);
    }
    assert_int_equal(docs[1], CROWD / 3 * 2 + 1);
    assert_memory_equal(&docs[2 * 1], &docs[2 * 4], 2 * sizeof(docs[0]));
    assert_int_equal(f.memory.members(f.memory.context, docs, 2, counts, nodes, 0), 0);
    fixture_close(&f);
}

static int note_override(void *context, size_t index, uint64_t b, bool together)
{
    char *text = context;
    size_t used = strlen(text);

    (void)index;
    snprintf(text + used, 64 - used, "%d%c ", (int)b, together ? '+' : '-');
    return 0;
}

/* Stops at the override of one pair. */
static int note_overrides(void *context, size_t index, uint64_t b, bool together)
{
    char *text = context;
    size_t used = strlen(text);

    snprintf(text + used, 64 - used, "%d:%d%c ", (int)index, (int)b, together ? '+' : '-');
    return b == 77 ? 42 : 0;
}

static void assert_overrides(struct fixture *f, uint64_t a, const char *expected)
{
    char text[64] = "";

    assert_int_equal(f->memory.overrides(f->memory.context, &a, 1, note_override, text), 0);
    assert_string_equal(text, expected);
}

void conformance_overrides(void **state)
{
    struct fixture f;

    fixture_open(&f, *state);
    assert_overrides(&f, 1, "");
    assert_int_equal(f.memory.override(f.memory.context, 1, 5, true), 0);
    assert_int_equal(f.memory.override(f.memory.context, 1, 2, false), 0);
    assert_int_equal(f.memory.override(f.memory.context, 1, 0, false), 0);
    assert_overrides(&f, 1, "0- 2- 5+ "); /* the newest override first */
    assert_overrides(&f, 5, "1+ ");
    assert_int_equal(f.memory.override(f.memory.context, 5, 1, false), 0);
    assert_overrides(&f, 1, "5- 0- 2- ");
    assert_overrides(&f, 0, "");
    fixture_close(&f);
}

void conformance_overrides_of_many(void **state)
{
    uint64_t keys[CROWD] = {1, 9, 2, 1};
    char text[64] = "";
    struct fixture f;

    fixture_open(&f, *state);
    assert_int_equal(f.memory.override(f.memory.context, 1, 5, true), 0);
    assert_int_equal(f.memory.override(f.memory.context, 1, 2, false), 0);
    assert_int_equal(f.memory.overrides(f.memory.context, keys, 4, note_overrides, text), 0);
    assert_string_equal(text, "0:2- 0:5+ 2:1- 3:2- 3:5+ ");
    for (uint64_t i = 0; i < CROWD; i++)
        keys[i] = 1000 + i;
    assert_int_equal(f.memory.override(f.memory.context, 1100, 0, false), 0);
    assert_int_equal(f.memory.override(f.memory.context, 1120, 77, true), 0);
    assert_int_equal(f.memory.override(f.memory.context, 1140, 0, false), 0);
    text[0] = '\0';
    assert_int_equal(f.memory.overrides(f.memory.context, keys, CROWD, note_overrides, text), 42);
    assert_string_equal(text, "100:0- 120:77+ ");
    assert_int_equal(f.memory.overrides(f.memory.context, keys, 0, note_overrides, text), 0);
    fixture_close(&f);
}

void conformance_metadata(void **state)
{
    struct fixture f;
    char into[8] = "";
    size_t size = 99;

    fixture_open(&f, *state);
    assert_int_equal(f.memory.metadata_get(f.memory.context, "idf", into, sizeof(into), &size), 0);
    assert_int_equal(size, 0);
    assert_int_equal(f.memory.metadata_put(f.memory.context, "idf", "0123456789", 10), 0);
    assert_int_equal(f.memory.metadata_get(f.memory.context, "idf", into, 4, &size), 0);
    assert_int_equal(size, 10);
    assert_memory_equal(into, "0123\0", 5);
    assert_int_equal(f.memory.metadata_get(f.memory.context, "idf", NULL, 0, &size), 0);
    assert_int_equal(size, 10);
    assert_int_equal(f.memory.metadata_put(f.memory.context, "idf", "x", 1), 0);
    assert_int_equal(f.memory.metadata_get(f.memory.context, "idf", into, sizeof(into), &size), 0);
    assert_int_equal(size, 1);
    begin(&f);
    assert_int_equal(f.memory.metadata_put(f.memory.context, "idf", "yz", 2), 0);
    assert_int_equal(f.memory.metadata_put(f.memory.context, "idf", "xyz", 3), 0);
    assert_int_equal(f.memory.metadata_put(f.memory.context, "new", "n", 1), 0);
    rollback(&f);
    assert_int_equal(f.memory.metadata_get(f.memory.context, "idf", into, sizeof(into), &size), 0);
    assert_int_equal(size, 1);
    assert_memory_equal(into, "x", 1);
    assert_int_equal(f.memory.metadata_get(f.memory.context, "new", into, sizeof(into), &size), 0);
    assert_int_equal(size, 0);
    fixture_close(&f);
}

/* A rollback takes back every kind of change, and the next transaction begins where the first did.
 */
void conformance_rollback(void **state)
{
    struct dedup_evidence evidence = {.channel = DEDUP_BY_LINK, .with = 5, .score = 1};
    struct found found = {.stop_after = 0};
    const uint32_t keys[] = {7, 101, 301};
    struct dedup_record record;
    struct fixture f;
    dedup_doc doc;

    fixture_open(&f, *state);
    record_put(&f, 100, 1, 5000);
    record_put(&f, 200, 2, 5000);
    record_put(&f, 300, 1, 5000);
    assert_int_equal(f.memory.override(f.memory.context, 100, 200, true), 0);
    for (int i = 0; i < 2; i++) {
        begin(&f);
        assert_int_equal(record_put(&f, 100, 9, 6000), 4);
        assert_int_equal(record_put(&f, 400, 2, 6000), 5);
        assert_int_equal(f.memory.merge(f.memory.context, 2, 1), 0);
        assert_int_equal(f.memory.move(f.memory.context, 300, 50, &evidence), 0);
        assert_int_equal(f.memory.override(f.memory.context, 200, 100, false), 0);
        assert_int_equal(f.memory.override(f.memory.context, 300, 0, false), 0);
        assert_members(&f, 2, 8, "2: 2 5");
        assert_members(&f, 50, 8, "1: 3");
        assert_overrides(&f, 100, "200- ");
        rollback(&f);
        assert_int_equal(f.memory.last(f.memory.context, &doc), 0);
        assert_int_equal(doc, 3);
        assert_int_equal(f.memory.find(f.memory.context, &doc, 100), 0);
        assert_int_equal(doc, 1);
        assert_int_equal(f.memory.find(f.memory.context, &doc, 400), 0);
        assert_int_equal(doc, 0);
        assert_records(&f, (const dedup_doc[]){1, 3, 4}, 3, "0:1=100 1:3=300 2:0=0 ");
        assert_int_equal(f.memory.get(f.memory.context, &record, 3), 0);
        assert_int_equal(record.node, 1);
        assert_int_equal(record.evidence.channel, DEDUP_BY_SURFACE);
        assert_members(&f, 1, 8, "2: 1 3");
        assert_members(&f, 2, 8, "1: 2");
        assert_members(&f, 9, 8, "0:");
        assert_resolves(&f, 50, 0);
        assert_resolves(&f, 2, 2);
        assert_overrides(&f, 100, "200+ ");
        assert_overrides(&f, 300, "");
        assert_string_equal(match_text(&f, &found, keys, 3, 9), "0:3 0:2 0:1 1:1 2:3 ");
    }
    begin(&f);
    assert_int_equal(record_put(&f, 500, 2, 5000), 4);
    commit(&f);
    rollback(&f); /* nothing is open */
    assert_members(&f, 2, 8, "2: 2 4");
    fixture_close(&f);
}

/* Documents older than the newest by more than the window are left out, in any order of times. */
void conformance_window(void **state)
{
    const uint32_t keys[] = {7};
    const int64_t day = 86400;
    struct fixture f;
    struct found found = {.stop_after = 0};

    fixture_open(&f, *state);
    begin(&f);
    record_put(&f, 1, 1, 0);
    record_put(&f, 2, 2, 31 * day); /* 1 is past */
    record_put(&f, 3, 3, 1 * day);
    assert_string_equal(match_text(&f, &found, keys, 1, 9), "0:3 0:2 ");
    for (uint64_t key = 4; key < 5000; key++)
        record_put(&f, key, key, 2 * day);
    assert_string_equal(match_text(&f, &found, keys, 1, 2), "0:4999 0:4998 ");
    record_put(&f, 5000, 5000, 33 * day);
    assert_string_equal(match_text(&f, &found, keys, 1, 9), "0:5000 0:2 ");
    commit(&f);
    assert_string_equal(match_text(&f, &found, keys, 1, 9), "0:5000 0:2 ");
    begin(&f);
    record_put(&f, 5001, 5001, 90 * day);
    assert_string_equal(match_text(&f, &found, keys, 1, 9), "0:5001 ");
    rollback(&f);
    assert_string_equal(match_text(&f, &found, keys, 1, 9), "0:5000 0:2 ");
    fixture_close(&f);
}

static uint32_t random_next(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

enum { MANY_DOCS = 30000, MANY_KEYS = 40, VOCABULARY = 50000, MAX_COUNT = 5 };

/* The keys of a document: some rare, some shared by many. */
static void many_keys(uint32_t *ret, uint32_t doc)
{
    uint32_t seed = doc * 2654435761u;

    for (size_t i = 0; i < MANY_KEYS; i++) {
        uint32_t range = VOCABULARY >> random_next(&seed) % 16;

        ret[i] = (random_next(&seed) % (range + 1)) * 85899u;
    }
}

struct newest {
    dedup_doc docs[MAX_COUNT];
};

static int check_doc(void *context, size_t key_index, dedup_doc doc)
{
    dedup_doc **expected = context;

    (void)key_index;
    assert_int_equal(doc, *(*expected)++);
    return 0;
}

static int check_key(void *context, size_t index, const struct dedup_record *record)
{
    (void)context, (void)index;
    assert_int_not_equal(record->doc, 0);
    assert_int_equal(record->key, record->doc);
    return 0;
}

/* More pairs than fit in RAM, so that runs are written and compacted; compared with a plain
 * table. */
void conformance_many(void **state)
{
    /* their numbers share one place of a cache */
    static const dedup_doc spread[] = {1, 8193, 16385, 24577, 2, 1};
    struct newest *newest = calloc(VOCABULARY + 1, sizeof(*newest));
    struct fixture f;

    fixture_open(&f, *state);
    begin(&f);
    for (uint32_t doc = 1; doc <= MANY_DOCS; doc++) {
        struct dedup_record record = {
            .key = doc, .node = doc, .time = doc, .sketch = "", .sketch_size = 0};
        uint32_t keys[MANY_KEYS];
        dedup_doc given;

        many_keys(keys, doc);
        assert_int_equal(f.memory.add(f.memory.context, &given, &record, keys, MANY_KEYS), 0);
        assert_int_equal(given, doc);
        for (size_t i = 0; i < MANY_KEYS; i++) {
            struct newest *n = &newest[keys[i] / 85899u];

            if (n->docs[0] == doc)
                continue;
            memmove(&n->docs[1], &n->docs[0], (MAX_COUNT - 1) * sizeof(n->docs[0]));
            n->docs[0] = doc;
        }
    }
    for (uint32_t word = 0; word <= VOCABULARY; word++) {
        struct dedup_lookup lookups = {word * 85899u, MAX_COUNT};
        dedup_doc *expected = newest[word].docs;

        assert_int_equal(
            f.memory.match(f.memory.context, &lookups, 1, check_doc, (void *)&expected), 0);
        assert_true(expected == newest[word].docs + MAX_COUNT || *expected == 0);
    }
    assert_int_equal(f.memory.get_many(f.memory.context, spread, 6, check_key, NULL), 0);
    commit(&f);
    fixture_close(&f);
    free(newest);
}
