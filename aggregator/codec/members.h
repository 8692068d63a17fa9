/*
 * The members of an item and of a document, for writing and reading.
 *
 * Every struct has a table of its members: one row serves both directions. A list is described by
 * the offsets of its pointer and count, and by the table of its elements.
 */
#ifndef HEADWATER_CODEC_MEMBERS_H
#define HEADWATER_CODEC_MEMBERS_H

#include <stddef.h>

enum member_type {
    MEMBER_STRING,
    MEMBER_TEXT,
    MEMBER_TIME,
    MEMBER_FLAG,
    MEMBER_NUMBER, /* int, at least 0; 0 is absent */
    MEMBER_LIST,
    MEMBER_OBJECT
};

struct member {
    const char *name;
    enum member_type type;
    size_t offset;
    size_t count_offset, size;    /* MEMBER_LIST */
    const struct member *members; /* MEMBER_LIST, MEMBER_OBJECT; ends with a NULL name */
};

extern const struct member item_members[], document_members[];

#endif
