#define _XOPEN_SOURCE 700 /* SA_SIGINFO */
#include "aggregator/lexicon/guard.h"

#include "aggregator/base/error.h"

#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* What the handler needs, made before it can be called. */
static struct {
    uintptr_t start, end;
    char words[400];
    size_t length;
} guarded;

/* A fault anywhere else is a fault: it comes again, and ends the program as it would have. */
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
    length = snprintf(guarded.words, sizeof(guarded.words),
                      "error: %s was cut short while it was read; make it anew (headwater lexicon "
                      "build)\n",
                      path != NULL ? path : "the lexicon");
    guarded.length = length < (int)sizeof(guarded.words) ? (size_t)length : strlen(guarded.words);
    sigaction(SIGBUS, &action, NULL);
}
