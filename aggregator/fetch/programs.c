#include "aggregator/fetch/programs.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

int programs_open(struct programs *ret, size_t slots, struct error *err)
{
    *ret = (struct programs){.count = slots, .signal_before = SIG_DFL};
    ret->slots = calloc(slots, sizeof(*ret->slots));
    ret->files = calloc(slots, CHILD_FILES * sizeof(*ret->files));
    if (ret->slots != NULL && ret->files != NULL)
        return 0;
    return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
}

void programs_close(struct programs *programs)
{
    for (size_t i = 0; programs->slots != NULL && i < programs->count; i++)
        if (programs->slots[i].transfer != NULL)
            child_release(&programs->slots[i].child);
    if (programs->running > 0)
        signal(SIGPIPE, programs->signal_before);
    free(programs->slots);
    free(programs->files);
    *programs = (struct programs){.count = 0};
}

/* While programs run, one that does not read its input must not end ours. */
static void running_add(struct programs *programs)
{
    if (programs->running++ == 0)
        programs->signal_before = signal(SIGPIPE, SIG_IGN);
}

static void running_remove(struct programs *programs)
{
    if (--programs->running == 0)
        signal(SIGPIPE, programs->signal_before);
}

void programs_start(struct programs *programs, struct transfer *transfer,
                    const char *const *arguments, bool with_body, int64_t timeout_ms,
                    int64_t now_ms)
{
    const struct feed *feed = transfer->request->feed;
    const struct child_variable variables[] = {
        {"HEADWATER_FEED", feed->name},
        {"HEADWATER_URL", redirect_chain_url(transfer->chain)},
    };
    const struct child_order order = {.arguments = arguments,
                                      .variables = variables,
                                      .variable_count = sizeof(variables) / sizeof(variables[0]),
                                      .input = with_body ? &transfer->body : NULL,
                                      .output_max = transfer->body.ceiling,
                                      .milliseconds = timeout_ms};
    struct program *program = &programs->slots[transfer->slot];

    running_add(programs);
    program->transfer = transfer;
    child_start(&program->child, &order, now_ms, &transfer->error);
}

size_t programs_files(struct programs *programs, struct pollfd **ret, int64_t *wait_ms,
                      int64_t now_ms)
{
    size_t count = 0;

    for (size_t i = 0; programs->running > 0 && i < programs->count; i++) {
        const struct program *program = &programs->slots[i];
        int64_t ms;

        if (program->transfer == NULL)
            continue;
        count += child_files(&program->child, programs->files + count);
        ms = program->child.running ? child_wait_ms(&program->child, now_ms) : 0;
        *wait_ms = ms < *wait_ms ? ms : *wait_ms;
    }
    *ret = programs->files;
    return count;
}

/* Takes the output for the body of the transfer. */
static struct transfer *program_end(struct programs *programs, struct program *program,
                                    int64_t now_ms)
{
    struct transfer *transfer = program->transfer;
    struct child *child = &program->child;

    if (transfer->error.code == ERR_NONE && child->error.code != ERR_NONE)
        transfer->error = child->error;
    transfer->chain->seconds += (double)(now_ms - child->started_ms) / 1000;
    if (transfer->error.code == ERR_NONE) {
        spool_release(&transfer->body);
        transfer->body = child->output;
        memset(&child->output, 0, sizeof(child->output));
    }
    child_release(child);
    program->transfer = NULL;
    running_remove(programs);
    return transfer;
}

struct transfer *programs_next(struct programs *programs, int64_t now_ms)
{
    for (size_t i = 0; programs->running > 0 && i < programs->count; i++) {
        struct program *program = &programs->slots[i];

        if (program->transfer != NULL &&
            (!program->child.running || child_step(&program->child, now_ms)))
            return program_end(programs, program, now_ms);
    }
    return NULL;
}
