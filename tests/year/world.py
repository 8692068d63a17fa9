"""The world of the simulated year: feeds and their items, drawn from a seed, as the responses of servers.

A story consists of a few facts. Outlets publish it as it is, copy it word for word, rewrite it in another order, shorten it
to a teaser, or translate it. Its words come from words.py; its names and numbers are unique.
"""

import math
import os
import random
import re
from datetime import datetime, timezone
from email.utils import format_datetime
from xml.sax.saxutils import escape

import words

DAY, HOUR = 86400, 3600
VOCABULARY = words.Vocabulary()


def invent_name(chance):
    name = "".join(chance.choice("bdfgklmnprstv") + chance.choice("aeiou") for _ in range(chance.randint(2, 4)))
    return name.capitalize() + chance.choice(("r", "n", "sk", "m", "l"))


class Story:
    """The facts of a story: names, numbers of any size, and concepts."""

    def __init__(self, number, chance):
        self.number, self.told_by = number, set()
        self.facts = []
        for _ in range(chance.randint(4, 9)):
            self.facts.append((chance.randrange(len(words.SENTENCES)), invent_name(chance),
                               int(10 ** chance.uniform(0.5, 5.5)), VOCABULARY.draw(0, chance, 3),
                               VOCABULARY.draw(1, chance, 1)[0], VOCABULARY.draw(2, chance, 1)[0]))

    def tell(self, language, order, facts=None):
        at = words.LANGUAGES.index(language)
        told = [(sentence, dict(n=name, i=number, a=nouns[0][at], b=nouns[1][at], c=nouns[2][at], v=verb[at],
                                j=adjective[at]))
                for sentence, name, number, nouns, verb, adjective in
                [self.facts[i] for i in (order or range(len(self.facts)))][:facts]]
        sentences = [words.SENTENCES[sentence][at].format(**fact) for sentence, fact in told]
        return words.TITLES[at].format(**told[0][1]), " ".join(sentences)


class Item:
    """A telling in a feed: its identifiers, its text, its time."""

    def __init__(self, feed, story, kind, time, title, text):
        self.story, self.kind, self.time, self.title, self.text = story, kind, time, title, text
        self.link = f"https://{feed.host}/story-{story.number}/{len(feed.items)}"
        self.guid = f"{feed.host}:{len(feed.items)}"


class Feed:
    """An outlet with its posting rhythm and its failures: spans of days in which it fails, moves, ends or changes ids."""

    def __init__(self, number, chance, days):
        self.host = f"feed{number:03d}.example"
        self.url = self.address = f"https://{self.host}/feed.xml"
        self.language = words.LANGUAGES[0 if number % 2 == 0 else 1 + number // 2 % 2]
        self.per_day = math.exp(chance.gauss(0.6, 0.9))
        self.shown = chance.choice((15, 20, 30))
        self.items, self.extra, self.dirty = [], [], True
        at = lambda: chance.uniform(0.1, 0.9) * days
        self.failing = [(start, start + chance.uniform(0.1, 3), chance.choice((503, 500, 404, None)))
                        for start in (at() for _ in range(chance.randint(0, 3)))]
        self.moves = at() if number % 10 == 3 else None
        self.dies = at() if number % 20 == 7 else None
        self.changes_ids = at() if number % 10 == 5 else None
        self.answer_now = None

    def answer_kind(self, day):
        if self.dies is not None and day >= self.dies:
            return 410
        for start, end, status in self.failing:
            if start <= day < end:
                return status
        return 200


def answer(status, headers=(), body=""):
    lines = [f"HTTP/1.1 {status} As said"] + [f"{name}: {value}" for name, value in headers]
    return ("\n".join(lines) + "\n\n" + body).encode()


class World:
    """All feeds. advance() moves the time forward; the folder then has the response of each server."""

    def __init__(self, folder, feeds, days, seed, start):
        self.folder, self.start, self.now = folder, start, start
        self.chance = random.Random(seed)
        self.feeds = [Feed(i, self.chance, days) for i in range(feeds)]
        self.stories, self.recent = 0, []
        self.events = {"moved": 0, "died": 0, "changed ids": 0, "republished": 0, "failed": 0}
        os.makedirs(folder, exist_ok=True)

    def file_of(self, url):
        return os.path.join(self.folder, re.sub(r"[^A-Za-z0-9.-]", "_", url) + ".http")

    def write(self, url, data):
        if data is None:
            if os.path.exists(self.file_of(url)):
                os.remove(self.file_of(url))
            return
        with open(self.file_of(url), "wb") as file:
            file.write(data)

    def advance(self, seconds):
        """The items of this span: more by day than at night, fewer at weekends."""
        self.now += seconds
        hour, weekday = self.now // HOUR % 24, self.now // DAY % 7
        rhythm = (1.7 if 6 <= hour < 20 else 0.3) * (0.5 if weekday in (2, 3) else 1.2)
        for feed in self.feeds:
            if feed.dies is not None and (self.now - self.start) / DAY >= feed.dies:
                pass
            elif self.chance.random() < feed.per_day * rhythm * seconds / DAY:
                self.add_item(feed)
            elif feed.items and self.chance.random() < 0.02 * seconds / DAY:
                self.republish(feed)
            self.serve(feed)
        self.recent = [r for r in self.recent if r[1] > self.now - 2 * DAY][-200:]

    def add_item(self, feed):
        others = [r for r in self.recent if feed not in r[0].told_by]  # no outlet publishes a story twice
        if others and self.chance.random() < 0.35:
            story, _, origin, item = self.chance.choice(others)
            kind, title, text = self.retell(story, origin, item, feed)
        else:
            self.stories += 1
            story, kind = Story(self.stories, self.chance), "new"
            title, text = story.tell(feed.language, None)
        story.told_by.add(feed)
        item = Item(feed, story, kind, self.now - self.chance.randint(0, 600), title, text)
        feed.items.append(item)
        if kind == "new":
            self.recent.append((story, self.now, feed, item))
        feed.dirty = True

    def retell(self, story, origin, item, feed):
        if feed.language != origin.language:
            return ("translation", *story.tell(feed.language, None))
        kind = self.chance.choice(("copy", "copy", "rewrite", "teaser"))
        if kind == "copy":
            return kind, item.title, item.text
        if kind == "teaser":
            return (kind, *story.tell(feed.language, None, max(3, len(story.facts) // 2)))
        order = list(range(len(story.facts)))
        self.chance.shuffle(order)
        return (kind, *story.tell(feed.language, order))

    def republish(self, feed):
        """An old item returns to the top unchanged."""
        old = feed.items[self.chance.randrange(max(1, len(feed.items) - feed.shown))]
        feed.extra = (feed.extra + [old])[-2:]
        feed.dirty = True
        self.events["republished"] += 1

    def serve(self, feed):
        day = (self.now - self.start) / DAY
        kind = feed.answer_kind(day)
        if feed.moves is not None and day >= feed.moves and feed.address == feed.url:
            feed.address = feed.url.replace("/feed.xml", "/new/feed.xml")
            self.write(feed.url, answer(301, [("Location", feed.address)]))
            self.events["moved"] += 1
            feed.dirty = True
        if feed.changes_ids is not None and day >= feed.changes_ids:
            for item in feed.items:
                item.guid = "tag:" + item.guid
            feed.changes_ids, feed.dirty = None, True
            self.events["changed ids"] += 1
        if kind != feed.answer_now or (feed.dirty and kind == 200):
            self.events["failed"] += kind not in (200, 410)
            self.events["died"] += kind == 410
            headers = [("Content-Type", "application/rss+xml")]
            self.write(feed.address, self.document(feed, headers) if kind == 200 else
                       None if kind is None else answer(kind, [("Retry-After", "1800")] if kind == 503 else []))
            feed.answer_now, feed.dirty = kind, False

    def document(self, feed, headers):
        items = feed.extra + feed.items[-feed.shown:][::-1]
        parts = [f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>{feed.host}</title>'
                 f"<link>https://{feed.host}/</link><language>{feed.language}</language>"]
        for item in dict.fromkeys(items):
            date = format_datetime(datetime.fromtimestamp(item.time, timezone.utc))
            parts.append(f"<item><title>{escape(item.title)}</title><link>{item.link}</link>"
                         f'<guid isPermaLink="false">{item.guid}</guid><pubDate>{date}</pubDate>'
                         f"<description>{escape(item.text)}</description></item>")
        return answer(200, headers, "".join(parts) + "</channel></rss>\n")
