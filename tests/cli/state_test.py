"""The state: named by --state, by feeds.yaml or by nobody, and what is said when it is not there."""

import json
import os
import subprocess

from world import NOW, PROGRAM, World, unittest

READERS = (("status",), ("feeds",), ("stories",), ("story", "1"), ("explain", "1", "2"), ("rules", "--test", "1"),
           ("backup", "copy.db"), ("verify",), ("prune",), ("render",), ("search", "words"), ("join", "1", "2"), ("split", "1"),
           ("user", "list"), ("remove", "Der Rheinbote"))


# Addresses of other programs' databases, and their schemes.
ENGINELESS = (("mariadb://gladys:secret@cellar/db", "mariadb"), ("mariadb:gladys:secret@cellar", "mariadb"),
              ("MySQL+tls1.3://gladys:secret@cellar/db", "MySQL+tls1.3"))


class StateTest(World):
    def name(self, place):
        """feeds.yaml names this state."""
        text = self.read(os.path.join(self.folder, "feeds.yaml")).decode()
        self.write("feeds.yaml", text.replace("settings:\n", f"settings:\n  state: {place}\n"))

    def plain(self, *words, folder=None, status=0, config=True):
        """A command without --state."""
        options = ["--config", os.path.join(self.folder, "feeds.yaml")] if config else []
        result = subprocess.run([PROGRAM, *words, "--now", NOW, *options], cwd=folder or self.folder, capture_output=True,
                                env=self.environment(), text=True, timeout=120)
        self.assertEqual(result.returncode, status, result.stdout + result.stderr)
        return result

    def test_a_given_state_that_is_not_there(self):
        for words in READERS:
            with self.subTest(words):
                said = self.headwater(*words, status=66).stderr
                self.assertEqual(said.count("\n"), 1)
                self.assertIn(f"there is no state at {self.state}; run \"headwater run\" first\n", said)
        self.assertEqual(os.path.exists(os.path.dirname(self.state)), False)
        self.assertFalse(os.path.exists(os.path.join(self.folder, "copy.db")))

    def test_without_a_state_feeds_are_new(self):
        status = self.plain("status")
        self.assertIn("never", status.stdout)
        self.assertIn('run "headwater run" first\n', status.stderr)
        self.assertEqual({f["state"] for f in json.loads(self.plain("feeds", "--json").stdout)}, {"new"})
        self.assertIn("run \"headwater run\" first", self.plain("stories", status=66).stderr)

    def test_feeds_yaml_names_it(self):
        self.name("../kept/mine.db")
        self.plain("run", folder="/")
        self.assertTrue(os.path.exists(self.path("kept", "mine.db")))
        story = json.loads(self.plain("stories", "--json", folder="/").stdout)[0]["node"]
        for words in (("stories",), ("story", story), ("status",), ("feeds",), ("verify",), ("render",), ("prune",),
                      ("backup", self.path("copy.db")), ("search", "the"), ("user", "list"),
                      ("explain", f"{story}/1", f"{story}/1"), ("rules", "--test", f"{story}/1"), ("split", f"{story}/1")):
            with self.subTest(words):
                self.plain(*words, folder="/")
        self.plain("restore", self.path("copy.db"))
        told = json.loads(self.plain("status", "--json").stdout)["state"]
        self.assertEqual(os.path.realpath(told.removeprefix("sqlite:")), os.path.realpath(self.path("kept", "mine.db")))
        self.assertFalse(os.path.exists(self.path("home", ".local")))

    def test_with_a_scheme(self):
        self.name("sqlite:mine.db")
        self.plain("run")
        self.assertTrue(os.path.exists(os.path.join(self.folder, "mine.db")))

    def test_the_option_comes_first(self):
        self.name("mine.db")
        self.headwater("run")
        self.assertTrue(os.path.exists(self.state))
        self.assertFalse(os.path.exists(os.path.join(self.folder, "mine.db")))

    def test_feeds_yaml_comes_before_the_service(self):
        self.name("mine.db")
        subprocess.run([PROGRAM, "run", "--quiet", "--now", NOW], cwd=self.folder, check=True, timeout=120,
                       env=self.environment({"STATE_DIRECTORY": self.path("service")}))
        self.assertTrue(os.path.exists(os.path.join(self.folder, "mine.db")))

    def test_a_file_with_mistakes_still_names_it(self):
        self.name("mine.db")
        self.plain("run")
        self.write("feeds.yaml", self.read(os.path.join(self.folder, "feeds.yaml")) + b"feedz: []\n")
        self.plain("run", status=2)
        self.assertIn(" stories\n", self.plain("stories").stdout)

    def test_a_file_that_is_no_yaml(self):
        """Another state than the one that it names must not be taken for it."""
        self.write("feeds.yaml", "settings: {state: mine.db\nfeeds: [\n")
        for words in (("stories",), ("backup", "copy.db"), ("restore", self.path("wire", "feeds.yaml"))):
            self.plain(*words, status=65 if words[0] == "restore" else 2)
        self.assertIn("feeds.yaml: line 2: ", self.plain("stories", status=2).stderr)

    def test_no_file_at_all(self):
        os.remove(os.path.join(self.folder, "feeds.yaml"))
        self.assertIn("run \"headwater run\" first", self.plain("stories", status=66, config=False).stderr)
        self.assertIn("cannot open ", self.plain("stories", status=2).stderr)

    def tree(self):
        """Every file and folder of the test."""
        return sorted(os.path.join(folder, name) for folder, folders, files in os.walk(self.folder) for name in folders + files)

    def test_an_address_of_no_engine(self):
        """Its password is never shown, and nothing is taken for a path: no state, no lock, no folder."""
        feeds = os.path.join(self.folder, "feeds.yaml")
        before = self.tree()
        for address, scheme in ENGINELESS:
            for words in (*READERS, ("run",), ("serve",), ("restore", feeds), ("check",), ("feeds", "--json")):
                with self.subTest((address, words)):
                    said = self.plain("--state", address, *words, status=2)
                    self.refused(said, scheme)
                    said = self.plain(*words, "--state=" + address, status=2)
                    self.refused(said, scheme)
            for words in (("backup", address), ("restore", address)):
                with self.subTest((address, words)):
                    self.refused(self.plain(*words, status=2), scheme)
        self.assertEqual(self.tree(), before)

    def test_feeds_yaml_names_an_address_of_no_engine(self):
        feeds = self.read(os.path.join(self.folder, "feeds.yaml")).decode()
        for address, scheme in ENGINELESS:
            self.write("feeds.yaml", feeds)
            self.name(f"'{address}'")
            before = self.tree()
            for words in (*READERS, ("run",), ("serve",), ("check",), ("restore", "copy.db")):
                with self.subTest((address, words)):
                    said = self.plain(*words, status=66 if words[0] == "restore" else 2)
                    if words[0] != "restore":  # which looks at the copy first
                        self.refused(said, scheme)
                        self.assertRegex(said.stderr, r"feeds\.yaml:\d+:10: state: no engine ")
            self.assertEqual(self.tree(), before)

    def refused(self, said, scheme):
        self.assertIn(f'no engine for a state is called "{scheme}" (there are: sqlite, memory, postgresql)', said.stderr)
        for part in ("secret", "gladys", "cellar"):
            self.assertNotIn(part, said.stdout + said.stderr)

    def test_a_path_with_a_colon(self):
        for place in ("./a:b", self.path("a:b"), "C:/state.db", "copy-2026-11-29T16:04.db"):
            with self.subTest(place):
                self.plain("run", "--state", place)
                self.assertTrue(os.path.isfile(os.path.join(self.folder, place)))
                self.assertIn(" stories\n", self.plain("stories", "--state", place).stdout)

    def test_a_copy_with_a_colon(self):
        self.plain("run")
        for place in ("./a:b", "copy-2026-11-29T16:04.db"):
            self.plain("backup", place)
            self.plain("restore", place)

    def test_mistakes(self):
        for value in ("'memory:'", "''", "[a]", "'sqlite:'"):
            with self.subTest(value):
                self.write("feeds.yaml", f"settings: {{state: {value}}}\nfeeds: ['file:rheinbote.rdf']\n")
                self.assertIn("feeds.yaml:1:19: state is ", self.plain("check", status=2).stderr)


if __name__ == "__main__":
    unittest.main()
