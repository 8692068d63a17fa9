"""Logging in: what is accepted, what is refused, and how guessing is slowed down."""

import http.client
import socket
import subprocess
import time
import unittest
import urllib.parse

from served import PASSWORD, PROGRAM, Client, Served

LOGIN, TOKEN = "/accounts/ClientLogin", "/reader/api/0/token"
PATHS = (LOGIN, TOKEN, "/reader/api/0/user-info", "/reader/atom/user/-/state/com.google/reading-list",
         "/api/greader.php/accounts/ClientLogin", "/api/greader.php/reader/api/0/token")


class OffTest(Served):
    users = False

    def test_off_by_default(self):
        self.serve()
        client = Client(self.port)
        for path in PATHS:
            self.assertEqual(client.ask(path).status, 404, path)
            self.assertEqual(client.ask(path, form=[("Email", "ada"), ("Passwd", PASSWORD)]).status, 405, path)


class LoginTest(Served):
    def test_both_places(self):
        for base in ("", "/api/greader.php"):
            with self.subTest(base):
                client = self.client(base=base)
                info = client.api("user-info")
                self.assertEqual(info["userName"], "ada")
                self.assertRegex(client.edit_token, r"^[\w-]{57}$")

    def test_form_of_the_answer(self):
        self.serve()
        client = Client(self.port)
        answer = client.login()
        self.assertRegex(answer.text, r"^SID=([\w-]{43})\nLSID=\1\nAuth=\1\n$")
        self.assertIn("no-store", answer.headers["Cache-Control"])
        answer = client.ask(LOGIN, form=[("Email", "ada"), ("Passwd", PASSWORD), ("output", "json")])
        self.assertRegex(answer.json["Auth"], r"^[\w-]{43}$")

    def test_refused(self):
        self.serve()
        client = Client(self.port)
        rows = [([("Email", "ada"), ("Passwd", "wrong horse battery")], 401),
                ([("Email", "eve"), ("Passwd", PASSWORD)], 401),
                ([("Email", "ada"), ("Passwd", "")], 401),
                ([("Email", "ada"), ("Passwd", PASSWORD + "x" * 5000)], 401),
                ([("Email", "ada")], 400),
                ([("Passwd", PASSWORD)], 400),
                ([], 400)]
        for form, status in rows:
            answer = client.ask(LOGIN, form=form)
            self.assertEqual((answer.status, answer.text), (status, "Error=BadAuthentication\n"), form)
        in_query = client.ask(LOGIN, query=[("Email", "ada"), ("Passwd", PASSWORD)])
        self.assertEqual(in_query.status, 400, "a password in an address ends up in logs")
        self.assertEqual(client.ask(LOGIN, query=[("Passwd", PASSWORD)], form=[("Email", "ada")]).status, 400)

    def test_names_ignore_case(self):
        """Phones write the first letter large."""
        self.client(name="Ada")

    def test_bodies(self):
        self.serve()
        client = Client(self.port)
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        rows = [(b"Email=ada&Passwd=%zz", form, 400),
                (b"Email=ada&Passwd=a%00b", form, 400),
                (b"Email=ada&Passwd=\xff", form, 400),
                (b'{"Email": "ada"}', {"Content-Type": "application/json"}, 415),
                (b"x", {"Content-Type": "multipart/form-data; boundary=x"}, 415),
                (b"a=1&" * 20001, form, 413),
                (b"Email=" + b"a" * (1 << 20), form, 413),
                (b"Email=ada&Passwd=correct+horse+battery", {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"},
                 200),
                (b"Email=ada&Passwd=correct%20horse%20battery", {}, 200)]
        for body, headers, status in rows:
            self.assertEqual(client.ask(LOGIN, raw=body, headers=headers).status, status, body[:40])
        for method in ("PUT", "DELETE", "OPTIONS", "PATCH"):
            self.assertEqual(client.ask(LOGIN, method=method).status, 405)

    def test_bodies_together(self):
        """Bodies that are being received have room for 32 MB in all; what does not fit is refused, and fits later."""
        self.serve()
        client, begun = Client(self.port), []
        for _ in range(32):
            begun.append(socket.create_connection(("127.0.0.1", self.port), timeout=60))
            self.addCleanup(begun[-1].close)
            begun[-1].sendall(b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % (LOGIN.encode(), 1 << 20))
            begun[-1].sendall(b"a" * ((1 << 20) - 1))
        refused = self.ask_until(503, client)
        self.assertEqual((refused.text, refused.headers["Retry-After"]), ("not available now\n", "5"))
        self.assertEqual(client.login().status, 503)
        self.assertEqual(client.ask("/robots.txt").status, 200, "what needs no room is answered")
        begun[0].sendall(b"a")
        self.assertTrue(begun[0].recv(100).startswith(b"HTTP/1.1 400 "), "what has its room keeps it")
        for connection in begun:
            connection.close()
        self.ask_until(400, client)
        self.assertEqual(client.login().status, 200)

    def ask_until(self, status, client):
        """The server takes a moment to see what was sent, and that a connection was closed."""
        end = time.monotonic() + 30
        while True:
            answer = client.ask(LOGIN, form=[("Email", "x" * 100)])
            self.assertIn(answer.status, (400, 503))
            if answer.status == status or time.monotonic() > end:
                self.assertEqual(answer.status, status)
                return answer

    def test_tokens(self):
        client = self.client()
        token = client.headers["Authorization"].removeprefix("GoogleLogin auth=")
        rows = [("GoogleLogin auth=" + token, 200), ("googlelogin   auth=" + token, 200), ("GoogleLogin auth=", 401),
                ("GoogleLogin auth=" + token[:-1], 401), ("GoogleLogin auth=" + token + "x", 401), (token, 401),
                ("Bearer " + token, 401), ("GoogleLogin auth=null", 401), ("GoogleLogin auth=" + "A" * 43, 401)]
        for header, status in rows:
            answer = Client(self.port).ask(TOKEN, headers={"Authorization": header})
            self.assertEqual(answer.status, status, header)
            if status == 401:
                self.assertEqual(answer.headers["WWW-Authenticate"], 'GoogleLogin realm="headwater"')
        self.assertEqual(Client(self.port).ask(TOKEN).status, 401)

    def test_only_hashes_are_stored(self):
        client = self.client()
        token = client.headers["Authorization"].removeprefix("GoogleLogin auth=")
        dump = self.dump()
        self.assertNotIn(token, dump)
        self.assertNotIn(PASSWORD, dump)
        self.assertNotIn(client.edit_token, dump)

    def test_access_ends(self):
        self.serve()
        Client(self.port).ask("/health")  # the pages of the site read the same state
        for words, text in ((("revoke", "ada"), None), (("passwd", "ada"), PASSWORD), (("remove", "ada"), None)):
            client = self.client()
            self.assertEqual(client.ask(TOKEN).status, 200)
            self.headwater("user", *words, input=text)
            self.assertEqual(client.ask(TOKEN).status, 401, words)

    def test_edit_token(self):
        client, other = self.client(), self.client()
        item = client.ids()[0]
        for edit, status in ((client.edit_token, 200), ("", 200), (None, 200), (other.edit_token, 401), ("x", 401)):
            form = [("i", item), ("a", "user/-/state/com.google/read")] + [("T", edit)] * (edit is not None)
            answer = client.ask("/reader/api/0/edit-tag", form=form)
            self.assertEqual(answer.status, status, edit)
            self.assertEqual(answer.headers["X-Reader-Google-Bad-Token"], "true" if status == 401 else None)

    def test_guessing_a_name(self):
        """After ten wrong passwords even the right one must wait; who is logged in is not affected."""
        inside = self.client()
        client = Client(self.port)
        for _ in range(10):
            self.assertEqual(client.login(password="wrong horse battery").status, 401)
        answer = client.login(password="wrong horse battery")
        self.assertEqual(answer.status, 429)
        self.assertTrue(0 < int(answer.headers["Retry-After"]) <= 30)
        self.assertEqual(client.login().status, 429)
        self.assertEqual(inside.ask(TOKEN).status, 200)
        self.headwater("user", "add", "bob", input=PASSWORD)
        self.assertEqual(client.login("bob").status, 200)

    def test_guessing_from_an_address(self):
        """Many names from one address, as a proxy of this machine reports it."""
        self.serve()
        client = Client(self.port)
        for i in range(30):
            client.headers["X-Forwarded-For"] = f"10.0.0.{i}, 192.0.2.7"
            self.assertEqual(client.login(f"name{i}").status, 401)
        self.assertEqual(client.login().status, 429)
        client.headers["X-Forwarded-For"] = "192.0.2.8"
        self.assertEqual(client.login().status, 200)

    def test_a_line_before_the_proxys_own(self):
        """A proxy may leave the client's line where it is, and add its own below."""
        self.serve()
        for lines in (("203.0.113.%d", "192.0.2.7"), ("203.0.113.%d", "10.0.0.1, 192.0.2.7"), ("192.0.2.7, 203.0.113.%d", "192.0.2.7")):
            for i in range(10):
                self.assertEqual(self.login_through([line.replace("%d", str(i)) for line in lines], f"{lines[0]}{i}{lines[1]}"), 401)
        self.assertEqual(self.login_through(["203.0.113.99", "192.0.2.7"]), 429)
        self.assertEqual(self.login_through(["192.0.2.7", "192.0.2.8"]), 200)

    def login_through(self, lines, name="ada"):
        """The status of a login that a proxy passes on, with these lines."""
        form = urllib.parse.urlencode([("Email", name), ("Passwd", PASSWORD)]).encode()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.putrequest("POST", LOGIN)
            for line in lines:
                connection.putheader("X-Forwarded-For", line)
            connection.putheader("Content-Length", str(len(form)))
            connection.endheaders(form)
            return connection.getresponse().status
        finally:
            connection.close()

    def test_says_why_nobody_can_log_in(self):
        self.headwater("user", "remove", "ada")
        self.serve()
        self.assertEqual(self.server.stderr.readline(),
                         "warning: nobody can log in yet: there are no users (headwater user add NAME)\n")

    def test_warns_without_encryption(self):
        server = subprocess.Popen([PROGRAM, "serve", "--users", "--listen", "0.0.0.0:0", "--config", self.path("feeds.yaml"),
                                   "--state", self.state], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                  text=True)
        self.addCleanup(server.stderr.close)
        self.addCleanup(server.wait)
        self.addCleanup(server.kill)
        self.assertIn("passwords are sent unencrypted", server.stderr.readline())


if __name__ == "__main__":
    unittest.main()
