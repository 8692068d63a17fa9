"""Full disk: the old output stays intact, the error says so, and a later run catches up."""

import os
import resource
import signal
import unittest

from world import LATER, World


class FullDiskTest(World):
    def test_while_writing_the_output(self):
        self.headwater("run")
        old = self.read()
        self.write("northern-ledger.atom", self.read(self.path("wire", "updates", "northern-ledger.atom")))
        os.symlink("/dev/full", self.output + ".new")  # every write to it fails with "no space left"
        result = self.headwater("run", "--force", now=LATER, status=1)
        self.assertIn("No space left on device", result.stderr)
        self.assertIn("merged.atom", result.stderr)
        self.assertEqual(self.read(), old)
        self.assertFalse(os.path.lexists(self.output + ".new"))
        self.headwater("run", now=LATER)
        self.assertIn(b"closed until spring", self.read())

    def test_while_writing_the_state(self):
        def little_room():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # an error as with a full disk, not a signal
            resource.setrlimit(resource.RLIMIT_FSIZE, (60000, resource.RLIM_INFINITY))
        result = self.headwater("run", status=1, preexec_fn=little_room)
        self.assertNotEqual(result.stderr, "")
        self.headwater("run")
        entries = len(self.entries())
        self.assertGreater(entries, 20)

    def test_a_folder_that_may_not_be_written(self):
        self.headwater("run")
        old = self.read()
        text = self.read(os.path.join(self.folder, "feeds.yaml")).decode()
        self.write("feeds.yaml", text.replace("merged.atom", "merged.atom/below"))
        result = self.headwater("run", "--force", now=LATER, status=1)
        self.assertIn("merged.atom", result.stderr)
        self.assertEqual(self.read(), old)


if __name__ == "__main__":
    unittest.main()
