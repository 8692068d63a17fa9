#include "aggregator/publish/publish_file.h"

#include "aggregator/base/file.h"
#include "aggregator/publish/publish_name.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DOCUMENT_BYTES = 128 * 1024 * 1024, NAMES_BYTES = 1024 * 1024 };

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

/* Removes the pages from this one on, left from a longer publication. */
static void pages_remove(const struct output *output, unsigned page)
{
    struct arena names;
    const char *path;

    arena_init(&names, NAMES_BYTES);
    do {
        path = publish_name(&names, output->path, (struct publish_part){PUBLISH_NO_DAY, page++});
    } while (path != NULL && unlink(path) == 0);
    arena_release(&names);
}

/* Writes one page, after all pages that follow it. There are few pages, so each keeps its text in
 * memory until the later pages are written. */
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
        path = publish_name(&names, path, (struct publish_part){PUBLISH_NO_DAY, page});
    if (paged)
        next = publish_name(&names, output->self, (struct publish_part){PUBLISH_NO_DAY, page + 1});
    if (path == NULL || (paged && next == NULL))
        code = error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory publishing");
    if (code == 0)
        code =
            render_page(&text, rendering, &first, paged ? PUBLISH_PAGE_BYTES : SIZE_MAX, next, err);
    if (code == 0 && first < rendering->count)
        code = page_write(written, unchanged, rendering, first, page + 1, err);
    else if (code == 0 && paged)
        pages_remove(output, page + 1);
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
