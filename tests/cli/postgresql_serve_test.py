"""headwater serve on a state in PostgreSQL: pages, what a 304 costs, a database that goes away and comes back, runs meanwhile."""

import contextlib
import http.client
import os
import re
import socket
import subprocess
import threading
import unittest

import postgresql_world
from postgresql_world import PostgreSQLWorld, postgresql
from world import LATER, PROGRAM

DEADLINE = 60  # seconds; for what comes at once


def setUpModule():
    postgresql_world.set_up_module()


class PostgreSQLServeTest(PostgreSQLWorld):
    def setUp(self):
        super().setUp()
        self.on(self.address, "run")
        self.story = "/story/" + re.search(r"\d{10,20}", self.on(self.address, "stories").stdout)[0]

    def serve(self, *options, state=None):
        self.log = self.path("serve.log")
        with open(self.log, "wb") as log:
            server = subprocess.Popen([PROGRAM, "serve", "--listen", "127.0.0.1:0", "--config", os.path.join(self.folder, "feeds.yaml"),
                                       "--state", state or self.address, *options], env=self.environment(), stdout=subprocess.PIPE, stderr=log, text=True)
        self.addCleanup(server.stdout.close)
        self.addCleanup(server.wait)
        self.addCleanup(server.kill)
        self.port = int(server.stdout.readline().rstrip("/\n").rsplit(":", 1)[1])
        return server

    def ask(self, path, method="GET", body=None, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=DEADLINE)
        try:
            connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def connections(self):
        return int(self.server.query("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'headwater'")[0])

    def ask_until(self, path, status):
        """Asks until this status comes, at most some times: a connection that broke is noticed by the answer to its next use."""
        answers = []
        for _ in range(4):
            answers.append(self.ask(path))
            if answers[-1][0] == status:
                return answers[-1]
        raise AssertionError(f"{path}: {[answer[0] for answer in answers]}")

    def statements(self, do):
        """The number of statements that the server got meanwhile."""
        log = os.path.join(self.server.folder, "log")
        before = os.path.getsize(log)
        do()
        with open(log, "rb") as file:
            file.seek(before)
            return [line for line in file.read().decode().splitlines() if re.search(r"LOG:  (statement|execute [^:]*):", line)]

    def test_what_not_modified_costs(self):
        """One statement that asks for the version, and what finds the story."""
        os.unlink(os.path.join(self.folder, "merged.json"))  # made from the state now
        self.server.query(f"ALTER ROLE {postgresql.USER} SET log_statement = 'all'")
        self.addCleanup(self.server.query, f"ALTER ROLE {postgresql.USER} RESET log_statement")
        self.serve()
        for path, most in (("/merged.json", 1), ("/merged.atom", 0), (self.story, 4)):
            status, headers, _ = self.ask(path)
            self.assertEqual(status, 200, path)

            def again():
                status, _, body = self.ask(path, If_None_Match=headers["ETag"])
                self.assertEqual((status, body), (304, b""), path)
            asked = self.statements(again)
            self.assertLessEqual(len(asked), most, "\n".join(asked))

    def test_a_database_that_restarts(self):
        os.unlink(os.path.join(self.folder, "merged.json"))
        server = self.serve("--users")
        self.assertEqual(self.ask(self.story)[0], 200)
        login = {"method": "POST", "body": "Email=ada&Passwd=x", "Content_Type": "application/x-www-form-urlencoded"}
        self.assertEqual(self.ask("/accounts/ClientLogin", **login)[0], 401)
        many = self.connections()
        for mode in ("immediate", "fast", "immediate"):
            self.server.stop(mode)
            self.assertEqual(self.ask("/merged.atom")[0], 200, "a file needs no database")
            self.assertEqual(self.ask("/health")[0], 503)
            for path in (self.story, "/merged.json", "/story/1", "/search.json?q=lake"):
                self.assertEqual(self.ask(path)[0], 503, path)
            self.assertIn(self.ask("/search?q=lake")[0], (200, 503))
            self.assertEqual(self.ask("/accounts/ClientLogin", **login)[0], 503)
            self.assertEqual(self.ask("/websub/" + "0" * 32)[0] // 100, 5, "a hub comes again")
            self.server.start()
            for path, status in ((self.story, 200), ("/merged.json", 200), ("/story/1", 404), ("/search?q=lake", 200), ("/health", None)):
                self.assertEqual(self.ask(path)[0], status) if status else self.ask(path)
            self.assertEqual(self.ask("/accounts/ClientLogin", **login)[0], 401)
            self.assertLessEqual(self.connections(), many)
        old = self.ask("/merged.json")[2]
        for name in os.listdir(os.path.join(self.folder, "updates")):
            os.replace(os.path.join(self.folder, "updates", name), os.path.join(self.folder, name))
        self.on(self.address, "run", "--force", now=LATER)
        os.unlink(os.path.join(self.folder, "merged.json"))
        self.assertNotEqual(self.ask("/merged.json")[2], old, "what a run wrote is shown at once")
        self.assertIsNone(server.poll())

    def test_connections_that_are_ended(self):
        """One by one, each of those that serve holds: the next answer may be an error, and then all is well."""
        os.unlink(os.path.join(self.folder, "merged.json"))
        server = self.serve("--users")
        login = {"method": "POST", "body": "Email=ada&Passwd=x", "Content_Type": "application/x-www-form-urlencoded"}
        self.ask(self.story)
        self.ask("/accounts/ClientLogin", **login)
        many = self.connections()
        for which in range(many):
            self.server.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'headwater' "
                              f"ORDER BY backend_start OFFSET {which} LIMIT 1")
            self.ask_until(self.story, 200)
            self.ask_until("/merged.json", 200)
            for _ in range(2):
                status = self.ask("/accounts/ClientLogin", **login)[0]
                if status == 401:
                    break
            self.assertEqual(status, 401)
            self.assertLessEqual(self.connections(), many)
        self.assertIsNone(server.poll())

    def test_a_database_that_is_silent(self):
        """It is waited for once, and not again at every request."""
        with socket.create_server(("127.0.0.1", 0)) as silent:
            self.serve(state=f"postgresql://{postgresql.USER}@127.0.0.1:{silent.getsockname()[1]}/postgres?sslmode=disable&connect_timeout=2")
            for _ in range(5):
                self.assertEqual(self.ask(self.story)[0], 503)
            self.assertEqual(self.ask("/merged.atom")[0], 200)
            silent.setblocking(False)
            asked = 0
            with contextlib.suppress(BlockingIOError):
                while True:
                    silent.accept()[0].close()
                    asked += 1
        self.assertEqual(asked, 1)

    def test_beside_runs(self):
        """Every answer is whole while runs commit, and none is an error."""
        for name in postgresql_world.OUTPUTS:
            os.unlink(os.path.join(self.folder, name))
        text = self.read(os.path.join(self.folder, "feeds.yaml")).decode()
        self.write("elsewhere.yaml", re.sub(r"(?s)outputs:.*?\n(?=\w|\Z)", "outputs: [{path: elsewhere.atom, format: atom}]\n", text))
        self.serve()
        statuses, ended = [], threading.Event()

        def read_on(path):
            tag = ""
            while not ended.is_set():
                status, headers, body = self.ask(path, If_None_Match=tag)
                tag = headers.get("ETag", tag)
                statuses.append((path, status, status == 304 or len(body) > 100))

        threads = [threading.Thread(target=read_on, args=(path,)) for path in ("/merged.atom", "/merged.json", self.story, "/")]
        for thread in threads:
            thread.start()
        try:
            for hour in range(3):
                if hour == 1:
                    for name in os.listdir(os.path.join(self.folder, "updates")):
                        os.replace(os.path.join(self.folder, "updates", name), os.path.join(self.folder, name))
                subprocess.run([PROGRAM, "run", "--force", "--config", os.path.join(self.folder, "elsewhere.yaml"), "--state", self.address, "--now",
                                f"2025-10-10T{12 + hour}:00:00Z"], env=self.environment(), check=True, capture_output=True, timeout=120)
        finally:
            ended.set()
            for thread in threads:
                thread.join()
        self.assertEqual({row[1:] for row in statuses} - {(200, True), (304, True)}, set())
        self.assertEqual(len({row[0] for row in statuses}), len(threads))

    def test_what_is_no_text(self):
        """Bytes that no text of PostgreSQL may have, wherever a client can put them: answered as SQLite does."""
        self.on("sqlite:" + self.state, "run")
        form = "application/x-www-form-urlencoded"
        requests = (("/accounts/ClientLogin", "POST", b"Email=%ff%c0%af&Passwd=x"), ("/accounts/ClientLogin", "POST", b"Email=a%00b&Passwd=x"),
                    ("/fever/?api", "POST", b"api_key=%ff"), ("/search?q=%ff%fe", "GET", None), ("/search?q=%ed%a0%80", "GET", None),
                    ("/search?q=a%00b", "GET", None), ("/websub/%ff", "GET", None), ("/story/%ff", "GET", None),
                    ("/story/18446744073709551615", "GET", None), ("/story/9223372036854775808", "GET", None), ("/%ff.atom", "GET", None))
        told = []
        for state in ("sqlite:" + self.state, self.address):
            server = self.serve("--users", state=state)
            told.append([(path, body, self.ask(path, method, body, Content_Type=form)[0]) for path, method, body in requests])
            self.assertIsNone(server.poll())
        self.assertEqual(told[1], told[0])


if __name__ == "__main__":
    unittest.main()
