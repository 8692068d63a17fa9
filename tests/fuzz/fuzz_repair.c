/* For any text: the result is well-formed for a strict parser, within the nesting limit, and the
 * same for any split into pieces. */
#include "aggregator/parse/repair.h"
#include "tests/fuzz/pieces.h"

#include <libxml/parser.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void mend(struct str *into, const uint8_t *data, size_t size, size_t piece, size_t room)
{
    struct pieces pieces = {.data = data, .size = size, .piece = piece};
    const struct parse_request request = {.read = pieces_read, .read_context = &pieces};
    struct charset charset = {.read = NULL};
    struct parse_report report = {.counts = {0}};
    struct repair *repair = calloc(1, sizeof(*repair));
    size_t got = 1;
    char buffer[4096];

    MUST(repair != NULL);
    str_init(into, SIZE_MAX / 4);
    MUST(charset_open(&charset, &request, &report, NULL) == 0);
    MUST(repair_open(repair, &charset, &report, NULL) == 0);
    while (got > 0) {
        MUST(repair_read(&got, repair, buffer, room, NULL) == 0);
        str_append_bytes(into, buffer, got);
    }
    repair_close(repair);
    charset_close(&charset);
    free(repair);
}

static void ignore(void *context, const char *message, ...)
{
    (void)context;
    (void)message;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str whole, split;

    xmlSetGenericErrorFunc(NULL, ignore);
    mend(&whole, data, size, SIZE_MAX, 4096);
    mend(&split, data, size, 5, 31);
    MUST(whole.length == split.length && memcmp(whole.text, split.text, whole.length) == 0);
    if (whole.length > 0) {
        xmlDocPtr doc = xmlReadMemory(whole.text, (int)whole.length, NULL, "UTF-8",
                                      XML_PARSE_NONET | XML_PARSE_HUGE | XML_PARSE_NOWARNING);

        MUST(doc != NULL);
        xmlFreeDoc(doc);
    }
    str_release(&whole);
    str_release(&split);
    return 0;
}
