#include "aggregator/publish_file.h"

#include "aggregator/base/file.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DOCUMENT_BYTES = 128 * 1024 * 1024, NAMES_BYTES = 1024 * 1024 };

bool publish_is_paged(const struct output *output)
{
    return output->format == OUTPUT_JSON && output->self != NULL;
}

static size_t stem_length(const char *name)
{
    const char *slash = strrchr(name, '/'), *dot = strrchr(name, '.');

    return dot != NULL && (slash == NULL || dot > slash + 1) ? (size_t)(dot - name) : strlen(name);
}

const char *publish_page_name(struct arena *arena, const char *name, unsigned page)
{
    const size_t stem = stem_length(name);

    return arena_printf(arena, "%.*s-p%u%s", (int)stem, name, page, name + stem);
}

unsigned publish_page_number(const char *output_name, const char *name)
{
    const size_t stem = stem_length(output_name);
    char again[16];
    unsigned long page;

    if (strncmp(name, output_name, stem) != 0 || strncmp(name + stem, "-p", 2) != 0)
        return 0;
    page = strtoul(name + stem + 2, NULL, 10);
    snprintf(again, sizeof(again), "-p%lu", page);
    return page >= 2 && page <= PUBLISH_PAGES_MAX &&
                   strncmp(name + stem, again, strlen(again)) == 0 &&
                   strcmp(name + stem + strlen(again), output_name + stem) == 0
               ? (unsigned)page
               : 0;
}

static int folder_make(const char *path, struct error *err)
{
    const char *slash = strrchr(path, '/');
    char *folder;
    int code;

    if (slash == NULL || slash == path)
        return 0;
    folder = strndup(path, (size_t)(slash - path));
    code = folder != NULL ? file_make_folders(folder, err)
                          : error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory publishing");
    free(folder);
    return code;
}

/* One page, and before it, so to say, all that follow it: they are written first. Pages are few,
 * and each holds its text until its followers are there. */
static int page_write(size_t *written, size_t *unchanged, struct rendering *rendering, size_t first,
                      unsigned page, struct error *err)
{
    const struct output *output = rendering->input->output;
    const bool paged = publish_is_paged(output) && page < PUBLISH_PAGES_MAX;
    const char *path = output->path, *next = NULL;
    struct arena names;
    struct str text;
    bool changed = false;
    int code = 0;

    arena_init(&names, NAMES_BYTES);
    str_init(&text, DOCUMENT_BYTES);
    if (page > 1)
        path = publish_page_name(&names, path, page);
    if (paged)
        next = publish_page_name(&names, output->self, page + 1);
    if (path == NULL || (paged && next == NULL))
        code = error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory publishing");
    if (code == 0)
        code =
            render_page(&text, rendering, &first, paged ? PUBLISH_PAGE_BYTES : SIZE_MAX, next, err);
    if (code == 0 && first < rendering->count)
        code = page_write(written, unchanged, rendering, first, page + 1, err);
    if (code == 0)
        code = file_replace(&changed, path, text.text, text.length, err);
    if (code == 0)
        *(changed ? written : unchanged) += 1;
    str_release(&text);
    arena_release(&names);
    return code;
}

int publish_file(size_t *written, size_t *unchanged, struct rendering *rendering, struct error *err)
{
    int code = folder_make(rendering->input->output->path, err);

    return code != 0 ? code : page_write(written, unchanged, rendering, 0, 1, err);
}
