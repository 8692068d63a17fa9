#include "aggregator/parse/tags.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Sorted by namespace and name. Priority 5 is the dialect's own element for the field. */
static const struct tag rows[] = {
    {NS_CORE, "abstract", FIELD_DESCRIPTION, 3, TAG_TEXT_PLAIN},
    {NS_CORE, "author", FIELD_AUTHOR, 5, TAG_TEXT_PLAIN},
    {NS_CORE, "body", FIELD_CONTENT, 3, TAG_TEXT_XHTML},
    {NS_CORE, "category", FIELD_CATEGORY, 5, TAG_TEXT_PLAIN},
    {NS_CORE, "channel", FIELD_CHANNEL, 5, TAG_TEXT_PLAIN},
    {NS_CORE, "comments", FIELD_COMMENTS, 5, TAG_TEXT_PLAIN},
    {NS_CORE, "content", FIELD_CONTENT, 5, TAG_TEXT_PLAIN},
    {NS_CORE, "contributor", FIELD_CONTRIBUTOR, 5, TAG_TEXT_PLAIN},
    {NS_CORE, "copyright", FIELD_MARKUP, 5, TAG_TEXT_PLAIN},
    {NS_CORE, "day", FIELD_SKIP_DAY, 5, TAG_TEXT_PLAIN},
    {NS_CORE, "description", FIELD_DESCRIPTION, 5, TAG_TEXT_HTML},
    {NS_CORE, "email", FIELD_PERSON_EMAIL, 5, TAG_TEXT_PLAIN},
    {NS_CORE, "enclosure", FIELD_ENCLOSURE, 5, TAG_TEXT_PLAIN},
    {NS_CORE, "entry", FIELD_ITEM, 5, TAG_TEXT_PLAIN},
    {NS_CORE, "feed", FIELD_FEED, 5, TAG_TEXT_PLAIN},
    {NS_CORE, "fullitem", FIELD_CONTENT, 4, TAG_TEXT_HTML},
    {NS_CORE, "guid", FIELD_ID, 5, TAG_TEXT_PLAIN},
    {NS_CORE, "homepage", FIELD_PERSON_URL, 5, TAG_TEXT_PLAIN},
    {NS_CORE, "hour", FIELD_SKIP_HOUR, 5, TAG_TEXT_PLAIN},
    {NS_CORE, "id", FIELD_ID, 5, TAG_TEXT_PLAIN},
    {NS_CORE, "image", FIELD_APART, 5, TAG_TEXT_PLAIN},
    {NS_CORE, "info", FIELD_MARKUP, 5, TAG_TEXT_PLAIN},
    {NS_CORE, "issued", FIELD_PUBLISHED, 5, TAG_TEXT_PLAIN},
    {NS_CORE, "item", FIELD_ITEM, 5, TAG_TEXT_PLAIN},
    {NS_CORE, "keywords", FIELD_CATEGORY, 4, TAG_TEXT_PLAIN},
    {NS_CORE, "language", FIELD_LANGUAGE, 5, TAG_TEXT_PLAIN},
    {NS_CORE, "lastbuilddate", FIELD_UPDATED, 5, TAG_TEXT_PLAIN},
    {NS_CORE, "link", FIELD_LINK, 5, TAG_TEXT_PLAIN},
    {NS_CORE, "managingeditor", FIELD_AUTHOR, 4, TAG_TEXT_PLAIN},
    {NS_CORE, "modified", FIELD_UPDATED, 5, TAG_TEXT_PLAIN},
    {NS_CORE, "name", FIELD_PERSON_NAME, 5, TAG_TEXT_PLAIN},
    {NS_CORE, "pubdate", FIELD_PUBLISHED, 5, TAG_TEXT_PLAIN},
    {NS_CORE, "published", FIELD_PUBLISHED, 5, TAG_TEXT_PLAIN},
    {NS_CORE, "rdf", FIELD_RDF, 5, TAG_TEXT_PLAIN},
    {NS_CORE, "rights", FIELD_MARKUP, 5, TAG_TEXT_PLAIN},
    {NS_CORE, "rss", FIELD_RSS, 5, TAG_TEXT_PLAIN},
    {NS_CORE, "source", FIELD_SOURCE, 5, TAG_TEXT_PLAIN},
    {NS_CORE, "subtitle", FIELD_SUBTITLE, 5, TAG_TEXT_PLAIN},
    {NS_CORE, "summary", FIELD_SUMMARY, 5, TAG_TEXT_PLAIN},
    {NS_CORE, "tagline", FIELD_SUBTITLE, 5, TAG_TEXT_PLAIN},
    {NS_CORE, "tags", FIELD_KEYWORDS, 4, TAG_TEXT_PLAIN},
    {NS_CORE, "textinput", FIELD_APART, 5, TAG_TEXT_PLAIN},
    {NS_CORE, "title", FIELD_TITLE, 5, TAG_TEXT_PLAIN},
    {NS_CORE, "ttl", FIELD_TTL, 5, TAG_TEXT_PLAIN},
    {NS_CORE, "updated", FIELD_UPDATED, 5, TAG_TEXT_PLAIN},
    {NS_CORE, "uri", FIELD_PERSON_URL, 5, TAG_TEXT_PLAIN},
    {NS_CORE, "url", FIELD_PERSON_URL, 5, TAG_TEXT_PLAIN},
    {NS_CONTENT, "encoded", FIELD_CONTENT, 6, TAG_TEXT_HTML},
    {NS_CREATIVECOMMONS, "license", FIELD_LICENSE, 5, TAG_TEXT_PLAIN},
    {NS_DC, "author", FIELD_AUTHOR, 4, TAG_TEXT_PLAIN},
    {NS_DC, "creator", FIELD_AUTHOR, 4, TAG_TEXT_PLAIN},
    {NS_DC, "date", FIELD_PUBLISHED, 3, TAG_TEXT_PLAIN},
    {NS_DC, "description", FIELD_DESCRIPTION, 4, TAG_TEXT_HTML},
    {NS_DC, "identifier", FIELD_ID, 1, TAG_TEXT_PLAIN},
    {NS_DC, "language", FIELD_LANGUAGE, 6, TAG_TEXT_PLAIN},
    {NS_DC, "rights", FIELD_MARKUP, 4, TAG_TEXT_PLAIN},
    {NS_DC, "subject", FIELD_CATEGORY, 4, TAG_TEXT_PLAIN},
    {NS_DC, "title", FIELD_TITLE, 4, TAG_TEXT_PLAIN},
    {NS_DCTERMS, "issued", FIELD_PUBLISHED, 4, TAG_TEXT_PLAIN},
    {NS_DCTERMS, "modified", FIELD_UPDATED, 4, TAG_TEXT_PLAIN},
    {NS_FEEDBURNER, "browserfriendly", FIELD_MARKUP, 1, TAG_TEXT_PLAIN},
    {NS_FEEDBURNER, "origenclosurelink", FIELD_ORIGINAL_ENCLOSURE, 9, TAG_TEXT_PLAIN},
    {NS_FEEDBURNER, "origlink", FIELD_ORIGINAL_LINK, 9, TAG_TEXT_PLAIN},
    {NS_GOOGLEPLAY, "description", FIELD_DESCRIPTION, 1, TAG_TEXT_PLAIN},
    {NS_ITUNES, "author", FIELD_AUTHOR, 3, TAG_TEXT_PLAIN},
    {NS_ITUNES, "category", FIELD_CATEGORY, 3, TAG_TEXT_PLAIN},
    {NS_ITUNES, "image", FIELD_THUMBNAIL, 4, TAG_TEXT_PLAIN},
    {NS_ITUNES, "keywords", FIELD_KEYWORDS, 3, TAG_TEXT_PLAIN},
    {NS_ITUNES, "owner", FIELD_APART, 3, TAG_TEXT_PLAIN},
    {NS_ITUNES, "subtitle", FIELD_SUBTITLE, 3, TAG_TEXT_PLAIN},
    {NS_ITUNES, "summary", FIELD_SUMMARY, 3, TAG_TEXT_PLAIN},
    {NS_ITUNES, "title", FIELD_TITLE, 2, TAG_TEXT_PLAIN},
    {NS_MEDIA, "category", FIELD_CATEGORY, 2, TAG_TEXT_PLAIN},
    {NS_MEDIA, "content", FIELD_MEDIA_CONTENT, 5, TAG_TEXT_PLAIN},
    {NS_MEDIA, "description", FIELD_DESCRIPTION, 2, TAG_TEXT_PLAIN},
    {NS_MEDIA, "group", FIELD_GROUP, 5, TAG_TEXT_PLAIN},
    {NS_MEDIA, "keywords", FIELD_KEYWORDS, 2, TAG_TEXT_PLAIN},
    {NS_MEDIA, "thumbnail", FIELD_THUMBNAIL, 5, TAG_TEXT_PLAIN},
    {NS_MEDIA, "title", FIELD_TITLE, 3, TAG_TEXT_PLAIN},
    {NS_RDF, "rdf", FIELD_RDF, 5, TAG_TEXT_PLAIN},
    {NS_SY, "updatefrequency", FIELD_UPDATE_FREQUENCY, 5, TAG_TEXT_PLAIN},
    {NS_SY, "updateperiod", FIELD_UPDATE_PERIOD, 5, TAG_TEXT_PLAIN},
    {NS_XHTML, "body", FIELD_CONTENT, 5, TAG_TEXT_XHTML},
    {NS_XHTML, "div", FIELD_CONTENT, 2, TAG_TEXT_XHTML},
};

/* Sorted by URI without case. */
static const struct tag_uri {
    const char *uri;
    enum tag_namespace ns;
} uris[] = {
    {"http://backend.userland.com/creativeCommonsRssModule", NS_CREATIVECOMMONS},
    {"http://backend.userland.com/rss", NS_CORE},
    {"http://backend.userland.com/rss2", NS_CORE},
    {"http://base.google.com/ns/1.0", NS_OTHER},
    {"http://blogs.law.harvard.edu/tech/rss", NS_CORE},
    {"http://channel.netscape.com/rdf/simple/0.9/", NS_CORE},
    {"http://cyber.law.harvard.edu/rss/creativeCommonsRssModule.html", NS_CREATIVECOMMONS},
    {"http://example.com/DTDs/PodCast-1.0.dtd", NS_ITUNES},
    {"http://example.com/necho", NS_CORE},
    {"http://example.com/newformat#", NS_CORE},
    {"http://my.netscape.com/rdf/simple/0.9/", NS_CORE},
    {"http://purl.org/atom/ns#", NS_CORE},
    {"http://purl.org/dc/elements/1.0/", NS_DC},
    {"http://purl.org/dc/elements/1.1/", NS_DC},
    {"http://purl.org/dc/terms/", NS_DCTERMS},
    {"http://purl.org/echo/", NS_CORE},
    {"http://purl.org/net/rss1.1#", NS_CORE},
    {"http://purl.org/pie/", NS_CORE},
    {"http://purl.org/rss/1.0/", NS_CORE},
    {"http://purl.org/rss/1.0/modules/content/", NS_CONTENT},
    {"http://purl.org/rss/1.0/modules/rss091#", NS_CORE},
    {"http://purl.org/rss/1.0/modules/syndication/", NS_SY},
    {"http://purl.org/rss/2.0/", NS_CORE},
    {"http://purl.org/syndication/thread/1.0", NS_THR},
    {"http://rssnamespace.org/feedburner/ext/1.0", NS_FEEDBURNER},
    {"http://search.yahoo.com/mrss", NS_MEDIA},
    {"http://search.yahoo.com/mrss/", NS_MEDIA},
    {"http://www.google.com/schemas/play-podcasts/1.0", NS_GOOGLEPLAY},
    {"http://www.itunes.com/dtds/podcast-1.0.dtd", NS_ITUNES},
    {"http://www.w3.org/1999/02/22-rdf-syntax-ns#", NS_RDF},
    {"http://www.w3.org/1999/xhtml", NS_XHTML},
    {"http://www.w3.org/2005/Atom", NS_CORE},
    {"http://www.w3.org/XML/1998/namespace", NS_XML},
    {"uri/of/echo/namespace#", NS_CORE},
};

static const struct tag_prefix {
    const char *prefix;
    enum tag_namespace ns;
} prefixes[] = {
    {"a10", NS_CORE},
    {"atom", NS_CORE},
    {"content", NS_CONTENT},
    {"creativecommons", NS_CREATIVECOMMONS},
    {"dc", NS_DC},
    {"dcterms", NS_DCTERMS},
    {"feedburner", NS_FEEDBURNER},
    {"googleplay", NS_GOOGLEPLAY},
    {"itunes", NS_ITUNES},
    {"media", NS_MEDIA},
    {"rdf", NS_RDF},
    {"rss", NS_CORE},
    {"sy", NS_SY},
    {"thr", NS_THR},
    {"xhtml", NS_XHTML},
    {"xml", NS_XML},
};

struct tag_key {
    enum tag_namespace ns;
    const char *name;
};

static int tag_compare(const void *key, const void *row)
{
    const struct tag_key *k = key;
    const struct tag *tag = row;

    return k->ns != tag->ns ? (k->ns < tag->ns ? -1 : 1) : strcasecmp(k->name, tag->name);
}

const struct tag *tag_find(enum tag_namespace ns, const char *name)
{
    const struct tag_key key = {ns, name};

    if (ns == NS_OTHER)
        return NULL;
    return bsearch(&key, rows, sizeof(rows) / sizeof(rows[0]), sizeof(rows[0]), tag_compare);
}

static int uri_compare(const void *key, const void *row)
{
    return strcasecmp(key, ((const struct tag_uri *)row)->uri);
}

static int prefix_compare(const void *key, const void *row)
{
    return strcasecmp(key, ((const struct tag_prefix *)row)->prefix);
}

enum tag_namespace tag_namespace_find(const char *prefix, const char *uri)
{
    const struct tag_uri *by_uri;
    const struct tag_prefix *by_prefix;

    if (uri != NULL && uri[0] != '\0') {
        by_uri = bsearch(uri, uris, sizeof(uris) / sizeof(uris[0]), sizeof(uris[0]), uri_compare);
        if (by_uri != NULL)
            return by_uri->ns;
        if (strncasecmp(uri, "http://backend.userland.com/rss", 31) == 0)
            return NS_CORE;
        if (prefix == NULL)
            return NS_CORE; /* a feed's own default namespace: element names decide */
        return NS_OTHER;
    }
    if (prefix == NULL || prefix[0] == '\0')
        return NS_CORE;
    by_prefix = bsearch(prefix, prefixes, sizeof(prefixes) / sizeof(prefixes[0]),
                        sizeof(prefixes[0]), prefix_compare);
    return by_prefix != NULL ? by_prefix->ns : NS_OTHER;
}

const struct tag *tag_rows(size_t *ret_count)
{
    *ret_count = sizeof(rows) / sizeof(rows[0]);
    return rows;
}
