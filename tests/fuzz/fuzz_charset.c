/* For any bytes, the output is UTF-8 that is valid in XML, and the same for any split into pieces.
 * The first byte selects a charset for the header. */
#include "aggregator/base/str.h"
#include "aggregator/base/utf8.h"
#include "aggregator/parse/charset.h"
#include "tests/fuzz/pieces.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const claims[] = {
    NULL,
    "text/xml; charset=utf-8",
    "text/xml; charset=iso-8859-1",
    "application/rss+xml; charset=shift_jis",
    "text/xml; charset=koi8-r",
    "text/xml; charset=gb2312",
    "text/xml; charset=iso-2022-jp",
    "text/xml; charset=utf-16",
    "text/xml; charset=big5",
    "text/xml; charset=utf-7",
    "text/xml; charset='",
    "text/html",
};

static void decode(struct str *into, const uint8_t *data, size_t size, const char *type,
                   size_t piece, size_t room)
{
    struct pieces pieces = {.data = data, .size = size, .piece = piece};
    const struct parse_request request = {
        .read = pieces_read, .read_context = &pieces, .content_type = type};
    struct charset charset = {.read = NULL};
    struct parse_report report = {.counts = {0}};
    size_t got = 1;
    char buffer[4096];

    str_init(into, SIZE_MAX / 4);
    MUST(charset_open(&charset, &request, &report, NULL) == 0);
    while (got > 0) {
        MUST(charset_read(&got, &charset, buffer, room, NULL) == 0);
        MUST(got <= room);
        str_append_bytes(into, buffer, got);
    }
    MUST(charset.name[0] != '\0');
    charset_close(&charset);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *type = size > 0 ? claims[data[0] % (sizeof(claims) / sizeof(claims[0]))] : NULL;
    struct str whole, split;

    if (size == 0)
        return 0;
    decode(&whole, data + 1, size - 1, type, SIZE_MAX, 4096);
    decode(&split, data + 1, size - 1, type, 3, 17);
    MUST(whole.length == split.length && memcmp(whole.text, split.text, whole.length) == 0);
    for (size_t i = 0; i < whole.length;) {
        const unsigned char *at = (const unsigned char *)whole.text + i;
        const int length = utf8_sequence(at, whole.length - i);

        MUST(length > 0);
        MUST(utf8_is_xml(utf8_decode(at, length)));
        i += (size_t)length;
    }
    str_release(&whole);
    str_release(&split);
    return 0;
}
