/*
 * headwater join and headwater split: the user's overrides, which take precedence over every later
 * score.
 */
#include "aggregator/base/failpoint.h"
#include "aggregator/command/command_config.h"
#include "aggregator/command/item_name.h"
#include "aggregator/publish/publish.h"
#include "aggregator/run/session.h"

#include <inttypes.h>
#include <stdio.h>

enum { ARENA_BYTES = 1 << 30 };

struct override {
    struct session session;
    struct config config;
    struct arena arena;
};

/* Opening a session would create a state that is not there. */
static int state_check(const char *address, struct error *err)
{
    struct store *store = NULL;
    int code = store_open_readonly(&store, address, err);

    store_close(store);
    return code;
}

static int override_open(struct override *r, struct command_context *context, struct error *err)
{
    int code;

    r->session = (struct session){0};
    r->config = (struct config){0};
    arena_init(&r->arena, ARENA_BYTES);
    code = command_config(&r->config, context, err);
    if (code == 0)
        code = state_check(context->state_address, err);
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

/* What the two names stand for must be two things. */
static int same_refuse(const struct named_item *a, const struct named_item *b, struct error *err)
{
    if (a->whole && b->whole && a->node == b->node)
        return error_set(err, ERR_USAGE, SCOPE_RUN,
                         "both names are of story %" PRIu64 ", so there is nothing to join",
                         a->node);
    if (a->telling.key == b->telling.key)
        return error_set(err, ERR_USAGE, SCOPE_RUN,
                         "both names are of item %016" PRIx64 ", so there is nothing to join",
                         a->telling.key);
    return 0;
}

static int join(struct override *r, struct command_context *context, struct error *err)
{
    struct dedup_verdict verdict = {0};
    struct named_item a, b;
    int code = item_name_find(&a, r->session.store, &r->arena, context->operands[0], err);

    if (code == 0)
        code = item_name_find(&b, r->session.store, &r->arena, context->operands[1], err);
    if (code == 0)
        code = same_refuse(&a, &b, err);
    if (code == 0)
        code = store_begin(r->session.store, err);
    if (code == 0)
        code = override_keep(
            r, dedup_join(&verdict, r->session.engine, a.telling.key, b.telling.key), err);
    if (code != 0 || context->quiet)
        return code;
    if (a.node == b.node)
        printf("The two were in story %" PRIu64 " already; now no score separates them.\n",
               verdict.node);
    else
        printf("The two %s are now one story, %" PRIu64 ".\n",
               a.whole && b.whole ? "stories" : "items and their stories", verdict.node);
    return 0;
}

static int split(struct override *r, struct command_context *context, struct error *err)
{
    struct dedup_verdict verdict = {0};
    struct named_item item;
    int code = item_name_find_one(&item, r->session.store, &r->arena, context->operands[0], err);

    if (code == 0)
        code = store_begin(r->session.store, err);
    if (code == 0)
        code = override_keep(r, dedup_split(&verdict, r->session.engine, item.telling.key), err);
    if (code != 0 || context->quiet)
        return code;
    if (item.telling_count == 1)
        printf("The item is alone in story %" PRIu64 "; now no score joins it with another.\n",
               verdict.node);
    else
        printf("The item is now a story of its own, %" PRIu64 ".\n", verdict.node);
    return 0;
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
    .summary = "make two stories one",
    .details =
        "Merges two stories, named by the numbers that headwater stories prints, or by one of\n"
        "their items: a telling's number in its story (2988751/2), a key, id or link. The\n"
        "merged story keeps the older story's number. No later score separates the two.",
    .run = join_run,
};

const struct command command_split = {
    .name = "split",
    .operands = "ITEM",
    .summary = "make an item a story of its own",
    .details =
        "Takes an item out of its story and makes it a story of its own. ITEM is a telling's\n"
        "number in its story as headwater story prints it (2988751/2), a key, id or link. No\n"
        "later score joins it with another item.",
    .run = split_run,
};
