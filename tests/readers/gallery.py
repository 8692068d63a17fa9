"""The servers of the newswire's outlets, as far as pictures go: https://anything.example/pictures/NAME.svg, for a browser that takes
127.0.0.1 at a port chosen by the kernel for every host below .example."""

import http.server
import os
import ssl
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "support"))

import certificates  # noqa: E402
from wire import NEWSWIRE  # noqa: E402

PICTURES = os.path.join(NEWSWIRE, "pictures")


class Gallery:
    """Shows pictures until close(). asked: (host and path, headers) of each request."""

    def __init__(self, folder):
        certificates.make_authority(folder, "authority")
        certificates.make_certificate(folder, "outlets", "authority", "DNS:*.example")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(os.path.join(folder, "outlets.pem"), os.path.join(folder, "outlets.key"))
        self.asked = asked = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                asked.append((self.headers["Host"] + self.path, self.headers))
                path = os.path.join(PICTURES, os.path.basename(self.path))
                found = path.endswith(".svg") and os.path.exists(path)
                body = b""
                if found:
                    with open(path, "rb") as file:
                        body = file.read()
                self.send_response(200 if found else 404)
                self.send_header("Content-Type", "image/svg+xml")
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Cache-Control", "no-store")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def flags(self):
        """What a browser is started with to see it."""
        return [f"--host-resolver-rules=MAP *.example 127.0.0.1:{self.server.server_port}", "--ignore-certificate-errors"]

    def close(self):
        self.server.shutdown()
        self.server.server_close()
