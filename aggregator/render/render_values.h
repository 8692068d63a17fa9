/* Values that all formats write or compare in one way: permanent ids, times, language tags. */
#ifndef HEADWATER_RENDER_RENDER_VALUES_H
#define HEADWATER_RENDER_RENDER_VALUES_H

#include <stdbool.h>
#include <stdint.h>

struct telling;

/*
 * Permanent identifiers: a UUID of version 8 (RFC 9562 §5.8) as a URN. The number is in decimal
 * digits, so it is easy to read: node 2988751 is urn:uuid:68656164-7700-8000-8000-000002988751. The
 * first five bytes spell "headw"; the digit after the third hyphen is the kind.
 */
enum render_id_kind {
    RENDER_ID_STORY = 8,
    RENDER_ID_FEED = 9,
    RENDER_ID_OUTLET = 0xA,
    RENDER_ID_DIGEST = 0xB
};
enum { RENDER_ID_SIZE = 46 };
void render_id_format(char ret[RENDER_ID_SIZE], enum render_id_kind kind, uint64_t number);

/* A feed's time for an item, if plausible; otherwise the arrival. A time after the arrival, or
 * before the web existed, comes from a wrong clock. */
int64_t render_published(int64_t time, int64_t arrival);

/* When a telling was published: its own time, else that of its update, as render_published() has
 * it. Atom requires only the update. */
int64_t render_telling_time(const struct telling *telling);

/* Whether one tag is the other or its prefix: "pt" and "pt-BR", not "zh-Hans" and "zh-Hant". */
bool render_language_matches(const char *one, const char *other);

#endif
