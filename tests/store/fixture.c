#include "tests/store/fixture.h"

#include "aggregator/base/clock.h"

#include <dirent.h>
#include <unistd.h>

const unsigned char fixture_sketch[SKETCH_SIZE] = {DEDUP_RECIPE};

enum { WINDOW_SECONDS = 30 * 86400 };

void check(struct fixture *fixture, int code)
{
    if (code != 0)
        fail_msg("%d: %s", code, fixture->err.text);
}

bool fixture_on_server(void)
{
    return getenv("HEADWATER_POSTGRESQL") != NULL;
}

void fixture_need_file(void)
{
    if (fixture_on_server())
        skip();
}

/* Every state has a schema of its own, which the server takes along at its end. */
static void address_make(struct fixture *fixture, const char *scheme)
{
    static int schemas;
    const char *server = getenv("HEADWATER_POSTGRESQL");

    if (strcmp(scheme, "sqlite") == 0 && server != NULL)
        snprintf(fixture->address, sizeof(fixture->address), "%s&schema=test%d_%d", server,
                 (int)getpid(), schemas++);
    else
        snprintf(fixture->address, sizeof(fixture->address), "%s:%s", scheme, fixture->path);
}

static void open_store(struct fixture *fixture)
{
    if (fixture->in_library) {
        assert_int_equal(dedup_ram_new(&fixture->memory, WINDOW_SECONDS), 0);
        return;
    }
    check(fixture, store_open(&fixture->store, fixture->address, &fixture->err));
    check(fixture, store_memory(&fixture->memory, fixture->store, WINDOW_SECONDS, &fixture->err));
}

void fixture_open(struct fixture *ret, const char *scheme)
{
    memset(ret, 0, sizeof(*ret));
    snprintf(ret->folder, sizeof(ret->folder), "store_test.XXXXXX");
    assert_non_null(mkdtemp(ret->folder));
    snprintf(ret->path, sizeof(ret->path), "%s/state.db", ret->folder);
    ret->in_library = strcmp(scheme, "library") == 0;
    address_make(ret, scheme);
    arena_init(&ret->arena, 64 << 20);
    open_store(ret);
}

void fixture_reopen(struct fixture *fixture)
{
    store_close(fixture->store);
    open_store(fixture);
}

void fixture_forget(struct fixture *fixture)
{
    if (!fixture->in_library)
        check(fixture,
              store_memory(&fixture->memory, fixture->store, WINDOW_SECONDS, &fixture->err));
}

void fixture_close(struct fixture *fixture)
{
    DIR *folder;
    struct dirent *entry;
    char path[512];

    store_close(fixture->store);
    if (fixture->in_library)
        dedup_ram_free(&fixture->memory);
    arena_release(&fixture->arena);
    folder = opendir(fixture->folder);
    while ((entry = readdir(folder)) != NULL) {
        snprintf(path, sizeof(path), "%s/%s", fixture->folder, entry->d_name);
        unlink(path);
    }
    closedir(folder);
    rmdir(fixture->folder);
}

void feed_put(struct fixture *fixture, const char *url)
{
    struct feed_state state;

    check(fixture, store_feed_load(&state, fixture->store, &fixture->arena, url, &fixture->err));
    state.title = "The Feed";
    check(fixture, store_feed_save(fixture->store, &state, &fixture->err));
}

dedup_doc record_put(struct fixture *fixture, uint64_t key, uint64_t node, int64_t time)
{
    const uint32_t keys[] = {(uint32_t)key, (uint32_t)key + 1, 7};
    struct dedup_record record = {.key = key,
                                  .feed = 1,
                                  .node = node,
                                  .time = time,
                                  .sketch = fixture_sketch,
                                  .sketch_size = SKETCH_SIZE,
                                  .evidence = {.channel = DEDUP_BY_SURFACE,
                                               .with = key - 1,
                                               .score = 0.75,
                                               .containment = 0.5,
                                               .matched = 3}};
    dedup_doc doc = 0;

    assert_int_equal(fixture->memory.add(fixture->memory.context, &doc, &record, keys, 3), 0);
    return doc;
}

void item_put(struct fixture *fixture, uint64_t key, uint64_t node, const char *title, int64_t now)
{
    char id[64], link[64];
    struct item item = {.title = {.value = title},
                        .id = id,
                        .link = link,
                        .published = now - 60,
                        .updated = TIME_NONE};
    struct store_item row = {.key = key,
                             .content_hash = key * 31 + strlen(title),
                             .fallback_key = key + ITEM_FALLBACK,
                             .feed_url = "http://feed.test/",
                             .item = &item,
                             .language = "fr",
                             .now = now};

    snprintf(id, sizeof(id), "urn:item:%d", (int)key);
    snprintf(link, sizeof(link), "http://feed.test/%d", (int)key);
    record_put(fixture, key, node, now);
    check(fixture, store_item_save(fixture->store, &row, &fixture->err));
}
