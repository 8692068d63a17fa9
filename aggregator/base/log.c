#include "aggregator/base/log.h"

#include "aggregator/base/journal.h"
#include "aggregator/base/utf8.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINE_SIZE = 1024 };

static enum log_level shown_level = LOG_LEVEL_INFO;
static bool under_journal, on_terminal, progress_shown;

/* JOURNAL_STREAM contains the device and inode of the journal's stream. They must be compared,
 * since a child inherits the variable even if its standard error goes elsewhere
 * (systemd.exec(5)). */
bool log_is_journal(int fd)
{
    const char *told = getenv("JOURNAL_STREAM");
    struct stat info;
    char text[64];

    if (told == NULL || fstat(fd, &info) != 0)
        return false;
    snprintf(text, sizeof(text), "%ju:%ju", (uintmax_t)info.st_dev, (uintmax_t)info.st_ino);
    return strcmp(told, text) == 0;
}

void log_init(enum log_level level)
{
    shown_level = level;
    under_journal = log_is_journal(STDERR_FILENO);
    on_terminal = !under_journal && isatty(STDERR_FILENO);
}

/* Replaces C0 controls, DEL, and the C1 controls U+0080 to U+009F, which terminals also interpret
 * (U+009B starts a sequence like ESC [). In UTF-8, C1 is the byte C2 and one from 80 to 9F. */
static void make_printable(char *text)
{
    for (; *text != '\0'; text++) {
        unsigned char byte = (unsigned char)text[0], next = (unsigned char)text[1];

        if (byte < 0x20 || byte == 0x7f)
            *text = '?';
        else if (byte == 0xc2 && next >= 0x80 && next < 0xa0)
            text[0] = text[1] = '?';
    }
}

static void progress_remove(void)
{
    if (progress_shown)
        fputs("\r\033[K", stderr);
    progress_shown = false;
}

/* Sends the fields of sd_journal_print(3) and the caller's. */
static int journal_write(enum log_level level, const struct log_field *fields,
                         struct log_place place, const char *line)
{
    const char *slash = strrchr(place.file, '/');
    struct journal_entry entry = {.used = 0};
    char number[16];

    snprintf(number, sizeof(number), "%d", (int)level);
    journal_add(&entry, "PRIORITY", number);
    journal_add(&entry, "MESSAGE", line);
    journal_add(&entry, "SYSLOG_IDENTIFIER", "headwater");
    journal_add(&entry, "CODE_FILE", slash != NULL ? slash + 1 : place.file);
    snprintf(number, sizeof(number), "%d", place.line);
    journal_add(&entry, "CODE_LINE", number);
    journal_add(&entry, "CODE_FUNC", place.function);
    for (; fields != NULL && fields->name != NULL; fields++)
        if (fields->value != NULL)
            journal_add(&entry, fields->name, fields->value);
    return journal_send(&entry, getenv("HEADWATER_JOURNAL_SOCKET"));
}

void log_write(enum log_level level, const struct log_field *fields, struct log_place place,
               const char *format, ...)
{
    static const char *const names[] = {[LOG_LEVEL_ERROR] = "error: ",
                                        [LOG_LEVEL_WARNING] = "warning: ",
                                        [LOG_LEVEL_DEBUG] = "debug: "};
    char line[LINE_SIZE];
    va_list args;

    if (level > shown_level)
        return;
    va_start(args, format);
    vsnprintf(line, sizeof(line), format, args);
    va_end(args);
    utf8_trim(line);
    make_printable(line);
    progress_remove();
    if (under_journal && journal_write(level, fields, place, line) == 0)
        return;
    if (under_journal)
        fprintf(stderr, "<%d>%s\n", (int)level, line);
    else
        fprintf(stderr, "%s%s\n", names[level] != NULL ? names[level] : "", line);
}

void log_estimate(char ret[LOG_ESTIMATE_SIZE], double seconds_passed, size_t done, size_t total)
{
    const double told_from = 2; /* seconds: before that the estimate is unstable */
    double left;

    ret[0] = '\0';
    if (done == 0 || done >= total || seconds_passed < told_from)
        return;
    left = seconds_passed / (double)done * (double)(total - done);
    if (left < 90)
        snprintf(ret, LOG_ESTIMATE_SIZE, ", about %.0f s left", left < 1 ? 1 : left);
    else if (left < 90 * 60)
        snprintf(ret, LOG_ESTIMATE_SIZE, ", about %.0f min left", left / 60);
    else
        snprintf(ret, LOG_ESTIMATE_SIZE, ", about %.0f h left", left / 3600);
}

/* A line wider than the terminal would wrap, and the wrapped part could not be removed. */
static void line_fit(char line[LINE_SIZE])
{
    struct winsize size;

    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 &&
        size.ws_col <= strlen(line))
        line[size.ws_col - 1] = '\0';
}

void log_progress(const char *format, ...)
{
    char line[LINE_SIZE];
    va_list args;

    if (!on_terminal || shown_level < LOG_LEVEL_INFO)
        return;
    va_start(args, format);
    vsnprintf(line, sizeof(line), format, args);
    va_end(args);
    make_printable(line);
    line_fit(line);
    progress_remove();
    fputs(line, stderr);
    progress_shown = line[0] != '\0';
    fflush(stderr);
}
