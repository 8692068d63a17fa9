#!/usr/bin/env python3
"""Polls many feeds of a local nginx with headwater and with others, one after the other, and prints JSON Lines.

    polling.py --build build/release [--feeds 10000] [--hosts 10000] [--repeat 3] [--only NAME]...

Each line: the subject, what the server answered (all 304 or all 200), wall and CPU seconds of the program and its
children, its largest resident set, and feeds a second. The gap between requests to one host is off for all. A subject
whose program is not installed is left out, with a line that says so.
"""

import argparse
import json
import os
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

ITEMS = 15


def feed_text(number):
    items = "".join(
        "<item><title>Story %d of feed %06d</title><link>http://news.example/%d/%d</link><guid>%d-%d</guid>"
        "<pubDate>Mon, 02 Mar 2026 %02d:00:00 GMT</pubDate><description>%s</description></item>"
        % (i, number, number, i, number, i, i, "Water rose in the night and fell again by noon. " * 6)
        for i in range(ITEMS))
    return ('<?xml version="1.0"?><rss version="2.0"><channel><title>Feed %06d</title><link>http://news.example/</link>'
            "<description>d</description>%s</channel></rss>" % (number, items))


def address(number, hosts):
    host = number % hosts
    return "127.%d.%d.%d" % (host // 62500, host // 250 % 250, host % 250 + 1)


class Site:
    """nginx on every 127.x.y.z at one port."""

    def __init__(self, folder, feeds, hosts):
        self.folder, self.port = folder, self.free_port()
        os.makedirs(os.path.join(folder, "www"))
        for number in range(feeds):
            with open(os.path.join(folder, "www", "%d.xml" % number), "w", encoding="utf-8") as file:
                file.write(feed_text(number))
            os.utime(file.name, (1772425600, 1772425600))
        self.urls = ["http://%s:%d/%d.xml" % (address(n, hosts), self.port, n) for n in range(feeds)]
        with open(os.path.join(folder, "urls"), "w", encoding="utf-8") as file:
            file.write("\n".join(self.urls) + "\n")

    @staticmethod
    def free_port():
        with socket.create_server(("127.0.0.1", 0)) as found:
            return found.getsockname()[1]

    def __enter__(self):
        config = os.path.join(self.folder, "nginx.conf")
        with open(config, "w", encoding="utf-8") as file:
            file.write("""
                daemon off; worker_processes 1; pid nginx.pid; error_log nginx.log;
                events { worker_connections 4096; }
                http { access_log off; types { application/rss+xml xml; } keepalive_requests 100000;
                       client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3; uwsgi_temp_path t4;
                       scgi_temp_path t5; server { listen 0.0.0.0:%d backlog=4096; root www; } }""" % self.port)
        self.daemon = subprocess.Popen(["nginx", "-p", self.folder, "-c", config], stderr=subprocess.DEVNULL)
        for _ in range(100):
            try:
                with urllib.request.urlopen(self.urls[0]) as answer:
                    self.etag = answer.headers["ETag"]
                return self
            except OSError:
                time.sleep(0.05)
        raise SystemExit("nginx does not start; see %s/nginx.log" % self.folder)

    def __exit__(self, *_):
        self.daemon.terminate()
        self.daemon.wait()


def largest_resident(pid, found):
    """Watches VmHWM, because ru_maxrss begins with the size of whoever forked."""
    try:
        while True:
            with open("/proc/%d/status" % pid, encoding="utf-8") as file:
                sizes = [int(line.split()[1]) for line in file if line.startswith("VmHWM")]
            if not sizes:
                return
            found[0] = max(found[0], sizes[0])
            time.sleep(0.01)
    except OSError:
        return


def measure(command, **how):
    """Runs it; wall and CPU seconds and the largest resident set of the program itself, in KB."""
    began, found = time.monotonic(), [0]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **how)
    threading.Thread(target=largest_resident, args=(child.pid, found), daemon=True).start()
    error = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return {"wall": round(time.monotonic() - began, 3), "cpu": round(usage.ru_utime + usage.ru_stime, 3),
            "rss_kb": found[0], "status": child.returncode, "stderr": error.decode(errors="replace")[-200:]}


class Subject:
    """Made anew for each measurement; prepare() leaves what the 304s need."""

    program, limit = None, None

    def __init__(self, site, folder, arguments):
        self.site, self.folder, self.arguments = site, folder, arguments
        self.urls = site.urls[:self.limit]

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)
        return self.path(name)

    def run(self, answers):
        """Measures one poll of all feeds that the server answers so."""
        if answers == 304:
            self.poll(200)
        return self.poll(answers)


class Fetch(Subject):
    """headwater's fetch stage alone."""

    name = "headwater-fetch"

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.program = os.path.join(self.arguments.build, "tests/bench/fetch_bench")

    def run(self, answers):
        return self.poll(answers)

    def poll(self, answers):
        etag = [self.site.etag] if answers == 304 else []
        return measure([self.program, self.write("urls", "\n".join(self.urls)), str(self.arguments.concurrency), *etag])


class Headwater(Subject):
    """headwater run: config, state, fetch, parse, dedup, render."""

    name = "headwater-run"

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.program = os.path.join(self.arguments.build, "headwater")
        self.polls = 0
        feeds = "".join("  - {url: '%s', allow_private: true}\n" % url for url in self.urls)
        self.write("feeds.yaml", "settings: {host_gap: 0, concurrency: %d}\nfeeds:\n%s"
                   % (self.arguments.concurrency, feeds))

    def poll(self, answers):
        self.polls += 1
        if answers == 200 and self.polls > 1:
            raise AssertionError("a second poll is all 304")
        return measure([self.program, "run", "--config", self.path("feeds.yaml"), "--state", self.path("state.db"),
                        "--now", "2026-03-0%dT12:00:00Z" % (2 + 2 * self.polls), "--quiet"])


class Curl(Subject):
    name, program = "curl", "curl"

    def run(self, answers):
        return self.poll(answers)

    def poll(self, answers):
        lines = ["parallel", "parallel-max = %d" % self.arguments.concurrency, "no-progress-meter", "compressed"]
        if answers == 304:
            lines.append("header = %s" % json.dumps("If-None-Match: " + self.site.etag))
        for url in self.urls:
            lines += ["url = %s" % url, "output = /dev/null"]
        return measure([self.program, "-q", "--config", self.write("curlrc", "\n".join(lines) + "\n")])


class Newsboat(Subject):
    name, program, limit = "newsboat", "newsboat", 1000

    def poll(self, answers):
        self.write("urls", "\n".join(self.urls) + "\n")
        self.write("config", "reload-threads %d\n" % self.arguments.threads)
        environment = {"HOME": self.folder, "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
        return measure([self.program, "-u", self.path("urls"), "-c", self.path("cache.db"), "-C", self.path("config"),
                        "-x", "reload"], env=environment)


class Sfeed(Subject):
    """One process a feed; measured on the first thousand, or it would take all day."""

    name, program, limit = "sfeed_update", "sfeed_update", 1000

    def poll(self, answers):
        lines = ['sfeedpath="%s"' % self.path("feeds"), "maxjobs=%d" % self.arguments.jobs,
                 'fetch() { curl -s -f -L --max-redirs 0 -m 15 --etag-save "%s/$1" --etag-compare "%s/$1" "$2"; }'
                 % (self.path("etags"), self.path("etags")), "feeds() {"]
        os.makedirs(self.path("etags"), exist_ok=True)
        lines += ["feed %d %s" % pair for pair in enumerate(self.urls)] + ["}"]
        return measure([self.program, self.write("sfeedrc", "\n".join(lines) + "\n")])


SUBJECTS = [Fetch, Headwater, Curl, Newsboat, Sfeed]


def measure_all(site, arguments):
    for repeat in range(arguments.repeat):
        for answers in (304, 200):
            for kind in SUBJECTS:
                if arguments.only and kind.name not in arguments.only:
                    continue
                with tempfile.TemporaryDirectory() as folder:
                    subject = kind(site, folder, arguments)
                    line = {"subject": kind.name, "answers": answers, "repeat": repeat, "feeds": len(subject.urls)}
                    if shutil.which(subject.program) is None:
                        line["left_out"] = "not installed"
                    else:
                        line.update(subject.run(answers))
                        line["feeds_per_second"] = round(line["feeds"] / line["wall"])
                        line["cpu_ms_per_feed"] = round(1000 * line["cpu"] / line["feeds"], 3)
                    print(json.dumps(line), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default="build/release")
    parser.add_argument("--feeds", type=int, default=10000)
    parser.add_argument("--hosts", type=int, default=10000)
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--concurrency", type=int, default=32, help="of headwater and curl")
    parser.add_argument("--threads", type=int, default=32, help="reload-threads of newsboat")
    parser.add_argument("--jobs", type=int, default=8, help="maxjobs of sfeed_update")
    parser.add_argument("--only", action="append")
    arguments = parser.parse_args()
    if shutil.which("nginx") is None:
        sys.exit("nginx is not installed")
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(8192, limits[1]), limits[1]))
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)  # nginx's worker runs as another user
        with Site(folder, arguments.feeds, arguments.hosts) as site:
            measure_all(site, arguments)


if __name__ == "__main__":
    main()
