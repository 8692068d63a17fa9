/*
 * What the commands that poll and place share: ending on a signal, and going on after a failure.
 */
#ifndef HEADWATER_COMMAND_COMMAND_SERVICE_H
#define HEADWATER_COMMAND_COMMAND_SERVICE_H

#include "aggregator/base/error.h"

#include <signal.h>
#include <stdbool.h>

/* Set by SIGINT and SIGTERM once command_catch_signals() was called. The first signal lets pending
 * work finish; the second ends the program at once. */
extern volatile sig_atomic_t command_stop;
void command_catch_signals(void);

/* Whether exec and filter of feeds may run: a hardened service switches them off
 * (HEADWATER_PROGRAMS=off); the feeds that need one then fail and say so. */
bool command_programs_allowed(void);

/* Does something until it is stopped. After a failure that may pass (the database is away, another
 * process has the lock) it logs the error once and tries again: after a second, then less and less
 * often, up to once in half a minute. Other failures end it and are returned. */
typedef int command_work(void *context, struct error *err);
int command_persist(command_work *work, void *context, struct error *err);

#endif
