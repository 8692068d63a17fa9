"""Chromium opens the pages: nothing runs, nothing is fetched from elsewhere, the console stays empty, and the pages
work with a keyboard or a screen reader."""

import html
import os
import re
import socket
import subprocess
import threading
import unittest

import chromium
from browsed import Browsed
from wire import FEEDS, OUTPUTS, PROGRAM, missing, node_of

# Each would connect to HIT if it became active.
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
    """A listening socket that counts connections."""

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


MANY = """<?xml version="1.0"?><rss version="2.0"><channel><title>Many</title><link>https://many.example/</link>{}
</channel></rss>"""


def many_stories(count):
    """Unrelated stories, as many as on a real page."""
    def words(i):
        return " ".join(f"{chr(97 + (i * 7 + j * 3) % 26)}{(i + 1) * (j + 3) % 9973:x}ent" for j in range(60))

    return MANY.format("".join(
        f"<item><guid isPermaLink='false'>m{i}</guid><title>Story {i}: {words(i)[:70]}</title><link>https://many.example/{i}"
        f"</link><description>{words(i)}</description></item>" for i in range(count)))


class BrowserTest(Browsed):
    def setUp(self):
        super().setUp()
        self.door = Door()
        self.addCleanup(self.door.socket.close)
        self.browser.media()
        self.browser.resize(1280, 1000)

    def open(self, url):
        """Opens a page; the console must stay empty, and no other host may get a request."""
        self.browser.open(url)
        self.assertEqual(self.browser.said(), [], url)
        asked = [u for u in self.browser.requests() if u != url]
        self.assertEqual(asked, [], "the page asked elsewhere")

    def newswire(self, languages="[en, fr]"):
        """The pages without pictures, which ask for nothing."""
        self.run_with(FEEDS, "2025-10-10T08:00:00Z", languages, pictures="false")
        self.serve()
        self.open(self.site + "/")

    def test_vectors_stay_dead(self):
        with open(self.path("hostile.xml"), "w", encoding="utf-8") as file:
            file.write(hostile_feed(self.door.url))
        self.run_with(["hostile.xml"], "2025-10-10T08:00:00Z")
        self.assertEqual(len(self.entries()), len(VECTORS), "every vector is a story of its own")
        self.serve()
        stories = [self.site + "/story/" + node_of(i) for i in list(self.entries())[:6]]
        found = [self.site + "/search?q=" + word for word in ("words", "hit", "x")]
        files = ["file://" + self.path("out", "story", node_of(i) + ".html") for i in list(self.entries())[6:]]
        for url in ["file://" + self.path("out", "index.html"), self.site + "/", *stories, *files, *found]:
            self.open(url)
            dom = re.sub(r'<form class="search" role="search" action="(\.\./)?search">', "", self.browser.source(), count=1)
            self.assertIn("</html>", dom)
            for tag in ("<script", "<img", "<iframe", "<object", "<embed", "<video", "<form", "<base",
                        "href=\"javascript", "href=\"data:text"):
                self.assertNotIn(tag, dom.lower().replace("&lt;", "["), url)
        self.assertEqual(self.door.knocks, [])

    def test_the_door_hears(self):
        """A careless page connects and writes to the console, so the test can fail."""
        page = self.path("careless.html")
        with open(page, "w", encoding="utf-8") as file:
            file.write(f"<!DOCTYPE html><title>x</title><img src=\"{self.door.url}\"><script>console.log(1)</script>")
        self.browser.open("file://" + page)
        self.assertTrue(self.browser.said())
        self.assertIn(self.door.url, self.browser.requests())
        self.assertNotEqual(self.door.knocks, [])

    def test_what_a_screen_reader_is_told(self):
        self.newswire()
        titles = sorted(entry.title for entry in self.entries().values())
        rows = self.browser.accessibility()
        self.assertEqual(sorted(name for role, name, _, _ in rows if role == "article"), titles)
        self.assertEqual(sorted(name for role, name, level, _ in rows if role == "heading" and level == 3), titles)
        for role, name, level, parent in rows:
            if role == "heading" and level == 3:
                self.assertEqual(rows[parent][:2], ("article", name), "a story's heading stands in its article")
        levels = [level for role, _, level, _ in rows if role == "heading"]
        self.assertEqual(levels[0], 1)
        self.assertTrue(all(b - a <= 1 for a, b in zip(levels, levels[1:])), "no level of headings is skipped")
        for role, least in (("main", 1), ("radio", 4), ("DisclosureTriangle", 5)):
            self.assertGreaterEqual(sum(1 for row in rows if row[0] == role), least, role)
        self.assertEqual([row for row in rows if row[0] in ("link", "radio", "article") and not row[1]], [])

    def test_tellings_open_by_keyboard(self):
        self.newswire()
        self.assertEqual(self.browser.value("document.querySelectorAll('details[open]').length"), 0)
        for _ in range(200):
            self.browser.press("Tab")
            if self.browser.value("document.activeElement.tagName") == "SUMMARY":
                break
        self.assertNotEqual(self.browser.value("getComputedStyle(document.activeElement).outlineStyle"), "none")
        self.browser.press("Enter")
        self.assertEqual(self.browser.value("document.querySelectorAll('details[open]').length"), 1)
        self.browser.press("Tab")
        self.assertTrue(self.browser.value("!!document.activeElement.closest('details[open] li')"), "its links come next")
        self.browser.press("Shift+Tab")
        self.browser.press("Enter")
        self.assertEqual(self.browser.value("document.querySelectorAll('details[open]').length"), 0)

    def test_the_way_past_the_filters(self):
        """The first tab stop leads to the stories."""
        self.newswire()
        self.browser.press("Tab")
        self.assertEqual(self.browser.value("document.activeElement.getAttribute('href')"), "#river")
        self.assertGreaterEqual(self.browser.value("document.activeElement.getBoundingClientRect().top"), 0)
        self.browser.press("Enter")
        self.browser.press("Tab")
        self.assertTrue(self.browser.value("!!document.activeElement.closest('main')"))

    def test_days(self):
        """From the newest stories back by day and forth again, in files and from the server."""
        self.run_with(FEEDS, "2025-10-10T08:00:00Z")
        self.run_with([*FEEDS, "late.xml"], "2025-10-11T12:00:00Z")
        self.serve()
        headings = "[...document.querySelectorAll('h2')].map(h => h.textContent)"
        for root in ("file://" + self.path("out") + "/index.html", self.site + "/"):
            self.browser.open(root)
            for way, title in (("prev", "Friday, October 10, 2025"), ("next", "Saturday, October 11, 2025"),
                               ("prev", "Friday, October 10, 2025")):
                self.browser.value(f"document.querySelector('.ways a[rel={way}]').focus()")
                self.browser.press("Enter")
                self.wait(f"document.title.startsWith('{title}')")
                self.assertEqual(self.browser.said(), [])
            self.assertGreater(self.browser.value("document.querySelectorAll('article').length"), 20)
            self.assertEqual(self.browser.value("document.querySelectorAll('.ways a[rel=prev]').length"), 0)
            self.browser.value("document.querySelector('.ways a:not([rel])').focus()")
            self.browser.press("Enter")
            self.wait("document.title === 'River'")
            self.assertGreater(len(self.browser.value(headings)), 1)

    def test_search_by_keyboard(self):
        """The form on the page, the marked results, and on to a story, which has the form, too."""
        self.newswire()
        for _ in range(20):
            self.browser.press("Tab")
            if self.browser.value("document.activeElement.name") == "q":
                break
        self.browser.value("document.activeElement.value = 'λιμνη παγετωνικη'")
        self.browser.press("Enter")
        self.wait("document.title.startsWith('λιμνη')")
        self.assertEqual(self.browser.said(), [])
        self.assertEqual(self.browser.value("[...document.querySelectorAll('h2 mark')].map(m => m.textContent)"),
                         ["Παγετωνική", "λίμνη"])
        self.assertEqual(self.browser.value("document.querySelector('[name=q]').value"), "λιμνη παγετωνικη")
        self.open(self.browser.value("document.querySelector('.by a').href"))
        self.browser.value("document.querySelector('[name=q]').value = 'Lindvag'")
        self.browser.value("document.querySelector('[name=q]').focus()")
        self.browser.press("Enter")
        self.wait("document.title.startsWith('Lindvag')")
        self.assertGreater(self.browser.value("document.querySelectorAll('article').length"), 0)

    def wait(self, expression):
        """Waits until the page of the last link or form is there."""
        for _ in range(2000):
            if self.browser.value("document.readyState") == "complete" and self.browser.value(expression):
                return
        self.fail(expression)

    def test_filters_by_keyboard(self):
        self.newswire()
        shown = "[...document.querySelectorAll('article')].filter(a => a.offsetParent !== null).length"
        everything = self.browser.value(shown)
        for _ in range(20):
            self.browser.press("Tab")
            if self.browser.value("document.activeElement.type") == "radio":
                break
        self.browser.press("Down")
        told = self.browser.value("+document.activeElement.closest('label').querySelector('small').textContent")
        self.assertEqual(self.browser.value(shown), told)
        self.assertLess(told, everything)
        self.assertEqual(self.browser.value("[...document.querySelectorAll('.day')].filter(d => d.offsetParent !== null"
                                            " && ![...d.querySelectorAll('article')].some(a => a.offsetParent !== null))"
                                            ".length"), 0, "no day without a story is shown")

    def test_many_outlets_are_folded(self):
        names = [f"o{i}.xml" for i in range(20)]
        for i, name in enumerate(names):
            with open(self.path(name), "w", encoding="utf-8") as file:
                file.write(many_stories(i + 1).replace("<title>Many<", f"<title>Outlet {i}<").replace("'>m", f"'>m{i}-")
                           .replace("Story ", f"Story of {i} "))
        self.run_with(names, "2025-10-10T08:00:00Z")
        self.serve()
        self.open(self.site + "/")
        seen = "[...document.querySelectorAll('.filters label')].filter(l => l.checkVisibility()).length"
        self.assertEqual(self.browser.value(seen), 13)  # and All
        for _ in range(20):
            self.browser.press("Tab")
            if self.browser.value("document.activeElement.tagName") == "SUMMARY":
                break
        self.assertEqual(self.browser.value("document.activeElement.textContent"), "+8")
        self.browser.press("Enter")
        self.assertEqual(self.browser.value(seen), 21)
        self.browser.value("document.querySelector('.more input').click()")
        told = self.browser.value("+document.querySelector('.more label').querySelector('small').textContent")
        self.assertEqual(self.browser.value("[...document.querySelectorAll('article')].filter(a => a.offsetParent !== null)"
                                            ".length"), told)

    def test_access_keys(self):
        """Each is on one element, and the links to the feeds beside the page lead to them."""
        self.newswire()
        for url in (self.site + "/", self.site + "/story/" + node_of(next(iter(self.entries())))):
            self.open(url)
            keys = self.browser.value("[...document.querySelectorAll('[accesskey]')].map(e => e.accessKey)")
            self.assertEqual(len(keys), len(set(keys)), url)
            self.assertIn("s", keys)

    def test_feeds_beside_the_page(self):
        """Without an address of their own, the page and a story's page link to the served feeds."""
        self.run_with(FEEDS, "2025-10-10T08:00:00Z", outputs=re.sub(', self: "[^"]*"', "", OUTPUTS))
        self.serve()
        for url in (self.site + "/", self.site + "/story/" + node_of(next(iter(self.entries()))), self.site + "/nothing"):
            self.browser.open(url)
            links = self.browser.value("[...document.querySelectorAll('.feeds a')].map(a => a.href)")
            self.assertEqual(links, [f"{self.site}/merged.{kind}" for kind in ("atom", "rss", "json")], url)

    def test_right_to_left(self):
        """Arabic stories in an English page, and the page for an Arabic user."""
        side = ("(e => {{ const r = document.createRange(); r.selectNodeContents(e.querySelector('h3')); const t = "
                "r.getClientRects()[0], b = e.getBoundingClientRect(); return [getComputedStyle(e).direction, "
                "t.left - b.left, b.right - t.right] }})(document.querySelector('{}'))")
        self.newswire()
        direction, left, right = self.browser.value(side.format("article[lang=ar]"))
        self.assertEqual(direction, "rtl")
        self.assertLess(right, left, "its title begins at the right")
        direction, left, right = self.browser.value(side.format("article:not([lang])"))
        self.assertEqual(direction, "ltr")
        self.assertLess(left, right)
        self.run_with(FEEDS, "2025-10-10T09:00:00Z", "[ar, en]", pictures="false")
        self.open(self.site + "/index.html")  # the browser may cache "/" for a minute
        self.assertEqual(self.browser.value("document.documentElement.dir"), "rtl")
        self.assertEqual(self.browser.value("getComputedStyle(document.querySelector('article[lang=en]')).direction"),
                         "ltr")

    def test_no_line_is_too_wide(self):
        for languages in ("[en, fr]", "[ar]"):
            self.newswire(languages)
            for width in (320, 480, 1280):
                self.browser.resize(width, 800)
                self.assertLessEqual(self.browser.value("document.documentElement.scrollWidth"), width, languages)

    def story_file(self, title):
        """The page of the story whose title contains this, as a file."""
        story = next(i for i, entry in self.entries().items() if title in entry.title)
        return "file://" + self.path("out", "story", node_of(story) + ".html")

    def press_to(self, condition):
        """Tab until the condition holds for the active element."""
        for _ in range(300):
            self.browser.press("Tab")
            if self.browser.value(f"(e => !!({condition}))(document.activeElement)"):
                return
        self.fail("no tab stop with " + condition)

    def test_to_a_story_and_back(self):
        """From a card to the page of its story and back to the card, by keyboard, without a server."""
        self.run_with(FEEDS, "2025-10-10T08:00:00Z", pictures="false")
        self.browser.resize(1280, 600)
        self.open("file://" + self.path("out", "index.html"))
        card = "document.querySelectorAll('article')[15]"
        title, card_id = self.browser.value(f"[{card}.querySelector('h3').textContent, {card}.id]")
        self.browser.value(f"{card}.querySelector('h3 a').focus()")
        self.press_to("e.closest('.whole')")
        self.assertEqual(self.browser.value("document.activeElement.closest('article').id"), card_id)
        self.browser.press("Enter")
        self.assertEqual(self.browser.value("document.querySelector('h1').textContent"), title)
        self.assertEqual(self.browser.value("document.querySelectorAll('h1').length"), 1)
        self.press_to("e.closest('.back')")
        self.browser.press("Enter")
        self.assertEqual(self.browser.value("location.hash"), "#" + card_id)
        self.assertTrue(self.browser.value(f"(b => b.top >= 0 && b.top < innerHeight)({card}.getBoundingClientRect())"),
                        "the card is in view")
        self.assertEqual(self.browser.said(), [])

    def test_texts_side_by_side(self):
        self.run_with(FEEDS, "2025-10-10T08:00:00Z", pictures="false")
        self.open(self.story_file("Lindvag"))
        self.assertEqual(self.browser.value("document.querySelectorAll('.beside details[open]').length"), 0)
        for _ in range(2):
            self.press_to("e.tagName == 'SUMMARY' && !e.parentElement.open")
            self.browser.press("Enter")
        boxes = self.browser.value("[...document.querySelectorAll('.beside details[open]')].map(d => d.getBoundingClientRect())"
                                   ".map(b => [b.top, b.left, b.width])")
        self.assertEqual(len(boxes), 2)
        self.assertEqual(boxes[0][0], boxes[1][0], "in one row")
        self.assertGreater(boxes[1][1], boxes[0][1] + 300)
        self.assertGreater(self.browser.value("document.querySelector('.beside details[open] .text').innerText.length"), 200)
        self.browser.resize(400, 800)
        self.assertEqual(self.browser.value("new Set([...document.querySelectorAll('.beside details[open]')].map(d => "
                                            "d.getBoundingClientRect().left)).size"), 1, "one below the other")

    def test_stories_fit_any_width(self):
        for hour, languages in (("08", "[en, fr]"), ("09", "[ar, en]")):
            self.run_with(FEEDS, f"2025-10-10T{hour}:00:00Z", languages, pictures="false")
            for name in sorted(os.listdir(self.path("out", "story")))[:12]:
                self.open("file://" + self.path("out", "story", name))
                self.browser.value("document.querySelectorAll('details').forEach(d => d.open = true)")
                for width in (320, 1280):
                    self.browser.resize(width, 800)
                    self.assertLessEqual(self.browser.value("document.documentElement.scrollWidth"), width, name)

    def test_a_joined_story_leads_on(self):
        self.run_with(FEEDS, "2025-10-10T08:00:00Z")
        alone = [entry for entry in self.entries().values() if "<hr><ul>" not in entry.content][:2]
        subprocess.run([PROGRAM, "join", *self.common(), *[entry.link for entry in alone]], check=True, capture_output=True)
        self.run_with(FEEDS, "2025-10-10T08:00:00Z")
        pages = set()
        for entry in alone:
            self.browser.open("file://" + self.path("out", "story", node_of(entry.id) + ".html"))
            pages.add(self.browser.value("location.pathname"))
            self.assertEqual(self.browser.value("document.querySelectorAll('.why li').length"), 2)
        self.assertEqual(len(pages), 1, "both addresses lead to one page")

    def test_the_page_where_there_is_nothing(self):
        self.newswire()
        self.browser.open(self.site + "/story/1")
        self.assertEqual(self.browser.value("document.querySelector('h1').textContent"), "There is no such page")
        self.press_to("e.closest('.back')")
        self.browser.press("Enter")
        self.assertGreater(self.browser.value("document.querySelectorAll('article').length"), 20)

    def test_print(self):
        self.newswire()
        self.browser.media("print", "dark")
        style = "getComputedStyle(document.querySelector('{}')).{}"
        self.assertEqual(self.browser.value(style.format(".filters", "display")), "none")
        self.assertEqual(self.browser.value(style.format("html", "backgroundColor")), "rgb(255, 255, 255)")
        self.assertEqual(self.browser.value(style.format("h3", "color")), "rgb(0, 0, 0)")
        self.assertEqual(self.browser.pdf()[:5], b"%PDF-")

    def test_two_hundred_stories(self):
        with open(self.path("many.xml"), "w", encoding="utf-8") as file:
            file.write(many_stories(200))
        self.run_with(["many.xml"], "2025-10-10T08:00:00Z")
        self.serve()
        self.open(self.site + "/")
        self.assertEqual(self.browser.value("document.querySelectorAll('article').length"), 200)
        self.assertLess(os.path.getsize(self.path("out", "index.html")), 200 * 1000)

    def look(self, url):
        """Opens a page and waits for its pictures."""
        self.browser.open(url)
        self.scroll()
        self.assertEqual(self.browser.said(), [], url)

    def test_pictures(self):
        """They are loaded when they come into view, from the outlets, which do not learn from where."""
        self.run_with(FEEDS, "2025-10-10T08:00:00Z")
        self.serve()
        self.browser.resize(1280, 400)
        self.browser.open(self.site + "/")
        self.assertLess(len(self.gallery.asked), 18, "all at once")
        self.scroll()
        self.assertEqual(self.browser.said(), [])
        self.assertEqual(len({path for path, _ in self.gallery.asked}), 18, self.gallery.asked)
        for path, headers in self.gallery.asked:
            self.assertIsNone(headers["Referer"], path)
            self.assertIsNone(headers["Cookie"], path)
        images = self.browser.value("""[...document.images].map(i => [i.alt, i.naturalWidth, i.loading, i.decoding,
            i.getBoundingClientRect().width <= i.closest('article').getBoundingClientRect().width / 2])""")
        self.assertEqual({tuple(image[1:]) for image in images}, {(480, "lazy", "async", True)})
        self.assertIn("Three young plants in a bed", [image[0] for image in images])
        self.assertIn("Ein Storch auf seinem Nest", [image[0] for image in images])

    def test_the_picture_of_a_story(self):
        self.run_with(FEEDS, "2025-10-10T08:00:00Z")
        self.serve()
        story = next(i for i, entry in self.entries().items() if "umbrella" in entry.title or "parapluies" in entry.title)
        for width in (1280, 400):
            self.browser.resize(width, 900)
            self.look(self.site + "/story/" + node_of(story))
            [alt, across, down, right] = self.browser.value("""(i => { const r = i.getBoundingClientRect();
                return [i.alt, r.width, r.height, r.right] })(document.querySelector('.lead img'))""")
            self.assertEqual(alt, "Trois parapluies sous la pluie")
            self.assertAlmostEqual(across / down, 4 / 3, 2)
            self.assertLess(right, width)

    def test_without_pictures(self):
        self.newswire()
        self.scroll()
        self.assertEqual(self.gallery.asked, [])
        self.assertEqual(self.browser.value("document.images.length"), 0)

    def test_pictures_for_review(self):
        """The themes differ; the screenshots are kept for manual inspection."""
        self.run_with(FEEDS, "2025-10-10T08:00:00Z")
        self.serve()
        self.look(self.site + "/")
        folder = os.environ.get("HEADWATER_SCREENSHOTS") or self.path("shots")
        os.makedirs(folder, exist_ok=True)
        grounds = set()
        for theme in ("light", "dark"):
            self.browser.media("", theme)
            grounds.add(self.browser.value("getComputedStyle(document.documentElement).backgroundColor"))
            for width, height in ((1280, 1100), (480, 1000)):
                self.browser.resize(width, height)
                self.scroll()
                self.browser.screenshot(os.path.join(folder, f"page-{theme}-{width}.png"))
        self.assertEqual(len(grounds), 2)
        self.browser.resize(1280, 2500)
        self.browser.media()
        story = next(i for i, entry in self.entries().items() if "Lindvag" in entry.title)
        self.look(self.site + "/story/" + node_of(story))
        self.browser.value("[...document.querySelectorAll('.beside details')].slice(0, 2).forEach(d => d.open = true)")
        self.browser.screenshot(os.path.join(folder, "story-light-1280.png"))
        self.browser.resize(1280, 1100)
        self.run_with(FEEDS, "2025-10-10T09:00:00Z", "[ar, en]")
        self.serve()  # again: it has read the languages
        self.look(self.site + "/")
        self.browser.screenshot(os.path.join(folder, "page-arabic-1280.png"))


if __name__ == "__main__":
    if not chromium.installed():
        missing("chromium and chromium-driver are not both installed")
    unittest.main()
