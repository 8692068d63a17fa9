/*
 * Kills the store at each of its commit points and repeats the work. The state must then match an
 * uninterrupted run: the same documents, the same results from the index, no damage.
 */
#include "tests/store/fixture.h"

#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FEEDS = 8, FEED_DOCS = 4500, DOC_KEYS = 40, WORDS = 4000 };

static const char *self; /* argv[0], to start the program again */

static void doc_keys(uint32_t *ret, uint32_t doc)
{
    uint32_t seed = doc * 2654435761u;

    for (size_t i = 0; i < DOC_KEYS; i++) {
        seed = seed * 1664525u + 1013904223u;
        ret[i] = (seed >> 8) % (WORDS >> i % 10) * 1048573u;
    }
}

static int doc_put(struct fixture *f, uint32_t key)
{
    struct dedup_record record = {
        .key = key, .node = key, .time = key, .sketch = "", .sketch_size = 0};
    uint32_t keys[DOC_KEYS];
    dedup_doc doc;

    if (f->memory.find(f->memory.context, &doc, key) != 0 || doc != 0)
        return 0; /* stored by an earlier run */
    doc_keys(keys, key);
    return f->memory.add(f->memory.context, &doc, &record, keys, DOC_KEYS);
}

/* A run: one transaction per feed; existing documents are skipped. */
static void work(struct fixture *f)
{
    check(f, store_open(&f->store, f->address, &f->err));
    check(f, store_memory(&f->memory, f->store, 0, &f->err));
    for (uint32_t feed = 0; feed < FEEDS; feed++) {
        check(f, store_begin(f->store, &f->err));
        for (uint32_t i = 1; i <= FEED_DOCS; i++)
            assert_int_equal(doc_put(f, feed * FEED_DOCS + i), 0);
        check(f, store_commit(f->store, &f->err));
    }
}

static int hash_doc(void *context, size_t key_index, dedup_doc doc)
{
    uint64_t *hash = context;

    *hash = (*hash ^ doc ^ (uint64_t)key_index << 40) * 0x100000001b3u;
    return 0;
}

/* A hash of the results for every word. */
static uint64_t answers(struct fixture *f)
{
    uint64_t hash = 14695981039346656037u;

    for (uint32_t word = 0; word < WORDS; word++) {
        struct dedup_lookup lookups = {word * 1048573u, 50};

        assert_int_equal(f->memory.match(f->memory.context, &lookups, 1, hash_doc, &hash), 0);
    }
    return hash;
}

static void integrity_check(const char *path)
{
    sqlite3 *db;
    sqlite3_stmt *row;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &row, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(row), SQLITE_ROW);
    assert_string_equal((const char *)sqlite3_column_text(row, 0), "ok");
    sqlite3_finalize(row);
    sqlite3_close(db);
}

static void start_empty(struct fixture *f)
{
    char path[128];

    fixture_open(f, "sqlite");
    store_close(f->store);
    f->store = NULL;
    if (fixture_on_server()) { /* a schema that is not there yet */
        strncat(f->address, "_empty", sizeof(f->address) - strlen(f->address) - 1);
        return;
    }
    unlink(f->path);
    snprintf(path, sizeof(path), "%s-wal", f->path);
    unlink(path);
}

/* Runs the work in a child with the failpoint set; returns whether it was killed. */
static bool killed_at(struct fixture *f, const char *point)
{
    pid_t child = fork();
    int status;

    if (child == 0) { /* a new program: failpoints are read from the environment once */
        setenv("HEADWATER_FAILPOINT", point, 1);
        execl(self, "store_crash_test", f->address, (char *)NULL);
        _exit(1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

/* On a server, whose every commit is as whole as the next, those of which each is another case. */
static const struct {
    const char *name;
    bool on_server;
} points[] = {
    {"store-migrate-before", true},   {"store-migrate-after", true},
    {"store-commit-before:1", false}, {"store-commit-after:1", true},
    {"store-commit-after:4", false},  {"store-commit-before:8", true},
    {"store-index-flush:1", false},   {"store-index-flush:2", true},
    {"store-index-merge:1", true},
};

static void test_killed_at_each_point(void **state)
{
    struct fixture f;
    uint64_t unbroken;

    (void)state;
    start_empty(&f);
    work(&f);
    unbroken = answers(&f);
    fixture_close(&f);
    for (size_t i = 0; i < sizeof(points) / sizeof(points[0]); i++) {
        dedup_doc last;

        if (fixture_on_server() && !points[i].on_server)
            continue;
        start_empty(&f);
        if (!killed_at(&f, points[i].name))
            fail_msg("%s was not reached", points[i].name);
        if (!fixture_on_server())
            integrity_check(f.path);
        work(&f);
        assert_int_equal(f.memory.last(f.memory.context, &last), 0);
        assert_int_equal(last, FEEDS * FEED_DOCS);
        if (answers(&f) != unbroken)
            fail_msg("other answers after %s", points[i].name);
        fixture_reopen(&f);
        assert_true(answers(&f) == unbroken);
        fixture_close(&f);
    }
}

/* With an address: only does the work, in the child. */
int main(int argc, char **argv)
{
    struct fixture f = {.store = NULL};
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_killed_at_each_point)};

    self = argv[0];
    if (argc > 1) {
        snprintf(f.address, sizeof(f.address), "%s", argv[1]);
        work(&f);
        store_close(f.store);
        return 0;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
