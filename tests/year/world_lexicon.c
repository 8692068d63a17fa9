/*
 * world_lexicon FILE: compiles the dictionary of the simulated world from standard input. Each line
 * is a concept: English, French, German, and the share of texts with it, separated by tabs.
 */
#include "dedup.h"
#include "dedup_lexicon.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

enum { WORD_SIZE = 64 };

static bool line_add(struct dedup_lexicon_builder *builder, const char *line)
{
    char en[WORD_SIZE], fr[WORD_SIZE], de[WORD_SIZE], share[WORD_SIZE];
    uint32_t concept_key;

    if (sscanf(line, "%63[^\t]\t%63[^\t]\t%63[^\t]\t%63s", en, fr, de, share) != 4)
        return false;
    concept_key = dedup_word_key("en", en);
    return dedup_lexicon_add(builder, "fr", dedup_word_key("fr", fr), concept_key, 1) == DEDUP_OK &&
           dedup_lexicon_add(builder, "de", dedup_word_key("de", de), concept_key, 1) == DEDUP_OK &&
           dedup_lexicon_commonness(builder, concept_key, strtod(share, NULL)) == DEDUP_OK;
}

static bool file_write(const char *path, const void *data, size_t size)
{
    FILE *file = fopen(path, "wb");

    return file != NULL && fwrite(data, 1, size, file) == size && fclose(file) == 0;
}

int main(int argc, char **argv)
{
    struct dedup_lexicon_builder *builder;
    char line[4 * WORD_SIZE + 8];
    void *data = NULL;
    size_t size;
    bool good = argc == 2 && dedup_lexicon_builder_new(&builder) == DEDUP_OK;

    if (!good)
        return EXIT_FAILURE;
    while (good && fgets(line, sizeof(line), stdin) != NULL)
        good = line_add(builder, line);
    good = good && dedup_lexicon_finish(&data, &size, builder) == DEDUP_OK &&
           file_write(argv[1], data, size);
    free(data);
    dedup_lexicon_builder_free(builder);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
