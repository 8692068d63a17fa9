/*
 * A minimal store and a configuration of three outputs in a separate folder, for the tests of
 * publish.c.
 */
#ifndef HEADWATER_TESTS_RENDER_PUBLISH_FIXTURE_H
#define HEADWATER_TESTS_RENDER_PUBLISH_FIXTURE_H

#include "aggregator/publish/publish.h"
#include "aggregator/store/store_lists.h"

enum { FILE_BYTES = 1 << 20, STORIES_MAX = 4, ENTRIES_MAX = 8, DIGESTS_MAX = 4 };

struct list_entry {
    uint64_t list, node;
    int64_t time;
};

/* The store: the stories of stories.c, and what was published of them. */
struct store {
    struct story stories[STORIES_MAX];
    size_t count;
    size_t published, begun, committed, loaded;
    uint64_t aliases[2][2]; /* an alias and its node; 0: none */
    struct list_entry entries[ENTRIES_MAX];
    size_t entry_count;
    struct store_digest digests[DIGESTS_MAX]; /* oldest first */
    uint64_t digest_lists[DIGESTS_MAX];
    size_t digest_count;
    int fail; /* the code that store_story_published returns */
};

/* The configuration: all stories, those told in Italian, and those tagged "eau". */
struct fixture {
    struct store store;
    struct config config;
    struct output outputs[3];
    char folder[64], paths[3][128];
};

struct fixture *fixture_new(void);
void fixture_free(struct fixture *fixture);

/* publish_files() publishes; publish() also checks the counts of files, publish_counted() that of
 * stories too. */
void publish_counted(struct fixture *fixture, size_t written, size_t unchanged, size_t shown);
void publish(struct fixture *fixture, size_t written, size_t unchanged);
void publish_files(struct fixture *fixture);

/* Reads a file; the caller releases *into. count_of() counts a word in a text. */
void document_read(struct str *into, const char *path);
size_t count_of(const char *text, const char *word);
/* Whether the folder has this file, with the word in it. */
bool has(const struct fixture *fixture, const char *name, const char *word);

#endif
