#include "aggregator/parse/charset.h"

#include "aggregator/base/utf8.h"
#include "aggregator/parse/limits.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/utf16.h>

enum { WINDOW_BYTES = PARSE_SNIFF_BYTES, WINDOW_UNITS = 8 * 1024, LONGEST = 4 };

static const char REPLACEMENT[] = "\xEF\xBF\xBD"; /* U+FFFD */

/* Moves the rest to the front and reads once, unless full or at the end. */
static int window_read(struct charset *c, struct error *err)
{
    size_t got = 0;
    int code;

    if (c->start > 0) {
        memmove(c->bytes, c->bytes + c->start, c->end - c->start);
        c->end -= c->start;
        c->start = 0;
    }
    if (c->at_end || c->end == WINDOW_BYTES)
        return 0;
    code = c->read(&got, c->read_context, c->bytes + c->end, WINDOW_BYTES - c->end, err);
    if (code != 0)
        return code;
    c->end += got;
    c->at_end = got == 0;
    return 0;
}

static int window_fill(struct charset *c, struct error *err)
{
    int code = 0;

    while (code == 0 && !c->at_end && c->end - c->start < WINDOW_BYTES)
        code = window_read(c, err);
    return code;
}

/* ICU calls this for invalid bytes: they are counted and become U+FFFD. */
static void converter_problem(const void *context, UConverterToUnicodeArgs *args, const char *units,
                              int32_t length, UConverterCallbackReason reason, UErrorCode *status)
{
    struct parse_report *report = (struct parse_report *)(uintptr_t)context;

    if (reason <= UCNV_IRREGULAR)
        report_add(report, WARN_BYTES_INVALID, NULL);
    UCNV_TO_U_CALLBACK_SUBSTITUTE(NULL, args, units, length, reason, status);
}

static int converter_open(struct charset *c, const char *name, struct error *err)
{
    UErrorCode status = U_ZERO_ERROR;

    c->units = malloc(WINDOW_UNITS * sizeof(*c->units));
    c->converter = ucnv_open(name, &status);
    if (U_SUCCESS(status))
        ucnv_setToUCallBack(c->converter, converter_problem, c->report, NULL, NULL, &status);
    return c->units != NULL && U_SUCCESS(status)
               ? 0
               : error_set(err, ERR_MEMORY, SCOPE_FEED, "out of memory for charset %s", name);
}

int charset_open(struct charset *ret, const struct parse_request *request,
                 struct parse_report *report, struct error *err)
{
    struct charset_choice choice;
    int code;

    ret->read = request->read;
    ret->read_context = request->read_context;
    ret->report = report;
    ret->bytes = malloc(WINDOW_BYTES);
    if (ret->bytes == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_FEED, "out of memory");
    code = window_fill(ret, err);
    if (code != 0)
        return code;
    charset_choose(&choice, ret->bytes, ret->end, ret->at_end, request->content_type, report);
    memcpy(ret->name, choice.name, sizeof(ret->name));
    ret->start = choice.skip;
    ret->drop_byte_order = true;
    return choice.converter != NULL ? converter_open(ret, choice.converter, err) : 0;
}

void charset_close(struct charset *charset)
{
    if (charset->converter != NULL)
        ucnv_close(charset->converter);
    free(charset->units);
    free(charset->bytes);
    charset->converter = NULL;
    charset->units = NULL;
    charset->bytes = NULL;
}

/* U+FFFE and U+FFFF: the only valid UTF-8 sequences of three bytes that XML forbids. */
static bool is_noncharacter(const unsigned char *text)
{
    return text[0] == 0xEF && text[1] == 0xBF && text[2] >= 0xBE;
}

/* The length of the prefix that can be copied unchanged. */
static size_t valid_run(const unsigned char *text, size_t size)
{
    size_t i = 0;

    while (i < size) {
        const unsigned char c = text[i];

        if (c >= 0x20 && c < 0x80) {
            i++;
        } else if (c == '\n' || c == '\t' || c == '\r') {
            i++;
        } else if (c == 0xC2 && i + 1 < size && text[i + 1] < 0xA0) {
            break; /* C1: probably windows-1252 */
        } else if (c >= 0xC2 && c < 0xE0 && i + 1 < size && (text[i + 1] & 0xC0) == 0x80) {
            i += 2;
        } else if (c < 0x80) {
            break;
        } else {
            const int length = utf8_sequence(text + i, size - i);

            if (length <= 0 || (length == 3 && is_noncharacter(text + i)))
                break;
            i += (size_t)length;
        }
    }
    return i;
}

/* Handles one character that is not copied; returns its bytes, 0 when more input is needed. */
static size_t invalid_take(struct charset *c, char *into, size_t *size)
{
    const unsigned char *text = c->bytes + c->start;
    const int length = utf8_sequence(text, c->end - c->start);

    if (length < 0 && !c->at_end)
        return 0;
    if (length == 2) {
        *size += (size_t)utf8_encode(into + *size, utf8_from_reference(utf8_decode(text, 2)));
        return 2;
    }
    if (length > 0) {
        report_add(c->report, WARN_CONTROL, NULL);
        return (size_t)length;
    }
    report_add(c->report, WARN_BYTES_INVALID, NULL);
    memcpy(into + *size, REPLACEMENT, 3);
    *size += 3;
    return 1;
}

static size_t utf8_read(struct charset *c, char *into, size_t room)
{
    size_t size = 0, run, taken;

    while (c->start < c->end && room - size >= LONGEST) {
        const size_t left = c->end - c->start;

        run = valid_run(c->bytes + c->start, left < room - size ? left : room - size);
        memcpy(into + size, c->bytes + c->start, run);
        c->start += run;
        size += run;
        if (c->start == c->end || room - size < LONGEST)
            break;
        taken = invalid_take(c, into, &size);
        if (taken == 0)
            break;
        c->start += taken;
    }
    return size;
}

/* Converts the next bytes of the window; a trailing high surrogate waits for its low one. */
static void units_refill(struct charset *c)
{
    const char *source = (const char *)c->bytes + c->start;
    const char *source_end = (const char *)c->bytes + c->end;
    UErrorCode status = U_ZERO_ERROR;
    UChar *target;

    memmove(c->units, c->units + c->unit_start, (c->unit_end - c->unit_start) * sizeof(*c->units));
    c->unit_end -= c->unit_start;
    c->unit_start = 0;
    target = c->units + c->unit_end;
    ucnv_toUnicode(c->converter, &target, c->units + WINDOW_UNITS, &source, source_end, NULL,
                   c->at_end, &status);
    c->start = (size_t)(source - (const char *)c->bytes);
    c->unit_end = (size_t)(target - c->units);
    if (U_FAILURE(status) && status != U_BUFFER_OVERFLOW_ERROR)
        c->start = c->end; /* an ICU error that cannot be recovered: the rest is lost */
}

static size_t units_write(struct charset *c, char *into, size_t room)
{
    size_t size = 0;

    while (c->unit_start < c->unit_end && room - size >= LONGEST) {
        UChar32 code;
        size_t next = c->unit_start;

        if (U16_IS_LEAD(c->units[next]) && next + 1 == c->unit_end && !c->at_end)
            break;
        U16_NEXT(c->units, next, c->unit_end, code);
        c->unit_start = next;
        if (utf8_is_xml((uint32_t)code))
            size += (size_t)utf8_encode(into + size, (uint32_t)code);
        else
            report_add(c->report, WARN_CONTROL, NULL);
    }
    return size;
}

static size_t converted_read(struct charset *c, char *into, size_t room)
{
    units_refill(c);
    return units_write(c, into, room);
}

static void byte_order_drop(struct charset *c, char *into, size_t *size)
{
    if (*size >= 3 && memcmp(into, "\xEF\xBB\xBF", 3) == 0) {
        memmove(into, into + 3, *size - 3);
        *size -= 3;
    }
    c->drop_byte_order = false;
}

int charset_read(size_t *ret_size, struct charset *charset, char *into, size_t room,
                 struct error *err)
{
    size_t size = 0;
    int code = 0;

    while (size == 0 && code == 0) {
        const size_t start = charset->start, units = charset->unit_end - charset->unit_start;

        size = charset->converter == NULL ? utf8_read(charset, into, room)
                                          : converted_read(charset, into, room);
        if (size > 0 && charset->drop_byte_order)
            byte_order_drop(charset, into, &size);
        if (size > 0)
            break;
        if (charset->at_end && charset->start == start && charset->start == charset->end &&
            charset->unit_end - charset->unit_start == units)
            break;
        code = window_read(charset, err);
    }
    *ret_size = size;
    return code;
}
