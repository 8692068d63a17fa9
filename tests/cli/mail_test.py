"""Digests by mail: whole and correct, each once, whatever kills the run, and never in the way of it."""

import email
import email.policy
import json
import os
import unittest

from top_test import TopWorld, after, text

OUTPUT = "  - {{path: day.json, title: '{title}', at: '07:00', stories: 3, from: river@example.org, to: {to}}}\n"


class MailTest(TopWorld):
    def setUp(self):
        super().setUp()
        self.mails = self.path("mails")
        os.mkdir(self.mails)
        self.program("cat > {mails}/new; echo $* > {mails}/$(ls {mails} | wc -l).to; mv {mails}/new {mails}/$(ls {mails} | wc -l)")

    def program(self, script):
        self.write("sendmail", "#!/bin/sh\n" + script.format(mails=self.mails) + "\n")
        os.chmod(os.path.join(self.folder, "sendmail"), 0o755)

    def configure_mail(self, title="My day", to="[me@example.org, you@example.org]", settings=""):
        self.configure(OUTPUT.format(title=title, to=to), "{sendmail: sendmail, languages: [en]" + settings + "}")

    def sent(self):
        """The mails, oldest first."""
        result = []
        for name in sorted(n for n in os.listdir(self.mails) if not n.endswith(".to")):
            with open(os.path.join(self.mails, name), "rb") as file:
                result.append(email.message_from_binary_file(file, policy=email.policy.default))
        return result

    def arguments_of(self):
        return [self.read(os.path.join(self.mails, n)).decode().strip() for n in sorted(os.listdir(self.mails)) if n.endswith(".to")]

    def run_at(self, hours, *options, **how):
        return self.headwater("run", "--force", *options, now=after(hours), **how)

    def test_a_mail(self):
        self.configure_mail()
        result = self.run_at(11)
        self.assertNotIn("mail", result.stderr)
        [mail] = self.sent()
        self.assertEqual(self.arguments_of(), ["-i -f river@example.org me@example.org you@example.org"])
        self.assertEqual(mail["Subject"], "My day: Monday, March 2, 2026")
        self.assertEqual(str(mail["From"]), "My day <river@example.org>")
        self.assertEqual([a.addr_spec for a in mail["To"].addresses], ["me@example.org", "you@example.org"])
        self.assertEqual(mail["Date"].datetime.strftime("%Y-%m-%dT%H:%M:%SZ"), after(11))
        self.assertRegex(mail["Message-ID"], r"^<headwater\.\d+@example\.org>$")
        self.assertEqual([p.defects for p in mail.walk()], [[], [], []])
        self.assertEqual([p.get_content_type() for p in mail.walk()], ["multipart/alternative", "text/plain", "text/html"])
        plain, html = (mail.get_body([kind]).get_content() for kind in ("plain", "html"))
        self.assertIn("1. The bridge is closed\n   outlet", plain)
        self.assertIn("\n3. Notice ", plain)
        self.assertEqual(html.count("<h3"), 3)
        self.assertIn("Also told by <a", html)
        self.assertNotIn("<img", html)
        raw = self.read(os.path.join(self.mails, "2"))
        self.assertLess(max(len(line) for line in raw.split(b"\n")), 78)
        self.run_at(12)
        self.run_at(24 + 5)
        self.assertEqual(len(self.sent()), 1)
        self.tell("river.example", [("A parade", text(300), 30)])
        self.run_at(24 + 7)
        self.assertEqual(self.sent()[1]["Subject"], "My day: Tuesday, March 3, 2026")

    def test_the_run_counts(self):
        self.configure_mail()
        counted = json.loads(self.run_at(11, "--json").stdout)
        self.assertEqual((counted["digests"], counted["mails"]), (1, 1))
        counted = json.loads(self.run_at(12, "--json").stdout)
        self.assertEqual((counted["digests"], counted["mails"]), (0, 0))

    def test_outputs_that_share_their_digests(self):
        """The mail is sent whichever of two outputs with one id comes first."""
        rows = [OUTPUT.format(title="My day", to="me@example.org").replace("stories", "id: 'urn:day', stories"),
                "  - {path: day.html, id: 'urn:day', at: '07:00', stories: 3}\n"]
        for count, outputs in enumerate((rows, rows[::-1]), 1):
            if os.path.exists(self.state):
                os.unlink(self.state)
            self.configure("".join(outputs), "{sendmail: sendmail, languages: [en]}")
            self.run_at(11)
            self.assertEqual(len(self.sent()), count, outputs)

    def test_hostile_titles(self):
        self.tell("evil.example", [("=?UTF-8?Q?a?= Bcc: x@y.example &#13;&#10;Bcc: z@y.example &lt;script&gt; \u202e.", text(301), 10)] )
        for name in list(self.feeds):
            if name.startswith("outlet"):
                self.feeds[name] = []
                self.tell(name[:-4], [])
        self.configure_mail(title='Ünser "Fluß" <a@b> =?x?=', to="root")
        self.run_at(11)
        [mail] = self.sent()
        self.assertEqual(mail["Subject"], 'Ünser "Fluß" <a@b> =?x?=: Monday, March 2, 2026')
        self.assertEqual([(a.display_name, a.addr_spec) for a in mail["From"].addresses],
                         [('Ünser "Fluß" <a@b> =?x?=', "river@example.org")])
        self.assertIsNone(mail["Bcc"])
        self.assertEqual(len(mail.keys()), 8)
        html = mail.get_body(["html"]).get_content()
        self.assertNotIn("<script", html)
        self.assertIn("Bcc: z@y.example", html)

    def test_a_refusal_is_said_and_tried_again(self):
        self.configure_mail()
        self.program("echo 'queue is full' >&2; exit 75")
        result = self.run_at(11)
        self.assertIn("sendmail ended with status 75: queue is full; the next run tries again", result.stderr)
        self.assertIn("The bridge is closed", self.read(os.path.join(self.folder, "day.json")).decode(), "the run goes on")
        self.program("exec cat > {mails}/1")
        self.assertNotIn("mail of", self.headwater("run", now=after(11.25)).stderr)
        [mail] = self.sent()
        self.assertEqual(mail["Date"].datetime.strftime("%Y-%m-%dT%H:%M:%SZ"), after(11), "the digest's own date")
        self.run_at(12)
        self.assertEqual(len(self.sent()), 1)

    def test_no_program_and_a_week(self):
        self.configure_mail()
        os.unlink(os.path.join(self.folder, "sendmail"))
        checked = self.headwater("check", now=after(11), status=1)
        self.assertIn("/wire/sendmail: No such file or directory, expected a program", checked.stdout + checked.stderr)
        self.assertIn("cannot run", self.run_at(11).stderr)
        late = self.run_at(24 * 7 + 12)
        self.assertIn("it could not be sent for a week and is given up", late.stderr)
        self.assertNotIn("mail of", self.run_at(24 * 7 + 13).stderr)

    def test_programs_switched_off(self):
        self.configure_mail()
        self.assertIn("programs are switched off here (HEADWATER_PROGRAMS=off), so it waits",
                      self.run_at(11, env={"HEADWATER_PROGRAMS": "off"}).stderr)
        self.assertEqual(self.sent(), [])
        self.run_at(12)
        self.assertEqual(len(self.sent()), 1)

    def test_a_cut_run_sends_nothing_twice(self):
        """Killed before the program runs, the mail is lost and the next run says so; killed after it, it is sent once."""
        for point, count in (("mail-handed", 0), ("mail-taken", 1)):
            with self.subTest(point):
                for name in os.listdir(self.mails):
                    os.unlink(os.path.join(self.mails, name))
                if os.path.exists(self.state):
                    os.unlink(self.state)
                self.configure_mail()
                self.assertNotEqual(self.run_at(11, env={"HEADWATER_FAILPOINT": point}, status=None).returncode, 0)
                self.assertEqual(len(self.sent()), count)
                self.assertIn("a run was cut while it was sent; it may or may not have been sent and is not sent again",
                              self.run_at(12).stderr)
                self.assertNotIn("mail of", self.run_at(13).stderr)
                self.assertEqual(len(self.sent()), count)

    def test_a_killed_program_is_not_called_again(self):
        self.configure_mail()
        self.program("cat > {mails}/1; kill -9 $$")
        self.assertIn("ended with signal 9; it may have been sent and is not sent again", self.run_at(11).stderr)
        self.run_at(12)
        self.assertEqual(len(self.sent()), 1)

    def test_only_a_run_sends(self):
        self.configure_mail()
        self.run_at(11, env={"HEADWATER_PROGRAMS": "off"})
        self.headwater("render", now=after(12))
        self.headwater("check", now=after(12))
        self.assertEqual(self.sent(), [])

    def test_mistakes(self):
        rows = [("to: [me@example.org, 'a b@c.example']", 'to is "a b@c.example", expected an e-mail address without a name'),
                ("to: '-oQ/tmp@x.example'", 'to is "-oQ/tmp@x.example", expected an e-mail address without a name'),
                ("to: 'Me <me@example.org>'", "expected an e-mail address without a name"),
                ("to: me@example.org", "to without from, expected both"),
                ("from: me@example.org", "from without to, expected both")]
        for keys, message in rows:
            with self.subTest(keys):
                self.configure(f"  - {{path: day.json, at: '07:00', {keys}}}\n")
                self.assertIn(message, self.headwater("check", status=2).stderr)
        self.configure("  - {path: day.json, to: a@b.example, from: a@b.example}\n")
        self.assertIn("to without at, expected both", self.headwater("check", status=2).stderr)


if __name__ == "__main__":
    unittest.main()
