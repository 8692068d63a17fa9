/* The HTML elements that may be published, and how they nest. */
#ifndef HEADWATER_CLEAN_HTML_ELEMENTS_H
#define HEADWATER_CLEAN_HTML_ELEMENTS_H

#include <stddef.h>

enum html_element_flag {
    ELEMENT_ALLOWED = 1,
    ELEMENT_VOID = 2,   /* has no content and no end tag */
    ELEMENT_RAW = 4,    /* its content is not text and is dropped with it */
    ELEMENT_BLOCK = 8,  /* starts a line; closes an open paragraph */
    ELEMENT_ITEM = 16,  /* closes an open one of its group, such as li or dt and dd */
    ELEMENT_FENCE = 32, /* its content closes nothing outside it: lists, tables, cells */
};

struct html_element {
    const char *name;
    unsigned flags;
    char group; /* ELEMENT_ITEM: elements of one group close each other; 0: none */
};

/* The row of an element; NULL when unknown (its tags are dropped, its text stays). */
const struct html_element *html_element_find(const char *name);

/* All rows, for the test that checks the sort order. */
const struct html_element *html_element_rows(size_t *ret_count);

#endif
