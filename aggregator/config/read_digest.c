/* Values of digests: a time of day, days of the week, addresses of mailboxes. */
#include "aggregator/config/read_value.h"
#include "aggregator/config/value.h"
#include "aggregator/model/feed.h"

#include <string.h>
#include <strings.h>

static void read_clock(struct reader *reader, const struct config_key *key, const yaml_node_t *node,
                       void *target)
{
    const char *text = reader_text(node);
    struct digest_time time = {.wanted = true};

    if (text != NULL && value_parse_clock(&time.minute, text))
        *(struct digest_time *)target = time;
    else
        reader_expect(reader, key, node, key->kind->expected);
}

static void read_day(struct reader *reader, const struct config_key *key, const yaml_node_t *node,
                     unsigned *days)
{
    static const char *const names[] = {"sunday",   "monday", "tuesday", "wednesday",
                                        "thursday", "friday", "saturday"};
    const char *text = reader_text(node);

    for (size_t i = 0; text != NULL && i < sizeof(names) / sizeof(names[0]); i++)
        if (strcasecmp(text, names[i]) == 0) {
            *days |= 1u << i;
            return;
        }
    reader_expect(reader, key, node, key->kind->expected);
}

static void read_days(struct reader *reader, const struct config_key *key, const yaml_node_t *node,
                      void *target)
{
    const yaml_node_item_t *item;

    if (node->type != YAML_SEQUENCE_NODE) {
        read_day(reader, key, node, target);
        return;
    }
    for (item = node->data.sequence.items.start; item < node->data.sequence.items.top; item++) {
        const yaml_node_t *value = reader_node(reader, *item);

        if (value != NULL)
            read_day(reader, key, value, target);
    }
}

static void read_mailbox(struct reader *reader, const struct config_key *key,
                         const yaml_node_t *node, void *target)
{
    const char *text = reader_text(node);

    if (text != NULL && value_is_mailbox(text))
        *(const char **)target = reader_keep(reader, arena_strdup(reader->arena, text));
    else
        reader_expect(reader, key, node, key->kind->expected);
}

const struct kind kind_clock = {"a time of day such as 07:00", read_clock};
const struct kind kind_days = {"a day such as monday, or a list of days", read_days};
const struct kind kind_mailbox = {"an e-mail address without a name", read_mailbox};
