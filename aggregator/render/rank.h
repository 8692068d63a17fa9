/*
 * How much a story counts among others: "what everybody reports".
 *
 * Each outlet has one vote, cast when it first told the story. A vote loses half its weight per
 * half life, and a story is worth the sum of its votes. All weights shrink alike, so which of two
 * stories is worth more does not depend on when one asks: the rank is computed without a clock, and
 * a document changes only when its stories do. The rank is a time in seconds:
 *
 *     rank = half life * log2(sum over outlets of 2^(first telling / half life))
 *
 * A story of one outlet ranks by its time; one that N outlets told at once ranks like a story of
 * one outlet that is log2(N) half lives newer.
 *
 * An outlet is a site: several feeds of one host, or of its subdomains with one page, have one
 * vote, however often they repeat an item. Feeds of one host with pages on different hosts, as of a
 * service for feeds, are different outlets; no feed can vote for an outlet on another host by
 * naming its page. A feed that is a file without a page is an outlet of its own. A telling counts
 * from the time that its feed states, but never later than it was seen.
 */
#ifndef HEADWATER_RENDER_RANK_H
#define HEADWATER_RENDER_RANK_H

#include "aggregator/model/story.h"

/* The default half life, and the number of outlets that are counted at most. */
enum { RANK_HALF_LIFE_SECONDS = 12 * 3600, RANK_OUTLETS_MAX = 256 };

/* The number of outlets that told the story. */
size_t rank_outlets(const struct story *story);

/* The rank of the story; half_life 0 is the default. The story must have a telling. */
int64_t rank_story(const struct story *story, int64_t half_life);

/* An upper bound of the rank of a story of which only this is known: at most this many outlets, and
 * no telling seen later than `latest`. */
int64_t rank_bound(size_t outlets, int64_t latest, int64_t half_life);

#endif
