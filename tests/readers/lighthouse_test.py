"""Lighthouse judges the pages that `headwater serve` shows, as on a telephone and as on a desk: no finding, and at least 95 of 100 in
each category. It controls a browser of its own."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest

import chromium
from gallery import Gallery
from wire import FEEDS, Wire, missing, node_of

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LIGHTHOUSE = os.path.join(ROOT, "build", "node_modules", "lighthouse", "cli", "index.js")
CATEGORIES = ["performance", "accessibility", "best-practices", "seo"]
LEAST = 0.95
PASSED = 0.9  # below, Lighthouse calls an audit a finding
NODE = shutil.which("node") or shutil.which("nodejs")
CARELESS = "<!DOCTYPE html><p style='color:#bbb;background:#fff'>grey <a href='#'>here</a><img src='/nothing.png'>"


class LighthouseTest(Wire):
    def setUp(self):
        super().setUp()
        self.profile = tempfile.mkdtemp(prefix="headwater-lighthouse-")
        self.addCleanup(shutil.rmtree, self.profile, ignore_errors=True)
        self.gallery = Gallery(self.profile)
        self.addCleanup(self.gallery.close)

    def report(self, url, *options):
        """What Lighthouse says of a page."""
        path = os.path.join(self.profile, "report.json")
        flags = " ".join(re.sub("=(.* .*)", r'="\1"', flag) for flag in [*chromium.FLAGS, *self.gallery.flags()])
        done = subprocess.run([NODE, LIGHTHOUSE, url, "--quiet", "--output=json", f"--output-path={path}",
                               f"--only-categories={','.join(CATEGORIES)}", "--no-enable-error-reporting",
                               f"--chrome-flags={flags}", *options], capture_output=True, text=True, timeout=250,
                              env={"PATH": os.environ["PATH"], "HOME": self.profile, "TMPDIR": self.profile,
                                   "LC_ALL": "C.UTF-8", "CHROME_PATH": chromium.CHROMIUM})
        self.assertEqual(done.returncode, 0, done.stderr[-2000:])
        with open(path, encoding="utf-8") as file:
            report = json.load(file)
        self.assertIsNone(report.get("runtimeError"), url)
        return report

    @staticmethod
    def findings(report):
        """The audits that count in a category and were not passed, with what they found."""
        counted = {row["id"] for name in CATEGORIES for row in report["categories"][name]["auditRefs"] if row["weight"] > 0}
        return {name: (audit["title"], audit.get("explanation"), audit.get("displayValue"),
                       str(audit.get("details", {}).get("items"))[:500])
                for name, audit in report["audits"].items()
                if name in counted and audit["score"] is not None and audit["score"] < PASSED}

    def judge(self, url, *options):
        report = self.report(url, *options)
        scores = {name: report["categories"][name]["score"] for name in CATEGORIES}
        print(url, *options, scores)
        self.assertEqual(self.findings(report), {}, url)
        self.assertGreaterEqual(min(scores.values()), LEAST, scores)

    def test_pages(self):
        self.run_with(FEEDS, "2025-10-10T08:00:00Z")
        self.serve()
        story = next(i for i, entry in self.entries().items() if "Lindvag" in entry.title)
        self.judge(self.site + "/")
        self.judge(self.site + "/", "--preset=desktop")
        self.judge(self.site + "/story/" + node_of(story))
        # robots.txt keeps robots from the pages of results, which are without number
        self.judge(self.site + "/search?q=bridge", "--skip-audits=is-crawlable")

    def test_lighthouse_sees(self):
        """Lighthouse finds fault with a careless page, so the test can fail."""
        with open(self.path("out.html"), "w", encoding="utf-8") as file:
            file.write(CARELESS)
        server = subprocess.Popen(["python3", "-u", "-m", "http.server", "--bind", "127.0.0.1", "--directory", self.folder, "0"],
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.addCleanup(server.stdout.close)
        self.addCleanup(server.wait)
        self.addCleanup(server.kill)
        port = server.stdout.readline().split(" port ")[1].split()[0]
        found = self.findings(self.report(f"http://127.0.0.1:{port}/out.html"))
        self.assertLessEqual({"color-contrast", "document-title", "html-has-lang", "image-alt", "meta-description",
                              "errors-in-console"}, set(found))


if __name__ == "__main__":
    if not chromium.installed():
        missing("chromium and chromium-driver are not both installed")
    if NODE is None:
        missing("node is not installed")
    if not os.path.exists(LIGHTHOUSE):
        missing("lighthouse is not there (./bootstrap test puts it into build/node_modules)", also="npm")
    unittest.main()
