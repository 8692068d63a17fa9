/*
 * The dialects as tables: what each element of each namespace means for a feed or an item, and
 * which of two elements for one field has priority.
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
    NS_OTHER /* unknown; its elements are ignored */
};

/* What an element means; fields.c has the handlers, in this order. */
enum tag_field {
    FIELD_NONE,
    FIELD_RSS,
    FIELD_RDF,
    FIELD_FEED,
    FIELD_CHANNEL,
    FIELD_ITEM,
    FIELD_SOURCE,
    FIELD_APART, /* an image, a text input: its content does not describe the feed */
    FIELD_GROUP, /* its content counts as content of its parent */
    FIELD_TITLE,
    FIELD_SUBTITLE,
    FIELD_DESCRIPTION,
    FIELD_SUMMARY,
    FIELD_CONTENT,
    FIELD_MARKUP, /* rights and similar: may hold markup, is not kept */
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

/* The kind of text in an element without an attribute that declares it. */
enum tag_text { TAG_TEXT_PLAIN, TAG_TEXT_HTML, TAG_TEXT_XHTML };

struct tag {
    enum tag_namespace ns;
    const char *name; /* lower case */
    enum tag_field field;
    unsigned char priority; /* of two elements for one field, the higher one wins */
    enum tag_text text;
};

/* The row of an element; NULL when it has no meaning. name is compared without case. */
const struct tag *tag_find(enum tag_namespace ns, const char *name);

/* The namespace of a URI. Without a URI (NULL) the customary prefix decides, so feeds that forget a
 * declaration can be read. */
enum tag_namespace tag_namespace_find(const char *prefix, const char *uri);

/* All rows, for the test that checks the sort order. */
const struct tag *tag_rows(size_t *ret_count);

#endif
