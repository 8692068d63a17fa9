#include "aggregator/command/command.h"

#include "aggregator/base/clock.h"
#include "aggregator/base/log.h"
#include "aggregator/base/spelling.h"
#include "aggregator/store/store_address.h"

#include <stdio.h>
#include <string.h>

/* The common options; common_store() stores their values, so they have no target. */
static const struct command_option common_options[] = {
    {"config", OPTION_VALUE, "FILE",
     "the configuration (default: ./feeds.yaml, the user's, the installed one)", NULL},
    {"state", OPTION_VALUE, "PATH",
     "where the state is (default: what feeds.yaml names, else the user's)", NULL},
    {"now", OPTION_VALUE, "TIME", "use this as the current time (RFC 3339), for tests and replays",
     NULL},
    {"verbose", OPTION_FLAG, NULL, "print more details", NULL},
    {"quiet", OPTION_FLAG, NULL, "print only warnings and errors", NULL},
    {"h|help", OPTION_FLAG, NULL, "show this help", NULL},
    {NULL, OPTION_FLAG, NULL, NULL, NULL}};

/* A row's name may start with a one-letter form: "o|output" is -o and --output. */
static const char *long_name(const struct command_option *option)
{
    return option->name[0] != '\0' && option->name[1] == '|' ? option->name + 2 : option->name;
}

static bool is_letter_of(const struct command_option *option, const char *argument)
{
    return option->name[0] != '\0' && option->name[1] == '|' && argument[0] == '-' &&
           argument[1] == option->name[0] && argument[2] == '\0';
}

/* The row for an argument, and the value after its '='; NULL when no row matches. */
static const struct command_option *option_find(const struct command_option *options,
                                                const char *argument, const char **ret_value)
{
    const char *equals = strchr(argument, '=');
    size_t length = equals != NULL ? (size_t)(equals - argument) : strlen(argument);

    *ret_value = equals != NULL ? equals + 1 : NULL;
    for (; options->name != NULL; options++) {
        const char *name = long_name(options);

        if (is_letter_of(options, argument))
            return options;
        if (length == strlen(name) + 2 && strncmp(argument, "--", 2) == 0 &&
            strncmp(argument + 2, name, length - 2) == 0)
            return options;
    }
    return NULL;
}

/* The value after '=' or in the next argument. */
static int option_value(const struct command_option *option, const char **value, int argc,
                        char **argv, int *index, struct error *err)
{
    if (option->kind == OPTION_FLAG)
        return *value == NULL
                   ? 0
                   : error_set(err, ERR_USAGE, SCOPE_RUN, "--%s takes no value", long_name(option));
    if (*value == NULL && *index + 1 < argc)
        *value = argv[++*index];
    return *value != NULL ? 0
                          : error_set(err, ERR_USAGE, SCOPE_RUN, "--%s needs a value (%s)",
                                      long_name(option), option->value);
}

static int option_store(const struct command_option *option, const char *value, struct error *err)
{
    struct option_list *list = option->target;

    switch (option->kind) {
    case OPTION_FLAG:
        *(bool *)option->target = true;
        return 0;
    case OPTION_VALUE:
        *(const char **)option->target = value;
        return 0;
    default:
        if (list->count == OPTION_LIST_MAX)
            return error_set(err, ERR_USAGE, SCOPE_RUN, "--%s is given more than %d times",
                             long_name(option), OPTION_LIST_MAX);
        list->values[list->count++] = value;
        return 0;
    }
}

static int common_store(struct command_context *context, const char *name, const char *value,
                        struct error *err)
{
    if (strcmp(name, "config") == 0) {
        context->config_path = value;
        context->config_is_given = true;
    } else if (strcmp(name, "state") == 0) {
        if (store_address_check(value, err) != 0)
            return ERR_USAGE;
        context->state_address = value;
        context->state_is_given = true;
    } else if (strcmp(name, "verbose") == 0)
        context->verbose = true;
    else if (strcmp(name, "quiet") == 0)
        context->quiet = true;
    else if (strcmp(name, "now") == 0) {
        context->now = clock_parse_rfc3339(value);
        context->now_is_given = true;
        if (context->now == TIME_NONE)
            return error_set(err, ERR_USAGE, SCOPE_RUN,
                             "--now needs a time such as 2026-03-01T12:00:00Z");
    }
    log_init(context->verbose ? LOG_LEVEL_DEBUG
             : context->quiet ? LOG_LEVEL_WARNING
                              : LOG_LEVEL_INFO);
    return 0;
}

bool command_asks_help(const char *argument)
{
    return strcmp(argument, "--help") == 0 || strcmp(argument, "-h") == 0;
}

int command_parse_common(bool *ret_taken, struct command_context *context, int argc, char **argv,
                         int *index, struct error *err)
{
    const char *value;
    const struct command_option *option = option_find(common_options, argv[*index], &value);
    int code;

    *ret_taken = option != NULL && !command_asks_help(argv[*index]);
    if (!*ret_taken)
        return 0;
    code = option_value(option, &value, argc, argv, index, err);
    ++*index;
    return code != 0 ? code : common_store(context, option->name, value, err);
}

static void options_print(const struct command_option *options)
{
    char left[64];

    for (; options->name != NULL; options++) {
        snprintf(left, sizeof(left), "%s%.1s%s--%s%s%s",
                 long_name(options) != options->name ? "-" : "",
                 long_name(options) != options->name ? options->name : "",
                 long_name(options) != options->name ? ", " : "", long_name(options),
                 options->value != NULL ? " " : "", options->value != NULL ? options->value : "");
        printf("  %-22s %s\n", left, options->help);
    }
}

static void help_print(const struct command *command, const struct command_option *options)
{
    printf("usage: headwater %s%s%s%s\n\n%s\n", command->name,
           options->name != NULL ? " [OPTION]..." : "", command->operands[0] != '\0' ? " " : "",
           command->operands, command->details);
    if (options->name != NULL) {
        printf("\nOptions:\n");
        options_print(options);
    }
    printf("\nCommon options:\n");
    options_print(common_options);
}

/* Rows for shell completion, separated by tabs: kind, spelling, name of the value ("-" for no
 * value), and help. An option with a letter takes two lines. */
static void rows_print(const struct command_option *options)
{
    for (; options->name != NULL; options++) {
        const char *value = options->value != NULL ? options->value : "-";

        printf("option\t--%s\t%s\t%s\n", long_name(options), value, options->help);
        if (long_name(options) != options->name)
            printf("option\t-%.1s\t%s\t%s\n", options->name, value, options->help);
    }
}

static void command_rows_print(const struct command *command, const struct command_option *options)
{
    char word[32];

    for (const char *at = command->operands; *at != '\0'; at += strcspn(at, " |")) {
        at += strspn(at, " |[");
        snprintf(word, sizeof(word), "%.*s", (int)strcspn(at, " |]"), at);
        if (word[0] != '\0')
            printf("operand\t%s\n", word);
    }
    rows_print(options);
    rows_print(common_options);
}

void command_complete(const struct command *const *table)
{
    for (const struct command *const *c = table; *c != NULL; c++)
        printf("command\t%s\t%s\n", (*c)->name, (*c)->summary);
    rows_print(common_options);
    printf("option\t--version\t-\tprint the version\n");
}

/* Offers the names of these options as corrections. */
static void option_try(struct spelling *spelling, const struct command_option *options)
{
    for (; options->name != NULL; options++)
        spelling_try(spelling, long_name(options));
}

static int option_refuse(const struct command_context *context,
                         const struct command_option *options, const char *argument,
                         struct error *err)
{
    char word[32];
    struct spelling spelling;

    snprintf(word, sizeof(word), "%.*s", (int)strcspn(argument, "="), argument);
    spelling_init(&spelling, word + strspn(word, "-"));
    option_try(&spelling, options);
    option_try(&spelling, common_options);
    if (argument[1] == '-' && spelling.nearest != NULL)
        return error_set(err, ERR_USAGE, SCOPE_RUN, "unknown option %s, did you mean --%s?",
                         argument, spelling.nearest);
    return error_set(err, ERR_USAGE, SCOPE_RUN, "unknown option %s (see headwater %s --help)",
                     argument, context->command->name);
}

/* One argument: a common option, one of the command's, or an operand. */
static int argument_parse(struct command_context *context, const struct command_option *options,
                          int argc, char **argv, int *index, struct error *err)
{
    const char *value;
    const struct command_option *option;
    bool taken;
    int code = command_parse_common(&taken, context, argc, argv, index, err);

    if (taken || code != 0)
        return code;
    option = option_find(options, argv[*index], &value);
    if (option == NULL && argv[*index][0] == '-' && argv[*index][1] != '\0')
        return option_refuse(context, options, argv[*index], err);
    if (option == NULL) {
        context->operands[context->operand_count++] = argv[(*index)++];
        return 0;
    }
    code = option_value(option, &value, argc, argv, index, err);
    ++*index;
    return code != 0 ? code : option_store(option, value, err);
}

static int operands_check(const struct command_context *context, size_t min, size_t max,
                          struct error *err)
{
    const char *missing = context->command->operands;

    for (size_t i = 0; i < context->operand_count && strchr(missing, ' ') != NULL; i++)
        missing = strchr(missing, ' ') + 1;
    if (context->operand_count < min)
        return error_set(err, ERR_USAGE, SCOPE_RUN, "%.*s is missing (see headwater %s --help)",
                         (int)strcspn(missing, " "), missing, context->command->name);
    if (context->operand_count > max)
        return error_set(err, ERR_USAGE, SCOPE_RUN,
                         "unexpected argument \"%s\" (see headwater %s --help)",
                         context->operands[max], context->command->name);
    return 0;
}

int command_parse(bool *ret_done, struct command_context *context,
                  const struct command_option *options, size_t min, size_t max, int argc,
                  char **argv, struct error *err)
{
    int code = 0;
    bool only_operands = false;

    *ret_done = false;
    context->operands = argv; /* filled from the front, never beyond what has been read */
    context->operand_count = 0;
    if (argc == 1 && strcmp(argv[0], "--complete") == 0) {
        command_rows_print(context->command, options);
        *ret_done = true;
        return 0;
    }
    for (int i = 0; i < argc && code == 0;) {
        if (!only_operands && command_asks_help(argv[i])) {
            help_print(context->command, options);
            *ret_done = true;
            return 0;
        }
        if (!only_operands && strcmp(argv[i], "--") == 0) {
            only_operands = true;
            i++;
        } else if (only_operands) {
            context->operands[context->operand_count++] = argv[i++];
        } else {
            code = argument_parse(context, options, argc, argv, &i, err);
        }
    }
    return code != 0 ? code : operands_check(context, min, max, err);
}
