"""Headless Chromium, controlled through chromedriver with Python's standard library alone."""

import base64
import json
import os
import re
import shutil
import subprocess
import urllib.request

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
         "--disable-quic", "--force-color-profile=srgb"]
KEYS = {"Tab": "\ue004", "Enter": "\ue007", "Space": " ", "Down": "\ue015", "Shift+Tab": "\ue008\ue004"}


def installed():
    return CHROMIUM is not None and DRIVER is not None


class Browser:
    """One browser with one page. close() ends it."""

    def __init__(self, folder, flags=()):
        environment = {"PATH": os.environ["PATH"], "HOME": folder, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        self.driver = subprocess.Popen([DRIVER, "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                                       env=environment)
        self.root = None
        for line in self.driver.stdout:
            if found := re.search(r"started successfully on port (\d+)", line):
                self.root = f"http://127.0.0.1:{found[1]}"
                break
        options = {"binary": CHROMIUM, "args": [*FLAGS, *flags, f"--user-data-dir={os.path.join(folder, 'profile')}"]}
        self.session = ""
        answer = self.ask("POST", "/session", {"capabilities": {"alwaysMatch": {
            "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"}}}})
        self.session = "/session/" + answer["sessionId"]

    def ask(self, method, path, body=None):
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.root + self.session + path, data=data, method=method,
                                         headers={"Content-Type": "application/json"})
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=120) as answer:
            return json.load(answer)["value"]

    def close(self):
        try:
            self.ask("DELETE", "")
        finally:
            self.driver.terminate()
            self.driver.wait()
            self.driver.stdout.close()

    def command(self, name, **parameters):
        """A command of the DevTools protocol."""
        return self.ask("POST", "/goog/cdp/execute", {"cmd": name, "params": parameters})

    def open(self, url):
        self.log("browser")
        self.log("performance")
        self.ask("POST", "/url", {"url": url})

    def log(self, kind):
        return self.ask("POST", "/se/log", {"type": kind})

    def said(self):
        """The console messages since the page was opened."""
        return [row["message"] for row in self.log("browser")]

    def requests(self):
        """The addresses requested since the page was opened, without internal ones of the browser (chrome:, data:,
        about:)."""
        events = [json.loads(row["message"])["message"] for row in self.log("performance")]
        urls = [e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"]
        return [url for url in urls if url.startswith(("http", "ws", "ftp", "file"))]

    def value(self, expression):
        """The value of a JavaScript expression, or of its promise once it resolves. This is a script of the test,
        so the policy of the page does not apply."""
        answer = self.command("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise AssertionError(answer["exceptionDetails"])
        return answer["result"].get("value")

    def source(self):
        return self.value("document.documentElement.outerHTML")

    def press(self, key):
        codes = KEYS[key]
        down = [{"type": "keyDown", "value": code} for code in codes]
        up = [{"type": "keyUp", "value": code} for code in reversed(codes)]
        self.ask("POST", "/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": down + up}]})

    def resize(self, width, height):
        self.command("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
                     mobile=False)

    def media(self, name="", theme="light"):
        self.command("Emulation.setEmulatedMedia", media=name,
                     features=[{"name": "prefers-color-scheme", "value": theme}])

    def screenshot(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.ask("GET", "/screenshot")))

    def pdf(self):
        return base64.b64decode(self.command("Page.printToPDF")["data"])

    def accessibility(self):
        """What a screen reader gets: (role, name, level or None, index of the parent), in the order of the page."""
        nodes = [n for n in self.command("Accessibility.getFullAXTree")["nodes"]]
        place = {n["nodeId"]: i for i, n in enumerate(nodes)}
        level = [next((p["value"]["value"] for p in n.get("properties", []) if p["name"] == "level"), None)
                 for n in nodes]
        return [(n.get("role", {}).get("value"), n.get("name", {}).get("value", ""), level[i],
                 place.get(n.get("parentId"))) for i, n in enumerate(nodes)]
