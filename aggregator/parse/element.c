#include "aggregator/parse/element.h"

#include <strings.h>

const struct xml_attribute *element_attribute_find(const struct xml_element *element,
                                                   enum tag_namespace ns, const char *name)
{
    for (size_t i = 0; i < element->attribute_count; i++) {
        const struct xml_attribute *a = &element->attributes[i];

        if ((a->name[0] | 0x20) == name[0] && strcasecmp(a->name, name) == 0 &&
            (a->prefix == NULL ? NS_CORE : tag_namespace_find(a->prefix, a->uri)) == ns)
            return a;
    }
    return NULL;
}
