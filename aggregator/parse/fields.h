/* Handlers for the start and end of each kind of element: the table that builder.c uses. */
#ifndef HEADWATER_PARSE_FIELDS_H
#define HEADWATER_PARSE_FIELDS_H

#include "aggregator/parse/build_state.h"

/* Handles the start of the element in frame; its attributes are in build->element. */
typedef void field_start_fn(struct build_state *build, struct frame *frame);
/* Handles the end of the element; text holds its trimmed characters, in the state's buffer. */
typedef void field_end_fn(struct build_state *build, struct frame *frame, char *text,
                          size_t length);

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

/* The address in the attributes of the starting element: href, or a common alternative. NULL when
 * absent or blank. */
const char *field_address(struct build_state *build, const struct frame *frame);

/* An attribute of the starting element; NULL when absent or blank. */
const char *field_attribute(struct build_state *build, enum tag_namespace ns, const char *name);

/* The characters of an element as a resolved address; NULL when there is none. */
const char *field_address_text(struct build_state *build, struct frame *frame, char *text,
                               size_t length);

/* Adds a category with trimmed words to the item or the feed, unless it is blank or a duplicate. */
void field_category_add(struct build_state *build, const struct frame *frame,
                        struct category category);

/* Adds an enclosure to the item, unless its address is a duplicate. */
void field_enclosure_add(struct build_state *build, struct enclosure enclosure);

/* Uses a text inside the open picture as its description; false when no picture is open. */
bool field_picture_describe(struct build_state *build, const struct frame *frame, const char *text,
                            size_t length);

/* Converts plain texts with line breaks to HTML, and appends accompanying pictures to the text. */
void field_body_complete(struct build_state *build);

/* Takes size and description of the thumbnail from the picture that it is, or is made of. */
void field_thumbnail_complete(struct build_state *build);

/* Splits a person such as "me@example.com (My Name)" into name and email. */
void field_person_parse(struct build_state *build, struct person *ret, const char *text,
                        size_t length);

/* Call when the last person of a list is complete. An empty one is removed; a duplicate is removed
 * and completes the earlier one. */
void field_people_settle(struct person *people, size_t *count);

/* Gives an item without an author the authors of its source or feed. */
void field_people_inherit(struct build_state *build);

/* Whether a lower-case name is an HTML element that a text may contain. */
bool field_is_text_element(const char *name);

/* Whether text declared as plain is HTML: it has an end tag, an attribute or a reference, and no
 * tag or reference that HTML lacks. */
bool field_looks_like_html(const char *text);

/* Fills in what an item lacks from its other fields and its feed: link, language, authors, text. */
void field_item_complete(struct build_state *build);

#endif
