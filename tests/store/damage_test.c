#define _XOPEN_SOURCE 700 /* realpath */
/* Unusable states: each is refused with one line that says what to do. */
#include "aggregator/base/file.h"
#include "aggregator/base/str.h"
#include "tests/store/fixture.h"

#include <limits.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NOBODY = 65534 };

static void sql_run(const char *path, const char *sql)
{
    sqlite3 *db;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static void file_write(const char *path, long at, const char *bytes, size_t size)
{
    FILE *file = fopen(path, at == 0 ? "wb" : "r+b");

    assert_non_null(file);
    fseek(file, at, SEEK_SET);
    fwrite(bytes, 1, size, file);
    fclose(file);
}

static void assert_secret(struct fixture *f, const struct secret *secret, bool same, int64_t rows)
{
    struct store_damage damage;
    struct secret now;

    check(f, store_open(&f->store, f->path, &f->err));
    check(f, store_secret_load(&now, f->store, &f->err));
    assert_int_equal(memcmp(now.bytes, secret->bytes, SECRET_SIZE) == 0, same);
    store_damage(&damage, f->store);
    assert_int_equal(damage.rows, rows);
    store_close(f->store);
    f->store = NULL;
}

/* One copy of the secret may be lost in any way; if both are lost, a new one is drawn. */
static void test_damaged_secret(void **state)
{
    static const struct {
        const char *sql;
        bool same;
        int64_t rows; /* set aside the first time */
    } damages[] = {
        {"UPDATE secret SET bytes = zeroblob(16) WHERE copy = 1", true, 1},
        {"UPDATE secret SET since = since + 1 WHERE copy = 2", true, 1},
        {"UPDATE secret SET bytes = substr(bytes, 1, 5) WHERE copy = 2", true, 1},
        {"UPDATE secret SET sum = sum - 1 WHERE copy = 1", true, 1},
        {"DELETE FROM secret WHERE copy = 1", true, 1},
        {"UPDATE secret SET copy = 3 WHERE copy = 1", true, 1},
        {"UPDATE secret SET since = 7", false, 1},
        {"DELETE FROM secret", false, 1},
        {"UPDATE secret SET copy = copy + 0", true, 0},
    };
    struct secret secret;
    struct fixture f;

    (void)state;
    for (size_t i = 0; i < sizeof(damages) / sizeof(damages[0]); i++) {
        fixture_open(&f, "sqlite");
        check(&f, store_secret_load(&secret, f.store, &f.err));
        store_close(f.store);
        f.store = NULL;
        sql_run(f.path, damages[i].sql);
        assert_secret(&f, &secret, damages[i].same, damages[i].rows);
        assert_secret(&f, &secret, damages[i].same, damages[i].same ? damages[i].rows : 0);
        fixture_close(&f);
    }
}

static void assert_refused(struct fixture *f, int code, const char *words)
{
    struct store *store = NULL;

    assert_int_equal(store_open(&store, f->path, &f->err), code);
    if (strstr(f->err.text, words) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", f->err.text, words);
    assert_null(strchr(f->err.text, '\n'));
}

static void test_newer_schema(void **state)
{
    struct fixture f;
    struct store *store = NULL;

    (void)state;
    fixture_open(&f, "sqlite");
    store_close(f.store);
    f.store = NULL;
    sql_run(f.path, "PRAGMA user_version = 999");
    assert_refused(&f, ERR_STORE, "written by a newer headwater (its schema is 999");
    assert_int_equal(store_open_readonly(&store, f.path, &f.err), ERR_STORE);
    fixture_close(&f);
}

static void test_files_of_others(void **state)
{
    struct fixture f;

    (void)state;
    fixture_open(&f, "sqlite");
    store_close(f.store);
    f.store = NULL;
    unlink(f.path);
    sql_run(f.path, "CREATE TABLE bookmarks (url)");
    assert_refused(&f, ERR_STORE, "the database of another program");
    file_write(f.path, 0,
               "feeds:\n  - http://a.test/\n  - and so on, for more than a header\n"
               "  - and so on, for more than a header\n",
               100);
    assert_refused(&f, ERR_STORE, "the file is not a headwater state");
    fixture_close(&f);
}

static void test_no_state_to_read(void **state)
{
    struct fixture f;
    struct store *store = NULL;

    (void)state;
    fixture_open(&f, "sqlite");
    store_close(f.store);
    f.store = NULL;
    unlink(f.path);
    assert_int_equal(store_open_readonly(&store, f.path, &f.err), ERR_ABSENT);
    assert_int_equal(access(f.path, F_OK), -1);
    fixture_close(&f);
}

static void test_reader_does_not_write(void **state)
{
    struct fixture f;
    struct store *reader = NULL;
    struct store_counts counts;
    struct feed_state feed;

    (void)state;
    fixture_open(&f, "sqlite");
    feed_put(&f, "http://feed.test/");
    item_put(&f, 5, 5, "a", 1000);
    check(&f, store_open_readonly(&reader, f.address, &f.err));
    check(&f, store_count(&counts, reader, &f.err));
    assert_int_equal(counts.items, 1);
    check(&f, store_feed_load(&feed, reader, &f.arena, "http://feed.test/", &f.err));
    assert_int_equal(store_feed_save(reader, &feed, &f.err), ERR_STORE);
    assert_string_equal(f.err.text, "the state is open read-only");
    store_close(reader);
    fixture_close(&f);
}

static int nothing(void *context, const struct story *story, struct error *err)
{
    (void)context, (void)story, (void)err;
    return 0;
}

/* Overwrites pages in the middle; every read must report the damage and not crash. */
static void test_damaged_pages(void **state)
{
    struct fixture f;
    char noise[8192];
    struct stat info;
    int told = 0;

    (void)state;
    fixture_open(&f, "sqlite");
    check(&f, store_begin(f.store, &f.err));
    feed_put(&f, "http://feed.test/");
    for (uint64_t key = 2; key < 400; key++)
        item_put(&f, key, key, "a title that is not so short", (int64_t)key);
    check(&f, store_commit(f.store, &f.err));
    store_close(f.store);
    f.store = NULL;
    memset(noise, 0xa5, sizeof(noise));
    assert_int_equal(stat(f.path, &info), 0);
    for (long at = 8192 * 3; at < (long)info.st_size; at += 8192)
        file_write(f.path, at, noise, sizeof(noise));
    if (store_open(&f.store, f.path, &f.err) == 0) {
        told = store_stories(f.store, 0, nothing, NULL, &f.err);
        assert_int_equal(told, ERR_STORE);
    }
    assert_non_null(strstr(f.err.text, "the state is damaged; restore a backup"));
    fixture_close(&f);
}

/* Like a full disk: writing fails, committed data stays, and later writes succeed. */
static void test_no_room(void **state)
{
    struct rlimit limit = {64 * 1024, RLIM_INFINITY}, before;
    struct fixture f;
    struct store_counts counts;
    int code;

    (void)state;
    fixture_open(&f, "sqlite");
    feed_put(&f, "http://feed.test/");
    item_put(&f, 2, 2, "a", 1000);
    getrlimit(RLIMIT_FSIZE, &before);
    limit.rlim_max = before.rlim_max;
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &limit);
    check(&f, store_begin(f.store, &f.err));
    code = 0;
    for (uint64_t key = 3; key < 3000 && code == 0; key++) {
        struct dedup_record record = {.key = key, .node = key, .sketch = "", .sketch_size = 0};
        dedup_doc doc;

        code = f.memory.add(f.memory.context, &doc, &record, (const uint32_t[]){1, 2}, 2);
    }
    if (code == 0)
        code = store_commit(f.store, &f.err);
    else
        store_memory_error(f.store, &f.err);
    store_rollback(f.store);
    setrlimit(RLIMIT_FSIZE, &before);
    assert_int_equal(code, ERR_STORE);
    assert_non_null(strstr(f.err.text, "cannot use the state: the disk"));
    item_put(&f, 9, 9, "b", 2000);
    fixture_reopen(&f);
    check(&f, store_count(&counts, f.store, &f.err));
    assert_int_equal(counts.items, 2);
    fixture_close(&f);
}

/* In a child that runs as nobody: tests may run as root, who ignores permissions. */
static void read_as_nobody(struct fixture *f)
{
    struct store *store = NULL;
    struct store_counts counts;
    struct stat info;
    /* resolved as by SQLite: nobody may have no access to a folder of the path */
    char whole[PATH_MAX];

    if (realpath(f->path, whole) == NULL || (geteuid() == 0 && setuid(NOBODY) != 0))
        _exit(77);
    if (stat(whole, &info) != 0)
        _exit(77);
    if (store_open(&store, f->path, &f->err) != ERR_STORE)
        _exit(1);
    if (strstr(f->err.text, "permission") == NULL)
        _exit(2);
    if (store_open_readonly(&store, f->path, &f->err) != 0)
        _exit(3);
    if (store_count(&counts, store, &f->err) != 0 || counts.items != 1)
        _exit(4);
    _exit(0);
}

static void test_folder_that_may_not_be_written(void **state)
{
    struct fixture f;
    pid_t child;
    int status;

    (void)state;
    fixture_open(&f, "sqlite");
    feed_put(&f, "http://feed.test/");
    item_put(&f, 5, 5, "a", 1000);
    store_close(f.store);
    f.store = NULL;
    chmod(f.path, 0444);
    chmod(f.folder, 0555);
    child = fork();
    if (child == 0)
        read_as_nobody(&f);
    waitpid(child, &status, 0);
    chmod(f.folder, 0755);
    fixture_close(&f);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
        skip();
    assert_int_equal(status, 0);
}

/* An invalid channel is read as "founder". */
static void test_damaged_channel(void **state)
{
    struct fixture f;
    struct story story;

    (void)state;
    fixture_open(&f, "sqlite");
    feed_put(&f, "http://feed.test/");
    item_put(&f, 1, 40, "a", 1000);
    sql_run(f.path, "UPDATE record SET channel = 99");
    assert_int_equal(store_story_load(&story, f.store, &f.arena, 40, &f.err), 0);
    assert_string_equal(story.tellings[0].evidence.channel, "founder");
    fixture_close(&f);
}

static void line_keep(void *context, const char *line)
{
    struct str *lines = context;

    str_append(lines, line);
    str_append(lines, "; ");
}

static int64_t verify(struct fixture *f, bool rebuild, struct str *findings)
{
    const struct store_watch watch = {.finding = line_keep, .context = findings};
    int64_t count = 0;

    str_init(findings, 4096);
    check(f, store_verify(&count, f->store, 30 * 86400, rebuild, &watch, &f->err));
    return count;
}

/* The damage done to a state of five items in four stories, and what verify reports. */
static const struct {
    const char *name, *sql, *finding;
} damages[] = {
    {"a number that no document has", "INSERT INTO keys VALUES (8589934592, x'0102030405060708')",
     "1 set of index keys without an item; "},
    {"half a key", "UPDATE keys SET keys = x'010203' WHERE doc = 2",
     "1 damaged set of index keys; "},
    {"a record far away", "UPDATE record SET doc = 4294967296 WHERE doc = 3",
     "1 index that does not match the items; --rebuild rebuilds it; 1 set of index keys without "
     "an item; 1 record with an invalid value; 1 sketch without an item; "},
    {"a record of no number", "UPDATE record SET doc = 0 WHERE doc = 3",
     "1 index that does not match the items; --rebuild rebuilds it; 1 set of index keys without "
     "an item; 1 record with an invalid value; 1 sketch without an item; "},
    {"a record of no time", "UPDATE record SET time = 9223372036854775807 WHERE doc = 5",
     "1 record with an invalid value; "},
    {"an era of too few times", "INSERT INTO era VALUES (0, x'00')",
     "1 index that does not match the items; --rebuild rebuilds it; "},
    {"a run of nothing", "INSERT INTO key_run VALUES (1, 1, 4294967296, 1, 1, 1, x'00000000')",
     "1 index that does not match the items; --rebuild rebuilds it; "},
    {"a run without its chunks", "INSERT INTO key_run VALUES (1, 1, 5, 1, 1, 1, x'00000000')",
     "1 index that does not match the items; --rebuild rebuilds it; "},
    {"a feed that is no JSON", "UPDATE feed SET state = '{'",
     "the state of feed http://feed.test/ is damaged; "},
    {"a feed that waits for no reason", "UPDATE feed SET state = '{\"wait_reason\":77}'",
     "the state of feed http://feed.test/ is damaged at wait_reason; "},
    {"a text that is none", "UPDATE body SET json = '[' WHERE item = 1",
     "item 0000000000000028 of http://feed.test/ is damaged; "},
    {"a sketch that is none", "UPDATE sketch SET sketch = x'01ff' WHERE doc = 4",
     "the sketch of record 4 is damaged; "},
    {"an item of no day", "UPDATE item SET first_seen = -5 WHERE id = 2",
     "1 story at a wrong place in the list; 1 item with an invalid time; "},
    {"a name of nobody", "INSERT INTO name VALUES (5, 99)", "1 name without an item; "},
};

static void test_damaged_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(damages) / sizeof(damages[0]); i++) {
        struct fixture f;
        struct str findings;

        fixture_open(&f, "sqlite");
        feed_put(&f, "http://feed.test/");
        for (uint64_t key = 40; key < 45; key++)
            item_put(&f, key, key < 42 ? 40 : key, "a", (int64_t)key * 1000);
        assert_int_equal(verify(&f, false, &findings), 0);
        str_release(&findings);
        sql_run(f.path, damages[i].sql);
        verify(&f, false, &findings);
        if (strcmp(findings.text, damages[i].finding) != 0)
            fail_msg("%s: \"%s\"", damages[i].name, findings.text);
        str_release(&findings);
        fixture_reopen(&f); /* as a run does: it still takes new items */
        item_put(&f, 90, 90, "new", 90000);
        check(&f, store_stories(f.store, 0, nothing, NULL, &f.err));
        verify(&f, true, &findings);
        if (findings.length != 0)
            fail_msg("%s, mended: \"%s\"", damages[i].name, findings.text);
        str_release(&findings);
        fixture_close(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_newer_schema),
        cmocka_unit_test(test_files_of_others),
        cmocka_unit_test(test_no_state_to_read),
        cmocka_unit_test(test_reader_does_not_write),
        cmocka_unit_test(test_damaged_pages),
        cmocka_unit_test(test_damaged_channel),
        cmocka_unit_test(test_damaged_rows),
        cmocka_unit_test(test_damaged_secret),
        cmocka_unit_test(test_no_room),
        cmocka_unit_test(test_folder_that_may_not_be_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
