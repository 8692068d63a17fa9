/*
 * headwater cluster: runs the engine on its own, from JSON Lines to JSON Lines.
 */
#include "aggregator/base/clock.h"
#include "aggregator/base/log.h"
#include "aggregator/clean/clean.h"
#include "aggregator/command/command.h"
#include "aggregator/command/command_json.h"
#include "aggregator/config/config.h"
#include "aggregator/config/value.h"
#include "aggregator/lexicon/lexicon.h"
#include "aggregator/match/match.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

enum { LINE_ARENA_BYTES = 64 << 20, FIRST_ROOM = 1024 };

/* What was printed for an item, kept so that the end of the output can correct it. */
struct said {
    char *id;
    uint64_t key, node;
};

struct cluster {
    struct lexicon_map lexicon;
    struct dedup_memory memory;
    struct dedup *engine;
    struct arena arena; /* of one line */
    struct said *said;
    size_t count, room;
    size_t line, bad_lines;
};

static void cluster_release(struct cluster *c)
{
    for (size_t i = 0; i < c->count; i++)
        free(c->said[i].id);
    free(c->said);
    dedup_close(c->engine);
    dedup_ram_free(&c->memory);
    lexicon_unmap(&c->lexicon);
    arena_release(&c->arena);
}

static int cluster_open(struct cluster *c, const char *lexicon, int64_t window_seconds, bool learns,
                        struct error *err)
{
    struct dedup_options options = {.window_seconds = window_seconds, .without_learning = !learns};
    int code = lexicon_find_default(&c->lexicon, lexicon, err);

    arena_init(&c->arena, LINE_ARENA_BYTES);
    if ((code == ERR_ABSENT || code == ERR_SYNTAX) && lexicon == NULL) {
        log_line(code == ERR_SYNTAX ? LOG_LEVEL_WARNING : LOG_LEVEL_NOTICE,
                 "%s: translations are recognised only by numbers, places and names (see headwater "
                 "lexicon --help)",
                 err->text);
        *err = (struct error){.code = ERR_NONE};
    } else if (code != 0) {
        return code;
    }
    code = dedup_ram_new(&c->memory, window_seconds);
    options.memory = c->memory;
    options.lexicon = c->lexicon.data;
    options.lexicon_size = c->lexicon.size;
    if (code == DEDUP_OK)
        code = dedup_open(&c->engine, &options);
    return code == DEDUP_OK ? 0
                            : error_set(err, ERR_MEMORY, SCOPE_RUN, "%s", dedup_error_text(code));
}

static int remember(struct cluster *c, const char *id, uint64_t key, uint64_t node,
                    struct error *err)
{
    if (c->count == c->room) {
        size_t room = c->room == 0 ? FIRST_ROOM : c->room * 2;
        struct said *larger = realloc(c->said, room * sizeof(*larger));

        if (larger == NULL)
            return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
        c->said = larger;
        c->room = room;
    }
    c->said[c->count] = (struct said){strdup(id), key, node};
    if (c->said[c->count].id == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    c->count++;
    return 0;
}

/* The id of the item with this key; NULL when this stream has no such item. */
static const char *id_of(const struct cluster *c, uint64_t key)
{
    dedup_doc doc;

    /* documents are numbered from 1 in stream order, so the search starts there */
    if (key == 0 || c->memory.find(c->memory.context, &doc, key) != 0 || doc == 0)
        return NULL;
    for (size_t i = 0; i < c->count; i++) {
        const struct said *said = &c->said[(doc - 1 + i) % c->count];

        if (said->key == key)
            return said->id;
    }
    return NULL;
}

static int line_print(const struct cluster *c, const char *id, uint64_t node, bool joined,
                      const struct dedup_evidence *e, struct error *err)
{
    const char *with = id_of(c, e->with);
    json_t *evidence =
        json_pack("{s:s, s:f}", "channel", dedup_channel_name(e->channel), "score", e->score);
    json_t *line;

    if (with != NULL)
        json_object_set_new(evidence, "with", json_string(with));
    if (e->channel != DEDUP_BY_NOTHING) {
        json_object_set_new(evidence, "t", json_real(e->t));
        json_object_set_new(evidence, "p", json_real(e->p));
        json_object_set_new(evidence, "containment", json_real(e->containment));
        json_object_set_new(evidence, "matched", json_integer(e->matched));
    }
    line = json_pack("{s:s, s:o, s:b, s:o}", "id", id, "node",
                     json_sprintf("%llu", (unsigned long long)node), "joined", (int)joined,
                     "evidence", evidence);
    return command_print_json(line, JSON_COMPACT | JSON_REAL_PRECISION(4), err);
}

/* A member that must be a string if present. */
static int string_read(const char **ret, const json_t *object, const char *name, struct error *err)
{
    const json_t *value = json_object_get(object, name);

    *ret = json_string_value(value);
    if (value != NULL && *ret == NULL && !json_is_null(value))
        return error_set(err, ERR_SYNTAX, SCOPE_ITEM, "\"%s\" is not a string", name);
    return 0;
}

static int item_read(struct item *ret, const char **ret_id, const char **ret_feed,
                     struct cluster *c, const json_t *object, struct error *err)
{
    const char *published = NULL;
    int code;

    memset(ret, 0, sizeof(*ret));
    ret->published = TIME_NONE;
    if (!json_is_object(object))
        return error_set(err, ERR_SYNTAX, SCOPE_ITEM, "not a JSON object");
    if ((code = string_read(ret_id, object, "id", err)) != 0 ||
        (code = string_read(ret_feed, object, "feed", err)) != 0 ||
        (code = string_read(&ret->link, object, "url", err)) != 0 ||
        (code = string_read(&ret->title.value, object, "title", err)) != 0 ||
        (code = string_read(&ret->plain, object, "text", err)) != 0 ||
        (code = string_read(&ret->language, object, "lang", err)) != 0 ||
        (code = string_read(&published, object, "published", err)) != 0)
        return code;
    if (*ret_id == NULL)
        return error_set(err, ERR_SYNTAX, SCOPE_ITEM, "no \"id\"");
    if (published != NULL && (ret->published = clock_parse_rfc3339(published)) == TIME_NONE)
        return error_set(err, ERR_SYNTAX, SCOPE_ITEM, "\"published\" is not an RFC 3339 time");
    ret->canonical = clean_canonical_url(&c->arena, ret->link);
    return 0;
}

static int item_place(struct cluster *c, const json_t *object, struct error *err)
{
    struct item item;
    const char *id = NULL, *feed = NULL;
    struct match_request request = {.item = &item};
    struct dedup_verdict verdict;
    int code = item_read(&item, &id, &feed, c, object, err);

    if (code != 0 || id == NULL)
        return code;
    request.key = XXH3_64bits(id, strlen(id)) | 1;
    request.feed_url = feed != NULL ? feed : "";
    request.time = item.published != TIME_NONE ? item.published : 0;
    code = match_place(&verdict, c->engine, &request, err);
    if (code == 0)
        code = line_print(c, id, verdict.node, verdict.joined, &verdict.evidence, err);
    return code == 0 ? remember(c, id, request.key, verdict.node, err) : code;
}

/* One line. Mistakes in the line itself are logged and counted. */
static int line_place(struct cluster *c, const char *line, size_t size, struct error *err)
{
    json_error_t problem;
    json_t *object = json_loadb(line, size, JSON_REJECT_DUPLICATES, &problem);
    struct error local = {.code = ERR_NONE};
    int code;

    arena_reset(&c->arena);
    if (object == NULL)
        code = error_set(&local, ERR_SYNTAX, SCOPE_ITEM, "not JSON: %s", problem.text);
    else
        code = item_place(c, object, &local);
    json_decref(object);
    if (code != ERR_SYNTAX) {
        if (code != 0)
            *err = local;
        return code;
    }
    c->bad_lines++;
    log_line(LOG_LEVEL_ERROR, "line %zu: %s", c->line, local.text);
    return code;
}

/* Items whose node was merged into another after they were printed; the last line for an id
 * counts. */
static int corrections_print(const struct cluster *c, struct error *err)
{
    int code = 0;

    for (size_t i = 0; i < c->count && code == 0; i++) {
        const struct said *said = &c->said[i];
        struct dedup_record record;
        dedup_doc doc;

        if (c->memory.find(c->memory.context, &doc, said->key) != 0 ||
            c->memory.get(c->memory.context, &record, doc) != 0)
            return error_set(err, ERR_STORE, SCOPE_RUN, "cannot read back the stored items");
        if (record.node != said->node)
            code = line_print(c, said->id, record.node, true, &record.evidence, err);
    }
    return code;
}

static int stream_place(struct cluster *c, FILE *stream, bool keep_going, struct error *err)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t size;
    int code = 0;

    while (code == 0 && (size = getline(&line, &room, stream)) > 0) {
        c->line++;
        if (strspn(line, " \t\r\n") == (size_t)size)
            continue;
        code = line_place(c, line, (size_t)size, err);
        if (code == ERR_SYNTAX && keep_going)
            code = 0;
    }
    if (code == 0 && ferror(stream))
        code = error_set(err, ERR_IO, SCOPE_RUN, "line %zu: %s", c->line + 1, strerror(errno));
    free(line);
    return code;
}

/* No name, and "-", are standard input. */
static int file_place(struct cluster *c, const char *name, bool keep_going, struct error *err)
{
    FILE *file;
    int code;

    if (name == NULL || strcmp(name, "-") == 0)
        return stream_place(c, stdin, keep_going, err);
    file = fopen(name, "r");
    if (file == NULL)
        return error_set(err, errno == ENOENT ? ERR_ABSENT : ERR_IO, SCOPE_RUN, "%s: %s", name,
                         strerror(errno));
    code = stream_place(c, file, keep_going, err);
    fclose(file);
    return code;
}

/* "all" means no window. */
static int window_read(int64_t *ret_seconds, const char *text, struct error *err)
{
    *ret_seconds = CONFIG_WINDOW_SECONDS;
    if (text == NULL)
        return 0;
    *ret_seconds = 0;
    if (strcmp(text, "all") == 0 || (value_parse_duration(ret_seconds, text) && *ret_seconds > 0))
        return 0;
    return error_set(err, ERR_USAGE, SCOPE_RUN,
                     "--window is \"%s\", expected a duration such as 30d, or all", text);
}

static int cluster_run(struct command_context *context, int argc, char **argv, struct error *err)
{
    const char *lexicon = NULL, *window = NULL;
    int64_t window_seconds = 0;
    bool keep_going = false, no_learning = false, done;
    const struct command_option options[] = {
        {"lexicon", OPTION_VALUE, "FILE", "the compiled lexicon (default: the installed one)",
         &lexicon},
        {"window", OPTION_VALUE, "TIME",
         "how far back to search for the story of an item, or all (default: 30d)", &window},
        {"no-learning", OPTION_FLAG, NULL, "learn no words from recognised translations",
         &no_learning},
        {"keep-going", OPTION_FLAG, NULL, "skip bad lines; the exit status is still 65",
         &keep_going},
        {NULL, OPTION_FLAG, NULL, NULL, NULL}};
    struct cluster c = {0};
    int code = command_parse(&done, context, options, 0, 1, argc, argv, err);

    if (code != 0 || done)
        return error_exit_status((enum error_code)code);
    code = window_read(&window_seconds, window, err);
    if (code == 0)
        code = cluster_open(&c, lexicon, window_seconds, !no_learning, err);
    if (code == 0)
        code = file_place(&c, context->operand_count > 0 ? context->operands[0] : NULL, keep_going,
                          err);
    if (code == 0 || code == ERR_SYNTAX) {
        int corrected = corrections_print(&c, err);

        code = code != 0 ? code : corrected;
    }
    if (code == 0 && c.bad_lines > 0)
        code = ERR_SYNTAX;
    cluster_release(&c);
    return error_exit_status((enum error_code)code);
}

const struct command command_cluster = {
    .name = "cluster",
    .operands = "[FILE]",
    .summary = "group a stream of items by story",
    .details =
        "Reads items as JSON Lines from FILE (- or none is standard input), one object per\n"
        "line, with id and, if known, feed, url, title, text, published (RFC 3339) and lang\n"
        "(BCP 47). Prints for each item, in order, the node it belongs to and why: {\"id\",\n"
        "\"node\", \"joined\", \"evidence\": {\"channel\", \"score\", ...}}. Lines at the end\n"
        "correct items whose node was merged into another: the last line for an id counts.\n"
        "Nothing is stored. A bad line ends the program with exit status 65; see --keep-going.",
    .run = cluster_run,
};
