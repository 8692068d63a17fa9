"""import, export and add: what comes into feeds.yaml, and all that must stay as it was."""

import http.server
import os
import shutil
import stat
import subprocess
import tempfile
import threading
import unittest
import xml.etree.ElementTree as ElementTree

PROGRAM = os.environ["HEADWATER_PROGRAM"]
OUTPUTS = "outputs:\n  - {format: atom, path: merged.atom}\n"
OPML = """<?xml version="1.0"?><opml version="1.1"><head><title>x</title></head><body>
<outline text="News"><outline text="World">
 <outline text="Harbour" title="The Harbour &amp; Post" xmlurl="https://harbour.example/feed?a=1&amp;b=2"/></outline>
 <outline text="L’Eau" type="rss" XMLURL=" https://eau.example/atom " language="fr" category="/sea/coast,river"/>
</outline>
<outline text="Twice" xmlUrl="https://eau.example/atom"/>
<outline text="Odd" xmlUrl="javascript:alert(1)"/>
<outline text='He said "no": # {x}, [y] \\ z' type="link" xmlUrl="https://odd.example/#frag"/>
</body></opml>"""
ADDED = ["https://harbour.example/feed?a=1&b=2", "https://eau.example/atom", "https://odd.example/#frag"]

# What stands in feeds.yaml before, and what must still begin and end it after.
LAYOUTS = {
    "block": OUTPUTS + "feeds:\n  - https://old.example/feed  # mine\n",
    "block of maps": OUTPUTS + "feeds:\n- url: https://old.example/feed\n  name: Old   # a name\n  tags: [a, b]\n# below\n",
    "list in the midst": "feeds:\n    - https://old.example/feed\n\n# the outputs\n" + OUTPUTS,
    "flow": OUTPUTS + "feeds: [https://old.example/feed] # short\n",
    "flow over lines": OUTPUTS + "feeds: [\n  https://old.example/feed\n  ]\n",
    "no newline at the end": OUTPUTS + "feeds:\n  - https://old.example/feed",
    "folded text": OUTPUTS + "feeds:\n  - url: https://old.example/feed\n    name: >-\n      Old\n      one\n\n# end\n",
    "letters": "# Überschrift – läuft über\n" + OUTPUTS + "feeds: # ñ\n  - {url: https://old.example/feed, name: 'é'} # ü\n# ß\n",
    "windows lines": (OUTPUTS + "feeds:\n  - https://old.example/feed\n# end\n").replace("\n", "\r\n"),
}

RSS = b'<?xml version="1.0"?><rss version="2.0"><channel><title>Found</title><link>http://x/</link></channel></rss>'
PAGES = {
    "/feed.xml": ("application/rss+xml", RSS),
    "/one": ("text/html", b'<html><head><link rel="stylesheet alternate" type="text/css" href="a.css">'
             b'<link rel=alternate type="application/rss+xml" title="F" href="feed.xml"></head></html>'),
    "/two": ("text/html", b'<html><head><base href="/deep/"><link rel="alternate" type="application/rss+xml" '
             b'href="../feed.xml" title="Posts"><LINK REL="Alternate" TYPE="application/atom+xml" href="//x.example/c;d\'e">'
             b'<link rel="alternate" type="application/rss+xml" href="/feed.xml"></head></html>'),
    "/none": ("text/html", b"<html><head><title>No</title></head><body>nothing</body></html>"),
}


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        media, body = PAGES.get(self.path, ("text/plain", b""))
        self.send_response(200 if self.path in PAGES else 404)
        self.send_header("Content-Type", media)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


class World(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="headwater-subscribe-")
        self.addCleanup(shutil.rmtree, self.folder)
        self.config = os.path.join(self.folder, "feeds.yaml")
        self.write(LAYOUTS["block"])
        with open(os.path.join(self.folder, "in.opml"), "w", encoding="utf-8") as file:
            file.write(OPML)

    def write(self, text):
        with open(self.config, "w", encoding="utf-8", newline="") as file:
            file.write(text)

    def read(self):
        with open(self.config, encoding="utf-8", newline="") as file:
            return file.read()

    def headwater(self, *arguments, status=0):
        result = subprocess.run([PROGRAM, *arguments, "--config", self.config], cwd=self.folder,
                                capture_output=True, text=True, timeout=60)
        self.assertEqual(result.returncode, status, result.stdout + result.stderr)
        return result.stdout + result.stderr

    def exported(self):
        """(url, name, tags) of each feed, as another program would read them."""
        root = ElementTree.fromstring(self.headwater("export"))
        return [(o.get("xmlUrl"), o.get("title"), o.get("category")) for o in root.iter("outline")
                if o.get("xmlUrl")]

class OpmlTest(World):
    def test_every_layout(self):
        for name, text in LAYOUTS.items():
            with self.subTest(name):
                self.write(text)
                said = self.headwater("import", "in.opml")
                self.assertIn("3 feeds added", said)
                self.headwater("check")
                self.assertEqual([url for url, _, _ in self.exported()].count("https://old.example/feed"), 1)
                self.assertEqual(sorted(url for url, _, _ in self.exported()),
                                 sorted(["https://old.example/feed", *ADDED]))
                left = [line for line in self.read().splitlines() if "{url: \"" not in line]
                kept = [line for line in text.splitlines() if not line.startswith("feeds: [") and line.strip() != "]"]
                self.assertEqual([line for line in left if line in kept], kept)

    def test_only_rows_are_added(self):
        self.headwater("import", "in.opml")
        self.assertTrue(self.read().startswith(LAYOUTS["block"]))

    def test_names_and_tags(self):
        self.headwater("import", "in.opml")
        by_url = {url: (name, tags) for url, name, tags in self.exported()}
        self.assertEqual(by_url[ADDED[0]], ("The Harbour & Post", "News,World"))
        self.assertEqual(by_url[ADDED[1]], ("L’Eau", "News,sea,coast,river"))
        self.assertEqual(by_url[ADDED[2]], ('He said "no": # {x}, [y] \\ z', None))

    def test_the_first_feeds(self):
        """Who comes from another reader has no feeds.yaml yet, nor the folder for it."""
        self.config = os.path.join(self.folder, "config", "headwater", "feeds.yaml")
        self.headwater("import", "--dry-run", "in.opml")
        self.assertFalse(os.path.exists(self.config))
        self.assertIn(f"3 feeds added to {self.config}", self.headwater("import", "in.opml"))
        self.assertTrue(self.read().startswith("feeds:\n  - {url: "))
        self.headwater("check")

    def test_a_file_is_no_address(self):
        for path in ("/var/feed.xml", "./feed.xml"):
            self.assertIn(f"{path} is not an address; a feed in a file is file: and its whole path",
                          self.headwater("add", path, status=2))

    def test_a_second_time_changes_nothing(self):
        self.headwater("import", "in.opml")
        before = self.read(), os.stat(self.config).st_ino
        self.assertIn("0 feeds added", self.headwater("import", "in.opml"))
        self.assertEqual((self.read(), os.stat(self.config).st_ino), before)

    def test_dry_run(self):
        self.assertIn("3 feeds would be added", self.headwater("import", "--dry-run", "in.opml"))
        self.assertEqual(self.read(), LAYOUTS["block"])

    def test_out_and_in_again(self):
        self.headwater("import", "in.opml")
        first = self.exported()
        self.headwater("export", "out.opml")
        self.write(OUTPUTS + "feeds:\n")
        self.headwater("import", "out.opml")
        self.assertEqual(sorted(self.exported(), key=str), sorted(first, key=str))

    def test_a_list_that_is_not_there(self):
        for text in (OUTPUTS, OUTPUTS + "feeds:\n# none yet\n", OUTPUTS + "feeds: []\n", "", "# nothing\n"):
            self.write(text)
            self.headwater("import", "in.opml")
            self.assertEqual(len(self.exported()), 3, text)

    def test_mistakes_are_told(self):
        self.write("settings: {intervall: 1h}\nfeeds:\n  - https://old.example/feed\n")
        self.assertIn("intervall", self.headwater("import", "in.opml", status=2))
        self.write("feeds: {a: b}\n")
        self.assertIn("feeds", self.headwater("import", "in.opml", status=2))

    def test_mode_and_link_stay(self):
        os.rename(self.config, self.config + ".real")
        os.symlink("feeds.yaml.real", self.config)
        os.chmod(self.config, 0o600)
        self.headwater("import", "in.opml")
        self.assertTrue(os.path.islink(self.config))
        self.assertEqual(stat.S_IMODE(os.stat(self.config).st_mode), 0o600)
        self.assertEqual(len(self.exported()), 4)

    def test_what_is_no_opml(self):
        for text in ("", "feeds", "<rss/>", "<opml", "\x00\xff"):
            with open(os.path.join(self.folder, "bad.opml"), "w", encoding="latin-1") as file:
                file.write(text)
            if text != "<opml":
                self.assertIn("bad.opml: this is no OPML", self.headwater("import", "bad.opml", status=65))
        self.headwater("import", "absent.opml", status=66)
        self.assertEqual(self.read(), LAYOUTS["block"])

    def test_hostile_opml(self):
        """Entities that multiply, deep nesting, a broken end: bounded, and whatever is whole is taken."""
        bomb = "<!DOCTYPE o [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
            f"<!ENTITY {b} '{('&' + a + ';') * 10}'>" for a, b in zip("abcdefgh", "bcdefghi")) + "]>"
        deep = "<outline text='d'>" * 3000
        for text in (bomb + "<opml><body><outline text='&i;' xmlUrl='https://a.example/'/></body></opml>",
                     "<opml><body><outline xmlUrl='https://b.example/' text='b'/>" + deep,
                     "<!DOCTYPE o [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><opml><body><outline text='&x;'/></body></opml>"):
            with open(os.path.join(self.folder, "bad.opml"), "w", encoding="utf-8") as file:
                file.write(text)
            result = subprocess.run([PROGRAM, "import", "bad.opml", "--config", self.config], cwd=self.folder,
                                    capture_output=True, text=True, timeout=60)
            self.assertIn(result.returncode, (0, 65))
            self.assertLess(len(self.read()), 10000)
            self.assertNotIn("root:", self.read())
            self.headwater("check")


class AddTest(World):
    def setUp(self):
        super().setUp()
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.site = f"http://127.0.0.1:{server.server_port}"

    def test_a_feed(self):
        self.headwater("add", "--tag", "found", self.site + "/feed.xml")
        self.assertIn((self.site + "/feed.xml", "Found", "found"), self.exported())
        self.assertIn("is in", self.headwater("add", self.site + "/feed.xml"))
        self.assertEqual(len(self.exported()), 2)

    def test_a_page_that_names_one(self):
        self.headwater("add", self.site + "/one")
        self.assertIn((self.site + "/feed.xml", "Found", None), self.exported())

    def test_a_page_that_names_two(self):
        said = self.headwater("add", self.site + "/two")
        self.assertIn(f"headwater add '{self.site}/feed.xml'   # Posts", said)
        self.assertIn("headwater add 'http://x.example/c;d%27e'\n", said)  # a shell takes the line as it is
        self.assertEqual(said.count("headwater add"), 2)
        self.assertEqual(self.read(), LAYOUTS["block"])

    def test_what_is_no_feed(self):
        self.assertIn("names none", self.headwater("add", self.site + "/none", status=65))
        self.assertIn("404", self.headwater("add", self.site + "/absent", status=1))
        self.assertEqual(self.read(), LAYOUTS["block"])


if __name__ == "__main__":
    unittest.main()
