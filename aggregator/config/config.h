/*
 * Reads feeds.yaml into settings, feeds and outputs.
 *
 * One pass finds all mistakes. Each becomes one line "file:line:column: what was found, what was
 * expected". Relative paths start at the file's folder. The file is never written.
 */
#ifndef HEADWATER_CONFIG_CONFIG_H
#define HEADWATER_CONFIG_CONFIG_H

#include "aggregator/base/arena.h"
#include "aggregator/base/str.h"
#include "aggregator/model/feed.h"

/* Default of settings.window: how far back an item looks for its story. */
enum { CONFIG_WINDOW_SECONDS = 30 * 86400 };

enum { CONFIG_FILE_BYTES_MAX = 16 << 20 }; /* about 100,000 feeds */

struct config {
    struct arena arena; /* owns everything below */
    struct settings settings;
    struct feed *feeds; /* in file order; no two share a url */
    size_t feed_count;
    struct rule_list rules; /* apply to the items of all feeds */
    struct output *outputs;
    size_t output_count;
    uint64_t hash; /* of the file's text */
    /* what is accepted although it will not work as things are, in the form of problems; "" if
     * nothing */
    const char *warnings;
};

/* Reads and checks the file. On ERR_CONFIG *problems holds the lines, each ending in a newline, and
 * err a summary. A file that cannot be read yields no lines, and err says why. After an error, ret
 * needs no release. */
int config_load(struct config *ret, struct str *problems, const char *path, struct error *err);

/* The same from memory; path is used in messages and for relative paths. */
int config_parse(struct config *ret, struct str *problems, const char *path, const char *text,
                 size_t size, struct error *err);

/* The state that a file names (settings.state), as an absolute path or the address of a server, in
 * the arena; *ret is NULL when it names none. Mistakes elsewhere in the file do not matter.
 * ERR_CONFIG when it is not YAML, or names a state of no engine. */
int config_load_state(const char **ret, struct arena *arena, const char *path, struct error *err);

/* Accepts NULL and a zeroed config. */
void config_release(struct config *config);

#endif
