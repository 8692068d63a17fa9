"""docs/feeds-yaml.md names every key that the program knows, and no other."""

import os
import re
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def read(*parts):
    with open(os.path.join(ROOT, *parts), encoding="utf-8") as file:
        return file.read()


class Manual(unittest.TestCase):
    def compare(self, table, heading):
        source = read("aggregator", "config", "config_keys.c")
        rows = source.split("const struct config_key %s[] = {" % table)[1].split("{0}")[0]
        section = read("docs", "feeds-yaml.md").split("\n## %s\n" % heading)[1].split("\n##")[0]
        known = re.findall(r'\{"(\w+)", &', rows)
        self.assertGreater(len(known), 5)
        self.assertEqual(re.findall(r"^\| `(\w+)` \|", section, re.M), known)

    def test_fields_of_rules(self):
        source = read("aggregator", "config", "read_rules.c").split("test_keys[] = {")[1].split("{0}")[0]
        section = read("docs", "feeds-yaml.md").split("\n## Rules\n")[1]
        known = re.findall(r'\{"(\w+)", &', source)
        self.assertEqual(len(known), 9)
        self.assertEqual(re.findall(r"^\| `(\w+)` \|", section, re.M), known)

    def test_parts_of_pages(self):
        source = read("aggregator", "config", "read_scrape.c").split("scrape_keys[] = {")[1].split("{0}")[0]
        section = read("docs", "feeds-yaml.md").split("\n### Web pages\n")[1].split("\n## ")[0]
        known = re.findall(r'\{"(\w+)", &', source)
        self.assertEqual(len(known), 7)
        self.assertEqual(re.findall(r"^\| `(\w+)` \|", section, re.M), known)

    def test_settings(self):
        self.compare("settings_keys", "settings")

    def test_feed(self):
        self.compare("feed_keys", "A feed")

    def test_output(self):
        self.compare("output_keys", "An output")


if __name__ == "__main__":
    unittest.main()
