"""fetch_probe as a function: what to ask goes in, the answers come out as dictionaries."""

import json
import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "support"))

PROBE = os.environ["HEADWATER_PROBE"]


def ask(*errands, timeout=60, env=None, **settings):
    """Each errand is a URL or (URL, {key: value}); loopback is allowed unless the errand says otherwise. The answers
    come back in the order of the errands; one that never came is None."""
    arguments = ["%s=%s" % pair for pair in settings.items()]
    for errand in errands:
        url, keys = (errand, {}) if isinstance(errand, str) else errand
        keys = {"allow_private": 1, **keys}
        arguments += [url] + ["%s=%s" % pair for pair in keys.items() if pair[1] is not None]
    clean = {k: v for k, v in os.environ.items() if k.startswith(("ASAN_", "UBSAN_", "LSAN_"))}
    clean["PATH"] = os.environ["PATH"]
    done = subprocess.run([PROBE, *arguments], capture_output=True, timeout=timeout, env={**clean, **(env or {})})
    if done.returncode != 0:
        raise AssertionError("fetch_probe failed: " + done.stderr.decode())
    answers = [None] * len(errands)
    for line in done.stdout.decode("utf-8", "surrogateescape").splitlines():
        answer = json.loads(line)
        answers[answer["index"]] = answer
    return answers


class ProbeTest(unittest.TestCase):
    maxDiff = None

    def ask_one(self, url, keys=None, **settings):
        return ask((url, keys or {}), **settings)[0]

    def assert_error(self, answer, text):
        self.assertEqual((answer["status"], answer["error"]), (0, text))
