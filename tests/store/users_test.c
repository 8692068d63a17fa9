/* Users of the reader interfaces: names, tokens, marks, and what becomes of marks. */
#include "aggregator/store/store_users.h"

#include "aggregator/base/clock.h"
#include "tests/store/fixture.h"

enum { NOW = 1000000, DAY = 86400 };

static void fixture_users(struct fixture *f)
{
    fixture_open(f, "sqlite");
    feed_put(f, "http://feed.test/");
    check(f, store_user_add(f->store, "ada", "hash-a", NOW, &f->err));
    check(f, store_user_add(f->store, "bob", "hash-b", NOW, &f->err));
}

static int64_t id_of(struct fixture *f, const char *name)
{
    struct store_user user;

    check(f, store_user_load(&user, f->store, &f->arena, name, &f->err));
    return user.id;
}

static int user_tell(void *context, const struct store_user *user, struct error *err)
{
    char *into = context;

    (void)err;
    snprintf(into + strlen(into), 64, "%s %s %d %d %d %d; ", user->name, user->password,
             (int)user->tokens, (int)user->read, (int)user->starred, user->fever);
    return 0;
}

static void assert_users(struct fixture *f, const char *expected)
{
    char text[512] = "";

    check(f, store_users(f->store, user_tell, text, &f->err));
    assert_string_equal(text, expected);
}

/* The marks of a user as "node:rs ", ordered by node. */
static int mark_tell(void *context, const struct store_mark *mark, struct error *err)
{
    char *into = context;

    (void)err;
    snprintf(into + strlen(into), 32, "%d:%s%s ", (int)mark->node, mark->read ? "r" : "",
             mark->starred ? "s" : "");
    return 0;
}

static void assert_marks(struct fixture *f, const char *name, const char *expected)
{
    char text[512] = "";

    check(f, store_marks(f->store, id_of(f, name), mark_tell, text, &f->err));
    assert_string_equal(text, expected);
}

static void mark(struct fixture *f, const char *name, enum store_mark_kind kind, bool on,
                 uint64_t node)
{
    check(f, store_mark_set(f->store, id_of(f, name), kind, on, &node, 1, &f->err));
}

static void token_make(unsigned char ret[STORE_TOKEN_BYTES], int number)
{
    memset(ret, 0, STORE_TOKEN_BYTES);
    memcpy(ret, &number, sizeof(number));
}

static int token_find(struct fixture *f, int number, int64_t now)
{
    unsigned char token[STORE_TOKEN_BYTES];
    struct store_user user;
    int code;

    token_make(token, number);
    code = store_token_find(&user, f->store, &f->arena, token, now, &f->err);
    return code == 0 ? (int)user.id : -code;
}

static void token_add(struct fixture *f, const char *name, int number, int64_t now)
{
    unsigned char token[STORE_TOKEN_BYTES];

    token_make(token, number);
    check(f, store_token_add(f->store, id_of(f, name), token, now, &f->err));
}

static void test_names(void **state)
{
    struct fixture f;
    struct store_user user;

    (void)state;
    fixture_users(&f);
    assert_int_equal(store_user_add(f.store, "ADA", "x", NOW, &f.err), ERR_REFUSED);
    assert_string_equal(f.err.text, "there is a user ADA already");
    assert_int_equal(store_user_load(&user, f.store, &f.arena, "eve", &f.err), ERR_ABSENT);
    assert_string_equal(f.err.text, "there is no user eve");
    check(&f, store_user_load(&user, f.store, &f.arena, "Ada", &f.err));
    assert_string_equal(user.name, "ada");
    assert_string_equal(user.password, "hash-a");
    assert_int_equal(user.created, NOW);
    assert_users(&f, "ada hash-a 0 0 0 0; bob hash-b 0 0 0 0; ");
    check(&f, store_user_remove(f.store, id_of(&f, "ada"), &f.err));
    fixture_reopen(&f);
    assert_users(&f, "bob hash-b 0 0 0 0; ");
    fixture_close(&f);
}

static void test_tokens_expire(void **state)
{
    struct fixture f;

    (void)state;
    fixture_users(&f);
    token_add(&f, "ada", 1, NOW);
    token_add(&f, "bob", 2, NOW);
    assert_int_equal(token_find(&f, 1, NOW), id_of(&f, "ada"));
    assert_int_equal(token_find(&f, 2, NOW), id_of(&f, "bob"));
    assert_int_equal(token_find(&f, 3, NOW), -ERR_ABSENT);
    /* used on day 20, and therefore good until day 50 */
    assert_int_equal(token_find(&f, 1, NOW + 20 * DAY), id_of(&f, "ada"));
    assert_int_equal(token_find(&f, 1, NOW + 50 * DAY), id_of(&f, "ada"));
    assert_int_equal(token_find(&f, 2, NOW + 30 * DAY + 1), -ERR_ABSENT);
    assert_int_equal(token_find(&f, 1, NOW + 81 * DAY), -ERR_ABSENT);
    fixture_close(&f);
}

/* A use that a clock noted that was ahead would keep a token for as long. */
static void test_tokens_after_a_clock_was_ahead(void **state)
{
    struct fixture f;
    int64_t rows;

    (void)state;
    fixture_users(&f);
    item_put(&f, 1, 40, "a", NOW - 10);
    item_put(&f, 2, 50, "b", NOW - 10);
    item_put(&f, 3, 60, "c", NOW + 5000 * DAY);
    token_add(&f, "ada", 1, NOW + 5000 * DAY);
    token_add(&f, "ada", 2, NOW - 20 * DAY);
    check(&f, store_clock_mend(&rows, f.store, NOW, 0, &f.err));
    assert_int_equal(token_find(&f, 2, NOW + 10 * DAY + 1), -ERR_ABSENT);
    assert_int_equal(token_find(&f, 1, NOW + 30 * DAY + 1), -ERR_ABSENT);
    fixture_close(&f);
}

/* The token that was not used for longest makes room; expired ones are deleted. */
static void test_tokens_are_bounded(void **state)
{
    struct fixture f;

    (void)state;
    fixture_users(&f);
    for (int i = 0; i < STORE_TOKENS_MAX + 3; i++)
        token_add(&f, "ada", i, NOW + i);
    for (int i = 0; i < STORE_TOKENS_MAX + 3; i++)
        assert_int_equal(token_find(&f, i, NOW + 100), i < 3 ? -ERR_ABSENT : id_of(&f, "ada"));
    assert_users(&f, "ada hash-a 64 0 0 0; bob hash-b 0 0 0 0; ");
    token_add(&f, "ada", 1000, NOW + 40 * DAY);
    assert_users(&f, "ada hash-a 1 0 0 0; bob hash-b 0 0 0 0; ");
    fixture_close(&f);
}

static void test_revoke(void **state)
{
    struct fixture f;
    struct store_user user;
    unsigned char key[STORE_TOKEN_BYTES] = {7};
    int64_t tokens;

    (void)state;
    fixture_users(&f);
    check(&f, store_fever_set(f.store, id_of(&f, "ada"), key, &f.err));
    token_add(&f, "ada", 1, NOW);
    token_add(&f, "ada", 2, NOW);
    token_add(&f, "bob", 3, NOW);
    check(&f, store_fever_find(&user, f.store, &f.arena, key, &f.err));
    assert_string_equal(user.name, "ada");
    check(&f, store_user_revoke(&tokens, f.store, user.id, &f.err));
    assert_int_equal(tokens, 2);
    assert_users(&f, "ada hash-a 0 0 0 0; bob hash-b 1 0 0 0; ");
    assert_int_equal(store_fever_find(&user, f.store, &f.arena, key, &f.err), ERR_ABSENT);
    assert_int_equal(token_find(&f, 3, NOW), id_of(&f, "bob"));
    check(&f, store_user_password(f.store, id_of(&f, "bob"), "hash-c", &f.err));
    assert_users(&f, "ada hash-a 0 0 0 0; bob hash-c 0 0 0 0; ");
    fixture_close(&f);
}

static void test_marks(void **state)
{
    struct fixture f;

    (void)state;
    fixture_users(&f);
    item_put(&f, 1, 10, "one", NOW);
    item_put(&f, 2, 20, "two", NOW);
    mark(&f, "ada", STORE_MARK_READ, true, 10);
    mark(&f, "ada", STORE_MARK_STARRED, true, 20);
    mark(&f, "bob", STORE_MARK_READ, true, 20);
    mark(&f, "bob", STORE_MARK_READ, true, 30); /* there is no such story */
    fixture_reopen(&f);
    assert_marks(&f, "ada", "10:r 20:s ");
    assert_marks(&f, "bob", "20:r ");
    mark(&f, "ada", STORE_MARK_READ, true, 20);
    mark(&f, "ada", STORE_MARK_READ, false, 10);
    assert_marks(&f, "ada", "10: 20:rs ");
    assert_users(&f, "ada hash-a 0 1 1 0; bob hash-b 0 1 0 0; ");
    check(&f, store_user_remove(f.store, id_of(&f, "ada"), &f.err));
    check(&f, store_user_add(f.store, "ada", "x", NOW, &f.err)); /* perhaps with the same id */
    assert_marks(&f, "ada", "");
    fixture_close(&f);
}

/* The older story survives: 20 is merged into 10. */
static void test_merge(void **state)
{
    static const struct {
        const char *name;
        int64_t second; /* when story 20 was first seen; the last run was at NOW */
        const char *before, *after;
    } rows[] = {
        {"both read", NOW, "10:r 20:r ", "10:r "},
        {"only the older read", NOW, "10:r ", "10: "},
        {"only the younger read", NOW, "20:r ", "10: "},
        {"neither", NOW, "", ""},
        {"the younger starred", NOW, "10:r 20:rs ", "10:rs "},
        {"the younger starred, unread", NOW, "10:r 20:s ", "10:s "},
        {"the older starred", NOW, "10:s 20:r ", "10:s "},
        {"a story of this run, which nobody can have read", NOW + 1, "10:r ", "10:r "},
    };
    uint64_t node;

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct fixture f;

        fixture_users(&f);
        item_put(&f, 1, 10, "one", NOW - DAY);
        item_put(&f, 2, 20, "two", rows[i].second);
        check(&f, store_run_note(f.store, NOW, &f.err));
        for (node = 10; node <= 20; node += 10) {
            char read[16], starred[16];

            snprintf(read, sizeof(read), "%d:r", (int)node);
            snprintf(starred, sizeof(starred), "%d:%ss", (int)node,
                     strstr(rows[i].before, read) != NULL ? "r" : "");
            mark(&f, "ada", STORE_MARK_READ, strstr(rows[i].before, read) != NULL, node);
            mark(&f, "ada", STORE_MARK_STARRED, strstr(rows[i].before, starred) != NULL, node);
        }
        assert_int_equal(f.memory.merge(f.memory.context, 20, 10), 0);
        assert_marks(&f, "ada", rows[i].after[0] != '\0' ? rows[i].after : "10: ");
        assert_marks(&f, "bob", "");
        check(&f, store_node_resolve(&node, f.store, 20, &f.err));
        assert_int_equal(node, 10);
        mark(&f, "bob", STORE_MARK_READ, true, 20); /* by the alias, as a phone knows it */
        assert_marks(&f, "bob", "10:r ");
        fixture_close(&f);
    }
}

/* A starred story outlives its time; the marks of a pruned one go with it. */
static void test_prune(void **state)
{
    const struct store_retention retention = {.now = NOW + 100 * DAY, .archive_seconds = 10 * DAY};
    struct store_pruned pruned;
    struct fixture f;

    (void)state;
    fixture_users(&f);
    for (uint64_t key = 1; key <= 3; key++) {
        item_put(&f, key, 10 * key, "story", key == 3 ? retention.now : NOW);
        mark(&f, "ada", STORE_MARK_READ, true, 10 * key);
    }
    mark(&f, "bob", STORE_MARK_STARRED, true, 20);
    check(&f, store_prune(&pruned, f.store, &retention, &f.err));
    assert_int_equal(pruned.items, 1);
    assert_marks(&f, "ada", "20:r 30:r ");
    mark(&f, "bob", STORE_MARK_STARRED, false, 20);
    check(&f, store_prune(&pruned, f.store, &retention, &f.err));
    assert_int_equal(pruned.items, 1);
    assert_marks(&f, "ada", "30:r ");
    assert_marks(&f, "bob", "");
    fixture_close(&f);
}

/* Marks are ours; the version changes only when another connection writes. */
static void test_version(void **state)
{
    struct fixture f;
    struct store *other;
    int64_t first, second;

    (void)state;
    fixture_users(&f);
    item_put(&f, 1, 10, "one", NOW);
    check(&f, store_version(&first, f.store, &f.err));
    mark(&f, "ada", STORE_MARK_READ, true, 10);
    check(&f, store_version(&second, f.store, &f.err));
    assert_int_equal(first, second);
    check(&f, store_open(&other, f.address, &f.err));
    check(&f, store_run_note(other, NOW, &f.err));
    store_close(other);
    check(&f, store_version(&second, f.store, &f.err));
    assert_int_not_equal(first, second);
    fixture_close(&f);
}

static int head_tell(void *context, const struct store_head *head, struct error *err)
{
    uint64_t *prints = context;

    (void)err;
    assert_int_equal(head->first_seen, NOW);
    prints[head->node / 10] = head->print;
    return 0;
}

/* The print of a story changes with its tellings and their texts, and only then. */
static void test_heads(void **state)
{
    uint64_t prints[4][4] = {{0}};
    struct fixture f;

    (void)state;
    fixture_users(&f);
    item_put(&f, 1, 10, "one", NOW);
    item_put(&f, 2, 20, "two", NOW);
    check(&f, store_heads(f.store, head_tell, prints[0], &f.err));
    mark(&f, "ada", STORE_MARK_READ, true, 10);
    check(&f, store_heads(f.store, head_tell, prints[1], &f.err));
    assert_memory_equal(prints[0], prints[1], sizeof(prints[0]));
    item_put(&f, 3, 20, "two again", NOW);
    check(&f, store_heads(f.store, head_tell, prints[2], &f.err));
    assert_int_equal(prints[2][1], prints[1][1]);
    assert_int_not_equal(prints[2][2], prints[1][2]);
    assert_int_equal(f.memory.merge(f.memory.context, 20, 10), 0);
    check(&f, store_heads(f.store, head_tell, prints[3], &f.err));
    assert_int_not_equal(prints[3][1], prints[2][1]);
    assert_int_equal(prints[3][2], 0); /* there is no such story any more */
    fixture_close(&f);
}

/* A writer that does not end is not waited for beyond the limit, and loses nothing. */
static void test_busy(void **state)
{
    struct fixture f;
    struct store *other;
    uint64_t node = 10;

    (void)state;
    fixture_users(&f);
    item_put(&f, 1, 10, "one", NOW);
    check(&f, store_wait_limit(f.store, 1, &f.err));
    check(&f, store_open(&other, f.address, &f.err));
    check(&f, store_begin(other, &f.err));
    assert_int_equal(
        store_mark_set(f.store, id_of(&f, "ada"), STORE_MARK_READ, true, &node, 1, &f.err),
        ERR_LOCKED);
    store_close(other);
    mark(&f, "ada", STORE_MARK_READ, true, 10);
    assert_marks(&f, "ada", "10:r ");
    fixture_close(&f);
}

static void test_memory_has_none(void **state)
{
    struct fixture f;

    (void)state;
    fixture_open(&f, "memory");
    assert_int_equal(store_user_add(f.store, "ada", "x", NOW, &f.err), ERR_REFUSED);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_tokens_expire),
        cmocka_unit_test(test_tokens_after_a_clock_was_ahead),
        cmocka_unit_test(test_tokens_are_bounded),
        cmocka_unit_test(test_revoke),
        cmocka_unit_test(test_marks),
        cmocka_unit_test(test_merge),
        cmocka_unit_test(test_prune),
        cmocka_unit_test(test_version),
        cmocka_unit_test(test_heads),
        cmocka_unit_test(test_busy),
        cmocka_unit_test(test_memory_has_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
