"""package_test.py CPACK BUILD_FOLDER: the Debian package: what is in it, what it asks for, and whether it runs."""

import gzip
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

CPACK, BUILD = sys.argv[1:3]
SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
NOW = "2025-10-10T08:00:00Z"


def output(*command, **how):
    return subprocess.run(command, check=True, capture_output=True, text=True, **how).stdout


class PackageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        subprocess.run([CPACK, "--config", os.path.join(BUILD, "CPackConfig.cmake"), "-B", folder.name], check=True,
                       capture_output=True)
        [name] = [n for n in os.listdir(folder.name) if n.endswith(".deb")]
        cls.package = os.path.join(folder.name, name)
        cls.root, cls.control = os.path.join(folder.name, "root"), os.path.join(folder.name, "control")
        subprocess.run(["dpkg-deb", "-x", cls.package, cls.root], check=True)
        subprocess.run(["dpkg-deb", "-e", cls.package, cls.control], check=True)
        cls.files = sorted(os.path.relpath(os.path.join(path, n), cls.root)
                           for path, _, names in os.walk(cls.root) for n in names)

    def path(self, *parts):
        return os.path.join(self.root, *parts)

    def text(self, *parts):
        with open(self.path(*parts), encoding="utf-8") as file:
            return file.read()

    def field(self, name):
        return output("dpkg-deb", "-f", self.package, name).strip()

    def test_its_fields(self):
        version = output(os.path.join(BUILD, "headwater"), "--version").split()[1]
        self.assertEqual((self.field("Package"), self.field("Version")), ("headwater", version))
        needed = {re.sub("t64$", "", name) for name in re.findall(r"(?:^|, )([\w.+-]+)", self.field("Depends"))}
        needed = {re.sub(r"^libxml2-\d+$", "libxml2", name) for name in needed}  # so since Debian 13
        for library in ("libc6", "libcurl4", "libpcre2-8-0", "libsqlite3-0", "libxml2", "libyaml-0-2"):
            self.assertIn(library, needed)
        for name in ("ca-certificates", "dict-freedict-deu-eng", "apertium-eng-spa", "iso-codes"):
            self.assertRegex(self.field("Recommends"), rf"(^|, ){name}(,|$)")
        self.assertEqual(self.field("Suggests"), "", "apt leaves out what is only suggested")

    def test_every_library_comes_with_a_dependency(self):
        """Each library that the program names is of a package in Depends."""
        needed = set(re.findall(r"(?:^|, )([\w.+-]+)", self.field("Depends")))
        names = re.findall(r"NEEDED\s+(\S+)", output("objdump", "-p", self.path("usr/bin/headwater")))
        self.assertGreater(len(names), 8)
        owners = {}
        for line in output("dpkg-query", "-S", *("*/" + name for name in names)).splitlines():
            package, path = line.rsplit(": ", 1)
            owners.setdefault(os.path.basename(path), set()).add(package.split(":")[0])
        for name in names:
            with self.subTest(name):
                self.assertTrue(owners[name] & needed, owners[name])

    def test_its_files(self):
        for name in ("usr/bin/headwater", "etc/headwater/feeds.yaml", "usr/lib/systemd/system/headwater.timer",
                     "usr/lib/systemd/user/headwater.service", "usr/lib/sysusers.d/headwater.conf",
                     "usr/share/man/man1/headwater.1.gz", "usr/share/man/man5/headwater-feeds.yaml.5.gz",
                     "usr/share/man/man7/headwater-reader.7.gz",
                     "usr/share/bash-completion/completions/headwater", "usr/share/doc/headwater/copyright",
                     "usr/share/doc/headwater/changelog.gz", "usr/share/doc/headwater/cookbook.md",
                     "usr/share/doc/headwater/feeds-yaml.md", "usr/share/doc/headwater/dashboard.json"):
            self.assertIn(name, self.files)
        self.assertEqual([n for n in self.files if "usr/local" in n or n.endswith("lexicon.bin")], [])
        self.assertLess(os.path.getsize(self.path("usr/bin/headwater")), 3 << 20, "not stripped")
        with gzip.open(self.path("usr/share/man/man1/headwater.1.gz")) as file:
            self.assertTrue(file.read().startswith(b".Dd "))
        for name in self.files:
            mode = os.stat(self.path(name)).st_mode & 0o777
            self.assertEqual(mode, 0o755 if name == "usr/bin/headwater" else 0o644, name)

    def test_nothing_of_the_build_machine(self):
        for name in self.files:
            with open(self.path(name), "rb") as file:
                self.assertNotIn(SOURCE.encode(), file.read(), name)

    def test_its_settings_are_kept(self):
        with open(os.path.join(self.control, "conffiles"), encoding="utf-8") as file:
            self.assertEqual(sorted(file.read().split()), ["/" + n for n in self.files if n.startswith("etc/")])

    def test_units_name_its_program(self):
        units = [n for n in self.files if n.endswith(".service") and "examples" not in n]
        self.assertEqual(len(units), 7)
        for name in units:
            with self.subTest(name):
                self.assertRegex(self.text(name), r"\nExecStart=/usr/bin/headwater (run|serve|lexicon|poll|place) ")

    def test_its_scripts(self):
        for name in ("postinst", "prerm", "postrm"):
            script = os.path.join(self.control, name)
            self.assertEqual(os.stat(script).st_mode & 0o777, 0o755)
            subprocess.run(["sh", "-n", script], check=True)
        # Where dictionaries lie that headwater reads; dpkg tells it when something comes or goes there.
        with open(os.path.join(self.control, "triggers"), encoding="utf-8") as file:
            folders = re.findall(r"^interest-noawait (/\S+)$", file.read(), re.MULTILINE)
        self.assertIn("/usr/share/dictd", folders)
        code = "".join(self.source("aggregator/lexicon", n) for n in os.listdir(os.path.join(SOURCE, "aggregator/lexicon")))
        for folder in folders:
            self.assertTrue(f'"{folder}' in code, folder)

    def source(self, *parts):
        with open(os.path.join(SOURCE, *parts), encoding="utf-8") as file:
            return file.read()

    @unittest.skipUnless(shutil.which("lintian"), "no lintian")
    def test_lintian(self):
        result = subprocess.run(["lintian", "--allow-root", "--fail-on", "error,warning", self.package],
                                capture_output=True, text=True)
        self.assertEqual((result.returncode, result.stdout), (0, ""))

    def test_it_runs(self):
        """The installed program over the newswire: the same stories as the one that was built."""
        with tempfile.TemporaryDirectory() as folder:
            entries = []
            for name, program in (("built", os.path.join(BUILD, "headwater")), ("installed", self.path("usr/bin/headwater"))):
                wire = os.path.join(folder, name)
                shutil.copytree(os.path.join(SOURCE, "tests/data/newswire"), wire)
                output(program, "run", "--config", os.path.join(wire, "feeds.yaml"), "--now", NOW,
                       "--state", os.path.join(wire, "state.db"), env={"HOME": folder, "PATH": os.environ["PATH"]})
                with open(os.path.join(wire, "merged.atom"), encoding="utf-8") as file:
                    entries.append(re.findall(r"<title[^>]*>[^<]*</title>", file.read()))
            self.assertGreater(len(entries[0]), 20)
            self.assertEqual(len(entries[1]), len(entries[0]))
        self.assertIn("3 enabled",
                      output(self.path("usr/bin/headwater"), "check", "--config", self.path("etc/headwater/feeds.yaml")))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
