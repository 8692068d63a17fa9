"""headwater-output(5) names every member that a command prints as JSON, and none that no command prints."""

import json
import os
import re
import socket
import sqlite3
import unittest

from world import World

MANUAL = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))),
                      "docs", "man", "headwater-output.5")


def names(value):
    """The members' names of a value, those of what lies in it included."""
    if isinstance(value, list):
        return set().union(*map(names, value))
    if not isinstance(value, dict):
        return set()
    return set(value).union(*map(names, value.values()))


class JsonTest(World):
    def marked(self, command):
        """The names that the manual marks in the part on a command."""
        with open(MANUAL, encoding="utf-8") as file:
            text = file.read()
        part = text.split(f".Ql headwater {command}")[1].split(".Ql headwater ")[0]
        return {word for line in re.findall(r"\bIc (.*)", part) for word in re.findall(r"[a-z_]+", line)}

    def printed(self, *words):
        return json.loads(self.headwater(*words, "--json").stdout)

    def subscribe(self, path):
        """A subscription at a hub, as a run leaves it."""
        with sqlite3.connect(self.state) as database:
            database.execute(
                "INSERT INTO push (token, feed, hub, topic, callback, state, due, tries, deliveries, refusals, missed) "
                "SELECT 'a' || id, url, 'https://hub.example/', url, 'https://river.example/websub/0', 0, 0, 0, 0, 0, 0 FROM feed")
        self.write("feeds.yaml", self.read(path).replace(b"settings:", b"settings:\n  websub: https://river.example/websub", 1))

    def test_members(self):
        path = self.path("wire", "feeds.yaml")
        refusing = socket.socket()  # bound, and does not listen
        self.addCleanup(refusing.close)
        refusing.bind(("127.0.0.1", 0))
        self.write("feeds.yaml", self.read(path).replace(b"  - path: merged.atom\n", b"  - path: merged.atom\n"
                   b"    self: https://news.example/\n    hub: http://127.0.0.1:%d/\n" % refusing.getsockname()[1]))
        self.write("feeds.yaml", self.read(path) + b"\nrules:\n  - drop: {title: /./}\n")
        self.headwater("run")
        stories = self.printed("stories", "--tellings", "2")
        story = self.printed("story", stories[0]["node"])
        details = [self.printed("story", s["node"]) for s in stories]
        explained = self.printed("explain", *[t["key"] for t in story["tellings"][:2]])
        words = stories[0]["title"]
        self.headwater("user", "add", "lea", input="a long password\n")
        os.remove(self.path("wire", "rheinbote.rdf"))
        polled = self.printed("run", "--force")
        self.assertEqual(len(polled["failures"]), 1)
        self.write("feeds.yaml", self.read(path).replace(b"settings:", b"settingz: x\nsettings:"))
        wrong = json.loads(self.headwater("check", "--json", status=2).stdout)
        self.write("feeds.yaml", self.read(path).replace(b"settingz: x\n", b""))
        self.subscribe(path)
        for command, value in (("run --json", polled), ("check --json", wrong),
                               ("verify --json", self.printed("verify")), ("status --json", self.printed("status")),
                               ("feeds --json", self.printed("feeds")), ("rules --json", self.printed("rules")),
                               ("rules --test ITEM --json", self.printed("rules", "--test", story["tellings"][0]["key"])),
                               ("stories --json", stories), ("search --json", self.printed("search", "--all", words)),
                               ("user list --json", self.printed("user", "list")),
                               ("story NODE --json", details), ("explain A B --json", explained)):
            with self.subTest(command):
                self.assertEqual(self.marked(command), names(value))


if __name__ == "__main__":
    unittest.main()
