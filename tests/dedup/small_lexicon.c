/*
 * small_lexicon FILE: writes the small lexicon of the tests, for tests that run the program.
 */
#include "tests/dedup/fixture.h"

#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    size_t size;
    void *data = fixture_lexicon(&size);
    FILE *file = argc == 2 ? fopen(argv[1], "wb") : NULL;
    bool written = file != NULL && fwrite(data, 1, size, file) == size && fclose(file) == 0;

    free(data);
    return written ? 0 : 1;
}
