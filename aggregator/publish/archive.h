/*
 * Archives of a merged feed (RFC 5005 §4): one document a day, which never changes once written, so
 * that a reader who was away misses nothing.
 *
 * A story belongs to the day (UTC) on which it was first seen. The newest story's day is not over
 * yet: it stands in the current document, however many stories that has. Every earlier day is a
 * file beside the current one, "merged-2026-03-02.atom" beside "merged.atom", linked to the day
 * before it; where a format comes in pages, so does the day. The files are their own record: a day
 * whose file is there is not written again, and a file gets its name only when all earlier days
 * have theirs.
 *
 * Fed by publish with stories from the newest to the oldest. Does not log.
 */
#ifndef HEADWATER_PUBLISH_ARCHIVE_H
#define HEADWATER_PUBLISH_ARCHIVE_H

#include "aggregator/render/render.h"

#include <stdbool.h>

struct archive {
    const struct render_input *current; /* the feed that is archived */
    struct arena *arena;                /* lasts longer than the archive */
    bool dry;                           /* writes nothing */
    int64_t newest_day, latest_day;     /* of all stories; of those in archives; in days */
    int64_t day;                        /* of the document under way */
    bool open, complete;                /* a document is under way; nothing more is needed */
    struct render_input input;
    struct rendering rendering;
    char **parts; /* files written that have not got their names yet, the newest first */
    size_t part_count;
    bool begun; /* archives lie beside the output */
};

/* Whether an output has archives: it asks for them, has an address, and is of a format that can. */
bool archive_is_wanted(const struct output *output);

/* The arena must outlive the archive. */
void archive_init(struct archive *archive, struct arena *arena, const struct render_input *current,
                  bool dry);
/* Accepts a zeroed one; parts without names are removed. */
void archive_release(struct archive *archive);

/* Takes the next story. *ret_current: it must stand in the current document whatever its limit, for
 * it is of the newest day, whose archive comes when the day is over. That is so once there are
 * archives: before, nobody can have missed anything, and the limit is kept. */
int archive_add(bool *ret_current, struct archive *archive, const struct render_story *story,
                struct error *err);

/* Ends the walk: the last document is written, and all get their names, the oldest first. */
int archive_end(struct archive *archive, struct error *err);

/* The address of the newest archive, for the current document's link: also of one whose stories the
 * state no longer has. NULL when there is none. */
const char *archive_latest(const struct archive *archive);

#endif
