/*
 * headwater cluster: the engine as a tool of its own, from JSON Lines to JSON Lines.
 */
#include "aggregator/base/clock.h"
#include "aggregator/base/log.h"
#include "aggregator/command.h"
#include "dedup/dedup.h"

#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

static const char details[] = "Reads items as JSON Lines (id, feed, url, title, text, published, "
                              "lang) from standard input and\n"
                              "prints for each the node it belongs to and why. Lines at the end "
                              "correct items whose node merged.";

struct cluster {
    struct dedup_memory memory;
    struct dedup *engine;
    char **ids;
    uint64_t *keys, *nodes;
    size_t count, room;
};

static uint64_t hash_of(const char *text)
{
    return XXH3_64bits(text, strlen(text));
}

static const char *string_of(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

static int remember(struct cluster *c, const char *id, uint64_t key, uint64_t node,
                    struct error *err)
{
    if (c->count == c->room) {
        size_t room = c->room == 0 ? 1024 : c->room * 2;
        char **ids = realloc(c->ids, room * sizeof(*ids));
        uint64_t *keys = realloc(c->keys, room * sizeof(*keys)),
                 *nodes = realloc(c->nodes, room * sizeof(*nodes));

        c->ids = ids != NULL ? ids : c->ids;
        c->keys = keys != NULL ? keys : c->keys;
        c->nodes = nodes != NULL ? nodes : c->nodes;
        if (ids == NULL || keys == NULL || nodes == NULL)
            return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
        c->room = room;
    }
    c->ids[c->count] = strdup(id);
    c->keys[c->count] = key;
    c->nodes[c->count++] = node;
    return 0;
}

static void print_line(const char *id, uint64_t node, bool joined, const struct dedup_evidence *e)
{
    json_t *line =
        json_pack("{s:s, s:o, s:b, s:{s:s, s:f}}", "id", id, "node",
                  json_sprintf("%llu", (unsigned long long)node), "joined", (int)joined, "evidence",
                  "channel", dedup_channel_name(e->channel), "score", e->score);

    json_object_set_new(json_object_get(line, "evidence"), "t", json_real(e->t));
    json_object_set_new(json_object_get(line, "evidence"), "p", json_real(e->p));
    json_object_set_new(json_object_get(line, "evidence"), "containment",
                        json_real(e->containment));
    json_dumpf(line, stdout, JSON_COMPACT | JSON_REAL_PRECISION(4));
    putchar('\n');
    json_decref(line);
}

static int place_line(struct cluster *c, const json_t *object, struct error *err)
{
    const char *id = string_of(object, "id"), *published = string_of(object, "published");
    const char *feed = string_of(object, "feed"), *url = string_of(object, "url");
    struct dedup_identity identity = {DEDUP_LINK, url != NULL ? hash_of(url) : 0};
    struct dedup_item item = {.lang = string_of(object, "lang"),
                              .title = string_of(object, "title"),
                              .text = string_of(object, "text"),
                              .identities = &identity,
                              .identity_count = url != NULL};
    struct dedup_verdict verdict;
    int code;

    if (id == NULL)
        return error_set(err, ERR_SYNTAX, SCOPE_ITEM, "no \"id\"");
    item.key = hash_of(id);
    item.feed = feed != NULL ? hash_of(feed) : 0;
    item.time = published != NULL ? clock_parse_rfc3339(published) : 0;
    code = dedup_place(&verdict, c->engine, &item);
    if (code != DEDUP_OK)
        return error_set(err, ERR_STORE, SCOPE_RUN, "%s", dedup_error_text(code));
    print_line(id, verdict.node, verdict.joined, &verdict.evidence);
    return remember(c, id, item.key, verdict.node, err);
}

static int corrections(struct cluster *c)
{
    for (size_t i = 0; i < c->count; i++) {
        uint64_t node;
        struct dedup_record record;
        dedup_doc doc;

        c->memory.find(c->memory.context, &doc, c->keys[i]);
        c->memory.get(c->memory.context, &record, doc);
        c->memory.resolve(c->memory.context, &node, record.node);
        if (node != c->nodes[i])
            print_line(c->ids[i], node, true, &record.evidence);
        free(c->ids[i]);
    }
    return 0;
}

static int cluster_run(struct command_context *context, int argc, char **argv, struct error *err)
{
    const char *lexicon = NULL;
    const struct command_option options[] = {
        {"lexicon", OPTION_VALUE, "FILE", "the compiled lexicon", &lexicon},
        {NULL, OPTION_FLAG, NULL, NULL, NULL}};
    struct cluster c = {0};
    struct dedup_options engine_options = {0};
    bool done;
    int code = command_parse(&done, context, options, 0, 0, argc, argv, err);
    char *line = NULL;
    size_t room = 0;
    ssize_t size;

    if (code != 0 || done)
        return error_exit_status((enum error_code)code);
    if (lexicon != NULL) {
        int fd = open(lexicon, O_RDONLY);
        struct stat info;
        fstat(fd, &info);
        engine_options.lexicon = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
        engine_options.lexicon_size = (size_t)info.st_size;
    }
    dedup_ram_new(&c.memory, 0);
    engine_options.memory = c.memory;
    code = dedup_open(&c.engine, &engine_options);
    if (code != DEDUP_OK)
        return error_exit_status(
            (enum error_code)error_set(err, ERR_STORE, SCOPE_RUN, "%s", dedup_error_text(code)));
    while ((size = getline(&line, &room, stdin)) > 0) {
        json_error_t problem;
        json_t *object = json_loadb(line, (size_t)size, 0, &problem);

        if (object != NULL)
            place_line(&c, object, err);
        json_decref(object);
    }
    corrections(&c);
    free(line);
    dedup_close(c.engine);
    dedup_ram_free(&c.memory);
    return 0;
}

const struct command command_cluster = {"cluster", "", "group a stream of items by story", details,
                                        cluster_run};
