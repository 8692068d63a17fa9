/*
 * Lines for the person who runs headwater, on standard error.
 *
 * Only run.c and the commands log; libraries and stages return errors. Where standard
 * error is systemd's journal each line is an entry of it, with its priority, its place in the code,
 * and the fields that the caller gives; while the journal takes no entries, lines carry their
 * sd-daemon(3) priority prefix "<N>". On a terminal a progress line may stand below the others,
 * rewritten in place. Text from outside is
 * made printable: control characters become '?', so that a feed cannot write to the terminal or
 * forge a line of the journal.
 */
#ifndef HEADWATER_BASE_LOG_H
#define HEADWATER_BASE_LOG_H

#include "aggregator/base/error.h"

#include <stdbool.h>
#include <stddef.h>

enum log_level { /* the numbers are syslog(3)'s */
                 LOG_LEVEL_ERROR = 3,
                 LOG_LEVEL_WARNING = 4,
                 LOG_LEVEL_NOTICE = 5,
                 LOG_LEVEL_INFO = 6,
                 LOG_LEVEL_DEBUG = 7,
};

/* What a line is about, for the journal alone: HEADWATER_FEED and the feed's address, MESSAGE_ID
 * and 32 hexadecimal digits. systemd.journal-fields(7) says what a name may be. */
struct log_field {
    const char *name;  /* NULL ends a list of fields */
    const char *value; /* NULL: left out */
};

/* Where in the code a line is written. */
struct log_place {
    const char *file;
    int line;
    const char *function;
};

/* Shows lines up to this level; LOG_LEVEL_INFO until called. Reads the environment for the style.
 */
void log_init(enum log_level level);

/* Is this descriptor the journal that lines go to? What is printed there as well stands there
 * twice. */
bool log_is_journal(int fd);

/* One line; cut when longer than a line of a log should be. fields may be NULL. */
void log_write(enum log_level level, const struct log_field *fields, struct log_place place,
               const char *format, ...) HEADWATER_PRINTF(4, 5);

/* log_line(level, format, ...) and log_event(level, fields, format, ...): log_write() from here. */
#define LOG_HERE                      ((struct log_place){__FILE__, __LINE__, __func__})
#define log_line(level, ...)          log_write((level), NULL, LOG_HERE, __VA_ARGS__)
#define log_event(level, fields, ...) log_write((level), (fields), LOG_HERE, __VA_ARGS__)

enum { LOG_ESTIMATE_SIZE = 40 };

/* ", about 3 min left" for a progress line: what the rest takes if it goes on like this. Empty
 * while too little is done to tell, and at the end. */
void log_estimate(char ret[LOG_ESTIMATE_SIZE], double seconds_passed, size_t done, size_t total);

/* Rewrites the progress line; nothing unless standard error is a terminal. An empty text removes
 * it. In ASCII: it is cut to the terminal's width by bytes. */
void log_progress(const char *format, ...) HEADWATER_PRINTF(1, 2);

#endif
