/*
 * Log lines for the user, on standard error.
 *
 * Only run.c and the commands log; libraries and stages return errors. If standard error is
 * systemd's journal, each line is a journal entry with its priority, its code location and the
 * caller's fields. If the journal accepts no entries, lines have their sd-daemon(3) priority prefix
 * "<N>" instead. On a terminal, a progress line may appear below the others and is rewritten in
 * place. Text from outside is made printable: control characters become '?', so that a feed cannot
 * control the terminal or forge a journal entry.
 */
#ifndef HEADWATER_BASE_LOG_H
#define HEADWATER_BASE_LOG_H

#include "aggregator/base/error.h"

#include <stdbool.h>
#include <stddef.h>

/* Values from syslog(3). */
enum log_level {
    LOG_LEVEL_ERROR = 3,
    LOG_LEVEL_WARNING = 4,
    LOG_LEVEL_NOTICE = 5,
    LOG_LEVEL_INFO = 6,
    LOG_LEVEL_DEBUG = 7,
};

/* Structured data of a line, for the journal only: HEADWATER_FEED with the feed's address,
 * MESSAGE_ID with 32 hexadecimal digits. systemd.journal-fields(7) defines valid names. */
struct log_field {
    const char *name;  /* NULL ends a list of fields */
    const char *value; /* NULL: omitted */
};

/* The code location of a log call. */
struct log_place {
    const char *file;
    int line;
    const char *function;
};

/* Sets the maximum level shown; LOG_LEVEL_INFO until called. Reads the environment to choose the
 * output style. */
void log_init(enum log_level level);

/* Whether this descriptor is the journal that log lines go to. Text printed there as well would
 * appear twice. */
bool log_is_journal(int fd);

/* Logs one line; truncates an overlong one. fields may be NULL. */
void log_write(enum log_level level, const struct log_field *fields, struct log_place place,
               const char *format, ...) HEADWATER_PRINTF(4, 5);

/* log_line(level, format, ...) and log_event(level, fields, format, ...): log_write() with the
 * current location. */
#define LOG_HERE                      ((struct log_place){__FILE__, __LINE__, __func__})
#define log_line(level, ...)          log_write((level), NULL, LOG_HERE, __VA_ARGS__)
#define log_event(level, fields, ...) log_write((level), (fields), LOG_HERE, __VA_ARGS__)

enum { LOG_ESTIMATE_SIZE = 40 };

/* ", about 3 min left" for a progress line, extrapolated from the progress so far. Empty at the end
 * and while too little is done for an estimate. */
void log_estimate(char ret[LOG_ESTIMATE_SIZE], double seconds_passed, size_t done, size_t total);

/* Rewrites the progress line; does nothing unless standard error is a terminal. An empty text
 * removes it. ASCII only: it is truncated to the terminal's width by bytes. */
void log_progress(const char *format, ...) HEADWATER_PRINTF(1, 2);

#endif
