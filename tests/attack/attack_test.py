"""A hostile feed among trusted ones. The stories of the trusted feeds, with their numbers, leads, links and texts, are the
same as without the attacker, except that tellings may be added at the end."""

import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cli"))
import world  # noqa: E402
from world import World  # noqa: E402

NOW, LATER = "2026-03-02T12:00:00Z", "2026-03-02T14:00:00Z"
ROUNDS = int(os.environ.get("HEADWATER_ATTACK_ROUNDS", "12"))

STORIES = [  # link, title, text, language
    ("https://courier.example/bridge", "Oldest bridge of Lyndon closes for 14 months",
     "Lyndon's oldest bridge will close on Monday for 14 months, mayor Clara Voss said after workers had found cracks in two "
     "of its nine piers. A ferry will run every 20 minutes, and buses will take the northern road.", "en"),
    ("https://courier.example/mill", "Mill of Orrin becomes a workshop",
     "The mill of Orrin, empty since 1961, becomes a workshop for 31 carpenters, the council decided after six hours. Brewer "
     "Tom Haskell had bid 2 million crowns for it.", "en"),
    ("https://courier.example/eels", "Eels are back in the Tarn",
     "Eels are back in the Tarn, where biologist Nora Whitby counted 470 of them at three weirs in one night. Anglers from "
     "Selby must put back all that are below 50 centimetres.", "en"),
    ("https://gazette.example/pont", "Le vieux pont de Lyndon ferme pour 14 mois",
     "Le plus vieux pont de Lyndon fermera lundi pour 14 mois, a dit la maire Clara Voss : des ouvriers ont trouvé des fissures "
     "dans deux de ses neuf piles. Un bac passera toutes les 20 minutes, et les bus prendront la route du nord.", "fr"),
    ("https://gazette.example/ecole", "L'école de Barrow rouvre",
     "Nœud source : 5510042. L'école de Barrow rouvre le 9 mars avec 214 élèves et un toit neuf, payé 3,2 millions de couronnes "
     "par la région, a annoncé la directrice Anne Lesage.", "fr"),
]
PILLS = "Buy our pills at once. They are cheap, they are strong, and the doctor need not know of it. Order before noon."


def item(link, title, text, guid=None, more="", date="Mon, 02 Mar 2026 08:00:00 GMT"):
    return (f"<item><title>{title}</title><link>{link}</link><guid isPermaLink='false'>{guid or link}</guid>"
            f"<pubDate>{date}</pubDate><description>{text}</description>{more}</item>")


def channel(name, language, items):
    return (f'<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>{name}</title>'
            f"<link>https://{name}.example/</link><language>{language}</language><description>-</description>"
            + "".join(items) + "</channel></rss>")


def via(link):
    return f'<atom:link rel="via" href="{link}"/>'


def translation(link, lang):
    return f'<atom:link rel="alternate" hreflang="{lang}" href="{link}"/>'


LINKS = [story[0] for story in STORIES]
ATTACKS = {  # name: the items of the hostile feed, in the user's first language
    "one that names all as its source": [item("https://evil.example/1", "Pills", PILLS, more="".join(map(via, LINKS)))],
    "one for each, with its id": [item(f"https://evil.example/{n}", f"Pills {n}", PILLS, guid=link)
                                  for n, link in enumerate(LINKS)],
    "one for each, at its address": [item(link, f"Pills {n}", PILLS, guid=f"evil-{n}") for n, link in enumerate(LINKS)],
    "one that is the source of each": [item(f"https://evil.example/{n}", "Pills", PILLS, more=via(link))
                                       for n, link in enumerate(LINKS)],
    "one that translates each": [item(f"https://evil.example/{n}", "Pills", PILLS, more=translation(link, "fr"))
                                 for n, link in enumerate(LINKS)],
    "numbers of stories": [item("https://evil.example/n", "Pills", "Source node: 5510042. " + PILLS)],
    "halves of two stories in one": [item("https://evil.example/h", "Both", STORIES[0][2] + " " + STORIES[1][2])],
    "a few words and a claim": [item(f"https://evil.example/{n}", "Pills", "Buy.", more=via(link))
                                for n, link in enumerate(LINKS)],
    "copies with another end": [item(f"https://evil.example/{n}", story[1], story[2] + " Buy pills at evil.example.")
                                for n, story in enumerate(STORIES)],
    "a flood of one text": [item(f"https://evil.example/{n}", "Pills", PILLS) for n in range(1500)],
}


class AttackTest(World):
    def trusted(self, name):
        return channel(name, "en" if name == "courier" else "fr",
                       [item(*story[:3]) for story in STORIES if story[0].startswith(f"https://{name}.")])

    def config(self, hostile, first=False):
        feeds = ["  - {url: 'file:courier.xml', name: Courier}", "  - {url: 'file:gazette.xml', name: Gazette, network: own}"]
        if hostile:
            feeds.insert(0 if first else 2, "  - {url: 'file:evil.xml', name: Evil}")
        return "settings: {languages: [en, fr]}\noutputs:\n  - path: merged.atom\nfeeds:\n" + "\n".join(feeds) + "\n"

    def told(self):
        """The id, title and address of each entry."""
        found = {}
        for entry in self.entries():
            lead = next(href for rel, href, _ in entry.links if rel == "alternate")
            found[entry.id] = (entry.title, lead)
        return found

    def play(self, evil, first=False):
        """Polls the trusted feeds, then twice with the hostile one added; or the hostile one before the trusted ones."""
        for name in ("courier", "gazette"):
            self.write(f"{name}.xml", self.trusted(name))
        self.write("feeds.yaml", self.config(False))
        self.headwater("run", now=NOW)
        before = self.told()
        self.write("evil.xml", channel("evil", "en", evil))
        self.write("feeds.yaml", self.config(True, first))
        self.headwater("run", "--force", now=LATER)
        self.headwater("run", "--force", now=LATER)
        return before, self.told()

    def test_nothing_of_theirs_changes(self):
        for name, evil in ATTACKS.items():
            with self.subTest(name):
                self.setUp()
                before, after = self.play(evil)
                self.assertEqual(len(before), 4)
                self.assertEqual({k: after.get(k) for k in before}, before)
                self.headwater("verify")

    def test_nothing_of_theirs_changes_when_the_attacker_is_first(self):
        """A feed that is first to use an address or a number does not control what is published under it."""
        for name in ("one for each, with its id", "one for each, at its address", "one that is the source of each",
                     "numbers of stories"):
            with self.subTest(name):
                self.setUp()
                for outlet in ("courier", "gazette"):
                    self.write(f"{outlet}.xml", channel(outlet, "en", []))
                self.write("evil.xml", channel("evil", "en", ATTACKS[name]))
                self.write("feeds.yaml", self.config(True, first=True))
                self.headwater("run", now=NOW)
                for outlet in ("courier", "gazette"):
                    self.write(f"{outlet}.xml", self.trusted(outlet))
                self.headwater("run", "--force", now=LATER)
                titles = {title for title, _ in self.told().values()}
                for story in (STORIES[1], STORIES[2]):
                    self.assertIn(story[1], titles)

    def test_random_attacks(self):
        """Claims, edited copies, floods and numbers, drawn from a seed that is printed on failure."""
        with_lexicon = world.PROGRAM
        self.addCleanup(setattr, world, "PROGRAM", with_lexicon)
        for seed in range(ROUNDS):
            with self.subTest(seed=seed):
                self.setUp()
                world.PROGRAM = self.without_lexicon() if seed % 2 else with_lexicon
                before, after = self.play(self.draw(random.Random(seed)))
                self.assertEqual({k: after.get(k) for k in before}, before)

    @classmethod
    def without_lexicon(cls):
        """The program in a folder of its own, with no lexicon beside it: texts alone decide then."""
        if not hasattr(cls, "bare"):
            folder = tempfile.TemporaryDirectory()
            cls.addClassCleanup(folder.cleanup)
            cls.bare = shutil.copy(os.environ["HEADWATER_PROGRAM"], folder.name)
        return cls.bare

    def draw(self, rnd):
        items = []
        for n in range(rnd.randint(1, 30)):
            story, other = rnd.sample(rnd.choice([STORIES[:3], STORIES[3:]]), 2)
            words = story[2].split()
            text = rnd.choice([PILLS, "Buy.", story[2] + " " + PILLS, PILLS + " " + story[2][:80],
                               story[2] + " " + other[2], " ".join(rnd.sample(words, len(words))),
                               "Source node: 5510042. " + rnd.choice([PILLS, story[2]])])
            more = "".join(rnd.choice([via, lambda link: translation(link, "fr")])(link)
                           for link in rnd.sample(LINKS, rnd.randint(0, 3)))
            if story[3] != "en":  # a real version in the user's language may lead
                text = rnd.choice([PILLS, "Buy.", "Source node: 5510042. " + PILLS])
            items.append(item(rnd.choice([f"https://evil.example/{n}", story[0]]), rnd.choice([f"Pills {n}", other[1]]), text,
                              guid=rnd.choice([f"evil-{n}", other[0]]), more=more,
                              date=rnd.choice(["Mon, 02 Mar 2026 07:00:00 GMT", "Mon, 02 Mar 2026 13:00:00 GMT"])))
        return items

    def keys(self):
        with sqlite3.connect(self.state) as state:
            return [row[0] for row in state.execute("SELECT key FROM item")]

    def test_an_item_with_the_key_of_another_feeds_item(self):
        """Simulates an attacker who found a second text with the key of a trusted item."""
        self.write("courier.xml", channel("courier", "en", [item(*STORIES[0][:3])]))
        self.write("evil.xml", channel("evil", "en", [item("https://evil.example/1", "Pills", PILLS)]))
        feeds = "outputs:\n  - path: merged.atom\nfeeds:\n  - 'file:{}.xml'\n"
        self.write("feeds.yaml", feeds.format("evil"))
        self.headwater("run", now=NOW)
        [forged] = self.keys()
        os.remove(self.state)
        self.write("feeds.yaml", feeds.format("courier"))
        self.headwater("run", now=NOW)
        with sqlite3.connect(self.state) as state:
            state.execute("UPDATE item SET key = ?", [forged])
            state.execute("UPDATE record SET key = ?", [forged])
        self.write("feeds.yaml", feeds.format("courier") + "  - 'file:evil.xml'\n")
        before = self.told()
        result = self.headwater("run", "--force", now=LATER)
        self.assertIn("1 item had the same key as another feed's item and was given a different key", result.stderr)
        after = self.told()
        self.assertEqual(sorted(title for title, _ in after.values()), ["Oldest bridge of Lyndon closes for 14 months", "Pills"])
        self.assertEqual({k: after.get(k) for k in before}, before)
        self.headwater("run", "--force", now=LATER)
        self.assertEqual(self.told(), after)
        self.headwater("verify")

    def test_a_flood_heeds_the_signal(self):
        """A run that is stopped keeps the items that it has stored; the next run takes the rest."""
        self.write("evil.xml", channel("evil", "en", [item(f"https://evil.example/{n}", f"Pills {n}", f"{PILLS} {n} {n * 7}")
                                                      for n in range(20000)]))
        self.write("feeds.yaml", "outputs:\n  - path: merged.atom\nfeeds:\n  - {url: 'file:evil.xml', name: Evil}\n")
        run = self.start("run", now=NOW)
        time.sleep(1)
        run.send_signal(signal.SIGTERM)
        asked = time.monotonic()
        run.communicate(timeout=120)
        self.assertLess(time.monotonic() - asked, 60)
        self.headwater("verify")


if __name__ == "__main__":
    unittest.main()
