#include "aggregator/store/eras.h"

#include <stdlib.h>
#include <string.h>

void eras_init(struct eras *eras, int64_t window_seconds)
{
    memset(eras, 0, sizeof(*eras));
    eras->window_seconds = window_seconds;
    eras_clear(eras);
}

void eras_release(struct eras *eras)
{
    free(eras->newest);
    eras->newest = NULL;
    eras->count = eras->room = 0;
}

void eras_clear(struct eras *eras)
{
    eras->count = eras->past = 0;
    eras->filling = eras->newest_time = INT64_MIN;
}

static size_t era_of(dedup_doc doc)
{
    return (doc - 1) / ERA_DOCS;
}

static bool is_past(const struct eras *eras, size_t era)
{
    return eras->window_seconds > 0 && era < eras->count &&
           eras->newest_time > INT64_MIN + eras->window_seconds &&
           eras->newest[era] < eras->newest_time - eras->window_seconds;
}

int eras_restore(struct eras *eras, int64_t newest, struct error *err)
{
    if (eras->count == eras->room) {
        size_t room = eras->room * 2 + 64;
        int64_t *more = realloc(eras->newest, room * sizeof(*more));

        if (more == NULL)
            return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
        eras->newest = more;
        eras->room = room;
    }
    eras->newest[eras->count++] = newest;
    eras_note(eras, newest);
    eras->filling = INT64_MIN;
    return 0;
}

void eras_note(struct eras *eras, int64_t time)
{
    if (time > eras->filling)
        eras->filling = time;
    if (time > eras->newest_time)
        eras->newest_time = time;
    while (is_past(eras, eras->past))
        eras->past++;
}

int eras_add(bool *ret_closed, int64_t *ret_newest, struct eras *eras, dedup_doc doc, int64_t time,
             struct error *err)
{
    eras_note(eras, time);
    *ret_newest = eras->filling;
    *ret_closed = doc % ERA_DOCS == 0;
    return *ret_closed ? eras_restore(eras, eras->filling, err) : 0;
}

bool eras_is_past(const struct eras *eras, dedup_doc doc)
{
    return era_of(doc) < eras->past || is_past(eras, era_of(doc));
}

bool eras_are_past(const struct eras *eras, dedup_doc first, dedup_doc last)
{
    for (size_t era = era_of(first); era <= era_of(last); era++)
        if (!is_past(eras, era))
            return false;
    return true;
}

bool eras_end_before(const struct eras *eras, dedup_doc doc)
{
    return era_of(doc) < eras->past;
}
