#include "aggregator/command/command_password.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

void password_wipe(char text[PASSWORD_TEXT_SIZE])
{
    volatile char *at = text; /* or the compiler would omit it */

    for (size_t i = 0; i < PASSWORD_TEXT_SIZE; i++)
        at[i] = '\0';
}

/* Reads one line byte by byte: what follows it belongs to another reader of standard input. */
static int line_read(char ret[PASSWORD_TEXT_SIZE], struct error *err)
{
    size_t length = 0;
    ssize_t got;
    char c;

    while ((got = read(STDIN_FILENO, &c, 1)) == 1 && c != '\n') {
        if (c == '\0' || length == PASSWORD_MAX_BYTES)
            return error_set(err, ERR_USAGE, SCOPE_RUN, "%s",
                             c == '\0' ? "a password has no control characters"
                                       : "the password is too long");
        ret[length++] = c;
    }
    if (length > 0 && ret[length - 1] == '\r')
        length--;
    ret[length] = '\0';
    if (got <= 0 && length == 0)
        return error_set(err, ERR_USAGE, SCOPE_RUN, "there is no password on standard input");
    return 0;
}

/* The end of the program is put off until the terminal echoes again. */
static int prompt(char ret[PASSWORD_TEXT_SIZE], const char *what, const char *name,
                  struct error *err)
{
    struct termios before, silent;
    sigset_t ending, open;
    int code;

    if (tcgetattr(STDIN_FILENO, &before) != 0)
        return error_set(err, ERR_IO, SCOPE_RUN, "cannot read from the terminal");
    sigemptyset(&ending);
    sigaddset(&ending, SIGINT);
    sigaddset(&ending, SIGTERM);
    sigaddset(&ending, SIGTSTP);
    sigprocmask(SIG_BLOCK, &ending, &open);
    silent = before;
    silent.c_lflag &= ~(tcflag_t)(ECHO | ISIG);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    fprintf(stderr, "%s of %s: ", what, name);
    code = line_read(ret, err);
    fputc('\n', stderr);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    sigprocmask(SIG_SETMASK, &open, NULL);
    return code;
}

static int terminal_read(char ret[PASSWORD_TEXT_SIZE], const char *name, struct error *err)
{
    char again[PASSWORD_TEXT_SIZE];
    int code = prompt(ret, "Password", name, err);

    if (code == 0)
        code = password_check(ret, err);
    if (code != 0)
        return code;
    code = prompt(again, "Again, the password", name, err);
    if (code == 0 && strcmp(ret, again) != 0)
        code = error_set(err, ERR_USAGE, SCOPE_RUN, "the two passwords differ");
    password_wipe(again);
    return code;
}

int command_password(char ret[PASSWORD_TEXT_SIZE], const char *name, struct error *err)
{
    int code;

    if (isatty(STDIN_FILENO))
        return terminal_read(ret, name, err);
    code = line_read(ret, err);
    return code != 0 ? code : password_check(ret, err);
}
