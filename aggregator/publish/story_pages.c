#include "aggregator/publish/story_pages.h"

#include "aggregator/base/failpoint.h"
#include "aggregator/base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    PAGE_BYTES = 8 * 1024 * 1024,
    START_BYTES = 2048, /* of a page; render_is_page() needs no more */
    PATH_BYTES = 4096,
    NAME_BYTES = 32,
};

static int out_of_memory(struct error *err)
{
    return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory writing pages of stories");
}

void story_pages_init(struct story_pages *pages, struct arena *arena,
                      const struct render_input *input, bool dry)
{
    *pages = (struct story_pages){.input = input, .arena = arena, .dry = dry};
}

static const char *folder_of(const struct story_pages *pages)
{
    return pages->input->output->path;
}

static int path_make(char ret[PATH_BYTES], const struct story_pages *pages, uint64_t node,
                     struct error *err)
{
    if (snprintf(ret, PATH_BYTES, "%s/%" PRIu64 ".html", folder_of(pages), node) >= PATH_BYTES)
        return error_set(err, ERR_IO, SCOPE_RUN, "path too long: %s", folder_of(pages));
    return 0;
}

bool story_page_number(uint64_t *ret, const char *name)
{
    char again[NAME_BYTES], *end;
    uint64_t number = strtoull(name, &end, 10);

    snprintf(again, sizeof(again), "%" PRIu64 ".html", number);
    if (strcmp(again, name) != 0)
        return false;
    *ret = number;
    return true;
}

/* Whether the file is missing, empty after a crash, or a page that headwater wrote. */
static bool may_replace(const char *path)
{
    char start[START_BYTES + 1];
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK); /* a FIFO must not block */
    struct stat info;
    ssize_t got;

    if (fd < 0)
        return errno == ENOENT;
    got = fstat(fd, &info) == 0 && S_ISREG(info.st_mode) ? read(fd, start, START_BYTES) : -1;
    close(fd);
    if (got < 0)
        return false;
    start[got] = '\0';
    return got == 0 || render_is_page(start);
}

static int number_add(uint64_t **numbers, size_t *count, struct arena *arena, uint64_t number,
                      struct error *err)
{
    uint64_t *grown = arena_grow(arena, *numbers, *count, sizeof(*grown));

    if (grown == NULL)
        return out_of_memory(err);
    *numbers = grown;
    grown[(*count)++] = number;
    return 0;
}

/* Writes the page of a number under its temporary name, if it differs. */
static int page_write(struct story_pages *pages, uint64_t node, const struct str *page,
                      struct error *err)
{
    char path[PATH_BYTES];
    bool changed = false;
    int code = path_make(path, pages, node, err);

    if (code == 0 && !may_replace(path))
        code = error_set(err, ERR_IO, SCOPE_RUN,
                         "%s is not a page of headwater and is not replaced", path);
    if (code == 0)
        code = file_stage(&changed, path, page->text, page->length, err);
    if (code != 0)
        return code;
    pages->unchanged += !changed;
    return changed ? number_add(&pages->changed, &pages->changed_count, pages->arena, node, err)
                   : 0;
}

static int page_render(struct str *into, const struct story_pages *pages,
                       const struct render_story *story, struct error *err)
{
    struct render_input input = *pages->input;

    input.stories = story;
    input.count = 1;
    return render_document(into, &input, err);
}

static int folder_write(struct story_pages *pages, uint64_t node, const struct str *page,
                        struct error *err)
{
    const int code = pages->count == 0 ? file_make_folders(folder_of(pages), err) : 0;

    return code != 0 ? code : page_write(pages, node, page, err);
}

int story_pages_add(bool *ret_has, struct story_pages *pages, const struct render_story *story,
                    struct error *err)
{
    struct str page;
    int code = 0;

    str_init(&page, PAGE_BYTES);
    if (!pages->dry)
        code = page_render(&page, pages, story, err);
    if (code == 0 && !pages->dry && pages->code == 0)
        pages->code = folder_write(pages, story->story->node, &page, &pages->failure);
    str_release(&page);
    *ret_has = code == 0;
    if (code == ERR_LIMIT && err != NULL)
        err->code = ERR_NONE;
    if (code != 0)
        return code == ERR_LIMIT ? 0 : code;
    return number_add(&pages->nodes, &pages->count, pages->arena, story->story->node, err);
}

static int number_compare(const void *one, const void *other)
{
    const uint64_t a = *(const uint64_t *)one, b = *(const uint64_t *)other;

    return a < b ? -1 : a > b;
}

static bool number_is_in(const uint64_t *sorted, size_t count, uint64_t number)
{
    return count > 0 && bsearch(&number, sorted, count, sizeof(number), number_compare) != NULL;
}

void story_pages_sort(struct story_pages *pages)
{
    if (pages->count > 1)
        qsort(pages->nodes, pages->count, sizeof(*pages->nodes), number_compare);
    pages->sorted = true;
}

bool story_pages_has(const struct story_pages *pages, uint64_t node)
{
    if (pages->sorted)
        return number_is_in(pages->nodes, pages->count, node);
    return pages->count > 0 && pages->nodes[pages->count - 1] == node;
}

/* Aliases. */

struct alias {
    uint64_t alias, node;
};

struct alias_list {
    struct story_pages *pages;
    struct alias *aliases;
    size_t count;
};

static int alias_add(void *context, uint64_t alias, uint64_t node, struct error *err)
{
    struct alias_list *list = context;
    struct alias *grown;

    if (!number_is_in(list->pages->nodes, list->pages->count, node) ||
        number_is_in(list->pages->nodes, list->pages->count, alias))
        return 0;
    grown = arena_grow(list->pages->arena, list->aliases, list->count, sizeof(*grown));
    if (grown == NULL)
        return out_of_memory(err);
    list->aliases = grown;
    grown[list->count++] = (struct alias){alias, node};
    return 0;
}

static int alias_compare(const void *one, const void *other)
{
    return number_compare(&((const struct alias *)one)->alias,
                          &((const struct alias *)other)->alias);
}

static int alias_write(struct story_pages *pages, const struct alias *alias, struct error *err)
{
    char address[NAME_BYTES];
    struct str page;
    int code;

    snprintf(address, sizeof(address), "%" PRIu64 ".html", alias->node);
    str_init(&page, PAGE_BYTES);
    code = render_moved(&page, pages->input, address, err);
    if (code == 0)
        code = page_write(pages, alias->alias, &page, err);
    if (code == 0)
        code = number_add(&pages->nodes, &pages->count, pages->arena, alias->alias, err);
    str_release(&page);
    return code;
}

static int aliases_write(struct story_pages *pages, struct store *store, struct error *err)
{
    struct alias_list list = {.pages = pages};
    const size_t most = pages->count;
    int code = most > 0 ? store_aliases(store, alias_add, &list, err) : 0;

    if (list.count > 0)
        qsort(list.aliases, list.count, sizeof(*list.aliases), alias_compare);
    for (size_t i = 0; i < list.count && i < most && code == 0; i++)
        code = alias_write(pages, &list.aliases[i], err);
    return code;
}

/* Names. */

static int names_give(struct story_pages *pages, struct error *err)
{
    char path[PATH_BYTES];
    int code = 0;

    failpoint("pages-written");
    for (size_t i = 0; i < pages->changed_count && code == 0; i++) {
        code = path_make(path, pages, pages->changed[i], err);
        if (code == 0)
            code = file_settle(path, err);
        pages->written += code == 0;
        failpoint("page-renamed");
    }
    if (code == 0 && pages->changed_count > 0)
        code = file_sync_folder(folder_of(pages), err);
    return code;
}

int story_pages_settle(struct story_pages *pages, struct store *store, struct error *err)
{
    if (pages->dry)
        return 0;
    if (pages->code == 0 && pages->count == 0) /* for whoever looks for it; also without pages */
        pages->code = file_make_folders(folder_of(pages), &pages->failure);
    if (pages->code == 0)
        pages->code = aliases_write(pages, store, &pages->failure);
    story_pages_sort(pages);
    if (pages->code == 0)
        pages->code = names_give(pages, &pages->failure);
    if (pages->code != 0 && err != NULL)
        *err = pages->failure;
    return pages->code;
}

/* Reads the number of a page, or of one that a killed run left under its temporary name. */
static bool left_number(uint64_t *ret, const char *name)
{
    const size_t length = strlen(name), ending = strlen(".new");
    char page[NAME_BYTES];

    if (story_page_number(ret, name))
        return true;
    if (length <= ending || length - ending >= sizeof(page) ||
        strcmp(name + length - ending, ".new") != 0)
        return false;
    memcpy(page, name, length - ending);
    page[length - ending] = '\0';
    return story_page_number(ret, page);
}

void story_pages_sweep(const struct story_pages *pages)
{
    DIR *folder = pages->dry || pages->code != 0 ? NULL : opendir(folder_of(pages));
    char path[PATH_BYTES];
    uint64_t node;

    for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
        if (!left_number(&node, entry->d_name) || (number_is_in(pages->nodes, pages->count, node) &&
                                                   strstr(entry->d_name, ".new") == NULL))
            continue;
        if (snprintf(path, sizeof(path), "%s/%s", folder_of(pages), entry->d_name) <
                (int)sizeof(path) &&
            may_replace(path))
            unlink(path);
    }
    if (folder != NULL)
        closedir(folder);
}
