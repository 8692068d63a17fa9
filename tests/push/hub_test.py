"""A subscriber against a hub that plays every part: W3C WebSub, with and without manners."""

import datetime
import hmac
import http.client
import json
import os
import re
import shutil
import socket
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "support"))

from certificates import make_authority, make_certificate
from server import Reply, Server

PROGRAM = os.environ["HEADWATER_PROGRAM"]
START = 1760083200  # 2025-10-10T08:00:00Z
MINUTE, HOUR, DAY = 60, 3600, 86400
BASE = "https://river.example/websub"
ITEM = "<item><guid isPermaLink='false'>{0}</guid><title>Notice number {0} of the port of {1}</title></item>"


def rss(items, links="", place="Lindvag"):
    return ("<rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom'><channel><title>Quay</title>"
            f"<link>https://quay.example/</link>{links}{''.join(ITEM.format(i, place) for i in items)}"
            "</channel></rss>").encode()


def sign(secret, body, method="sha256"):
    return method + "=" + hmac.new(secret.encode(), body, method).hexdigest()


class Hub(unittest.TestCase):
    """A server that is feed and hub, and a served state."""

    @classmethod
    def setUpClass(cls):
        if not shutil.which("openssl"):
            if os.environ.get("CI"):
                raise AssertionError("needs the openssl command")
            raise unittest.SkipTest("needs the openssl command")
        cls.room = tempfile.TemporaryDirectory()
        make_authority(cls.room.name, "authority")
        make_certificate(cls.room.name, "quay", "authority", "IP:127.0.0.1")
        cls.authority = os.path.join(cls.room.name, "authority.pem")

    @classmethod
    def tearDownClass(cls):
        cls.room.cleanup()

    def server_with(self, addresses=("127.0.0.1",), tls=True):
        context = None
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(os.path.join(self.room.name, "quay.pem"), os.path.join(self.room.name, "quay.key"))
        server = Server(addresses, tls=context)
        server.__enter__()
        self.addCleanup(server.__exit__)
        return server

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder, self.server, self.serving = folder.name, self.server_with(), None
        self.forms, self.on_form, self.now = [], None, START
        self.server.play("/hub", self.hub)
        self.server.play("/other-hub", self.hub)
        self.feed(1)
        self.configure()

    # What is played.

    def hub(self, request):
        form = {name: values[0] for name, values in urllib.parse.parse_qs(request.body.decode()).items()}
        form["path"], form["method"] = request.path, request.method
        self.forms.append(form)
        reply = self.on_form(form) if self.on_form else None
        return reply or Reply(202)

    def links(self, hub="/hub", topic="/feed"):
        return (f"<atom:link rel='hub' href='{self.server.url(hub)}'/>"
                f"<atom:link rel='self' href='{self.server.url(topic)}'/>")

    def feed(self, *items, path="/feed", links=None, **headers):
        self.server.play(path, Reply(body=rss(items, self.links() if links is None else links), headers={
            "ETag": '"%s"' % "-".join(map(str, items)), **{k.replace("_", "-"): v for k, v in headers.items()}}))

    def configure(self, settings=f"websub: '{BASE}'", feeds=("/feed",), more=""):
        lines = "".join(f"  - {{url: '{self.server.url(path) if path.startswith('/') else path}', name: Quay{i}, "
                        f"allow_private: true, ca_file: '{self.authority}'{more}}}\n" for i, path in enumerate(feeds))
        with open(self.path("feeds.yaml"), "w", encoding="utf-8") as file:
            file.write(f"settings: {{host_gap: 0s, interval_min: 1h, {settings}}}\nfeeds:\n{lines}")

    # The program.

    def path(self, name):
        return os.path.join(self.folder, name)

    def headwater(self, *words, status=0):
        date = subprocess.run(["date", "-u", "-d", f"@{self.now}", "+%Y-%m-%dT%H:%M:%SZ"], capture_output=True, text=True)
        result = subprocess.run([PROGRAM, *words, "--config", self.path("feeds.yaml"), "--state", self.path("state.db"),
                                 "--now", date.stdout.strip()], capture_output=True, text=True, timeout=120)
        self.assertEqual(result.returncode, status, result.stdout + result.stderr)
        return result

    def run_at(self, now, status=0):
        """Runs; returns how often the feed was polled and what the hub was asked."""
        self.now = now
        polls, forms = len(self.server.asked("/feed")), len(self.forms)
        self.headwater("run", status=status)
        return len(self.server.asked("/feed")) - polls, self.forms[forms:]

    def serve_at(self, now):
        if self.serving is not None:
            self.serving.kill()
            self.serving.wait()
        date = subprocess.run(["date", "-u", "-d", f"@{now}", "+%Y-%m-%dT%H:%M:%SZ"], capture_output=True, text=True)
        self.serving = subprocess.Popen([PROGRAM, "serve", "--listen", "127.0.0.1:0", "--config", self.path("feeds.yaml"),
                                         "--state", self.path("state.db"), "--now", date.stdout.strip()],
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.addCleanup(self.serving.stdout.close)
        self.addCleanup(self.serving.wait)
        self.addCleanup(self.serving.kill)
        self.port = int(self.serving.stdout.readline().rstrip("/\n").rsplit(":", 1)[1])

    def call(self, path, query=None, body=None, headers=None, method=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method or ("GET" if body is None else "POST"),
                               path + ("?" + urllib.parse.urlencode(query) if query else ""), body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read(), answer.headers
        finally:
            connection.close()

    def callback(self, form):
        self.assertEqual(form["hub.callback"].rsplit("/", 1)[0], BASE)
        return "/websub/" + form["hub.callback"].rsplit("/", 1)[1]

    def verify(self, form, mode=None, **changes):
        query = {"hub.mode": form["hub.mode"] if mode is None else mode, "hub.topic": form["hub.topic"], "hub.challenge": "c/h=a&l+1",
                 "hub.lease_seconds": form.get("hub.lease_seconds", "1")}
        query.update({"hub." + name: value for name, value in changes.items()})
        return self.call(self.callback(form), {name: value for name, value in query.items() if value is not None})

    def deliver(self, form, body=b"<rss/>", headers=None, method="sha256"):
        if headers is None:
            headers = {"X-Hub-Signature": sign(form["hub.secret"], body, method), "Content-Type": "application/rss+xml"}
        return self.call(self.callback(form), body=body, headers=headers)[0]

    def status(self, feed=0):
        return json.loads(self.headwater("status", "--json").stdout)["feeds"][feed]

    def websub(self, feed=0):
        return self.status(feed)["websub"]

    def items(self):
        with sqlite3.connect(self.path("state.db")) as database:
            return database.execute("SELECT count(*) FROM item").fetchone()[0]

    def rows(self):
        with sqlite3.connect(self.path("state.db")) as database:
            return database.execute("SELECT count(*) FROM push").fetchone()[0]

    def assert_about(self, text, expected):
        """serve's clock goes on from where it was set."""
        when = datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()
        self.assertIn(when - expected, range(0, 300), text)

    def subscribe(self, lease=10 * DAY):
        """A subscription that the hub has confirmed: its form."""
        polls, forms = self.run_at(START)
        self.assertEqual((polls, len(forms)), (1, 1))
        self.serve_at(START + 10)
        self.assertEqual(self.verify(forms[0], lease_seconds=lease)[0], 200)
        return forms[0]

    def slow_down(self):
        """The next poll is the first whose interval is longer: from now on four hours."""
        self.assertEqual(self.run_at(START + HOUR + 10 * MINUTE), (1, []))


class Subscribing(Hub):
    def test_a_request_and_its_verification(self):
        polls, forms = self.run_at(START)
        self.assertEqual((polls, len(forms)), (1, 1))
        form = forms[0]
        self.assertEqual((form["method"], form["hub.mode"], form["hub.topic"], form["hub.lease_seconds"]),
                         ("POST", "subscribe", self.server.url("/feed"), str(10 * DAY)))
        self.assertRegex(form["hub.callback"], rf"^{re.escape(BASE)}/[0-9a-f]{{32}}$")
        self.assertRegex(form["hub.secret"], "^[0-9a-f]{64}$")
        self.assertEqual(self.websub()["state"], "asked")
        self.serve_at(START + 10)
        status, body, headers = self.verify(form)
        self.assertEqual((status, body), (200, b"c/h=a&l+1"))
        self.assertEqual(headers["Content-Type"], "text/plain; charset=utf-8")
        self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
        self.now = START + 20
        websub = self.websub()
        self.assertEqual((websub["state"], websub["relied_on"], websub["tries"]), ("confirmed", True, 0))
        self.assert_about(websub["lease_end"], START + 10 + 10 * DAY)
        self.assertEqual(websub["hub"], self.server.url("/hub"))
        text = self.headwater("status").stdout
        self.assertIn(f"Quay0: the hub {self.server.url('/hub')} announces its news, until 2025-10-20T08:0", text)
        self.assertEqual(self.verify(form)[0], 200)  # a hub that asks twice gets the same answer
        self.assertEqual(self.run_at(START + 2 * HOUR)[1], [])  # and is not asked again

    def test_a_hub_that_verifies_before_it_answers(self):
        self.configure(settings="")
        self.assertEqual(self.run_at(START), (1, []))
        self.configure()
        self.serve_at(START + 2 * HOUR)
        answers = []
        self.on_form = lambda form: answers.append(self.verify(form)[:2])
        self.run_at(START + 2 * HOUR)
        self.assertEqual(answers, [(200, b"c/h=a&l+1")])
        self.assertTrue(self.websub()["relied_on"])

    def test_verifications_that_do_not_match(self):
        form = self.run_at(START)[1][0]
        self.serve_at(START + 10)
        token = self.callback(form)
        for changes in ({"topic": self.server.url("/other")}, {"topic": None}, {"challenge": None}, {"challenge": ""},
                        {"challenge": "x" * 1025}, {"challenge": "a\nb"}, {"mode": "unsubscribe"}, {"mode": "publish"},
                        {"mode": ""}, {"lease_seconds": "0"}, {"lease_seconds": "-5"}, {"lease_seconds": "soon"},
                        {"lease_seconds": ""}, {"topic": "x" * 20000}):
            status, body, _ = self.verify(form, **changes)
            self.assertIn(status, (404, 400, 414, 431), changes)
            self.assertNotIn(b"c/h", body)
        for path in (token[:-1] + ("0" if token[-1] != "0" else "1"), "/websub/", "/websub", token + "/", token.upper(),
                     "/websub/../" + token[8:], "/websub/" + "0" * 32, "/websub/%00" + token[8:]):
            self.assertIn(self.call(path, {"hub.mode": "subscribe", "hub.topic": form["hub.topic"],
                                           "hub.challenge": "x", "hub.lease_seconds": 9})[0], (404, 400), path)
        self.assertEqual(self.websub()["state"], "asked")
        self.assertEqual(self.verify(form)[0], 200)

    def test_a_verification_that_comes_too_late(self):
        form = self.run_at(START)[1][0]
        self.serve_at(START + DAY + MINUTE)
        self.assertEqual(self.verify(form)[0], 404)

    def test_leases_have_a_limit(self):
        form = self.subscribe(lease=10 ** 30)
        self.assert_about(self.websub()["lease_end"], START + 10 + 30 * DAY)
        self.assertEqual(self.verify(form, lease_seconds=HOUR)[0], 200)
        self.assert_about(self.websub()["lease_end"], START + 10 + HOUR)

    def test_a_hub_that_refuses(self):
        form = self.run_at(START)[1][0]
        self.serve_at(START + 10)
        self.assertEqual(self.verify(form, mode="denied", topic="https://other.example/")[0], 404)
        self.assertEqual(self.verify(form, mode="denied", challenge=None, reason="no <b>reason</b>")[:2], (200, b""))
        self.assertEqual(self.websub()["state"], "refused")
        self.assertIn("has refused to announce its news", self.headwater("status").stdout)
        self.assertEqual(self.run_at(START + 6 * DAY)[1], [])
        self.assertEqual([form["hub.mode"] for form in self.run_at(START + 8 * DAY)[1]], ["subscribe"])

    def test_a_hub_that_refuses_before_it_answers(self):
        self.configure(settings="")
        self.run_at(START)
        self.configure()
        self.serve_at(START + 2 * HOUR)
        answers = []

        def refuse(form):
            answers.append(self.verify(form, mode="denied", challenge=None)[0])
            return Reply(503, headers={"Retry-After": "600"})

        self.on_form = refuse
        self.run_at(START + 2 * HOUR)
        self.assertEqual((answers, self.websub()["state"]), ([200], "refused"))
        self.assertEqual(self.run_at(START + 7 * DAY)[1], [])

    def test_a_hub_that_revokes(self):
        form = self.subscribe()
        self.slow_down()
        self.assertEqual(self.run_at(START + 3 * HOUR)[0], 0)
        self.assertEqual(self.verify(form, mode="denied", challenge=None)[0], 200)
        self.assertEqual(self.run_at(START + 3 * HOUR + MINUTE)[0], 1)

    def test_a_hub_that_fails(self):
        self.on_form = lambda form: Reply(500, b"x" * 100000)
        times = [START + hours * HOUR for hours in (0, 1, 5, 7, 18, 19, 42, 43)]
        self.assertEqual([len(self.run_at(now)[1]) for now in times], [1, 0, 0, 1, 0, 1, 0, 1])
        websub = self.websub()
        self.assertEqual((websub["state"], websub["tries"], websub["relied_on"]), ("asked", 4, False))

    def test_a_hub_that_is_silent(self):
        """One request waits for it, for ten seconds; those to others are made."""
        other = self.server_with(("127.0.0.2",), tls=False)
        other.play("/hub", Reply(202))
        other.play("/feed", Reply(body=rss([1], f"<atom:link rel='hub' href='{other.url('/hub')}'/>"
                                           f"<atom:link rel='self' href='{other.url('/feed')}'/>")))
        for path in ("/a", "/b"):
            self.feed(1, path=path, links=self.links(topic=path))
        self.configure(feeds=("/a", "/b", other.url("/feed")))
        self.on_form = lambda form: Reply(202, wait=60)
        began = time.monotonic()
        self.assertEqual(len(self.run_at(START)[1]), 1)
        self.assertLess(time.monotonic() - began, 19)
        self.assertEqual(len(other.asked("/hub")), 1)
        self.on_form = None
        self.assertEqual([len(self.run_at(START + m * MINUTE)[1]) for m in (1, 2)], [1, 0])

    def test_a_hub_that_wants_rest(self):
        self.on_form = lambda form: Reply(429, headers={"Retry-After": str(20 * HOUR)})
        self.assertEqual([len(self.run_at(START + h * HOUR)[1]) for h in (0, 7, 19, 21)], [1, 0, 0, 1])

    def test_a_hub_that_wants_rest_from_all_feeds(self):
        """Also from those whose turn comes with the next run, and at its other address."""
        paths = [f"/feed{i}" for i in range(40)]
        for i, path in enumerate(paths):
            self.feed(1, path=path, links=self.links("/hub" if i % 2 else "/other-hub", topic=path))
        self.configure(feeds=paths)
        self.on_form = lambda form: Reply(429, headers={"Retry-After": str(20 * HOUR)})
        self.assertEqual([len(self.run_at(START + h * HOUR)[1]) for h in (0, 1, 7, 19, 21)], [1, 0, 0, 0, 1])

    def test_hubs_at_private_addresses(self):
        """allow_private is for the feed's own host."""
        other = self.server_with(("127.0.0.2",), tls=False)
        other.play("/hub", Reply(202))
        self.feed(1, links=f"<atom:link rel='hub' href='{other.url('/hub')}'/>"
                           f"<atom:link rel='self' href='{self.server.url('/feed')}'/>")
        self.run_at(START)
        self.assertEqual((other.requests, self.websub()["tries"]), ([], 1))

    def test_without_https_there_is_no_secret(self):
        """Only who knows the token can announce news then; still a hint."""
        plain = self.server_with(tls=False)
        plain.play("/hub", self.hub)
        self.feed(1, links=f"<atom:link rel='hub' href='{plain.url('/hub')}'/>"
                           f"<atom:link rel='self' href='{self.server.url('/feed')}'/>")
        form = self.subscribe()
        self.assertNotIn("hub.secret", form)
        self.assertEqual(self.deliver(form, headers={}), 202)
        self.assertEqual(self.websub()["deliveries"], 1)

    def test_a_hub_that_leads_elsewhere(self):
        plain = self.server_with(tls=False)
        plain.play("/hub", self.hub)
        self.on_form = lambda form: Reply(307, headers={"Location": plain.url("/hub")}) if len(self.forms) == 1 else None
        self.run_at(START)
        self.assertEqual((len(self.forms), plain.requests), (1, []))  # the secret stays under https
        self.on_form = lambda form: (Reply(308, headers={"Location": "/other-hub"}) if form["path"] == "/hub" else None)
        self.assertEqual([form["path"] for form in self.run_at(START + 7 * HOUR)[1]], ["/hub", "/other-hub"])

    def test_not_with_credentials(self):
        self.configure(more=", bearer: abc")
        self.assertEqual(self.run_at(START), (1, []))
        self.configure(more=", headers: {X-Key: abc}")
        self.assertEqual(self.run_at(START + DAY), (1, []))

    def test_not_without_the_setting(self):
        self.configure(settings="")
        self.assertEqual(self.run_at(START), (1, []))
        self.assertEqual(self.rows(), 0)
        self.assertIsNone(self.websub())
        self.serve_at(START)
        self.assertEqual(self.call("/websub/" + "0" * 32)[0], 404)
        self.assertEqual(self.call("/websub/" + "0" * 32, body=b"x")[0], 405)


class Discovery(Hub):
    def asked(self, path="/feed", now=START):
        return [(form["path"], form["hub.topic"]) for form in self.run_at(now)[1]]

    def test_link_headers_go_first(self):
        self.server.play("/feed", Reply(body=rss([1], self.links()), headers={
            "Link": f'</other-hub>; rel="hub", <{self.server.url("/topic")}>; rel="self"'}))
        self.assertEqual(self.asked(), [("/other-hub", self.server.url("/topic"))])

    def test_link_headers_alone(self):
        self.feed(1, links="", Link='</hub>; rel="hub", </feed>; rel="self"')
        self.assertEqual(self.asked(), [("/hub", self.server.url("/feed"))])

    def test_link_headers_of_an_unchanged_feed(self):
        self.feed(1, links="")
        self.assertEqual(self.asked(), [])
        self.server.play("/feed", Reply(304, headers={"Link": '</hub>; rel=hub, </feed>; rel=self'}))
        self.assertEqual(self.asked(now=START + DAY), [("/hub", self.server.url("/feed"))])

    def test_json_feed(self):
        self.server.play("/feed", Reply(headers={"Content-Type": "application/feed+json"}, body=json.dumps({
            "version": "https://jsonfeed.org/version/1.1", "title": "Quay", "feed_url": self.server.url("/feed"),
            "hubs": [{"type": "WebSub", "url": self.server.url("/hub")}], "items": [{"id": "1", "title": "x"}]}).encode()))
        self.assertEqual(self.asked(), [("/hub", self.server.url("/feed"))])

    def test_atom(self):
        self.server.play("/feed", Reply(body=(
            "<feed xmlns='http://www.w3.org/2005/Atom'><title>Quay</title><id>urn:quay</id>"
            f"<link rel='hub' href='{self.server.url('/hub')}'/><link rel='self' href='{self.server.url('/feed')}'/>"
            "<entry><id>urn:1</id><title>x</title></entry></feed>").encode()))
        self.assertEqual(self.asked(), [("/hub", self.server.url("/feed"))])

    def test_the_first_of_several(self):
        self.feed(1, links=self.links() + self.links("/other-hub"))
        self.assertEqual(self.asked(), [("/hub", self.server.url("/feed"))])
        self.server.play("/feed", Reply(body=rss([2]), headers={
            "Link": "</other-hub>; rel=hub, </hub>; rel=hub, </feed>; rel=self"}))
        self.assertIn(("/other-hub", self.server.url("/feed")), self.asked(now=START + 2 * DAY))

    def test_what_is_no_hub(self):
        """Nothing is asked, and nothing else goes wrong."""
        long = "x" * 7000
        for n, link in enumerate((
                "<javascript:alert(1)>; rel=hub, </feed>; rel=self", "<file:///etc/passwd>; rel=hub, </feed>; rel=self",
                f"<https://127.0.0.1/{long}>; rel=hub, </feed>; rel=self", "</hub>; rel=hub", "</feed>; rel=self",
                "</hub>; rel=hub, <urn:x>; rel=self", '</hub>; rel=hub; anchor="/else", </feed>; rel=self',
                "</h\xfcb>; rel=hub, </feed>; rel=self", "<" * 8000, '</hub>; rel="hub', "</hub>; rel=\"\x01hub\"",
                "<http://[/>; rel=hub, </feed>; rel=self", "," * 8000)):
            self.server.play("/feed", Reply(body=rss([n]), headers={"Link": link}))
            self.assertEqual(self.run_at(START + n * DAY), (1, []), link[:80])
            self.assertEqual(self.status()["errors_in_row"], 0)

    def test_another_hub(self):
        """A feed that moves to another hub takes us along, but not every hour."""
        self.subscribe()
        self.feed(1, 2, links=self.links("/other-hub"))
        self.run_at(START + 5 * HOUR)
        self.assertEqual(len(self.forms), 1)
        self.run_at(START + 2 * DAY)
        self.assertEqual(sorted((form["path"], form["hub.mode"]) for form in self.forms[1:]),
                         [("/hub", "unsubscribe"), ("/other-hub", "subscribe")])
        self.assertNotEqual(self.forms[1]["hub.callback"], self.forms[2]["hub.callback"])


class Delivering(Hub):
    def test_news_are_polled_at_once(self):
        form = self.subscribe()
        self.slow_down()
        self.assertEqual(self.run_at(START + 3 * HOUR)[0], 0)
        self.assertRegex(self.status()["why"], r"4 h, longer while a hub announces its news")
        self.feed(1, 2)
        self.serve_at(START + 3 * HOUR + 30 * MINUTE)
        self.assertEqual(self.deliver(form), 202)
        self.now = START + 3 * HOUR + 31 * MINUTE
        self.assertTrue(self.status()["due"])
        self.assertEqual(self.items(), 1)
        self.assertEqual(self.run_at(self.now)[0], 1)
        self.assertEqual(self.items(), 2)
        websub = self.websub()
        self.assertEqual((websub["deliveries"], websub["missed"]), (1, 0))
        self.assert_about(websub["last_delivery"], START + 3 * HOUR + 30 * MINUTE)
        self.assertEqual(self.run_at(START + 3 * HOUR + 50 * MINUTE)[0], 0)  # once
        self.assertRegex(self.headwater("status").stdout, r"; 1 delivery, the last \d+ min ago")
        self.assertEqual(self.run_at(START + 8 * HOUR)[0], 1)  # polls never stop

    def test_nothing_of_a_delivery_is_stored(self):
        form = self.subscribe()
        self.assertEqual(self.deliver(form, rss([1, 7, 8, 9], self.links(), "Nowhere")), 202)
        self.run_at(START + HOUR)
        self.assertEqual(self.items(), 1)

    def test_all_methods_of_signing(self):
        form = self.subscribe()
        for n, method in enumerate(("sha1", "sha256", "sha384", "sha512")):
            self.serve_at(START + n * HOUR)
            self.assertEqual(self.deliver(form, method=method), 202)
        websub = self.websub()
        self.assertEqual((websub["deliveries"], websub["refused"]), (4, 0))

    def test_forgeries(self):
        """Answered like the others, and good for nothing."""
        form = self.subscribe()
        body = b"<rss/>"
        good = sign(form["hub.secret"], body)
        forgeries = [{}, {"X-Hub-Signature": ""}, {"X-Hub-Signature": good[:-1]}, {"X-Hub-Signature": sign("guess", body)},
                     {"X-Hub-Signature": sign(form["hub.secret"], body + b" ")}, {"X-Hub-Signature": "md5=" + "0" * 32},
                     {"X-Hub-Signature-256": good}, {"X-Hub-Signature": "sha256=" + "0" * 64 + ", " + good}]
        for n, headers in enumerate(forgeries):
            self.serve_at(START + n * HOUR)
            self.assertEqual(self.deliver(form, body, headers), 202, headers)
        websub = self.websub()
        self.assertEqual((websub["deliveries"], websub["refused"]), (0, len(forgeries)))
        self.assertEqual(self.run_at(START + 50 * MINUTE)[0], 0)

    def test_a_callback_of_another_subscription(self):
        self.feed(1, path="/second", links=self.links(topic="/second"))
        self.configure(feeds=("/feed", "/second"))
        a, b = sorted(self.run_at(START)[1], key=lambda form: form["hub.topic"])
        self.serve_at(START + 10)
        self.assertNotEqual(a["hub.secret"], b["hub.secret"])
        self.assertEqual(self.verify({**a, "hub.topic": b["hub.topic"]})[0], 404)
        self.assertEqual([self.verify(form)[0] for form in (a, b)], [200, 200])
        self.assertEqual(self.deliver({**a, "hub.secret": b["hub.secret"]}), 202)
        self.assertEqual([self.websub(0)["refused"], self.websub(1)["refused"]], [1, 0])
        self.assertEqual([self.websub(0)["deliveries"], self.websub(1)["deliveries"]], [0, 0])

    def test_replays_and_floods(self):
        """Each call is answered; the state is written to once a second, and the feed polled once in a run."""
        form = self.subscribe()
        began = time.monotonic()
        for _ in range(300):
            self.assertEqual(self.deliver(form), 202)
        for _ in range(100):
            self.assertEqual(self.deliver(form, headers={}), 202)
        seconds = int(time.monotonic() - began) + 2
        websub = self.websub()
        self.assertIn(websub["deliveries"], range(1, seconds + 1))
        self.assertIn(websub["refused"], range(1, seconds + 1))
        self.assertEqual([self.run_at(START + minutes * MINUTE)[0] for minutes in (30, 45)], [1, 0])

    def test_one_poll_in_five_minutes(self):
        form = self.subscribe()
        self.assertEqual(self.deliver(form), 202)
        self.assertEqual([self.run_at(START + s)[0] for s in (MINUTE, 299, 300)], [0, 0, 1])

    def test_huge_bodies(self):
        form = self.subscribe()
        for size, counts in ((8 << 20, (1, 0)), ((8 << 20) + 1, (1, 1))):
            self.assertEqual(self.deliver(form, b"x" * size), 202)
            self.assertEqual((self.websub()["deliveries"], self.websub()["refused"]), counts)
        self.assertEqual(self.call("/health")[0], 200)

    def test_many_bodies_at_once(self):
        """All together have a limit; what is beyond it is to come again, and others are served."""
        form = self.subscribe()
        body = b"x" * (8 << 20)
        head = (f"POST {self.callback(form)} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: {len(body)}\r\n"
                f"X-Hub-Signature: {sign(form['hub.secret'], body)}\r\n\r\n").encode()
        sockets = [socket.create_connection(("127.0.0.1", self.port), timeout=60) for _ in range(7)]
        for connection in sockets:
            self.addCleanup(connection.close)
            connection.sendall(head + body[:-1])
        self.assertEqual(self.call("/health")[0], 200)
        for connection in sockets:
            connection.sendall(b"x")
        statuses = sorted(connection.makefile("rb").readline().split()[1] for connection in sockets)
        self.assertIn(statuses.count(b"503"), range(2, 5), statuses)
        self.assertEqual(statuses.count(b"202") + statuses.count(b"503"), 7, statuses)
        self.assertEqual(self.deliver(form, body), 202)

    def test_news_during_a_poll(self):
        """They may have come too late for it, so they stay news."""
        form = self.subscribe()
        self.serve_at(START + 2 * HOUR)
        feed = Reply(body=rss([1, 2], self.links()))
        self.server.play("/feed", lambda request: self.deliver(form) == 202 and feed)
        self.assertEqual(self.run_at(START + 2 * HOUR)[0], 1)
        self.server.play("/feed", feed)
        self.assertEqual(self.items(), 2)
        self.assertEqual([self.run_at(START + 2 * HOUR + minutes * MINUTE)[0] for minutes in (10, 20)], [1, 0])

    def test_no_body_and_other_methods(self):
        form = self.subscribe()
        self.assertEqual(self.call(self.callback(form), body=b"", headers={"X-Hub-Signature": "x"}, method="POST")[0], 202)
        self.assertEqual(self.call(self.callback(form), method="DELETE")[0], 405)
        self.assertEqual(self.call(self.callback(form), body=b"x", method="PUT")[0], 405)
        self.assertEqual(self.call(self.callback(form))[0], 404)

    def test_before_and_after_the_lease(self):
        """Before it was confirmed and after it was refused, nothing counts."""
        form = self.run_at(START)[1][0]
        self.serve_at(START + 10)
        self.assertEqual(self.deliver(form), 202)
        self.assertEqual(self.websub()["deliveries"], 0)
        self.verify(form, mode="denied", challenge=None)
        self.assertEqual(self.deliver(form), 202)
        self.assertEqual(self.websub()["deliveries"], 0)

    def test_a_server_that_wants_rest_is_not_polled(self):
        form = self.subscribe()
        self.server.play("/feed", Reply(503, headers={"Retry-After": str(6 * HOUR)}))
        self.run_at(START + 6 * HOUR, status=1)
        self.serve_at(START + 7 * HOUR)
        self.assertEqual(self.deliver(form), 202)
        self.assertEqual(self.run_at(START + 8 * HOUR)[0], 0)


class Ending(Hub):
    def test_the_lease_ends(self):
        self.on_form = lambda form: Reply(503) if len(self.forms) > 1 else None
        self.subscribe(lease=3 * HOUR)
        self.slow_down()
        self.assertEqual(self.run_at(START + 2 * HOUR + 50 * MINUTE)[0], 0)
        self.assertEqual(self.run_at(START + 3 * HOUR + MINUTE)[0], 1)  # as without a hub
        self.assertFalse(self.websub()["relied_on"])

    def test_leases_are_renewed(self):
        form = self.subscribe()
        self.assertEqual(self.run_at(START + 7 * DAY)[1], [])
        again = self.run_at(START + 8 * DAY)[1]
        self.assertEqual([(f["hub.mode"], f["hub.callback"], f["hub.secret"]) for f in again],
                         [("subscribe", form["hub.callback"], form["hub.secret"])])
        self.assertTrue(self.websub()["relied_on"])  # the lease still lasts
        self.serve_at(START + 8 * DAY + 10)
        self.assertEqual(self.verify(again[0])[0], 200)
        self.assert_about(self.websub()["lease_end"], START + 8 * DAY + 10 + 10 * DAY)

    def test_a_hub_that_does_not_answer_any_more(self):
        self.subscribe()
        self.on_form = lambda form: Reply(404)
        for hours in (0, 7, 20):
            self.assertEqual(len(self.run_at(START + 8 * DAY + hours * HOUR)[1]), 1)
        self.assertFalse(self.websub()["relied_on"])
        self.assertIn("does not answer any more", self.headwater("status").stdout)

    def test_a_hub_that_announces_nothing(self):
        form, now = self.subscribe(), START
        for n in range(2, 6):
            now += 26 * HOUR
            self.feed(*range(1, n + 1))
            self.assertEqual(self.run_at(now)[0], 1)
        websub = self.websub()
        self.assertEqual((websub["missed"], websub["relied_on"]), (3, False))
        self.assertIn("does not announce its news", self.headwater("status").stdout)
        self.serve_at(now + MINUTE)
        self.assertEqual(self.deliver(form), 202)
        self.now = now + 2 * MINUTE
        websub = self.websub()
        self.assertEqual((websub["missed"], websub["relied_on"]), (0, True))

    def test_announced_news_are_not_missed(self):
        form, now = self.subscribe(), START
        for n in range(2, 7):
            now += 26 * HOUR
            self.feed(*range(1, n + 1))
            self.serve_at(now - MINUTE)
            self.assertEqual(self.deliver(form), 202)
            self.run_at(now)
        websub = self.websub()
        self.assertEqual((websub["missed"], websub["relied_on"], websub["deliveries"]), (0, True, 5))

    def test_a_feed_that_is_disabled(self):
        form = self.subscribe()
        self.configure(more=", enabled: false")
        forms = self.run_at(START + HOUR)[1]
        self.assertEqual([(f["hub.mode"], f["hub.callback"], f["hub.topic"]) for f in forms],
                         [("unsubscribe", form["hub.callback"], form["hub.topic"])])
        self.assertEqual(self.verify(forms[0])[0], 404)  # the clock of serve is behind: nothing was asked yet
        self.serve_at(START + HOUR + 10)
        self.assertEqual(self.verify(forms[0])[0], 200)
        self.assertEqual(self.rows(), 0)

    def test_a_feed_that_is_removed(self):
        """What the user allowed for its host is gone with it, so a hub at a private address is not told."""
        self.subscribe()
        self.feed(1, path="/else", links="")
        self.configure(feeds=("/else",))
        self.now = START + HOUR
        log = self.headwater("run").stderr
        self.assertRegex(log, r"unsubscribing at the hub https://127.0.0.1:\d+/hub: .*127.0.0.1")
        self.assertEqual((self.rows(), len(self.forms)), (1, 1))
        for days in range(1, 5):
            self.now = START + days * DAY
            self.headwater("run")
        self.assertEqual((self.rows(), len(self.forms)), (0, 1))

    def test_the_setting_is_removed(self):
        form = self.subscribe()
        self.slow_down()
        self.configure(settings="")
        polls, forms = self.run_at(START + HOUR + 20 * MINUTE + HOUR)
        self.assertEqual(polls, 1)  # as without a hub
        self.assertEqual([(f["hub.mode"], f["hub.callback"]) for f in forms], [("unsubscribe", form["hub.callback"])])
        self.assertNotIn("hub.secret", forms[0])
        self.serve_at(START + 3 * HOUR)
        self.assertEqual(self.verify(forms[0], mode="subscribe")[0], 404)
        self.assertEqual(self.verify(forms[0], topic="https://other.example/")[0], 404)
        self.assertEqual(self.deliver(form), 202)
        self.assertEqual(self.verify(forms[0])[:2], (200, b"c/h=a&l+1"))
        self.assertEqual(self.rows(), 0)
        self.assertEqual(self.verify(forms[0])[0], 404)
        self.assertEqual(self.deliver(form), 405)

    def test_a_hub_that_never_lets_go(self):
        self.subscribe()
        self.configure(settings="")
        self.on_form = lambda form: Reply(500)
        asked = [len(self.run_at(START + days * DAY)[1]) for days in range(1, 8)]
        self.assertEqual((sum(asked), self.rows()), (3, 0))

    def test_the_address_changes(self):
        form = self.subscribe()
        self.configure(settings="websub: 'https://new.example/'")
        forms = self.run_at(START + HOUR)[1]
        self.assertEqual(sorted(f["hub.mode"] for f in forms), ["subscribe", "unsubscribe"])
        callbacks = {f["hub.mode"]: f["hub.callback"] for f in forms}
        self.assertEqual(callbacks["unsubscribe"], form["hub.callback"])
        self.assertRegex(callbacks["subscribe"], "^https://new.example/[0-9a-f]{32}$")


if __name__ == "__main__":
    unittest.main()
