/*
 * How the items of a web page are found: an XPath expression for each part of an item.
 *
 * Plain data in the arena of the configuration. scrape/ makes the expressions from what the user
 * writes, parse evaluates them.
 */
#ifndef HEADWATER_MODEL_SCRAPE_H
#define HEADWATER_MODEL_SCRAPE_H

/* In the order of the keys in feeds.yaml. */
enum scrape_part {
    SCRAPE_AUTHOR,
    SCRAPE_CONTENT,
    SCRAPE_DATE,
    SCRAPE_IMAGE,
    SCRAPE_ITEM, /* the elements of the page that are items; all other parts are looked for in them
                  */
    SCRAPE_LINK,
    SCRAPE_TITLE,
    SCRAPE_PARTS,
};

struct scrape {
    /* valid XPath 1.0; NULL: not given */
    const char *paths[SCRAPE_PARTS];
};

#endif
