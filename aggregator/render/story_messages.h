/*
 * The words of a story's page in the user's language; the words of all pages are in messages.h.
 */
#ifndef HEADWATER_RENDER_STORY_MESSAGES_H
#define HEADWATER_RENDER_STORY_MESSAGES_H

#include "aggregator/base/arena.h"

#include <stddef.h>
#include <stdint.h>

/* How a telling came into its story: the channel of its evidence. */
enum story_reason {
    STORY_FOUNDER, /* it was the first */
    STORY_MERGED,  /* it founded another story, which was merged into this one; no channel */
    STORY_READER,
    STORY_ID,
    STORY_LINK,
    STORY_VIA,
    STORY_TRANSLATION,
    STORY_MARKER,
    STORY_SURFACE,
    STORY_NEUTRAL,
    STORY_REASONS
};

struct story_messages {
    const char *language;
    /* headings, and the mark of the first telling in the timeline */
    const char *timeline, *first, *texts, *why;
    const char *gone;  /* instead of the outlet of a telling that is not shown */
    const char *whole; /* label of links to a story's page */
    const char *absent, *moved;
    /* "has the same wording as {}": {} is an outlet; the first two have none */
    const char *reasons[STORY_REASONS];
};

/* The row for a language tag; English by default. Never NULL. */
const struct story_messages *story_messages_find(const char *language);

/* All rows, sorted by language, for the test. */
const struct story_messages *story_messages_all(size_t *ret_count);

/* The reason that the channel's name (dedup_channel_name()) stands for; STORY_FOUNDER for an
 * unknown one and for NULL. */
enum story_reason story_reason_find(const char *channel);

/* A duration in words, in the largest unit that it fills, "3 hr"; "" when ICU fails. NULL only when
 * out of memory. */
const char *story_duration(struct arena *arena, const char *language, int64_t seconds);

#endif
