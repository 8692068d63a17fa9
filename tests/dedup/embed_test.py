"""dedup as a library for other programs: what is installed is enough to build and run the example, from C and from C++.

Usage: embed_test.py CMAKE BUILD CC CXX
"""

import os
import subprocess
import sys
import tempfile
import unittest

CMAKE, BUILD, CC, CXX = sys.argv[1:5]
del sys.argv[1:5]
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
EXAMPLE = os.path.join(ROOT, "dedup", "example", "stories.c")
LINES = (
    ("en", "Ferry runs aground off Mirra", "The ferry Albatross ran aground off the island of Mirra in thick fog this "
     "morning; all 214 passengers were brought ashore by fishing boats."),
    ("en", "Council votes for a tram", "After eleven hours the council of Oberwinkel voted 31 to 12 for a tram line from "
     "the brickworks to the hospital, to be opened in 2031."),
    ("en", "Ferry aground, passengers safe", "The ferry Albatross ran aground off the island of Mirra in thick fog this "
     "morning; all 214 passengers were brought ashore by fishing boats, the coast guard said."),
)
CPP = """#include <dedup.h>
#include <dedup_lexicon.h>
int main()
{
    dedup_options options = {};
    dedup *engine = nullptr;
    if (dedup_ram_new(&options.memory, 0) != DEDUP_OK || dedup_open(&engine, &options) != DEDUP_OK)
        return 1;
    dedup_close(engine);
    dedup_ram_free(&options.memory);
    return 0;
}
"""


class EmbedTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.prefix = os.path.join(cls.folder.name, "usr")
        subprocess.run([CMAKE, "--install", BUILD, "--component", "dedup", "--prefix", cls.prefix], check=True,
                       capture_output=True)
        [found] = [folder for folder, _, names in os.walk(cls.prefix) if "headwater-dedup.pc" in names]
        cls.library = os.path.dirname(found)
        cls.flags = subprocess.run(["pkg-config", f"--define-variable=prefix={cls.prefix}", "--cflags", "--libs",
                                    "headwater-dedup"], env={**os.environ, "PKG_CONFIG_PATH": found}, check=True,
                                   capture_output=True, text=True).stdout.split()

    def build(self, compiler, source):
        program = os.path.join(self.folder.name, "program")
        subprocess.run([compiler, source, *([] if compiler == CC else ["-std=c++20"]), "-Wall", "-Werror", "-o", program, *self.flags], check=True)
        return program

    def run_it(self, program, text=""):
        return subprocess.run([program], input=text, env={**os.environ, "LD_LIBRARY_PATH": self.library}, check=True,
                              capture_output=True, text=True).stdout

    def test_example(self):
        said = self.run_it(self.build(CC, EXAMPLE), "".join("\t".join(line) + "\n" for line in LINES))
        nodes, channels = zip(*(line.split("\t")[:2] for line in said.splitlines()))
        self.assertEqual(len(set(nodes)), 2, said)
        self.assertEqual(nodes[2], nodes[0])
        self.assertEqual(channels, ("founder", "founder", "surface"))

    def test_example_is_short(self):
        with open(EXAMPLE, encoding="utf-8") as file:
            self.assertLessEqual(len(file.readlines()), 60)

    def test_cpp(self):
        source = os.path.join(self.folder.name, "embed.cc")
        with open(source, "w", encoding="utf-8") as file:
            file.write(CPP)
        self.run_it(self.build(CXX, source))

    def test_exports_its_own_names_alone(self):
        library = os.path.join(self.library, "libheadwater-dedup.so")
        said = subprocess.run(["nm", "-D", "--defined-only", library], check=True, capture_output=True, text=True).stdout
        names = [line.split()[-1].split("@")[0] for line in said.splitlines()]
        self.assertIn("dedup_place", names)
        self.assertEqual([name for name in names if not name.startswith("dedup_")], [])


if __name__ == "__main__":
    unittest.main()
