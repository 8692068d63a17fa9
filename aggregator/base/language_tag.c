#include "aggregator/base/language_tag.h"

#include "aggregator/base/spelling.h"

#include <stdio.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/uloc.h>
#include <unicode/ustring.h>

enum { LOCALE_SIZE = 160, NAME_SIZE = 128 };
enum { FUZZY_MIN = 5 }; /* bytes: a shorter word is near to too many names */

/* isalpha() depends on the locale. */
static size_t letters(const char *text)
{
    return strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
}

/* Two or three letters, then parts of one to eight letters and digits. */
static bool has_form(const char *text)
{
    size_t length = letters(text);

    if (length < 2 || length > 3)
        return false;
    for (text += length; *text == '-'; text += length) {
        text++;
        for (length = 0;
             letters(text + length) > 0 || (text[length] >= '0' && text[length] <= '9');)
            length++;
        if (length == 0 || length > 8)
            return false;
    }
    return *text == '\0';
}

static void dashes_write(char *ret, size_t room, const char *text)
{
    snprintf(ret, room, "%s", text);
    for (char *c = ret; *c != '\0'; c++)
        if (*c == '_')
            *c = '-';
}

bool language_tag_read(char ret[LANGUAGE_TAG_SIZE], const char *text)
{
    char dashed[LANGUAGE_TAG_SIZE], locale[LOCALE_SIZE], tag[LANGUAGE_TAG_SIZE];
    UErrorCode status = U_ZERO_ERROR;
    int32_t parsed = 0, length;

    if (strlen(text) >= sizeof(dashed))
        return false;
    dashes_write(dashed, sizeof(dashed), text);
    if (!has_form(dashed))
        return false;
    uloc_forLanguageTag(dashed, locale, sizeof(locale), &parsed, &status);
    length = uloc_toLanguageTag(locale, tag, sizeof(tag), 1, &status);
    if (U_FAILURE(status) || length >= LANGUAGE_TAG_SIZE || (size_t)parsed != strlen(dashed) ||
        (letters(dashed) == 2 && uloc_getISO3Language(locale)[0] == '\0'))
        return false;
    memcpy(ret, tag, (size_t)length + 1);
    return true;
}

/* The main language of the country with this two-letter code. */
static bool country_language(char ret[LANGUAGE_TAG_SIZE], const char *text)
{
    char country[LOCALE_SIZE], locale[LOCALE_SIZE], language[LANGUAGE_TAG_SIZE] = "";
    UErrorCode status = U_ZERO_ERROR;

    if (strlen(text) != 2)
        return false;
    snprintf(country, sizeof(country), "und_%s", text);
    if (uloc_getISO3Country(country)[0] == '\0')
        return false;
    uloc_addLikelySubtags(country, locale, sizeof(locale), &status);
    uloc_getLanguage(locale, language, sizeof(language), &status);
    if (U_FAILURE(status) || language[0] == '\0')
        return false;
    memcpy(ret, language, sizeof(language));
    return true;
}

static bool name_is(const UChar *word, const char *language, const char *in)
{
    UChar name[NAME_SIZE];
    UErrorCode status = U_ZERO_ERROR;
    const int32_t length = uloc_getDisplayLanguage(language, in, name, NAME_SIZE, &status);

    return U_SUCCESS(status) && length > 0 && length < NAME_SIZE &&
           u_strcasecmp(word, name, U_FOLD_CASE_DEFAULT) == 0;
}

/* The language whose English name has few other letters, among those with two-letter codes. */
static const char *name_near(const char *text)
{
    struct spelling spelling;
    const char *nearest = NULL;

    spelling_init(&spelling, text);
    for (const char *const *l = uloc_getISOLanguages(); *l != NULL; l++) {
        UChar name[NAME_SIZE];
        char tried[NAME_SIZE];
        UErrorCode status = U_ZERO_ERROR;
        const int before = spelling.distance;

        uloc_getDisplayLanguage(*l, "en", name, NAME_SIZE, &status);
        u_strToUTF8(tried, NAME_SIZE, NULL, name, -1, &status);
        if (U_FAILURE(status) || strlen(*l) != 2)
            continue;
        spelling_try(&spelling, tried); /* only the distance is used later */
        if (spelling.distance < before)
            nearest = *l;
    }
    return nearest;
}

static const char *name_find(const char *text)
{
    UChar word[NAME_SIZE];
    UErrorCode status = U_ZERO_ERROR;
    int32_t length;

    u_strFromUTF8(word, NAME_SIZE, &length, text, -1, &status);
    if (U_FAILURE(status) || length >= NAME_SIZE)
        return NULL;
    for (const char *const *l = uloc_getISOLanguages(); *l != NULL; l++)
        if (name_is(word, *l, "en") || name_is(word, *l, *l))
            return *l;
    return strlen(text) >= FUZZY_MIN ? name_near(text) : NULL;
}

bool language_tag_guess(char ret[LANGUAGE_TAG_SIZE], const char *text)
{
    const char *found;

    if (country_language(ret, text))
        return true;
    found = name_find(text);
    return found != NULL && snprintf(ret, LANGUAGE_TAG_SIZE, "%s", found) < LANGUAGE_TAG_SIZE;
}
