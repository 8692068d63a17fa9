#include "aggregator/base/random.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

int random_bytes(void *into, size_t size, struct error *err)
{
    FILE *file = fopen("/dev/urandom", "rb");
    size_t got = 0;

    if (file != NULL) {
        setvbuf(file, NULL, _IONBF, 0);
        got = fread(into, size, 1, file);
        fclose(file);
    }
    return got == 1
               ? 0
               : error_set(err, ERR_IO, SCOPE_RUN, "cannot read /dev/urandom: %s", strerror(errno));
}

int random_number(uint64_t *ret, struct error *err)
{
    uint64_t number = 0;
    int code = 0;

    while (code == 0 && number == 0)
        code = random_bytes(&number, sizeof(number), err);
    if (code == 0)
        *ret = number;
    return code;
}
