#include "aggregator/clean/html_token.h"

#include <libxml/HTMLparser.h>
#include <stdint.h>
#include <string.h>

enum { NAME_MAX_BYTES = 10 };

/* References that browsers accept without a semicolon (WHATWG HTML, §13.5), common ones only. */
static const char *const bare_names[] = {"amp", "copy", "gt", "lt", "nbsp", "quot", "reg"};

/* HTML5 names that occur in feeds and are missing in HTML 4. */
static const struct {
    const char *name;
    uint32_t code;
} later_names[] = {{"apos", '\''},  {"NewLine", '\n'}, {"Tab", '\t'},      {"colon", ':'},
                   {"comma", ','},  {"excl", '!'},     {"period", '.'},    {"num", '#'},
                   {"lpar", '('},   {"rpar", ')'},     {"lbrack", '['},    {"rbrack", ']'},
                   {"sol", '/'},    {"quest", '?'},    {"equals", '='},    {"percnt", '%'},
                   {"commat", '@'}, {"lowbar", '_'},   {"hyphen", 0x2010}, {"hellip", 0x2026},
                   {"AMP", '&'},    {"LT", '<'},       {"GT", '>'},        {"QUOT", '"'},
                   {"COPY", 0xA9},  {"REG", 0xAE},     {"dash", 0x2010},   {"rarr", 0x2192}};

static const uint16_t windows_1252[32] = {
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};

static void code_write(char ret[5], uint32_t code)
{
    size_t used = 0;

    if (code >= 0x80 && code < 0xA0)
        code = windows_1252[code - 0x80];
    if ((code < ' ' && code != '\t' && code != '\n' && code != '\r') || code == 0x7F ||
        (code >= 0xD800 && code < 0xE000) || code == 0xFFFE || code == 0xFFFF || code > 0x10FFFF)
        code = 0xFFFD;
    if (code < 0x80) {
        ret[used++] = (char)code;
    } else if (code < 0x800) {
        ret[used++] = (char)(0xC0 | code >> 6);
    } else if (code < 0x10000) {
        ret[used++] = (char)(0xE0 | code >> 12);
        ret[used++] = (char)(0x80 | (code >> 6 & 0x3F));
    } else {
        ret[used++] = (char)(0xF0 | code >> 18);
        ret[used++] = (char)(0x80 | (code >> 12 & 0x3F));
        ret[used++] = (char)(0x80 | (code >> 6 & 0x3F));
    }
    if (code >= 0x80)
        ret[used++] = (char)(0x80 | (code & 0x3F));
    ret[used] = '\0';
}

static int digit_value(char c, bool hex)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (hex && (c | 0x20) >= 'a' && (c | 0x20) <= 'f')
        return (c | 0x20) - 'a' + 10;
    return -1;
}

static size_t number_decode(char ret[5], const char *text, const char *end)
{
    const bool hex = end - text > 2 && (text[2] | 0x20) == 'x';
    const char *at = text + (hex ? 3 : 2);
    const char *first = at;
    uint32_t code = 0;

    for (; at < end && digit_value(*at, hex) >= 0; at++)
        if (code <= 0x10FFFF)
            code = code * (hex ? 16 : 10) + (uint32_t)digit_value(*at, hex);
    if (at == first)
        return 0;
    code_write(ret, code);
    return (size_t)(at - text) + (at < end && *at == ';');
}

static uint32_t name_lookup(const char *name)
{
    const htmlEntityDesc *entity = htmlEntityLookup((const xmlChar *)name);

    if (entity != NULL)
        return entity->value;
    for (size_t i = 0; i < sizeof(later_names) / sizeof(later_names[0]); i++)
        if (strcmp(name, later_names[i].name) == 0)
            return later_names[i].code;
    return 0;
}

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

static size_t bare_decode(char ret[5], const char *text, const char *end, bool in_value)
{
    for (size_t i = 0; i < sizeof(bare_names) / sizeof(bare_names[0]); i++) {
        const size_t length = strlen(bare_names[i]);

        if ((size_t)(end - text) <= length || memcmp(text + 1, bare_names[i], length) != 0)
            continue;
        if (in_value && text + 1 + length < end &&
            (is_word(text[1 + length]) || text[1 + length] == '='))
            return 0;
        code_write(ret, name_lookup(bare_names[i]));
        return length + 1;
    }
    return 0;
}

size_t html_reference_decode(char ret[5], const char *text, const char *end, bool in_value)
{
    char name[NAME_MAX_BYTES + 1];
    size_t length = 0;
    uint32_t code;

    if (end - text > 2 && text[1] == '#')
        return number_decode(ret, text, end);
    while (length < NAME_MAX_BYTES && text + 1 + length < end && is_word(text[1 + length])) {
        name[length] = text[1 + length];
        length++;
    }
    name[length] = '\0';
    if (length > 0 && text + 1 + length < end && text[1 + length] == ';') {
        code = name_lookup(name);
        if (code != 0) {
            code_write(ret, code);
            return length + 2;
        }
    }
    return length > 0 ? bare_decode(ret, text, end, in_value) : 0;
}
