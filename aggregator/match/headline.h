/*
 * What outlets put around a headline: their name behind it ("… | Outlet"), a label before it
 * ("Live:", "(VIDEO)"). Neither says anything of the story, and in a headline every word counts.
 *
 * Only what dedup compares is trimmed; what is shown stays as the feed wrote it.
 */
#ifndef HEADWATER_MATCH_HEADLINE_H
#define HEADWATER_MATCH_HEADLINE_H

#include <stddef.h>

/* The names that may stand behind a headline; NULL: none. */
struct headline_names {
    const char *feed;   /* the feed's own title */
    const char *source; /* the outlet that a republished item names */
};

/* Finds what of a title is the headline: *ret_size bytes from the result, a pointer into title. The
 * whole title when it is NULL or too little would remain. A name is one only behind a separator
 * (" | ", " - ", a dash), and may be the first or the last part of the feed's title ("Outlet: World
 * news"). */
const char *headline_find(size_t *ret_size, const char *title, const struct headline_names *names);

#endif
