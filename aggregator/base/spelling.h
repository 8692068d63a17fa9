/*
 * Suggests which known name an unknown word was meant to be. It has no table: the caller passes the
 * known names one by one.
 */
#ifndef HEADWATER_BASE_SPELLING_H
#define HEADWATER_BASE_SPELLING_H

/* The best match so far; nearest is NULL, or one of the names passed. */
struct spelling {
    const char *word, *nearest;
    int distance; /* of nearest; a closer name must be below it */
};

/* Starts a search; word must outlive *ret. */
void spelling_init(struct spelling *ret, const char *word);

/* Tries a name, which is borrowed, not copied. The first of two equally near names wins. */
void spelling_try(struct spelling *spelling, const char *name);

/* The number of letters to change, delete, insert or swap with a neighbour to turn one word into
 * the other, ignoring case; 99 for words longer than 31 letters. */
int spelling_distance(const char *a, const char *b);

#endif
