#include "aggregator/publish/archive.h"

#include "aggregator/base/file.h"
#include "aggregator/publish/publish_name.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    DAY_SECONDS = 86400,
    ENTRIES_BYTES = 120 * 1024 * 1024, /* of one day */
    DOCUMENT_BYTES = 128 * 1024 * 1024 /* the entries and the rest of the document */
};
#define NO_DAY PUBLISH_NO_DAY

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

static const char *part_name(const struct archive *archive, const char *name, int64_t day,
                             unsigned page)
{
    return publish_name(archive->arena, name, (struct publish_part){day, page});
}

static const char *day_address(const struct archive *archive, int64_t day)
{
    return day != NO_DAY ? part_name(archive, archive->current->output->self, day, 1) : NULL;
}

/* The newest day before `before` that has a file beside the output; NO_DAY when there is none. */
static int64_t written_day(const struct archive *archive, int64_t before)
{
    const char *path = archive->current->output->path, *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    const char *folder =
        slash != NULL ? arena_strndup(archive->arena, path, (size_t)(slash - path) + 1) : ".";
    DIR *entries = folder != NULL ? opendir(folder) : NULL;
    int64_t latest = NO_DAY;

    for (struct dirent *entry; entries != NULL && (entry = readdir(entries)) != NULL;) {
        struct publish_part part;

        if (publish_name_read(&part, name, entry->d_name) && part.day > latest &&
            (before == NO_DAY || part.day < before))
            latest = part.day;
    }
    if (entries != NULL)
        closedir(entries);
    return latest;
}

const char *archive_latest(const struct archive *archive)
{
    int64_t day = archive->latest_day;

    if (day == NO_DAY) /* the older stories were pruned from the state, but the archives stay */
        day = written_day(archive, archive->newest_day);
    return day_address(archive, day);
}

/* Writes a document under a temporary name; archive_end() renames it. */
static int part_write(struct archive *archive, const struct str *document, unsigned page,
                      struct error *err)
{
    const char *name = part_name(archive, archive->current->output->path, archive->day, page);
    char *part = name != NULL ? arena_printf(archive->arena, "%s.part", name) : NULL;
    char **parts =
        arena_grow(archive->arena, archive->parts, archive->part_count, sizeof(*archive->parts));
    int code;

    if (part == NULL || parts == NULL)
        return out_of_memory(err);
    archive->parts = parts;
    code = file_replace(NULL, part, document->text, document->length, err);
    if (code == 0)
        archive->parts[archive->part_count++] = part;
    return code;
}

/* Writes one page of the open document, starting at *first, which moves past it. */
static int page_write(struct archive *archive, size_t *first, unsigned page, struct error *err)
{
    const struct output *output = archive->current->output;
    const bool paged = publish_is_paged(output) && page < PUBLISH_PAGES_MAX;
    const char *next = paged ? part_name(archive, output->self, archive->day, page + 1) : NULL;
    struct str document;
    int code;

    if (paged && next == NULL)
        return out_of_memory(err);
    archive->input.archive_self = part_name(archive, output->self, archive->day, page);
    str_init(&document, DOCUMENT_BYTES);
    code = render_page(&document, &archive->rendering, first, paged ? PUBLISH_PAGE_BYTES : SIZE_MAX,
                       next, err);
    if (code == 0)
        code = part_write(archive, &document, page, err);
    str_release(&document);
    return code;
}

/* Writes the open document; before is the day it links to. */
static int document_finish(struct archive *archive, int64_t before, struct error *err)
{
    size_t first = 0;
    int code = 0;

    archive->input.previous = day_address(archive, before);
    for (unsigned page = 1; code == 0 && (page == 1 || first < archive->rendering.count); page++)
        code = page_write(archive, &first, page, err);
    render_release(&archive->rendering);
    archive->open = false;
    return code;
}

/* Begins the document of a day, unless its file exists: then all earlier files exist, too. */
static int document_begin(struct archive *archive, int64_t day, struct error *err)
{
    const char *name = part_name(archive, archive->current->output->path, day, 1);
    int code;

    if (name == NULL)
        return out_of_memory(err);
    archive->complete = archive->dry || access(name, F_OK) == 0;
    if (archive->complete)
        return 0;
    archive->day = day;
    archive->input = *archive->current;
    code = render_begin(&archive->rendering, &archive->input, ENTRIES_BYTES, err);
    archive->open = true;
    return code;
}

int archive_add(bool *ret_current, struct archive *archive, const struct render_story *story,
                struct error *err)
{
    const int64_t time = story->story->first_seen,
                  day = time / DAY_SECONDS - (time % DAY_SECONDS < 0);
    int code = 0;

    if (archive->newest_day == NO_DAY) {
        archive->newest_day = day;
        archive->begun = written_day(archive, NO_DAY) != NO_DAY;
    }
    *ret_current = archive->begun && day >= archive->newest_day;
    if (day >= archive->newest_day || archive->complete)
        return 0;
    if (archive->latest_day == NO_DAY)
        archive->latest_day = day;
    if (!archive->open || day != archive->day) {
        if (archive->open)
            code = document_finish(archive, day, err);
        if (code == 0)
            code = document_begin(archive, day, err);
    }
    if (code == 0 && archive->open)
        code = render_add(&archive->rendering, story, err);
    if (code != ERR_LIMIT)
        return code;
    if (err != NULL)
        err->code = ERR_NONE; /* the document of the day is too large: skip this story */
    return 0;
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
