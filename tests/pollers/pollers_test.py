"""Several pollers and placers as processes, killed at random, with a database that restarts under them.

No item is lost or told twice, no host is asked sooner than allowed, the stories are those of one unbroken run over the same
order, and the state is whole.
"""

import collections
import contextlib
import http.server
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "support"))

import postgresql

PROGRAM = os.environ["HEADWATER_PROGRAM"]
FEEDS = int(os.environ.get("HEADWATER_POLLERS_FEEDS", "240"))
KILLS = int(os.environ.get("HEADWATER_POLLERS_KILLS", "40"))
RESTARTS = int(os.environ.get("HEADWATER_POLLERS_RESTARTS", "3"))
SEED = int(os.environ.get("HEADWATER_POLLERS_SEED", str(random.randrange(1 << 30))))
POLLERS, PLACERS, PER_HOST, PER_FEED, GAP, LEASE = 6, 2, 3, 4, 1, 4
PLACES = ["Harwick", "Ostvik", "Carrow", "Linden", "Marsh End", "Tollby", "Sandvig", "Brae", "Norholm", "Pell"]
THINGS = ["ferry", "bridge", "school", "library", "harbour", "mill", "station", "market", "museum", "dam"]


def item(feed, number):
    """Every third item is a copy of a neighbour's."""
    source = feed - 1 if number % 3 == 2 and feed % 3 else feed
    draw = random.Random(source * 100 + number)
    place, thing, other = draw.choice(PLACES), draw.choice(THINGS), draw.choice(PLACES)
    sums = [draw.randrange(100, 9999) for _ in range(4)]
    title = f"{place} {thing} number {sums[0]} to be rebuilt for {sums[1]} crowns"
    text = (f"The council of {place} has decided to rebuild its {thing} number {sums[0]} at a cost of {sums[1]} crowns. Work "
            f"begins after {sums[2]} days, said the mayor of {other}, where {sums[3]} people had signed a petition. The old {thing} "
            f"was closed when inspectors from {other} found cracks in it.")
    return title, text


def rss(feed):
    rows = "".join(f"<item><guid isPermaLink='false'>{feed}-{i}</guid><link>http://h{feed // PER_HOST}.example/{feed}/{i}</link>"
                   f"<pubDate>Mon, 03 Nov 2025 {8 + i:02}:{feed % 60:02}:00 GMT</pubDate><title>{t}</title><description>{d}</description></item>"
                   for i in range(PER_FEED) for t, d in [item(feed, i)])
    return (f"<rss version='2.0'><channel><title>Feed {feed}</title><language>en</language><link>http://h{feed // PER_HOST}.example/</link>"
            f"<description/>{rows}</channel></rss>").encode()


class Wire(http.server.BaseHTTPRequestHandler):
    """All hosts, by way of a proxy; remembers when each was asked."""

    protocol_version = "HTTP/1.1"
    asked = collections.defaultdict(list)

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        started = time.monotonic()
        body = rss(int(url.path[1:]))
        known = self.headers.get("If-None-Match") == '"1"'
        try:
            self.send_response(304 if known else 200)
            self.send_header("ETag", '"1"')
            self.send_header("Content-Length", "0" if known else str(len(body)))
            self.end_headers()
            if not known:
                self.wfile.write(body)
        except OSError:
            pass  # the poller was killed
        Wire.asked[url.hostname].append((started, time.monotonic(), url.path))

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512

    def handle_error(self, *_):
        pass  # as above


class PollersTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="headwater-pollers-", dir="/tmp")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.database = postgresql.Server()
        self.addCleanup(self.database.close)
        self.web = Server(("127.0.0.1", 0), Wire)
        self.addCleanup(self.web.server_close)
        self.addCleanup(self.web.shutdown)
        threading.Thread(target=self.web.serve_forever, daemon=True).start()
        self.address = self.database.address("pollers")
        self.config("feeds.yaml", [f"http://h{i // PER_HOST}.example/{i}" for i in range(FEEDS)])
        self.processes = {}
        self.addCleanup(self.end)

    def config(self, name, feeds):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
            file.write(f"settings: {{host_gap: {GAP}s, proxy: 'http://127.0.0.1:{self.web.server_port}', interval: 1h, interval_min: 30m}}\n"
                       "outputs: [{path: merged.json, format: json, limit: 100}]\nfeeds:\n" + "".join(f"  - '{feed}'\n" for feed in feeds))

    def arguments(self, command, *options, state=None, config="feeds.yaml"):
        return [PROGRAM, command, "--config", os.path.join(self.folder, config), "--state", state or self.address, *options]

    def environment(self):
        env = {"PATH": os.environ["PATH"], "HOME": self.folder, "LC_ALL": "C.UTF-8", "TZ": "UTC", "HEADWATER_STATE_SECRET": "00" * 16}
        env.update({k: v for k, v in os.environ.items() if k.startswith(("ASAN_", "UBSAN_", "LSAN_"))})
        return env

    def run_it(self, command, *options, **how):
        result = subprocess.run(self.arguments(command, *options, **how), env=self.environment(), capture_output=True, text=True, timeout=900)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        return result.stdout

    def begin(self, name):
        words = ("poll", "--forever", "--lease", f"{LEASE}s") if name.startswith("poll") else ("place", "--forever")
        with open(os.path.join(self.folder, name + ".log"), "a", encoding="utf-8") as log:
            self.processes[name] = subprocess.Popen(self.arguments(*words), env=self.environment(), stdout=log, stderr=log)

    def end(self, how=signal.SIGKILL):
        for process in self.processes.values():
            process.send_signal(how)
        codes = [process.wait(120) for process in self.processes.values()]
        self.processes = {}
        return codes

    def kill_at_random(self, draw):
        """Until enough was killed; every process is replaced at once."""
        names = list(self.processes)
        restarts = sorted(draw.sample(range(KILLS), RESTARTS))
        for number in range(KILLS):
            time.sleep(draw.uniform(0.05, 0.9))
            if number in restarts:
                self.database.restart("immediate")
            name = draw.choice(names)
            self.assertIsNone(self.processes[name].poll(), f"{name} ended by itself: {self.log(name)}")
            self.processes[name].kill()
            self.processes[name].wait()
            self.begin(name)

    def log(self, name):
        with open(os.path.join(self.folder, name + ".log"), encoding="utf-8") as log:
            return log.read()[-2000:]

    @staticmethod
    def stories(rows):
        """The stories as sets of links."""
        found = collections.defaultdict(set)
        for node, link in rows:
            found[node].add(link)
        return {frozenset(links) for links in found.values()}

    def test_killed_at_random(self):
        draw = random.Random(SEED)
        print(f"seed {SEED}", flush=True)
        for name in [f"poll{i}" for i in range(POLLERS)] + [f"place{i}" for i in range(PLACERS)]:
            self.begin(name)
        self.kill_at_random(draw)
        deadline = time.monotonic() + 60 + FEEDS / 20
        while time.monotonic() < deadline and (self.count("inbox") or self.count("item") < FEEDS * PER_FEED * 9 // 10):
            time.sleep(0.5)
        # one that was killed last may still be starting, and know no signals
        self.assertLessEqual(set(self.end(signal.SIGTERM)), {0, -signal.SIGTERM}, [self.log(f"poll{i}") for i in range(POLLERS)])
        # What was asked by a poller that was killed waits as after a poll without news.
        time.sleep(LEASE + 1)
        later = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3 * 3600))
        self.run_it("poll", "--now", later)
        self.run_it("place", "--now", later)

        self.assertEqual(self.count("inbox"), 0)
        self.assertEqual(self.count("item"), FEEDS * PER_FEED)
        self.assertIn("intact", self.run_it("verify"))
        self.hosts_were_left_in_peace()
        self.unbroken_run_has_the_same_stories()
        self.run_is_refused_while_pollers_work()

    def run_is_refused_while_pollers_work(self):
        self.database.query("UPDATE pollers.host SET lease = 99999, until = extract(epoch FROM now()) + 60 WHERE name = 'h0.example'")
        said = subprocess.run(self.arguments("run"), env=self.environment(), capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(said.returncode, 75, said.stdout + said.stderr)
        self.assertIn("pollers are at work on this state", said.stderr)

    def count(self, table):
        return int(self.database.query(f"SELECT count(*) FROM pollers.{table}")[0])

    def hosts_were_left_in_peace(self):
        hosts = (FEEDS + PER_HOST - 1) // PER_HOST
        self.assertEqual(len(Wire.asked), hosts)
        for host, times in Wire.asked.items():
            times.sort()
            for (_, ended, one), (started, _, other) in zip(times, times[1:]):
                # a request that was answered after its poller was killed ends when the server noticed
                self.assertGreater(started - ended, GAP - 0.2, (host, one, other))

    def unbroken_run_has_the_same_stories(self):
        order = self.database.query("SELECT f.url FROM pollers.record r JOIN pollers.item i ON i.key = r.key JOIN pollers.feed f "
                                    "ON f.id = i.feed GROUP BY f.url ORDER BY min(r.doc)")
        os.mkdir(os.path.join(self.folder, "files"))
        names = []
        for url in order:
            number = int(url.rsplit("/", 1)[1])
            with open(os.path.join(self.folder, "files", f"{number}.xml"), "wb") as file:
                file.write(rss(number))
            names.append(f"file:files/{number}.xml")
        self.config("files.yaml", names)
        state = os.path.join(self.folder, "unbroken.db")
        self.run_it("run", state=state, config="files.yaml")
        query = ("SELECT r.node, {} FROM {}record r JOIN {}item i ON i.key = r.key JOIN {}body b ON b.item = i.id WHERE r.superseded = 0")
        with contextlib.closing(sqlite3.connect(state)) as database:
            theirs = self.stories(database.execute(query.format("json_extract(b.json, '$.link')", "", "", "")))
        ours = self.stories(row.split("|") for row in self.database.query(query.format("b.json::jsonb ->> 'link'", *["pollers."] * 3)))
        self.assertEqual(sum(len(story) for story in ours), FEEDS * PER_FEED)
        self.assertGreater(len([story for story in ours if len(story) > 1]), FEEDS // 10)
        self.assertEqual(ours ^ theirs, set())


if __name__ == "__main__":
    postgresql.require()
    unittest.main()
