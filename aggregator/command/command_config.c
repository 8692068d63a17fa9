#include "aggregator/command/command_config.h"

#include "aggregator/base/log.h"

#include <string.h>
#include <unistd.h>

enum { PROBLEM_BYTES_MAX = 4 << 20 };

static void problems_log(char *text)
{
    for (char *end; (end = strchr(text, '\n')) != NULL; text = end + 1) {
        *end = '\0';
        log_line(LOG_LEVEL_ERROR, "%s", text);
    }
}

int command_config(struct config *ret, const struct command_context *context, struct error *err)
{
    struct str problems;
    int code;

    if (!context->config_is_given && access(context->config_path, F_OK) != 0)
        return error_set(err, ERR_CONFIG, SCOPE_RUN,
                         "no feeds.yaml found: neither here, nor at %s, nor in /etc/headwater "
                         "(headwater add URL creates one, --config FILE names one)",
                         context->config_path);
    str_init(&problems, PROBLEM_BYTES_MAX);
    code = config_load(ret, &problems, context->config_path, err);
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
