/*
 * Archives of a merged feed (RFC 5005 §4): one document per day that never changes once written, so
 * that a feed reader that was offline misses nothing.
 *
 * A story belongs to the day (UTC) on which it was first seen. The day of the newest story is not
 * over yet, so its stories are in the current document, however many there are. Every earlier day
 * is a file beside the current one, "merged-2026-03-02.atom" beside "merged.atom", linked to the
 * day before it; if a format has pages, so does the day. The files are the only record: a day whose
 * file exists is not written again, and a file gets its final name only after those of all earlier
 * days.
 *
 * publish passes the stories from newest to oldest. Does not log.
 */
#ifndef HEADWATER_PUBLISH_ARCHIVE_H
#define HEADWATER_PUBLISH_ARCHIVE_H

#include "aggregator/render/render.h"

#include <stdbool.h>

struct archive {
    const struct render_input *current; /* the archived feed */
    struct arena *arena;                /* must outlive the archive */
    bool dry;                           /* writes nothing */
    int64_t newest_day, latest_day;     /* of all stories; of archived stories; in days */
    int64_t day;                        /* of the open document */
    bool open, complete;                /* a document is open; nothing more is needed */
    struct render_input input;
    struct rendering rendering;
    char **parts; /* written files that do not have their final names yet, newest first */
    size_t part_count;
    bool begun; /* archives exist beside the output */
};

/* Whether an output has archives: it enables them, has an address, and its format supports them. */
bool archive_is_wanted(const struct output *output);

/* Initialises an archive. The arena must outlive it. */
void archive_init(struct archive *archive, struct arena *arena, const struct render_input *current,
                  bool dry);
/* Accepts a zeroed archive; removes files that did not get their final names. */
void archive_release(struct archive *archive);

/* Takes the next story. *ret_current: the story must be in the current document regardless of its
 * limit, because it is of the newest day, whose archive is written when the day is over. This
 * applies only once archives exist: before that, no feed reader can have missed anything, and the
 * limit holds. */
int archive_add(bool *ret_current, struct archive *archive, const struct render_story *story,
                struct error *err);

/* Ends the archive: writes the last document and gives all files their final names, oldest
 * first. */
int archive_end(struct archive *archive, struct error *err);

/* The address of the newest archive, for the link in the current document, even if the state no
 * longer has its stories. NULL when there is none. */
const char *archive_latest(const struct archive *archive);

#endif
