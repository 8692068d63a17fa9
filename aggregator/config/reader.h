/*
 * Reads a YAML document by tables of keys. A row gives a key's name, kind and range, and where its
 * value goes. Mistakes are collected and never fatal; reading continues to find the next.
 *
 * The document is read as a graph, so an alias costs nothing until it is followed. The number of
 * visited values is limited, which also covers aliases that multiply.
 */
#ifndef HEADWATER_CONFIG_READER_H
#define HEADWATER_CONFIG_READER_H

#include "aggregator/base/arena.h"
#include "aggregator/base/error.h"
#include "aggregator/base/str.h"

#include <stdbool.h>
#include <stdint.h>
#include <yaml.h>

enum { READER_VISITS_MAX = 4000000 }; /* visited values; aliases count each time */

struct reader {
    struct arena *arena;
    struct str *problems;
    struct str *warnings; /* what is accepted although it will not work; same form as problems */
    const char *path;     /* of the file, for messages */
    const char *folder;   /* absolute; base of relative paths */
    yaml_document_t *document;
    const char *text; /* the whole file, to locate an invalid byte */
    size_t size;
    size_t problem_count;
    size_t visits;
    bool out_of_memory;
};

struct config_key;

/* The description of a kind of value for the user, and the function that reads it into *target. The
 * function reports an invalid value and then leaves the target unchanged. */
struct kind {
    const char *expected;
    void (*read)(struct reader *reader, const struct config_key *key, const yaml_node_t *node,
                 void *target);
};

struct config_key {
    const char *name;
    const struct kind *kind;
    size_t offset;       /* of the value in its struct */
    size_t count_offset; /* for lists: of the element count */
    int64_t min, max;    /* for numbers, durations and sizes */
    bool required;
};

/* Reports the line "path:line:column: text". */
void reader_complain(struct reader *reader, yaml_mark_t mark, const char *format, ...)
    HEADWATER_PRINTF(3, 4);

/* The same for what is no mistake in the file, but will not work as things are. */
void reader_warn(struct reader *reader, yaml_mark_t mark, const char *format, ...)
    HEADWATER_PRINTF(3, 4);

/* Reports the value of a key: "interval is "often", expected a duration such as 30m, 2h". */
void reader_expect(struct reader *reader, const struct config_key *key, const yaml_node_t *node,
                   const char *expected);

/* The node with this index; NULL once the limit of visited values is reached. */
const yaml_node_t *reader_node(struct reader *reader, int index);

/* Passes arena memory on; a NULL sets out_of_memory. */
void *reader_keep(struct reader *reader, void *memory);

/* The text of a scalar; NULL for a list, a map, or a text with a NUL byte. */
const char *reader_text(const yaml_node_t *node);

/* Reads a map by the rows of keys (the last has no name) into the struct at target. what describes
 * the struct in messages: "a feed". */
void reader_read_map(struct reader *reader, const yaml_node_t *node, const struct config_key *keys,
                     const char *what, void *target);

/* Formats a text for a message: quoted, truncated to 60 bytes, control characters as '?'. */
void reader_quote(char *ret, size_t room, const char *text);

#endif
