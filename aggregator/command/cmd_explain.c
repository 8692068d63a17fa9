/*
 * headwater explain: shows why two items were joined or kept apart.
 */
#include "aggregator/base/clock.h"
#include "aggregator/command/command_columns.h"
#include "aggregator/command/command_config.h"
#include "aggregator/command/command_json.h"
#include "aggregator/command/item_name.h"
#include "aggregator/match/match.h"
#include "aggregator/run/session.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

enum { ARENA_BYTES = 1 << 30, MATCHES_SHOWN = 40, LACKS_SHOWN = 20, WORD_WIDTH = 28 };

struct explain_options {
    bool json;
    const char *lexicon;
};

/* The network that feeds.yaml gives a feed. */
static const char *network_of(const struct config *config, const char *feed_url)
{
    for (size_t i = 0; i < config->feed_count; i++)
        if (strcmp(config->feeds[i].url, feed_url) == 0)
            return config->feeds[i].network;
    return NULL;
}

static struct match_request request_of(const struct config *config, const struct telling *telling,
                                       const struct secret *secret)
{
    return (struct match_request){.item = &telling->item,
                                  .key = telling->key,
                                  .feed_url = telling->feed_url,
                                  .feed_language = telling->language,
                                  .feed_title = telling->feed_title,
                                  .secret = secret,
                                  .network = network_of(config, telling->feed_url),
                                  .time = telling->item.published != TIME_NONE
                                              ? telling->item.published
                                              : telling->first_seen};
}

static json_t *lack_json(const struct dedup_match *lack)
{
    bool is_left = lack->left != NULL;

    return json_pack("{s:s, s:s, s:s, s:f, s:f}", "kind", lack->kind, "side",
                     is_left ? "left" : "right", "word", is_left ? lack->left : lack->right,
                     "position", is_left ? lack->left_position : lack->right_position, "weight",
                     lack->weight);
}

static int json_print(const struct dedup_explanation *e, const uint64_t nodes[2], struct error *err)
{
    json_t *matches = json_array();
    json_t *lacks = json_array();
    json_t *all;

    for (size_t i = 0; i < e->lack_count; i++)
        json_array_append_new(lacks, lack_json(&e->lacks[i]));
    for (size_t i = 0; i < e->match_count; i++)
        json_array_append_new(
            matches, json_pack("{s:s, s:s, s:s, s:f, s:f, s:f, s:i}", "kind", e->matches[i].kind,
                               "left", e->matches[i].left, "right", e->matches[i].right,
                               "left_position", e->matches[i].left_position, "right_position",
                               e->matches[i].right_position, "weight", e->matches[i].weight,
                               "learnt_stories", e->matches[i].learnt_stories));
    all =
        json_pack("{s:b, s:b, s:s, s:s, s:f, s:f, s:f, s:f, s:f, s:i, s:s, s:s, s:o, s:o, s:f, "
                  "s:f, s:i, s:o?}",
                  "joined", (int)e->joined, "same_node", nodes[0] == nodes[1], "reason", e->reason,
                  "channel", dedup_channel_name(e->evidence.channel), "score", e->evidence.score,
                  "threshold", e->threshold, "t", e->evidence.t, "p", e->evidence.p, "containment",
                  e->evidence.containment, "matched", e->evidence.matched, "left_lang",
                  e->left_lang, "right_lang", e->right_lang, "matches", matches, "lacks", lacks,
                  "hours", e->hours, "slot", e->slot, "rivals", e->rivals, "rival",
                  e->rival != 0 ? json_sprintf("%llu", (unsigned long long)e->rival) : json_null());
    return command_print_json(all, JSON_INDENT(2) | JSON_REAL_PRECISION(4), err);
}

/* Text from feeds with the control characters removed that a terminal would act on. */
static const char *shown(struct arena *arena, const char *text)
{
    const char *printable = columns_printable(arena, text);

    return printable != NULL ? printable : "?";
}

static void side_print(struct arena *arena, const char *name, const struct telling *t,
                       uint64_t node, const char *lang)
{
    printf("%s  %s\n    %s (%s), story %llu, %s%s\n", name,
           shown(arena, t->item.title.value != NULL ? t->item.title.value : "(no title)"),
           shown(arena, t->feed_title != NULL ? t->feed_title : t->feed_url),
           lang[0] != '\0' ? lang : "language unknown", (unsigned long long)node,
           t->evidence.with != 0 ? "joined by " : "",
           t->evidence.channel != NULL ? t->evidence.channel : "founder");
}

/* What speaks against joining: the distance in time, similar stories, words in only one item. */
static void against_print(const struct dedup_explanation *e)
{
    printf("S %.3f  share of what sets A apart from similar stories that B has too\n", e->slot);
    printf("%.1f hours apart", e->hours);
    if (e->rivals > 0)
        printf("; %d other %s A about as well, the best match is item %llu", e->rivals,
               e->rivals == 1 ? "story matches" : "stories match", (unsigned long long)e->rival);
    printf("\n");
    if (e->lack_count > 0)
        printf("\nWords in only one of the two%s:\n",
               e->lack_count > LACKS_SHOWN ? "; the heaviest" : "");
    for (size_t i = 0; i < e->lack_count && i < LACKS_SHOWN; i++) {
        const struct dedup_match *lack = &e->lacks[i];

        printf("  %4.1f %%  %-8s %s  %s\n", lack->weight * 100, lack->kind,
               lack->left != NULL ? "A" : "B", lack->left != NULL ? lack->left : lack->right);
    }
}

static void match_print(const struct dedup_match *match)
{
    printf("  %4.1f %%  %-8s %-*s at %3.0f %%   %-*s at %3.0f %%", match->weight * 100, match->kind,
           WORD_WIDTH, match->left, match->left_position * 100, WORD_WIDTH, match->right,
           match->right_position * 100);
    if (match->learnt_stories > 0)
        printf("   learnt from %d stories of %d feeds", match->learnt_stories, match->learnt_feeds);
    printf("\n");
}

static void text_print(struct arena *arena, const struct dedup_explanation *e,
                       const struct telling tellings[2], const uint64_t nodes[2])
{
    side_print(arena, "A", &tellings[0], nodes[0], e->left_lang);
    side_print(arena, "B", &tellings[1], nodes[1], e->right_lang);
    printf("\n%s%s\n", e->reason,
           nodes[0] == nodes[1] ? "; they are in the same story"
                                : "; they are in different stories");
    printf("T %.3f  share of each text's weight that the other text has too\n", e->evidence.t);
    printf("P %.3f  the same, counting only what is in the same place in both\n", e->evidence.p);
    if (strcmp(e->left_lang, e->right_lang) == 0)
        printf("C %.3f  share of the smaller text's word sequences that the larger text has too\n",
               e->evidence.containment);
    against_print(e);
    printf("\n%d words match%s\n", e->evidence.matched,
           e->match_count > MATCHES_SHOWN ? "; the heaviest:"
           : e->match_count > 0           ? ":"
                                          : "");
    for (size_t i = 0; i < e->match_count && i < MATCHES_SHOWN; i++)
        match_print(&e->matches[i]);
}

static int items_explain(const struct explain_options *options,
                         const struct command_context *context, const struct config *config,
                         struct arena *arena, struct session *session, struct error *err)
{
    struct telling tellings[2];
    struct named_item item;
    struct match_request requests[2];
    struct dedup_explanation explanation;
    struct secret secret;
    uint64_t nodes[2];
    int code = store_secret_load(&secret, session->store, err);

    for (int i = 0; i < 2 && code == 0; i++) {
        code = item_name_find_one(&item, session->store, arena, context->operands[i], err);
        if (code != 0)
            return code;
        tellings[i] = item.telling;
        nodes[i] = item.node;
        requests[i] = request_of(config, &tellings[i], &secret);
    }
    if (code == 0)
        code = session_open_engine(session, err);
    if (code == 0)
        code = match_explain(&explanation, session->engine, &requests[0], &requests[1], err);
    if (code != 0)
        return code;
    if (options->json)
        code = json_print(&explanation, nodes, err);
    else
        text_print(arena, &explanation, tellings, nodes);
    dedup_explanation_release(&explanation);
    return code;
}

static int explain_run(struct command_context *context, int argc, char **argv, struct error *err)
{
    struct explain_options options = {0};
    const struct command_option rows[] = {
        {"json", OPTION_FLAG, NULL, "print one JSON object", &options.json},
        {"lexicon", OPTION_VALUE, "FILE", "the compiled lexicon (default: the installed one)",
         &options.lexicon},
        {NULL, OPTION_FLAG, NULL, NULL, NULL}};
    struct config config = {0};
    struct session session = {0};
    struct arena arena;
    bool done;
    int code = command_parse(&done, context, rows, 2, 2, argc, argv, err);

    if (code != 0 || done)
        return error_exit_status((enum error_code)code);
    arena_init(&arena, ARENA_BYTES);
    code = command_config(&config, context, err);
    if (code == 0)
        code = session_open_readonly(&session, context->state_address, &config.settings,
                                     options.lexicon, err);
    if (code == 0)
        code = session_fold(&session, config.feeds, config.feed_count, err);
    if (code == 0)
        code = items_explain(&options, context, &config, &arena, &session, err);
    session_close(&session);
    config_release(&config);
    arena_release(&arena);
    return error_exit_status((enum error_code)code);
}

const struct command command_explain = {
    .name = "explain",
    .operands = "A B",
    .summary = "show why two items are one story or two",
    .details =
        "Compares two stored items, named by key, id, link or a telling's number in its story\n"
        "as headwater story prints it (2988751/2), with what is known now. Shows what matches,\n"
        "where it is in the texts and how much it weighs, the verdict, and the rule that\n"
        "decided it. Changes nothing.",
    .run = explain_run,
};
