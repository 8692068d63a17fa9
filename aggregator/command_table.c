#include "aggregator/command.h"

#include <stddef.h>

/* Every command that is built in; a row here and a file cmd_NAME.c is all that a new one needs. */

extern const struct command command_check;
extern const struct command command_cluster;
extern const struct command command_lexicon;
extern const struct command command_render;
extern const struct command command_serve;

const struct command *const command_table[] = {
    &command_check, &command_cluster, &command_lexicon, &command_render, &command_serve, NULL,
};
