"""Every example in the documents is true: feeds.yaml blocks are read, shell lines are run, links lead somewhere."""

import glob
import os
import re
import shlex
import subprocess
import unittest

from world import NOW, PROGRAM, World

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
OPML = ('<opml version="2.0"><head><title>Subscriptions</title></head><body><outline text="News"><outline type="rss" '
        'text="One" xmlUrl="https://one.example/feed.xml"/></outline></body></opml>')
SECRETS = {"B_TOKEN": "x", "PAID_PASSWORD": "x", "FORGE_TOKEN": "x"}


def documents():
    for path in sorted(glob.glob(ROOT + "/docs/*.md") + [ROOT + "/README.md"]):
        with open(path, encoding="utf-8") as file:
            yield os.path.relpath(path, ROOT), file.read()


def blocks(language):
    """(where, text) of the fenced blocks of this language."""
    for name, text in documents():
        for match in re.finditer(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
            yield f"{name}:{text.count(chr(10), 0, match.start()) + 1}", match[1]


class ExamplesTest(World):
    def test_every_feeds_yaml_is_right(self):
        found = 0
        for where, text in blocks("yaml"):
            if not re.search(r"^feeds:", text, re.MULTILINE):
                continue
            found += 1
            with self.subTest(where):
                self.write("example.yaml", text)
                result = self.check_example()
                for absent in re.findall(r"warning: .* (/\S+): No such file", result.stderr):
                    os.makedirs(os.path.dirname(absent), exist_ok=True)
                    with open(absent, "wb"):
                        os.chmod(absent, 0o755)
                result = self.check_example()
                self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertGreaterEqual(found, 5)

    def check_example(self):
        return subprocess.run([PROGRAM, "check", "--config", os.path.join(self.folder, "example.yaml")],
                              env=self.environment(SECRETS), capture_output=True, text=True, timeout=60)

    def test_every_line_of_the_cookbook_runs(self):
        self.headwater("run")
        self.write("subscriptions.opml", OPML)
        found = 0
        for where, text in blocks("sh"):
            if not where.startswith("docs/cookbook.md"):
                continue
            for line in re.findall(r"^headwater .*", text, re.MULTILINE):
                found += 1
                with self.subTest(f"{where}: {line}"):
                    command, *words = shlex.split(line)[1:]
                    self.headwater(command, *words, now=NOW, cwd=self.folder)
        self.assertGreaterEqual(found, 7)

    def test_links_between_documents_lead_somewhere(self):
        for name, text in documents():
            for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", text):
                self.assertTrue(os.path.exists(os.path.join(ROOT, os.path.dirname(name), target)), f"{name}: {target}")


if __name__ == "__main__":
    unittest.main()
