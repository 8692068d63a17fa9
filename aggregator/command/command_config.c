#include "aggregator/command/command_config.h"

#include "aggregator/base/log.h"
#include "aggregator/store/store_address.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PROBLEM_BYTES_MAX = 4 << 20, ARENA_BYTES = 1 << 20 };

static void problems_log(char *text)
{
    for (char *end; (end = strchr(text, '\n')) != NULL; text = end + 1) {
        *end = '\0';
        log_line(LOG_LEVEL_ERROR, "%s", text);
    }
}

static int state_name(struct command_context *context, const char *path, struct error *err)
{
    if (path == NULL || context->state_is_given)
        return 0;
    if (snprintf(context->state_named, sizeof(context->state_named), "%s%s",
                 store_address_is_remote(path) ? "" : "sqlite:", path) >=
        (int)sizeof(context->state_named))
        return error_set(err, ERR_CONFIG, SCOPE_RUN, "path too long: %.200s", path);
    context->state_address = context->state_named;
    return 0;
}

int command_state(struct command_context *context, struct error *err)
{
    struct arena arena;
    const char *path;
    int code;

    if (context->state_is_given ||
        (!context->config_is_given && access(context->config_path, F_OK) != 0))
        return 0;
    arena_init(&arena, ARENA_BYTES);
    code = config_load_state(&path, &arena, context->config_path, err);
    if (code == 0)
        code = state_name(context, path, err);
    arena_release(&arena);
    return code;
}

int command_config_read(struct config *ret, struct str *problems, struct command_context *context,
                        struct error *err)
{
    int code;

    if (!context->config_is_given && access(context->config_path, F_OK) != 0)
        return error_set(err, ERR_CONFIG, SCOPE_RUN,
                         "no feeds.yaml found: neither here, nor at %s, nor in /etc/headwater "
                         "(headwater add URL creates one, --config FILE names one)",
                         context->config_path);
    code = config_load(ret, problems, context->config_path, err);
    if (code == 0 && (code = state_name(context, ret->settings.state, err)) != 0) {
        config_release(ret);
        *ret = (struct config){0};
    }
    return code;
}

int command_config(struct config *ret, struct command_context *context, struct error *err)
{
    struct str problems;
    int code;

    str_init(&problems, PROBLEM_BYTES_MAX);
    code = command_config_read(ret, &problems, context, err);
    problems_log(problems.text);
    str_release(&problems);
    return code;
}

int command_timezone(struct zone *ret, struct arena *arena, const struct command_context *context,
                     struct error *err)
{
    struct config config;
    struct str problems;
    int code;

    str_init(&problems, PROBLEM_BYTES_MAX);
    code = config_load(&config, &problems, context->config_path, NULL);
    str_release(&problems);
    if (code == 0) {
        code = zone_load(ret, arena, config.settings.timezone->name, err);
        config_release(&config);
    }
    return code == 0 || code == ERR_MEMORY ? code : zone_load_system(ret, arena, err);
}
