"""Chromium opens the pages: nothing runs, nothing is fetched elsewhere, nothing is said on the console."""

import html
import json
import os
import shutil
import socket
import subprocess
import threading
import unittest

from wire import FEEDS, Wire

SKIPPED = 77
BROWSER = shutil.which("chromium")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
         "--enable-logging=stderr", "--disable-dev-shm-usage"]
# Each would knock at the door HIT if it came to life.
VECTORS = [
    "<script>fetch('HIT')</script>",
    "<img src=x onerror=\"fetch('HIT')\">",
    "<svg onload=\"fetch('HIT')\">",
    "\"><script src=HIT></script>",
    "'><img src='HIT'>",
    "</title></style></textarea><img src=HIT>",
    "<iframe src=\"HIT\"></iframe>",
    "<link rel=stylesheet href=HIT>",
    "<style>@import 'HIT';body{background:url(HIT)}</style>",
    "<meta http-equiv=refresh content=\"0;url=HIT\">",
    "<base href=HIT>",
    "<math><mtext><table><mglyph><style><img src=HIT>",
    "<noscript><p title=\"</noscript><img src=HIT>\">",
    "<video poster=HIT autoplay><source src=HIT></video>",
    "<object data=HIT></object><embed src=HIT>",
    "<div style=\"background-image:url(HIT)\">x</div>",
    "<input autofocus onfocus=\"fetch('HIT')\">",
    "<details open ontoggle=\"fetch('HIT')\">",
    "<a href=\"javascript:fetch('HIT')\">x</a>",
    "&lt;img src=HIT&gt;",
    "<!--><img src=HIT>-->",
    "<![CDATA[<img src=HIT>]]>",
    "\u202e<img src=HIT>\u202c",
]
LINKS = ["javascript:fetch('HIT')", "data:text/html,<script>fetch('HIT')</script>", "https://x.example/\"onclick=\"x",
         "https://x.example/'><img src=HIT>", "vbscript:x", " java\tscript:fetch('HIT')"]


class Door:
    """A listening socket that counts who knocks."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}/hit"
        self.knocks = []
        threading.Thread(target=self.wait, daemon=True).start()

    def wait(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.knocks.append(connection.recv(200))
            connection.close()


def hostile_feed(hit):
    def item(i, vector):
        text = html.escape(vector.replace("HIT", hit))
        link = html.escape(LINKS[i % len(LINKS)].replace("HIT", hit))
        return (f"<item><guid isPermaLink='false'>v{i}</guid><title>{i} {text}</title><link>{link}</link>"
                f"<description>{i} words {text}</description><author>{text}</author><category>{text}</category>"
                f"<pubDate>Fri, 10 Oct 2025 07:{i:02}:00 GMT</pubDate></item>")

    return (f"<?xml version='1.0'?><rss version='2.0'><channel><title>{html.escape(VECTORS[0].replace('HIT', hit))} feed"
            "</title><link>https://x.example/</link>" + "".join(item(i, v) for i, v in enumerate(VECTORS)) +
            "</channel></rss>")


class BrowserTest(Wire):
    def setUp(self):
        super().setUp()
        self.door = Door()
        self.addCleanup(self.door.socket.close)

    def open(self, url, *flags):
        """The page as the browser made it; fails when anything was fetched elsewhere or said."""
        log = self.path("net.json")
        result = subprocess.run([BROWSER, *FLAGS, f"--user-data-dir={self.path('profile')}", f"--log-net-log={log}",
                                 "--virtual-time-budget=3000", *(flags or ["--dump-dom"]), url], capture_output=True,
                                text=True, timeout=120, env=self.environment())
        said = [line for line in result.stderr.splitlines() if "CONSOLE" in line]
        self.assertEqual(said, [])
        with open(log, encoding="utf-8") as file:
            events = json.loads(file.read())["events"]
        asked = {e["params"]["url"] for e in events if "url" in e.get("params", {})}
        foreign = [u for u in asked if u.startswith(("http:", "https:")) and not u.startswith(self.site)]
        self.assertEqual([u for u in foreign if "google" not in u and "chrome" not in u], [],
                         "the page asked elsewhere")
        return result.stdout

    def test_vectors_stay_dead(self):
        with open(self.path("hostile.xml"), "w", encoding="utf-8") as file:
            file.write(hostile_feed(self.door.url))
        self.run_with(["hostile.xml"], "2025-10-10T08:00:00Z")
        self.assertEqual(len(self.entries()), len(VECTORS), "every vector is a story of its own")
        self.serve()
        stories = [self.site + "/story/" + node_of(i) for i in list(self.entries())[:6]]
        for url in ["file://" + self.path("out", "index.html"), self.site + "/", *stories]:
            dom = self.open(url)
            self.assertIn("</html>", dom)
            for tag in ("<script", "<img", "<iframe", "<object", "<embed", "<video", "<form", "<base",
                        "href=\"javascript", "href=\"data:text"):
                self.assertNotIn(tag, dom.lower().replace("&lt;", "["), url)
        self.assertEqual(self.door.knocks, [])

    def test_the_door_hears(self):
        """The same vectors in a page without care do knock: the test can fail."""
        page = self.path("careless.html")
        with open(page, "w", encoding="utf-8") as file:
            file.write(f"<!DOCTYPE html><title>x</title><img src=\"{self.door.url}\">")
        subprocess.run([BROWSER, *FLAGS, f"--user-data-dir={self.path('profile')}", "--dump-dom", "file://" + page],
                       capture_output=True, timeout=120, env=self.environment())
        self.assertNotEqual(self.door.knocks, [])

    def test_the_newswire_page(self):
        self.run_with(FEEDS, "2025-10-10T08:00:00Z")
        self.serve()
        dom = self.open(self.site + "/")
        self.assertEqual(dom.count("<article"), len(self.entries()))
        self.assertEqual(dom.count("<h3 id="), len(self.entries()))
        shots = os.environ.get("HEADWATER_SCREENSHOTS")
        for theme in ("light", "dark") if shots else ():
            for width in (1280, 480):
                self.open(self.site + "/", f"--screenshot={os.path.join(shots, f'page-{theme}-{width}.png')}",
                          f"--window-size={width},1200",
                          *(["--blink-settings=preferredColorScheme=0"] if theme == "dark" else []))


def node_of(identifier):
    """The node's number in an entry's id (docs/decisions/ids-and-dates.md)."""
    _, second, third, fourth, fifth = identifier.rsplit(":", 1)[1].split("-")
    return str(int(second[2:] + third[1:] + fourth[1:] + fifth))


if __name__ == "__main__":
    if BROWSER is None:
        print("chromium is not installed")
        raise SystemExit(SKIPPED)
    unittest.main()
