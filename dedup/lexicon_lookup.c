#include "dedup/lexicon.h"
#include "dedup/word.h"

size_t dedup_lexicon_lookup(const struct dedup_lexicon *lexicon, const char *lang, const char *word,
                            size_t size, struct dedup_concept *ret, size_t room)
{
    char form[WORD_FORM_SIZE];
    size_t length = word_form(lang, word, size, form, sizeof(form));

    return dedup_lexicon_find(lexicon, lang, word_key(form, length), ret, room);
}

size_t dedup_lexicon_lookup_phrase(const struct dedup_lexicon *lexicon, const char *lang,
                                   const uint32_t *words, size_t count, size_t *ret_used,
                                   struct dedup_concept *ret, size_t room)
{
    size_t found;

    for (size_t used = count < DEDUP_PHRASE_MAX ? count : DEDUP_PHRASE_MAX; used >= 2; used--) {
        found = dedup_lexicon_find(lexicon, lang, dedup_phrase_key(words, used), ret, room);
        if (found > 0) {
            *ret_used = used;
            return found;
        }
    }
    *ret_used = 0;
    return 0;
}
