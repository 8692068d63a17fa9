"""install_test.py CPACK BUILD_FOLDER: the Debian package's life in a Debian 12 that has nothing but what it must.

As root, with debootstrap and a network: the system is made anew in a folder, from where this machine's apt gets its own.
There the package is installed by apt, run, upgraded, removed and purged; no systemd runs, as in a container.
"""

import json
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
CONFIG, STATE = "/etc/headwater/feeds.yaml", "/var/lib/headwater"
PUBLISHED = "/var/cache/headwater"
HIGHER = "99.0"
KEEP_MINE = ("-o", "Dpkg::Options::=--force-confdef", "-o", "Dpkg::Options::=--force-confold")
ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/root",
               "DEBIAN_FRONTEND": "noninteractive"}


def call(*command, **how):
    """Standard output; what went wrong is told."""
    result = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                            **how)
    if result.returncode != 0:
        raise AssertionError(f"{command}: {result.returncode}\n{result.stdout}")
    return result.stdout


def mirror():
    """Where this machine has its Debian 12 from."""
    lines = call("apt-get", "indextargets", "--format", "$(CODENAME) $(COMPONENT) $(REPO_URI)", "Created-By: Packages")
    return next((m[1] for m in re.finditer(r"^bookworm main (\S+)$", lines, re.MULTILINE)), None)


@unittest.skipUnless(os.geteuid() == 0 and shutil.which("debootstrap", path=ENVIRONMENT["PATH"]), "needs root and debootstrap")
class InstallTest(unittest.TestCase):
    """One life, in the order of the methods' numbers."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.root = os.path.join(folder.name, "root")
        call("debootstrap", "--variant=minbase", "bookworm", cls.root, mirror(), env={**os.environ, **ENVIRONMENT})
        shutil.copy("/etc/resolv.conf", os.path.join(cls.root, "etc"))
        call(CPACK, "--config", os.path.join(BUILD, "CPackConfig.cmake"), "-B", folder.name)
        [name] = [n for n in os.listdir(folder.name) if n.endswith(".deb")]
        os.rename(os.path.join(folder.name, name), cls.path("/headwater.deb"))
        cls.make_higher(os.path.join(folder.name, "higher"))

    @classmethod
    def make_higher(cls, folder):
        """The same package under a higher version, with another first feeds.yaml."""
        call("dpkg-deb", "-R", cls.path("/headwater.deb"), folder)
        for name, old, new in (("DEBIAN/control", r"(?m)^Version: .*$", "Version: " + HIGHER),
                               (CONFIG[1:], r"\Z", "# What is new in 99.\n")):
            with open(os.path.join(folder, name), "r+", encoding="utf-8") as file:
                text = re.sub(old, new, file.read())
                file.seek(0)
                file.write(text)
        call("dpkg-deb", "-b", folder, cls.path("/higher.deb"))

    @classmethod
    def path(cls, path):
        return cls.root + path

    def inside(self, *command, **environment):
        return call("chroot", self.root, *command, env={**ENVIRONMENT, **environment})

    def apt(self, *words):
        return self.inside("apt-get", "-qq", "-o", "Dpkg::Use-Pty=0", "--no-install-recommends", "--yes", *words)

    def text(self, path):
        with open(self.path(path), encoding="utf-8") as file:
            return file.read()

    def write(self, path, text):
        with open(self.path(path), "w", encoding="utf-8") as file:
            file.write(text)

    def there(self, path):
        return os.path.lexists(self.path(path))

    def test_1_it_installs_with_what_it_needs(self):
        said = self.apt("install", "/headwater.deb")
        self.assertNotRegex(said, r"(?i)error|not found|cannot|fail")
        self.assertIn("headwater ", self.inside("headwater", "--version"))
        self.assertIn("3 enabled", self.inside("headwater", "check"))
        self.assertFalse(self.there(STATE), "no state before the first run")

    def test_2_it_runs(self):
        shutil.copytree(os.path.join(SOURCE, "tests/data/newswire"), self.path("/srv/newswire"))
        self.inside("headwater", "run", "--config", "/srv/newswire/feeds.yaml", "--now", NOW, STATE_DIRECTORY=STATE)
        counts = json.loads(self.inside("headwater", "status", "--config", "/srv/newswire/feeds.yaml", "--json", "--now",
                                        NOW, STATE_DIRECTORY=STATE))
        self.assertEqual(counts["items"], 51)
        self.assertEqual(self.text("/srv/newswire/merged.atom").count("<entry"), counts["stories"])
        self.assertIn("The state is intact.", self.inside("headwater", "verify", STATE_DIRECTORY=STATE))

    def test_3_with_systemd_and_a_manual(self):
        """Their packages come later; systemd is there but does not run."""
        self.apt("install", "systemd", "man-db")
        self.apt("install", "--reinstall", "/headwater.deb")
        self.assertIn("/usr/sbin/nologin", self.inside("getent", "passwd", "headwater"))
        for page in ("1", "5"):
            name = "headwater" if page == "1" else "headwater-feeds.yaml"
            self.assertIn(f"man{page}/{name}.{page}.gz", self.inside("man", "-w", page, name))
        self.inside("systemctl", "enable", "headwater.timer", "headwater-serve.socket")
        self.assertTrue(self.there("/etc/systemd/system/timers.target.wants/headwater.timer"))

    def test_4_an_upgrade_keeps_what_was_changed(self):
        """The user's feeds.yaml stays, whatever the new package brings; one as it came is replaced."""
        mine = "feeds:\n  - https://example.org/mine.xml\n"
        came = self.text(CONFIG)
        self.write(CONFIG, mine)
        self.apt(*KEEP_MINE, "install", "/higher.deb")
        self.assertIn(HIGHER, self.inside("dpkg-query", "-W", "headwater"))
        self.assertEqual(self.text(CONFIG), mine)
        self.assertTrue(self.text(CONFIG + ".dpkg-dist").endswith("# What is new in 99.\n"))
        self.assertTrue(self.there(STATE + "/state.db"))
        self.write(CONFIG, came)
        self.apt("install", "--allow-downgrades", "/headwater.deb")
        self.apt("install", "/higher.deb")
        self.assertTrue(self.text(CONFIG).endswith("# What is new in 99.\n"))
        self.write(CONFIG, mine)

    def test_5_removed_it_leaves_settings_and_state(self):
        os.makedirs(self.path(PUBLISHED), exist_ok=True)
        self.write(PUBLISHED + "/merged.atom", "<feed/>")
        said = self.apt("remove", "headwater")
        self.assertNotRegex(said, r"(?i)error|not found|cannot|fail")
        for path in ("/usr/bin/headwater", "/usr/lib/systemd/system/headwater.timer", "/usr/share/doc/headwater"):
            self.assertFalse(self.there(path), path)
        for path in (CONFIG, STATE + "/state.db", PUBLISHED + "/merged.atom"):
            self.assertTrue(self.there(path), path)

    def test_6_it_comes_again_as_it_was(self):
        """What was enabled is, and nothing stays masked."""
        self.apt(*KEEP_MINE, "install", "/headwater.deb")
        self.assertEqual(self.inside("systemctl", "is-enabled", "headwater.timer", "headwater-serve.socket").split(),
                         ["enabled", "enabled"])
        self.apt("remove", "headwater")

    def test_7_purged_it_leaves_nothing(self):
        said = self.apt("purge", "headwater")
        self.assertNotRegex(said, r"(?i)error|not found|cannot|fail")
        found = self.inside("find", "/etc", "/usr", "/var", "-xdev", "-iname", "*headwater*").split()
        # dpkg's own journal of packages, and systemd-sysusers' account, which may own files elsewhere.
        self.assertEqual([path for path in found if not path.startswith("/var/lib/apt/")], [])
        self.assertIn("headwater", self.text("/etc/passwd"))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
