#include "dedup/text/word.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Tags that map to another; sorted. */
static const char aliases[][2][WORD_LANG_SIZE] = {
    {"afr", "af"}, {"ara", "ar"}, {"bel", "be"}, {"bos", "sh"}, {"bs", "sh"},  {"bul", "bg"},
    {"cat", "ca"}, {"ces", "cs"}, {"cmn", "zh"}, {"cym", "cy"}, {"dan", "da"}, {"deu", "de"},
    {"ell", "el"}, {"eng", "en"}, {"est", "et"}, {"eus", "eu"}, {"fas", "fa"}, {"fil", "tl"},
    {"fin", "fi"}, {"fra", "fr"}, {"gle", "ga"}, {"glg", "gl"}, {"hbs", "sh"}, {"heb", "he"},
    {"hin", "hi"}, {"hr", "sh"},  {"hrv", "sh"}, {"hun", "hu"}, {"in", "id"},  {"ind", "id"},
    {"isl", "is"}, {"ita", "it"}, {"iw", "he"},  {"jpn", "ja"}, {"kor", "ko"}, {"lat", "la"},
    {"lav", "lv"}, {"lit", "lt"}, {"mkd", "mk"}, {"mo", "ro"},  {"nb", "no"},  {"nld", "nl"},
    {"nn", "no"},  {"nno", "no"}, {"nob", "no"}, {"nor", "no"}, {"oci", "oc"}, {"pol", "pl"},
    {"por", "pt"}, {"prs", "fa"}, {"ron", "ro"}, {"rus", "ru"}, {"slk", "sk"}, {"slv", "sl"},
    {"spa", "es"}, {"sr", "sh"},  {"srp", "sh"}, {"swe", "sv"}, {"tur", "tr"}, {"ukr", "uk"},
    {"vie", "vi"}, {"yue", "zh"}, {"zho", "zh"}, {"zlm", "ms"}, {"zsm", "ms"},
};

static int alias_compare(const void *tag, const void *row)
{
    return strcmp(tag, row);
}

void word_lang(char ret[WORD_LANG_SIZE], const char *tag)
{
    size_t length = 0;
    const char(*alias)[2][WORD_LANG_SIZE];

    memset(ret, 0, WORD_LANG_SIZE);
    if (tag == NULL)
        return;
    while (length < WORD_LANG_SIZE && isalpha((unsigned char)tag[length]))
        length++;
    if (length < 2 || length == WORD_LANG_SIZE || isalnum((unsigned char)tag[length]))
        return;
    for (size_t i = 0; i < length; i++)
        ret[i] = (char)(tag[i] | 0x20); /* lower case */
    alias = bsearch(ret, aliases, sizeof(aliases) / sizeof(aliases[0]), sizeof(aliases[0]),
                    alias_compare);
    if (alias != NULL)
        memcpy(ret, (*alias)[1], WORD_LANG_SIZE);
}
