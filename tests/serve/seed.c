/*
 * Writes a state for the tests of serve: two stories of three items and one merged node, as if left
 * by runs.
 *
 *     seed STATE NOW
 */
#include "aggregator/base/clock.h"
#include "aggregator/store/store.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *url, *title;
} feeds[] = {{"https://harbour.example/feed", "The Harbour Post"},
             {"https://eau.example/atom", "L’Eau"}};

static const struct {
    size_t feed;
    uint64_t key, node;
    const char *language, *title, *plain;
} items[] = {
    {0, 101, 2988751, "en", "The dam <b>is empty</b>", "Forty years under water, seen again."},
    {1, 102, 55, "fr", "Le barrage est vide", "Quarante ans sous l’eau."},
    {0, 103, 77, "en", "A <script>alert(1)</script> story", "\"><img src=x onerror=alert(2)>"},
};

static int feed_save(struct store *store, size_t i, int64_t now, struct error *err)
{
    struct feed_state state = {.url = feeds[i].url,
                               .title = feeds[i].title,
                               .site = "https://site.example/",
                               .feed_updated = TIME_NONE,
                               .first_poll = now,
                               .last_poll = now,
                               .last_success = now,
                               .last_change = now,
                               .max_age_seconds = -1,
                               .expires_at = TIME_NONE,
                               .retry_at = TIME_NONE};

    return store_feed_save(store, &state, err);
}

static int place(const struct dedup_memory *memory, uint64_t key, uint64_t node, int64_t now)
{
    const struct dedup_record record = {
        .key = key, .feed = 1, .node = node, .time = now, .sketch = "", .sketch_size = 0};
    dedup_doc doc;

    return memory->add(memory->context, &doc, &record, NULL, 0);
}

/* Saves the item and its node; nodes are written through the memory port. */
static int item_save(struct store *store, const struct dedup_memory *memory, size_t i, int64_t now,
                     struct error *err)
{
    const struct item item = {.id = items[i].title,
                              .title = {.value = items[i].title},
                              .plain = items[i].plain,
                              .content = {.value = items[i].plain},
                              .link =
                                  i == 1 ? "https://eau.example/1" : "https://harbour.example/1",
                              .published = now - 3600,
                              .updated = TIME_NONE};
    const struct store_item saved = {.key = items[i].key,
                                     .content_hash = items[i].key,
                                     .feed_url = feeds[items[i].feed].url,
                                     .item = &item,
                                     .language = items[i].language,
                                     .now = now};
    int code = place(memory, items[i].key, items[i].node, now);

    return code != 0 ? code : store_item_save(store, &saved, err);
}

int main(int argc, char **argv)
{
    struct error err = {.code = ERR_NONE};
    struct dedup_memory memory;
    struct store *store = NULL;
    uint64_t feed_number;
    int64_t now = argc == 3 ? clock_parse_rfc3339(argv[2]) : TIME_NONE;
    int code = now == TIME_NONE ? ERR_USAGE : store_open(&store, argv[1], &err);

    if (code == 0)
        code = store_memory(&memory, store, 86400 * 30, &err);
    if (code == 0)
        code = store_feed_number(&feed_number, store, &err); /* as at the first publishing */
    if (code == 0)
        code = store_begin(store, &err);
    for (size_t i = 0; i < sizeof(feeds) / sizeof(feeds[0]) && code == 0; i++)
        code = feed_save(store, i, now, &err);
    for (size_t i = 0; i < sizeof(items) / sizeof(items[0]) && code == 0; i++)
        code = item_save(store, &memory, i, now, &err);
    if (code == 0)
        code = memory.merge(memory.context, 55, 2988751);
    if (code == 0)
        code = store_commit(store, &err);
    if (code == 0)
        code = store_run_note(store, now, &err);
    store_close(store);
    if (code != 0)
        fprintf(stderr, "seed: %s\n", err.text);
    return code != 0;
}
