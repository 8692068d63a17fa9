#include "aggregator/parse/date.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Minutes east of Greenwich. Abbreviations that differ between countries are excluded, unless RFC
 * 822 or nearly all usage gives them one meaning. Sorted. */
static const struct zone_name {
    const char *name;
    int minutes;
} zones[] = {
    {"a", -60},     {"acdt", 630},  {"acst", 570}, {"adt", -180}, {"aedt", 660}, {"aest", 600},
    {"akdt", -480}, {"akst", -540}, {"art", -180}, {"ast", -240}, {"at", -240},  {"awst", 480},
    {"brt", -180},  {"bst", 60},    {"cat", 120},  {"cdt", -300}, {"cest", 120}, {"cet", 60},
    {"clst", -180}, {"clt", -240},  {"cot", -300}, {"cst", -360}, {"ct", -300},  {"eat", 180},
    {"edt", -240},  {"eest", 180},  {"eet", 120},  {"est", -300}, {"et", -240},  {"gmt", 0},
    {"hkt", 480},   {"hst", -600},  {"ict", 420},  {"idt", 180},  {"irkt", 480}, {"jst", 540},
    {"krat", 420},  {"kst", 540},   {"m", -720},   {"mdt", -360}, {"mest", 120}, {"mesz", 120},
    {"met", 60},    {"mez", 60},    {"msd", 240},  {"msk", 180},  {"mst", -420}, {"mt", -360},
    {"myt", 480},   {"n", 60},      {"ndt", -150}, {"npt", 345},  {"nst", -210}, {"nzdt", 780},
    {"nzst", 720},  {"omst", 360},  {"pdt", -420}, {"pet", -300}, {"phst", 480}, {"pht", 480},
    {"pkt", 300},   {"pst", -480},  {"pt", -420},  {"samt", 240}, {"sast", 120}, {"sgt", 480},
    {"trt", 180},   {"ut", 0},      {"utc", 0},    {"uyt", -180}, {"vet", -240}, {"vlat", 600},
    {"wat", 60},    {"west", 60},   {"wet", 0},    {"wib", 420},  {"wit", 540},  {"wita", 480},
    {"y", 720},     {"yakt", 540},  {"yekt", 300}, {"z", 0},
};

/* Meanings in one country, and the languages written only there. An abbreviation that is only in
 * this table is ambiguous elsewhere. */
static const struct zone_country {
    const char *name, *country, *languages;
    int minutes;
} countries[] = {
    {"amt", "am", "hy", 240},       {"amt", "br", "", -240},
    {"ast", "bh", "", 180},         {"ast", "iq", "", 180},
    {"ast", "kw", "", 180},         {"ast", "qa", "", 180},
    {"ast", "sa", "", 180},         {"ast", "ye", "", 180},
    {"bst", "bd", "bn", 360},       {"cst", "au", "", 570},
    {"cst", "cn", "zh", 480},       {"cst", "cu", "", -300},
    {"cst", "tw", "", 480},         {"edt", "au", "", 660},
    {"est", "au", "", 600},         {"gst", "ae", "", 240},
    {"gst", "om", "", 240},         {"ist", "ie", "ga", 60},
    {"ist", "il", "he iw yi", 120}, {"ist", "in", "as bn gu hi kn ml mr or pa ta te", 330},
    {"mst", "mm", "my", 390},       {"mst", "my", "ms", 480},
    {"pst", "ph", "fil tl", 480},   {"sst", "as", "sm", -660},
    {"sst", "sg", "", 480},         {"wst", "au", "", 480},
};

static int zone_compare(const void *key, const void *row)
{
    return strcmp(key, ((const struct zone_name *)row)->name);
}

enum { SUBTAG_SIZE = 4 };

/* The language and country of a BCP 47 tag, in their original case; "" when missing. */
static void tag_read(char language[SUBTAG_SIZE], char country[SUBTAG_SIZE], const char *tag)
{
    language[0] = country[0] = '\0';
    for (bool first = true; tag != NULL && *tag != '\0'; first = false) {
        const size_t length = strcspn(tag, "-_");

        if (first ? length < SUBTAG_SIZE : length == 2)
            snprintf(first ? language : country, SUBTAG_SIZE, "%.*s", (int)length, tag);
        tag += length + (tag[length] != '\0');
    }
}

/* The top-level domain of an address, if it is that of a country. */
static void domain_read(char country[SUBTAG_SIZE], const char *url)
{
    const char *host = url != NULL ? strstr(url, "://") : NULL;
    size_t length;

    country[0] = '\0';
    if (host == NULL)
        return;
    host += 3;
    length = strcspn(host, ":/?#");
    if (length > 3 && host[length - 3] == '.')
        snprintf(country, SUBTAG_SIZE, "%.2s", host + length - 2);
}

/* Whether a list contains the word, of two or three letters. */
static bool is_listed(const char *list, const char *word)
{
    const size_t length = strlen(word);

    for (; length > 0 && *list != '\0'; list += strcspn(list, " "), list += *list == ' ')
        if (strncasecmp(list, word, length) == 0 && (list[length] == ' ' || list[length] == '\0'))
            return true;
    return false;
}

/* The meaning of name in a country, or for a language when country is NULL. */
static const struct zone_country *country_find(const char *name, const char *country,
                                               const char *language)
{
    for (size_t i = 0; i < sizeof(countries) / sizeof(countries[0]); i++)
        if (strcmp(countries[i].name, name) == 0 &&
            (country != NULL ? strcasecmp(countries[i].country, country) == 0
                             : is_listed(countries[i].languages, language)))
            return &countries[i];
    return NULL;
}

static bool is_of_countries(const char *name)
{
    for (size_t i = 0; i < sizeof(countries) / sizeof(countries[0]); i++)
        if (strcmp(countries[i].name, name) == 0)
            return true;
    return false;
}

/* The country in the language tag wins over the address, and the address over the language. For an
 * abbreviation with a common meaning, the address is ignored when the tag names a country. */
static const struct zone_country *meaning_find(const char *name, const struct date_context *context,
                                               bool common)
{
    char language[SUBTAG_SIZE], told[SUBTAG_SIZE], domain[SUBTAG_SIZE];
    const struct zone_country *meaning;

    tag_read(language, told, context->language);
    domain_read(domain, context->url);
    meaning = country_find(name, told, NULL);
    if (meaning == NULL && (told[0] == '\0' || !common))
        meaning = country_find(name, domain, NULL);
    return meaning != NULL ? meaning : country_find(name, NULL, language);
}

enum date_zone_kind date_zone(int *ret_minutes, const char *name,
                              const struct date_context *context)
{
    const struct zone_name *zone =
        bsearch(name, zones, sizeof(zones) / sizeof(zones[0]), sizeof(zones[0]), zone_compare);
    const struct zone_country *meaning =
        context != NULL ? meaning_find(name, context, zone != NULL) : NULL;

    if (meaning == NULL && zone == NULL)
        return is_of_countries(name) ? DATE_ZONE_UNSURE : DATE_ZONE_UNKNOWN;
    *ret_minutes = meaning != NULL ? meaning->minutes : zone->minutes;
    return DATE_ZONE_KNOWN;
}
