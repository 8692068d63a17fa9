#include "aggregator/parse/date.h"

#include <stdlib.h>
#include <string.h>

/* Beginnings of the names of months, folded; where one begins another, the longer stands first. */
static const struct month_name {
    const char *start;
    int month;
} months[] = {
    {"jan", 1},     {"gen", 1},  {"ene", 1},  {"ιαν", 1},  {"янв", 1},  {"tam", 1},   {"feb", 2},
    {"fev", 2},     {"fév", 2},  {"φεβ", 2},  {"фев", 2},  {"hel", 2},  {"mar", 3},   {"már", 3},
    {"mär", 3},     {"mrz", 3},  {"maa", 3},  {"μαρ", 3},  {"μάρ", 3},  {"мар", 3},   {"apr", 4},
    {"ápr", 4},     {"avr", 4},  {"abr", 4},  {"απρ", 4},  {"апр", 4},  {"huh", 4},   {"may", 5},
    {"mai", 5},     {"maj", 5},  {"máj", 5},  {"mag", 5},  {"mei", 5},  {"maí", 5},   {"μαι", 5},
    {"μάι", 5},     {"μαΐ", 5},  {"μαϊ", 5},  {"май", 5},  {"мая", 5},  {"tou", 5},   {"jun", 6},
    {"jún", 6},     {"juin", 6}, {"giu", 6},  {"ιουν", 6}, {"ιούν", 6}, {"июн", 6},   {"kes", 6},
    {"jul", 7},     {"júl", 7},  {"juil", 7}, {"lug", 7},  {"ιουλ", 7}, {"ιούλ", 7},  {"июл", 7},
    {"hei", 7},     {"aug", 8},  {"aou", 8},  {"aoû", 8},  {"ago", 8},  {"ágú", 8},   {"αυγ", 8},
    {"αύγ", 8},     {"авг", 8},  {"elo", 8},  {"sep", 9},  {"set", 9},  {"szept", 9}, {"σεπ", 9},
    {"сен", 9},     {"syy", 9},  {"oct", 10}, {"okt", 10}, {"ott", 10}, {"out", 10},  {"οκτ", 10},
    {"окт", 10},    {"lok", 10}, {"nov", 11}, {"nóv", 11}, {"νοε", 11}, {"νοέ", 11},  {"ноя", 11},
    {"marras", 11}, {"dec", 12}, {"dez", 12}, {"déc", 12}, {"des", 12}, {"dic", 12},  {"δεκ", 12},
    {"дек", 12},    {"jou", 12},
};

/* Hours east of Greenwich. Names that mean different zones in different countries are left out,
 * unless RFC 822 gives them one meaning. Sorted. */
static const struct zone_name {
    const char *name;
    int minutes;
} zones[] = {
    {"a", -60},     {"acdt", 630},  {"acst", 570}, {"adt", -180}, {"aedt", 660}, {"aest", 600},
    {"akdt", -480}, {"akst", -540}, {"ast", -240}, {"at", -240},  {"awst", 480}, {"brt", -180},
    {"bst", 60},    {"cdt", -300},  {"cest", 120}, {"cet", 60},   {"cst", -360}, {"ct", -300},
    {"edt", -240},  {"eest", 180},  {"eet", 120},  {"est", -300}, {"et", -240},  {"gmt", 0},
    {"hkt", 480},   {"hst", -600},  {"jst", 540},  {"kst", 540},  {"m", -720},   {"mdt", -360},
    {"mest", 120},  {"mesz", 120},  {"met", 60},   {"mez", 60},   {"msk", 180},  {"mst", -420},
    {"mt", -360},   {"n", 60},      {"nzdt", 780}, {"nzst", 720}, {"pdt", -420}, {"pst", -480},
    {"pt", -420},   {"sast", 120},  {"sgt", 480},  {"ut", 0},     {"utc", 0},    {"west", 60},
    {"wet", 0},     {"y", 720},     {"z", 0},
};

int date_month(const char *word)
{
    for (size_t i = 0; i < sizeof(months) / sizeof(months[0]); i++)
        if (strncmp(word, months[i].start, strlen(months[i].start)) == 0)
            return strncmp(word, "marras", 6) == 0 ? 11 : months[i].month;
    return 0;
}

static int zone_compare(const void *key, const void *row)
{
    return strcmp(key, ((const struct zone_name *)row)->name);
}

bool date_zone(int *ret_minutes, const char *name)
{
    const struct zone_name *zone =
        bsearch(name, zones, sizeof(zones) / sizeof(zones[0]), sizeof(zones[0]), zone_compare);

    if (zone == NULL)
        return false;
    *ret_minutes = zone->minutes;
    return true;
}
