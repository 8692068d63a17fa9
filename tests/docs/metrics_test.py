"""The figures: one table, what is written is well formed, and manual and dashboard name what there is and nothing else."""

import json
import os
import re
import shutil
import subprocess
import unittest
import urllib.request

from world import LATER, World

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROMTOOL = shutil.which("promtool", path=os.pathsep.join([os.path.join(ROOT, "build", "tools"), os.environ["PATH"]]))
NAME = re.compile(r"\bheadwater_[a-z_]+")
SAMPLE = re.compile(r'(headwater_[a-z_]+)(\{([a-z]+)="([^"]*)"\})? (-?[0-9.e+-]+)')


def read(*parts):
    with open(os.path.join(ROOT, *parts), encoding="utf-8") as file:
        return file.read()


def names_known():
    rows = re.findall(r'\] = \{"([a-z_]+)",\s*"(?:gauge|counter)"', read("aggregator", "site", "metrics.c"))
    return {"headwater_" + name for name in rows}


class MetricsTest(World):
    def metrics(self, *options, now):
        path = self.path("headwater.prom")
        self.headwater("run", "--metrics", path, *options, now=now)
        return self.read(path).decode()

    def test_the_manual_names_them_all(self):
        marked = set(re.findall(r"^\.It Ic (headwater_\w+)", read("docs", "man", "headwater-metrics.5"), re.MULTILINE))
        self.assertEqual(marked, names_known())

    def test_the_dashboard_asks_for_what_there_is(self):
        panels = json.loads(read("docs", "dashboard.json"))["panels"]
        asked = {name for panel in panels for t in panel["targets"] for name in NAME.findall(t["expr"])}
        self.assertEqual(asked, names_known())
        self.assertEqual(len({panel["id"] for panel in panels}), len(panels))

    def test_the_file_is_well_formed(self):
        text = self.metrics(now=LATER)
        told, seen = None, {}
        for line in text.splitlines():
            comment = re.match(r"# (HELP|TYPE) (\S+) (.+)", line)
            if comment:
                told = comment[2]
                continue
            sample = SAMPLE.fullmatch(line)
            self.assertIsNotNone(sample, line)
            self.assertEqual(sample[1], told, "samples stand under their name")
            self.assertNotIn((sample[1], sample[4]), seen)
            seen[sample[1], sample[4]] = float(sample[5])
        self.assertEqual({name for name, _ in seen}, names_known() - {"headwater_http_requests_total"})
        self.assertEqual(text.count("# TYPE"), len(names_known()) - 1)

    def test_the_figures_are_true(self):
        first = dict((m[0] if not m[1] else (m[0], m[3]), float(m[4]))
                     for m in SAMPLE.findall(self.metrics(now="2025-10-10T08:00:00Z")))
        self.assertEqual(first["headwater_feeds", "fresh"], 12)
        self.assertEqual(first["headwater_run_requests", "2xx"], 12)
        self.assertEqual(first["headwater_run_items", "new"], first["headwater_items"])
        joins = sum(v for k, v in first.items() if k[0] == "headwater_run_joins")
        self.assertEqual(joins, first["headwater_items_folded"])
        self.assertEqual(first["headwater_run_received_bytes"], sum(
            os.path.getsize(os.path.join(self.folder, name)) for name in os.listdir(self.folder)
            if name.endswith((".xml", ".json", ".atom", ".rss", ".rdf")) and name != "merged.atom"))
        self.assertGreater(first["headwater_state_bytes"], 0)
        again = self.metrics("--force", now=LATER)
        self.assertIn('headwater_run_items{kind="new"} 0\n', again)

    def served(self):
        """What serve tells at /metrics."""
        process = self.start("serve", "--listen", "127.0.0.1:0", now=LATER)
        try:
            address = re.search(r"http://\S+/", process.stdout.readline())[0]
            with urllib.request.urlopen(address + "metrics", timeout=60) as answer:
                return answer.read().decode()
        finally:
            process.terminate()
            process.communicate(timeout=60)

    @unittest.skipIf(PROMTOOL is None and not os.environ.get("CI"), "no promtool; bootstrap unpacks it")
    def test_promtool_has_nothing_to_say(self):
        for text in (self.metrics(now=LATER), self.served()):
            result = subprocess.run([PROMTOOL, "check", "metrics"], input=text, capture_output=True, text=True, timeout=60)
            self.assertEqual((result.returncode, result.stdout + result.stderr), (0, ""))

    @unittest.skipIf(PROMTOOL is None and not os.environ.get("CI"), "no promtool; bootstrap unpacks it")
    def test_promtool_reads_the_manuals_alert(self):
        alert = re.search(r"^- alert:.*?(?=^\.)", read("docs", "man", "headwater-metrics.5"), re.MULTILINE | re.DOTALL)[0]
        path = self.path("rules.yml")
        with open(path, "w", encoding="utf-8") as file:
            file.write("groups:\n- name: headwater\n  rules:\n" + re.sub(r"^", "  ", alert, flags=re.MULTILINE) + "\n")
        result = subprocess.run([PROMTOOL, "check", "rules", path], capture_output=True, text=True, timeout=60)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertIn("1 rules found", result.stdout)


if __name__ == "__main__":
    unittest.main()
