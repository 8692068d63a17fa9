"""cluster: where its items come from, and what it says of input that it cannot read."""

import json
import os
import subprocess
import tempfile
import unittest

PROGRAM = os.environ["HEADWATER_PROGRAM"]
TEXT = "The harbour master said on Monday that 14 ships of the northern fleet had left the port of Larvik by noon."
ITEMS = "".join(json.dumps({"id": name, "feed": name, "title": "Ships leave Larvik", "text": TEXT}) + "\n" for name in "ab")


class ClusterTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        with open(self.path("items.jsonl"), "w", encoding="utf-8") as file:
            file.write(ITEMS)

    def path(self, name):
        return os.path.join(self.folder, name)

    def cluster(self, *words, data="", status=0):
        result = subprocess.run([PROGRAM, "cluster", "--quiet", *words], input=data, capture_output=True, text=True,
                                cwd=self.folder, timeout=60)
        self.assertEqual(result.returncode, status, result.stderr)
        return result

    def test_a_file_is_read_like_standard_input(self):
        said = self.cluster(data=ITEMS).stdout
        lines = [json.loads(line) for line in said.splitlines()]
        self.assertEqual([line["id"] for line in lines], ["a", "b"])
        self.assertEqual([line["joined"] for line in lines], [False, True])
        self.assertEqual(self.cluster("items.jsonl").stdout, said)
        self.assertEqual(self.cluster("-", data=ITEMS).stdout, said)

    def test_what_cannot_be_read(self):
        self.assertIn("absent.jsonl: No such file", self.cluster("absent.jsonl", status=66).stderr)
        self.assertIn("line 1: Is a directory", self.cluster(self.folder, status=1).stderr)
        self.assertIn("unexpected argument", self.cluster("items.jsonl", "more.jsonl", status=2).stderr)
        self.assertIn("line 2: not JSON", self.cluster(data=ITEMS.splitlines()[0] + "\n{\n", status=65).stderr)


if __name__ == "__main__":
    unittest.main()
