/* Lists that stories enter once, and digests: what is remembered, merged, pruned and mended. */
#include "aggregator/store/store_lists.h"

#include "aggregator/base/clock.h"
#include "tests/store/fixture.h"

#include <sqlite3.h>

enum { NOW = 1000000, DAY = 86400, WINDOW = 30 * DAY };

/* Entries as "node:time ", digests as "slot:made:mail:text ". */

static int entry_tell(void *context, uint64_t node, int64_t time, struct error *err)
{
    char *into = context;

    (void)err;
    snprintf(into + strlen(into), 32, "%d:%d ", (int)node, (int)time);
    return node == 99 ? ERR_LIMIT : 0;
}

static void assert_entries(struct fixture *f, uint64_t list, const char *expected)
{
    char text[512] = "";

    check(f, store_list_entries(f->store, list, entry_tell, text, &f->err));
    assert_string_equal(text, expected);
}

static int digest_tell(void *context, const struct store_digest *digest, struct error *err)
{
    char *into = context;

    (void)err;
    snprintf(into + strlen(into), 64, "%d:%d:%d:%s ", (int)digest->slot, (int)digest->made,
             (int)digest->mail, digest->text);
    return digest->slot == 99 ? ERR_LIMIT : 0;
}

static void assert_digests(struct fixture *f, uint64_t list, size_t limit, const char *expected)
{
    char text[512] = "";

    check(f, store_digests(f->store, list, limit, digest_tell, text, &f->err));
    assert_string_equal(text, expected);
}

static void test_a_story_enters_once(void **state)
{
    struct fixture f;
    char text[512] = "";

    (void)state;
    fixture_open(&f, "sqlite");
    assert_entries(&f, 1, "");
    check(&f, store_list_enter(f.store, 1, 40, 1000, &f.err));
    check(&f, store_list_enter(f.store, 1, 30, 3000, &f.err));
    check(&f, store_list_enter(f.store, 1, 40, 2000, &f.err));
    check(&f, store_list_enter(f.store, UINT64_MAX, 40, 2000, &f.err));
    fixture_reopen(&f);
    assert_entries(&f, 1, "30:3000 40:1000 ");
    assert_entries(&f, UINT64_MAX, "40:2000 ");
    check(&f, store_list_enter(f.store, 1, 99, 1, &f.err));
    assert_int_equal(store_list_entries(f.store, 1, entry_tell, text, &f.err), ERR_LIMIT);
    check(&f, store_list_enter(f.store, 1, 50, 1, &f.err)); /* the walk has ended cleanly */
    fixture_close(&f);
}

static void test_merged_stories_keep_the_earlier_entry(void **state)
{
    struct fixture f;
    uint64_t lists[] = {1, 1, 2, 3};
    uint64_t nodes[] = {40, 30, 30, 40};
    int64_t times[] = {2000, 1000, 3000, 4000};

    (void)state;
    fixture_open(&f, "sqlite");
    feed_put(&f, "http://feed.test/");
    item_put(&f, 40, 40, "a", 1000);
    item_put(&f, 30, 30, "b", 1000);
    for (size_t i = 0; i < 4; i++)
        check(&f, store_list_enter(f.store, lists[i], nodes[i], times[i], &f.err));
    assert_int_equal(f.memory.merge(f.memory.context, 30, 40), 0);
    assert_entries(&f, 1, "40:1000 ");
    assert_entries(&f, 2, "40:3000 ");
    assert_entries(&f, 3, "40:4000 ");
    fixture_close(&f);
}

static void test_digests(void **state)
{
    static const struct store_digest rows[] = {
        {.slot = 1000, .made = 1001, .text = "one"},
        {.slot = 3000, .made = 3001, .mail = STORE_MAIL_DUE, .text = "three"},
        {.slot = 2000, .made = 2001, .text = "two"}};
    struct fixture f;
    bool same = true;

    (void)state;
    fixture_open(&f, "sqlite");
    for (size_t i = 0; i < 3; i++) {
        check(&f, store_published_note(f.store, 5, &f.err));
        check(&f, store_digest_save(f.store, 7, &rows[i], &f.err));
        check(&f, store_published_is(&same, f.store, 5, &f.err));
        assert_false(same);
    }
    check(&f, store_digest_save(f.store, 8, &rows[0], &f.err));
    assert_digests(&f, 7, 0, "3000:3001:1:three 2000:2001:0:two 1000:1001:0:one ");
    assert_digests(&f, 7, 1, "3000:3001:1:three ");
    check(&f, store_published_note(f.store, 5, &f.err));
    check(&f, store_digest_mail(f.store, 7, 3000, STORE_MAIL_SENT, &f.err));
    check(&f, store_digest_mail(f.store, 7, 9999, STORE_MAIL_SENT, &f.err)); /* there is none */
    check(&f, store_published_is(&same, f.store, 5, &f.err));
    assert_true(same); /* no news for a document */
    assert_digests(&f, 7, 1, "3000:3001:3:three ");
    assert_digests(&f, 8, 0, "1000:1001:0:one ");
    fixture_close(&f);
}

static void sql_run(const char *path, const char *sql)
{
    sqlite3 *db;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

/* A damaged row affects nothing else. */
static void test_damaged_digest(void **state)
{
    static const struct store_digest row = {.slot = 1000, .made = 1001, .text = "one"};
    struct fixture f;
    struct store_damage damage;

    fixture_need_file();
    (void)state;
    fixture_open(&f, "sqlite");
    check(&f, store_digest_save(f.store, 7, &row, &f.err));
    store_close(f.store);
    sql_run(f.path, "INSERT INTO digest VALUES (7, 2000, 9223372036854775807, 9, 'two');"
                    "UPDATE digest SET mail = -3 WHERE slot = 1000");
    check(&f, store_open(&f.store, f.path, &f.err));
    assert_digests(&f, 7, 0, "1000:1001:0:one ");
    store_damage(&damage, f.store);
    assert_int_equal(damage.rows, 1);
    assert_string_equal(damage.first, "digest 2000 of list 7 is damaged");
    fixture_close(&f);
}

static void finding_tell(void *context, const char *line)
{
    snprintf((char *)context + strlen(context), 128, "%s; ", line);
}

static void test_verify(void **state)
{
    static const struct store_digest row = {.slot = 1000, .made = 1001, .text = "{}"};
    char found[512] = "";
    const struct store_watch watch = {.finding = finding_tell, .context = found};
    struct fixture f;
    int64_t findings;

    fixture_need_file();
    (void)state;
    fixture_open(&f, "sqlite");
    check(&f, store_digest_save(f.store, 7, &row, &f.err));
    check(&f, store_list_enter(f.store, 7, 40, 1000, &f.err));
    check(&f, store_verify(&findings, f.store, WINDOW, false, &watch, &f.err));
    assert_int_equal(findings, 0);
    store_close(f.store);
    sql_run(f.path, "INSERT INTO digest VALUES (7, 2000, 2000, 9, '{}'), (7, 3000, -1, 0, '{}'),"
                    " (7, 4000, 4000, 0, '{'); INSERT INTO entry VALUES (7, 41, -5)");
    check(&f, store_open(&f.store, f.path, &f.err));
    check(&f, store_memory(&f.memory, f.store, WINDOW, &f.err));
    check(&f, store_verify(&findings, f.store, WINDOW, false, &watch, &f.err));
    assert_int_equal(findings, 2);
    assert_string_equal(found, "1 list entry with an invalid time; 3 damaged digests; ");
    fixture_close(&f);
}

static void test_prune_and_clock(void **state)
{
    static const struct store_digest rows[] = {
        {.slot = NOW, .made = NOW, .text = "kept"},
        {.slot = NOW - 50 * DAY, .made = NOW - 50 * DAY, .text = "old"},
        {.slot = NOW + 5 * DAY, .made = NOW + 5 * DAY, .text = "ahead"},
        {.slot = NOW + 6 * DAY, .made = NOW + 6 * DAY, .text = "more"}};
    const struct store_retention retention = {
        .now = NOW + 20 * DAY, .archive_seconds = 30 * DAY, .window_seconds = WINDOW};
    struct fixture f;
    struct store_pruned pruned;
    int64_t mended;

    (void)state;
    fixture_open(&f, "sqlite");
    feed_put(&f, "http://feed.test/");
    item_put(&f, 40, 40, "old", NOW - 40 * DAY);
    item_put(&f, 41, 41, "kept", NOW);
    for (size_t i = 0; i < 4; i++)
        check(&f, store_digest_save(f.store, 7, &rows[i], &f.err));
    check(&f, store_list_enter(f.store, 1, 40, NOW, &f.err));
    check(&f, store_list_enter(f.store, 1, 41, NOW + 3 * DAY, &f.err));
    check(&f, store_run_note(f.store, NOW + 3 * DAY, &f.err));
    check(&f, store_clock_mend(&mended, f.store, NOW + DAY, WINDOW, &f.err));
    assert_int_equal(mended, 4);
    check(&f, store_prune(&pruned, f.store, &retention, &f.err));
    assert_int_equal(pruned.items, 1);
    assert_entries(&f, 1, "41:1086400 ");
    assert_digests(&f, 7, 0,
                   "1062534:1086400:0:ahead 1061094:1086400:0:more 1000000:1000000:0:kept ");
    fixture_close(&f);
}

/* An engine that keeps nothing remembers nothing, without an error. */
static void test_memory(void **state)
{
    static const struct store_digest row = {.slot = 1000, .made = 1001, .text = "one"};
    struct fixture f;

    (void)state;
    fixture_open(&f, "memory");
    check(&f, store_list_enter(f.store, 1, 40, 1000, &f.err));
    check(&f, store_digest_save(f.store, 1, &row, &f.err));
    check(&f, store_digest_mail(f.store, 1, 1000, STORE_MAIL_SENT, &f.err));
    assert_entries(&f, 1, "");
    assert_digests(&f, 1, 0, "");
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_story_enters_once),
        cmocka_unit_test(test_merged_stories_keep_the_earlier_entry),
        cmocka_unit_test(test_digests),
        cmocka_unit_test(test_damaged_digest),
        cmocka_unit_test(test_verify),
        cmocka_unit_test(test_prune_and_clock),
        cmocka_unit_test(test_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
