#include "aggregator/base/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 64 };

static char empty_text[1] = "";

void str_init(struct str *str, size_t ceiling)
{
    str->text = empty_text;
    str->length = 0;
    str->room = 0;
    str->ceiling = ceiling;
    str->status = ERR_NONE;
}

void str_release(struct str *str)
{
    if (str == NULL)
        return;
    if (str->room > 0)
        free(str->text);
    str_init(str, str->ceiling);
}

void str_clear(struct str *str)
{
    str->length = 0;
    str->status = ERR_NONE;
    if (str->room > 0)
        str->text[0] = '\0';
}

/* Makes room for more bytes and a NUL; false when the string has failed, now or earlier. */
static int str_reserve(struct str *str, size_t more)
{
    size_t room = str->room == 0 ? FIRST_ROOM : str->room;
    char *text;

    if (str->status != ERR_NONE)
        return 0;
    if (more > str->ceiling - str->length) {
        str->status = ERR_LIMIT;
        return 0;
    }
    if (str->length + more < str->room)
        return 1;
    while (room <= str->length + more)
        room *= 2;
    text = realloc(str->room == 0 ? NULL : str->text, room);
    if (text == NULL) {
        str->status = ERR_MEMORY;
        return 0;
    }
    str->text = text;
    str->room = room;
    return 1;
}

void str_append_bytes(struct str *str, const void *data, size_t size)
{
    if (size == 0 || !str_reserve(str, size))
        return;
    memcpy(str->text + str->length, data, size);
    str->length += size;
    str->text[str->length] = '\0';
}

void str_append(struct str *str, const char *text)
{
    str_append_bytes(str, text, strlen(text));
}

void str_append_char(struct str *str, char c)
{
    str_append_bytes(str, &c, 1);
}

void str_appendf(struct str *str, const char *format, ...)
{
    va_list args;
    int size;

    va_start(args, format);
    size = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (size <= 0 || !str_reserve(str, (size_t)size))
        return;
    va_start(args, format);
    vsnprintf(str->text + str->length, (size_t)size + 1, format, args);
    va_end(args);
    str->length += (size_t)size;
}

void str_truncate(struct str *str, size_t length)
{
    if (length >= str->length)
        return;
    str->length = length;
    str->text[length] = '\0';
}

void str_revert(struct str *str, size_t length)
{
    str_truncate(str, length);
    if (str->status == ERR_LIMIT)
        str->status = ERR_NONE;
}

char *str_take(struct str *str)
{
    char *text = str->room > 0 && str->status == ERR_NONE ? str->text : NULL;

    if (text != NULL)
        str->room = 0; /* the caller owns it now */
    str_release(str);
    return text;
}

enum error_code str_status(const struct str *str)
{
    return str->status;
}
