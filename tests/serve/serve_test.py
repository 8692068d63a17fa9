"""headwater serve over HTTP: what is there, what is asked again, and what is not there."""

import gzip
import http.client
import json
import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest
from datetime import datetime, timedelta, timezone

PROGRAM, SEED = os.environ["HEADWATER_PROGRAM"], os.environ["HEADWATER_SEED"]
CONFIG = """settings: {interval: 1h, languages: [fr]}
outputs:
  - {format: atom, path: out/merged.atom, title: River, self: "http://river.example/merged.atom"}
  - {format: html, path: out/index.html, title: River}
  - {format: json, path: out/merged.json, title: River}
feeds:
  - https://harbour.example/feed
  - https://eau.example/atom
"""


def without_form(body):
    """A page as it is in its file: the server adds the search form, and nothing else."""
    body = body.replace(b"form-action 'self'", b"form-action 'none'", 1)
    return re.sub(rb'<link rel="search"[^>]*>\n|<form class="search".*?</form>\n', b"", body)


class ServeTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="headwater-serve-")
        self.addCleanup(shutil.rmtree, self.folder)
        with open(self.path("feeds.yaml"), "w", encoding="utf-8") as file:
            file.write(CONFIG)
        self.common = ["--config", self.path("feeds.yaml"), "--state", self.path("state.db")]

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def seed(self, age=timedelta()):
        now = (datetime.now(timezone.utc) - age).strftime("%Y-%m-%dT%H:%M:%SZ")
        subprocess.run([SEED, self.path("state.db"), now], check=True)

    def publish(self):
        subprocess.run([PROGRAM, "render", "--quiet", *self.common], check=True)

    def start(self, **options):
        self.server = subprocess.Popen([PROGRAM, "serve", "--listen", "127.0.0.1:0", *self.common],
                                       stdout=subprocess.PIPE, text=True, **options)
        self.addCleanup(self.server.stdout.close)
        self.addCleanup(self.server.wait)
        self.addCleanup(self.server.kill)
        line = self.server.stdout.readline()
        self.port = int(line.rstrip("/\n").rsplit(":", 1)[1])

    def ask(self, path, method="GET", headers=None, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            answer = connection.getresponse()
            answer.body = answer.read()
            return answer
        finally:
            connection.close()

    def raw(self, data):
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as connection:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            answer = b""
            while part := connection.recv(65536):
                answer += part
            return answer

    def test_hubs_are_in_the_header(self):
        long = ["https://hub.example/" + c * 900 for c in "abc"]
        with open(self.path("feeds.yaml"), "w", encoding="utf-8") as file:
            file.write(CONFIG.replace("""merged.atom"}""", """merged.atom", hub: "https://hub.example/<1>?\\"2"}""")
                       .replace("index.html,", f"index.html, self: http://river.example/, hub: {json.dumps(long)},"))
        self.seed(age=timedelta(minutes=2))
        self.publish()
        self.start()
        link = '<https://hub.example/%3C1%3E?%222>; rel="hub", <http://river.example/merged.atom>; rel="self"'
        first = self.ask("/merged.atom")
        self.assertEqual(first.getheader("Link"), link)
        self.assertIn(b'rel="hub" href="https://hub.example/%3C1%3E?%222"', first.body)
        for headers in ({"If-None-Match": first.getheader("ETag")}, {"Accept-Encoding": "gzip"}):
            self.assertEqual(self.ask("/merged.atom", headers=headers).getheader("Link"), link)
        self.assertEqual(self.ask("/merged.atom", "HEAD").getheader("Link"), link)
        self.assertEqual(self.ask("/").getheader("Link"),  # as many as fit
                         f'<{long[0]}>; rel="hub", <{long[1]}>; rel="hub", <http://river.example/>; rel="self"')
        for path in ("/merged.json", "/story/2988751", "/nothing", "/search?q=water"):
            answer = self.ask(path)
            self.assertIsNone(answer.getheader("Link"), path)
            self.assertNotIn(b'"hub"', answer.body)
        os.remove(self.path("out", "merged.atom"))  # made from the state then
        self.assertEqual(self.ask("/merged.atom").getheader("Link"), link)

    def test_documents(self):
        self.seed()
        self.publish()
        self.start()
        for path, media, name in (("/", "text/html; charset=utf-8", "index.html"),
                                  ("/index.html", "text/html; charset=utf-8", "index.html"),
                                  ("/merged.atom", "application/atom+xml; charset=utf-8", "merged.atom"),
                                  ("/merged.json", "application/feed+json", "merged.json")):
            with self.subTest(path):
                answer = self.ask(path)
                with open(self.path("out", name), "rb") as file:
                    self.assertEqual(without_form(answer.body), file.read())
                self.assertEqual((answer.status, answer.getheader("Content-Type")), (200, media))
                head = self.ask(path, "HEAD")
                self.assertEqual((head.status, head.body), (200, b""))
                self.assertEqual(head.getheader("Content-Length"), str(len(answer.body)))

    def test_a_date_is_told_when_its_second_is_over(self):
        """A change within the second of the last one would have the same date."""
        self.seed()
        self.publish()
        os.utime(self.path("out", "merged.atom"))
        self.start()
        answer = self.ask("/merged.atom")
        self.assertIsNone(answer.getheader("Last-Modified"))
        self.assertIsNotNone(answer.getheader("ETag"))

    def test_asked_again(self):
        self.seed()
        self.publish()
        settled = time.time() - 60
        os.utime(self.path("out", "merged.atom"), (settled, settled))
        self.start()
        first = self.ask("/merged.atom")
        tag, modified = first.getheader("ETag"), first.getheader("Last-Modified")
        for headers, status in (({"If-None-Match": tag}, 304),
                                ({"If-None-Match": "W/" + tag}, 304),
                                ({"If-None-Match": '"other"'}, 200),
                                ({"If-Modified-Since": modified}, 304),
                                ({"If-None-Match": '"other"', "If-Modified-Since": modified}, 200),
                                ({"If-Modified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"}, 200)):
            with self.subTest(headers):
                answer = self.ask("/merged.atom", headers=headers)
                self.assertEqual(answer.status, status)
                self.assertEqual(len(answer.body), 0 if status == 304 else len(first.body))
                if status == 304:  # no length but the 200's would be true (RFC 9110 section 8.6)
                    self.assertIsNone(answer.getheader("Content-Length"))
                    self.assertEqual(answer.getheader("ETag"), tag)
        self.publish()  # nothing new: nothing written
        self.assertEqual(self.ask("/merged.atom", headers={"If-None-Match": tag}).status, 304)

    def test_gzip(self):
        self.seed()
        self.publish()
        self.start()
        plain, packed = (self.ask("/", headers=h) for h in ({}, {"Accept-Encoding": "gzip"}))
        self.assertIsNone(plain.getheader("Content-Encoding"))
        self.assertEqual(packed.getheader("Content-Encoding"), "gzip")
        self.assertEqual(gzip.decompress(packed.body), plain.body)
        self.assertNotEqual(packed.getheader("ETag"), plain.getheader("ETag"))
        self.assertEqual(packed.getheader("Vary"), "Accept-Encoding")
        again = self.ask("/", headers={"If-None-Match": packed.getheader("ETag"), "Accept-Encoding": "gzip"})
        self.assertEqual(again.status, 304)
        self.assertEqual(again.getheader("ETag"), packed.getheader("ETag"))
        plain_again = self.ask("/", headers={"If-None-Match": packed.getheader("ETag")})
        self.assertEqual((plain_again.status, plain_again.getheader("ETag")), (304, plain.getheader("ETag")))

    def test_if_match(self):
        self.seed()
        self.publish()
        self.start()
        tag = self.ask("/merged.atom").getheader("ETag")
        for value, status in ((tag, 200), ("*", 200), ('"other"', 412), ('"other", ' + tag, 200), ("W/" + tag, 412)):
            with self.subTest(value):
                self.assertEqual(self.ask("/merged.atom", headers={"If-Match": value}).status, status)
        self.assertEqual(self.ask("/merged.atom", headers={"If-Match": '"other"', "If-None-Match": tag}).status, 412)

    def test_from_the_state_alone(self):
        self.seed()
        self.start()
        self.assertIn("Le barrage est vide", self.ask("/merged.atom").body.decode())
        self.assertFalse(os.path.exists(self.path("out")))

    def test_without_a_state(self):
        self.start()
        self.assertEqual(self.ask("/merged.atom").status, 503)
        self.assertEqual(self.ask("/story/77").status, 404)
        self.assertEqual(self.ask("/health").status, 503)
        self.assertEqual(self.ask("/metrics").status, 200)
        self.seed()  # the first run comes later
        self.assertEqual(self.ask("/merged.atom").status, 200)
        self.assertEqual(self.ask("/health").status, 200)

    def test_stories(self):
        self.seed()
        self.start()
        page = self.ask("/story/2988751")
        self.assertEqual(page.status, 200)
        for text in ("The dam &lt;b&gt;is empty&lt;/b&gt;", "Le barrage est vide", "<h1 id=\"headline\">", "<details>"):
            self.assertIn(text, page.body.decode())
        alias = self.ask("/story/55")
        self.assertEqual((alias.status, alias.getheader("Location")), (301, "2988751"))
        again = self.ask("/story/2988751", headers={"If-None-Match": page.getheader("ETag")})
        self.assertEqual((again.status, again.body), (304, b""))
        for path in ("/story/", "/story/1", "/story/077", "/story/-77", "/story/77x", "/story/+77",
                     "/story/99999999999999999999999", "/story/77/"):
            self.assertEqual(self.ask(path).status, 404, path)

    def test_pages_of_a_folder(self):
        """The documents link to the pages of a folder, whose names serve knows, whether the files are there or not."""
        with open(self.path("feeds.yaml"), "w", encoding="utf-8") as file:
            file.write(CONFIG.replace("feeds:", "  - {format: stories, path: out/pages, limit: 1}\nfeeds:", 1))
        self.seed()
        self.start()
        page = self.ask("/pages/2988751.html")
        self.assertEqual((page.status, page.body), (200, self.ask("/story/2988751").body))
        self.publish()
        self.assertEqual(self.ask("/pages/2988751.html").status, 200)
        self.assertEqual(self.ask("/pages/77.html").status, 200, "the folder has fewer pages than the state")
        [link] = re.findall(r'href="(pages/\d+\.html)"', self.ask("/").body.decode())
        self.assertEqual(self.ask("/" + link).status, 200)
        alias = self.ask("/pages/55.html")
        self.assertEqual((alias.status, alias.getheader("Location")), (301, "2988751.html"))
        for path in ("/pages", "/pages/", "/pages/1.html", "/pages/2988751", "/out/pages/2988751.html", "/story/77.html",
                     "/pages/../feeds.yaml"):
            self.assertEqual(self.ask(path).status, 404, path)

    def test_robots(self):
        self.seed()
        self.start()
        robots = self.ask("/robots.txt")
        self.assertEqual((robots.status, robots.getheader("Content-Type")), (200, "text/plain; charset=utf-8"))
        self.assertEqual(robots.body.decode().splitlines()[0], "User-agent: *")
        self.assertIn("Disallow: /search", robots.body.decode().splitlines())

    def sources(self, path):
        """Where the policy in the headers allows pictures from."""
        return re.search("img-src ([^;]*);", self.ask(path).getheader("Content-Security-Policy"))[1]

    def test_where_pictures_may_come_from(self):
        """Only pages have any, and only if the configuration wants them."""
        self.seed()
        self.publish()
        self.start()
        self.assertEqual(self.sources("/"), "data: https: http:")
        self.assertEqual(self.sources("/merged.atom"), "data:")
        self.assertEqual(self.sources("/health"), "data:")

    def test_without_pictures(self):
        with open(self.path("feeds.yaml"), encoding="utf-8") as file:
            text = file.read()
        with open(self.path("feeds.yaml"), "w", encoding="utf-8") as file:
            file.write(text.replace("languages:", "pictures: false, languages:", 1))
        self.seed()
        self.publish()
        self.start()
        self.assertEqual(self.sources("/"), "data:")
        self.assertIn("img-src data:; connect", self.ask("/").body.decode())

    def test_the_page_where_there_is_nothing(self):
        self.seed()
        self.start()
        nothing = self.ask("/nothing<i>")
        self.assertEqual((nothing.status, nothing.getheader("Content-Type")), (404, "text/html; charset=utf-8"))
        for text in ("<h1>Cette page n’existe pas</h1>", '<a dir="auto" accesskey="u" href="/">River</a>', "Content-Security-Policy"):
            self.assertIn(text, nothing.body.decode())
        self.assertNotIn("nothing", nothing.body.decode(), "a requested path is not repeated")
        self.assertEqual(self.ask("/story/1").body, nothing.body)
        self.assertEqual(self.ask("/other", "HEAD").status, 404)
        tag = self.ask("/merged.atom").getheader("ETag")
        for number in range(100):  # more than there is room for in the cache
            self.assertEqual(self.ask(f"/{number}").status, 404)
        self.assertEqual(self.ask("/merged.atom", headers={"If-None-Match": tag}).status, 304)

    def test_hostile_titles_stay_text(self):
        self.seed()
        self.start()
        for path in ("/", "/story/77"):
            body = self.ask(path).body.decode()
            self.assertNotIn("<script", body)
            self.assertNotIn("<img", body)
            self.assertIn("script", body)

    def test_health(self):
        self.seed(age=timedelta(hours=2))
        self.start()
        answer = self.ask("/health")
        self.assertEqual((answer.status, json.loads(answer.body)["status"]), (200, "ok"))

    def test_stale_after_three_intervals(self):
        self.seed(age=timedelta(hours=3, minutes=1))
        self.start()
        answer = self.ask("/health")
        self.assertEqual((answer.status, json.loads(answer.body)["status"]), (503, "stale"))

    def test_health_follows_now(self):
        self.seed(age=timedelta(hours=2))
        for ahead, status in ((timedelta(), 200), (timedelta(hours=1, minutes=5), 503), (timedelta(hours=-1), 200)):
            now = datetime.now(timezone.utc) + ahead
            with self.subTest(ahead=ahead):
                self.common[4:] = ["--now", now.strftime("%Y-%m-%dT%H:%M:%SZ")]
                self.start()
                answer = self.ask("/health")
                self.assertEqual(answer.status, status)
                told = datetime.strptime(json.loads(answer.body)["now"], "%Y-%m-%dT%H:%M:%SZ")
                self.assertLess(abs(told - now.replace(tzinfo=None)), timedelta(minutes=1))

    def test_metrics(self):
        self.seed()
        self.start()
        self.ask("/nowhere")
        lines = self.ask("/metrics").body.decode().splitlines()
        for line in ('headwater_feeds{state="fresh"} 2', "headwater_items 3", "headwater_stories 2",
                     "headwater_items_folded 1", "headwater_healthy 1",
                     'headwater_http_requests_total{status="4xx"} 1'):
            self.assertIn(line, lines)

    def test_archives(self):
        with open(self.path("feeds.yaml"), "w", encoding="utf-8") as file:
            file.write(CONFIG.replace("title: River, self:", "title: River, archives: true, self:"))
        self.seed()
        self.publish()
        with open(self.path("out", "merged-2026-03-02.atom"), "wb") as file:
            file.write(b"<feed/>")
        self.start()
        answer = self.ask("/merged-2026-03-02.atom")
        self.assertEqual((answer.status, answer.body), (200, b"<feed/>"))
        self.assertEqual(answer.getheader("Content-Type"), "application/atom+xml; charset=utf-8")
        for path in ("/merged-2026-03-03.atom", "/merged-2026-03-02.json", "/merged-2026-03-02.atom.part",
                     "/merged-/../../x.atom"):
            self.assertEqual(self.ask(path).status, 404, path)

    def test_what_is_not_there(self):
        self.seed()
        self.publish()
        self.start()
        for path in ("/feeds.yaml", "/state.db", "/../feeds.yaml", "/out/merged.atom", "//merged.atom",
                     "/%2e%2e/feeds.yaml", "/..%2ffeeds.yaml", "/merged.atom/", "/merged.atom%20",
                     "/%ff", "/" + "a" * 3000):
            self.assertEqual(self.ask(path).status, 404, path)

    def test_other_methods(self):
        self.start()
        for method in ("POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"):
            answer = self.ask("/", method, body=b"x" * 1000 if method in ("POST", "PUT") else None)
            self.assertEqual((answer.status, answer.getheader("Allow")), (405, "GET, HEAD"), method)

    def test_malformed_requests(self):
        self.seed()
        self.start()
        for data in (b"\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", bytes(range(256)) * 8,
                     b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 4000 + b"\r\n",
                     b"GET " + b"/" * 100000 + b" HTTP/1.1\r\n\r\n",
                     b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
                     b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\n"):
            try:
                self.raw(data)
            except OSError:
                pass  # closed on us: as good an answer as any
            self.assertEqual(self.ask("/merged.atom").status, 200, data[:40])

    def test_keeps_its_connection(self):
        self.seed()
        self.start()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        self.addCleanup(connection.close)
        connection.connect()
        connection.auto_open = 0  # a second connection would be an error
        for _ in range(50):
            connection.request("GET", "/merged.atom")
            answer = connection.getresponse()
            self.assertEqual((answer.status, len(answer.read()) > 0), (200, True))

    def test_unmodified_in_raw_bytes(self):
        """What stands on the wire behind a 304's empty line would be taken for the next answer."""
        self.seed()
        self.start()
        tag = self.ask("/merged.atom").getheader("ETag")
        answer = self.raw(f"GET /merged.atom HTTP/1.1\r\nHost: x\r\nIf-None-Match: {tag}\r\n\r\n".encode())
        head, _, rest = answer.partition(b"\r\n\r\n")
        self.assertTrue(head.startswith(b"HTTP/1.1 304 "))
        self.assertEqual(rest, b"")
        self.assertNotIn(b"content-length", head.lower())
        self.assertNotIn(b"transfer-encoding", head.lower())

    def test_answers_beside_idle_connections(self):
        """Ten thousand of them, where the system lets us open so many files; half have begun a request."""
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        self.seed()
        self.start()
        idle = [socket.create_connection(("127.0.0.1", self.port)) for _ in range(min(10000, hard - 500))]
        for connection in idle[::2]:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX: ")
        self.assertEqual(self.ask("/merged.atom").status, 200)
        for connection in idle:
            connection.close()
        self.assertEqual(self.ask("/merged.atom").status, 200)

    def test_ends_on_a_signal(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            self.start()
            self.server.send_signal(number)
            self.assertEqual(self.server.wait(timeout=20), 0)

    def test_socket_from_systemd(self):
        """LISTEN_FDS hands over a socket that is open already."""
        self.seed()
        with socket.create_server(("127.0.0.1", 0)) as listening:
            port = listening.getsockname()[1]
            os.set_inheritable(listening.fileno(), True)
            script = (f"import os\nos.dup2({listening.fileno()}, 3)\nos.environ.update(LISTEN_PID=str(os.getpid()), "
                      f"LISTEN_FDS='1')\nos.execv({PROGRAM!r}, {[PROGRAM, 'serve', *self.common]!r})")
            self.server = subprocess.Popen(["python3", "-c", script], stdout=subprocess.PIPE, text=True,
                                           close_fds=False)
        self.addCleanup(self.server.stdout.close)
        self.addCleanup(self.server.wait)
        self.addCleanup(self.server.kill)
        self.assertEqual(self.server.stdout.readline(), f"Serving http://127.0.0.1:{port}/\n")
        self.port = port
        self.assertEqual(self.ask("/merged.atom").status, 200)

    def test_wrong_addresses(self):
        for address in ("8080", "nowhere.example:80", "127.0.0.1:", "127.0.0.1:http", "::1:80", "999.1.1.1:80",
                        "127.0.0.1:65536", "127.0.0.1:99999", "127.0.0.1:4294967376"):
            result = subprocess.run([PROGRAM, "serve", "--listen", address, *self.common],
                                    capture_output=True, text=True, timeout=20)
            self.assertEqual(result.returncode, 2, address)
            self.assertIn("cannot listen on", result.stderr)

    def test_address_in_use(self):
        self.start()
        result = subprocess.run([PROGRAM, "serve", "--listen", f"127.0.0.1:{self.port}", *self.common],
                                capture_output=True, text=True, timeout=20)
        self.assertEqual(result.returncode, 1)
        self.assertIn("in use", result.stderr)


if __name__ == "__main__":
    unittest.main()
