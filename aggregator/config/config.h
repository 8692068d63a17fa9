/*
 * feeds.yaml to settings, feeds and outputs.
 *
 * Every mistake is found in one reading: each becomes one line "file:line:column: what was found,
 * what was expected". Relative paths start from the folder of the file. The file is never written.
 */
#ifndef HEADWATER_CONFIG_CONFIG_H
#define HEADWATER_CONFIG_CONFIG_H

#include "aggregator/base/arena.h"
#include "aggregator/base/str.h"
#include "aggregator/model/feed.h"

/* settings.window where the file says nothing: how far back an item looks for its story. */
enum { CONFIG_WINDOW_SECONDS = 30 * 86400 };

struct config {
    struct arena arena; /* holds all the rest */
    struct settings settings;
    struct feed *feeds; /* in the order of the file; no two share a url */
    size_t feed_count;
    struct rule_list rules; /* for the items of all feeds */
    struct output *outputs;
    size_t output_count;
    uint64_t hash; /* of the file's text */
};

/* Reads and checks. On ERR_CONFIG *problems has the lines, each ended by a newline, and err a
 * summary; a file that cannot be read has no lines, and err says why. ret needs no release then. */
int config_load(struct config *ret, struct str *problems, const char *path, struct error *err);

/* The same from memory; path names the source in messages and its folder. */
int config_parse(struct config *ret, struct str *problems, const char *path, const char *text,
                 size_t size, struct error *err);

/* Accepts NULL and a zeroed config. */
void config_release(struct config *config);

#endif
