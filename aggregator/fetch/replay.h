/*
 * The transport that plays recorded answers, for tests: no network, no clock.
 *
 * The answer to an address is the file in the replay folder whose name replay_file_name() makes of
 * it. It is what a server would send: a status line, header lines, an empty line, the body (not
 * compressed); lines may end in LF alone. An address without a file has no answer: "no recorded
 * answer". Redirects are followed as over the network.
 */
#ifndef HEADWATER_FETCH_REPLAY_H
#define HEADWATER_FETCH_REPLAY_H

#include <stddef.h>

/* "https://a.example/feed?x=1" is "https___a.example_feed_x_1.http": every byte but letters,
 * digits, dots and dashes becomes a line. */
void replay_file_name(char *ret, size_t room, const char *url);

#endif
