#define _XOPEN_SOURCE 700 /* kill() */
#include "aggregator/mail/mail_send.h"

#include "aggregator/base/child.h"
#include "aggregator/base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    LINE_SIZE = 160,    /* of what the program says */
    OPTIONS = 4,        /* its name, "-i", "-f" and the sender */
    TICK_NS = 10000000, /* between two looks whether it has ended */
};

/* The files of a call: the mail, and what the program says. */
struct call {
    FILE *mail, *problems;
    char **arguments;
};

static int failure(struct error *err, const char *program, int number)
{
    return error_set(err, ERR_IO, SCOPE_RUN, "cannot run %s: %s", program, strerror(number));
}

static void call_release(struct call *call)
{
    if (call->mail != NULL)
        fclose(call->mail);
    if (call->problems != NULL)
        fclose(call->problems);
    free(call->arguments);
}

static bool is_passed_on(const char *entry)
{
    const size_t length = strcspn(entry, "=");

    for (const char *const *name = child_passed_on; *name != NULL; name++)
        if (strlen(*name) == length && strncmp(*name, entry, length) == 0)
            return true;
    return false;
}

/* Entries of our own environment, which outlive the call. */
static void environment_fill(char *environment[CHILD_VARIABLES_MAX + 1])
{
    extern char **environ;
    size_t count = 0;

    for (char **entry = environ; entry != NULL && *entry != NULL; entry++)
        if (is_passed_on(*entry) && count < CHILD_VARIABLES_MAX)
            environment[count++] = *entry;
    environment[count] = NULL;
}

/* "sendmail -i -f FROM TO ...": -i, because a line with only a dot does not end the mail. */
static int arguments_fill(struct call *call, const struct mail_order *order)
{
    const char **arguments = calloc(OPTIONS + order->to_count + 1, sizeof(*arguments));

    if (arguments == NULL)
        return ERR_MEMORY;
    arguments[0] = order->program;
    arguments[1] = "-i";
    arguments[2] = "-f";
    arguments[3] = order->from;
    for (size_t i = 0; i < order->to_count; i++)
        arguments[OPTIONS + i] = order->to[i];
    call->arguments = (char **)arguments;
    return 0;
}

static int out_of_memory(struct error *err)
{
    error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory sending a mail");
    return ERR_MEMORY;
}

static int call_prepare(struct call *call, const struct mail_order *order, struct error *err)
{
    const struct str *message = order->message;

    if (arguments_fill(call, order) != 0)
        return out_of_memory(err);
    call->mail = tmpfile();
    call->problems = tmpfile();
    if (call->mail == NULL || call->problems == NULL ||
        fcntl(fileno(call->mail), F_SETFD, FD_CLOEXEC) != 0 ||
        fcntl(fileno(call->problems), F_SETFD, FD_CLOEXEC) != 0 ||
        fwrite(message->text, 1, message->length, call->mail) != message->length ||
        fflush(call->mail) != 0 || fseek(call->mail, 0, SEEK_SET) != 0) {
        error_set(err, ERR_IO, SCOPE_RUN, "cannot write a temporary file: %s", strerror(errno));
        return ERR_IO;
    }
    return 0;
}

static int call_start(pid_t *ret, const struct call *call, const struct mail_order *order,
                      struct error *err)
{
    char *environment[CHILD_VARIABLES_MAX + 1];
    posix_spawn_file_actions_t actions;
    int number = posix_spawn_file_actions_init(&actions);

    if (number != 0)
        return failure(err, order->program, number);
    environment_fill(environment);
    number = posix_spawn_file_actions_adddup2(&actions, fileno(call->mail), STDIN_FILENO);
    if (number == 0)
        number =
            posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    if (number == 0)
        number = posix_spawn_file_actions_adddup2(&actions, fileno(call->problems), STDERR_FILENO);
    if (number == 0)
        number = posix_spawn(ret, order->program, &actions, NULL, call->arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    return number != 0 ? failure(err, order->program, number) : 0;
}

/* Waits for the end; false when the time is over. */
static bool program_wait(int *ret_status, pid_t pid, int seconds)
{
    const struct timespec tick = {.tv_nsec = TICK_NS};
    const double end = clock_running() + seconds;
    pid_t ended;

    while ((ended = waitpid(pid, ret_status, WNOHANG)) == 0 || (ended < 0 && errno == EINTR)) {
        if (clock_running() > end)
            return false;
        nanosleep(&tick, NULL);
    }
    return ended == pid;
}

/* The last line that the program wrote; empty when it wrote none. */
static void line_read(char ret[LINE_SIZE], FILE *problems)
{
    char line[LINE_SIZE];

    ret[0] = '\0';
    rewind(problems);
    while (fgets(line, sizeof(line), problems) != NULL) {
        line[strcspn(line, "\r\n")] = '\0';
        if (line[strspn(line, " \t")] != '\0')
            memcpy(ret, line, LINE_SIZE);
    }
}

static int call_end(bool *ret_unknown, const struct call *call, const struct mail_order *order,
                    pid_t pid, struct error *err)
{
    char line[LINE_SIZE];
    int status = 0;

    *ret_unknown = !program_wait(&status, pid, order->seconds);
    if (*ret_unknown) {
        kill(pid, SIGKILL);
        waitpid(pid, &status, 0);
        return error_set(err, ERR_IO, SCOPE_RUN, "%s took longer than %d s", order->program,
                         order->seconds);
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return 0;
    line_read(line, call->problems);
    *ret_unknown = !WIFEXITED(status);
    return error_set(err, ERR_IO, SCOPE_RUN, "%s ended with %s %d%s%s", order->program,
                     WIFEXITED(status) ? "status" : "signal",
                     WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status),
                     line[0] != '\0' ? ": " : "", line);
}

int mail_send(bool *ret_unknown, const struct mail_order *order, struct error *err)
{
    struct call call = {.mail = NULL};
    pid_t pid = 0;
    int code = call_prepare(&call, order, err);

    *ret_unknown = false;
    if (code == 0)
        code = call_start(&pid, &call, order, err);
    if (code == 0)
        code = call_end(ret_unknown, &call, order, pid, err);
    call_release(&call);
    return code;
}
