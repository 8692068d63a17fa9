"""A state in PostgreSQL: the same outputs as from SQLite, copies either way, and what happens when the server is away."""

import os
import socket
import unittest

import postgresql_world
from postgresql_world import PostgreSQLWorld, postgresql
from world import LATER

NEW_FEED = """<rss version="2.0"><channel><title>Lamplighter</title><link>http://lamps.example/</link><description/>
<item><title>Lamps along the quay</title><link>http://lamps.example/1</link><guid>lamps-1</guid>
<pubDate>Fri, 10 Oct 2025 07:00:00 GMT</pubDate><description>The quay has had no light since spring; now it has.</description></item>
</channel></rss>
"""


def setUpModule():
    postgresql_world.set_up_module()


class PostgreSQLTest(PostgreSQLWorld):
    def update(self):
        """Some feeds have news, and an item was edited."""
        for name in os.listdir(os.path.join(self.folder, "updates")):
            os.replace(os.path.join(self.folder, "updates", name), os.path.join(self.folder, name))

    def both_runs(self, state):
        self.on(state, "run")
        first = self.outputs()
        self.update()
        self.on(state, "run", "--force", now=LATER)
        return first, self.outputs()

    def test_the_same_outputs_as_from_sqlite(self):
        there = self.states_alike()
        ours = self.outputs_of(self.address, self.both_runs)
        self.assertNotEqual(ours[1][0], ours[1][1])
        self.on(self.address, "verify")
        self.assertEqual(self.outputs_of(there, self.both_runs), ours)
        self.assertEqual(self.stories(self.address), self.stories(there))

    def test_copies(self):
        """From SQLite to PostgreSQL and back: a run goes on as if nothing had happened."""
        there = "sqlite:" + self.path("back.db")
        self.on("sqlite:" + self.state, "run")
        self.on("sqlite:" + self.state, "copy-state", "sqlite:" + self.state, self.address)
        self.on(self.address, "copy-state", self.address, there)
        self.update()
        states = ("sqlite:" + self.state, self.address, there)
        told = []
        for state in states:
            self.on(state, "run", "--force", now=LATER)
            told.append((self.outputs(), self.on(state, "stories", "--json").stdout, self.on(state, "verify").stdout))
        self.assertEqual(told[0], told[1])
        self.assertEqual(told[0], told[2])
        said = self.on(self.address, "copy-state", "sqlite:" + self.state, self.address, status=None)
        self.assertNotEqual(said.returncode, 0)
        self.assertIn("the state to copy into is in use", said.stderr)

    def test_a_copy_that_was_killed_goes_on(self):
        self.on("sqlite:" + self.state, "run")
        feeds = self.read(os.path.join(self.folder, "feeds.yaml")).decode()
        self.write("new.xml", NEW_FEED)
        for point, at in (("before", 1), ("before", 3), ("before", 8), ("before", 20), ("after", 2), ("after", 3), ("after", 26)):
            for target in (self.server.address(f"killed_{point}{at}"), "sqlite:" + self.path(f"killed_{point}{at}.db")):
                with self.subTest((point, at, target)):
                    end = self.on("sqlite:" + self.state, "copy-state", "sqlite:" + self.state, target, status=None,
                                  env={"HEADWATER_FAILPOINT": f"store-copy-{point}:{at}"})
                    self.assertLess(end.returncode, 0, end.stdout + end.stderr)
                    if at > 1:
                        refused = self.on(target, "stories", status=None)
                        self.assertIn("this state is an unfinished copy", refused.stderr)
                    said = self.on("sqlite:" + self.state, "copy-state", "sqlite:" + self.state, target).stdout
                    self.assertIn("the copy is intact", said)
                    self.assertEqual(self.on(target, "stories", "--json").stdout, self.on("sqlite:" + self.state, "stories", "--json").stdout)
                    self.write("feeds.yaml", feeds.replace("feeds:\n", "feeds:\n  - file:new.xml\n"))
                    self.on(target, "run", now=LATER)
                    self.write("feeds.yaml", feeds)
                    self.assertIn("Lamps along the quay", self.on(target, "stories", "--json").stdout)
                    self.on(target, "verify")

    def test_a_copy_goes_on_from_the_state_it_began_with(self):
        ours, other = "sqlite:" + self.state, "sqlite:" + self.path("other.db")
        for state in (ours, other):
            self.on(state, "run")
        changes = (("another state", other, lambda: None),
                   ("a run", ours, lambda: (self.update(), self.on(ours, "run", "--force", now=LATER))),
                   ("a user", ours, lambda: self.headwater("user", "add", "gladys", input="a long password\n")))
        for i, (name, source, change) in enumerate(changes):
            for target in (self.server.address(f"changed{i}"), "sqlite:" + self.path(f"changed{i}.db")):
                with self.subTest((name, target)):
                    end = self.on(ours, "copy-state", ours, target, status=None, env={"HEADWATER_FAILPOINT": "store-copy-before:13"})
                    self.assertLess(end.returncode, 0, end.stdout + end.stderr)
            change()
            for target in (self.server.address(f"changed{i}"), "sqlite:" + self.path(f"changed{i}.db")):
                with self.subTest((name, target)):
                    said = self.on(ours, "copy-state", source, target, status=None)
                    self.assertNotEqual(said.returncode, 0, said.stdout)
                    self.assertIn("the unfinished copy is of another state, or that state has changed since; remove it and begin again", said.stderr)
        target = self.server.address("back")  # a state in PostgreSQL is another one after each write
        self.on(ours, "copy-state", ours, target)
        there = "sqlite:" + self.path("there.db")
        self.on(target, "copy-state", target, there, status=None, env={"HEADWATER_FAILPOINT": "store-copy-before:13"})
        self.on(target, "copy-state", target, there)

    def test_rivers_of_one_server(self):
        """Each has a schema of its own."""
        other = self.server.address("another_river")
        self.on(self.address, "run")
        self.assertIn("there is no state yet", self.on(other, "stories", status=None).stderr)
        self.on(other, "run")
        self.assertEqual(self.on(other, "status", "--json").stdout.count('"last_poll"'), self.on(self.address, "status", "--json").stdout.count('"last_poll"'))
        for schema in ("Upper", "a-b", 'x"; DROP SCHEMA public', "", "s" * 70):
            with self.subTest(schema):
                said = self.on(self.server.address() + "&schema=" + schema, "run", status=None)
                self.assertIn("lower-case letters, digits and _", said.stderr)

    def test_every_form_of_an_address(self):
        schema = f"schema={self.schema}"
        self.on(self.address, "run")
        forms = (f"postgres://{postgresql.USER}@/postgres?{schema}&host={self.server.folder}",
                 f"postgresql:host={self.server.folder} {schema} dbname=postgres user={postgresql.USER}",
                 f"postgres:{schema} host={self.server.folder} dbname=postgres user={postgresql.USER}")
        for form in forms:
            with self.subTest(form):
                self.assertEqual(self.on(form, "stories").stdout, self.on(self.address, "stories").stdout)
        env = {"PGHOST": self.server.folder, "PGUSER": postgresql.USER, "PGDATABASE": "postgres"}
        self.assertEqual(self.on("postgresql:" + schema, "stories", env=env).stdout, self.on(self.address, "stories").stdout)

    def test_no_password_is_shown(self):
        secret = "drowssap-of-gladys"
        address = f"postgresql://{postgresql.USER}:{secret}@/postgres?host={self.server.folder}&schema={self.schema}"
        shown = [self.on(address, "run", "--verbose"), self.on(address, "status"), self.on(address, "status", "--json"), self.on(address, "verify")]
        broken = (f"postgresql://gladys:{secret}@/nowhere?host={self.server.folder}", f"postgresql://gladys:{secret}@/x?host={self.folder}",
                  f"postgresql://gladys:{secret}@/x?hots={self.server.folder}", f"postgresql://gladys:{secret}%zz@/x", f"postgresql:password={secret} hots=x",
                  f"postgresql:password='{secret} host=x")
        cut = (f"postgresql://gladys:{secret}/et@127.0.0.1/river", f"postgresql://gladys:s3cr@{secret}@127.0.0.1/river",
               f"postgresql://gladys:1/{secret}@127.0.0.1/river", f"postgresql://gladys:s3cr/{secret}@127.0.0.1/river")
        for bad in broken:
            result = self.on(bad, "run", status=None)
            self.assertNotEqual(result.returncode, 0, bad)
            self.assertTrue(result.stderr.startswith("error: headwater run: "), result.stderr)
            shown.append(result)
        for bad in cut:
            result = self.on(bad, "run", status=None)
            self.assertIn("in a password of an address, @ is written %40, / %2F and : %3A", result.stderr)
            shown += [result, self.on(bad, "status", status=None), self.on(bad, "verify", status=None), self.on(bad, "copy-state", bad, self.address, status=None)]
        for result in shown:
            self.assertNotIn(secret, result.stdout + result.stderr)
        self.assertIn(f"postgresql://{self.server.folder}/postgres?schema={self.schema}", shown[2].stdout)

    def test_one_run_at_a_time(self):
        """A second run ends at once, also when the first is killed while it waits for a feed."""
        with socket.create_server(("127.0.0.1", 0)) as silent:
            self.write("feeds.yaml", f"feeds: [{{url: \"http://127.0.0.1:{silent.getsockname()[1]}/feed\", allow_private: true}}]\noutputs: [{{path: merged.atom, format: atom}}]\n")
            first = self.start("run", "--state", self.address)
            silent.settimeout(60)
            connection, _ = silent.accept()  # the first run holds the lock and waits for its feed
            with connection:
                said = self.on(self.address, "run", status=75)
                self.assertIn("another run is in progress", said.stderr)
                first.kill()
                first.communicate()
            self.write("feeds.yaml", "feeds: [file:northern-ledger.atom]\noutputs: [{path: merged.atom, format: atom}]\n")
            self.on(self.address, "run")

    def test_a_lock_that_is_lost(self):
        """With its connection: another run may begin, and the first one writes nothing more."""
        feed = self.read(os.path.join(self.folder, "harbour-courier.xml"))
        with socket.create_server(("127.0.0.1", 0)) as slow:
            self.write("feeds.yaml", f"feeds: [{{url: \"http://127.0.0.1:{slow.getsockname()[1]}/feed\", allow_private: true}}]\noutputs: [{{path: merged.atom, format: atom}}]\n")
            first = self.start("run", "--state", self.address)
            slow.settimeout(60)
            connection, _ = slow.accept()
            with connection:
                ended = self.server.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'headwater'")
                self.assertEqual(ended, ["t"], "a run has one connection")
                self.write("feeds.yaml", "feeds: [file:northern-ledger.atom]\noutputs: [{path: merged.atom, format: atom}]\n")
                self.on(self.address, "run")
                second = self.read(), self.stories(self.address)
                connection.recv(65536)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(feed), feed))
                _, errors = first.communicate(timeout=60)
        self.assertEqual(first.returncode, 1)
        self.assertRegex(errors, "error: headwater run: .*the (connection to the database was lost|database ended the connection)")
        self.assertEqual((self.read(), self.stories(self.address)), second)
        self.on(self.address, "verify")

    def test_a_state_of_another_version_or_program(self):
        self.on(self.address, "run")
        schema = self.schema
        self.server.query(f"UPDATE {schema}.setting SET value = 1000 WHERE name = 'schema'")
        self.assertIn("written by a newer headwater", self.on(self.address, "run", status=None).stderr)
        self.server.query("CREATE SCHEMA library; CREATE TABLE library.setting (a int)")
        self.assertIn('the schema "library" has tables of another program', self.on(self.server.address("library"), "run", status=None).stderr)

    def test_commands_that_need_a_file(self):
        self.on(self.address, "run")
        for words in (("backup", self.path("b.db")), ("restore", self.path("b.db"))):
            said = self.on(self.address, *words, status=None)
            self.assertNotEqual(said.returncode, 0)
        self.assertIn("pg_dump", self.on(self.address, "backup", self.path("b.db"), status=None).stderr)

    def test_search(self):
        self.on(self.address, "run")
        self.on("sqlite:" + self.state, "run")
        for words in ("malaria", "elect*", "glacier lake", "malaria -vaccine"):
            ours, theirs = (self.on(state, "search", words, status=None).stdout for state in (self.address, "sqlite:" + self.state))
            self.assertEqual(sorted(ours.splitlines()), sorted(theirs.splitlines()), words)


if __name__ == "__main__":
    unittest.main()
