"""import, export and add: what comes into feeds.yaml, and all that must stay as it was."""

import http.server
import os
import shlex
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
            self.assertIn(f"{path} is not an address; to add a file, write file: and its absolute path",
                          self.headwater("add", path, status=2))

    def test_a_second_time_changes_nothing(self):
        self.headwater("import", "in.opml")
        before = self.read(), os.stat(self.config).st_ino
        said = self.headwater("import", "in.opml")
        self.assertIn("0 feeds added", said)
        self.assertIn("The Harbour & Post (https://harbour.example/feed?a=1&b=2) is already there\n", said)
        self.assertEqual(said.count(" is already there\n"), 3)
        self.assertEqual((self.read(), os.stat(self.config).st_ino), before)

    def test_many_that_are_there(self):
        """The first few are named, or all that are asked for; those of an outline twice are one feed."""
        opml = "".join(f'<outline xmlUrl="https://{i}.example/feed"/>' for i in range(25))
        with open(os.path.join(self.folder, "many.opml"), "w", encoding="utf-8") as file:
            file.write(f"<opml><body>{opml}</body></opml>")
        self.assertNotIn("already there\n", self.headwater("import", "many.opml"))
        said = self.headwater("import", "many.opml")
        self.assertIn("\n15 more are already there (--verbose names them)\n", "\n" + said)
        self.assertEqual(said.count(".example/feed is already there\n"), 10)
        self.assertEqual(self.headwater("import", "--verbose", "many.opml").count(".example/feed is already there\n"), 25)
        self.assertEqual(self.headwater("import", "--quiet", "many.opml"), "")

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
                self.assertIn("bad.opml: this is not OPML", self.headwater("import", "bad.opml", status=65))
        self.headwater("import", "absent.opml", status=66)
        self.assertEqual(self.read(), LAYOUTS["block"])

    def imported(self, opml, status=0):
        """What import says, and (url, name, tags) of the feeds that it took."""
        with open(os.path.join(self.folder, "list.opml"), "w", encoding="utf-8") as file:
            file.write(opml)
        self.write(OUTPUTS + "feeds:\n")
        said = self.headwater("import", "list.opml", status=status)
        return said, self.exported()

    def test_addresses_stay_as_they_were_meant(self):
        rows = {
            "https://a.example/?page=4&format=rss2&lang=y": "https://a.example/?page=4&format=rss2&lang=y",
            "https://a.example/?a=1&b=2": "https://a.example/?a=1&b=2",
            "https://a.example/?a=1&copy=2&amp=3&amp;lt=4": "https://a.example/?a=1&copy=2&amp=3&lt=4",
            "https://a.example/?a&b;c&#x26;d&#0;&#x;e&": "https://a.example/?a&b;c&d&#0;&#x;e&",
            "https://a.example/?q=a<b": "https://a.example/?q=a<b",
            " https://a.example/My Lists/Early Tides ": "https://a.example/My%20Lists/Early%20Tides",
            "feed://a.example/rss": "http://a.example/rss",
            "feed:https://a.example/rss?a&b": "https://a.example/rss?a&b",
            "FEED:a.example/rss": "http://a.example/rss",
            "feeds://a.example/rss": "https://a.example/rss",
            "feed:feed:http://a.example/": "http://a.example/",
            "pcast://a.example/cast": "http://a.example/cast",
            "https://bücher.example/rss": "https://bücher.example/rss",
        }
        for written, meant in rows.items():
            with self.subTest(written):
                self.imported(f'<opml><body><outline text="x" xmlUrl="{written}"/></body></opml>')
                self.assertIn(f'\n  - {{url: "{meant}", name: "x"}}\n', self.read())

    def test_names_that_were_not_escaped(self):
        _, feeds = self.imported("""<opml><body><outline text="R&D <3 <b>bold</b>" xmlUrl="https://a.example/1"/>
<outline text='Caf&eacute; &lt;&nbsp;"&unknown;&#146;&#10;x' xmlUrl='https://a.example/2'/></body></opml>""")
        self.assertEqual(feeds, [("https://a.example/1", "R&D <3 <b>bold</b>", None),
                                 ("https://a.example/2", 'Café <\N{NO-BREAK SPACE}"&unknown;  x', None)])

    def test_what_is_left_out_is_named(self):
        said, feeds = self.imported("""<opml><body>
<outline text="good" xmlUrl="https://good.example/rss"/>
<outline text="Search" xmlUrl="filter:sort:https://x.example"/>
<outline text="Bare" xmlUrl="bare.example/rss"/>
<outline text="Script" xmlUrl="feed:javascript:alert(1)"/>
<outline text="Mine" xmlUrl="https://me:hush@private.example/rss"/>
<outline text="Nobody" xmlUrl="https:///rss"/>
<outline text="Port" xmlUrl="https://x.example:port/"/>
<outline text="Control" xmlUrl="https://x.example/&#10;y"/>
<outline text="List" type="include" url="https://list.example/all.opml"/>
<outline text="Page" type="link" url="https://page.example/"/>
<outline text="Lost" type="rss" htmlUrl="https://lost.example/"/>
<outline text="folder"><outline text="best" type="rss" url="https://best.example/rss"/></outline>
<outline text="a note"/>
</body></opml>""", status=65)
        self.assertEqual([url for url, _, _ in feeds], ["https://good.example/rss", "https://best.example/rss"])
        for line, name in ((3, "Search (filter:sort:https://x.example)"), (4, "Bare (bare.example/rss)"),
                           (5, "Script ("), (6, "Mine (https://...@private.example/rss)"), (7, "Nobody (https:///rss)"),
                           (8, "Port (https://x.example:port/)"), (9, "Control ("),
                           (10, "List (https://list.example/all.opml)"), (11, "Page (https://page.example/)"),
                           (12, "Lost (https://lost.example/)")):
            self.assertIn(f"list.opml:{line}: {name}", said)
        self.assertIn("list.opml: 10 outlines are left out", said)
        self.assertIn("2 feeds added", said)
        self.assertNotIn("hush", said)
        self.assertNotIn("feeds.yaml:", said)
        self.assertEqual(said.count("left out:"), 10)
        self.headwater("check")

    def test_languages(self):
        rows = {"fr": "fr", "pt_BR": "pt-BR", "zh-Hant": "zh-Hant", "unknown": None, "english": None, "x": None,
                "en-": None, "de-toolongapart": None, "": None}
        for written, meant in rows.items():
            with self.subTest(written):
                self.imported(f'<opml><body><outline language="{written}" xmlUrl="https://a.example/"/></body></opml>')
                self.assertEqual("language: " in self.read(), meant is not None)
                if meant is not None:
                    self.assertIn(f'language: "{meant}"', self.read())

    def test_a_feed_in_several_places(self):
        feed = '<outline text="Tide" xmlUrl="https://tide.example/rss"/>'
        for opml in (f'{feed}<outline text="Sea">{feed}</outline><outline text="Fun">{feed}</outline>',
                     f'<outline text="Sea">{feed}</outline>{feed}<outline text="Fun">{feed}</outline>',
                     f'<outline text="Sea">{feed}</outline><outline text="Fun">{feed}{feed}</outline>{feed}'):
            _, feeds = self.imported(f"<opml><body>{opml}</body></opml>")
            self.assertEqual(feeds, [("https://tide.example/rss", "Tide", "Sea,Fun")])

    def test_broken_xml_is_said(self):
        said, feeds = self.imported("""<opml><body><outline text="a" xmlUrl="https://a.example/"/>
<outline text=b xmlUrl="https://b.example/"/>
<outline text="c" xmlUrl="https://c.example/"/>""", status=65)
        self.assertEqual([url for url, _, _ in feeds], ["https://a.example/", "https://c.example/"])
        self.assertIn("list.opml:2: broken XML", said)
        said, feeds = self.imported("""<opml><body><outline text="never closed xmlUrl="https://a.example/"/>
<outline text="b" xmlUrl="https://b.example/"/></body></opml>""", status=65)
        self.assertEqual([url for url, _, _ in feeds], ["https://b.example/"])

    def test_utf16(self):
        opml = '<?xml version="1.0" encoding="utf-16"?><opml><body><outline text="é" xmlUrl="https://a.example/?a&amp;b"/></body></opml>'
        with open(os.path.join(self.folder, "wide.opml"), "wb") as file:
            file.write(opml.encode("utf-16"))
        self.headwater("import", "wide.opml")
        self.assertIn(("https://a.example/?a&b", "é", None), self.exported())

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

    def add(self, *words, status=0):
        return self.headwater("add", "--allow-private", *words, status=status)

    def test_a_feed(self):
        said = self.add("--tag", "found", self.site + "/feed.xml")
        self.assertIn(f"{self.site}/feed.xml has been added to {self.config} with allow_private: true\n", said)
        self.assertIn((self.site + "/feed.xml", "Found", "found"), self.exported())
        self.assertIn("is already in", self.add(self.site + "/feed.xml"))
        self.assertEqual(len(self.exported()), 2)
        self.assertIn('tags: ["found"], allow_private: true}\n', self.read())
        self.headwater("check")

    def test_how_an_address_may_be_written(self):
        """Without a scheme https comes first; this server has only http."""
        bare = self.site.removeprefix("http://") + "/feed.xml"
        for text in (bare, "//" + bare, "feed://" + bare, "feed:" + bare, "FEED:http://" + bare, "HTTP://" + bare,
                     bare.replace("127.0.0.1", "localhost"), "pcast://" + bare):
            with self.subTest(text):
                self.write(LAYOUTS["block"])
                self.add(text)
                self.assertEqual(len(self.exported()), 2)
                self.assertRegex(self.read().splitlines()[-1].lower(), r'url: "http://(127\.0\.0\.1|localhost):\d+/feed\.xml"')

    def test_an_address_on_the_local_network(self):
        """The command that is offered does it, and is what the user wrote but for the option."""
        for text in (self.site + "/feed.xml", self.site.removeprefix("http://") + "/feed.xml"):
            with self.subTest(text):
                self.write(LAYOUTS["block"])
                said = self.headwater("add", text, status=1)
                self.assertEqual(said, "error: headwater add: this is an address of the local network; to add it with "
                                       f"allow_private: headwater add --config '{self.config}' --allow-private '{text}'\n")
                self.assertEqual(self.read(), LAYOUTS["block"])
                self.headwater(*shlex.split(said.split("allow_private: headwater ")[1]))
                self.assertIn("allow_private: true", self.read())
        long = self.site + "/" + 400 * "x"
        self.assertIn("this is an address of the local network, which needs --allow-private\n",
                      self.headwater("add", long, status=1))

    def test_what_is_added_is_polled(self):
        self.add(self.site + "/feed.xml")
        self.write(self.read().replace("  - https://old.example/feed  # mine\n", ""))
        said = self.headwater("run", "--state", os.path.join(self.folder, "state.db"))
        self.assertIn("Polled 1 of 1 feed: 0 unchanged, 0 failed", said)

    def test_what_is_no_address(self):
        rows = {"mailto:me@example.org": "its address is not http or https", "https://me:hush@a.example/": "user or password",
                "https:///feed": "names no host", "me:hush@a.example/": "", "in.opml": "is not an address; to add a file",
                "file:feed.xml": "write file: and its absolute path"}
        for text, words in rows.items():
            with self.subTest(text):
                said = self.headwater("add", text, status=2)
                self.assertIn(words, said)
                self.assertEqual(said.count("\n"), 1)
        self.assertEqual(self.read(), LAYOUTS["block"])

    def test_a_file(self):
        """As the refusal of a bare path says: file: and the absolute path."""
        path = os.path.join(self.folder, "tides [1] 100%.xml")
        with open(path, "wb") as file:
            file.write(RSS)
        self.assertIn("write file: and its absolute path\n", self.headwater("add", path, status=2))
        url = "file://" + path.replace("%", "%25").replace(" ", "%20").replace("[", "%5B").replace("]", "%5D")
        for written in ("file:" + path, "FILE:" + path, url):
            with self.subTest(written):
                self.write(LAYOUTS["block"])
                self.assertEqual(self.headwater("add", written), f"{url} has been added to {self.config}\n")
                self.assertEqual(self.read().splitlines()[-1], f'  - {{url: "{url}", name: "Found"}}')
                self.headwater("check")
                self.assertIn("is already in", self.headwater("add", "file:" + path))
        self.write(OUTPUTS + "feeds:\n  - file:tides [1] 100%.xml\n")
        self.assertIn("is already in", self.headwater("add", "file:" + path))

    def test_a_page_that_names_one(self):
        self.add(self.site + "/one")
        self.assertIn((self.site + "/feed.xml", "Found", None), self.exported())

    def test_a_page_that_names_two(self):
        said = self.add(self.site + "/two")
        self.assertIn(f"headwater add --allow-private '{self.site}/feed.xml'   # Posts", said)
        self.assertIn("headwater add --allow-private 'http://x.example/c;d%27e'\n", said)  # a shell takes the line as it is
        self.assertEqual(said.count("headwater add"), 2)
        self.assertEqual(self.read(), LAYOUTS["block"])

    def test_what_is_no_feed(self):
        self.assertIn("does not link to one", self.add(self.site + "/none", status=65))
        self.assertIn("404", self.add(self.site + "/absent", status=1))
        self.assertEqual(self.read(), LAYOUTS["block"])


if __name__ == "__main__":
    unittest.main()
