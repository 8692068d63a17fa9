/*
 * Checks that the values of feeds.yaml fit together, after each was checked alone, and fills in
 * values that depend on others.
 */
#ifndef HEADWATER_CONFIG_CHECK_H
#define HEADWATER_CONFIG_CHECK_H

#include "aggregator/config/reader.h"
#include "aggregator/model/feed.h"

/* Fills in the name, the hash of what reads the body, the address of a feed that a program makes
 * and the paths of programs, and reports contradictory credentials. Accepts a feed without url. */
void check_feed(struct reader *reader, yaml_mark_t mark, struct feed *feed);

/* Reports an interval minimum above the maximum, and an archive shorter than the window. */
void check_settings(struct reader *reader, yaml_mark_t mark, const struct settings *settings);

/* Fills in values that the user did not set (0). The interval's minimum is an hour and its maximum
 * a day, extended to include the interval. The archive is a year, and at least the window. */
void check_fill_settings(struct settings *settings);

/* Reports outputs[last] when its path is that of an earlier output, of a folder, or of feeds.yaml
 * itself; for pages of stories, when its path is a file. Reads the file system. */
void check_output(struct reader *reader, yaml_mark_t mark, const struct output *outputs,
                  size_t last);

/* Reports an output that would overwrite the file of a feed or the state, or whose public address
 * is polled as a feed. */
void check_overwriting(struct reader *reader, const struct output *output, const struct feed *feeds,
                       size_t count, const struct settings *settings);
/* Reports outputs whose entries are to lead to pages of stories that have no address; warns of
 * pages to which nothing leads. */
void check_links(struct reader *reader, const struct output *outputs, size_t count,
                 const char *site);

/* Reports hubs of outputs that have no address of their own, neither self nor one under site, and
 * hubs that are listed twice; gives an output with hubs the address that it has under site as its
 * self. */
void check_hubs(struct reader *reader, struct output *outputs, size_t count, const char *site);

/* Warns when digests are to be sent by mail with a program that is not there. */
void check_mail(struct reader *reader, const struct output *outputs, size_t count,
                const char *sendmail);

/* Reports every url that appears twice. */
void check_duplicates(struct reader *reader, const struct feed *feeds, size_t count);

#endif
