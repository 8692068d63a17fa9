"""The published newswire in every format, byte for byte: first run, repeated, after a restart, and in another environment.

HEADWATER_REFRESH=1 in the environment rewrites the golden files, for review with git diff.
"""

import http.server
import os
import re
import shutil
import subprocess
import threading
import unittest
import urllib.parse

from world import NEWSWIRE, NOW, PROGRAM, World

GOLDEN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "golden")
NAMES = ["newswire.atom", "newswire.rss", "newswire.json", "newswire.html", "newswire.opml"]
OUTPUTS = "".join(f"  - {{path: out/{name}, title: The newswire, id: 'tag:headwater.example,2025:newswire', "
                  f"self: 'https://river.example/{name}'}}\n" for name in NAMES)
NOBODY = 65534



class Wire(http.server.BaseHTTPRequestHandler):
    """A proxy that serves all feeds from one folder: http://harbour-courier.example/feed is harbour-courier.xml.

    Ids are computed from the addresses of the feeds, so these must be the same on every machine.
    """

    def do_GET(self):
        stem = urllib.parse.urlsplit(self.path).hostname.removesuffix(".example")
        [name] = [n for n in os.listdir(NEWSWIRE) if n.rsplit(".", 1)[0] == stem]
        with open(os.path.join(NEWSWIRE, name), "rb") as file:
            body = file.read()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class GoldenTest(World):
    maxDiff = None

    def setUp(self):
        super().setUp()
        proxy = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Wire)
        self.addCleanup(proxy.server_close)
        self.addCleanup(proxy.shutdown)
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        with open(os.path.join(NEWSWIRE, "feeds.yaml"), encoding="utf-8") as file:
            feeds = re.sub(r'"file:(.*?)\.\w+"', r'"http://\1.example/feed"', file.read().split("feeds:\n")[1])
        self.write("feeds.yaml", f"settings: {{languages: [en, fr], concurrency: 1, timezone: UTC, "
                                 f"proxy: 'http://127.0.0.1:{proxy.server_port}'}}\noutputs:\n{OUTPUTS}feeds:\n{feeds}")
        self.headwater("run")

    def published(self, folder=None):
        return {name: self.read(os.path.join(folder or self.folder, "out", name)) for name in NAMES}

    def test_golden(self):
        found = self.published()
        if os.environ.get("HEADWATER_REFRESH"):
            for name, text in found.items():
                with open(os.path.join(GOLDEN, name), "wb") as file:
                    file.write(text)
        for name, text in found.items():
            with self.subTest(name):
                self.assertEqual(text.decode(), self.read(os.path.join(GOLDEN, name)).decode())

    def test_again(self):
        """Rendering again in another process writes nothing; after the outputs are deleted, it writes the same files."""
        before = self.published()
        times = {name: os.stat(os.path.join(self.folder, "out", name)).st_mtime_ns for name in NAMES}
        self.headwater("render")
        self.assertEqual(times, {name: os.stat(os.path.join(self.folder, "out", name)).st_mtime_ns for name in NAMES})
        shutil.rmtree(os.path.join(self.folder, "out"))
        self.headwater("render", now="2025-12-24T00:00:00Z")
        self.assertEqual(self.published(), before)

    def test_one_document_to_standard_output(self):
        for name, text in self.published().items():
            result = subprocess.run(self.arguments("render", "--format", name.split(".")[1]), capture_output=True,
                                    env=self.environment(), check=True)
            self.assertEqual(result.stdout, text, name)

    def test_elsewhere(self):
        """Another path, time zone, language, umask and, when run as root, another user."""
        before = self.published()
        there = self.path("another machine", "ナイル")
        os.makedirs(os.path.join(there, "state"))
        shutil.copy(os.path.join(self.folder, "feeds.yaml"), there)
        shutil.copy(self.state, os.path.join(there, "state"))
        who = {}
        if os.geteuid() == 0:
            for root, _, names in os.walk(self.root):
                for name in [root, *(os.path.join(root, n) for n in names)]:
                    os.chown(name, NOBODY, NOBODY)
            try:
                subprocess.run([PROGRAM, "--version"], user=NOBODY, check=True, capture_output=True)
                who = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
            except (OSError, subprocess.CalledProcessError):
                pass  # the build is in a folder that other users cannot read
        environment = self.environment({"TZ": "Pacific/Apia", "LC_ALL": "tr_TR.UTF-8", "LANG": "ar_EG.UTF-8"})
        subprocess.run([PROGRAM, "render", "--config", os.path.join(there, "feeds.yaml"), "--state",
                        os.path.join(there, "state", "state.db"), "--now", "2026-06-01T00:00:00Z"], cwd="/", umask=0o077,
                       env=environment, check=True, capture_output=True, **who)
        self.assertEqual(self.published(there), before)

    def test_a_state_made_anew(self):
        """The same feeds polled into a new state give the same ids."""
        before = self.published()
        shutil.rmtree(os.path.join(self.folder, "out"))
        shutil.rmtree(os.path.dirname(self.state))
        self.headwater("run", now=NOW)
        self.assertEqual(self.published(), before)


if __name__ == "__main__":
    unittest.main()
