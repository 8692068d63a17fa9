#include "aggregator/parse/json_scan.h"

#include "aggregator/parse/limits.h"

#include <string.h>

enum { KEY_MAX = 256 };

void json_scan_open(struct json_scan *ret, struct charset *charset)
{
    ret->charset = charset;
    str_init(&ret->key, KEY_MAX);
    str_init(&ret->value, PARSE_JSON_BYTES_MAX);
}

void json_scan_close(struct json_scan *scan)
{
    str_release(&scan->key);
    str_release(&scan->value);
}

/* The next byte, without consuming it; 0 at the end. */
static int peek(char *ret, struct json_scan *scan, struct error *err)
{
    int code = 0;

    if (scan->start == scan->end && !scan->at_end) {
        scan->start = 0;
        code = charset_read(&scan->end, scan->charset, scan->buffer, sizeof(scan->buffer), err);
        scan->at_end = scan->end == 0;
    }
    *ret = scan->start < scan->end ? scan->buffer[scan->start] : '\0';
    return code;
}

/* Skips bytes in set; the next byte is not consumed. */
static int peek_beyond(char *ret, struct json_scan *scan, const char *set, struct error *err)
{
    int code = peek(ret, scan, err);

    while (code == 0 && *ret != '\0' && strchr(set, *ret) != NULL) {
        scan->start++;
        code = peek(ret, scan, err);
    }
    return code;
}

/* Reads a string with its quotes, as written. */
static int string_take(struct str *into, struct json_scan *scan, struct error *err)
{
    bool escaped = false;
    size_t quotes = 0;
    char c;
    int code;

    while ((code = peek(&c, scan, err)) == 0 && !scan->at_end) {
        scan->start++;
        str_append_char(into, c);
        if (c == '"' && !escaped && ++quotes == 2)
            break;
        escaped = c == '\\' && !escaped;
    }
    scan->cut = scan->cut || scan->at_end;
    return code;
}

static bool ends_value(char c)
{
    return c == ',' || c == '}' || c == ']' || c == '\0';
}

/* Reads any value, as written. */
static int value_take(struct json_scan *scan, struct error *err)
{
    size_t depth = 0;
    char c;
    int code = 0;

    str_clear(&scan->value);
    while (code == 0 && (code = peek(&c, scan, err)) == 0 && !scan->at_end) {
        if (depth == 0 && scan->value.length > 0 && ends_value(c))
            return 0;
        if (c == '"') {
            code = string_take(&scan->value, scan, err);
        } else {
            if (depth == 0 && ends_value(c))
                return 0;
            scan->start++;
            str_append_char(&scan->value, c);
            depth += c == '{' || c == '[';
            depth -= (c == '}' || c == ']') && depth > 0;
        }
        if (depth == 0 && (c == '"' || c == '}' || c == ']'))
            return code;
    }
    scan->cut = true;
    return code;
}

static int key_take(struct json_scan *scan, struct error *err)
{
    char c;
    int code;

    str_clear(&scan->key);
    code = string_take(&scan->key, scan, err);
    if (code == 0)
        code = peek_beyond(&c, scan, " \t\r\n:", err);
    if (scan->key.length >= 2) {
        str_truncate(&scan->key, scan->key.length - 1);
        memmove(scan->key.text, scan->key.text + 1, scan->key.length);
        str_truncate(&scan->key, scan->key.length - 1);
    }
    return code;
}

/* Reads an element of the list, or its end. */
static int element_next(bool *ret_found, struct json_scan *scan, struct error *err)
{
    char c;
    int code = peek_beyond(&c, scan, " \t\r\n,", err);

    if (code != 0 || c == '\0')
        return code;
    if (c == ']' || c == '}') {
        scan->start++;
        scan->in_list = false;
        return 0;
    }
    *ret_found = true;
    return value_take(scan, err);
}

static int member_next(bool *ret_found, struct json_scan *scan, const char *list, struct error *err)
{
    char c;
    int code = peek_beyond(&c, scan, " \t\r\n,", err);

    if (code != 0 || c != '"') {
        scan->cut = scan->cut || c == '\0';
        scan->at_end = true;
        return code;
    }
    code = key_take(scan, err);
    if (code == 0)
        code = peek(&c, scan, err);
    if (code != 0)
        return code;
    if (strcmp(scan->key.text, list) == 0 && c == '[') {
        scan->start++;
        scan->in_list = true;
        return 0;
    }
    *ret_found = true;
    return value_take(scan, err);
}

int json_scan_next(bool *ret_found, struct json_scan *scan, const char *list, struct error *err)
{
    char c;
    int code = 0;

    *ret_found = false;
    if (!scan->opened) {
        code = peek_beyond(&c, scan, " \t\r\n", err);
        scan->start += code == 0 && c == '{';
        scan->opened = true;
    }
    while (code == 0 && !*ret_found && !scan->at_end) {
        code = scan->in_list ? element_next(ret_found, scan, err)
                             : member_next(ret_found, scan, list, err);
        if (code == 0 &&
            (str_status(&scan->value) == ERR_MEMORY || str_status(&scan->key) == ERR_MEMORY))
            code = error_set(err, ERR_MEMORY, SCOPE_FEED, "out of memory for a piece of JSON");
        if (*ret_found && str_status(&scan->value) != ERR_NONE) {
            report_add(scan->charset->report, WARN_ITEM_LARGE, NULL);
            *ret_found = false;
        }
    }
    return code;
}
