#include "aggregator/clean/html_elements.h"

#include <string.h>

#define A ELEMENT_ALLOWED
#define B (ELEMENT_ALLOWED | ELEMENT_BLOCK)
#define F (ELEMENT_ALLOWED | ELEMENT_BLOCK | ELEMENT_FENCE)
#define I (ELEMENT_ALLOWED | ELEMENT_BLOCK | ELEMENT_ITEM)
#define C (ELEMENT_ALLOWED | ELEMENT_BLOCK | ELEMENT_ITEM | ELEMENT_FENCE)

/* Sorted. Forms, frames, plug-ins, SVG and MathML are excluded. So are "noscript", "textarea" and
 * "title", because browsers parse their content in other ways. */
static const struct html_element rows[] = {
    {"a", A, 0},
    {"abbr", A, 0},
    {"acronym", A, 0},
    {"address", B, 0},
    {"applet", ELEMENT_RAW, 0},
    {"area", A | ELEMENT_VOID, 0},
    {"article", B, 0},
    {"aside", B, 0},
    {"audio", A, 0},
    {"b", A, 0},
    {"bdi", A, 0},
    {"bdo", A, 0},
    {"big", A, 0},
    {"blockquote", B, 0},
    {"br", A | ELEMENT_VOID | ELEMENT_BLOCK, 0},
    {"caption", C, 'c'},
    {"center", B, 0},
    {"cite", A, 0},
    {"code", A, 0},
    {"col", A | ELEMENT_VOID, 0},
    {"colgroup", A | ELEMENT_ITEM, 'g'},
    {"dd", I, 'd'},
    {"del", A, 0},
    {"details", B, 0},
    {"dfn", A, 0},
    {"dir", F, 0},
    {"div", B, 0},
    {"dl", F, 0},
    {"dt", I, 'd'},
    {"em", A, 0},
    {"fieldset", B, 0},
    {"figcaption", B, 0},
    {"figure", B, 0},
    {"font", A, 0},
    {"footer", B, 0},
    {"h1", B, 0},
    {"h2", B, 0},
    {"h3", B, 0},
    {"h4", B, 0},
    {"h5", B, 0},
    {"h6", B, 0},
    {"header", B, 0},
    {"hgroup", B, 0},
    {"hr", B | ELEMENT_VOID, 0},
    {"i", A, 0},
    {"img", A | ELEMENT_VOID, 0},
    {"ins", A, 0},
    {"kbd", A, 0},
    {"legend", B, 0},
    {"li", I, 'l'},
    {"main", B, 0},
    {"map", A, 0},
    {"mark", A, 0},
    {"menu", F, 0},
    {"meter", A, 0},
    {"nav", B, 0},
    {"ol", F, 0},
    {"output", A, 0},
    {"p", B, 0},
    {"picture", A, 0},
    {"pre", B, 0},
    {"progress", A, 0},
    {"q", A, 0},
    {"rp", A | ELEMENT_ITEM, 'r'},
    {"rt", A | ELEMENT_ITEM, 'r'},
    {"ruby", A | ELEMENT_FENCE, 0},
    {"s", A, 0},
    {"samp", A, 0},
    {"script", ELEMENT_RAW, 0},
    {"section", B, 0},
    {"small", A, 0},
    {"source", A | ELEMENT_VOID, 0},
    {"span", A, 0},
    {"strike", A, 0},
    {"strong", A, 0},
    {"style", ELEMENT_RAW, 0},
    {"sub", A, 0},
    {"summary", B, 0},
    {"sup", A, 0},
    {"table", F, 0},
    {"tbody", I, 'b'},
    {"td", C, 't'},
    {"tfoot", I, 'b'},
    {"th", C, 't'},
    {"thead", I, 'b'},
    {"time", A, 0},
    {"tr", I, 'w'},
    {"track", A | ELEMENT_VOID, 0},
    {"tt", A, 0},
    {"u", A, 0},
    {"ul", F, 0},
    {"var", A, 0},
    {"video", A, 0},
    {"wbr", A | ELEMENT_VOID, 0},
};

const struct html_element *html_element_find(const char *name)
{
    size_t low = 0, high = sizeof(rows) / sizeof(rows[0]);

    while (low < high) {
        const size_t middle = (low + high) / 2;
        const int first = name[0] - rows[middle].name[0];
        const int order = first != 0 ? first : strcmp(name, rows[middle].name);

        if (order == 0)
            return &rows[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

const struct html_element *html_element_rows(size_t *ret_count)
{
    *ret_count = sizeof(rows) / sizeof(rows[0]);
    return rows;
}
