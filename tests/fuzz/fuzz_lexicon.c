/* Any compiled lexicon is rejected, or read within its bytes; a word yields at most as many
 * concepts as there is room for. */
#include "dedup_lexicon.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(int holds)
{
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const langs[] = {"fr", "sk", "he", "de", "vi"};
    struct dedup_concept found[DEDUP_CONCEPTS_MAX];
    struct dedup_lexicon lexicon;
    uint32_t words[DEDUP_PHRASE_MAX];
    size_t used;

    if (dedup_lexicon_open(&lexicon, data, size) != 0)
        return 0;
    for (size_t i = 0; i < DEDUP_PHRASE_MAX; i++)
        memcpy(&words[i], data + size - 4 * (i + 1), 4); /* a header is longer than this */
    for (size_t i = 0; i < sizeof(langs) / sizeof(langs[0]); i++) {
        check(dedup_lexicon_find(&lexicon, langs[i], words[i % DEDUP_PHRASE_MAX], found, 3) <= 3);
        check(dedup_lexicon_lookup(&lexicon, langs[i], "regierung", 9, found, 8) <= 8);
        check(dedup_lexicon_lookup_phrase(&lexicon, langs[i], words, DEDUP_PHRASE_MAX, &used, found,
                                          8) <= 8);
        dedup_lexicon_count(&lexicon, langs[i]);
    }
    dedup_lexicon_find_commonness(&lexicon, words[0]);
    return 0;
}
