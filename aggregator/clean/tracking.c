#include "aggregator/clean/tracking.h"

#include <string.h>
#include <strings.h>

/* Names so specific that no site uses them to select a page, grouped by origin. A final '*' matches
 * any suffix; a row with '=' compares the value as well. Words ("source", "ref", "feed", "share",
 * "cmp") are excluded, because on some sites they select the content. */
static const char *const parameters[] = {
    /* web analytics */
    "utm_*", "itm_*", "mtm_*", "matomo_*", "piwik_*", "pk_campaign", "pk_kwd", "pk_keyword",
    "pk_source", "pk_medium", "pk_content", "pk_cid", "pk_vid", "_ga", "_gl", "_gac", "_openstat",
    "campaign_id", "campaign_medium", "campaign_name", "campaign_source", "campaign_term",
    "campaign_content", "traffic_source", "xtor", "wt_mc", "wt.mc_id", "wt_zmc", "at_medium",
    "at_campaign", "at_campaign_type", "at_custom1", "at_custom2", "at_custom3", "at_custom4",
    "at_link_id", "at_link_type", "at_link_origin", "at_bbc_team", "at_ptr_name", "at_format",
    "ns_mchannel", "ns_campaign", "ns_source", "ns_linkname", "ns_fee", "cmpid", "ocid", "s_cid",
    "sc_cid", "s_kwcid", "ef_id", "spm", "hmb_*", "ftag", "soc_src", "soc_trk", "__source",
    /* advertising */
    "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "gad_source", "gad_campaignid", "srsltid",
    "fbclid", "fb_action_*", "fb_source", "fb_ref", "action_object_map", "action_type_map",
    "action_ref_map", "mibextid", "msclkid", "yclid", "ysclid", "twclid", "ttclid", "igshid",
    "igsh", "li_fat_id", "rdt_cid", "sccid", "epik", "tblci", "dicbo", "zanpid", "irclickid",
    "irgwc", "rb_clickid", "wickedid", "guccounter", "guce_*", "__twitter_impression", "ref_src",
    "ref_url", "trkcampaign", "smtyp", "_branch_*", "__readwiselocation",
    /* mailings */
    "mc_cid", "mc_eid", "mc_tc", "mkt_tok", "_hsenc", "_hsmi", "__hs*", "hsa_*", "hsctatracking",
    "oly_*", "vero_*", "_bhlid", "_kx", "ml_subscriber", "ml_subscriber_hash", "elqtrackid",
    "elqtrack", "dm_i",
    /* another form of the same page */
    "amp", "amp=1", "amp=true", "outputtype=amp"};

/* Words that only track on certain sites: the end of the host, and the name. */
static const char *const of_site[][2] = {
    {"youtube.com", "feature"}, {"youtube.com", "si"},     {"youtube.com", "pp"},
    {"youtu.be", "feature"},    {"youtu.be", "si"},        {"theguardian.com", "cmp"},
    {"dailymail.co.uk", "ito"}, {"nytimes.com", "smid"},   {"nytimes.com", "partner"},
    {"nytimes.com", "emc"},     {"dw.com", "maca"},        {"medium.com", "source"},
    {"wsj.com", "mod"},         {"marketwatch.com", "mod"}};

/* Parts that every page has, unrelated to its topic. */
static const char *const anchors[] = {
    "top",     "content",  "main", "main-content",  "maincontent", "article",   "start", "header",
    "respond", "comments", "more", "disqus_thread", "continue",    "read-more", "rss",   "ref=rss"};

static bool is_row(const char *row, const char *name, size_t name_length, size_t length)
{
    const size_t known = strlen(row);

    if (row[known - 1] == '*')
        return name_length >= known - 1 && strncasecmp(name, row, known - 1) == 0;
    if (strchr(row, '=') == NULL && strcmp(row, "amp") != 0)
        length = name_length;
    return length == known && strncasecmp(name, row, known) == 0;
}

static bool is_host(const char *host, size_t length, const char *site)
{
    const size_t known = strlen(site);

    return length >= known && memcmp(host + length - known, site, known) == 0 &&
           (length == known || host[length - known - 1] == '.');
}

bool tracking_is_parameter(const char *parameter, size_t length, const char *host,
                           size_t host_length)
{
    const char *equals = memchr(parameter, '=', length);
    const size_t name_length = equals != NULL ? (size_t)(equals - parameter) : length;

    for (size_t i = 0; i < sizeof(parameters) / sizeof(parameters[0]); i++)
        if (is_row(parameters[i], parameter, name_length, length))
            return true;
    for (size_t i = 0; i < sizeof(of_site) / sizeof(of_site[0]); i++)
        if (is_row(of_site[i][1], parameter, name_length, length) &&
            is_host(host, host_length, of_site[i][0]))
            return true;
    return false;
}

/* "more-123" marks the end of a weblog teaser. */
static bool is_more(const char *fragment)
{
    return strncmp(fragment, "more-", 5) == 0 && fragment[5] != '\0' &&
           fragment[5 + strspn(fragment + 5, "0123456789")] == '\0';
}

static bool is_tracking_alone(const char *fragment)
{
    for (;;) {
        const size_t length = strcspn(fragment, "&;");

        if (memchr(fragment, '=', length) == NULL ||
            !tracking_is_parameter(fragment, length, "", 0))
            return false;
        if (fragment[length] == '\0')
            return true;
        fragment += length + 1;
    }
}

bool tracking_is_fragment(const char *fragment)
{
    if (fragment[strspn(fragment, "!/")] == '\0' || strncmp(fragment, ":~:", 3) == 0 ||
        is_more(fragment) || is_tracking_alone(fragment))
        return true;
    for (size_t i = 0; i < sizeof(anchors) / sizeof(anchors[0]); i++)
        if (strcasecmp(fragment, anchors[i]) == 0)
            return true;
    return false;
}
