/*
 * headwater join and headwater split: the user's overrides, which take precedence over every later
 * score.
 */
#include "aggregator/base/failpoint.h"
#include "aggregator/command/command_config.h"
#include "aggregator/publish/publish.h"
#include "aggregator/run/session.h"

#include <stdio.h>
#include <string.h>

enum { ARENA_BYTES = 64 << 20 };

struct override {
    struct session session;
    struct config config;
    struct arena arena;
};

static int override_open(struct override *r, struct command_context *context, struct error *err)
{
    int code;

    r->session = (struct session){.lock = -1};
    r->config = (struct config){0};
    arena_init(&r->arena, ARENA_BYTES);
    code = command_config(&r->config, context, err);
    if (code == 0)
        code = session_open(&r->session, context->state_address, &r->config.settings, NULL, err);
    if (code == 0)
        code = session_fold(&r->session, r->config.feeds, r->config.feed_count, err);
    return code == 0 ? session_open_engine(&r->session, err) : code;
}

static void override_close(struct override *r)
{
    session_close(&r->session);
    config_release(&r->config);
    arena_release(&r->arena);
}

static int key_find(uint64_t *ret, struct override *r, const char *name, struct error *err)
{
    struct telling telling;
    uint64_t node;
    int code = store_telling_load(&telling, &node, r->session.store, &r->arena, name, err);

    if (code == 0)
        *ret = telling.key;
    else if (code == ERR_ABSENT && strspn(name, "0123456789") == strlen(name))
        error_set(err, ERR_ABSENT, SCOPE_RUN, /* headwater stories prints such numbers */
                  "there is no item %s; if it is the number of a story, \"headwater story %s\" "
                  "lists its items",
                  name, name);
    return code;
}

/* Commits the engine's change and publishes the result. */
static int override_keep(struct override *r, int dedup_code, struct error *err)
{
    struct publish_result published;
    int code = dedup_code == DEDUP_OK
                   ? 0
                   : error_set(err, dedup_code == DEDUP_ERR_ABSENT ? ERR_ABSENT : ERR_STORE,
                               SCOPE_RUN, "%s", dedup_error_text(dedup_code));

    if (code == 0)
        code = store_commit(r->session.store, err);
    failpoint("ruling-committed");
    return code == 0 ? publish_all(&published, r->session.store, &r->config, err) : code;
}

static int join(struct override *r, struct command_context *context, struct error *err)
{
    struct dedup_verdict verdict = {0};
    uint64_t a, b;
    int code = key_find(&a, r, context->operands[0], err);

    if (code == 0)
        code = key_find(&b, r, context->operands[1], err);
    if (code == 0)
        code = store_begin(r->session.store, err);
    if (code == 0)
        code = override_keep(r, dedup_join(&verdict, r->session.engine, a, b), err);
    if (code == 0 && !context->quiet)
        printf("The two items are now in one story, node %llu.\n",
               (unsigned long long)verdict.node);
    return code;
}

static int split(struct override *r, struct command_context *context, struct error *err)
{
    struct dedup_verdict verdict = {0};
    uint64_t key;
    int code = key_find(&key, r, context->operands[0], err);

    if (code == 0)
        code = store_begin(r->session.store, err);
    if (code == 0)
        code = override_keep(r, dedup_split(&verdict, r->session.engine, key), err);
    if (code == 0 && !context->quiet)
        printf("The item is now a story of its own, node %llu.\n",
               (unsigned long long)verdict.node);
    return code;
}

static int override_run(struct command_context *context, size_t operands, int argc, char **argv,
                        int (*rule)(struct override *, struct command_context *, struct error *),
                        struct error *err)
{
    static const struct command_option rows[] = {{NULL, OPTION_FLAG, NULL, NULL, NULL}};
    struct override override;
    bool done;
    int code = command_parse(&done, context, rows, operands, operands, argc, argv, err);

    if (code != 0 || done)
        return error_exit_status((enum error_code)code);
    code = override_open(&override, context, err);
    if (code == 0)
        code = rule(&override, context, err);
    override_close(&override);
    return error_exit_status((enum error_code)code);
}

static int join_run(struct command_context *context, int argc, char **argv, struct error *err)
{
    return override_run(context, 2, argc, argv, join, err);
}

static int split_run(struct command_context *context, int argc, char **argv, struct error *err)
{
    return override_run(context, 1, argc, argv, split, err);
}

const struct command command_join = {
    .name = "join",
    .operands = "A B",
    .summary = "put two items into one story",
    .details =
        "Merges the stories of two stored items, named by key, id or link. The merged story\n"
        "keeps the older story's number. No later score separates them.",
    .run = join_run,
};

const struct command command_split = {
    .name = "split",
    .operands = "ITEM",
    .summary = "make an item a story of its own",
    .details =
        "Takes a stored item, named by key, id or link, out of its story and makes it a story\n"
        "of its own. No later score joins it with another item.",
    .run = split_run,
};
