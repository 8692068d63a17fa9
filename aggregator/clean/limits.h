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
    /* A picture that is written into its address. */
    CLEAN_IMAGE_BYTES_MAX = 32 * 1024,
    /* Places of one fragment that its own links lead to; links to more of them lead to the page. */
    CLEAN_ANCHORS_MAX = 512,
    /* What one fragment may become. */
    CLEAN_OUTPUT_BYTES_MAX = 32 * 1024 * 1024,
    /* A title, once it is plain. */
    CLEAN_TITLE_BYTES_MAX = 4 * 1024,
};

#endif
