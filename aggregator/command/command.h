/*
 * What every command shares: its row in the table of commands, its options, and its way to end.
 *
 * A command is one file, cmd_NAME.c, that defines `const struct command command_NAME`. Options are
 * rows of a table, from which both the reading and the help text are made; the common options
 * (--config, --state,
 * --now, --verbose, --quiet, --help) are understood before and after the command's name.
 */
#ifndef HEADWATER_COMMAND_COMMAND_H
#define HEADWATER_COMMAND_COMMAND_H

#include "aggregator/base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct command;

/* What the common options said, defaults filled in. */
struct command_context {
    const struct command *command;
    const char *config_path;   /* feeds.yaml */
    bool config_is_given;      /* by --config; else it is where feeds.yaml was found, or would be */
    const char *state_address; /* "sqlite:PATH" or "memory:" */
    int64_t now;               /* the clock, read once, or --now */
    bool verbose, quiet;
    char **operands; /* what is left after the options */
    size_t operand_count;
};

enum option_kind { OPTION_FLAG, OPTION_VALUE, OPTION_LIST };

enum { OPTION_LIST_MAX = 64 };

struct option_list {
    const char *values[OPTION_LIST_MAX];
    size_t count;
};

struct command_option {
    const char *name; /* without the dashes; "o|output" is -o and --output */
    enum option_kind kind;
    const char *value; /* the word for the value in the help; NULL for a flag */
    const char *help;
    void *target; /* bool, const char *, or struct option_list */
};

struct command {
    const char *name;
    const char *operands; /* for the usage line: "FILE", "[ID]", "" */
    const char *summary;  /* one line */
    const char *details;  /* the paragraph of its help */
    /* Returns the exit status. An error that it fills is printed by main, as "headwater NAME:
     * text". */
    int (*run)(struct command_context *context, int argc, char **argv, struct error *err);
};

/*
 * Reads the command's arguments. options ends with a row whose name is NULL. Operands stay in their
 * order in context->operands. least and most bound their number. Returns 0, or ERR_USAGE with err
 * filled; with --help it prints the help and sets *ret_done, and the command returns 0 at once.
 */
int command_parse(bool *ret_done, struct command_context *context,
                  const struct command_option *options, size_t min, size_t max, int argc,
                  char **argv, struct error *err);

/* Whether the argument is --help or -h. */
bool command_asks_help(const char *argument);

/* One common option at argv[*index]: moves *index behind it. Not one of ours: *ret_taken is false.
 */
int command_parse_common(bool *ret_taken, struct command_context *context, int argc, char **argv,
                         int *index, struct error *err);

/* Prints the commands of a table and the common options as rows for the completion of shells; for
 * what comes behind a command, command_parse() does, when --complete is all it is given. */
void command_complete(const struct command *const *table);

extern const struct command *const command_table[]; /* sorted by name, ends with NULL */

#endif
