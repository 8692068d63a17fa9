"""fetch against a server that plays every kind of answer."""

import base64
import gzip
import itertools
import struct
import time
import unittest
import zlib

from probe import ProbeTest, ask
from server import Reply, Server

NOW = 1772625600  # 2026-03-04T12:00:00Z
MEGABYTE = 1 << 20
TRANSFER_UNUSED = 64 << 10  # TRANSFER_ERROR_BODY_MAX


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

    def test_a_form(self):
        with Server() as server:
            server.play("/hub", Reply(202, b"soon"))
            answer = self.ask_one(server.url("/hub"), {"form": "hub.mode=subscribe&a=%C3%A9"})
            request = server.requests[0]
            self.assertEqual((request.line, request.body), ("POST /hub HTTP/1.1", b"hub.mode=subscribe&a=%C3%A9"))
            self.assertEqual(request.headers["content-type"], "application/x-www-form-urlencoded")
            self.assertEqual((answer["status"], answer["error"]), (202, None))

    def test_a_form_stays_a_form(self):
        with Server() as server:
            server.play("/there", Reply(202))
            for status, expected in ((301, ["POST"]), (302, ["POST"]), (303, ["POST"]), (307, ["POST", "POST"]),
                                     (308, ["POST", "POST"])):
                server.requests.clear()
                server.play("/hub", Reply(status, headers={"Location": "/there"}))
                answer = self.ask_one(server.url("/hub"), {"form": "a=1"})
                self.assertEqual([request.method for request in server.requests], expected, status)
                self.assertEqual(server.requests[-1].body, b"a=1")
                self.assertEqual(answer["status"], 202 if len(expected) == 2 else status)

    def test_a_get_after_a_form(self):
        """On one connection, and with one handle."""
        with Server() as server:
            server.play("/", Reply())
            ask((server.url("/"), {"form": "a=1"}), server.url("/"), gap=0, concurrency=1)
            self.assertEqual([(r.method, r.body) for r in server.requests], [("POST", b"a=1"), ("GET", b"")])

    def test_links(self):
        with Server() as server:
            server.play("/feed", Reply(headers={"Link": '</hub>; rel=hub, <https://a.example/x>; rel="self"'}))
            answer = self.ask_one(server.url("/feed"))
            self.assertEqual((answer["hub"], answer["self"]), (server.url("/hub"), "https://a.example/x"))
            for value in ("<ftp://a.example/>; rel=hub", "<javascript:1>; rel=self"):
                server.play("/feed", Reply(headers={"Link": value}))
                answer = self.ask_one(server.url("/feed"))
                self.assertEqual((answer["hub"], answer["self"], answer["status"]), (None, None, 200), value)

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


class Forms(ProbeTest):
    """Nothing is read of what answers a form, and one that stays goes to no other server."""

    FORM = "hub.mode=publish&hub.url=https%3A%2F%2Fnews.test%2F%3Fa%26b"

    def send(self, server, **keys):
        return self.ask_one(server.url("/hub"), {"form": self.FORM, "stays": 1, **keys})

    def test_the_request(self):
        with Server() as server:
            server.play("/hub", Reply(204))
            self.assertEqual(self.send(server)["status"], 204)
            self.assertEqual(sorted(server.requests[0].headers),
                             ["accept", "content-length", "content-type", "host", "user-agent"])

    def test_no_body_is_read(self):
        bodies = [b"thanks", b"x" * (TRANSFER_UNUSED + 9), gzip.compress(b"x" * 99)[:-9]]
        for status in (200, 202, 400, 500):
            for number, body in enumerate(bodies):
                for headers in ({}, {"Content-Encoding": "gzip"}, {"Content-Encoding": "none"}):
                    with self.subTest(f"{status} {number} {headers}"), Server() as server:
                        server.play("/hub", Reply(status, body, headers))
                        answer = self.send(server, max_bytes=2 * TRANSFER_UNUSED)
                        self.assertEqual((answer["status"], answer["error"], answer["size"]), (status, None, 0))
                        self.assertEqual(len(server.requests), 1)

    def test_announced_size_does_not_matter(self):
        with Server() as server:
            server.play("/hub", Reply(200, itertools.repeat(b"x" * 4096), {"Content-Length": str(1 << 40)}))
            answer = self.send(server)
            self.assertEqual((answer["status"], answer["error"]), (200, None))
            self.assertLess(answer["bytes"], MEGABYTE)

    def test_a_redirect_of_the_same_server(self):
        for status in (307, 308):
            with self.subTest(status), Server() as server:
                server.play("/hub", Reply(status, headers={"Location": "/new"}))
                server.play("/new", Reply(202))
                answer = self.send(server)
                self.assertEqual((answer["status"], answer["location"]), (202, None))
                self.assertEqual([(r.method, r.path, r.body.decode()) for r in server.requests],
                                 [("POST", "/hub", self.FORM), ("POST", "/new", self.FORM)])

    def test_redirects_that_are_not_followed(self):
        with Server(["127.0.0.1", "127.0.0.2"]) as server:
            other = server.url("/new", "127.0.0.2")
            server.play("/new", Reply(204))
            for status, target in [(s, server.url("/new")) for s in (301, 302, 303)] + [(307, other), (308, other)]:
                with self.subTest(f"{status} {target}"):
                    server.play("/hub", Reply(status, headers={"Location": target}))
                    answer = self.send(server)
                    self.assertEqual((answer["status"], answer["location"], answer["error"]), (status, target, None))
            self.assertEqual(server.asked("/new"), [])


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

    def test_codings_that_are_none(self):
        for coding in ("utf-8", "UTF-8", "none", "binary"):
            with self.subTest(coding), Server() as server:
                server.play("/", Reply(body=b"<rss/>", headers={"Content-Encoding": coding}))
                answer = self.ask_one(server.url("/"))
                self.assertEqual((answer["error"], answer["body"]), (None, "<rss/>"))
                self.assertLessEqual(len(server.requests), 2)

    def test_gzip_that_nothing_tells_of(self):
        text = b"<rss>" + b"news " * 50 + b"</rss>"
        for name, body in (("plain", gzip.compress(text)), ("in parts", gzip.compress(text[:99]) + gzip.compress(text[99:])),
                           ("with bytes behind it", gzip.compress(text) + b"\0\0 and more")):
            with self.subTest(name):
                answer = self.play(Reply(body=body, headers={"Content-Type": "application/rss+xml"}))
                self.assertEqual((answer["error"], answer["body"].encode()), (None, text))
        answer = self.play(Reply(body=gzip.compress(text)[:-9]))
        self.assert_error(answer, "the gzip body is truncated")
        answer = self.play(Reply(body=gzip.compress(bytes(32 * MEGABYTE))), max_bytes=MEGABYTE)
        self.assert_error(answer, "body larger than 1048576 bytes")

    def test_bytes_behind_gzip(self):
        text = b"<rss>" + b"news " * 50 + b"</rss>"
        answer = self.play(Reply(body=gzip.compress(text) + b"\r\n<!-- served in 3 ms -->",
                                 headers={"Content-Encoding": "gzip"}))
        self.assertEqual((answer["error"], answer["body"].encode()), (None, text))

    def test_203_is_as_good_as_200(self):
        answer = self.play(Reply(203, body=b"<rss/>", headers={"ETag": '"1"'}))
        self.assertEqual((answer["status"], answer["body"], answer["etag"]), (200, "<rss/>", '"1"'))

    def test_cookies_live_as_long_as_their_way(self):
        with Server() as server:
            server.play("/", Reply(302, headers={"Location": "/wall", "Set-Cookie": "seen=yes; Path=/"}))
            server.play("/wall", Reply(302, headers={"Location": "/feed"}))
            server.play("/feed", Reply(body=b"<rss/>"))
            for _ in range(2):
                self.ask_one(server.url("/"))
            self.assertEqual([r.headers.get("cookie") for r in server.requests],
                             [None, "seen=yes", "seen=yes"] * 2)
            server.play("/other", Reply(body=b"<rss/>"))
            ask((server.url("/"), {}), (server.url("/other"), {}), gap=0, concurrency=1)
            self.assertEqual(server.requests[-1].headers.get("cookie"), None)

    def test_validators_stay_with_their_server(self):
        with Server() as home, Server() as away:
            home.play("/", Reply(302, headers={"Location": away.url("/feed")}))
            away.play("/feed", Reply(body=b"<rss/>"))
            self.ask_one(home.url("/"), {"etag": '"1"', "last_modified": "today"})
            self.assertEqual(home.requests[0].headers["if-none-match"], '"1"')
            self.assertNotIn("if-none-match", away.requests[0].headers)
            self.assertNotIn("if-modified-since", away.requests[0].headers)
            self.ask_one(home.url("/"), {"etag": '"1"', "validators_from": away.url("/feed")})
            self.assertNotIn("if-none-match", home.requests[1].headers)
            self.assertEqual(away.requests[1].headers["if-none-match"], '"1"')

    def test_control_characters_are_not_kept(self):
        answer = self.play(Reply(body=b"<rss/>", headers={"ETag": '"a\x01b"', "Last-Modified": "to\x1bday"}))
        self.assertEqual((answer["error"], answer["etag"], answer["last_modified"]), (None, None, None))

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
        self.assertRegex(answer["error"], r"^127\.0\.0\.1:\d+ sent a body with damaged compression$")

    def test_less_than_announced(self):
        answer = self.play(Reply(body=b"short", headers={"Content-Length": "500"}, then="close"))
        self.assertRegex(answer["error"], r"sent fewer bytes than it announced$")

    def test_more_than_announced(self):
        answer = self.play(Reply(body=b"<rss/>garbage", headers={"Content-Length": "6"}, then="close"))
        self.assertEqual(answer["body"], "<rss/>")

    def test_reset_in_mid_body(self):
        answer = self.play(Reply(body=b"half", headers={"Content-Length": "500"}, then="reset"))
        self.assertRegex(answer["error"], r"^the connection to .* was interrupted$|sent fewer bytes than it announced$")

    def test_closed_without_an_answer(self):
        answer = self.play(Reply(raw=b""))
        self.assertRegex(answer["error"], r"closed the connection without a response$")

    def test_not_http(self):
        answer = self.play(Reply(raw=b"220 ftp.example ready\r\n"))
        self.assertRegex(answer["error"], r"did not respond with HTTP$")

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
            self.assert_error(self.ask_one(server.url("/"), stall=1), "no response for 1 s")

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


if __name__ == "__main__":
    unittest.main()
