/*
 * Reading a YAML document by tables of keys: a row says a key's name, kind, range and where its
 * value goes. Mistakes are collected, never fatal; reading goes on to find the next.
 *
 * The document is read as a graph, so that an alias costs nothing until it is followed; the number
 * of values visited has a bound, which holds for aliases that multiply.
 */
#ifndef HEADWATER_CONFIG_READER_H
#define HEADWATER_CONFIG_READER_H

#include "aggregator/base/arena.h"
#include "aggregator/base/error.h"
#include "aggregator/base/str.h"

#include <stdbool.h>
#include <stdint.h>
#include <yaml.h>

enum { READER_VISITS_MAX = 4000000 }; /* values visited, aliases counted each time */

struct reader {
    struct arena *arena;
    struct str *problems;
    const char *path;   /* of the file, for messages */
    const char *folder; /* absolute; where relative paths start */
    yaml_document_t *document;
    const char *text; /* the whole file, for the place of a wrong byte */
    size_t size;
    size_t problem_count;
    size_t visits;
    bool out_of_memory;
};

struct key;

/* How a kind of value is said to people, and how it is read into *target. A reader function reports
 * what it does not like and then leaves the target as it was. */
struct kind {
    const char *expected;
    void (*read)(struct reader *reader, const struct key *key, const yaml_node_t *node,
                 void *target);
};

struct key {
    const char *name;
    const struct kind *kind;
    size_t offset;       /* of the value in its struct */
    size_t count_offset; /* for lists: of the number of elements */
    int64_t min, max;    /* for numbers, durations and sizes; both 0: any */
    bool required;
};

/* Adds the line "path:line:column: text". */
void reader_complain(struct reader *reader, yaml_mark_t mark, const char *format, ...)
    HEADWATER_PRINTF(3, 4);

/* The same for the value of a key: "interval is "often", expected a duration such as 30m, 2h". */
void reader_expect(struct reader *reader, const struct key *key, const yaml_node_t *node,
                   const char *expected);

/* The node of this number, NULL once the document's bound on visits is reached. */
const yaml_node_t *reader_node(struct reader *reader, int index);

/* Memory from the arena; NULL and remembered when there is none. */
void *reader_keep(struct reader *reader, void *memory);

/* The text of a scalar, NULL for a list, a map, or a text with a NUL byte. */
const char *reader_text(const yaml_node_t *node);

/* Reads a map by its rows (the last has no name) into the struct at target. what names the struct
 * in messages: "a feed". */
void reader_read_map(struct reader *reader, const yaml_node_t *node, const struct key *keys,
                     const char *what, void *target);

/* A text made fit for a message: in quotes, cut at 60 bytes, control characters as '?'. */
void reader_quote(char *ret, size_t room, const char *text);

#endif
