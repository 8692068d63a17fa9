/*
 * The dialects as tables: which element of which namespace says what of a feed or an item, and
 * which of two that say the same is believed.
 */
#ifndef HEADWATER_PARSE_TAGS_H
#define HEADWATER_PARSE_TAGS_H

#include <stddef.h>

enum tag_namespace {
    NS_CORE, /* none, RSS of any version, Atom of any version */
    NS_CONTENT,
    NS_CREATIVECOMMONS,
    NS_DC,
    NS_DCTERMS,
    NS_FEEDBURNER,
    NS_GOOGLEPLAY,
    NS_ITUNES,
    NS_MEDIA,
    NS_RDF,
    NS_SY,
    NS_THR,
    NS_XHTML,
    NS_XML,
    NS_OTHER /* known to nobody here; its elements are passed through */
};

/* What an element means; the handlers of each are in fields.c, in this order. */
enum tag_field {
    FIELD_NONE,
    FIELD_RSS,
    FIELD_RDF,
    FIELD_FEED,
    FIELD_CHANNEL,
    FIELD_ITEM,
    FIELD_SOURCE,
    FIELD_APART, /* an image, a text input: what is within says nothing of the feed */
    FIELD_GROUP, /* what is within counts as if it stood outside */
    FIELD_TITLE,
    FIELD_SUBTITLE,
    FIELD_DESCRIPTION,
    FIELD_SUMMARY,
    FIELD_CONTENT,
    FIELD_MARKUP, /* rights and the like: may hold markup, is not kept */
    FIELD_LINK,
    FIELD_ORIGINAL_LINK,
    FIELD_ORIGINAL_ENCLOSURE,
    FIELD_ID,
    FIELD_PUBLISHED,
    FIELD_UPDATED,
    FIELD_AUTHOR,
    FIELD_CONTRIBUTOR,
    FIELD_PERSON_NAME,
    FIELD_PERSON_EMAIL,
    FIELD_PERSON_URL,
    FIELD_CATEGORY,
    FIELD_KEYWORDS,
    FIELD_LANGUAGE,
    FIELD_ENCLOSURE,
    FIELD_MEDIA_CONTENT,
    FIELD_THUMBNAIL,
    FIELD_COMMENTS,
    FIELD_LICENSE,
    FIELD_TTL,
    FIELD_SKIP_HOUR,
    FIELD_SKIP_DAY,
    FIELD_UPDATE_PERIOD,
    FIELD_UPDATE_FREQUENCY,
    TAG_FIELD_COUNT
};

/* What kind of text an element holds when no attribute says. */
enum tag_text { TAG_TEXT_PLAIN, TAG_TEXT_HTML, TAG_TEXT_XHTML };

struct tag {
    enum tag_namespace ns;
    const char *name; /* lower case */
    enum tag_field field;
    unsigned char priority; /* of two that fill one field, the higher is kept */
    enum tag_text text;
};

/* The row of an element; NULL when it says nothing. name is compared without case. */
const struct tag *tag_find(enum tag_namespace ns, const char *name);

/* The namespace that an address names; by the customary prefix when the document declares none
 * (uri NULL), so that feeds that forget a declaration are read. */
enum tag_namespace tag_namespace_find(const char *prefix, const char *uri);

/* All rows, for the test that holds them sorted. */
const struct tag *tag_rows(size_t *ret_count);

#endif
