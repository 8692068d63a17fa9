"""Odd feeds, which must not make the merged feed invalid."""

import html
import json

TEXTS = [
    "A <b>bold</b> & plain &amp; half-encoded &#8217; title",
    "R&D at AT&T < 5 > 3",
    "</item></channel><script>alert(1)</script>",
    "]]> <![CDATA[ ]]>",
    "Tab\tand  blanks \u00a0 and \u200b nothing",
    "\u202eright to left\u202c and \ufffd",
    "Emoji 👩‍🚒 and 𝔣𝔯𝔞𝔨𝔱𝔲𝔯",
    "<p>One<p>Two <table><td>cell</table> <a href='/relative'>link</a> <img src=pic.png>",
    "<iframe src=https://x.example/></iframe><form><input></form><svg onload=x>",
    "<div style=\"background:url(//x.example);position:fixed;color:red\" onclick=x id=a>styled</div>",
    "<a href=\"javascript:x\">x</a><a href='HTTPS://ÄÖ.example/ü?ä#ö'>y</a></div></div>",
    "<ul><li>one<li>two<ul><li>three</ul></ul><br/><hr><img src='https://x.example/a.png' srcset='a.png 1x, b.png 2x'>",
    "<b><i>wrong</b></i> &lt;script&gt;twice&lt;/script&gt;",
    "",
    " ",
]
LINKS = ["https://x.example/a?b=c&d=e#f#g", "https://пример.example/путь?ключ=значение", "/relative/path",
         "javascript:alert(1)", "mailto:me@x.example", "https://x.example/a b\"c<d>", "HTTP://X.example:80/%zz%41",
         "ftp://x.example/file", "magnet:?xt=urn:btih:abc", "//x.example/no-scheme", "", "https://[::1]/v6",
         "http:///x.example/slashes", "http:x.example/none", "https://", "http://[::1/open"]
DATES = ["Fri, 10 Oct 2025 07:00:00 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", "Wed, 01 Jan 3000 00:00:00 GMT", "yesterday",
         "2025-10-09T25:61:00Z", "", "9 Oct 25 06:00 EST"]
LANGUAGES = ["en", "xx", "english", "pt_BR", "zh-Hant-TW", "", "und", "x-klingon", "de-DE-1996"]
TYPES = ["audio/mpeg", "audio", "image/jpeg; charset=binary", "text/html, x/y", "", "a/b/c", "video/mp4;codecs=\"avc1\""]
LENGTHS = ["81920", "-1", "many", "", "1e6", "0099999999999999999999"]
MAILS = ["a@b.example", "not an address", "a@b", "<a@b.example>", "a b@c.example", "é@x.example", "a@x..example"]
FEED_IDS = ["tag:x.example,2020:feed", "tag:X Example:feed", "urn:uuid:1234", "17", "https://x.example"]
COUNT = 30


def pick(rows, i):
    return rows[i % len(rows)]


def rss():
    """Values that the format forbids are escaped: the document itself is well-formed."""
    items = []
    for i in range(COUNT):
        text, link = html.escape(pick(TEXTS, i)), html.escape(pick(LINKS, i))
        items.append(
            f"<item><guid isPermaLink='{'true' if i % 3 else 'false'}'>{link or i}{i}</guid><title>{text}</title>"
            f"<link>{link}</link><description>{i} numbered words {html.escape(pick(TEXTS, i + 7))}</description>"
            f"<content:encoded>{text} {html.escape(pick(TEXTS, i + 3))} words that number {i * 7919}</content:encoded>"
            f"<author>{html.escape(pick(MAILS, i))} ({text})</author><dc:creator>{text}</dc:creator>"
            f"<category domain='{link}'>{text}</category><category>{pick(LANGUAGES, i)}</category>"
            f"<comments>{link}</comments><source url='{link}'>{text}</source><pubDate>{pick(DATES, i)}</pubDate>"
            f"<dc:language>{pick(LANGUAGES, i)}</dc:language><media:thumbnail url='{link}'/>"
            f"<enclosure url='{html.escape(pick(LINKS, i + 1))}' type='{html.escape(pick(TYPES, i))}' "
            f"length='{pick(LENGTHS, i)}'/><enclosure url='https://x.example/{i}.mp3' type='audio/mpeg'/></item>")
    return ("<?xml version='1.0'?><rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/' "
            "xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:media='http://search.yahoo.com/mrss/'>"
            f"<channel><title>{html.escape(TEXTS[0])}</title><link>javascript:alert(1)</link><language>xx</language>"
            + "".join(items) + "</channel></rss>")


def atom(number):
    entries = []
    for i in range(COUNT):
        text, link = html.escape(pick(TEXTS, i + number)), html.escape(pick(LINKS, i))
        kind = ("text", "html")[i % 2]
        entries.append(
            f"<entry xml:lang='{pick(LANGUAGES, i)}'><id>{number}-{i} {link}</id><title type='{kind}'>{text}</title>"
            f"<link href='{link}' hreflang='{pick(LANGUAGES, i + 1)}'/><link rel='alternate' type='text/html' "
            f"href='https://x.example/{number}/{i}'/><link rel='via' href='{link}'/><link rel='enclosure' href='{link}' "
            f"type='{html.escape(pick(TYPES, i))}' length='{pick(LENGTHS, i)}'/>"
            f"<author><name>{text}</name><uri>{link}</uri><email>{html.escape(pick(MAILS, i))}</email></author>"
            f"<category term='{text}' scheme='{link}' label='{html.escape(pick(TEXTS, i + 1))}'/>"
            f"<updated>{pick(DATES, i)}</updated><summary type='html'>{text}</summary>"
            f"<content type='html'>{html.escape(pick(TEXTS, i + 5))} entry {number * 104729 + i * 7919}</content></entry>")
    return ("<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'>"
            f"<id>{html.escape(pick(FEED_IDS, number))}</id><title type='text'>{html.escape(pick(TEXTS, number))}</title>"
            f"<link rel='self' href='{html.escape(pick(LINKS, number))}'/>" + "".join(entries) + "</feed>")


def json_feed():
    items = [{"id": i if i % 2 else f"json {i}", "title": pick(TEXTS, i), "url": pick(LINKS, i),
              "content_html": f"{pick(TEXTS, i + 2)} item {i * 15485863}", "language": pick(LANGUAGES, i),
              "image": pick(LINKS, i + 1), "date_published": pick(DATES, i), "tags": [pick(TEXTS, i), ""],
              "authors": [{"name": pick(TEXTS, i), "url": pick(LINKS, i)}],
              "attachments": [{"url": pick(LINKS, i + 1), "mime_type": pick(TYPES, i)}]} for i in range(COUNT)]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": TEXTS[2], "items": items})


def large():
    """A JSON Feed of several pages, with one item as large as a page."""
    items = [{"id": f"large {i}", "title": f"Large item {i}", "url": f"https://large.example/{i}",
              "content_html": f"<p>{i * 32452843} " + "\"quoted\" words \\ " * (700 if i else 13000) + "</p>",
              "date_published": "2025-10-08T06:00:00Z"} for i in range(24)]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Large", "items": items})


FEEDS = {"odd.xml": rss, "odd-0.atom": lambda: atom(0), "odd-1.atom": lambda: atom(1), "odd-2.atom": lambda: atom(2),
         "odd.json": json_feed, "large.json": large}
