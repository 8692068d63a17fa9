#include "aggregator/store/doc_times.h"

#include <stdlib.h>
#include <string.h>

void doc_times_init(struct doc_times *times, int64_t window_seconds)
{
    memset(times, 0, sizeof(*times));
    times->window_seconds = window_seconds;
    times->newest = INT64_MIN;
}

void doc_times_release(struct doc_times *times)
{
    free(times->list);
    doc_times_init(times, times->window_seconds);
}

void doc_times_clear(struct doc_times *times, dedup_doc base)
{
    times->base = times->past = base;
    times->count = 0;
    times->newest = INT64_MIN;
}

/* The oldest time that is not past. */
static int64_t horizon(const struct doc_times *times)
{
    return times->window_seconds > 0 && times->newest > INT64_MIN + times->window_seconds
               ? times->newest - times->window_seconds
               : INT64_MIN;
}

int doc_times_add(struct doc_times *times, int64_t time, struct error *err)
{
    if (times->count == times->room) {
        size_t room = times->room + times->room / 2 + ERA_DOCS;
        int64_t *list = realloc(times->list, room * sizeof(*list));

        if (list == NULL)
            return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
        times->list = list;
        times->room = room;
    }
    times->list[times->count++] = time;
    if (time > times->newest)
        times->newest = time;
    while (times->past - times->base < times->count &&
           times->list[times->past - times->base] < horizon(times))
        times->past++;
    return 0;
}

void doc_times_pack(unsigned char ret[ERA_DOCS * 8], const struct doc_times *times, dedup_doc first)
{
    for (size_t i = 0; i < (size_t)ERA_DOCS * 8; i++)
        ret[i] =
            (unsigned char)((uint64_t)times->list[first - times->base - 1 + i / 8] >> 8 * (i % 8));
}

int64_t doc_times_unpack(const unsigned char *bytes)
{
    uint64_t time = 0;

    for (int i = 7; i >= 0; i--)
        time = time << 8 | bytes[i];
    return (int64_t)time;
}

bool doc_times_is_past(const struct doc_times *times, dedup_doc doc)
{
    return doc <= times->past || (doc - times->base <= times->count &&
                                  times->list[doc - times->base - 1] < horizon(times));
}

bool doc_times_are_past(const struct doc_times *times, dedup_doc first, dedup_doc last)
{
    for (dedup_doc doc = first; doc <= last; doc++)
        if (!doc_times_is_past(times, doc))
            return false;
    return true;
}
