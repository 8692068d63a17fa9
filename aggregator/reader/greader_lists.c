/* The Google Reader API: the user, its feeds and folders, and their counts. */
#include "aggregator/base/clock.h"
#include "aggregator/reader/greader_parts.h"

#include <inttypes.h>
#include <string.h>

int greader_user_info(struct call *call, struct error *err)
{
    const char *name = call->user.name;
    const char *id = arena_printf(&call->arena, "%" PRId64, call->user.id);

    return call_answer(call,
                       json_pack("{s:s, s:s, s:s, s:s}", "userId", id, "userName", name,
                                 "userProfileId", id, "userEmail",
                                 strchr(name, '@') != NULL ? name : ""),
                       err);
}

int greader_preferences(struct call *call, struct error *err)
{
    return call_answer(call, json_pack("{s:[]}", "prefs"), err);
}

int greader_stream_preferences(struct call *call, struct error *err)
{
    return call_answer(call, json_pack("{s:{}}", "streamprefs"), err);
}

static const char *feed_id(struct call *call, const struct shelf_feed *feed)
{
    return arena_printf(&call->arena, "feed/%" PRIu64, feed->id);
}

static const char *label_id(struct call *call, const char *tag)
{
    return arena_printf(&call->arena, "user/-/label/%s", tag);
}

static json_t *folders(struct call *call, const struct shelf_feed *feed)
{
    json_t *list = json_array();

    for (size_t i = 0; i < feed->tag_count; i++)
        if (json_array_append_new(list, json_pack("{s:s, s:s}", "id", label_id(call, feed->tags[i]),
                                                  "label", feed->tags[i])) != 0) {
            json_decref(list);
            return NULL;
        }
    return list;
}

int greader_subscriptions(struct call *call, struct error *err)
{
    json_t *list = json_array();
    int code = call_shelf(call, err);

    for (size_t i = 0; code == 0 && i < call->shelf->feed_count; i++) {
        const struct shelf_feed *feed = &call->shelf->feeds[i];
        json_t *object = json_pack("{s:s, s:s, s:o, s:s, s:s, s:s}", "id", feed_id(call, feed),
                                   "title", feed->title, "categories", folders(call, feed), "url",
                                   feed->open_url != NULL ? feed->open_url : "", "htmlUrl",
                                   feed->site != NULL ? feed->site : "", "iconUrl", "");

        if (json_array_append_new(list, object) != 0)
            code = error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory answering");
    }
    if (code == 0)
        return call_answer(call, json_pack("{s:o}", "subscriptions", list), err);
    json_decref(list);
    return code;
}

static int folders_add(struct call *call, json_t *list)
{
    int failed = 0;

    for (size_t i = 0; i < call->shelf->feed_count; i++)
        for (size_t k = 0; k < call->shelf->feeds[i].tag_count && failed == 0; k++)
            if (shelf_tag_is_first(call->shelf, i, k))
                failed = json_array_append_new(
                    list,
                    json_pack("{s:s, s:s}", "id", label_id(call, call->shelf->feeds[i].tags[k]),
                              "type", "folder"));
    return failed;
}

int greader_tags(struct call *call, struct error *err)
{
    json_t *list = json_array();
    int code = call_shelf(call, err);

    if (code == 0 && (json_array_append_new(
                          list, json_pack("{s:s}", "id", "user/-/state/com.google/starred")) != 0 ||
                      folders_add(call, list) != 0))
        code = error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory answering");
    if (code == 0)
        return call_answer(call, json_pack("{s:o}", "tags", list), err);
    json_decref(list);
    return code;
}

/* Unread stories, and the time of the newest one. */
struct tally {
    json_int_t count;
    int64_t newest;
};

static void tally_add(struct tally *tally, const struct tally *other)
{
    tally->count += other->count;
    if (other->newest > tally->newest)
        tally->newest = other->newest;
}

/* By feed. */
static struct tally *tallies_make(struct call *call)
{
    const struct shelf *shelf = call->shelf;
    struct tally *tallies = arena_array(&call->arena, shelf->feed_count, sizeof(*tallies));

    for (size_t i = 0; tallies != NULL && i < shelf->entry_count; i++)
        if ((call->marks[i] & SHELF_READ) == 0)
            tally_add(&tallies[shelf->entries[i].feed], &(struct tally){1, shelf->entries[i].seen});
    return tallies;
}

static int tally_tell(json_t *list, const char *id, const struct tally *tally)
{
    return json_array_append_new(list, json_pack("{s:s, s:I, s:o}", "id", id, "count", tally->count,
                                                 "newestItemTimestampUsec",
                                                 call_number_text(tally->newest * 1000000)));
}

static int folders_tell(struct call *call, json_t *list, const struct tally *tallies)
{
    int failed = 0;

    for (size_t i = 0; i < call->shelf->feed_count; i++)
        for (size_t k = 0; k < call->shelf->feeds[i].tag_count && failed == 0; k++) {
            const char *tag = call->shelf->feeds[i].tags[k];
            struct tally sum = {0, 0};

            if (!shelf_tag_is_first(call->shelf, i, k))
                continue;
            for (size_t other = i; other < call->shelf->feed_count; other++)
                if (shelf_feed_has(&call->shelf->feeds[other], tag))
                    tally_add(&sum, &tallies[other]);
            failed = tally_tell(list, label_id(call, tag), &sum);
        }
    return failed;
}

static int feeds_tell(struct call *call, json_t *list, const struct tally *tallies)
{
    struct tally all = {0, 0};
    int failed = 0;

    for (size_t i = 0; i < call->shelf->feed_count && failed == 0; i++) {
        tally_add(&all, &tallies[i]);
        failed = tally_tell(list, feed_id(call, &call->shelf->feeds[i]), &tallies[i]);
    }
    return failed != 0 ? failed : tally_tell(list, "user/-/state/com.google/reading-list", &all);
}

int greader_unread_count(struct call *call, struct error *err)
{
    json_t *list = json_array();
    int code = call_shelf(call, err);
    const struct tally *tallies = code == 0 ? tallies_make(call) : NULL;

    if (code == 0 && (tallies == NULL || feeds_tell(call, list, tallies) != 0 ||
                      folders_tell(call, list, tallies) != 0))
        code = error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory answering");
    if (code == 0)
        return call_answer(call,
                           json_pack("{s:I, s:o}", "max", (json_int_t)call->shelf->entry_count,
                                     "unreadcounts", list),
                           err);
    json_decref(list);
    return code;
}
