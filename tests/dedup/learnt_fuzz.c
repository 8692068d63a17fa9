/*
 * The stored form of the learnt lexicon, which may come from a damaged file: refused, which leaves
 * nothing, or read and written again as the same bytes.
 */
#include "dedup/lexicon/learnt.h"

#include "dedup.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void round_trip(const struct learnt *learnt, const uint8_t *data, size_t size)
{
    unsigned char *again = malloc(size + 1);

    if (again == NULL || learnt_size(learnt) != size)
        abort();
    learnt_pack(again, learnt);
    if (size > 0 && memcmp(again, data, size) != 0)
        abort();
    free(again);
}

/* Finds, teaches, ages and forgets the first word. */
static void use(struct learnt *learnt, const uint8_t *data)
{
    uint32_t key =
        data[0] | (uint32_t)data[1] << 8 | (uint32_t)data[2] << 16 | (uint32_t)data[3] << 24;
    struct learnt_lesson lesson = {
        .feeds = {1, 2}, .story = 3, .day = 20000, .meanings = {4}, .meaning_count = 1};
    struct learnt_meaning found[LEARNT_MEANINGS_MAX];
    size_t count;

    if (learnt_find(learnt, key, found) > LEARNT_MEANINGS_MAX ||
        learnt_add(learnt, key, &lesson) != DEDUP_OK)
        abort();
    count = learnt_find(learnt, key, found);
    for (size_t i = 0; i < count; i++)
        if (!(found[i].weight > 0 && found[i].weight <= 1) || found[i].stories < 1 ||
            found[i].feeds < 1)
            abort();
    if (!learnt_forget(learnt, key) || learnt_find(learnt, key, found) != 0)
        abort();
    learnt_tidy(learnt, 20000);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct learnt *learnt;
    size_t with_meaning;

    if (learnt_new(&learnt) != DEDUP_OK)
        abort();
    if (learnt_unpack(learnt, data, size) == DEDUP_OK) {
        round_trip(learnt, data, size);
        if (size > 0)
            use(learnt, data);
    } else if (learnt_count(learnt, &with_meaning) != 0) {
        abort();
    }
    learnt_free(learnt);
    return 0;
}
