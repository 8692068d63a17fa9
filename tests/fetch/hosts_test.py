"""fetch over several hosts: moves, secrets, refused addresses, whose turn it is."""

import threading
import unittest

from probe import ProbeTest, ask
from server import Reply, Server, conditional

NOW = 1772625600  # 2026-03-04T12:00:00Z


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

    REFUSED = r" has an? [a-z-]+ address, which needs allow_private in feeds\.yaml$"

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
            together = threading.Barrier(len(hosts), timeout=8)

            def reply(_):
                together.wait()  # breaks, and the test with it, unless all are asked at the same time
                return Reply()

            server.play("/", reply)
            answers = ask(*[server.url("/", host) for host in hosts])
            self.assertEqual([answer["status"] for answer in answers], [200] * 8)

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
        self.assertEqual(answers[2]["error"], "not requested: news.example accepts no requests before 2026-03-04T12:10:00Z")

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
