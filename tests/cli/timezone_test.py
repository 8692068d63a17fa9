"""The time zone: of the page's days and times and of what commands print; feeds and JSON stay in UTC."""

import json
import os
import re
import unittest

from world import World


class TimezoneTest(World):
    def setUp(self):
        super().setUp()
        self.wire = self.read(os.path.join(self.folder, "feeds.yaml")).decode()

    def configure(self, zone):
        setting = f"settings:\n  timezone: {zone}\n" if zone else "settings:\n"
        text = self.wire.replace("settings:\n", setting).replace("outputs:\n", "outputs:\n  - page.html\n")
        self.write("feeds.yaml", text)

    def page(self, zone=None, **env):
        self.configure(zone)
        self.headwater("run", env=env)
        return self.read(os.path.join(self.folder, "page.html")).decode()

    def footer(self, page):
        return re.search("<footer>(.*?)</footer>", page).group(1)

    def story(self, **env):
        [first] = json.loads(self.headwater("stories", "--limit", "1", "--json").stdout)
        return self.headwater("story", first["node"], env=env).stdout, first

    def test_page_and_commands(self):
        page = self.page("Pacific/Auckland")
        self.assertEqual(self.footer(page), "Times: New Zealand Time")
        for stamp, shown in re.findall(r'<time datetime="[-0-9]+T(\d\d:\d\d):\d\dZ">(?:[^<]* )?(\d\d:\d\d)</time>', page):
            hours = (int(shown[:2]) - int(stamp[:2])) % 24
            self.assertIn(hours, (12, 13), "from September to April it is 13 hours ahead")
            self.assertEqual(shown[3:], stamp[3:])
        text, listed = self.story()
        self.assertRegex(text, r"first seen 2025-10-10T21:00:00\+13:00")
        self.assertEqual(listed["first_seen"], "2025-10-10T08:00:00Z", "JSON is for programs")
        self.assertEqual(self.read().count(b"+13:00"), 0, "the feed is in UTC")

    def test_days_of_options(self):
        """All stories were seen at 21:00 of the 10th in Auckland, which is 22:00 of the 9th in Honolulu."""
        self.page("Pacific/Auckland")
        self.assertIn("\n0 stories", self.headwater("stories", "--until", "2025-10-10").stdout)
        self.assertNotIn("\n0 stories", self.headwater("stories", "--since", "2025-10-10").stdout)
        self.configure("Pacific/Honolulu")
        self.assertNotIn("\n0 stories", self.headwater("stories", "--until", "2025-10-10").stdout)
        self.assertIn("\n0 stories", self.headwater("stories", "--since", "2025-10-10").stdout)

    def test_the_systems_zone_is_the_default(self):
        self.assertEqual(self.footer(self.page(TZ="Asia/Kolkata")), "Times: India Standard Time")
        self.assertIn("first seen 2025-10-10T13:30:00+05:30", self.story(TZ="Asia/Kolkata")[0])
        self.assertEqual(self.footer(self.page(TZ="Nowhere/At_All")), "Times: UTC")

    def test_the_same_bytes_in_the_same_zone(self):
        """The page is written again when the system's zone changes, and not otherwise."""
        path = os.path.join(self.folder, "page.html")
        first = self.page(TZ="Asia/Kolkata")
        os.utime(path, (1, 1))
        self.assertTrue(self.page(TZ="Asia/Kolkata") == first)
        self.assertEqual(os.stat(path).st_mtime, 1)
        self.assertEqual(self.footer(self.page(TZ="Asia/Tokyo")), "Times: Japan Standard Time")
        self.assertTrue(self.page("Asia/Kolkata", TZ="Asia/Tokyo") == first)

    def test_a_wrong_name(self):
        self.configure("Europe/Pariss")
        result = self.headwater("check", status=None)
        self.assertNotEqual(result.returncode, 0)
        self.assertRegex(result.stdout + result.stderr,
                         r'feeds\.yaml:\d+:13: timezone is "Europe/Pariss", expected the name of a time zone such as '
                         r"Europe/Paris; did you mean Europe/Paris\?")
        self.assertIn("headwater", self.headwater("story", "1", status=None).stderr)


if __name__ == "__main__":
    unittest.main()
