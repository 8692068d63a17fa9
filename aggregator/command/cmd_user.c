/*
 * headwater user: the users of the reader interfaces that `headwater serve --users` offers.
 */
#include "aggregator/account/fever_key.h"
#include "aggregator/account/password.h"
#include "aggregator/base/zone.h"
#include "aggregator/command/command.h"
#include "aggregator/command/command_columns.h"
#include "aggregator/command/command_config.h"
#include "aggregator/command/command_json.h"
#include "aggregator/command/command_password.h"
#include "aggregator/store/store_users.h"

#include <stdio.h>
#include <string.h>

enum { ARENA_BYTES = 64 << 20 };

struct user_command {
    const struct command_context *context;
    const char *name; /* NULL when the action takes none */
    bool json;
    struct store *store;
    struct arena arena;
    struct columns table;
    json_t *list;
    struct zone zone; /* of the days in the table */
};

static const struct column columns[] = {
    {"NAME", false, COLUMN_CUT_END},         {"ADDED", false, COLUMN_CUT_WHOLE},
    {"LAST USE", false, COLUMN_CUT_NOTHING}, {"LOGINS", true, COLUMN_CUT_NOTHING},
    {"READ", true, COLUMN_CUT_NOTHING},      {"STARRED", true, COLUMN_CUT_NOTHING},
};

static int password_take(char ret[PASSWORD_HASH_SIZE], const char *name, struct error *err)
{
    char password[PASSWORD_TEXT_SIZE];
    int code = command_password(password, name, err);

    if (code == 0)
        code = password_hash(ret, password, err);
    password_wipe(password);
    return code;
}

static int user_add(struct user_command *command, struct error *err)
{
    char hash[PASSWORD_HASH_SIZE];
    struct store_user user;
    int code = account_name_check(command->name, err);

    if (code == 0 && store_user_load(&user, command->store, &command->arena, command->name, NULL) ==
                         0) /* asks for no password in vain */
        code = error_set(err, ERR_REFUSED, SCOPE_RUN, "there is a user %s already", user.name);
    if (code == 0)
        code = password_take(hash, command->name, err);
    if (code == 0)
        code = store_user_add(command->store, command->name, hash, command->context->now, err);
    if (code == 0 && !command->context->quiet)
        printf("Added %s. \"headwater serve --users\" lets feed readers log in.\n", command->name);
    return code;
}

static int user_find(struct store_user *ret, struct user_command *command, struct error *err)
{
    return store_user_load(ret, command->store, &command->arena, command->name, err);
}

static int user_passwd(struct user_command *command, struct error *err)
{
    char hash[PASSWORD_HASH_SIZE];
    struct store_user user;
    int code = user_find(&user, command, err);

    if (code == 0)
        code = password_take(hash, user.name, err);
    if (code == 0)
        code = store_user_password(command->store, user.id, hash, err);
    if (code == 0 && !command->context->quiet)
        printf("Changed the password of %s; every program must log in again.\n", user.name);
    return code;
}

static int user_remove(struct user_command *command, struct error *err)
{
    struct store_user user;
    int code = user_find(&user, command, err);

    if (code == 0)
        code = store_user_remove(command->store, user.id, err);
    if (code == 0 && !command->context->quiet)
        printf("Removed %s.\n", user.name);
    return code;
}

static int user_revoke(struct user_command *command, struct error *err)
{
    struct store_user user;
    int64_t tokens = 0;
    int code = user_find(&user, command, err);

    if (code == 0)
        code = store_user_revoke(&tokens, command->store, user.id, err);
    if (code == 0 && !command->context->quiet)
        printf("Revoked %lld login%s of %s.\n", (long long)tokens, tokens == 1 ? "" : "s",
               user.name);
    return code;
}

/* The protocol cannot do with the user's own password: see account/fever_key.h. */
static int user_fever(struct user_command *command, struct error *err)
{
    unsigned char key[FEVER_HASH_BYTES];
    char password[FEVER_PASSWORD_SIZE];
    struct store_user user;
    int code = user_find(&user, command, err);

    if (code == 0)
        code = fever_key_draw(password, key, user.name, err);
    if (code == 0)
        code = store_fever_set(command->store, user.id, key, err);
    if (code == 0 && command->context->quiet)
        printf("%s\n", password);
    else if (code == 0)
        printf("The password of %s for Fever is %s\n"
               "It is shown only now, and replaces the one before. Write the name exactly so.\n",
               user.name, password);
    return code;
}

static int object_add(struct user_command *command, const struct store_user *user,
                      struct error *err)
{
    json_t *object =
        json_pack("{s:s, s:o, s:o, s:I, s:I, s:I, s:b}", "name", user->name, "added",
                  command_json_time(user->created), "last_use", command_json_time(user->last_used),
                  "logins", (json_int_t)user->tokens, "read", (json_int_t)user->read, "starred",
                  (json_int_t)user->starred, "fever", user->fever);

    return object != NULL && json_array_append_new(command->list, object) == 0
               ? 0
               : error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
}

static int user_tell(void *context, const struct store_user *user, struct error *err)
{
    struct user_command *command = context;
    const int64_t counts[] = {user->tokens, user->read, user->starred};
    char number[24], added[CLOCK_TEXT_SIZE], used[32];
    int code;

    if (command->json)
        return object_add(command, user, err);
    zone_format_rfc3339(&command->zone, user->created, added);
    added[10] = '\0'; /* the day */
    columns_ago(used, sizeof(used), user->last_used, command->context->now);
    code = columns_add(&command->table, user->name, TONE_PLAIN, err);
    if (code == 0)
        code = columns_add(&command->table, added, TONE_FAINT, err);
    if (code == 0)
        code = columns_add(&command->table, used, TONE_PLAIN, err);
    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]) && code == 0; i++) {
        snprintf(number, sizeof(number), "%lld", (long long)counts[i]);
        code = columns_add(&command->table, number, TONE_PLAIN, err);
    }
    return code;
}

static int user_list(struct user_command *command, struct error *err)
{
    int code;

    command->list = command->json ? json_array() : NULL;
    columns_init(&command->table, columns, sizeof(columns) / sizeof(columns[0]), &command->arena);
    code = command_timezone(&command->zone, &command->arena, command->context, err);
    if (code == 0)
        code = store_users(command->store, user_tell, command, err);
    if (code == 0 && command->json)
        return command_print_json(json_incref(command->list), JSON_INDENT(2), err);
    if (code == 0 && command->table.cell_count > 0)
        columns_print(&command->table);
    else if (code == 0 && !command->context->quiet)
        printf("There are no users; \"headwater user add NAME\" adds one.\n");
    return code;
}

static const struct action {
    const char *name;
    bool named;
    int (*run)(struct user_command *command, struct error *err);
} actions[] = {
    {"add", true, user_add},       {"fever", true, user_fever},   {"list", false, user_list},
    {"passwd", true, user_passwd}, {"remove", true, user_remove}, {"revoke", true, user_revoke},
};

static const struct action *action_find(const struct command_context *context, struct error *err)
{
    const char *name = context->operands[0];

    for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
        if (strcmp(actions[i].name, name) != 0)
            continue;
        if (actions[i].named == (context->operand_count == 2))
            return &actions[i];
        error_set(err, ERR_USAGE, SCOPE_RUN,
                  actions[i].named ? "NAME is missing (see headwater user --help)"
                                   : "\"%s\" takes no name",
                  name);
        return NULL;
    }
    error_set(err, ERR_USAGE, SCOPE_RUN,
              "unknown action \"%s\", expected add, fever, list, passwd, remove or revoke", name);
    return NULL;
}

/* Opens an existing state: read-only first, because a mistyped path must not create one. No lock is
 * taken, so a run may be in progress. */
static int state_open(struct store **ret, const char *address, struct error *err)
{
    int code = store_open_readonly(ret, address, err);

    if (code != 0)
        return code;
    store_close(*ret);
    *ret = NULL;
    return store_open(ret, address, err);
}

static int run(struct command_context *context, int argc, char **argv, struct error *err)
{
    struct user_command command = {.context = context};
    const struct command_option options[] = {
        {"json", OPTION_FLAG, NULL, "print a JSON array (list)", &command.json},
        {NULL, OPTION_FLAG, NULL, NULL, NULL}};
    const struct action *action;
    bool done;
    int code = command_parse(&done, context, options, 1, 2, argc, argv, err);

    if (code != 0 || done)
        return error_exit_status((enum error_code)code);
    action = action_find(context, err);
    if (action == NULL)
        return error_exit_status(ERR_USAGE);
    command.name = action->named ? context->operands[1] : NULL;
    arena_init(&command.arena, ARENA_BYTES);
    code = command_state(context, err);
    if (code == 0)
        code = state_open(&command.store, context->state_address, err);
    if (code == 0)
        code = action->run(&command, err);
    store_close(command.store);
    json_decref(command.list);
    arena_release(&command.arena);
    return error_exit_status((enum error_code)code);
}

const struct command command_user = {
    .name = "user",
    .operands = "add|fever|list|passwd|remove|revoke [NAME]",
    .summary = "manage the users of feed readers",
    .details =
        "Manages who may log in with a feed reader when \"headwater serve --users\" runs. add and\n"
        "passwd ask for a password on the terminal, else read it as one line from standard\n"
        "input. passwd and revoke end all logins of the user. remove deletes the user, with\n"
        "what it has read and starred. fever prints a password for programs that speak the\n"
        "Fever API. Works during a run.",
    .run = run,
};
