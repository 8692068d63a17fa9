"""fetch against a server that plays every kind of answer."""

import base64
import gzip
import itertools
import struct
import time
import unittest
import zlib

from probe import ProbeTest, ask
from server import Reply, Server, conditional

NOW = 1772625600  # 2026-03-04T12:00:00Z
MEGABYTE = 1 << 20


class Requests(ProbeTest):
    """What is asked, byte for byte."""

    def test_validators_go_back_byte_for_byte(self):
        odd = ['"1"', 'W/"weak"', 'unquoted', '"two words"', '"\\"', "'single'", '"' + "x" * 900 + '"', '"é"', '"a,b"']
        with Server() as server:
            server.play("/", Reply(304))
            for etag in odd:
                date = "thu, 1 jan 1970 0:00 gmt; odd"
                self.ask_one(server.url("/"), {"etag": etag, "last_modified": date})
                headers = server.requests[-1].headers
                self.assertEqual(headers["if-none-match"].encode("latin-1").decode(), etag)
                self.assertEqual(headers["if-modified-since"], date)

    def test_etag_comes_through_byte_for_byte(self):
        with Server() as server:
            for etag in ['"1"', 'W/"weak"', "unquoted", '"two  words"', '"a,b"']:
                server.play("/", Reply(headers={"ETag": " " + etag + " ", "Last-Modified": "yesterday, about 4"}))
                answer = self.ask_one(server.url("/"))
                self.assertEqual(answer["etag"], etag)
                self.assertEqual(answer["last_modified"], "yesterday, about 4")

    def test_no_validators_no_conditions(self):
        with Server() as server:
            server.play("/", Reply())
            self.ask_one(server.url("/"))
            self.assertNotIn("if-none-match", server.requests[0].headers)
            self.assertNotIn("if-modified-since", server.requests[0].headers)

    def test_the_request_is_plain(self):
        with Server() as server:
            server.play("/feed?a=1&b=2", Reply())
            self.ask_one(server.url("/feed?a=1&b=2#part"))
            request = server.requests[0]
            self.assertEqual(request.line, "GET /feed?a=1&b=2 HTTP/1.1")
            self.assertEqual(sorted(request.headers), ["accept", "accept-encoding", "host", "user-agent"])
            self.assertEqual(request.headers["user-agent"], "headwater/test")
            for kind in ("application/atom+xml", "application/rss+xml", "application/feed+json", "text/xml"):
                self.assertIn(kind, request.headers["accept"])
            for coding in ("gzip", "br", "zstd"):
                self.assertIn(coding, request.headers["accept-encoding"])

    def test_what_the_feed_adds(self):
        with Server() as server:
            server.play("/", Reply())
            self.ask_one(server.url("/"), {"user": "me", "password": "pass word", "cookie": "a=b; c=d",
                                          "user_agent": "other/2", "header.X-Key": "k", "header.X-Two": "2"})
            headers = server.requests[0].headers
            self.assertEqual(headers["authorization"], "Basic " + base64.b64encode(b"me:pass word").decode())
            self.assertEqual(headers["cookie"], "a=b; c=d")
            self.assertEqual(headers["user-agent"], "other/2")
            self.assertEqual((headers["x-key"], headers["x-two"]), ("k", "2"))
            self.ask_one(server.url("/"), {"bearer": "token"})
            self.assertEqual(server.requests[1].headers["authorization"], "Bearer token")

    def test_the_environment_sends_nothing_through_a_proxy(self):
        with Server() as server, Server() as proxy:
            server.play("/", Reply())
            env = {name: proxy.url("") for name in ("http_proxy", "https_proxy", "all_proxy", "ALL_PROXY")}
            self.assertEqual(ask(server.url("/"), env=env)[0]["status"], 200)
            self.assertEqual(proxy.requests, [])

    def test_a_feed_s_own_proxy(self):
        with Server() as proxy:
            proxy.play("http://news.example/feed", Reply(body=b"through"))
            answer = self.ask_one("http://news.example/feed", {"proxy": proxy.url(""), "allow_private": 0})
            self.assertEqual((answer["status"], answer["body"]), (200, "through"))

    def test_server_s_cookies_are_not_kept(self):
        with Server() as server:
            server.play("/", Reply(headers={"Set-Cookie": "track=1; Path=/"}))
            server.play("/2", Reply())
            ask(server.url("/"), server.url("/2"))
            self.assertNotIn("cookie", server.requests[1].headers)


class Signals(ProbeTest):
    """What an answer's header says, in seconds."""

    def signal(self, headers, status=200):
        with Server() as server:
            server.play("/", Reply(status, headers=headers))
            return self.ask_one(server.url("/"), now=NOW)

    def test_caching(self):
        date = "Wed, 04 Mar 2026 12:00:00 GMT"
        rows = [
            ({}, -1, False, None),
            ({"Cache-Control": "max-age=7800"}, 7800, False, None),
            ({"Cache-Control": "public, MAX-AGE=60"}, 60, False, None),
            ({"Cache-Control": 'max-age="60"'}, 60, False, None),
            ({"Cache-Control": "max-age=0"}, 0, False, None),
            ({"Cache-Control": "max-age=600", "Age": "200"}, 400, False, None),
            ({"Cache-Control": "max-age=600", "Age": "9000"}, 0, False, None),
            ({"Cache-Control": "max-age=600, no-cache"}, -1, True, None),
            ({"Cache-Control": "no-store"}, -1, True, None),
            ({"Cache-Control": 'max-age=600, no-cache="Set-Cookie"'}, 600, False, None),
            ({"Cache-Control": 'private="a, no-cache, b", max-age=5'}, 5, False, None),
            ({"Cache-Control": "max-age=-5"}, -1, False, None),
            ({"Cache-Control": "max-age=soon"}, -1, False, None),
            ({"Cache-Control": "s-maxage=5"}, -1, False, None),
            ({"Cache-Control": "max-age=99999999999999999999"}, 2 ** 31, False, None),
            ({"Cache-Control": "max-age=900, max-age=300"}, 300, False, None),
            ({"Expires": "Wed, 04 Mar 2026 15:00:00 GMT"}, -1, False, NOW + 10800),
            ({"Expires": "Wednesday, 04-Mar-26 15:00:00 GMT"}, -1, False, NOW + 10800),
            ({"Expires": "Wed Mar  4 15:00:00 2026"}, -1, False, NOW + 10800),
            ({"Expires": "0"}, -1, False, None),
            ({"Expires": "-1"}, -1, False, None),
            ({"Expires": "soon"}, -1, False, None),
            ({"Expires": "Wed, 04 Mar 2026 15:00:00 GMT", "Date": date}, -1, False, NOW + 10800),
            # a server whose clock is a year behind
            ({"Expires": "Tue, 04 Mar 2025 15:00:00 GMT", "Date": "Tue, 04 Mar 2025 12:00:00 GMT"}, -1, False,
             NOW + 10800),
        ]
        for headers, max_age, no_cache, expires in rows:
            with self.subTest(headers):
                answer = self.signal(headers)
                self.assertEqual((answer["max_age"], answer["no_cache"], answer["expires_at"]),
                                 (max_age, no_cache, expires))

    def test_caching_on_304(self):
        answer = self.signal({"Cache-Control": "max-age=7800", "ETag": '"2"'}, status=304)
        self.assertEqual((answer["status"], answer["max_age"], answer["etag"]), (304, 7800, '"2"'))

    def test_retry_after(self):
        rows = [
            ({}, None),
            ({"Retry-After": "120"}, NOW + 120),
            ({"Retry-After": "0"}, NOW),
            ({"Retry-After": "Wed, 04 Mar 2026 13:00:00 GMT"}, NOW + 3600),
            ({"Retry-After": "Tue, 04 Mar 2025 13:00:00 GMT", "Date": "Tue, 04 Mar 2025 12:00:00 GMT"}, NOW + 3600),
            ({"Retry-After": "a while"}, None),
            ({"Retry-After": "-5"}, None),
        ]
        for headers, at in rows:
            for status in (429, 503):
                with self.subTest(headers, status=status):
                    answer = self.signal(headers, status)
                    self.assertEqual((answer["status"], answer["error"], answer["retry_at"]), (status, None, at))

    def test_kept_fields(self):
        answer = self.signal({"Content-Type": "application/rss+xml; charset=koi8-r", "Content-Language": "ru",
                              "Content-Location": "/feed.ru"})
        self.assertEqual(answer["content_type"], "application/rss+xml; charset=koi8-r")
        self.assertEqual((answer["content_language"], answer["content_location"]), ("ru", "/feed.ru"))


class Bodies(ProbeTest):
    """Compression, limits, and bodies that are not what they say."""

    def play(self, reply, **keys):
        with Server() as server:
            server.play("/", reply)
            return self.ask_one(server.url("/"), keys)

    @staticmethod
    def zstd(size):
        """A frame of zeros, in blocks that repeat one byte (RFC 8878 §3.1.1.2)."""
        blocks, step = b"", 1 << 17
        for done in range(0, size, step):
            last = done + step >= size
            blocks += struct.pack("<I", (step << 3 | 1 << 1 | last))[:3] + b"\0"
        return b"\x28\xb5\x2f\xfd\x00\x58" + blocks

    BROTLI_32MB = base64.b64decode("z///fwAkAOKxQHLv//n//w+ABEAcFoDu/f8=")

    def test_codings(self):
        text = b"<rss>" + b"news " * 50 + b"</rss>"
        for coding, body in (("gzip", gzip.compress(text)), ("deflate", zlib.compress(text))):
            answer = self.play(Reply(body=body, headers={"Content-Encoding": coding}))
            self.assertEqual((answer["body"].encode(), answer["size"]), (text, len(text)))
            self.assertEqual(answer["bytes"], len(body))

    def test_zstd(self):
        answer = self.play(Reply(body=self.zstd(1 << 17), headers={"Content-Encoding": "zstd"}))
        self.assertEqual((answer["error"], answer["size"]), (None, 1 << 17))

    def test_bombs_stop_at_the_limit(self):
        bombs = {"gzip": gzip.compress(bytes(32 * MEGABYTE)), "deflate": zlib.compress(bytes(32 * MEGABYTE)),
                 "zstd": self.zstd(32 * MEGABYTE), "br": self.BROTLI_32MB}
        for coding, body in bombs.items():
            with self.subTest(coding):
                answer = self.play(Reply(body=body, headers={"Content-Encoding": coding}), max_bytes=MEGABYTE)
                self.assert_error(answer, "body larger than 1048576 bytes")

    def test_bomb_in_a_bomb(self):
        inner = gzip.compress(bytes(32 * MEGABYTE))
        answer = self.play(Reply(body=gzip.compress(inner), headers={"Content-Encoding": "gzip, gzip"}),
                           max_bytes=MEGABYTE)
        self.assert_error(answer, "body larger than 1048576 bytes")

    def test_endless_body(self):
        answer = self.play(Reply(body=itertools.repeat(b"x" * 65536)), max_bytes=MEGABYTE)
        self.assert_error(answer, "body larger than 1048576 bytes")

    def test_endless_emptiness(self):
        """Compressed blocks that give no byte must not go on for ever either."""
        empty = zlib.compressobj(wbits=31)
        start = empty.compress(b"x") + empty.flush(zlib.Z_FULL_FLUSH)
        pieces = itertools.chain([start], itertools.repeat((b"\0\0\0\xff\xff") * 13000))
        answer = self.play(Reply(body=pieces, headers={"Content-Encoding": "gzip"}), max_bytes=MEGABYTE)
        self.assert_error(answer, "body larger than 1048576 bytes")

    def test_announced_too_large(self):
        answer = self.play(Reply(headers={"Content-Length": str(99 * MEGABYTE)}, body=b"x", then="hang"),
                           max_bytes=MEGABYTE)
        self.assert_error(answer, "body larger than 1048576 bytes")

    def test_body_of_exactly_the_limit(self):
        answer = self.play(Reply(body=b"x" * MEGABYTE), max_bytes=MEGABYTE)
        self.assertEqual((answer["error"], answer["size"]), (None, MEGABYTE))

    def test_endless_header(self):
        lines = (b"X-%d: %s\r\n" % (i, b"y" * 1000) for i in range(5000))
        answer = self.play(Reply(raw=b"HTTP/1.1 200 OK\r\n" + b"".join(lines)))
        self.assert_error(answer, "header larger than 128 KB")

    def test_broken_compression(self):
        answer = self.play(Reply(body=b"this is no gzip", headers={"Content-Encoding": "gzip"}))
        self.assertRegex(answer["error"], r"^127\.0\.0\.1:\d+ sent broken compression$")

    def test_less_than_announced(self):
        answer = self.play(Reply(body=b"short", headers={"Content-Length": "500"}, then="close"))
        self.assertRegex(answer["error"], r"sent less than it announced$")

    def test_more_than_announced(self):
        answer = self.play(Reply(body=b"<rss/>garbage", headers={"Content-Length": "6"}, then="close"))
        self.assertEqual(answer["body"], "<rss/>")

    def test_reset_in_mid_body(self):
        answer = self.play(Reply(body=b"half", headers={"Content-Length": "500"}, then="reset"))
        self.assertRegex(answer["error"], r"broke the connection off$|sent less than it announced$")

    def test_closed_without_an_answer(self):
        answer = self.play(Reply(raw=b""))
        self.assertRegex(answer["error"], r"closed the connection without an answer$")

    def test_not_http(self):
        answer = self.play(Reply(raw=b"220 ftp.example ready\r\n"))
        self.assertRegex(answer["error"], r"does not answer in HTTP$")

    def test_long_error_page_is_let_go(self):
        answer = self.play(Reply(500, body=itertools.repeat(b"sorry " * 10000)))
        self.assertEqual((answer["status"], answer["error"], answer["size"]), (500, None, 0))

    def test_nul_bytes_in_a_body(self):
        self.assertEqual(self.play(Reply(body=b"a\0b"))["size"], 3)


class Times(ProbeTest):
    """Every wait has an end. The spans are small, so that the tests are."""

    def test_silent_server(self):
        with Server() as server:
            server.play("/", Reply(wait=30))
            self.assert_error(self.ask_one(server.url("/"), stall=1), "no answer for 1 s")

    def test_stalled_body(self):
        with Server() as server:
            server.play("/", Reply(body=b"half", headers={"Content-Length": "500"}, then="hang"))
            self.assert_error(self.ask_one(server.url("/"), stall=1), "stalled for 1 s")

    def test_slow_body(self):
        def drip():
            while True:
                time.sleep(0.01)
                yield b"drip"

        with Server() as server:
            server.play("/", Reply(body=drip()))
            self.assert_error(self.ask_one(server.url("/"), {"timeout": 1}), "timed out after 1 s")

    def test_redirects_share_the_time(self):
        with Server() as server:
            server.play("/1", Reply(302, headers={"Location": "/2"}, wait=0.7))
            server.play("/2", Reply(302, headers={"Location": "/3"}, wait=0.7))
            self.assert_error(self.ask_one(server.url("/1"), {"timeout": 1}), "timed out after 1 s")

    def test_slow_feed_holds_no_other(self):
        with Server(["127.0.0.1", "127.0.0.2"]) as server:
            server.play("/slow", Reply(wait=1.5))
            server.play("/quick", Reply())
            slow, quick = ask(server.url("/slow"), server.url("/quick", "127.0.0.2"))
            self.assertEqual((slow["status"], quick["status"]), (200, 200))
            ended = [request.ended for request in server.asked("/quick") + server.asked("/slow")]
            self.assertLess(ended[0], ended[1])


class Moves(ProbeTest):
    """Redirects: what is followed, what is stored."""

    def chain(self, *statuses, schemes=None):
        """Plays /0 -> /1 -> ... and asks /0."""
        with Server() as server:
            for i, status in enumerate(statuses):
                server.play("/%d" % i, Reply(status, headers={"Location": "/%d" % (i + 1)}))
            server.play("/%d" % len(statuses), Reply(body=b"end"))
            answer = self.ask_one(server.url("/0"))
            end = server.url("/%d" % len(statuses))
            return answer, answer["url"] == end, answer["moved_to"] == end

    def test_which_moves_are_stored(self):
        rows = [((301,), True), ((308,), True), ((302,), False), ((303,), False), ((307,), False),
                ((301, 308, 301), True), ((301, 302), False), ((302, 301), False), ((301, 301, 301, 301, 301), True)]
        for statuses, stored in rows:
            with self.subTest(statuses):
                answer, arrived, moved = self.chain(*statuses)
                self.assertEqual((answer["status"], arrived, moved), (200, True, stored))
                self.assertEqual(answer["moved_to"] is None, not stored)

    def test_more_than_five_hops(self):
        answer, _, _ = self.chain(301, 302, 301, 302, 301, 302)
        self.assert_error(answer, "more than 5 redirects")

    def test_loops(self):
        with Server() as server:
            server.play("/a", Reply(302, headers={"Location": "/b"}))
            server.play("/b", Reply(301, headers={"Location": "/a"}))
            server.play("/self", Reply(301, headers={"Location": "/self"}))
            for path in ("/a", "/self"):
                answer = self.ask_one(server.url(path))
                self.assert_error(answer, "redirects in a loop: " + server.url(path))
            self.assertEqual(len(server.requests), 3)

    def test_plain_http_to_another_host_is_followed_not_stored(self):
        with Server(["127.0.0.1", "127.0.0.2"]) as server:
            server.play("/old", Reply(301, headers={"Location": server.url("/new", "127.0.0.2")}))
            server.play("/new", Reply(body=b"here"))
            answer = self.ask_one(server.url("/old"))
            self.assertEqual((answer["body"], answer["moved_to"]), ("here", None))
            self.assertEqual(answer["url"], server.url("/new", "127.0.0.2"))

    def test_other_schemes_are_refused(self):
        for target in ("file:///etc/passwd", "ftp://a.example/", "gopher://a.example/", "javascript:alert(1)",
                       "data:text/xml,x", "dict://127.0.0.1:1/"):
            with Server() as server:
                server.play("/", Reply(301, headers={"Location": target}))
                answer = self.ask_one(server.url("/"))
                self.assert_error(answer, "redirected to an address that is not http or https: " + target)

    def test_redirect_without_a_place(self):
        with Server() as server:
            server.play("/", Reply(301))
            self.assertEqual(self.ask_one(server.url("/"))["status"], 301)

    def test_300_and_304_are_no_redirects(self):
        with Server() as server:
            for status in (300, 304, 305, 306):
                server.play("/", Reply(status, headers={"Location": "/x"}))
                self.assertEqual(self.ask_one(server.url("/"))["status"], status)

    def test_410_after_a_move_moves_nothing_without_an_answer(self):
        with Server() as server:
            server.play("/a", Reply(301, headers={"Location": server.url("/b")}))
            server.play("/b", Reply(raw=b""))
            self.assertIsNone(self.ask_one(server.url("/a"))["moved_to"])


class Secrets(ProbeTest):
    """Credentials see one server only."""

    KEYS = {"user": "me", "password": "hunter2", "cookie": "id=hunter2", "header.X-Key": "hunter2"}

    def seen(self, request):
        return [name for name in ("authorization", "cookie", "x-key") if name in request.headers]

    def test_kept_on_the_same_server(self):
        with Server() as server:
            server.play("/a", Reply(302, headers={"Location": "/b"}))
            server.play("/b", Reply())
            self.ask_one(server.url("/a"), self.KEYS)
            self.assertEqual(self.seen(server.requests[1]), ["authorization", "cookie", "x-key"])

    def test_dropped_on_another_host(self):
        with Server(["127.0.0.1", "127.0.0.2"]) as server:
            server.play("/a", Reply(302, headers={"Location": server.url("/b", "127.0.0.2")}))
            server.play("/b", Reply(302, headers={"Location": server.url("/c")}))
            server.play("/c", Reply())
            self.ask_one(server.url("/a"), self.KEYS)
            self.assertEqual([self.seen(request) for request in server.requests],
                             [["authorization", "cookie", "x-key"], [], ["authorization", "cookie", "x-key"]])

    def test_dropped_on_another_port(self):
        with Server() as server, Server() as other:
            server.play("/a", Reply(302, headers={"Location": other.url("/b")}))
            other.play("/b", Reply())
            self.ask_one(server.url("/a"), self.KEYS)
            self.assertEqual(self.seen(other.requests[0]), [])

    def test_dropped_where_the_feed_has_moved_for_good(self):
        with Server(["127.0.0.1", "127.0.0.2"]) as server:
            server.play("/b", Reply())
            self.ask_one(server.url("/b", "127.0.0.2"), {**self.KEYS, "home": server.url("/a")})
            self.assertEqual(self.seen(server.requests[0]), [])

    def test_never_in_an_error(self):
        for reply in (Reply(raw=b""), Reply(301, headers={"Location": "ftp://x/"}), Reply(raw=b"junk")):
            with Server() as server:
                server.play("/", reply)
                answer = self.ask_one(server.url("/"), self.KEYS)
                self.assertNotIn("hunter2", answer["error"])


class Addresses(ProbeTest):
    """Only the public Internet, unless the feed says so."""

    REFUSED = r" is at an? [a-z-]+ address, which only a feed with allow_private may ask$"

    def test_every_spelling_of_this_machine(self):
        with Server(["127.0.0.1", "127.0.0.2"]) as server:
            server.play("/", Reply(body=b"secret"))
            for host in ("127.0.0.1", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0.0.0.0",
                         "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]",
                         "[2002:7f00:1::]"):
                with self.subTest(host):
                    answer = self.ask_one(server.url("/", host=host), {"allow_private": 0})
                    self.assertRegex(answer["error"] or "", self.REFUSED)
            self.assertEqual(server.requests, [])

    def test_local_network_and_metadata(self):
        for host in ("10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.100.100.200", "[fd00:ec2::254]",
                     "[fe80::1]", "198.18.0.1", "224.0.0.1", "255.255.255.255", "168.63.129.16"):
            with self.subTest(host):
                answer = self.ask_one("http://%s/" % host, {"allow_private": 0})
                self.assertRegex(answer["error"] or "", self.REFUSED)

    def test_redirect_inward(self):
        """A public host, reached through a proxy in this test, cannot be played: the first hop here is allowed by a
        proxy of its own, and the hop after it is looked at by its number."""
        with Server() as server:
            server.play("/", Reply(302, headers={"Location": server.url("/inside", host="localhost")}))
            server.play("/inside", Reply(body=b"secret"))
            answer = self.ask_one(server.url("/"), {"allow_private": 0})
            self.assertRegex(answer["error"], self.REFUSED)
            self.assertEqual(server.requests, [])

    def test_a_connection_made_for_another_feed_is_not_borrowed(self):
        with Server() as server:
            server.play("/mine", Reply(body=b"secret"))
            server.play("/its", Reply(body=b"secret"))
            mine, its = ask(server.url("/mine"), (server.url("/its"), {"allow_private": 0}), concurrency=1)
            self.assertEqual(mine["status"], 200)
            self.assertRegex(its["error"], self.REFUSED)
            self.assertEqual([request.path for request in server.requests], ["/mine"])


class Hosts(ProbeTest):
    """One host, one request at a time."""

    def test_gap_between_requests(self):
        with Server() as server:
            for path in ("/1", "/2", "/3"):
                server.play(path, Reply(wait=0.2))
            ask(*[server.url(path) for path in ("/1", "/2", "/3")], gap=1)
            self.assertEqual([request.path for request in server.requests], ["/1", "/2", "/3"])
            for before, after in zip(server.requests, server.requests[1:]):
                self.assertGreaterEqual(after.began - before.ended, 0.95)

    def test_one_connection_is_kept(self):
        with Server() as server:
            server.play("/", Reply())
            server.play("/2", Reply(304))
            ask(server.url("/"), server.url("/2"), gap=1)
            self.assertEqual([request.connection for request in server.requests], [1, 1])

    def test_hosts_go_side_by_side(self):
        hosts = ["127.0.0.%d" % i for i in range(1, 9)]
        with Server(hosts) as server:
            server.play("/", Reply(wait=1))
            answers = ask(*[server.url("/", host) for host in hosts])
            self.assertEqual([answer["status"] for answer in answers], [200] * 8)
            self.assertLess(max(r.began for r in server.requests), min(r.ended for r in server.requests))

    def test_concurrency_is_bounded(self):
        hosts = ["127.0.0.%d" % i for i in range(1, 9)]
        with Server(hosts) as server:
            server.play("/", Reply(wait=0.1))
            ask(*[server.url("/", host) for host in hosts], concurrency=2)
            for request in server.requests:
                under_way = [r for r in server.requests if r.began <= request.began < r.ended]
                self.assertLessEqual(len(under_way), 2)

    def test_a_redirect_waits_for_the_other_host(self):
        with Server(["127.0.0.1", "127.0.0.2"]) as server:
            there = server.url("/there", "127.0.0.2")
            server.play("/from", Reply(302, headers={"Location": there}, wait=0.2))
            server.play("/busy", Reply(wait=0.5))
            server.play("/there", Reply())
            ask(server.url("/busy", "127.0.0.2"), server.url("/from"), gap=1)
            busy, there = server.asked("/busy")[0], server.asked("/there")[0]
            self.assertGreaterEqual(there.began - busy.ended, 0.95)

    def ask_public(self, *replies, keys=None):
        """Feeds of one public host, which a proxy plays."""
        with Server() as proxy:
            urls = ["http://news.example/%d" % i for i in range(len(replies))]
            for url, reply in zip(urls, replies):
                proxy.play(url, reply)
            keys = {"proxy": proxy.url(""), "allow_private": 0, **(keys or {})}
            answers = ask(*[(url, keys) for url in urls], now=NOW)
            return answers, [request.path for request in proxy.requests]

    def test_retry_after_holds_the_host(self):
        answers, asked = self.ask_public(Reply(), Reply(503, headers={"Retry-After": "600"}), Reply(), Reply())
        self.assertEqual(len(asked), 2)
        self.assertEqual([answer["held"] for answer in answers], [False, False, True, True])
        self.assertEqual([answer["retry_at"] for answer in answers], [None, NOW + 600, NOW + 600, NOW + 600])
        self.assertEqual(answers[2]["error"], "not asked: news.example wants no requests before 2026-03-04T12:10:00Z")

    def test_429_without_a_time_holds_the_host_for_a_while(self):
        answers, asked = self.ask_public(Reply(429), Reply())
        self.assertEqual((len(asked), answers[1]["held"], answers[1]["retry_at"]), (1, True, NOW + 900))

    def test_503_without_a_time_is_that_feed_s_own(self):
        answers, asked = self.ask_public(Reply(503), Reply())
        self.assertEqual((len(asked), answers[1]["status"]), (2, 200))

    def test_absurd_waits_are_capped(self):
        answers, _ = self.ask_public(Reply(429, headers={"Retry-After": "99999999"}), Reply())
        self.assertEqual(answers[1]["retry_at"], NOW + 48 * 3600)

    def test_a_private_host_is_not_held(self):
        answers, asked = self.ask_public(Reply(429, headers={"Retry-After": "600"}), Reply(),
                                         keys={"allow_private": 1})
        self.assertEqual((len(asked), answers[1]["status"]), (2, 200))

    def test_an_absent_name(self):
        answer = self.ask_one("http://feeds.invalid/", {"allow_private": 0})
        self.assertRegex(answer["error"], r"^could not resolve host feeds\.invalid")

    def test_a_closed_port(self):
        with Server() as server:
            url = server.url("/")
        answer = self.ask_one(url)
        self.assertRegex(answer["error"], r"^could not connect to 127\.0\.0\.1:\d+: connection refused$")

    def test_conditional_server(self):
        with Server() as server:
            server.play("/", conditional(b"<rss/>", '"1"'))
            first = self.ask_one(server.url("/"))
            second = self.ask_one(server.url("/"), {"etag": first["etag"]})
            self.assertEqual((first["status"], second["status"], second["size"]), (200, 304, 0))


if __name__ == "__main__":
    unittest.main()
