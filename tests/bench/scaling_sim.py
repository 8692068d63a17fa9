#!/usr/bin/env python3
"""Simulates a day of pollers and one placer, with times from the benches, and prints JSON Lines.

    scaling_sim.py [--feeds 1000000] [--hosts 200000] [--poll-ms 0.9] [--delivery-ms 3] [--item-ms 1.5] ...

Each second of the day so many polls fall due as the feeds' interval and the hour of the day make; the pollers answer what they
can, by host, at most one request per host and gap; a share of the polls has news and waits in the inbox for the placer, who also
stops to publish. Reported: the polls and items of a second, the pollers that are needed, connections, transactions of the
database, the bytes of the inbox, and how long a story waits from its poll to its publication.
"""

import argparse
import json
import math


def options():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--feeds", type=float, default=1e6)
    parser.add_argument("--hosts", type=float, default=2e5)
    parser.add_argument("--interval", type=float, default=3600, help="mean seconds between two polls of a feed")
    parser.add_argument("--news", type=float, default=0.12, help="share of the polls that have news")
    parser.add_argument("--items", type=float, default=1.6, help="new items of such a poll")
    parser.add_argument("--body-kb", type=float, default=60)
    parser.add_argument("--poll-ms", type=float, default=0.9, help="of one poller's processor for a 304, database included")
    parser.add_argument("--latency", type=float, default=0.4, help="seconds until a host answers")
    parser.add_argument("--concurrency", type=float, default=64, help="requests at once, of one poller")
    parser.add_argument("--delivery-ms", type=float, default=3, help="of the placer, without its new items")
    parser.add_argument("--item-ms", type=float, default=1.5, help="of the placer, for a new item")
    parser.add_argument("--publish-s", type=float, default=3, help="each time, before the next is placed")
    parser.add_argument("--publish-every", type=float, default=15)
    parser.add_argument("--swing", type=float, default=0.6, help="of news over the day")
    return parser.parse_args()


def pollers_needed(o, polls):
    """One is bound by its processor, or by hosts that are slow to answer."""
    return max(polls * o.poll_ms / 1000, polls * o.latency / o.concurrency) / 0.7  # no fuller than 70 %


def day(o):
    polls = o.feeds / o.interval
    pollers = math.ceil(pollers_needed(o, polls))
    queue = served = busy = worst = weighted = items = 0.0
    pause = 0.0
    for second in range(2 * 86400):
        news = polls * o.news * (1 + o.swing * math.sin(2 * math.pi * second / 86400))
        queue += news
        room = 1.0
        if pause > 0:
            stop = min(pause, room)
            pause -= stop
            room -= stop
        can = room / ((o.delivery_ms + o.item_ms * o.items) / 1000)
        done = min(queue, can)
        queue -= done
        if second % o.publish_every == 0:
            pause += o.publish_s
        if second < 86400:
            continue  # a day to settle
        served += done
        items += done * o.items
        busy += 1 - room + done * (o.delivery_ms + o.item_ms * o.items) / 1000
        delay = queue / max(news, 1e-9) + o.publish_every / 2 + o.publish_s
        weighted += delay * news
        worst = max(worst, delay)
    total = sum(polls * o.news * (1 + o.swing * math.sin(2 * math.pi * s / 86400)) for s in range(86400))
    return {"bench": "scaling", "feeds": int(o.feeds), "hosts": int(o.hosts), "polls_per_second": round(polls), "pollers": pollers,
            "connections": pollers + 4, "deliveries_per_second": round(total / 86400, 1), "items_per_second": round(items / 86400, 1),
            "transactions_per_second": round(2 * polls + 3 * total / 86400), "placer_busy": round(busy / 86400, 3),
            "delay_mean_seconds": round(weighted / total), "delay_worst_seconds": round(worst),
            "inbox_mb_at_worst": round(worst * total / 86400 * o.body_kb / 1024),
            "requests_per_host_and_hour": round(o.feeds / o.hosts * 3600 / o.interval, 1)}


def main():
    o = options()
    for feeds in sorted({1e4, 1e5, o.feeds, 3 * o.feeds}):
        o.hosts *= feeds / o.feeds
        o.feeds = feeds
        print(json.dumps(day(o)))


if __name__ == "__main__":
    main()
