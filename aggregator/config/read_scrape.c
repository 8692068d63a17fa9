/*
 * Reads scrape and fulltext: how the items of a page, and the text of an article, are found.
 */
#include "aggregator/config/read_value.h"
#include "aggregator/config/value.h"
#include "aggregator/model/feed.h"
#include "aggregator/scrape/selector.h"

#include <stddef.h>

/* The mark of a place in a scalar. It is exact when the scalar is on one line and has no escapes.
 */
static yaml_mark_t mark_in(const yaml_node_t *node, size_t at)
{
    yaml_mark_t mark = node->start_mark;
    const yaml_scalar_style_t style = node->data.scalar.style;
    const bool quoted =
        style == YAML_SINGLE_QUOTED_SCALAR_STYLE || style == YAML_DOUBLE_QUOTED_SCALAR_STYLE;

    if (quoted || style == YAML_PLAIN_SCALAR_STYLE)
        mark.column += at + quoted;
    return mark;
}

static enum scrape_part part_of(const struct config_key *key)
{
    return (enum scrape_part)((key->offset - offsetof(struct scrape, paths)) /
                              sizeof(const char *));
}

static void selector_read(struct reader *reader, const struct config_key *key,
                          const yaml_node_t *node, enum scrape_part part, const char **target)
{
    const char *text = reader_text(node);
    struct error err = {.code = ERR_NONE};
    size_t at;
    int code;

    if (text == NULL || text[0] == '\0') {
        reader_expect(reader, key, node, key->kind->expected);
        return;
    }
    code = selector_compile(target, &at, reader->arena, part, text, &err);
    if (code == ERR_MEMORY)
        reader->out_of_memory = true;
    else if (code != 0)
        reader_complain(reader, mark_in(node, at), "%s: %s", key->name, err.text);
}

static void read_selector(struct reader *reader, const struct config_key *key,
                          const yaml_node_t *node, void *target)
{
    selector_read(reader, key, node, part_of(key), target);
}

static const struct kind kind_place = {"true, false, a CSS selector or an XPath expression", NULL};
static const struct kind kind_selector = {"a CSS selector or an XPath expression", read_selector};

#define PART(part) offsetof(struct scrape, paths[part]), 0, 0, 0, false

static const struct config_key scrape_keys[] = {
    {"author", &kind_selector, PART(SCRAPE_AUTHOR)},
    {"content", &kind_selector, PART(SCRAPE_CONTENT)},
    {"date", &kind_selector, PART(SCRAPE_DATE)},
    {"image", &kind_selector, PART(SCRAPE_IMAGE)},
    {"item", &kind_selector, offsetof(struct scrape, paths[SCRAPE_ITEM]), 0, 0, 0, true},
    {"link", &kind_selector, PART(SCRAPE_LINK)},
    {"title", &kind_selector, PART(SCRAPE_TITLE)},
    {0},
};

/* true, false, or where the text is. */
static void read_fulltext(struct reader *reader, const struct config_key *key,
                          const yaml_node_t *node, void *target)
{
    struct feed *feed = (struct feed *)(void *)((char *)target - offsetof(struct feed, fulltext));
    const struct config_key place = {.name = key->name, .kind = &kind_place};
    const char *text = reader_text(node);

    if (text != NULL && value_parse_bool(&feed->fulltext, text))
        return;
    selector_read(reader, &place, node, SCRAPE_ITEM, &feed->fulltext_path);
    feed->fulltext = feed->fulltext_path != NULL;
}

static void read_scrape(struct reader *reader, const struct config_key *key,
                        const yaml_node_t *node, void *target)
{
    struct scrape *scrape =
        reader_keep(reader, arena_array(reader->arena, 1, sizeof(struct scrape)));

    if (scrape == NULL)
        return;
    if (node->type != YAML_MAPPING_NODE) {
        reader_expect(reader, key, node, key->kind->expected);
        return;
    }
    reader_read_map(reader, node, scrape_keys, "scrape", scrape);
    *(const struct scrape **)target = scrape;
}

const struct kind kind_scrape = {"a map such as {item: article, title: h2}", read_scrape};
const struct kind kind_fulltext = {"true, false, a CSS selector or an XPath expression",
                                   read_fulltext};
