"""Search over HTTP: the page, the feeds of results, the form on every page, and hostile queries."""

import gzip
import http.client
import json
import os
import re
import subprocess
import tempfile
import unittest
import urllib.parse
import xml.etree.ElementTree as ElementTree

PROGRAM = os.environ["HEADWATER_PROGRAM"]
ATOM = "{http://www.w3.org/2005/Atom}"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
CONFIG = """settings:
  languages: [en]
  search: {search}
{rest}outputs:
  - {{path: out/index.html, title: River}}
  - {{path: out/merged.atom, title: River}}
feeds: [file:port.json]
rules:
  - drop: {{title: secret}}
"""
ITEMS = [("en", "Harbour reopens", "The old harbour opens <after> the storm & the flood."),
         ("zh", "老港口重新开放", "风暴过后，渡轮又从老港口出发。"), ("th", "ท่าเรือเก่าเปิดอีกครั้ง", "หลังพายุ เรือออกอีกครั้ง"),
         ("ar", "إعادة افتتاح الميناء", "عادت السفن إلى الميناء القديم."), ("en", "A secret harbour", "Nobody may read this.")]
# Many stories with one word in common, each of words of its own.
ITEMS += [("en", f"Pier {i} painted", " ".join(f"w{i}x{j}" for j in range(40)) + " quay") for i in range(60)]


class SearchTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="headwater-search-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.common = ["--config", self.path("feeds.yaml"), "--state", self.path("state.db")]
        with open(self.path("port.json"), "w", encoding="utf-8") as file:
            json.dump({"version": "https://jsonfeed.org/version/1.1", "title": "Port News", "items": [
                {"id": str(i), "language": language, "title": title, "content_text": text,
                 "url": f"https://port.example/{i}"} for i, (language, title, text) in enumerate(ITEMS)]}, file)
        self.configure()
        self.headwater("run", "--quiet")
        self.serve()

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def configure(self, search="true", rest=""):
        with open(self.path("feeds.yaml"), "w", encoding="utf-8") as file:
            file.write(CONFIG.format(search=search, rest=rest))

    def headwater(self, command, *options, now="2025-10-01T08:00:00Z"):
        subprocess.run([PROGRAM, command, *self.common, "--now", now, *options], check=True,
                       capture_output=True)

    def serve(self):
        server = subprocess.Popen([PROGRAM, "serve", "--listen", "127.0.0.1:0", *self.common], stdout=subprocess.PIPE,
                                  text=True)
        self.addCleanup(server.stdout.close)
        self.addCleanup(server.wait)
        self.addCleanup(server.kill)
        self.host = re.search(r"http://([^/]*)", server.stdout.readline())[1]

    def ask(self, path, method="GET", **headers):
        connection = http.client.HTTPConnection(self.host, timeout=60)
        try:
            connection.request(method, path, headers={k.replace("_", "-"): v for k, v in headers.items()})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def page(self, query, **parameters):
        status, headers, body = self.ask("/search?" + urllib.parse.urlencode({"q": query, **parameters}))
        self.assertEqual((status, headers["Content-Type"]), (200, "text/html; charset=utf-8"))
        return body.decode()

    def links(self, page):
        return re.findall(r'<h2 class="headline"><a href="https://port.example/(\d+)">', page)

    def test_the_page(self):
        page = self.page("harbour storm")
        self.assertEqual(self.links(page), ["0"])
        self.assertIn("<mark>Harbour</mark> reopens", page)
        self.assertIn("The old <mark>harbour</mark> opens &lt;after&gt; the <mark>storm</mark> &amp; the flood.", page)
        story = re.search(r'<a href="(story/\d+)">Tellings 1</a>', page)[1]
        self.assertEqual(self.ask("/" + story)[0], 200)
        for query, item in (("港口", "1"), ("ท่าเรือ", "2"), ("الميناء", "3"), ("HARBOÜR reopens", "0")):
            self.assertEqual(self.links(self.page(query)), [item], query)

    def test_what_rules_hide(self):
        for path in ("/search?q=secret", "/search.atom?q=nobody+read", "/search.json?q=secret"):
            status, _, body = self.ask(path)
            self.assertEqual(status, 200)
            self.assertNotIn(b"Nobody may", body)
            self.assertNotIn(b"port.example/4", body)

    def test_pages_of_results(self):
        found, page, number = [], self.page("quay"), 1
        while True:
            found += self.links(page)
            following = re.search(r'<a accesskey="j" href="(search[^"]*)" rel="next">', page)
            if following is None:
                break
            number += 1
            page = self.ask("/" + following[1].replace("&amp;", "&"))[2].decode()
            self.assertIn(f'page={number - 1}" rel="prev"' if number > 2 else 'q=quay" rel="prev"', page)
        self.assertEqual((number, len(found), len(set(found))), (3, 60, 60))
        for odd in ("", "0", "-1", "x", "5x", "2 ", " 2", "+2", "-18446744073709551615", "2.0", "0x2", "٢"):
            self.assertEqual(self.links(self.page("quay", page=odd)), found[:25], odd)
        for page, first in (("02", 25), ("3", 50), ("4000000000", 60), ("99999999999999999999", 60)):
            self.assertEqual(self.links(self.page("quay", page=page)), found[first:first + 25], page)

    def test_feeds(self):
        status, headers, body = self.ask("/search.atom?q=harbour", Host="river.example")
        root = ElementTree.fromstring(body)
        self.assertEqual((status, headers["Content-Type"]), (200, "application/atom+xml; charset=utf-8"))
        self.assertEqual(root.find(ATOM + "link[@rel='self']").get("href"), "http://river.example/search.atom?q=harbour")
        self.assertEqual([e.findtext(ATOM + "title") for e in root.iter(ATOM + "entry")], ["Harbour reopens"])
        merged = ElementTree.fromstring(self.ask("/merged.atom")[2])
        ids = {e.findtext(ATOM + "title"): e.findtext(ATOM + "id") for e in merged.iter(ATOM + "entry")}
        self.assertEqual(root.find(ATOM + "entry").findtext(ATOM + "id"), ids["Harbour reopens"])
        self.assertNotEqual(root.findtext(ATOM + "id"), merged.findtext(ATOM + "id"))
        self.assertEqual(self.ask("/search.atom?q=harbour", Host="river.example")[2], body)
        feed = json.loads(self.ask("/search.json?q=%E6%B8%AF%E5%8F%A3", X_Forwarded_Proto="https", Host="river.example")[2])
        self.assertEqual([item["title"] for item in feed["items"]], [ITEMS[1][1]])
        self.assertEqual(feed["feed_url"], "https://river.example/search.json?q=%E6%B8%AF%E5%8F%A3")
        self.assertIn(b"<rss", self.ask("/search.rss?q=harbour")[2])
        self.assertEqual(list(ElementTree.fromstring(self.ask("/search.atom")[2]).iter(ATOM + "entry")), [])

    def test_feeds_have_the_newest(self):
        """The page has the best matches, a feed the newest: a title that matches is better than a text, whenever it was."""
        with open(self.path("port.json"), encoding="utf-8") as file:
            feed = json.load(file)
        for day in range(2, 32):
            feed["items"] = [{"id": f"day-{day}", "title": f"Report {day}", "url": f"https://port.example/day-{day}",
                              "content_text": " ".join(f"v{day}x{j}" for j in range(60)) + " harbour"}]
            with open(self.path("port.json"), "w", encoding="utf-8") as file:
                json.dump(feed, file)
            self.headwater("run", "--quiet", "--force", now=f"2025-10-{day:02}T08:00:00Z")
        self.assertIn('href="https://port.example/0"', self.page("harbour"))
        titles = [item["title"] for item in json.loads(self.ask("/search.json?q=harbour")[2])["items"]]
        self.assertEqual(titles, [f"Report {day}" for day in range(31, 6, -1)])

    def test_the_form(self):
        for path, root in (("/", ""), ("/index.html", ""), ("/search", "")):
            _, headers, body = self.ask(path)
            self.assertIn(f'action="{root}search"'.encode(), body, path)
            self.assertIn("form-action 'self'", headers["Content-Security-Policy"])
        story = re.search(r"story/\d+", self.page("harbour"))[0]
        self.assertIn(b'action="../search"', self.ask("/" + story)[2])
        with open(self.path("out", "index.html"), "rb") as file:
            self.assertNotIn(b"<form", file.read())
        _, headers, body = self.ask("/", Accept_Encoding="gzip")
        self.assertIn(b"<form", gzip.decompress(body))
        self.assertEqual(self.ask("/", If_None_Match=headers["ETag"])[0], 304)

    def test_the_policy(self):
        """The headers of a page of results allow what those of the other pages allow."""
        for rest, sources in (("", "data: https: http:"), ("  pictures: false\n", "data:")):
            self.configure(rest=rest)
            self.serve()
            expected = (f"default-src 'none'; style-src 'unsafe-inline'; img-src {sources}; connect-src 'self'; base-uri 'none'; "
                        "form-action 'self'; frame-ancestors 'none'")
            for path in ("/", "/search?q=harbour"):
                self.assertEqual(self.ask(path)[1]["Content-Security-Policy"], expected, path)

    def test_a_day(self):
        """The page of a day comes from its file, with the form; other names of the folder do not exist."""
        status, headers, body = self.ask("/index-2025-10-01.html")
        self.assertEqual((status, headers["Cache-Control"]), (200, "max-age=60"))
        self.assertIn(b"<title>Wednesday, October 1, 2025 \xc2\xb7 River</title>", body)
        self.assertIn(b'action="search"', body)
        self.assertEqual(self.ask("/index-2025-10-01.html", If_None_Match=headers["ETag"])[0], 304)
        for name in ("index-2025-10-02.html", "index-2025-10-01-p2.html", "index-2025-10-1.html", "index-.html",
                     "merged-2025-10-01.atom"):
            self.assertEqual(self.ask("/" + name)[0], 404, name)

    def test_the_description(self):
        root = ElementTree.fromstring(self.ask("/opensearch.xml", Host="river.example:8080")[2])
        self.assertEqual(root.findtext(OPENSEARCH + "ShortName"), "River")
        self.assertEqual({u.get("type"): u.get("template") for u in root.iter(OPENSEARCH + "Url")},
                         {"text/html": "http://river.example:8080/search?q={searchTerms}",
                          "application/atom+xml": "http://river.example:8080/search.atom?q={searchTerms}"})
        self.configure(rest="  site: https://river.example/sub\n")
        self.serve()
        self.assertIn(b'"https://river.example/sub/search?q={searchTerms}"', self.ask("/opensearch.xml")[2])
        self.assertIn(b'"https://river.example/sub/search.atom?q=x"', self.ask("/search.atom?q=x")[2])
        self.configure()
        self.serve()
        for host in ('"><x>', "a b", "x/y", "x" * 300):
            self.assertNotIn(host.encode(), self.ask("/opensearch.xml", Host=host)[2])

    def test_hostile_queries(self):
        script = '"><script>alert(1)</script>'
        self.assertNotIn("<script", self.page(script))
        queries = ["'; DROP TABLE item; --", '"""""', "* " * 300, "AND OR NOT NEAR(", "{title}: harbour ^x", "-" * 300,
                   " ".join(f"w{i}" for i in range(900)), "a" * 3000, "%00"[1:], "\u202e\u0301\U0001f6a2", "harbour*" * 200]
        for query in queries:
            with self.subTest(query[:30]):
                self.page(query)
        for raw in ("/search?q=%00", "/search?q=%ff%fe", "/search?q=%1b%5b31m", "/search?" + "&".join(["q=x"] * 50),
                    "/search?q", "/search?=", "/search?q=%", "/search.atom?q=%3C%2Ftitle%3E", "/search?page=%2e%2e"):
            self.assertIn(self.ask(raw)[0], (200, 400), raw)
        self.assertEqual(self.links(self.page("harbour")), ["0"])
        for path in ("/search?q=x", "/search.atom?q=x", "/opensearch.xml"):
            for method in ("POST", "PUT", "DELETE", "OPTIONS"):
                status, headers, _ = self.ask(path, method=method)
                self.assertEqual((status, headers["Allow"]), (405, "GET, HEAD"), (path, method))
        self.assertEqual(self.ask("/search?q=harbour", method="HEAD")[::2], (200, b""))
        self.assertEqual(self.ask("/searchx?q=x")[0], 404)

    def test_without_an_index(self):
        """The setting turns all of it off; a state without an index says so."""
        self.configure("false")
        self.headwater("run", "--quiet")
        self.assertIn("Search is not available now.", self.page("harbour"))
        self.assertNotEqual(self.ask("/search.atom?q=harbour")[0], 200)
        self.serve()
        self.assertEqual(self.ask("/search?q=harbour")[0], 404)
        self.assertNotIn(b"<form", self.ask("/")[2])


if __name__ == "__main__":
    unittest.main()
