"""Hubs are told of what changed, once, and neither a hub nor a kill gets in the way of a run."""

import json
import os
import re
import socket
import sys
import unittest
from datetime import datetime, timedelta
from urllib.parse import parse_qsl

from world import NOW, World

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "support"))
from server import Reply, Server  # noqa: E402

START = datetime.strptime(NOW, "%Y-%m-%dT%H:%M:%SZ")
ATOM, RSS = "https://news.example/merged.atom", "https://news.example/all.rss"


def after(minutes=0, **span):
    return (START + timedelta(minutes=minutes, **span)).strftime("%Y-%m-%dT%H:%M:%SZ")


def topics(requests):
    return [dict(parse_qsl(request.body.decode()))["hub.url"] for request in requests]


class HubTest(World):
    def setUp(self):
        super().setUp()
        self.server = Server()
        self.addCleanup(self.server.__exit__)
        self.hub = self.server.url("/hub")
        self.server.play("/hub", Reply(204))
        self.outputs = [f"{{path: merged.atom, self: '{ATOM}', hub: '{self.hub}'"]
        self.settings = "host_gap: 0s, timeout: 2s"
        self.configure("First")

    def configure(self, *titles):
        """One title for each output: another title is a change of its bytes."""
        rows = "".join(f"  - {output}, title: '{title}'}}\n" for output, title in zip(self.outputs, titles))
        self.write("feeds.yaml", f"settings: {{{self.settings}}}\noutputs:\n{rows}"
                   "feeds:\n  - {url: 'file:meridian-wire.json', name: Meridian Wire}\n")

    def run_at(self, minutes, **how):
        return self.headwater("run", now=after(minutes), **how)

    def status(self, minutes=0):
        return json.loads(self.headwater("status", "--json", now=after(minutes)).stdout)["hubs"]

    def asked(self, path="/hub"):
        """How many requests there were since the last call."""
        count = len(self.server.asked(path))
        self.server.requests.clear()
        return count


class TellingTest(HubTest):
    def test_once_for_each_change(self):
        self.assertEqual(json.loads(self.headwater("run", "--json", now=after(0)).stdout)["pings"], 1)
        request = self.server.requests[0]
        self.assertEqual((request.method, request.path), ("POST", "/hub"))
        self.assertEqual(request.headers["content-type"], "application/x-www-form-urlencoded")
        self.assertRegex(request.headers["user-agent"], "^headwater/")
        self.assertEqual(parse_qsl(request.body.decode(), strict_parsing=True),
                         [("hub.mode", "publish"), ("hub.url", ATOM), ("hub.topic", ATOM)])
        self.assertIn(f'rel="hub" href="{self.hub}"', self.read().decode())
        self.assertEqual(self.asked(), 1)
        for minutes in (1, 60, 600):
            result = self.run_at(minutes)
            self.assertEqual((self.asked(), result.stderr), (0, ""))
        self.configure("Second")
        self.run_at(601)
        self.assertEqual(self.asked(), 1)
        self.run_at(602)
        self.assertEqual(self.asked(), 0)

    def test_the_same_bytes_again(self):
        self.run_at(0)
        before = self.read()
        self.asked()
        os.remove(self.output)
        self.run_at(1)
        self.assertEqual(self.read(), before)
        self.headwater("run", "--force", now=after(2))
        self.write("merged.atom", before)
        self.run_at(3)
        self.assertEqual(self.asked(), 0)

    def test_only_a_run_of_the_network_tells(self):
        self.headwater("run", "--explain")
        self.headwater("run", "--replay", self.folder)
        self.headwater("render")
        self.headwater("status")
        self.headwater("check")
        self.assertEqual(self.asked(), 0)
        self.assertEqual(self.read().count(b'rel="hub"'), 1)
        self.run_at(1)
        self.assertEqual(self.asked(), 1)

    def test_what_another_command_wrote(self):
        self.run_at(0)
        self.asked()
        self.configure("Second")
        self.headwater("render")
        self.assertEqual(self.asked(), 0)
        self.run_at(1)
        self.assertEqual(self.asked(), 1)

    def test_outputs_and_hubs(self):
        self.outputs.append(f"{{path: all.rss, self: '{RSS}', hub: ['{self.hub}', '{self.server.url('/other')}']")
        self.outputs.append("{path: all.json, self: 'https://news.example/all.json'")
        self.server.play("/other", Reply(202))
        self.configure("A", "B", "C")
        self.run_at(0)
        self.assertEqual(sorted(topics(self.server.asked("/hub"))), [RSS, ATOM])
        self.assertEqual(topics(self.server.asked("/other")), [RSS])
        self.server.requests.clear()
        self.configure("A", "B2", "C2")
        self.run_at(1)
        self.assertEqual(topics(self.server.asked("/hub") + self.server.asked("/other")), [RSS, RSS])

    def test_an_address_under_site(self):
        self.settings += ", site: 'https://site.example/news/'"
        self.outputs = [f"{{path: 'all news.html', hub: '{self.hub}'"]
        self.configure("A")
        self.run_at(0)
        self.assertEqual(topics(self.server.requests), ["https://site.example/news/all%20news.html"])
        page = self.read(os.path.join(self.folder, "all news.html")).decode()
        self.assertIn(f'<link rel="self" href="https://site.example/news/all%20news.html">\n'
                      f'<link rel="hub" href="{self.hub}">\n', page)
        self.assertEqual(self.headwater("verify").returncode, 0)

    def test_the_topic_is_the_address_in_the_document(self):
        self.outputs = [f"{{path: merged.atom, self: 'https://news.example/tide|time?é', hub: '{self.hub}'"]
        self.configure("A")
        self.run_at(0)
        self.assertEqual(topics(self.server.requests), ["https://news.example/tide%7Ctime?%C3%A9"])
        self.assertIn('rel="self" type="application/atom+xml" href="https://news.example/tide%7Ctime?%C3%A9"',
                      self.read().decode())

    def test_a_digest(self):
        self.outputs[0] += ", at: '07:00'"
        self.settings += ", timezone: UTC"
        self.configure("Day")
        self.run_at(0)
        self.asked()
        self.run_at(1)
        self.assertEqual(self.asked(), 0)
        before = self.read()
        self.headwater("run", "--force", now=after(days=1))
        self.assertEqual(self.asked(), int(self.read() != before))


class FailureTest(HubTest):
    def assert_failure(self, text, minutes=0):
        """A run that goes as it should, but for one line about the hub."""
        self.asked()
        result = self.run_at(minutes)
        [line] = [line for line in result.stderr.splitlines() if "lexicon" not in line]
        self.assertRegex(line, rf"^the hub {re.escape(self.hub)} was not told of {re.escape(ATOM)}: .*; "
                         r"the next try is in \d+ (min|h)( \d+ (s|min))?$")
        [hub] = self.status(minutes)
        self.assertRegex(hub["error"], text)
        self.assertTrue(hub["due"])
        self.assertIsNotNone(self.read())
        return hub

    def test_answers(self):
        other = self.server.url("/other")
        rows = [
            (Reply(500, b"no"), "^status 500$"),
            (Reply(404), "^status 404$"),
            (Reply(410), "^status 410$"),
            (Reply(304), "^status 304$"),
            (Reply(302, headers={"Location": other}), rf"^status 302, a redirect to {other} that is not followed$"),
            (Reply(308, headers={"Location": "http://127.0.0.9:1/"}), r"^status 308, a redirect to http://127\.0\.0\.9:1/ "),
            (Reply(307, headers={"Location": self.hub}), "redirect"),
            (Reply(raw=b"\0\1\2 what?\r\n\r\n"), "did not respond with HTTP"),
            (Reply(raw=b""), "closed the connection without a response"),
            (Reply(raw=b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 100000 + b"\r\n"), "header larger than 128 KB"),
            (Reply(204, wait=30), "timed out after 2 s|no response"),
            (Reply(204, then="reset", raw=b"HTTP/1.1 2"), "interrupted"),
        ]
        for number, (reply, text) in enumerate(rows):
            with self.subTest(text):
                self.configure(f"Change {number}")
                self.server.play("/hub", reply)
                self.assert_failure(text, minutes=number * 20)
                self.assertEqual([request.path for request in self.server.requests], ["/hub"])
                self.server.play("/hub", Reply(200, b"x" * 100000))
                self.assertEqual(self.run_at(number * 20 + 10).stderr.count("hub"), 0)
                self.assertEqual(self.status()[0]["failures"], 0)

    def test_down_and_up_again(self):
        refusing = socket.socket()  # bound, and does not listen
        self.addCleanup(refusing.close)
        refusing.bind(("127.0.0.1", 0))
        hub = self.hub
        self.hub = f"http://127.0.0.1:{refusing.getsockname()[1]}/hub"
        self.outputs = [f"{{path: merged.atom, self: '{ATOM}', hub: '{self.hub}'"]
        self.configure("First")
        self.assert_failure("could not connect to 127.0.0.1")
        self.assertEqual(self.run_at(4).stderr, "")
        self.assertEqual(self.status(4)[0]["failures"], 1)
        self.assert_failure("could not connect", minutes=7)
        self.assertEqual(self.status(7)[0]["failures"], 2)
        text = self.headwater("status", now=after(7)).stdout
        self.assertRegex(text, rf"\nHub {self.hub} of {self.output} was not told: could not connect to .*: .* "
                         r"\(2 times\); last told: never; next try: in 1\d min\n")
        self.assertRegex(self.headwater("status", now=after(700)).stdout, "; next try: with the next run\n")
        self.outputs = [f"{{path: merged.atom, self: '{ATOM}', hub: '{hub}'"]
        self.configure("First")
        self.run_at(8)  # the document names another hub, which knows nothing yet
        self.assertEqual(self.asked(), 1)

    def test_pauses_grow_and_a_success_ends_them(self):
        self.server.play("/hub", Reply(503))
        tried = []
        for minutes in range(0, 400, 5):
            if minutes == 20:
                self.configure("Second")  # news do not shorten the pauses
            self.run_at(minutes)
            tried += [minutes] * self.asked()
        gaps = [b - a for a, b in zip(tried, tried[1:])]
        self.assertIn(len(tried), (6, 7), tried)
        self.assertTrue(all(a < b for a, b in zip(gaps, gaps[1:])), gaps)
        self.server.play("/hub", Reply(204))
        self.run_at(2000)
        self.assertEqual(self.asked(), 1)
        [hub] = self.status()
        self.assertEqual((hub["failures"], hub["error"], hub["due"], hub["given_up"], hub["next"]),
                         (0, None, False, False, None))
        self.assertEqual((hub["last_ping"], hub["last_try"]), (after(2000), after(2000)))
        self.assertIn(f"\nHub {self.hub} of {self.output} was told 60 min ago\n",
                      self.headwater("status", now=after(2060)).stdout)

    def test_retry_after(self):
        self.server.play("/hub", Reply(429, headers={"Retry-After": "7200"}), Reply(204))
        self.run_at(0)
        self.assertEqual(self.status()[0]["next"], after(120))
        self.asked()
        self.run_at(119)
        self.assertEqual(self.asked(), 0)
        self.run_at(120)
        self.assertEqual(self.asked(), 1)

    def test_given_up_until_the_next_change(self):
        self.server.play("/hub", Reply(500))
        self.run_at(0)
        result = self.headwater("run", now=after(days=3))
        self.assertRegex(result.stderr, "status 500; given up until it changes again, at the earliest in ")
        [hub] = self.status()
        self.assertEqual((hub["given_up"], hub["due"], hub["failures"]), (True, False, 2))
        self.assertIn(" was not told: status 500 (2 times); last told: never; given up until the document changes\n",
                      self.headwater("status").stdout)
        self.asked()
        self.headwater("run", now=after(days=9))
        self.assertEqual(self.asked(), 0)
        self.configure("Second")
        self.server.play("/hub", Reply(200))
        self.headwater("run", now=after(days=10))
        self.assertEqual(self.asked(), 1)
        self.assertFalse(self.status()[0]["given_up"])

    def test_a_machine_that_was_off_tries_again(self):
        self.server.play("/hub", Reply(500), Reply(204))
        self.run_at(0)
        self.headwater("run", now=after(days=20))
        self.assertEqual(self.status()[0]["last_ping"], after(days=20))

    def test_one_hub_that_fails_is_asked_once_a_run(self):
        self.server.play("/hub", Reply(500))
        self.server.play("/other", Reply(204))
        self.outputs.append(f"{{path: all.rss, self: '{RSS}', hub: ['{self.hub}', '{self.server.url('/other')}']")
        self.configure("A", "B")
        self.run_at(0)
        self.assertEqual(len(self.server.asked("/hub")), 1)
        self.assertEqual(topics(self.server.asked("/other")), [RSS])
        self.server.requests.clear()
        self.server.play("/hub", Reply(204))
        self.run_at(1)  # the one that was not tried
        self.assertEqual(topics(self.server.requests), [RSS])
        self.server.requests.clear()
        self.run_at(10)
        self.assertEqual(topics(self.server.requests), [ATOM])

    def test_a_clock_that_was_ahead(self):
        self.server.play("/hub", Reply(500), Reply(204))
        self.headwater("run", now=after(days=400))
        self.asked()
        self.run_at(1)
        self.assertEqual(self.asked(), 1)
        self.assertEqual(self.status()[0]["last_ping"], after(1))

    def test_an_output_that_cannot_be_written(self):
        """The others are told of all the same."""
        self.write("blocked", "")
        self.outputs.insert(0, f"{{path: blocked/all.rss, self: '{RSS}', hub: '{self.hub}'")
        self.configure("A", "B")
        result = self.run_at(0, status=None)
        self.assertNotEqual(result.returncode, 0)
        self.assertIn("blocked", result.stderr)
        self.assertEqual(topics(self.server.requests), [ATOM])
        self.assertEqual([hub["failures"] for hub in self.status()], [0, 0])

    def test_a_document_that_cannot_be_read(self):
        self.run_at(0)
        self.asked()
        os.remove(self.output)
        os.mkdir(self.output)
        result = self.run_at(1, status=None)
        self.assertNotEqual(result.returncode, 0)
        self.assertEqual(self.asked(), 0)


class KilledTest(HubTest):
    def test_a_run_that_is_killed_tells_again(self):
        rows = [("files-published", 0), ("run-published", 0), ("ping-noted", 0), ("ping-answered", 1)]
        self.run_at(0)
        self.assertEqual(self.asked(), 1)
        for number, (point, before) in enumerate(rows):
            with self.subTest(point):
                self.configure(f"Change {number}")
                result = self.run_at(10 * number + 1, env={"HEADWATER_FAILPOINT": point + ":1"}, status=None)
                self.assertEqual(result.returncode, -9, result.stderr)
                self.assertIn(f"<title type=\"text\">Change {number}</title>", self.read().decode())
                self.assertEqual(self.asked(), before)
                self.run_at(10 * number + 2)
                self.assertEqual(self.asked(), 1)
                self.run_at(10 * number + 3)
                self.assertEqual(self.asked(), 0)

    def test_killed_before_the_file_is_there(self):
        self.run_at(0)
        self.asked()
        old = self.read()
        self.configure("Second")
        self.run_at(1, env={"HEADWATER_FAILPOINT": "run-polled:1"}, status=None)
        self.assertEqual((self.read(), self.asked()), (old, 0))
        self.run_at(2)
        self.assertEqual(self.asked(), 1)

    def test_the_hub_gets_what_is_there(self):
        """When the hub asks, the file is new and the state is committed."""
        seen = []

        def answer(request):
            seen.append((self.read(), self.status()))
            return Reply(204)

        self.server.play("/hub", answer)
        self.run_at(0)
        [(document, [hub])] = seen
        self.assertEqual(document, self.read())
        self.assertTrue(hub["due"])
        self.assertEqual(json.loads(self.headwater("status", "--json").stdout)["feeds"][0]["last_success"], after(0))


if __name__ == "__main__":
    unittest.main()
