"""axe checks the pages that users open: the page and a story's page, at two widths, in both themes and directions."""

import os
import unittest

import chromium
from browsed import Browsed
from wire import FEEDS, OUTPUTS, missing, node_of

AXE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "build", "node_modules", "axe-core", "axe.min.js")
# axe skips the colours of texts with a pseudo-element behind them; without these elements it checks every colour.
BARE = """(() => { const sheet = new CSSStyleSheet(); sheet.replaceSync("*::before, *::after { display: none !important }");
document.adoptedStyleSheets = [sheet]; document.querySelectorAll("details").forEach(d => d.open = true) })()"""
FINDINGS = """axe.run(document, {resultTypes: ["violations", "incomplete"]}).then(r => [...r.violations, ...r.incomplete]
.map(f => f.id + ": " + f.nodes[0].html.slice(0, 200)))"""


class AxeTest(Browsed):
    def findings(self):
        with open(AXE, encoding="utf-8") as file:
            self.browser.value(file.read() + ";0")
        self.browser.value(BARE)
        return self.browser.value(FINDINGS)

    def judge(self, url):
        for width in (1280, 400):
            for theme in ("light", "dark"):
                self.browser.resize(width, 900)
                self.browser.media("", theme)
                self.browser.open(url)
                self.assertEqual(self.findings(), [], f"{url} {width} {theme}")

    def test_pages(self):
        for hour, languages in (("08", "[en, fr]"), ("09", "[ar, en]")):
            self.run_with(FEEDS, f"2025-10-10T{hour}:00:00Z", languages)
            self.judge("file://" + self.path("out", "index.html"))
            story = next(i for i, entry in self.entries().items() if "Lindvag" in entry.title)
            self.judge("file://" + self.path("out", "story", node_of(story) + ".html"))
            self.judge("file://" + self.path("out", "index-2025-10-10.html"))
        self.run_with(FEEDS, "2025-10-10T10:00:00Z", outputs=OUTPUTS.replace("index.html,", "index.html, order: tellings,"))
        self.judge("file://" + self.path("out", "index.html"))
        self.run_with(FEEDS, "2025-10-10T11:00:00Z", outputs=OUTPUTS.replace("index.html,", "index.html, at: '07:00',"))
        self.judge("file://" + self.path("out", "index.html"))
        self.serve()
        self.judge(self.site + "/nothing/here")
        story = next(i for i, entry in self.entries().items() if "Lindvag" in entry.title)
        self.judge(self.site + "/story/" + node_of(story))
        self.judge(self.site + "/search?q=bridge")
        self.judge(self.site + "/search?q=nothing-like-it")

    def test_axe_sees(self):
        """axe finds fault with a careless page, so the test can fail."""
        page = self.path("careless.html")
        with open(page, "w", encoding="utf-8") as file:
            file.write("<!DOCTYPE html><p style='color:#bbb;background:#fff'>grey</p>")
        self.browser.open("file://" + page)
        found = {finding.split(":")[0] for finding in self.findings()}
        self.assertLessEqual({"document-title", "html-has-lang", "color-contrast"}, found)


if __name__ == "__main__":
    if not chromium.installed():
        missing("chromium and chromium-driver are not both installed")
    if not os.path.exists(AXE):
        missing("axe-core is not there (./bootstrap test puts it into build/node_modules)", also="npm")
    unittest.main()
