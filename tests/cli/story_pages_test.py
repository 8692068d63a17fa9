"""The pages of stories as files: every link to one leads to a file, aliases lead on, and nothing is rewritten or left behind."""

import json
import os
import re
import shutil
import stat
import subprocess
import unittest

from world import LATER, World

YEARS_LATER = "2029-10-10T08:00:00Z"
SITE = "https://river.example/"
OUTPUTS = f"""outputs:
  - path: merged.atom
    self: {SITE}merged.atom
  - {{path: index.html, title: The newswire}}
  - {{path: story, format: stories, self: "{SITE}story/"}}
  - {{path: link.atom, self: "{SITE}link.atom", link: story}}
  - {{path: link.json, link: story}}
  - {{path: plain.json}}
"""


class StoryPagesTest(World):
    def setUp(self):
        super().setUp()
        with open(os.path.join(self.folder, "feeds.yaml"), encoding="utf-8") as file:
            self.feeds = file.read().split("feeds:\n")[-1]
        self.configure(OUTPUTS)

    def configure(self, outputs, settings="{languages: [en, fr]}"):
        self.write("feeds.yaml", f"settings: {settings}\n{outputs}feeds:\n{self.feeds}")

    def pages(self):
        folder = os.path.join(self.folder, "story")
        return {name: self.read(os.path.join(folder, name)).decode() for name in os.listdir(folder)}

    def times(self):
        folder = os.path.join(self.folder, "story")
        return {name: os.stat(os.path.join(folder, name)).st_mtime_ns for name in os.listdir(folder)}

    def stories(self):
        return json.loads(self.headwater("stories", "--json").stdout)

    def file(self, name):
        return self.read(os.path.join(self.folder, name)).decode()

    def test_every_entry_and_every_card_leads_to_its_page(self):
        self.headwater("run")
        pages = self.pages()
        self.assertEqual(set(pages), {f"{story['node']}.html" for story in self.stories()})
        entries = self.entries()
        for entry in entries:
            [page] = [href for rel, href, _ in entry.links if rel == "related" and href.startswith(SITE + "story/")]
            self.assertIn(f'href="{page}"', entry.text, "the list of tellings ends with it")
            text = pages[page.removeprefix(SITE + "story/")]
            self.assertIn(f'<link rel="canonical" href="{page}">', text)
            self.assertEqual(next(href for rel, href, _ in entry.links if rel == "alternate"),
                             re.search(r'<h1 id="headline"><a href="([^"]*)"', text)[1].replace("&amp;", "&"))
        cards = re.findall(r'<article id="s(\d+)".*?<p class="whole"[^>]*><a href="story/(\d+)\.html">', self.file("index.html"), re.S)
        self.assertEqual(len(cards), len(entries))
        self.assertTrue(all(card == page for card, page in cards))
        for name, page in pages.items():
            self.assertIn(f'href="../index.html#s{name.removesuffix(".html")}"', page, "the way back leads to the card")

    def test_what_a_page_shows(self):
        self.headwater("run")
        story = next(s for s in self.stories() if "Lindvag" in s["title"])
        page = self.pages()[f"{story['node']}.html"]
        detail = json.loads(self.headwater("story", "--json", story["node"]).stdout)
        for telling in detail["tellings"]:
            self.assertIn(telling["title"], page)
            self.assertIn(f'href="{telling["link"]}"', page)
        self.assertEqual(len(re.findall("<h3>(English|French|German|Greek)</h3>", page)), 4)
        times = re.findall(r'<li><time datetime="([^"]*)"', page)
        self.assertEqual(times, sorted(t["published"] for t in detail["tellings"]))
        self.assertRegex(page, r"(?s)<li><time[^>]*>[^<]*</time> <b><bdi>Meridian Wire</bdi></b>[^+]*<em>first</em>")
        self.assertEqual(page.count("same facts in the same order") + page.count("same wording") + page.count("was read first"),
                         len(detail["tellings"]))
        self.assertNotIn("<script", page)

    def test_nothing_new_writes_nothing(self):
        self.headwater("run")
        before = self.times()
        self.headwater("run", now=LATER)
        self.headwater("render")
        self.assertEqual(self.times(), before)
        os.remove(os.path.join(self.folder, "story", min(before)))
        self.headwater("run", now=LATER)
        self.assertEqual(set(self.times()), set(before), "what was removed comes again")

    def test_a_join_leaves_a_page_that_leads_on(self):
        self.headwater("run")
        before = self.pages()
        alone = [s for s in self.stories() if s["tellings"] == 1][:2]
        self.headwater("join", *[s["link"] for s in alone])
        after, left = self.pages(), {s["node"] for s in self.stories()}
        self.assertEqual(set(after), set(before), "an address that was published stays")
        [gone] = {s["node"] for s in alone} - left
        [kept] = {s["node"] for s in alone} & left
        self.assertIn(f'content="0;url={kept}.html"', after[f"{gone}.html"])
        self.assertIn(f'<a href="{kept}.html">This story is now part of another one</a>', after[f"{gone}.html"])
        self.assertIn("joined by hand with", after[f"{kept}.html"])
        self.assertEqual({n for n in after if after[n] != before[n]}, {f"{gone}.html", f"{kept}.html"})
        with open(os.path.join(self.folder, "story", "mine.html"), "w", encoding="utf-8") as file:
            file.write("mine")
        self.headwater("prune", now=YEARS_LATER)
        self.headwater("render")
        self.assertEqual(self.pages(), {"mine.html": "mine"}, "pruned with the archive")

    def test_the_link_of_an_entry(self):
        self.headwater("run")
        plain = {i["id"]: i for i in json.loads(self.file("plain.json"))["items"]}
        linked = {i["id"]: i for i in json.loads(self.file("link.json"))["items"]}
        self.assertEqual(plain.keys(), linked.keys(), "ids do not depend on links")
        for key, item in plain.items():
            page = item["_headwater"]["story_url"]
            self.assertEqual((linked[key]["url"], linked[key]["external_url"]), (page, item["url"]))
            self.assertNotIn("external_url", item)
            self.assertIn(f'href="{item["url"]}"', linked[key]["content_html"].replace("&amp;", "&"))
            self.assertEqual(item["date_modified"], linked[key]["date_modified"])
        self.assertEqual(re.findall("<updated>.*", self.file("link.atom")), re.findall("<updated>.*", self.file("merged.atom")))

    def test_the_address_of_serve(self):
        self.configure('outputs: [{path: merged.atom}, {path: index.html}]\n', "{site: 'https://river.example/news'}")
        self.headwater("run")
        nodes = {s["node"] for s in self.stories()}
        for name in ("merged.atom", "index.html"):
            self.assertEqual(set(re.findall(r'href="https://river\.example/news/story/(\d+)"', self.file(name))), nodes)

    def test_without_an_address_there_is_no_link(self):
        self.configure("outputs: [{path: merged.atom}, {path: index.html}, {path: story/none, format: stories}]\n")
        self.headwater("run")
        for name in ("merged.atom", "index.html"):
            self.assertNotIn("All about this story", self.file(name))

    def test_top_stories_link_to_their_pages(self):
        self.configure(OUTPUTS + "  - {path: top.json, order: tellings, limit: 5}\n  - {path: most.json, min_tellings: 4}\n"
                       "  - {path: new.json, limit: 3}\n")
        self.headwater("run")
        for name, count in (("top.json", 5), ("most.json", 3), ("new.json", 3)):
            items = json.loads(self.file(name))["items"]
            self.assertGreaterEqual(len(items), count)
            for item in items:
                self.assertIn(item["_headwater"]["story_url"].removeprefix(SITE + "story/"), self.pages())

    def test_killed_while_writing(self):
        """Whenever a run is killed, pages are whole, no link leads to a missing one, and the next run completes them."""
        whole = self.feeds
        self.feeds = "".join(whole.splitlines(True)[:3])
        self.configure(OUTPUTS)
        self.headwater("run")
        shutil.copytree(self.root, self.root + "-start")
        self.addCleanup(shutil.rmtree, self.root + "-start")
        self.feeds = whole
        self.configure(OUTPUTS)
        self.headwater("run")
        end = self.pages()
        for point in ("pages-written:1", "page-renamed:1", "page-renamed:7", "file-renamed:1"):
            shutil.rmtree(self.root)
            shutil.copytree(self.root + "-start", self.root)
            self.configure(OUTPUTS)
            self.headwater("run", env={"HEADWATER_FAILPOINT": point}, status=-9)
            pages = self.pages()
            for name, page in pages.items():
                self.assertTrue(page.endswith("</html>\n") or name.endswith(".new"), f"{point}: {name}")
            for link in re.findall(r'href="story/(\d+\.html)"', self.file("index.html")):
                self.assertIn(link, pages, point)
            self.headwater("run")
            self.assertEqual(self.pages(), end, point)

    def test_a_pipe_is_no_page(self):
        """One that has the name of a page keeps no run waiting and is not touched."""
        self.headwater("run")
        pipe = os.path.join(self.folder, "story", "404.html")
        os.mkfifo(pipe)
        for _ in range(2):
            run = subprocess.run(self.arguments("run", "--force", now=LATER), env=self.environment(), capture_output=True, text=True, timeout=60)
            self.assertEqual(run.returncode, 0, run.stderr)
        self.assertTrue(stat.S_ISFIFO(os.stat(pipe).st_mode))
        name = min(name for name in os.listdir(os.path.dirname(pipe)) if name != "404.html")
        os.remove(os.path.join(self.folder, "story", name))
        os.rename(pipe, os.path.join(self.folder, "story", name))
        run = subprocess.run(self.arguments("run", "--force", now=LATER), env=self.environment(), capture_output=True, text=True, timeout=60)
        self.assertRegex(run.stderr, rf"{name} is not a page of headwater and is not replaced")

    def test_a_full_disk(self):
        self.headwater("run")
        before = self.pages()
        name = min(before)
        os.remove(os.path.join(self.folder, "story", name))
        os.symlink("/dev/full", os.path.join(self.folder, "story", name + ".new"))
        os.remove(self.output)
        result = self.headwater("run", now=LATER, status=1)
        self.assertRegex(result.stderr, rf"publishing .*/story: cannot write .*/{name}.new: No space left on device")
        self.assertIsNotNone(self.read(), "the other outputs are written")
        self.headwater("run", now=LATER)
        self.assertEqual(self.pages(), before)

    def test_a_folder_is_not_one_document(self):
        self.headwater("run")
        result = self.headwater("render", "--format", "stories", status=2)
        self.assertIn("a folder of pages, not one document", result.stderr)


if __name__ == "__main__":
    unittest.main()
