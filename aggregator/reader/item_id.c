#include "aggregator/reader/item_id.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char prefix[] = "tag:google.com,2005:reader/item/";

void item_id_long(char ret[ITEM_ID_LONG_SIZE], uint64_t node)
{
    snprintf(ret, ITEM_ID_LONG_SIZE, "%s%016" PRIx64, prefix, node);
}

void item_id_short(char ret[ITEM_ID_SHORT_SIZE], uint64_t node)
{
    snprintf(ret, ITEM_ID_SHORT_SIZE, "%" PRId64, (int64_t)node);
}

bool item_id_read(uint64_t *ret, const char *text)
{
    const bool is_long = strncmp(text, prefix, sizeof(prefix) - 1) == 0;
    const bool negative = !is_long && text[0] == '-';
    const char *digits = is_long ? text + sizeof(prefix) - 1 : text + negative;
    char *end;

    if (!(is_long ? isxdigit((unsigned char)digits[0]) : isdigit((unsigned char)digits[0])) ||
        (is_long && digits[1] == 'x') || strlen(digits) > 20)
        return false;
    errno = 0;
    *ret = is_long    ? strtoull(digits, &end, 16)
           : negative ? (uint64_t)strtoll(text, &end, 10)
                      : strtoull(digits, &end, 10);
    return errno == 0 && *end == '\0';
}
