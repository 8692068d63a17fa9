#include "aggregator/archive.h"

#include "aggregator/base/clock.h"
#include "aggregator/base/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DAY_SECONDS = 86400, DOCUMENT_BYTES = 128 * 1024 * 1024, DATE_LENGTH = 10 };
enum { NO_DAY = INT32_MIN };

static int out_of_memory(struct error *err)
{
    return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory writing archives");
}

bool archive_is_wanted(const struct output *output)
{
    return output->archives && output->self != NULL &&
           (output->format == OUTPUT_ATOM || output->format == OUTPUT_RSS ||
            output->format == OUTPUT_JSON);
}

/* Where the date goes: before the last dot of the last segment, else at the end. */
static size_t stem_length(const char *name)
{
    const char *slash = strrchr(name, '/'), *dot = strrchr(name, '.');

    return dot != NULL && (slash == NULL || dot > slash + 1) ? (size_t)(dot - name) : strlen(name);
}

const char *archive_name(struct arena *arena, const char *name, int64_t day)
{
    const size_t stem = stem_length(name);
    char text[CLOCK_TEXT_SIZE];

    clock_format_rfc3339(day * DAY_SECONDS, text);
    return arena_printf(arena, "%.*s-%.*s%s", (int)stem, name, DATE_LENGTH, text, name + stem);
}

int64_t archive_day(const char *output_name, const char *name)
{
    const size_t stem = stem_length(output_name);
    char date[CLOCK_TEXT_SIZE];
    int64_t time;

    if (strlen(name) != strlen(output_name) + DATE_LENGTH + 1 ||
        strncmp(name, output_name, stem) != 0 || name[stem] != '-' ||
        strcmp(name + stem + 1 + DATE_LENGTH, output_name + stem) != 0)
        return ARCHIVE_NONE;
    snprintf(date, sizeof(date), "%.*sT00:00:00Z", DATE_LENGTH, name + stem + 1);
    time = clock_parse_rfc3339(date);
    return time >= 0 ? time / DAY_SECONDS : ARCHIVE_NONE;
}

void archive_init(struct archive *archive, struct arena *arena, const struct render_input *current,
                  bool dry)
{
    *archive = (struct archive){.current = current,
                                .arena = arena,
                                .dry = dry,
                                .newest_day = NO_DAY,
                                .latest_day = NO_DAY,
                                .day = NO_DAY};
}

void archive_release(struct archive *archive)
{
    if (archive->open)
        render_release(&archive->rendering);
    for (size_t i = 0; i < archive->part_count; i++)
        if (archive->parts[i] != NULL)
            unlink(archive->parts[i]);
    archive->part_count = 0;
}

static const char *day_address(const struct archive *archive, int64_t day)
{
    return day != NO_DAY ? archive_name(archive->arena, archive->current->output->self, day) : NULL;
}

const char *archive_latest(const struct archive *archive)
{
    return day_address(archive, archive->latest_day);
}

/* Writes the document under way as a part; before is the day its link leads to. */
static int document_finish(struct archive *archive, int64_t before, struct error *err)
{
    const char *name = archive_name(archive->arena, archive->current->output->path, archive->day);
    char *part = name != NULL ? arena_printf(archive->arena, "%s.part", name) : NULL;
    char **parts =
        arena_grow(archive->arena, archive->parts, archive->part_count, sizeof(*archive->parts));
    struct str document;
    int code;

    if (part == NULL || parts == NULL)
        return out_of_memory(err);
    archive->parts = parts;
    archive->input.previous = day_address(archive, before);
    str_init(&document, DOCUMENT_BYTES);
    code = render_end(&document, &archive->rendering, err);
    if (code == 0)
        code = file_replace(NULL, part, document.text, document.length, err);
    if (code == 0)
        archive->parts[archive->part_count++] = part;
    str_release(&document);
    render_release(&archive->rendering);
    archive->open = false;
    return code;
}

/* Begins the day's document, unless it was written before: then all earlier ones were, too. */
static int document_begin(struct archive *archive, int64_t day, struct error *err)
{
    const char *name = archive_name(archive->arena, archive->current->output->path, day);
    int code;

    if (name == NULL)
        return out_of_memory(err);
    archive->complete = archive->dry || access(name, F_OK) == 0;
    if (archive->complete)
        return 0;
    archive->day = day;
    archive->input = *archive->current;
    archive->input.archive_self = day_address(archive, day);
    code = render_begin(&archive->rendering, &archive->input, DOCUMENT_BYTES, err);
    archive->open = true;
    return code;
}

int archive_add(bool *ret_current, struct archive *archive, const struct render_story *story,
                struct error *err)
{
    const int64_t time = story->story->first_seen,
                  day = time / DAY_SECONDS - (time % DAY_SECONDS < 0);
    int code = 0;

    if (archive->newest_day == NO_DAY)
        archive->newest_day = day;
    *ret_current = day >= archive->newest_day;
    if (*ret_current || archive->complete)
        return 0;
    if (archive->latest_day == NO_DAY)
        archive->latest_day = day;
    if (!archive->open || day != archive->day) {
        if (archive->open)
            code = document_finish(archive, day, err);
        if (code == 0)
            code = document_begin(archive, day, err);
    }
    return code == 0 && archive->open ? render_add(&archive->rendering, story, err) : code;
}

int archive_end(struct archive *archive, struct error *err)
{
    int code = archive->open ? document_finish(archive, NO_DAY, err) : 0;

    for (size_t i = archive->part_count; i-- > 0 && code == 0;) {
        char *part = archive->parts[i];
        char *name = arena_strndup(archive->arena, part, strlen(part) - strlen(".part"));

        if (name == NULL)
            code = out_of_memory(err);
        else if (rename(part, name) != 0)
            code = error_set(err, ERR_IO, SCOPE_RUN, "cannot write %s: %s", name, strerror(errno));
        else
            archive->parts[i] = NULL;
    }
    return code;
}
