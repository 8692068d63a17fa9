#include "aggregator/base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINE_SIZE = 1024 };

static enum log_level shown_level = LOG_LEVEL_INFO;
static int under_journal, on_terminal, progress_shown;

void log_init(enum log_level level)
{
    shown_level = level;
    under_journal = getenv("JOURNAL_STREAM") != NULL;
    on_terminal = !under_journal && isatty(STDERR_FILENO);
}

static void make_printable(char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7f)
            *text = '?';
}

static void progress_remove(void)
{
    if (progress_shown)
        fputs("\r\033[K", stderr);
    progress_shown = 0;
}

void log_line(enum log_level level, const char *format, ...)
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
    make_printable(line);
    progress_remove();
    if (under_journal)
        fprintf(stderr, "<%d>%s\n", (int)level, line);
    else
        fprintf(stderr, "%s%s\n", names[level] != NULL ? names[level] : "", line);
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
    progress_remove();
    fputs(line, stderr);
    progress_shown = line[0] != '\0';
    fflush(stderr);
}
