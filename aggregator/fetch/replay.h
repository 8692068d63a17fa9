/*
 * Transport that replays recorded responses, for tests: no network, no clock.
 *
 * The response to an address is the file in the replay folder that replay_file_name() names. The
 * file holds what a server would send: a status line, header lines, an empty line and the body (not
 * compressed). Lines may end in LF alone. An address without a file fails with "no recorded
 * answer". Redirects are followed as over the network.
 */
#ifndef HEADWATER_FETCH_REPLAY_H
#define HEADWATER_FETCH_REPLAY_H

#include <stddef.h>

/* "https://a.example/feed?x=1" becomes "https___a.example_feed_x_1.http": every byte except
 * letters, digits, dots and dashes becomes an underscore. */
void replay_file_name(char *ret, size_t room, const char *url);

#endif
