/* Which elements of HTML may stand in what we publish, and how they nest. */
#ifndef HEADWATER_CLEAN_HTML_ELEMENTS_H
#define HEADWATER_CLEAN_HTML_ELEMENTS_H

#include <stddef.h>

enum html_element_flag {
    ELEMENT_ALLOWED = 1,
    ELEMENT_VOID = 2,   /* has no content and no end tag */
    ELEMENT_RAW = 4,    /* its content is no text: dropped with it */
    ELEMENT_BLOCK = 8,  /* begins a line; ends an open paragraph */
    ELEMENT_ITEM = 16,  /* ends an open one of its group: li, dt and dd, tr, td and th, option */
    ELEMENT_FENCE = 32, /* what is within ends nothing outside: lists, tables, cells */
};

struct html_element {
    const char *name;
    unsigned flags;
    char group; /* ELEMENT_ITEM: which ones end each other; 0: none */
};

/* The row of an element; NULL when it is not known (its tags are dropped, its text stays). */
const struct html_element *html_element_find(const char *name);

/* All rows, for the test that holds them sorted. */
const struct html_element *html_element_rows(size_t *ret_count);

#endif
