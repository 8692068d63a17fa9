/*
 * What must be true between the values of feeds.yaml, once each is right by itself; and the values
 * that follow from others.
 */
#ifndef HEADWATER_CONFIG_CHECK_H
#define HEADWATER_CONFIG_CHECK_H

#include "aggregator/config/reader.h"
#include "aggregator/model/feed.h"

/* Fills in the name; reports credentials that do not go together. A feed without url passes. */
void check_feed(struct reader *reader, yaml_mark_t mark, struct feed *feed);

/* Reports bounds of the interval that cross, and an archive shorter than the window. */
void check_settings(struct reader *reader, yaml_mark_t mark, const struct settings *settings);

/* Fills in what the user did not give (0). The bounds of the interval: the floor is an hour, the
 * ceiling a day, and the interval itself is always between. The archive: a year, and never less
 * than the window. */
void check_fill_settings(struct settings *settings);

/* Reports outputs[last] when it would take the place of one before it, of a folder, or of
 * feeds.yaml itself. Looks at the disk. */
void check_output(struct reader *reader, yaml_mark_t mark, const struct output *outputs,
                  size_t last);

/* Reports every url that is there twice. */
void check_duplicates(struct reader *reader, const struct feed *feeds, size_t count);

#endif
