#include "dedup/text/lang_script.h"

#include <stdbool.h>

enum {
    MIN_BYTES = 120,
    KANA_PERCENT = 10, /* share of kana in Han and kana that identifies Japanese */
};

enum script { NONE, HAN, KANA, HANGUL, THAI, OTHER, SCRIPTS };

/* The script of a character of three bytes, by the first two. */
static enum script script_of_three(unsigned char first, unsigned char second)
{
    if (first >= 0xe4 && first <= 0xe9)
        return HAN;
    if (first == 0xe3)
        return second >= 0x81 && second <= 0x83 ? KANA : second >= 0x90 ? HAN : NONE;
    if ((first == 0xea && second >= 0xb0) || (first >= 0xeb && first <= 0xed))
        return HANGUL;
    if (first == 0xe0)
        return second == 0xb8 || second == 0xb9 ? THAI : OTHER;
    return first == 0xe2 || first == 0xef ? NONE : OTHER; /* signs and full-width letters */
}

static bool is_letter(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

const char *lang_script(const char *sample, size_t size, size_t percent)
{
    size_t bytes[SCRIPTS] = {0}, all = 0, ideographs;

    for (size_t i = 0; i < size;) {
        unsigned char c = (unsigned char)sample[i];
        size_t length = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;

        if (c < 0x80)
            bytes[is_letter(c) ? OTHER : NONE]++;
        else if (length == 3 && i + 1 < size)
            bytes[script_of_three(c, (unsigned char)sample[i + 1])] += 3;
        else if (length == 2)
            bytes[c >= 0xc3 ? OTHER : NONE] += 2;
        i += length;
    }
    for (int script = HAN; script < SCRIPTS; script++)
        all += bytes[script];
    if (all < MIN_BYTES)
        return "";
    ideographs = bytes[HAN] + bytes[KANA];
    if (100 * bytes[HANGUL] >= percent * all)
        return "ko";
    if (100 * bytes[THAI] >= percent * all)
        return "th";
    if (100 * ideographs < percent * all)
        return "";
    if (bytes[KANA] == 0)
        return "zh";
    return 100 * bytes[KANA] >= KANA_PERCENT * ideographs ? "ja" : "";
}
