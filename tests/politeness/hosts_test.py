"""Request order, connections, and which addresses a name may resolve to: the whole program with several hosts."""

import os
import re
import shutil
import socket
import ssl
import subprocess
import threading
import unittest

from poller import PollerTest, Reply, Server, rss

from certificates import make_authority, make_certificate  # after poller, which sets the path to it

TRICK = os.environ["HEADWATER_STRANGE_RESOLVER"]


class Turns(PollerTest):
    def test_24_one_connection_a_host(self):
        paths = ["/%d" % i for i in range(4)]
        for i, path in enumerate(paths):
            self.server.play(path, Reply(body=rss(i)))
        self.subscribe(*[self.server.url(path) for path in paths], gap=1)
        self.run_at(0)
        self.assertEqual([request.connection for request in self.server.requests], [1] * 4)

    def test_25_a_gap_between_requests_to_one_host(self):
        for path in ("/1", "/2", "/3"):
            self.server.play(path, Reply(body=rss(path[1:]), wait=0.2))
        self.subscribe(*[self.server.url(path) for path in ("/1", "/2", "/3")], gap=1)
        self.run_at(0)
        requests = self.server.requests
        for before, after in zip(requests, requests[1:]):  # one after the other, a second apart
            self.assertGreaterEqual(after.began - before.ended, 0.95)

    def test_25_hosts_go_side_by_side(self):
        hosts = ["127.0.0.%d" % i for i in range(1, 33)]
        with Server(hosts) as server:
            together = threading.Barrier(len(hosts), timeout=15)

            def reply(_):
                together.wait()  # breaks, and fails the test, unless all are requested at the same time
                return Reply(body=rss())

            server.play("/", reply)
            self.subscribe(*[server.url("/", host) for host in hosts])
            self.assertIn("Polled 32 of 32 feeds: 0 unchanged, 0 failed", self.run_at(0))

    def test_25_no_more_than_the_settings_say(self):
        hosts = ["127.0.0.%d" % i for i in range(1, 9)]
        with Server(hosts) as server:
            server.play("/", Reply(body=rss(), wait=0.1))
            self.subscribe(*[server.url("/", host) for host in hosts], settings="concurrency: 3")
            self.run_at(0)
            self.assertEqual(len(server.requests), 8)
            for request in server.requests:
                under_way = [r for r in server.requests if r.began <= request.began < r.ended]
                self.assertLessEqual(len(under_way), 3)


@unittest.skipUnless(os.environ.get("CI") or shutil.which("openssl"), "needs the openssl command")
class Tls(PollerTest):
    def secure(self, certificate, names, authority="authority", days="2"):
        """A server with a certificate; it is closed at the end of the test."""
        make_certificate(self.folder, certificate, authority, names, days)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.path(certificate + ".pem"), self.path(certificate + ".key"))
        server = Server(tls=context)
        self.addCleanup(server.__exit__)
        server.play("/", Reply(body=rss()))
        return server

    def test_29_certificates_that_must_not_pass(self):
        for name in ("authority", "stranger"):
            make_authority(self.folder, name)
        servers = {"good": self.secure("good", "IP:127.0.0.1"),
                   "has expired": self.secure("old", "IP:127.0.0.1", days="-1"),
                   "certificate is not for": self.secure("elsewhere", "DNS:other.example"),
                   "is signed by an unknown authority": self.secure("strange", "IP:127.0.0.1", "stranger")}
        self.subscribe(*[(server.url("/"), "allow_private: true, ca_file: authority.pem")
                         for server in servers.values()])
        said = self.run_at(0)
        self.assertIn("Polled 4 of 4 feeds: 0 unchanged, 3 failed", said)
        for words, server in servers.items():
            lines = [line for line in said.splitlines() if server.url("/") in line]
            self.assertEqual(len(server.requests), words == "good")
            self.assertTrue(words == "good" or words in lines[0], said)

    @unittest.skipUnless(os.environ.get("CI") or shutil.which("nghttpd"), "needs nghttpd")
    def test_24_http2_where_it_is_offered(self):
        make_authority(self.folder, "authority")
        make_certificate(self.folder, "good", "authority", "IP:127.0.0.1")
        for name in ("1.xml", "2.xml", "3.xml"):
            with open(self.path(name), "wb") as file:
                file.write(rss(name))
        with socket.create_server(("127.0.0.1", 0)) as found:
            port = found.getsockname()[1]
        with open(self.path("log"), "wb") as log:
            daemon = subprocess.Popen(["nghttpd", "-v", "-a", "127.0.0.1", "-d", self.folder, str(port), "good.key",
                                       "good.pem"], cwd=self.folder, stdout=log, stderr=log)
        self.subscribe(*[("https://127.0.0.1:%d/%s.xml" % (port, i), "allow_private: true, ca_file: authority.pem")
                         for i in (1, 2, 3)])
        try:
            said = next((said for said in (self.run_at(0, "--force") for _ in range(50)) if "0 failed" in said), "")
        finally:
            daemon.terminate()
            daemon.wait()
        self.assertIn("Polled 3 of 3 feeds", said)
        with open(self.path("log"), encoding="utf-8", errors="replace") as log:
            asked = re.findall(r"\[id=(\d+)\].*recv \(stream_id=\d+.*\) :path: (\S+)", re.sub(r"\x1b\[\d*m", "", log.read()))
        self.assertEqual(sorted(path for _, path in asked), ["/1.xml", "/2.xml", "/3.xml"])
        self.assertEqual(len({connection for connection, _ in asked}), 1)


class Names(PollerTest):
    """The test has its own resolver to simulate public hosts; no packet leaves the machine."""

    def run_with(self, names, hours=0):
        where = " ".join("%s=%s" % pair for pair in names.items())
        env = {**self.environment(), "LD_PRELOAD": TRICK, "HEADWATER_TRICK": where}
        env["ASAN_OPTIONS"] = env.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"
        done = subprocess.run(self.command(hours), capture_output=True, text=True, timeout=120, env=env, check=False)
        return done.stdout + done.stderr

    def subscribe_public(self, path):
        self.subscribe((self.server.url(path, host="news.trick"), "enabled: true"))

    def test_29_a_name_that_turns_inward(self):
        self.server.play("/feed", Reply(body=rss(1)), Reply(body=rss(2)))
        self.subscribe_public("/feed")
        self.assertIn("1 new item", self.run_with({"news.trick": "8.8.8.8"}))
        said = self.run_with({"news.trick": "127.0.0.1"}, hours=100)
        self.assertIn("has a loopback address, which needs allow_private in feeds.yaml", said)
        self.assertEqual(len(self.server.requests), 1)

    def test_29_a_public_host_that_redirects_inward(self):
        inside = {"/number": self.server.url("/secret"), "/name": self.server.url("/secret", host="inside.trick"),
                  "/decimal": self.server.url("/secret", host="2130706433"),
                  "/mapped": self.server.url("/secret", host="[::ffff:127.0.0.1]")}
        self.server.play("/secret", Reply(body=rss(1)))
        for path, target in inside.items():
            self.server.play(path, Reply(302, headers={"Location": target}))
            self.subscribe_public(path)
            said = self.run_with({"news.trick": "8.8.8.8", "inside.trick": "127.0.0.1"})
            self.assertIn("which needs allow_private in feeds.yaml", said)
        self.assertEqual([request.path for request in self.server.requests], list(inside))


if __name__ == "__main__":
    unittest.main()
