/* Limits of the parse stage. Whatever exceeds one is truncated or skipped, counted and reported. */
#ifndef HEADWATER_PARSE_LIMITS_H
#define HEADWATER_PARSE_LIMITS_H

enum {
    /* Bytes used to detect the charset. */
    PARSE_SNIFF_BYTES = 64 * 1024,
    /* Open elements; deeper tags are dropped and their text kept. */
    PARSE_DEPTH_MAX = 200,
    /* One start tag with its attributes (data: addresses in pictures are long). */
    PARSE_TAG_BYTES_MAX = 2 * 1024 * 1024,
    /* An xml:base. Every address in the document may grow by its length. */
    PARSE_BASE_BYTES_MAX = 1024,
    /* A language name; every item of a document may inherit it. */
    PARSE_LANGUAGE_BYTES_MAX = 64,
    /* Attributes kept per tag, and namespaces in scope at one time: libxml2 compares all pairs. */
    PARSE_ATTRIBUTES_MAX = 128,
    PARSE_NAMESPACES_MAX = 128,
    /* The internal subset of a document type: it is read for its entities and dropped. */
    PARSE_DOCTYPE_BYTES_MAX = 64 * 1024,
    /* Entities declared in a document, and the length of one; they never nest. */
    PARSE_ENTITIES_MAX = 256,
    PARSE_ENTITY_BYTES_MAX = 1024,
    /* The name of an entity. */
    PARSE_ENTITY_NAME_MAX = 31,
    /* Total size of all expanded references to declared entities in one document. */
    PARSE_EXPANSION_BYTES_MAX = 1024 * 1024,
    /* The text of all open elements. */
    PARSE_TEXT_BYTES_MAX = 8 * 1024 * 1024,
    /* All memory for one item. */
    PARSE_ITEM_BYTES_MAX = 24 * 1024 * 1024,
    /* Links, authors, categories or enclosures of one item. */
    PARSE_LIST_MAX = 500,
    /* Pictures added below the text of one item, and the length of an address or description. */
    PARSE_PICTURES_MAX = 50,
    PARSE_PICTURE_BYTES_MAX = 8 * 1024,
    /* One member of a JSON Feed, or one of its items. */
    PARSE_JSON_BYTES_MAX = 8 * 1024 * 1024,
    /* A web page; its tree takes about ten times as much. */
    PARSE_PAGE_BYTES_MAX = 8 * 1024 * 1024,
    /* Items taken from a page, and the size of all their texts together: they may overlap. */
    PARSE_PAGE_ITEMS_MAX = 2000,
    PARSE_PAGE_TEXT_BYTES_MAX = 32 * 1024 * 1024,
    /* Steps of all expressions on one page. */
    PARSE_PAGE_STEPS_MAX = 50 * 1000 * 1000,
};

#endif
