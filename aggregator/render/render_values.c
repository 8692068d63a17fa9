#include "aggregator/render/render_values.h"

#include "aggregator/base/clock.h"
#include "aggregator/model/story.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

void render_id_format(char ret[RENDER_ID_SIZE], enum render_id_kind kind, uint64_t number)
{
    char digits[21];

    snprintf(digits, sizeof(digits), "%020" PRIu64, number);
    snprintf(ret, RENDER_ID_SIZE, "urn:uuid:68656164-77%.2s-8%.3s-%x%.3s-%s", digits, digits + 2,
             (unsigned)kind & 0xF, digits + 5, digits + 8);
}

enum { FIRST_PLAUSIBLE = 631152000 }; /* 1990-01-01: before the web */

int64_t render_published(int64_t time, int64_t arrival)
{
    return time >= FIRST_PLAUSIBLE && time < arrival ? time : arrival;
}

int64_t render_telling_time(const struct telling *telling)
{
    const struct item *item = &telling->item;
    const int64_t time = item->published != TIME_NONE ? item->published : item->updated;

    return render_published(time, telling->first_seen);
}

bool render_language_matches(const char *one, const char *other)
{
    size_t length;

    if (one == NULL || other == NULL)
        return false;
    length = strlen(one) < strlen(other) ? strlen(one) : strlen(other);
    return length > 0 && strncasecmp(one, other, length) == 0 &&
           strchr("-_", one[length]) != NULL && strchr("-_", other[length]) != NULL;
}
