/* The charset that is chosen from declarations and bytes. */
#include "aggregator/parse/charset.h"
#include "tests/support/test.h"

static const struct {
    const char *name, *content_type, *bytes;
    size_t size; /* 0: up to the NUL */
    const char *chosen;
} rows[] = {
    {"nothing said", NULL, "<rss>x</rss>", 0, "utf-8"},
    {"declaration", NULL, "<?xml version='1.0' encoding='KOI8-R'?><rss>\xCD</rss>", 0, "koi8-r"},
    {"header before declaration", "text/xml; charset=\"windows-1251\"",
     "<?xml version='1.0' encoding='koi8-r'?><rss>\xCD</rss>", 0, "windows-1251"},
    {"mark before header", "text/xml; charset=iso-8859-1", "\xEF\xBB\xBF<rss>x</rss>", 0, "utf-8"},
    {"header that the bytes contradict", "application/xml; charset=utf-8",
     "<?xml version='1.0' encoding='windows-1252'?><rss>don\x92t caf\xE9</rss>", 0, "windows-1252"},
    {"ascii that is UTF-8", "application/xml; charset=us-ascii", "<rss>é ü</rss>", 0, "utf-8"},
    {"latin-1 that is UTF-8", NULL, "<?xml version='1.0' encoding='iso-8859-1'?><rss>é ü</rss>", 0,
     "utf-8"},
    {"one stray byte in UTF-8", NULL, "<rss>é ü x \xFF y</rss>", 0, "utf-8"},
    {"text/xml without charset", "text/xml", "<rss>x</rss>", 0, "us-ascii"},
    {"text/xml without charset, not ASCII", "text/xml", "<rss>é</rss>", 0, "utf-8"},
    {"gb2312 is read as what contains it", NULL,
     "<?xml version='1.0' encoding='gb2312'?><rss>\xD0\xC2</rss>", 0, "gb18030"},
    {"utf-16 little", NULL, "<\0r\0s\0s\0>\0", 10, "utf-16le"},
    {"utf-16 big, claimed otherwise", "text/xml; charset=utf-8", "\0<\0r\0s\0s\0>", 10, "utf-16be"},
    {"utf-32 mark", NULL, "\xFF\xFE\0\0<\0\0\0", 8, "utf-32le"},
    {"unknown name", NULL, "<?xml version='1.0' encoding='x-klingon'?><rss>x</rss>", 0, "utf-8"},
    {"utf-7 is refused", "text/xml; charset=utf-7", "<rss>x</rss>", 0, "utf-8"},
    {"euc-jp unsaid", NULL,
     "<rss><title>\xC6\xFC\xCB\xDC\xA4\xCE\xC0\xEE\xA4\xCF\xC6\xF3\xA4\xC4\xA4\xCE\xC3\xAB\xA4\xAC"
     "\xBD\xD0\xB2\xF1\xA4\xA6\xA4\xC8\xA4\xB3\xA4\xED\xA4\xCB\xBB\xCF\xA4\xDE\xA4\xEB</title></"
     "rss>",
     0, "EUC-JP"},
    {"iso-2022-jp unsaid", NULL, "<rss>\x1B$B@n\x1B(B</rss>", 0, "ISO-2022-JP"},
    {"koi8-r unsaid", NULL,
     "<rss><title>\xF2\xC5\xCB\xC1"
     " \xCE\xC1\xDE\xC9\xCE\xC1\xC5\xD4\xD3\xD1"
     " \xD4\xC1\xCD"
     ", \xC7\xC4\xC5"
     " \xD7\xD3\xD4\xD2\xC5\xDE\xC1\xC0\xD4\xD3\xD1"
     " \xC4\xD7\xC5"
     " \xC4\xCF\xCC\xC9\xCE\xD9"
     ", \xC9"
     " \xD7\xCF\xC4\xC1"
     " \xCE\xC5\xD3\xA3\xD4"
     " \xCB\xC1\xCD\xCE\xC9"
     ", \xCC\xC5\xD3"
     " \xC9"
     " \xCE\xCF\xD7\xCF\xD3\xD4\xC9"
     " \xC7\xCF\xD2\xCF\xC4\xC1\xCD"
     " \xD7\xCE\xC9\xDA\xD5"
     ". \xED\xC9\xCE\xC9\xD3\xD4\xD2"
     " \xCF\xD4\xCB\xD2\xD9\xCC"
     " \xCE\xCF\xD7\xD9\xCA"
     " \xCD\xCF\xD3\xD4"
     ", \xC9"
     " \xDB\xCB\xCF\xCC\xD8\xCE\xC9\xCB\xC9"
     " \xD5\xD7\xC9\xC4\xC5\xCC\xC9"
     ", \xCB\xC1\xCB"
     " \xD0\xCF\xC4\xCE\xC9\xCD\xC1\xC5\xD4\xD3\xD1"
     " \xD7\xCF\xC4\xC1"
     "</title></rss>",
     0, "KOI8-R"},
};

static void test_choices(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const size_t size = rows[i].size != 0 ? rows[i].size : strlen(rows[i].bytes);
        struct parse_report report = {.counts = {0}};
        struct charset_choice choice;

        print_message("%s\n", rows[i].name);
        charset_choose(&choice, (const unsigned char *)rows[i].bytes, size, true,
                       rows[i].content_type, &report);
        assert_string_equal(choice.name, rows[i].chosen);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_choices)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
