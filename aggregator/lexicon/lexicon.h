/*
 * Compiles the lexicon from the dictionaries installed on this machine, and finds and maps the
 * compiled file.
 *
 * Each source of words is a row of a table (source.c). A source that is not installed is skipped
 * and reported as such. Nothing is downloaded. The compiled bytes depend only on the sources.
 */
#ifndef HEADWATER_LEXICON_LEXICON_H
#define HEADWATER_LEXICON_LEXICON_H

#include "aggregator/base/error.h"
#include "dedup_lexicon.h"

#include <stddef.h>

struct lexicon_options {
    const char *root;         /* prefix of the sources' folders; NULL: the system root */
    const char *dictd_folder; /* NULL: root/usr/share/dictd */
    /* Called before each step, which is a source's name or "compiling", and from time to time
     * during a long one; done / total is the estimated share of the time. May be NULL. */
    void (*progress)(const char *step, size_t done, size_t total);
};

enum { LEXICON_SOURCES_MAX = 32 };

struct lexicon_source_report {
    const char *name;    /* "freedict" */
    const char *package; /* the package that provides it */
    size_t files, pairs; /* read; files 0: not installed */
};

struct lexicon_report {
    struct lexicon_source_report sources[LEXICON_SOURCES_MAX];
    size_t source_count;
};

/* Reads every source and compiles. *ret is malloc'ed, owned by the caller. A damaged dictionary
 * contributes what is readable; without any dictionary the lexicon is empty. */
int lexicon_build(void **ret, size_t *ret_size, struct lexicon_report *report,
                  const struct lexicon_options *options, struct error *err);

/* A compiled lexicon in memory. */
struct lexicon_map {
    void *data; /* NULL: none */
    size_t size;
    char path[256]; /* where it was found */
};

/*
 * Maps the first file that exists of: the given path (when not NULL, no other is tried), the
 * installed file, the file built next to this program. ERR_ABSENT when there is none, ERR_SYNTAX
 * when it is damaged or of another version. If a mapped file is truncated, the program ends with a
 * message; see guard.h.
 */
int lexicon_find_default(struct lexicon_map *ret, const char *path, struct error *err);

/* Accepts NULL and a zeroed map. */
void lexicon_unmap(struct lexicon_map *map);

#endif
