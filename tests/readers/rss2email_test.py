"""rss2email, subscribed to serve: it stores what it has seen and sends a mail for each new story."""

import email
import email.policy
import os
import re
import shutil
import subprocess
import unittest
from email.utils import parsedate_to_datetime

from wire import Live, missing

SETTINGS = """[DEFAULT]
to = me@reader.example
from = river@reader.example
email-protocol = sendmail
sendmail = {sendmail}
sendmail_config =
date-header = True
"""
SENDMAIL = """#!/bin/sh
exec cat >"$(mktemp "{folder}/mail.XXXXXX")"
"""


class Rss2emailTest(Live):
    def command(self, *arguments):
        result = subprocess.run(["r2e", "-c", self.path("r2e.cfg"), "-d", self.path("r2e.json"), *arguments],
                                capture_output=True, text=True, timeout=120, env=self.environment())
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        return result.stdout + result.stderr

    def subscribe(self, kind):
        self.mails = self.path("mails")
        os.makedirs(self.mails, exist_ok=True)
        with open(self.path("sendmail"), "w", encoding="utf-8") as file:
            file.write(SENDMAIL.format(folder=self.mails))
        os.chmod(self.path("sendmail"), 0o755)
        with open(self.path("r2e.cfg"), "w", encoding="utf-8") as file:
            file.write(SETTINGS.format(sendmail=self.path("sendmail")))
        self.command("add", "river", f"{self.site}/merged.{kind}")

    def seen(self, kind):
        """All mails so far by the link of the story, because a mail does not contain the id of the entry."""
        if not hasattr(self, "mails"):
            self.kind = kind
            self.subscribe(kind)
        self.command("run")
        found = {}
        for name in os.listdir(self.mails):
            with open(os.path.join(self.mails, name), "rb") as file:
                mail = email.message_from_binary_file(file, policy=email.policy.default)
            text = mail.get_content()
            link = re.search(r"URL: <?(\S+?)>?$", text, re.MULTILINE)
            date = parsedate_to_datetime(mail["Date"]).strftime("%Y-%m-%dT%H:%M:%SZ")
            found[link[1] if link else None] = (mail["Subject"], link[1] if link else None, date)
        self.assertEqual(len(found), len(os.listdir(self.mails)), "each story once")
        return found

    def wanted(self, entries):
        """A mail has the time when an Atom entry was updated; RSS has only the publication time."""
        return {entry.link: (entry.title, entry.link, entry.updated if self.kind == "atom" else entry.published)
                for entry in entries.values()}

    def test_atom(self):
        self.live("atom")

    def test_rss(self):
        self.live("rss")


if __name__ == "__main__":
    if shutil.which("r2e") is None:
        missing("rss2email is not installed")
    unittest.main()
