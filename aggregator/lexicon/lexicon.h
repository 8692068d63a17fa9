/*
 * The lexicon compiled from the dictionaries that this machine has, and the compiled file found and
 * mapped again.
 *
 * Each source of words is a row of a table (sources.c); one that is not installed is skipped and
 * says so in the report. Nothing is fetched. The compiled bytes depend on the sources alone.
 */
#ifndef HEADWATER_LEXICON_LEXICON_H
#define HEADWATER_LEXICON_LEXICON_H

#include "aggregator/base/error.h"
#include "dedup_lexicon.h"

#include <stddef.h>

struct lexicon_options {
    const char *root;         /* put before the sources' own folders; NULL: the system's */
    const char *dictd_folder; /* NULL: root/usr/share/dictd */
    /* Called before each step, which is a source's name or "compiling", and now and then in a long
     * one; done of total is the share of the time that it is likely to have taken. May be NULL. */
    void (*progress)(const char *step, size_t done, size_t total);
};

enum { LEXICON_SOURCES_MAX = 32 };

struct lexicon_source_report {
    const char *name;    /* "freedict" */
    const char *package; /* what to install to have it */
    size_t files, pairs; /* read; 0 files: it is not there */
};

struct lexicon_report {
    struct lexicon_source_report sources[LEXICON_SOURCES_MAX];
    size_t source_count;
};

/* Reads every source and compiles. *ret is malloc'ed, the caller's. A damaged dictionary gives what
 * can be read of it; a machine without any gives an empty lexicon. */
int lexicon_build(void **ret, size_t *ret_size, struct lexicon_report *report,
                  const struct lexicon_options *options, struct error *err);

/* A compiled lexicon in memory. */
struct lexicon_map {
    void *data; /* NULL: none */
    size_t size;
    char path[256]; /* where it was found */
};

/*
 * Maps the first there is of: the given path (when not NULL, no other is tried), the installed
 * file, the one that was built beside this program. ERR_ABSENT when there is none, ERR_SYNTAX when
 * it is damaged or of another version. A file that is cut short while it is mapped ends the program
 * with a line that says so; see guard.h.
 */
int lexicon_find_default(struct lexicon_map *ret, const char *path, struct error *err);

/* Accepts NULL and a zeroed map. */
void lexicon_unmap(struct lexicon_map *map);

#endif
