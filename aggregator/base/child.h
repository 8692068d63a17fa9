/*
 * Runs a program of the user without a shell and without waiting for it: its output goes to a
 * spool, its input comes from one, and the caller polls the pipes together with its own files.
 *
 * The time, the output and the environment are limited. The program leads a process group of its
 * own, which is killed when a limit is exceeded and when the program has ended, so that nothing
 * that it started outlives it. Large input and output may flow at once. Not thread safe. While a
 * child runs, SIGPIPE must be ignored.
 */
#ifndef HEADWATER_BASE_CHILD_H
#define HEADWATER_BASE_CHILD_H

#include "aggregator/base/spool.h"

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum {
    CHILD_FILES = 3,            /* pipes of one child */
    CHILD_LINE_SIZE = 160,      /* of the last line of standard error that is kept */
    CHILD_CHUNK = 64 * 1024,    /* read or written at once */
    CHILD_VARIABLES_MAX = 16,   /* of the environment */
    CHILD_VARIABLE_SIZE = 4096, /* name and value; a longer one is left out */
};

/* What a program may need of our environment; ends with NULL. The rest may hold secrets (env: in
 * feeds.yaml). */
extern const char *const child_passed_on[];

/* A variable of the environment that the caller adds. */
struct child_variable {
    const char *name, *value;
};

struct child_order {
    const char *const *arguments; /* ends with NULL; the first is a path, or a name in $PATH */
    const struct child_variable *variables;
    size_t variable_count;
    /* standard input, read from its start; NULL: empty. It must outlive the child. */
    struct spool *input;
    size_t output_max; /* bytes */
    int64_t milliseconds;
};

struct child {
    bool running;
    pid_t pid;
    int in, out, problems; /* our ends of the pipes; -1: closed */
    struct spool *input;
    char *chunk; /* of the input, not written yet */
    size_t chunk_at, chunk_size;
    struct spool output;
    char line[CHILD_LINE_SIZE]; /* being read from standard error */
    size_t line_length;
    char last[CHILD_LINE_SIZE]; /* its last complete line that is not blank */
    /* of its time: the last look at it, and what it has had; it is not charged for the caller's
     * work between two steps */
    int64_t started_ms, looked_ms, spent_ms, milliseconds;
    struct error error; /* set when it has ended: ERR_NONE, or why its output is not to be used */
};

/* Starts a program. On failure nothing runs, and child_release() is still to be called. The
 * environment has the caller's variables and child_passed_on, as many as there is room for. */
int child_start(struct child *ret, const struct child_order *order, int64_t now_ms,
                struct error *err);

/* Writes what the child waits for, at most CHILD_FILES entries; returns their number. */
size_t child_files(const struct child *child, struct pollfd *into);

/* The longest time until the next child_step(). */
int64_t child_wait_ms(const struct child *child, int64_t now_ms);

/* Moves what can be moved without waiting. True when the program has ended: child->error says how,
 * and child->output is complete. */
bool child_step(struct child *child, int64_t now_ms);

/* Kills the program if it runs, and frees everything. Accepts a zeroed child. */
void child_release(struct child *child);

#endif
