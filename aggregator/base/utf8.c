#include "aggregator/base/utf8.h"

#include <string.h>

int utf8_sequence(const unsigned char *text, size_t size)
{
    const unsigned char first = text[0];
    unsigned char low = 0x80, high = 0xBF;
    int length;

    if (first < 0x80)
        return 1;
    if (first < 0xC2 || first > 0xF4)
        return 0;
    length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (first == 0xE0)
        low = 0xA0; /* no overlong forms */
    else if (first == 0xED)
        high = 0x9F; /* no surrogates */
    else if (first == 0xF0)
        low = 0x90;
    else if (first == 0xF4)
        high = 0x8F; /* nothing above U+10FFFF */
    for (int i = 1; i < length; i++) {
        if ((size_t)i >= size)
            return -1;
        if (text[i] < low || text[i] > high)
            return 0;
        low = 0x80;
        high = 0xBF;
    }
    return length;
}

bool utf8_is_valid(const char *text)
{
    size_t left = strlen(text);

    while (left > 0) {
        int length = utf8_sequence((const unsigned char *)text, left);

        if (length <= 0)
            return false;
        text += length;
        left -= (size_t)length;
    }
    return true;
}

void utf8_trim(char *text)
{
    const size_t size = strlen(text);
    size_t start = size;

    while (start > 0 && size - start < 3 && ((unsigned char)text[start - 1] & 0xC0) == 0x80)
        start--;
    if (start > 0 && utf8_sequence((const unsigned char *)text + start - 1, size - start + 1) < 0)
        text[start - 1] = '\0';
}

uint32_t utf8_decode(const unsigned char *text, int length)
{
    static const unsigned char masks[5] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    uint32_t code = text[0] & masks[length];

    for (int i = 1; i < length; i++)
        code = code << 6 | (text[i] & 0x3F);
    return code;
}

int utf8_encode(char into[4], uint32_t code)
{
    static const unsigned char marks[5] = {0, 0, 0xC0, 0xE0, 0xF0};
    int length = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;

    for (int i = length - 1; i > 0; i--) {
        into[i] = (char)(0x80 | (code & 0x3F));
        code >>= 6;
    }
    into[0] = (char)(marks[length] | code);
    return length;
}

bool utf8_is_xml(uint32_t code)
{
    return code == '\t' || code == '\n' || code == '\r' || (code >= 0x20 && code < 0xD800) ||
           (code >= 0xE000 && code < 0xFFFE) || (code >= 0x10000 && code < 0x110000);
}

uint32_t utf8_from_reference(uint32_t code)
{
    static const uint16_t windows_1252[32] = {
        0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
        0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
        0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

    if (code >= 0x80 && code < 0xA0)
        return windows_1252[code - 0x80];
    return utf8_is_xml(code) ? code : 0;
}
