"""install_test.py CMAKE BUILD_FOLDER: what `cmake --install` installs, and what it must not touch."""

import os
import subprocess
import sys
import tempfile
import unittest

CMAKE, BUILD = sys.argv[1:3]


def install(root):
    subprocess.run([CMAKE, "--install", BUILD], check=True, capture_output=True,
                   env={**os.environ, "DESTDIR": root})


def found(root, ending):
    return [os.path.join(folder, name) for folder, _, names in os.walk(root) for name in names
            if os.path.join(folder, name).endswith(ending)]


class InstallTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = folder.name

    def test_units_name_the_installed_program(self):
        install(self.root)
        [service] = found(self.root, "lib/systemd/system/headwater.service")
        [program] = found(self.root, "bin/headwater")
        with open(service, encoding="utf-8") as file:
            commands = [line for line in file if line.startswith("ExecStart=")]
        self.assertEqual(len(commands), 1)
        self.assertTrue(commands[0].startswith("ExecStart=" + program[len(self.root):] + " run "))
        self.assertEqual(len(found(self.root, "lib/systemd/system/headwater.timer")), 1)
        self.assertEqual(len(found(self.root, "lib/systemd/system/headwater-serve.service")), 1)
        self.assertEqual(len(found(self.root, "lib/systemd/system/headwater-serve.socket")), 1)
        self.assertEqual(len(found(self.root, "lib/sysusers.d/headwater.conf")), 1)
        self.assertEqual(len(found(self.root, "lib/systemd/system/headwater-lexicon.service")), 1)
        for name in ("headwater.service", "headwater.timer", "headwater-serve.service", "headwater-serve.socket"):
            self.assertEqual(len(found(self.root, "lib/systemd/user/" + name)), 1)
        for name in ("completions/headwater", "_headwater", "headwater.fish", "headwater.1", "feeds.yaml.5"):
            self.assertEqual(len(found(self.root, name)), 1)

    def test_a_prefix_is_named_in_the_units(self):
        subprocess.run([CMAKE, "--install", BUILD, "--prefix", "/opt/headwater"], check=True, capture_output=True,
                       env={**os.environ, "DESTDIR": self.root})
        [service] = found(self.root, "/opt/headwater/lib/systemd/user/headwater.service")
        with open(service, encoding="utf-8") as file:
            self.assertIn("\nExecStart=/opt/headwater/bin/headwater run ", file.read())

    def test_the_users_feeds_stay(self):
        install(self.root)
        path = os.path.join(self.root, "etc/headwater/feeds.yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write("feeds: [https://example.org/mine.xml]\n")
        install(self.root)
        with open(path, encoding="utf-8") as file:
            self.assertEqual(file.read(), "feeds: [https://example.org/mine.xml]\n")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
