/* Long-term maintenance: backup, pruning, verification, migration. */
#include "aggregator/base/clock.h"
#include "aggregator/base/file.h"
#include "aggregator/base/str.h"
#include "tests/store/fixture.h"

#include <sqlite3.h>
#include <unistd.h>

enum { DAY = 86400, WINDOW = 30 * DAY };

static void sql_run(const char *path, const char *sql)
{
    sqlite3 *db;
    char *problem = NULL;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &problem) != SQLITE_OK)
        fail_msg("%s", problem);
    sqlite3_close(db);
}

static int64_t sql_number(const char *path, const char *sql)
{
    sqlite3 *db;
    sqlite3_stmt *row;
    int64_t number;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &row, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(row), SQLITE_ROW);
    number = sqlite3_column_int64(row, 0);
    sqlite3_finalize(row);
    sqlite3_close(db);
    return number;
}

static void assert_counts(struct fixture *f, int64_t items, int64_t stories)
{
    struct store_counts counts;

    check(f, store_count(&counts, f->store, &f->err));
    assert_int_equal(counts.items, items);
    assert_int_equal(counts.stories, stories);
}

static void note_line(void *context, const char *line)
{
    struct str *lines = context;

    str_append(lines, line);
    str_append(lines, "; ");
}

/* Progress only increases, up to the total at most. */
static void note_progress(void *context, size_t done, size_t total)
{
    static size_t last;

    (void)context;
    assert_true(done == 0 || done >= last);
    assert_true(done <= total);
    last = done;
}

static void assert_findings(struct fixture *f, bool rebuild, const char *expected)
{
    struct str lines;
    const struct store_watch watch = {note_line, NULL, note_progress, &lines};
    int64_t count = 0;

    str_init(&lines, 4096);
    check(f, store_verify(&count, f->store, WINDOW, rebuild, &watch, &f->err));
    assert_string_equal(lines.text, expected);
    assert_int_equal(count == 0, lines.length == 0);
    str_release(&lines);
}

static void some_items(struct fixture *f)
{
    feed_put(f, "http://feed.test/");
    item_put(f, 30, 30, "a", 1000);
    item_put(f, 20, 30, "b", 2000);
    item_put(f, 10, 10, "c", 3000);
}

static void test_backup_and_restore(void **state)
{
    struct fixture f;
    char copy[128];

    fixture_need_file();
    (void)state;
    fixture_open(&f, "sqlite");
    some_items(&f);
    snprintf(copy, sizeof(copy), "%s/copy.db", f.folder);
    check(&f, store_backup(f.store, copy, &f.err));
    item_put(&f, 40, 40, "later", 4000);
    check(&f, store_backup(f.store, copy, &f.err)); /* replaces an older copy */
    item_put(&f, 50, 50, "too late", 5000);
    assert_counts(&f, 5, 4);
    check(&f, store_restore(f.store, copy, &f.err));
    assert_counts(&f, 4, 3);
    assert_int_equal(record_put(&f, 60, 60, 6000), 5); /* the memory is the copy's */
    fixture_reopen(&f);
    assert_counts(&f, 4, 3);
    assert_findings(&f, false, "");
    fixture_close(&f);
}

static void test_bad_copy_is_refused(void **state)
{
    struct fixture f;
    char copy[128];

    fixture_need_file();
    (void)state;
    fixture_open(&f, "sqlite");
    some_items(&f);
    snprintf(copy, sizeof(copy), "%s/copy.db", f.folder);
    assert_int_equal(store_restore(f.store, copy, &f.err), ERR_ABSENT);
    check(&f, store_backup(f.store, copy, &f.err));
    sql_run(copy, "PRAGMA user_version = 999");
    assert_int_equal(store_restore(f.store, copy, &f.err), ERR_STORE);
    assert_non_null(strstr(f.err.text, "newer headwater"));
    assert_int_equal(truncate(copy, 8192), 0);
    assert_int_equal(store_restore(f.store, copy, &f.err), ERR_STORE);
    assert_counts(&f, 3, 2);
    fixture_close(&f);
}

static struct store_pruned prune(struct fixture *f, int64_t now)
{
    const struct store_retention retention = {
        .now = now, .archive_seconds = 365 * DAY, .window_seconds = WINDOW, .shrink = true};
    struct store_pruned pruned;

    check(f, store_prune(&pruned, f->store, &retention, &f->err));
    return pruned;
}

static void test_prune(void **state)
{
    struct store_item_head head;
    struct fixture f;

    (void)state;
    fixture_open(&f, "sqlite");
    some_items(&f);
    check(&f, store_item_touch(f.store, 20, 100 * DAY, &f.err));
    item_put(&f, 5, 5, "new", 300 * DAY);
    assert_int_equal(prune(&f, 365 * DAY).items, 0);
    /* Only item 10: the story of 30 was in a feed later, as 20. */
    assert_int_equal(prune(&f, 366 * DAY).items, 1);
    assert_counts(&f, 3, 2);
    check(&f, store_item_find(&head, f.store, 10, &f.err));
    assert_true(head.known); /* it is not new when a feed shows it again */
    assert_int_equal(head.content_hash, 10 * 31 + 1);
    check(&f, store_item_find_fallback(&head, f.store, 10 + ITEM_FALLBACK, &f.err));
    assert_true(head.known); /* and not when a feed shows it under another id */
    assert_int_equal(head.key, 0);
    assert_findings(&f, false, "");
    assert_int_equal(prune(&f, 500 * DAY).items, 2);
    assert_counts(&f, 1, 1);
    item_put(&f, 10, 10, "changed and back", 500 * DAY);
    assert_counts(&f, 2, 2);
    assert_findings(&f, false, "");
    fixture_close(&f);
}

/* Once a day is enough; a clock that was set back does not delay it. */
static void test_prune_pauses(void **state)
{
    struct store_retention retention = {
        .now = 100 * DAY, .archive_seconds = DAY, .window_seconds = WINDOW, .pause_seconds = DAY};
    struct store_pruned pruned;
    struct store_size size;
    struct fixture f;

    (void)state;
    fixture_open(&f, "sqlite");
    check(&f, store_size(&size, f.store, &f.err));
    assert_int_equal(size.pruned_at, TIME_NONE);
    check(&f, store_prune(&pruned, f.store, &retention, &f.err));
    assert_true(pruned.done);
    some_items(&f);
    retention.now += DAY - 1;
    check(&f, store_prune(&pruned, f.store, &retention, &f.err));
    assert_false(pruned.done);
    assert_counts(&f, 3, 2);
    retention.now += 1;
    check(&f, store_prune(&pruned, f.store, &retention, &f.err));
    assert_true(pruned.done);
    assert_int_equal(pruned.items, 3);
    check(&f, store_size(&size, f.store, &f.err));
    assert_int_equal(size.pruned_at, 101 * DAY);
    retention.now = 50 * DAY;
    check(&f, store_prune(&pruned, f.store, &retention, &f.err));
    assert_true(pruned.done);
    fixture_close(&f);
}

/* A feed that still responds still shows its last items, whose last_seen may lag by six hours. */
static void test_prune_keeps_what_is_shown(void **state)
{
    const char *url = "http://feed.test/";
    struct feed_state feed;
    struct store_item_head head;
    struct fixture f;

    (void)state;
    fixture_open(&f, "sqlite");
    check(&f, store_feed_load(&feed, f.store, &f.arena, url, &f.err));
    feed.last_success = 400 * DAY;
    check(&f, store_feed_save(f.store, &feed, &f.err));
    item_put(&f, 10, 10, "gone", DAY - 1);
    item_put(&f, 20, 20, "shown", DAY);
    item_put(&f, 30, 30, "shown last", DAY + 6 * 3600);
    assert_int_equal(prune(&f, 400 * DAY).items, 1);
    assert_counts(&f, 2, 2);
    check(&f, store_item_find(&head, f.store, 10, &f.err));
    assert_int_equal(head.feed, 0);
    check(&f, store_item_find(&head, f.store, 20, &f.err));
    assert_true(head.feed == store_url_number(url));
    fixture_close(&f);
}

/* Records are pruned up to the last whole block of times, which holds the times of 4096. */
static void test_prune_records(void **state)
{
    struct fixture f;

    fixture_need_file();
    (void)state;
    fixture_open(&f, "sqlite");
    check(&f, store_begin(f.store, &f.err));
    for (uint64_t key = 1; key <= 5000; key++)
        record_put(&f, key, key, key < 5000 ? 0 : 31 * DAY);
    check(&f, store_commit(f.store, &f.err));
    assert_int_equal(prune(&f, 31 * DAY).sketches, 4999);
    assert_int_equal(sql_number(f.path, "SELECT min(doc) FROM record"), 4097);
    assert_int_equal(sql_number(f.path, "SELECT count(*) FROM record"), 904);
    assert_findings(&f, false, "");
    fixture_close(&f);
}

/* Sketches are pruned when no member of their node is in the window; numbering continues. */
static void test_prune_sketches(void **state)
{
    struct dedup_record record;
    struct fixture f;
    dedup_doc last;

    (void)state;
    fixture_open(&f, "sqlite");
    check(&f, store_begin(f.store, &f.err));
    for (uint64_t key = 2; key < 5002; key++)
        record_put(&f, key, key / 2, key < 3000 ? 0 : 31 * DAY);
    record_put(&f, 9000, 7, 31 * DAY); /* node 7 stays, with members 14 and 15 */
    check(&f, store_commit(f.store, &f.err));
    assert_int_equal(prune(&f, 31 * DAY).sketches, 2998 - 2);
    assert_int_equal(f.memory.get(f.memory.context, &record, 1), 0);
    assert_int_equal(record.doc, 0);
    assert_int_equal(f.memory.get(f.memory.context, &record, 13), 0);
    assert_int_equal(record.key, 14);
    fixture_reopen(&f);
    assert_int_equal(f.memory.last(f.memory.context, &last), 0);
    assert_int_equal(last, 5001);
    assert_findings(&f, false, "");
    fixture_close(&f);
}

static void test_verify_finds_and_rebuilds(void **state)
{
    static const char index_line[] =
        "1 index that does not match the items; --rebuild rebuilds it; ";
    struct fixture f;

    fixture_need_file();
    (void)state;
    fixture_open(&f, "sqlite");
    check(&f, store_begin(f.store, &f.err));
    some_items(&f);
    /* more than the memtable holds, so a run is written */
    for (uint64_t key = 1000; key < 180000; key++)
        record_put(&f, key, key, 1000);
    check(&f, store_commit(f.store, &f.err));
    assert_findings(&f, false, "");
    store_close(f.store);
    f.store = NULL;
    sql_run(f.path, "PRAGMA foreign_keys = OFF; DELETE FROM body WHERE item = 2;"
                    "UPDATE story SET first_seen = 1 WHERE node = 10;"
                    "INSERT INTO alias VALUES (10, 30);"
                    "UPDATE keys SET keys = X'01000000' WHERE doc = 77");
    check(&f, store_open(&f.store, f.path, &f.err));
    check(&f, store_memory(&f.memory, f.store, WINDOW, &f.err));
    assert_findings(&f, false,
                    "1 index that does not match the items; --rebuild rebuilds it; "
                    "1 item without a text; 1 item in a story that was merged into another; "
                    "1 story at a wrong place in the list; ");
    store_close(f.store);
    f.store = NULL;
    sql_run(f.path, "DELETE FROM alias; UPDATE story SET first_seen = 3000 WHERE node = 10;"
                    "INSERT INTO body VALUES (2, '{}')");
    check(&f, store_open(&f.store, f.path, &f.err));
    check(&f, store_memory(&f.memory, f.store, WINDOW, &f.err));
    assert_findings(&f, false, index_line);
    assert_findings(&f, true, "");
    assert_findings(&f, false, "");
    fixture_close(&f);
}

static void test_memory_engine_refuses(void **state)
{
    struct fixture f;

    (void)state;
    fixture_open(&f, "memory");
    assert_int_equal(store_backup(f.store, "copy.db", &f.err), ERR_REFUSED);
    fixture_close(&f);
}

/* A state of every released schema opens with all its data. */
static void test_migrations(void **state)
{
    struct fixture f;
    struct str sql;
    struct story story;
    uint64_t number;
    int64_t built;
    char path[512];

    (void)state;
    for (int version = 1; version <= 9; version++) {
        fixture_open(&f, "sqlite");
        store_close(f.store);
        f.store = NULL;
        unlink(f.path);
        str_init(&sql, 1 << 20);
        snprintf(path, sizeof(path), "%s/tests/store/data/version-%d.sql", HEADWATER_SOURCE_DIR,
                 version);
        check(&f, file_read(&sql, path, &f.err));
        sql_run(f.path, sql.text);
        str_release(&sql);
        check(&f, store_open(&f.store, f.path, &f.err));
        check(&f, store_memory(&f.memory, f.store, WINDOW, &f.err));
        assert_counts(&f, 2, 1);
        check(&f, store_feed_number(&number, f.store, &f.err));
        assert_int_equal(number, 4711);
        check(&f, store_story_load(&story, f.store, &f.arena, 40, &f.err));
        assert_int_equal(story.telling_count, 2);
        assert_int_equal(story.updated, 1500);
        assert_string_equal(story.tellings[0].item.title.value, "Un");
        assert_string_equal(story.tellings[1].evidence.channel, "surface");
        check(&f, store_search_keep(&built, f.store, true, &f.err));
        assert_int_equal(built, 2);
        assert_int_equal(record_put(&f, 90, 90, 1000), 3);
        assert_findings(&f, false, /* these states have placeholder sketches */
                        "the sketch of record 1 is damaged; the sketch of record 2 is damaged; ");
        fixture_close(&f);
    }
}

/* A story larger than the arena has only the tellings that fit. */
static void test_story_beyond_its_room(void **state)
{
    struct fixture f;
    struct story story;
    struct arena arena;
    char title[3000];

    (void)state;
    memset(title, 'x', sizeof(title) - 1);
    title[sizeof(title) - 1] = '\0';
    fixture_open(&f, "sqlite");
    feed_put(&f, "http://feed.test/");
    for (uint64_t key = 1; key <= 20; key++)
        item_put(&f, key, 40, title, 1000 + (int64_t)key);
    arena_init(&arena, 32 * 1024);
    assert_int_equal(store_story_load(&story, f.store, &arena, 40, &f.err), 0);
    assert_in_range(story.telling_count, 2, 15);
    assert_int_equal(story.tellings[0].key, 1);
    assert_int_equal(f.err.code, ERR_NONE);
    arena_release(&arena);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_backup_and_restore),
        cmocka_unit_test(test_bad_copy_is_refused),
        cmocka_unit_test(test_prune),
        cmocka_unit_test(test_prune_pauses),
        cmocka_unit_test(test_prune_keeps_what_is_shown),
        cmocka_unit_test(test_prune_records),
        cmocka_unit_test(test_prune_sketches),
        cmocka_unit_test(test_verify_finds_and_rebuilds),
        cmocka_unit_test(test_memory_engine_refuses),
        cmocka_unit_test(test_migrations),
        cmocka_unit_test(test_story_beyond_its_room),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
