"""Mistakes of new users: one line that states the cause and what to do next, and the right exit status."""

import os
import subprocess
import unittest

from world import PROGRAM, World

NOBODY = 65534


class MistakesTest(World):
    def refused(self, status, words, *arguments, **how):
        result = self.headwater(*arguments, status=status, **how)
        self.assertEqual(result.stdout, "")
        self.assertEqual(result.stderr.count("\n"), 1, result.stderr)
        self.assertIn(words, result.stderr)

    def test_items_that_are_not_there(self):
        self.headwater("run")
        self.refused(66, 'there is no story or item "a" (headwater stories lists them)\n', "explain", "a", "b")
        known = "https://harbour-courier.example/sea/lindvag"
        self.refused(66, 'there is no story or item "b" (headwater stories lists them)\n', "explain", known, "b")
        self.refused(66, 'there is no story or item "b" (headwater stories lists them)\n', "join", known, "b")
        self.refused(66, 'there is no story or item "b" (headwater stories lists them)\n', "split", "b")
        self.refused(66, 'there is no story or item "12" (headwater stories lists them)\n', "split", "12")
        self.refused(66, 'there is no story or item "12/3" (headwater stories lists them)\n', "story", "12/3")

    def test_no_feeds_yaml(self):
        """The message lists all places that were searched and two ways to continue."""
        mine = self.path("home", ".config", "headwater", "feeds.yaml")
        if os.path.exists("/etc/headwater/feeds.yaml"):
            self.skipTest("headwater is installed here")
        for command in ("run", "status", "check", "explain a b"):
            result = subprocess.run([PROGRAM, *command.split()], cwd=self.root, env=self.environment(),
                                    capture_output=True, text=True)
            self.assertEqual(result.returncode, 2)
            self.assertEqual(result.stderr, f"error: headwater {command.split()[0]}: no feeds.yaml found: neither here, "
                             f"nor at {mine}, nor in /etc/headwater (headwater add URL creates one, --config FILE names "
                             "one)\n")
        absent = self.path("absent.yaml")
        self.refused(2, f"headwater run: cannot open {absent}: No such file", "run", "--config", absent)

    def test_an_output_that_would_replace_feeds_yaml(self):
        self.write("own.yaml", "feeds: [https://a.example/]\noutputs: [sub/../own.yaml]\n")
        os.mkdir(os.path.join(self.folder, "sub"))
        own = os.path.join(self.folder, "own.yaml")
        before = self.read(own)
        for command in ("check", "run"):
            result = self.headwater(command, "--config", own, status=2)
            self.assertIn("own.yaml:2:11: path is this configuration file, ", result.stderr)
        self.assertEqual(self.read(own), before)

    def test_what_is_no_state(self):
        folder = self.path("folder")
        os.mkdir(folder)
        self.refused(1, f"{folder}: this is a folder, not a headwater state", "stories", "--state", folder)
        self.refused(1, f"{folder}: this is a folder, not a headwater state", "run", "--state", folder)
        for command in ("run", "stories"):
            self.refused(2, "the path of the state is empty", command, "--state", "")

    def test_a_copy_that_is_none(self):
        self.headwater("run")
        copy, folder = self.path("copy"), self.path("folder")
        os.mkdir(folder)
        self.headwater("backup", copy)
        before = self.dump()
        with open(copy, "r+b") as file:
            file.truncate(100_000)
        rows = ((copy, "the state is damaged"), (folder, "this is a folder"),
                (os.path.join(self.folder, "feeds.yaml"), "not a headwater state"))
        for path, words in rows:
            self.refused(65, words, "restore", path)
        self.assertEqual(self.dump(), before)

    @unittest.skipUnless(os.geteuid() == 0, "needs a second user")
    def test_a_state_that_only_others_may_read(self):
        """A state that exists but cannot be read is not reported as missing."""
        self.headwater("run")
        os.chmod(self.root, 0o755)
        os.chmod(os.path.dirname(self.state), 0o700)
        try:
            subprocess.run([PROGRAM, "--version"], user=NOBODY, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            self.skipTest("the build lies where only we may look")
        for command in ("stories", "status"):
            self.refused(1, f"{self.state}: cannot open: Permission denied", command, user=NOBODY, group=NOBODY,
                         extra_groups=[])

    def test_rendering_without_a_state(self):
        """The subscribers of the outputs keep what they have."""
        self.headwater("run")
        before = self.read()
        self.refused(66, "there is no state at", "render", "--state", self.path("elsewhere"))
        self.assertEqual(self.read(), before)
        self.assertFalse(os.path.exists(self.path("elsewhere")))

    def test_folders_that_are_not_there(self):
        """An output that cannot be written is a failure (1); 66 is only for input that cannot be read."""
        self.headwater("run")
        there = self.path("nowhere", "file")
        self.refused(1, f"cannot write {there}.new: No such file", "backup", there)
        self.refused(1, f"cannot write {there}.new: No such file", "export", there)
        self.refused(1, f"cannot write {there}.new: No such file", "render", "--format", "rss", "-o", there)
        for path in (there, self.folder):
            self.refused(66, f"{path}: ", "parse", path)


if __name__ == "__main__":
    unittest.main()
