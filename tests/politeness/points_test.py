"""One test for each point of docs/politeness.md, with the whole program."""

import re
import signal
import subprocess
import time
import unittest

from poller import PollerTest, Reply, Server, item, rss

VALIDATORS = ("if-none-match", "if-modified-since")


def validators(request):
    return tuple(request.headers.get(name) for name in VALIDATORS)


class Validators(PollerTest):
    def test_01_etag_goes_back_byte_for_byte(self):
        for etag in ('"1"', 'W/"weak, with comma"', "unquoted", '"two  words"'):
            self.setUp()
            requests = self.poll(Reply(body=rss(), headers={"ETag": etag}), Reply(304))
            self.assertEqual(requests[1].headers["if-none-match"], etag)

    def test_02_last_modified_goes_back_byte_for_byte(self):
        for date in ("Mon, 02 Mar 2026 03:48:46 GMT", "Mon,  2 Mar 2026 3:48:46 +0000", "yesterday"):
            self.setUp()
            requests = self.poll(Reply(body=rss(), headers={"Last-Modified": date}), Reply(304))
            self.assertEqual(requests[1].headers["if-modified-since"], date)

    def test_03_each_200_replaces_them_as_one_set(self):
        requests = self.poll(Reply(body=rss(1), headers={"ETag": '"1"', "Last-Modified": "Monday"}),
                             Reply(body=rss(1, 2), headers={"Last-Modified": "Tuesday"}),
                             Reply(body=rss(1, 2, 3)), Reply(304))
        self.assertEqual([validators(request) for request in requests],
                         [(None, None), ('"1"', "Monday"), (None, "Tuesday"), (None, None)])

    def test_04_a_304_updates_what_is_stored(self):
        self.poll(Reply(body=rss(), headers={"ETag": '"1"', "Cache-Control": "max-age=3700"}),
                  Reply(304, headers={"ETag": '"2"', "Cache-Control": "max-age=80000"}))
        self.assertIn("server said max-age=80000", self.explain(101))
        self.run_at(200)
        self.assertEqual(self.server.requests[2].headers["if-none-match"], '"2"')

    def test_05_kept_from_the_first_and_over_errors(self):
        requests = self.poll(Reply(body=rss(), headers={"ETag": '"1"', "Last-Modified": "Monday"}),
                             Reply(500), Reply(404), Reply(raw=b""), Reply(304))
        self.assertEqual([validators(request) for request in requests[1:]], [('"1"', "Monday")] * 4)

    def test_06_of_a_body_that_is_no_feed_none_are_stored(self):
        requests = self.poll(Reply(body=rss(), headers={"ETag": '"1"'}),
                             Reply(body=b"<rss><channel><item>", headers={"ETag": '"broken"'}),
                             Reply(body=b"not a feed", headers={"ETag": '"worse"'}), Reply(304))
        self.assertNotIn('"worse"', [request.headers.get("if-none-match") for request in requests])

    def test_07_an_equal_body_is_not_parsed_again(self):
        self.server.play("/feed", Reply(body=rss()))
        self.subscribe(self.server.url("/feed"))
        self.assertIn("0 unchanged", self.run_at(0))
        self.assertIn("1 unchanged", self.run_at(100))
        self.assertEqual(len(self.server.requests), 2)


class Waits(PollerTest):
    BUSY = {"ETag": '"1"'}

    def said(self, headers=None, extra="", status=200, then=()):
        self.setUp()
        replies = [Reply(status, body=rss(*range(1, 40), extra=extra), headers={**self.BUSY, **(headers or {})}), *then]
        return self.said_after(*replies)

    def test_08_max_age_and_expires(self):
        day = {"Expires": "Thu, 05 Mar 2026 08:00:00 GMT"}
        self.assertEqual(self.said({"Cache-Control": "max-age=40000"}), "in 11 h 6 min: server said max-age=40000")
        self.assertEqual(self.said(day), "in 20 h: server said Expires")
        self.assertIn("max-age=40000", self.said({"Cache-Control": "max-age=40000", **day}))
        for off in ("no-cache", "no-store", "no-cache, max-age=40000"):
            self.assertIn("its interval", self.said({"Cache-Control": off, **day}))
        self.assertIn("max-age=80000", self.said(then=[Reply(304, headers={"Cache-Control": "max-age=80000"})]))

    def test_09_ttl_and_update_period_are_floors(self):
        self.assertEqual(self.said(extra="<ttl>600</ttl>"), "in 10 h: feed said ttl 600")
        self.assertIn("its interval", self.said(extra="<ttl>5</ttl>"))
        period = "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>"
        self.assertEqual(self.said(extra=period), "in 12 h: feed said an update every 12 h")

    def test_10_skip_hours_and_days(self):
        hours = "".join("<hour>%d</hour>" % hour for hour in range(24) if hour != 3)
        self.assertRegex(self.said(extra="<skipHours>%s</skipHours>" % hours), r"^in 15 h.*: feed said skipHours, until 03:0\d$")
        days = "".join("<day>%s</day>" % day for day in ("Wednesday", "Thursday", "Friday"))
        self.assertRegex(self.said(extra="<skipDays>%s</skipDays>" % days), r"^in 2 d 12 h: feed said skipDays, until Sat 00:0\d$")
        self.run_at(59)
        self.assertEqual(len(self.server.requests), 1)
        self.run_at(61)
        self.assertEqual(len(self.server.requests), 2)

    def test_11_retry_after_and_slowing_down_without(self):
        date = {"Retry-After": "Thu, 05 Mar 2026 12:00:00 GMT"}
        for status in (429, 503):
            self.assertEqual(self.said({"Retry-After": "36000"}, status=status),
                             "in 10 h: server said Retry-After (%d)" % status)
            self.assertEqual(self.said(date, status=status), "in 1 d: server said Retry-After (%d)" % status)
            self.assertRegex(self.said(status=status), r"^in 2 h.*: server said %d$" % status)

    def test_12_retry_after_holds_a_public_host(self):
        urls = ["http://news.example/%d" % i for i in range(4)] + ["http://other.example/"]
        for url in urls:
            self.server.play(url, Reply(body=rss()))
        self.server.play(urls[1], Reply(429, headers={"Retry-After": "7200"}))
        self.subscribe(*self.public(*urls))
        self.run_at(0)
        asked = [request.path for request in self.server.requests]
        self.assertEqual(sorted(asked), sorted([urls[0], urls[1], urls[4]]))
        self.run_at(1.9, "--force")  # another run, and the host still gets no request
        self.assertEqual([request.path for request in self.server.requests[3:]], [urls[4]])
        self.run_at(200)
        self.assertEqual(len(self.server.requests), 4 + 3)

    def test_12_and_on_a_private_host_only_that_feed(self):
        self.server.play("/a", Reply(429, headers={"Retry-After": "7200"}))
        self.server.play("/b", Reply(body=rss()))
        self.subscribe(self.server.url("/a"), self.server.url("/b"))
        self.run_at(0)
        self.assertEqual([request.path for request in self.server.requests], ["/a", "/b"])

    def test_13_absurd_waits_are_capped(self):
        self.assertEqual(self.said({"Retry-After": "99999999"}, status=503), "in 2 d: server said Retry-After (503)")
        self.assertEqual(self.said({"Cache-Control": "max-age=31536000"}),
                         "in 1 d: server said max-age=31536000")
        self.setUp()
        self.server.play("/feed", Reply(429, headers={"Retry-After": "99999999"}))
        self.subscribe(self.server.url("/feed"), settings="retry_after_max: 10h, cache_max: 3h")
        self.run_at(0)
        self.assertEqual(self.explain(0), "in 10 h: server said Retry-After (429)")

    def test_14_hourly_at_most_and_slower_without_validators(self):
        self.poll(Reply(body=rss(*range(1, 300)), headers=self.BUSY))
        for minutes in (5, 30, 59):
            self.run_at(minutes / 60)
        self.assertEqual(len(self.server.requests), 1)
        self.run_at(1.2)
        self.assertEqual(len(self.server.requests), 2)
        self.setUp()
        self.poll(Reply(body=rss(*range(1, 300))))
        self.run_at(1.9)
        self.assertEqual(len(self.server.requests), 1)
        self.assertIn("without ETag or Last-Modified", self.explain(1))

    def test_14_sooner_where_the_server_permits(self):
        """A busy and a quiet feed whose servers declare their responses fresh for 20 minutes."""
        fresh = {**self.BUSY, "Cache-Control": "max-age=1200"}
        busy = "".join(item("x%d" % n, "Tue, 03 Mar 2026 %02d:10:00 GMT" % (n % 24)) for n in range(480))
        self.assertRegex(self.said_after(Reply(body=rss(1, extra=busy), headers=fresh)),
                         r"^in 2[0-2] min.*: its interval is about 20 min, estimated from its updates$")
        self.setUp()
        self.assertRegex(self.said_after(Reply(body=rss(1), headers=fresh)), r"^in [1-9] h.*estimated from its updates$")

    def waits_for(self, reply, polls):
        """The waits in hours if each poll happens as early as allowed."""
        self.setUp()
        self.server.play("/feed", reply)
        self.subscribe(self.server.url("/feed"))
        hour, waits = 0, []
        for poll in range(polls):
            self.run_at(hour)
            self.assertEqual(len(self.server.requests), poll + 1)
            waits.append(self.hours_in(self.explain(hour)))
            hour += waits[-1] + (1 if waits[-1] >= 24 else 0.05)  # the text has no minutes after days
        return waits

    @staticmethod
    def hours_in(words):
        units = {"d": 24, "h": 1, "min": 1 / 60, "s": 1 / 3600}
        return sum(int(number) * units[unit] for number, unit in
                   re.findall(r"(\d+) (d|h|min|s)\b", words.split(":")[0]))

    def test_15_errors_back_off_and_never_stop(self):
        for reply, most in ((Reply(404), 24), (Reply(500), 24), (Reply(body=b"no feed"), 24), (Reply(raw=b""), 6)):
            waits = self.waits_for(reply, 9)
            for number, wait in enumerate(waits):  # an hour, doubled each time, plus up to a quarter
                least = min(2 ** number, most)
                self.assertTrue(least - 0.02 <= wait <= least * 1.25, (number, wait))

    def test_16_410_stops_for_good_and_is_told(self):
        self.server.play("/feed", Reply(410))
        self.subscribe(self.server.url("/feed"))
        self.assertRegex(self.run_at(0), r"gone for good")
        for hours in (100, 10000):
            self.run_at(hours)
            self.run_at(hours, "--force")
        self.assertEqual(len(self.server.requests), 1)
        self.assertEqual(self.explain(10000), "never: gone (410)")

    def test_17_force_skips_the_interval_only(self):
        self.poll(Reply(body=rss(), headers={"ETag": '"1"', "Cache-Control": "max-age=86400"}))
        self.run_at(0.1)
        self.assertEqual(len(self.server.requests), 1)
        self.run_at(0.1, "--force")
        self.assertEqual(len(self.server.requests), 2)
        self.server.play("/feed", Reply(503, headers={"Retry-After": "7200"}))
        self.run_at(100)
        self.run_at(101, "--force")
        self.assertEqual(len(self.server.requests), 3)
        self.assertIn("Retry-After", self.explain(101, "--force"))


class Moves(PollerTest):
    def asked_after(self, *replies):
        """/feed sends these replies; /new is the feed. Returns the requests of a second run."""
        self.setUp()
        self.server.play("/feed", *replies)
        self.server.play("/new", Reply(body=rss(), headers={"ETag": '"1"'}))
        self.subscribe(self.server.url("/feed"))
        self.run_at(0)
        first = len(self.server.requests)
        self.run_at(100)
        return [request.path for request in self.server.requests[first:]]

    def test_18_permanent_moves_are_stored(self):
        new = {"Location": "/new"}
        for status in (301, 308):
            self.assertEqual(self.asked_after(Reply(status, headers=new)), ["/new"])
            self.assertIn("has moved to " + self.server.url("/new"), self.other("status").stdout)
        for status in (302, 303, 307):
            self.assertEqual(self.asked_after(Reply(status, headers=new)), ["/feed", "/new"])

    def test_18_not_before_the_new_place_has_answered_with_a_feed(self):
        self.server.play("/feed", Reply(301, headers={"Location": "/page"}))
        self.server.play("/page", Reply(body=b"<html><body>Buy this name</body></html>"))
        self.subscribe(self.server.url("/feed"))
        self.run_at(0)
        self.run_at(100)
        self.assertEqual([request.path for request in self.server.requests], ["/feed", "/page"] * 2)

    def test_18_over_plain_http_to_another_host_not_stored(self):
        with Server(["127.0.0.2"]) as other:
            other.play("/new", Reply(body=rss()))
            self.server.play("/feed", Reply(301, headers={"Location": other.url("/new")}))
            self.subscribe(self.server.url("/feed"))
            self.run_at(0)
            self.run_at(100)
            self.assertEqual((len(self.server.requests), len(other.requests)), (2, 2))

    def test_19_five_hops_and_no_loop(self):
        for i in range(9):
            self.server.play("/%d" % i, Reply(302, headers={"Location": "/%d" % (i + 1)}))
        self.server.play("/loop", Reply(301, headers={"Location": "/loop"}))
        self.subscribe(self.server.url("/0"), self.server.url("/loop"))
        said = self.run_at(0)
        self.assertIn("more than 5 redirects", said)
        self.assertIn("redirects in a loop", said)
        self.assertEqual(len(self.server.requests), 6 + 1)

    def test_20_feeds_yaml_is_never_written(self):
        self.server.play("/feed", Reply(301, headers={"Location": "/new"}))
        self.server.play("/new", Reply(body=rss()))
        self.subscribe(self.server.url("/feed"))
        with open(self.path("feeds.yaml"), "rb") as file:
            before = file.read()
        self.run_at(0)
        self.run_at(100)
        with open(self.path("feeds.yaml"), "rb") as file:
            self.assertEqual(file.read(), before)
        self.assertEqual(self.server.requests[-1].path, "/new")


class Requests(PollerTest):
    def only_request(self, settings=""):
        self.server.play("/feed?a=1", Reply(body=rss(), headers={"Set-Cookie": "a=b"}))
        self.subscribe(self.server.url("/feed?a=1"), settings=settings)
        self.run_at(0)
        return self.server.requests[0]

    def test_21_a_plain_get(self):
        request = self.only_request()
        self.assertEqual((request.method, request.path), ("GET", "/feed?a=1"))
        self.assertEqual(sorted(request.headers), ["accept", "accept-encoding", "host", "user-agent"])
        self.run_at(100)
        self.assertNotIn("cookie", self.server.requests[1].headers)

    def test_22_who_asks(self):
        agent = self.only_request("contact: me@example.org").headers["user-agent"]
        self.assertRegex(agent, r"^headwater/\d+\.\d+\.\d+ \(.*me@example\.org\)$")
        self.assertNotRegex(agent, r"(?i)mozilla|chrome|safari")
        self.run_at(100)
        self.assertEqual(self.server.requests[1].headers["user-agent"], agent)

    def test_22_a_poller_of_nobody_is_reminded(self):
        for settings, reminded in (("", True), ("contact: me@example.org", False)):
            self.subscribe(self.server.url("/feed"), settings=settings)
            said = self.other("check")
            self.assertEqual((said.returncode, "settings has no contact" in said.stderr), (0, reminded), said.stderr)

    def test_23_what_is_accepted(self):
        headers = self.only_request().headers
        for kind in ("application/atom+xml", "application/rss+xml", "application/feed+json"):
            self.assertIn(kind, headers["accept"])
        for coding in ("gzip", "br", "zstd"):
            self.assertIn(coding, headers["accept-encoding"])

    def test_26_a_run_cut_short_does_not_ask_again(self):
        paths = ["/1", "/2", "/3"]
        self.server.play("/1", Reply(body=rss(1)))
        self.server.play("/2", Reply(body=b"<rss", headers={"Content-Length": "5000"}, then="hang"))
        self.server.play("/3", Reply(body=rss(3)))
        self.subscribe(*[self.server.url(path) for path in paths])
        run = subprocess.Popen(self.command(0), env=self.environment(), stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
        while not self.server.asked("/2") and run.poll() is None:
            time.sleep(0.01)  # when /2 is requested, the response of /1 is stored
        run.send_signal(signal.SIGKILL)
        run.wait()
        self.server.play("/2", Reply(body=rss(2)))
        self.run_at(0.9)
        self.assertEqual([len(self.server.asked(path)) for path in paths], [1, 1, 1])
        self.run_at(30)
        self.assertEqual([len(self.server.asked(path)) for path in paths], [2, 2, 2])

    def test_27_a_part_is_not_taken_for_the_whole(self):
        requests = self.poll(Reply(body=rss(1), headers={"ETag": '"1"'}),
                             Reply(226, body=rss(2), headers={"ETag": '"2"', "IM": "feed"}), Reply(304))
        self.assertEqual([request.headers.get("a-im") for request in requests], [None] * 3)
        self.assertEqual(requests[2].headers["if-none-match"], '"1"')

    def test_28_a_page_names_its_feeds(self):
        self.server.play("/feed", Reply(headers={"Content-Type": "text/html"}, body=(
            b'<!DOCTYPE html><html><head><title>News</title><link rel="alternate" type="application/rss+xml" '
            b'href="/real.xml" title="All"></head><body><p>Hello</p></body></html>')))
        self.subscribe(self.server.url("/feed"))
        self.assertIn(self.server.url("/real.xml"), self.run_at(0))


class Safety(PollerTest):
    def test_29_private_addresses_are_refused(self):
        self.server.play("/feed", Reply(body=rss()))
        self.subscribe((self.server.url("/feed"), "enabled: true"))
        self.assertRegex(self.run_at(0), r"has a loopback address, which needs allow_private in feeds.yaml")
        self.assertEqual(self.server.requests, [])

    def test_29_other_schemes_are_refused(self):
        self.server.play("/feed", Reply(301, headers={"Location": "file:///etc/passwd"}))
        self.subscribe(self.server.url("/feed"))
        self.assertIn("redirected to an address that is not http or https: file:///etc/passwd", self.run_at(0))

    def test_30_a_body_has_an_end(self):
        self.server.play("/feed", Reply(body=rss(*range(1, 2000))))
        self.server.play("/well", Reply(body=rss(1)))
        self.subscribe((self.server.url("/feed"), "allow_private: true, max_bytes: 64KB"), self.server.url("/well"))
        said = self.run_at(0)
        self.assertIn("body larger than 65536 bytes", said)
        self.assertIn("1 new item", said)

    def test_31_credentials_stay_at_home_and_out_of_sight(self):
        with Server(["127.0.0.2"]) as other:
            other.play("/new", Reply(500))
            self.server.play("/feed", Reply(302, headers={"Location": other.url("/new")}))
            self.subscribe((self.server.url("/feed"),
                            "allow_private: true, user: me, password: hunter2, cookie: id=hunter2, "
                            "headers: {X-Key: hunter2}"))
            said = self.run_at(0, "--verbose") + self.run_at(0, "--explain")
            self.assertIn("authorization", self.server.requests[0].headers)
            seen = set(other.requests[0].headers)
            self.assertEqual(seen & {"authorization", "cookie", "x-key"}, set())
            self.assertIsNone(re.search("hunter2", said))


if __name__ == "__main__":
    unittest.main()
