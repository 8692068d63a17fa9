#define _XOPEN_SOURCE 700 /* realpath */

#include "aggregator/command/subscriptions.h"

#include "aggregator/base/file.h"
#include "aggregator/config/append.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { CONFIG_BYTES = 64 * 1024 * 1024, PROBLEM_BYTES = 1024 * 1024 };

bool subscriptions_has(const struct config *config, const char *url)
{
    for (size_t i = 0; i < config->feed_count; i++)
        if (strcmp(config->feeds[i].url, url) == 0)
            return true;
    return false;
}

static bool is_feed(const struct feed *found, const struct feed *meant)
{
    return meant->url != NULL && strcmp(found->url, meant->url) == 0;
}

/* The problem without its position, which refers to a text that is never written. */
static const char *problem_bare(const struct str *problems, const char *path)
{
    const char *text = problems->text;

    if (strncmp(text, path, strlen(path)) == 0 && text[strlen(path)] == ':')
        text += strlen(path) + 1 + strspn(text + strlen(path) + 1, "0123456789: ");
    return text;
}

/* Checks that a run will read what was intended: the old feeds in their order, then the new
 * ones. */
static int outcome_check(const char *path, const struct config *before, const struct str *text,
                         const struct feed *added, size_t count, struct error *err)
{
    struct config after = {0};
    struct str problems;
    const char *problem;
    int code;

    str_init(&problems, PROBLEM_BYTES);
    code = config_parse(&after, &problems, path, text->text, text->length, err);
    problem = problem_bare(&problems, path);
    if (code != 0)
        code = error_set(err, ERR_CONFIG, SCOPE_RUN, "cannot add feeds to %s: %.*s", path,
                         (int)strcspn(problem, "\n"), problem);
    else if (after.feed_count != before->feed_count + count)
        code = error_set(err, ERR_CONFIG, SCOPE_RUN,
                         "cannot add feeds to %s: its YAML is written in a way that headwater "
                         "cannot extend; add them by hand",
                         path);
    for (size_t i = 0; code == 0 && i < after.feed_count; i++)
        if (!is_feed(&after.feeds[i],
                     i < before->feed_count ? &before->feeds[i] : &added[i - before->feed_count]))
            code = error_set(err, ERR_CONFIG, SCOPE_RUN,
                             "cannot add feeds to %s: its YAML is written in a way that headwater "
                             "cannot extend; add them by hand",
                             path);
    config_release(&after);
    str_release(&problems);
    return code;
}

/* The text of feeds.yaml; empty if there is no file yet. */
static int text_read(struct str *text, const char *path, struct error *err)
{
    int code = file_read(text, path, err);

    if (code != ERR_ABSENT)
        return code;
    if (err != NULL)
        err->code = ERR_NONE;
    return 0;
}

/* Creates feeds.yaml and, if needed, its folder. */
static int text_begin(const char *path, const struct str *text, struct error *err)
{
    char folder[PATH_MAX];
    char *slash;
    int code = 0;

    if (snprintf(folder, sizeof(folder), "%s", path) >= (int)sizeof(folder))
        return error_set(err, ERR_IO, SCOPE_RUN, "path too long: %s", path);
    slash = strrchr(folder, '/');
    if (slash != NULL && slash != folder) {
        *slash = '\0';
        code = file_make_folders(folder, err);
    }
    return code != 0 ? code : file_replace(NULL, path, text->text, text->length, err);
}

/* Replaces the file that path links to, not the link, and keeps its mode because it may contain
 * secrets. */
static int text_write(const char *path, const struct str *text, struct error *err)
{
    char *real = realpath(path, NULL);
    struct stat info;
    mode_t before;
    int code;

    if (real == NULL && errno == ENOENT)
        return text_begin(path, text, err);
    if (real == NULL || stat(real, &info) != 0) {
        free(real);
        return error_set(err, ERR_IO, SCOPE_RUN, "cannot find %s", path);
    }
    before = umask(~info.st_mode & 0777);
    code = file_replace(NULL, real, text->text, text->length, err);
    umask(before);
    free(real);
    return code;
}

static int rows_add(const char *path, const struct config *config, const struct feed *feeds,
                    size_t count, bool dry, struct error *err)
{
    struct str old, text;
    int code;

    str_init(&old, CONFIG_BYTES);
    str_init(&text, CONFIG_BYTES);
    code = text_read(&old, path, err);
    if (code == 0)
        code = config_append(&text, old.text, old.length, feeds, count, err);
    if (code == 0)
        code = outcome_check(path, config, &text, feeds, count, err);
    if (code == 0 && !dry)
        code = text_write(path, &text, err);
    str_release(&old);
    str_release(&text);
    return code;
}

/* Adds a placeholder feed so that a file without feeds parses, then ignores that feed. */
static int config_without_feeds(struct config *ret, const char *path, struct error *err)
{
    const struct feed feed = {.url = "https://feeds.invalid/"};
    struct str old, text, problems;
    int code;

    str_init(&old, CONFIG_BYTES);
    str_init(&text, CONFIG_BYTES);
    str_init(&problems, PROBLEM_BYTES);
    code = text_read(&old, path, err);
    if (code == 0)
        code = config_append(&text, old.text, old.length, &feed, 1, err);
    if (code == 0)
        code = config_parse(ret, &problems, path, text.text, text.length, err);
    if (code == 0)
        ret->feed_count = 0;
    str_release(&old);
    str_release(&text);
    str_release(&problems);
    return code;
}

int subscriptions_config(struct config *ret, const char *config_path, struct error *err)
{
    struct str problems;
    int code;

    str_init(&problems, PROBLEM_BYTES);
    code = config_load(ret, &problems, config_path, err);
    str_release(&problems);
    return code == ERR_CONFIG ? config_without_feeds(ret, config_path, err) : code;
}

int subscriptions_add(struct subscriptions_result *ret, const char *config_path,
                      const struct config *config, const struct feed *feeds, size_t count, bool dry,
                      struct error *err)
{
    struct feed *fresh = calloc(count + 1, sizeof(*fresh));
    int code = 0;

    *ret = (struct subscriptions_result){0};
    if (fresh == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory adding feeds");
    for (size_t i = 0; i < count; i++)
        if (subscriptions_has(config, feeds[i].url))
            ret->known++;
        else
            fresh[ret->added++] = feeds[i];
    if (ret->added > 0)
        code = rows_add(config_path, config, fresh, ret->added, dry, err);
    if (code != 0)
        ret->added = 0;
    free(fresh);
    return code;
}
