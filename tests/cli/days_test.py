"""The pages of days beside a page: links, permanence, bounds, zones, kills."""

import json
import os
import re
import shutil
import subprocess
import unittest

from world import World


class DaysTest(World):
    def setUp(self):
        super().setUp()
        self.items = []
        self.yaml()

    def yaml(self, output="past_days: 3", settings=""):
        self.write("feeds.yaml", f"settings: {{languages: [en]{settings}}}\n"
                                 f"outputs:\n  - {{path: index.html, title: River, {output}}}\nfeeds: [file:a.json]\n")

    def publish(self, day, count=3, hour=8, env=None, status=0):
        """A run at this hour that sees new stories."""
        for i in range(count):
            name = f"{day}x{hour}x{i}"
            self.items.append({"id": name, "title": f"Story {name}", "url": f"https://x.example/{name}",
                               "content_text": " ".join(f"w{name}y{j}" for j in range(60))})
        self.write("a.json", json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "F", "items": self.items}))
        return self.headwater("run", "--force", now=f"2025-10-{day:02}T{hour:02}:00:00Z", env=env, status=status)

    def files(self):
        return sorted(name for name in os.listdir(self.folder) if name.startswith("index"))

    def page(self, name):
        return self.read(os.path.join(self.folder, name)).decode()

    def stories(self, name):
        return re.findall(r"<h3[^>]*><a[^>]*>Story ([^<]*)<", self.page(name))

    def ways(self, name):
        """The days before and after, as the page and its head say."""
        page = self.page(name)
        found = []
        for rel in ("prev", "next"):
            way = re.findall(rf'<a accesskey="[jk]" rel="{rel}" href="index-2025-10-(\d\d)\.html">', page)
            self.assertEqual(re.findall(rf'<link rel="{rel}" href="index-2025-10-(\d\d)\.html">', page), way)
            self.assertLessEqual(len(way), 1)
            found.append(int(way[0]) if way else None)
        return tuple(found)

    def days(self):
        """The days that have a page, with their ways; every link leads to a page."""
        names = [name for name in self.files() if name != "index.html"]
        for name in self.files():
            self.assertEqual([href for href in re.findall(r'href="(index[^"]*)"', self.page(name))
                              if href not in self.files()], [], name)
        return {int(name[14:16]): self.ways(name) for name in names}

    def test_days(self):
        self.publish(1)
        self.assertEqual(self.days(), {1: (None, None)})
        self.assertEqual(self.ways("index.html"), (None, None))
        self.publish(2)
        self.publish(2, hour=12)
        self.assertEqual(self.days(), {1: (None, 2), 2: (1, None)})
        self.assertEqual(self.ways("index.html"), (1, None))
        self.assertEqual(len(self.stories("index-2025-10-02.html")), 6)
        self.publish(4)
        self.assertEqual(self.days(), {1: (None, 2), 2: (1, 4), 4: (2, None)})
        page = self.page("index-2025-10-02.html")
        self.assertIn("<title>Thursday, October 2, 2025 · River</title>", page)
        self.assertIn('<a accesskey="u" href="index.html">Latest</a>', page)
        told = [story for name in self.files() if name != "index.html" for story in self.stories(name)]
        self.assertEqual((len(told), len(set(told))), (12, 12), "every story is on the page of one day")

    def test_past_days_stay(self):
        """Once past, a page is never written again, whatever becomes of its stories; and a quiet run writes none."""
        for day in (1, 2, 3):
            self.publish(day)
        before = {name: self.page(name) for name in ("index-2025-10-01.html", "index-2025-10-02.html")}
        times = {name: os.stat(os.path.join(self.folder, name)).st_mtime_ns for name in self.files()}
        self.headwater("run", "--force", now="2025-10-03T09:00:00Z")
        self.assertEqual(times, {name: os.stat(os.path.join(self.folder, name)).st_mtime_ns for name in self.files()})
        self.items[0]["title"] = "Another title"
        self.publish(4)
        self.assertEqual(before, {name: self.page(name) for name in before})

    def test_old_days_go(self):
        for day in (1, 2, 3, 4, 5):
            self.publish(day)
        self.assertEqual(self.days(), {2: (None, 3), 3: (2, 4), 4: (3, 5), 5: (4, None)})
        self.publish(15)
        self.assertEqual(self.days(), {15: (None, None)})
        self.assertEqual(self.ways("index.html"), (None, None))
        self.yaml("past_days: 30", ", archive: 30d, window: 10d")
        for day in (16, 17):
            self.publish(day)
        self.yaml("past_days: 0")
        self.publish(18)
        self.assertEqual(self.ways("index.html"), (None, None))
        self.assertNotIn("index-2025-10-18.html", self.files())

    def test_no_link_to_a_day_that_goes(self):
        """The state has lost the stories of the days between: their pages are removed, and nothing leads to them."""
        for day in (1, 2):
            self.publish(day)
        shutil.rmtree(os.path.dirname(self.state))
        self.items = []
        self.publish(9)
        self.assertEqual(self.days(), {9: (None, None)})
        self.assertEqual(self.ways("index.html"), (None, None))
        shutil.rmtree(os.path.dirname(self.state))
        self.items = []
        self.publish(12)
        self.assertEqual(self.days(), {9: (None, None), 12: (9, None)})

    def test_an_older_state(self):
        """The first run with days writes those that the state has, in the same bytes as if they had always been there."""
        self.yaml("past_days: 0")
        for day in (1, 2, 3, 4):
            self.publish(day)
        self.assertEqual(self.files(), ["index.html"])
        self.yaml()
        self.headwater("render")
        self.assertEqual(self.days(), {1: (None, 2), 2: (1, 3), 3: (2, 4), 4: (3, None)})
        late = {name: self.page(name) for name in self.files()}
        os.rename(self.folder, self.folder + ".late")
        os.rename(os.path.dirname(self.state), os.path.dirname(self.state) + ".late")
        os.mkdir(self.folder)
        self.items = []
        self.yaml()
        for day in (1, 2, 3, 4):
            self.publish(day)
        self.assertEqual(late, {name: self.page(name) for name in self.files()})

    def test_more_stories_than_the_limit(self):
        """The page leads to the page of its own day, which has all."""
        self.yaml("limit: 2, past_days: 3")
        self.publish(1)
        self.publish(2)
        self.assertEqual(self.ways("index.html"), (2, None))
        self.assertEqual((len(self.stories("index.html")), len(self.stories("index-2025-10-02.html"))), (2, 3))

    def test_the_page_alone_is_the_file(self):
        """`render --format html` leads to the same days, whatever the limit; before there are files it leads to none."""
        for limit in range(1, 8):
            self.yaml(f"limit: {limit}, past_days: 3")
            for day in (1, 2):
                self.publish(day)
            alone = self.headwater("render", "--format", "html").stdout
            self.assertEqual(alone, self.page("index.html"), limit)
            for name in self.files():
                os.unlink(os.path.join(self.folder, name))
            self.assertNotIn('href="index', self.headwater("render", "--format", "html").stdout)
            shutil.rmtree(os.path.dirname(self.state))
            self.items = []

    def test_the_zone_makes_the_day(self):
        self.yaml("past_days: 3", ", timezone: Asia/Tokyo")
        self.publish(1, hour=14)
        self.publish(1, hour=16)
        self.assertEqual(self.days(), {1: (None, 2), 2: (1, None)})

    def test_a_kill(self):
        """A run that is killed while it writes leaves pages whose links lead somewhere; the next run completes them."""
        whole = None
        for point in (None, "day-live", "day-past", "files-published", "run-published"):
            self.publish(1)
            self.publish(2)
            if point is not None:
                self.assertNotEqual(self.publish(3, env={"HEADWATER_FAILPOINT": point}, status=None).returncode, 0)
                self.days()
                self.headwater("run", "--force", now="2025-10-03T08:00:00Z")
            else:
                self.publish(3)
            state = {name: self.page(name) for name in self.files()}
            whole = whole or state
            self.assertEqual(state, whole, point)
            for name in self.files():
                os.unlink(os.path.join(self.folder, name))
            os.rename(os.path.dirname(self.state), os.path.dirname(self.state) + str(point))
            self.items = []

    def test_a_folder_that_cannot_be_written(self):
        """The other outputs are still written, and the error names the page."""
        self.write("taken", "a file")
        self.write("feeds.yaml", "outputs:\n  - {path: taken/index.html}\n  - {path: other.html}\nfeeds: [file:a.json]\n")
        for day in (1, 2):
            self.assertIn("publishing " + os.path.join(self.folder, "taken/index.html"), self.publish(day, status=None).stderr)
        self.assertEqual(sorted(n for n in os.listdir(self.folder) if n.startswith("other")),
                         ["other-2025-10-01.html", "other-2025-10-02.html", "other.html"])

    def test_mistakes(self):
        rows = [("path: a.atom, past_days: 3", "past_days of an output that is no page"),
                ("path: b.html, order: tellings, past_days: 3", "past_days with order: tellings"),
                ("path: c.html, min_tellings: 2, past_days: 3", "past_days with order: tellings, min_outlets, min_tellings or at"),
                ("path: d.html, past_days: 4000", "past_days"), ("path: e.html, past_days: many", "past_days")]
        for keys, words in rows:
            self.write("feeds.yaml", f"outputs:\n  - {{{keys}}}\nfeeds: [file:a.json]\n")
            result = subprocess.run(self.arguments("check"), env=self.environment(), capture_output=True, text=True)
            self.assertNotEqual(result.returncode, 0, keys)
            self.assertRegex(result.stdout + result.stderr, r"feeds\.yaml:2:\d+: .*" + words)
        self.write("feeds.yaml", "outputs: [{path: a.html, order: tellings}, {path: b.html}, {path: c.atom}]\nfeeds: [file:a.json]\n")
        self.publish(1)
        self.assertEqual(sorted(n for n in os.listdir(self.folder) if re.match(r"[abc]-", n)), ["b-2025-10-01.html"])


if __name__ == "__main__":
    unittest.main()
