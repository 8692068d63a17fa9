#!/usr/bin/env python3
"""Polls many feeds of a local nginx with headwater and with others, in turn, and prints JSON Lines.

    polling.py --build build/release [--feeds 10000] [--hosts 10000] [--repeat 3] [--others 1000] [--only NAME]...

Each line: the subject, what the server answered (all 200, once each, or all 304, in turn, so that a machine with other
work is busy for all alike), wall and CPU seconds of the program and its children, its largest resident set, and feeds a
second. At the end a line a subject and answer: the medians, a feed. The gap between requests to one host is off for
all. --others bounds the feeds of newsboat and sfeed_update, which take long. A subject whose program is not installed
is left out, with a line that says so.
"""

import argparse
import json
import os
import random
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

ITEMS = 15
SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xo yu za bri cla dre flo gru".split()
WORDS = 20000


def word(number):
    """Word number N of a language of its own; it has three syllables or four."""
    text = SYLLABLES[number % 7]
    while number > 0:
        text += SYLLABLES[number % len(SYLLABLES)]
        number //= len(SYLLABLES)
    return text


def sentence(draw, words):
    """A few words are common, most are rare."""
    return " ".join(word(int(WORDS * draw.random() ** 3)) for _ in range(words))


def feed_text(number):
    """A feed of stories of its own: what is told twice is another measurement's affair."""
    draw = random.Random(number)
    items = "".join(
        "<item><title>%s</title><link>http://news.example/%d/%d</link><guid>%d-%d</guid>"
        "<pubDate>Mon, 02 Mar 2026 %02d:00:00 GMT</pubDate><description>%s.</description></item>"
        % (sentence(draw, 8), number, i, number, i, i, sentence(draw, 45))
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
    """Polls all feeds once with 200, and then with 304 as often as it is told."""

    program, is_slow = None, False

    def __init__(self, site, folder, arguments):
        self.site, self.folder, self.arguments = site, folder, arguments
        self.urls = site.urls[:arguments.others if self.is_slow else None]

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)
        return self.path(name)

    def poll(self, answers):
        """Measures one poll of all feeds that the server answers so."""
        raise NotImplementedError


class Fetch(Subject):
    """headwater's fetch stage alone."""

    name = "headwater-fetch"

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.program = os.path.join(self.arguments.build, "tests/bench/fetch_bench")

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
        return measure([self.program, "run", "--config", self.path("feeds.yaml"), "--state", self.path("state.db"),
                        "--now", "2026-03-%02dT12:00:00Z" % (2 + 2 * self.polls), "--quiet"])


class Curl(Subject):
    name, program = "curl", "curl"

    def poll(self, answers):
        lines = ["parallel", "parallel-max = %d" % self.arguments.concurrency, "no-progress-meter", "compressed"]
        if answers == 304:
            lines.append("header = %s" % json.dumps("If-None-Match: " + self.site.etag))
        for url in self.urls:
            lines += ["url = %s" % url, "output = /dev/null"]
        return measure([self.program, "-q", "--config", self.write("curlrc", "\n".join(lines) + "\n")])


class Newsboat(Subject):
    name, program, is_slow = "newsboat", "newsboat", True

    def poll(self, answers):
        self.write("urls", "\n".join(self.urls) + "\n")
        self.write("config", "reload-threads %d\n" % self.arguments.threads)
        environment = {"HOME": self.folder, "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
        return measure([self.program, "-u", self.path("urls"), "-c", self.path("cache.db"), "-C", self.path("config"),
                        "-x", "reload"], env=environment)


class Sfeed(Subject):
    """Some processes a feed."""

    name, program, is_slow = "sfeed_update", "sfeed_update", True

    def poll(self, answers):
        lines = ['sfeedpath="%s"' % self.path("feeds"), "maxjobs=%d" % self.arguments.jobs,
                 'fetch() { curl -s -f -L --max-redirs 0 -m 15 --etag-save "%s/$1" --etag-compare "%s/$1" "$2"; }'
                 % (self.path("etags"), self.path("etags")), "feeds() {"]
        os.makedirs(self.path("etags"), exist_ok=True)
        lines += ["feed %d %s" % pair for pair in enumerate(self.urls)] + ["}"]
        return measure([self.program, self.write("sfeedrc", "\n".join(lines) + "\n")])


SUBJECTS = [Fetch, Headwater, Curl, Newsboat, Sfeed]


def measured(subject, answers):
    line = {"subject": subject.name, "answers": answers, "feeds": len(subject.urls)}
    line.update(subject.poll(answers))
    line["feeds_per_second"] = round(line["feeds"] / line["wall"])
    line["cpu_ms_per_feed"] = round(1000 * line["cpu"] / line["feeds"], 3)
    print(json.dumps(line), flush=True)
    return line


def summary(lines):
    """Of one subject and answer."""
    feeds = lines[0]["feeds"]
    return {"median_of": len(lines), "subject": lines[0]["subject"], "answers": lines[0]["answers"], "feeds": feeds,
            "wall_ms_per_feed": round(1000 * statistics.median(line["wall"] for line in lines) / feeds, 3),
            "least_wall_ms_per_feed": round(1000 * min(line["wall"] for line in lines) / feeds, 3),
            "cpu_ms_per_feed": round(1000 * statistics.median(line["cpu"] for line in lines) / feeds, 3),
            "rss_mb": round(max(line["rss_kb"] for line in lines) / 1024)}


def measure_all(site, arguments, folder):
    subjects = []
    for kind in SUBJECTS:
        if arguments.only and kind.name not in arguments.only:
            continue
        os.makedirs(os.path.join(folder, kind.name))
        subject = kind(site, os.path.join(folder, kind.name), arguments)
        if shutil.which(subject.program) is None:
            print(json.dumps({"subject": kind.name, "left_out": "not installed"}), flush=True)
        else:
            subjects.append(subject)
    lines = [measured(subject, 200) for subject in subjects]
    lines += [measured(subject, 304) for _ in range(arguments.repeat) for subject in subjects]
    for answers in (200, 304):
        for subject in subjects:
            print(json.dumps(summary([line for line in lines if line["subject"] == subject.name
                                      and line["answers"] == answers])), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default="build/release")
    parser.add_argument("--feeds", type=int, default=10000)
    parser.add_argument("--hosts", type=int, default=10000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--others", type=int, default=1000, help="feeds of newsboat and sfeed_update")
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
            measure_all(site, arguments, folder)


if __name__ == "__main__":
    main()
