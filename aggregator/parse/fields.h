/* What each kind of element does when it begins and when it ends: the table behind builder.c. */
#ifndef HEADWATER_PARSE_FIELDS_H
#define HEADWATER_PARSE_FIELDS_H

#include "aggregator/parse/builder.h"

/* The element that began with frame; its attributes are in builder->element. */
typedef void field_start_fn(struct builder *builder, struct frame *frame);
/* The element ends; text are its characters, trimmed, in the builder's buffer. */
typedef void field_end_fn(struct builder *builder, struct frame *frame, char *text, size_t length);

struct field {
    field_start_fn *start; /* NULL: the characters are collected as a value */
    field_end_fn *end;     /* NULL: nothing to do */
};

extern const struct field field_table[TAG_FIELD_COUNT];

/* The handlers, by file. */
field_start_fn field_link_start, field_id_start, field_enclosure_start, field_source_start;
field_start_fn field_group_start, field_media_start, field_thumbnail_start;
field_end_fn field_link_end, field_original_link_end, field_id_end, field_comments_end,
    field_license_end, field_original_enclosure_end, field_source_end;
field_end_fn field_group_end, field_media_end, field_thumbnail_end;
field_start_fn field_author_start, field_contributor_start;
field_end_fn field_author_end, field_contributor_end, field_name_end, field_email_end,
    field_url_end;
field_start_fn field_text_start;
field_end_fn field_title_end, field_subtitle_end, field_summary_end, field_content_end,
    field_markup_end;

/* The address in the attributes of the element that begins: href, or one of the names that others
 * gave it. NULL when it is absent or blank. */
const char *field_address(struct builder *builder, const struct frame *frame);

/* An attribute of the element that begins; NULL when it is absent or blank. */
const char *field_attribute(struct builder *builder, enum tag_namespace ns, const char *name);

/* The characters of an element that stands for an address, resolved; NULL for none. */
const char *field_address_text(struct builder *builder, struct frame *frame, char *text,
                               size_t length);

/* Adds one to the item or the feed, without the blanks around its words, unless it is blank or
 * there already. */
void field_category_add(struct builder *builder, const struct frame *frame,
                        struct category category);

/* Adds one to the item, unless it has that address already. */
void field_enclosure_add(struct builder *builder, struct enclosure enclosure);

/* A text within the picture that is open says what it shows: false when none is open. */
bool field_picture_describe(struct builder *builder, const struct frame *frame, const char *text,
                            size_t length);

/* Plain texts with lines become HTML that has them; pictures that stand beside the text are put
 * below it. */
void field_body_complete(struct builder *builder);

/* A written person, "me@example.com (My Name)" and its kin, into name and email. */
void field_person_parse(struct builder *builder, struct person *ret, const char *text,
                        size_t length);

/* The last of some people, when it is complete: dropped again when it says nothing, or is listed
 * already, however much of it; the one that stays takes what it lacked. */
void field_people_settle(struct person *people, size_t *count);

/* An item that names no author takes over others'. */
void field_people_inherit(struct builder *builder);

/* An element of HTML, in lower case, that a text may have. */
bool field_is_text_element(const char *name);

/* Text that is told to be plain is HTML nevertheless: it has an end tag, an attribute or a
 * reference, and no tag and no reference that HTML does not have. */
bool field_looks_like_html(const char *text);

/* What an item lacks and its other fields can tell: a link, a language. */
void field_item_complete(struct builder *builder);

#endif
