"""headwater user: names, passwords from a pipe and from a terminal, and what it refuses."""

import fcntl
import json
import os
import pty
import sqlite3
import subprocess
import unittest

import world


class UserTest(world.World):
    def setUp(self):
        super().setUp()
        self.headwater("run")

    def user(self, *words, password=None, status=0):
        return self.headwater("user", *words, status=status, input=None if password is None else password + "\n")

    def users(self):
        return json.loads(self.user("list", "--json").stdout)

    def hashes(self):
        with sqlite3.connect(self.state) as database:
            return dict(database.execute("SELECT name, password FROM user"))

    def test_add_list_remove(self):
        self.assertIn("headwater user add NAME", self.user("list").stdout)
        self.user("add", "ada", password="correct horse")
        self.user("add", "bob@example.org", password="battery staple")
        self.assertEqual(self.users()[0], {"name": "ada", "added": world.NOW, "last_use": None, "logins": 0, "read": 0,
                                           "starred": 0, "fever": False})
        self.assertRegex(self.user("list").stdout, r"(?m)^bob@example.org +2025-10-10 +never +0 +0 +0$")
        self.user("remove", "ADA")
        self.assertEqual([user["name"] for user in self.users()], ["bob@example.org"])

    def test_only_a_hash_is_stored(self):
        self.user("add", "ada", password="correct horse")
        self.assertTrue(self.hashes()["ada"].startswith("$argon2id$v=19$m=65536,t=2,p=1$"))
        for name in os.listdir(os.path.dirname(self.state)):
            self.assertNotIn(b"correct horse", self.read(os.path.join(os.path.dirname(self.state), name)))

    def test_passwd(self):
        self.user("add", "ada", password="correct horse")
        before = self.hashes()
        self.user("passwd", "ada", password="battery staple")
        self.assertNotEqual(self.hashes(), before)
        self.assertIn("Revoked 0 logins of ada.", self.user("revoke", "ada").stdout)

    def test_refused(self):
        self.user("add", "ada", password="correct horse")
        before = self.dump()
        rows = [(("add", "ada"), "correct horse", 1, "there is a user ada already"),
                (("add", "Ada"), "correct horse", 1, "there is a user ada already"),
                (("add", "a b"), "correct horse", 2, "a name has at most 64 letters"),
                (("add", "bob"), "short", 2, "a password has 8 to 1024 bytes"),
                (("add", "bob"), "with\ttab tab", 2, "a password has no control characters"),
                (("add", "bob"), "x" * 1025, 2, "the password is too long"),
                (("add",), "correct horse", 2, "NAME is missing"),
                (("add", "bob", "correct horse"), None, 2, "unexpected argument"),
                (("passwd", "eve"), "correct horse", 66, "there is no user eve"),
                (("remove", "eve"), None, 66, "there is no user eve"),
                (("fever", "eve"), None, 66, "there is no user eve"),
                (("revoke", "eve"), None, 66, "there is no user eve"),
                (("list", "ada"), None, 2, '"list" takes no name'),
                (("drop", "ada"), None, 2, 'unknown action "drop"'),
                ((), None, 2, "is missing")]
        for words, password, status, text in rows:
            with self.subTest(words):
                result = self.user(*words, password=password, status=None)
                self.assertIn(text, result.stderr)
                self.assertEqual(result.returncode, status, result.stderr)
        result = self.headwater("user", "add", "bob", status=2, stdin=subprocess.DEVNULL)
        self.assertIn("there is no password on standard input", result.stderr)
        self.assertEqual(self.dump(), before)

    def test_no_state_is_created(self):
        os.rename(self.state, self.path("moved.db"))
        self.assertIn("there is no state", self.user("add", "ada", password="correct horse", status=66).stderr)
        self.assertFalse(os.path.exists(self.state))

    def test_during_a_run(self):
        """A run has the lock of the state; a password can be changed meanwhile."""
        with open(self.state + ".lock", "a", encoding="utf-8") as lock:
            fcntl.lockf(lock, fcntl.LOCK_EX)
            self.headwater("run", status=75)
            self.user("add", "ada", password="correct horse")

    def typed(self, *answers):
        """Adds bob at a terminal; returns all that it shows, and the exit status."""
        ours, theirs = pty.openpty()
        process = subprocess.Popen(self.arguments("user", "add", "bob"), env=self.environment(), stdin=theirs,
                                   stdout=theirs, stderr=theirs, start_new_session=True)
        os.close(theirs)
        seen, answers = b"", list(answers)
        try:
            while chunk := os.read(ours, 4096):
                seen += chunk
                if answers and seen.endswith(b"of bob: "):
                    os.write(ours, answers.pop(0).encode() + b"\n")
        except OSError:  # the other end is closed
            pass
        os.close(ours)
        return seen.decode(), process.wait()

    def test_terminal(self):
        shown, status = self.typed("correct horse", "correct horze")
        self.assertEqual(status, 2)
        self.assertIn("the two passwords differ", shown)
        shown, status = self.typed("short")
        self.assertEqual(status, 2)
        shown, status = self.typed("correct horse", "correct horse")
        self.assertEqual(status, 0, shown)
        self.assertNotIn("correct horse", shown)
        self.assertIn("Password of bob: ", shown)
        self.assertEqual([user["name"] for user in self.users()], ["bob"])


if __name__ == "__main__":
    unittest.main()
