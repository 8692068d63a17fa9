"""The end of ./bootstrap: what it says of the outputs, and when it opens the page."""

import os
import pty
import select
import subprocess
import tempfile
import unittest

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
# What main_run does before, and what the machine is asked for, are not what is tested here.
STUBS = """
packages_install() { :; }
npm_install() { :; }
build() { :; }
lexicon() { :; }
id() { echo "$USER_NUMBER"; }
"""


class BootstrapTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = os.path.realpath(folder.name)
        with open(os.path.join(SOURCE, "bootstrap"), encoding="utf-8") as file:
            self.script = file.read().split('\ncase "${1-run}" in\n')[0]
        self.assertIn("main_run() {", self.script)
        os.mkfifo(os.path.join(self.folder, "calls"))
        self.calls = os.open(os.path.join(self.folder, "calls"), os.O_RDWR | os.O_NONBLOCK)
        self.addCleanup(os.close, self.calls)
        self.program("bin/xdg-open", f'echo "$1" >"{self.folder}/calls"')

    def program(self, name, script):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\n" + script + "\n")
        os.chmod(path, 0o755)

    def run_main(self, status=0, terminal=True, outputs=("merged.atom", "index.html"), **env):
        self.program("build/release/headwater",
                     "".join(f"touch build/{name}; " for name in outputs) + f'echo "$@"; exit {status}')
        ours, theirs = pty.openpty()
        self.addCleanup(os.close, ours)
        result = subprocess.run(["bash", "-c", self.script + STUBS + "\nmain_run", os.path.join(self.folder, "bootstrap")],
                                env={"PATH": os.path.join(self.folder, "bin") + ":" + os.environ["PATH"],
                                     "USER_NUMBER": "1000", **env},
                                stdout=theirs if terminal else subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60)
        os.close(theirs)
        self.assertEqual(result.returncode, status, result.stderr)
        return result.stderr

    def opened(self):
        """The file that was opened since the last call, in the background; None for none."""
        if not select.select([self.calls], [], [], 30)[0]:
            return None
        return os.read(self.calls, 4096).decode().strip()

    def test_where_the_outputs_are(self):
        said = self.run_main(terminal=False)
        self.assertEqual(said.splitlines()[-2:],
                         [f"bootstrap: the merged feed, for a feed reader: {self.folder}/build/merged.atom",
                          f"bootstrap: the same as a page, for a browser: {self.folder}/build/index.html"])

    def test_outputs_that_are_not_there(self):
        self.assertEqual(self.run_main(outputs=("merged.atom",), DISPLAY=":0").count("\n"), 1)

    def test_a_failure_is_passed_on(self):
        self.assertIn("index.html", self.run_main(status=1))

    def test_the_page_opens_on_a_desktop(self):
        for env in ({"DISPLAY": ":0"}, {"WAYLAND_DISPLAY": "wayland-0"}):
            with self.subTest(env):
                self.run_main(**env)
                self.assertEqual(self.opened(), "build/index.html")

    def test_it_does_not_open_elsewhere(self):
        """In the foreground, so that what would be opened is opened before the end."""
        self.script = self.script.replace('(xdg-open "$1" >/dev/null 2>&1 &)', 'xdg-open "$1"')
        for how in ({"terminal": False, "DISPLAY": ":0"}, {}, {"DISPLAY": ""}, {"DISPLAY": ":0", "USER_NUMBER": "0"}):
            with self.subTest(how):
                self.run_main(**how)
                self.assertEqual(select.select([self.calls], [], [], 0)[0], [])
        self.run_main(DISPLAY=":0")
        self.assertEqual(self.opened(), "build/index.html")

    def test_feeds_yaml_writes_what_is_named(self):
        with open(os.path.join(SOURCE, "feeds.yaml"), encoding="utf-8") as file:
            text = file.read()
        for path in ("build/merged.atom", "build/index.html"):
            self.assertIn(f"- path: {path} ", text)


if __name__ == "__main__":
    unittest.main()
