#include "aggregator/store/keyindex/doc_times.h"

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
    free(times->oldest);
    doc_times_init(times, times->window_seconds);
}

void doc_times_clear(struct doc_times *times, dedup_doc base)
{
    times->base = times->past = base;
    times->count = 0;
    times->newest = INT64_MIN;
}

/* The oldest time in the window. */
static int64_t horizon(const struct doc_times *times)
{
    return times->window_seconds > 0 && times->newest > INT64_MIN + times->window_seconds
               ? times->newest - times->window_seconds
               : INT64_MIN;
}

static int room_make(struct doc_times *times, struct error *err)
{
    size_t room =
        times->room + times->room / 2 / TIME_BLOCK_DOCS * TIME_BLOCK_DOCS + TIME_BLOCK_DOCS;
    int64_t *list = realloc(times->list, room * sizeof(*list));
    int64_t *oldest = realloc(times->oldest, room / TIME_BLOCK_DOCS * sizeof(*oldest));

    times->list = list != NULL ? list : times->list;
    times->oldest = oldest != NULL ? oldest : times->oldest;
    if (list == NULL || oldest == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    times->room = room;
    return 0;
}

int doc_times_add(struct doc_times *times, int64_t time, struct error *err)
{
    int64_t *oldest;
    int code = times->count == times->room ? room_make(times, err) : 0;

    if (code != 0)
        return code;
    oldest = &times->oldest[times->count / TIME_BLOCK_DOCS];
    if (times->count % TIME_BLOCK_DOCS == 0 || time < *oldest)
        *oldest = time;
    times->list[times->count++] = time;
    if (time > times->newest)
        times->newest = time;
    while (times->past - times->base < times->count &&
           times->list[times->past - times->base] < horizon(times))
        times->past++;
    return 0;
}

void doc_times_pack(unsigned char ret[TIME_BLOCK_DOCS * 8], const struct doc_times *times,
                    dedup_doc first)
{
    for (size_t i = 0; i < (size_t)TIME_BLOCK_DOCS * 8; i++)
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
    size_t at = doc - times->base - 1;

    if (doc <= times->past)
        return true;
    return at < times->count && times->oldest[at / TIME_BLOCK_DOCS] < horizon(times) &&
           times->list[at] < horizon(times);
}

bool doc_times_are_past(const struct doc_times *times, dedup_doc first, dedup_doc last)
{
    for (dedup_doc doc = first; doc <= last; doc++)
        if (!doc_times_is_past(times, doc))
            return false;
    return true;
}
