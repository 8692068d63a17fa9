"""Two runs at once: the second one exits with status 75 and changes nothing."""

import threading
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from world import World


class HeldServer:
    """Listens on 127.0.0.1 at a port chosen by the kernel and responds only when released."""

    def __init__(self):
        self.asked, self.let_go = threading.Event(), threading.Event()
        held = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                held.asked.set()
                held.let_go.wait(60)
                self.send_response(404)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/feed"

    def close(self):
        self.let_go.set()
        self.server.shutdown()
        self.server.server_close()


class TogetherTest(World):
    def test_what_changes_nothing_works_meanwhile(self):
        """explain, status, stories, story and rules work while a run holds the lock, and do not change the state."""
        self.headwater("run")
        server = HeldServer()
        self.addCleanup(server.close)
        with open(self.path("wire", "feeds.yaml"), "a", encoding="utf-8") as file:
            file.write(f'  - {{url: "{server.url}", name: Held, allow_private: true}}\n')
        one, other = [sorted(e.hrefs())[0] for e in self.entries()[:2]]
        run = self.start("run")
        self.assertTrue(server.asked.wait(60))
        before = self.dump()
        self.assertIn("they are in different stories", self.headwater("explain", one, other).stdout)
        for command in ("status", "stories"):
            self.headwater(command)
        self.headwater("story", one)
        self.headwater("rules", "--test", one)
        self.assertEqual(self.dump(), before)
        server.let_go.set()
        _, errors = run.communicate(timeout=60)
        self.assertEqual(run.returncode, 1, "the held feed answers 404: " + errors)

    def test_explain_makes_no_state(self):
        self.headwater("explain", "1", "2", status=None)
        self.assertIsNone(self.read(self.state))

    def test_the_second_goes_away(self):
        server = HeldServer()
        self.addCleanup(server.close)
        with open(self.path("wire", "feeds.yaml"), "a", encoding="utf-8") as file:
            file.write(f'  - {{url: "{server.url}", name: Held, allow_private: true}}\n')
        first = self.start("run")
        self.assertTrue(server.asked.wait(60))
        second = self.headwater("run", status=75)
        self.assertIn("another run", second.stderr)
        self.assertEqual(second.stdout, "")
        self.headwater("render", status=75)  # it would write the same files as the run
        server.let_go.set()
        _, errors = first.communicate(timeout=60)
        self.assertEqual(first.returncode, 0, errors)
        self.assertGreater(len(self.entries()), 20)


if __name__ == "__main__":
    unittest.main()
