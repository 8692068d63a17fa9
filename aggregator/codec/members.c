#include "aggregator/codec/members.h"

#include "aggregator/model/document.h"

#define STRING(type, field)                                                                        \
    {                                                                                              \
#field, MEMBER_STRING, offsetof(struct type, field), 0, 0, NULL                            \
    }
#define TEXT(type, field)                                                                          \
    {                                                                                              \
#field, MEMBER_TEXT, offsetof(struct type, field), 0, 0, NULL                              \
    }
#define TIME(type, field)                                                                          \
    {                                                                                              \
#field, MEMBER_TIME, offsetof(struct type, field), 0, 0, NULL                              \
    }
#define FLAG(type, field)                                                                          \
    {                                                                                              \
#field, MEMBER_FLAG, offsetof(struct type, field), 0, 0, NULL                              \
    }
#define NUMBER(type, field)                                                                        \
    {                                                                                              \
#field, MEMBER_NUMBER, offsetof(struct type, field), 0, 0, NULL                            \
    }
#define LIST(type, field, n, of, t)                                                                \
    {                                                                                              \
#field, MEMBER_LIST, offsetof(struct type, field), offsetof(struct type, n),               \
            sizeof(struct of), t                                                                   \
    }
#define OBJECT(type, field, t)                                                                     \
    {                                                                                              \
#field, MEMBER_OBJECT, offsetof(struct type, field), 0, 0, t                               \
    }
#define END                                                                                        \
    {                                                                                              \
        NULL, MEMBER_STRING, 0, 0, 0, NULL                                                         \
    }

static const struct member person_members[] = {STRING(person, name), STRING(person, email),
                                               STRING(person, url), END};
static const struct member category_members[] = {STRING(category, term), STRING(category, scheme),
                                                 STRING(category, label), END};
static const struct member link_members[] = {STRING(link, rel),
                                             STRING(link, href),
                                             STRING(link, type),
                                             STRING(link, hreflang),
                                             STRING(link, title),
                                             STRING(link, canonical),
                                             END};
static const struct member enclosure_members[] = {STRING(enclosure, url), STRING(enclosure, type),
                                                  STRING(enclosure, length), END};
static const struct member origin_members[] = {STRING(origin, id), STRING(origin, title),
                                               STRING(origin, link), END};
const struct member item_members[] = {
    STRING(item, id),
    TEXT(item, title),
    STRING(item, link),
    LIST(item, links, link_count, link, link_members),
    TEXT(item, summary),
    TEXT(item, content),
    LIST(item, authors, author_count, person, person_members),
    TIME(item, published),
    TIME(item, updated),
    LIST(item, categories, category_count, category, category_members),
    LIST(item, enclosures, enclosure_count, enclosure, enclosure_members),
    OBJECT(item, source, origin_members),
    STRING(item, language),
    STRING(item, comments),
    STRING(item, thumbnail),
    STRING(item, thumbnail_alt),
    NUMBER(item, thumbnail_width),
    NUMBER(item, thumbnail_height),
    FLAG(item, id_is_permalink),
    STRING(item, canonical),
    STRING(item, plain),
    STRING(item, feed_plain),
    END};
const struct member document_members[] = {
    STRING(document, encoding),
    TEXT(document, title),
    TEXT(document, subtitle),
    STRING(document, link),
    STRING(document, id),
    STRING(document, language),
    TIME(document, updated),
    TIME(document, published),
    LIST(document, authors, author_count, person, person_members),
    LIST(document, categories, category_count, category, category_members),
    STRING(document, hub),
    STRING(document, self),
    END};
