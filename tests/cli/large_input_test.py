"""A feed of 100,000 items: no item is lost, memory stays bounded, and the other feeds are not affected. Slow."""

import resource
import unittest

from world import SANITIZED, World

COUNT = 100000
MEGABYTES_MOST = 400


class LargeInputTest(World):
    def test_a_feed_of_100000_items(self):
        with open(self.path("wire", "many.xml"), "w", encoding="ascii") as file:
            file.write('<?xml version="1.0"?><rss version="2.0"><channel><title>Many</title>')
            for i in range(COUNT):
                file.write(f"<item><guid>n{i}</guid><title>Entry {i} of the ledger {i * 7919 % 104729}</title></item>")
            file.write("</channel></rss>")
        with open(self.path("wire", "feeds.yaml"), "a", encoding="utf-8") as file:
            file.write('  - {url: "file:many.xml", name: Many}\n')
        result = self.headwater("run")
        self.assertIn(str(COUNT + 51), (result.stdout + result.stderr).replace(",", ""))
        used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"{used:.0f} MB")
        if not SANITIZED:
            self.assertLess(used, MEGABYTES_MOST)


if __name__ == "__main__":
    unittest.main()
