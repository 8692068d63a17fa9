#define _XOPEN_SOURCE 700

#include "aggregator/base/log.h"
#include "tests/support/folder.h"
#include "tests/support/test.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum journal { JOURNAL_NONE, JOURNAL_HERE, JOURNAL_ELSEWHERE };

/* JOURNAL_STREAM as systemd sets it: the device and inode of this descriptor, or of another. */
static void journal_tell(int fd, enum journal journal)
{
    struct stat info;
    char text[64];

    assert_int_equal(fstat(fd, &info), 0);
    snprintf(text, sizeof(text), "%ju:%ju", (uintmax_t)info.st_dev,
             (uintmax_t)info.st_ino + (journal == JOURNAL_ELSEWHERE));
    setenv("JOURNAL_STREAM", text, 1);
}

/* What speak() writes to standard error, which is a file and no terminal. */
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

/* An escape sequence, a forged line, DEL, and the C1 controls as UTF-8 writes them; "ü" and "港"
 * (whose bytes lie in the same ranges) stay. */
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
        cmocka_unit_test(test_what_is_left),
        cmocka_unit_test(test_a_long_line_stays_one_line),
    };

    unsetenv("JOURNAL_STREAM");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
