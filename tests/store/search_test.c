/* The search index: what is found, and that it follows the items whatever happens. */
#include "tests/store/fixture.h"

#include "aggregator/base/clock.h"
#include "aggregator/store/scan.h"

#include <sqlite3.h>

enum { DAY = 86400, START = 1772409600 };

static const char feed[] = "http://feed.test/";

/* News of one harbour in six languages, and others. */
static const struct text {
    uint64_t key;
    const char *language, *title, *text;
} texts[] = {
    {1, "en", "Harbour reopens", "The old harbour reopens after the storm, the mayor says."},
    {2, "de", "Hafen öffnet wieder", "Nach dem Sturm öffnet der alte Hafen; die Straße ist frei."},
    {3, "el", "Το λιμάνι άνοιξε", "Το παλιό λιμάνι άνοιξε ξανά μετά την καταιγίδα."},
    {4, "ar", "إعادة افتتاح الميناء", "افتُتح الميناء القديم من جديد بعد العاصفة في ٢٠٢٦."},
    {5, "zh", "老港口重新开放", "风暴过后，老港口重新开放，市长说。"},
    {6, "ja", "古い港が再開", "嵐の後、古い港がふたたび開かれた。"},
    {7, "th", "ท่าเรือเก่าเปิดอีกครั้ง", "ท่าเรือเก่าเปิดอีกครั้งหลังพายุ"},
    {8, "en-GB", "A storm at sea", "Elections were called; the harbour is not in the title."},
    {9, "en", "Nothing of note", NULL},
};

static void text_put(struct fixture *f, uint64_t key, const char *title, const char *text,
                     const char *language, int64_t now)
{
    struct item item = {
        .title = {.value = title}, .plain = text, .published = now, .updated = TIME_NONE};
    struct store_item row = {.key = key,
                             .content_hash = (uint64_t)now,
                             .feed_url = feed,
                             .item = &item,
                             .language = language,
                             .now = now};
    struct store_item_head head;

    check(f, store_item_find(&head, f->store, key, &f->err));
    if (!head.known)
        record_put(f, key, key, now);
    check(f, store_item_save(f->store, &row, &f->err));
}

static void texts_put(struct fixture *f)
{
    check(f, store_begin(f->store, &f->err));
    feed_put(f, feed);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        text_put(f, texts[i].key, texts[i].title, texts[i].text, texts[i].language,
                 START + (int64_t)i * DAY);
    check(f, store_commit(f->store, &f->err));
}

static void keep(struct fixture *f, bool wanted, int64_t expected)
{
    int64_t count;

    check(f, store_search_keep(&count, f->store, wanted, &f->err));
    assert_int_equal(count, expected);
}

/* The keys of the hits as found, "8 1". */
static void found(char ret[256], struct fixture *f, const char *text, int64_t since, int64_t until,
                  const char *language)
{
    struct search_query query;
    const struct search_request request = {&query, since, until, language, 0};
    struct search_hit *hits = NULL;
    size_t count = 0, used = 0;

    search_query_read(&query, text);
    check(f, store_search(&hits, &count, f->store, &f->arena, &request, &f->err));
    ret[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        assert_true(hits[i].relevance > 0 || f->address[0] == 's');
        assert_int_equal(hits[i].node, hits[i].key);
        used +=
            (size_t)snprintf(ret + used, 256 - used, "%s%d", i > 0 ? " " : "", (int)hits[i].key);
    }
}

static void assert_found(struct fixture *f, const char *text, const char *keys)
{
    char hits[256];

    found(hits, f, text, TIME_NONE, TIME_NONE, NULL);
    if (strcmp(hits, keys) != 0)
        fail_msg("\"%s\" found \"%s\", not \"%s\"", text, hits, keys);
}

static void open_engine(struct fixture *f, void **state)
{
    fixture_open(f, (const char *)*state);
    keep(f, true, 0);
    texts_put(f);
}

static void test_queries(void **state)
{
    static const struct {
        const char *text, *keys;
    } rows[] = {
        {"harbour", "8 1"},
        {"HARBOUR storm", "8 1"},
        {"\"harbour reopens\"", "1"},
        {"\"reopens harbour\"", ""},
        {"harbour -elections", "1"},
        {"harbour -\"after the storm\"", "8"},
        {"elec*", "8"},
        {"elec", ""},
        {"offnet strasse", "2"},
        {"ÖFFNET", "2"},
        {"λιμανι", "3"},
        {"ΛΙΜΆΝΙ", "3"},
        {"الميناء", "4"},
        {"افتتح 2026", "4"},
        {"港口", "5"},
        {"港", "6 5"},
        {"老港口开放", ""},
        {"重新开放", "5"},
        {"再開", "6"},
        {"ท่าเรือ", "7"},
        {"พายุ", "7"},
        {"storm OR harbour", ""},
        {"note", "9"},
        {"", ""},
        {"-harbour", ""},
        {"'\"(); AND NOT *^{}: harbour", ""},
        {"\"harbour", "8 1"},
    };
    struct fixture f;

    open_engine(&f, state);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_found(&f, rows[i].text, rows[i].keys);
    fixture_close(&f);
}

static void test_limits_of_time_and_language(void **state)
{
    static const struct {
        int64_t since, until;
        const char *language, *keys;
    } rows[] = {
        {TIME_NONE, TIME_NONE, "en", "8 1"}, {TIME_NONE, TIME_NONE, "en-GB", "8"},
        {TIME_NONE, TIME_NONE, "e", ""},     {TIME_NONE, TIME_NONE, "%", ""},
        {START + 1, TIME_NONE, NULL, "8"},   {TIME_NONE, START + 7 * DAY, NULL, "1"},
        {START, START + 1, NULL, "1"},       {START + 1, START + 2, NULL, ""},
    };
    struct fixture f;
    char hits[256];

    open_engine(&f, state);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        found(hits, &f, "harbour", rows[i].since, rows[i].until, rows[i].language);
        assert_string_equal(hits, rows[i].keys);
    }
    fixture_close(&f);
}

static void test_titles_count_more(void **state)
{
    struct search_query query;
    const struct search_request request = {&query, TIME_NONE, TIME_NONE, NULL, 0};
    struct search_hit *hits = NULL;
    struct fixture f;
    size_t count;

    open_engine(&f, state);
    search_query_read(&query, "storm");
    check(&f, store_search(&hits, &count, f.store, &f.arena, &request, &f.err));
    assert_int_equal(count, 2);
    assert_int_equal(hits[0].key, 8);
    assert_true(hits[0].relevance > hits[1].relevance);
    fixture_close(&f);
}

static void test_follows_changes(void **state)
{
    struct fixture f;

    open_engine(&f, state);
    text_put(&f, 1, "Pier closes", "Another text.", "en", START + 20 * DAY);
    assert_found(&f, "harbour", "8");
    assert_found(&f, "pier", "1");
    check(&f, store_begin(f.store, &f.err));
    text_put(&f, 2, "Harbour again", NULL, "en", START + 21 * DAY);
    store_rollback(f.store);
    assert_found(&f, "harbour", "8");
    assert_found(&f, "hafen", "2");
    fixture_close(&f);
}

/* Of more items than one search finds, those that are left out are the oldest. */
static void test_count_is_bounded(void **state)
{
    struct search_query query;
    const struct search_request request = {&query, TIME_NONE, TIME_NONE, NULL, 0};
    struct search_hit *hits = NULL;
    struct fixture f;
    size_t count;

    fixture_open(&f, (const char *)*state);
    keep(&f, true, 0);
    check(&f, store_begin(f.store, &f.err));
    feed_put(&f, feed);
    for (uint64_t key = 1; key <= SEARCH_HITS_MAX + 1; key++)
        text_put(&f, key, "Harbour news", NULL, "en", START + (int64_t)key);
    check(&f, store_commit(f.store, &f.err));
    search_query_read(&query, "harbour");
    check(&f, store_search(&hits, &count, f.store, &f.arena, &request, &f.err));
    assert_int_equal(count, SEARCH_HITS_MAX);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(hits[i].key, SEARCH_HITS_MAX + 1 - i);
    fixture_close(&f);
}

/* Without an index, the hits of any number of items need the memory of a few. */
static void test_scan_keeps_the_newest(void **state)
{
    enum { ITEMS = 100003, ROOM = 400 * 1024 };
    struct search_query query;
    const struct search_request request = {&query, TIME_NONE, TIME_NONE, NULL, 0};
    struct telling telling = {.item.title.value = "Harbour news"};
    struct search_hit *hits = NULL;
    struct arena arena;
    struct scan *scan;
    struct error err;
    size_t count = 0;

    (void)state;
    arena_init(&arena, ROOM);
    search_query_read(&query, "harbour");
    assert_int_equal(scan_new(&scan, &request, &arena, &err), 0);
    for (uint64_t i = 1; i <= ITEMS; i++) {
        telling.key = i * 7919 % ITEMS; /* each once, in no order */
        telling.first_seen = START + (int64_t)telling.key;
        assert_int_equal(scan_take(scan, &telling, telling.key, &err), 0);
    }
    assert_int_equal(scan_end(&hits, &count, scan, 0), 0);
    assert_int_equal(count, SEARCH_HITS_MAX);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(hits[i].key, ITEMS - 1 - i);
    arena_release(&arena);
}

/* SQLite only. */

/* A search that takes too long is given up, and the next one is not. */
static void test_time_is_bounded(void **state)
{
    struct search_query query;
    struct search_request request = {&query, TIME_NONE, TIME_NONE, NULL, 1e-9};
    struct search_hit *hits = NULL;
    struct fixture f;
    size_t count = 1;

    (void)state;
    fixture_open(&f, "sqlite");
    keep(&f, true, 0);
    check(&f, store_begin(f.store, &f.err));
    feed_put(&f, feed);
    for (uint64_t key = 1; key <= 2000; key++)
        text_put(&f, key, "Harbour news", "Ships and more ships.", "en", START + (int64_t)key);
    check(&f, store_commit(f.store, &f.err));
    search_query_read(&query, "harbour ships");
    assert_int_equal(store_search(&hits, &count, f.store, &f.arena, &request, &f.err), ERR_LIMIT);
    assert_string_equal(f.err.text, "the search takes too long; use fewer or rarer words");
    request.seconds = 0;
    check(&f, store_search(&hits, &count, f.store, &f.arena, &request, &f.err));
    assert_int_equal(count, 2000);
    request.seconds = 3600;
    check(&f, store_search(&hits, &count, f.store, &f.arena, &request, &f.err));
    assert_int_equal(hits[0].key, 2000);
    fixture_close(&f);
}

static void sql_run(struct fixture *f, const char *sql)
{
    sqlite3 *db;

    store_close(f->store);
    f->store = NULL;
    assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    sqlite3_close(db);
    fixture_reopen(f);
}

static void assert_no_index(struct fixture *f)
{
    struct search_query query;
    const struct search_request request = {&query, TIME_NONE, TIME_NONE, NULL, 0};
    struct search_hit *hits = NULL;
    size_t count = 1;

    search_query_read(&query, "harbour");
    assert_int_equal(store_search(&hits, &count, f->store, &f->arena, &request, &f->err),
                     ERR_ABSENT);
    assert_int_equal(count, 0);
    assert_non_null(strstr(f->err.text, "the state has no search index"));
}

static void test_is_built_for_older_states(void **state)
{
    struct fixture f;

    fixture_need_file();
    (void)state;
    fixture_open(&f, "sqlite");
    texts_put(&f);
    assert_no_index(&f);
    keep(&f, true, sizeof(texts) / sizeof(texts[0]));
    keep(&f, true, 0);
    assert_found(&f, "harbour", "8 1");
    fixture_reopen(&f);
    assert_found(&f, "港口", "5");
    keep(&f, false, 0);
    assert_no_index(&f);
    text_put(&f, 1, "Pier closes", NULL, "en", START + 20 * DAY);
    keep(&f, true, sizeof(texts) / sizeof(texts[0]));
    assert_found(&f, "harbour", "8");
    fixture_close(&f);
}

/* An index with the words of another version is not used, and built anew even if that version
 * returns after a change. */
static void test_other_words(void **state)
{
    struct fixture f;
    char sql[128];

    fixture_need_file();
    (void)state;
    fixture_open(&f, "sqlite");
    keep(&f, true, 0);
    texts_put(&f);
    sql_run(&f, "UPDATE setting SET value = 1 WHERE name = 'search'");
    assert_no_index(&f);
    text_put(&f, 1, "Pier closes", NULL, "en", START + 20 * DAY);
    keep(&f, true, sizeof(texts) / sizeof(texts[0]));
    assert_found(&f, "harbour", "8");
    sql_run(&f, "UPDATE setting SET value = 1 WHERE name = 'search'");
    text_put(&f, 1, "Jetty closes", NULL, "en", START + 21 * DAY);
    snprintf(sql, sizeof(sql),
             "SELECT CASE value WHEN 0 THEN 1 ELSE json('not zero') END FROM setting "
             "WHERE name = 'search'");
    sql_run(&f, sql);
    fixture_close(&f);
}

static void test_pruned_items_leave(void **state)
{
    const struct store_retention retention = {.now = START + 100 * DAY,
                                              .archive_seconds = 97 * DAY};
    struct store_pruned pruned;
    struct fixture f;

    fixture_need_file();
    (void)state;
    fixture_open(&f, "sqlite");
    keep(&f, true, 0);
    texts_put(&f);
    check(&f, store_prune(&pruned, f.store, &retention, &f.err));
    assert_int_equal(pruned.items, 3);
    assert_found(&f, "harbour", "8");
    assert_found(&f, "hafen", "");
    sql_run(&f, "INSERT INTO search (search) VALUES ('integrity-check');"
                "SELECT CASE WHEN (SELECT count(*) FROM search_docsize) = 6 THEN 1 "
                "ELSE json('rows left') END;"
                "SELECT CASE WHEN EXISTS (SELECT 1 FROM search WHERE search MATCH 'hafen') "
                "THEN json('words left') END");
    fixture_close(&f);
}

static void finding_count(void *context, const char *line)
{
    if (strstr(line, "search index that does not match") != NULL)
        ++*(int *)context;
}

static void test_damage(void **state)
{
    /* the first block of the index's structure, all blocks, the sizes, the words of one item,
     * the version */
    static const char *const damages[] = {
        "UPDATE search_data SET block = zeroblob(40) WHERE id = 10",
        "UPDATE search_data SET block = x'00ff00ff00ff' WHERE id > 10",
        "DELETE FROM search_data WHERE id > 10",
        "DELETE FROM search_docsize",
        "UPDATE search_config SET v = 99 WHERE k = 'version'",
        "DELETE FROM search_config",
        "UPDATE body SET json = 'damaged' WHERE item = 1",
    };
    const struct store_watch watch = {.finding = finding_count, .context = &(int){0}};
    struct search_query query;
    const struct search_request request = {&query, TIME_NONE, TIME_NONE, NULL, 0};
    struct search_hit *list;
    struct store_damage damage;
    struct fixture f;
    int64_t built, findings;
    size_t count;
    char hits[256];

    fixture_need_file();
    (void)state;
    search_query_read(&query, "harbour");
    for (size_t i = 0; i < sizeof(damages) / sizeof(damages[0]); i++) {
        fixture_open(&f, "sqlite");
        keep(&f, true, 0);
        texts_put(&f);
        sql_run(&f, damages[i]);
        /* a run stores items all the same */
        text_put(&f, 1, "Pier closes", "Another text.", "en", START + 20 * DAY);
        text_put(&f, 20, "Harbour once more", NULL, "en", START + 21 * DAY);
        store_damage(&damage, f.store);
        assert_true(damage.rows <= 2);
        check(&f, store_search_keep(&built, f.store, true, &f.err));
        if (store_search(&list, &count, f.store, &f.arena, &request, &f.err) != 0) {
            assert_string_equal(f.err.text, "the search index is damaged; headwater verify "
                                            "--rebuild builds it anew");
            check(&f, store_verify(&findings, f.store, 30 * DAY, true, &watch, &f.err));
        }
        found(hits, &f, "harbour", TIME_NONE, TIME_NONE, NULL);
        if (strstr(hits, "20") == NULL)
            fail_msg("damage %zu: found \"%s\"", i, hits);
        fixture_close(&f);
    }
}

static void test_verify(void **state)
{
    int seen = 0;
    const struct store_watch watch = {.finding = finding_count, .context = &seen};
    int64_t findings = 0;
    struct fixture f;

    fixture_need_file();
    (void)state;
    fixture_open(&f, "sqlite");
    keep(&f, true, 0);
    texts_put(&f);
    check(&f, store_verify(&findings, f.store, 30 * DAY, false, &watch, &f.err));
    assert_int_equal(findings, 0);
    sql_run(&f, "DELETE FROM search_docsize WHERE id = 1");
    check(&f, store_verify(&findings, f.store, 30 * DAY, false, &watch, &f.err));
    assert_int_equal(seen, 1);
    check(&f, store_verify(&findings, f.store, 30 * DAY, true, &watch, &f.err));
    assert_int_equal(findings, 0);
    assert_found(&f, "harbour", "8 1");
    fixture_close(&f);
}

static void test_a_copy_has_it(void **state)
{
    struct fixture f;
    char copy[128];

    fixture_need_file();
    (void)state;
    fixture_open(&f, "sqlite");
    keep(&f, true, 0);
    texts_put(&f);
    snprintf(copy, sizeof(copy), "%s/copy.db", f.folder);
    check(&f, store_backup(f.store, copy, &f.err));
    text_put(&f, 1, "Pier closes", NULL, "en", START + 20 * DAY);
    check(&f, store_restore(f.store, copy, &f.err));
    assert_found(&f, "harbour", "8 1");
    store_close(f.store);
    f.store = NULL;
    check(&f, store_open_readonly(&f.store, copy, &f.err));
    assert_found(&f, "港口", "5");
    fixture_close(&f);
}

#define ON(engine, test)                                                                           \
    {                                                                                              \
        .name = #test " on " engine, .test_func = test, .initial_state = (void *)(uintptr_t)engine \
    }
#define ON_BOTH(test) ON("sqlite", test), ON("memory", test)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(test_queries),
        ON_BOTH(test_limits_of_time_and_language),
        ON_BOTH(test_titles_count_more),
        ON_BOTH(test_count_is_bounded),
        ON_BOTH(test_follows_changes),
        cmocka_unit_test(test_scan_keeps_the_newest),
        cmocka_unit_test(test_time_is_bounded),
        cmocka_unit_test(test_is_built_for_older_states),
        cmocka_unit_test(test_other_words),
        cmocka_unit_test(test_pruned_items_leave),
        cmocka_unit_test(test_damage),
        cmocka_unit_test(test_verify),
        cmocka_unit_test(test_a_copy_has_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
