/*
 * Lines for the person who runs headwater, on standard error.
 *
 * Only run.c and the commands log; libraries and stages return errors. Where standard
 * error is systemd's journal each line carries its sd-daemon(3) priority prefix "<N>"; on a
 * terminal a progress line may stand below the others, rewritten in place. Text from outside is
 * made printable: control characters become '?', so that a feed cannot write to the terminal or
 * forge a line of the journal.
 */
#ifndef HEADWATER_BASE_LOG_H
#define HEADWATER_BASE_LOG_H

#include "aggregator/base/error.h"

#include <stddef.h>

enum log_level { /* the numbers are syslog(3)'s */
                 LOG_LEVEL_ERROR = 3,
                 LOG_LEVEL_WARNING = 4,
                 LOG_LEVEL_NOTICE = 5,
                 LOG_LEVEL_INFO = 6,
                 LOG_LEVEL_DEBUG = 7,
};

/* Shows lines up to this level; LOG_LEVEL_INFO until called. Reads the environment for the style.
 */
void log_init(enum log_level level);

/* One line; cut when longer than a line of a log should be. */
void log_line(enum log_level level, const char *format, ...) HEADWATER_PRINTF(2, 3);

enum { LOG_ESTIMATE_SIZE = 40 };

/* ", about 3 min left" for a progress line: what the rest takes if it goes on like this. Empty
 * while too little is done to tell, and at the end. */
void log_estimate(char ret[LOG_ESTIMATE_SIZE], double seconds_passed, size_t done, size_t total);

/* Rewrites the progress line; nothing unless standard error is a terminal. An empty text removes
 * it. */
void log_progress(const char *format, ...) HEADWATER_PRINTF(1, 2);

#endif
