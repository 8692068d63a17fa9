/*
 * What all commands share: a row in the table of commands, options, and an exit status.
 *
 * A command is one file, cmd_NAME.c, that defines `const struct command command_NAME`. Options are
 * rows of a table, from which both the parser and the help text work. The common options (--config,
 * --state, --now, --verbose, --quiet, --help) are accepted before and after the command's name.
 */
#ifndef HEADWATER_COMMAND_COMMAND_H
#define HEADWATER_COMMAND_COMMAND_H

#include "aggregator/base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct command;

enum { COMMAND_PATH_SIZE = 4096 };

/* The values of the common options, with defaults filled in. */
struct command_context {
    const struct command *command;
    const char *config_path;             /* feeds.yaml */
    bool config_is_given;                /* by --config; otherwise config_path is a default */
    const char *state_address;           /* "sqlite:PATH" or "memory:" */
    bool state_is_given;                 /* by --state; otherwise feeds.yaml may name it */
    char state_named[COMMAND_PATH_SIZE]; /* storage for what feeds.yaml names */
    int64_t now;                         /* the clock, read once, or the value of --now */
    bool now_is_given;                   /* by --now */
    bool verbose, quiet;
    char **operands; /* the arguments that are not options */
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
    const char *value; /* name of the value in the help; NULL for a flag */
    const char *help;
    void *target; /* bool, const char *, or struct option_list */
};

struct command {
    const char *name;
    const char *operands; /* for the usage line: "FILE", "[ID]", "add|remove NAME", "" */
    const char *summary;  /* one line */
    const char *details;  /* paragraph in its help */
    /* Returns the exit status. If it fills err, main prints that as "headwater NAME: text". */
    int (*run)(struct command_context *context, int argc, char **argv, struct error *err);
};

/*
 * Parses the command's arguments. options ends with a row whose name is NULL. Operands keep their
 * order in context->operands; min and max bound their number. Returns 0, or ERR_USAGE with err
 * filled. With --help it prints the help and sets *ret_done; the command then returns 0 at once.
 */
int command_parse(bool *ret_done, struct command_context *context,
                  const struct command_option *options, size_t min, size_t max, int argc,
                  char **argv, struct error *err);

/* Whether the argument is --help or -h. */
bool command_asks_help(const char *argument);

/* Parses one common option at argv[*index] and moves *index past it. Sets *ret_taken to false if it
 * is not a common option. */
int command_parse_common(bool *ret_taken, struct command_context *context, int argc, char **argv,
                         int *index, struct error *err);

/* Prints the commands of a table and the common options as rows for shell completion.
 * command_parse() prints the rows of one command when its only argument is --complete. */
void command_complete(const struct command *const *table);

extern const struct command *const command_table[]; /* sorted by name, ends with NULL */

#endif
