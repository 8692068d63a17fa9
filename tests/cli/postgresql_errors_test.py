"""What a user meets whose PostgreSQL is not as a state needs it: one line that says what to do."""

import json
import os
import socket
import sqlite3
import subprocess
import unittest

import postgresql_world
from postgresql_world import PostgreSQLWorld, postgresql

YEARS_LATER = "2035-10-10T08:00:00Z"


def setUpModule():
    postgresql_world.set_up_module()


class PostgreSQLErrorsTest(PostgreSQLWorld):
    def user(self, name, more=""):
        """The address of this test's schema for another user."""
        self.server.query(f"CREATE ROLE {name} LOGIN {more}")
        return self.address.replace(postgresql.USER + "@", name + "@")

    def says(self, address, *words, command="run", **how):
        said = self.on(address, command, status=None, **how)
        self.assertNotIn(said.returncode, (0, 75), said.stderr)
        self.assertEqual(len(said.stderr.splitlines()), 1, said.stderr)
        self.assertTrue(said.stderr.startswith(f"error: headwater {command}: "), said.stderr)
        for word in words:
            self.assertIn(word, said.stderr)

    def test_a_server_that_is_not_there(self):
        here = f"postgresql://{postgresql.USER}@127.0.0.1"
        with socket.socket() as closed:  # bound and not listening: nobody else takes the port
            closed.bind(("127.0.0.1", 0))
            self.says(f"{here}:{closed.getsockname()[1]}/postgres", "is the server running, on this host and port?")
        self.says(f"postgresql://{postgresql.USER}@/postgres?host={self.folder}", "is the server running, with this folder for its socket?")

    def test_a_name_that_is_not_there(self):
        self.says(self.address.replace("/postgres?", "/nowhere?"), '"nowhere" does not exist', "create it, or correct its name")
        self.says(self.address.replace(postgresql.USER + "@", "nobody_here@"), "create it, or correct its name")

    def test_passwords(self):
        """Asked for by the server of this test alone, which admits by its first matching line."""
        address = self.user("gladys", "PASSWORD 'right'")
        rules = os.path.join(self.server.data, "pg_hba.conf")
        kept = self.read(rules)
        self.addCleanup(self.rules_set, kept)
        self.rules_set(b"local all gladys scram-sha-256\nlocal all mallory reject\n" + kept)
        self.says(address, "put it into the password file")
        self.says(address, "correct it in the address, the password file", env={"PGPASSWORD": "wrong"})
        self.server.query("CREATE ROLE mallory LOGIN")
        self.says(address.replace("gladys", "mallory"), "pg_hba.conf must admit")
        self.server.query(f"CREATE SCHEMA {self.schema} AUTHORIZATION gladys")
        passwords = self.path("passwords")
        with open(passwords, "w", encoding="ascii", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write("*:*:*:gladys:right\n")
        self.on(address, "run", env={"PGPASSFILE": passwords})

    def rules_set(self, data):
        with open(os.path.join(self.server.data, "pg_hba.conf"), "wb") as file:
            file.write(data)
        self.server.query("SELECT pg_reload_conf()")

    def test_rights(self):
        address = self.user("edith")
        self.says(address, 'the user "edith" may not create a schema', f"CREATE SCHEMA {self.schema} AUTHORIZATION edith")
        self.server.query(f"CREATE SCHEMA {self.schema}")
        self.says(address, 'the user "edith" may not create tables in the schema', f"GRANT ALL ON SCHEMA {self.schema} TO edith")
        self.server.query(f"GRANT ALL ON SCHEMA {self.schema} TO edith")
        self.on(address, "run")  # one who may create no schema uses that which is there
        for command in ("status", "verify", "stories"):
            self.on(address, command)
        other = self.user("harold")
        self.says(other, f"GRANT USAGE ON SCHEMA {self.schema} TO harold", command="stories")
        self.server.query(f"GRANT USAGE ON SCHEMA {self.schema} TO harold")
        self.says(other, "its user lacks a right", command="stories")
        self.server.query(f"GRANT SELECT ON ALL TABLES IN SCHEMA {self.schema} TO harold")
        self.assertEqual(self.stories(other), self.stories(address))
        self.says(other, "its user lacks a right")

    def test_a_standby(self):
        """One that only reads: a server that refuses to write."""
        self.on(self.address, "run")
        address = self.user("reader", "SUPERUSER")
        self.server.query("ALTER ROLE reader SET default_transaction_read_only = on")
        self.assertEqual(self.stories(address), self.stories(self.address))
        self.says(address, "if it is a standby, use the address of its primary")

    def test_too_many_connections(self):
        address = self.user("crowd", "CONNECTION LIMIT 0")
        self.says(address, "try again later, or raise max_connections")

    def test_an_encoding_that_lacks_letters(self):
        self.server.query("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0 LOCALE 'C'")
        self.says(self.address.replace("/postgres?", "/latin?"), "has the encoding LATIN1", "createdb --encoding=UTF8")
        self.on(self.address + "&client_encoding=LATIN1", "run")  # what the address says of it does not count
        self.assertEqual(self.stories(self.address).encode().decode(), self.stories(self.address))

    def test_a_damaged_feed(self):
        """Old items are pruned all the same, as from SQLite."""
        sqlite = "sqlite:" + self.state
        pruned = []
        for state in (self.address, sqlite):
            self.on(state, "run")
            if state == sqlite:
                with sqlite3.connect(self.state) as database:
                    database.execute("UPDATE feed SET state = '{' WHERE id = (SELECT min(id) FROM feed)")
            else:
                self.server.query(f"UPDATE {self.schema}.feed SET state = '{{' WHERE id = (SELECT min(id) FROM {self.schema}.feed)")
            self.on(state, "prune", now="2025-10-11T08:00:00Z")
            kept = self.stories(state)
            self.on(state, "prune", now=YEARS_LATER)
            pruned.append((json.loads(kept), json.loads(self.stories(state))))
        self.assertEqual(*([[len(stories) for stories in of] for of in pruned]))
        self.assertEqual(pruned[0][1], [])

    def test_a_default_of_repeatable_read(self):
        """A writer that waited for another sees what it wrote."""
        self.on(self.address, "run")
        address = self.user("strict", "SUPERUSER")
        self.server.query("ALTER ROLE strict SET default_transaction_isolation = 'repeatable read'")
        psql = [self.server.bin + "/psql", "-h", self.server.folder, "-U", postgresql.USER, "-d", "postgres", "-qAtX", "-v", "ON_ERROR_STOP=1"]
        with subprocess.Popen(psql, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
            other.stdin.write(f"BEGIN; UPDATE {self.schema}.setting SET value = value + 1 WHERE name = 'version' RETURNING 'written';\n")
            other.stdin.flush()
            self.assertEqual(other.stdout.readline(), "written\n")
            waiting = self.start("run", "--state", address, "--force")
            while waiting.poll() is None and not self.server.query("SELECT 1 FROM pg_locks WHERE NOT granted"):
                pass
            other.communicate("COMMIT;\n")
            said = waiting.communicate(timeout=60)
        self.assertEqual(waiting.returncode, 0, said)

    def test_a_table_that_is_missing(self):
        self.on(self.address, "run")
        self.server.query(f"DROP TABLE {self.schema}.body")
        self.says(self.address, "a table of the state is missing; restore a backup", command="stories")


if __name__ == "__main__":
    unittest.main()
