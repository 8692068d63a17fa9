#include "aggregator/publish/day_pages.h"

#include "aggregator/base/failpoint.h"
#include "aggregator/base/file.h"
#include "aggregator/base/zone.h"
#include "aggregator/publish/publish_name.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    DAY_SECONDS = 86400,
    ENTRIES_BYTES = 120 * 1024 * 1024, /* of one day */
    PAGE_BYTES = 128 * 1024 * 1024,    /* the entries and the rest of the page */
    HEAD_BYTES = 32 * 1024,            /* the part of a file that says whether it is final */
};
#define NO_DAY PUBLISH_NO_DAY

static int out_of_memory(struct error *err)
{
    return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory writing the pages of days");
}

bool day_pages_are_wanted(const struct output *output)
{
    return output->format == OUTPUT_HTML && output->past_days > 0;
}

static const struct output *output_of(const struct day_pages *days)
{
    return days->current->output;
}

/* The path of a day's page. */
static const char *day_path(const struct day_pages *days, int64_t day)
{
    return publish_name(days->arena, output_of(days)->path, (struct publish_part){day, 1});
}

/* The last part of a path: a link beside it. */
static const char *link_of(const char *path)
{
    const char *slash = path != NULL ? strrchr(path, '/') : NULL;

    return slash != NULL ? slash + 1 : path;
}

static const char *day_link(const struct day_pages *days, int64_t day)
{
    return day != NO_DAY ? link_of(day_path(days, day)) : NULL;
}

static const char *folder_of(const struct day_pages *days)
{
    const char *path = output_of(days)->path;

    return arena_strndup(days->arena, path, (size_t)(link_of(path) - path));
}

/* Lists the days that have a file beside the output. */
static int there_list(struct day_pages *days, struct error *err)
{
    const char *folder = folder_of(days);
    DIR *entries = folder != NULL ? opendir(folder[0] != '\0' ? folder : ".") : NULL;
    int code = folder != NULL ? 0 : out_of_memory(err);

    for (struct dirent *entry;
         code == 0 && entries != NULL && (entry = readdir(entries)) != NULL;) {
        struct publish_part part;
        int64_t *grown;

        if (!publish_name_read(&part, link_of(output_of(days)->path), entry->d_name) ||
            part.day == NO_DAY || part.page != 1)
            continue;
        grown = arena_grow(days->arena, days->there, days->there_count, sizeof(*grown));
        if (grown == NULL) {
            code = out_of_memory(err);
            break;
        }
        days->there = grown;
        grown[days->there_count++] = part.day;
    }
    if (entries != NULL)
        closedir(entries);
    return code;
}

int day_pages_init(struct day_pages *days, struct arena *arena, const struct render_input *current,
                   bool used, bool dry, struct error *err)
{
    const bool wanted =
        used && day_pages_are_wanted(current->output) && current->output->path != NULL;

    *days = (struct day_pages){.current = current,
                               .arena = arena,
                               .dry = dry,
                               .newest_day = NO_DAY,
                               .day = NO_DAY,
                               .newer_day = NO_DAY,
                               .complete = !wanted};
    return wanted ? there_list(days, err) : 0;
}

void day_pages_release(struct day_pages *days)
{
    if (days->open)
        render_release(&days->rendering);
    days->open = false;
}

/* The first day that is kept: within the number of days, and not longer than stories are. */
static int64_t first_kept(const struct day_pages *days)
{
    const int64_t archive = days->current->settings->archive_seconds / DAY_SECONDS;
    int64_t kept = (int64_t)output_of(days)->past_days;

    if (archive > 0 && archive < kept)
        kept = archive;
    return days->newest_day - kept;
}

/* The newest day before this one that has a file and keeps it; NO_DAY when there is none. */
static int64_t there_before(const struct day_pages *days, int64_t day)
{
    const int64_t first = first_kept(days);
    int64_t latest = NO_DAY;

    for (size_t i = 0; i < days->there_count; i++)
        if (days->there[i] >= first && days->there[i] < day && days->there[i] > latest)
            latest = days->there[i];
    return latest;
}

/* Whether the file of a day is final: it names the day after it. */
static bool is_final(const struct day_pages *days, int64_t day)
{
    const char *path = day_path(days, day);
    FILE *file = path != NULL ? fopen(path, "rb") : NULL;
    char *head = file != NULL ? calloc(1, HEAD_BYTES + 1) : NULL;
    bool final = head != NULL && fread(head, 1, HEAD_BYTES, file) > 0 &&
                 strstr(head, RENDER_NEWER_LINK) != NULL;

    free(head);
    if (file != NULL)
        fclose(file);
    return final;
}

/* Creates the folder of the output; a page is staged before the output is written. */
static int folder_make(const struct day_pages *days, struct error *err)
{
    const char *folder = folder_of(days);

    if (folder == NULL)
        return out_of_memory(err);
    return folder[0] != '\0' ? file_make_folders(folder, err) : 0;
}

/* Writes the open page without its final name; older is the day that it links to. */
static int page_finish(struct day_pages *days, int64_t older, struct error *err)
{
    const char *path = day_path(days, days->day);
    const char **staged =
        arena_grow(days->arena, days->staged, days->staged_count, sizeof(*staged));
    struct str page;
    bool changed = false;
    int code = path != NULL && staged != NULL ? 0 : out_of_memory(err);

    str_init(&page, PAGE_BYTES);
    days->input.older = day_link(days, older);
    days->input.newer = day_link(days, days->newer_day);
    if (code == 0)
        code = render_end(&page, &days->rendering, err);
    if (code == 0 && days->staged_count == 0)
        code = folder_make(days, err);
    if (code == 0)
        code = file_stage(&changed, path, page.text, page.length, err);
    if (code == 0 && staged != NULL) {
        days->staged = staged;
        if (changed && days->day == days->newest_day)
            days->live = path;
        else if (changed)
            staged[days->staged_count++] = path;
    }
    str_release(&page);
    render_release(&days->rendering);
    days->open = false;
    return code;
}

static int page_begin(struct day_pages *days, int64_t day, int64_t first_seen, struct error *err)
{
    days->newer_day = days->day;
    days->day = day;
    days->input = *days->current;
    days->input.latest = link_of(output_of(days)->path);
    days->input.day_time = first_seen;
    days->open = true;
    return render_begin(&days->rendering, &days->input, ENTRIES_BYTES, err);
}

/* A folder that cannot be written must not keep the other outputs from theirs. */
static int fail_later(struct day_pages *days, int code, struct error *err)
{
    if (code != ERR_IO || err == NULL)
        return code;
    days->failure = *err;
    days->complete = true;
    err->code = ERR_NONE;
    return 0;
}

int day_pages_reach(struct day_pages *days, int64_t first_seen, struct error *err)
{
    const struct zone *zone = days->current->settings->timezone;

    if (days->complete || days->newest_day == NO_DAY ||
        zone_day(zone, first_seen) >= first_kept(days))
        return 0;
    days->complete = true;
    return days->open ? fail_later(days, page_finish(days, NO_DAY, err), err) : 0;
}

/* Without pages to write, only counts: whether the newest day has more stories than the output may
 * show. */
static void day_count(struct day_pages *days, int64_t day)
{
    days->newest_count += day == days->newest_day;
    days->complete = day != days->newest_day || days->newest_count > output_of(days)->limit;
}

/* Turns to the page of another day. */
static int day_turn(struct day_pages *days, int64_t day, int64_t first_seen, struct error *err)
{
    int code = days->open ? page_finish(days, day, err) : 0;

    if (code != 0)
        return code;
    days->complete = day != days->newest_day && is_final(days, day);
    return days->complete ? 0 : page_begin(days, day, first_seen, err);
}

int day_pages_add(struct day_pages *days, const struct render_story *story, struct error *err)
{
    const int64_t first_seen = story->story->first_seen,
                  day = zone_day(days->current->settings->timezone, first_seen);
    int code = 0;

    if (days->newest_day == NO_DAY)
        days->newest_day = day;
    if (days->complete)
        return 0;
    if (days->dry) {
        day_count(days, day);
        return 0;
    }
    if (!days->open || day != days->day)
        code = fail_later(days, day_turn(days, day, first_seen, err), err);
    if (code == 0 && days->open)
        code = render_add(&days->rendering, story, err);
    days->newest_count += code == 0 && day == days->newest_day;
    if (code != ERR_LIMIT)
        return code;
    if (err != NULL)
        err->code = ERR_NONE; /* the page of the day is too large: skip this story */
    return 0;
}

/* Removes everything between a start and an end, both included, wherever it occurs. */
static void cut(struct str *text, const char *start, const char *end)
{
    char *at = text->text;

    while ((at = strstr(at, start)) != NULL) {
        char *after = strstr(at, end);

        if (after == NULL)
            return;
        after += strlen(end);
        memmove(at, after, text->length - (size_t)(after - text->text) + 1);
        text->length -= (size_t)(after - at);
    }
}

/* Takes the link to a removed day out of the oldest page. */
static int oldest_unlink(struct day_pages *days, int64_t oldest, struct error *err)
{
    const char *path = day_path(days, oldest);
    struct str page;
    int code = path != NULL ? 0 : out_of_memory(err);

    str_init(&page, PAGE_BYTES);
    if (code == 0)
        code = file_read(&page, path, err);
    if (code == 0) {
        cut(&page, RENDER_OLDER_LINK, ">\n");
        cut(&page, RENDER_OLDER_WAY, "</a>\n");
        code = file_replace(NULL, path, page.text, page.length, err);
    }
    str_release(&page);
    return code;
}

/* Removes the days that are not kept any more, oldest pages first to go. */
static int older_remove(struct day_pages *days, struct error *err)
{
    const int64_t first = first_kept(days);
    int64_t oldest = INT64_MAX;
    bool removed = false;

    for (size_t i = 0; i < days->there_count; i++)
        if (days->there[i] >= first && days->there[i] < oldest)
            oldest = days->there[i];
    for (size_t i = 0; i < days->there_count; i++)
        removed |= days->there[i] < first;
    if (!removed)
        return 0;
    if (oldest != INT64_MAX) {
        const int code = oldest_unlink(days, oldest, err);

        if (code != 0)
            return code;
    }
    for (size_t i = 0; i < days->there_count; i++) {
        const char *path = days->there[i] < first ? day_path(days, days->there[i]) : NULL;

        if (path != NULL)
            unlink(path);
    }
    return 0;
}

/* Gives the pages their names: first that of the newest day, to which the day before it links. */
static int pages_settle(size_t *written, struct day_pages *days, const char *folder,
                        struct error *err)
{
    int code = 0;

    if (days->live == NULL && days->staged_count == 0)
        return 0;
    if (days->live != NULL)
        code = file_settle(days->live, err);
    failpoint("day-live");
    *written += days->live != NULL && code == 0;
    for (size_t i = days->staged_count; i-- > 0 && code == 0;) {
        code = file_settle(days->staged[i], err);
        failpoint("day-past");
        *written += code == 0;
    }
    return code == 0 ? file_sync_folder(folder, err) : code;
}

int day_pages_end(size_t *written, struct day_pages *days, struct error *err)
{
    const char *folder = folder_of(days);
    int code = 0;

    if (folder == NULL)
        return out_of_memory(err);
    if (days->failure.code != ERR_NONE) {
        if (err != NULL)
            *err = days->failure;
        code = days->failure.code;
    }
    if (code == 0 && days->open)
        code = page_finish(days, there_before(days, days->day), err);
    if (code == 0)
        code = pages_settle(written, days, folder[0] != '\0' ? folder : ".", err);
    return code == 0 && !days->dry && days->newest_day != NO_DAY &&
                   day_pages_are_wanted(output_of(days))
               ? older_remove(days, err)
               : code;
}

/* The newest day before the newest one that was written now; NO_DAY when there is none. */
static int64_t staged_latest(const struct day_pages *days)
{
    const char *name = link_of(output_of(days)->path);
    int64_t latest = NO_DAY;

    for (size_t i = 0; i < days->staged_count; i++) {
        struct publish_part part;

        if (publish_name_read(&part, name, link_of(days->staged[i])) &&
            part.day < days->newest_day && part.day > latest)
            latest = part.day;
    }
    return latest;
}

const char *day_pages_latest(const struct day_pages *days, size_t shown)
{
    int64_t latest, there;

    if (days->newest_day == NO_DAY || !day_pages_are_wanted(output_of(days)))
        return NULL;
    if (days->newest_count > shown &&
        (!days->dry || there_before(days, days->newest_day + 1) == days->newest_day))
        return day_link(days, days->newest_day);
    latest = staged_latest(days);
    there = there_before(days, days->newest_day);
    if (there > latest)
        latest = there;
    return day_link(days, latest);
}
