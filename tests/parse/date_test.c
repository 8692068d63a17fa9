#include "aggregator/base/clock.h"
#include "aggregator/parse/date.h"
#include "tests/support/test.h"

/* NULL: not a time. */
static const struct {
    const char *text, *time;
} rows[] = {
    {"Mon, 02 Mar 2026 03:48:46 GMT", "2026-03-02T03:48:46Z"},
    {"Mon, 02 Mar 2026 03:48:46 +0130", "2026-03-02T02:18:46Z"},
    {"Mon,02 Mar 2026 03:48:46 -05:00", "2026-03-02T08:48:46Z"},
    {"2 Mar 26 3:48 EST", "2026-03-02T08:48:00Z"},
    {"Thu, 01 Jan 95 00:00:00 PDT", "1995-01-01T07:00:00Z"},
    {"Thu, Jan 01 2004 19:48:21 GMT", "2004-01-01T19:48:21Z"},
    {"Thu, 01 Jan 2004", "2004-01-01T00:00:00Z"},
    {"Wednesday, 19 August 2009 18:28:00 Etc/GMT", "2009-08-19T18:28:00Z"},
    {"Wed, 19 Aug 2009 18:28:00 GMT-05:00", "2009-08-19T23:28:00Z"},
    {"5th March 2007 5:06 PM", "2007-03-05T17:06:00Z"},
    {"March 5, 2007 12:06 AM", "2007-03-05T00:06:00Z"},
    {"05-Jan-2006 10:00:00 +0000", "2006-01-05T10:00:00Z"},
    {"Sun Jan  4 16:29:06 2004", "2004-01-04T16:29:06Z"},
    {"Sun Jan 04 16:29:06 +0100 2004", "2004-01-04T15:29:06Z"},
    {"Sun Jan 04 16:29:06 PST 2004", "2004-01-05T00:29:06Z"},
    {"Fri, 2006/09/15 08:19:53 EDT", "2006-09-15T12:19:53Z"},
    {"2003-12-31T10:14:55Z", "2003-12-31T10:14:55Z"},
    {"2003-12-31t10:14:55.123456-08:00", "2003-12-31T18:14:55Z"},
    {"2003-12-31T10:14Z", "2003-12-31T10:14:00Z"},
    {"2003-12-31 10:14:55", "2003-12-31T10:14:55Z"},
    {"2003-12-31 10:14:55.0 +0200", "2003-12-31T08:14:55Z"},
    {"2003-12-31", "2003-12-31T00:00:00Z"},
    {"2003-12", "2003-12-01T00:00:00Z"},
    {"2003", "2003-01-01T00:00:00Z"},
    {"20031231", "2003-12-31T00:00:00Z"},
    {"20031231T101455Z", "2003-12-31T10:14:55Z"},
    {"031231", "2003-12-31T00:00:00Z"},
    {"03-12-31", "2003-12-31T00:00:00Z"},
    {"2003-335", "2003-12-01T00:00:00Z"},
    {"2003335", "2003-12-01T00:00:00Z"},
    {"2026-W01-1", "2025-12-29T00:00:00Z"},
    {"2026W537", "2027-01-03T00:00:00Z"},
    {"1985-04-12T23:20:50.52Z", "1985-04-12T23:20:50Z"},
    {"2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"},
    {"2003-12-31T24:00:00Z", "2004-01-01T00:00:00Z"},
    {"Κυρ, 11 Ιούλ 2004 12:00:00 EST", "2004-07-11T17:00:00Z"},
    {"Δευ, 05 Απρ 2004 12:00:00 +0300", "2004-04-05T09:00:00Z"},
    {"2004-július-13T9:15-05:00", "2004-07-13T14:15:00Z"},
    {"2004-Március-3T09:15+01:00", "2004-03-03T08:15:00Z"},
    {"2004년 05월 28일  01:31:15", "2004-05-27T16:31:15Z"},
    {"2004-05-25 오후 11:23:17", "2004-05-25T14:23:17Z"},
    {"2004-05-25 오전 12:23:17", "2004-05-24T15:23:17Z"},
    {"tor, 05 okt 2006 12:00:00 +0200", "2006-10-05T10:00:00Z"},
    {"fre, 12 maj 2006 12:00:00 GMT", "2006-05-12T12:00:00Z"},
    {"ti, 3 desember 2013 08:00 CET", "2013-12-03T07:00:00Z"},
    {"lun., 24 févr. 2014 10:00:00 +0100", "2014-02-24T09:00:00Z"},
    {"  Mon,\n 02 Mar 2026 03:48:46 GMT ", "2026-03-02T03:48:46Z"},
    {"2099-01-01T00:00:00Z", "2099-01-01T00:00:00Z"},
    {"Jan. 9, 2026, 4:05 p.m.", "2026-01-09T16:05:00Z"},
    {"Jan. 9, 2026, 4:05 a.m.", "2026-01-09T04:05:00Z"},
    {"Jan. 9, 2026, 12:05 a.m. EST", "2026-01-09T05:05:00Z"},
    {"9 enero 2026 4:05 p. m.", "2026-01-09T16:05:00Z"},
    {"9 Ιαν 2026 4:05 μ.μ.", "2026-01-09T16:05:00Z"},
    {"Jan 9, 2026 4pm", "2026-01-09T16:00:00Z"},
    {"2026-01-09 下午 4:05", "2026-01-09T16:05:00Z"},
    {"2026-01-09 午前 4:05", "2026-01-09T04:05:00Z"},
    {"Sun, 08 Mar 2026 01:30:00 America/New_York", "2026-03-08T06:30:00Z"},
    {"Sun, 08 Mar 2026 03:30:00 America/New_York", "2026-03-08T07:30:00Z"},
    {"Sun Oct 25 02:30:00 Europe/Vienna 2026", "2026-10-25T00:30:00Z"},
    {"2026-10-25 03:30:00 Europe/Vienna", "2026-10-25T02:30:00Z"},
    {"2026-01-09 10:00 Australia/Sydney", "2026-01-08T23:00:00Z"},
    {"2026-07-09 10:00 Pacific/Auckland", "2026-07-08T22:00:00Z"},
    {"2026-07-09 10:00 Asia/Kathmandu", "2026-07-09T04:15:00Z"},
    {"2026-07-09 10:00 America/Blanc-Sablon", "2026-07-09T14:00:00Z"},
    {"2026-07-09 10:00 Etc/GMT+3", "2026-07-09T13:00:00Z"},
    {"2019-07-09 10:00 America/Mexico_City", NULL},
    {"2026-07-09 10:00 Africa/Cairo", NULL},
    {"2026-07-09 10:00 Europe/Atlantis", NULL},
    {"Thu, 09 Jul 2026 10:00:00 WIB", "2026-07-09T03:00:00Z"},
    {"Thu, 09 Jul 2026 10:00:00 PKT", "2026-07-09T05:00:00Z"},
    {"Thu, 09 Jul 2026 10:00:00 IST", NULL},
    {"2026-07-09 10:00 IST", NULL},
    {"2026-07-09 10:00 -13:00", "2026-07-09T10:00:00Z"},
    {"27/02/2026", "2026-02-27T00:00:00Z"},
    {"02/27/2026 4:05 pm PST", "2026-02-28T00:05:00Z"},
    {"27-02-2026 10:00", "2026-02-27T10:00:00Z"},
    {"11-02-2009 10:00", NULL},
    {"Fri, 27/02/2026 - 10:00", "2026-02-27T10:00:00Z"},
    {"Mon, 02/03/2026", "2026-03-02T00:00:00Z"},
    {"Tue, 02 03 2026 10:00:00 +0100", "2026-02-03T09:00:00Z"},
    {"Sun, 02/03/2026", NULL},
    {"02/03/2026", NULL},
    {"02/03/2026 4:05 pm", NULL},
    {"03/03/2026", "2026-03-03T00:00:00Z"},
    {"02/27/26 10:00:05", "2026-02-27T10:00:05Z"},
    {"27.2.26", "2026-02-27T00:00:00Z"},
    {"02.03.2026 10:00", "2026-03-02T10:00:00Z"},
    {"2. 3. 2026", "2026-03-02T00:00:00Z"},
    {"2.3.2026 um 10:30 Uhr", "2026-03-02T10:30:00Z"},
    {"27/02/2026 à 10h30", "2026-02-27T10:30:00Z"},
    {"31/02/2026", NULL},
    {"2026-03-02 at 10:30:05", "2026-03-02T10:30:05Z"},
    {"2026-03-02 - 10:30", "2026-03-02T10:30:00Z"},
    {"2026-03-02 @ 10:30 EST", "2026-03-02T15:30:00Z"},
    {"2026-03-02 10:30 AT", "2026-03-02T14:30:00Z"},
    {"Mon, 2026-03-02 10:30", "2026-03-02T10:30:00Z"},
    {"lundi 2026-03-02", "2026-03-02T00:00:00Z"},
    {"10:30 27.02.2026 +0100", "2026-02-27T09:30:00Z"},
    {"10:30:05, 27/02/2026", "2026-02-27T10:30:05Z"},
    {"10:30 - 2026-03-02", "2026-03-02T10:30:00Z"},
    {"10:30 02/03/2026", NULL},
    {"10:30 2 Mar 2026", "2026-03-02T10:30:00Z"},
    {"Mon, 02 Mar 2026 10:30:05 --0700", "2026-03-02T17:30:05Z"},
    {"Mon, 02 Mar 2026 10:30:05 0000", "2026-03-02T10:30:05Z"},
    {"Mon, 02 Mar 2026 10:30:05 00", "2026-03-02T10:30:05Z"},
    {"Mon Mar 02 10:30:05 00", "2000-03-02T10:30:05Z"},
    {"Mon, 02 Mar 2026 10:30:05 0100", NULL},
    {"27.02.2026 -0500", "2026-02-27T05:00:00Z"},
    {"27.02.2026 -", NULL},
    {"2026. 3. 2.", "2026-03-02T00:00:00Z"},
    {"2026. 03. 02. 10:30", "2026-03-02T10:30:00Z"},
    {"2026. 3. 2. 오후 3:05", "2026-03-02T06:05:00Z"},
    {"2026. március 2. 10:30", "2026-03-02T10:30:00Z"},
    {"1772446530", "2026-03-02T10:15:30Z"},
    {"1772446530.25", "2026-03-02T10:15:30Z"},
    {"1772446530250", "2026-03-02T10:15:30Z"},
    {"2026030210", NULL},
    {"177244653", NULL},
    {"mar. 3 févr. 2026 10:00:00 +0100", "2026-02-03T09:00:00Z"},
    {"maandag 5 januari 2026 10:00", "2026-01-05T10:00:00Z"},
    {"5 Jan Feb 2026", NULL},
    {"Feb. 2026", "2026-02-01T00:00:00Z"},
    {"", NULL},
    {"yesterday", NULL},
    {"2003-13-01T00:00:00Z", NULL},
    {"2003-02-30", NULL},
    {"Mon, 31 Feb 2026 00:00:00 GMT", NULL},
    {"Mon, 02 Mar 2026 25:48:46 GMT", NULL},
    {"Mon, 02 Foo 2026 03:48:46 GMT", NULL},
    {"0000-00-00 00:00:00", NULL},
    {"Thu Jan", NULL},
    {"99999999999999999999", NULL},
};

static void test_written_forms(void **state)
{
    char text[CLOCK_TEXT_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const int64_t time = date_parse(rows[i].text);

        print_message("%s\n", rows[i].text);
        if (rows[i].time == NULL) {
            assert_true(time == TIME_NONE);
            continue;
        }
        assert_true(time != TIME_NONE);
        clock_format_rfc3339(time, text);
        assert_string_equal(text, rows[i].time);
    }
}

/* Context from the feed. order: the known order before and after. */
static const struct {
    const char *language, *url;
    enum date_order order;
    const char *text, *time;
    enum date_order shown;
} feeds[] = {
    {"hi", NULL, 0, "2026-07-09 10:00 IST", "2026-07-09T04:30:00Z", 0},
    {"en-IN", NULL, 0, "Thu, 09 Jul 2026 10:00:00 IST", "2026-07-09T04:30:00Z", 0},
    {"en", "https://news.example.co.in/feed", 0, "2026-07-09 10:00 IST", "2026-07-09T04:30:00Z", 0},
    {"en-us", "https://example.in", 0, "2026-07-09 10:00 IST", "2026-07-09T04:30:00Z", 0},
    {"he-IL", "https://example.in", 0, "2026-07-09 10:00 IST", "2026-07-09T08:00:00Z", 0},
    {"ga", NULL, 0, "2026-07-09 10:00 IST", "2026-07-09T09:00:00Z", 0},
    {"en", "https://example.org/in", 0, "2026-07-09 10:00 IST", NULL, 0},
    {"zh-Hans", NULL, 0, "Thu Jul 09 10:00:00 CST 2026", "2026-07-09T02:00:00Z", 0},
    {"en-US", "https://example.cn/", 0, "2026-07-09 10:00 CST", "2026-07-09T16:00:00Z", 0},
    {"en-AU", NULL, 0, "2026-07-09 10:00 EST", "2026-07-09T00:00:00Z", 0},
    {"bn", NULL, 0, "2026-07-09 10:00 BST", "2026-07-09T04:00:00Z", 0},
    {NULL, NULL, DATE_ORDER_DAY, "02/03/2026", "2026-03-02T00:00:00Z", DATE_ORDER_DAY},
    {NULL, NULL, DATE_ORDER_MONTH, "02/03/2026", "2026-02-03T00:00:00Z", DATE_ORDER_MONTH},
    {NULL, NULL, DATE_ORDER_MIXED, "02/03/2026", NULL, DATE_ORDER_MIXED},
    {NULL, NULL, DATE_ORDER_MIXED, "02.03.2026", NULL, DATE_ORDER_MIXED},
    {NULL, NULL, DATE_ORDER_MONTH, "02.03.2026", "2026-02-03T00:00:00Z", DATE_ORDER_MONTH},
    {NULL, NULL, 0, "27/02/2026", "2026-02-27T00:00:00Z", DATE_ORDER_DAY},
    {NULL, NULL, 0, "02/27/2026", "2026-02-27T00:00:00Z", DATE_ORDER_MONTH},
    {NULL, NULL, 0, "03/03/2026", "2026-03-03T00:00:00Z", 0},
    {NULL, NULL, 0, "Mon, 02/03/2026", "2026-03-02T00:00:00Z", DATE_ORDER_DAY},
    {NULL, NULL, DATE_ORDER_DAY, "02/27/2026", "2026-02-27T00:00:00Z", DATE_ORDER_MIXED},
    {"ko", NULL, 0, "26.03.02", NULL, 0},
    {"de", NULL, 0, "26.03.02", "2002-03-26T00:00:00Z", DATE_ORDER_DAY},
};

static void test_of_a_feed(void **state)
{
    char text[CLOCK_TEXT_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof(feeds) / sizeof(feeds[0]); i++) {
        struct date_context context = {feeds[i].language, feeds[i].url, feeds[i].order};
        const int64_t time = date_parse_within(feeds[i].text, &context);

        print_message("%s, %s\n", feeds[i].text,
                      feeds[i].language != NULL ? feeds[i].language : "");
        assert_int_equal(context.order, feeds[i].shown);
        assert_int_equal(time == TIME_NONE, feeds[i].time == NULL);
        if (feeds[i].time == NULL)
            continue;
        clock_format_rfc3339(time, text);
        assert_string_equal(text, feeds[i].time);
    }
}

static const struct {
    const char *bytes;
    enum date_order order;
} beginnings[] = {
    {"<pubDate>02/03/2026</pubDate><pubDate>27/02/2026</pubDate>", DATE_ORDER_DAY},
    {"<dc:date><![CDATA[02/27/2026 10:00]]></dc:date>", DATE_ORDER_MONTH},
    {"<pubDate>27/02/2026</pubDate><pubDate>02/27/2026</pubDate>", DATE_ORDER_MIXED},
    {"<title>27/02/2026</title>", DATE_ORDER_UNKNOWN},
    {"<pubDate>27/02/2026", DATE_ORDER_UNKNOWN}, /* truncated: more digits may follow */
    {"date>", DATE_ORDER_UNKNOWN},
    {"", DATE_ORDER_UNKNOWN},
};

static void test_order_of_a_beginning(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++) {
        struct date_context context = {.language = NULL};

        print_message("%s\n", beginnings[i].bytes);
        date_order_scan(&context, beginnings[i].bytes, strlen(beginnings[i].bytes));
        assert_int_equal(context.order, beginnings[i].order);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_written_forms),
                                       cmocka_unit_test(test_of_a_feed),
                                       cmocka_unit_test(test_order_of_a_beginning)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
