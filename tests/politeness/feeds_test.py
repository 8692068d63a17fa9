"""The settings of a feed in feeds.yaml, and what a feed must not be able to do, tested with the whole program."""

import os
import base64
import json
import shutil
import ssl
import subprocess
import unittest

from poller import PollerTest, Reply, Server, rss

from certificates import make_authority, make_certificate  # after poller, which sets the path to it


class Settings(PollerTest):
    def asked(self, keys, **env):
        """The headers of the only request for a feed with these keys."""
        self.setUp()
        self.server.play("/", Reply(body=rss()))
        self.subscribe((self.server.url("/"), "allow_private: true, " + keys))
        with open(self.path("secret"), "w", encoding="utf-8") as file:
            file.write("of the file\n")
        done = subprocess.run(self.command(0), env={**self.environment(), **env}, capture_output=True, text=True,
                              timeout=120, check=False)
        self.assertEqual(len(self.server.requests), 1, done.stderr)
        return self.server.requests[0].headers

    def test_what_goes_into_the_request(self):
        basic = "Basic " + base64.b64encode(b"me:of the file").decode()
        for keys, name, value in (
                ("user: me, password: 'file:secret'", "authorization", basic),
                ("bearer: 'env:TOKEN'", "authorization", "Bearer of the environment"),
                ("cookie: 'env:TOKEN'", "cookie", "of the environment"),
                ("headers: {X-Key: 'file:secret', X-Two: two}", "x-key", "of the file"),
                ("headers: {X-Key: 'file:secret', X-Two: two}", "x-two", "two"),
                ("user_agent: other/2", "user-agent", "other/2")):
            self.assertEqual(self.asked(keys, TOKEN="of the environment")[name], value)

    def test_a_feed_that_is_not_enabled(self):
        self.subscribe((self.server.url("/"), "allow_private: true, enabled: false"))
        self.run_at(0, "--force")
        self.assertEqual(self.server.requests, [])
        self.assertEqual(self.explain(0), "never: disabled in feeds.yaml")

    def test_its_own_interval(self):
        self.server.play("/", Reply(body=rss()))
        self.subscribe((self.server.url("/"), "allow_private: true, interval: 10m"))
        self.run_at(0)
        self.assertRegex(self.explain(0), r"^in 1[01] min.*: its interval is about 10 min, set in feeds.yaml$")

    def test_its_own_timeout(self):
        self.server.play("/", Reply(wait=30))
        self.subscribe((self.server.url("/"), "allow_private: true, timeout: 1s"))
        self.assertIn("timed out after 1 s", self.run_at(0))

    @unittest.skipUnless(os.environ.get("CI") or shutil.which("openssl"), "needs the openssl command")
    def test_its_own_certificate(self):
        make_authority(self.folder, "authority")
        make_certificate(self.folder, "server", "authority", "IP:127.0.0.1")
        make_certificate(self.folder, "client", "authority", "DNS:client.example")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.path("server.pem"), self.path("server.key"))
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(self.path("authority.pem"))
        keys = "allow_private: true, ca_file: authority.pem"
        with Server(tls=context) as server:
            server.play("/", Reply(body=rss()))
            server.play("/without", Reply(body=rss()))
            self.subscribe((server.url("/"), keys + ", client_cert: client.pem, client_key: client.key"),
                           (server.url("/without"), keys))
            said = self.run_at(0)
            self.assertIn("Polled 2 of 2 feeds: 0 unchanged, 1 failed; 1 new item", said)
            self.assertEqual([request.path for request in server.requests], ["/"])

    def test_hub_and_self_are_told(self):
        links = ('<link xmlns="http://www.w3.org/2005/Atom" rel="hub" href="http://hub.example/"/>'
                 '<link xmlns="http://www.w3.org/2005/Atom" rel="self" href="http://news.example/feed"/>')
        self.server.play("/", Reply(body=rss(1, extra=links)))
        self.subscribe(self.server.url("/"))
        self.run_at(0)
        feed = json.loads(self.other("status", "--json").stdout)["feeds"][0]
        self.assertEqual((feed["hub"], feed["self"]), ("http://hub.example/", "http://news.example/feed"))


class Documents(PollerTest):
    """Malicious bodies: each fails at most its own feed, and no data of this machine is published."""

    def hurt_by(self, body):
        self.setUp()
        self.server.play("/hurt", Reply(body=body))
        self.server.play("/well", Reply(body=rss("well")))
        self.subscribe(self.server.url("/hurt"), self.server.url("/well"))
        said = self.run_at(0)
        with open(self.path("merged.atom"), encoding="utf-8") as file:
            merged = file.read()
        self.assertIn("Story number well of the river", merged, said)
        self.assertLess(len(merged), 1 << 20)
        return said, merged

    def test_30_entities(self):
        laughs = '<!DOCTYPE rss [<!ENTITY l0 "ha">%s]>' % "".join(
            '<!ENTITY l%d "%s">' % (i, "&l%d;" % (i - 1) * 10) for i in range(1, 12))
        self.hurt_by(laughs.encode() + rss("x").split(b"?>", 1)[1].replace(b"Story number x", b"&l11;"))
        with open(self.path("private"), "w", encoding="utf-8") as file:
            file.write("of nobody's business")
        outside = '<!DOCTYPE rss [<!ENTITY o SYSTEM "file://%s">]>' % self.path("private")
        _, merged = self.hurt_by(outside.encode() + rss("x").split(b"?>", 1)[1].replace(b"Story number x", b"&o;"))
        self.assertNotIn("nobody", merged)

    def test_30_depth_and_length(self):
        deep = b"<a>" * 200000
        self.hurt_by(rss("x").replace(b"<item>", deep + b"<item>", 1))
        self.hurt_by(rss("x", extra='<image href="%s"/>' % ("a" * (12 << 20))))
        self.hurt_by(b'{"version": "https://jsonfeed.org/version/1.1", "items": ' + b"[" * 500000)


if __name__ == "__main__":
    unittest.main()
