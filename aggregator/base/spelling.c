#include "aggregator/base/spelling.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

static bool same_letter(char a, char b)
{
    return strncasecmp(&a, &b, 1) == 0;
}

static int min(int a, int b)
{
    return a < b ? a : b;
}

int spelling_distance(const char *a, const char *b)
{
    enum { MAX_COUNT = 31 };
    size_t rows = strlen(a), columns = strlen(b);
    int d[MAX_COUNT + 1][MAX_COUNT + 1];

    if (rows > MAX_COUNT || columns > MAX_COUNT)
        return 99;
    for (size_t i = 0; i <= rows; i++) {
        for (size_t j = 0; j <= columns; j++) {
            if (i == 0 || j == 0) {
                d[i][j] = (int)(i + j);
                continue;
            }
            d[i][j] = min(min(d[i - 1][j], d[i][j - 1]) + 1,
                          d[i - 1][j - 1] + !same_letter(a[i - 1], b[j - 1]));
            if (i > 1 && j > 1 && same_letter(a[i - 1], b[j - 2]) &&
                same_letter(a[i - 2], b[j - 1]))
                d[i][j] = min(d[i][j], d[i - 2][j - 2] + 1);
        }
    }
    return d[rows][columns];
}

void spelling_init(struct spelling *ret, const char *word)
{
    /* in a short word, two mistakes leave too little in common */
    *ret = (struct spelling){.word = word, .distance = strlen(word) < 4 ? 2 : 3};
}

void spelling_try(struct spelling *spelling, const char *name)
{
    int distance = spelling_distance(name, spelling->word);

    if (distance < spelling->distance) {
        spelling->distance = distance;
        spelling->nearest = name;
    }
}
