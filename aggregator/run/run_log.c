#include "aggregator/run/run_log.h"

#include "aggregator/base/clock.h"
#include "aggregator/base/log.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

/* Each id permanently identifies one kind of event (sd_journal_print(3)); headwater(1) lists
 * them. */
#define MESSAGE_FEED_FAILED  "237ade185578430ebc36ab9c68092cd9"
#define MESSAGE_FEED_GONE    "ea71b89612c44916aa29713ea4a36902"
#define MESSAGE_RUN_FINISHED "a7a8ead395634643a366276b0e91dedb"

enum { NUMBER_SIZE = 24 };

void run_log_response(const struct fetch_request *request, const struct fetch_response *response,
                      const struct feed_state *state, const char *warning)
{
    const char *name = request->feed->name;
    char status[NUMBER_SIZE], in_row[NUMBER_SIZE];
    struct log_field fields[] = {{"HEADWATER_FEED", request->feed->url},
                                 {"HEADWATER_STATUS", response->status != 0 ? status : NULL},
                                 {"HEADWATER_ERRORS_IN_ROW", NULL},
                                 {"MESSAGE_ID", NULL},
                                 {NULL, NULL}};

    snprintf(status, sizeof(status), "%d", response->status);
    snprintf(in_row, sizeof(in_row), "%d", state->errors_in_row);
    log_event(LOG_LEVEL_DEBUG, fields, "%s: status %d, %lld bytes in %.2f s", name,
              response->status, (long long)response->bytes, response->seconds);
    if (state->last_error[0] != '\0' && !response->throttled) {
        fields[2].value = in_row;
        fields[3].value = state->gone ? MESSAGE_FEED_GONE : MESSAGE_FEED_FAILED;
        log_event(LOG_LEVEL_WARNING, fields, "%s: %s", name, state->last_error);
    } else if (warning[0] != '\0') {
        log_event(LOG_LEVEL_NOTICE, fields, "%s: %s", name, warning);
    }
}

void run_log_placed(void *context, const struct feed *feed, const struct item *item,
                    const struct dedup_verdict *verdict)
{
    const char *title = item->title.value != NULL ? item->title.value : "an item without a title";
    const char *channel = dedup_channel_name(verdict->evidence.channel);
    char story[NUMBER_SIZE];
    const struct log_field fields[] = {{"HEADWATER_FEED", feed->url},
                                       {"HEADWATER_STORY", story},
                                       {"HEADWATER_CHANNEL", verdict->joined ? channel : NULL},
                                       {NULL, NULL}};

    (void)context;
    snprintf(story, sizeof(story), "%" PRIu64, verdict->node);
    if (verdict->joined)
        log_event(LOG_LEVEL_DEBUG, fields, "%s: \"%s\" joins story %s (%s)", feed->name, title,
                  story, channel);
    else
        log_event(LOG_LEVEL_DEBUG, fields, "%s: \"%s\" starts story %s", feed->name, title, story);
}

void run_log_finished(const struct run_summary *summary)
{
    const struct intake_counts *in = &summary->intake;
    const struct {
        const char *name;
        int64_t value;
    } counts[] = {{"HEADWATER_POLLED", (int64_t)in->polled},
                  {"HEADWATER_UNCHANGED", (int64_t)in->unchanged},
                  {"HEADWATER_FAILED", (int64_t)in->failed},
                  {"HEADWATER_NEW", (int64_t)in->items_new},
                  {"HEADWATER_UPDATED", (int64_t)in->items_updated},
                  {"HEADWATER_DROPPED", (int64_t)in->items_dropped},
                  {"HEADWATER_BYTES", in->bytes},
                  {"HEADWATER_ITEMS", summary->counts.items},
                  {"HEADWATER_STORIES", summary->counts.stories}};
    enum { COUNTS = sizeof(counts) / sizeof(counts[0]) };
    char values[COUNTS][NUMBER_SIZE];
    struct log_field fields[COUNTS + 2] = {{"MESSAGE_ID", MESSAGE_RUN_FINISHED}};

    if (!log_is_journal(STDERR_FILENO))
        return;
    for (size_t i = 0; i < COUNTS; i++) {
        snprintf(values[i], NUMBER_SIZE, "%" PRId64, counts[i].value);
        fields[i + 1] = (struct log_field){counts[i].name, values[i]};
    }
    log_event(LOG_LEVEL_INFO, fields,
              "polled %zu of %zu feeds: %zu unchanged, %zu failed; items: %zu new, %zu updated",
              in->polled, summary->feeds, in->unchanged, in->failed, in->items_new,
              in->items_updated);
}

void run_log_parted(const struct session *session)
{
    if (session->parted_items == 0)
        return;
    log_line(LOG_LEVEL_NOTICE,
             "%zu stor%s joined by an older version contained more than one story: %zu item%s "
             "move%s to other stories",
             session->parted_stories, session->parted_stories == 1 ? "y" : "ies",
             session->parted_items, session->parted_items == 1 ? "" : "s",
             session->parted_items == 1 ? "s" : "");
    for (size_t i = 0; i < session->parted_items && i < SESSION_MOVES_MAX; i++)
        log_line(LOG_LEVEL_INFO, "item %llu moved from story %llu to %llu",
                 (unsigned long long)session->moves[i].key,
                 (unsigned long long)session->moves[i].from,
                 (unsigned long long)session->moves[i].to);
}

void run_log_lexicon(const struct session *session)
{
    int64_t last = TIME_NONE;
    enum log_level level = LOG_LEVEL_WARNING;

    if (session->has_lexicon)
        return;
    if (session->lexicon_error.code != ERR_SYNTAX)
        level = store_run_last(&last, session->store, NULL) == 0 && last != TIME_NONE
                    ? LOG_LEVEL_DEBUG
                    : LOG_LEVEL_NOTICE;
    log_line(level,
             "%s: translations are recognised only by numbers, places and names (see headwater "
             "lexicon --help)",
             session->lexicon_error.text);
}
