/*
 * fetch_all() without a network: local files, recorded responses, and the ways to stop.
 */
#include "aggregator/fetch/fetch.h"

#include "aggregator/base/clock.h"
#include "aggregator/fetch/replay.h"
#include "tests/support/test.h"

#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct settings settings = {.timeout_seconds = 5,
                                         .connect_timeout_seconds = 5,
                                         .retry_after_max_seconds = 3600,
                                         .max_bytes = 1000,
                                         .concurrency = 4};

struct seen {
    int calls, status;
    char etag[128], error[ERROR_TEXT_SIZE], body[128], moved_to[128];
    int stop_with;
    volatile sig_atomic_t *stop;
};

static void copy(char *into, size_t room, const char *text)
{
    snprintf(into, room, "%s", text != NULL ? text : "");
}

static int take(void *context, const struct fetch_request *request, struct fetch_response *response,
                struct error *err)
{
    struct seen *seen = context;
    size_t size;

    (void)request;
    seen->calls++;
    seen->status = response->status;
    copy(seen->etag, sizeof(seen->etag), response->etag);
    copy(seen->moved_to, sizeof(seen->moved_to), response->moved_to);
    copy(seen->error, sizeof(seen->error), response->error.code != 0 ? response->error.text : NULL);
    assert_int_equal(spool_read(&size, response->body, seen->body, sizeof(seen->body) - 1, NULL),
                     0);
    seen->body[size] = '\0';
    if (seen->stop != NULL)
        *seen->stop = 1;
    return seen->stop_with != 0 ? error_set(err, ERR_STORE, SCOPE_RUN, "enough") : 0;
}

static struct seen ask(const char *url, const char *etag)
{
    const struct feed feed = {.url = url};
    const struct fetch_request request = {.feed = &feed, .url = url, .etag = etag};
    const struct fetch_options options = {
        .settings = &settings, .user_agent = "test", .replay_folder = "."};
    struct seen seen = {0};

    assert_int_equal(fetch_all(&request, 1, &options, take, &seen, NULL), 0);
    assert_int_equal(seen.calls, 1);
    return seen;
}

static void write_file(const char *name, const char *text)
{
    FILE *file = fopen(name, "w");

    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static const char *file_url(const char *name)
{
    static char url[PATH_MAX + 64];
    char folder[PATH_MAX];

    assert_non_null(getcwd(folder, sizeof(folder)));
    snprintf(url, sizeof(url), "file://%s/%s", folder, name);
    return url;
}

static void test_file(void **state)
{
    struct seen first, again;

    (void)state;
    write_file("fetch test.xml", "<rss/>");
    first = ask(file_url("fetch%20test.xml"), NULL);
    assert_int_equal(first.status, 200);
    assert_string_equal(first.body, "<rss/>");
    again = ask(file_url("fetch%20test.xml"), first.etag);
    assert_int_equal(again.status, 304);
    assert_string_equal(again.body, "");
    write_file("fetch test.xml", "<rss></rss>");
    again = ask(file_url("fetch%20test.xml"), first.etag);
    assert_int_equal(again.status, 200);
    unlink("fetch test.xml");
}

static void test_files_that_are_none(void **state)
{
    (void)state;
    mkfifo("fetch_test.fifo", 0600);
    assert_non_null(strstr(ask(file_url("fetch_test.fifo"), NULL).error, "is not a file"));
    unlink("fetch_test.fifo");
    assert_non_null(strstr(ask("file:///", NULL).error, "is not a file"));
    assert_non_null(strstr(ask("file:///dev/zero", NULL).error, "is not a file"));
    assert_string_equal(ask("file:///nonexistent", NULL).error,
                        "cannot open /nonexistent: No such file or directory");
}

static void test_file_over_the_limit(void **state)
{
    char text[2000];

    (void)state;
    memset(text, 'x', sizeof(text));
    text[sizeof(text) - 1] = '\0';
    write_file("fetch_test.large", text);
    assert_string_equal(ask(file_url("fetch_test.large"), NULL).error,
                        "body larger than 1000 bytes");
    unlink("fetch_test.large");
}

static void test_recorded_responses(void **state)
{
    char name[NAME_MAX];
    struct seen seen;

    (void)state;
    replay_file_name(name, sizeof(name), "https://a.example/feed?x=1");
    assert_string_equal(name, "https___a.example_feed_x_1.http");
    write_file("https___a.example_old.http",
               "HTTP/1.1 301 Moved\nLocation: https://a.example/new\n\n");
    write_file("https___a.example_new.http", "HTTP/1.1 200 OK\r\nETag: \"1\"\r\n\r\n<rss/>\n");
    seen = ask("https://a.example/old", NULL);
    assert_int_equal(seen.status, 200);
    assert_string_equal(seen.body, "<rss/>\n");
    assert_string_equal(seen.etag, "\"1\"");
    assert_string_equal(seen.moved_to, "https://a.example/new");
    unlink("https___a.example_old.http");
    unlink("https___a.example_new.http");
    seen = ask("https://a.example/new", NULL);
    assert_int_equal(seen.status, 0);
    assert_string_equal(seen.error,
                        "no recorded response: https___a.example_new.http: No such file "
                        "or directory");
}

static int ask_many(struct seen *seen, volatile sig_atomic_t *stop, struct error *err)
{
    enum { COUNT = 20 };
    static const char *const urls[] = {"https://a.example/1", "https://b.example/2"};
    const struct fetch_options options = {
        .settings = &settings, .user_agent = "test", .replay_folder = ".", .stop = stop};
    struct feed feeds[COUNT];
    struct fetch_request requests[COUNT];

    for (int i = 0; i < COUNT; i++) {
        feeds[i] = (struct feed){.url = urls[i % 2]};
        requests[i] = (struct fetch_request){.feed = &feeds[i], .url = feeds[i].url};
    }
    return fetch_all(requests, COUNT, &options, take, seen, err);
}

static void test_every_request_has_one_response(void **state)
{
    struct seen seen = {0};

    (void)state;
    assert_int_equal(ask_many(&seen, NULL, NULL), 0);
    assert_int_equal(seen.calls, 20);
}

static void test_taker_stops_all(void **state)
{
    struct seen seen = {.stop_with = ERR_STORE};
    struct error err = {0};

    (void)state;
    assert_int_equal(ask_many(&seen, NULL, &err), ERR_STORE);
    assert_string_equal(err.text, "enough");
    assert_int_equal(seen.calls, 1);
}

static void test_signal_lets_the_started_end(void **state)
{
    volatile sig_atomic_t stop = 0;
    struct seen seen = {.stop = &stop};

    (void)state;
    assert_int_equal(ask_many(&seen, &stop, NULL), 0);
    assert_in_range(seen.calls, 1, 2); /* one request per host was in progress */
}

static void test_no_requests(void **state)
{
    const struct fetch_options options = {.settings = &settings, .user_agent = "test"};

    (void)state;
    assert_int_equal(fetch_all(NULL, 0, &options, take, NULL, NULL), 0);
}

static void test_who_asks(void **state)
{
    char text[256];

    (void)state;
    fetch_user_agent(text, sizeof(text), "me@example.org");
    assert_ptr_equal(strstr(text, "headwater/"), text);
    assert_non_null(strstr(text, "me@example.org)"));
    assert_null(strstr(text, "Mozilla"));
    fetch_user_agent(text, sizeof(text), NULL);
    assert_ptr_equal(strstr(text, "headwater/"), text);
    assert_null(strstr(text, "; )"));
    fetch_user_agent(text, sizeof(text), "https://me.example/feeds");
    assert_non_null(strstr(text, "+https://me.example/feeds)"));
    fetch_user_agent(text, sizeof(text), "me (at) \\home");
    assert_non_null(strstr(text, "me \\(at\\) \\\\home)"));
    assert_true(fetch_agent_names_somebody("me@example.org"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_file),
        cmocka_unit_test(test_files_that_are_none),
        cmocka_unit_test(test_file_over_the_limit),
        cmocka_unit_test(test_recorded_responses),
        cmocka_unit_test(test_every_request_has_one_response),
        cmocka_unit_test(test_taker_stops_all),
        cmocka_unit_test(test_signal_lets_the_started_end),
        cmocka_unit_test(test_no_requests),
        cmocka_unit_test(test_who_asks),
    };
    int failed;

    if (fetch_setup(NULL) != 0)
        return 1;
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    fetch_teardown();
    return failed;
}
