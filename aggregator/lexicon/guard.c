#define _XOPEN_SOURCE 700 /* for SA_SIGINFO */
#include "aggregator/lexicon/guard.h"

#include "aggregator/base/error.h"

#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Data for the signal handler, prepared in advance. */
static struct {
    uintptr_t start, end;
    char words[400];
    size_t length;
} guarded;

/* For a fault at any other address, restores the default action, so that it recurs and ends the
 * program as usual. */
static void on_fault(int number, siginfo_t *info, void *context)
{
    const uintptr_t at = (uintptr_t)info->si_addr;
    ssize_t written;

    (void)context;
    if (at < guarded.start || at >= guarded.end) {
        signal(number, SIG_DFL);
        return;
    }
    written = write(STDERR_FILENO, guarded.words, guarded.length);
    (void)written;
    _exit(error_exit_status(ERR_SYNTAX));
}

void lexicon_guard(const void *data, size_t size, const char *path)
{
    struct sigaction action = {.sa_flags = data != NULL ? (int)SA_SIGINFO : 0};
    int length;

    if (data != NULL)
        action.sa_sigaction = on_fault;
    else
        action.sa_handler = SIG_DFL;
    guarded.start = (uintptr_t)data;
    guarded.end = guarded.start + size;
    length = snprintf(
        guarded.words, sizeof(guarded.words),
        "error: %s was truncated while it was in use; build it again (headwater lexicon build)\n",
        path != NULL ? path : "the lexicon");
    guarded.length = length < (int)sizeof(guarded.words) ? (size_t)length : strlen(guarded.words);
    sigaction(SIGBUS, &action, NULL);
}
