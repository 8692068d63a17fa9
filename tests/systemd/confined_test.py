"""confined_test.py HEADWATER UNITS: runs every command under the restrictions of its unit; a forbidden call would kill it."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import unittest
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "support"))

import postgresql

PROGRAM, UNITS = map(os.path.abspath, sys.argv[1:3])
HERE = os.path.dirname(os.path.abspath(__file__))
NEWSWIRE = os.path.join(os.path.dirname(HERE), "data", "newswire")
NOW = "2025-10-10T08:00:00Z"
FEED = (b'<rss version="2.0"><channel><title>Local</title><item><title>The local item</title>'
        b"<link>http://localhost/1</link></item></channel></rss>")


class Answers(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(FEED)

    def log_message(self, *words):
        pass


class ConfinedTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = os.path.realpath(folder.name)
        self.wire, self.state, self.cache = (os.path.join(self.root, n) for n in ("wire", "state", "cache"))
        shutil.copytree(NEWSWIRE, self.wire)
        os.mkdir(self.state)
        os.mkdir(self.cache)
        server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.port = server.server_port
        self.commands = set()  # those that were run
        self.config = os.path.join(self.wire, "feeds.yaml")
        with open(self.config, encoding="utf-8") as file:
            text = file.read().replace("merged.atom", os.path.join(self.cache, "merged.atom"))
        with open(self.config, "w", encoding="utf-8") as file:
            file.write(text + f'  - {{url: "http://localhost:{self.port}/feed", allow_private: true}}\n')

    def confined(self, unit, *command):
        return [sys.executable, "-B", os.path.join(HERE, "confine.py"), os.path.join(UNITS, unit), self.state, self.cache,
                "--", *command]

    def environment(self):
        return {"PATH": os.environ["PATH"], "STATE_DIRECTORY": self.state, "LC_ALL": "C.UTF-8"}

    def run_one(self, *words, status=0, data=None, unit="headwater.service"):
        result = subprocess.run(self.confined(unit, PROGRAM, *words), env=self.environment(),
                                capture_output=True, text=True, input=data, timeout=120, cwd="/")
        self.commands.add(words[0])
        self.assertNotEqual(result.returncode, -signal.SIGSYS, f"{words}: a call that the unit forbids")
        self.assertEqual(result.returncode, status, f"{words}: {result.stdout}{result.stderr}")
        return result.stdout

    def command(self, name, *words, **how):
        return self.run_one(name, "--config", self.config, "--now", NOW, *words, **how)

    def test_the_filter_bites(self):
        for script in ("import ctypes; ctypes.CDLL(None).mount(None, None, None, 0, None)",
                       "import mmap; mmap.mmap(-1, 4096, prot=7)",
                       "import os, signal, socket\ntry: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)\n"
                       "except OSError: os.kill(os.getpid(), signal.SIGSYS)"):
            result = subprocess.run(self.confined("headwater.service", sys.executable, "-c", script),
                                    capture_output=True, timeout=60)
            self.assertEqual(result.returncode, -signal.SIGSYS, script + result.stderr.decode())

    def test_folders_are_closed(self):
        words = "open('/tmp/headwater-confined', 'w')", f"open('{self.state}/x', 'w')"
        results = [subprocess.run(self.confined("headwater.service", sys.executable, "-c", w), capture_output=True,
                                  text=True, timeout=60) for w in words]
        if results[0].returncode == 0:
            os.remove("/tmp/headwater-confined")
            self.skipTest("namespaces of users are not to be had here")
        self.assertIn("Read-only file system", results[0].stderr)
        self.assertEqual(results[1].returncode, 0, results[1].stderr)

    def test_run_over_the_network(self):
        self.assertIn("0 failed", self.command("run"))
        self.assertIn("The local item", self.command("stories"))
        self.command("run", "--force")
        with open(os.path.join(self.cache, "merged.atom"), encoding="utf-8") as file:
            self.assertIn("The local item", file.read())

    def test_a_state_in_postgresql(self):
        """By the server's socket, as both services may; serve has no network."""
        if postgresql.programs() is None:
            self.skipTest("PostgreSQL is not installed")
        with postgresql.server() as server:
            os.chmod(server.folder, 0o755)  # as /run/postgresql is
            self.assertIn("0 failed", self.command("run", "--state", server.address("river")))
            for unit in ("headwater.service", "headwater-serve.service"):
                self.assertIn("The local item", self.command("stories", "--state", server.address("river"), unit=unit))

    def test_a_run_that_reads_nothing_fails_its_unit(self):
        """So that OnFailure= acts: no exit status of such a run counts as a success."""
        with open(self.config, "w", encoding="utf-8") as file:
            file.write(f"outputs: ['{self.cache}/merged.atom']\nfeeds: ['file:absent.xml', 'file:{self.state}/absent.xml']\n")
        self.assertIn("2 failed", self.command("run", status=1))
        for unit in ("headwater.service", "user/headwater.service"):
            with open(os.path.join(UNITS, unit), encoding="utf-8") as file:
                self.assertEqual(re.findall(r"(?m)^SuccessExitStatus=(.*)$", file.read()), ["75"], unit)

    def test_the_journal_is_told(self):
        """Its socket is in a read-only folder, as /run is for a service."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as journal, \
                open(os.path.join(self.state, "stream"), "w+", encoding="utf-8") as stream:
            journal.bind(os.path.join(self.root, "journal"))
            info = os.fstat(stream.fileno())
            env = {**self.environment(), "JOURNAL_STREAM": f"{info.st_dev}:{info.st_ino}",
                   "HEADWATER_JOURNAL_SOCKET": os.path.join(self.root, "journal")}
            result = subprocess.run(self.confined("headwater.service", PROGRAM, "run", "--config", self.config),
                                    env=env, stdout=subprocess.DEVNULL, stderr=stream, timeout=120, check=False)
            stream.seek(0)
            self.assertEqual((result.returncode, stream.read()), (0, ""))
            journal.settimeout(0)
            told = b""
            while b"HEADWATER_POLLED=13" not in told:
                told = journal.recv(1 << 16)

    def test_every_command(self):
        """All commands of the program: a new one fails here until it has its arguments."""
        known = re.findall(r"^  ([\w-]+) ", subprocess.run([PROGRAM, "--help"], capture_output=True, text=True,
                                                        check=True).stdout.split("Commands:")[1], re.MULTILINE)
        self.assertGreater(len(known), 20)
        self.commands.clear()
        self.state_commands()
        self.subscription_commands()
        self.user_commands()
        self.command("cluster", data='{"id": "1", "title": "A title", "text": "Some words of a text."}\n')
        self.lexicon_command()
        for name in ("poll", "place"):  # they need a database, and say so
            self.command(name, status=1)
        self.run_one("--help")
        self.run_one("--version")
        self.assertEqual(set(known) - self.commands, {"serve"}, "serve has a test of its own")

    def lexicon_command(self):
        """The smallest pair of dictd's dictionaries, because all of them take a minute."""
        there = "/usr/share/dictd"
        names = [n for n in os.listdir(there) if n.endswith(".index")] if os.path.isdir(there) else []
        names.sort(key=lambda name: os.path.getsize(os.path.join(there, name)))
        dictd = os.path.join(self.root, "dictd")
        os.mkdir(dictd)
        for name in names[:1]:
            for ending in (".index", ".dict.dz"):
                shutil.copy(os.path.join(there, name.removesuffix(".index") + ending), dictd)
        lexicon = os.path.join(self.cache, "lexicon.bin")
        self.run_one("lexicon", "build", "--dictd", dictd, "--output", lexicon, unit="headwater-lexicon.service")
        self.assertGreater(os.path.getsize(lexicon), 0)

    def state_commands(self):
        self.command("run")
        stories = json.loads(self.command("stories", "--json"))
        told = next(s for s in stories if s["tellings"] > 1)
        other = next(s for s in stories if s["node"] != told["node"])
        keys, others = ([str(t["key"]) for t in json.loads(self.command("story", str(s["node"]), "--json"))["tellings"]]
                        for s in (told, other))
        copy = os.path.join(self.state, "copy.db")
        feed = os.path.join(self.wire, "northern-ledger.atom")
        for words in (("check",), ("status",), ("status", "--json"), ("feeds",), ("render",), ("verify",),
                      ("verify", "--rebuild"), ("prune",), ("backup", copy), ("restore", copy), ("rules",),
                      ("explain", keys[0], keys[-1]), ("split", keys[0]), ("join", keys[0], others[0]), ("parse", feed),
                      ("search", "the", "--all"), ("copy-state", copy, os.path.join(self.state, "other.db"))):
            with self.subTest(words):
                self.command(*words)

    def user_commands(self):
        self.command("user", "add", "ada", data="correct horse battery\n")
        self.assertEqual([user["name"] for user in json.loads(self.command("user", "list", "--json"))], ["ada"])
        for action in ("passwd", "fever", "revoke", "remove"):
            self.command("user", action, "ada", data="battery staple\n")

    def subscription_commands(self):
        """The commands that write feeds.yaml, which is in a writable folder."""
        opml = self.command("export")
        config = os.path.join(self.state, "feeds.yaml")
        with open(config, "w", encoding="utf-8") as file:
            file.write("settings: {timeout: 30s}\nfeeds:\n")
        self.run_one("import", "--config", config, "-", data=opml)
        self.run_one("add", "--config", config, "--allow-private", f"http://localhost:{self.port}/another")
        with open(config, encoding="utf-8") as file:
            text = file.read()
        self.assertIn(f":{self.port}/feed", text)
        self.assertIn(f":{self.port}/another", text)
        self.run_one("remove", "--config", config, f"http://localhost:{self.port}/another")

    def mark_all(self, site):
        """Logs in and marks all stories as read."""
        def post(path, form, headers):
            request = urllib.request.Request(site + path, urllib.parse.urlencode(form).encode(), headers)
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.read().decode()

        login = post("/accounts/ClientLogin", {"Email": "ada", "Passwd": "correct horse battery"}, {})
        token = re.search(r"(?m)^Auth=(.*)$", login)[1]
        self.assertEqual(post("/reader/api/0/mark-all-as-read", {"s": "user/-/state/com.google/reading-list"},
                              {"Authorization": "GoogleLogin auth=" + token}), "OK")

    def test_serve_with_a_socket_of_systemds(self):
        """Also for users, as a drop-in says: Argon2id needs memory, and marks are written."""
        self.command("run")
        self.command("user", "add", "ada", data="correct horse battery\n")
        listening = socket.socket()
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        script = ("import os, sys; os.dup2(int(sys.argv[1]), 3); os.set_inheritable(3, True);"
                  "os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS='1'); os.execv(sys.argv[2], sys.argv[2:])")
        command = self.confined("headwater-serve.service", PROGRAM, "serve", "--users", "--config", self.config)
        process = subprocess.Popen([sys.executable, "-c", script, str(listening.fileno()), *command],
                                   env=self.environment(), pass_fds=(listening.fileno(),), stderr=subprocess.PIPE)
        try:
            port = listening.getsockname()[1]
            for path in ("/", "/merged.atom", "/metrics"):
                with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
                    self.assertEqual(answer.status, 200, path)
            self.mark_all(f"http://127.0.0.1:{port}")
        finally:
            process.terminate()
            _, words = process.communicate(timeout=30)
            listening.close()
        self.assertNotEqual(process.returncode, -signal.SIGSYS, words)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
