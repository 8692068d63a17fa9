"""Damaged states: nothing crashes or hangs; a state that verify calls intact can be used; and a state with damage only in
rows can still be used and is repaired by verify --rebuild.

Usage: damaged_test.py FIRST COUNT; each number from FIRST on is a seed, so that a single state can be tried again.
"""

import os
import random
import shutil
import socket
import sqlite3
import sys
import unittest
from concurrent.futures import ThreadPoolExecutor

from world import LATER, NOW, World

FIRST, COUNT = int(sys.argv.pop(1)), int(sys.argv.pop(1))
AFTER = "2025-10-10T18:00:00Z"
NUMBERS = (0, 1, -1, 2, 7, 99, 255, 4096, 2**31 - 1, -2**31, 2**31, 2**32 - 1, 2**32, 2**32 + 5, 2**40, 2**62, 2**63 - 1,
           -2**63, 253402300800, 10**12)
TEXTS = (b"", b"{}", b"null", b"[]", b"{", b"\xff\xfe", b"a\nb", b'{"title": 5}', b'{"last_poll":99999999999999}',
         b'{"wait_reason":99}', b'{"published":"9999-12-31T23:59:59Z"}')


def columns(database, table):
    return [(row[1], row[2]) for row in database.execute(f"PRAGMA table_info({table})")]


def tables(database):
    """Without the virtual one, whose rows cannot be changed; its data are in tables of their own."""
    return [row[0] for row in database.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
        "AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name")]


def key_of(database, table):
    """The columns that identify a row: the rowid or, without one, the primary key."""
    try:
        database.execute(f"SELECT rowid FROM {table} LIMIT 0")
        return ["rowid"]
    except sqlite3.OperationalError:
        return [row[1] for row in database.execute(f"PRAGMA table_info({table})") if row[5]]


def row_of(draw, database, table, key):
    rows = database.execute(f"SELECT {', '.join(key)} FROM {table}").fetchall()
    return draw.choice(rows) if rows else None


def other_bytes(draw, data):
    data = bytearray(data)
    kind = draw.randrange(6)
    if kind == 0 or not data:
        return draw.randbytes(draw.choice((0, 1, 3, 4, 64, 5000)))
    if kind == 1:
        return bytes(data[:draw.randrange(len(data))])
    if kind == 2:
        return bytes(data + draw.randbytes(draw.randrange(1, 40)))
    for _ in range(draw.choice((1, 1, 2, 8))):
        data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
    return bytes(data)


def value_damage(draw, database):
    """Replaces a value of a row with another one of its type."""
    table = draw.choice(tables(database))
    key = key_of(database, table)
    row = row_of(draw, database, table, key)
    if row is None:
        return False
    where = " AND ".join(f"{name} IS ?" for name in key)
    name, kind = draw.choice(columns(database, table))
    before = database.execute(f"SELECT CAST({name} AS BLOB) FROM {table} WHERE {where}", row).fetchone()[0] or b""
    after = "?"
    if kind == "INTEGER":
        value = draw.choice(NUMBERS + (draw.getrandbits(62), int(before or 0) + 1, int(before or 0) ^ 1 << draw.randrange(62)))
        value = (value + 2**63) % 2**64 - 2**63
    elif kind == "REAL":
        value = draw.choice((0.0, -1.0, 1e308, float("inf")))
    else:
        value = draw.choice(TEXTS) if draw.random() < 0.3 else other_bytes(draw, before)
        after = "CAST(? AS TEXT)" if kind == "TEXT" else "?"
    database.execute(f"UPDATE {table} SET {name} = {after} WHERE {where}", (value, *row))
    return True


def row_loss(draw, database):
    """Deletes some or all rows of a table."""
    table = draw.choice(tables(database))
    key = key_of(database, table)
    if draw.random() < 0.2:
        return database.execute(f"DELETE FROM {table}").rowcount > 0
    where = " AND ".join(f"{name} IS ?" for name in key)
    for _ in range(draw.choice((1, 1, 3, 10))):
        row = row_of(draw, database, table, key)
        if row is None:
            return False
        database.execute(f"DELETE FROM {table} WHERE {where}", row)
    return True


def row_swap(draw, database):
    """Swaps two rows: chunks of the index, its runs, times, texts, sketches."""
    table, name = draw.choice((("key_chunk", "data"), ("key_run", "fences"), ("key_run", "first_chunk"), ("era", "times"),
                               ("sketch", "sketch"), ("keys", "keys"), ("body", "json"), ("feed", "state")))
    rows = database.execute(f"SELECT rowid, {name} FROM {table}").fetchall()
    if len(rows) < 2:
        return False
    (a, x), (b, y) = draw.sample(rows, 2)
    database.execute(f"UPDATE {table} SET {name} = ? WHERE rowid = ?", (y, a))
    database.execute(f"UPDATE {table} SET {name} = ? WHERE rowid = ?", (x, b))
    return x != y


def table_of(draw, database, other):
    """Replaces a table with an earlier version of it or with that of another state."""
    table = draw.choice(tables(database))
    database.execute("ATTACH ? AS other", (other,))
    database.execute(f"DELETE FROM {table}")
    database.execute(f"INSERT INTO {table} SELECT * FROM other.{table}")
    return True


def file_damage(draw, path):
    size = os.path.getsize(path)
    with open(path, "r+b") as file:
        if draw.random() < 0.1:
            file.truncate(draw.randrange(size))
        for _ in range(draw.choice((1, 1, 2, 5, 50))):
            at = draw.randrange(size)
            file.seek(at)
            byte = file.read(1) or b"\0"
            file.seek(at)
            file.write(bytes([byte[0] ^ 1 << draw.randrange(8)]))
    return True


class DamagedTest(World):
    def damage(self, draw, path):
        """Returns the kind of damage, or None if nothing was changed."""
        if draw.random() < 0.3:
            return "file" if file_damage(draw, path) else None
        kinds = [value_damage] * 6 + [row_loss, row_swap, row_swap,
                                      lambda d, b: table_of(d, b, draw.choice((self.old, self.other)))]
        database = sqlite3.connect(path, isolation_level=None)
        try:
            done = draw.choice(kinds)(draw, database)
        except (sqlite3.IntegrityError, OverflowError):
            done = False  # SQLite rejects it
        finally:
            database.close()
        return "row" if done else None

    def program(self, folder, *arguments, now):
        """The exit status and the whole output; a signal or a hang fails the test."""
        command, *options = arguments
        result = self.headwater(command, *options, "--state", os.path.join(folder, "state.db"),
                                "--config", os.path.join(folder, "feeds.yaml"), now=now, status=None)
        said = result.stdout + result.stderr
        self.assertIn(result.returncode, (0, 1, 65, 66, 75), f"{arguments}: {result.returncode}: {said}")
        self.assertNotIn("Sanitizer", said)
        return result.returncode, said

    def tried(self, seed):
        """The result of try_seed, or the failure itself, so that all failures are reported."""
        try:
            return self.try_seed(seed)
        except AssertionError as failure:
            return "failed", str(failure)

    def try_seed(self, seed):
        draw = random.Random(seed)
        folder = self.path(str(seed))
        os.mkdir(folder)
        shutil.copy(self.base, os.path.join(folder, "state.db"))
        shutil.copy(os.path.join(self.folder, "feeds.yaml"), folder)
        kind = self.damage(draw, os.path.join(folder, "state.db"))
        if kind is None:
            shutil.rmtree(folder)
            return None
        keep = os.path.join(folder, "damaged.db")
        shutil.copy(os.path.join(folder, "state.db"), keep)
        whole, found = self.program(folder, "verify", now=LATER)
        status, said = self.program(folder, "run", now=LATER)
        if whole == 0 and status != 0:
            self.fail(f"seed {seed}: verify calls whole what cannot be run: {said}")
        if "set aside" in said and whole == 0:
            self.fail(f"seed {seed}: verify does not name what a run sets aside: {said}")
        if kind == "row" and status != 0:
            self.fail(f"seed {seed}: a damaged row costs the whole run: {found}{said}")
        for side in ("-wal", "-shm"):
            if os.path.exists(os.path.join(folder, "state.db" + side)):
                os.unlink(os.path.join(folder, "state.db" + side))
        shutil.copy(keep, os.path.join(folder, "state.db"))
        _, mended = self.program(folder, "verify", "--rebuild", now=LATER)
        status, said = self.program(folder, "verify", now=LATER)
        if kind == "row" and status != 0:
            self.fail(f"seed {seed}: --rebuild leaves {said}after {found}{mended}")
        status, said = self.program(folder, "run", now=AFTER)
        if kind == "row" and status != 0:
            self.fail(f"seed {seed}: what was mended cannot be run: {said}")
        shutil.rmtree(folder)
        return kind, whole

    def make_states(self):
        """A state with most of the newswire, an older one, and one of other feeds; the rest arrives during the trial."""
        refusing = socket.socket()  # bound, and does not listen: a hub that is always tried again
        self.addCleanup(refusing.close)
        refusing.bind(("127.0.0.1", 0))
        whole = self.read(os.path.join(self.folder, "feeds.yaml")).decode().replace(
            "  - path: merged.atom\n", "  - path: merged.atom\n    self: https://news.example/\n"
            f"    hub: http://127.0.0.1:{refusing.getsockname()[1]}/\n", 1)
        self.write("feeds.yaml", self.fewer(whole, 3))
        self.headwater("run", now="2025-10-09T08:00:00Z")
        self.old = self.keep("old.db")
        self.write("feeds.yaml", self.fewer(whole, 1))
        self.headwater("run", now=NOW)
        self.headwater("run", "--force", now="2025-10-10T09:00:00Z")
        self.subscribe()
        self.base = self.keep("base.db")
        shutil.rmtree(os.path.dirname(self.state))
        self.write("feeds.yaml", self.fewer(whole, -4))
        self.headwater("run", now=NOW)
        self.other = self.keep("other.db")
        self.write("feeds.yaml", whole.replace("file:", f"file:{self.folder}/"))

    def subscribe(self):
        """Two subscriptions at hubs that are not to be asked."""
        with sqlite3.connect(self.state) as database:
            database.executemany(
                "INSERT INTO push VALUES (?, (SELECT url FROM feed LIMIT 1 OFFSET ?), 'http://127.0.0.1:9/hub', "
                "'http://127.0.0.1:9/feed', 'http://127.0.0.1:9/x', 'ab', ?, NULL, 1760500000, 1, 1760080000, "
                "1760900000, 1760080000, 1760080000, NULL, 1, 0, 0)", [("a" * 32, 0, 1), ("b" * 32, 1, 3)])

    def fewer(self, text, count):
        """Without this many of the last feeds, or of the first."""
        lines = text.splitlines(keepends=True)
        feeds = [line for line in lines if line.startswith("  - {url:")]
        gone = feeds[-count:] if count > 0 else feeds[:-count]
        return "".join(line for line in lines if line not in gone)

    def keep(self, name):
        path = self.path(name)
        self.headwater("backup", path)
        return path

    def test_damaged_states(self):
        self.make_states()
        with ThreadPoolExecutor(2) as pool:
            tried = [kind for kind in pool.map(self.tried, range(FIRST, FIRST + COUNT)) if kind]
        failures = [words for kind, words in tried if kind == "failed"]
        self.assertEqual(failures, [], f"{len(failures)} failed:\n" + "\n".join(failures[:40]))
        self.assertGreater(len(tried), COUNT // 2)
        for kind in ("file", "row"):
            of_kind = [whole for name, whole in tried if name == kind]
            print(f"{len(of_kind)} states damaged by {kind}, verify names {sum(1 for w in of_kind if w)}")


if __name__ == "__main__":
    unittest.main()
