"""What goes wrong in anybody's first hour: one line that says what it was and how to go on, and the exit status for it."""

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
        self.refused(66, "no item has the key, the id or the link a\n", "explain", "a", "b")
        known = "https://harbour-courier.example/sea/lindvag"
        self.refused(66, "no item has the key, the id or the link b\n", "explain", known, "b")
        self.refused(66, "no item has the key, the id or the link b\n", "join", known, "b")
        self.refused(66, "no item has the key, the id or the link b\n", "split", "b")
        self.refused(66, 'no item is called 12; "headwater story 12" shows the items of that story\n', "split", "12")

    def test_no_feeds_yaml(self):
        """All the places that were looked at are told, and the two ways on."""
        mine = self.path("home", ".config", "headwater", "feeds.yaml")
        if os.path.exists("/etc/headwater/feeds.yaml"):
            self.skipTest("headwater is installed here")
        for command in ("run", "status", "check", "explain a b"):
            result = subprocess.run([PROGRAM, *command.split()], cwd=self.root, env=self.environment(),
                                    capture_output=True, text=True)
            self.assertEqual(result.returncode, 2)
            self.assertEqual(result.stderr, f"error: headwater {command.split()[0]}: there is no feeds.yaml: not here, "
                             f"not at {mine}, not in /etc/headwater (headwater add URL begins one, --config FILE names "
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
            self.assertIn("own.yaml:2:11: path is this file, ", result.stderr)
        self.assertEqual(self.read(own), before)

    def test_what_is_no_state(self):
        folder = self.path("folder")
        os.mkdir(folder)
        self.refused(1, f"{folder}: this is a folder, not a state of headwater", "stories", "--state", folder)
        self.refused(1, f"{folder}: this is a folder, not a state of headwater", "run", "--state", folder)
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
                (os.path.join(self.folder, "feeds.yaml"), "not a state of headwater"))
        for path, words in rows:
            self.refused(65, words, "restore", path)
        self.assertEqual(self.dump(), before)

    @unittest.skipUnless(os.geteuid() == 0, "needs a second user")
    def test_a_state_that_only_others_may_read(self):
        """It is there: who may not see it is not told that it is not."""
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
        """The feeds' readers keep what they have."""
        self.headwater("run")
        before = self.read()
        self.refused(66, "there is no state at", "render", "--state", self.path("elsewhere"))
        self.assertEqual(self.read(), before)
        self.assertFalse(os.path.exists(self.path("elsewhere")))

    def test_folders_that_are_not_there(self):
        """An output is no input: what cannot be written is a failure, 66 is for what cannot be read."""
        self.headwater("run")
        there = self.path("nowhere", "file")
        self.refused(1, f"cannot write {there}.new: No such file", "backup", there)
        self.refused(1, f"cannot write {there}.new: No such file", "export", there)
        self.refused(1, f"cannot write {there}.new: No such file", "render", "--format", "rss", "-o", there)
        for path in (there, self.folder):
            self.refused(66, f"{path}: ", "parse", path)


if __name__ == "__main__":
    unittest.main()
