/* The bounds of the clean stage: a fragment of any shape costs time and memory linear in its size.
 */
#ifndef HEADWATER_CLEAN_LIMITS_H
#define HEADWATER_CLEAN_LIMITS_H

enum {
    /* Elements open at once; the tags of deeper ones are dropped, their text stays. */
    CLEAN_DEPTH_MAX = 100,
    /* Attributes looked at in one tag. */
    CLEAN_ATTRIBUTES_MAX = 64,
    /* One attribute's value or address; a longer one is dropped (nobody's is that long). */
    CLEAN_VALUE_BYTES_MAX = 8 * 1024,
    /* What one fragment may become. */
    CLEAN_OUTPUT_BYTES_MAX = 32 * 1024 * 1024,
    /* A title, once it is plain. */
    CLEAN_TITLE_BYTES_MAX = 4 * 1024,
};

#endif
