#include "dedup.h"

const char *dedup_error_text(int code)
{
    static const char *const texts[] = {
        [DEDUP_OK] = "no error",
        [DEDUP_ERR_MEMORY] = "out of memory",
        [DEDUP_ERR_PORT] = "the memory of past items failed",
        [DEDUP_ERR_FORMAT] = "damaged lexicon or sketch",
        [DEDUP_ERR_ABSENT] = "no such item",
        [DEDUP_ERR_LIBRARY] = "a text library could not be opened",
    };

    return code >= 0 && code < (int)(sizeof(texts) / sizeof(texts[0])) ? texts[code]
                                                                       : "unknown error";
}

const char *dedup_channel_name(enum dedup_channel channel)
{
    static const char *const names[] = {
        [DEDUP_BY_NOTHING] = "founder", [DEDUP_BY_READER] = "reader",
        [DEDUP_BY_ID] = "id",           [DEDUP_BY_LINK] = "link",
        [DEDUP_BY_VIA] = "via",         [DEDUP_BY_TRANSLATION] = "translation",
        [DEDUP_BY_MARKER] = "marker",   [DEDUP_BY_SURFACE] = "surface",
        [DEDUP_BY_NEUTRAL] = "neutral",
    };

    return names[channel];
}
