/*
 * headwater: command lookup, the common options, and the exit status.
 */
#include "aggregator/base/clock.h"
#include "aggregator/base/log.h"
#include "aggregator/base/program.h"
#include "aggregator/base/spelling.h"
#include "aggregator/command/command.h"

#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef HEADWATER_VERSION
#define HEADWATER_VERSION "unknown"
#endif

static void usage_print(FILE *out)
{
    fprintf(out, "usage: headwater COMMAND [OPTION]... [ARGUMENT]...\n\n"
                 "Polls feeds, recognises copies and translations of one story, and publishes one "
                 "merged feed.\n\n"
                 "Commands:\n");
    for (const struct command *const *c = command_table; *c != NULL; c++)
        fprintf(out, "  %-10s %s\n", (*c)->name, (*c)->summary);
    fprintf(out,
            "\n"
            "\"headwater help COMMAND\" describes a command; \"headwater --version\" prints the "
            "version.\n"
            "Exit status: 0 done; 1 failed; 2 wrong usage or configuration; 65 unusable input;\n"
            "66 missing input; 75 another run is in progress.\n");
}

static const struct command *command_find(const char *name)
{
    for (const struct command *const *c = command_table; *c != NULL; c++)
        if (strcmp((*c)->name, name) == 0)
            return *c;
    return NULL;
}

/* feeds.yaml in the current folder, else the user's (XDG Base Directory Specification), else the
 * installed one. If none exists, the path of the user's file, which headwater add creates. */
static const char *default_config(char text[PATH_MAX])
{
    static const char installed[] = "/etc/headwater/feeds.yaml";
    const char *folder = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

    if (access("feeds.yaml", F_OK) == 0)
        return "feeds.yaml";
    if (folder != NULL && folder[0] == '/')
        snprintf(text, PATH_MAX, "%s/headwater/feeds.yaml", folder);
    else
        snprintf(text, PATH_MAX, "%s/.config/headwater/feeds.yaml", home != NULL ? home : "");
    return access(text, F_OK) != 0 && access(installed, F_OK) == 0 ? installed : text;
}

/* The state folder from systemd, else the XDG one (XDG Base Directory Specification). */
static const char *default_state(char text[PATH_MAX])
{
    const char *folder = getenv("STATE_DIRECTORY");
    const char *home = getenv("HOME");

    if (folder != NULL && folder[0] == '/')
        snprintf(text, PATH_MAX, "sqlite:%s/state.db", folder);
    else if ((folder = getenv("XDG_STATE_HOME")) != NULL && folder[0] == '/')
        snprintf(text, PATH_MAX, "sqlite:%s/headwater/state.db", folder);
    else
        snprintf(text, PATH_MAX, "sqlite:%s/.local/state/headwater/state.db",
                 home != NULL ? home : "");
    return text;
}

static const char unwritten[] = "cannot write to standard output";

/* Whether all output was written: the disk may be full or the reading process may have ended. */
static bool output_is_written(void)
{
    return fflush(stdout) == 0 && !ferror(stdout);
}

static int command_run(const struct command *command, struct command_context *context, int argc,
                       char **argv)
{
    struct error err = {.code = ERR_NONE};
    int status;

    context->command = command;
    status = command->run(context, argc, argv, &err);
    if (err.code != ERR_NONE)
        log_line(LOG_LEVEL_ERROR, "headwater %s: %s", command->name, err.text);
    else if (!output_is_written())
        log_line(LOG_LEVEL_ERROR, "headwater %s: %s", command->name, unwritten);
    return status == 0 && !output_is_written() ? 1 : status;
}

static int output_end(void)
{
    if (output_is_written())
        return 0;
    log_line(LOG_LEVEL_ERROR, "headwater: %s", unwritten);
    return 1;
}

static int refuse(const char *what, const char *word)
{
    log_line(LOG_LEVEL_ERROR, "headwater: %s%s (see headwater --help)", what, word);
    return 2;
}

static int command_refuse(const char *name)
{
    struct spelling spelling;

    spelling_init(&spelling, name);
    for (const struct command *const *c = command_table; *c != NULL; c++)
        spelling_try(&spelling, (*c)->name);
    if (spelling.nearest == NULL)
        return refuse(name[0] == '-' ? "unknown option " : "unknown command ", name);
    log_line(LOG_LEVEL_ERROR, "headwater: unknown command %s, did you mean %s?", name,
             spelling.nearest);
    return 2;
}

/* "help" and "help COMMAND", which many users know from other programs. */
static int help_run(struct command_context *context, const char *name)
{
    char option[] = "--help", *arguments[] = {option, NULL};
    const struct command *command = name != NULL ? command_find(name) : NULL;

    if (command != NULL)
        return command_run(command, context, 1, arguments);
    if (name != NULL)
        return command_refuse(name);
    usage_print(stdout);
    return output_end();
}

int main(int argc, char **argv)
{
    char state[PATH_MAX], config[PATH_MAX];
    struct command_context context = {.now = clock_now(), .config_path = default_config(config)};
    const struct command *command;
    struct error err = {.code = ERR_NONE};
    bool taken = true;
    int i = 1;

    setlocale(LC_CTYPE, "");
    program_started_as(argv[0]);
    log_init(LOG_LEVEL_INFO);
    context.state_address = default_state(state);
    while (i < argc && taken)
        if (command_parse_common(&taken, &context, argc, argv, &i, &err) != 0)
            return refuse("", err.text);
    if (i >= argc) {
        usage_print(stderr);
        return 2;
    }
    if (command_asks_help(argv[i]) || strcmp(argv[i], "help") == 0)
        return help_run(&context, argv[i][0] == '-' ? NULL : argv[i + 1]);
    if (strcmp(argv[i], "--version") == 0) {
        printf("headwater %s\n", HEADWATER_VERSION);
        return output_end();
    }
    if (strcmp(argv[i], "--complete") == 0) { /* for completions/ */
        command = i + 1 < argc ? command_find(argv[i + 1]) : NULL;
        if (command != NULL)
            return command_run(command, &context, 1, argv + i);
        command_complete(command_table);
        return output_end();
    }
    command = command_find(argv[i]);
    if (command == NULL)
        return command_refuse(argv[i]);
    return command_run(command, &context, argc - i - 1, argv + i + 1);
}
