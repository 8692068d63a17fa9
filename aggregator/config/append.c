#include "aggregator/config/append.h"
#include "aggregator/config/document.h"

#include <stdio.h>
#include <string.h>

/* Where the new rows go, and in which form. */
struct place {
    size_t at;         /* byte offset in the text */
    size_t indent;     /* blanks before the dash */
    const char *start; /* text before the first row */
    bool flow;         /* inside brackets, with commas between rows */
    bool first;        /* the brackets are empty */
};

static void member_append(struct str *into, const char *name, const char *value)
{
    if (value == NULL)
        return;
    str_appendf(into, ", %s: ", name);
    document_quote(into, value);
}

static void feed_append(struct str *into, const struct feed *feed)
{
    str_append(into, "{url: ");
    document_quote(into, feed->url);
    member_append(into, "name", feed->name);
    member_append(into, "language", feed->language);
    for (size_t i = 0; i < feed->tag_count; i++) {
        str_append(into, i == 0 ? ", tags: [" : ", ");
        document_quote(into, feed->tags[i]);
    }
    str_append(into, feed->tag_count > 0 ? "]" : "");
    str_append(into, feed->allow_private ? ", allow_private: true}" : "}");
}

static void rows_append(struct str *into, const struct place *place, const struct feed *feeds,
                        size_t count)
{
    str_append(into, place->start);
    for (size_t i = 0; i < count; i++) {
        if (place->flow)
            str_append(into, i > 0 || !place->first ? ", " : "");
        else
            str_appendf(into, "%*s- ", (int)place->indent, "");
        feed_append(into, &feeds[i]);
        str_append(into, place->flow ? "" : "\n");
    }
}

static int place_find(struct place *ret, yaml_document_t *document, const char *text, size_t size,
                      struct error *err)
{
    const yaml_node_t *list =
        document_find(document, yaml_document_get_root_node(document), "feeds");

    *ret = (struct place){.at = size, .indent = 2, .start = ""};
    if (list == NULL) {
        ret->start = "feeds:\n";
        return 0;
    }
    if (list->type == YAML_SEQUENCE_NODE && list->data.sequence.style == YAML_FLOW_SEQUENCE_STYLE) {
        ret->flow = true;
        ret->first = list->data.sequence.items.start == list->data.sequence.items.top;
        ret->at = document_byte(text, size, list->end_mark.index) - 1; /* before the bracket */
        return 0;
    }
    if (list->type == YAML_SEQUENCE_NODE)
        ret->indent = list->start_mark.column;
    else if (list->type != YAML_SCALAR_NODE || list->data.scalar.length > 0)
        return error_set(err, ERR_CONFIG, SCOPE_RUN, "feeds is not a list");
    ret->at = document_line(text, size, document_byte(text, size, document_end(document, list)));
    return 0;
}

static void text_assemble(struct str *into, const char *text, size_t size,
                          const struct place *place, const struct feed *feeds, size_t count)
{
    str_append_bytes(into, text, place->at);
    if (!place->flow && place->at > 0 && text[place->at - 1] != '\n')
        str_append_char(into, '\n');
    rows_append(into, place, feeds, count);
    str_append_bytes(into, text + place->at, size - place->at);
}

int config_append(struct str *into, const char *text, size_t size, const struct feed *feeds,
                  size_t count, struct error *err)
{
    yaml_document_t document;
    struct place place;
    int code = document_load(&document, NULL, text, size, err);

    if (code != 0)
        return code;
    code = place_find(&place, &document, text, size, err);
    if (code == 0)
        text_assemble(into, text, size, &place, feeds, count);
    yaml_document_delete(&document);
    if (code == 0 && str_status(into) != ERR_NONE)
        code = error_set(err, str_status(into), SCOPE_RUN, "feeds.yaml would become too large");
    return code;
}
