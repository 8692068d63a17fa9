/* The bounds of the parse stage. What is beyond one is cut or skipped, counted and told. */
#ifndef HEADWATER_PARSE_LIMITS_H
#define HEADWATER_PARSE_LIMITS_H

enum {
    /* Bytes looked at to tell the charset, and in which a document must show its first element. */
    PARSE_SNIFF_BYTES = 64 * 1024,
    /* Elements open at once; deeper tags are dropped and their text kept. */
    PARSE_DEPTH_MAX = 200,
    /* One start tag with its attributes (data: addresses in pictures are long). */
    PARSE_TAG_BYTES_MAX = 2 * 1024 * 1024,
    /* An xml:base; every address in the document may be seen from it, and grow by it. */
    PARSE_BASE_BYTES_MAX = 1024,
    /* The name of a language, which every item of a document may inherit. */
    PARSE_LANGUAGE_BYTES_MAX = 64,
    /* Attributes of one tag that are kept, and namespaces that may be declared at one time: libxml2
     * compares each with all others. */
    PARSE_ATTRIBUTES_MAX = 128,
    PARSE_NAMESPACES_MAX = 128,
    /* The internal subset of a document type, which is read for its entities and dropped. */
    PARSE_DOCTYPE_BYTES_MAX = 64 * 1024,
    /* Entities that a document may declare, and the length of one; they never nest. */
    PARSE_ENTITIES_MAX = 256,
    PARSE_ENTITY_BYTES_MAX = 1024,
    /* The name of an entity; no reference is longer. */
    PARSE_ENTITY_NAME_MAX = 31,
    /* Bytes that all references to declared entities may add up to in one document. */
    PARSE_EXPANSION_BYTES_MAX = 1024 * 1024,
    /* The text of the elements that are open at one time. */
    PARSE_TEXT_BYTES_MAX = 8 * 1024 * 1024,
    /* Everything kept for one item. */
    PARSE_ITEM_BYTES_MAX = 24 * 1024 * 1024,
    /* Links, authors, categories, enclosures of one item. */
    PARSE_LIST_MAX = 500,
    /* Pictures that are shown below the text of one item; their addresses and descriptions. */
    PARSE_PICTURES_MAX = 50,
    PARSE_PICTURE_BYTES_MAX = 8 * 1024,
    /* One member of a JSON Feed beside its items, and one of its items. */
    PARSE_JSON_BYTES_MAX = 8 * 1024 * 1024,
};

#endif
