"""A scripted HTTP server on 127.x.y.z at a port chosen by the kernel: sends the replies of a test and records all requests.

    with Server() as server:
        server.play("/feed", Reply(body=b"<rss/>", headers={"ETag": '"1"'}), Reply(304))
        ... request server.url("/feed") ...
        server.requests[0].headers["if-none-match"]

A path sends its replies one after the other and then repeats the last one. A reply may also be a function that takes the
request and returns a reply. Only the status line and a Content-Length are sent in addition to the script.
"""

import socket
import struct
import threading
import time


class Request:
    def __init__(self, head, server, connection):
        lines = head.decode("latin-1").split("\r\n")
        self.line = lines[0]
        self.method, self.path, self.version = lines[0].split(" ")
        self.fields = [tuple(part.strip(" \t") for part in line.split(":", 1)) for line in lines[1:] if line]
        self.headers = {name.lower(): value for name, value in self.fields}
        self.host = server
        self.connection = connection  # a number: the same for requests on one connection
        self.began = time.monotonic()
        self.body = b""  # of the announced length
        self.ended = None  # just before the reply was sent, so the client cannot have continued before


class Reply:
    def __init__(self, status=200, body=b"", headers=None, raw=None, then=None, wait=0):
        """raw: these bytes instead of the whole reply. then: "close", "reset" or "hang" after the body. wait: seconds
        before anything is sent. A body that is not bytes is an iterable of pieces, sent without a length."""
        self.status, self.body, self.headers = status, body, dict(headers or {})
        self.raw, self.then, self.wait = raw, then, wait

    def pieces(self):
        if self.raw is not None:
            yield self.raw
            return
        head = ["HTTP/1.1 %d Played" % self.status]
        fields = dict(self.headers)
        sized = isinstance(self.body, bytes)
        if sized and self.status not in (204, 304) and "Content-Length" not in fields:
            fields["Content-Length"] = str(len(self.body))
        if not sized:
            fields.setdefault("Connection", "close")
        head += ["%s: %s" % field for field in fields.items()]
        yield ("\r\n".join(head) + "\r\n\r\n").encode("latin-1")
        if sized:
            yield self.body
        else:
            yield from self.body


class Listener:
    """One address of the server."""

    def __init__(self, server, address, tls):
        self.server, self.address, self.tls = server, address, tls
        self.socket = socket.create_server((address, 0), backlog=128)
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        try:
            if self.tls is not None:
                connection = self.tls.wrap_socket(connection, server_side=True)
            number = self.server.next_connection()
            while self.serve_one(connection, number):
                pass
        except (OSError, threading.BrokenBarrierError):
            pass
        finally:
            connection.close()

    @staticmethod
    def read_head(connection):
        """The head, and what came after it; None at the end of the connection."""
        head = b""
        while b"\r\n\r\n" not in head:
            piece = connection.recv(65536)
            if not piece:
                return None
            head += piece
            if head.startswith(b"\x16"):  # TLS on a port without TLS
                connection.sendall(b"HTTP/1.1 400 Played\r\n\r\n")
                return None
        return head.split(b"\r\n\r\n", 1)

    def serve_one(self, connection, number):
        head = self.read_head(connection)
        if head is None:
            return False
        request = Request(head[0], self.address, number)
        request.body = head[1]
        while len(request.body) < int(request.headers.get("content-length", 0)):
            piece = connection.recv(65536)
            if not piece:
                return False
            request.body += piece
        reply = self.server.reply_to(request)
        if reply.wait:
            self.server.closing.wait(reply.wait)
        request.ended = time.monotonic()
        for piece in reply.pieces():
            connection.sendall(piece)
        if reply.then == "hang":
            self.server.closing.wait()
        elif reply.then == "reset":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return reply.then is None and reply.raw is None and isinstance(reply.body, bytes)


class Server:
    def __init__(self, addresses=("127.0.0.1",), tls=None):
        self.closing = threading.Event()
        self.lock = threading.Lock()
        self.scripts, self.requests, self.connections = {}, [], 0
        self.listeners = {address: Listener(self, address, tls) for address in addresses}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.closing.set()
        for listener in self.listeners.values():
            listener.socket.shutdown(socket.SHUT_RDWR)  # wakes the accepting thread
            listener.socket.close()

    def next_connection(self):
        with self.lock:
            self.connections += 1
            return self.connections

    def url(self, path, address=None, host=None):
        """The address of a path; host replaces the number with a name."""
        listener = self.listeners[address] if address else next(iter(self.listeners.values()))
        scheme = "http" if listener.tls is None else "https"
        return "%s://%s:%d%s" % (scheme, host or listener.address, listener.port, path)

    def play(self, path, *replies):
        self.scripts[path] = list(replies)

    def reply_to(self, request):
        with self.lock:
            self.requests.append(request)
            script = self.scripts.get(request.path)
            if script is None:
                return Reply(404, b"not in the script")
            reply = script.pop(0) if len(script) > 1 else script[0]
        return reply(request) if callable(reply) else reply

    def asked(self, path):
        return [request for request in self.requests if request.path == path]


def conditional(body, etag=None, last_modified=None, headers=None):
    """A correct server of one document: 304 if the validators match."""

    def reply(request):
        fields = dict(headers or {})
        if etag:
            fields["ETag"] = etag
        if last_modified:
            fields["Last-Modified"] = last_modified
        same = (request.headers.get("if-none-match") == etag if etag
                else last_modified and request.headers.get("if-modified-since") == last_modified)
        return Reply(304, headers=fields) if same else Reply(200, body, fields)

    return reply
