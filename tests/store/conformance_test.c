/* What every store engine must do; each case runs on each engine. */
#include "tests/store/conformance.h"

#include "aggregator/base/clock.h"

static void open_engine(struct fixture *fixture, void **state)
{
    fixture_open(fixture, (const char *)*state);
}

/* Feeds. */

static void test_unknown_feed_is_fresh(void **state)
{
    struct fixture f;
    struct feed_state feed;

    open_engine(&f, state);
    check(&f, store_feed_load(&feed, f.store, &f.arena, "http://new.test/", &f.err));
    assert_string_equal(feed.url, "http://new.test/");
    assert_true(feed.last_poll == TIME_NONE && feed.first_poll == TIME_NONE);
    assert_true(feed.last_success == TIME_NONE && feed.last_change == TIME_NONE);
    assert_true(feed.feed_updated == TIME_NONE && feed.expires_at == TIME_NONE);
    assert_true(feed.retry_at == TIME_NONE);
    assert_int_equal(feed.max_age_seconds, -1);
    assert_int_equal(feed.not_before, 0);
    check(&f, store_feed_count(&feed, f.store, &f.err));
    assert_int_equal(feed.item_count, 0);
    fixture_close(&f);
}

static void test_feed_comes_back(void **state)
{
    struct fixture f;
    struct feed_state feed, back;

    open_engine(&f, state);
    check(&f, store_feed_load(&feed, f.store, &f.arena, "http://a.test/", &f.err));
    feed.etag = "\"\xe9t\xe9\x01\"";
    feed.title = "L'été";
    feed.last_poll = 1772423326;
    feed.rhythm[23] = 7;
    feed.body_hash = UINT64_MAX;
    feed.gone = true;
    snprintf(feed.last_error, sizeof(feed.last_error), "HTTP 410");
    check(&f, store_feed_save(f.store, &feed, &f.err));
    check(&f, store_feed_load(&back, f.store, &f.arena, "http://a.test/", &f.err));
    assert_string_equal(back.etag, "\"\xe9t\xe9\x01\"");
    assert_string_equal(back.title, "L'été");
    assert_int_equal(back.last_poll, 1772423326);
    assert_int_equal(back.rhythm[23], 7);
    assert_true(back.body_hash == UINT64_MAX);
    assert_true(back.gone);
    assert_string_equal(back.last_error, "HTTP 410");
    assert_null(back.last_modified);
    fixture_close(&f);
}

/* Items. */

static void test_item_without_feed_is_refused(void **state)
{
    struct fixture f;
    struct item item = {.published = TIME_NONE, .updated = TIME_NONE};
    struct store_item row = {.key = 5, .feed_url = "http://none.test/", .item = &item, .now = 1};

    open_engine(&f, state);
    assert_int_equal(store_item_save(f.store, &row, &f.err), ERR_STORE);
    assert_string_equal(f.err.text, "feed http://none.test/ has no state");
    fixture_close(&f);
}

static void test_item_head(void **state)
{
    struct fixture f;
    struct store_item_head head;

    open_engine(&f, state);
    check(&f, store_item_find(&head, f.store, 40, &f.err));
    assert_false(head.known);
    feed_put(&f, "http://feed.test/");
    item_put(&f, 40, 40, "Un", 1000);
    check(&f, store_item_touch(f.store, 40, 2000, &f.err));
    check(&f, store_item_find(&head, f.store, 40, &f.err));
    assert_true(head.known);
    assert_int_equal(head.content_hash, 40 * 31 + 2);
    assert_int_equal(head.node, 40);
    assert_false(head.published_lead);
    assert_true(head.feed == store_url_number("http://feed.test/"));
    assert_true(head.feed != store_url_number("http://other.test/"));
    fixture_close(&f);
}

/* A fallback key finds the item that was saved with it first. */
static void test_item_by_fallback_key(void **state)
{
    struct fixture f;
    struct store_item_head head;

    open_engine(&f, state);
    feed_put(&f, "http://feed.test/");
    item_put(&f, 40, 40, "Un", 1000);
    item_put(&f, 41, 41, "Deux", 1000);
    check(&f, store_item_find_fallback(&head, f.store, 40 + ITEM_FALLBACK, &f.err));
    assert_true(head.known);
    assert_int_equal(head.key, 40);
    assert_int_equal(head.content_hash, 40 * 31 + 2);
    check(&f, store_item_find_fallback(&head, f.store, 40, &f.err));
    assert_false(head.known);
    check(&f, store_item_find_fallback(&head, f.store, 0, &f.err));
    assert_false(head.known);
    fixture_close(&f);
}

static void test_telling_by_every_name(void **state)
{
    static const char *const names[] = {"40", "0000000000000028", "urn:item:40",
                                        "http://feed.test/40"};
    struct fixture f;
    struct telling telling;
    uint64_t node;

    open_engine(&f, state);
    feed_put(&f, "http://feed.test/");
    item_put(&f, 40, 39, "Un", 1000);
    for (size_t i = 0; i < 4; i++) {
        check(&f, store_telling_load(&telling, &node, f.store, &f.arena, names[i], &f.err));
        assert_int_equal(telling.key, 40);
        assert_int_equal(node, 39);
        assert_string_equal(telling.item.title.value, "Un");
        assert_string_equal(telling.feed_title, "The Feed");
        assert_string_equal(telling.language, "fr");
        assert_string_equal(telling.evidence.channel, "surface");
        assert_string_equal(telling.evidence.detail,
                            "{\"containment\":0.5000,\"t\":0.0000,\"p\":0.0000,\"matched\":3}");
        assert_true(telling.item.updated == TIME_NONE);
    }
    assert_int_equal(store_telling_load(&telling, &node, f.store, &f.arena, "urn:item:41", &f.err),
                     ERR_ABSENT);
    fixture_close(&f);
}

static void test_changed_item_keeps_its_first_time(void **state)
{
    struct fixture f;
    struct telling telling;
    struct feed_state feed;
    uint64_t node;

    open_engine(&f, state);
    feed_put(&f, "http://feed.test/");
    item_put(&f, 40, 40, "Un", 1000);
    item_put(&f, 40, 40, "Un", 2000); /* the same content */
    check(&f, store_telling_load(&telling, &node, f.store, &f.arena, "40", &f.err));
    assert_int_equal(telling.changed, 1000);
    item_put(&f, 40, 40, "Deux!", 3000);
    check(&f, store_telling_load(&telling, &node, f.store, &f.arena, "40", &f.err));
    assert_int_equal(telling.first_seen, 1000);
    assert_int_equal(telling.changed, 3000);
    assert_string_equal(telling.item.title.value, "Deux!");
    check(&f, store_feed_load(&feed, f.store, &f.arena, "http://feed.test/", &f.err));
    check(&f, store_feed_count(&feed, f.store, &f.err));
    assert_int_equal(feed.item_count, 1);
    fixture_close(&f);
}

/* Stories. */

struct seen {
    struct store *store;
    char text[256];
};

static int note_story(void *context, const struct story *story, struct error *err)
{
    struct seen *seen = context;
    size_t used = strlen(seen->text);

    (void)err;
    used += (size_t)snprintf(seen->text + used, sizeof(seen->text) - used, "%d:", (int)story->node);
    for (size_t i = 0; i < story->telling_count; i++)
        used += (size_t)snprintf(seen->text + used, sizeof(seen->text) - used, " %d",
                                 (int)story->tellings[i].key);
    snprintf(seen->text + used, sizeof(seen->text) - used, "; ");
    return 0;
}

static void assert_stories(struct fixture *f, size_t limit, const char *expected)
{
    struct seen seen = {.text = ""};

    check(f, store_stories(f->store, limit, note_story, &seen, &f->err));
    assert_string_equal(seen.text, expected);
}

static void test_stories_newest_first(void **state)
{
    struct fixture f;

    open_engine(&f, state);
    feed_put(&f, "http://feed.test/");
    assert_stories(&f, 0, "");
    item_put(&f, 30, 30, "a", 1000);
    item_put(&f, 20, 20, "b", 2000);
    item_put(&f, 10, 10, "c", 2000); /* the same second: by node */
    item_put(&f, 5, 30, "d", 3000);  /* a telling does not move its story */
    record_put(&f, 99, 99, 4000);    /* without a stored item */
    assert_stories(&f, 0, "10: 10; 20: 20; 30: 30 5; ");
    assert_stories(&f, 2, "10: 10; 20: 20; ");
    fixture_close(&f);
}

static int note_outline(void *context, const struct store_outline *outline, struct error *err)
{
    struct store_outline *rows = context;

    (void)err;
    if (outline->node == 99)
        return ERR_LIMIT;
    rows[outline->node / 10] = *outline;
    return 0;
}

/* Outlines come in any order, and only of stories in the window. */
static void test_outlines(void **state)
{
    struct fixture f;
    struct store_outline rows[5] = {{.node = 0}};

    open_engine(&f, state);
    feed_put(&f, "http://feed.test/");
    check(&f, store_outlines(f.store, 0, note_outline, rows, &f.err));
    item_put(&f, 40, 40, "too old", 900);
    item_put(&f, 30, 30, "a", 1000);
    item_put(&f, 5, 30, "d", 3000);
    item_put(&f, 20, 20, "b", 2000);
    record_put(&f, 99, 99, 4000); /* without a stored item */
    record_put(&f, 30, 30, 4000); /* supersedes the first record of the item */
    check(&f, store_outlines(f.store, 1000, note_outline, rows, &f.err));
    assert_int_equal(rows[2].node, 20);
    assert_int_equal(rows[2].tellings, 1);
    assert_int_equal(rows[2].latest, 2000);
    assert_int_equal(rows[3].tellings, 2);
    assert_int_equal(rows[3].feeds, 1);
    assert_int_equal(rows[3].latest, 3000);
    assert_int_equal(rows[4].node, 0);
    item_put(&f, 99, 99, "c", 2000);
    assert_int_equal(store_outlines(f.store, 1000, note_outline, rows, &f.err), ERR_LIMIT);
    assert_stories(&f, 1, "20: 20; "); /* the walk has ended cleanly */
    fixture_close(&f);
}

static int expect_next(void *context, const struct story *story, struct error *err)
{
    uint64_t *next = context;

    (void)err;
    assert_int_equal(story->node, *next);
    ++*next;
    return 0;
}

/* More stories than an engine lists at once, with many in the same second. */
static void test_many_stories_in_order(void **state)
{
    enum { MANY = 1700, A_SECOND = 600 };
    struct fixture f;
    uint64_t next = 1;

    open_engine(&f, state);
    feed_put(&f, "http://feed.test/");
    check(&f, store_begin(f.store, &f.err));
    for (int i = 1; i <= MANY; i++)
        item_put(&f, (uint64_t)i, (uint64_t)i, "a", 9000 - i / A_SECOND);
    check(&f, store_commit(f.store, &f.err));
    check(&f, store_stories(f.store, 0, expect_next, &next, &f.err));
    assert_int_equal(next, MANY + 1);
    next = 1;
    check(&f, store_stories(f.store, 1200, expect_next, &next, &f.err));
    assert_int_equal(next, 1201);
    fixture_close(&f);
}

static void test_merge_makes_one_story(void **state)
{
    struct fixture f;
    struct story story;

    open_engine(&f, state);
    feed_put(&f, "http://feed.test/");
    item_put(&f, 30, 30, "a", 1000);
    item_put(&f, 20, 20, "b", 2000);
    item_put(&f, 10, 10, "c", 3000);
    assert_int_equal(f.memory.merge(f.memory.context, 20, 10), 0);
    assert_stories(&f, 0, "10: 20 10; 30: 30; ");
    assert_int_equal(f.memory.merge(f.memory.context, 10, 30), 0);
    assert_stories(&f, 0, "30: 30 20 10; ");
    check(&f, store_story_load(&story, f.store, &f.arena, 20, &f.err));
    assert_int_equal(story.node, 30);
    assert_int_equal(story.first_seen, 1000);
    assert_true(story.updated == TIME_NONE);
    assert_int_equal(store_story_load(&story, f.store, &f.arena, 77, &f.err), ERR_ABSENT);
    fixture_close(&f);
}

static int alias_append(void *context, uint64_t alias, uint64_t node, struct error *err)
{
    uint64_t *sum = context;

    sum[0] += 1;
    sum[1] += alias * 1000 + node;
    return sum[0] < 3 ? 0 : error_set(err, ERR_REFUSED, SCOPE_RUN, "enough");
}

/* Every alias is named once, with the node that it stands for at the end. */
static void test_aliases(void **state)
{
    uint64_t none[2] = {0}, two[2] = {0}, three[2] = {0};
    struct fixture f;

    open_engine(&f, state);
    feed_put(&f, "http://feed.test/");
    for (uint64_t node = 10; node <= 40; node += 10)
        item_put(&f, node, node, "a", 1000);
    check(&f, store_aliases(f.store, alias_append, none, &f.err));
    assert_int_equal(none[0], 0);
    assert_int_equal(f.memory.merge(f.memory.context, 20, 10), 0);
    assert_int_equal(f.memory.merge(f.memory.context, 10, 30), 0);
    check(&f, store_aliases(f.store, alias_append, two, &f.err));
    assert_int_equal(two[0], 2);
    assert_int_equal(two[1], 20030 + 10030);
    assert_int_equal(f.memory.merge(f.memory.context, 40, 30), 0);
    assert_int_equal(store_aliases(f.store, alias_append, three, &f.err), ERR_REFUSED);
    fixture_close(&f);
}

static void test_move_takes_an_item_out(void **state)
{
    struct dedup_evidence evidence = {.channel = DEDUP_BY_READER, .score = 1};
    struct fixture f;

    open_engine(&f, state);
    feed_put(&f, "http://feed.test/");
    item_put(&f, 30, 30, "a", 1000);
    item_put(&f, 20, 30, "b", 2000);
    assert_int_equal(f.memory.move(f.memory.context, 30, 31, &evidence), 0);
    assert_stories(&f, 0, "30: 20; 31: 30; ");
    assert_int_equal(f.memory.move(f.memory.context, 20, 31, &evidence), 0);
    assert_stories(&f, 0, "31: 30 20; ");
    fixture_close(&f);
}

static void test_updated_item_changes_story(void **state)
{
    struct fixture f;

    open_engine(&f, state);
    feed_put(&f, "http://feed.test/");
    item_put(&f, 30, 30, "a", 1000);
    item_put(&f, 20, 30, "b", 2000);
    item_put(&f, 30, 33, "other", 3000);
    assert_stories(&f, 0, "30: 20; 33: 30; ");
    fixture_close(&f);
}

static void test_publication_is_remembered(void **state)
{
    struct fixture f;
    struct story story;
    struct store_item_head head;

    open_engine(&f, state);
    feed_put(&f, "http://feed.test/");
    item_put(&f, 30, 30, "a", 1000);
    item_put(&f, 20, 30, "b", 2000);
    check(&f, store_story_published(f.store, 30, 20, 77, 2500, &f.err));
    check(&f, store_story_load(&story, f.store, &f.arena, 30, &f.err));
    assert_int_equal(story.lead, 20);
    assert_int_equal(story.lead_hash, 77);
    assert_int_equal(story.updated, 2500);
    check(&f, store_story_published(f.store, 30, 30, 78, 2600, &f.err));
    check(&f, store_item_find(&head, f.store, 20, &f.err));
    assert_true(head.published_lead); /* it was once */
    check(&f, store_item_find(&head, f.store, 30, &f.err));
    assert_true(head.published_lead);
    assert_stories(&f, 0, "30: 30 20; ");
    fixture_close(&f);
}

static int write_in_callback(void *context, const struct story *story, struct error *err)
{
    struct seen *seen = context;

    return store_story_published(seen->store, story->node, story->tellings[0].key, 1, 2, err);
}

static int stop_at_once(void *context, const struct story *story, struct error *err)
{
    ++*(int *)context;
    return error_set(err, ERR_LIMIT, SCOPE_RUN, "enough at %d", (int)story->node);
}

static void test_callback_may_write_and_stop(void **state)
{
    struct fixture f;
    struct story story;
    struct seen seen;
    int calls = 0;

    open_engine(&f, state);
    feed_put(&f, "http://feed.test/");
    item_put(&f, 30, 30, "a", 1000);
    item_put(&f, 20, 20, "b", 2000);
    seen.store = f.store;
    check(&f, store_stories(f.store, 0, write_in_callback, &seen, &f.err));
    check(&f, store_story_load(&story, f.store, &f.arena, 30, &f.err));
    assert_int_equal(story.lead, 30);
    assert_int_equal(store_stories(f.store, 0, stop_at_once, &calls, &f.err), ERR_LIMIT);
    assert_string_equal(f.err.text, "enough at 20");
    assert_int_equal(calls, 1);
    fixture_close(&f);
}

/* Transactions. */

static void test_rollback_takes_all_back(void **state)
{
    struct fixture f;
    struct store_item_head head;
    struct store_counts counts;
    dedup_doc doc;

    open_engine(&f, state);
    feed_put(&f, "http://feed.test/");
    item_put(&f, 30, 30, "a", 1000);
    check(&f, store_begin(f.store, &f.err));
    feed_put(&f, "http://other.test/");
    item_put(&f, 20, 20, "b", 2000);
    item_put(&f, 30, 33, "changed", 2000);
    assert_int_equal(f.memory.merge(f.memory.context, 20, 33), 0);
    check(&f, store_story_published(f.store, 33, 30, 1, 2, &f.err));
    store_rollback(f.store);
    assert_stories(&f, 0, "30: 30; ");
    check(&f, store_item_find(&head, f.store, 30, &f.err));
    assert_int_equal(head.content_hash, 30 * 31 + 1);
    assert_int_equal(head.node, 30);
    assert_false(head.published_lead);
    check(&f, store_count(&counts, f.store, &f.err));
    assert_int_equal(counts.feeds, 1);
    assert_int_equal(counts.items, 1);
    assert_int_equal(f.memory.last(f.memory.context, &doc), 0);
    assert_int_equal(doc, 1); /* the numbers are reused */
    assert_int_equal(record_put(&f, 50, 50, 1000), 2);
    fixture_close(&f);
}

static void test_commit_and_counts(void **state)
{
    struct fixture f;
    struct store_counts counts;
    uint64_t number, again;

    open_engine(&f, state);
    check(&f, store_begin(f.store, &f.err));
    feed_put(&f, "http://feed.test/");
    item_put(&f, 30, 30, "a", 1000);
    item_put(&f, 20, 30, "b", 2000);
    item_put(&f, 10, 10, "c", 2000);
    check(&f, store_commit(f.store, &f.err));
    store_rollback(f.store); /* no transaction is open: no effect */
    check(&f, store_count(&counts, f.store, &f.err));
    assert_int_equal(counts.feeds, 1);
    assert_int_equal(counts.items, 3);
    assert_int_equal(counts.stories, 2);
    assert_int_equal(counts.folded, 1);
    check(&f, store_feed_number(&number, f.store, &f.err));
    check(&f, store_feed_number(&again, f.store, &f.err));
    assert_true(number != 0 && number == again);
    fixture_close(&f);
}

/* Drawn when the state is created, different for each state. */
static void test_secret(void **state)
{
    struct secret first, second;
    struct fixture f;

    open_engine(&f, state);
    check(&f, store_secret_load(&first, f.store, &f.err));
    check(&f, store_secret_load(&second, f.store, &f.err));
    assert_memory_equal(first.bytes, second.bytes, SECRET_SIZE);
    assert_true(first.since == TIME_NONE && second.since == TIME_NONE);
    fixture_close(&f);
    open_engine(&f, state);
    check(&f, store_secret_load(&second, f.store, &f.err));
    assert_memory_not_equal(first.bytes, second.bytes, SECRET_SIZE);
    first.since = 1234;
    check(&f, store_secret_save(f.store, &first, &f.err));
    check(&f, store_secret_load(&second, f.store, &f.err));
    assert_memory_equal(first.bytes, second.bytes, SECRET_SIZE);
    assert_true(second.since == 1234);
    fixture_close(&f);
}

static void test_the_last_run(void **state)
{
    struct fixture f;
    int64_t last = 0;

    open_engine(&f, state);
    check(&f, store_run_last(&last, f.store, &f.err));
    assert_int_equal(last, TIME_NONE);
    check(&f, store_run_note(f.store, 1000, &f.err));
    check(&f, store_run_note(f.store, 2000, &f.err));
    check(&f, store_run_last(&last, f.store, &f.err));
    assert_int_equal(last, 2000);
    fixture_close(&f);
}

#define ON(engine, test)                                                                           \
    {                                                                                              \
        .name = #test " on " engine, .test_func = test, .initial_state = (void *)(uintptr_t)engine \
    }
#define ON_BOTH(test) ON("sqlite", test), ON("memory", test)
#define ON_ALL(test)  ON_BOTH(test), ON("library", test)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(test_unknown_feed_is_fresh),
        ON_BOTH(test_feed_comes_back),
        ON_BOTH(test_item_without_feed_is_refused),
        ON_BOTH(test_item_head),
        ON_BOTH(test_item_by_fallback_key),
        ON_BOTH(test_telling_by_every_name),
        ON_BOTH(test_changed_item_keeps_its_first_time),
        ON_BOTH(test_stories_newest_first),
        ON_BOTH(test_outlines),
        ON_BOTH(test_many_stories_in_order),
        ON_BOTH(test_merge_makes_one_story),
        ON_BOTH(test_aliases),
        ON_BOTH(test_move_takes_an_item_out),
        ON_BOTH(test_updated_item_changes_story),
        ON_BOTH(test_publication_is_remembered),
        ON_BOTH(test_callback_may_write_and_stop),
        ON_BOTH(test_rollback_takes_all_back),
        ON_BOTH(test_commit_and_counts),
        ON_ALL(conformance_records),
        ON_ALL(conformance_get_many),
        ON_ALL(conformance_match),
        ON_ALL(conformance_nodes),
        ON_ALL(conformance_members_of_many),
        ON_ALL(conformance_overrides),
        ON_ALL(conformance_overrides_of_many),
        ON_ALL(conformance_metadata),
        ON_BOTH(test_secret),
        ON_BOTH(test_the_last_run),
        ON_ALL(conformance_rollback),
        ON_ALL(conformance_window),
        ON_ALL(conformance_many),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
