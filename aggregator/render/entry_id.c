#include "aggregator/render/entry.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define DIGITS  "0123456789"
#define LOWER   "abcdefghijklmnopqrstuvwxyz"
#define UPPER   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define LETTERS LOWER UPPER DIGITS

enum { UUID_LENGTH = 36, NID_MIN = 2, NID_MAX = 32 };

/* "2005", "2005-10", "2005-10-09". */
static bool is_date(const char *text, size_t length)
{
    static const char shape[] = "9999-99-99";

    if (length != 4 && length != 7 && length != 10)
        return false;
    for (size_t i = 0; i < length; i++)
        if (shape[i] == '9' ? !isdigit((unsigned char)text[i]) : text[i] != shape[i])
            return false;
    return true;
}

/* For example tag:eau.example,2020:fil */
static bool tag_is_sound(const char *tag)
{
    const char *authority = tag + 4, *comma = strchr(authority, ','), *colon;

    if (comma == NULL || comma == authority ||
        strspn(authority, LOWER DIGITS "-._@") != (size_t)(comma - authority))
        return false;
    colon = strchr(comma, ':');
    return colon != NULL && is_date(comma + 1, (size_t)(colon - comma - 1)) &&
           strspn(colon + 1, LETTERS ";/?:@&=+$.-_!~*'()%,#") == strlen(colon + 1);
}

static bool uuid_is_sound(const char *uuid)
{
    if (strlen(uuid) != UUID_LENGTH)
        return false;
    for (size_t i = 0; i < UUID_LENGTH; i++)
        if (i == 8 || i == 13 || i == 18 || i == 23 ? uuid[i] != '-'
                                                    : !isxdigit((unsigned char)uuid[i]))
            return false;
    return true;
}

static bool urn_is_sound(const char *urn)
{
    const char *nid = urn + 4, *nss = strchr(nid, ':');
    size_t length = nss != NULL ? (size_t)(nss - nid) : 0;

    if (strncasecmp(nid, "uuid:", 5) == 0)
        return uuid_is_sound(nid + 5);
    return length >= NID_MIN && length <= NID_MAX && nid[0] != '-' &&
           strspn(nid, LETTERS "-") == length && nss[1] != '\0' &&
           strspn(nss + 1, LETTERS "()+,.:=@;$_!*'-%") == strlen(nss + 1);
}

bool entry_id_is_sound(const char *id)
{
    if (id == NULL)
        return false;
    return strncmp(id, "tag:", 4) == 0 ? tag_is_sound(id)
                                       : strncasecmp(id, "urn:", 4) == 0 && urn_is_sound(id);
}
