"""The environment of one test: a folder with the newswire, an empty home, no network, a fixed clock."""

import fcntl
import os
import pty
import re
import shutil
import sqlite3
import struct
import subprocess
import tempfile
import termios
import unittest
import xml.etree.ElementTree as ElementTree

PROGRAM = os.environ["HEADWATER_PROGRAM"]
SANITIZED = bool(os.environ.get("HEADWATER_SANITIZED"))
NEWSWIRE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "data", "newswire")
NOW = "2025-10-10T08:00:00Z"
LATER = "2025-10-10T12:00:00Z"
ATOM = "{http://www.w3.org/2005/Atom}"


def fast_folder():
    """A folder in memory if there is enough of it, because hundreds of runs sync to disk. None: the default folder."""
    there = "/dev/shm"
    return there if os.access(there, os.W_OK) and shutil.disk_usage(there).free > 2 << 30 else None


class World(unittest.TestCase):
    """A test case with a folder: self.folder holds feeds.yaml, the feeds, merged.atom and the state."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(dir=fast_folder())
        self.addCleanup(folder.cleanup)
        self.root = folder.name
        self.folder = self.path("wire")
        shutil.copytree(NEWSWIRE, self.folder)

    def path(self, *parts):
        return os.path.join(self.root, *parts)

    @property
    def output(self):
        return os.path.join(self.folder, "merged.atom")

    @property
    def state(self):
        return self.path("state", "state.db")

    def environment(self, extra=None):
        """Without the environment of the tester: no home, no systemd, no proxy."""
        env = {"PATH": os.environ["PATH"], "HOME": self.path("home"), "LC_ALL": "C.UTF-8", "TZ": "UTC",
               "HEADWATER_STATE_SECRET": "00" * 16}
        env.update({k: v for k, v in os.environ.items() if k.startswith(("ASAN_", "UBSAN_", "LSAN_"))})
        env.update(extra or {})
        return env

    def arguments(self, command, *options, now=NOW):
        return [PROGRAM, command, "--config", os.path.join(self.folder, "feeds.yaml"),
                "--state", "sqlite:" + self.state, "--now", now, *options]

    def start(self, command, *options, now=NOW, env=None, **how):
        return subprocess.Popen(self.arguments(command, *options, now=now), env=self.environment(env),
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **how)

    def headwater(self, command, *options, status=0, now=NOW, env=None, **how):
        """Runs to the end and checks the exit status; status None accepts any."""
        result = subprocess.run(self.arguments(command, *options, now=now), env=self.environment(env),
                                capture_output=True, text=True, timeout=280, **how)
        if status is not None:
            self.assertEqual(result.returncode, status, result.stdout + result.stderr)
        return result

    def terminal(self, command, *options, stream="stdout", columns=0, **env):
        """The output when this stream is a terminal; columns 0: a terminal of unknown width."""
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24 if columns else 0, columns, 0, 0))
        streams = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, stream: theirs}
        process = subprocess.Popen(self.arguments(command, *options), env=self.environment({"TERM": "xterm", **env}),
                                   **streams)
        os.close(theirs)
        text = b""
        try:
            while chunk := os.read(ours, 4096):
                text += chunk
        except OSError:  # the other end is closed
            pass
        os.close(ours)
        self.assertEqual(process.wait(), 0)
        return text.decode()

    def write(self, name, data):
        with open(os.path.join(self.folder, name), "wb") as file:
            file.write(data if isinstance(data, bytes) else data.encode())

    def read(self, path=None):
        """The bytes of a file, by default the output; None when it does not exist."""
        try:
            with open(path or self.output, "rb") as file:
                return file.read()
        except FileNotFoundError:
            return None

    def entries(self):
        return [Entry(e) for e in ElementTree.parse(self.output).getroot().iter(ATOM + "entry")]

    def dump(self):
        """All rows of all tables of the state, as sorted text: two equal states have equal dumps."""
        with sqlite3.connect(self.state) as database:
            tables = [row[0] for row in database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
            return {table: sorted(repr(row) for row in database.execute(f'SELECT * FROM "{table}"'))
                    for table in tables}


class Entry:
    """One entry of the merged feed."""

    def __init__(self, element):
        self.id = element.findtext(ATOM + "id")
        self.title = element.findtext(ATOM + "title")
        self.updated = element.findtext(ATOM + "updated")
        self.text = "".join(element.itertext())
        self.links = [(link.get("rel", "alternate"), link.get("href"), link.get("hreflang"))
                      for link in element.iter(ATOM + "link")]
        source = element.find(ATOM + "source")
        self.source_links = set() if source is None else {l.get("href") for l in source.iter(ATOM + "link")}
        self.html_links = set(re.findall(r'href="([^"]+)"', self.text.replace("&amp;", "&")))

    def hrefs(self):
        """All addresses that the entry links to for its story: those of the lead and the other tellings."""
        return ({href for _, href, _ in self.links} | self.html_links) - self.source_links


def has_command(name):
    text = subprocess.run([PROGRAM, "--help"], capture_output=True, text=True).stdout
    return re.search(rf"^  {name} ", text, re.MULTILINE) is not None


def gold():
    """The rows of stories.tsv: (feed, link, story, joins)."""
    with open(os.path.join(NEWSWIRE, "stories.tsv"), encoding="utf-8") as file:
        return [tuple(line.rstrip("\n").split("\t")) for line in file if not line.startswith("#")]


if __name__ == "__main__":
    unittest.main()
