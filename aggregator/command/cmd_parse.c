#include "aggregator/base/arena.h"
#include "aggregator/base/log.h"
#include "aggregator/clean/clean.h"
#include "aggregator/codec/item_json.h"
#include "aggregator/codec/json_text.h"
#include "aggregator/command/command.h"
#include "aggregator/command/command_json.h"
#include "aggregator/config/value.h"
#include "aggregator/parse/article.h"
#include "aggregator/parse/parse.h"
#include "aggregator/scrape/selector.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Limit for all items of one document together: they are printed as one object. */
static const size_t DOCUMENT_BYTES_MAX = (size_t)1 << 30;
enum { PARTS_BYTES_MAX = 1 << 20 };

struct parse_command {
    const char *url;
    struct option_list headers, parts; /* --header, --scrape */
    struct scrape scrape;
    const char *fulltext; /* --fulltext */
    bool raw, count;      /* --raw, --count */
    FILE *file;
    json_t *items;
    struct arena arena; /* of one item; reset after each */
    size_t item_count;
};

static int file_piece(size_t *ret_size, void *context, void *into, size_t room, struct error *err)
{
    FILE *file = ((struct parse_command *)context)->file;

    *ret_size = fread(into, 1, room, file);
    if (*ret_size == 0 && ferror(file))
        /* exit status 66, see the help */
        return error_set(err, ERR_ABSENT, SCOPE_FEED, "%s", strerror(errno));
    return 0;
}

static int part_read(struct parse_command *command, struct arena *arena, const char *text,
                     struct error *err)
{
    const char *sign = strchr(text, '=');
    size_t part = 0, at;
    int code;

    while (sign != NULL && part < SCRAPE_PARTS &&
           (strlen(scrape_part_names[part]) != (size_t)(sign - text) ||
            strncmp(scrape_part_names[part], text, (size_t)(sign - text)) != 0))
        part++;
    if (sign == NULL || part == SCRAPE_PARTS)
        return error_set(err, ERR_USAGE, SCOPE_RUN,
                         "--scrape %.100s: expected PART=SELECTOR, with a part such as item, "
                         "title or link",
                         text);
    code = selector_compile(&command->scrape.paths[part], &at, arena, (enum scrape_part)part,
                            sign + 1, err);
    if (code != ERR_SYNTAX)
        return code;
    error_prefix(err, "--scrape %.*s, at character %zu: ", (int)(sign - text), text, at + 1);
    err->code = ERR_USAGE;
    return ERR_USAGE;
}

static int parts_read(struct parse_command *command, struct arena *arena, struct error *err)
{
    int code = 0;

    for (size_t i = 0; code == 0 && i < command->parts.count; i++)
        code = part_read(command, arena, command->parts.values[i], err);
    if (code == 0 && command->parts.count > 0 && command->scrape.paths[SCRAPE_ITEM] == NULL)
        code = error_set(err, ERR_USAGE, SCOPE_RUN, "--scrape without item, expected item=...");
    return code;
}

/* Parses JSON text into a value that can be extended and printed. NULL when out of memory. Frees
 * the text. */
static json_t *value_of(char *text)
{
    json_t *value = NULL;

    if (text != NULL && json_text_read(&value, text, strlen(text), 0, NULL) != ERR_NONE)
        value = NULL;
    free(text);
    return value;
}

/* Without the fields that clean adds for recognition: they are not part of the document. */
static json_t *item_json(const struct item *item)
{
    json_t *object = value_of(item_to_text(item));

    json_object_del(object, "plain");
    json_object_del(object, "canonical");
    return object;
}

static int item_take(void *context, const struct document *document, const struct item *item,
                     struct error *err)
{
    struct parse_command *command = context;
    struct item cleaned;
    int code = 0;

    (void)document;
    command->item_count++;
    if (!command->raw)
        code = clean_item(&cleaned, &command->arena, item, command->url, err);
    if (code == 0 && !command->count &&
        json_array_append_new(command->items, item_json(command->raw ? item : &cleaned)) != 0)
        code = error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    arena_reset(&command->arena);
    return code;
}

/* The value of a header given as "Name: value"; NULL when it was not given. */
static const char *header_find(const struct option_list *headers, const char *name)
{
    const size_t length = strlen(name);

    for (size_t i = 0; i < headers->count; i++) {
        const char *header = headers->values[i];

        if (strncasecmp(header, name, length) == 0 && header[length] == ':')
            return header + length + 1 + strspn(header + length + 1, " \t");
    }
    return NULL;
}

static void warnings_add(json_t *object, const struct document *document)
{
    json_t *warnings = json_array();

    for (size_t i = 0; i < document->warning_count; i++)
        json_array_append_new(warnings, json_string(document->warnings[i]));
    json_object_set_new(object, "warnings", warnings);
}

static int document_print(struct parse_command *command, struct arena *arena,
                          const struct document *document, struct error *err)
{
    struct document cleaned = *document;
    int code = command->raw ? 0 : clean_document(&cleaned, arena, document, command->url, err);
    json_t *object;

    if (code != 0)
        return code;
    object = value_of(document_to_text(&cleaned));
    if (object == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    json_object_set(object, "items", command->items);
    warnings_add(object, document);
    return command_print_json(object, JSON_INDENT(1), err);
}

static struct parse_request request_of(struct parse_command *command)
{
    return (struct parse_request){
        .read = file_piece,
        .read_context = command,
        .item = item_take,
        .item_context = command,
        .url = command->url,
        .content_type = header_find(&command->headers, "Content-Type"),
        .content_language = header_find(&command->headers, "Content-Language"),
        .content_location = header_find(&command->headers, "Content-Location"),
        .scrape = command->parts.count > 0 ? &command->scrape : NULL,
    };
}

/* Prints the text of an article as HTML. */
static int article_print(struct parse_command *command, struct error *err)
{
    const struct parse_request page = request_of(command);
    struct article_request request = {.page = &page};
    const char *html = NULL, *base = NULL;
    struct arena arena;
    bool found_by_rules = false;
    size_t at;
    int code = 0;

    arena_init(&arena, DOCUMENT_BYTES_MAX);
    value_parse_bool(&found_by_rules, command->fulltext);
    if (!found_by_rules)
        code = selector_compile(&request.path, &at, &arena, SCRAPE_ITEM, command->fulltext, err);
    if (code == ERR_SYNTAX) {
        error_prefix(err, "--fulltext, at character %zu: ", at + 1);
        err->code = ERR_USAGE;
        code = ERR_USAGE;
    }
    if (code == 0)
        code = article_parse(&html, &base, &arena, &request, err);
    if (code == ERR_ABSENT) /* exit status 65, see the help */
        code = error_set(err, ERR_NOT_FEED, SCOPE_FEED, "%s", err->text);
    if (code == 0 && !command->raw)
        html = clean_html(&arena, html, base);
    if (code == 0)
        printf("%s\n", html != NULL ? html : "");
    arena_release(&arena);
    return code;
}

static int body_parse(struct parse_command *command, struct error *err)
{
    const struct parse_request request = request_of(command);
    struct document document;
    struct arena arena;
    int code;

    arena_init(&arena, DOCUMENT_BYTES_MAX);
    arena_init(&command->arena, DOCUMENT_BYTES_MAX);
    command->items = json_array();
    code = parse_document(&document, &arena, &request, err);
    if (code == 0 && command->count)
        printf("%zu\n", command->item_count);
    else if (code == 0)
        code = document_print(command, &arena, &document, err);
    json_decref(command->items);
    arena_release(&command->arena);
    arena_release(&arena);
    return code;
}

static int file_parse(struct parse_command *command, const char *path, struct error *err)
{
    int code;

    command->file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    if (command->file == NULL)
        code = error_set(err, ERR_ABSENT, SCOPE_FEED, "%s", strerror(errno));
    else
        code = command->fulltext != NULL ? article_print(command, err) : body_parse(command, err);
    if (command->file != NULL && command->file != stdin)
        fclose(command->file);
    error_prefix(code != 0 ? err : NULL, "%s: ", path);
    return code;
}

static int parse_run(struct command_context *context, int argc, char **argv, struct error *err)
{
    struct parse_command command = {.url = NULL};
    const struct command_option options[] = {
        {"url", OPTION_VALUE, "URL", "the address that the document came from", &command.url},
        {"header", OPTION_LIST, "HEADER", "a response header, as \"Name: value\"",
         &command.headers},
        {"scrape", OPTION_LIST, "PART=SELECTOR",
         "take items from a web page; once for each part, as in feeds.yaml", &command.parts},
        {"fulltext", OPTION_VALUE, "EXPRESSION",
         "print an article: true, or where it is on the page, as in feeds.yaml", &command.fulltext},
        {"raw", OPTION_FLAG, NULL, "do not clean: keep the HTML as it is in the feed",
         &command.raw},
        {"count", OPTION_FLAG, NULL, "print only the number of items", &command.count},
        {NULL, OPTION_FLAG, NULL, NULL, NULL}};
    struct arena arena;
    bool done;
    int code = command_parse(&done, context, options, 1, 1, argc, argv, err);

    if (code != 0 || done)
        return error_exit_status((enum error_code)code);
    arena_init(&arena, PARTS_BYTES_MAX);
    code = parts_read(&command, &arena, err);
    if (code == 0)
        code = file_parse(&command, context->operands[0], err);
    arena_release(&arena);
    return error_exit_status((enum error_code)code);
}

/* not command_parse: that function reads the options */
const struct command command_parse_feed = {
    "parse", "FILE", "read one feed document and print it as JSON",
    "Reads one document (- is standard input), treats it as a run treats a response from\n"
    "URL with these headers, and prints one JSON object. Exit status: 0 parsed, with or\n"
    "without warnings; 65 not a feed; 66 cannot be read.",
    parse_run};
