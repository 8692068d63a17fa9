#include "aggregator/reader/stream.h"

#include "aggregator/base/clock.h"
#include "tests/support/test.h"

static void test_ids(void **state)
{
    static const struct {
        const char *text;
        bool read;
        enum stream_kind kind;
        const char *label;
        uint64_t feed;
    } rows[] = {
        {"user/-/state/com.google/reading-list", true, STREAM_ALL, NULL, 0},
        {"user/1005921515/state/com.google/read", true, STREAM_READ, NULL, 0},
        {"user/ada@example.org/state/com.google/starred", true, STREAM_STARRED, NULL, 0},
        {"user/-/state/com.google/kept-unread", true, STREAM_UNREAD, NULL, 0},
        {"user/-/state/com.google/broadcast", true, STREAM_NOTHING, NULL, 0},
        {"user/-/label/World", true, STREAM_LABEL, "World", 0},
        {"user/-/label/World/News & more", true, STREAM_LABEL, "World/News & more", 0},
        {"feed/2121458627", true, STREAM_FEED, NULL, 2121458627},
        {"", false, 0, NULL, 0},
        {"feed/", false, 0, NULL, 0},
        {"feed/-1", false, 0, NULL, 0},
        {"feed/http://x.example/", false, 0, NULL, 0},
        {"feed/99999999999999999999", false, 0, NULL, 0},
        {"user/-/label/", false, 0, NULL, 0},
        {"user/-/label/\xff", false, 0, NULL, 0},
        {"user//label/x", false, 0, NULL, 0},
        {"user/-", false, 0, NULL, 0},
        {"user/-/state/com.google/", false, 0, NULL, 0},
        {"user/-/state/com.google/rea", false, 0, NULL, 0},
        {"user/-/state/org.example/read", false, 0, NULL, 0},
        {"splice/a", false, 0, NULL, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct stream stream;

        assert_int_equal(stream_read(&stream, rows[i].text), rows[i].read);
        if (!rows[i].read)
            continue;
        assert_int_equal(stream.kind, rows[i].kind);
        assert_int_equal(stream.feed, rows[i].feed);
        if (rows[i].label != NULL)
            assert_string_equal(stream.label, rows[i].label);
        else
            assert_null(stream.label);
    }
}

enum { USUAL = 20, MOST = 1000, PARAMETERS = 12 };

/* Reads "name=value&..." without decoding. */
static int query(struct stream_query *ret, const char *text, char *room)
{
    struct serve_parameter parameters[PARAMETERS];
    struct serve_request request = {.parameters = parameters};

    strcpy(room, text);
    for (char *at = strtok(room, "&"); at != NULL; at = strtok(NULL, "&")) {
        char *equals = strchr(at, '=');

        *equals = '\0';
        parameters[request.parameter_count++] = (struct serve_parameter){at, equals + 1, false};
    }
    return stream_query_read(ret, &request, NULL, USUAL, MOST, NULL);
}

static void test_defaults(void **state)
{
    struct stream_query read;
    char room[256];

    (void)state;
    assert_int_equal(query(&read, "", room), 0);
    assert_int_equal(read.stream.kind, STREAM_ALL);
    assert_int_equal(read.limit, USUAL);
    assert_false(read.oldest_first);
    assert_int_equal(read.after_seen, TIME_NONE);
    assert_int_equal(read.newest, TIME_MAX);
    assert_true(read.oldest <= 0);
    assert_int_equal(read.excluded_count + read.included_count, 0);
}

static void test_all(void **state)
{
    struct stream_query read;
    char room[512];

    (void)state;
    assert_int_equal(query(&read,
                           "s=user/-/label/World&n=7&r=o&c=1760083200-4410027&"
                           "xt=user/-/state/com.google/read&xt=feed/7&"
                           "it=user/-/state/com.google/starred&ot=1760000000&nt=1760090000",
                           room),
                     0);
    assert_int_equal(read.stream.kind, STREAM_LABEL);
    assert_int_equal(read.limit, 7);
    assert_true(read.oldest_first);
    assert_int_equal(read.after_seen, 1760083200);
    assert_int_equal(read.after_node, 4410027);
    assert_int_equal(read.excluded_count, 2);
    assert_int_equal(read.excluded[1].feed, 7);
    assert_int_equal(read.included_count, 1);
    assert_int_equal(read.newest, 1760090000);
    assert_int_equal(read.oldest, 1760000000 - 900); /* a run that was in progress */
}

static void test_limits(void **state)
{
    static const struct {
        const char *text;
        size_t limit;
    } rows[] = {{"n=0", USUAL},   {"n=", USUAL},    {"n=1", 1},
                {"n=1000", MOST}, {"n=1001", MOST}, {"n=9223372036854775807", MOST}};
    struct stream_query read;
    char room[256];

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(query(&read, rows[i].text, room), 0);
        assert_int_equal(read.limit, rows[i].limit);
    }
    assert_int_equal(query(&read, "nt=1760090000000000", room), 0); /* microseconds */
    assert_int_equal(read.newest, 1760090000);
}

static void test_refused(void **state)
{
    static const char *const rows[] = {
        "n=-1",
        "n=x",
        "n=99999999999999999999",
        "s=nowhere",
        "xt=nowhere",
        "ot=1.5",
        "c=x",
        "c=1",
        "c=1-",
        "c=1-2x",
        "c=01-2",
        "c=-1--2",
        "nt= 7",
        "it=/x",
        "xt=feed/1&xt=feed/2&xt=feed/3&xt=feed/4&xt=feed/5&xt=feed/6&xt=feed/7&xt=feed/8&xt=feed/9",
    };
    struct stream_query read;
    char room[256];

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_int_equal(query(&read, rows[i], room), ERR_SYNTAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ids),    cmocka_unit_test(test_defaults), cmocka_unit_test(test_all),
        cmocka_unit_test(test_limits), cmocka_unit_test(test_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
