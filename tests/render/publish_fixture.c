#include "tests/render/publish_fixture.h"

#include "aggregator/base/file.h"
#include "tests/render/stories.h"
#include "tests/support/test.h"

#include <unistd.h>

int store_feed_number(uint64_t *ret, struct store *store, struct error *err)
{
    (void)store, (void)err;
    *ret = 7;
    return 0;
}

int store_stories(struct store *store, size_t limit, store_story_fn *each, void *context,
                  struct error *err)
{
    int code = 0;

    for (size_t i = 0; i < store->count && i < limit && code == 0; i++)
        code = each(context, &store->stories[i], err);
    return code;
}

int store_outlines(struct store *store, int64_t window_seconds, store_outline_fn *each,
                   void *context, struct error *err)
{
    int code = 0;

    (void)window_seconds;
    for (size_t i = 0; i < store->count && code == 0; i++) {
        const struct story *story = &store->stories[i];
        struct store_outline outline = {
            .node = story->node, .tellings = story->telling_count, .feeds = story->telling_count};

        for (size_t j = 0; j < story->telling_count; j++)
            if (story->tellings[j].first_seen > outline.latest)
                outline.latest = story->tellings[j].first_seen;
        code = each(context, &outline, err);
    }
    return code;
}

int store_list_enter(struct store *store, uint64_t list, uint64_t node, int64_t time,
                     struct error *err)
{
    (void)err;
    assert_true(store->entry_count < ENTRIES_MAX);
    store->entries[store->entry_count++] = (struct list_entry){list, node, time};
    return 0;
}

int store_list_entries(struct store *store, uint64_t list, store_entry_fn *each, void *context,
                       struct error *err)
{
    int code = 0;

    for (size_t i = 0; i < store->entry_count && code == 0; i++)
        if (store->entries[i].list == list)
            code = each(context, store->entries[i].node, store->entries[i].time, err);
    return code;
}

int store_digest_save(struct store *store, uint64_t list, const struct store_digest *digest,
                      struct error *err)
{
    (void)err;
    assert_true(store->digest_count < DIGESTS_MAX);
    store->digests[store->digest_count] = *digest;
    store->digests[store->digest_count].text = strdup(digest->text);
    store->digest_lists[store->digest_count++] = list;
    return 0;
}

int store_digests(struct store *store, uint64_t list, size_t limit, store_digest_fn *each,
                  void *context, struct error *err)
{
    size_t left = limit > 0 ? limit : SIZE_MAX;
    int code = 0;

    for (size_t i = store->digest_count; i-- > 0 && left > 0 && code == 0;)
        if (store->digest_lists[i] == list) {
            code = each(context, &store->digests[i], err);
            left--;
        }
    return code;
}

int store_story_load(struct story *ret, struct store *store, struct arena *arena, uint64_t node,
                     struct error *err)
{
    (void)arena;
    store->loaded++;
    for (size_t i = 0; i < store->count; i++)
        if (store->stories[i].node == node) {
            *ret = store->stories[i];
            return 0;
        }
    return error_set(err, ERR_ABSENT, SCOPE_RUN, "no such story");
}

int store_aliases(struct store *store, store_alias_fn *each, void *context, struct error *err)
{
    int code = 0;

    for (size_t i = 0; i < 2 && store->aliases[i][0] != 0 && code == 0; i++)
        code = each(context, store->aliases[i][0], store->aliases[i][1], err);
    return code;
}

int store_begin(struct store *store, struct error *err)
{
    (void)err;
    store->begun++;
    return 0;
}

int store_commit(struct store *store, struct error *err)
{
    (void)err;
    store->committed++;
    return 0;
}

void store_rollback(struct store *store)
{
    (void)store;
}

int store_story_published(struct store *store, uint64_t node, uint64_t lead, uint64_t lead_hash,
                          int64_t updated, struct error *err)
{
    for (size_t i = 0; i < store->count; i++)
        if (store->stories[i].node == node && store->fail == 0) {
            store->stories[i].lead = lead;
            store->stories[i].lead_hash = lead_hash;
            store->stories[i].updated = updated;
            store->published++;
        }
    return store->fail == 0 ? 0 : error_set(err, store->fail, SCOPE_RUN, "no");
}

static const char *italian[] = {"it"};
static const char *water[] = {"eau"};

struct fixture *fixture_new(void)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    static const char *const names[] = {"all.atom", "it/italian.atom", "eau.atom"};

    assert_non_null(fixture);
    snprintf(fixture->folder, sizeof(fixture->folder), "publish-XXXXXX");
    assert_non_null(mkdtemp(fixture->folder));
    fixture->store.count = STORIES_MAX;
    memcpy(fixture->store.stories, stories, sizeof(fixture->store.stories));
    for (size_t i = 0; i < 3; i++) {
        snprintf(fixture->paths[i], sizeof(fixture->paths[i]), "%s/%s", fixture->folder, names[i]);
        fixture->outputs[i] = (struct output){
            .format = OUTPUT_ATOM, .path = fixture->paths[i], .title = names[i], .limit = 200};
    }
    fixture->outputs[1].languages = italian;
    fixture->outputs[1].language_count = 1;
    fixture->outputs[2].tags = water;
    fixture->outputs[2].tag_count = 1;
    fixture->config.settings = stories_settings;
    fixture->config.outputs = fixture->outputs;
    fixture->config.output_count = 3;
    fixture->config.feeds = (struct feed *)stories_feeds;
    fixture->config.feed_count = stories_feed_count;
    return fixture;
}

void fixture_free(struct fixture *fixture)
{
    char command[256];

    snprintf(command, sizeof(command), "chmod -R u+w %s; rm -r %s", fixture->folder,
             fixture->folder);
    assert_int_equal(system(command), 0);
    for (size_t i = 0; i < fixture->store.digest_count; i++)
        free((char *)fixture->store.digests[i].text);
    free(fixture);
}

void document_read(struct str *into, const char *path)
{
    struct error err;

    str_init(into, FILE_BYTES);
    assert_int_equal(file_read(into, path, &err), 0);
}

size_t count_of(const char *text, const char *word)
{
    size_t count = 0;

    for (; (text = strstr(text, word)) != NULL; text += strlen(word))
        count++;
    return count;
}

void publish_counted(struct fixture *fixture, size_t written, size_t unchanged, size_t shown)
{
    struct publish_result result;
    struct error err = {.code = ERR_NONE};

    assert_int_equal(publish_all(&result, &fixture->store, &fixture->config, &err), 0);
    assert_int_equal(result.written, written);
    assert_int_equal(result.unchanged, unchanged);
    assert_int_equal(result.stories, shown);
}

void publish(struct fixture *fixture, size_t written, size_t unchanged)
{
    publish_counted(fixture, written, unchanged, STORIES_MAX);
}

void publish_files(struct fixture *fixture)
{
    struct publish_result result;
    struct error err = {.code = ERR_NONE};

    assert_int_equal(publish_all(&result, &fixture->store, &fixture->config, &err), 0);
}

bool has(const struct fixture *fixture, const char *name, const char *word)
{
    char path[256];
    struct str document;
    bool found;

    snprintf(path, sizeof(path), "%s/%s", fixture->folder, name);
    if (access(path, F_OK) != 0)
        return false;
    document_read(&document, path);
    found = strstr(document.text, word) != NULL;
    str_release(&document);
    return found;
}
