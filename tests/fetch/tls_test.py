"""TLS: a certification authority of the test's own, and certificates that must not pass."""

import os
import shutil
import ssl
import subprocess
import tempfile
import unittest

from probe import ProbeTest
from certificates import make_authority, make_certificate
from server import Reply, Server


@unittest.skipUnless(os.environ.get("CI") or shutil.which("openssl"), "needs the openssl command")
class Certificates(ProbeTest):
    @classmethod
    def setUpClass(cls):
        cls.room = tempfile.TemporaryDirectory()
        cls.folder = cls.room.name
        make_authority(cls.folder, "authority")
        make_authority(cls.folder, "stranger")
        make_certificate(cls.folder, "good", "authority", "IP:127.0.0.1")
        make_certificate(cls.folder, "expired", "authority", "IP:127.0.0.1", days="-1")
        make_certificate(cls.folder, "elsewhere", "authority", "DNS:other.example")
        make_certificate(cls.folder, "client", "authority", "DNS:client.example")

    @classmethod
    def tearDownClass(cls):
        cls.room.cleanup()

    def path(self, name):
        return os.path.join(self.folder, name)

    def ask_tls(self, certificate, authority="authority.pem", client=None, **keys):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.path(certificate + ".pem"), self.path(certificate + ".key"))
        if client:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(self.path("authority.pem"))
        with Server(tls=context) as server:
            server.play("/", Reply(body=b"<rss/>"))
            answer = self.ask_one(server.url("/"), {"ca_file": self.path(authority) if authority else None, **keys})
            return answer, len(server.requests)

    def assert_refused(self, result, pattern):
        answer, requests = result
        self.assertRegex(answer["error"] or "", pattern)
        self.assertEqual((answer["status"], requests), (0, 0))

    def test_good(self):
        answer, _ = self.ask_tls("good")
        self.assertEqual((answer["status"], answer["error"]), (200, None))

    def test_expired(self):
        self.assert_refused(self.ask_tls("expired"), r"^certificate of 127\.0\.0\.1:\d+ has expired$")

    def test_signed_by_itself(self):
        self.assert_refused(self.ask_tls("stranger"), r"^certificate of 127\.0\.0\.1:\d+ is self-signed$")

    def test_unknown_authority(self):
        self.assert_refused(self.ask_tls("good", "stranger.pem"),
                            r"^certificate of 127\.0\.0\.1:\d+ is signed by an unknown authority$")

    def test_unknown_to_the_system(self):
        self.assert_refused(self.ask_tls("good", None),
                            r"^certificate of 127\.0\.0\.1:\d+ is signed by an unknown authority$")

    def test_of_another_host(self):
        self.assert_refused(self.ask_tls("elsewhere"), r"^certificate is not for 127\.0\.0\.1:\d+$")

    def test_client_certificate(self):
        keys = {"client_cert": self.path("client.pem"), "client_key": self.path("client.key")}
        answer, _ = self.ask_tls("good", client=True, **keys)
        self.assertEqual((answer["status"], answer["error"]), (200, None))

    def test_client_certificate_is_missing(self):
        answer, requests = self.ask_tls("good", client=True)
        self.assertEqual((answer["status"], requests), (0, 0))
        self.assertIsNotNone(answer["error"])

    def test_client_certificate_is_unusable(self):
        self.assert_refused(self.ask_tls("good", client_cert=self.path("good.csr")),
                            r"^client_cert or client_key for 127\.0\.0\.1:\d+ is not usable$")

    def test_authority_is_unusable(self):
        self.assert_refused(self.ask_tls("good", "good.csr"), r"^ca_file for 127\.0\.0\.1:\d+ is not usable$")

    def test_plain_answer_on_a_tls_port(self):
        with Server() as server:
            answer = self.ask_one(server.url("/").replace("http:", "https:"))
            self.assertRegex(answer["error"], r"^TLS handshake with 127\.0\.0\.1:\d+ failed$")

    def test_down_from_https_is_followed_not_stored_and_without_credentials(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.path("good.pem"), self.path("good.key"))
        with Server(tls=context) as server, Server() as plain:
            server.play("/", Reply(301, headers={"Location": plain.url("/")}))
            plain.play("/", Reply(body=b"here"))
            answer = self.ask_one(server.url("/"), {"ca_file": self.path("authority.pem"), "bearer": "hunter2"})
            self.assertEqual((answer["body"], answer["moved_to"]), ("here", None))
            self.assertIn("authorization", server.requests[0].headers)
            self.assertNotIn("authorization", plain.requests[0].headers)

    def test_up_to_https_on_the_same_host_is_stored(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.path("good.pem"), self.path("good.key"))
        with Server(tls=context) as server, Server() as plain:
            plain.play("/", Reply(301, headers={"Location": server.url("/")}))
            server.play("/", Reply(body=b"here"))
            answer = self.ask_one(plain.url("/"), {"ca_file": self.path("authority.pem")})
            self.assertEqual(answer["moved_to"], server.url("/"))


@unittest.skipUnless(os.environ.get("CI") or shutil.which("nghttpd") and shutil.which("openssl"), "needs nghttpd and openssl")
class Http2(ProbeTest):
    def test_http2_is_used_where_offered(self):
        with tempfile.TemporaryDirectory() as folder:
            make_authority(folder, "authority")
            make_certificate(folder, "good", "authority", "IP:127.0.0.1")
            with open(os.path.join(folder, "feed.xml"), "w", encoding="utf-8") as file:
                file.write("<rss/>")
            port = self.free_port()
            with open(os.path.join(folder, "log"), "wb") as log:
                daemon = subprocess.Popen(["nghttpd", "-v", "-a", "127.0.0.1", "-d", folder, str(port), "good.key",
                                           "good.pem"], cwd=folder, stdout=log, stderr=log)
            try:
                answer = self.ask_until_up("https://127.0.0.1:%d/feed.xml" % port, os.path.join(folder, "authority.pem"))
            finally:
                daemon.terminate()
                daemon.wait()
            self.assertEqual((answer["status"], answer["body"]), (200, "<rss/>"))
            with open(os.path.join(folder, "log"), encoding="utf-8", errors="replace") as log:
                text = log.read()
            self.assertIn(":path: /feed.xml", text)
            self.assertIn("recv HEADERS frame", text)

    @staticmethod
    def free_port():
        import socket
        with socket.create_server(("127.0.0.1", 0)) as found:
            return found.getsockname()[1]

    def ask_until_up(self, url, authority):
        for _ in range(50):
            answer = self.ask_one(url, {"ca_file": authority})
            if "connection refused" not in (answer["error"] or ""):
                break
        return answer


if __name__ == "__main__":
    unittest.main()
