/* An element of an XML document as its parser hands it on: names, attributes and namespaces. */
#ifndef HEADWATER_PARSE_ELEMENT_H
#define HEADWATER_PARSE_ELEMENT_H

#include "aggregator/parse/tags.h"

/* One attribute. The value ends at end and contains no NUL. */
struct xml_attribute {
    const char *name, *prefix, *uri, *value, *end;
};

struct xml_element {
    const char *name; /* local name */
    const char *prefix, *uri;
    const struct tag *tag; /* NULL: no meaning for feeds */
    const struct xml_attribute *attributes;
    size_t attribute_count;
    const char *const *namespaces; /* pairs of prefix and URI */
    size_t namespace_count;
};

/* The attribute of this name; NULL when absent. Names are compared without case. */
const struct xml_attribute *element_attribute_find(const struct xml_element *element,
                                                   enum tag_namespace ns, const char *name);

#endif
