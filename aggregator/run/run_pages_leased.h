/*
 * The pages of a run while pollers are at work: their hosts are leased like those of feeds, so that
 * nobody asks them at the same time or before the gap. Pages of a host that another has leased
 * wait.
 */
#ifndef HEADWATER_RUN_RUN_PAGES_LEASED_H
#define HEADWATER_RUN_RUN_PAGES_LEASED_H

#include "aggregator/run/run_pages.h"

enum { PAGES_LEASE_SECONDS = 300 };

/* As run_pages(). The names of the hosts are in the arena. */
int run_pages_leased(const struct run_pages *options, struct arena *arena, struct error *err);

#endif
