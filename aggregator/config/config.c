#include "aggregator/config/config.h"
#include "aggregator/config/depth.h"

#include "aggregator/base/file.h"
#include "aggregator/base/zone.h"
#include "aggregator/config/check.h"
#include "aggregator/config/config_keys.h"
#include "aggregator/config/path.h"
#include "aggregator/config/read_value.h"

#include <string.h>
#include <strings.h>
#include <xxhash.h>

enum {
    ARENA_BYTES_MAX = 256 << 20, /* everything read from it */
    ELEMENTS_MAX = 200000,       /* feeds, or outputs */
    WARNING_BYTES_MAX = 1 << 20,
};

/* docs/politeness.md gives the reasons for these values. */
static const struct settings default_settings = {
    .sendmail = "/usr/sbin/sendmail",
    .interval_seconds = 3600,
    .window_seconds = CONFIG_WINDOW_SECONDS,
    .timeout_seconds = 60,
    .connect_timeout_seconds = 10,
    .host_gap_seconds = 1,
    .retry_after_max_seconds = INT64_C(48) * 3600,
    .cache_max_seconds = INT64_C(24) * 3600,
    .max_bytes = 16 << 20,
    .max_items = 200000,
    .pages_per_hour = 60,
    .concurrency = 32,
    .search = true,
    .learn = true,
    .pictures = true,
};

static const struct feed default_feed = {.enabled = true};
static const struct output default_output = {.title = "headwater"};

/* Stories in a document; pages in a folder of stories; digests in a document; stories in one; past
 * days of a page. */
enum {
    DEFAULT_LIMIT = 200,
    STORIES_LIMIT = 5000,
    DIGESTS_LIMIT = 30,
    DIGEST_STORIES = 20,
    PAGE_DAYS = 30,
};

/* Makes room for one more struct in a list; NULL when there is none. */
static void *grow(struct reader *reader, void *array, size_t count, size_t size,
                  const yaml_node_t *node)
{
    if (count == ELEMENTS_MAX) {
        reader_complain(reader, node->start_mark, "more than %d elements, expected fewer",
                        ELEMENTS_MAX);
        return NULL;
    }
    return reader_keep(reader, arena_grow(reader->arena, array, count, size));
}

/* A bare text stands for a map with only the key `bare`. */
static void read_element(struct reader *reader, const yaml_node_t *node,
                         const struct config_key *keys, const char *bare, const char *what,
                         void *target)
{
    const struct config_key *key = keys;

    if (node->type != YAML_SCALAR_NODE || node->data.scalar.length == 0) {
        reader_read_map(reader, node, keys, what, target);
        return;
    }
    while (strcmp(key->name, bare) != 0)
        key++;
    key->kind->read(reader, key, node, (char *)target + key->offset);
}

/* Whether a map has this key, whatever its value. */
static bool map_has(struct reader *reader, const yaml_node_t *map, const char *name)
{
    for (const yaml_node_pair_t *pair = map->data.mapping.pairs.start;
         pair < map->data.mapping.pairs.top; pair++) {
        const yaml_node_t *key = yaml_document_get_node(reader->document, pair->key);
        const char *word = key != NULL ? reader_text(key) : NULL;

        if (word != NULL && strcmp(word, name) == 0)
            return true;
    }
    return false;
}

static void read_feed(struct reader *reader, const yaml_node_t *node, struct config *config)
{
    struct feed *feeds = grow(reader, config->feeds, config->feed_count, sizeof(*feeds), node);

    if (feeds == NULL)
        return;
    config->feeds = feeds;
    feeds[config->feed_count] = default_feed;
    feeds[config->feed_count].line = (int)node->start_mark.line + 1;
    read_element(reader, node, feed_keys, "url", "a feed", &feeds[config->feed_count]);
    if (node->type == YAML_MAPPING_NODE && !map_has(reader, node, "url") &&
        !map_has(reader, node, "exec"))
        reader_complain(reader, node->start_mark, "a feed has no url and no exec, expected one");
    check_feed(reader, node->start_mark, &feeds[config->feed_count]);
    config->feed_count += feeds[config->feed_count].url != NULL;
}

/* The format by the path's extension; Atom by default. */
static enum output_format format_of_path(const char *path)
{
    static const struct {
        const char *ending;
        enum output_format format;
    } endings[] = {{".html", OUTPUT_HTML},
                   {".json", OUTPUT_JSON},
                   {".opml", OUTPUT_OPML},
                   {".rss", OUTPUT_RSS}};
    size_t length = strlen(path);

    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
        if (length > strlen(endings[i].ending) &&
            strcasecmp(path + length - strlen(endings[i].ending), endings[i].ending) == 0)
            return endings[i].format;
    return OUTPUT_ATOM;
}

/* A folder's path has no slash at its end. Its pages have the title of the page that they lead back
 * to. */
static void fill_folder(struct reader *reader, struct output *output)
{
    size_t length = strlen(output->path);

    while (length > 1 && output->path[length - 1] == '/')
        length--;
    output->path = reader_keep(reader, arena_strndup(reader->arena, output->path, length));
    if (output->limit == 0)
        output->limit = STORIES_LIMIT;
}

/* A page of the newest stories has pages of its days, unless the user says otherwise. */
static size_t default_past_days(const struct output *output)
{
    return output->format == OUTPUT_HTML && output->order != ORDER_TELLINGS &&
                   output->min_outlets == 0 && output->min_tellings == 0 && !output->at.wanted
               ? PAGE_DAYS
               : 0;
}

/* Sets what the user has left open. */
static void fill_output(struct output *output)
{
    if (output->limit == 0)
        output->limit = output->at.wanted ? DIGESTS_LIMIT : DEFAULT_LIMIT;
    if (output->stories == 0)
        output->stories = DIGEST_STORIES;
}

static void read_output(struct reader *reader, const yaml_node_t *node, struct config *config)
{
    const enum output_format untold = (enum output_format) - 1;
    struct output *outputs =
        grow(reader, config->outputs, config->output_count, sizeof(*outputs), node);
    struct output *output;

    if (outputs == NULL)
        return;
    config->outputs = outputs;
    output = &outputs[config->output_count];
    *output = default_output;
    output->format = untold;
    output->past_days = SIZE_MAX;
    output->title = NULL;
    output->line = (int)node->start_mark.line + 1;
    output->column = (int)node->start_mark.column + 1;
    read_element(reader, node, output_keys, "path", "an output", output);
    if (output->path == NULL)
        return;
    if (output->format == untold)
        output->format = format_of_path(output->path);
    if (output->past_days == SIZE_MAX)
        output->past_days = default_past_days(output);
    if (output->format == OUTPUT_STORIES)
        fill_folder(reader, output);
    if (output->path == NULL)
        return;
    check_output(reader, node->start_mark, outputs, config->output_count++);
    fill_output(output);
}

static void read_list(struct reader *reader, const struct config_key *key, const yaml_node_t *node,
                      struct config *config,
                      void (*read)(struct reader *, const yaml_node_t *, struct config *))
{
    const yaml_node_item_t *item;

    if (node->type != YAML_SEQUENCE_NODE) {
        reader_expect(reader, key, node, key->kind->expected);
        return;
    }
    for (item = node->data.sequence.items.start; item < node->data.sequence.items.top; item++) {
        const yaml_node_t *element = reader_node(reader, *item);

        if (element == NULL)
            return;
        read(reader, element, config);
    }
}

static void read_feeds(struct reader *reader, const struct config_key *key, const yaml_node_t *node,
                       void *target)
{
    read_list(reader, key, node, target, read_feed);
}

static void read_outputs(struct reader *reader, const struct config_key *key,
                         const yaml_node_t *node, void *target)
{
    read_list(reader, key, node, target, read_output);
}

static void read_settings(struct reader *reader, const struct config_key *key,
                          const yaml_node_t *node, void *target)
{
    struct config *config = target;

    (void)key;
    reader_read_map(reader, node, settings_keys, "settings", &config->settings);
    check_settings(reader, node->start_mark, &config->settings);
}

static const struct kind kind_settings = {"a map of keys and values", read_settings};
static const struct kind kind_feeds = {"a list of feeds", read_feeds};
static const struct kind kind_outputs = {"a list of outputs", read_outputs};

/* Sections that write to the whole config have offset 0. */
static const struct config_key top_keys[] = {
    {.name = "feeds", .kind = &kind_feeds, .required = true},
    {.name = "outputs", .kind = &kind_outputs},
    {.name = "rules", .kind = &kind_rules, .offset = offsetof(struct config, rules)},
    {.name = "settings", .kind = &kind_settings},
    {0},
};

/* Without the setting, days and times are in the system's zone. */
static void fill_timezone(struct config *config, struct reader *reader)
{
    struct zone *zone = reader_keep(reader, arena_alloc(reader->arena, sizeof(*zone)));

    if (zone != NULL && zone_load_system(zone, reader->arena, NULL) != 0)
        reader->out_of_memory = true;
    config->settings.timezone = zone;
}

/* Pages of stories have the title of the first page that lists them. */
static void fill_titles(struct config *config)
{
    const char *title = default_output.title;

    for (size_t i = config->output_count; i-- > 0;)
        if (config->outputs[i].format == OUTPUT_HTML && config->outputs[i].title != NULL)
            title = config->outputs[i].title;
    for (size_t i = 0; i < config->output_count; i++)
        if (config->outputs[i].title == NULL)
            config->outputs[i].title =
                config->outputs[i].format == OUTPUT_STORIES ? title : default_output.title;
}

/* Completes the config from all sections together. */
static void config_finish(struct config *config, struct reader *reader, yaml_mark_t start)
{
    struct output *output;

    if (config->feed_count == 0 && reader->problem_count == 0)
        reader_complain(reader, start, "no feeds, expected at least one");
    check_duplicates(reader, config->feeds, config->feed_count);
    for (size_t i = 0; i < config->output_count; i++)
        check_overwriting(reader, &config->outputs[i], config->feeds, config->feed_count,
                          &config->settings);
    check_fill_settings(&config->settings);
    if (config->settings.timezone == NULL)
        fill_timezone(config, reader);
    for (size_t i = 0; i < config->feed_count; i++)
        if (config->feeds[i].proxy == NULL)
            config->feeds[i].proxy = config->settings.proxy;
    fill_titles(config);
    check_hubs(reader, config->outputs, config->output_count, config->settings.site);
    check_links(reader, config->outputs, config->output_count, config->settings.site);
    check_mail(reader, config->outputs, config->output_count, config->settings.sendmail);
    if (config->output_count > 0)
        return;
    output = reader_keep(reader, arena_grow(reader->arena, NULL, 0, sizeof(*output)));
    if (output == NULL)
        return;
    *output = default_output;
    fill_output(output);
    output->path = read_value_path(reader, "merged.atom");
    config->outputs = output;
    config->output_count = 1;
}

/* For a byte that is not valid text, libyaml gives only the offset. */
static yaml_mark_t mark_of_byte(const struct reader *reader, size_t offset)
{
    yaml_mark_t mark = {0};

    for (size_t i = 0; i < offset && i < reader->size; i++) {
        mark.column++;
        if (reader->text[i] == '\n') {
            mark.line++;
            mark.column = 0;
        }
    }
    return mark;
}

/* Whether there is a tab at the mark, with only blanks and tabs before it. */
static bool is_tab(const struct reader *reader, yaml_mark_t mark)
{
    const char *at = reader->text, *end = reader->text + reader->size;

    for (size_t line = 0; line < mark.line && at < end; line++) {
        const char *next = memchr(at, '\n', (size_t)(end - at));

        at = next != NULL ? next + 1 : end;
    }
    if ((size_t)(end - at) <= mark.column || at[mark.column] != '\t')
        return false;
    for (size_t i = 0; i < mark.column; i++)
        if (at[i] != ' ' && at[i] != '\t')
            return false;
    return true;
}

static void complain_syntax(struct reader *reader, const yaml_parser_t *parser)
{
    const char *problem = parser->problem != NULL ? parser->problem : "unreadable";

    if (parser->error == YAML_MEMORY_ERROR)
        reader->out_of_memory = true;
    else if (parser->error == YAML_READER_ERROR)
        reader_complain(reader, mark_of_byte(reader, parser->problem_offset),
                        "%s, expected UTF-8 text", problem);
    else if (is_tab(reader, parser->problem_mark))
        reader_complain(reader, parser->problem_mark,
                        "a tab, expected spaces (YAML does not allow tabs as indentation)");
    else if (parser->context == NULL)
        reader_complain(reader, parser->problem_mark, "%s, expected YAML", problem);
    else
        reader_complain(reader, parser->problem_mark, "%s %s that began at %zu:%zu, expected YAML",
                        problem, parser->context, parser->context_mark.line + 1,
                        parser->context_mark.column + 1);
}

static void read_root(struct config *config, struct reader *reader)
{
    static const yaml_mark_t start = {0};
    const yaml_node_t *root = yaml_document_get_root_node(reader->document);

    if (root == NULL) {
        reader_complain(reader, start, "empty, expected the keys feeds, outputs, settings");
        return;
    }
    reader_read_map(reader, root, top_keys, "the file", config);
    config_finish(config, reader, root->start_mark);
}

/* The file must hold exactly one document. */
static void read_documents(struct config *config, struct reader *reader, yaml_parser_t *parser)
{
    yaml_document_t document;
    const yaml_node_t *root;
    yaml_mark_t mark;

    if (depth_is_exceeded(&mark, reader->text, reader->size)) {
        reader_complain(reader, mark, "nested deeper than %d levels", DEPTH_MAX);
        return;
    }
    if (!yaml_parser_load(parser, &document)) {
        complain_syntax(reader, parser);
        return;
    }
    reader->document = &document;
    read_root(config, reader);
    reader->document = NULL;
    yaml_document_delete(&document);
    if (!yaml_parser_load(parser, &document)) {
        complain_syntax(reader, parser);
        return;
    }
    root = yaml_document_get_root_node(&document);
    if (root != NULL)
        reader_complain(reader, root->start_mark, "a second document, expected one");
    yaml_document_delete(&document);
}

static int config_result(struct config *config, const struct reader *reader, struct error *err)
{
    if (reader->out_of_memory || str_status(reader->problems) == ERR_MEMORY) {
        config_release(config);
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory reading %s", reader->path);
    }
    if (reader->problem_count == 0)
        return 0;
    config_release(config);
    return error_set(err, ERR_CONFIG, SCOPE_RUN, "%zu mistake%s in %s", reader->problem_count,
                     reader->problem_count == 1 ? "" : "s", reader->path);
}

int config_parse(struct config *ret, struct str *problems, const char *path, const char *text,
                 size_t size, struct error *err)
{
    struct config config = {.settings = default_settings, .hash = XXH3_64bits(text, size)};
    struct str warnings;
    struct reader reader = {
        .problems = problems, .warnings = &warnings, .path = path, .text = text, .size = size};
    yaml_parser_t parser;
    int code;

    str_init(&warnings, WARNING_BYTES_MAX);
    arena_init(&config.arena, ARENA_BYTES_MAX);
    reader.arena = &config.arena;
    reader.folder = reader_keep(&reader, (char *)path_folder(&config.arena, path));
    if (reader.folder != NULL && yaml_parser_initialize(&parser)) {
        yaml_parser_set_input_string(&parser, (const unsigned char *)text, size);
        read_documents(&config, &reader, &parser);
        yaml_parser_delete(&parser);
    } else {
        reader.out_of_memory = true;
    }
    config.warnings = reader_keep(&reader, arena_strdup(&config.arena, warnings.text));
    str_release(&warnings);
    code = config_result(&config, &reader, err);
    if (code == 0)
        *ret = config;
    return code;
}

int config_load(struct config *ret, struct str *problems, const char *path, struct error *err)
{
    struct str text;
    int code;

    str_init(&text, CONFIG_FILE_BYTES_MAX);
    code = file_read(&text, path, err);
    if (code == 0)
        code = config_parse(ret, problems, path, text.text, text.length, err);
    else if (code != ERR_MEMORY)
        code = ERR_CONFIG; /* no particular line is wrong */
    if (err != NULL)
        err->code = (enum error_code)code;
    str_release(&text);
    return code;
}

void config_release(struct config *config)
{
    if (config != NULL)
        arena_release(&config->arena);
}
