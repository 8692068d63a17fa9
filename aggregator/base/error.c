#include "aggregator/base/error.h"

#include "aggregator/base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int error_set(struct error *err, enum error_code code, enum error_scope scope, const char *format,
              ...)
{
    va_list args;

    if (err == NULL)
        return code;
    err->code = code;
    err->scope = scope;
    va_start(args, format);
    vsnprintf(err->text, sizeof(err->text), format, args);
    va_end(args);
    utf8_trim(err->text);
    return code;
}

void error_prefix(struct error *err, const char *format, ...)
{
    char rest[ERROR_TEXT_SIZE];
    va_list args;
    int used;

    if (err == NULL)
        return;
    memcpy(rest, err->text, sizeof(rest));
    va_start(args, format);
    used = vsnprintf(err->text, sizeof(err->text), format, args);
    va_end(args);
    if (used >= 0 && (size_t)used < sizeof(err->text))
        snprintf(err->text + used, sizeof(err->text) - (size_t)used, "%s", rest);
    utf8_trim(err->text);
}

int error_exit_status(enum error_code code)
{
    switch (code) {
    case ERR_NONE:
        return 0;
    case ERR_CONFIG:
    case ERR_USAGE:
        return 2;
    case ERR_SYNTAX:
    case ERR_NOT_FEED:
        return 65;
    case ERR_ABSENT:
        return 66;
    case ERR_LOCKED:
        return 75;
    default:
        return 1;
    }
}
