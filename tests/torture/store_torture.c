/*
 * The store with failing allocations: transactions as in a run, maintenance, and queries; few
 * items, but every verb. Whatever fails, the state must open again and contain either the whole
 * first transaction or nothing of it. The same work, repeated with enough memory, must give the
 * result of a clean pass.
 */
#include "aggregator/base/clock.h"
#include "aggregator/store/store.h"
#include "tests/support/folder.h"
#include "tests/torture/torture.h"

enum {
    ARENA_BYTES = 8 << 20,
    WINDOW_SECONDS = 30 * 86400,
    NOW = 1772423326,
    LONG_AGO = NOW - 700 * 86400,
    ITEMS = 5, /* per transaction */
    /* key of the first of the items that are pruned and return */
    FIRST_OLD = 1001,
};

struct place {
    char folder[FOLDER_PATH_SIZE], path[FOLDER_PATH_SIZE], copy[FOLDER_PATH_SIZE];
    const char *address;
    char text[FOLDER_PATH_SIZE + 16];
    bool outlives;      /* the state exists after the store is closed */
    const char *server; /* of PostgreSQL; NULL: the state is a file, or in memory */
    unsigned states;    /* on that server so far */
};

/* A sketch without words, in dedup's form. */
static const unsigned char empty_sketch[20] = {DEDUP_RECIPE};

static const char feed_url[] = "http://feed.example/";

static int record_add(const struct dedup_memory *memory, uint64_t key)
{
    const uint32_t keys[] = {(uint32_t)key, (uint32_t)key + 1, 7};
    const struct dedup_record record = {.key = key,
                                        .feed = 1,
                                        .node = 1 + key / 3,
                                        .time = NOW,
                                        .sketch = empty_sketch,
                                        .sketch_size = sizeof(empty_sketch),
                                        .evidence = {.channel = DEDUP_BY_SURFACE, .with = 1}};
    dedup_doc doc;

    return memory->add(memory->context, &doc, &record, keys, 3);
}

static int item_add(struct store *store, const struct dedup_memory *memory, uint64_t key,
                    int64_t now, struct error *err)
{
    struct item item = {.title = {.value = "A title"},
                        .id = "urn:item",
                        .link = "http://feed.example/x",
                        .summary = {.value = "What happened.", .kind = TEXT_PLAIN},
                        .published = NOW - 60,
                        .updated = TIME_NONE};
    const struct store_item row = {.key = key,
                                   .content_hash = key * 31,
                                   .fallback_key = key * 37,
                                   .feed_url = feed_url,
                                   .item = &item,
                                   .language = "fr",
                                   .now = now};

    if (record_add(memory, key) != 0)
        return store_memory_error(store, err);
    return store_item_save(store, &row, err);
}

/* One transaction: a feed and some of its items. */
static int items_add(struct store *store, const struct dedup_memory *memory, uint64_t first,
                     int64_t now, struct error *err)
{
    struct arena arena;
    struct feed_state state;
    int code = store_begin(store, err);

    arena_init(&arena, ARENA_BYTES);
    if (code == 0)
        code = store_feed_load(&state, store, &arena, feed_url, err);
    if (code == 0)
        code = store_feed_count(&state, store, err);
    if (code == 0) {
        state.title = "The Feed";
        code = store_feed_save(store, &state, err);
    }
    for (uint64_t key = first; key < first + ITEMS && code == 0; key++)
        code = item_add(store, memory, key, now, err);
    if (code == 0 && memory->metadata_put(memory->context, "learnt", "words", 5) != 0)
        code = store_memory_error(store, err);
    code = code == 0 ? store_commit(store, err) : code;
    if (code != 0)
        store_rollback(store);
    arena_release(&arena);
    return code;
}

static int story_digest(void *context, const struct story *story, struct error *err)
{
    uint64_t *digest = context;

    (void)err;
    *digest = torture_digest(*digest, &story->node, sizeof(story->node));
    for (size_t i = 0; i < story->telling_count; i++)
        *digest = torture_digest(*digest, story->tellings[i].item.title.value,
                                 strlen(story->tellings[i].item.title.value));
    return 0;
}

static void finding_ignore(void *context, const char *line)
{
    (void)context;
    (void)line;
}

static const struct store_watch nobody = {.finding = finding_ignore};

/* A pruned item returns, together with others like it. */
static int items_revive(struct store *store, const struct dedup_memory *memory, struct arena *arena,
                        struct error *err)
{
    struct telling telling;
    uint64_t node;
    int code = store_telling_load(&telling, &node, store, arena, "1001", err);

    if (code != ERR_ABSENT)
        return code;
    err->code = ERR_NONE;
    return items_add(store, memory, FIRST_OLD, NOW, err);
}

/* Maintenance of a state that lasts. */
static int state_keep(int64_t *ret_findings, struct store *store, const struct place *place,
                      struct error *err)
{
    const struct store_retention retention = {
        .now = NOW, .archive_seconds = 86400, .window_seconds = WINDOW_SECONDS};
    struct store_pruned pruned;
    struct store_size size;
    int code = store_verify(ret_findings, store, WINDOW_SECONDS, true, &nobody, err);

    if (code == 0 && place->server == NULL)
        code = store_backup(store, place->copy, err);
    if (code == 0 && place->server == NULL)
        code = store_restore(store, place->copy, err);
    if (code == 0)
        code = store_prune(&pruned, store, &retention, err);
    if (code == 0)
        code = store_size(&size, store, err);
    return code;
}

static int override_ignore(void *context, size_t index, uint64_t b, bool together)
{
    (void)context, (void)index, (void)b, (void)together;
    return 0;
}

static int record_count(void *context, size_t index, const struct dedup_record *record)
{
    size_t *count = context;

    (void)index;
    *count += record->doc != 0;
    return 0;
}

static int match_ignore(void *context, size_t key_index, dedup_doc doc)
{
    (void)context, (void)key_index, (void)doc;
    return 0;
}

/* The engine's reads from its memory; nonzero on failure. */
static int memory_ask(uint64_t *digest, const struct dedup_memory *memory)
{
    static const struct dedup_lookup lookups[] = {{7, 3}, {8, 3}};
    static const dedup_doc docs[] = {1, 2, 3, 4, 1};
    static const uint64_t asked[] = {1, 2, 3};
    struct dedup_record record = {.node = 0};
    dedup_doc doc = 0, last, members[3 * ITEMS];
    uint64_t node = 0;
    size_t counts[3] = {0}, records = 0, size = 0;
    char note[8];
    void *c = memory->context;
    int failed = memory->match(c, lookups, 2, match_ignore, NULL) != 0 ||
                 memory->find(c, &doc, 2) != 0 || memory->get(c, &record, doc) != 0 ||
                 memory->last(c, &last) != 0 ||
                 memory->get_many(c, docs, 5, record_count, &records) != 0 ||
                 memory->members(c, members, ITEMS, counts, asked, 3) != 0 ||
                 memory->resolve(c, &node, 2) != 0 ||
                 memory->overrides(c, asked, 3, override_ignore, NULL) != 0 ||
                 memory->metadata_get(c, "learnt", note, sizeof(note), &size) != 0;

    *digest = torture_digest(*digest, &record.node, sizeof(record.node));
    *digest = torture_digest(*digest, counts, sizeof(counts));
    *digest = torture_digest(*digest, &records, sizeof(records));
    *digest = torture_digest(*digest, &node, sizeof(node));
    *digest = torture_digest(*digest, &size, sizeof(size));
    return failed;
}

/* In a transaction: changes an item, merges two stories, moves an item. */
static int memory_change(struct store *store, const struct dedup_memory *memory, struct error *err)
{
    const struct dedup_evidence evidence = {.channel = DEDUP_BY_READER};
    void *c = memory->context;
    uint64_t node = 0;
    int code = store_begin(store, err);

    if (code == 0)
        code = item_add(store, memory, 2, NOW, err);
    if (code == 0 &&
        (memory->resolve(c, &node, 2) != 0 || (node == 2 && memory->merge(c, 2, 1) != 0) ||
         memory->move(c, ITEMS, 77, &evidence) != 0 || memory->override(c, 1, ITEMS, false) != 0))
        code = store_memory_error(store, err);
    code = code == 0 ? store_commit(store, err) : code;
    if (code != 0)
        store_rollback(store);
    return code;
}

/* The verbs for single items and stories. */
static int items_ask(struct store *store, struct arena *arena, struct error *err)
{
    struct store_item_head head;
    struct telling telling;
    struct story story;
    uint64_t node, number;
    int64_t last;
    int code = store_item_find_fallback(&head, store, 37, err);

    if (code == 0)
        code = store_item_touch(store, 1, NOW + 86400, err);
    if (code == 0)
        code = store_telling_load(&telling, &node, store, arena, "urn:item", err);
    if (code == 0)
        code = store_story_load(&story, store, arena, 2, err);
    if (code == 0)
        code = store_story_published(store, 1, 1, 1, NOW, err);
    if (code == 0)
        code = store_feed_number(&number, store, err);
    if (code == 0)
        code = store_run_note(store, NOW, err);
    if (code == 0)
        code = store_run_last(&last, store, err);
    return code;
}

/* Searches for a word of the titles. */
static int index_ask(uint64_t *digest, struct store *store, struct error *err)
{
    struct search_query query;
    const struct search_request request = {&query, TIME_NONE, TIME_NONE, NULL, 0};
    struct search_hit *hits = NULL;
    struct arena arena;
    size_t count = 0;
    int code;

    arena_init(&arena, ARENA_BYTES);
    search_query_read(&query, "title");
    code = store_search(&hits, &count, store, &arena, &request, err);
    for (size_t i = 0; i < count && code == 0; i++)
        *digest = torture_digest(*digest, &hits[i].key, sizeof(hits[i].key));
    arena_release(&arena);
    return code;
}

/* All operations on a state with items. */
static int state_ask(uint64_t *digest, struct store *store, const struct dedup_memory *memory,
                     const struct place *place, struct error *err)
{
    struct store_counts counts;
    struct arena arena;
    int64_t findings = 0;
    int code = memory_change(store, memory, err);

    arena_init(&arena, ARENA_BYTES);
    if (code == 0 && place->outlives)
        code = state_keep(&findings, store, place, err);
    if (code == 0)
        code = items_revive(store, memory, &arena, err);
    if (code == 0)
        code = items_ask(store, &arena, err);
    arena_release(&arena);
    if (code == 0)
        code = store_stories(store, 0, story_digest, digest, err);
    if (code == 0 && memory_ask(digest, memory) != 0)
        code = store_memory_error(store, err);
    if (code == 0)
        code = index_ask(digest, store, err);
    if (code == 0)
        code = store_count(&counts, store, err);
    if (code == 0)
        *digest = torture_digest(*digest, &counts, sizeof(counts));
    *digest = torture_digest(*digest, &findings, sizeof(findings));
    return code;
}

static const struct {
    uint64_t first;
    int64_t now;
} batches[] = {{1, NOW}, {1 + ITEMS, NOW}, {FIRST_OLD, LONG_AGO}};

static int work(uint64_t *ret_digest, const struct place *place, struct error *err)
{
    struct store *store = NULL;
    struct dedup_memory memory;
    struct store_item_head head;
    int64_t indexed;
    int code = store_open(&store, place->address, err);

    *ret_digest = 0;
    if (code == 0)
        code = store_search_keep(&indexed, store, true, err);
    if (code == 0)
        code = store_memory(&memory, store, WINDOW_SECONDS, err);
    for (size_t i = 0; i < sizeof(batches) / sizeof(batches[0]) && code == 0; i++) {
        code = store_item_find(&head, store, batches[i].first, err);
        if (code == 0 && !head.known)
            code = items_add(store, &memory, batches[i].first, batches[i].now, err);
    }
    if (code == 0)
        code = state_ask(ret_digest, store, &memory, place, err);
    store_close(store);
    return code;
}

/* Whether the state has only whole transactions and no findings. */
static bool is_whole(const struct place *place)
{
    struct store *store = NULL;
    struct store_counts counts = {0};
    struct error err;
    int64_t findings = 1;
    bool whole = store_open(&store, place->address, &err) == 0 &&
                 store_count(&counts, store, &err) == 0 && counts.items % ITEMS == 0 &&
                 store_verify(&findings, store, WINDOW_SECONDS, false, &nobody, &err) == 0 &&
                 findings == 0;

    store_close(store);
    return whole;
}

static int state_work(uint64_t *ret_digest, void *context, struct error *err)
{
    struct place *place = context;
    struct error later;
    uint64_t digest = 0;
    int code;

    folder_make(place->folder);
    folder_path(place->path, place->folder, "state.db");
    folder_path(place->copy, place->folder, "copy.db");
    if (place->server != NULL)
        snprintf(place->text, sizeof(place->text), "%s&schema=torture%u", place->server,
                 ++place->states);
    else
        snprintf(place->text, sizeof(place->text), "sqlite:%s", place->path);
    if (place->outlives)
        place->address = place->text;
    code = work(&digest, place, err);
    fault_end();
    if (code == 0)
        *ret_digest = digest;
    if (place->outlives && !is_whole(place))
        code = error_set(err, ERR_STORE, SCOPE_RUN, "the state is damaged");
    else if (place->outlives && code != 0 && work(ret_digest, place, &later) != 0)
        code = error_set(err, ERR_STORE, SCOPE_RUN, "a second try fails: %.400s", later.text);
    folder_remove(place->folder);
    return code;
}

static void test_sqlite(void **state)
{
    struct place place = {.outlives = true};

    (void)state;
    torture_run("sqlite", state_work, &place, 40);
}

/* HEADWATER_POSTGRESQL names the server: then the allocations of libpq fail, too. */
static void test_postgresql(void **state)
{
    struct place place = {.outlives = true, .server = getenv("HEADWATER_POSTGRESQL")};

    (void)state;
    torture_run("postgresql", state_work, &place, 40);
}

static void test_memory(void **state)
{
    struct place place = {.address = "memory:"};

    (void)state;
    torture_run("memory", state_work, &place, 150);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_sqlite),
                                       cmocka_unit_test(test_memory)};
    const struct CMUnitTest on_server[] = {cmocka_unit_test(test_postgresql)};

    if (getenv("HEADWATER_POSTGRESQL") != NULL)
        return cmocka_run_group_tests(on_server, NULL, NULL);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
