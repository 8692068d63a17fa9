"""Items without usable ids: none is lost and none is published twice."""

import unittest

from world import LATER, World

HEAD = '<rss version="2.0"><channel><title>Board</title><link>https://board.example/</link><description>-</description>'


def feed(items):
    return HEAD + "".join(f"<item>{item}</item>" for item in items) + "</channel></rss>"


def notice(title, text, link="https://board.example/", more=""):
    return f"<title>{title}</title><link>{link}</link><description>{text}</description>{more}"


ONE = notice("Lost: a grey umbrella", "Left in the reading room on Tuesday. Ask at the desk.")
TWO = notice("Choir meets at seven", "In the small hall. New voices are welcome, tenors above all.")
THREE = notice("Water off on Friday", "From nine to noon in the whole of Mill Street.")


class IdentityTest(World):
    def poll(self, items, now=None):
        self.write("board.xml", feed(items))
        self.write("feeds.yaml", "outputs:\n  - path: merged.atom\nfeeds:\n  - url: file:board.xml\n")
        self.headwater("run", "--force", **({"now": now} if now else {}))
        return sorted(entry.title for entry in self.entries())

    def test_one_link_for_all(self):
        titles = self.poll([ONE, TWO, THREE])
        self.assertEqual(titles, ["Choir meets at seven", "Lost: a grey umbrella", "Water off on Friday"])
        self.assertEqual(self.poll([THREE, ONE, TWO], LATER), titles)

    def test_one_link_that_comes_again_with_another_item(self):
        self.assertEqual(self.poll([ONE]), ["Lost: a grey umbrella"])
        self.assertEqual(self.poll([TWO, ONE], LATER), ["Choir meets at seven", "Lost: a grey umbrella"])

    def test_an_edit_of_the_text_alone_is_an_update(self):
        self.poll([ONE])
        edited = ONE.replace("Ask at the desk.", "It was found.")
        self.assertEqual(self.poll([edited], LATER), ["Lost: a grey umbrella"])

    def test_fragments_tell_items_apart(self):
        log = "https://tool.example/changelog#{}"
        items = [notice(f"Version 1.{n}", f"Faults mended: {n + 3}.", log.format(f"1.{n}")) for n in range(3)]
        self.assertEqual(len(self.poll(items)), 3)

    def test_one_id_for_all_and_no_link(self):
        items = [f"<guid isPermaLink='false'>0</guid><title>Notice {word}</title><description>About {word}.</description>"
                 for word in ("ash", "beech", "cedar")]
        titles = self.poll(items)
        self.assertEqual(len(titles), 3)
        self.assertEqual(self.poll(items[::-1], LATER), titles)


    def test_a_feed_that_moves_tells_nothing_again(self):
        def items(site, mark):
            return [f"<guid isPermaLink='false'>{site}/{word}{mark}</guid><title>On {word}</title><link>{site}/{word}</link>"
                    f"<pubDate>Mon, 06 Oct 2025 0{n}:00:00 GMT</pubDate><description>All of {word}.</description>"
                    for n, word in enumerate(("tea", "gravity", "rust"))]

        titles = self.poll(items("http://old.example", ""))
        self.assertEqual(self.poll(items("https://www.old.example", "#0"), LATER), titles)
        self.assertEqual(self.poll(items("https://new.example/posts", ""), LATER), titles)
        self.assertIn("https://new.example/posts/tea", {href for e in self.entries() for href in e.hrefs()})


if __name__ == "__main__":
    unittest.main()
