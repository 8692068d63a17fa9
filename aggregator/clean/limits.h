/* Limits of the clean stage: any fragment costs time and memory linear in its size. */
#ifndef HEADWATER_CLEAN_LIMITS_H
#define HEADWATER_CLEAN_LIMITS_H

enum {
    /* Open elements; the tags of deeper ones are dropped, their text stays. */
    CLEAN_DEPTH_MAX = 100,
    /* Attributes read per tag. */
    CLEAN_ATTRIBUTES_MAX = 64,
    /* One attribute value or address; a longer one is dropped (none is that long in practice). */
    CLEAN_VALUE_BYTES_MAX = 8 * 1024,
    /* A picture stored in a data: address. */
    CLEAN_IMAGE_BYTES_MAX = 32 * 1024,
    /* Link targets in one fragment; links to further targets lead to the page. */
    CLEAN_ANCHORS_MAX = 512,
    /* The result of one fragment. */
    CLEAN_OUTPUT_BYTES_MAX = 32 * 1024 * 1024,
    /* A title as plain text. */
    CLEAN_TITLE_BYTES_MAX = 4 * 1024,
};

#endif
