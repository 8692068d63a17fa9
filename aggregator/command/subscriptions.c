#define _XOPEN_SOURCE 700 /* realpath */

#include "aggregator/command/subscriptions.h"

#include "aggregator/base/file.h"
#include "aggregator/config/append.h"
#include "aggregator/config/edit.h"

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

/* The problem without its position, which refers to a text that is never written. */
static const char *problem_bare(const struct str *problems, const char *path)
{
    const char *text = problems->text;

    if (strncmp(text, path, strlen(path)) == 0 && text[strlen(path)] == ':')
        text += strlen(path) + 1 + strspn(text + strlen(path) + 1, "0123456789: ");
    return text;
}

/* The feeds that the new text must give: those that stay as they are, and then new ones. */
struct outcome {
    const struct feed *feeds;
    size_t count, new_count;
};

static bool is_meant(const struct feed *found, const struct feed *meant, bool is_new)
{
    return meant->url != NULL && strcmp(found->url, meant->url) == 0 &&
           (is_new || (strcmp(found->name, meant->name) == 0 && found->enabled == meant->enabled &&
                       found->hidden == meant->hidden));
}

/* Parses a text that may have no feeds: a placeholder feed is added, and then ignored. */
static int text_parse(struct config *ret, struct str *problems, const char *path,
                      const struct str *text, bool has_feeds, struct error *err)
{
    const struct feed feed = {.url = "https://feeds.invalid/"};
    struct str whole;
    int code;

    if (has_feeds)
        return config_parse(ret, problems, path, text->text, text->length, err);
    str_init(&whole, CONFIG_BYTES);
    code = config_append(&whole, text->text, text->length, &feed, 1, err);
    if (code == 0)
        code = config_parse(ret, problems, path, whole.text, whole.length, err);
    if (code == 0)
        ret->feed_count = 0;
    str_release(&whole);
    return code;
}

/* Checks that a run will read what was intended. */
static int outcome_check(const char *path, const struct str *text, const struct config *before,
                         const struct outcome *outcome, struct error *err)
{
    struct config after = {0};
    struct str problems;
    const char *problem;
    bool right;
    int code;

    str_init(&problems, PROBLEM_BYTES);
    code = text_parse(&after, &problems, path, text, outcome->count > 0, err);
    problem = problem_bare(&problems, path);
    right = code == 0 && after.feed_count == outcome->count &&
            after.output_count == before->output_count && after.rules.count == before->rules.count;
    for (size_t i = 0; right && i < after.feed_count; i++)
        right =
            is_meant(&after.feeds[i], &outcome->feeds[i], i + outcome->new_count >= outcome->count);
    if (code != 0)
        code = error_set(err, ERR_CONFIG, SCOPE_RUN, "cannot change %s: %.*s", path,
                         (int)strcspn(problem, "\n"), problem);
    else if (!right)
        code = error_set(err, ERR_CONFIG, SCOPE_RUN,
                         "cannot change %s: its YAML is written in a way that headwater cannot "
                         "edit; change it by hand",
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

/* The old feeds in their order, then the new ones. */
static int rows_add(const char *path, const struct config *config, const struct feed *feeds,
                    size_t count, bool dry, struct error *err)
{
    struct feed *all = calloc(config->feed_count + count, sizeof(*all));
    const struct outcome outcome = {all, config->feed_count + count, count};
    struct str old, text;
    int code;

    if (all == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory adding feeds");
    for (size_t i = 0; i < outcome.count; i++)
        all[i] = i < config->feed_count ? config->feeds[i] : feeds[i - config->feed_count];
    str_init(&old, CONFIG_BYTES);
    str_init(&text, CONFIG_BYTES);
    code = text_read(&old, path, err);
    if (code == 0)
        code = config_append(&text, old.text, old.length, feeds, count, err);
    if (code == 0)
        code = outcome_check(path, &text, config, &outcome, err);
    if (code == 0 && !dry)
        code = text_write(path, &text, err);
    str_release(&old);
    str_release(&text);
    free(all);
    return code;
}

/* Reads a file that may be missing or have no feeds. */
static int config_without_feeds(struct config *ret, const char *path, struct error *err)
{
    struct str text, problems;
    int code;

    str_init(&text, CONFIG_BYTES);
    str_init(&problems, PROBLEM_BYTES);
    code = text_read(&text, path, err);
    if (code == 0)
        code = text_parse(ret, &problems, path, &text, false, err);
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

int subscriptions_remove(const char *config_path, const struct config *config, size_t index,
                         bool hide, struct error *err)
{
    struct feed *left = calloc(config->feed_count, sizeof(*left));
    struct outcome outcome = {.feeds = left};
    struct str old, text;
    int code;

    if (left == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory removing a feed");
    for (size_t i = 0; i < config->feed_count; i++) {
        if (i == index && !hide)
            continue;
        left[outcome.count] = config->feeds[i];
        if (i == index) {
            left[outcome.count].enabled = false;
            left[outcome.count].hidden = true;
        }
        outcome.count++;
    }
    str_init(&old, CONFIG_BYTES);
    str_init(&text, CONFIG_BYTES);
    code = file_read(&old, config_path, err);
    if (code == 0)
        code = hide ? config_hide_feed(&text, old.text, old.length, index, err)
                    : config_remove_feed(&text, old.text, old.length, index, err);
    if (code == 0)
        code = outcome_check(config_path, &text, config, &outcome, err);
    if (code == 0)
        code = text_write(config_path, &text, err);
    str_release(&old);
    str_release(&text);
    free(left);
    return code;
}
