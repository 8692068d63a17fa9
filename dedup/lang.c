#include "dedup/lang.h"

#include "dedup/cld2_face.h"
#include "dedup/word.h"

#include <string.h>

enum {
    SAMPLE_BYTES = 3000,     /* of a text that are looked at */
    CONTRADICT_BYTES = 120,  /* a shorter text does not overrule its label */
    CONTRADICT_PERCENT = 80, /* nor does a mixed one */
};

/* Pairs that identification mistakes for one another: never a contradiction. */
static const char confusable[][2][4] = {
    {"cs", "sk"}, {"da", "no"}, {"id", "ms"}, {"es", "gl"}, {"pt", "gl"}, {"ca", "oc"},
    {"be", "uk"}, {"bg", "mk"}, {"hi", "mr"}, {"no", "sv"}, {"sh", "sl"}, {"nl", "af"},
};

static bool is_confusable(const char *a, const char *b)
{
    for (size_t i = 0; i < sizeof(confusable) / sizeof(confusable[0]); i++)
        if ((strcmp(a, confusable[i][0]) == 0 && strcmp(b, confusable[i][1]) == 0) ||
            (strcmp(a, confusable[i][1]) == 0 && strcmp(b, confusable[i][0]) == 0))
            return true;
    return false;
}

/* Copies at most room bytes and does not part a character. */
static size_t sample_append(char *sample, size_t used, size_t room, const char *text, size_t size)
{
    if (size > room - used)
        size = room - used;
    while (size > 0 && size < room - used && ((unsigned char)text[size - 1] & 0x80) != 0 &&
           ((unsigned char)text[size] & 0xc0) == 0x80)
        size--;
    memcpy(sample + used, text, size);
    return used + size;
}

/* Cuts an unfinished character off the end. */
static size_t sample_trim(const char *sample, size_t used)
{
    size_t back = 0;

    while (back < 4 && back < used && ((unsigned char)sample[used - 1 - back] & 0xc0) == 0x80)
        back++;
    if (back < used && ((unsigned char)sample[used - 1 - back] & 0xc0) == 0xc0) {
        unsigned char lead = (unsigned char)sample[used - 1 - back];
        size_t need = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;

        if (back < need)
            return used - 1 - back;
    }
    return used;
}

void lang_recognise(char ret[DEDUP_LANG_SIZE], const char *label, const char *title,
                    size_t title_size, const char *text, size_t text_size)
{
    char sample[SAMPLE_BYTES + 2], found[WORD_LANG_SIZE];
    size_t used = sample_append(sample, 0, SAMPLE_BYTES / 4, title, title_size);
    int percent;
    bool reliable;

    memset(ret, 0, DEDUP_LANG_SIZE);
    word_lang(ret, label);
    used = sample_trim(sample, used);
    sample[used++] = '\n';
    used = sample_append(sample, used, SAMPLE_BYTES, text, text_size);
    used = sample_trim(sample, used);
    word_lang(found, cld2_face_detect(sample, (int)used, &percent, &reliable));
    if (found[0] == '\0' || strcmp(found, "un") == 0)
        return;
    if (ret[0] == '\0' || (reliable && percent >= CONTRADICT_PERCENT && used >= CONTRADICT_BYTES &&
                           strcmp(ret, found) != 0 && !is_confusable(ret, found)))
        memcpy(ret, found, WORD_LANG_SIZE);
}
