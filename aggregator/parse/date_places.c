#include "aggregator/base/clock.h"
#include "aggregator/parse/date.h"

#include <string.h>

/* Rules for daylight saving time. */
enum summer_rule { RULE_NONE, RULE_AMERICA, RULE_EUROPE, RULE_AUSTRALIA, RULE_NEW_ZEALAND };

enum { YEAR_FIRST = 2007 }; /* first year of these rules; earlier ones differ by country */

/* Places of the IANA database with one rule since a given year, in lower case. Places whose rule
 * changes by decree (Cairo, Casablanca, Santiago) are excluded. */
static const struct place_group {
    short minutes; /* east of Greenwich in standard time */
    unsigned char rule;
    short since; /* 0: YEAR_FIRST */
    const char *names;
} groups[] = {
    {-660, RULE_NONE, 0, "pacific/midway pacific/niue pacific/pago_pago pacific/samoa"},
    {-600, RULE_NONE, 0,
     "pacific/honolulu pacific/johnston pacific/rarotonga pacific/tahiti us/hawaii"},
    {-600, RULE_AMERICA, 0, "america/adak america/atka"},
    {-570, RULE_NONE, 0, "pacific/marquesas"},
    {-540, RULE_NONE, 0, "pacific/gambier"},
    {-540, RULE_AMERICA, 0,
     "america/anchorage america/juneau america/nome america/sitka america/yakutat "
     "us/alaska"},
    {-480, RULE_NONE, 0, "pacific/pitcairn"},
    {-480, RULE_AMERICA, 0, "america/los_angeles america/vancouver canada/pacific us/pacific"},
    {-480, RULE_AMERICA, 2010,
     "america/ensenada america/santa_isabel america/tijuana mexico/bajanorte"},
    {-420, RULE_NONE, 0, "america/creston america/dawson_creek america/hermosillo america/phoenix"},
    {-420, RULE_NONE, 2016, "america/fort_nelson"},
    {-420, RULE_NONE, 2021, "america/dawson america/whitehorse canada/yukon"},
    {-420, RULE_NONE, 2023, "america/mazatlan mexico/bajasur"},
    {-420, RULE_AMERICA, 0,
     "america/boise america/cambridge_bay america/denver america/edmonton canada/mountain "
     "america/inuvik america/shiprock america/yellowknife us/mountain"},
    {-420, RULE_AMERICA, 2023, "america/ciudad_juarez"},
    {-360, RULE_NONE, 0,
     "america/belize america/costa_rica america/el_salvador america/guatemala "
     "america/managua america/regina canada/saskatchewan america/swift_current america/tegucigalpa "
     "pacific/galapagos"},
    {-360, RULE_NONE, 2023,
     "america/bahia_banderas america/chihuahua america/merida america/mexico_city mexico/general "
     "america/monterrey"},
    {-360, RULE_AMERICA, 0,
     "america/chicago america/knox_in america/menominee america/rainy_river "
     "america/rankin_inlet america/winnipeg canada/central us/central"},
    {-360, RULE_AMERICA, 2010, "america/matamoros"},
    {-360, RULE_AMERICA, 2023, "america/ojinaga"},
    {-300, RULE_NONE, 0,
     "america/atikokan america/bogota america/cayman america/coral_harbour "
     "america/guayaquil america/jamaica america/lima america/panama"},
    {-300, RULE_NONE, 2014, "america/eirunepe america/porto_acre america/rio_branco brazil/acre"},
    {-300, RULE_NONE, 2016, "america/cancun"},
    {-300, RULE_AMERICA, 0,
     "america/detroit america/fort_wayne america/indiana/indianapolis "
     "america/indianapolis america/iqaluit america/louisville america/montreal "
     "america/nassau america/new_york america/nipigon america/pangnirtung "
     "america/thunder_bay america/toronto canada/eastern us/eastern"},
    {-300, RULE_AMERICA, 2017, "america/port-au-prince"},
    {-300, RULE_AMERICA, 2019, "america/grand_turk"},
    {-240, RULE_NONE, 0,
     "america/anguilla america/antigua america/aruba america/barbados "
     "america/blanc-sablon america/boa_vista america/curacao america/dominica america/grenada "
     "america/guadeloupe america/guyana america/kralendijk america/la_paz "
     "america/lower_princes america/manaus brazil/west america/marigot america/martinique "
     "america/montserrat america/port_of_spain america/porto_velho america/puerto_rico "
     "america/santo_domingo america/st_barthelemy america/st_kitts america/st_lucia "
     "america/st_thomas america/st_vincent america/tortola america/virgin"},
    {-240, RULE_NONE, 2017, "america/caracas"},
    {-240, RULE_NONE, 2020, "america/campo_grande america/cuiaba"},
    {-240, RULE_AMERICA, 0,
     "america/glace_bay america/goose_bay america/halifax canada/atlantic america/moncton "
     "atlantic/bermuda"},
    {-210, RULE_AMERICA, 2011, "america/st_johns canada/newfoundland"},
    {-180, RULE_NONE, 0,
     "america/belem america/cayenne america/fortaleza america/maceio "
     "america/paramaribo america/recife"},
    {-180, RULE_NONE, 2009,
     "america/argentina/catamarca america/argentina/comodrivadavia "
     "america/argentina/jujuy america/argentina/la_rioja america/argentina/mendoza "
     "america/argentina/rio_gallegos america/argentina/salta "
     "america/argentina/san_juan america/argentina/ushuaia america/catamarca "
     "america/jujuy america/mendoza america/santarem"},
    {-180, RULE_NONE, 2010,
     "america/argentina/buenos_aires america/argentina/cordoba "
     "america/argentina/san_luis america/argentina/tucuman america/buenos_aires "
     "america/cordoba america/rosario"},
    {-180, RULE_NONE, 2011, "atlantic/stanley"},
    {-180, RULE_NONE, 2013, "america/bahia"},
    {-180, RULE_NONE, 2014, "america/araguaina"},
    {-180, RULE_NONE, 2016, "america/montevideo"},
    {-180, RULE_NONE, 2017, "america/punta_arenas"},
    {-180, RULE_NONE, 2020, "america/sao_paulo brazil/east"},
    {-180, RULE_AMERICA, 0, "america/miquelon"},
    {-120, RULE_EUROPE, 2024, "america/godthab america/nuuk"},
    {-120, RULE_NONE, 0, "america/noronha brazil/denoronha atlantic/south_georgia"},
    {-60, RULE_EUROPE, 0, "atlantic/azores"},
    {-60, RULE_NONE, 0, "atlantic/cape_verde"},
    {0, RULE_EUROPE, 0,
     "atlantic/canary atlantic/faeroe atlantic/faroe atlantic/madeira europe/belfast "
     "europe/dublin europe/guernsey europe/isle_of_man europe/jersey europe/lisbon "
     "europe/london"},
    {0, RULE_NONE, 0,
     "africa/abidjan africa/accra africa/bamako africa/banjul africa/bissau "
     "africa/conakry africa/dakar africa/freetown africa/lome africa/monrovia "
     "africa/nouakchott africa/ouagadougou africa/timbuktu atlantic/reykjavik "
     "atlantic/st_helena"},
    {0, RULE_NONE, 2020, "africa/sao_tome"},
    {60, RULE_EUROPE, 0,
     "africa/ceuta europe/amsterdam europe/andorra europe/belgrade europe/berlin "
     "europe/bratislava europe/brussels europe/budapest europe/busingen "
     "europe/copenhagen europe/gibraltar europe/ljubljana europe/luxembourg "
     "europe/madrid europe/malta europe/monaco europe/oslo europe/paris "
     "europe/podgorica europe/prague europe/rome europe/san_marino europe/sarajevo "
     "europe/skopje europe/stockholm europe/tirane europe/vaduz europe/vatican "
     "europe/vienna europe/warsaw europe/zagreb europe/zurich"},
    {60, RULE_NONE, 0,
     "africa/algiers africa/bangui africa/brazzaville africa/douala africa/kinshasa "
     "africa/lagos africa/libreville africa/luanda africa/malabo africa/ndjamena "
     "africa/niamey africa/porto-novo"},
    {60, RULE_NONE, 2009, "africa/tunis"},
    {120, RULE_EUROPE, 0,
     "asia/nicosia europe/athens europe/bucharest europe/helsinki europe/kiev "
     "europe/kyiv europe/mariehamn europe/nicosia europe/riga europe/sofia "
     "europe/tallinn europe/uzhgorod europe/vilnius europe/zaporozhye"},
    {120, RULE_NONE, 0,
     "africa/blantyre africa/bujumbura africa/gaborone africa/harare "
     "africa/johannesburg africa/kigali africa/lubumbashi africa/lusaka africa/maputo "
     "africa/maseru africa/mbabane"},
    {120, RULE_NONE, 2014, "africa/tripoli"},
    {120, RULE_NONE, 2015, "europe/kaliningrad"},
    {120, RULE_NONE, 2018, "africa/khartoum africa/windhoek"},
    {120, RULE_NONE, 2022, "africa/juba"},
    {180, RULE_NONE, 0,
     "africa/addis_ababa africa/asmara africa/asmera africa/dar_es_salaam "
     "africa/djibouti africa/kampala africa/mogadishu africa/nairobi asia/aden "
     "asia/bahrain asia/kuwait asia/qatar asia/riyadh indian/antananarivo "
     "indian/comoro indian/mayotte"},
    {180, RULE_NONE, 2008, "asia/baghdad"},
    {180, RULE_NONE, 2012, "europe/minsk"},
    {180, RULE_NONE, 2015, "europe/kirov europe/moscow europe/simferopol"},
    {180, RULE_NONE, 2017, "asia/istanbul europe/istanbul"},
    {180, RULE_NONE, 2021, "europe/volgograd"},
    {180, RULE_NONE, 2023, "asia/amman asia/damascus"},
    {210, RULE_NONE, 2023, "asia/tehran"},
    {240, RULE_NONE, 0, "asia/dubai asia/muscat asia/tbilisi indian/mahe indian/reunion"},
    {240, RULE_NONE, 2010, "indian/mauritius"},
    {240, RULE_NONE, 2012, "asia/yerevan europe/samara"},
    {240, RULE_NONE, 2016, "asia/baku"},
    {240, RULE_NONE, 2017, "europe/astrakhan europe/saratov europe/ulyanovsk"},
    {270, RULE_NONE, 0, "asia/kabul"},
    {300, RULE_NONE, 0,
     "asia/aqtau asia/aqtobe asia/ashgabat asia/ashkhabad asia/atyrau asia/dushanbe "
     "asia/oral asia/samarkand asia/tashkent indian/maldives"},
    {300, RULE_NONE, 2010, "asia/karachi"},
    {300, RULE_NONE, 2015, "asia/yekaterinburg"},
    {300, RULE_NONE, 2019, "asia/qyzylorda"},
    {300, RULE_NONE, 2025, "asia/almaty"},
    {330, RULE_NONE, 0, "asia/calcutta asia/colombo asia/kolkata"},
    {345, RULE_NONE, 0, "asia/kathmandu asia/katmandu"},
    {360, RULE_NONE, 0,
     "asia/bishkek asia/kashgar asia/thimbu asia/thimphu asia/urumqi indian/chagos"},
    {360, RULE_NONE, 2010, "asia/dacca asia/dhaka"},
    {360, RULE_NONE, 2015, "asia/omsk"},
    {390, RULE_NONE, 0, "asia/rangoon asia/yangon indian/cocos"},
    {420, RULE_NONE, 0,
     "asia/bangkok asia/ho_chi_minh asia/jakarta asia/phnom_penh asia/pontianak "
     "asia/saigon asia/vientiane indian/christmas"},
    {420, RULE_NONE, 2012, "asia/novokuznetsk"},
    {420, RULE_NONE, 2015, "asia/krasnoyarsk"},
    {420, RULE_NONE, 2017, "asia/barnaul asia/hovd asia/novosibirsk asia/tomsk"},
    {480, RULE_NONE, 0,
     "asia/brunei asia/chongqing asia/chungking asia/harbin asia/hong_kong "
     "asia/kuala_lumpur asia/kuching asia/macao asia/macau asia/makassar asia/manila "
     "asia/shanghai asia/singapore asia/taipei asia/ujung_pandang"},
    {480, RULE_NONE, 2010, "australia/perth australia/west"},
    {480, RULE_NONE, 2015, "asia/irkutsk"},
    {480, RULE_NONE, 2017, "asia/choibalsan asia/ulaanbaatar asia/ulan_bator"},
    {525, RULE_NONE, 2010, "australia/eucla"},
    {540, RULE_NONE, 0, "asia/dili asia/jayapura asia/seoul asia/tokyo pacific/palau"},
    {540, RULE_NONE, 2015, "asia/yakutsk"},
    {540, RULE_NONE, 2017, "asia/chita"},
    {540, RULE_NONE, 2019, "asia/pyongyang"},
    {570, RULE_AUSTRALIA, 2008,
     "australia/adelaide australia/broken_hill australia/south australia/yancowinna"},
    {570, RULE_NONE, 0, "australia/darwin australia/north"},
    {600, RULE_AUSTRALIA, 2008,
     "australia/act australia/canberra australia/currie australia/hobart "
     "australia/melbourne australia/nsw australia/sydney australia/tasmania "
     "australia/victoria"},
    {600, RULE_NONE, 0,
     "australia/brisbane australia/lindeman australia/queensland pacific/chuuk "
     "pacific/guam pacific/port_moresby pacific/saipan pacific/truk pacific/yap"},
    {600, RULE_NONE, 2015, "asia/vladivostok"},
    {660, RULE_AUSTRALIA, 2020, "pacific/norfolk"},
    {660, RULE_NONE, 0,
     "pacific/efate pacific/guadalcanal pacific/kosrae pacific/noumea pacific/pohnpei "
     "pacific/ponape"},
    {660, RULE_NONE, 2015, "asia/srednekolymsk pacific/bougainville"},
    {660, RULE_NONE, 2017, "asia/magadan asia/sakhalin"},
    {720, RULE_NONE, 0,
     "pacific/funafuti pacific/kwajalein pacific/majuro pacific/nauru pacific/tarawa "
     "pacific/wallis"},
    {720, RULE_NONE, 2012, "asia/anadyr asia/kamchatka"},
    {720, RULE_NONE, 2022, "pacific/fiji"},
    {720, RULE_NEW_ZEALAND, 2008, "pacific/auckland"},
    {765, RULE_NEW_ZEALAND, 2008, "pacific/chatham"},
    {780, RULE_NONE, 0, "pacific/enderbury pacific/kanton"},
    {780, RULE_NONE, 2012, "pacific/fakaofo"},
    {780, RULE_NONE, 2018, "pacific/tongatapu"},
    {780, RULE_NONE, 2022, "pacific/apia"},
    {840, RULE_NONE, 0, "pacific/kiritimati"},
};

/* Names are separated by blanks. */
static const struct place_group *group_find(const char *name)
{
    const size_t length = strlen(name);

    for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
        for (const char *at = strstr(groups[i].names, name); at != NULL; at = strstr(at + 1, name))
            if ((at == groups[i].names || at[-1] == ' ') &&
                (at[length] == '\0' || at[length] == ' '))
                return &groups[i];
    return NULL;
}

/* The nth Sunday of a month (0: the last) at an hour of local time. */
static int64_t sunday(int year, int month, int nth, int hour)
{
    const struct civil_time start = {.year = year, .month = nth > 0 ? month : month + 1, .day = 1};
    const int64_t first = clock_from_civil(&start);
    struct civil_time civil;
    int days;

    clock_to_civil(first, &civil);
    days = (7 - civil.weekday) % 7 + 7 * (nth - 1);
    return first + ((int64_t)days * 24 + hour) * 3600;
}

/* local is a time by the place's own clocks. */
static bool is_summer(const struct place_group *group, int64_t local, int year)
{
    const int hour = 1 + group->minutes / 60; /* Europe changes at 01:00 UTC */

    switch (group->rule) {
    case RULE_AMERICA:
        return local >= sunday(year, 3, 2, 2) && local < sunday(year, 11, 1, 2);
    case RULE_EUROPE:
        return local >= sunday(year, 3, 0, hour) && local < sunday(year, 10, 0, hour + 1);
    case RULE_AUSTRALIA:
        return local >= sunday(year, 10, 1, 2) || local < sunday(year, 4, 1, 3);
    case RULE_NEW_ZEALAND:
        return local >= sunday(year, 9, 0, 2) || local < sunday(year, 4, 1, 3);
    default:
        return false;
    }
}

bool date_place(int *ret_minutes, const char *name, int64_t local, int year)
{
    const struct place_group *group = group_find(name);

    if (group == NULL || year < YEAR_FIRST || year < group->since)
        return false;
    *ret_minutes = group->minutes + (is_summer(group, local, year) ? 60 : 0);
    return true;
}
