/*
 * Which of the names that are known was probably meant by one that is not. Knows no table: the
 * names are shown to it one by one.
 */
#ifndef HEADWATER_BASE_SPELLING_H
#define HEADWATER_BASE_SPELLING_H

/* What has been found so far; nearest is NULL while no name is near, and one of those shown else.
 */
struct spelling {
    const char *word, *nearest;
    int distance; /* of nearest; a name must come below it */
};

/* Begins; word must live as long as *ret does. */
void spelling_init(struct spelling *ret, const char *word);

/* Shows a name, which is remembered, not copied. Of two as near the first counts. */
void spelling_try(struct spelling *spelling, const char *name);

/* How many single letters must change, go, come or swap places to make one word of the other,
 * whatever their case; 99 for words longer than 31 letters. */
int spelling_distance(const char *a, const char *b);

#endif
