#include "aggregator/render/message_row.h"

#include <string.h>
#include <strings.h>

const void *message_row_find(const void *table, size_t count, size_t size, const char *language)
{
    const char *row = table;
    const void *english = NULL;

    for (size_t i = 0; i < count; i++, row += size) {
        const char *own = *(const char *const *)(const void *)row;
        size_t length = strlen(own);

        if (strncasecmp(language, own, length) == 0 && strchr("-_", language[length]) != NULL)
            return row;
        if (strcmp(own, "en") == 0)
            english = row;
    }
    return english;
}
