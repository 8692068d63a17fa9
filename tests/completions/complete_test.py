"""complete_test.py FOLDER: what the shells complete is what the program has; asked of the shells themselves."""

import os
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM = os.environ["HEADWATER_PROGRAM"]
FOLDER = sys.argv[1]

# The words before the cursor, the last one unfinished, and what must be offered: all of it, or some of it.
ROWS = [
    ("st", {"status", "stories", "story"}, True),
    ("--ver", {"--verbose", "--version"}, True),
    ("stories --l", {"--language", "--limit"}, True),
    ("--state x.db stories --te", {"--tellings"}, True),
    ("--quiet run --fo", {"--force"}, True),
    ("run --s", {"--state", "--strict"}, True),
    ("lexicon b", {"build"}, True),
    ("user re", {"remove", "revoke"}, True),
    ("user f", {"fever"}, True),
    ("lexicon build --out", {"--output"}, True),
    ("stories --language s", set(), True),
    ("check --config fe", {"feeds.yaml"}, True),
    ("import fe", {"feeds.yaml"}, True),
    ("add --al", {"--allow-private"}, True),
    ("cluster fe", {"feeds.yaml"}, True),
    ("nonsense --j", set(), True),
]


def rows(*command):
    text = subprocess.run([PROGRAM, "--complete", *command], capture_output=True, text=True, check=True).stdout
    return [line.split("\t") for line in text.splitlines()]


def help_of(*command):
    return subprocess.run([PROGRAM, *command, "--help"], capture_output=True, text=True, check=True).stdout


class Shell(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        with open(os.path.join(self.folder, "feeds.yaml"), "w", encoding="utf-8"):
            pass
        self.env = {"PATH": os.path.dirname(PROGRAM) + ":" + os.environ["PATH"], "HOME": self.folder,
                    "LC_ALL": "C.UTF-8", "TERM": "dumb", "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "")}

    def check(self, complete):
        for line, words, whole in ROWS:
            with self.subTest(line):
                offered = complete("headwater " + line)
                if whole:
                    self.assertEqual(offered, words)
                else:
                    self.assertLessEqual(words, offered)


class ProgramTest(unittest.TestCase):
    def test_every_row_is_in_the_help(self):
        commands = [row[1] for row in rows() if row[0] == "command"]
        self.assertGreater(len(commands), 15)
        for name in commands:
            text = help_of(name)
            options = [row for row in rows(name) if row[0] == "option"]
            with self.subTest(name):
                self.assertEqual({row[1] for row in options if row[1].startswith("--")},
                                 set(re.findall(r"^  (?:-\w, )?(--[\w-]+)", text, re.MULTILINE)))
                for _, option, value, _ in options:
                    self.assertRegex(text, rf"(?m)^ .*{option}\b.*{value}" if value != "-" else option)


@unittest.skipUnless(os.environ.get("CI") or shutil.which("bash"), "no bash")
class BashTest(Shell):
    def complete(self, line):
        """The function as bash calls it; where it leaves the rest to file names, they are asked for too."""
        script = f"""
            compopt() {{ [ "$2" = default ] && files=yes; }}
            . {FOLDER}/headwater.bash
            read -ra COMP_WORDS <<<"$1"; COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); files=
            _headwater
            [ -z "$files" ] || COMPREPLY+=($(compgen -f -- "${{COMP_WORDS[COMP_CWORD]}}"))
            printf '%s\\n' "${{COMPREPLY[@]}}"
        """
        result = subprocess.run(["bash", "--norc", "-c", script, "bash", line], cwd=self.folder, env=self.env,
                                capture_output=True, text=True, timeout=60)
        self.assertEqual(result.stderr, "")
        return set(result.stdout.split())

    def test_rows(self):
        self.check(self.complete)

    def test_a_key_press(self):
        """The whole way: an interactive bash, a tab, and the line that comes of it."""
        text = interactive(["bash", "--norc", "-i"], self.folder, self.env,
                           [f". {FOLDER}/headwater.bash; bind 'set enable-bracketed-paste off'; echo rea''dy\n",
                            "headwater stories --tel\t", "7 --json --help >out.txt; echo do''ne\n"],
                           ["ready", "--tellings", "done"])
        with open(os.path.join(self.folder, "out.txt"), encoding="utf-8") as file:
            self.assertIn("usage: headwater stories", file.read(), text)


def interactive(command, folder, env, sent, awaited):
    """Sends each text to a program at a terminal and waits for what it must answer."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(command, cwd=folder, env=env, stdin=theirs, stdout=theirs, stderr=theirs,
                               start_new_session=True)
    os.close(theirs)
    text = ""
    try:
        for keys, answer in zip(sent, awaited):
            os.write(ours, keys.encode())
            seen, end = len(text), time.monotonic() + 60
            while answer not in text[seen:] and time.monotonic() < end:
                if select.select([ours], [], [], 1)[0]:
                    text += os.read(ours, 4096).decode(errors="replace")
    finally:
        process.kill()
        process.wait()
        os.close(ours)
    return text


ZSH_SETUP = r"""
PROMPT=
fpath=(@FOLDER@ $fpath)
autoload -Uz compinit
compinit -u -d $HOME/dump
compadd() {
    if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then builtin compadd "$@"; return; fi
    typeset -a hits
    builtin compadd -A hits "$@"
    print -rl -- $hits >>$HOME/offers
    builtin compadd "$@"
}
probe() { zle complete-word; BUFFER=; print done >>$HOME/offers }
zle -N probe
bindkey '^T' probe
print rea""dy
"""


@unittest.skipUnless(os.environ.get("CI") or shutil.which("zsh"), "no zsh")
class ZshTest(Shell):
    def setUp(self):
        """zsh completes only at a terminal: what it offers is caught where the offers are made."""
        super().setUp()
        self.offers = os.path.join(self.folder, "offers")
        setup = os.path.join(self.folder, "setup")
        with open(setup, "w", encoding="utf-8") as file:
            file.write(ZSH_SETUP.replace("@FOLDER@", FOLDER))
        self.terminal, theirs = pty.openpty()
        self.addCleanup(os.close, self.terminal)
        self.process = subprocess.Popen(["zsh", "-f", "-i"], cwd=self.folder, env=self.env, stdin=theirs,
                                        stdout=theirs, stderr=theirs, start_new_session=True)
        os.close(theirs)
        self.addCleanup(self.process.wait)
        self.addCleanup(self.process.kill)
        os.write(self.terminal, f". {setup}\n".encode())
        self.await_text(lambda text: "ready" in text)

    def await_text(self, enough):
        text, end = "", time.monotonic() + 60
        while not enough(text) and time.monotonic() < end:
            if select.select([self.terminal], [], [], 0.05)[0]:
                text += os.read(self.terminal, 4096).decode(errors="replace")

    def complete(self, line):
        with open(self.offers, "w", encoding="utf-8"):
            pass
        os.write(self.terminal, f"{line}\x14".encode())
        self.await_text(lambda _: "done" in self.offered())
        return self.offered() - {"done"}

    def offered(self):
        with open(self.offers, encoding="utf-8") as file:
            return set(file.read().split())

    def test_rows(self):
        self.check(self.complete)


@unittest.skipUnless(os.environ.get("CI") or shutil.which("fish"), "no fish")
class FishTest(Shell):
    def complete(self, line):
        script = f"source {FOLDER}/headwater.fish; complete --do-complete '{line}'"
        result = subprocess.run(["fish", "--no-config", "-c", script], cwd=self.folder, env=self.env,
                                capture_output=True, text=True, timeout=60)
        self.assertEqual(result.stderr, "")
        return {text.split("\t")[0] for text in result.stdout.splitlines()}

    def test_rows(self):
        self.check(self.complete)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
