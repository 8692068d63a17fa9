"""The published files behind nginx, configured as in the README: media types, 304, and a working feed reader."""

import os
import re
import shutil
import socket
import subprocess
import time
import unittest
import urllib.error
import urllib.request

from wire import FEEDS, Wire, missing

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
NGINX = shutil.which("nginx") or shutil.which("nginx", path=f"/usr/sbin:{ROOT}/build/tools")
README = os.path.join(ROOT, "README.md")
CONFIG = """daemon off;
pid {folder}/nginx.pid;
error_log stderr;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        {location}
    }}
}}
"""


def location_of_readme():
    with open(README, encoding="utf-8") as file:
        found = re.search(r"^    (location .*\{(\n    .*)*?\n    \})$", file.read(), re.MULTILINE)
    return found[1]


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


class NginxTest(Wire):
    def start(self):
        location = location_of_readme()
        self.assertIn("alias /var/cache/headwater/;", location)
        # nginx's workers may run as another user
        os.chmod(self.folder, 0o755)
        port = free_port()
        with open(self.path("nginx.conf"), "w", encoding="utf-8") as file:
            file.write(CONFIG.format(folder=self.folder, port=port,
                                     location=location.replace("/var/cache/headwater/", self.path("out") + "/")))
        server = subprocess.Popen([NGINX, "-c", self.path("nginx.conf"), "-p", self.folder], stderr=subprocess.PIPE)
        self.addCleanup(server.stderr.close)
        self.addCleanup(server.wait)
        self.addCleanup(server.terminate)
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                return f"http://127.0.0.1:{port}/river/"
            except ConnectionRefusedError:
                self.assertIsNone(server.poll(), "nginx does not like the README's lines")
                time.sleep(0.05)
        raise AssertionError("nginx does not answer")

    def ask(self, url, **headers):
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(urllib.request.Request(url, headers=headers), timeout=20) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code, answer.headers, answer.read()

    def test_as_the_readme_says(self):
        self.run_with(FEEDS, "2025-10-10T08:00:00Z")
        site = self.start()
        for name, media in (("merged.atom", "application/atom+xml"), ("merged.rss", "application/rss+xml"),
                            ("merged.json", "application/feed+json"), ("index.html", "text/html"),
                            ("", "text/html")):
            status, headers, body = self.ask(site + name)
            with open(self.path("out", name or "index.html"), "rb") as file:
                self.assertEqual((status, body), (200, file.read()), name)
            self.assertEqual(headers["Content-Type"].split(";")[0], media)
            again, _, rest = self.ask(site + name, **{"If-None-Match": headers["ETag"]})
            self.assertEqual((again, rest), (304, b""), name)
        before = self.ask(site + "merged.atom")[1]["ETag"]
        self.run_with(FEEDS, "2025-10-10T09:00:00Z")
        self.assertEqual(self.ask(site + "merged.atom")[1]["ETag"], before, "nothing new: nothing written")
        self.run_with([*FEEDS, "late.xml"], "2025-10-10T11:00:00Z")
        status, _, body = self.ask(site + "merged.atom", **{"If-None-Match": before})
        self.assertEqual(status, 200)
        self.assertIn(b"beekeeper", body)


if __name__ == "__main__":
    if NGINX is None:
        missing("nginx is not installed")
    unittest.main()
