#include "aggregator/base/failpoint.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct {
    int read;
    const char *wanted, *log;
    size_t wanted_length;
    long left;
} state;

static void state_read(void)
{
    const char *colon;

    state.read = 1;
    state.log = getenv("HEADWATER_FAILPOINT_LOG");
    state.wanted = getenv("HEADWATER_FAILPOINT");
    if (state.wanted == NULL)
        return;
    colon = strchr(state.wanted, ':');
    state.wanted_length = colon != NULL ? (size_t)(colon - state.wanted) : strlen(state.wanted);
    state.left = colon != NULL ? strtol(colon + 1, NULL, 10) : 1;
}

static void log_name(const char *name)
{
    FILE *file = fopen(state.log, "a");

    if (file == NULL)
        return;
    fprintf(file, "%s\n", name);
    fclose(file);
}

void failpoint(const char *name)
{
    if (!state.read)
        state_read();
    if (state.log != NULL)
        log_name(name);
    if (state.wanted == NULL || strlen(name) != state.wanted_length ||
        memcmp(name, state.wanted, state.wanted_length) != 0)
        return;
    if (--state.left == 0)
        kill(getpid(), SIGKILL);
}
