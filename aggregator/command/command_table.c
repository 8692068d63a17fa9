#include "aggregator/command/command.h"

#include <stddef.h>

/* All built-in commands. A new command needs only a row here and a file cmd_NAME.c. */

extern const struct command command_add;
extern const struct command command_backup;
extern const struct command command_check;
extern const struct command command_cluster;
extern const struct command command_copy_state;
extern const struct command command_explain;
extern const struct command command_export;
extern const struct command command_feeds;
extern const struct command command_import;
extern const struct command command_join;
extern const struct command command_lexicon;
extern const struct command command_parse_feed;
extern const struct command command_place;
extern const struct command command_poll;
extern const struct command command_prune;
extern const struct command command_remove;
extern const struct command command_render;
extern const struct command command_restore;
extern const struct command command_rules;
extern const struct command command_run;
extern const struct command command_search;
extern const struct command command_serve;
extern const struct command command_split;
extern const struct command command_status;
extern const struct command command_stories;
extern const struct command command_story;
extern const struct command command_user;
extern const struct command command_verify;

/* one row per line, so that two new commands do not conflict in a merge */
/* clang-format off */
const struct command *const command_table[] = {
    &command_add,
    &command_backup,
    &command_check,
    &command_cluster,
    &command_copy_state,
    &command_explain,
    &command_export,
    &command_feeds,
    &command_import,
    &command_join,
    &command_lexicon,
    &command_parse_feed,
    &command_place,
    &command_poll,
    &command_prune,
    &command_remove,
    &command_render,
    &command_restore,
    &command_rules,
    &command_run,
    &command_search,
    &command_serve,
    &command_split,
    &command_status,
    &command_stories,
    &command_story,
    &command_user,
    &command_verify,
    NULL,
};
/* clang-format on */
