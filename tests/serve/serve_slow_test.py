"""A client that sends a byte a second (slowloris) is ended; waiting_test has the same with a clock of its own."""

import socket
import time
import unittest

import serve_test


class SlowTest(serve_test.ServeTest):
    def test_a_drip_is_ended(self):
        self.seed()
        self.start()
        with socket.create_connection(("127.0.0.1", self.port), timeout=1) as drip:
            drip.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX: ")
            begun = time.monotonic()
            ended = False
            while not ended and time.monotonic() - begun < 40:
                try:
                    drip.sendall(b"a")
                    ended = drip.recv(10) == b""
                except TimeoutError:
                    pass
                except OSError:
                    ended = True
        self.assertTrue(ended)


def load_tests(loader, _tests, _pattern):
    """Not the tests that are inherited."""
    return unittest.TestSuite([SlowTest("test_a_drip_is_ended")])


if __name__ == "__main__":
    unittest.main()
