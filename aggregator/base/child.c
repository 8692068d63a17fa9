#define _XOPEN_SOURCE 700 /* waitid(), kill() */
#include "aggregator/base/child.h"

#include "aggregator/base/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    STEP_CHUNKS = 16, /* moved through one pipe in one step; then others have their turn */
    TICK_MS = 100,    /* between two looks whether it has ended */
    CHARGE_MS = 500,  /* at most, for the time between two steps */
    ENDING_MS = 5,    /* the same, once it has closed its pipes */
};

const char *const child_passed_on[] = {"HOME",        "LANG",    "LC_ALL", "LC_CTYPE",
                                       "LC_MESSAGES", "LOGNAME", "PATH",   "SHELL",
                                       "TMPDIR",      "TZ",      "USER",   NULL};

struct environment {
    char text[CHILD_VARIABLES_MAX][CHILD_VARIABLE_SIZE];
    char *list[CHILD_VARIABLES_MAX + 1];
    size_t count;
};

static void variable_add(struct environment *environment, const char *name, const char *value)
{
    char *text = environment->text[environment->count];
    int length;

    if (value == NULL || environment->count == CHILD_VARIABLES_MAX)
        return;
    length = snprintf(text, CHILD_VARIABLE_SIZE, "%s=%s", name, value);
    if (length > 0 && length < CHILD_VARIABLE_SIZE)
        environment->list[environment->count++] = text;
}

static void environment_make(struct environment *ret, const struct child_order *order)
{
    ret->count = 0;
    for (size_t i = 0; i < order->variable_count; i++)
        variable_add(ret, order->variables[i].name, order->variables[i].value);
    for (const char *const *name = child_passed_on; *name != NULL; name++)
        variable_add(ret, *name, getenv(*name));
    ret->list[ret->count] = NULL;
}

static void file_close(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* A pipe that no other program inherits. ours: the end that we keep, 0 to read, 1 to write. */
static bool pipe_open(int ends[2], int ours)
{
    if (pipe(ends) != 0) {
        ends[0] = ends[1] = -1;
        return false;
    }
    return fcntl(ends[0], F_SETFD, FD_CLOEXEC) == 0 && fcntl(ends[1], F_SETFD, FD_CLOEXEC) == 0 &&
           fcntl(ends[ours], F_SETFL, O_NONBLOCK) == 0;
}

/* The program has every signal as a fresh process has, and leads a group. */
static int attributes_make(posix_spawnattr_t *ret)
{
    sigset_t all, none;
    int code = posix_spawnattr_init(ret);

    if (code != 0)
        return code;
    sigfillset(&all);
    sigdelset(&all, SIGKILL);
    sigdelset(&all, SIGSTOP);
    sigemptyset(&none);
    code = posix_spawnattr_setflags(ret, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF |
                                             POSIX_SPAWN_SETSIGMASK);
    if (code == 0)
        code = posix_spawnattr_setpgroup(ret, 0);
    if (code == 0)
        code = posix_spawnattr_setsigdefault(ret, &all);
    return code != 0 ? code : posix_spawnattr_setsigmask(ret, &none);
}

static int actions_make(posix_spawn_file_actions_t *ret, int in, int out, int problems)
{
    int code = posix_spawn_file_actions_init(ret);

    if (code != 0)
        return code;
    code = in >= 0 ? posix_spawn_file_actions_adddup2(ret, in, STDIN_FILENO)
                   : posix_spawn_file_actions_addopen(ret, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (code == 0)
        code = posix_spawn_file_actions_adddup2(ret, out, STDOUT_FILENO);
    return code != 0 ? code : posix_spawn_file_actions_adddup2(ret, problems, STDERR_FILENO);
}

/* Starts the program with the other ends of the pipes; an errno, or 0. */
static int program_spawn(struct child *child, const struct child_order *order, int in, int out,
                         int problems)
{
    struct environment *environment = malloc(sizeof(*environment));
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int code;

    if (environment == NULL)
        return ENOMEM;
    environment_make(environment, order);
    code = actions_make(&actions, in, out, problems);
    if (code == 0) {
        code = attributes_make(&attributes);
        /* the arguments are not changed: the interface is older than const */
        if (code == 0)
            code = posix_spawnp(&child->pid, order->arguments[0], &actions, &attributes,
                                (char *const *)(uintptr_t)order->arguments, environment->list);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    free(environment);
    return code;
}

int child_start(struct child *ret, const struct child_order *order, int64_t now_ms,
                struct error *err)
{
    int in[2] = {-1, -1}, out[2] = {-1, -1}, problems[2] = {-1, -1}, code = 0;

    *ret = (struct child){.input = order->input,
                          .started_ms = now_ms,
                          .looked_ms = now_ms,
                          .milliseconds = order->milliseconds,
                          .in = -1};
    spool_init(&ret->output, order->output_max);
    if (order->input != NULL) {
        spool_rewind(order->input);
        ret->chunk = malloc(CHILD_CHUNK);
        code = ret->chunk == NULL ? ENOMEM : pipe_open(in, 1) ? 0 : errno;
    }
    if (code == 0 && (!pipe_open(out, 0) || !pipe_open(problems, 0)))
        code = errno;
    if (code == 0)
        code = program_spawn(ret, order, in[0], out[1], problems[1]);
    ret->running = code == 0;
    file_close(&in[0]);
    file_close(&out[1]);
    file_close(&problems[1]);
    ret->in = in[1];
    ret->out = out[0];
    ret->problems = problems[0];
    if (code == 0)
        return 0;
    return error_set(err, code == ENOMEM ? ERR_MEMORY : ERR_IO, SCOPE_FEED,
                     "cannot start %.200s: %s", order->arguments[0], strerror(code));
}

size_t child_files(const struct child *child, struct pollfd *into)
{
    size_t count = 0;

    if (child->in >= 0)
        into[count++] = (struct pollfd){.fd = child->in, .events = POLLOUT};
    if (child->out >= 0)
        into[count++] = (struct pollfd){.fd = child->out, .events = POLLIN};
    if (child->problems >= 0)
        into[count++] = (struct pollfd){.fd = child->problems, .events = POLLIN};
    return count;
}

int64_t child_wait_ms(const struct child *child, int64_t now_ms)
{
    const int64_t tick = child->out < 0 && child->problems < 0 ? ENDING_MS : TICK_MS;
    const int64_t left = child->milliseconds - child->spent_ms - (now_ms - child->looked_ms);

    return left < 0 ? 0 : left < tick ? left : tick;
}

static void fail(struct child *child, enum error_code code, const char *text)
{
    if (child->error.code == ERR_NONE)
        error_set(&child->error, code, SCOPE_FEED, "%s", text);
}

/* Writes what the pipe takes. A program that does not read all of its input may be done with it. */
static void input_write(struct child *child)
{
    for (int chunks = 0; child->in >= 0 && chunks < STEP_CHUNKS; chunks++) {
        ssize_t written;

        if (child->chunk_at == child->chunk_size) {
            child->chunk_at = 0;
            if (spool_read(&child->chunk_size, child->input, child->chunk, CHILD_CHUNK,
                           &child->error) != 0 ||
                child->chunk_size == 0) {
                file_close(&child->in);
                return;
            }
        }
        written =
            write(child->in, child->chunk + child->chunk_at, child->chunk_size - child->chunk_at);
        if (written > 0)
            child->chunk_at += (size_t)written;
        else if (errno == EAGAIN || errno == EWOULDBLOCK)
            return;
        else if (errno != EINTR)
            file_close(&child->in);
    }
}

/* Keeps a line of standard error that says something. */
static void line_end(struct child *child)
{
    child->line[child->line_length] = '\0';
    if (child->line[strspn(child->line, " ")] != '\0')
        memcpy(child->last, child->line, child->line_length + 1);
    child->line_length = 0;
}

static void problems_take(struct child *child, const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        const unsigned char c = (unsigned char)bytes[i];

        if (c == '\n' || c == '\r')
            line_end(child);
        else if (child->line_length + 1 < CHILD_LINE_SIZE)
            child->line[child->line_length++] = (char)(c < 0x20 || c == 0x7f ? ' ' : c);
    }
}

static bool output_take(struct child *child, const char *bytes, size_t size)
{
    struct error err = {.code = ERR_NONE};

    if (spool_write(&child->output, bytes, size, &err) == 0)
        return true;
    if (err.code == ERR_LIMIT)
        error_set(&err, ERR_LIMIT, SCOPE_FEED, "the program wrote more than %zu bytes",
                  child->output.ceiling);
    if (child->error.code == ERR_NONE)
        child->error = err;
    return false;
}

/* Reads what there is from one pipe; closes it at its end. */
static void pipe_read(struct child *child, int *fd)
{
    char chunk[CHILD_CHUNK];

    for (int chunks = 0; *fd >= 0 && chunks < STEP_CHUNKS; chunks++) {
        const ssize_t size = read(*fd, chunk, sizeof(chunk));

        if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            return;
        if (size < 0 && errno == EINTR)
            continue;
        if (size <= 0)
            file_close(fd);
        else if (fd == &child->problems)
            problems_take(child, chunk, (size_t)size);
        else if (!output_take(child, chunk, (size_t)size))
            return;
    }
}

/* Whether the program has ended. It stays a zombie, so that its group keeps its number. */
static bool has_ended(const struct child *child, siginfo_t *info)
{
    memset(info, 0, sizeof(*info));
    if (waitid(P_PID, (id_t)child->pid, info, WEXITED | WNOHANG | WNOWAIT) == 0)
        return info->si_pid == child->pid;
    info->si_code = CLD_EXITED; /* whoever started us ignores SIGCHLD, so the status is lost */
    return errno == ECHILD;
}

static void group_kill(struct child *child)
{
    kill(-child->pid, SIGKILL);
    while (waitpid(child->pid, NULL, 0) < 0 && errno == EINTR)
        ;
    child->running = false;
}

/* The last line of standard error in valid UTF-8, behind a colon; empty when there was none. */
static const char *last_words(struct child *child, char ret[CHILD_LINE_SIZE + 2])
{
    line_end(child);
    for (size_t i = 0; child->last[i] != '\0';) {
        const int taken =
            utf8_sequence((const unsigned char *)child->last + i, strlen(child->last + i));

        if (taken <= 0)
            child->last[i] = '?';
        i += taken > 0 ? (size_t)taken : 1;
    }
    snprintf(ret, CHILD_LINE_SIZE + 2, "%s%s", child->last[0] != '\0' ? ": " : "", child->last);
    return ret;
}

static void status_tell(struct child *child, const siginfo_t *info)
{
    char words[CHILD_LINE_SIZE + 2], text[ERROR_TEXT_SIZE];

    if (info->si_code == CLD_EXITED && info->si_status == 0)
        return;
    snprintf(text, sizeof(text), "the program %s %d%s",
             info->si_code == CLD_EXITED ? "ended with exit status" : "was ended by signal",
             info->si_status, last_words(child, words));
    fail(child, ERR_IO, text);
}

/* What is still in the pipes, after the program has ended. What it left running is not waited
 * for. */
static void rest_read(struct child *child)
{
    size_t before;

    do {
        before = child->output.size;
        pipe_read(child, &child->out);
        pipe_read(child, &child->problems);
    } while (child->out >= 0 && child->output.size > before && child->error.code == ERR_NONE);
}

/* A caller that is busy neither reads nor writes, so the program cannot go on. */
static void time_charge(struct child *child, int64_t now_ms)
{
    const int64_t passed = now_ms - child->looked_ms;

    child->spent_ms += passed < CHARGE_MS ? passed : CHARGE_MS;
    child->looked_ms = now_ms;
}

bool child_step(struct child *child, int64_t now_ms)
{
    char text[ERROR_TEXT_SIZE], words[CHILD_LINE_SIZE + 2];
    siginfo_t info;
    const bool ended = has_ended(child, &info);

    if (!ended) {
        input_write(child);
        pipe_read(child, &child->out);
        pipe_read(child, &child->problems);
        time_charge(child, now_ms);
        if (child->error.code == ERR_NONE && child->spent_ms >= child->milliseconds) {
            snprintf(text, sizeof(text), "the program took longer than %lld s%s",
                     (long long)child->milliseconds / 1000, last_words(child, words));
            fail(child, ERR_LIMIT, text);
        }
        if (child->error.code == ERR_NONE)
            return false;
        group_kill(child);
    } else {
        group_kill(child);
        rest_read(child);
        status_tell(child, &info);
    }
    file_close(&child->in);
    file_close(&child->out);
    file_close(&child->problems);
    spool_rewind(&child->output);
    return true;
}

void child_release(struct child *child)
{
    if (child->running)
        group_kill(child);
    if (child->chunk != NULL || child->out > 0 || child->problems > 0) {
        file_close(&child->in);
        file_close(&child->out);
        file_close(&child->problems);
    }
    free(child->chunk);
    child->chunk = NULL;
    spool_release(&child->output);
}
