#define _XOPEN_SOURCE 700

#include "aggregator/base/log.h"
#include "tests/support/folder.h"
#include "tests/support/test.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum journal { JOURNAL_NONE, JOURNAL_HERE, JOURNAL_ELSEWHERE };

/* Sets JOURNAL_STREAM as systemd does: to the device and inode of this descriptor, or of another
 * one. */
static void journal_tell(int fd, enum journal journal)
{
    struct stat info;
    char text[64];

    assert_int_equal(fstat(fd, &info), 0);
    snprintf(text, sizeof(text), "%ju:%ju", (uintmax_t)info.st_dev,
             (uintmax_t)info.st_ino + (journal == JOURNAL_ELSEWHERE));
    setenv("JOURNAL_STREAM", text, 1);
}

/* The output of speak() on standard error, which is a file, not a terminal. */
static char *captured(void (*speak)(void), enum journal journal)
{
    char folder[FOLDER_PATH_SIZE], path[FOLDER_PATH_SIZE];
    int kept = dup(STDERR_FILENO), fd;
    size_t size;
    char *text;

    folder_make(folder);
    folder_path(path, folder, "stderr");
    fd = open(path, O_WRONLY | O_CREAT, 0600);
    assert_true(fd >= 0 && kept >= 0);
    fflush(stderr);
    dup2(fd, STDERR_FILENO);
    if (journal != JOURNAL_NONE)
        journal_tell(fd, journal);
    speak();
    fflush(stderr);
    dup2(kept, STDERR_FILENO);
    unsetenv("JOURNAL_STREAM");
    close(fd);
    close(kept);
    text = folder_read(path, &size);
    folder_remove(folder);
    return text;
}

static void speak_all(void)
{
    log_init(LOG_LEVEL_INFO);
    log_progress("%d of %d", 1, 2);
    log_line(LOG_LEVEL_ERROR, "%s", "no water");
    log_line(LOG_LEVEL_WARNING, "little water");
    log_line(LOG_LEVEL_NOTICE, "water");
    log_line(LOG_LEVEL_INFO, "more water");
    log_line(LOG_LEVEL_DEBUG, "drops");
}

static void speak_debug(void)
{
    log_init(LOG_LEVEL_DEBUG);
    log_line(LOG_LEVEL_DEBUG, "drops");
}

static void speak_quiet(void)
{
    log_init(LOG_LEVEL_WARNING);
    log_line(LOG_LEVEL_INFO, "more water");
    log_line(LOG_LEVEL_WARNING, "little water");
}

/* An escape sequence, a forged line, DEL, and the C1 controls in UTF-8. "ü" and "港", whose bytes
 * are in the same ranges, must not change. */
static void speak_hostile(void)
{
    log_init(LOG_LEVEL_INFO);
    log_line(LOG_LEVEL_INFO, "%s",
             "a\033[2Jb\n<3>forged\r\x7f|\xc2\x9b"
             "31m|\xc2\x80|\xc3\xbc|\xe6\xb8\xaf|\xc2\xa0|");
}

static void speak_long(void)
{
    char words[5000];

    memset(words, 'w', sizeof(words) - 1);
    words[sizeof(words) - 1] = '\0';
    log_init(LOG_LEVEL_INFO);
    log_line(LOG_LEVEL_INFO, "%s", words);
    log_line(LOG_LEVEL_INFO, "next");
}

static void test_lines(void **state)
{
    static const struct {
        void (*speak)(void);
        enum journal journal;
        const char *expected;
    } rows[] = {
        {speak_all, JOURNAL_NONE, "error: no water\nwarning: little water\nwater\nmore water\n"},
        {speak_all, JOURNAL_HERE, "<3>no water\n<4>little water\n<5>water\n<6>more water\n"},
        {speak_debug, JOURNAL_ELSEWHERE, "debug: drops\n"},
        {speak_debug, JOURNAL_HERE, "<7>drops\n"},
        {speak_quiet, JOURNAL_NONE, "warning: little water\n"},
        {speak_hostile, JOURNAL_NONE,
         "a?[2Jb?<3>forged??|??31m|??|\xc3\xbc|\xe6\xb8\xaf|\xc2\xa0|\n"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char *text = captured(rows[i].speak, rows[i].journal);

        assert_string_equal(text, rows[i].expected);
        free(text);
    }
}

/* Fields for the journal: plain ones, and one with a line break, which is sent with its length. */
static void speak_fields(void)
{
    static const struct log_field fields[] = {{"HEADWATER_FEED", "https://example.org/feed"},
                                              {"HEADWATER_STATUS", NULL},
                                              {"HEADWATER_TEXT", "one\ntwo"},
                                              {NULL, NULL}};

    log_init(LOG_LEVEL_INFO);
    log_event(LOG_LEVEL_WARNING, fields, "%s", "little\nwater");
    log_event(LOG_LEVEL_DEBUG, fields, "drops");
}

/* The value does not fit next to the other fields, so it is omitted. */
static void speak_much(void)
{
    static char value[8192];
    const struct log_field fields[] = {{"MUCH", value}, {"LAST", "there"}, {NULL, NULL}};

    memset(value, 'v', sizeof(value) - 1);
    log_init(LOG_LEVEL_INFO);
    log_event(LOG_LEVEL_INFO, fields, "water");
}

/* Opens a socket that acts as the journal and sets its path in the environment. */
static int journal_listen(const char *folder)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

    snprintf(at.sun_path, sizeof(at.sun_path), "%.80s/journal", folder);
    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof(at)), 0);
    setenv("HEADWATER_JOURNAL_SOCKET", at.sun_path, 1);
    return fd;
}

static void test_the_journal_hears_fields(void **state)
{
    static const struct {
        void (*speak)(void);
        const char *expected; /* the bytes before and after the line number */
        size_t size;
        const char *behind;
        size_t behind_size;
    } rows[] = {
#define TEXT(text) text, sizeof(text) - 1
        {speak_fields,
         TEXT("PRIORITY=4\nMESSAGE=little?water\nSYSLOG_IDENTIFIER=headwater\n"
              "CODE_FILE=log_test.c\nCODE_LINE="),
         TEXT("\nCODE_FUNC=speak_fields\nHEADWATER_FEED=https://example.org/feed\n"
              "HEADWATER_TEXT\n\x07\0\0\0\0\0\0\0one\ntwo\n")},
        {speak_much, TEXT("PRIORITY=6\nMESSAGE=water\n"),
         TEXT("\nCODE_FUNC=speak_much\nLAST=there\n")},
#undef TEXT
    };
    char folder[FOLDER_PATH_SIZE], bytes[16384];

    (void)state;
    folder_make(folder);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        int fd = journal_listen(folder);
        char *text = captured(rows[i].speak, JOURNAL_HERE);
        ssize_t size = recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT);

        assert_string_equal(text, "");
        assert_true(size > (ssize_t)(rows[i].size + rows[i].behind_size));
        assert_memory_equal(bytes, rows[i].expected, rows[i].size);
        assert_memory_equal(bytes + size - rows[i].behind_size, rows[i].behind,
                            rows[i].behind_size);
        assert_true(recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT) < 0);
        free(text);
        close(fd);
        assert_int_equal(remove(getenv("HEADWATER_JOURNAL_SOCKET")), 0);
    }
    setenv("HEADWATER_JOURNAL_SOCKET", "/nonexistent/journal", 1);
    folder_remove(folder);
}

static void test_a_long_line_stays_one_line(void **state)
{
    char *text = captured(speak_long, JOURNAL_NONE);
    char *end = strchr(text, '\n');

    (void)state;
    assert_non_null(end);
    assert_true(end - text > 500);
    assert_string_equal(end, "\nnext\n");
    free(text);
}

static void test_what_is_left(void **state)
{
    static const struct {
        double passed;
        size_t done, total;
        const char *expected;
    } rows[] = {
        {1, 5, 10, ""},
        {10, 0, 10, ""},
        {10, 10, 10, ""},
        {10, 5, 10, ", about 10 s left"},
        {60, 10, 100, ", about 9 min left"},
        {3600, 10, 100, ", about 9 h left"},
    };
    char text[LOG_ESTIMATE_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        log_estimate(text, rows[i].passed, rows[i].done, rows[i].total);
        assert_string_equal(text, rows[i].expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_the_journal_hears_fields),
        cmocka_unit_test(test_what_is_left),
        cmocka_unit_test(test_a_long_line_stays_one_line),
    };

    unsetenv("JOURNAL_STREAM");
    setenv("HEADWATER_JOURNAL_SOCKET", "/nonexistent/journal", 1); /* not this machine's journal */
    return cmocka_run_group_tests(tests, NULL, NULL);
}
